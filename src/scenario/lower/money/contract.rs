//! `[contracts.NAME]`: which areas, which provider, how the fee is found, what is taken off it.

use crate::model::money::{Contract, Deduction, GainShare, PaidFor, Payment};
use crate::model::{Bound, Model, Scope};
use crate::scenario::lower::{find, named, ticks};
use crate::scenario::problem::list;
use crate::scenario::read::{Reading, View};
use crate::scenario::source::Span;
use crate::tally::{measure, names};
use crate::units::{self, Per};

/// Hours of a year, by which a rate such as `200k/y` is read.
const HOURS_A_YEAR: f64 = 8766.0;

/// Reads `[contracts]`, all but the deductions.
pub fn read(root: &View, model: &Model, reading: &Reading) -> Vec<Contract> {
    let mut found: Vec<Contract> = Vec::new();
    let area_names: Vec<String> = model.areas.iter().map(|a| a.name.clone()).collect();
    for entry in named(root, "contracts") {
        let view = View::new(&entry.table, format!("contracts.{}", entry.name), entry.span, reading);
        let areas = areas(&view, &area_names, &found);
        let provider = provider(&view, &areas, model);
        let payment = payment(&view, &areas, model);
        view.known(&["deductions"]);
        let at_most = view.share("deductions-at-most");
        let grace = view.duration("grace").map_or(0, ticks);
        let gain_share = view.view("gain-share").and_then(|v| gain_share(&v));
        if view.node("deductions").is_some() && view.node("deductions-at-most").is_none() {
            view.default("deductions-at-most", "100%");
        }
        view.done();
        let (Some(provider), Some(payment)) = (provider, payment) else { continue };
        found.push(Contract {
            name: entry.name.clone(),
            provider,
            areas: areas.into_iter().map(|a| a.0).collect(),
            payment,
            deductions: Vec::new(),
            deductions_at_most: at_most.unwrap_or(1.0),
            grace,
            gain_share,
        });
    }
    found
}

/// The areas that a contract names, each in no other contract.
fn areas(view: &View, names: &[String], before: &[Contract]) -> Vec<(u16, Span)> {
    let Some(texts) = view.texts("areas") else {
        let help = format!("for instance areas = [\"{}\"]", names.first().map_or("town", String::as_str));
        view.missing("areas", Some(&help));
        return Vec::new();
    };
    let mut found: Vec<(u16, Span)> = Vec::new();
    for (name, span) in texts {
        let Some(area) = find(view.reading, names, &name, Some(span), "area") else { continue };
        let area = area as u16;
        let other = before.iter().find(|c| c.areas.contains(&area)).map(|c| c.name.as_str());
        if let Some(other) =
            other.or_else(|| found.iter().any(|f| f.0 == area).then(|| view.path.trim_start_matches("contracts.")))
        {
            let message = format!("area `{name}` is in the contract `{other}` already: two would pay for the same calls");
            view.problem(Some(span), "twice", message, None);
            continue;
        }
        found.push((area, span));
    }
    found
}

/// The provider that is paid: the one that answers the areas' calls.
fn provider(view: &View, areas: &[(u16, Span)], model: &Model) -> Option<u16> {
    let stated = match view.text("provider") {
        Some((name, span)) => Some((find(view.reading, &model.providers, &name, Some(span), "provider")? as u16, span)),
        None => None,
    };
    let first = areas.first().map(|&(area, _)| model.areas[area as usize].provider)?;
    let wanted = stated.map_or(first, |s| s.0);
    for &(area, span) in areas {
        let area = &model.areas[area as usize];
        if area.provider != wanted {
            let answers = &model.providers[area.provider as usize];
            view.problem(
                Some(stated.map_or(span, |s| s.1)),
                "other-provider",
                format!(
                    "the calls of `{}` are answered by `{answers}`, not by `{}`",
                    area.name, model.providers[wanted as usize]
                ),
                Some("a contract pays the provider that answers its areas' calls".to_owned()),
            );
            return None;
        }
    }
    Some(wanted)
}

fn payment(view: &View, areas: &[(u16, Span)], model: &Model) -> Option<Payment> {
    let Some(payment) = view.view("payment") else {
        if view.table.get("payment").is_none() {
            view.missing("payment", Some("for instance payment = { per-call = { price = \"£8.00\", paid-for = \"answered\" } }"));
        }
        return None;
    };
    let forms = ["block", "per-call", "per-head", "cost-and-volume"];
    let stated: Vec<&str> = forms.into_iter().filter(|form| payment.node(form).is_some()).collect();
    payment.done();
    let [form] = stated[..] else {
        payment.problem(
            None,
            "two-ways",
            format!("`{}` takes one form of payment", payment.path),
            Some(format!("one of {}", list(forms))),
        );
        return None;
    };
    let inner = payment.view(form)?;
    let required = |key: &str, per: Per| {
        if inner.node(key).is_none() {
            inner.missing(key, None);
        }
        inner.pounds(key, per)
    };
    let paid_for = || {
        let words = [("answered", PaidFor::Answered), ("triaged", PaidFor::Triaged), ("offered", PaidFor::Offered)];
        inner.word("paid-for", &words, 0)
    };
    let volume = |key: &str| {
        if inner.node(key).is_none() {
            let help = Some("calls a year, for instance \"200k/y\"");
            inner.missing(key, help);
        }
        inner.rate(key).map(|an_hour| an_hour * HOURS_A_YEAR)
    };
    let found = match form {
        "block" => required("per-year", Per::Year).map(Payment::Block),
        "per-call" => {
            let (price, paid_for) = (required("price", Per::Sum), paid_for());
            price.map(|price| Payment::PerCall { price, paid_for })
        }
        "per-head" => {
            let price = required("price", Per::Year);
            let unknown: Vec<&str> = areas
                .iter()
                .map(|a| &model.areas[a.0 as usize])
                .filter(|a| a.population.is_none())
                .map(|a| a.name.as_str())
                .collect();
            if !unknown.is_empty() {
                let message =
                    format!("no population is stated for {}, so a price a head pays nothing known", list(unknown.into_iter()));
                inner.problem(None, "missing", message, Some("for instance population = 575_000".to_owned()));
            }
            let people = areas.iter().filter_map(|a| model.areas[a.0 as usize].population).sum();
            price.map(|price| Payment::PerHead { price, people })
        }
        _ => {
            let (price, marginal) = (required("price", Per::Sum), required("marginal", Per::Sum));
            let (floor, cap, paid_for) = (volume("floor"), volume("cap"), paid_for());
            if let (Some(floor), Some(cap)) = (floor, cap)
                && floor > cap
            {
                inner.problem(None, "out-of-range", format!("the floor of `{}` is above its cap", inner.path), None);
            }
            match (price, floor, cap, marginal) {
                (Some(price), Some(floor), Some(cap), Some(marginal)) => {
                    Some(Payment::CostAndVolume { price, floor, cap, marginal, paid_for })
                }
                _ => None,
            }
        }
    };
    inner.done();
    found
}

fn gain_share(view: &View) -> Option<GainShare> {
    let (above, returns) = (view.share("above"), view.share("returns"));
    if view.node("above").is_none() {
        view.default("above", "0%");
    }
    if view.node("returns").is_none() {
        view.missing("returns", None);
    }
    view.done();
    Some(GainShare { above: above.unwrap_or(0.0), returns: returns? })
}

/// Reads the deductions, once the targets are known.
pub fn deductions(root: &View, model: &mut Model, reading: &Reading) {
    for entry in named(root, "contracts") {
        let Some(place) = model.money.contracts.iter().position(|c| c.name == entry.name) else { continue };
        let view = View::new(&entry.table, format!("contracts.{}", entry.name), entry.span, reading);
        let mut found = Vec::new();
        for (name, inner) in view.views("deductions") {
            found.extend(deduction(&name, &inner, place, model));
        }
        model.money.contracts[place].deductions = found;
    }
}

fn deduction(name: &str, view: &View, contract: usize, model: &Model) -> Option<Deduction> {
    let takes = view.texts("takes");
    let (below, above) = (view.texts("below"), view.texts("above"));
    view.done();
    let target_names: Vec<String> = model.targets.iter().map(|t| t.name.clone()).collect();
    let target = find(view.reading, &target_names, name, view.span, "target")?;
    let measure = model.targets[target].measure;
    let areas = &model.money.contracts[contract].areas;
    let of_area = measure::applies(model, crate::model::Measure { kind: measure.kind, scope: Scope::Area(areas[0]) });
    if measure.kind.is_money() || (!of_area && areas.len() < model.areas.len()) {
        let message = format!("`{}` is not measured by area, so no contract can deduct by it", names::name(measure.kind, model));
        view.problem(None, "useless-scope", message, None);
        return None;
    }
    let Some(takes) = takes else {
        let help = Some("of the month's fee, for instance takes = \"2%\"");
        view.missing("takes", help);
        return None;
    };
    let share = |(text, span): &(String, Span)| match units::share(text) {
        Ok(share) if (0.0..=1.0).contains(&share) => Some(share),
        Ok(_) => {
            view.problem(Some(*span), "out-of-range", format!("a deduction cannot take {text} of a fee"), None);
            None
        }
        Err(expected) => {
            view.problem(Some(*span), "wrong-unit", format!("`{}` cannot be \"{text}\"", view.path_of("takes")), Some(expected));
            None
        }
    };
    let takes: Vec<f64> = takes.iter().map(share).collect::<Option<_>>()?;
    let (key, limits) = match (below, above) {
        (Some(limits), None) => ("below", limits),
        (None, Some(limits)) => ("above", limits),
        (None, None) => {
            let [share] = takes[..] else {
                view.problem(None, "missing", format!("`{}` has several steps and no limits for them", view.path), None);
                return None;
            };
            return Some(Deduction { target: target as u16, bands: vec![(model.targets[target].bound, share)] });
        }
        _ => {
            view.problem(None, "two-ways", format!("`{}` takes one of `below` and `above`", view.path), None);
            return None;
        }
    };
    let limit = |(text, span): &(String, Span)| {
        let read = match names::unit(measure.kind) {
            names::Unit::Share => units::share(text),
            names::Unit::Seconds => units::duration(text),
            names::Unit::Count => units::number(text),
            names::Unit::Pounds => units::pounds(text, Per::Sum),
        };
        read.map_err(|expected| {
            view.problem(Some(*span), "wrong-unit", format!("`{}` cannot be \"{text}\"", view.path_of(key)), Some(expected));
        })
        .ok()
    };
    let limits: Vec<f64> = limits.iter().map(limit).collect::<Option<_>>()?;
    let worse = |pair: &[f64]| if key == "below" { pair[1] < pair[0] } else { pair[1] > pair[0] };
    if limits.len() != takes.len() || !limits.windows(2).all(worse) || !takes.windows(2).all(|pair| pair[1] >= pair[0]) {
        view.problem(
            None,
            "steps",
            format!("the steps of `{}` do not go from mild to hard, one share for each limit", view.path),
            Some(format!(
                "for instance {key} = {}, takes = [\"1%\", \"3%\"]",
                if key == "below" { "[\"95%\", \"90%\"]" } else { "[\"3%\", \"5%\"]" }
            )),
        );
        return None;
    }
    let bound = |limit: f64| if key == "below" { Bound::AtLeast(limit) } else { Bound::AtMost(limit) };
    Some(Deduction { target: target as u16, bands: limits.into_iter().map(bound).zip(takes).collect() })
}
