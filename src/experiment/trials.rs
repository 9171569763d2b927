//! Replications of which only the verdict and the books are kept: whether all targets held, and the contracts' accounts.
//!
//! For searches that simulate many configurations on common callers: replication r is the same whichever batch it is asked for in,
//! and nothing by interval or call is remembered. Memory grows by some hundred bytes a replication.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::common::fresh_of;
use super::fresh::fresh_share;
use super::gauge::Gauge;
use super::results::estimate;
use super::run::{RunError, holds};
use crate::demand::FreshScale;
use crate::engine::{Fault, Inputs, Workspace, simulate};
use crate::finance::Account;
use crate::model::{Confidence, Measure, Model};
use crate::tally::names::{Unit, unit};
use crate::tally::{Ledger, Ratio};

/// What a replication gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// By target: whether it held.
    pub held: Vec<bool>,
    /// By target: its measure's value.
    pub values: Vec<Ratio>,
    /// By contract.
    pub accounts: Vec<Account>,
    /// Calls received.
    pub calls: u64,
}

impl Trial {
    /// Every target held that is judged by its chance.
    pub fn all_held(&self, model: &Model) -> bool {
        model.targets.iter().zip(&self.held).all(|(target, held)| *held || target.confidence == Confidence::Estimate)
    }
}

/// Where replications are simulated: threads, the seed, what first callers are among recorded calls.
#[derive(Debug)]
pub struct Trials {
    pool: rayon::ThreadPool,
    fresh: FreshScale,
    base: Model,
    seed: u64,
    done: Arc<AtomicUsize>,
}

impl Trials {
    /// For a scenario and others of the same areas and calendar.
    ///
    /// # Errors
    /// A failed check of the engine; threads that cannot be started.
    pub fn new(base: &Model, seed: u64, threads: usize) -> Result<Self, RunError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let fresh = pool.install(|| fresh_share(base))?;
        Ok(Self { pool, fresh, base: base.clone(), seed, done: Arc::default() })
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Replications simulated so far, for who wants to look at it meanwhile.
    pub fn done(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.done)
    }

    /// Simulates replications; fewer than asked for only where a stop was asked for.
    ///
    /// # Errors
    /// A failed check of the engine.
    pub fn trials(&self, model: &Model, replications: std::ops::Range<u64>, stop: &AtomicBool) -> Result<Vec<Trial>, RunError> {
        self.pool.install(|| self.inside(model, replications, stop))
    }

    fn inside(&self, model: &Model, replications: std::ops::Range<u64>, stop: &AtomicBool) -> Result<Vec<Trial>, RunError> {
        let inputs = Inputs::new(model, fresh_of(&self.base, &self.fresh, model)?);
        let layout = &inputs.layout;
        let gauge = Gauge::new(model, layout, model.targets.iter().map(|t| t.measure).collect());
        let memory: Mutex<Vec<(Workspace, Ledger)>> = Mutex::new(Vec::new());
        let one = |r: u64| -> Result<Option<Trial>, Fault> {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let used = memory.lock().ok().and_then(|mut memory| memory.pop());
            let new = || (Workspace::new(model), Ledger::new(layout, model.queues.len(), model.bands.len()));
            let (mut space, mut ledger) = used.unwrap_or_else(new);
            let audit = simulate(&inputs, self.seed, r, &mut space, &mut ledger)?;
            self.done.fetch_add(1, Ordering::Relaxed);
            let books = gauge.books(&ledger);
            let (values, periods) = gauge.read(model, &ledger, books.as_ref());
            let trial = Trial {
                held: model.targets.iter().zip(&periods).map(|(target, periods)| holds(model, target, periods)).collect(),
                values,
                accounts: books.map_or_else(Vec::new, |books| books.accounts),
                calls: audit.received,
            };
            if let Ok(mut memory) = memory.lock() {
                memory.push((space, ledger));
            }
            Ok(Some(trial))
        };
        let done: Result<Vec<Option<Trial>>, Fault> = (0..(replications.end - replications.start) as usize)
            .into_par_iter()
            .with_max_len(1)
            .map(|place| one(replications.start + place as u64))
            .collect();
        // a stop may leave gaps: only what comes before the first one counts
        Ok(done?.into_iter().map_while(|trial| trial).collect())
    }
}

/// How well a staffing keeps the targets, as one number that rises with staff: at least 0 where enough replications keep them all.
///
/// In a replication the slack of a target is the distance of its value from its bound as a share of the bound (of what may be missed,
/// for a share that must be high), the least slack counts; of the replications, the one that may just be missed. Targets that are judged
/// on the estimate count by the slack of their mean. None where nothing was measured.
pub fn slack(model: &Model, trials: &[Trial], confidence: f64) -> Option<f64> {
    if trials.is_empty() {
        return None;
    }
    let of = |measure: Measure, value: f64, limit: f64, small: bool| {
        let missed_share = !small && unit(measure.kind) == Unit::Share;
        let scale = if missed_share { (1.0 - limit).max(0.01) } else { limit.abs() };
        let distance = if small { limit - value } else { value - limit };
        distance / scale.max(1e-9)
    };
    let mut by_replication: Vec<f64> = trials
        .iter()
        .map(|trial| {
            let chances = model.targets.iter().enumerate().filter(|(_, target)| target.confidence != Confidence::Estimate);
            let slacks = chances.map(|(index, target)| {
                let value = trial.values[index].value();
                let found = value.map_or(1.0, |v| of(target.measure, v, target.bound.limit(), target.bound.small_is_good()));
                // months may fail where the horizon holds; a bound that must not be reached may be met exactly
                if trial.held[index] { found.max(0.0) } else { found.min(-1e-9) }
            });
            slacks.fold(f64::INFINITY, f64::min)
        })
        .collect();
    by_replication.sort_by(f64::total_cmp);
    let may_miss = ((1.0 - confidence) * trials.len() as f64 + 1e-9).floor() as usize;
    let chance = by_replication[may_miss.min(trials.len() - 1)];
    let estimates = model.targets.iter().enumerate().filter(|(_, target)| target.confidence == Confidence::Estimate);
    let on_estimate = estimates.filter_map(|(index, target)| {
        let values: Vec<Ratio> = trials.iter().map(|trial| trial.values[index]).collect();
        let mean = estimate(target.measure.kind, &values)?.mean;
        Some(of(target.measure, mean, target.bound.limit(), target.bound.small_is_good()))
    });
    Some(on_estimate.fold(chance, f64::min))
}
