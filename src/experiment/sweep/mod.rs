//! Many configurations of one scenario: which is best, with as few replications as that takes.
//!
//! ```text
//!  models, one a configuration
//!       |  sampler      blocks of replications on common (or independent) callers, kept in the journal
//!       v
//!  procedure            asks for blocks where the decision is close: analysis::select decides
//!       v
//!  places               every configuration in its place: estimate, targets, difference from the best, verdict
//! ```
//!
//! The first replications of all configurations meet the same callers (same seed, same replication numbers, the base's share of
//! first calls). The one selected is simulated again on callers that played no part in selecting it.

pub mod journal;
pub mod places;
mod procedure;
mod sampler;
mod series;

use std::path::Path;
use std::sync::atomic::AtomicBool;

pub use journal::{Identity, JournalError};
pub use places::{Difference, Fresh, Place, TargetPlace, Word};
pub use sampler::{BLOCK, SweepError};
pub use series::tolerance;

use crate::analysis::select::Standing;
use crate::model::{Measure, Model};

/// How the best is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Procedure {
    /// Kim and Nelson on common callers: a guarantee.
    Kn,
    /// Rinott on independent callers: a guarantee.
    Rinott,
    /// Optimal computing budget allocation on common callers: an estimate, no guarantee.
    Ocba,
}

/// What is wanted.
#[derive(Clone, Debug)]
pub struct SweepPlan {
    /// The seed.
    pub seed: u64,
    /// Threads; 0 for all cores.
    pub threads: usize,
    /// What is best.
    pub objective: Measure,
    /// Large values of it are.
    pub maximise: bool,
    /// The targets that must hold, by index.
    pub required: Vec<usize>,
    /// How to look.
    pub procedure: Procedure,
    /// A difference of the objective that does not matter, in its unit.
    pub margin: f64,
    /// Probability of correct selection.
    pub confidence: f64,
    /// Replications of every configuration at first.
    pub first: usize,
    /// The most replications of one configuration.
    pub most: usize,
    /// Replications of the selected one on fresh callers.
    pub recheck: usize,
    /// Further measures to be shown.
    pub shown: Vec<Measure>,
}

/// How sure the selection is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surety {
    /// At least this probability, at the margin.
    Guaranteed(f64),
    /// About this probability, from what was seen.
    Estimated(f64),
    /// The most replications allowed were not enough.
    NotReached,
    /// Nothing was selected: no configuration keeps the targets, at least this surely.
    NoneKeeps(f64),
}

/// What a sweep gives.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Configurations, the best first.
    pub places: Vec<Place>,
    /// The one selected, by its number.
    pub best: Option<usize>,
    /// How sure.
    pub surety: Surety,
    /// Replications that selecting took.
    pub spent: usize,
    /// What it would have taken to give each configuration as many as the one with most.
    pub equal: usize,
    /// The selected one on fresh callers.
    pub fresh: Option<Fresh>,
    /// Replications simulated by this process; the rest came from the journal.
    pub simulated: usize,
    /// Damaged lines of the journal, done again.
    pub damaged: usize,
}

/// What is known while a sweep selects: `[configuration]`.
#[derive(Clone, Debug)]
struct Selected {
    counts: Vec<usize>,
    standing: Vec<Standing>,
    best: Option<usize>,
    surety: Surety,
}

/// The replication number of the first one on fresh callers.
const FRESH: u64 = 1 << 40;

/// Where the replications of a configuration begin.
fn origin(procedure: Procedure, configuration: usize) -> u64 {
    match procedure {
        Procedure::Kn | Procedure::Ocba => 0,
        Procedure::Rinott => (configuration as u64 + 1) << 44,
    }
}

/// Runs a sweep. `base`: the scenario without settings; `models`: one a configuration, with the same areas, calendar and targets;
/// `folder`: where the journal is kept, under this identity. `report` hears of replications done and asked for in each stage.
///
/// # Errors
/// A failed check of the engine, threads that cannot be started, a journal that cannot be used, or that it was stopped.
pub fn sweep(
    base: &Model,
    models: &[Model],
    plan: &SweepPlan,
    (folder, identity, restart): (&Path, &Identity, bool),
    stop: &AtomicBool,
    report: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Outcome, SweepError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build()?;
    pool.install(|| {
        let measures = measures(base, plan);
        let mut sampler = sampler::Sampler::new(base, models, (plan.seed, measures), (folder, identity, restart), stop, report)?;
        let selected = procedure::select(models, plan, &mut sampler)?;
        let outcome = places::outcome(models, plan, &selected, &mut sampler)?;
        sampler.finish()?;
        Ok(outcome)
    })
}

/// The measures kept of every replication: the objective, those of targets, those to be shown. None twice.
pub fn measures(base: &Model, plan: &SweepPlan) -> Vec<Measure> {
    let mut measures = vec![plan.objective];
    for measure in base.targets.iter().map(|t| t.measure).chain(plan.shown.iter().copied()) {
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    measures
}
