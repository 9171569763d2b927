//! The passing of time: timers go off, intervals begin, people come and go.

use super::calendar::{Alarm, Timer};
use super::lanes::Entry;
use super::observe::{Observer, What};
use super::site::Site;
use super::validation::SETTLED;
use super::world::{Busy, Call, Counted, NOBODY, Work};
use crate::model::{ShiftEnd, Tick, Transfer};
use crate::tally::Leg;
use crate::tally::ledger::{Count, Journey};

use super::simulate::Run;

impl<O: Observer> Run<'_, '_, O> {
    pub(super) fn alarm(&mut self, timer: Timer) {
        if timer.alarm == Alarm::Overflow {
            for group in self.model.queues[timer.subject as usize].offered_to.iter().flatten().copied() {
                if self.world.groups[group as usize].free() {
                    self.put_to_work(group);
                }
            }
            return;
        }
        if timer.alarm == Alarm::BackFromBreak {
            return self.back_from_break(timer.ticket as u16, timer.subject);
        }
        let call = timer.subject;
        match timer.alarm {
            Alarm::Patience | Alarm::SendOn | Alarm::WaitLimit | Alarm::HoldEnds => {
                let state = &self.world.calls[call as usize];
                if state.ticket != timer.ticket {
                    return; // answered meanwhile
                }
                let site = self.site(state);
                self.world.queues[site.queue as usize].waiting -= 1;
                match timer.alarm {
                    Alarm::Patience => self.abandon(call, self.now, false),
                    Alarm::SendOn => self.waited_too_long(call, site),
                    Alarm::WaitLimit => self.wait_limit(call, site),
                    _ => self.hold_ends(call, site),
                }
            }
            Alarm::MessageEnds => {
                let state = &self.world.calls[call as usize];
                let site = self.site(state);
                let next = site.speech(0, 0).then.of(site, state.key, u64::from(state.round));
                self.saw(call, What::MessageEnds { next });
                self.send_away(call, next, NOBODY);
            }
            Alarm::Stands | Alarm::Worsens | Alarm::Welfare => self.watch_ends(timer),
            Alarm::Redial => self.redial(call),
            Alarm::Recall => self.recall(call),
            Alarm::TryAgain => {
                let state = &mut self.world.calls[call as usize];
                state.since = self.now;
                let site = self.site(&self.world.calls[call as usize]);
                self.queue_call_back(call, site);
            }
            Alarm::LineFree => self.world.lines[timer.subject as usize] -= 1,
            Alarm::Overflow | Alarm::BackFromBreak => {}
        }
    }

    pub(super) fn redial(&mut self, call: u32) {
        if self.now >= self.model.clock.end {
            self.world.dismiss(call); // no new calls after the end
            return;
        }
        let counted = self.world.here;
        let in_a_row = self.in_a_row(&self.world.calls[call as usize]);
        let state = &mut self.world.calls[call as usize];
        let renewed = self.model.conventions.redial_is_new;
        let home = self.model.sources[state.source as usize].home;
        *state = Call {
            key: if renewed { state.key.part(u64::from(state.attempt)) } else { state.key },
            arrived: self.now,
            triaged: self.now,
            attempt: state.attempt.saturating_add(1),
            answered: false,
            raised: 0,
            proposed: SETTLED,
            visited: 0,
            round: 0,
            banded: false,
            late: Tick::MAX,
            asked: Tick::MAX,
            triage_done: false,
            tries: 0,
            in_a_row,
            waited: 0,
            counted,
            source: home.unwrap_or(state.source),
            ..*state
        };
        let source = state.source;
        self.ledger.journey(counted.cells, source, Journey::Redials);
        if self.inputs.days_hand_on {
            self.handed_on(call);
        }
        self.attempt(call, source);
    }

    fn wait_limit(&mut self, call: u32, site: &Site) {
        let Some((_, next)) = site.visit.wait_at_most else { return };
        self.saw(call, What::WaitLimit { next });
        self.leave_queue(call, site);
        self.send_away(call, next, NOBODY);
    }

    fn hold_ends(&mut self, call: u32, site: &Site) {
        self.saw(call, What::HoldEnds);
        self.leave_queue(call, site);
        let holder = std::mem::replace(&mut self.world.calls[call as usize].holder, NOBODY);
        if let Transfer::Warm { otherwise, .. } = site.visit.transfer {
            self.after_hold(call, site.step, otherwise);
        }
        self.release_holder(holder);
    }

    /// A call leaves its queue for elsewhere.
    pub(super) fn leave_queue(&mut self, call: u32, site: &Site) {
        let state = &mut self.world.calls[call as usize];
        state.ticket = 0;
        let line = site.line(state.leg, state.band);
        self.ledger.count(state.counted.cells, line, Count::Moved);
        self.ledger.other_wait(state.counted.cells, line, self.now - state.since);
    }

    /// An interval begins; people come and go.
    pub(super) fn boundary(&mut self) {
        let model = self.model;
        let clock = &model.clock;
        let slot = clock.slot_at(self.now);
        if slot as u32 != self.world.slot || self.now == 0 {
            self.close_interval();
            self.world.slot = slot as u32;
            self.world.here = Counted::of(&self.inputs.layout, slot);
            if self.inputs.parts.len() == 1 {
                self.ledger.draw_near(self.world.here.cells); // of many parts, each would look at all
            }
        }
        self.world.combination = model.combination_at(self.now);
        let mut next = clock.slots.get(slot + 1).map_or(Tick::MAX, |s| s.start);
        for group in self.part.groups.iter().map(|&group| group as usize) {
            let Some(planned) = &model.groups[group].heads else { continue };
            if self.world.groups[group].apart {
                next = next.min(self.come_and_go(group as u16));
                continue;
            }
            let heads = if let Some(said) = self.world.stage.due.get(group) {
                said
            } else if model.groups[group].differs_by_replication() {
                &self.world.attendance[group].heads
            } else {
                planned
            };
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
        if self.inputs.predicts {
            // fewer people due: a longer predicted wait, for which others may help
            for &group in &self.part.groups {
                self.put_to_work(group);
            }
        }
        if let Some(at) = model.next_combination(self.now) {
            next = next.min(at);
        }
        if self.inputs.closes {
            next = next.min(self.close_steps());
        }
        self.next_boundary = next;
    }

    /// So many people of a group are due from now on.
    pub(super) fn people_due(&mut self, group: u16, due: u32) {
        self.saw(NOBODY, What::Due { group, people: due });
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
    pub(super) fn hand_back(&mut self, group: u16, people: u32) {
        let mut seats: Vec<(std::cmp::Reverse<Tick>, u32)> = Vec::new();
        let free: std::collections::BTreeSet<u32> = self.world.free_slots.iter().copied().collect();
        for (seat, busy) in self.world.busy.iter().enumerate() {
            if busy.group == group
                && busy.work == Work::Talk
                && !free.contains(&(seat as u32))
                && (!self.world.groups[group as usize].apart || self.off_duty(group, seat as u32))
            {
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
            if state.apart {
                self.gets_up(group, seat, false);
            }
            let ticket = self.next_ticket(call);
            self.saw(call, What::HandedBack { group, left: (ends - self.now).max(1) });
            let site = self.site(&self.world.calls[call as usize]);
            let state = &mut self.world.calls[call as usize];
            state.left = (ends - self.now).max(1);
            // keeps its rank in the queue; the time until it is answered again begins now
            let since = std::mem::replace(&mut state.since, self.now);
            let call_back = state.leg == Leg::CallBack;
            let standing = site.standing(state.raised.checked_sub(1).unwrap_or(state.band), state.preferred);
            let queue = &mut self.world.queues[site.queue as usize];
            let lane = queue.lane(standing, call_back);
            queue.lanes[lane].entries.push_front(Entry { since, deadline: Tick::MAX, call, ticket });
            queue.waiting += 1;
        }
        // somebody else may be free for them
        for &group in &self.part.groups {
            self.put_to_work(group);
        }
    }

    /// Books the agent time of the interval that ends.
    pub(super) fn close_interval(&mut self) {
        let cells = self.world.here.cells;
        for index in self.part.groups.iter().map(|&group| group as usize) {
            let group = &mut self.world.groups[index];
            group.account(self.now);
            self.ledger.busy[index] += group.time[0];
            self.ledger.agents(cells, index, group.time);
            group.time = [0; 3];
        }
    }
}
