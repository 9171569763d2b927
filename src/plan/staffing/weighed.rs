//! The staffing that is best if a late call costs so much: cost + price x late calls, least, group by group.
//!
//! Heads by place: of all numbers, the one that costs least. Shifts: an integer programme ([`super::roster`]). As the price of a late call rises, staffings rise: a family
//! with one number to it, which simulation then sets.

use super::{Grade, Problem, roster};
use crate::model::What;

/// Numbers of a group's choices at a price of a late call, in the unit of the problem's costs.
pub fn weighed(problem: &Problem, grade: &Grade, group: usize, price: f64) -> Vec<u32> {
    let choices = problem.of_group(group);
    if problem.choices.groups[group].by_shift {
        return roster::weighed(problem, grade, group, price);
    }
    choices
        .map(|index| {
            let choice = &problem.choices.all[index];
            let What::Place(place) = choice.what else { return choice.stated };
            let late = |heads: u32| grade.late(place as usize, f64::from(heads));
            let most = problem.most[index].min(grade.enough(place as usize) + 1).max(choice.least);
            let costs = |heads: u32| problem.costs[index] * f64::from(heads) + price * late(heads);
            let better = |best: u32, heads: u32| if costs(heads) < costs(best) { heads } else { best };
            (choice.least..=most).fold(choice.least, better)
        })
        .collect()
}
