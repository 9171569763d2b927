//! The group that answers a call which comes: the step's groups in order of preference, among equal ones with somebody idle
//! the rule of the scenario, then who has been idle longest, then the file's order.

use super::{cheapest, fastest, keep_free, least_busy, longest_idle, overflow, random};
use crate::engine::world::{GroupState, World};
use crate::model::{Model, NextAgent, Visit};
use crate::random::{Key, Purpose};

/// The call that asks for an agent.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The queue it would join.
    pub queue: usize,
    /// Its standing there.
    pub standing: u8,
    /// Calls waiting there, this one included.
    pub waiting: u32,
    /// What it meets at the step.
    pub visit: &'a Visit,
    /// Present combination of periods.
    pub combination: u8,
    /// Its stream of draws,
    pub key: Key,
    /// and the one for this choice.
    pub draw: Purpose,
}

/// The group that answers a call; none if nobody who may is idle.
pub fn next_agent(model: &Model, world: &World, asked: &Asked) -> Option<u16> {
    let queue = &model.queues[asked.queue];
    if let Some(group) = queue.sole_group {
        return world.groups[group as usize].free().then_some(group);
    }
    for tier in &queue.offered_to {
        let free = || tier.iter().copied().filter(|&group| may_take(model, world, group, asked));
        if tier.len() == 1 {
            if let Some(group) = free().next() {
                return Some(group);
            }
            continue;
        }
        if model.next_agent == NextAgent::Random {
            let at_hand = |group: u16| (group, (world.groups[group as usize].idle.len() as u32).max(1));
            let idle: Vec<(u16, u32)> = free().map(at_hand).collect();
            if let Some(group) = random::choose(&idle, asked.key.uniform(asked.draw)) {
                return Some(group);
            }
            continue;
        }
        let mut best: Option<((f64, f64), u16)> = None;
        for group in free() {
            let state: &GroupState = &world.groups[group as usize];
            let idle = longest_idle::rank(state);
            let rank = match model.next_agent {
                NextAgent::LongestIdle | NextAgent::Random => (idle, idle),
                NextAgent::LeastBusy => (least_busy::rank(state), 0.0),
                NextAgent::Fastest => (fastest::rank(asked, model.groups[group as usize].template), idle),
                NextAgent::Cheapest => (cheapest::rank(model, asked, group), idle),
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

/// May somebody of a group take a call that has just come?
fn may_take(model: &Model, world: &World, group: u16, asked: &Asked) -> bool {
    let state = &world.groups[group as usize];
    if !state.free() {
        return false;
    }
    let definition = &model.groups[group as usize];
    if let Some(kept) = &definition.keep_free
        && !state.unlimited
    {
        let standing = &model.queues[asked.queue].standings[asked.standing as usize];
        if !keep_free::may_take(kept, group as usize, standing, state.idle.len() as u32) {
            return false;
        }
    }
    let serve = definition.serves.iter().flatten().find(|serve| serve.queue as usize == asked.queue);
    serve.and_then(|serve| serve.overflow).is_none_or(|rule| {
        overflow::call_is_old(rule, 0, 0) && overflow::queue_is_long(model, world, rule, asked.queue, asked.waiting)
    })
}
