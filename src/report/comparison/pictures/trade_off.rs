//! What does each pound buy? The cost of a call against the service, and which configurations are efficient.

use super::Pictures;
use crate::experiment::Comparand;
use crate::model::clock::SECOND;
use crate::model::money::{PaidFor, Payment};
use crate::model::{Measure, MeasureKind as K, Model, Scope};
use crate::report::chart::{Direction, Drawing, Estimate, trade_off};
use crate::report::figures::estimate;
use crate::report::number::pounds;
use crate::report::{money, summary};
use crate::tally::direction::Good;
use crate::tally::names;

impl Pictures<'_> {
    /// None where no cost of a call is asked about.
    pub(super) fn trade_off(&self) -> Option<Drawing> {
        let all = Scope::All;
        if !self.simulated.iter().any(|(one, _)| names::not_stated(K::CostPerCall, one.model).is_none()) {
            return None;
        }
        let (service, target) = self.service();
        let comparand = Comparand::of(service, &self.base.model);
        let configurations: Vec<trade_off::Configuration> = self
            .simulated
            .iter()
            .enumerate()
            .map(|(index, (one, results))| trade_off::Configuration {
                name: one.name.to_owned(),
                base: index == 0,
                cost: estimate(results, K::CostPerCall, all),
                gap: money::blanks(one.model).join("; "),
                service: comparand.parsed(one.model).and_then(|m| estimate(results, m.kind, m.scope)),
                breach: results.all_targets().filter(|_| !one.model.targets.is_empty()).map(|(held, i)| Estimate {
                    mean: 1.0 - held,
                    low: 1.0 - i.high,
                    high: 1.0 - i.low,
                }),
            })
            .collect();
        let less = self.found.alternatives.iter().flat_map(|one| &one.lines).find(|line| line.comparand == comparand);
        let of_target = self.base.model.targets.iter().find(|t| t.measure == service).map(|t| t.bound.small_is_good());
        let small = of_target.unwrap_or_else(|| less.and_then(|line| line.good) == Some(Good::Less));
        let words = names::words(service, &self.base.model);
        let input = trade_off::Input {
            service: words,
            unit: summary::unit(service.kind),
            direction: if small { Direction::AtMost } else { Direction::AtLeast },
            target,
            offer: offer(&self.base.model),
            configurations,
        };
        let finding = bought(&input);
        let intervals = "95 % intervals, each alone: chance alone, pay and prices as stated".to_owned();
        Some(trade_off::draw(&input, &self.frame("What does each pound buy?", finding, intervals)))
    }

    /// The measure of service that cost is held against, and its target: answered within 60 s, unless another has a target.
    fn service(&self) -> (Measure, Option<f64>) {
        let usual = Measure { kind: K::AnsweredWithin(60 * SECOND), scope: Scope::All };
        let targets = &self.base.model.targets;
        let first = targets.iter().find(|t| t.measure == usual);
        let kept = |measure: Measure| self.results.estimate(measure).is_some();
        let first = first.or_else(|| targets.iter().find(|t| !t.measure.kind.is_money() && kept(t.measure)));
        first.map_or((usual, None), |target| (target.measure, Some(target.bound.limit())))
    }
}

/// What the cheapest and the best service come to, by the estimates.
fn bought(input: &trade_off::Input) -> String {
    let efficient = trade_off::frontier(&input.configurations, input.direction);
    let price = |one: usize| input.configurations[one].cost.map_or_else(String::new, |c| format!("{} a call", pounds(c.mean)));
    let service = |one: usize| input.configurations[one].service.map_or(f64::NAN, |s| s.mean);
    let name = |one: usize| input.configurations[one].name.as_str();
    let (Some(&cheapest), Some(&best)) = (efficient.first(), efficient.last()) else {
        return "The cost of a call is known of too few to say what a pound buys.".to_owned();
    };
    if let Some(target) = input.target {
        let bound = format!("the target of {} {}", input.direction.words(), input.unit.value(target));
        let reaches = efficient.iter().find(|one| input.direction.holds(service(**one), target));
        return match reaches {
            Some(&one) => format!("Cheapest that reaches {bound}: {}, at {}.", name(one), price(one)),
            None => {
                let found = input.unit.value(service(best));
                format!("None reaches {bound}; {} comes closest, with {found} at {}.", name(best), price(best))
            }
        };
    }
    if cheapest == best {
        return format!("{} is both cheapest, at {}, and best served.", name(best), price(best));
    }
    let shown = |one: usize| format!("{} ({}, {})", name(one), price(one), input.unit.value(service(one)));
    format!("{} is cheapest, {} is best served.", shown(cheapest), shown(best))
}

/// The price of an answered call, where all contracts pay one and the same for each.
fn offer(model: &Model) -> Option<f64> {
    let price = |payment: &Payment| match *payment {
        Payment::PerCall { price, paid_for: PaidFor::Answered } => Some(price),
        _ => None,
    };
    let prices: Option<Vec<f64>> = model.money.contracts.iter().map(|contract| price(&contract.payment)).collect();
    let prices = prices?;
    let first = *prices.first()?;
    prices.iter().all(|other| (other - first).abs() < 1e-9).then_some(first)
}
