//! The picture of money: where does it go, and who pays? Means over replications, in pounds over the horizon.
//!
//! What an outcome costs others is the mean number of episodes that end so, times its price; what
//! remains of the downstream cost is that of endings without a talk.

use super::{ALL, Pictures, estimate};
use crate::experiment::Results;
use crate::model::{CostKind, Measure, MeasureKind as K, Model};
use crate::report::chart::cost::{self, Configuration, Cost, Family, Sum};
use crate::report::chart::{Drawing, Estimate, Frame};
use crate::report::money::{blanks, unpriced};
use crate::report::number::{self, pounds};
use crate::tally::names;

/// The question.
pub const QUESTION: &str = "Where does the money go, and who pays?";

/// Some money is stated: pay, a contract, or what outcomes cost.
pub fn states_money(model: &Model) -> bool {
    [K::Cost, K::Income, K::DownstreamCost].into_iter().any(|kind| names::not_stated(kind, model).is_none())
}

/// "over the 28 days".
pub fn period(model: &Model) -> String {
    match model.clock.reported_length_days() {
        days if days < 1.0 => format!("over {}", number::duration(days * 86_400.0)),
        days => format!("over the {}", number::plural(days.round() as u64, "day", "days")),
    }
}

/// A configuration's money as the picture shows it.
pub fn configuration(name: &str, base: bool, model: &Model, results: &Results) -> Configuration {
    let found = |kind: K| estimate(results, kind, ALL);
    let asked = |kind: K| names::not_stated(kind, model).is_none();
    let costs = CostKind::ALL.into_iter().filter(|kind| asked(K::CostOf(*kind))).map(|kind| Cost {
        name: words(kind).to_owned(),
        family: family(kind),
        amount: found(K::CostOf(kind)).map(|found| found.mean),
    });
    let part = |kind: K, name: &str, sign: f64| {
        asked(kind).then(|| Sum { name: name.to_owned(), amount: found(kind).map(|found| sign * found.mean) })
    };
    let incomes =
        [part(K::Fees, "fees", 1.0), part(K::Deductions, "less deductions", -1.0), part(K::GainShare, "less gain shares", -1.0)];
    let something = |amount: Option<f64>| amount.is_none_or(|amount| amount.abs() >= 0.005);
    let unpriced = unpriced(model, results);
    Configuration {
        name: name.to_owned(),
        base,
        costs: costs.filter(|cost| something(cost.amount)).collect(),
        cost: found(K::Cost),
        gaps: blanks(model),
        incomes: incomes.into_iter().flatten().filter(|sum| sum.name == "fees" || something(sum.amount)).collect(),
        income: found(K::Income),
        surplus: found(K::Surplus),
        per_call: found(K::CostPerCall),
        answered: found(K::CallsAnswered).map(|found| found.mean),
        others: others(model, results).into_iter().filter(|sum| something(sum.amount)).collect(),
        downstream: found(K::DownstreamCost),
        others_gaps: if unpriced.is_empty() {
            Vec::new()
        } else {
            vec![format!("no cost is stated for {}", unpriced.join(", "))]
        },
    }
}

/// What each outcome costs others; nothing where no outcome has a price.
fn others(model: &Model, results: &Results) -> Vec<Sum> {
    if !model.money.downstream {
        return Vec::new();
    }
    let episodes = |outcome: usize| {
        let values = results.values(Measure { kind: K::OutcomeShare(outcome as u8), scope: ALL })?;
        Some(values.iter().map(|value| value.numerator).sum::<f64>() / values.len().max(1) as f64)
    };
    let all = model.outcomes.iter().zip(&model.money.outcomes).enumerate();
    let mut sums: Vec<Sum> = all
        .filter_map(|(index, (outcome, price))| {
            let episodes = episodes(index).filter(|episodes| *episodes > 0.0)?;
            Some(Sum { name: outcome.name.replace('-', " "), amount: price.map(|price| price * episodes) })
        })
        .collect();
    // no share of episodes is kept of endings that no talk leads to
    let told: f64 = sums.iter().filter_map(|sum| sum.amount).sum();
    let rest = estimate(results, K::DownstreamCost, ALL).map(|all| all.mean - told).filter(|rest| *rest >= 0.5);
    sums.extend(rest.map(|rest| Sum { name: "gave up, not reached and the like".to_owned(), amount: Some(rest) }));
    sums
}

fn words(kind: CostKind) -> &'static str {
    match kind {
        CostKind::BasicPay => "basic pay",
        CostKind::Premiums => "premiums by clock time",
        CostKind::Pension => "pension",
        CostKind::NationalInsurance => "national insurance",
        CostKind::Levy => "levy",
        CostKind::Overtime => "overtime",
        CostKind::Bank => "bank",
        CostKind::Agency => "agency",
        CostKind::Training => "training of recruits",
        CostKind::Overheads => "overheads",
    }
}

fn family(kind: CostKind) -> Family {
    match kind {
        CostKind::BasicPay | CostKind::Premiums => Family::Pay,
        CostKind::Pension | CostKind::NationalInsurance | CostKind::Levy => Family::OnCosts,
        CostKind::Overtime | CostKind::Bank | CostKind::Agency => Family::ExtraStaff,
        CostKind::Training => Family::Training,
        CostKind::Overheads => Family::Overheads,
    }
}

impl Pictures<'_> {
    /// None where the scenario states no money.
    pub(super) fn cost(&self) -> Option<Drawing> {
        if !states_money(self.model) {
            return None;
        }
        let own = configuration(&self.model.name, false, self.model, self.results);
        let intervals = "95 % intervals: chance alone, pay and prices as stated".to_owned();
        let frame = Frame { intervals, ..self.frame(QUESTION, finding(&own)) };
        Some(cost::draw(&cost::Input { configurations: vec![own], period: period(self.model) }, &frame))
    }
}

/// What a call costs, whether it is paid for, and what falls on others.
fn finding(own: &Configuration) -> String {
    let mut parts = Vec::new();
    match (own.per_call, own.cost) {
        (Some(call), _) => parts.push(format!("An answered call costs {}", pounds(call.mean))),
        (None, Some(cost)) => parts.push(format!("The service costs {}", pounds(cost.mean))),
        (None, None) if own.gaps.is_empty() => {}
        (None, None) => parts.push(format!("The cost is not known: {}", own.gaps.join("; "))),
    }
    if let Some(surplus) = own.surplus {
        parts.push(paid(surplus));
    } else if let (Some(income), None) = (own.income, own.cost) {
        parts.push(format!("the provider is paid {}", pounds(income.mean)));
    }
    if let Some(others) = own.downstream {
        parts.push(match own.cost.filter(|cost| cost.mean > 0.0) {
            Some(cost) => format!("{} falls on others for each £1 that the provider spends", pounds(others.mean / cost.mean)),
            None => format!("{} falls on others", pounds(others.mean)),
        });
    }
    let mut said = parts.join("; ");
    if let Some(first) = said.get(..1).map(str::to_uppercase) {
        said.replace_range(..1, &first);
    }
    format!("{said}.")
}

/// Whether the income covers the cost, as far as chance lets it be said.
fn paid(surplus: Estimate) -> String {
    let (low, high) = if surplus.has_interval() { (surplus.low, surplus.high) } else { (surplus.mean, surplus.mean) };
    match () {
        () if high < 0.0 => format!("the provider loses {}", pounds(-surplus.mean)),
        () if low >= 0.0 => format!("the provider keeps {}", pounds(surplus.mean)),
        () => "whether the income covers the cost is a matter of chance".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_no_more_than_is_known() {
        let around = |mean: f64, half: f64| Some(Estimate { mean, low: mean - half, high: mean + half });
        let mut own = Configuration { per_call: around(12.0, 0.1), cost: around(1200.0, 10.0), ..Configuration::default() };
        assert_eq!(finding(&own), "An answered call costs £12.00.");
        own.surplus = around(-50.0, 10.0);
        own.downstream = around(2400.0, 10.0);
        assert_eq!(
            finding(&own),
            "An answered call costs £12.00; the provider loses £50.00; £2.00 falls on others for each £1 that the provider spends."
        );
        own.surplus = around(-5.0, 10.0);
        assert!(finding(&own).contains("a matter of chance"));
        (own.per_call, own.cost, own.surplus) = (None, None, None);
        own.gaps = vec!["no pay is stated for nurses".to_owned()];
        assert_eq!(finding(&own), "The cost is not known: no pay is stated for nurses; £2,400 falls on others.");
    }
}
