//! Callers: an attempt reaches the service, hears a message, goes from step to step.

use super::calendar::Alarm;
use super::observe::{Observer, What};
use super::site::Site;
use super::world::{Call, NOBODY};
use crate::demand::Arrival;
use crate::model::flow::SERVED;
use crate::model::{Else, Next, Rare, Tick, Transfer};
use crate::random::QuantileTable;
use crate::tally::Leg;
use crate::tally::ledger::Journey;

use super::simulate::Run;

impl<'a, 'm, O: Observer> Run<'a, 'm, O> {
    pub(super) fn first_call(&mut self, arrival: Arrival) {
        let counted = self.world.here;
        self.ledger.journey(counted.cells, arrival.source, Journey::People);
        let call = self.world.admit(Call::new(arrival.key, arrival.at, arrival.source, counted));
        self.attempt(call, arrival.source);
    }

    /// An attempt of a caller from `source`, the first or a redial, reaches the service.
    pub(super) fn attempt(&mut self, call: u32, source: u16) {
        self.audit.received += 1;
        self.saw(call, What::Arrives);
        let mut enters = self.model.sources[source as usize].enters;
        if self.inputs.rules_at_the_door {
            let Some(entrance) = self.at_the_door(call, source) else { return };
            enters = entrance;
        }
        self.enter(call, enters, Leg::First);
    }

    /// What a caller meets before the first step: perhaps nobody who takes the call here, perhaps no line, perhaps a change of mind, perhaps another door. The first
    /// step; none if the attempt is over.
    #[cold]
    fn at_the_door(&mut self, call: u32, source: u16) -> Option<u8> {
        let source = if self.inputs.handed_out { self.taker(call, source)? } else { source };
        let gone = (self.inputs.limited_lines && !self.takes_a_line(call, source)) || self.hangs_up_at_once(call, source);
        (!gone).then(|| self.entrance(call, source))
    }

    /// Some hang up before they have heard anything.
    fn hangs_up_at_once(&mut self, call: u32, source: u16) -> bool {
        let state = &self.world.calls[call as usize];
        let share = self.model.sources[source as usize].at_once;
        if share == 0.0 || state.key.uniform(self.inputs.at_once) >= share {
            return false;
        }
        self.ledger.rare.count(state.counted.cells, source, Rare::HungUpAtOnce);
        self.hang_up(call, self.now);
        true
    }

    /// The site of a call.
    #[inline]
    pub(super) fn site(&self, call: &Call) -> &'a Site<'m> {
        &self.inputs.sites[call.site as usize]
    }

    /// A call comes to a step.
    pub(super) fn enter(&mut self, call: u32, step: u8, leg: Leg) {
        if self.inputs.sends_on && leg == Leg::First && self.sent_by_share(call, step) {
            return;
        }
        if self.inputs.closes && self.turned_away(call, step, NOBODY).is_some() {
            return;
        }
        let site = self.come_to(call, step, leg);
        if let Some(length) = site.message {
            self.play(call, site, length);
        } else if leg == Leg::CallBack || (leg == Leg::First && site.visit.transfer == Transfer::CallBack) {
            self.join_call_back(call, site);
        } else {
            self.join_line(call, site, NOBODY, Tick::MAX);
        }
    }

    /// Notes that a call is at a step, and draws its band. A step seen before begins a new round of draws.
    #[inline]
    pub(super) fn come_to(&mut self, call: u32, step: u8, leg: Leg) -> &'a Site<'m> {
        let inputs = self.inputs;
        let state = &mut self.world.calls[call as usize];
        if state.visited >> step & 1 == 1 {
            state.round = state.round.wrapping_add(1);
            state.visited = 0;
        }
        state.visited |= 1 << step;
        state.site = u32::from(step) * inputs.layout.sources as u32 + u32::from(state.source);
        state.leg = leg;
        state.tries = 0;
        let site = &inputs.sites[state.site as usize];
        if site.banded {
            state.band = site.band_of(state.key, u64::from(state.round));
            state.banded = true;
        }
        site
    }

    /// The caller hears a recorded message.
    fn play(&mut self, call: u32, site: &Site, length: &QuantileTable) {
        let state = &self.world.calls[call as usize];
        let (key, round) = (state.key, u64::from(state.round));
        let lasts = length.fixed().unwrap_or_else(|| length.draw(key, site.draws.handle.again(round)));
        self.saw(call, What::Message { lasts });
        let share = site.visit.hang_up;
        if share > 0.0 {
            let u = key.uniform(site.draws.hang_up.again(round));
            if u < share {
                // uniform over the message: the part of the draw below the share says when
                self.hang_up(call, self.now + (lasts as f64 * (u / share)) as Tick);
                return;
            }
        }
        self.world.timers.set_after(self.now, lasts, Alarm::MessageEnds, call, 0);
    }

    /// Sends a call elsewhere; one that nobody has answered, and whose episode ends so, is diverted. As [`Self::go_to`].
    pub(super) fn send_away(&mut self, call: u32, next: Next, agent: u32) -> bool {
        let state = &self.world.calls[call as usize];
        if !state.answered && matches!(next, Next::Outcome(_)) {
            self.ledger.journey(state.counted.cells, state.source, Journey::Diverted);
            self.audit.diverted += 1;
        }
        self.go_to(call, next, agent)
    }

    /// Where a call goes after a talk, a message or a limit. True if `agent`, who has just talked with the caller, was
    /// kept holding.
    pub(super) fn go_to(&mut self, call: u32, next: Next, agent: u32) -> bool {
        match next {
            Next::Step(step) => self.pass_on(call, step, agent),
            Next::Outcome(outcome) => {
                self.end(call, outcome);
                false
            }
            Next::Stands => {
                // settled where the talk ended; without an outcome to stand there is nothing to end but the episode
                self.end(call, SERVED);
                false
            }
        }
    }

    /// Passes a call on to a step; `agent` has just talked with the caller. True if the agent was kept holding.
    fn pass_on(&mut self, call: u32, step: u8, agent: u32) -> bool {
        if self.inputs.closes
            && let Some(holds) = self.turned_away(call, step, agent)
        {
            return holds;
        }
        let state = &self.world.calls[call as usize];
        let site = self.inputs.site(step, state.source);
        if !state.answered {
            self.enter(call, step, Leg::First);
            return false;
        }
        if site.message.is_some() {
            self.enter(call, step, Leg::Later);
            return false;
        }
        let on_the_line = state.leg != Leg::CallBack || agent != NOBODY;
        match site.visit.transfer {
            Transfer::Warm { within, .. } if agent != NOBODY => {
                // the agent holds the caller until a colleague answers
                let site = self.come_to(call, step, Leg::Later);
                return self.join_line(call, site, agent, self.now + within);
            }
            Transfer::Warm { otherwise, .. } => self.after_hold(call, step, otherwise),
            Transfer::OnTheLine if on_the_line => self.enter(call, step, Leg::Later),
            Transfer::CallBack | Transfer::OnTheLine => self.enter(call, step, Leg::CallBack),
        }
        false
    }

    /// Nobody took the warm transfer in time.
    pub(super) fn after_hold(&mut self, call: u32, step: u8, otherwise: Else) {
        let state = &mut self.world.calls[call as usize];
        // the same visit goes on by another way, so its draws stay
        state.visited &= !(1 << step);
        match otherwise {
            Else::CallBack => self.enter(call, step, Leg::CallBack),
            Else::OnTheLine => self.enter(call, step, Leg::Later),
            Else::To(Next::Step(other)) => {
                self.pass_on(call, other, NOBODY);
            }
            Else::To(next) => {
                self.go_to(call, next, NOBODY);
            }
        }
    }
}
