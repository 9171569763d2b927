//! Many replications of a roll-out, over threads: the same courses in the same order on any number of them.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::Progress;
use crate::programme::{Course, Luck, Setup, Tables, run};

/// Replications of a programme, in order, and its plan.
#[derive(Clone, Debug, PartialEq)]
pub struct RollOut {
    /// As it came, by replication.
    pub courses: Vec<Course>,
    /// As planned: means, expected calls, gates passed, nobody withdraws.
    pub plan: Course,
}

/// Replications between two reports of progress.
const BATCH: u64 = 16;

/// Runs a programme; fewer replications than asked for only where a stop was asked for.
///
/// # Errors
/// Threads that cannot be started.
pub fn roll_out(
    setup: &Setup,
    tables: &Tables,
    (seed, replications, threads): (u64, u64, usize),
    stop: &AtomicBool,
    report: &mut dyn FnMut(Progress),
) -> Result<RollOut, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let one = |replication: u64| {
        (!stop.load(Ordering::Relaxed))
            .then(|| run(setup, &tables.replication(setup, seed, replication), Luck::of(seed, replication)))
    };
    let plan = run(setup, &tables.replication(setup, seed, 0), Luck::Planned);
    let mut courses: Vec<Course> = Vec::new();
    let mut from = 0;
    while from < replications {
        let to = (from + BATCH).min(replications);
        let batch: Vec<Option<Course>> = pool.install(|| (from..to).into_par_iter().map(one).collect());
        let whole = batch.iter().all(Option::is_some);
        // a replication after one that was left out would move the numbers of all that follow
        courses.extend(batch.into_iter().map_while(|course| course));
        if !whole {
            break;
        }
        report(Progress { done: courses.len(), planned: replications as usize, half_width: None });
        from = to;
    }
    Ok(RollOut { courses, plan })
}
