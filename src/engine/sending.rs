//! Calls that a provider sends on to another: a share of those that come to its first queue, and those who have waited there so
//! long. Nobody is sent on twice.
//!
//! A caller taken in is from then on one of the guests of the provider that took the call: a source of its own, of the same area
//! and class, whose steps are that provider's. The answer clock runs on, and patience is what is left of it.

use super::calendar::Alarm;
use super::observe::{Observer, What};
use super::simulate::Run;
use super::site::Site;
use crate::model::flow::GAVE_UP;
use crate::model::{Next, Rare, Receiver, Tick, Transfer};
use crate::tally::Leg;
use crate::tally::ledger::Journey;

impl<O: Observer> Run<'_, '_, O> {
    /// A call comes to a step, not yet answered. True if it belongs to the share that is sent on, and has been.
    pub(super) fn sent_by_share(&mut self, call: u32, step: u8) -> bool {
        let state = &self.world.calls[call as usize];
        let Some(sends) = &self.model.sources[state.source as usize].sends_on else { return false };
        if state.asked != Tick::MAX || !self.sends_from(self.inputs.site(step, state.source)) {
            return false;
        }
        let sent = sends.share > 0.0 && state.key.uniform(self.inputs.sent_on) < sends.share;
        if sent {
            self.send_on(call, step);
        }
        sent
    }

    /// People wait on the line here, and whoever takes calls in serves the step.
    fn sends_from(&self, site: &Site) -> bool {
        site.message.is_none() && site.visit.transfer != Transfer::CallBack && {
            let source = usize::from(site.source);
            match self.model.sources[source].sends_on.as_ref().map(|sends| sends.to) {
                Some(Receiver::Guest(guest)) => self.inputs.site(site.step, guest).queue != site.queue,
                Some(Receiver::Outside { .. }) => true,
                None => false,
            }
        }
    }

    /// What sending on says of how long a call that joins its first queue waits there: until when, and what then.
    pub(super) fn until_sent_on(
        &self,
        call: u32,
        site: &Site,
        deadline: Tick,
        limit: Option<(Tick, Alarm)>,
    ) -> (Tick, Option<(Tick, Alarm)>) {
        let state = &self.world.calls[call as usize];
        let source = &self.model.sources[state.source as usize];
        if source.home.is_some() && deadline != Tick::MAX {
            // taken in: what is left of the patience with which the wait began
            return ((deadline - (self.now - state.asked)).max(self.now), limit);
        }
        let after = source.sends_on.as_ref().and_then(|sends| sends.after).filter(|_| self.sends_from(site));
        match after {
            Some(after) if limit.is_none_or(|(earlier, _)| after < earlier) => (deadline, Some((after, Alarm::SendOn))),
            _ => (deadline, limit),
        }
    }

    /// A call has waited so long that it is sent on.
    pub(super) fn waited_too_long(&mut self, call: u32, site: &Site) {
        self.leave_queue(call, site);
        // the same visit goes on elsewhere, so its draws stay
        self.world.calls[call as usize].visited &= !(1 << site.step);
        self.send_on(call, site.step);
    }

    fn send_on(&mut self, call: u32, step: u8) {
        self.saw(call, What::SentOn);
        let state = &mut self.world.calls[call as usize];
        let (source, cells) = (state.source, state.counted.cells);
        let Some(sends) = &self.model.sources[source as usize].sends_on else { return };
        self.ledger.rare.count(cells, source, Rare::SentOn);
        match sends.to {
            Receiver::Guest(guest) => {
                state.source = guest;
                self.ledger.rare.count(cells, guest, Rare::TakenIn);
                self.enter(call, step, Leg::First);
            }
            Receiver::Outside { answers, outcome } => {
                let answered = state.key.uniform(self.inputs.answered_outside) < answers;
                state.site = u32::from(step) * self.inputs.layout.sources as u32 + u32::from(source);
                self.ledger.journey(cells, source, Journey::Diverted);
                self.audit.diverted += 1;
                if answered {
                    self.go_to(call, Next::Outcome(outcome), super::world::NOBODY);
                } else {
                    self.leave(call, self.now, GAVE_UP);
                }
            }
        }
    }
}
