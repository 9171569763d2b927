//! Queues: who has left unnoticed, and how waits are counted.

use super::calendar::Rank;
use super::dispatch;
use super::lanes::Entry;
use super::observe::Observer;
use crate::model::Tick;

use super::simulate::Run;

impl<O: Observer> Run<'_, '_, O> {
    /// Entries with this deadline or an earlier one have left by now.
    pub(super) fn left_by(&self) -> Tick {
        // completions come before the ends of patience of the same instant
        if self.rank == Rank::Completion { self.now - 1 } else { self.now }
    }

    /// Removes callers who have left from the heads of a queue's lanes.
    pub(super) fn settle_heads(&mut self, queue: usize) {
        if !self.world.queues[queue].loose {
            return; // nobody here can have left
        }
        let by = if self.now == 0 { 0 } else { self.left_by() };
        for lane in 0..self.world.queues[queue].lanes.len() {
            while let Some(&head) = self.world.queues[queue].lanes[lane].entries.front() {
                if self.world.calls[head.call as usize].ticket != head.ticket {
                    self.world.queues[queue].lanes[lane].entries.pop_front();
                } else if head.deadline <= by {
                    let state = &mut self.world.queues[queue];
                    state.lanes[lane].entries.pop_front();
                    state.waiting -= 1;
                    self.abandon(head.call, head.deadline, false);
                } else {
                    break;
                }
            }
        }
    }

    /// Removes every caller who has left from a queue.
    pub(super) fn settle(&mut self, queue: usize) {
        if !self.world.queues[queue].unsettled {
            return;
        }
        let by = if self.now == 0 { 0 } else { self.left_by() };
        for lane in 0..self.world.queues[queue].lanes.len() {
            let mut entries = std::mem::take(&mut self.world.queues[queue].lanes[lane].entries);
            entries.retain(|entry| {
                if self.world.calls[entry.call as usize].ticket != entry.ticket {
                    return false;
                }
                if entry.deadline > by {
                    return true;
                }
                self.world.queues[queue].waiting -= 1;
                self.abandon(entry.call, entry.deadline, false);
                false
            });
            self.world.queues[queue].lanes[lane].entries = entries;
        }
    }

    /// Joins a lane in the order of due times.
    pub(super) fn join_by_due(&mut self, queue: usize, lane: usize, standing: u8, entry: Entry) {
        let standing = &self.model.queues[queue].standings[standing as usize];
        let calls = &self.world.calls;
        let due_of = |entry: &Entry| {
            let call = &calls[entry.call as usize];
            (call.ticket == entry.ticket).then(|| dispatch::due(call, entry.since, standing))
        };
        let due = dispatch::due(&calls[entry.call as usize], entry.since, standing);
        let entries = &mut self.world.queues[queue].lanes[lane].entries;
        let place = dispatch::place_by_due(entries, due, due_of);
        entries.insert(place, entry);
    }

    #[inline]
    pub(super) fn bucket(&self, wait: Tick) -> usize {
        self.model.thresholds.iter().take_while(|&&t| wait > t).count()
    }
}
