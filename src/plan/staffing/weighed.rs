//! The staffing that is best if a late call costs so much: cost + price x late calls, least, group by group.
//!
//! Heads by place: one more as long as it saves more late calls than it costs; late calls fall more slowly with each head more, so
//! that this is the best. Shifts: an integer programme ([`super::roster`]). As the price of a late call rises, staffings rise: a family
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
            let mut heads = choice.least;
            // a step of two looks past a head that shrinkage rounds away
            let worth = |heads: u32| (late(heads) - late(heads + 1)).max((late(heads) - late(heads + 2)) / 2.0);
            while heads < problem.most[index] && price * worth(heads) > problem.costs[index] {
                heads += 1;
            }
            heads
        })
        .collect()
}
