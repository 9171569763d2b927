//! Help only when needed: a group takes calls of a step only when they have waited so long, or while the queue is long, by the
//! number waiting or by the wait predicted for the call that joins it last (`engine::predict`).

use crate::engine::predict;
use crate::engine::world::World;
use crate::model::clock::SECOND;
use crate::model::{Model, Overflow, Tick};

/// Does the rule look at the number waiting?
pub fn looks_at_length(rule: Overflow) -> bool {
    matches!(rule, Overflow::WhenWaiting(_) | Overflow::WhenPredicted(_))
}

/// Is a queue with so many waiting (a joining call included) long enough for help?
#[inline]
pub(super) fn queue_is_long(model: &Model, world: &World, rule: Overflow, queue: usize, waiting: u32) -> bool {
    match rule {
        Overflow::After(_) => true,
        Overflow::WhenWaiting(least) => waiting >= least,
        Overflow::WhenPredicted(least) => predict::wait(model, world, queue, waiting) >= least as f64 / SECOND as f64,
    }
}

/// Has a call waited long enough for help?
#[inline]
pub(super) fn call_is_old(rule: Overflow, since: Tick, now: Tick) -> bool {
    match rule {
        Overflow::After(wait) => since + wait <= now,
        Overflow::WhenWaiting(_) | Overflow::WhenPredicted(_) => true,
    }
}
