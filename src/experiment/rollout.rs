//! Many replications of a roll-out, over threads: the same courses in the same order on any number of them.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::fresh::fresh_share;
use super::run::{Progress, RunError};
use crate::programme::{Carried, Course, Detail, Luck, Setup, Tables, full, run};

/// Replications of a programme, in order, and its plan.
#[derive(Clone, Debug, PartialEq)]
pub struct RollOut {
    /// How calls were carried.
    pub detail: Detail,
    /// As it came, by replication.
    pub courses: Vec<Course>,
    /// As planned: means, expected calls, gates passed, nobody withdraws.
    pub plan: Course,
}

/// Replications between two reports of progress, in reduced detail.
const BATCH: u64 = 16;

/// Runs a programme, in full detail where it is carried so; fewer replications than asked for only where a stop was asked for.
///
/// # Errors
/// Threads that cannot be started; a fault of the engine.
pub fn roll_out(
    setup: &Setup,
    tables: &Tables,
    carried: Option<&Carried>,
    (seed, replications, threads): (u64, u64, usize),
    stop: &AtomicBool,
    report: &mut dyn FnMut(Progress),
) -> Result<RollOut, RunError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let inputs = match carried {
        Some(carried) => Some((carried, carried.inputs(pool.install(|| fresh_share(setup.model))?))),
        None => None,
    };
    // the fewer the longer each takes
    let together = if carried.is_some() { pool.current_num_threads() as u64 } else { BATCH };
    let one = |replication: u64| -> Result<Option<Course>, RunError> {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        Ok(Some(match &inputs {
            Some((carried, inputs)) => full::run(setup, carried, inputs, tables, (seed, replication))?,
            None => run(setup, &mut tables.replication(setup, seed, replication), Luck::of(seed, replication)),
        }))
    };
    let plan = run(setup, &mut tables.expected(setup), Luck::Planned);
    let mut courses: Vec<Course> = Vec::new();
    let mut from = 0;
    while from < replications {
        let to = (from + together).min(replications);
        let batch: Result<Vec<Option<Course>>, RunError> = pool.install(|| (from..to).into_par_iter().map(one).collect());
        let batch = batch?;
        let whole = batch.iter().all(Option::is_some);
        // a replication after one that was left out would move the numbers of all that follow
        courses.extend(batch.into_iter().map_while(|course| course));
        if !whole {
            break;
        }
        report(Progress { done: courses.len(), planned: replications as usize, half_width: None });
        from = to;
    }
    Ok(RollOut { detail: if carried.is_some() { Detail::Full } else { Detail::Reduced }, courses, plan })
}
