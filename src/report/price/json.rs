//! `price.json`, and the same as rows.

use serde::Serialize;

use super::{Test, Tried, words};
use crate::analysis::Interval;
use crate::price::LEVEL;
use crate::price::cheapest::Cheapest;
use crate::price::found::{Offer, Staffed};
use crate::price::offer::{Chance, Chances};

/// The whole of `price.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    scenario: String,
    title: String,
    version: &'static str,
    seed: u64,
    replications: u64,
    partial: bool,
    contract: String,
    /// What a price is for.
    unit: &'static str,
    offered: Vec<f64>,
    confidence: f64,
    level: f64,
    /// The scenario itself first.
    cases: Vec<OfCase>,
    warnings: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct OfCase {
    name: String,
    title: String,
    verdict: String,
    replications_simulated: usize,
    partial: bool,
    as_staffed: OfStaffing,
    least_staffing: Option<OfStaffing>,
    /// The scenario with the searched staffing, to which the factors apply.
    least_staffing_file: Option<String>,
    /// On average on the callers of the search: of the searched staffing, of the scenario's own heads times factors.
    price_by_search: Option<f64>,
    price_by_factors: Option<f64>,
    /// Shares of the least staffing's labour for which the best staffing was searched.
    searched_sums: Vec<f64>,
    staffed_anew: &'static str,
    verification_attempts: u32,
    offers: Vec<OfOffer>,
    forms: Vec<OfForm>,
    assumptions: Vec<OfAssumption>,
    doubt: Option<OfDoubt>,
    curve: Vec<OfPoint>,
    notes: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct OfStaffing {
    factors: Vec<(String, f64)>,
    cost: f64,
    calls: f64,
    price: OfPrice,
    all_targets: OfChance,
}

#[derive(Clone, Debug, Serialize)]
struct OfPrice {
    average: f64,
    average_low: Option<f64>,
    average_high: Option<f64>,
    at_confidence: Option<f64>,
    at_confidence_low: Option<f64>,
    at_confidence_high: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
struct OfChance {
    chance: f64,
    low: f64,
    high: f64,
}

#[derive(Clone, Debug, Serialize)]
struct OfChances {
    all_targets: OfChance,
    breaks_even: OfChance,
    both: OfChance,
}

#[derive(Clone, Debug, Serialize)]
struct OfOffer {
    price: f64,
    verdict: &'static str,
    /// Of the least staffing.
    share_of_staffing_paid_for: f64,
    chances: OfChances,
    chances_as_staffed: OfChances,
}

#[derive(Clone, Debug, Serialize)]
struct OfForm {
    form: &'static str,
    own: bool,
    price: Option<OfPrice>,
    offered_as: Option<f64>,
    chance_of_loss: Option<OfChance>,
    surplus: Option<f64>,
    surplus_at_low_volume: Option<f64>,
    surplus_at_high_volume: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
struct OfAssumption {
    name: String,
    paths: String,
    range: String,
    range_is: &'static str,
    price_as_stated: f64,
    price_at_low: Option<f64>,
    price_at_high: Option<f64>,
    all_targets_at_low: OfChance,
    all_targets_at_high: OfChance,
    offered_is_enough_as_stated: bool,
    breaks_at: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct OfDoubt {
    draws: usize,
    replications_a_draw: usize,
    price_p10: Option<f64>,
    price_p50: Option<f64>,
    price_p90: Option<f64>,
    price_at_confidence: Option<f64>,
    variance_of_inputs: Option<f64>,
    variance_of_inputs_low: Option<f64>,
    variance_of_inputs_high: Option<f64>,
    share_of_inputs: Option<f64>,
    share_low: Option<f64>,
    share_high: Option<f64>,
    by_input: Vec<OfInput>,
    dominated_by: Option<String>,
    all_targets: Option<OfChance>,
    breaks_even: Option<OfChance>,
    both: Option<OfChance>,
}

#[derive(Clone, Debug, Serialize)]
struct OfInput {
    name: String,
    share: f64,
    error: f64,
    rising: bool,
}

#[derive(Clone, Debug, Serialize)]
struct OfPoint {
    price: f64,
    share_of_staffing: Option<f64>,
    chances: OfChances,
}

/// All that was found.
pub fn report(test: &Test) -> Option<Report> {
    let first = test.tried.first()?;
    let model = &first.case.scenario.model;
    Some(Report {
        scenario: model.name.clone(),
        title: model.title.clone(),
        version: env!("CARGO_PKG_VERSION"),
        seed: test.seed,
        replications: test.plan.replications,
        partial: test.tried.iter().any(|tried| tried.found.partial),
        contract: model.money.contracts[first.case.contract].name.clone(),
        unit: words::unit(first.case.form),
        offered: test.plan.offered.clone(),
        confidence: test.plan.confidence,
        level: LEVEL,
        cases: test.tried.iter().map(|tried| of_case(tried, test)).collect(),
        warnings: test.warnings.clone(),
    })
}

fn of_case(tried: &Tried, test: &Test) -> OfCase {
    let (case, found) = (tried.case, tried.found);
    let groups = case.levers.groups();
    let staffing = |staffed: &Staffed| OfStaffing {
        factors: groups.iter().map(|g| (*g).to_owned()).zip(staffed.staffing.0.iter().copied()).collect(),
        cost: staffed.cost,
        calls: staffed.calls,
        price: price(&staffed.cheapest),
        all_targets: chance(&staffed.targets),
    };
    OfCase {
        name: case.name.clone(),
        title: case.scenario.model.title.clone(),
        verdict: words::verdict(tried, test.plan),
        replications_simulated: found.replications,
        partial: found.partial,
        as_staffed: staffing(&found.own),
        least_staffing: found.least.as_ref().map(staffing),
        least_staffing_file: found.file.clone(),
        price_by_search: found.ways.map(|ways| ways.0),
        price_by_factors: found.ways.and_then(|ways| ways.1),
        searched_sums: found.sums.clone(),
        staffed_anew: if found.by_recipe { "formula as tuned" } else { "square-root rule" },
        verification_attempts: found.attempts,
        offers: found.offers.iter().map(of_offer).collect(),
        forms: found
            .forms
            .iter()
            .map(|form| OfForm {
                form: form.name,
                own: form.own,
                price: form.cheapest.as_ref().map(price),
                offered_as: form.offered,
                chance_of_loss: form.loss.as_ref().map(chance),
                surplus: form.surplus,
                surplus_at_low_volume: form.at_volumes.map(|v| v[0]),
                surplus_at_high_volume: form.at_volumes.map(|v| v[1]),
            })
            .collect(),
        assumptions: found
            .effects
            .iter()
            .map(|effect| OfAssumption {
                name: effect.tested.name.clone(),
                paths: effect.tested.range.paths.join(", "),
                range: effect.tested.range.words.clone(),
                range_is: if effect.tested.stated { "stated" } else { "assumed by the program" },
                price_as_stated: effect.stated,
                price_at_low: effect.ends[0].price,
                price_at_high: effect.ends[1].price,
                all_targets_at_low: chance(&effect.ends[0].kept),
                all_targets_at_high: chance(&effect.ends[1].kept),
                offered_is_enough_as_stated: effect.enough_as_stated,
                breaks_at: effect.breaks_at.clone(),
            })
            .collect(),
        doubt: found.doubt.as_ref().map(|doubt| {
            let finite = |value: f64| Some(value).filter(|value| value.is_finite());
            let clustered = |found: &Option<(f64, Interval)>| {
                found.map(|(chance, interval)| OfChance { chance, low: interval.low, high: interval.high })
            };
            OfDoubt {
                draws: doubt.draws.0,
                replications_a_draw: doubt.draws.1,
                price_p10: finite(doubt.p10),
                price_p50: finite(doubt.median),
                price_p90: finite(doubt.p90),
                price_at_confidence: finite(doubt.sure),
                variance_of_inputs: doubt.parts.map(|p| p.inputs),
                variance_of_inputs_low: doubt.parts.map(|p| p.inputs_interval.low),
                variance_of_inputs_high: doubt.parts.map(|p| p.inputs_interval.high).filter(|v| v.is_finite()),
                share_of_inputs: doubt.parts.map(|p| p.share),
                share_low: doubt.parts.map(|p| p.share_interval.low),
                share_high: doubt.parts.map(|p| p.share_interval.high),
                by_input: doubt
                    .tested
                    .iter()
                    .zip(&doubt.by_input)
                    .map(|(t, e)| OfInput { name: t.name.clone(), share: e.share, error: e.error, rising: e.rising })
                    .collect(),
                dominated_by: doubt.dominating().map(|d| d.0.name.clone()),
                all_targets: clustered(&doubt.targets),
                breaks_even: clustered(&doubt.balanced),
                both: clustered(&doubt.both),
            }
        }),
        curve: found
            .curve
            .iter()
            .map(|point| OfPoint { price: point.price, share_of_staffing: point.factor, chances: chances(&point.chances) })
            .collect(),
        notes: found.notes.clone(),
    }
}

fn of_offer(offer: &Offer) -> OfOffer {
    OfOffer {
        price: offer.price,
        verdict: words::word(offer.verdict),
        share_of_staffing_paid_for: offer.paid.factor,
        chances: chances(&offer.chances),
        chances_as_staffed: chances(&offer.own),
    }
}

fn price(found: &Cheapest) -> OfPrice {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    OfPrice {
        average: found.average,
        average_low: found.interval.map(|i| i.low),
        average_high: found.interval.map(|i| i.high),
        at_confidence: finite(Some(found.sure.value)),
        at_confidence_low: finite(found.sure.low),
        at_confidence_high: finite(found.sure.high),
    }
}

fn chance(found: &Chance) -> OfChance {
    OfChance { chance: found.share(), low: found.interval.low, high: found.interval.high }
}

fn chances(found: &Chances) -> OfChances {
    OfChances { all_targets: chance(&found.targets), breaks_even: chance(&found.balanced), both: chance(&found.both) }
}

/// Tidy rows: case, figure, of, value, low, high.
pub fn rows(report: &Report) -> String {
    let mut text = String::from("case,figure,of,value,low,high\n");
    let number = |v: Option<f64>| v.map_or_else(String::new, |v| v.to_string());
    for case in &report.cases {
        let mut row = |figure: &str, of: &str, value: Option<f64>, low: Option<f64>, high: Option<f64>| {
            text.push_str(&format!("{},{figure},{of},{},{},{}\n", case.name, number(value), number(low), number(high)));
        };
        let staffings = [("as-staffed", Some(&case.as_staffed)), ("least-staffing", case.least_staffing.as_ref())];
        for (name, staffing) in staffings.into_iter().filter_map(|(name, s)| Some((name, s?))) {
            let p = &staffing.price;
            row("price-average", name, Some(p.average), p.average_low, p.average_high);
            row("price-at-confidence", name, p.at_confidence, p.at_confidence_low, p.at_confidence_high);
            let t = &staffing.all_targets;
            row("all-targets", name, Some(t.chance), Some(t.low), Some(t.high));
            row("cost", name, Some(staffing.cost), None, None);
        }
        for offer in &case.offers {
            let of = offer.price.to_string();
            let all = [
                ("all-targets", &offer.chances.all_targets),
                ("breaks-even", &offer.chances.breaks_even),
                ("both", &offer.chances.both),
            ];
            for (name, c) in all {
                row(&format!("offered-{name}"), &of, Some(c.chance), Some(c.low), Some(c.high));
            }
        }
        for form in &case.forms {
            if let Some(p) = &form.price {
                row("form-price-average", form.form, Some(p.average), p.average_low, p.average_high);
                row("form-price-at-confidence", form.form, p.at_confidence, p.at_confidence_low, p.at_confidence_high);
            }
            row("form-offered-as", form.form, form.offered_as, None, None);
            if let Some(loss) = &form.chance_of_loss {
                row("form-chance-of-loss", form.form, Some(loss.chance), Some(loss.low), Some(loss.high));
            }
        }
        for one in &case.assumptions {
            row("price-over-range", &one.name, Some(one.price_as_stated), one.price_at_low, one.price_at_high);
        }
    }
    text
}
