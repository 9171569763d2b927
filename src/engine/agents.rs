//! Agents: they answer, talk, hold, call back, work after a call, take the next one or go home.

use super::calendar::Alarm;
use super::dispatch;
use super::observe::Observer;
use super::world::{Busy, NOBODY, Work};
use crate::model::clock::LONGEST;
use crate::model::flow::NOT_REACHED;
use crate::model::{Next, Overflow, Tick, Visit};
use crate::tally::ledger::{Count, Journey};
use crate::tally::{Leg, histogram};

use super::simulate::Run;

impl<O: Observer> Run<'_, '_, O> {
    /// An agent of `group` answers. `seat`: the tournament slot of an agent who has just finished; else one who was idle.
    pub(super) fn answer(&mut self, call: u32, group: u16, seat: Option<u32>, held_by: u32) {
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
                    let warm = state.holder != NOBODY || held_by != NOBODY;
                    if warm {
                        self.ledger.count(cells, line, Count::Due); // a warm transfer counts when it succeeds
                    }
                    if wait <= due && (warm || state.since + due <= model.clock.end) {
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
    pub(super) fn occupy(&mut self, group: u16, seat: Option<u32>, busy: Busy, lasts: Tick) {
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
    pub(super) fn complete(&mut self, seat: u32) {
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
    pub(super) fn end_of_talk(&mut self, call: u32, group: u16, seat: u32) -> bool {
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
    pub(super) fn take_next(&mut self, group: u16, seat: Option<u32>) -> bool {
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
    pub(super) fn choose(&mut self, group: u16) -> Option<dispatch::LaneOf> {
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
    pub(super) fn reached(&mut self, call: u32, visit: &Visit) -> bool {
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
    pub(super) fn no_answer(&mut self, call: u32, visit: &Visit, group: u16, seat: Option<u32>) -> bool {
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
    pub(super) fn put_to_work(&mut self, group: u16) {
        while self.world.groups[group as usize].free() && self.take_next(group, None) {}
    }
}
