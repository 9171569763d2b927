//! The sets of assumptions of a price test, read: the scenario itself, then those it is tried against.

use super::PriceArgs;
use crate::experiment::common::{refusals, take_targets};
use crate::finance::{Form, Terms};
use crate::model::Model;
use crate::plan::Requirement;
use crate::price::staffing::Levers;
use crate::price::{Case, Plan, Tested};
use crate::report::{money, warnings};
use crate::scenario::assumptions::Kind;
use crate::scenario::ranges::Range;
use crate::scenario::source::Texts;
use crate::scenario::{Problem, Problems, Scenario, draws, load};

/// What is to be tested.
#[derive(Debug)]
pub(super) struct Read {
    /// The scenario itself first.
    pub(super) cases: Vec<Case>,
    /// How much is simulated.
    pub(super) plan: Plan,
    /// What must be said beside it.
    pub(super) warnings: Vec<String>,
}

/// Reads the scenario and those it is tried against.
///
/// # Errors
/// All that is wrong with them.
pub(super) fn read(args: &PriceArgs) -> Result<Read, Problems> {
    let scenario = load(&args.file, &args.set)?;
    let against = scenario.price_test.against.clone();
    let mut warnings = Vec::new();
    let contract = contract(&scenario, scenario.price_test.contract.as_deref(), &args.file)?;
    let name = scenario.model.money.contracts[contract].name.clone();
    let (form, stated) = Form::of(scenario.model.money.contracts[contract].payment);
    let offered = match scenario.price_test.offered {
        Some((low, high)) if high > low => vec![low, high],
        Some((one, _)) => vec![one],
        None => {
            warnings.push(format!("no price is offered: tested is what the contract `{name}` states"));
            vec![stated]
        }
    };
    let plan = super::plan(args, &scenario.price_test, offered);
    if !scenario.price_test.limits.stated {
        let limits = scenario.price_test.limits;
        let percent = |share: f64| (share * 100.0).round();
        warnings.push(format!(
            "floor and cap are not stated: {} % and {} % of the expected volume are taken, a call beyond the cap at {} % of the price (assumptions)",
            percent(limits.floor), percent(limits.cap), percent(limits.marginal)
        ));
    }
    known_cost(&scenario, contract, &args.file)?;
    let base_ranges = scenario.ranges.clone();
    let terms = Terms { gain_share: scenario.model.money.contracts[contract].gain_share, margin: scenario.price_test.margin };
    let mut cases = vec![case(&args.file, &args.set, scenario, (contract, form, terms), (&base_ranges, &[]), &mut warnings)?];
    for file in against {
        let mut other = load(&file, &args.set)?;
        if let Some(reason) = refusals(&cases[0].scenario.model, &other.model).first() {
            return Err(plain("not-comparable", format!("{file} cannot be tried beside {}: {reason}", args.file), None));
        }
        warnings
            .extend(take_targets(&cases[0].scenario.model, &mut other.model).into_iter().map(|note| format!("{file}: {note}")));
        let place = self::contract(&other, Some(&name), &file)?;
        known_cost(&other, place, &file)?;
        let payment = other.model.money.contracts[place].payment;
        let (own, _) = Form::of(payment);
        if std::mem::discriminant(&own) != std::mem::discriminant(&form) {
            let message = format!(
                "{file}: the contract `{name}` pays in another form than in {}: one price cannot be offered for both",
                args.file
            );
            return Err(plain("not-comparable", message, None));
        }
        let terms = Terms { gain_share: other.model.money.contracts[place].gain_share, margin: terms.margin };
        let taken: Vec<String> = cases.iter().map(|case| case.name.clone()).collect();
        cases.push(case(&file, &args.set, other, (place, own, terms), (&base_ranges, &taken), &mut warnings)?);
    }
    let first = &cases[0].scenario;
    let requirement = Requirement::new(&first.model);
    warnings.extend(money::doubts(&first.model, None));
    warnings.extend(warnings::before(first, &requirement));
    Ok(Read { cases, plan, warnings })
}

fn plain(code: &'static str, message: String, help: Option<&str>) -> Problems {
    Problems::new(vec![Problem { span: None, code, message, help: help.map(str::to_owned) }], Texts::default())
}

/// The contract that is tested.
fn contract(scenario: &Scenario, named: Option<&str>, file: &str) -> Result<usize, Problems> {
    let contracts = &scenario.model.money.contracts;
    if let Some(name) = named {
        return contracts
            .iter()
            .position(|c| c.name == name)
            .ok_or_else(|| plain("no-contract", format!("{file} has no contract `{name}` whose price could be tested"), None));
    }
    match contracts.len() {
        1 => Ok(0),
        0 => Err(plain(
            "no-contract",
            format!("{file} has no contract, so nothing is paid and no price can be tested"),
            Some("for instance [contracts.town] with areas = [\"town\"] and payment = { per-call = { price = \"£8.00\" } }"),
        )),
        _ => {
            let names: Vec<&str> = contracts.iter().map(|c| c.name.as_str()).collect();
            let message = format!("{file} has {} contracts: {}", contracts.len(), names.join(", "));
            Err(plain("no-contract", message, Some("[price-test] says which: contract = \"...\"")))
        }
    }
}

/// A price needs the whole cost of the provider.
fn known_cost(scenario: &Scenario, contract: usize, file: &str) -> Result<(), Problems> {
    let model: &Model = &scenario.model;
    let provider = model.money.contracts[contract].provider;
    let own = |index: usize| model.groups[index].provider == provider;
    let unknown = (0..model.groups.len())
        .filter(|&g| own(g))
        .filter(|&g| model.money.pay.get(g).is_none_or(Option::is_none) || model.groups[g].heads.is_none());
    let names: Vec<&str> = unknown.map(|g| model.groups[g].name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{file}: the cost of {} is not known (no pay, or no limit to its heads), so no price can be tested",
        names.join(", ")
    );
    Err(plain("no-cost", message, Some("for instance pay = { rate = \"£14.62/h\" } in [groups.NAME]")))
}

fn case(
    file: &str,
    sets: &[String],
    scenario: Scenario,
    (contract, form, terms): (usize, Form, Terms),
    (base_ranges, taken): (&[Range], &[String]),
    warnings: &mut Vec<String>,
) -> Result<Case, Problems> {
    // a scenario with ranges of its own is doubted by these, not by those of another
    let stated: Vec<Range> = if scenario.ranges.is_empty() { base_ranges.to_vec() } else { scenario.ranges.clone() };
    if !stated.is_empty() {
        draws::check(file, sets, &stated)?;
    }
    let mut tested: Vec<Tested> = Vec::new();
    for range in &stated {
        tested.push(Tested { name: named(range, &stated), kind: Kind::of_range(range), range: range.clone(), stated: true });
    }
    for range in &scenario.usual {
        let kind = Kind::of_range(range);
        if tested.iter().any(|other| other.kind == kind) {
            continue;
        }
        match draws::check(file, sets, std::slice::from_ref(range)) {
            Ok(()) => tested.push(Tested { name: named(range, &[]), kind, range: range.clone(), stated: false }),
            Err(problems) => {
                let why = problems.list.first().map_or_else(String::new, |p| p.message.clone());
                warnings.push(format!("{file}: the usual range of {} does not fit and is left out ({why})", named(range, &[])));
            }
        }
    }
    let mut name = scenario.price_test.name.clone().unwrap_or_else(|| scenario.model.name.clone());
    // folders and figures are told apart by it
    while taken.contains(&name) {
        name.push('+');
    }
    let levers = Levers::new(&scenario);
    Ok(Case { name, file: file.to_owned(), sets: sets.to_vec(), scenario, contract, form, terms, levers, tested })
}

/// Its kind in words, where it is the only one of it; else its paths.
fn named(range: &Range, stated: &[Range]) -> String {
    let kind = Kind::of_range(range);
    let alone = stated.iter().filter(|other| Kind::of_range(other) == kind).count() < 2;
    kind.words().filter(|_| alone).map_or_else(|| range.name.clone(), str::to_owned)
}
