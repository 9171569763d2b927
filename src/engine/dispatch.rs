//! Which call for this agent, which agent for this call: pure functions of a read-only view.

use super::world::GroupState;
use crate::engine::lanes::QueueState;
use crate::model::{Model, NextAgent, NextCall, Overflow, Tick};

/// A lane of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneOf {
    /// The queue.
    pub queue: u16,
    /// The lane in it.
    pub lane: u8,
}

/// The lane whose head a free agent of `group` takes next. Heads must be settled.
pub fn next_call(model: &Model, group: usize, queues: &[QueueState], now: Tick) -> Option<LaneOf> {
    for tier in &model.groups[group].serves {
        let mut best: Option<((u8, bool, Tick, u32), LaneOf)> = None;
        for serve in tier {
            let queue = &queues[serve.queue as usize];
            if queue.waiting == 0 {
                continue;
            }
            if let Some(Overflow::WhenWaiting(least)) = serve.overflow
                && queue.waiting < least
            {
                continue;
            }
            for (index, lane) in queue.lanes.iter().enumerate() {
                let Some(head) = lane.entries.front() else { continue };
                if let Some(Overflow::After(wait)) = serve.overflow
                    && head.since + wait > now
                {
                    continue;
                }
                let priority = match model.next_call {
                    NextCall::LongestWait => 0,
                    NextCall::Priority => lane.priority,
                };
                let rank = (priority, lane.call_back, head.since, head.ticket);
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

/// The group that answers a call which joins `queue` as one of `waiting`; none if nobody who may is idle.
pub fn next_agent(model: &Model, queue: usize, groups: &[GroupState], waiting: u32) -> Option<u16> {
    if let Some(group) = model.queues[queue].sole_group {
        return groups[group as usize].free().then_some(group);
    }
    for tier in &model.queues[queue].offered_to {
        let mut best: Option<(f64, u16)> = None;
        for &group in tier {
            let state = &groups[group as usize];
            if !state.free() || !may_help(model, group, queue, waiting) {
                continue;
            }
            if tier.len() == 1 {
                return Some(group);
            }
            let rank = match model.next_agent {
                NextAgent::LongestIdle => state.idle.front().map_or(f64::MAX, |&since| since as f64),
                NextAgent::LeastBusy => f64::from(state.busy) / (f64::from(state.busy) + state.idle.len() as f64).max(1.0),
            };
            if best.is_none_or(|(least, _)| rank < least) {
                best = Some((rank, group));
            }
        }
        if let Some((_, group)) = best {
            return Some(group);
        }
    }
    None
}

/// May a group take a call that has just joined?
fn may_help(model: &Model, group: u16, queue: usize, waiting: u32) -> bool {
    let serve = model.groups[group as usize].serves.iter().flatten().find(|serve| serve.queue as usize == queue);
    match serve.and_then(|serve| serve.overflow) {
        None => true,
        Some(Overflow::After(wait)) => wait == 0,
        Some(Overflow::WhenWaiting(least)) => waiting >= least,
    }
}
