//! Agents told apart: which person of a group comes, answers, rests and goes, and how fast that person works.
//!
//! Only groups whose scenario lets the person matter have a crew; elsewhere agents are alike and nothing of this runs. A crew is
//! kept beside the group's numbers and in step with them: the list of idle people in the order of the group's idle times, and a
//! person for each busy seat.
//!
//! ```text
//! talk and wrap-up of a new starter = drawn x (1 + extra x max(0, 1 - time since the start / fading time))
//! ```

use std::collections::VecDeque;

use super::observe::Observer;
use super::simulate::Run;
use super::world::Work;
use crate::model::people::NewStaff;
use crate::model::{Model, ShiftEnd, Tick};

/// Where a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whereabouts {
    Away,
    Idle,
    Busy,
}

/// A person comes on duty or goes off it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// When.
    pub at: Tick,
    /// Who: index of the place.
    pub place: u32,
    /// Comes; else goes.
    pub comes: bool,
    /// The person of the place; else somebody who stands in.
    pub own: bool,
}

/// The people of a group.
#[derive(Clone, Debug, Default)]
pub struct Crew {
    /// People of the group, one each place; nobody where agents are alike.
    people: Vec<Member>,
    /// Idle people, longest first: in step with the group's idle times.
    idle: VecDeque<u32>,
    touched: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Member {
    on_duty: u8,
    at: Whereabouts,
    own: bool,
    new: bool,
}

impl Crew {
    /// The crews of a model, by group: empty where nobody matters.
    pub fn all(model: &Model) -> Vec<Self> {
        let apart = |group: &crate::model::Group| group.people.as_ref().is_some_and(|people| people.matter());
        if model.groups.iter().any(apart) { vec![Self::default(); model.groups.len()] } else { Vec::new() }
    }

    /// Everybody is at home; `new` says by place who is a new starter.
    pub fn assemble(&mut self, new: impl Iterator<Item = bool>) {
        self.people.clear();
        self.people.extend(new.map(|new| Member { on_duty: 0, at: Whereabouts::Away, own: true, new }));
        self.idle.clear();
    }
}

impl<O: Observer> Run<'_, '_, O> {
    /// People of a group come and go at this moment; when the next do.
    pub(super) fn come_and_go(&mut self, group: u16) -> Tick {
        let index = group as usize;
        let world = &mut *self.world;
        let (state, crew) = (&mut world.groups[index], &mut world.crews[index]);
        state.account(self.now);
        let moves = &world.attendance[index].moves;
        while let Some(step) = moves.get(state.next_change)
            && step.at <= self.now
        {
            state.next_change += 1;
            let member = &mut crew.people[step.place as usize];
            if step.comes {
                member.on_duty += 1;
                member.own = step.own;
                state.due += 1;
            } else {
                member.on_duty -= 1;
                state.due -= 1;
            }
            crew.touched.push(step.place);
        }
        let next = moves.get(state.next_change).map_or(Tick::MAX, |step| step.at);
        crew.touched.sort_unstable();
        crew.touched.dedup();
        for person in std::mem::take(&mut crew.touched) {
            let member = &mut crew.people[person as usize];
            match (member.on_duty > 0, member.at) {
                (true, Whereabouts::Away) => {
                    member.at = Whereabouts::Idle;
                    crew.idle.push_back(person);
                    state.idle.push_back(self.now);
                }
                (false, Whereabouts::Idle) => {
                    member.at = Whereabouts::Away;
                    if let Some(place) = crew.idle.iter().position(|&p| p == person) {
                        crew.idle.remove(place);
                        state.idle.remove(place);
                    }
                }
                _ => {}
            }
        }
        if self.model.groups[index].at_shift_end == ShiftEnd::HandBack {
            let gone = |seat: &u32| self.off_duty(group, *seat);
            let seats = 0..self.world.busy.len() as u32;
            let people = seats.filter(|&s| self.world.busy[s as usize].work == Work::Talk).filter(gone).count();
            if people > 0 {
                self.hand_back(group, people as u32);
            }
        }
        self.put_to_work(group);
        next
    }

    /// The person on a seat, of a group with a crew, is busy beyond the end of duty.
    pub(super) fn off_duty(&self, group: u16, seat: u32) -> bool {
        let busy = &self.world.busy[seat as usize];
        if busy.group != group {
            return false;
        }
        let member = &self.world.crews[group as usize].people[self.world.sitting[seat as usize] as usize];
        member.at == Whereabouts::Busy && member.on_duty == 0
    }

    /// The person of a group who has been idle longest takes a seat.
    pub(super) fn sits_down(&mut self, group: u16, seat: u32) {
        let crew = &mut self.world.crews[group as usize];
        let Some(person) = crew.idle.pop_front() else { return };
        crew.people[person as usize].at = Whereabouts::Busy;
        let sitting = &mut self.world.sitting;
        if sitting.len() <= seat as usize {
            sitting.resize(seat as usize + 1, 0);
        }
        sitting[seat as usize] = person;
    }

    /// The person on a seat leaves it: to wait for a call, or to go.
    pub(super) fn gets_up(&mut self, group: u16, seat: u32, stays: bool) {
        let person = self.world.sitting[seat as usize];
        let crew = &mut self.world.crews[group as usize];
        crew.people[person as usize].at = if stays { Whereabouts::Idle } else { Whereabouts::Away };
        if stays {
            crew.idle.push_back(person);
        }
    }

    /// Talk and wrap-up as long as they take whoever of a group answers now: the person on `seat`, or who is idle longest. The
    /// rest of a talk that was handed back stays as it is.
    #[inline]
    pub(super) fn paced(&self, group: u16, seat: Option<u32>, talk: Tick, wrap_up: Tick, handed_back: bool) -> (Tick, Tick) {
        if !self.world.groups[group as usize].apart {
            return (talk, wrap_up);
        }
        let found = self.at_own_pace(group, seat, (talk, wrap_up));
        if handed_back { (talk, found.1) } else { found }
    }

    fn at_own_pace(&self, group: u16, seat: Option<u32>, times: (Tick, Tick)) -> (Tick, Tick) {
        let Some(people) = self.model.groups[group as usize].people.as_ref() else { return times };
        let crew = &self.world.crews[group as usize];
        let person = seat.map(|seat| self.world.sitting[seat as usize]).or_else(|| crew.idle.front().copied());
        let Some(member) = person.map(|person| crew.people[person as usize]) else { return times };
        let Some(NewStaff { extra, fading, .. }) = people.new_staff.filter(|_| member.new && member.own) else { return times };
        let since = self.now.saturating_sub(self.model.clock.start);
        let factor = 1.0 + extra * (1.0 - since as f64 / fading as f64).max(0.0);
        let stretched = |time: Tick| (time as f64 * factor).round() as Tick;
        (stretched(times.0).max(1), stretched(times.1))
    }
}
