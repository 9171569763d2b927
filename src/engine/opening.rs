//! Steps with opening hours: who comes while one is closed goes elsewhere; who waits at its close is served or goes too.

use super::observe::{Observer, What};
use super::simulate::Run;
use super::world::{Call, NOBODY};
use crate::model::{Model, Next, Rare, Tick};

/// Some step closes.
pub(super) fn closes(model: &Model) -> bool {
    model.steps.iter().any(|step| step.hours.is_some())
}

impl<O: Observer> Run<'_, '_, O> {
    /// Where a call goes that comes to a step now; none if it is open.
    fn closed_to(&mut self, step: u8, call: u32) -> Option<Next> {
        let definition = &self.model.steps[step as usize];
        let hours = definition.hours.as_ref()?;
        if hours.open(self.now) {
            return None;
        }
        let Call { source, counted, .. } = self.world.calls[call as usize];
        self.ledger.rare.count(counted.cells, source, Rare::Closed);
        definition.visits[source as usize].closed_to
    }

    /// Sends a call elsewhere that comes to a closed step, as [`Self::send_away`]; none if the step is open.
    #[cold]
    pub(super) fn turned_away(&mut self, call: u32, step: u8, agent: u32) -> Option<bool> {
        self.closed_to(step, call).map(|next| {
            self.saw(call, What::TurnedAway { step, waited: false, next });
            self.send_away(call, next, agent)
        })
    }

    /// Clears what is to be cleared now; the next moment to do so.
    pub(super) fn close_steps(&mut self) -> Tick {
        let mut next = Tick::MAX;
        for (step, definition) in self.model.steps.iter().enumerate() {
            let Some(hours) = &definition.hours else { continue };
            let (then, now) = hours.clearing(self.now);
            next = next.min(then);
            if now {
                let queues = (0..self.model.queues.len()).filter(|&queue| self.model.queues[queue].step as usize == step);
                queues.for_each(|queue| self.clear(queue));
            }
        }
        next
    }

    /// All who wait on the line for a first talk here go elsewhere. Held callers and handed-back calls stay.
    fn clear(&mut self, queue: usize) {
        self.settle(queue);
        let mut leaving = Vec::new();
        let calls = &self.world.calls;
        for lane in self.world.queues[queue].lanes.iter_mut().filter(|lane| !lane.call_back) {
            lane.entries.retain(|entry| {
                let state = &calls[entry.call as usize];
                let goes = state.ticket == entry.ticket && state.left == 0 && state.holder == NOBODY;
                if goes {
                    leaving.push(entry.call);
                }
                !goes
            });
        }
        self.world.queues[queue].waiting -= leaving.len() as u32;
        let step = self.model.queues[queue].step;
        self.saw(NOBODY, What::Closes { step, waiting: leaving.len() as u32 });
        for call in leaving {
            let site = self.site(&self.world.calls[call as usize]);
            self.leave_queue(call, site);
            if let Some(next) = site.visit.closed_to {
                self.saw(call, What::TurnedAway { step, waited: true, next });
                self.send_away(call, next, NOBODY);
            }
        }
    }
}
