//! Callers: an attempt reaches the service, goes from step to step, waits, gives up, rings again, ends.

use super::calendar::Alarm;
use super::dispatch;
use super::lanes::Entry;
use super::observe::Observer;
use super::world::{Call, NOBODY, Work};
use crate::demand::Arrival;
use crate::model::clock::LONGEST;
use crate::model::flow::{BLOCKED, GAVE_UP, HUNG_UP, NOT_REACHED};
use crate::model::{Else, Model, Next, Outcome, Patience, StepKind, Talk, Tick, Transfer, Visit};
use crate::tally::ledger::{Count, Journey};
use crate::tally::{Leg, histogram};

use super::simulate::Run;

impl<O: Observer> Run<'_, '_, O> {
    pub(super) fn first_call(&mut self, arrival: Arrival) {
        let cells = self.cells(self.world.slot);
        self.ledger.journey(cells, arrival.source, Journey::People);
        let call = self.world.admit(Call {
            key: arrival.key,
            arrived: arrival.at,
            first: arrival.at,
            since: 0,
            asked: Tick::MAX,
            triaged: arrival.at,
            left: 0,
            late: Tick::MAX,
            visited: 0,
            slot: self.world.slot,
            ticket: 0,
            holder: NOBODY,
            source: arrival.source,
            step: 0,
            band: 0,
            attempt: 1,
            tries: 0,
            round: 0,
            leg: Leg::First,
            answered: false,
            banded: false,
            triage_done: false,
        });
        self.attempt(call);
    }

    /// An attempt, the first or a redial, reaches the service.
    pub(super) fn attempt(&mut self, call: u32) {
        let source = self.world.calls[call as usize].source;
        self.audit.received += 1;
        self.enter(call, self.model.sources[source as usize].enters, Leg::First);
    }

    /// A call comes to a step.
    pub(super) fn enter(&mut self, call: u32, step: u8, leg: Leg) {
        self.come_to(call, step, leg);
        let state = &self.world.calls[call as usize];
        let (key, round) = (state.key, u64::from(state.round));
        let definition = &self.model.steps[step as usize];
        let visit = &definition.visits[state.source as usize];
        if definition.kind == StepKind::Message {
            let law = &self.model.laws[visit.message as usize];
            let lasts = law.at(key.uniform(definition.draws.handle.again(round)));
            let u = key.uniform(definition.draws.hang_up.again(round));
            if u < visit.hang_up {
                // uniform over the message: the part of the draw below the share says when
                let at = self.now + (lasts as f64 * (u / visit.hang_up)) as Tick;
                self.hang_up(call, at);
            } else {
                self.world.timers.set(self.now + lasts, Alarm::MessageEnds, call, 0);
            }
        } else if leg == Leg::CallBack || (leg == Leg::First && visit.transfer == Transfer::CallBack) {
            self.join_call_back(call, visit);
        } else {
            self.join_line(call, visit, NOBODY, Tick::MAX);
        }
    }

    /// Notes that a call is at a step, and draws its band. A step seen before begins a new round of draws.
    fn come_to(&mut self, call: u32, step: u8, leg: Leg) {
        let state = &mut self.world.calls[call as usize];
        if state.visited >> step & 1 == 1 {
            state.round = state.round.wrapping_add(1);
            state.visited = 0;
        }
        state.visited |= 1 << step;
        state.step = step;
        state.leg = leg;
        state.tries = 0;
        let definition = &self.model.steps[step as usize];
        let visit = &definition.visits[state.source as usize];
        if !visit.bands.is_empty() {
            let u = state.key.uniform(definition.draws.band.again(u64::from(state.round)));
            state.band = visit.bands.iter().find(|&&(up_to, _)| u < up_to).or(visit.bands.last()).map_or(0, |&(_, band)| band);
            state.banded = true;
        }
    }

    /// Joins the queue on the line; `holder` holds the caller until `held_until`. True if the holder has to.
    pub(super) fn join_line(&mut self, call: u32, visit: &Visit, holder: u32, held_until: Tick) -> bool {
        let queue = visit.queue as usize;
        let state = &mut self.world.calls[call as usize];
        let (key, round) = (state.key, u64::from(state.round));
        let step = state.step as usize;
        state.since = self.now;
        if state.asked == Tick::MAX {
            state.asked = self.now;
        }
        let (source, leg, band, slot) = (state.source, state.leg, state.band, state.slot);
        let line = self.inputs.layout.line(source, step as u8, leg, band);
        let cells = self.cells(slot);
        if let Some(places) = self.model.queues[queue].places
            && self.world.queues[queue].waiting >= places
            && holder == NOBODY
            && dispatch::next_agent(self.model, queue, &self.world.groups, places + 1).is_none()
        {
            self.settle(queue);
            if self.world.queues[queue].waiting >= places {
                self.full(call, visit, line, cells);
                return false;
            }
        }
        if leg == Leg::Later && holder == NOBODY && !visit.bands.is_empty() {
            let due = self.model.bands[band as usize].due;
            if due < LONGEST && self.now + due <= self.model.clock.end {
                self.ledger.count(cells, line, Count::Due);
            }
        }
        let waiting = self.waiting_with_one_more(queue);
        if let Some(group) = dispatch::next_agent(self.model, queue, &self.world.groups, waiting) {
            self.answer(call, group, None, holder);
            return false;
        }
        let draws = &self.model.steps[step].draws;
        if holder == NOBODY && visit.balk > 0.0 && key.uniform(draws.balk.again(round)) < visit.balk {
            self.ledger.count(cells, line, Count::Balked);
            self.abandon(call, self.now, true);
            return false;
        }
        let patience = match visit.patience {
            Patience::Law(law) if holder == NOBODY => self.model.laws[law as usize].at(key.uniform(draws.patience.again(round))),
            _ => Tick::MAX,
        };
        let ticket = self.next_ticket(call);
        let mut deadline = self.now.saturating_add(patience);
        let mut timed = holder != NOBODY;
        if holder == NOBODY {
            if let Some((limit, _)) = visit.wait_at_most
                && self.now + limit < deadline
            {
                self.world.timers.set(self.now + limit, Alarm::WaitLimit, call, ticket);
                deadline = Tick::MAX;
                timed = true;
            }
            if deadline != Tick::MAX && (self.model.conventions.time_every_patience || self.redials(call).is_some()) {
                self.world.timers.set(deadline, Alarm::Patience, call, ticket);
                deadline = Tick::MAX;
                timed = true;
            }
        } else {
            self.world.calls[call as usize].holder = holder;
            let busy = &mut self.world.busy[holder as usize];
            busy.work = Work::Hold;
            busy.since = self.now;
            self.world.completions.unset(holder);
            self.world.timers.set(held_until, Alarm::HoldEnds, call, ticket);
        }
        self.wait(call, queue, visit.priority_of(self.model, band), false, (deadline, timed));
        holder != NOBODY
    }

    /// The waiting places are full.
    pub(super) fn full(&mut self, call: u32, visit: &Visit, line: usize, cells: [u32; 2]) {
        let state = &self.world.calls[call as usize];
        let (source, answered) = (state.source, state.answered);
        if let Some(next) = visit.full_to {
            if !answered && matches!(next, Next::Outcome(_)) {
                self.ledger.journey(cells, source, Journey::Diverted);
                self.audit.diverted += 1;
                self.world.calls[call as usize].answered = true;
            }
            self.go_to(call, next, NOBODY);
            return;
        }
        self.ledger.count(cells, line, Count::Blocked);
        if !answered {
            self.ledger.journey(cells, source, Journey::Blocked);
            self.audit.blocked += 1;
        }
        self.leave(call, self.now, BLOCKED);
    }

    /// Joins the queue of people to be called back.
    pub(super) fn join_call_back(&mut self, call: u32, visit: &Visit) {
        let state = &mut self.world.calls[call as usize];
        state.leg = Leg::CallBack;
        state.since = self.now;
        let (source, band, slot, triaged, step) = (state.source, state.band, state.slot, state.triaged, state.step);
        let answered = std::mem::replace(&mut state.answered, true);
        let line = self.inputs.layout.line(source, step, Leg::CallBack, band);
        let cells = self.cells(slot);
        self.ledger.count(cells, line, Count::Joined);
        if !answered {
            // asked for a call-back without having been answered: off the line, never an abandoned call
            self.ledger.journey(cells, source, Journey::Diverted);
            self.audit.diverted += 1;
        }
        if !visit.bands.is_empty() && triaged + self.model.bands[band as usize].due <= self.model.clock.end {
            self.ledger.count(cells, line, Count::Due);
        }
        self.queue_call_back(call, visit);
    }

    /// An attempt to call back waits for an agent.
    pub(super) fn queue_call_back(&mut self, call: u32, visit: &Visit) {
        let queue = visit.queue as usize;
        let waiting = self.waiting_with_one_more(queue);
        let mut passed_over = None;
        if let Some(group) = dispatch::next_agent(self.model, queue, &self.world.groups, waiting) {
            if self.reached(call, visit) {
                self.answer(call, group, None, NOBODY);
                return;
            }
            passed_over = Some(group);
        }
        if let Some(group) = passed_over {
            self.no_answer(call, visit, group, None);
            return;
        }
        let band = self.world.calls[call as usize].band;
        self.next_ticket(call);
        self.wait(call, queue, visit.priority_of(self.model, band), true, (Tick::MAX, false));
    }

    pub(super) fn next_ticket(&mut self, call: u32) -> u32 {
        self.world.ticket += 1;
        self.world.calls[call as usize].ticket = self.world.ticket;
        self.world.ticket
    }

    /// Queue length with the call that is joining, for rules that look at it.
    pub(super) fn waiting_with_one_more(&mut self, queue: usize) -> u32 {
        if !self.model.queues[queue].length_matters {
            return 1;
        }
        self.settle(queue);
        self.world.queues[queue].waiting + 1
    }

    /// Joins a lane at its end.
    pub(super) fn wait(&mut self, call: u32, queue: usize, priority: u8, call_back: bool, (deadline, timed): (Tick, bool)) {
        let entry = Entry { since: self.now, deadline, call, ticket: self.world.calls[call as usize].ticket };
        let state = &mut self.world.queues[queue];
        let lane = state.lane(priority, call_back);
        state.lanes[lane].entries.push_back(entry);
        state.waiting += 1;
        state.unsettled |= deadline != Tick::MAX;
        state.loose |= timed || deadline != Tick::MAX;
        if state.waiting > self.ledger.longest_queue[queue] {
            self.settle(queue);
            let waiting = self.world.queues[queue].waiting;
            let longest = &mut self.ledger.longest_queue[queue];
            *longest = waiting.max(*longest);
        }
        for &after in &self.model.queues[queue].overflow_after {
            self.world.timers.set(self.now + after, Alarm::Overflow, queue as u32, 0);
        }
        if let Some(least) = self.model.queues[queue].overflow_when {
            self.help(queue, least);
        }
    }

    /// The queue has grown: idle people of groups that help when enough wait take calls.
    pub(super) fn help(&mut self, queue: usize, least: u32) {
        if self.world.queues[queue].waiting < least {
            return;
        }
        let groups: Vec<u16> = self.model.queues[queue].offered_to.iter().flatten().copied().collect();
        for group in groups {
            self.put_to_work(group);
        }
    }

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
        Some(self.model.laws[redial.after as usize].at(call.key.uniform(self.inputs.redial_after.again(nth))).max(1))
    }

    /// A caller leaves the queue, at `at` (perhaps earlier than now, where nobody looked).
    pub(super) fn abandon(&mut self, call: u32, at: Tick, balked: bool) {
        let state = &mut self.world.calls[call as usize];
        state.ticket = 0;
        let (source, step, leg, band, slot, answered) =
            (state.source, state.step, state.leg, state.band, state.slot, state.answered);
        let wait = at - if leg == Leg::First { state.asked } else { state.since };
        let line = self.inputs.layout.line(source, step, leg, band);
        let cells = self.cells(slot);
        self.ledger.abandon(cells, line, self.bucket(wait), wait);
        if !balked && cells[0] as usize != self.inputs.layout.outside() {
            self.ledger.note_abandoned(self.inputs.layout.month_of_slot[slot as usize], line, histogram::bin(wait));
        }
        if !answered {
            self.audit.abandoned += 1;
        }
        self.leave(call, at, GAVE_UP);
    }

    pub(super) fn hang_up(&mut self, call: u32, at: Tick) {
        let state = &self.world.calls[call as usize];
        let (source, slot, answered) = (state.source, state.slot, state.answered);
        if !answered {
            self.ledger.journey(self.cells(slot), source, Journey::HungUp);
            self.audit.hung_up += 1;
        }
        self.leave(call, at, HUNG_UP);
    }

    /// An attempt ends without the person having been helped: they ring again, or are lost.
    pub(super) fn leave(&mut self, call: u32, at: Tick, outcome: u8) {
        self.observer.ended(call, &self.world.calls[call as usize], outcome, at);
        if outcome != NOT_REACHED
            && outcome != HUNG_UP
            && let Some(after) = self.redials(call)
        {
            self.world.timers.set(at + after, Alarm::Redial, call, 0);
            return;
        }
        let state = &self.world.calls[call as usize];
        let (source, slot, answered) = (state.source, state.slot, state.answered);
        let cells = self.cells(slot);
        if outcome != HUNG_UP && self.would_be_urgent(call) {
            if !answered {
                self.ledger.journey(cells, source, Journey::UrgentLost);
            }
            if outcome == GAVE_UP {
                self.ledger.journey(cells, source, Journey::UrgentAbandoned);
            }
        }
        self.ledger.outcome(cells, source, outcome);
        self.world.dismiss(call);
    }

    /// Answered at once here, would this person's episode end urgently? Follows the draws the person was born with.
    pub(super) fn would_be_urgent(&self, call: u32) -> bool {
        let state = &self.world.calls[call as usize];
        let mut next = Next::Step(state.step);
        for _ in 0..64 {
            match next {
                Next::Outcome(outcome) => return self.model.outcomes[outcome as usize].urgent,
                Next::Step(step) => {
                    let definition = &self.model.steps[step as usize];
                    let talk = definition.visits[state.source as usize].talk(0, 0);
                    next = talk.then.at(state.key.uniform(definition.draws.then.again(u64::from(state.round))));
                }
            }
        }
        false
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
        }
    }

    /// Passes a call on to a step; `agent` has just talked with the caller. True if the agent was kept holding.
    pub(super) fn pass_on(&mut self, call: u32, step: u8, agent: u32) -> bool {
        let state = &self.world.calls[call as usize];
        let definition = &self.model.steps[step as usize];
        let visit = &definition.visits[state.source as usize];
        if !state.answered {
            self.enter(call, step, Leg::First);
            return false;
        }
        if definition.kind == StepKind::Message {
            self.enter(call, step, Leg::Later);
            return false;
        }
        let on_the_line = state.leg != Leg::CallBack || agent != NOBODY;
        match visit.transfer {
            Transfer::Warm { within, .. } if agent != NOBODY => return self.warm(call, step, agent, within),
            Transfer::Warm { otherwise, .. } => self.after_hold(call, step, otherwise),
            Transfer::OnTheLine if on_the_line => self.enter(call, step, Leg::Later),
            Transfer::CallBack | Transfer::OnTheLine => self.enter(call, step, Leg::CallBack),
        }
        false
    }

    /// The agent holds the caller until a colleague answers. False if one was free at once.
    pub(super) fn warm(&mut self, call: u32, step: u8, agent: u32, within: Tick) -> bool {
        self.come_to(call, step, Leg::Later);
        let source = self.world.calls[call as usize].source as usize;
        let visit = &self.model.steps[step as usize].visits[source];
        self.join_line(call, visit, agent, self.now + within)
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
            Else::To(Next::Outcome(outcome)) => self.end(call, outcome),
        }
    }

    /// The episode ends with an outcome.
    pub(super) fn end(&mut self, call: u32, outcome: u8) {
        let state = &self.world.calls[call as usize];
        let (source, slot, late) = (state.source, state.slot, state.late);
        let cells = self.cells(slot);
        self.observer.ended(call, &self.world.calls[call as usize], outcome, self.now);
        self.ledger.outcome(cells, source, outcome);
        let Outcome { urgent, closes, .. } = self.model.outcomes[outcome as usize];
        if urgent {
            self.ledger.journey(cells, source, Journey::Urgent);
            if late != Tick::MAX {
                self.ledger.risk(cells, source, late);
            }
        }
        if late != Tick::MAX && closes {
            self.ledger.journey(cells, source, Journey::ClosedByClinician);
        }
        self.world.dismiss(call);
    }
}

impl Visit {
    /// What is said here, when a group (as numbered in the file) serves under a combination of periods.
    #[inline]
    pub fn talk(&self, template: usize, combination: usize) -> &Talk {
        if self.talks.len() == 1 {
            return &self.talks[0];
        }
        let template = if self.by_group { template } else { 0 };
        let combination = if self.combinations > 1 { combination } else { 0 };
        &self.talks[template * self.combinations as usize + combination]
    }

    /// Priority of a call of a band here.
    #[inline]
    pub fn priority_of(&self, model: &Model, band: u8) -> u8 {
        if self.bands.is_empty() { self.priority } else { model.bands[band as usize].priority.unwrap_or(self.priority) }
    }
}
