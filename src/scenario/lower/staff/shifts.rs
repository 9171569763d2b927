//! `shifts`: people due, and people on a paid break, from when they start, how long they stay and when they rest.

use std::collections::BTreeMap;

use super::breaks::{Turn, breaks};
use super::people::Roll;
use crate::model::clock::SECOND;
use crate::model::{Clock, Day, Tick};
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
    let (mut heads, mut paid_breaks) = (Heads::default(), Heads::default());
    let problems = view.reading.problems.borrow().len();
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
        let (breaks, windows) = breaks(&shift, lasts, people);
        shift.done();
        let (Some(start), Some(lasts), Some(people)) = (start, lasts, people) else { continue };
        // a shift belongs to the day on which it starts; one that began on the day before the run may still last
        let first = clock.days.first().map(|d| Day { weekday: (d.weekday + 6) % 7, holiday: false, ..d.clone() });
        let day_length = 86_400 * SECOND as i64;
        let before = first.iter().map(|d| (d.clone(), d.start as i64 - day_length, civil.at(0, start) as i64 - day_length));
        let days = clock.days.iter().enumerate().map(|(i, d)| (d.clone(), d.start as i64, civil.at(i, start) as i64));
        for (_, date, from) in before.chain(days).filter(|(day, ..)| on.holds(day)) {
            let length = ticks(lasts) as i64;
            heads.add(clock, from, from + length, people as i64);
            for &Turn { after, lasts, away, paid, .. } in &breaks {
                heads.add(clock, from + after, from + after + lasts, -away);
                if paid {
                    paid_breaks.add(clock, from + after, from + after + lasts, away);
                }
            }
            if told_apart {
                roll.shift(clock, &name, date, (from, from + length), people as u32, (&breaks, &windows));
            }
        }
    }
    if view.reading.problems.borrow().len() > problems {
        return None;
    }
    Some(Found { heads: heads.over_time(), paid_breaks: paid_breaks.over_time(), roll: told_apart.then_some(roll) })
}

/// A number of people, from what is added and taken away between ticks.
#[derive(Debug, Default)]
pub struct Heads(BTreeMap<Tick, i64>);

impl Heads {
    /// So many more between two ticks; what lies outside the run is left out.
    pub fn add(&mut self, clock: &Clock, from: i64, to: i64, people: i64) {
        let clip = |t: i64| t.clamp(0, clock.stop as i64).unsigned_abs();
        let (from, to) = (clip(from), clip(to));
        if from < to {
            *self.0.entry(from).or_default() += people;
            *self.0.entry(to).or_default() -= people;
        }
    }

    /// The number from each tick on.
    pub fn over_time(mut self) -> Vec<(Tick, u32)> {
        self.0.entry(0).or_default();
        let mut heads = Vec::new();
        let mut people = 0;
        for (at, change) in self.0 {
            people += change;
            heads.push((at, people.max(0) as u32));
        }
        heads.dedup_by_key(|h| h.1);
        heads
    }
}
