//! The wait that a call would be told: calls waiting, itself included, times the mean work of a call there, shared among the
//! people due who always serve the queue.
//!
//! Seconds. Exact in the mean for one group of exponential calls while all are busy and nobody gives up: the (Q + 1) / (s mu) of
//! Whitt (1999), Predicting queueing delays. It leaves out callers who give up, help from elsewhere and other work of the same
//! people, and so is the longer of the two; nobody due: without end.

use super::world::World;
use crate::model::Model;

/// Predicted wait in a queue with so many waiting, the call in question among them; seconds.
pub fn wait(model: &Model, world: &World, queue: usize, waiting: u32) -> f64 {
    let queue = &model.queues[queue];
    let mut people = 0;
    for &group in &queue.always {
        let state = &world.groups[group as usize];
        if state.unlimited {
            return 0.0;
        }
        people += state.due;
    }
    f64::from(waiting) * queue.mean_work / f64::from(people)
}
