//! A cost that no staffing can be below, and what that leaves out.
//!
//! A call counts for a target only if somebody answers it in time, t. People busy with such calls at a moment are at most the people there,
//! and at most those whom calls of the last (handling + t) would keep busy if everybody were answered at once: a Poisson number N with the
//! load of that time. So over a place of H hours with x people
//!
//! ```text
//! hours of work on calls answered in time  <=  H E[min(N, x)]         sum over places >= share x all hours of work
//! ```
//! Of all staffings with that, the cheapest has the least cost: one head after another by what it gives a pound (heads by place), or a
//! linear programme (shifts, people in parts). Relaxed are: whole people on shifts, everything between two moments (a call needs its
//! people without a break), waits of callers who are answered, shares of calls that want nobody. A target that must hold with chance c
//! asks for c x its share, since a share is never below 0. Without a limit on waiting x counts alone: H x.

use statrs::distribution::{DiscreteCDF, Poisson};

use super::load::Site;
use super::{Grade, Problem};
use crate::model::clock::SECOND;
use crate::model::{Bound as Limit, Confidence, MeasureKind as K, Model, Scope, Target};
use crate::plan::programme::Programme;

/// A lower bound of cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bound {
    /// In the unit of the problem's costs.
    pub cost: f64,
    /// Some target bounds it; otherwise only the least numbers do.
    pub bounded: bool,
}

/// The bound of a model's targets. `lost`: share of callers that the staffings compared with lose at most, where no target says so.
pub fn bound(model: &Model, problem: &Problem, sites: &[Site], grades: &[Grade], lost: f64) -> Bound {
    let lost = lost_at_most(model).unwrap_or(lost);
    let mut found = Bound::default();
    for (group, site) in sites.iter().enumerate() {
        let wanted: Vec<(f64, Option<f64>)> = model.targets.iter().filter_map(|t| asks(model, site, t, lost)).collect();
        let alone = serves_alone(model, problem, site, group);
        let costs = wanted
            .iter()
            .filter(|_| alone)
            .filter_map(|&(share, within)| least(problem, site, &grades[group], group, share, within));
        let most = costs.fold(None, |most: Option<f64>, cost| Some(most.map_or(cost, |m| m.max(cost))));
        found.bounded |= most.is_some();
        let least: f64 = problem.of_group(group).map(|c| problem.costs[c] * f64::from(problem.choices.all[c].least)).sum();
        found.cost += most.unwrap_or(0.0).max(least);
    }
    found
}

/// No other group helps with these queues: otherwise what this one must do hangs on the others.
fn serves_alone(model: &Model, problem: &Problem, site: &Site, group: usize) -> bool {
    let own = problem.choices.groups[group].group;
    !site.queues.is_empty() && site.queues.iter().all(|&q| model.queues[q].offered_to.iter().flatten().all(|&g| g == own))
}

/// The share of callers that may be lost by the targets.
fn lost_at_most(model: &Model) -> Option<f64> {
    let limit = |t: &Target| match (t.measure.kind, t.measure.scope, t.bound) {
        (K::Abandonment | K::AbandonmentOfReceived, Scope::All, Limit::AtMost(x) | Limit::Below(x)) => Some(at_worst(t, 1.0 - x)),
        _ => None,
    };
    model.targets.iter().filter_map(limit).reduce(f64::max).map(|kept| 1.0 - kept)
}

/// The share on average of what holds with the target's chance.
fn at_worst(target: &Target, share: f64) -> f64 {
    match target.confidence {
        Confidence::Chance(chance) => chance * share,
        Confidence::Estimate => share,
    }
}

/// The share of calls that a target wants answered, and within how many seconds.
fn asks(model: &Model, site: &Site, target: &Target, lost: f64) -> Option<(f64, Option<f64>)> {
    let step = &model.steps[model.queues[*site.queues.first()?].step as usize];
    let here = match target.measure.scope {
        Scope::All => step.first,
        Scope::Step(wanted) => model.steps[wanted as usize].name == step.name,
        _ => false,
    };
    if !here || !step.first {
        return None;
    }
    let seconds = |ticks: u64| ticks as f64 / SECOND as f64;
    match (target.measure.kind, target.bound) {
        (K::AnsweredWithin(t), Limit::AtLeast(share)) => Some((at_worst(target, share) * (1.0 - lost), Some(seconds(t)))),
        (K::ServiceLevel(t), Limit::AtLeast(share)) => Some((at_worst(target, share), Some(seconds(t)))),
        (K::Abandonment | K::AbandonmentOfReceived, Limit::AtMost(share) | Limit::Below(share)) => {
            Some((at_worst(target, 1.0 - share), None))
        }
        (K::WaitQuantile(permille), Limit::AtMost(t) | Limit::Below(t)) => {
            Some((at_worst(target, f64::from(permille) / 1000.0) * (1.0 - lost), Some(t)))
        }
        // Markov: at most a quarter waits four times the mean
        (K::MeanSpeedOfAnswer, Limit::AtMost(t) | Limit::Below(t)) => {
            Some((at_worst(target, 0.75) * (1.0 - lost), Some(4.0 * t)))
        }
        _ => None,
    }
}

/// The least cost of a group such that this share of its work may be done in time; none if no number of people does it.
fn least(problem: &Problem, site: &Site, grade: &Grade, group: usize, share: f64, within: Option<f64>) -> Option<f64> {
    let work: f64 = site.loads.iter().flatten().map(|l| l.erlangs * l.hours).sum();
    let wanted = share * work;
    let longer = within.map_or(f64::INFINITY, |t| 1.0 + t / site.handle);
    let gives = |place: usize, people: u32| -> f64 {
        let most = |l: &super::load::Load| {
            let busy = if longer.is_finite() { busy_at_most(l.erlangs * longer, people) } else { f64::from(people) };
            l.hours * busy.min(l.erlangs * longer.min(1e9))
        };
        site.loads[place].iter().map(most).sum()
    };
    let mut programme = Programme::default();
    let choices = problem.of_group(group);
    let by_shift = problem.choices.groups[group].by_shift;
    let mut steps: Vec<(f64, f64, f64)> = Vec::new(); // hours of work a pound, hours of work, pounds
    let mut total = Vec::new();
    for index in choices.clone().filter(|_| by_shift) {
        programme.column(
            problem.costs[index],
            f64::from(problem.choices.all[index].least),
            f64::from(problem.most[index]),
            false,
        );
    }
    let mut rows: Vec<Vec<(usize, f64)>> = vec![Vec::new(); problem.hours.len()];
    for (place, loads) in site.loads.iter().enumerate() {
        let top =
            loads.iter().map(|l| (l.erlangs * longer.min(4.0) + 5.0 * l.erlangs.sqrt() + 3.0).ceil() as u32).max().unwrap_or(0);
        let cost = choices.clone().find(|&c| !by_shift && problem.cover[c].first().is_some_and(|c| c.0 as usize == place));
        for people in 0..top {
            let more = gives(place, people + 1) - gives(place, people);
            if more <= 1e-9 {
                break;
            }
            if by_shift {
                let column = programme.column(0.0, 0.0, 1.0, false);
                rows[place].push((column, 1.0));
                total.push((column, -more));
            } else if let Some(cost) = cost {
                let pounds = problem.costs[cost] / grade.presence.max(1e-3);
                steps.push((more / pounds.max(1e-12), more, pounds));
            }
        }
    }
    if by_shift {
        for index in choices.clone() {
            for &(place, share) in &problem.cover[index] {
                rows[place as usize].push((index - choices.start, -share * grade.presence));
            }
        }
        rows.into_iter().filter(|row| !row.is_empty()).for_each(|row| programme.row(row, 0.0));
        programme.row(total, -wanted);
        return programme.solve(1e-4, 30.0).ok().map(|found| found.cost);
    }
    steps.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut done, mut cost) = (0.0, 0.0);
    for (_, more, pounds) in steps {
        let part = ((wanted - done) / more).clamp(0.0, 1.0);
        (done, cost) = (done + part * more, cost + part * pounds);
        if done >= wanted - 1e-9 {
            return Some(cost);
        }
    }
    None
}

/// E[min(N, x)] of a Poisson number: the sum of P(N > k) below x.
fn busy_at_most(mean: f64, people: u32) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    let Ok(law) = Poisson::new(mean) else { return f64::from(people) };
    // m P(N <= x - 2) + x P(N >= x)
    let x = u64::from(people);
    if x == 0 {
        return 0.0;
    }
    let below = if x >= 2 { law.cdf(x - 2) } else { 0.0 };
    mean * below + x as f64 * law.sf(x - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    // by hand, mean 2: P(0) = .135335, P(1) = .270671: E min(N, 1) = 1 - .135335; E min(N, 2) = .270671 + 2 (1 - .406006)
    #[test]
    fn the_mean_of_the_smaller_agrees_with_sums_by_hand() {
        for (people, expected) in [(0, 0.0), (1, 0.864_665), (2, 1.458_659), (40, 2.0)] {
            assert!((busy_at_most(2.0, people) - expected).abs() < 1e-5, "{people}");
        }
    }
}
