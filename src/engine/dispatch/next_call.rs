//! The call that a free agent takes: its group's steps in order of preference, among equal ones the rule of the scenario.
//!
//! A rule gives the head of each lane a number, and the lowest is served: then people on the line before people to be called
//! back, then who joined first. Within a lane the rule and the order of the lane agree, so heads are all that is compared.

use super::{c_mu, earliest_due, keep_free, overflow, priority, score};
use crate::engine::lanes::{Entry, Lane};
use crate::engine::world::World;
use crate::model::{Model, NextCall, Standing, Tick};

/// A lane of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneOf {
    /// The queue.
    pub queue: u16,
    /// The lane in it.
    pub lane: u8,
}

/// The lane whose head a free agent of `group` takes next; `at_hand`: people of the group who could take it, this agent
/// included. Heads must be settled.
pub fn next_call(model: &Model, world: &World, group: usize, at_hand: u32, now: Tick) -> Option<LaneOf> {
    let definition = &model.groups[group];
    for tier in &definition.serves {
        let mut best: Option<((u64, bool, Tick, u32), LaneOf)> = None;
        for serve in tier {
            let queue = &world.queues[serve.queue as usize];
            if queue.waiting == 0 {
                continue;
            }
            if let Some(rule) = serve.overflow
                && !overflow::queue_is_long(model, world, rule, serve.queue as usize, queue.waiting)
            {
                continue;
            }
            for (index, lane) in queue.lanes.iter().enumerate() {
                let Some(head) = lane.entries.front() else { continue };
                if let Some(rule) = serve.overflow
                    && !overflow::call_is_old(rule, head.since, now)
                {
                    continue;
                }
                let standing = || &model.queues[serve.queue as usize].standings[lane.standing as usize];
                if let Some(kept) = &definition.keep_free
                    && !keep_free::may_take(kept, group, standing(), at_hand)
                {
                    continue;
                }
                let urgency = match model.next_call {
                    NextCall::LongestWait => 0,
                    NextCall::Priority => priority::urgency(lane),
                    _ => of_rule(model, world, group, lane, *head, standing(), now),
                };
                let rank = (urgency, lane.call_back, head.since, head.ticket);
                if best.is_none_or(|(least, _)| rank < least) {
                    best = Some((rank, LaneOf { queue: serve.queue, lane: index as u8 }));
                }
            }
        }
        if let Some((_, lane)) = best {
            return Some(lane);
        }
    }
    None
}

/// The number of a head by a rule that looks at more than its lane.
fn of_rule(model: &Model, world: &World, group: usize, lane: &Lane, head: Entry, standing: &Standing, now: Tick) -> u64 {
    match model.next_call {
        NextCall::LongestWait => 0,
        NextCall::Priority => priority::urgency(lane),
        NextCall::Score => score::urgency(standing, now - head.since),
        NextCall::EarliestDue => earliest_due::due(&world.calls[head.call as usize], head.since, standing),
        NextCall::CMu => {
            let template = model.groups[group].template as usize;
            c_mu::urgency(standing, now - head.since, template, world.combination as usize)
        }
    }
}
