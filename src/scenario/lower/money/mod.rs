//! `[pay]`, `[providers]`, `[contracts]`, pay of groups and cost of outcomes: read into [`Money`].

pub mod contract;
pub mod group;
pub mod outcome;
pub mod premium;
pub mod provider;
pub mod table;

use super::Named;
use crate::model::money::Pay;
use crate::model::{Model, Money};
use crate::scenario::calendar::Civil;
use crate::scenario::read::{Reading, View};

/// Reads all money but the deductions of contracts, which need the targets ([`contract::deductions`]).
pub fn read(root: &View, groups: &[Named], model: &mut Model, civil: &Civil, reading: &Reading) {
    let table = table::read(root, civil, reading);
    let providers = provider::read(root, model);
    let mut fills: Vec<[f64; 2]> = model.groups.iter().map(|g| providers[g.provider as usize].covers.fills()).collect();
    let pay: Vec<Option<Pay>> = model
        .groups
        .iter()
        .zip(&mut fills)
        .map(|(group, fills)| {
            let named = groups.get(group.template as usize)?;
            let provider = &providers[group.provider as usize];
            group::read(named, group, &model.providers, &table, provider, fills, reading)
        })
        .collect();
    let outcomes = outcome::read(root, model, reading);
    model.money = Money {
        windows: table.windows.iter().map(|w| w.name.clone()).collect(),
        stretches: table.stretches.clone(),
        pay,
        fills,
        providers: providers.iter().map(|p| p.money).collect(),
        contracts: contract::read(root, model, reading),
        downstream: outcomes.iter().any(Option::is_some),
        outcomes,
    };
    doubts(model, &table, reading);
}

/// What is not stated, though other money is.
fn doubts(model: &Model, table: &table::PayTable, reading: &Reading) {
    let money = &model.money;
    if !table.on_costs_stated && money.pay.iter().flatten().any(|p| !p.all_in) {
        reading.warn("pay is stated without on-costs (`[pay.on-costs]`): the cost holds no pension and no national insurance");
    }
    if money.costs() {
        for (index, provider) in model.providers.iter().enumerate() {
            let has_people = model.groups.iter().any(|group| group.provider as usize == index);
            if has_people && money.providers[index].overhead == crate::model::money::Overhead::default() {
                let whose = if provider.is_empty() { String::new() } else { format!(" of {provider}") };
                reading.warn(format!("no overhead{whose} is stated: the cost is that of labour alone"));
            }
        }
    }
    let pay_of = |index: usize| money.pay.get(index).and_then(Option::as_ref);
    for (index, (group, fills)) in model.groups.iter().zip(&money.fills).enumerate() {
        let recruits = pay_of(index).and_then(|pay| pay.recruits);
        let vacant = recruits.is_some_and(|recruits| recruits.employed.is_some());
        let away = vacant || group.people.as_ref().is_some_and(|people| people.absence.is_some());
        if fills.iter().any(|&share| share > 0.0) && !away {
            reading.warn(format!("{}: overtime or agency `up-to` a share fills gaps, and the group has neither absence nor recruits that change who is there", group.name));
        }
    }
    if !money.contracts.is_empty() {
        let paid = |area: usize| money.contracts.iter().any(|c| c.areas.contains(&(area as u16)));
        let unpaid: Vec<&str> = (0..model.areas.len()).filter(|&a| !paid(a)).map(|a| model.areas[a].name.as_str()).collect();
        if !unpaid.is_empty() {
            reading.warn(format!("no contract covers {}: its calls bring no income", unpaid.join(", ")));
        }
    }
}
