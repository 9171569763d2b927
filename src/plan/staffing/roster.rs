//! People on shifts, as an integer programme: cost of the shifts less what the heads they give in each place are worth.
//!
//! ```text
//! least of  sum of cost_j y_j  -  price x sum over places and steps of worth_ik u_ik
//! subject to  sum of u_ik over k  <=  sum of cover_ij y_j          for each place i
//!             part-time hours <= their share of all hours
//!             least_j <= y_j <= most_j, whole;  0 <= u_ik <= width of step k
//! ```
//! `worth_ik` is how many fewer calls are late with one head more, falling in k, so that steps are used in order. Steps of nearly the same
//! worth are one. Source of the covering form: Dantzig, "A comment on Edie's traffic delays at toll booths", *Operations Research* 2 (1954).

use super::{Grade, Problem};
use crate::plan::programme::Programme;

/// The gap to which a roster is solved: the search goes on from there one person at a time.
const GAP: f64 = 0.002;
/// Seconds: far beyond what a roster takes.
const LIMIT: f64 = 30.0;
/// Steps whose worth differs by less than this share are one.
const ALIKE: f64 = 0.12;

/// People on each shift of a group at a price of a late call. What cannot be solved leaves the least that is allowed.
pub fn weighed(problem: &Problem, grade: &Grade, group: usize, price: f64) -> Vec<u32> {
    let choices = problem.of_group(group);
    let first = choices.start;
    let mut programme = Programme::default();
    for index in choices.clone() {
        let (least, most) = (problem.choices.all[index].least, problem.most[index]);
        programme.column(problem.costs[index], f64::from(least), f64::from(most), true);
    }
    let mut covering: Vec<Vec<(usize, f64)>> = vec![Vec::new(); problem.hours.len()];
    for index in choices.clone() {
        for &(place, share) in &problem.cover[index] {
            covering[place as usize].push((index - first, -share));
        }
    }
    for (place, covered) in covering.into_iter().enumerate().filter(|(_, c)| !c.is_empty()) {
        let mut row = covered;
        for (width, worth) in steps(grade, place) {
            if price * worth * width > 1e-9 {
                row.push((programme.column(-price * worth, 0.0, width, false), 1.0));
            }
        }
        programme.row(row, 0.0);
    }
    if let Some(share) = problem.choices.part_time_at_most {
        let term = |index: usize| {
            let part = if problem.choices.all[index].part_time { 1.0 - share } else { -share };
            (index - first, part * problem.hours_of(index))
        };
        programme.row(choices.clone().map(term).collect(), 0.0);
    }
    match programme.solve(GAP, LIMIT) {
        Ok(found) => found.values[..choices.len()].iter().map(|&people| people as u32).collect(),
        Err(_) => choices.map(|index| problem.choices.all[index].least).collect(),
    }
}

/// Steps of heads in a place: how wide, and what a head in it is worth in late calls; falling.
fn steps(grade: &Grade, place: usize) -> Vec<(f64, f64)> {
    let most = grade.enough(place);
    let late = |heads: u32| grade.late(place, f64::from(heads));
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for heads in 0..most {
        let mut step = (1.0, late(heads) - late(heads + 1));
        // a head worth more than those before it: all of them are worth the mean
        while let Some(&(width, worth)) = steps.last().filter(|before| before.1 <= step.1) {
            step = (width + step.0, (width * worth + step.0 * step.1) / (width + step.0));
            steps.pop();
        }
        steps.push(step);
    }
    let mut joined: Vec<(f64, f64)> = Vec::new();
    for (width, worth) in steps {
        match joined.last_mut().filter(|before| before.1 - worth < ALIKE * before.1) {
            Some(before) => *before = (before.0 + width, (before.0 * before.1 + width * worth) / (before.0 + width)),
            None => joined.push((width, worth)),
        }
    }
    joined
}
