//! A base and its alternatives on the same callers: same seed, same replications, the base's share of first calls.
//!
//! All go forward together, look by look, so that what is finished when a run is stopped is comparable: the replications
//! that all of them have. With wishes for precision, which are about differences, replications are added until every
//! difference asked for is known as closely.

use std::sync::atomic::AtomicBool;

use super::common::fresh_of;
use super::difference::{Comparand, difference};
use super::fresh::fresh_share;
use super::recovery;
use super::results::{LEVEL, Results};
use super::run::{Progress, Replications, RunError, measures};
use crate::analysis::multiple::each_level;
use crate::analysis::precision;
use crate::model::{Measure, Model};

/// How to run a comparison.
#[derive(Clone, Debug)]
pub struct ComparePlan {
    /// Replications, where no precision is asked for.
    pub replications: usize,
    /// The seed of all.
    pub seed: u64,
    /// Threads; 0 for all cores.
    pub threads: usize,
    /// The most replications that precision may take.
    pub most: usize,
    /// Differences wished to be known this closely: half the width of the interval at `level`.
    pub precision: Vec<(Comparand, f64)>,
    /// Statements made at once: each wish's interval shares the doubt with as many.
    pub statements: usize,
}

/// What a base and its alternatives gave.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Results, the base's first, all over the same replications.
    pub results: Vec<Results>,
    /// Replications that all have.
    pub replications: usize,
    /// Stopped before the end.
    pub partial: bool,
}

/// Runs a base (the first model) and its alternatives.
///
/// # Errors
/// A failed check of the engine, or threads that cannot be started.
pub fn compare(
    models: &[&Model],
    plan: &ComparePlan,
    stop: &AtomicBool,
    report: &mut (dyn FnMut(usize, Progress) + Send),
) -> Result<Compared, RunError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build()?;
    pool.install(|| inside(models, plan, stop, report))
}

fn inside(
    models: &[&Model],
    plan: &ComparePlan,
    stop: &AtomicBool,
    report: &mut (dyn FnMut(usize, Progress) + Send),
) -> Result<Compared, RunError> {
    let Some((base, _)) = models.split_first() else {
        return Ok(Compared { results: Vec::new(), replications: 0, partial: false });
    };
    let fresh = fresh_share(base)?;
    let watched = recovery::wanted(models);
    let mut runs = Vec::new();
    for model in models {
        let asked: Vec<Measure> = plan.precision.iter().filter_map(|(wish, _)| wish.parsed(model)).collect();
        let mut run = Replications::new(model, fresh_of(base, &fresh, model)?, plan.seed, measures(model, &asked));
        if let Some(first) = watched {
            run.keep_waits(first);
        }
        runs.push(run);
    }
    let last = if plan.precision.is_empty() { plan.replications } else { plan.most };
    'looks: for look in precision::looks(last) {
        for (index, run) in runs.iter_mut().enumerate() {
            let planned = if plan.precision.is_empty() { last } else { look };
            run.advance(look, stop, &mut |results| {
                report(index, Progress { done: results.replications, planned, half_width: None });
            })?;
            run.rest();
            if run.results.partial {
                break 'looks;
            }
        }
        let results: Vec<&Results> = runs.iter().map(|run| &run.results).collect();
        if !plan.precision.is_empty() && precise(models, &results, plan) {
            break;
        }
    }
    let partial = runs.iter().any(|run| run.results.partial);
    let mut results: Vec<Results> = runs.into_iter().map(|run| run.results).collect();
    let replications = results.iter().map(|r| r.replications).min().unwrap_or(0);
    for found in &mut results {
        found.keep(replications);
        found.partial = partial;
    }
    Ok(Compared { results, replications, partial })
}

/// Every difference wished for is known as closely as wished.
fn precise(models: &[&Model], results: &[&Results], plan: &ComparePlan) -> bool {
    let level = each_level(LEVEL, plan.statements.max(1));
    plan.precision.iter().all(|(wish, half_width)| {
        (1..models.len()).all(|place| {
            let found = difference(wish, (models[0], results[0]), (models[place], results[place]), level);
            found.is_some_and(|d| {
                let half = d.estimate.interval.map(|i| i.half_width());
                half.is_some_and(|half| precision::reached(half, *half_width, d.estimate.sd.unwrap_or(0.0)))
            })
        })
    })
}
