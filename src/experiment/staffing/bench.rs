//! Candidates on the bench: each simulated on as many callers as were asked for, never twice on the same.
//!
//! A *stream* is a set of callers: stream 0 those of the search, common to all candidates; each later one fresh callers, with replication
//! numbers that nothing else has used.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::seen::{Detail, Seen};
use crate::demand::FreshScale;
use crate::engine::{Fault, Inputs, Workspace, simulate};
use crate::experiment::fresh::fresh_share;
use crate::experiment::gauge::Gauge;
use crate::finance::Counted;
use crate::model::{Measure, Model, Staffing};
use crate::plan::staffing::{Problem, Site};
use crate::tally::{Ledger, Ratio};

/// Replications handed to a thread at once.
const BLOCK: usize = 5;
/// The replication number of the first one of a fresh stream, and how many each stream has.
const FRESH: u64 = 1 << 41;
const STREAM: u64 = 1 << 32;

/// Makes the model of a staffing.
pub type Lower<'a> = dyn Fn(&Staffing) -> Result<Model, String> + Sync + 'a;

/// Why a search gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum StaffingError {
    /// A mistake of this program.
    #[error("a check inside the program failed, so no result can be trusted: {0}")]
    Fault(#[from] Fault),
    /// Threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A staffing that the scenario does not take.
    #[error("a staffing that was tried is no scenario:\n{0}")]
    Scenario(String),
    /// Stopped from outside: time is up, or Ctrl-C.
    #[error("stopped")]
    Stopped,
}

/// A candidate: a staffing, or the scenario as it stands.
pub type Candidate = Option<Staffing>;

/// The bench.
pub struct Bench<'a> {
    base: &'a Model,
    lower: &'a Lower<'a>,
    problem: &'a Problem,
    sites: &'a [Site],
    counted: Counted,
    fresh: FreshScale,
    seed: u64,
    pool: rayon::ThreadPool,
    measures: Vec<Measure>,
    readings: Vec<(usize, Option<usize>)>,
    seen: BTreeMap<(u64, Candidate), Seen>,
    stop: &'a AtomicBool,
    /// Of what was forgotten: candidates of the search, and what equal shares for them would have taken.
    forgotten: (usize, usize),
    /// Replications simulated, of all streams.
    pub spent: usize,
}

impl<'a> Bench<'a> {
    /// For candidates of a model.
    ///
    /// # Errors
    /// Threads that cannot be started, a fault of the engine.
    pub fn new(
        base: &'a Model,
        (problem, sites): (&'a Problem, &'a [Site]),
        lower: &'a Lower<'a>,
        (seed, threads): (u64, usize),
        stop: &'a AtomicBool,
    ) -> Result<Self, StaffingError> {
        let groups: Vec<u16> = problem.choices.groups.iter().map(|g| g.group).collect();
        let counted = Counted::of(base, &groups);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let fresh = pool.install(|| fresh_share(base))?;
        Ok(Self {
            base,
            lower,
            problem,
            sites,
            counted,
            fresh,
            seed,
            pool,
            measures: Vec::new(),
            readings: Vec::new(),
            seen: BTreeMap::new(),
            stop,
            forgotten: (0, 0),
            spent: 0,
        })
    }

    /// The index of a reading: a measure over its own period, or a month (from 1). Before anything is simulated with it, what was
    /// simulated without is forgotten.
    pub fn reading(&mut self, measure: Measure, month: Option<usize>) -> usize {
        let place = self.measures.iter().position(|m| *m == measure).unwrap_or_else(|| {
            self.measures.push(measure);
            self.measures.len() - 1
        });
        let wanted = (place, month);
        self.readings.iter().position(|r| *r == wanted).unwrap_or_else(|| {
            self.forgotten = self.equal_shares();
            self.seen.clear();
            self.readings.push(wanted);
            self.readings.len() - 1
        })
    }

    /// Makes sure that candidates have so many replications of a stream.
    ///
    /// # Errors
    /// A fault, a staffing that is no scenario, or that a stop was asked for: then nothing of this call counts.
    pub fn fill(&mut self, stream: u64, wanted: &[(Candidate, usize)]) -> Result<(), StaffingError> {
        let mut missing: BTreeMap<&Candidate, (usize, usize)> = BTreeMap::new();
        for (candidate, n) in wanted {
            let have = self.seen.get(&(stream, candidate.clone())).map_or(0, |seen| seen.rows.len());
            let entry = missing.entry(candidate).or_insert((have, *n));
            entry.1 = entry.1.max(*n);
        }
        missing.retain(|_, (have, n)| have < n);
        if missing.is_empty() {
            return Ok(());
        }
        let candidates: Vec<(&Candidate, usize, usize)> = missing.into_iter().map(|(c, (have, n))| (c, have, n)).collect();
        let models = self.models(&candidates)?;
        let inputs: Vec<(Inputs<'_>, Gauge<'_>)> = models
            .iter()
            .map(|model| {
                let inputs = Inputs::new(model, self.fresh.clone());
                let gauge = Gauge::new(model, &inputs.layout, self.measures.clone());
                (inputs, gauge)
            })
            .collect();
        let blocks: Vec<(usize, usize, usize)> = candidates
            .iter()
            .enumerate()
            .flat_map(|(index, &(_, have, n))| (have..n).step_by(BLOCK).map(move |from| (index, from, (from + BLOCK).min(n))))
            .collect();
        let done = self.simulate(stream, &inputs, &blocks)?;
        for ((index, from, to), (rows, detail)) in blocks.iter().zip(done) {
            let seen = self.seen.entry((stream, candidates[*index].0.clone())).or_default();
            debug_assert_eq!(seen.rows.len(), *from);
            seen.rows.extend(rows);
            seen.detail.add(&detail);
            self.spent += to - from;
        }
        for ((candidate, ..), model) in candidates.iter().zip(&models) {
            if let Some(seen) = self.seen.get_mut(&(stream, (*candidate).clone())) {
                let scheduled = |g: &crate::model::ChosenGroup| self.counted.scheduled(model, g.group);
                seen.cost = self.problem.choices.groups.iter().map(scheduled).sum();
            }
        }
        Ok(())
    }

    fn models(&self, candidates: &[(&Candidate, usize, usize)]) -> Result<Vec<Model>, StaffingError> {
        let lower = |candidate: &Candidate| -> Result<Model, StaffingError> {
            let mut model = match candidate {
                None => self.base.clone(),
                Some(staffing) => (self.lower)(staffing).map_err(StaffingError::Scenario)?,
            };
            super::seen::count_late(&mut model, self.sites);
            model.count_at(self.measures.iter().map(|m| m.kind));
            Ok(model)
        };
        let made = self.pool.install(|| candidates.par_iter().map(|c| lower(c.0)).collect::<Vec<_>>());
        made.into_iter().collect()
    }

    fn simulate(
        &self,
        stream: u64,
        inputs: &[(Inputs, Gauge)],
        blocks: &[(usize, usize, usize)],
    ) -> Result<Vec<(Vec<Vec<Ratio>>, Detail)>, StaffingError> {
        let origin = if stream == 0 { 0 } else { FRESH + stream * STREAM };
        let stopped = Mutex::new(false);
        let block = |&(index, from, to): &(usize, usize, usize)| -> Result<(Vec<Vec<Ratio>>, Detail), Fault> {
            let (inputs, gauge) = &inputs[index];
            let (model, layout) = (inputs.model, &inputs.layout);
            let mut space = Workspace::new(model);
            let mut ledger = Ledger::new(layout, model.queues.len(), model.bands.len());
            let mut detail = Detail::default();
            let mut rows = Vec::with_capacity(to - from);
            for replication in from..to {
                if self.stop.load(Ordering::Relaxed) {
                    if let Ok(mut stopped) = stopped.lock() {
                        *stopped = true;
                    }
                    break;
                }
                simulate(inputs, self.seed, origin + replication as u64, &mut space, &mut ledger)?;
                rows.push(gauge.at(model, &ledger, &self.readings));
                detail.read(model, layout, &ledger, &self.problem.choices.pattern, self.sites);
            }
            Ok((rows, detail))
        };
        let done: Result<Vec<_>, Fault> = self.pool.install(|| blocks.par_iter().with_max_len(1).map(block).collect());
        let done = done?;
        if stopped.into_inner().unwrap_or(true) { Err(StaffingError::Stopped) } else { Ok(done) }
    }

    /// What was seen of a candidate; nothing before it was simulated.
    pub fn seen(&self, stream: u64, candidate: &Candidate) -> Option<&Seen> {
        self.seen.get(&(stream, candidate.clone()))
    }

    /// The values of a reading in the first `n` replications.
    pub fn values(&self, stream: u64, candidate: &Candidate, reading: usize, n: usize) -> Vec<Ratio> {
        let rows = self.seen(stream, candidate).map_or(&[][..], |seen| &seen.rows);
        rows.iter().take(n).map(|row| row[reading]).collect()
    }

    /// Candidates simulated in the search, and what giving each as many replications as the one with most would have taken.
    pub fn equal_shares(&self) -> (usize, usize) {
        let of_search = || self.seen.iter().filter(|((stream, _), _)| *stream == 0).map(|(_, seen)| seen.rows.len());
        let (candidates, equal) = self.forgotten;
        (candidates + of_search().count(), equal + of_search().count() * of_search().max().unwrap_or(0))
    }

    /// The model of a candidate.
    ///
    /// # Errors
    /// That it is no scenario.
    pub fn model(&self, candidate: &Candidate) -> Result<Model, StaffingError> {
        self.models(&[(candidate, 0, 0)]).map(|mut models| models.remove(0))
    }
}
