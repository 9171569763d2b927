//! Clocks on people who wait: an outcome stands unseen, somebody gets worse, a welfare call falls due.
//!
//! Each is a timer of its own on a stay in a queue, void once the stay is over. A moment that falls between two contact
//! attempts, when the person is in no queue, passes unnoticed.

use super::calendar::{Alarm, Timer};
use super::observe::{Observer, What};
use super::simulate::Run;
use super::site::Site;
use super::validation::SETTLED;
use super::world::{Call, NOBODY};
use crate::model::clock::LONGEST;
use crate::model::{Model, Rare, Visit};
use crate::random::Purpose;
use crate::tally::Leg;

/// Purposes of the draws that belong to a person and not to a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draws {
    pub validated: Purpose,
    pub worsens: Purpose,
    pub worsens_after: Purpose,
    pub worsens_to: Purpose,
    pub welfare: Purpose,
}

impl Draws {
    pub(super) fn new() -> Self {
        let named = |what| Purpose::new(what, "");
        Self {
            validated: named("validated"),
            worsens: named("worsens"),
            worsens_after: named("worsens after"),
            worsens_to: named("worsens to"),
            welfare: named("welfare"),
        }
    }
}

/// Somebody who waits at a step may be on one of these clocks.
pub(super) fn watched(model: &Model, step: usize, visit: &Visit) -> bool {
    let clinical = &model.clinical;
    let of_band = |band: u8| clinical.worsening[band as usize].is_some() || clinical.welfare[band as usize].is_some();
    visit.bands.iter().any(|&(_, band)| of_band(band))
        || clinical.validated.iter().flatten().any(|v| v.at as usize == step && v.within < LONGEST)
}

impl<O: Observer> Run<'_, '_, O> {
    /// A call has joined a queue with a new ticket: starts its clocks.
    #[cold]
    pub(super) fn watch(&mut self, call: u32, site: &Site, ticket: u32) {
        let Call { key, triaged, round, band, leg, proposed, .. } = self.world.calls[call as usize];
        let (clinical, draws, round) = (&self.model.clinical, self.inputs.draws, u64::from(round));
        let mut set = |alarm, at| {
            if at > self.now {
                self.world.timers.set(at, alarm, call, ticket);
            }
        };
        if proposed != SETTLED
            && let Some(validation) = &clinical.validated[proposed as usize]
            && validation.at == site.step
            && validation.within < LONGEST
        {
            set(Alarm::Stands, triaged + validation.within);
        }
        if leg != Leg::CallBack || !site.banded {
            return;
        }
        if let Some(worsening) = &clinical.worsening[band as usize]
            && key.uniform(draws.worsens.again(round)) < worsening.chance
        {
            let after = self.model.laws[worsening.after as usize].draw(key, draws.worsens_after.again(round));
            set(Alarm::Worsens, triaged + after.max(1));
        }
        if let Some(welfare) = &clinical.welfare[band as usize] {
            set(Alarm::Welfare, triaged + self.model.bands[band as usize].due + welfare.overdue);
        }
    }

    /// One of these clocks has run out.
    pub(super) fn watch_ends(&mut self, timer: Timer) {
        let call = timer.subject;
        let state = &self.world.calls[call as usize];
        if state.ticket != timer.ticket {
            return; // answered meanwhile
        }
        let site = self.site(state);
        match timer.alarm {
            Alarm::Welfare => self.welfare_due(call),
            Alarm::Worsens => self.worsens(call, site),
            _ => {
                self.withdraw(call, site);
                self.stands_unseen(call);
            }
        }
    }

    /// A call is taken out of the queue it is in.
    fn withdraw(&mut self, call: u32, site: &Site) {
        self.world.queues[site.queue as usize].waiting -= 1;
        self.leave_queue(call, site);
    }

    /// A person who waits for a call-back gets worse: goes elsewhere, or rings again.
    fn worsens(&mut self, call: u32, site: &Site) {
        let state = self.world.calls[call as usize];
        let Some(worsening) = &self.model.clinical.worsening[state.band as usize] else { return };
        self.ledger.rare.count(state.counted.cells, state.source, Rare::Worsened);
        let u = state.key.uniform(self.inputs.draws.worsens_to.again(u64::from(state.round)));
        let then = worsening.then.iter().find(|&&(up_to, _)| u < up_to).or(worsening.then.last());
        let acts = if worsening.stays {
            // the call-back goes on as if nothing had happened; what the person does now is a call of its own
            self.world.admit(Call { ticket: 0, holder: NOBODY, on_line: false, ..state })
        } else {
            self.withdraw(call, site);
            call
        };
        let ends = then.and_then(|&(_, ends)| ends);
        self.saw(acts, What::Worsens { ends, waits: call });
        match then {
            Some(&(_, Some(outcome))) => self.end(acts, outcome),
            _ => self.redial(acts),
        }
    }
}
