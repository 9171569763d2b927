//! Joining a queue: on the line or to be called back, answered at once or not, at which place.

use super::calendar::Alarm;
use super::dispatch;
use super::lanes::Entry;
use super::observe::{Observer, Waits, What};
use super::site::Site;
use super::world::{Call, NOBODY, Work};
use crate::model::clock::LONGEST;
use crate::model::flow::BLOCKED;
use crate::model::{NextCall, Patience, Tick};
use crate::tally::Leg;
use crate::tally::ledger::{Count, Journey};

use super::simulate::Run;

impl<'a, 'm, O: Observer> Run<'a, 'm, O> {
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
            && dispatch::next_agent(self.model, self.world, &self.asked(call, site, places + 1)).is_none()
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
        if let Some(group) = self.idle_group(call, site) {
            return self.answer(call, group, None, holder);
        }
        let draws = &site.draws;
        if holder == NOBODY && visit.balk > 0.0 && key.uniform(draws.balk.again(round)) < visit.balk {
            self.ledger.count(cells, line, Count::Balked);
            self.saw(call, What::Balks);
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
            let mut limit = visit.wait_at_most.map(|(limit, _)| (limit, Alarm::WaitLimit));
            if self.inputs.sends_on && leg == Leg::First {
                (deadline, limit) = self.until_sent_on(call, site, deadline, limit);
            }
            if let Some((limit, alarm)) = limit
                && self.now + limit < deadline
            {
                self.world.timers.set_after(self.now, limit, alarm, call, ticket);
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
        let how = if holder == NOBODY { Waits::OnTheLine } else { Waits::Held };
        self.wait(site, entry, site.standing(band, preferred), how, timed || site.watched);
        if site.watched && holder == NOBODY {
            self.watch(call, site, ticket);
        }
        holder != NOBODY
    }

    /// The group that answers a call that joins the queue of a site; none if nobody who may is idle.
    #[inline]
    pub(super) fn idle_group(&mut self, call: u32, site: &Site) -> Option<u16> {
        if let Some(group) = site.sole_group {
            return self.world.groups[group as usize].free().then_some(group);
        }
        let waiting = self.waiting_with_one_more(site);
        dispatch::next_agent(self.model, self.world, &self.asked(call, site, waiting))
    }

    /// A call that asks for an agent, so many waiting with it.
    fn asked<'s>(&self, call: u32, site: &'s Site, waiting: u32) -> dispatch::Asked<'s> {
        let call = &self.world.calls[call as usize];
        dispatch::Asked {
            queue: site.queue as usize,
            standing: site.standing(call.raised.checked_sub(1).unwrap_or(call.band), call.preferred),
            waiting,
            visit: site.visit,
            combination: self.world.combination,
            key: call.key,
            draw: site.draws.agent.again(u64::from(call.tries) + 256 * u64::from(call.round)),
        }
    }

    /// The waiting places are full.
    fn full(&mut self, call: u32, site: &Site, line: usize) {
        let state = &mut self.world.calls[call as usize];
        let (source, answered, cells) = (state.source, state.answered, state.counted.cells);
        self.saw(call, What::Full { next: site.visit.full_to });
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
        if let Some(group) = self.idle_group(call, site) {
            if self.reached(call, site) {
                self.answer(call, group, None, NOBODY);
            } else {
                self.no_answer(call, site, group, None);
            }
            return;
        }
        let Call { band, raised, preferred, .. } = self.world.calls[call as usize];
        let standing = site.standing(raised.checked_sub(1).unwrap_or(band), preferred);
        let ticket = self.next_ticket(call);
        let entry = Entry { since: self.now, deadline: Tick::MAX, call, ticket };
        self.wait(site, entry, standing, Waits::CallBack, site.watched);
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

    /// Joins a lane at its end, or where its due time puts it. `timed`: a timer may take the call away.
    pub(super) fn wait(&mut self, site: &Site, entry: Entry, standing: u8, how: Waits, timed: bool) {
        let queue = site.queue as usize;
        self.saw(entry.call, What::Waits { how, waiting: self.world.queues[queue].waiting + 1 });
        let state = &mut self.world.queues[queue];
        let lane = state.lane(standing, how == Waits::CallBack);
        if self.model.next_call == NextCall::EarliestDue {
            self.join_by_due(queue, lane, standing, entry);
        } else {
            state.lanes[lane].entries.push_back(entry);
        }
        let state = &mut self.world.queues[queue];
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
        let model = self.model;
        for &group in model.queues[queue].offered_to.iter().flatten() {
            self.put_to_work(group);
        }
    }
}
