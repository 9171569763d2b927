//! Values by replication as selection needs them: one number a replication, larger better, and what is known of constraints.
//!
//! A ratio of sums (abandoned of offered) is made one number a replication by linearising it at the first stage's ratio R and mean
//! denominator D: y = R + (n - R d) / D. The mean of y is the ratio of sums to first order, and exactly so for counts (d = 1). A
//! mean of quantiles is the same with d = 0 where a replication has none.

use super::SweepPlan;
use super::journal::Row;
use crate::analysis::select::{Standing, feasible};
use crate::model::{Bound, Confidence, Every, Measure, Model, Target};
use crate::tally::Ratio;
use crate::tally::names::{Unit, unit};

/// One number a replication; larger is better if `sign` is 1, smaller if -1. None if the first `first` replications measure nothing.
pub(super) fn linear(values: &[Ratio], first: usize, sign: f64) -> Option<Vec<f64>> {
    let start = &values[..first.min(values.len())];
    let numerator: f64 = start.iter().map(|r| r.numerator).sum();
    let denominator: f64 = start.iter().map(|r| r.denominator).sum();
    if denominator <= 0.0 || !numerator.is_finite() {
        return None;
    }
    let (ratio, mean) = (numerator / denominator, denominator / start.len() as f64);
    Some(values.iter().map(|r| sign * (ratio + (r.numerator - ratio * r.denominator) / mean)).collect())
}

/// Values of a measure, by replication.
pub(super) fn values(rows: &[&Row], measures: &[Measure], measure: Measure) -> Vec<Ratio> {
    let place = measures.iter().position(|m| *m == measure);
    place.map_or_else(Vec::new, |i| rows.iter().map(|row| row.values[i]).collect())
}

/// The values of the objective, larger better.
pub(super) fn objective(rows: &[&Row], measures: &[Measure], plan: &SweepPlan) -> Option<Vec<f64>> {
    let sign = if plan.maximise { 1.0 } else { -1.0 };
    linear(&values(rows, measures, plan.objective), plan.first, sign)
}

/// The periods in which a target is judged by its chance, by place in [`Row::held`]; none if its estimate is judged.
fn periods(target: &Target, model: &Model) -> Option<Vec<usize>> {
    match (target.every, target.confidence) {
        (Every::Horizon, Confidence::Estimate) => None,
        (Every::Horizon, Confidence::Chance(_)) => Some(vec![0]),
        (Every::Month, _) => {
            let months = &model.clock.months;
            Some((0..months.len()).filter(|&m| months[m].whole).map(|m| m + 1).collect())
        }
    }
}

/// How many constraints the required targets are: a target of each month is one a month.
pub(super) fn constraints(model: &Model, plan: &SweepPlan) -> usize {
    plan.required.iter().map(|&t| periods(&model.targets[t], model).map_or(1, |p| p.len())).sum()
}

/// The least chance at which a target counts as met.
fn confidence(target: &Target) -> f64 {
    match target.confidence {
        Confidence::Chance(confidence) => confidence,
        Confidence::Estimate => 0.95,
    }
}

/// How far a mean may be from its limit and count as either: a twentieth of the limit, of a share from the nearer end; half a
/// point or half a unit where that is nothing.
pub fn tolerance(target: &Target) -> f64 {
    let limit = target.bound.limit().abs();
    let share = unit(target.measure.kind) == Unit::Share;
    let room = if share { limit.min(1.0 - limit) } else { limit };
    match room {
        r if r > 0.0 => r / 20.0,
        _ if share => 0.005,
        _ => 0.5,
    }
}

/// Values whose mean is at least 0 where a target judged by its estimate holds.
fn slack(rows: &[&Row], measures: &[Measure], target: &Target, first: usize) -> Option<Vec<f64>> {
    let (limit, sign) = match target.bound {
        Bound::AtLeast(limit) => (limit, 1.0),
        Bound::AtMost(limit) | Bound::Below(limit) => (limit, -1.0),
    };
    let values = values(rows, measures, target.measure);
    let start = &values[..first.min(values.len())];
    let mean = start.iter().map(|r| r.denominator).sum::<f64>() / start.len().max(1) as f64;
    // the sign of the mean is that of (ratio of sums - limit), exactly
    (mean > 0.0).then(|| values.iter().map(|r| sign * (r.numerator - limit * r.denominator) / mean).collect())
}

/// Do the required targets hold? Each wrong answer about one of them has a probability of at most `error`.
pub(super) fn standing(rows: &[&Row], measures: &[Measure], model: &Model, plan: &SweepPlan, error: f64) -> Standing {
    Standing::all(plan.required.iter().map(|&index| {
        let target = &model.targets[index];
        match periods(target, model) {
            Some(periods) => Standing::all(periods.iter().map(|&period| {
                let held: Vec<bool> = rows.iter().filter_map(|row| row.held[index][period]).collect();
                // nothing to measure in any replication: nothing that could fail
                if held.is_empty() && rows.len() >= plan.first {
                    return Standing::Holds;
                }
                feasible::chance(held, confidence(target), error)
            })),
            None => match slack(rows, measures, target, plan.first) {
                Some(values) => feasible::mean(&values, plan.first, tolerance(target), error),
                None if rows.len() >= plan.first => Standing::Holds,
                None => Standing::Undecided,
            },
        }
    }))
}

/// For each constraint: mean distance from its limit (negative: broken), standard deviation in one replication, values seen.
pub(super) fn slacks(rows: &[&Row], measures: &[Measure], model: &Model, plan: &SweepPlan) -> Vec<(f64, f64, usize)> {
    let mut found = Vec::new();
    for &index in &plan.required {
        let target = &model.targets[index];
        match periods(target, model) {
            Some(periods) => found.extend(periods.iter().filter_map(|&period| {
                let held: Vec<bool> = rows.iter().filter_map(|row| row.held[index][period]).collect();
                let (k, n) = (held.iter().filter(|h| **h).count() as f64, held.len() as f64);
                // never quite 0 or 1
                let p = (k + 0.5) / (n + 1.0);
                (n > 0.0).then_some((p - confidence(target), (p * (1.0 - p)).sqrt(), held.len()))
            })),
            None => found.extend(slack(rows, measures, target, plan.first).map(|values| {
                let (mean, sd) = moments(&values);
                (mean, sd, values.len())
            })),
        }
    }
    found
}

/// How likely every constraint holds, from what was seen: the least over constraints of the chance that the mean distance is not
/// negative (normal law).
pub(super) fn keeps(slacks: &[(f64, f64, usize)]) -> f64 {
    use statrs::distribution::{ContinuousCDF, Normal};
    let chance = |&(gap, sd, n): &(f64, f64, usize)| {
        let error = sd / (n as f64).sqrt();
        if error > 0.0 { Normal::standard().cdf(gap / error) } else { f64::from(u8::from(gap >= 0.0)) }
    };
    slacks.iter().map(chance).fold(1.0, f64::min)
}

/// Mean and sample standard deviation (0 of fewer than two values).
pub(super) fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n.max(1.0);
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, if values.len() < 2 { 0.0 } else { (squares / (n - 1.0)).sqrt() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    // by hand: first two: R = (1 + 3)/(10 + 10) = 0.2, D = 10; third: 0.2 + (6 - 0.2 * 20)/10 = 0.4
    #[test]
    fn a_ratio_is_linearised_at_the_first_stage() {
        let ratio = |numerator, denominator| Ratio { numerator, denominator };
        let y = linear(&[ratio(1.0, 10.0), ratio(3.0, 10.0), ratio(6.0, 20.0)], 2, 1.0).unwrap();
        for (value, expected) in y.iter().zip([0.1, 0.3, 0.4]) {
            assert_relative_eq!(*value, expected, max_relative = 1e-12);
        }
        assert_eq!(linear(&[ratio(7.0, 1.0), ratio(9.0, 1.0)], 2, -1.0).unwrap(), [-7.0, -9.0]);
        assert_eq!(linear(&[ratio(0.0, 0.0)], 1, 1.0), None);
    }

    // by hand: a gap of one standard error: Phi(1) = 0.841345; the least counts
    #[test]
    fn the_hardest_constraint_decides_how_likely_all_hold() {
        assert_relative_eq!(keeps(&[(0.5, 5.0, 100), (3.0, 1.0, 100)]), 0.841_345, max_relative = 1e-5);
        assert_relative_eq!(keeps(&[]), 1.0);
        assert_relative_eq!(keeps(&[(-0.1, 0.0, 10)]), 0.0);
    }
}
