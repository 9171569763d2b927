//! A target held against a base: `{ no-worse-than = "base", by-more-than = "0.5%" }`.
//!
//! By replication, with the same callers: it holds where the value is worse than the base's by at most the allowance (in the
//! measure's unit; shares in points). Only `compare` has a base; elsewhere such targets are left out, with a word.

use crate::model::{Measure, Model, RelativeTarget};
use crate::scenario::lower::targets;
use crate::scenario::read::{Reading, View};
use crate::tally::direction::{Good, good};
use crate::tally::names;
use crate::units::Per;

/// Reads one; `None` where it has problems, or measures what cannot arise in this service.
pub fn target(name: &str, view: &View, model: &Model, reading: &Reading) -> Option<RelativeTarget> {
    let (measure_name, kind, scope) = targets::measured(name, view, model, reading);
    let mut sound = true;
    let mut wrong = |key: &str, message: String, help: &str| {
        sound = false;
        let span = view.table.get(key).map(|node| node.span);
        reading.problem(span.or(view.span), "no-worse-than", message, Some(help.to_owned()));
    };
    match view.text("no-worse-than") {
        Some((text, _)) if text == "base" => {}
        Some((text, _)) => {
            wrong(
                "no-worse-than",
                format!("`{text}` is nothing to compare with"),
                "expected \"base\": the scenario it is compared with",
            );
        }
        None if view.table.get("no-worse-than").is_none() => {
            wrong("by-more-than", format!("target `{name}` has an allowance and no base"), "add no-worse-than = \"base\"");
        }
        None => {} // of another kind: complained of where it was read
    }
    if ["at-most", "at-least", "below"].iter().filter(|key| view.node(key).is_some()).count() > 0 {
        wrong(
            "no-worse-than",
            format!("target `{name}` has a bound of its own as well"),
            "one of at-most, at-least, below and no-worse-than",
        );
    }
    let every = view.text("every").map(|(text, _)| text);
    if every.is_some_and(|every| every != "horizon") {
        wrong("every", format!("target `{name}` is held against the base over the whole horizon"), "leave `every` out");
    }
    view.known(&["basis"]);
    let good = good(&measure_name);
    if kind.is_some() && good.is_none() {
        wrong("no-worse-than", format!("`{measure_name}` has no better and worse"), "give it bounds: at-most, at-least");
    }
    let kind = kind.filter(|&kind| names::not_stated(kind, model).is_none())?;
    let allowance = if view.node("by-more-than").is_none() {
        view.default("by-more-than", "0");
        Some(0.0)
    } else {
        match names::unit(kind) {
            names::Unit::Share => view.share("by-more-than"),
            names::Unit::Seconds => view.duration("by-more-than"),
            names::Unit::Count => view.number("by-more-than"),
            names::Unit::Pounds => view.pounds("by-more-than", Per::Sum),
        }
    };
    if allowance.is_some_and(|a| a < 0.0) {
        wrong("by-more-than", format!("target `{name}` allows less than nothing"), "expected 0 or more");
    }
    let confidence = targets::confidence(view, reading);
    let measure = Measure { kind, scope: scope? };
    let arises = targets::applies(model, measure);
    Some(RelativeTarget {
        name: name.to_owned(),
        measure,
        allowance: allowance?,
        small_is_good: good? == Good::Less,
        confidence: confidence?,
    })
    .filter(|_| sound && arises)
}
