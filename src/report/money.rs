//! What a run says of money: cost by kind, income, surplus, downstream cost, and what is blank and why.

use super::{number, summary};
use crate::experiment::Results;
use crate::finance::{Labour, Months};
use crate::model::{CostKind, Measure, MeasureKind as K, Model, Scope};
use crate::tally::names;

/// Shrinkage that is shown where a group states none. Thirty to 35 % is usual for call handlers: an assumption.
const USUAL_SHRINKAGE: f64 = 0.32;

/// Groups whose cost is asked and not known, each with why.
pub fn blanks(model: &Model) -> Vec<String> {
    if !model.money.costs() {
        return Vec::new();
    }
    let labour = Labour::new(model, &Months::new(model), 0.0);
    let groups = labour.blank().map(|index| {
        let name = &model.groups[index].name;
        let unlimited = model.groups[index].heads.is_none() && model.money.pay[index].is_some();
        if unlimited { format!("the headcount of {name} is unlimited") } else { format!("no pay is stated for {name}") }
    });
    groups.collect()
}

/// Outcomes that were reached and state no cost.
pub fn unpriced<'m>(model: &'m Model, results: &Results) -> Vec<&'m str> {
    let outcomes = model.outcomes.iter().zip(&results.books.unpriced);
    outcomes.filter(|(_, unpriced)| **unpriced && model.money.downstream).map(|(outcome, _)| outcome.name.as_str()).collect()
}

/// Doubts about money: what is blank, and why.
pub fn doubts(model: &Model, results: Option<&Results>) -> Vec<String> {
    let mut found = Vec::new();
    let blanks = blanks(model);
    if !blanks.is_empty() {
        let surplus = if model.money.contracts.is_empty() { "" } else { ", and so is the surplus" };
        found.push(format!("cost is blank{surplus}: {}", blanks.join("; ")));
    }
    let reserves = || model.money.providers.iter().zip(&model.providers);
    if reserves().any(|(money, _)| money.reserve.is_some()) {
        let without: Vec<&str> = reserves().filter(|(m, _)| m.reserve.is_none()).map(|(_, name)| name.as_str()).collect();
        if !without.is_empty() {
            found.push(format!("the reserve of all providers together is blank: {} states none", without.join(", ")));
        }
    }
    let unpriced = results.map(|r| unpriced(model, r)).unwrap_or_default();
    if !unpriced.is_empty() {
        found.push(format!("downstream cost is blank: episodes end as {}, which states no cost", unpriced.join(", ")));
    }
    found
}

/// Groups with pay and without shrinkage: leave, sickness and training would cost nothing. Said before all else.
pub fn without_shrinkage(model: &Model, results: Option<&Results>) -> Option<String> {
    let bare = |index: usize| {
        let group = &model.groups[index];
        group.paid.shrinkage.is_none() && group.heads.is_some() && model.money.pay.get(index).is_some_and(Option::is_some)
    };
    let groups: Vec<usize> = (0..model.groups.len()).filter(|&g| bare(g)).collect();
    if groups.is_empty() {
        return None;
    }
    let names: Vec<&str> = groups.iter().map(|&g| model.groups[g].name.as_str()).collect();
    let mut text =
        format!("{}: pay but no shrinkage, so leave, sickness and training cost nothing in these figures", names.join(", "));
    let now = results.and_then(|r| r.estimate(Measure { kind: K::CostPerCall, scope: Scope::All }));
    if let (Some(results), Some(now)) = (results, now) {
        let months = Months::new(model);
        let [bare, usual] = [0.0, USUAL_SHRINKAGE].map(|share| Labour::new(model, &months, share));
        let more: f64 = groups
            .iter()
            .map(|&g| {
                let all = |labour: &Labour| labour.groups[g].cost.iter().flatten().flatten().sum::<f64>();
                let overhead = model.money.providers[model.groups[g].provider as usize].overhead;
                (all(&usual) - all(&bare)) * (1.0 + overhead.of_labour)
            })
            .sum();
        let answered = results.estimate(Measure { kind: K::CallsAnswered, scope: Scope::All }).map_or(0.0, |e| e.mean);
        if answered > 0.0 {
            text.push_str(&format!(
                ": {} a call; at {} it would be {}",
                number::pounds(now.mean),
                number::share(USUAL_SHRINKAGE),
                number::pounds(now.mean + more / answered)
            ));
        }
    }
    Some(text)
}

/// A line of the page: what, estimate, interval, notes.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// The estimate; a dash where it is blank.
    pub estimate: String,
    /// Its interval.
    pub interval: String,
    /// What is in it, or why it is blank.
    pub note: String,
}

/// The lines of money; empty where the scenario states none.
pub fn lines(model: &Model, results: &Results) -> Vec<Line> {
    let found = |kind: K| results.estimate(Measure { kind, scope: Scope::All });
    let line = |kind: K, note: String| {
        let unit = summary::unit(kind);
        let estimate = found(kind);
        let interval = estimate.and_then(|e| e.interval).map_or_else(String::new, |i| unit.range(i.low, i.high));
        Line {
            name: names::words(Measure { kind, scope: Scope::All }, model),
            estimate: estimate.map_or_else(|| number::UNKNOWN.to_owned(), |e| unit.value(e.mean)),
            interval,
            note,
        }
    };
    let asked = |kind: K| names::not_stated(kind, model).is_none();
    let mut lines = Vec::new();
    if asked(K::Cost) {
        let blanks = blanks(model);
        let kinds: Vec<String> = CostKind::ALL
            .iter()
            .filter_map(|&kind| Some((kind, found(K::CostOf(kind)).filter(|e| e.mean.abs() >= 0.005)?)))
            .map(|(kind, e)| format!("{} {}", kind.name().replace('-', " "), number::pounds(e.mean)))
            .collect();
        lines.push(line(K::Cost, if blanks.is_empty() { kinds.join(", ") } else { blanks.join("; ") }));
        lines.push(line(K::CostPerCall, "full cost / calls answered".to_owned()));
    }
    if asked(K::Income) {
        let part =
            |kind: K, word: &str| found(kind).filter(|e| e.mean > 0.0).map(|e| format!("{word} {}", number::pounds(e.mean)));
        let parts = [part(K::Fees, "fees"), part(K::Deductions, "less deductions"), part(K::GainShare, "less gain shares")];
        lines.push(line(K::Income, parts.into_iter().flatten().collect::<Vec<_>>().join(", ")));
    }
    if asked(K::Surplus) {
        lines.push(line(K::Surplus, "income less cost".to_owned()));
    }
    if asked(K::LowestReserve) {
        lines.push(line(K::LowestReserve, "at the end of the worst month".to_owned()));
    }
    if asked(K::DownstreamCost) {
        let unpriced = unpriced(model, results);
        let note = if unpriced.is_empty() {
            "of outcomes, not in the cost above; people who ring again after an outcome are not modelled".to_owned()
        } else {
            format!("no cost is stated for {}", unpriced.join(", "))
        };
        lines.push(line(K::DownstreamCost, note));
    }
    if asked(K::TotalCost) {
        lines.push(line(K::TotalCost, "cost and downstream cost".to_owned()));
    }
    if asked(K::PaidHours) {
        lines.push(line(K::PaidHours, "of own people, overtime, bank and agency".to_owned()));
        lines.push(line(K::Utilisation, "busy / paid hours".to_owned()));
    }
    lines
}
