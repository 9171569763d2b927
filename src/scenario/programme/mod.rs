//! `[programme]`, `launch` of areas, `withdraws` and `steps-in` of providers: the roll-out as a scenario states it.
//!
//! ```text
//! [programme]
//! deadline = 2013-04-01
//! [areas.NAME.launch]                        # or [defaults.areas.launch]: see `launch`
//! [providers.NAME]                           # withdraws, steps-in: see `stands`
//! ```
//! All mistakes are found at once. Days are calendar days: dates and whole durations, never hours.

mod launch;
mod stands;

use super::calendar::Civil;
use super::lower::named;
use super::read::{Reading, View};
use super::tree::Table;
use crate::model::programme::MEASURES;
use crate::model::{Model, Programme};

/// The days of a run, by date.
#[derive(Clone, Copy, Debug)]
struct Dates<'a> {
    model: &'a Model,
}

impl Dates<'_> {
    /// The day of a date; one outside of the run is a problem.
    fn day(self, view: &View, key: &str) -> Option<usize> {
        let (date, span) = view.date(key)?;
        let label = date.date.map(|date| date.to_string()).unwrap_or_default();
        let days = &self.model.clock.days;
        let reported = self.model.clock.reported_days();
        let found = days.iter().position(|day| day.label == label).filter(|day| reported.contains(day));
        if found.is_none() {
            let (first, last) = (&days[reported.start].label, &days[reported.end - 1].label);
            let help = if self.model.clock.dated {
                format!("the calendar goes from {first} to {last}; a programme happens within it")
            } else {
                "a programme needs dates: calendar.start = 2012-04-01".to_owned()
            };
            view.problem(
                Some(span),
                "outside-calendar",
                format!("`{}` is no day of this scenario", view.path_of(key)),
                Some(help),
            );
        }
        found
    }
}

/// A duration in whole days.
fn days(view: &View, key: &str, default: Option<u32>) -> Option<u32> {
    let Some(node) = view.node(key) else {
        match default {
            Some(days) => view.default(key, format!("{days}d")),
            None => view.missing(key, Some("a duration in days or weeks, for instance \"4w\"")),
        }
        return default;
    };
    let seconds = view.duration(key)?;
    let days = seconds / 86_400.0;
    if days.fract().abs() > 1e-9 || days > 36_525.0 {
        let help = "whole days, at most a hundred years; for instance \"4w\" or \"10d\"";
        view.problem(
            Some(node.span),
            "whole-days",
            format!("`{}` is no number of whole days", view.path_of(key)),
            Some(help.into()),
        );
        return None;
    }
    Some(days.round() as u32)
}

/// Reads the programme; none where the file states none, or something is wrong.
pub fn read(root: &Table, lowered: Option<(&Model, &Civil)>, reading: &Reading) -> Option<Programme> {
    let view = View::new(root, "", None, reading);
    let areas = named(&view, "areas");
    let Some(programme) = view.view("programme") else {
        for area in areas.iter().filter(|area| area.table.get("launch").is_some()) {
            let span = area.table.get("launch").map(|node| node.span);
            let help = Some("[programme] deadline = 2013-04-01".to_owned());
            reading.problem(span, "no-programme", format!("`areas.{}.launch` belongs to no [programme]", area.name), help);
        }
        return None;
    };
    // names, dates and targets can only be checked against a service that reads well
    let (model, _) = lowered?;
    let dates = Dates { model };
    let before = reading.problems.borrow().len();
    let deadline = dates.day(&programme, "deadline");
    if programme.node("deadline").is_none() {
        programme.missing("deadline", Some("the date on which everywhere is to be live"));
    }
    programme.done();
    let providers = stands::read(&view, dates);
    let launches: Vec<_> = areas.iter().map(|area| launch::read(area, dates, &providers, reading)).collect();
    let mut kinds: Vec<_> = launches.iter().flatten().flat_map(|launch| &launch.gate.targets).collect();
    kinds.sort_unstable_by_key(|&&target| model.targets[target as usize].measure.kind);
    kinds.dedup_by_key(|target| model.targets[**target as usize].measure.kind);
    if kinds.len() > MEASURES {
        let message = format!("the gates look at {} different measures; at most {MEASURES} can be followed", kinds.len());
        programme.problem(None, "too-many", message, None);
    }
    if !areas.iter().any(|area| area.table.get("launch").is_some()) {
        let help = Some("[defaults.areas.launch] states it for all areas, [areas.NAME.launch] for one".to_owned());
        programme.problem(None, "missing", "no area has a `launch`, so there is nothing to roll out", help);
    }
    let sound = reading.problems.borrow().len() == before;
    deadline.filter(|_| sound).map(|deadline| Programme { deadline, areas: launches, providers })
}
