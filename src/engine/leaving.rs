//! Leaving: a caller gives up, hangs up, rings again, or the episode ends.

use super::calendar::Alarm;
use super::observe::{Observer, What};
use super::validation::SETTLED;
use crate::model::flow::{GAVE_UP, HUNG_UP, NOT_REACHED};
use crate::model::{Next, Tick};
use crate::tally::ledger::Journey;
use crate::tally::{Leg, histogram};

use super::simulate::Run;

impl<O: Observer> Run<'_, '_, O> {
    /// The next attempt after this one, if the caller makes one: chance and time were settled at birth.
    pub(super) fn redials(&self, call: u32) -> Option<Tick> {
        let call = &self.world.calls[call as usize];
        let redial = self.model.sources[call.source as usize].redial.as_ref()?;
        if call.answered || call.attempt >= redial.attempts {
            return None;
        }
        let chance = redial.chance.get(call.attempt as usize - 1).or(redial.chance.last()).copied().unwrap_or(0.0);
        let nth = u64::from(call.attempt);
        if call.key.uniform(self.inputs.redial.again(nth)) >= chance {
            return None;
        }
        Some(self.model.laws[redial.after as usize].draw(call.key, self.inputs.redial_after.again(nth)).max(1))
    }

    /// A caller leaves the queue, at `at` (perhaps earlier than now, where nobody looked).
    pub(super) fn abandon(&mut self, call: u32, at: Tick, balked: bool) {
        let site = self.site(&self.world.calls[call as usize]);
        let state = &mut self.world.calls[call as usize];
        state.ticket = 0;
        let (counted, answered, elsewhere) = (state.counted, state.answered, state.waited_elsewhere());
        let wait = at - if state.leg == Leg::First { state.asked } else { state.since };
        let line = site.line(state.leg, state.band);
        self.ledger.abandon(counted.cells, line, self.bucket(wait), wait);
        self.ledger.counted_elsewhere(counted.cells, line, elsewhere);
        if !balked && let Some(month) = counted.reported() {
            self.ledger.note_abandoned(month, line, histogram::bin(wait));
        }
        if !answered {
            self.audit.abandoned += 1;
        }
        self.leave(call, at, GAVE_UP);
    }

    pub(super) fn hang_up(&mut self, call: u32, at: Tick) {
        let state = &self.world.calls[call as usize];
        if !state.answered {
            self.ledger.journey(state.counted.cells, state.source, Journey::HungUp);
            self.audit.hung_up += 1;
        }
        self.leave(call, at, HUNG_UP);
    }

    /// An attempt ends without the person having been helped: they ring again, or are lost.
    pub(super) fn leave(&mut self, call: u32, at: Tick, outcome: u8) {
        if self.world.calls[call as usize].proposed != SETTLED {
            self.stands_unseen(call);
            return;
        }
        self.observer.ended(call, &self.world.calls[call as usize], outcome, at);
        if self.inputs.limited_lines {
            self.frees_its_line(call, at);
        }
        if outcome != NOT_REACHED
            && outcome != HUNG_UP
            && let Some(after) = self.redials(call)
        {
            self.world.timers.set(at + after, Alarm::Redial, call, 0);
            self.saw(call, What::RingsAgain { after });
            return;
        }
        let state = &self.world.calls[call as usize];
        let (source, cells, answered) = (state.source, state.counted.cells, state.answered);
        let (band, urgent) = if outcome == HUNG_UP { (None, false) } else { self.would_have_been(call) };
        if urgent {
            if !answered {
                self.ledger.journey(cells, source, Journey::UrgentLost);
            }
            if outcome == GAVE_UP {
                self.ledger.journey(cells, source, Journey::UrgentAbandoned);
            }
        }
        let by_band = band.filter(|_| outcome == GAVE_UP).and_then(|band| self.model.clinical.gave_up.get(band as usize));
        self.ledger.outcome(cells, source, by_band.copied().unwrap_or(outcome));
        self.part_with(call, outcome);
    }

    /// Answered at once here and from here on, which band would this person have, and would the episode end urgently?
    /// Follows the draws the person was born with.
    fn would_have_been(&self, call: u32) -> (Option<u8>, bool) {
        let state = &self.world.calls[call as usize];
        let round = u64::from(state.round);
        let mut site = self.site(state);
        let mut band = state.banded.then_some(state.band);
        let mut proposed = SETTLED;
        for _ in 0..64 {
            let mut next = site.speech(0, 0).then.of(site, state.key, round);
            if self.inputs.validates {
                match next {
                    Next::Outcome(outcome) if proposed == SETTLED => {
                        if let Some(found) = self.validation(site, outcome, 0, state.key, round) {
                            proposed = outcome;
                            next = Next::Step(found.at);
                        }
                    }
                    Next::Stands if proposed != SETTLED => next = Next::Outcome(proposed),
                    _ => {}
                }
            }
            match next {
                Next::Outcome(outcome) => return (band, self.inputs.endings[outcome as usize].urgent),
                Next::Step(step) => site = self.inputs.site(step, state.source),
                Next::Stands => return (band, false),
            }
            if band.is_none() && site.banded {
                band = Some(site.band_of(state.key, round));
            }
        }
        (band, false)
    }

    /// The episode ends with an outcome.
    pub(super) fn end(&mut self, call: u32, outcome: u8) {
        let state = &self.world.calls[call as usize];
        let (source, cells, late) = (state.source, state.counted.cells, state.late);
        self.observer.ended(call, state, outcome, self.now);
        if self.inputs.limited_lines {
            self.frees_its_line(call, self.now);
        }
        self.ledger.outcome(cells, source, outcome);
        let ending = self.inputs.endings[outcome as usize];
        if ending.urgent {
            self.ledger.journey(cells, source, Journey::Urgent);
            if late != Tick::MAX {
                self.ledger.risk(cells, source, late);
            }
        }
        if ending.closes && late != Tick::MAX {
            self.ledger.journey(cells, source, Journey::ClosedByClinician);
        }
        self.part_with(call, outcome);
    }
}
