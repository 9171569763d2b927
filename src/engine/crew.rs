//! Agents told apart: which person of a group comes, answers, rests and goes.
//!
//! Only groups whose scenario lets the person matter have a crew; elsewhere agents are alike and nothing of this runs. A crew is
//! kept beside the group's numbers and in step with them: the list of idle people in the order of the group's idle times, and a
//! person for each busy seat. How fast a person works is in `pace`, breaks taken when it is quiet are in `breaks`.

use std::collections::VecDeque;

use super::attendance::By;
use super::observe::{Observer, What};
use super::simulate::Run;
use super::world::{NOBODY, Work};
use crate::model::{Model, ShiftEnd, Tick};

/// Where a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// Not at work, or on a break at a fixed time.
    Away,
    /// At the desk, free.
    Idle,
    /// At the desk, in a piece of work.
    Busy,
    /// On a break that began when it was quiet.
    Resting,
}

/// Something that a person does at a known moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// When.
    pub at: Tick,
    /// Who: index of the place.
    pub place: u32,
    /// What.
    pub(super) step: Step,
}

/// What a person does; at one moment in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Goes off duty.
    Goes,
    /// Comes on duty, or somebody who stands in.
    Comes(By),
    /// May take the break of this window.
    BreakOpens(u32),
    /// Must take it.
    BreakCloses(u32),
}

/// The people of a group.
#[derive(Clone, Debug, Default)]
pub struct Crew {
    /// People of the group, one each place; nobody where agents are alike.
    pub(super) people: Vec<Member>,
    /// Idle people, longest first: in step with the group's idle times.
    pub(super) idle: VecDeque<u32>,
    touched: Vec<u32>,
    /// People who have a break to take.
    pub(super) owed: u32,
    /// People on a break that began when it was quiet.
    pub(super) resting: u32,
}

/// A person of a crew.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// Duties under way.
    pub(super) on_duty: u8,
    /// Where.
    pub(super) at: Whereabouts,
    /// The person of the place, or who stands in.
    pub(super) by: By,
    /// A new starter.
    pub(super) new: bool,
    /// The break to be taken, by window.
    pub(super) owed: Option<u32>,
    /// It is to be taken as soon as the work in hand is done.
    pub(super) overdue: bool,
    /// The duty of the last break ends.
    pub(super) until: Tick,
}

impl Crew {
    /// The crews of a model, by group: empty where nobody matters.
    pub fn all(model: &Model) -> Vec<Self> {
        let apart = |group: &crate::model::Group| group.people.as_ref().is_some_and(|people| people.matter());
        if model.groups.iter().any(apart) { vec![Self::default(); model.groups.len()] } else { Vec::new() }
    }

    /// Everybody is at home; `new` says by place who is a new starter.
    pub fn assemble(&mut self, new: impl Iterator<Item = bool>) {
        let member = |new| Member { on_duty: 0, at: Whereabouts::Away, by: By::Own, new, owed: None, overdue: false, until: 0 };
        self.people.clear();
        self.people.extend(new.map(member));
        self.idle.clear();
        (self.owed, self.resting) = (0, 0);
    }
}

impl<O: Observer> Run<'_, '_, O> {
    /// People of a group come and go at this moment; when the next do.
    pub(super) fn come_and_go(&mut self, group: u16) -> Tick {
        let index = group as usize;
        let world = &mut *self.world;
        let (state, crew) = (&mut world.groups[index], &mut world.crews[index]);
        state.account(self.now);
        let due_before = state.due;
        let mut overdue = false;
        let moves = &world.attendance[index].moves;
        while let Some(step) = moves.get(state.next_change)
            && step.at <= self.now
        {
            state.next_change += 1;
            let member = &mut crew.people[step.place as usize];
            match step.step {
                Step::Comes(by) => {
                    member.on_duty += 1;
                    member.by = by;
                    state.due += u32::from(member.at != Whereabouts::Resting);
                    crew.touched.push(step.place);
                }
                Step::Goes => {
                    member.on_duty -= 1;
                    // who rests is not due at the desk, nor who came back from a break at the end of the duty
                    state.due -= u32::from(matches!(member.at, Whereabouts::Idle | Whereabouts::Busy));
                    crew.touched.push(step.place);
                }
                Step::BreakOpens(window) => {
                    crew.owed += u32::from(member.owed.is_none());
                    member.owed = Some(window);
                    member.overdue = false;
                }
                Step::BreakCloses(window) if member.owed == Some(window) => {
                    // who is not at the desk now has no break to take
                    if matches!(member.at, Whereabouts::Idle | Whereabouts::Busy) {
                        member.overdue = true;
                        overdue = true;
                    } else {
                        member.owed = None;
                        crew.owed -= 1;
                    }
                }
                Step::BreakCloses(_) => {}
            }
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
        let people = state.due;
        if people != due_before {
            self.saw(NOBODY, What::Due { group, people });
        }
        if self.model.groups[index].at_shift_end == ShiftEnd::HandBack {
            let gone = |seat: &u32| self.off_duty(group, *seat);
            let seats = 0..self.world.busy.len() as u32;
            let people = seats.filter(|&s| self.world.busy[s as usize].work == Work::Talk).filter(gone).count();
            if people > 0 {
                self.hand_back(group, people as u32);
            }
        }
        if overdue {
            self.overdue_breaks(group);
        }
        self.put_to_work(group);
        self.breaks_when_quiet(group);
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

    /// Who of a group answers now: the person on `seat`, or who has been idle longest. None where its people are alike.
    pub(super) fn who(&self, group: u16, seat: Option<u32>) -> Option<u32> {
        let apart = self.world.groups[group as usize].apart;
        let idle = || self.world.crews[group as usize].idle.front().copied();
        if apart { seat.map(|seat| self.world.sitting[seat as usize]).or_else(idle) } else { None }
    }

    /// The person on a seat leaves it: to wait for a call, or to go. Who it is.
    pub(super) fn gets_up(&mut self, group: u16, seat: u32, stays: bool) -> u32 {
        let person = self.world.sitting[seat as usize];
        let crew = &mut self.world.crews[group as usize];
        crew.people[person as usize].at = if stays { Whereabouts::Idle } else { Whereabouts::Away };
        if stays {
            crew.idle.push_back(person);
        }
        person
    }
}
