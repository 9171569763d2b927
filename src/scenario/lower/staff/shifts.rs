//! `shifts`: people due, and people on a paid break, from when they start, how long they stay and when they rest.

use std::collections::BTreeMap;

use super::people::Roll;
use crate::model::clock::SECOND;
use crate::model::{Day, Tick};
use crate::scenario::calendar::{Civil, On};
use crate::scenario::lower::ticks;
use crate::scenario::read::View;
use crate::units::time_of_day;

/// What shifts come to.
#[derive(Debug)]
pub struct Found {
    /// People over time.
    pub heads: Vec<(Tick, u32)>,
    /// People on a paid break over time.
    pub paid_breaks: Vec<(Tick, u32)>,
    /// Who is due when, if asked for.
    pub roll: Option<Roll>,
}

/// People due from shifts: heads of each shift from its start for its length, less those on a break; and those on a paid one.
pub fn read(view: &View, civil: &Civil, told_apart: bool) -> Option<Found> {
    let clock = &civil.clock;
    let mut changes: BTreeMap<Tick, i64> = BTreeMap::new();
    let mut on_paid_break: BTreeMap<Tick, i64> = BTreeMap::new();
    let problems = view.reading.problems.borrow().len();
    let add = |changes: &mut BTreeMap<Tick, i64>, from: i64, to: i64, people: i64| {
        let clip = |t: i64| t.clamp(0, clock.stop as i64).unsigned_abs();
        let (from, to) = (clip(from), clip(to));
        if from < to {
            *changes.entry(from).or_default() += people;
            *changes.entry(to).or_default() -= people;
        }
    };
    let mut roll = Roll::default();
    for (name, shift) in view.views("shifts") {
        let starts = shift.text("starts");
        let lasts = shift.duration("lasts");
        let on = On::read(&shift);
        let people = shift.whole("headcount", 0, 100_000);
        for key in ["starts", "lasts", "headcount"] {
            if shift.node(key).is_none() {
                shift.missing(key, None);
            }
        }
        let start = starts.and_then(|(text, span)| match time_of_day(&text) {
            Ok(minute) if minute < 1440 => Some(minute),
            _ => {
                shift.problem(
                    Some(span),
                    "wrong-unit",
                    format!("`{text}` is no time of day"),
                    Some("for instance \"07:30\"".to_owned()),
                );
                None
            }
        });
        if lasts.is_some_and(|l| l > 86_400.0) {
            let message = format!("`{}` lasts longer than a day: it would overlap itself", shift.path);
            shift.problem(shift.table.get("lasts").map(|n| n.span), "overlap", message, None);
        }
        if lasts == Some(0.0) {
            shift.problem(
                shift.table.get("lasts").map(|n| n.span),
                "out-of-range",
                format!("`{}` must be above zero", shift.path_of("lasts")),
                None,
            );
        }
        let breaks = breaks(&shift, lasts, people);
        shift.done();
        let (Some(start), Some(lasts), Some(people)) = (start, lasts, people) else { continue };
        // a shift belongs to the day on which it starts; one that began on the day before the run may still last
        let first = clock.days.first().map(|d| Day { weekday: (d.weekday + 6) % 7, holiday: false, ..d.clone() });
        let day_length = 86_400 * SECOND as i64;
        let before = first.iter().map(|d| (d.clone(), d.start as i64 - day_length, civil.at(0, start) as i64 - day_length));
        let days = clock.days.iter().enumerate().map(|(i, d)| (d.clone(), d.start as i64, civil.at(i, start) as i64));
        for (_, date, from) in before.chain(days).filter(|(day, ..)| on.holds(day)) {
            let length = ticks(lasts) as i64;
            add(&mut changes, from, from + length, people as i64);
            for &Turn { after, lasts, away, paid, .. } in &breaks {
                add(&mut changes, from + after, from + after + lasts, -away);
                if paid {
                    add(&mut on_paid_break, from + after, from + after + lasts, away);
                }
            }
            if told_apart {
                roll.shift(clock, &name, date, (from, from + length), people as u32, &breaks);
            }
        }
    }
    if view.reading.problems.borrow().len() > problems {
        return None;
    }
    changes.entry(0).or_default();
    let (heads, paid_breaks) = (over_time(changes), over_time(on_paid_break));
    Some(Found { heads, paid_breaks, roll: told_apart.then_some(roll) })
}

/// Changes added up.
fn over_time(changes: BTreeMap<Tick, i64>) -> Vec<(Tick, u32)> {
    let mut heads = Vec::new();
    let mut people = 0;
    for (at, change) in changes {
        people += change;
        heads.push((at, people.max(0) as u32));
    }
    heads.dedup_by_key(|h| h.1);
    heads
}

/// Some people of a shift on a break.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// Ticks after the start of the shift.
    pub after: i64,
    /// Ticks long.
    pub lasts: i64,
    /// First of those who go.
    pub first: i64,
    /// How many go.
    pub away: i64,
    /// Paid like time at the desk.
    pub paid: bool,
}

/// Breaks of a shift.
fn breaks(shift: &View, lasts: Option<f64>, people: Option<u64>) -> Vec<Turn> {
    let mut stretches: Vec<(f64, f64, String)> = Vec::new();
    let mut found = Vec::new();
    for (name, view) in shift.views("breaks") {
        let (after, long) = (view.duration("after"), view.duration("lasts"));
        let paid = view.truth("paid", false);
        if view.node("paid").is_none() {
            view.default("paid", "false");
        }
        let turns = view.whole("in-turns", 1, 1000);
        if turns.is_none() && view.node("in-turns").is_none() {
            view.default("in-turns", "1: all at once");
        }
        for key in ["after", "lasts"] {
            if view.node(key).is_none() {
                view.missing(key, None);
            }
        }
        view.done();
        let (Some(after), Some(long), Some(people)) = (after, long, people) else { continue };
        let turns = turns.unwrap_or(1).min(people.max(1));
        let end = after + long * turns as f64;
        if lasts.is_some_and(|lasts| end > lasts) {
            view.problem(None, "overlap", format!("`{}` ends after its shift", view.path), None);
        }
        if let Some((_, _, other)) = stretches.iter().find(|s| s.0 < end && after < s.1) {
            view.problem(None, "overlap", format!("breaks `{name}` and `{other}` overlap"), None);
        }
        stretches.push((after, end, name));
        let mut first = 0;
        for turn in 0..turns {
            let away = (people / turns + u64::from(turn < people % turns)) as i64;
            let (after, lasts) = (ticks(after + long * turn as f64) as i64, ticks(long) as i64);
            found.push(Turn { after, lasts, first, away, paid });
            first += away;
        }
    }
    found
}
