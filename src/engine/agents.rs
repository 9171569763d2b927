//! Agents: they answer, talk, hold, call back, work after a call, take the next one or go home.

use super::calendar::Alarm;
use super::dispatch;
use super::observe::{Answer, Observer, What};
use super::site::Site;
use super::world::{Busy, NOBODY, Work};
use crate::model::clock::LONGEST;
use crate::model::flow::NOT_REACHED;
use crate::model::{Next, Tick};
use crate::tally::ledger::{Count, Journey};
use crate::tally::{Leg, histogram};

use super::simulate::Run;

impl<O: Observer> Run<'_, '_, O> {
    /// An agent of `group` answers. `seat`: the tournament slot of an agent who has just finished; else one who was idle.
    /// True if `held_by`, who has just talked with the caller, now hands over.
    pub(super) fn answer(&mut self, call: u32, group: u16, seat: Option<u32>, held_by: u32) -> bool {
        let model = self.model;
        let site = self.site(&self.world.calls[call as usize]);
        let state = &mut self.world.calls[call as usize];
        state.ticket = 0;
        let holder = std::mem::replace(&mut state.holder, NOBODY);
        let (key, round, counted) = (state.key, u64::from(state.round), state.counted);
        let speech = site.speech(model.groups[group as usize].template, self.world.combination);
        let line = site.line(state.leg, state.band);
        let wait = self.now - if state.left == 0 { state.clock_started() } else { state.since };
        let (handed_back, first) = (state.left > 0, !state.answered);
        let lasts = if state.left == 0 {
            self.answered_first_time(call, site, line, holder != NOBODY || held_by != NOBODY);
            speech.handle.draw(key, site.draws.handle.again(round)).max(1)
        } else {
            // handed back at the end of a shift: answered long ago, has waited again
            self.ledger.other_wait(counted.cells, line, self.now - state.since);
            std::mem::take(&mut state.left)
        };
        let wrap_up = speech.wrap_up.map_or(0, |law| law.draw(key, site.draws.wrap_up.again(round)));
        let (lasts, wrap_up) = self.paced(group, seat, lasts, wrap_up, handed_back);
        self.ledger.group_answer(counted.cells, group as usize);
        if first && self.world.calls[call as usize].answered {
            self.observer.answered(call, Answer { wait, group, talk: lasts, wrap_up });
        }
        let agent = if O::TRACES { self.who(group, seat) } else { None };
        self.saw(call, What::Answered { group, agent, wait, lasts });
        if holder == NOBODY && held_by == NOBODY {
            self.occupy(group, seat, Busy { call, group, work: Work::Talk, since: self.now, wrap_up }, lasts);
            return false;
        }
        self.ledger.count(counted.cells, line, Count::Warm);
        let telling = self.hand_over(call, site, holder, held_by);
        self.occupy(group, seat, Busy { call, group, work: Work::Talk, since: self.now, wrap_up }, telling + lasts);
        if telling == 0 && holder != NOBODY {
            self.release_holder(holder);
        }
        telling > 0
    }

    /// Counts a call that is answered at a site for the first time; `warm`: a colleague holds it.
    #[inline]
    fn answered_first_time(&mut self, call: u32, site: &Site, line: usize, warm: bool) {
        let model = self.model;
        let state = &self.world.calls[call as usize];
        let counted = state.counted;
        let wait = self.now - state.clock_started();
        if self.inputs.notes_answers {
            self.note_answer(call, site, wait);
        }
        let state = &mut self.world.calls[call as usize];
        if state.leg != Leg::CallBack || state.tries <= 1 {
            let bucket = model.thresholds.iter().take_while(|&&t| wait > t).count();
            self.ledger.answer(counted.cells, line, bucket, wait);
            self.ledger.counted_elsewhere(counted.cells, line, state.waited_elsewhere());
            if let Some(month) = counted.reported() {
                self.ledger.note_answered(month, line, histogram::bin(wait));
            }
        }
        if !state.answered {
            state.answered = true;
            self.audit.answered += 1;
        }
        if !site.clinical {
            return;
        }
        let due = if site.banded { model.bands[state.band as usize].due } else { Tick::MAX };
        if state.leg == Leg::Later && due < LONGEST {
            if warm {
                self.ledger.count(counted.cells, line, Count::Due); // a warm transfer counts when it succeeds
            }
            if wait <= due && (warm || state.since + due <= model.clock.end) {
                self.ledger.count(counted.cells, line, Count::OnTime);
            }
        }
        if state.late == Tick::MAX {
            state.late = if site.banded { self.now.saturating_sub(state.triaged + due) } else { 0 };
            self.ledger.journey(counted.cells, state.source, Journey::Assessed);
            if site.banded
                && let Some(month) = counted.reported()
            {
                self.ledger.note_to_clinician(month, state.band, histogram::bin(self.now - state.first));
            }
        }
    }

    /// An agent is busy from now on, for `lasts`.
    pub(super) fn occupy(&mut self, group: u16, seat: Option<u32>, busy: Busy, lasts: Tick) {
        let seat = if let Some(seat) = seat {
            self.world.busy[seat as usize] = busy;
            seat
        } else {
            let state = &mut self.world.groups[group as usize];
            state.account(self.now);
            state.idle.pop_front();
            state.busy += 1;
            let apart = state.apart;
            let seat = self.world.seat(busy);
            if apart {
                self.sits_down(group, seat);
            }
            seat
        };
        self.world.completions.set(seat, self.now + lasts);
    }

    /// A piece of work ends.
    pub(super) fn complete(&mut self, seat: u32) {
        let Busy { call, group, work, since, wrap_up } = self.world.busy[seat as usize];
        self.ledger.work[group as usize] += self.now - since;
        match work {
            Work::Talk => {
                if !self.end_of_talk(call, group, seat) {
                    self.after_talk(seat, wrap_up);
                }
            }
            Work::HandOver => self.after_talk(seat, wrap_up),
            Work::WrapUp => {
                self.saw(NOBODY, What::WrapUpEnds { group, lasts: self.now - since });
                self.next_for(group, seat);
            }
            Work::Attempt | Work::Hold => self.next_for(group, seat),
        }
    }

    /// The caller's talk is over: where the call goes. True if the agent now holds the caller.
    fn end_of_talk(&mut self, call: u32, group: u16, seat: u32) -> bool {
        if self.inputs.has_welfare && self.welfare_done(call) {
            return false;
        }
        let site = self.site(&self.world.calls[call as usize]);
        let state = &mut self.world.calls[call as usize];
        let speech = site.speech(self.model.groups[group as usize].template, self.world.combination);
        let (key, round) = (state.key, u64::from(state.round));
        let mut next = if speech.then_after.is_empty() {
            speech.then.of(site, key, round)
        } else {
            speech.next_after(self.world.busy[seat as usize].since - state.clock_started(), site, key, round)
        };
        if self.inputs.validates {
            next = self.before_it_stands(call, site, next, self.model.groups[group as usize].template);
        }
        self.saw(call, What::TalkEnds { group, next });
        let state = &mut self.world.calls[call as usize];
        if !state.triage_done {
            state.triage_done = true;
            state.triaged = self.now;
            if !matches!(next, Next::Outcome(outcome) if !self.inputs.endings[outcome as usize].triaged) {
                self.ledger.journey(state.counted.cells, state.source, Journey::Triaged);
            }
        } else if !site.clinical {
            state.triaged = self.now;
        }
        self.go_to(call, next, seat)
    }

    /// The agent works after the call, or is free.
    pub(super) fn after_talk(&mut self, seat: u32, wrap_up: Tick) {
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
    pub(super) fn release_holder(&mut self, seat: u32) {
        let Busy { group, since, wrap_up, .. } = self.world.busy[seat as usize];
        self.ledger.work[group as usize] += self.now - since;
        self.after_talk(seat, wrap_up);
    }

    /// A busy agent is done: takes the next call, waits, or goes home.
    pub(super) fn next_for(&mut self, group: u16, seat: u32) {
        let state = &self.world.groups[group as usize];
        let rests = state.apart && self.break_overdue(group, seat);
        let too_many = if state.apart {
            rests || self.off_duty(group, seat)
        } else {
            !state.unlimited && state.busy + state.idle.len() as u32 > state.due
        };
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
        if state.apart {
            let person = self.gets_up(group, seat, !too_many);
            if rests {
                self.goes_on_break(group, person);
            }
            self.breaks_when_quiet(group);
        }
    }

    /// An agent looks for a call. True if one was found.
    pub(super) fn take_next(&mut self, group: u16, seat: Option<u32>) -> bool {
        loop {
            let Some(lane) = self.choose(group, seat.is_some()) else { return false };
            let queue = &mut self.world.queues[lane.queue as usize];
            let lane = &mut queue.lanes[lane.lane as usize];
            let call_back = lane.call_back;
            let Some(entry) = lane.entries.pop_front() else { return false };
            queue.waiting -= 1;
            if call_back {
                if self.inputs.has_welfare && !self.still_wanted(entry.call) {
                    continue;
                }
                let state = &self.world.calls[entry.call as usize];
                let site = self.site(state);
                let handed_back = state.left > 0;
                if !handed_back && !self.reached(entry.call, site) {
                    if self.no_answer(entry.call, site, group, seat) {
                        return true;
                    }
                    continue;
                }
            }
            self.answer(entry.call, group, seat, NOBODY);
            return true;
        }
    }

    /// The lane from which an agent of a group takes the next call, its head settled. `finishing`: the agent is one who has
    /// just finished, not one of the idle.
    #[inline]
    pub(super) fn choose(&mut self, group: u16, finishing: bool) -> Option<dispatch::LaneOf> {
        if let Some(queue) = self.world.groups[group as usize].sole_queue {
            let state = &self.world.queues[queue as usize];
            if state.waiting == 0 {
                return None;
            }
            if state.loose {
                self.settle_heads(queue as usize);
            }
            return Some(dispatch::LaneOf { queue, lane: 0 });
        }
        let model = self.model;
        let mut anybody = false;
        for serve in model.groups[group as usize].serves.iter().flatten() {
            if self.world.queues[serve.queue as usize].waiting > 0 {
                if serve.overflow.is_some_and(dispatch::looks_at_length) {
                    self.settle(serve.queue as usize); // the rule looks at the length
                }
                self.settle_heads(serve.queue as usize);
                anybody |= self.world.queues[serve.queue as usize].waiting > 0;
            }
        }
        if !anybody {
            return None;
        }
        let at_hand = self.world.groups[group as usize].idle.len() as u32 + u32::from(finishing);
        dispatch::next_call(model, self.world, group as usize, at_hand, self.now)
    }

    /// A contact attempt. True if the person picks up.
    pub(super) fn reached(&mut self, call: u32, site: &Site) -> bool {
        let state = &mut self.world.calls[call as usize];
        let (tries, round) = (u64::from(state.tries), u64::from(state.round));
        state.tries += 1;
        state.ticket = 0;
        let answers = site.visit.contact.answers;
        let reached = answers >= 1.0 || state.key.uniform(site.draws.contact.again(tries + 256 * round)) < answers;
        if state.tries == 1 && site.banded {
            let due = state.triaged + self.model.bands[state.band as usize].due;
            if due <= self.model.clock.end && self.now <= due {
                self.ledger.count(state.counted.cells, site.line(Leg::CallBack, state.band), Count::OnTime);
            }
        }
        reached
    }

    /// Nobody picked up: tries again later or gives up. True if the attempt keeps the agent busy.
    pub(super) fn no_answer(&mut self, call: u32, site: &Site, group: u16, seat: Option<u32>) -> bool {
        let state = &self.world.calls[call as usize];
        let (counted, triaged, tries) = (state.counted, state.triaged, state.tries);
        let line = site.line(Leg::CallBack, state.band);
        if tries == 1 {
            // the first attempt ends the wait for a call-back, reached or not
            let wait = self.now - triaged;
            self.ledger.answer(counted.cells, line, self.bucket(wait), wait);
            if let Some(month) = counted.reported() {
                self.ledger.note_answered(month, line, histogram::bin(wait));
            }
        }
        let contact = site.visit.contact;
        let takes = contact.takes;
        let again = (tries < contact.attempts).then_some(takes + contact.again_after);
        self.saw(call, What::NoAnswer { group, again });
        if tries >= contact.attempts {
            self.ledger.count(counted.cells, line, Count::NotReached);
            self.leave(call, self.now, NOT_REACHED);
        } else {
            self.world.timers.set_after(self.now, takes + contact.again_after, Alarm::TryAgain, call, 0);
        }
        if takes == 0 {
            return false;
        }
        self.occupy(group, seat, Busy { call: NOBODY, group, work: Work::Attempt, since: self.now, wrap_up: 0 }, takes);
        true
    }

    /// Idle people of a group take what waits.
    pub(super) fn put_to_work(&mut self, group: u16) {
        while self.world.groups[group as usize].free() && self.take_next(group, None) {}
    }
}
