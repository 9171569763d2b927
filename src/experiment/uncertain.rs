//! Draws of inputs given as ranges: each draw is a set of models (a base and its alternatives, with the same quantiles), each simulated
//! for a few replications.
//!
//! Replication k of draw d is replication d K + k of the seed: callers of its own, and the same for all alternatives. What first
//! callers are among recorded calls is found once, with inputs as stated, as `sweep` does. A draw depends on its number alone, so
//! the same draws come out on any number of threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::common::{fresh_of, refusals};
use super::difference::Comparand;
use super::fresh::fresh_share;
use super::gauge::Gauge;
use super::run::{Progress, RunError, holds};
use crate::demand::FreshScale;
use crate::engine::{Fault, Inputs, Workspace, simulate};
use crate::model::{Measure, Model};
use crate::tally::Ledger;

/// How many.
#[derive(Clone, Copy, Debug)]
pub struct DrawPlan {
    /// Draws.
    pub draws: usize,
    /// Replications of each.
    pub replications: usize,
    /// The seed.
    pub seed: u64,
    /// Threads; 0 for all cores.
    pub threads: usize,
}

/// What one replication of a draw gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The value of each measure asked for; none where there is none.
    pub values: Vec<Option<f64>>,
    /// Whether each target held.
    pub held: Vec<bool>,
    /// Calls received.
    pub calls: u64,
}

/// What all draws gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// `[draw][configuration][replication]`.
    pub rows: Vec<Vec<Vec<Row>>>,
    /// Stopped before the end.
    pub partial: bool,
}

/// Why draws gave nothing. `E`: what may be wrong with drawn inputs.
#[derive(Debug)]
pub enum DrawError<E> {
    /// The inputs of a draw make no scenario.
    Inputs(E),
    /// The inputs of a draw change what must stay the same.
    Apart(String),
    /// As for any experiment.
    Run(RunError),
}

impl<E> From<Fault> for DrawError<E> {
    fn from(fault: Fault) -> Self {
        Self::Run(RunError::Fault(fault))
    }
}

/// Draws of a thread before all threads meet: a stop loses no more.
const DRAWS_PER_THREAD: usize = 4;

/// Runs the draws. `stated`: the models with inputs as stated, the base first; `lower`: the models of a draw, in the same order;
/// `wanted`: the measures kept.
///
/// # Errors
/// Inputs of a draw that make no scenario, the first draw's first; a failed check of the engine; threads that cannot be started.
pub fn uncertain<E: Send>(
    stated: &[&Model],
    wanted: &[Comparand],
    plan: &DrawPlan,
    lower: &(dyn Fn(usize) -> Result<Vec<Model>, E> + Sync),
    stop: &AtomicBool,
    report: &mut (dyn FnMut(Progress) + Send),
) -> Result<Drawn, DrawError<E>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build().map_err(|e| DrawError::Run(e.into()))?;
    pool.install(|| {
        let mut drawn = Drawn { rows: Vec::new(), partial: false };
        let Some((base, _)) = stated.split_first() else { return Ok(drawn) };
        let found = fresh_share(base)?;
        let fresh: Result<Vec<FreshScale>, Fault> = stated.iter().map(|model| fresh_of(base, &found, model)).collect();
        let experiment = Experiment { stated, wanted, fresh: fresh?, plan };
        let shown = Mutex::new((report, 0));
        let draw = |number: usize| -> Result<Option<Vec<Vec<Row>>>, DrawError<E>> {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let rows = experiment.draw(number, lower(number).map_err(DrawError::Inputs)?)?;
            if let Ok(mut shown) = shown.lock() {
                shown.1 += plan.replications;
                let progress = Progress { done: shown.1, planned: plan.draws * plan.replications, half_width: None };
                (shown.0)(progress);
            }
            Ok(Some(rows))
        };
        let step = DRAWS_PER_THREAD * rayon::current_num_threads();
        while drawn.rows.len() < plan.draws && !drawn.partial {
            let from = drawn.rows.len();
            let to = plan.draws.min(from + step);
            let some: Vec<Result<Option<_>, _>> = (from..to).into_par_iter().with_max_len(1).map(draw).collect();
            for rows in some {
                match rows? {
                    Some(rows) if !drawn.partial => drawn.rows.push(rows),
                    // a stop may leave gaps: only what comes before the first one counts
                    _ => drawn.partial = true,
                }
            }
        }
        Ok(drawn)
    })
}

struct Experiment<'a> {
    stated: &'a [&'a Model],
    wanted: &'a [Comparand],
    fresh: Vec<FreshScale>,
    plan: &'a DrawPlan,
}

impl Experiment<'_> {
    fn draw<E>(&self, number: usize, models: Vec<Model>) -> Result<Vec<Vec<Row>>, DrawError<E>> {
        let one = |(place, model): (usize, &Model)| {
            if let Some(reason) = refusals(self.stated[place], model).first() {
                return Err(DrawError::Apart(format!("{}: {reason}", model.name)));
            }
            Ok(self.configuration(number, place, model)?)
        };
        models.iter().enumerate().map(one).collect()
    }

    /// The replications of one configuration of a draw.
    fn configuration(&self, number: usize, place: usize, model: &Model) -> Result<Vec<Row>, Fault> {
        let measures: Vec<Option<Measure>> = self
            .wanted
            .iter()
            .map(|comparand| comparand.parsed(model).filter(|m| crate::tally::measure::applies(model, *m)))
            .collect();
        let inputs = Inputs::new(model, self.fresh[place].clone());
        let layout = &inputs.layout;
        let gauge = Gauge::new(model, layout, measures.iter().copied().flatten().collect());
        let mut space = Workspace::new(model);
        let mut ledger = Ledger::new(layout, model.queues.len(), model.bands.len());
        (0..self.plan.replications)
            .map(|k| {
                let replication = (number * self.plan.replications + k) as u64;
                let audit = simulate(&inputs, self.plan.seed, replication, &mut space, &mut ledger)?;
                let books = gauge.books(&ledger);
                let (values, held) = gauge.read(model, &ledger, books.as_ref());
                let mut values = values.into_iter();
                Ok(Row {
                    values: measures.iter().map(|m| m.and_then(|_| values.next()?.value())).collect(),
                    held: model.targets.iter().zip(&held).map(|(target, periods)| holds(model, target, periods)).collect(),
                    calls: audit.received,
                })
            })
            .collect()
    }
}
