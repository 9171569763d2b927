//! The problem in numbers: what each choice costs, which places it covers, how many people it may have.

use crate::model::{Choices, Clock, Model, Staffing, What};

/// A staffing problem.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What may be chosen.
    pub choices: Choices,
    /// By choice: what one more costs (pounds or hours over the reported part).
    pub costs: Vec<f64>,
    /// By choice: places and the share of each that one more is there.
    pub cover: Vec<Vec<(u32, f64)>>,
    /// By choice: the most that is tried.
    pub most: Vec<u32>,
    /// By place: hours of it in the reported part.
    pub hours: Vec<f64>,
}

impl Problem {
    /// From what may be chosen, and what one more of each costs.
    pub fn new(model: &Model, choices: Choices, costs: Vec<f64>) -> Self {
        let clock = &model.clock;
        let mut hours = vec![0.0; choices.pattern.places.len()];
        for slot in clock.first_slot..clock.last_slot {
            hours[choices.pattern.of_slot[slot] as usize] += length(clock, slot);
        }
        let cover = choices.all.iter().map(|choice| match choice.what {
            What::Place(place) => vec![(place, 1.0)],
            What::Shift(_) => {
                let mut there = vec![0.0; hours.len()];
                for (index, &(from, people)) in choice.heads.iter().enumerate() {
                    let to = choice.heads.get(index + 1).map_or(clock.end, |h| h.0);
                    let (from, to) = (from.max(clock.start), to.min(clock.end));
                    if people == 0 || from >= to {
                        continue;
                    }
                    for slot in clock.slot_at(from)..=clock.slot_at(to - 1) {
                        let (begin, end) = (clock.slots[slot].start.max(from), clock.slot_end(slot).min(to));
                        let share = end.saturating_sub(begin) as f64 / crate::model::clock::HOUR as f64;
                        there[choices.pattern.of_slot[slot] as usize] += share * f64::from(people) / f64::from(choice.per);
                    }
                }
                let covered = there.iter().enumerate().filter(|(_, t)| **t > 0.0);
                covered.map(|(place, t)| (place as u32, t / hours[place])).collect()
            }
        });
        let cover = cover.collect();
        let most = choices.all.iter().map(|c| c.most.unwrap_or(u32::MAX)).collect();
        Self { choices, costs, cover, most, hours }
    }

    /// What a staffing costs, by the costs of single people.
    pub fn cost(&self, staffing: &Staffing) -> f64 {
        self.costs.iter().zip(&staffing.0).map(|(cost, &n)| cost * f64::from(n)).sum()
    }

    /// People of a group (index in the choices) in each place.
    pub fn heads(&self, staffing: &Staffing, group: usize) -> Vec<f64> {
        let mut heads = vec![0.0; self.hours.len()];
        if let Some(fixed) = self.choices.fixed.get(group) {
            fixed.iter().zip(&mut heads).for_each(|(&fixed, heads)| *heads = f64::from(fixed));
        }
        let of_group = self.of_group(group);
        if !self.choices.groups[group].by_shift {
            of_group.clone().for_each(|c| self.cover[c].iter().for_each(|&(place, _)| heads[place as usize] = 0.0));
        }
        for choice in of_group {
            for &(place, share) in &self.cover[choice] {
                heads[place as usize] += share * f64::from(staffing.0[choice]);
            }
        }
        heads
    }

    /// The choices of a group.
    pub fn of_group(&self, group: usize) -> std::ops::Range<usize> {
        let first = self.choices.all.partition_point(|c| (c.group as usize) < group);
        first..self.choices.all.partition_point(|c| c.group as usize <= group)
    }

    /// Within all bounds, part-time share included.
    pub fn allows(&self, staffing: &Staffing) -> bool {
        let within = |i: usize| (self.choices.all[i].least..=self.most[i]).contains(&staffing.0[i]);
        (0..staffing.0.len()).all(within) && self.part_time_holds(staffing)
    }

    fn part_time_holds(&self, staffing: &Staffing) -> bool {
        let Some(share) = self.choices.part_time_at_most else { return true };
        (0..self.choices.groups.len()).all(|group| {
            let hours = |part: bool| -> f64 {
                let counted = |&c: &usize| !part || self.choices.all[c].part_time;
                self.of_group(group).filter(counted).map(|c| self.hours_of(c) * f64::from(staffing.0[c])).sum()
            };
            hours(true) <= share * hours(false) + 1e-9
        })
    }

    /// Hours of one of a choice.
    pub fn hours_of(&self, choice: usize) -> f64 {
        self.cover[choice].iter().map(|&(place, share)| share * self.hours[place as usize]).sum()
    }
}

/// Hours of a reported interval.
pub(super) fn length(clock: &Clock, slot: usize) -> f64 {
    (clock.slot_end(slot).min(clock.end) - clock.slots[slot].start) as f64 / crate::model::clock::HOUR as f64
}
