//! What comes to each chosen group, by place: calls and work, with what of the work is carried over between intervals.
//!
//! The offered load of an interval is smoothed by the handling time, as if everybody were answered at once (modified offered load):
//!
//! ```text
//! m' = calls a second - m / handling time              people busy at t, with no limit of agents
//! ```
//! solved interval by interval for exponential handling; the mean of m over the interval takes the place of the load. Source: Jennings,
//! Mandelbaum, Massey and Whitt, "Server staffing to meet time-varying demand", *Management Science* 42 (1996).

use super::problem::{Problem, length};
use crate::model::clock::SECOND;
use crate::model::{Bound, Measure, MeasureKind as K, Model, Patience, Queue, Scope, StepKind};
use crate::plan::Requirement;

/// A stretch of a place with one load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Calls that come, in all.
    pub calls: f64,
    /// Erlangs, carried over.
    pub erlangs: f64,
    /// Hours.
    pub hours: f64,
}

/// What comes to a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Queues for whose calls it is a first choice.
    pub queues: Vec<usize>,
    /// Later than this is late, seconds.
    pub late_after: f64,
    /// Mean patience, seconds; none if nobody leaves.
    pub patience: Option<f64>,
    /// Mean handling, seconds.
    pub handle: f64,
    /// By place.
    pub loads: Vec<Vec<Load>>,
}

/// What comes to each chosen group.
pub fn sites(model: &Model, problem: &Problem) -> Vec<Site> {
    let requirement = Requirement::new(model);
    let carried: Vec<Vec<f64>> = (0..model.queues.len()).map(|q| carried_over(model, &requirement, q)).collect();
    problem.choices.groups.iter().map(|group| site(model, problem, &requirement, &carried, group.group)).collect()
}

/// The mean number busy in each reported interval if everybody were answered at once.
fn carried_over(model: &Model, requirement: &Requirement, queue: usize) -> Vec<f64> {
    let clock = &model.clock;
    let needs = &requirement.needs[queue];
    // before the run it was as in its first interval
    let mut busy = needs.first().map_or(0.0, |n| if clock.start > 0 { n.erlangs } else { 0.0 });
    let mean = |(index, need): (usize, &crate::plan::Need)| {
        if need.calls_per_hour <= 0.0 && busy <= 0.0 {
            return 0.0;
        }
        let handle = if need.calls_per_hour > 0.0 { need.erlangs / need.calls_per_hour } else { mean_handle(needs) };
        let hours = length(clock, clock.first_slot + index);
        let rate = hours / handle.max(1e-9);
        let over = (busy - need.erlangs) * -(-rate).exp_m1() / rate;
        busy = need.erlangs + (busy - need.erlangs) * (-rate).exp();
        need.erlangs + over
    };
    needs.iter().enumerate().map(mean).collect()
}

/// Hours of work of a call, over all intervals.
fn mean_handle(needs: &[crate::plan::Need]) -> f64 {
    let calls: f64 = needs.iter().map(|n| n.calls_per_hour).sum();
    if calls > 0.0 { needs.iter().map(|n| n.erlangs).sum::<f64>() / calls } else { 0.0 }
}

fn site(model: &Model, problem: &Problem, requirement: &Requirement, carried: &[Vec<f64>], group: u16) -> Site {
    let first = |queue: &usize| model.queues[*queue].offered_to.first().is_some_and(|tier| tier.contains(&group));
    let waits = |queue: &usize| model.steps[model.queues[*queue].step as usize].kind == StepKind::Queue;
    let queues: Vec<usize> = (0..model.queues.len()).filter(waits).filter(first).collect();
    let clock = &model.clock;
    let mut loads: Vec<Vec<Load>> = vec![Vec::new(); problem.hours.len()];
    let (mut calls, mut work) = (0.0, 0.0);
    for slot in clock.first_slot..clock.last_slot {
        let hours = length(clock, slot);
        let index = slot - clock.first_slot;
        let (mut come, mut erlangs) = (0.0, 0.0);
        for &queue in &queues {
            let need = &requirement.needs[queue][index];
            // several first choices share a queue
            let share = 1.0 / model.queues[queue].offered_to[0].len() as f64;
            come += need.calls_per_hour * hours * share;
            erlangs += carried[queue][index] * share;
            work += need.erlangs * hours * share;
        }
        calls += come;
        join(&mut loads[problem.choices.pattern.of_slot[slot] as usize], Load { calls: come, erlangs, hours });
    }
    let queue = queues.first().map(|&q| &model.queues[q]);
    Site {
        late_after: queue.map_or(60.0, |queue| late_after(model, queue)),
        patience: queue.and_then(|queue| patience(model, queue)),
        handle: if calls > 0.0 { work / calls * 3600.0 } else { 300.0 },
        queues,
        loads,
    }
}

/// Adds a load to a place; loads within a twentieth of each other are one.
fn join(loads: &mut Vec<Load>, load: Load) {
    let near = |l: &&mut Load| (l.erlangs - load.erlangs).abs() <= 0.05 * load.erlangs.max(l.erlangs);
    match loads.iter_mut().find(near) {
        Some(found) => {
            let hours = found.hours + load.hours;
            found.erlangs = (found.erlangs * found.hours + load.erlangs * load.hours) / hours;
            found.calls += load.calls;
            found.hours = hours;
        }
        None => loads.push(load),
    }
}

/// From when on a wait is late: the limit of a target of its kind, for call-backs the mean due time.
fn late_after(model: &Model, queue: &Queue) -> f64 {
    let step = &model.steps[queue.step as usize];
    if step.first {
        let limit = model.targets.iter().find_map(|t| match (t.measure, t.bound) {
            (Measure { kind: K::AnsweredWithin(limit) | K::ServiceLevel(limit), scope: Scope::All }, _) => {
                Some(limit as f64 / SECOND as f64)
            }
            (
                Measure { kind: K::WaitQuantile(_) | K::MeanSpeedOfAnswer | K::MeanWait, .. },
                Bound::AtMost(limit) | Bound::Below(limit),
            ) => Some(limit),
            _ => None,
        });
        return limit.unwrap_or(60.0).max(1.0);
    }
    let mut due = (0.0, 0.0);
    for visit in &step.visits {
        let mut before = 0.0;
        for &(up_to, band) in &visit.bands {
            let seconds = model.bands[band as usize].due as f64 / SECOND as f64;
            // what may wait for hours is done when it is quiet
            due = (due.0 + (up_to - before) * seconds.min(3600.0), due.1 + up_to - before);
            before = up_to;
        }
    }
    if due.1 > 0.0 { due.0 / due.1 } else { 60.0 }
}

fn patience(model: &Model, queue: &Queue) -> Option<f64> {
    let step = &model.steps[queue.step as usize];
    if !step.first {
        return None;
    }
    let index = model.queues.iter().position(|q| q == queue)?;
    step.visits.iter().find(|v| v.queue as usize == index).and_then(|v| match v.patience {
        Patience::Law(law) => Some(model.laws[law as usize].law().mean()),
        Patience::Endless => None,
    })
}
