//! `open`, `closed-to` and `at-close` of a step.

use super::Flow;
use crate::model::hours::Hours;
use crate::model::{Next, Tick};
use crate::scenario::calendar::Civil;
use crate::scenario::lower::{Named, find, ticks};
use crate::scenario::read::{Reading, View};
use crate::scenario::tree::Value;

/// Opening hours of a step; none if it never closes.
pub(super) fn hours(named: &Named, civil: &Civil, reading: &Reading) -> Option<Hours> {
    let view = View::new(&named.table, format!("steps.{}", named.name), named.span, reading);
    let clear_after = at_close(&view);
    if view.node("open").is_none() {
        for key in ["closed-to", "at-close"] {
            if let Some(node) = view.node(key) {
                let message = format!("`{}` without `open`: the step never closes", view.path_of(key));
                view.problem(Some(node.span), "missing", message, Some("for instance open = \"evening\", a period".to_owned()));
            }
        }
        return None;
    }
    if view.node("closed-to").is_none() {
        view.missing("closed-to", Some("where calls go that come while it is closed: a step or an outcome"));
    }
    let names: Vec<String> = civil.periods.iter().map(|period| period.0.clone()).collect();
    let mut all: Vec<(Tick, Tick)> = Vec::new();
    for (name, span) in view.texts("open")? {
        if let Some(period) = find(reading, &names, &name, Some(span), "period") {
            all.extend(&civil.periods[period].1);
        }
    }
    all.sort_unstable();
    let mut stretches: Vec<(Tick, Tick)> = Vec::new();
    for (from, until) in all.into_iter().filter(|&(from, until)| from < until) {
        match stretches.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => stretches.push((from, until)),
        }
    }
    Some(Hours { stretches, clear_after })
}

/// `"serve"` all who wait, `"clear"`, or `{ clear-after = "10m" }`.
fn at_close(view: &View) -> Option<Tick> {
    let node = view.node("at-close")?;
    if !matches!(node.value, Value::Table(_)) {
        return view.word("at-close", &[("serve", None), ("clear", Some(0))], 0);
    }
    let inner = view.view("at-close")?;
    let after = inner.duration("clear-after").map(ticks);
    if inner.node("clear-after").is_none() {
        inner.missing("clear-after", Some("for instance at-close = { clear-after = \"10m\" }"));
    }
    inner.done();
    after
}

impl Flow<'_> {
    /// Where calls go that come while the step is closed.
    pub(super) fn closed_to(&self, view: &View, tables: &[Named]) -> Option<Next> {
        view.known(&["open", "at-close"]);
        let (name, span) = view.text("closed-to")?;
        self.next(view, tables, &name, span)
    }
}
