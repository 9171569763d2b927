//! `[staffing.shifts.NAME]`: families of possible shifts, one for each start of a window and each length.
//!
//! ```toml
//! [staffing.shifts.early]
//! group = "advisors"
//! starts = "06:00..10:00"        # or one time, or a list of times
//! every = "30m"
//! lasts = ["8h", "10h"]
//! on = "weekdays"
//! breaks = { meal = { after = "4h", lasts = "30m", in-turns = 2 } }
//! at-least = 0
//! at-most = 12                   # people on each shift
//! part-time = true
//! ```
//! A shift that comes out of it is called after family, start and length (`early-0630-8h`) and is an ordinary shift of its group.

use crate::scenario::problem::{list, nearest};
use crate::scenario::read::View;
use crate::scenario::source::Span;
use crate::scenario::tree::{Key, Node, Table, Value};
use crate::units::{duration, time_of_day};

/// The most shifts of a family.
const MOST: usize = 500;

/// A possible shift.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Its name in the group.
    pub(super) name: String,
    /// Its table without a headcount.
    pub(super) shift: Table,
    /// Where its family stands.
    pub(super) span: Span,
    /// People on it, at least and at most.
    pub(super) bounds: (u32, Option<u32>),
    pub(super) part_time: bool,
}

/// The possible shifts of a group. What is wrong with a family has been reported by [`check`]; here it gives no shifts.
pub(super) fn made(families: &Table, group: &str) -> Vec<Made> {
    let mut found = Vec::new();
    for (key, node) in &families.0 {
        let Value::Table(family) = &node.value else { continue };
        let named = matches!(family.get("group").map(|n| &n.value), Some(Value::Text(text)) if text == group);
        if !named {
            continue;
        }
        let starts = family.get("starts").and_then(|node| starts(node, every(family))).unwrap_or_default();
        let whole = |name: &str| match family.get(name).map(|n| &n.value) {
            Some(Value::Integer(n)) => u32::try_from(*n).ok(),
            _ => None,
        };
        let part_time = matches!(family.get("part-time").map(|n| &n.value), Some(Value::Bool(true)));
        for minute in starts {
            for (length, span) in lengths(family) {
                let mut shift = Table::default();
                let time = format!("{:02}:{:02}", minute / 60, minute % 60);
                let text = |text: String| Node { value: Value::Text(text), span, changes: Vec::new() };
                shift.set(Key { name: "starts".to_owned(), span: key.span }, text(time));
                shift.set(Key { name: "lasts".to_owned(), span: key.span }, text(length.clone()));
                for (inner, node) in family.0.iter().filter(|(k, _)| matches!(k.name.as_str(), "on" | "breaks")) {
                    shift.set(inner.clone(), node.clone());
                }
                found.push(Made {
                    name: format!("{}-{:02}{:02}-{}", key.name, minute / 60, minute % 60, length.replace([' ', '.'], "")),
                    shift,
                    span: key.span,
                    bounds: (whole("at-least").unwrap_or(0), whole("at-most")),
                    part_time,
                });
            }
        }
    }
    found
}

/// Reports what is wrong with the families.
pub(super) fn check(staffing: &View, groups: &[&str]) {
    for (name, family) in staffing.views("shifts") {
        match family.text("group") {
            None if family.table.get("group").is_none() => {
                family.missing("group", Some("the group whose people work these shifts"));
            }
            Some((group, span)) if !groups.contains(&group.as_str()) => {
                let help = nearest(&group, groups.iter().copied()).map_or_else(
                    || format!("there are: {}", list(groups.iter().copied())),
                    |near| format!("did you mean `{near}`?"),
                );
                family.problem(Some(span), "unknown-name", format!("there is no group called `{group}`"), Some(help));
            }
            _ => {}
        }
        let step = family.duration("every");
        let sound = step.is_none_or(|s| (60.0..=86_400.0).contains(&s) && s % 60.0 < 1e-9);
        if !sound {
            let span = family.table.get("every").map(|n| n.span);
            family.problem(span, "out-of-range", format!("`{}` is a number of minutes", family.path_of("every")), None);
        }
        if family.node("every").is_none() {
            family.default("every", "30m");
        }
        match family.node("starts") {
            None => family.missing("starts", Some("for instance starts = \"06:00..10:00\"")),
            Some(node) if sound && starts(node, every(family.table)).is_none_or(|s| s.is_empty()) => {
                let help = "a time (\"07:30\"), a window (\"06:00..10:00\") or a list of times";
                family.problem(
                    Some(node.span),
                    "wrong-unit",
                    format!("`{}` gives no times of day", family.path_of("starts")),
                    Some(help.to_owned()),
                );
            }
            Some(_) => {}
        }
        let lasts = family.texts("lasts").unwrap_or_default();
        if family.node("lasts").is_none() {
            family.missing("lasts", Some("for instance lasts = \"8h\""));
        }
        for (text, span) in &lasts {
            if let Err(expected) = duration(text) {
                family.problem(
                    Some(*span),
                    "wrong-unit",
                    format!("`{}` cannot be \"{text}\"", family.path_of("lasts")),
                    Some(expected),
                );
            }
        }
        let (least, most) = (family.whole("at-least", 0, 100_000), family.whole("at-most", 0, 100_000));
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            let span = family.table.get("at-most").map(|n| n.span);
            family.problem(
                span,
                "out-of-range",
                format!("at most {most} people on each shift of `{name}`, and at least {least}"),
                None,
            );
        }
        family.truth("part-time", false);
        family.known(&["on", "breaks"]);
        family.done();
    }
}

/// Minutes between starts; 30 unless stated.
fn every(family: &Table) -> u16 {
    match family.get("every").map(|n| &n.value) {
        Some(Value::Text(text)) => duration(text).map_or(30, |s| ((s / 60.0).round() as u16).max(1)),
        _ => 30,
    }
}

fn starts(node: &Node, every: u16) -> Option<Vec<u16>> {
    let mut found = Vec::new();
    for text in node.texts() {
        let (text, _) = text.ok()?;
        let (first, last) = text.split_once("..").unwrap_or((&text, &text));
        let (first, last) = (time_of_day(first.trim()).ok()?, time_of_day(last.trim()).ok()?);
        if first >= 1440 || last >= 1440 {
            return None;
        }
        // a window may pass midnight
        let length = if last >= first { last - first } else { last + 1440 - first };
        found.extend((0..=length).step_by(every as usize).map(|into| (first + into) % 1440));
    }
    found.truncate(MOST);
    let mut seen = Vec::new();
    found.retain(|minute| {
        !seen.contains(minute) && {
            seen.push(*minute);
            true
        }
    });
    Some(found)
}

fn lengths(family: &Table) -> Vec<(String, Span)> {
    family
        .get("lasts")
        .map_or_else(Vec::new, |node| node.texts().filter_map(Result::ok).filter(|(t, _)| duration(t).is_ok()).collect())
}
