//! Callers: an attempt reaches the service, goes from step to step, waits, gives up, rings again, ends.

use super::calendar::Alarm;
use super::dispatch;
use super::lanes::Entry;
use super::observe::Observer;
use super::site::Site;
use super::validation::SETTLED;
use super::world::{Call, NOBODY, Work};
use crate::demand::Arrival;
use crate::model::clock::LONGEST;
use crate::model::flow::{BLOCKED, GAVE_UP, HUNG_UP, NOT_REACHED, SERVED};
use crate::model::{Else, Next, Patience, Rare, Tick, Transfer};
use crate::random::QuantileTable;
use crate::tally::ledger::{Count, Journey};
use crate::tally::{Leg, histogram};

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
        let mut enters = self.model.sources[source as usize].enters;
        if self.inputs.rules_at_the_door {
            let Some(entrance) = self.at_the_door(call, source) else { return };
            enters = entrance;
        }
        self.enter(call, enters, Leg::First);
    }

    /// The site of a call.
    #[inline]
    pub(super) fn site(&self, call: &Call) -> &'a Site<'m> {
        &self.inputs.sites[call.site as usize]
    }

    /// A call comes to a step.
    pub(super) fn enter(&mut self, call: u32, step: u8, leg: Leg) {
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

    /// Joins the queue on the line; `holder` holds the caller until `held_until`. True if the holder has to, or hands over.
    pub(super) fn join_line(&mut self, call: u32, site: &'a Site<'m>, holder: u32, held_until: Tick) -> bool {
        let (queue, visit) = (site.queue as usize, site.visit);
        let state = &mut self.world.calls[call as usize];
        state.since = self.now;
        if state.asked == Tick::MAX {
            state.asked = self.now;
        }
        let (key, round, leg, band, preferred) = (state.key, u64::from(state.round), state.leg, state.band, state.preferred);
        let (line, cells) = (site.line(leg, band), state.counted.cells);
        if !site.plain
            && let Some(places) = self.model.queues[queue].places
            && self.world.queues[queue].waiting >= places
            && holder == NOBODY
            && dispatch::next_agent(self.model, queue, &self.world.groups, places + 1).is_none()
        {
            self.settle(queue);
            if self.world.queues[queue].waiting >= places {
                self.full(call, site, line);
                return false;
            }
        }
        if leg == Leg::Later && holder == NOBODY && site.banded {
            let due = self.model.bands[band as usize].due;
            if due < LONGEST && self.now + due <= self.model.clock.end {
                self.ledger.count(cells, line, Count::Due);
            }
        }
        if let Some(group) = self.idle_group(site) {
            return self.answer(call, group, None, holder);
        }
        let draws = &site.draws;
        if holder == NOBODY && visit.balk > 0.0 && key.uniform(draws.balk.again(round)) < visit.balk {
            self.ledger.count(cells, line, Count::Balked);
            self.abandon(call, self.now, true);
            return false;
        }
        let own = if site.band_patience { self.model.clinical.patience[band as usize] } else { None };
        let patience = match own.unwrap_or(visit.patience) {
            Patience::Law(law) if self.inputs.patience_goes_on && holder == NOBODY => self.patience_left(call, law),
            Patience::Law(law) if holder == NOBODY => self.model.laws[law as usize].draw(key, draws.patience.again(round)),
            _ => Tick::MAX,
        };
        let patience = if site.told && holder == NOBODY {
            let Some(patience) = self.told(call, site, line, patience) else { return false };
            patience
        } else {
            patience
        };
        let ticket = self.next_ticket(call);
        let mut deadline = self.now.saturating_add(patience);
        let mut timed = holder != NOBODY;
        if holder == NOBODY {
            if let Some((limit, _)) = visit.wait_at_most
                && self.now + limit < deadline
            {
                self.world.timers.set_after(self.now, limit, Alarm::WaitLimit, call, ticket);
                deadline = Tick::MAX;
                timed = true;
            }
            if deadline != Tick::MAX && (self.inputs.time_every_patience || self.redials(call).is_some()) {
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
        let entry = Entry { since: self.now, deadline, call, ticket };
        self.wait(site, entry, site.priority(self.model, band, preferred), false, timed || site.watched);
        if site.watched && holder == NOBODY {
            self.watch(call, site, ticket);
        }
        holder != NOBODY
    }

    /// The group that answers a call that joins the queue of a site; none if nobody who may is idle.
    #[inline]
    pub(super) fn idle_group(&mut self, site: &Site) -> Option<u16> {
        if let Some(group) = site.sole_group {
            return self.world.groups[group as usize].free().then_some(group);
        }
        let waiting = self.waiting_with_one_more(site);
        dispatch::next_agent(self.model, site.queue as usize, &self.world.groups, waiting)
    }

    /// The waiting places are full.
    fn full(&mut self, call: u32, site: &Site, line: usize) {
        let state = &mut self.world.calls[call as usize];
        let (source, answered, cells) = (state.source, state.answered, state.counted.cells);
        if let Some(next) = site.visit.full_to {
            self.send_away(call, next, NOBODY);
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
    pub(super) fn join_call_back(&mut self, call: u32, site: &'a Site<'m>) {
        let state = &mut self.world.calls[call as usize];
        state.leg = Leg::CallBack;
        state.since = self.now;
        let (source, band, triaged, cells) = (state.source, state.band, state.triaged, state.counted.cells);
        let answered = std::mem::replace(&mut state.answered, true);
        if self.inputs.limited_lines {
            self.frees_its_line(call, self.now);
        }
        let line = site.line(Leg::CallBack, band);
        self.ledger.count(cells, line, Count::Joined);
        if !answered {
            // asked for a call-back without having been answered: off the line, never an abandoned call
            self.ledger.journey(cells, source, Journey::Diverted);
            self.audit.diverted += 1;
        }
        if site.banded && triaged + self.model.bands[band as usize].due <= self.model.clock.end {
            self.ledger.count(cells, line, Count::Due);
        }
        self.queue_call_back(call, site);
    }

    /// An attempt to call back waits for an agent.
    pub(super) fn queue_call_back(&mut self, call: u32, site: &'a Site<'m>) {
        if let Some(group) = self.idle_group(site) {
            if self.reached(call, site) {
                self.answer(call, group, None, NOBODY);
            } else {
                self.no_answer(call, site, group, None);
            }
            return;
        }
        let Call { band, raised, preferred, .. } = self.world.calls[call as usize];
        let priority = site.priority(self.model, raised.checked_sub(1).unwrap_or(band), preferred);
        let ticket = self.next_ticket(call);
        let entry = Entry { since: self.now, deadline: Tick::MAX, call, ticket };
        self.wait(site, entry, priority, true, site.watched);
        if site.watched {
            self.watch(call, site, ticket);
        }
    }

    pub(super) fn next_ticket(&mut self, call: u32) -> u32 {
        self.world.ticket += 1;
        self.world.calls[call as usize].ticket = self.world.ticket;
        self.world.ticket
    }

    /// Queue length with the call that is joining, for rules that look at it.
    fn waiting_with_one_more(&mut self, site: &Site) -> u32 {
        let queue = site.queue as usize;
        if !self.model.queues[queue].length_matters {
            return 1;
        }
        self.settle(queue);
        self.world.queues[queue].waiting + 1
    }

    /// Joins a lane at its end. `timed`: a timer may take the call away.
    pub(super) fn wait(&mut self, site: &Site, entry: Entry, priority: u8, call_back: bool, timed: bool) {
        let queue = site.queue as usize;
        let state = &mut self.world.queues[queue];
        let lane = state.lane(priority, call_back);
        state.lanes[lane].entries.push_back(entry);
        state.waiting += 1;
        state.unsettled |= entry.deadline != Tick::MAX;
        state.loose |= timed || entry.deadline != Tick::MAX;
        if state.waiting > self.ledger.longest_queue[queue] {
            self.settle(queue);
            let waiting = self.world.queues[queue].waiting;
            let longest = &mut self.ledger.longest_queue[queue];
            *longest = waiting.max(*longest);
        }
        if site.plain {
            return;
        }
        for &after in &self.model.queues[queue].overflow_after {
            self.world.timers.set_after(self.now, after, Alarm::Overflow, queue as u32, 0);
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

    /// What a caller meets before the first step: perhaps no line, perhaps a change of mind, perhaps another door. The first
    /// step; none if the attempt is over.
    #[cold]
    fn at_the_door(&mut self, call: u32, source: u16) -> Option<u8> {
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

    fn hang_up(&mut self, call: u32, at: Tick) {
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
