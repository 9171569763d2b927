//! How a staffing was made, to make others like it: the formula as tuned, and what a late call costs in each group.
//!
//! The same recipe for a scenario with other inputs (longer calls, more of them) gives the staffing by the formula for *their* load, tuned as it was for
//! those that were searched. One number is left open, a factor on what a late call costs in all groups; it must be found by simulation.

use super::desk::Desk;
use super::search::Search;
use crate::model::Staffing;
use crate::plan::staffing::{Grade, weighed};

/// Each rung of the family costs so many times the one below.
pub(super) const RUNG: f64 = 1.25;

/// A recipe for staffings.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// `[group][place]`: the factor on the load that explains what was simulated.
    tuning: Vec<Vec<f64>>,
    /// By group: people present of one head.
    presence: Vec<f64>,
    /// By group: what a late call costs, as a multiple of what handling one does.
    multiples: Vec<f64>,
}

impl Search<'_> {
    /// How the staffing of the last search was made.
    pub fn recipe(&self) -> Recipe {
        let multiple = |(group, price): (usize, &f64)| price / late_call(self.desk, group).max(1e-12);
        Recipe {
            tuning: self.tuning.clone(),
            presence: self.presence.clone(),
            multiples: self.prices.iter().enumerate().map(multiple).collect(),
        }
    }
}

impl Recipe {
    /// The staffing of a scenario with the same groups and places, if a late call costs `times` as much as it did; none if it has others.
    pub fn staffing(&self, desk: &Desk, times: f64) -> Option<Staffing> {
        let problem = &desk.problem;
        if desk.sites.len() != self.tuning.len() || self.tuning.iter().any(|places| places.len() != problem.hours.len()) {
            return None;
        }
        let stated = problem.choices.stated();
        let mut numbers = Vec::with_capacity(stated.0.len());
        for (group, site) in desk.sites.iter().enumerate() {
            if site.queues.is_empty() {
                // who only helps others has no calls of its own to be weighed by
                numbers.extend(problem.of_group(group).map(|c| stated.0[c]));
                continue;
            }
            let grade = Grade::new(site, &self.tuning[group], self.presence[group]);
            numbers.extend(weighed(problem, &grade, group, late_call(desk, group) * self.multiples[group] * times));
        }
        Some(Staffing(numbers))
    }
}

/// What handling a call of a group costs: the unit in which late calls are priced.
pub(super) fn late_call(desk: &Desk, group: usize) -> f64 {
    let problem = &desk.problem;
    let (cost, hours) =
        problem.of_group(group).fold((0.0, 0.0), |sum, c| (sum.0 + problem.costs[c], sum.1 + problem.hours_of(c)));
    let an_hour = if hours > 0.0 { cost / hours } else { 1.0 };
    an_hour * desk.sites[group].handle / 3600.0
}
