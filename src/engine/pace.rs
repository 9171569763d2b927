//! How fast agents work: who answers, and how busy the group has been, may make talk and wrap-up longer or shorter than drawn.
//!
//! ```text
//! time = drawn x that of the person x that of new starters x that of busy people
//! new starters    1 + extra x max(0, 1 - time since the start / fading time)
//! busy people     1 + extra x max(0, (occupancy - above) / (1 - above))
//! occupancy       u(t + d) = x + (u(t) - x) exp(-d / over) while busy / present is x; 0 at the start of the run
//! ```

use super::attendance::By;
use super::observe::Observer;
use super::simulate::Run;
use crate::model::people::NewStaff;
use crate::model::{Pace, Tick};

/// How busy a group has been of late.
#[derive(Clone, Copy, Debug)]
pub struct Recent {
    pace: Pace,
    occupancy: f64,
}

impl Recent {
    /// At the start of a run.
    pub(super) fn new(pace: Pace) -> Self {
        Self { pace, occupancy: 0.0 }
    }

    pub(super) fn clear(&mut self) {
        self.occupancy = 0.0;
    }

    /// Some time passes with so many of those present busy.
    pub(super) fn pass(&mut self, elapsed: Tick, busy: u64, present: u64) {
        self.occupancy = self.after(elapsed, busy, present);
    }

    fn after(&self, elapsed: Tick, busy: u64, present: u64) -> f64 {
        if elapsed == 0 {
            return self.occupancy;
        }
        let now = if present == 0 { 0.0 } else { busy as f64 / present as f64 };
        let kept = if self.pace.over == 0 { 0.0 } else { (-(elapsed as f64) / self.pace.over as f64).exp() };
        now + (self.occupancy - now) * kept
    }

    /// What times drawn are multiplied by, some time later.
    fn factor(&self, elapsed: Tick, busy: u64, present: u64) -> f64 {
        let Pace { above, extra, .. } = self.pace;
        1.0 + extra * ((self.after(elapsed, busy, present) - above) / (1.0 - above)).max(0.0)
    }
}

impl<O: Observer> Run<'_, '_, O> {
    /// Talk and wrap-up as long as they take whoever of a group answers now: the person on `seat`, or who is idle longest. The
    /// rest of a talk that was handed back stays as it is.
    #[inline]
    pub(super) fn paced(&self, group: u16, seat: Option<u32>, talk: Tick, wrap_up: Tick, handed_back: bool) -> (Tick, Tick) {
        if !self.world.groups[group as usize].own_pace {
            return (talk, wrap_up);
        }
        let factor = self.pace_of_person(group, seat) * self.pace_of_group(group);
        let stretched = |time: Tick| (time as f64 * factor).round() as Tick;
        let talk = if handed_back { talk } else { stretched(talk).max(1) };
        (talk, stretched(wrap_up))
    }

    fn pace_of_group(&self, group: u16) -> f64 {
        let state = &self.world.groups[group as usize];
        let Some(recent) = &state.recent else { return 1.0 };
        let busy = u64::from(state.busy);
        recent.factor(self.now - state.upto, busy, busy + state.idle.len() as u64)
    }

    fn pace_of_person(&self, group: u16, seat: Option<u32>) -> f64 {
        let Some(people) = self.model.groups[group as usize].people.as_ref().filter(|people| people.matter()) else { return 1.0 };
        let crew = &self.world.crews[group as usize];
        let Some((person, member)) = self.who(group, seat).map(|p| (p as usize, crew.people[p as usize])) else { return 1.0 };
        if member.by != By::Own {
            return 1.0; // who stands in works like anybody
        }
        let own = people.persons.get(person).copied().unwrap_or_default();
        let began = own.began.or(member.new.then_some(self.model.clock.start as i64));
        let newness = began.zip(people.new_staff).map_or(1.0, |(began, NewStaff { extra, fading, .. })| {
            let since = (self.now as i64 - began).max(0);
            1.0 + extra * (1.0 - since as f64 / fading as f64).max(0.0)
        });
        own.pace * newness
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::clock::HOUR;
    const MINUTE: Tick = HOUR / 60;

    /// One hour busy, half an hour idle, with a time constant of an hour: (1 - 1/e) e^-0.5.
    #[test]
    fn occupancy_is_an_exponentially_weighted_mean_however_often_it_is_looked_at() {
        let pace = Pace { above: 0.0, extra: 1.0, over: HOUR };
        for steps in [1, 60] {
            let mut recent = Recent::new(pace);
            (0..steps).for_each(|_| recent.pass(HOUR / steps, 3, 3));
            (0..steps / 2).for_each(|_| recent.pass(HOUR / steps, 0, 3));
            if steps == 1 {
                recent.pass(HOUR / 2, 0, 3);
            }
            let exact = (1.0 - (-1.0f64).exp()) * (-0.5f64).exp();
            assert!((recent.occupancy - exact).abs() < 1e-12, "{}", recent.occupancy);
        }
    }

    #[test]
    fn below_its_limit_everything_takes_as_long_as_drawn() {
        let mut recent = Recent::new(Pace { above: 0.8, extra: -0.25, over: 0 });
        recent.pass(MINUTE, 4, 5);
        assert!((recent.factor(0, 0, 5) - 1.0).abs() < 1e-12);
        recent.pass(MINUTE, 9, 10);
        assert!((recent.factor(0, 0, 5) - 0.875).abs() < 1e-12);
        recent.pass(MINUTE, 7, 7);
        assert!((recent.factor(0, 0, 5) - 0.75).abs() < 1e-12);
    }
}
