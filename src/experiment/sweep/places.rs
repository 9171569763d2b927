//! Every configuration in its place: what was estimated, which targets it keeps, how far it is from the best, and a word.

use super::journal::Row;
use super::sampler::{BLOCK, Sampler, SweepError};
use super::series::{self, moments};
use super::{FRESH, Outcome, Procedure, Selected, SweepPlan, origin};
use crate::analysis::interval::{Estimate, Interval, student};
use crate::analysis::proportion::{Verdict, wilson};
use crate::analysis::select::Standing;
use crate::experiment::results::{LEVEL, estimate, judge_target};
use crate::model::{Measure, Model};

/// What is said of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// Selected.
    Best,
    /// Its whole interval lies within the margin of the best: the difference does not matter.
    Same,
    /// Its difference from the best may be nil.
    NotApart,
    /// Worse than the best.
    Worse,
    /// Whether it keeps its targets was not settled.
    CannotTell,
    /// It misses a target that must hold.
    Misses,
    /// The objective cannot be measured.
    Blank,
}

/// A target, as one configuration keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetPlace {
    /// The estimate of its measure.
    pub estimate: Option<Estimate>,
    /// The chance that it holds, with Wilson's interval.
    pub chance: Option<(f64, Interval)>,
    /// Its verdict.
    pub verdict: Verdict,
}

/// The difference from the best, in the objective's unit: this one less the best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The mean.
    pub mean: f64,
    /// Simultaneous over all configurations.
    pub interval: Interval,
    /// Replications that both have.
    pub replications: usize,
}

/// A configuration in its place.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its number.
    pub configuration: usize,
    /// From 1.
    pub rank: usize,
    /// Replications.
    pub replications: usize,
    /// `[measure]`, as [`super::measures`].
    pub estimates: Vec<Option<Estimate>>,
    /// `[target]`, all targets of the scenario.
    pub targets: Vec<TargetPlace>,
    /// The chance that all targets that must hold do so at once.
    pub all: Option<(f64, Interval)>,
    /// Does it keep its targets, as far as selection had to know?
    pub standing: Standing,
    /// How likely it keeps them, from what was seen.
    pub keeps: f64,
    /// From the best.
    pub difference: Option<Difference>,
    /// What is said of it.
    pub word: Word,
}

/// The selected configuration on callers that played no part in selecting it.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Replications.
    pub replications: usize,
    /// `[measure]`.
    pub estimates: Vec<Option<Estimate>>,
    /// `[target]`.
    pub targets: Vec<TargetPlace>,
    /// The chance that all targets that must hold do so at once.
    pub all: Option<(f64, Interval)>,
}

/// Puts every configuration in its place, and looks at the selected one again.
pub(super) fn outcome<'a>(
    models: &'a [Model],
    plan: &SweepPlan,
    selected: &Selected,
    sampler: &mut Sampler<'a>,
) -> Result<Outcome, SweepError> {
    let read = |sampler: &Sampler, i: usize| -> Vec<Row> {
        sampler.rows(i, origin(plan.procedure, i), selected.counts[i]).into_iter().cloned().collect()
    };
    let measures = sampler.measures().to_vec();
    let objectives: Vec<Option<Vec<f64>>> =
        (0..models.len()).map(|i| series::objective(&read(sampler, i).iter().collect::<Vec<_>>(), &measures, plan)).collect();
    let mut places: Vec<Place> = (0..models.len())
        .map(|i| {
            let rows = read(sampler, i);
            let rows: Vec<&Row> = rows.iter().collect();
            let standing = selected.standing[i];
            let mine = objectives[i].as_deref();
            let difference =
                selected.best.filter(|&b| b != i).and_then(|b| difference(mine?, objectives[b].as_deref()?, plan, models.len()));
            Place {
                configuration: i,
                rank: 0,
                replications: rows.len(),
                estimates: estimates(&rows, &measures),
                targets: targets(&rows, &measures, &models[i]),
                all: all(&rows, plan),
                standing,
                keeps: series::keeps(&series::slacks(&rows, &measures, &models[i], plan)),
                difference,
                word: word(i, mine.is_some(), standing, difference, selected, plan),
            }
        })
        .collect();
    let mean = |p: &Place| objectives[p.configuration].as_ref().map_or(f64::NEG_INFINITY, |v| moments(v).0);
    let missed = |p: &Place| matches!(p.word, Word::Misses | Word::Blank);
    // the best, then those that keep their targets, then those that may, then those that do not: each by the objective
    let class = |p: &Place| match p.word {
        Word::Best => 0,
        Word::Same | Word::NotApart | Word::Worse => 1,
        Word::CannotTell => 2,
        Word::Misses => 3,
        Word::Blank => 4,
    };
    places.sort_by(|a, b| {
        let by_chance =
            if missed(a) && selected.best.is_none() { b.keeps.total_cmp(&a.keeps) } else { std::cmp::Ordering::Equal };
        class(a).cmp(&class(b)).then(by_chance).then(mean(b).total_cmp(&mean(a))).then(a.configuration.cmp(&b.configuration))
    });
    for (rank, place) in places.iter_mut().enumerate() {
        place.rank = rank + 1;
    }
    let fresh = match selected.best.filter(|_| plan.recheck > 0) {
        None => None,
        Some(best) => Some(again(best, &models[best], plan, &measures, sampler)?),
    };
    Ok(Outcome {
        places,
        best: selected.best,
        surety: selected.surety,
        spent: selected.counts.iter().sum(),
        equal: selected.counts.len() * selected.counts.iter().copied().max().unwrap_or(0),
        fresh,
        simulated: sampler.simulated * BLOCK,
        damaged: sampler.damaged,
    })
}

fn again(best: usize, model: &Model, plan: &SweepPlan, measures: &[Measure], sampler: &mut Sampler) -> Result<Fresh, SweepError> {
    let blocks: Vec<(usize, u64)> = (0..plan.recheck.div_ceil(BLOCK)).map(|b| (best, FRESH + (b * BLOCK) as u64)).collect();
    sampler.fill(&blocks)?;
    let rows = sampler.rows(best, FRESH, plan.recheck);
    Ok(Fresh {
        replications: rows.len(),
        estimates: estimates(&rows, measures),
        targets: targets(&rows, measures, model),
        all: all(&rows, plan),
    })
}

fn estimates(rows: &[&Row], measures: &[Measure]) -> Vec<Option<Estimate>> {
    measures.iter().map(|m| estimate(m.kind, &series::values(rows, measures, *m))).collect()
}

fn targets(rows: &[&Row], measures: &[Measure], model: &Model) -> Vec<TargetPlace> {
    let place = |(index, target): (usize, &crate::model::Target)| {
        let held: Vec<Vec<Option<bool>>> = rows.iter().map(|row| row.held[index].clone()).collect();
        let estimate = || estimate(target.measure.kind, &series::values(rows, measures, target.measure));
        let judged = judge_target(&held, estimate, target, model);
        TargetPlace { estimate: estimate(), chance: judged.chance, verdict: judged.verdict }
    };
    model.targets.iter().enumerate().map(place).collect()
}

/// The chance that all required targets hold at once, over their own periods.
fn all(rows: &[&Row], plan: &SweepPlan) -> Option<(f64, Interval)> {
    if plan.required.is_empty() {
        return None;
    }
    let held = rows.iter().filter(|row| plan.required.iter().all(|&t| row.held[t][0] != Some(false))).count();
    wilson(held, rows.len(), LEVEL).map(|interval| (held as f64 / rows.len() as f64, interval))
}

/// This one less the best, in the objective's own direction: paired on common callers, Welch's interval on independent ones;
/// simultaneous over all others (Bonferroni).
fn difference(mine: &[f64], best: &[f64], plan: &SweepPlan, systems: usize) -> Option<Difference> {
    let level = 1.0 - (1.0 - LEVEL) / (systems.max(2) - 1) as f64;
    let (mean, half, n) = if plan.procedure == Procedure::Rinott {
        let ((a, s), (b, t)) = (moments(mine), moments(best));
        let (va, vb) = (s * s / mine.len() as f64, t * t / best.len() as f64);
        let least = mine.len().min(best.len());
        // fewer degrees of freedom than Welch's: on the safe side
        (a - b, student(least.checked_sub(1).filter(|&f| f > 0)?, level) * (va + vb).sqrt(), least)
    } else {
        let differences: Vec<f64> = mine.iter().zip(best).map(|(a, b)| a - b).collect();
        let (mean, sd) = moments(&differences);
        let n = differences.len();
        (mean, student(n.checked_sub(1).filter(|&f| f > 0)?, level) * sd / (n as f64).sqrt(), n)
    };
    let sign = if plan.maximise { 1.0 } else { -1.0 };
    let (x, y) = (sign * (mean - half), sign * (mean + half));
    Some(Difference { mean: sign * mean, interval: Interval { low: x.min(y), high: x.max(y), level }, replications: n })
}

fn word(
    i: usize,
    measured: bool,
    standing: Standing,
    difference: Option<Difference>,
    selected: &Selected,
    plan: &SweepPlan,
) -> Word {
    if !measured {
        return Word::Blank;
    }
    if selected.best == Some(i) {
        return Word::Best;
    }
    if standing == Standing::Fails {
        return Word::Misses;
    }
    let Some(Difference { interval, .. }) = difference else { return Word::CannotTell };
    // how much worse it is, at least and at most
    let (least, most) = if plan.maximise { (-interval.high, -interval.low) } else { (interval.low, interval.high) };
    match () {
        () if least > -plan.margin && most < plan.margin => Word::Same,
        () if least > 0.0 => Word::Worse,
        // better, but it is not known to keep its targets
        () if most < 0.0 => Word::CannotTell,
        () => Word::NotApart,
    }
}
