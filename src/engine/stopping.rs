//! The end of a run: queues are settled, what is left is counted.

use super::audit::Audit;
use super::calendar::{Alarm, Rank};
use super::lanes::Entry;
use super::observe::{OPEN, Observer};
use super::world::NOBODY;
use crate::tally::ledger::{Count, Journey};

use super::simulate::Run;

impl<O: Observer> Run<'_, '_, O> {
    /// Settles the queues, counts what is left.
    pub(super) fn finish(mut self) -> Audit {
        self.now = self.model.clock.stop;
        self.rank = Rank::Completion;
        for queue in 0..self.world.queues.len() {
            self.settle(queue);
        }
        self.close_interval();
        self.note_breaks();
        for queue in 0..self.world.queues.len() {
            for lane in 0..self.world.queues[queue].lanes.len() {
                for index in 0..self.world.queues[queue].lanes[lane].entries.len() {
                    let entry = self.world.queues[queue].lanes[lane].entries[index];
                    self.still_waiting(entry);
                }
            }
        }
        let mut messages = Vec::new();
        messages.extend(self.world.timers.pending().filter(|t| t.alarm == Alarm::MessageEnds).map(|t| t.subject));
        for call in messages {
            let state = &self.world.calls[call as usize];
            if !state.answered {
                self.ledger.journey(state.counted.cells, state.source, Journey::StillWaiting);
                self.audit.still_there += 1;
            }
        }
        let free: std::collections::BTreeSet<u32> = self.world.free_slots.iter().copied().collect();
        for (seat, busy) in self.world.busy.iter().enumerate() {
            if !free.contains(&(seat as u32)) {
                self.ledger.work[busy.group as usize] += self.now - busy.since;
            }
        }
        if O::TO_THE_END {
            let away =
                self.world.timers.pending().filter(|t| matches!(t.alarm, Alarm::Redial | Alarm::Recall)).map(|t| t.subject);
            let gone: std::collections::BTreeSet<u32> = self.world.free_calls.iter().copied().chain(away).collect();
            for call in (0..self.world.calls.len() as u32)
                .filter(|call| !gone.contains(call) && self.world.calls[*call as usize].about == NOBODY)
            {
                self.observer.ended(call, &self.world.calls[call as usize], OPEN, self.now);
            }
        }
        self.audit
    }

    pub(super) fn still_waiting(&mut self, entry: Entry) {
        let state = &self.world.calls[entry.call as usize];
        if state.ticket != entry.ticket {
            return;
        }
        let line = self.site(state).line(state.leg, state.band);
        let cells = state.counted.cells;
        if state.left == 0 {
            // a call that was handed back counts as answered there
            self.ledger.count(cells, line, Count::Open);
        }
        self.ledger.other_wait(cells, line, self.now - state.since);
        if !state.answered {
            self.ledger.journey(cells, state.source, Journey::StillWaiting);
            self.audit.still_there += 1;
        }
    }
}
