//! What it would take where the bounds of `[staffing]` keep a target out of reach: the cheapest staffing without them, and which of them it
//! goes beyond.
//!
//! ```text
//! the same search, every stated most lifted (then the share of part-time people too)  ->  staffing, verified
//! beyond                                                                                people - most, where above
//! ```
//! It says which bound must move to what, for the cheapest staffing; a dearer one might get by with other bounds moved.

use super::aims::Aim;
use super::bench::{Lower, StaffingError};
use super::desk::Desk;
use super::found::Found;
use super::search::{Plan, Search, Stage};
use crate::model::Choices;
use std::sync::atomic::AtomicBool;

/// A bound that must move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beyond {
    /// The choice, by index.
    pub choice: usize,
    /// What is allowed.
    pub most: u32,
    /// What it takes.
    pub people: u32,
    /// What those beyond cost.
    pub cost: f64,
    /// Their hours.
    pub hours: f64,
}

/// What it would take.
#[derive(Clone, Debug)]
pub struct Relief {
    /// The cheapest staffing without the bounds.
    pub found: Found,
    /// Bounds that it goes beyond, those by most hours first.
    pub beyond: Vec<Beyond>,
    /// More part-time people than their share as well.
    pub more_part_time: bool,
}

/// The cheapest staffing with the bounds lifted; none where none are stated, or it is no matter of bounds.
///
/// # Errors
/// As [`Search::cheapest`].
pub fn relief(
    desk: &Desk,
    lower: &Lower,
    (plan, aims): (Plan, &[Aim]),
    flags: (&AtomicBool, &AtomicBool),
    report: &mut dyn FnMut(Stage),
) -> Result<Option<Relief>, StaffingError> {
    let stated = &desk.problem.choices;
    if stated.all.iter().all(|choice| choice.most.is_none()) && stated.part_time_at_most.is_none() {
        return Ok(None);
    }
    for part_time in [stated.part_time_at_most, None] {
        let mut open: Choices = stated.clone();
        open.all.iter_mut().for_each(|choice| choice.most = None);
        open.part_time_at_most = part_time;
        let lifted = Desk::new(desk.model, open);
        let found = Search::new(&lifted, lower, plan, flags)?.cheapest(aims, None, report)?;
        if found.hopeless.is_empty() {
            let beyond = beyond(desk, &found);
            return Ok(Some(Relief { beyond, more_part_time: part_time != stated.part_time_at_most, found }));
        }
        if stated.part_time_at_most.is_none() {
            break;
        }
    }
    Ok(None)
}

fn beyond(desk: &Desk, found: &Found) -> Vec<Beyond> {
    let problem = &desk.problem;
    let over = |(choice, &people): (usize, &u32)| {
        let most = problem.choices.all[choice].most?;
        let more = f64::from(people.checked_sub(most).filter(|more| *more > 0)?);
        Some(Beyond { choice, most, people, cost: more * problem.costs[choice], hours: more * problem.hours_of(choice) })
    };
    let mut all: Vec<Beyond> = found.staffing.0.iter().enumerate().filter_map(over).collect();
    all.sort_by(|a, b| b.hours.total_cmp(&a.hours).then(a.choice.cmp(&b.choice)));
    all
}
