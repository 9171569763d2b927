//! Replications of which only the days are kept, each of a model of its own: for fits and predictions day by day.
//!
//! Replication r of a seed meets the same callers whatever the model says of staff, so differences between models are of the models.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::run::RunError;
use crate::demand::FreshScale;
use crate::engine::{Fault, Inputs, Workspace, simulate};
use crate::model::clock::SECOND;
use crate::model::{MeasureKind as K, Model, Scope};
use crate::tally::layout::Cell;
use crate::tally::selection::Selection;
use crate::tally::{Evaluation, Ledger};

/// What a day gave.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DayCounts {
    /// Calls received.
    pub received: f64,
    /// Answered by a person.
    pub answered: f64,
    /// Of those, within 60 seconds.
    pub within: f64,
    /// Abandoned.
    pub abandoned: f64,
    /// Triaged.
    pub triaged: f64,
}

/// One replication: which model it has, and its number.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// Which configuration, for the maker of models.
    pub configuration: usize,
    /// The replication.
    pub replication: u64,
}

/// Simulates tasks; the reported days of each, in order of tasks. Empty where a stop was asked for.
///
/// # Errors
/// A failed check of the engine; threads that cannot be started.
pub fn by_day(
    tasks: &[Task],
    seed: u64,
    threads: usize,
    make: &(dyn Fn(Task) -> Model + Sync),
    stop: &AtomicBool,
) -> Result<Vec<Vec<DayCounts>>, RunError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let one = |task: &Task| -> Result<Vec<DayCounts>, Fault> {
        if stop.load(Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        let model = make(*task);
        let inputs = Inputs::new(&model, FreshScale::default());
        let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
        simulate(&inputs, seed, task.replication, &mut Workspace::new(&model), &mut ledger)?;
        Ok(days(&inputs, &ledger))
    };
    let done: Result<Vec<_>, Fault> = pool.install(|| tasks.par_iter().with_max_len(1).map(one).collect());
    Ok(done?)
}

/// The reported days of a replication.
fn days(inputs: &Inputs, ledger: &Ledger) -> Vec<DayCounts> {
    let model = inputs.model;
    let reported = model.clock.reported_days();
    let mut cells: Vec<Vec<usize>> = vec![Vec::new(); reported.len()];
    for (index, cell) in inputs.layout.cells.iter().enumerate() {
        let day = match *cell {
            Cell::Slot(slot) => model.clock.slots[slot as usize].day,
            Cell::Day(day) => day,
            _ => continue,
        };
        if let Some(place) = (day as usize).checked_sub(reported.start).and_then(|d| cells.get_mut(d)) {
            place.push(index);
        }
    }
    let selection = Selection::new(model, &inputs.layout, Scope::All);
    let counts = cells.iter().map(|cells| {
        let evaluation = Evaluation::new(model, ledger, &selection, cells);
        let within = evaluation.ratio(K::AnsweredWithin(60 * SECOND), 1);
        let abandoned = evaluation.ratio(K::Abandonment, 1);
        let triaged = evaluation.ratio(K::ClinicianShare, 1);
        DayCounts {
            received: evaluation.ratio(K::CallsOffered, 1).numerator,
            answered: within.denominator,
            within: within.numerator,
            abandoned: abandoned.numerator,
            triaged: triaged.denominator,
        }
    });
    counts.collect()
}
