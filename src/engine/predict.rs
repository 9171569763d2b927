//! The wait predicted for a call that joins a queue: calls waiting, itself included, over the calls that the people at work
//! there can deal with in a second. Groups that help look at it, and what callers are told and offered.
//!
//! Seconds. People at work: busy or idle, of the groups that serve the queue without a rule about when; each group deals with
//! people / mean work of a call there, the mean of all who come to the queue, since it is those ahead who take the time. It leaves out callers who give up and other work of the same people. Exact in the mean
//! for one group of exponential calls while all are busy and nobody gives up: the predictor `QL` of Ibrahim and Whitt (2009),
//! (Q + 1) / (s mu) of Whitt (1999). With nobody at work: without end.

use super::world::World;
use crate::model::Model;

/// Predicted wait in a queue with so many waiting, the call in question among them; seconds.
pub fn wait(model: &Model, world: &World, queue: usize, waiting: u32) -> f64 {
    let mut a_second = 0.0;
    for (group, means) in &model.queues[queue].always {
        let state = &world.groups[*group as usize];
        if state.unlimited {
            return 0.0;
        }
        a_second +=
            (f64::from(state.busy) + state.idle.len() as f64) / means[usize::from(world.combination).min(means.len() - 1)];
    }
    f64::from(waiting) / a_second
}
