//! Where calls wait: one lane a standing and kind in each queue, first come first served (or due first).

use std::collections::VecDeque;

use crate::model::{Model, Standing, Tick};

/// A call in a lane.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Waiting since.
    pub since: Tick,
    /// Leaves at this time if nobody answers; `Tick::MAX` if never, or if a timer sees to it.
    pub deadline: Tick,
    /// The call.
    pub call: u32,
    /// Its stay here; void if the call's own ticket differs.
    pub ticket: u32,
}

/// A lane of a queue.
#[derive(Clone, Debug)]
pub struct Lane {
    /// What its calls have in common: a standing of the queue.
    pub standing: u8,
    /// Priority of that (1 first).
    pub priority: u8,
    /// People to be called back; otherwise people on the line.
    pub call_back: bool,
    /// The calls, head first.
    pub entries: VecDeque<Entry>,
}

/// The state of a queue.
#[derive(Clone, Debug)]
pub struct QueueState {
    /// Its lanes, by standing, people on the line before call-backs.
    pub lanes: Vec<Lane>,
    /// Calls in it, those included whose patience has ended unnoticed: an upper bound.
    pub waiting: u32,
    /// Some entry may have left its place: it has a deadline or a timer.
    pub loose: bool,
    /// Some entry has a deadline that no timer sees to.
    pub unsettled: bool,
}

impl QueueState {
    /// The empty queues of a model.
    pub fn all(model: &Model) -> Vec<Self> {
        model
            .queues
            .iter()
            .map(|queue| {
                let step = &model.steps[queue.step as usize];
                let kinds = [(step.first || step.later, false), (step.by_call_back, true)];
                let lanes = queue
                    .standings
                    .iter()
                    .enumerate()
                    .flat_map(|(standing, &Standing { priority, .. })| {
                        kinds.into_iter().filter(|kind| kind.0).map(move |kind| Lane {
                            standing: standing as u8,
                            priority,
                            call_back: kind.1,
                            entries: VecDeque::new(),
                        })
                    })
                    .collect();
                Self { lanes, waiting: 0, loose: false, unsettled: false }
            })
            .collect()
    }

    /// Empties it, keeps the memory.
    pub fn clear(&mut self) {
        for lane in &mut self.lanes {
            lane.entries.clear();
        }
        self.waiting = 0;
        self.loose = false;
        self.unsettled = false;
    }

    /// The lane for a standing and kind.
    #[inline]
    pub fn lane(&self, standing: u8, call_back: bool) -> usize {
        self.lanes.iter().position(|lane| lane.standing == standing && lane.call_back == call_back).unwrap_or(0)
    }
}
