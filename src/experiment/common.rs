//! What two scenarios must have in common for the same callers to meet both.
//!
//! A caller's key is made of seed, replication, area, class, demand cell and number (see `random::key`). Area and calendar
//! must therefore be the same, or nothing can be compared. Other demand cells or classes can be compared, but those callers
//! are other people: this is said, and the variance ratio will show it.

use std::collections::BTreeSet;

use super::fresh::fresh_share;
use crate::demand::FreshScale;
use crate::engine::Fault;
use crate::model::clock::SECOND;
use crate::model::{Measure, Model, RelativeTarget, Target, Tick};
use crate::tally::names;

/// Why an alternative cannot be compared with a base; empty if it can.
pub fn refusals(base: &Model, alternative: &Model) -> Vec<String> {
    let mut found = Vec::new();
    let (ours, theirs) = (&base.clock, &alternative.clock);
    let begins = |model: &Model| model.clock.identity(model.clock.start);
    let label =
        |model: &Model| model.clock.days.get(model.clock.reported_days().start).map_or("", |d| d.label.as_str()).to_owned();
    if ours.dated != theirs.dated || begins(base) != begins(alternative) {
        let (a, b) = (label(base), label(alternative));
        let detail = if a == b { String::new() } else { format!(" ({b}; the base {a})") };
        found.push(format!("its calendar starts at another time{detail}"));
    }
    let text = |ticks: Tick| {
        let seconds = ticks / SECOND;
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
        let parts = [(days, "d"), (hours, "h"), (minutes, "m")];
        let shown: Vec<String> = parts.iter().filter(|p| p.0 > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
        if shown.is_empty() { format!("{seconds}s") } else { shown.join(" ") }
    };
    for (what, a, b) in [
        ("its calendar lasts", ours.end - ours.start, theirs.end - theirs.start),
        ("its warm-up lasts", ours.start, theirs.start),
        ("its run-out lasts", ours.stop - ours.end, theirs.stop - theirs.end),
        ("its report interval is", ours.interval, theirs.interval),
    ] {
        if a != b {
            found.push(format!("{what} {}, the base's {}", text(b), text(a)));
        }
    }
    if found.is_empty() && (ours.slots != theirs.slots || ours.days != theirs.days) {
        found.push("its calendar has other days or holidays, or another time zone".to_owned());
    }
    let names = |model: &Model| model.areas.iter().map(|a| a.name.clone()).collect::<BTreeSet<_>>();
    let (ours, theirs) = (names(base), names(alternative));
    let listed = |names: Vec<&String>| names.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let (missing, extra) = (listed(ours.difference(&theirs).collect()), listed(theirs.difference(&ours).collect()));
    if !missing.is_empty() {
        found.push(format!("it has no area {missing}, which the base has"));
    }
    if !extra.is_empty() {
        found.push(format!("it has area {extra}, which the base has not"));
    }
    found
}

/// Where the callers of an alternative are other people than the base's although it can be compared.
pub fn differences(base: &Model, alternative: &Model) -> Vec<String> {
    let mut found = Vec::new();
    if base.variation.cells != alternative.variation.cells {
        found.push(
            "its calls come in other steps of time than the base's (another profile or memory): the callers are other people"
                .to_owned(),
        );
    }
    if base.conventions.counts_are_means != alternative.conventions.counts_are_means {
        found.push("its recorded counts are meant otherwise than the base's: the callers are other people".to_owned());
    }
    let unlike = |of: fn(&Model) -> Vec<&str>| {
        let (ours, theirs) = (of(base), of(alternative));
        let only = |a: &[&str], b: &[&str]| a.iter().filter(|n| !b.contains(n)).copied().collect::<Vec<_>>().join(", ");
        (only(&ours, &theirs), only(&theirs, &ours))
    };
    let classes = unlike(|m| m.classes.iter().map(|c| c.name.as_str()).collect());
    if !classes.0.is_empty() || !classes.1.is_empty() {
        found.push(format!(
            "its classes of callers are others (only in the base: {}; only here: {}): those callers are other people",
            if classes.0.is_empty() { "none" } else { &classes.0 },
            if classes.1.is_empty() { "none" } else { &classes.1 }
        ));
    }
    let steps = unlike(|m| m.steps.iter().map(|s| s.name.as_str()).collect());
    if !steps.0.is_empty() && !steps.1.is_empty() {
        found
            .push(format!("it has step {} and not {}: at a step of another name callers draw their work anew", steps.1, steps.0));
    }
    found
}

/// What is counted in one of these is counted in all: redials that a day hands to the next, where any of them has a shock.
pub fn count_alike(models: &mut [&mut Model]) {
    let days_hand_on = models.iter().any(|model| model.conventions.days_hand_on);
    for model in models {
        model.conventions.days_hand_on = days_hand_on;
    }
}

/// The base's targets as an alternative has them (its own are dropped), and a word on each that could not be taken over.
pub fn take_targets(base: &Model, alternative: &mut Model) -> Vec<String> {
    let mut notes = Vec::new();
    let mut targets = Vec::new();
    for target in &base.targets {
        match translated(target.measure, base, alternative) {
            Some(measure) => targets.push(Target { measure, ..target.clone() }),
            None => notes.push(format!("target {} is not measured there", target.name)),
        }
    }
    for own in &alternative.targets {
        let stated = targets.iter().find(|t| t.name == own.name);
        if stated.is_none_or(|t| (t.bound, t.every, t.confidence) != (own.bound, own.every, own.confidence)) {
            notes.push(format!("its own target {} is not the base's: all are held to the base's targets", own.name));
        }
    }
    alternative.targets = targets;
    for target in &base.relative {
        if alternative.relative.iter().all(|own| own.name != target.name)
            && let Some(measure) = translated(target.measure, base, alternative)
        {
            alternative.relative.push(RelativeTarget { measure, ..target.clone() });
        }
    }
    let relative = alternative.relative.iter().map(|t| t.measure.kind);
    let kinds: Vec<_> = alternative.targets.iter().map(|t| t.measure.kind).chain(relative).collect();
    alternative.count_at(kinds.into_iter());
    notes
}

/// A measure as another model has it; none if it has no such part, or measures no such thing there.
fn translated(measure: Measure, from: &Model, to: &Model) -> Option<Measure> {
    let kind = names::parse(&names::name(measure.kind, from), to)?;
    let scope = names::parse_scope(&names::scope_text(measure.scope, from), to)?;
    let measure = Measure { kind, scope };
    crate::tally::measure::applies(to, measure).then_some(measure)
}

/// First calls as a share of recorded ones, found once on the base: an alternative in which more people give up must not
/// be given fewer first callers for it. Areas by name; where only the alternative has records, they are its own.
///
/// # Errors
/// A fault of the engine.
pub fn fresh_of(base: &Model, found: &FreshScale, alternative: &Model) -> Result<FreshScale, Fault> {
    if found.shares.is_empty() {
        return Ok(FreshScale::default());
    }
    let own = alternative.areas.iter().any(|area| area.recorded && base.areas.iter().all(|b| b.name != area.name || !b.recorded));
    let own = if own { fresh_share(alternative)? } else { FreshScale::default() };
    let days = alternative.clock.days.len();
    let shares = alternative.areas.iter().enumerate().map(|(index, area)| {
        let place = base.areas.iter().position(|b| b.name == area.name && b.recorded);
        match (area.recorded, place) {
            (false, _) => vec![1.0; days],
            (true, Some(place)) => found.shares[place].clone(),
            (true, None) => own.shares.get(index).cloned().unwrap_or_else(|| vec![1.0; days]),
        }
    });
    Ok(FreshScale { shares: shares.collect() })
}
