//! Steps from one staffing to others near it, the most promising first by what the formula says.

use crate::model::Staffing;
use crate::plan::staffing::{Grade, Problem};

/// Up to this many choices every combination of steps of one or two is a step.
const BOX: usize = 3;
/// Up to this many choices, two go and one comes.
const FEW: usize = 14;

/// A step: choices with what is added to each.
pub(super) type Step = Vec<(usize, i64)>;

/// The steps from a staffing.
pub(super) struct Moves<'s> {
    pub(super) problem: &'s Problem,
    pub(super) grades: &'s [Grade],
    /// By group: what a late call costs in the family the search stands in.
    pub(super) prices: &'s [f64],
}

impl Moves<'_> {
    /// The staffing after a step; none if it is not allowed.
    pub(super) fn after(&self, from: &Staffing, step: &Step) -> Option<Staffing> {
        let mut to = from.clone();
        for &(choice, by) in step {
            to.0[choice] = u32::try_from(i64::from(to.0[choice]) + by).ok()?;
        }
        self.problem.allows(&to).then_some(to)
    }

    /// What a step costs.
    pub(super) fn cost(&self, step: &Step) -> f64 {
        step.iter().map(|&(choice, by)| self.problem.costs[choice] * by as f64).sum()
    }

    /// Steps that save something, those first that harm least a unit saved.
    pub(super) fn savings(&self, from: &Staffing) -> Vec<Step> {
        let n = from.0.len();
        let mut steps: Vec<Step> = (0..n).map(|i| vec![(i, -1)]).collect();
        if n <= BOX {
            steps = every_combination(n);
            // of many people several go at once
            let large = |i: usize| [20, 50].map(|part| vec![(i, -i64::from(from.0[i] / part))]);
            steps.extend((0..n).flat_map(large).filter(|step| step[0].1 < -2));
        } else if n <= FEW {
            for i in 0..n {
                for j in i..n {
                    for k in (0..n).filter(|&k| k != i && k != j) {
                        steps.push(if i == j { vec![(i, -2), (k, 1)] } else { vec![(i, -1), (j, -1), (k, 1)] });
                    }
                }
            }
        }
        if n > BOX {
            steps.extend(self.swaps(from).into_iter().filter(|s| self.cost(s) < -1e-9));
        }
        let heads = self.heads(from);
        let value = |step: &Step| self.harm(from, &heads, step) / -self.cost(step);
        self.sorted(from, steps, |step| self.cost(step) < -1e-9, value)
    }

    /// Steps that cost nothing, those first that help most.
    pub(super) fn trades(&self, from: &Staffing) -> Vec<Step> {
        let heads = self.heads(from);
        self.sorted(from, self.swaps(from), |step| self.cost(step) < 1e-9, |step| self.harm(from, &heads, step))
    }

    /// One from here, one more there, costing no more than so much, those first that help most.
    pub(super) fn swaps_within(&self, from: &Staffing, room: f64) -> Vec<Step> {
        let heads = self.heads(from);
        self.sorted(from, self.swaps(from), |step| self.cost(step) <= room + 1e-9, |step| self.harm(from, &heads, step))
    }

    /// Steps that help, those first that help most a unit spent.
    pub(super) fn additions(&self, from: &Staffing) -> Vec<Step> {
        let heads = self.heads(from);
        let steps = (0..from.0.len()).map(|i| vec![(i, 1)]).collect();
        self.sorted(from, steps, |_| true, |step| self.harm(from, &heads, step) / self.cost(step).max(1e-9))
    }

    /// One from here, one more there: between the choices of a group that lose least and those that gain most.
    fn swaps(&self, from: &Staffing) -> Vec<Step> {
        /// Choices at either end, of many.
        const ENDS: usize = 24;
        let heads = self.heads(from);
        let mut steps = Vec::new();
        for group in 0..self.problem.choices.groups.len() {
            let by = |sign: i64| {
                let mut found: Vec<(f64, usize)> = self
                    .problem
                    .of_group(group)
                    .map(|i| (self.harm(from, &heads, &vec![(i, sign)]) / self.problem.costs[i].max(1e-9), i))
                    .collect();
                found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                found.truncate(ENDS);
                found
            };
            let (less, more) = (by(-1), by(1));
            steps.extend(
                less.iter().flat_map(|&(_, i)| more.iter().filter(move |m| m.1 != i).map(move |&(_, k)| vec![(i, -1), (k, 1)])),
            );
        }
        steps
    }

    fn sorted(&self, from: &Staffing, steps: Vec<Step>, keep: impl Fn(&Step) -> bool, by: impl Fn(&Step) -> f64) -> Vec<Step> {
        let allowed = steps.into_iter().filter(|s| keep(s) && self.after(from, s).is_some());
        let mut valued: Vec<(f64, Step)> = allowed.map(|s| (by(&s), s)).collect();
        valued.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        valued.into_iter().map(|v| v.1).collect()
    }

    /// People of each group in each place.
    pub(super) fn heads(&self, from: &Staffing) -> Vec<Vec<f64>> {
        (0..self.problem.choices.groups.len()).map(|group| self.problem.heads(from, group)).collect()
    }

    /// What the late calls that a step brings cost, by the formula; below zero if there are fewer.
    pub(super) fn harm(&self, from: &Staffing, heads: &[Vec<f64>], step: &Step) -> f64 {
        let mut changed: Vec<(usize, u32, f64)> = Vec::new();
        for &(choice, by) in step {
            let group = self.problem.choices.all[choice].group as usize;
            debug_assert!(choice < from.0.len());
            for &(place, share) in &self.problem.cover[choice] {
                match changed.iter_mut().find(|c| c.0 == group && c.1 == place) {
                    Some(found) => found.2 += share * by as f64,
                    None => changed.push((group, place, share * by as f64)),
                }
            }
        }
        let one = |&(group, place, more): &(usize, u32, f64)| {
            let (grade, now) = (&self.grades[group], heads[group][place as usize]);
            self.prices[group] * (grade.late(place as usize, now + more) - grade.late(place as usize, now))
        };
        changed.iter().map(one).sum()
    }
}

/// All steps of up to two either way in each of few choices.
fn every_combination(n: usize) -> Vec<Step> {
    let mut steps: Vec<Step> = vec![Vec::new()];
    for choice in 0..n {
        let longer = |step: &Step| (-2..=2).map(|by| [step.as_slice(), &[(choice, by)]].concat()).collect::<Vec<_>>();
        steps = steps.iter().flat_map(longer).collect();
    }
    steps
        .into_iter()
        .map(|step| step.into_iter().filter(|s| s.1 != 0).collect::<Step>())
        .filter(|step| !step.is_empty())
        .collect()
}
