//! Breaks whose time is found while calls come in.
//!
//! A person who has such a break to take goes when free and nobody waits whom they would serve: at the opening of its window, or
//! when a piece of work ends and no call is there, the longest idle first; but only while fewer than `at-once` of the group are
//! on such a break. When the window closes the person goes in any case, who is in a call as soon as that and its wrap-up are
//! done. A break lasts its length from when it began, and is over at the end of the duty. Whoever is on it is not due: neither
//! present nor overrun.

use super::attendance::By;
use super::calendar::Alarm;
use super::crew::Whereabouts;
use super::observe::{Observer, What};
use super::simulate::Run;
use super::world::NOBODY;

impl<O: Observer> Run<'_, '_, O> {
    /// Idle people of a group who have a break to take take it, as many as may at once.
    pub(super) fn breaks_when_quiet(&mut self, group: u16) {
        let mut place = 0;
        while self.world.crews[group as usize].owed > 0 {
            let crew = &self.world.crews[group as usize];
            let Some(&person) = crew.idle.get(place) else { return };
            let owed = crew.people[person as usize].owed;
            let allowed = |window: u32| {
                let windows = self.model.groups[group as usize].people.as_ref().map(|people| people.windows[window as usize]);
                windows.is_some_and(|window| crew.resting < window.at_once)
            };
            if owed.is_some_and(allowed) {
                self.goes_on_break(group, person);
            } else {
                place += 1;
            }
        }
    }

    /// Windows have closed: idle people who still have their break to take take it now.
    pub(super) fn overdue_breaks(&mut self, group: u16) {
        let crew = &self.world.crews[group as usize];
        let overdue = |person: &&u32| crew.people[**person as usize].overdue;
        let people: Vec<u32> = crew.idle.iter().filter(overdue).copied().collect();
        for person in people {
            self.goes_on_break(group, person);
        }
    }

    /// The person on a seat must go on a break before the next piece of work.
    pub(super) fn break_overdue(&self, group: u16, seat: u32) -> bool {
        let crew = &self.world.crews[group as usize];
        crew.owed > 0 && crew.people[self.world.sitting[seat as usize] as usize].overdue
    }

    /// A person who is idle, or has just left a seat, begins the break that is owed.
    pub(super) fn goes_on_break(&mut self, group: u16, person: u32) {
        let index = group as usize;
        let world = &mut *self.world;
        let (state, crew) = (&mut world.groups[index], &mut world.crews[index]);
        let member = &mut crew.people[person as usize];
        let window = self.model.groups[index].people.as_ref().zip(member.owed).map(|(p, window)| p.windows[window as usize]);
        let Some(window) = window else { return };
        let back = (self.now + window.lasts).min(window.until);
        member.owed = None;
        member.overdue = false;
        crew.owed -= 1;
        if back <= self.now {
            return; // the work before it went on to the end of the duty
        }
        state.account(self.now);
        if let Some(place) = crew.idle.iter().position(|&p| p == person) {
            crew.idle.remove(place);
            state.idle.remove(place);
        }
        member.at = Whereabouts::Resting;
        member.until = window.until;
        state.due -= u32::from(member.on_duty);
        crew.resting += 1;
        if !window.paid && member.by != By::Nobody {
            world.attendance[index].resting[member.by as usize].add(self.now, back);
        }
        world.timers.set(back, Alarm::BackFromBreak, person, u32::from(group));
        self.saw(NOBODY, What::BreakBegins { group, lasts: back - self.now });
    }

    /// A break is over.
    pub(super) fn back_from_break(&mut self, group: u16, person: u32) {
        let index = group as usize;
        let world = &mut *self.world;
        let (state, crew) = (&mut world.groups[index], &mut world.crews[index]);
        state.account(self.now);
        crew.resting -= 1;
        let member = &mut crew.people[person as usize];
        if member.on_duty > 0 && self.now < member.until {
            member.at = Whereabouts::Idle;
            state.due += u32::from(member.on_duty);
            crew.idle.push_back(person);
            state.idle.push_back(self.now);
            self.saw(NOBODY, What::BreakEnds { group });
            self.put_to_work(group);
        } else {
            member.at = Whereabouts::Away;
        }
        self.breaks_when_quiet(group);
    }

    /// Unpaid breaks of this part's groups, as they were taken, for the books.
    pub(super) fn note_breaks(&mut self) {
        for index in self.part.groups.iter().map(|&group| group as usize) {
            let (Some(attended), Some(kept)) = (self.world.attendance.get_mut(index), self.ledger.kept.get_mut(index)) else {
                return;
            };
            for (taken, kept) in attended.resting.iter_mut().zip(&mut kept.resting) {
                taken.over_time(kept);
            }
        }
    }
}
