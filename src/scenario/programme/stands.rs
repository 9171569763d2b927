//! `[providers.NAME]`: when it withdraws, what it takes over from others, and what calls cost on a line that is not simulated.
//!
//! ```text
//! withdraws = { reserve-spent = { notice = "13w" }, forecast-loss = { above = "£26M", notice = "0d" }, on = { date = 2013-02-15, notice = "0d" } }
//! in.AREA.withdraws = { ... }                                          # from that area alone
//! steps-in = { capacity = "2000/d", after = "13w", price = "+30%", staffed = "100%" }
//! outside = { answers = "90%", cost-per-call = "£20" }
//! ```

use super::launch::price;
use super::{Dates, days};
use crate::model::programme::{Outside, Stand, StepIn, When, Withdrawal};
use crate::scenario::lower::find;
use crate::scenario::read::View;
use crate::units::Per;

/// Reads all providers, in the order of the model.
pub(super) fn read(root: &View, dates: Dates) -> Vec<Stand> {
    let mut found = vec![Stand::default(); dates.model.providers.len()];
    let area_names: Vec<String> = dates.model.areas.iter().map(|area| area.name.clone()).collect();
    for (name, view) in root.views("providers") {
        let Some(place) = dates.model.providers.iter().position(|provider| *provider == name) else { continue };
        let stand = &mut found[place];
        stand.outside = view.view("outside").map(|inner| Outside {
            answers: if inner.node("answers").is_some() { inner.share("answers").unwrap_or(1.0) } else { 1.0 },
            cost_per_call: inner.pounds("cost-per-call", Per::Sum),
        });
        if let Some(inner) = view.view("withdraws") {
            stand.withdraws.extend(withdrawals(&inner, dates, None, dates.model.money.providers[place].reserve.is_some()));
        }
        stand.steps_in = view.view("steps-in").map(|inner| step_in(&inner));
        for (area, inner) in view.views("in") {
            let span = inner.span;
            let place = find(root.reading, &area_names, &area, span, "area");
            if let Some(rules) = inner.view("withdraws") {
                let rules = withdrawals(&rules, dates, place.map(|place| place as u16), true);
                stand.withdraws.extend(rules.into_iter().filter(|_| place.is_some()));
            }
            inner.done();
        }
    }
    found
}

fn withdrawals(view: &View, dates: Dates, area: Option<u16>, reserve: bool) -> Vec<Withdrawal> {
    let mut found = Vec::new();
    let mut rule = |key: &str, when: &dyn Fn(&View) -> Option<When>| {
        let Some(inner) = view.view(key) else { return };
        let when = when(&inner);
        let notice = days(&inner, "notice", Some(0));
        inner.done();
        if let (Some(when), Some(notice)) = (when, notice) {
            found.push(Withdrawal { area, when, notice });
        }
    };
    rule("reserve-spent", &|inner| {
        if !reserve {
            let help = Some("what it can lose, for instance reserve = \"£500k\"".to_owned());
            inner.problem(None, "missing", format!("`{}`: the provider states no `reserve`", inner.path), help);
        }
        reserve.then_some(When::ReserveSpent)
    });
    rule("forecast-loss", &|inner| {
        if inner.node("above").is_none() {
            inner.missing("above", Some("the loss of a year beyond which it withdraws, for instance \"£5M\""));
        }
        inner.pounds("above", Per::Sum).map(When::ForecastLoss)
    });
    rule("on", &|inner| {
        if inner.node("date").is_none() {
            inner.missing("date", Some("the day of the notice"));
        }
        dates.day(inner, "date").map(When::On)
    });
    if let (Some(_), Some(wrong)) =
        (area, view.table.0.iter().find(|(key, _)| matches!(key.name.as_str(), "reserve-spent" | "forecast-loss")))
    {
        let message = format!("`{}.{}`: losses are of a provider, not of an area", view.path, wrong.0.name);
        view.problem(
            Some(wrong.0.span),
            "whole-provider",
            message,
            Some("state it of the provider itself; here `on` alone".to_owned()),
        );
        found.clear();
    }
    view.done();
    found
}

fn step_in(view: &View) -> StepIn {
    let capacity = view.rate("capacity");
    if view.node("capacity").is_none() {
        view.missing("capacity", Some("calls that it can take over, for instance \"2000/d\""));
    }
    let after = days(view, "after", Some(0));
    let price = price(view, "price");
    let staffed = if view.node("staffed").is_some() { view.share("staffed") } else { Some(1.0) };
    view.done();
    // what is wrong was said: stood in for, so that areas that name the provider are not told that it takes over nothing
    let (capacity, after) = (capacity.unwrap_or(0.0) * 24.0, after.unwrap_or(0));
    StepIn { capacity, after, price: price.unwrap_or(1.0), staffed: staffed.unwrap_or(1.0) }
}
