//! What a scenario states and a roll-out leaves out, or does not state and should: said beside the figures.

use super::service::Detail;
use super::setup::Setup;
use crate::model::money::{PaidFor, Payment};

/// What a reader of figures should know.
pub fn doubts(setup: &Setup, detail: Detail) -> Vec<String> {
    let (model, programme) = (setup.model, setup.programme);
    let mut found = Vec::new();
    let mut say = |text: String| found.push(text);
    let mut left: Vec<&str> = Vec::new();
    for target in model.money.contracts.iter().flat_map(|c| &c.deductions).map(|d| d.target) {
        let name = model.targets[target as usize].name.as_str();
        if setup.followed(target).is_none() && !left.contains(&name) {
            left.push(name);
        }
    }
    if !left.is_empty() {
        say(format!(
            "deductions by {} are left out of a roll-out: it does not follow that measure by area and day",
            left.join(", ")
        ));
    }
    if model.lines.iter().any(Option::is_some) {
        say("limited lines are left out of a roll-out".to_owned());
    }
    let apart: Vec<&str> =
        model.groups.iter().filter(|group| group.differs_by_replication()).map(|group| group.name.as_str()).collect();
    if !apart.is_empty() {
        say(format!(
            "of people of {} all who are due come in a roll-out: absence, lateness, new starters, breaks of single people and how numbers vary from day to day are left out",
            apart.join(", ")
        ));
    }
    let triaged = |payment: Payment| {
        matches!(
            payment,
            Payment::PerCall { paid_for: PaidFor::Triaged, .. } | Payment::CostAndVolume { paid_for: PaidFor::Triaged, .. }
        )
    };
    if detail == Detail::Reduced && model.money.contracts.iter().any(|c| triaged(c.payment)) {
        say("calls paid for when triaged are counted as answered".to_owned());
    }
    let launched = |area: usize| programme.areas[area].is_some();
    let unpaid: Vec<&str> = (0..model.areas.len())
        .filter(|&a| launched(a) && !model.money.contracts.iter().any(|c| c.areas.contains(&(a as u16))))
        .map(|a| model.areas[a].name.as_str())
        .collect();
    let money = !model.money.contracts.is_empty() || model.money.costs();
    if money && !unpaid.is_empty() {
        say(format!("no contract covers {}: nobody pays for these calls", unpaid.join(", ")));
    }
    let without_cost: Vec<&str> = (0..model.providers.len())
        .filter(|&p| programme.providers[p].outside.is_some_and(|o| o.cost_per_call.is_none()))
        .filter(|&p| programme.areas.iter().flatten().any(|l| l.before as usize == p))
        .map(|p| model.providers[p].as_str())
        .collect();
    if money && !without_cost.is_empty() {
        say(format!("calls to {} cost nothing: outside.cost-per-call is not stated", without_cost.join(", ")));
    }
    let no_pay: Vec<&str> = (0..model.groups.len())
        .filter(|&g| money && model.money.pay.get(g).is_none_or(Option::is_none))
        .filter(|&g| model.areas.iter().any(|a| a.provider == model.groups[g].provider))
        .map(|g| model.groups[g].name.as_str())
        .collect();
    if model.money.pay.iter().any(Option::is_some) && !no_pay.is_empty() {
        say(format!("people of {} cost nothing: their pay is not stated", no_pay.join(", ")));
    }
    found
}
