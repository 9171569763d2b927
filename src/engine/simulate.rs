//! One replication: the loop one can read aloud, and what each event does.

use super::audit::{Audit, Fault};
use super::calendar::{Alarm, Rank, Timer, moment};
use super::dispatch;
use super::lanes::Entry;
use super::observe::{OPEN, Observer, Unobserved};
use super::world::{Busy, Call, NOBODY, Work, World};
use crate::demand::{Arrival, Arrivals, FactorTables, FreshScale};
use crate::model::clock::LONGEST;
use crate::model::flow::{BLOCKED, GAVE_UP, HUNG_UP, NOT_REACHED};
use crate::model::{Else, Model, Next, Outcome, Overflow, Patience, ShiftEnd, StepKind, Talk, Tick, Transfer, Visit};
use crate::random::{Key, Purpose};
use crate::tally::ledger::{Count, Journey};
use crate::tally::{Layout, Ledger, Leg, histogram};

/// Made once a model, shared by all replications.
#[derive(Clone, Debug)]
pub struct Inputs<'m> {
    /// The model.
    pub model: &'m Model,
    /// Where figures are kept.
    pub layout: Layout,
    /// Laws of busy-day factors.
    pub factors: FactorTables,
    /// First calls as a share of recorded ones.
    pub fresh: FreshScale,
    redial: Purpose,
    redial_after: Purpose,
}

impl<'m> Inputs<'m> {
    /// Prepares a model.
    pub fn new(model: &'m Model, fresh: FreshScale) -> Self {
        Self {
            model,
            layout: Layout::new(model),
            factors: FactorTables::new(model),
            fresh,
            redial: Purpose::new("redial", ""),
            redial_after: Purpose::new("redial after", ""),
        }
    }
}

/// Memory of a thread, used again by each replication on it.
#[derive(Clone, Debug)]
pub struct Workspace {
    world: World,
}

impl Workspace {
    /// For a model.
    pub fn new(model: &Model) -> Self {
        Self { world: World::new(model) }
    }
}

/// Simulates one replication into a cleared ledger.
///
/// # Errors
/// A [`Fault`] means that calls or agent time were lost: a mistake of this program, never of the scenario.
pub fn simulate(
    inputs: &Inputs,
    seed: u64,
    replication: u64,
    space: &mut Workspace,
    ledger: &mut Ledger,
) -> Result<Audit, Fault> {
    simulate_observed(inputs, seed, replication, space, ledger, &mut Unobserved)
}

/// The same, with somebody who looks on.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_observed<O: Observer>(
    inputs: &Inputs,
    seed: u64,
    replication: u64,
    space: &mut Workspace,
    ledger: &mut Ledger,
    observer: &mut O,
) -> Result<Audit, Fault> {
    ledger.clear();
    space.world.clear();
    let root = Key::root(seed, replication);
    let mut run = Run {
        inputs,
        model: inputs.model,
        world: &mut space.world,
        ledger,
        arrivals: Arrivals::new(inputs.model, &inputs.factors, root),
        now: 0,
        rank: Rank::Completion,
        next_boundary: 0,
        audit: Audit::default(),
        observer,
    };
    run.go();
    run.finish()
}

struct Run<'a, 'm, O: Observer> {
    inputs: &'a Inputs<'m>,
    model: &'m Model,
    world: &'a mut World,
    ledger: &'a mut Ledger,
    arrivals: Arrivals,
    now: Tick,
    rank: Rank,
    next_boundary: Tick,
    audit: Audit,
    observer: &'a mut O,
}

impl<O: Observer> Run<'_, '_, O> {
    /// Takes the earliest event until the run stops.
    fn go(&mut self) {
        let stop = moment(self.model.clock.stop, Rank::Completion);
        let mut boundary = moment(self.next_boundary, Rank::Boundary);
        let mut arrival = self.next_arrival();
        loop {
            let (completion, slot) = self.world.completions.first();
            let completion = moment(completion, Rank::Completion);
            let timer = self.world.timers.first();
            let earliest = completion.min(timer).min(boundary).min(arrival);
            if earliest >= stop {
                break;
            }
            self.now = earliest >> 2;
            self.ledger.events += 1;
            if earliest == completion {
                self.rank = Rank::Completion;
                self.complete(slot);
            } else if earliest == timer {
                if let Some(timer) = self.world.timers.take() {
                    self.rank = if earliest & 3 == Rank::Patience as u64 { Rank::Patience } else { Rank::Arrival };
                    self.alarm(timer);
                }
            } else if earliest == boundary {
                self.rank = Rank::Boundary;
                self.boundary();
                boundary = moment(self.next_boundary, Rank::Boundary);
            } else {
                self.rank = Rank::Arrival;
                let caller = self.arrivals.take();
                arrival = self.next_arrival();
                self.first_call(caller);
            }
        }
    }

    /// The moment of the next first call.
    #[inline]
    fn next_arrival(&mut self) -> u64 {
        moment(self.arrivals.peek(self.model, &self.inputs.factors, &self.inputs.fresh), Rank::Arrival)
    }

    // ---- callers ----

    fn first_call(&mut self, arrival: Arrival) {
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
    fn attempt(&mut self, call: u32) {
        let source = self.world.calls[call as usize].source;
        self.audit.received += 1;
        self.enter(call, self.model.sources[source as usize].enters, Leg::First);
    }

    /// A call comes to a step.
    fn enter(&mut self, call: u32, step: u8, leg: Leg) {
        let state = &mut self.world.calls[call as usize];
        if state.visited >> step & 1 == 1 {
            state.round = state.round.wrapping_add(1);
            state.visited = 0;
        }
        state.visited |= 1 << step;
        state.step = step;
        state.leg = leg;
        let (key, round, source) = (state.key, u64::from(state.round), state.source);
        let definition = &self.model.steps[step as usize];
        let visit = &definition.visits[source as usize];
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
            return;
        }
        if !visit.bands.is_empty() {
            let u = key.uniform(definition.draws.band.again(round));
            state.band = visit.bands.iter().find(|&&(up_to, _)| u < up_to).or(visit.bands.last()).map_or(0, |&(_, band)| band);
            state.banded = true;
        }
        state.tries = 0;
        if leg == Leg::CallBack || (leg == Leg::First && visit.transfer == Transfer::CallBack) {
            self.join_call_back(call, visit);
        } else {
            self.join_line(call, visit, NOBODY, Tick::MAX);
        }
    }

    /// Joins the queue on the line; `holder` holds the caller until `held_until`. True if the holder has to.
    fn join_line(&mut self, call: u32, visit: &Visit, holder: u32, held_until: Tick) -> bool {
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
        if holder == NOBODY {
            if let Some((limit, _)) = visit.wait_at_most
                && self.now + limit < deadline
            {
                self.world.timers.set(self.now + limit, Alarm::WaitLimit, call, ticket);
                deadline = Tick::MAX;
            }
            if deadline != Tick::MAX && (self.model.conventions.time_every_patience || self.redials(call).is_some()) {
                self.world.timers.set(deadline, Alarm::Patience, call, ticket);
                deadline = Tick::MAX;
            }
        } else {
            self.world.calls[call as usize].holder = holder;
            let busy = &mut self.world.busy[holder as usize];
            busy.work = Work::Hold;
            busy.since = self.now;
            self.world.completions.unset(holder);
            self.world.timers.set(held_until, Alarm::HoldEnds, call, ticket);
        }
        self.wait(call, queue, visit.priority_of(self.model, band), false, deadline);
        holder != NOBODY
    }

    /// The waiting places are full.
    fn full(&mut self, call: u32, visit: &Visit, line: usize, cells: [u32; 2]) {
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
    fn join_call_back(&mut self, call: u32, visit: &Visit) {
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
    fn queue_call_back(&mut self, call: u32, visit: &Visit) {
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
        self.wait(call, queue, visit.priority_of(self.model, band), true, Tick::MAX);
    }

    fn next_ticket(&mut self, call: u32) -> u32 {
        self.world.ticket += 1;
        self.world.calls[call as usize].ticket = self.world.ticket;
        self.world.ticket
    }

    /// Queue length with the call that is joining, for rules that look at it.
    fn waiting_with_one_more(&mut self, queue: usize) -> u32 {
        if !self.model.queues[queue].length_matters {
            return 1;
        }
        self.settle(queue);
        self.world.queues[queue].waiting + 1
    }

    /// Joins a lane at its end.
    fn wait(&mut self, call: u32, queue: usize, priority: u8, call_back: bool, deadline: Tick) {
        let entry = Entry { since: self.now, deadline, call, ticket: self.world.calls[call as usize].ticket };
        let state = &mut self.world.queues[queue];
        let lane = state.lane(priority, call_back);
        state.lanes[lane].entries.push_back(entry);
        state.waiting += 1;
        state.unsettled |= deadline != Tick::MAX;
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
    fn help(&mut self, queue: usize, least: u32) {
        if self.world.queues[queue].waiting < least {
            return;
        }
        let groups: Vec<u16> = self.model.queues[queue].offered_to.iter().flatten().copied().collect();
        for group in groups {
            self.put_to_work(group);
        }
    }

    /// The next attempt after this one, if the caller makes one: chance and time were settled at birth.
    fn redials(&self, call: u32) -> Option<Tick> {
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
    fn abandon(&mut self, call: u32, at: Tick, balked: bool) {
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

    fn hang_up(&mut self, call: u32, at: Tick) {
        let state = &self.world.calls[call as usize];
        let (source, slot, answered) = (state.source, state.slot, state.answered);
        if !answered {
            self.ledger.journey(self.cells(slot), source, Journey::HungUp);
            self.audit.hung_up += 1;
        }
        self.leave(call, at, HUNG_UP);
    }

    /// An attempt ends without the person having been helped: they ring again, or are lost.
    fn leave(&mut self, call: u32, at: Tick, outcome: u8) {
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
    fn would_be_urgent(&self, call: u32) -> bool {
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
    fn go_to(&mut self, call: u32, next: Next, agent: u32) -> bool {
        match next {
            Next::Step(step) => self.pass_on(call, step, agent),
            Next::Outcome(outcome) => {
                self.end(call, outcome);
                false
            }
        }
    }

    /// Passes a call on to a step; `agent` has just talked with the caller. True if the agent was kept holding.
    fn pass_on(&mut self, call: u32, step: u8, agent: u32) -> bool {
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
    fn warm(&mut self, call: u32, step: u8, agent: u32, within: Tick) -> bool {
        let state = &mut self.world.calls[call as usize];
        if state.visited >> step & 1 == 1 {
            state.round = state.round.wrapping_add(1);
            state.visited = 0;
        }
        state.visited |= 1 << step;
        state.step = step;
        state.leg = Leg::Later;
        state.tries = 0;
        let definition = &self.model.steps[step as usize];
        let visit = &definition.visits[state.source as usize];
        if !visit.bands.is_empty() {
            let u = state.key.uniform(definition.draws.band.again(u64::from(state.round)));
            state.band = visit.bands.iter().find(|&&(up_to, _)| u < up_to).or(visit.bands.last()).map_or(0, |&(_, band)| band);
            state.banded = true;
        }
        self.join_line(call, visit, agent, self.now + within)
    }

    /// Nobody took the warm transfer in time.
    fn after_hold(&mut self, call: u32, step: u8, otherwise: Else) {
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
    fn end(&mut self, call: u32, outcome: u8) {
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

    // ---- agents ----

    /// An agent of `group` answers. `seat`: the tournament slot of an agent who has just finished; else one who was idle.
    fn answer(&mut self, call: u32, group: u16, seat: Option<u32>, held_by: u32) {
        let model = self.model;
        let state = &mut self.world.calls[call as usize];
        state.ticket = 0;
        let (source, step, leg, band, slot) = (state.source, state.step, state.leg, state.band, state.slot);
        let (key, round) = (state.key, u64::from(state.round));
        let wait = self.now
            - match leg {
                Leg::First => state.asked, // the answer clock runs on from queue to queue
                Leg::Later => state.since,
                Leg::CallBack => state.triaged,
            };
        let definition = &model.steps[step as usize];
        let visit = &definition.visits[source as usize];
        let talk = visit.talk(model.groups[group as usize].template as usize, self.world.combination as usize);
        let line = self.inputs.layout.line(source, step, leg, band);
        let cells = self.inputs.layout.cells_of_slot[slot as usize];
        let inside = cells[0] as usize != self.inputs.layout.outside();
        let first_time = state.left == 0;
        let lasts = if first_time {
            model.laws[talk.handle as usize].at(key.uniform(definition.draws.handle.again(round))).max(1)
        } else {
            std::mem::take(&mut state.left)
        };
        if first_time {
            if leg != Leg::CallBack || state.tries <= 1 {
                let bucket = self.model.thresholds.iter().take_while(|&&t| wait > t).count();
                self.ledger.answer(cells, line, bucket, wait);
                if inside {
                    self.ledger.note_answered(self.inputs.layout.month_of_slot[slot as usize], line, histogram::bin(wait));
                }
            }
            if !state.answered {
                state.answered = true;
                self.audit.answered += 1;
                self.observer.answered(call, wait, group);
            }
            if definition.clinical {
                let due = if visit.bands.is_empty() { Tick::MAX } else { model.bands[band as usize].due };
                if leg == Leg::Later && due < LONGEST {
                    if state.holder != NOBODY || held_by != NOBODY {
                        self.ledger.count(cells, line, Count::Due); // a warm transfer counts when it succeeds
                    }
                    if wait <= due {
                        self.ledger.count(cells, line, Count::OnTime);
                    }
                }
                if state.late == Tick::MAX {
                    let due = if visit.bands.is_empty() { 0 } else { model.bands[band as usize].due };
                    state.late = if visit.bands.is_empty() { 0 } else { self.now.saturating_sub(state.triaged + due) };
                    let since_first = self.now - state.first;
                    self.ledger.journey(cells, source, Journey::Assessed);
                    if inside && !visit.bands.is_empty() {
                        let month = self.inputs.layout.month_of_slot[slot as usize];
                        self.ledger.note_to_clinician(month, band, histogram::bin(since_first));
                    }
                }
            }
        }
        let holder = std::mem::replace(&mut state.holder, NOBODY);
        let wrap_up =
            talk.wrap_up.map_or(0, |law| model.laws[law as usize].at(key.uniform(definition.draws.wrap_up.again(round))));
        self.ledger.group_answer(cells, group as usize);
        self.occupy(group, seat, Busy { call, group, work: Work::Talk, since: self.now, wrap_up }, lasts);
        if holder != NOBODY {
            self.ledger.count(cells, line, Count::Warm);
            self.release_holder(holder);
        } else if held_by != NOBODY {
            self.ledger.count(cells, line, Count::Warm);
        }
    }

    /// An agent is busy from now on, for `lasts`.
    fn occupy(&mut self, group: u16, seat: Option<u32>, busy: Busy, lasts: Tick) {
        let seat = if let Some(seat) = seat {
            self.world.busy[seat as usize] = busy;
            seat
        } else {
            let state = &mut self.world.groups[group as usize];
            state.account(self.now);
            state.idle.pop_front();
            state.busy += 1;
            self.world.seat(busy)
        };
        self.world.completions.set(seat, self.now + lasts);
    }

    /// A piece of work ends.
    fn complete(&mut self, seat: u32) {
        let Busy { call, group, work, since, wrap_up } = self.world.busy[seat as usize];
        self.ledger.work[group as usize] += self.now - since;
        match work {
            Work::Talk => {
                if !self.end_of_talk(call, group, seat) {
                    self.after_talk(seat, wrap_up);
                }
            }
            Work::Attempt | Work::WrapUp | Work::Hold => self.next_for(group, seat),
        }
    }

    /// The caller's talk is over: where the call goes. True if the agent now holds the caller.
    fn end_of_talk(&mut self, call: u32, group: u16, seat: u32) -> bool {
        let model = self.model;
        let state = &mut self.world.calls[call as usize];
        let definition = &model.steps[state.step as usize];
        let visit = &definition.visits[state.source as usize];
        let talk = visit.talk(model.groups[group as usize].template as usize, self.world.combination as usize);
        let next = talk.then.at(state.key.uniform(definition.draws.then.again(u64::from(state.round))));
        if !state.triage_done {
            state.triage_done = true;
            let counts = !matches!(next, Next::Outcome(outcome) if !model.outcomes[outcome as usize].triaged);
            if counts {
                let cells = self.inputs.layout.cells_of_slot[state.slot as usize];
                self.ledger.journey(cells, state.source, Journey::Triaged);
            }
            state.triaged = self.now;
        } else if !definition.clinical {
            state.triaged = self.now;
        }
        self.go_to(call, next, seat)
    }

    /// The agent works after the call, or is free.
    fn after_talk(&mut self, seat: u32, wrap_up: Tick) {
        if wrap_up > 0 {
            let busy = &mut self.world.busy[seat as usize];
            busy.work = Work::WrapUp;
            busy.since = self.now;
            self.world.completions.set(seat, self.now + wrap_up);
        } else {
            let group = self.world.busy[seat as usize].group;
            self.next_for(group, seat);
        }
    }

    /// A colleague has taken the caller over.
    fn release_holder(&mut self, seat: u32) {
        let Busy { group, since, wrap_up, .. } = self.world.busy[seat as usize];
        self.ledger.work[group as usize] += self.now - since;
        self.after_talk(seat, wrap_up);
    }

    /// A busy agent is done: takes the next call, waits, or goes home.
    fn next_for(&mut self, group: u16, seat: u32) {
        let state = &self.world.groups[group as usize];
        let too_many = !state.unlimited && state.busy + state.idle.len() as u32 > state.due;
        if !too_many && self.take_next(group, Some(seat)) {
            return;
        }
        self.world.completions.unset(seat);
        self.world.free_slots.push(seat);
        let state = &mut self.world.groups[group as usize];
        state.account(self.now);
        state.busy -= 1;
        if !too_many && !state.unlimited {
            state.idle.push_back(self.now);
        }
    }

    /// An agent looks for a call. True if one was found.
    fn take_next(&mut self, group: u16, seat: Option<u32>) -> bool {
        loop {
            let Some(lane) = self.choose(group) else { return false };
            let queue = &mut self.world.queues[lane.queue as usize];
            let Some(entry) = queue.lanes[lane.lane as usize].entries.pop_front() else { return false };
            queue.waiting -= 1;
            let call_back = queue.lanes[lane.lane as usize].call_back;
            let state = &self.world.calls[entry.call as usize];
            let visit = &self.model.steps[state.step as usize].visits[state.source as usize];
            let handed_back = state.left > 0;
            if !call_back || handed_back || self.reached(entry.call, visit) {
                self.answer(entry.call, group, seat, NOBODY);
                return true;
            }
            if self.no_answer(entry.call, visit, group, seat) {
                return true;
            }
        }
    }

    /// The lane from which an agent of a group takes the next call, its head settled.
    #[inline]
    fn choose(&mut self, group: u16) -> Option<dispatch::LaneOf> {
        let model = self.model;
        if let Some(queue) = model.groups[group as usize].sole_queue
            && self.world.queues[queue as usize].lanes.len() == 1
        {
            // most groups serve one queue with one lane: nothing to compare
            if self.world.queues[queue as usize].waiting == 0 {
                return None;
            }
            self.settle_heads(queue as usize);
            let head = self.world.queues[queue as usize].lanes[0].entries.front();
            return head.map(|_| dispatch::LaneOf { queue, lane: 0 });
        }
        let mut anybody = false;
        for serve in model.groups[group as usize].serves.iter().flatten() {
            if self.world.queues[serve.queue as usize].waiting > 0 {
                if matches!(serve.overflow, Some(Overflow::WhenWaiting(_))) {
                    self.settle(serve.queue as usize); // the rule looks at the length
                }
                self.settle_heads(serve.queue as usize);
                anybody |= self.world.queues[serve.queue as usize].waiting > 0;
            }
        }
        if !anybody {
            return None;
        }
        dispatch::next_call(model, group as usize, &self.world.queues, self.now)
    }

    /// A contact attempt. True if the person picks up.
    fn reached(&mut self, call: u32, visit: &Visit) -> bool {
        let model = self.model;
        let state = &mut self.world.calls[call as usize];
        let step = &model.steps[state.step as usize];
        let (tries, round) = (u64::from(state.tries), u64::from(state.round));
        state.tries += 1;
        state.ticket = 0;
        let (source, band, slot, triaged) = (state.source, state.band, state.slot, state.triaged);
        let reached = visit.contact.answers >= 1.0
            || state.key.uniform(step.draws.contact.again(tries + 256 * round)) < visit.contact.answers;
        if state.tries == 1 && !visit.bands.is_empty() {
            let due = triaged + model.bands[band as usize].due;
            let line = self.inputs.layout.line(source, state.step, Leg::CallBack, band);
            if due <= model.clock.end && self.now <= due {
                self.ledger.count(self.inputs.layout.cells_of_slot[slot as usize], line, Count::OnTime);
            }
        }
        reached
    }

    /// Nobody picked up: tries again later or gives up. True if the attempt keeps the agent busy.
    fn no_answer(&mut self, call: u32, visit: &Visit, group: u16, seat: Option<u32>) -> bool {
        let state = &self.world.calls[call as usize];
        let (source, step, band, slot, triaged, tries) =
            (state.source, state.step, state.band, state.slot, state.triaged, state.tries);
        let cells = self.cells(slot);
        let line = self.inputs.layout.line(source, step, Leg::CallBack, band);
        if tries == 1 {
            // the first attempt ends the wait for a call-back, reached or not
            let wait = self.now - triaged;
            self.ledger.answer(cells, line, self.bucket(wait), wait);
            if cells[0] as usize != self.inputs.layout.outside() {
                self.ledger.note_answered(self.inputs.layout.month_of_slot[slot as usize], line, histogram::bin(wait));
            }
        }
        let takes = visit.contact.takes;
        if tries >= visit.contact.attempts {
            self.ledger.count(cells, line, Count::NotReached);
            self.leave(call, self.now, NOT_REACHED);
        } else {
            self.world.timers.set(self.now + takes + visit.contact.again_after, Alarm::TryAgain, call, 0);
        }
        if takes == 0 {
            return false;
        }
        self.occupy(group, seat, Busy { call: NOBODY, group, work: Work::Attempt, since: self.now, wrap_up: 0 }, takes);
        true
    }

    /// Idle people of a group take what waits.
    fn put_to_work(&mut self, group: u16) {
        while self.world.groups[group as usize].free() && self.take_next(group, None) {}
    }

    // ---- time ----

    fn alarm(&mut self, timer: Timer) {
        if timer.alarm == Alarm::Overflow {
            for group in self.model.queues[timer.subject as usize].offered_to.iter().flatten().copied() {
                if self.world.groups[group as usize].free() {
                    self.put_to_work(group);
                }
            }
            return;
        }
        let call = timer.subject;
        match timer.alarm {
            Alarm::Patience | Alarm::WaitLimit | Alarm::HoldEnds => {
                let state = &self.world.calls[call as usize];
                if state.ticket != timer.ticket {
                    return; // answered meanwhile
                }
                let (step, source) = (state.step, state.source);
                let visit = &self.model.steps[step as usize].visits[source as usize];
                self.world.queues[visit.queue as usize].waiting -= 1;
                match timer.alarm {
                    Alarm::Patience => self.abandon(call, self.now, false),
                    Alarm::WaitLimit => self.wait_limit(call, visit),
                    _ => self.hold_ends(call, visit),
                }
            }
            Alarm::MessageEnds => {
                let state = &self.world.calls[call as usize];
                let step = &self.model.steps[state.step as usize];
                let talk = step.visits[state.source as usize].talk(0, 0);
                let next = talk.then.at(state.key.uniform(step.draws.then.again(u64::from(state.round))));
                if !state.answered && matches!(next, Next::Outcome(_)) {
                    let (source, slot) = (state.source, state.slot);
                    self.ledger.journey(self.cells(slot), source, Journey::Diverted);
                    self.audit.diverted += 1;
                }
                self.go_to(call, next, NOBODY);
            }
            Alarm::Redial => self.redial(call),
            Alarm::TryAgain => {
                let state = &mut self.world.calls[call as usize];
                state.since = self.now;
                let visit = &self.model.steps[state.step as usize].visits[state.source as usize];
                self.queue_call_back(call, visit);
            }
            Alarm::Overflow => {}
        }
    }

    fn redial(&mut self, call: u32) {
        if self.now >= self.model.clock.end {
            self.world.dismiss(call); // no new calls after the end
            return;
        }
        let slot = self.world.slot;
        let state = &mut self.world.calls[call as usize];
        let renewed = self.model.conventions.redial_is_new;
        *state = Call {
            key: if renewed { state.key.part(u64::from(state.attempt)) } else { state.key },
            arrived: self.now,
            triaged: self.now,
            attempt: state.attempt + 1,
            visited: 0,
            round: 0,
            banded: false,
            late: Tick::MAX,
            asked: Tick::MAX,
            triage_done: false,
            tries: 0,
            slot,
            ..*state
        };
        let source = state.source;
        self.ledger.journey(self.cells(slot), source, Journey::Redials);
        self.attempt(call);
    }

    fn wait_limit(&mut self, call: u32, visit: &Visit) {
        let state = &mut self.world.calls[call as usize];
        state.ticket = 0;
        let (source, step, leg, band, slot, since) = (state.source, state.step, state.leg, state.band, state.slot, state.since);
        let line = self.inputs.layout.line(source, step, leg, band);
        let cells = self.cells(slot);
        self.ledger.count(cells, line, Count::Moved);
        let Some((_, next)) = visit.wait_at_most else { return };
        let state = &mut self.world.calls[call as usize];
        if state.answered || matches!(next, Next::Outcome(_)) {
            // a caller who waits on elsewhere brings this wait along
            self.ledger.other_wait(cells, line, self.now - since);
        }
        if !state.answered && matches!(next, Next::Outcome(_)) {
            self.ledger.journey(cells, source, Journey::Diverted);
            self.audit.diverted += 1;
        }
        self.go_to(call, next, NOBODY);
    }

    fn hold_ends(&mut self, call: u32, visit: &Visit) {
        let state = &mut self.world.calls[call as usize];
        state.ticket = 0;
        let holder = std::mem::replace(&mut state.holder, NOBODY);
        let (source, step, leg, band, slot, since) = (state.source, state.step, state.leg, state.band, state.slot, state.since);
        let line = self.inputs.layout.line(source, step, leg, band);
        let cells = self.cells(slot);
        self.ledger.count(cells, line, Count::Moved);
        self.ledger.other_wait(cells, line, self.now - since);
        if let Transfer::Warm { otherwise, .. } = visit.transfer {
            self.after_hold(call, step, otherwise);
        }
        self.release_holder(holder);
    }

    /// An interval begins; people come and go.
    fn boundary(&mut self) {
        let model = self.model;
        let clock = &model.clock;
        let slot = clock.slot_at(self.now);
        if slot as u32 != self.world.slot || self.now == 0 {
            self.close_interval();
            self.world.slot = slot as u32;
        }
        self.world.combination = model.combination_at(self.now);
        let mut next = clock.slots.get(slot + 1).map_or(Tick::MAX, |s| s.start);
        for group in 0..model.groups.len() {
            let Some(heads) = &model.groups[group].heads else { continue };
            let state = &mut self.world.groups[group];
            let mut due = state.due;
            while let Some(&(at, people)) = heads.get(state.next_change)
                && at <= self.now
            {
                due = people;
                state.next_change += 1;
            }
            if let Some(&(at, _)) = heads.get(state.next_change) {
                next = next.min(at);
            }
            if due != state.due {
                self.people_due(group as u16, due);
            }
        }
        if let Some(at) = model.next_combination(self.now) {
            next = next.min(at);
        }
        self.next_boundary = next;
    }

    /// So many people of a group are due from now on.
    fn people_due(&mut self, group: u16, due: u32) {
        let state = &mut self.world.groups[group as usize];
        state.account(self.now);
        state.due = due;
        while state.busy + (state.idle.len() as u32) > due && state.idle.pop_back().is_some() {}
        while state.busy + (state.idle.len() as u32) < due {
            state.idle.push_back(self.now);
        }
        let too_many = state.busy.saturating_sub(due);
        if too_many > 0 && self.model.groups[group as usize].at_shift_end == ShiftEnd::HandBack {
            self.hand_back(group, too_many);
        }
        self.put_to_work(group);
    }

    /// Those who began last give their calls back to the head of the queue and go.
    fn hand_back(&mut self, group: u16, people: u32) {
        let mut seats: Vec<(std::cmp::Reverse<Tick>, u32)> = Vec::new();
        let free: std::collections::BTreeSet<u32> = self.world.free_slots.iter().copied().collect();
        for (seat, busy) in self.world.busy.iter().enumerate() {
            if busy.group == group && busy.work == Work::Talk && !free.contains(&(seat as u32)) {
                seats.push((std::cmp::Reverse(busy.since), seat as u32));
            }
        }
        seats.sort_unstable();
        for (_, seat) in seats.into_iter().take(people as usize) {
            let Busy { call, since, .. } = self.world.busy[seat as usize];
            let ends = self.world.completions.of(seat);
            self.world.completions.unset(seat);
            self.world.free_slots.push(seat);
            self.ledger.work[group as usize] += self.now - since;
            let state = &mut self.world.groups[group as usize];
            state.account(self.now);
            state.busy -= 1;
            let ticket = self.next_ticket(call);
            let state = &mut self.world.calls[call as usize];
            state.left = (ends - self.now).max(1);
            let (source, step, band, since) = (state.source, state.step, state.band, state.since);
            let visit = &self.model.steps[step as usize].visits[source as usize];
            let call_back = state.leg == Leg::CallBack;
            let queue = &mut self.world.queues[visit.queue as usize];
            let lane = queue.lane(visit.priority_of(self.model, band), call_back);
            queue.lanes[lane].entries.push_front(Entry { since, deadline: Tick::MAX, call, ticket });
            queue.waiting += 1;
        }
        // somebody else may be free for them
        for group in 0..self.model.groups.len() {
            self.put_to_work(group as u16);
        }
    }

    /// Books the agent time of the interval that ends.
    fn close_interval(&mut self) {
        let cells = self.cells(self.world.slot);
        for (index, group) in self.world.groups.iter_mut().enumerate() {
            group.account(self.now);
            self.ledger.busy[index] += group.time[0];
            self.ledger.agents(cells, index, group.time);
            group.time = [0; 3];
        }
    }

    // ---- queues ----

    /// Entries with this deadline or an earlier one have left by now.
    fn left_by(&self) -> Tick {
        // completions come before the ends of patience of the same instant
        if self.rank == Rank::Completion { self.now - 1 } else { self.now }
    }

    /// Removes callers who have left from the heads of a queue's lanes.
    fn settle_heads(&mut self, queue: usize) {
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
    fn settle(&mut self, queue: usize) {
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

    #[inline]
    fn cells(&self, slot: u32) -> [u32; 2] {
        self.inputs.layout.cells_of_slot[slot as usize]
    }

    #[inline]
    fn bucket(&self, wait: Tick) -> usize {
        self.model.thresholds.iter().take_while(|&&t| wait > t).count()
    }

    // ---- the end ----

    /// Settles the queues, counts what is left, checks that nothing was lost.
    fn finish(mut self) -> Result<Audit, Fault> {
        self.now = self.model.clock.stop;
        self.rank = Rank::Completion;
        for queue in 0..self.world.queues.len() {
            self.settle(queue);
        }
        self.close_interval();
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
                let (source, slot) = (state.source, state.slot);
                self.ledger.journey(self.cells(slot), source, Journey::StillWaiting);
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
            let away = self.world.timers.pending().filter(|t| t.alarm == Alarm::Redial).map(|t| t.subject);
            let gone: std::collections::BTreeSet<u32> = self.world.free_calls.iter().copied().chain(away).collect();
            for call in (0..self.world.calls.len() as u32).filter(|call| !gone.contains(call)) {
                self.observer.ended(call, &self.world.calls[call as usize], OPEN, self.now);
            }
        }
        self.audit.check(self.ledger)?;
        Ok(self.audit)
    }

    fn still_waiting(&mut self, entry: Entry) {
        let state = &self.world.calls[entry.call as usize];
        if state.ticket != entry.ticket {
            return;
        }
        let (source, step, leg, band, slot, answered) =
            (state.source, state.step, state.leg, state.band, state.slot, state.answered);
        let line = self.inputs.layout.line(source, step, leg, band);
        let cells = self.cells(slot);
        if state.left == 0 {
            // a call that was handed back counts as answered there
            self.ledger.count(cells, line, Count::Open);
        }
        let since = if leg == Leg::First { state.asked } else { entry.since };
        self.ledger.other_wait(cells, line, self.now - since);
        if !answered {
            self.ledger.journey(cells, source, Journey::StillWaiting);
            self.audit.still_there += 1;
        }
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
