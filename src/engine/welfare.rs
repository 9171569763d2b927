//! Welfare calls: an agent asks how somebody is whose call-back is long overdue, and may find them more urgent.
//!
//! Such a call is a piece of work with a queue but not an episode: it is in no count of calls or waits but the agent's.
//! It takes the `handle` of its step, with the draw of the person it is about. If that person is being served by the time an
//! agent gets to it, it is dropped. Somebody found more urgent takes the rank of the new band and keeps the time waited;
//! measures go on by the band of the triage.

use super::lanes::Entry;
use super::observe::{Observer, Waits};
use super::simulate::Run;
use super::validation::SETTLED;
use super::world::{Call, NOBODY};
use crate::model::{NextCall, Rare, Tick};
use crate::tally::Leg;

impl<O: Observer> Run<'_, '_, O> {
    /// A welfare call about a person in a queue falls due.
    pub(super) fn welfare_due(&mut self, about: u32) {
        let state = self.world.calls[about as usize];
        let inputs = self.inputs;
        let Some(welfare) = &self.model.clinical.welfare[state.band as usize] else { return };
        let site = inputs.site(welfare.at, state.source);
        let lasts = site.speech(0, 0).handle.draw(state.key, site.draws.handle.again(u64::from(state.round)));
        let call = self.world.admit(Call {
            site: u32::from(welfare.at) * inputs.layout.sources as u32 + u32::from(state.source),
            since: self.now,
            // work that is settled, as of a call handed back: not answered, not counted
            left: lasts.max(1),
            holder: NOBODY,
            about,
            about_ticket: state.ticket,
            leg: Leg::CallBack,
            proposed: SETTLED,
            answered: true,
            on_line: false,
            ..state
        });
        if let Some(group) = self.idle_group(call, site) {
            self.answer(call, group, None, NOBODY);
            return;
        }
        let ticket = self.next_ticket(call);
        let entry = Entry { since: self.now, deadline: Tick::MAX, call, ticket };
        self.wait(site, entry, site.standing(state.band, state.preferred), Waits::CallBack, false);
    }

    /// An agent gets to a call. False if it is a welfare call that nobody needs any more, and so is dropped.
    pub(super) fn still_wanted(&mut self, call: u32) -> bool {
        let state = self.world.calls[call as usize];
        if state.about == NOBODY || self.world.calls[state.about as usize].ticket == state.about_ticket {
            return true;
        }
        let line = self.site(&state).line(state.leg, state.band);
        self.ledger.other_wait(state.counted.cells, line, self.now - state.since);
        self.world.dismiss(call);
        false
    }

    /// A welfare call is over. False if the call was none.
    #[cold]
    pub(super) fn welfare_done(&mut self, call: u32) -> bool {
        let Call { key, round, counted, source, about, about_ticket, band, .. } = self.world.calls[call as usize];
        if about == NOBODY {
            return false;
        }
        self.ledger.rare.count(counted.cells, source, Rare::WelfareCalls);
        self.world.dismiss(call);
        let Some(welfare) = &self.model.clinical.welfare[band as usize] else { return true };
        let u = key.uniform(self.inputs.draws.welfare.again(u64::from(round)));
        let found = welfare.raises.iter().find(|&&(up_to, _)| u < up_to).map_or(band, |&(_, band)| band);
        if found != band {
            self.ledger.rare.count(counted.cells, source, Rare::Raised);
            if self.world.calls[about as usize].ticket == about_ticket {
                self.raise(about, found);
            }
        }
        true
    }

    /// A person in a queue takes the rank of another band.
    fn raise(&mut self, call: u32, band: u8) {
        let ticket = self.next_ticket(call);
        let state = &mut self.world.calls[call as usize];
        state.raised = band + 1;
        let (since, preferred) = (state.since, state.preferred);
        let site = self.site(&self.world.calls[call as usize]);
        let standing = site.standing(band, preferred);
        let entry = Entry { since, deadline: Tick::MAX, call, ticket };
        let queue = &mut self.world.queues[site.queue as usize];
        let lane = queue.lane(standing, true);
        // the old entry is void by its ticket; the new one stands where its time of waiting says, or its new due time
        queue.loose = true;
        if self.model.next_call == NextCall::EarliestDue {
            self.join_by_due(site.queue as usize, lane, standing, entry);
        } else {
            let entries = &mut queue.lanes[lane].entries;
            let place = entries.partition_point(|entry| entry.since <= since);
            entries.insert(place, entry);
        }
        self.watch(call, site, ticket);
    }
}
