//! Blocks of replications of many configurations: from the journal, or simulated on any thread and written there.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::journal::{Blocks, Identity, Journal, JournalError, Row};
use crate::demand::FreshScale;
use crate::engine::{Fault, Inputs, Workspace, simulate};
use crate::experiment::fresh::fresh_share;
use crate::experiment::gauge::Gauge;
use crate::model::{Measure, Model};
use crate::tally::Ledger;

/// Replications of a block: the least that is lost by an interruption, the least that is handed to a thread.
pub const BLOCK: usize = 5;

/// Why a sweep gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// A mistake of this program.
    #[error("a check inside the program failed, so no result can be trusted: {0}")]
    Fault(#[from] Fault),
    /// Threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Stopped from outside.
    #[error("stopped; what is finished is kept: the same command goes on from there")]
    Stopped,
}

/// Blocks of all configurations.
pub(super) struct Sampler<'a> {
    models: &'a [Model],
    base: &'a Model,
    seed: u64,
    measures: Vec<Measure>,
    fresh: Option<FreshScale>,
    prepared: BTreeMap<usize, (Inputs<'a>, Gauge<'a>)>,
    blocks: Blocks,
    journal: Journal,
    /// Blocks that this process simulated.
    pub(super) simulated: usize,
    /// Lines of the journal that were damaged and are done again.
    pub(super) damaged: usize,
    stop: &'a AtomicBool,
    report: &'a mut (dyn FnMut(usize, usize) + Send),
}

impl<'a> Sampler<'a> {
    /// `base` gives the share of first calls in recorded ones, the same for all; `report` hears how many replications of those
    /// asked for are done.
    pub(super) fn new(
        base: &'a Model,
        models: &'a [Model],
        (seed, measures): (u64, Vec<Measure>),
        (folder, identity, restart): (&Path, &Identity, bool),
        stop: &'a AtomicBool,
        report: &'a mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<Self, SweepError> {
        let (journal, blocks, damaged) = Journal::open(folder, identity, restart)?;
        let (fresh, prepared) = (None, BTreeMap::new());
        Ok(Self { models, base, seed, measures, fresh, prepared, blocks, journal, simulated: 0, damaged, stop, report })
    }

    /// The measures read, in order.
    pub(super) fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Makes sure that these blocks (configuration, first replication) are there. Nothing is simulated for those that are.
    pub(super) fn fill(&mut self, wanted: &[(usize, u64)]) -> Result<(), SweepError> {
        let mut missing: Vec<(usize, u64)> = wanted.iter().copied().filter(|key| !self.blocks.contains_key(key)).collect();
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        let fresh = match &self.fresh {
            Some(fresh) => fresh.clone(),
            None => self.fresh.insert(fresh_share(self.base)?).clone(),
        };
        for &(configuration, _) in &missing {
            let (models, measures) = (self.models, &self.measures);
            self.prepared.entry(configuration).or_insert_with(|| {
                let inputs = Inputs::new(&models[configuration], fresh.clone());
                let gauge = Gauge::new(&models[configuration], &inputs.layout, measures.clone());
                (inputs, gauge)
            });
        }
        let (prepared, seed, stop) = (&self.prepared, self.seed, self.stop);
        let kept = Mutex::new((&mut self.journal, &mut self.report, 0));
        let finish = |key: (usize, u64)| -> Result<Option<((usize, u64), Vec<Row>)>, SweepError> {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let (inputs, gauge) = &prepared[&key.0];
            let rows = block(inputs, gauge, seed, key.1)?;
            if let Ok(mut kept) = kept.lock() {
                kept.0.add(key.0, key.1, &rows)?;
                kept.2 += 1;
                let done = kept.2;
                (kept.1)(done * BLOCK, missing.len() * BLOCK);
            }
            Ok(Some((key, rows)))
        };
        let done: Result<Vec<_>, SweepError> = missing.par_iter().with_max_len(1).map(|&key| finish(key)).collect();
        let done: Vec<_> = done?.into_iter().flatten().collect();
        let stopped = done.len() < missing.len();
        self.simulated += done.len();
        self.blocks.extend(done);
        if stopped { Err(SweepError::Stopped) } else { Ok(()) }
    }

    /// Replications `from..from + n` of a configuration, which must be there; `from` and `n` in whole blocks.
    pub(super) fn rows(&self, configuration: usize, from: u64, n: usize) -> Vec<&Row> {
        (0..n.div_ceil(BLOCK))
            .filter_map(|b| self.blocks.get(&(configuration, from + (b * BLOCK) as u64)))
            .flatten()
            .take(n)
            .collect()
    }

    /// Puts the journal in order, once all is done.
    pub(super) fn finish(&mut self) -> Result<(), SweepError> {
        Ok(self.journal.rewrite(&self.blocks)?)
    }
}

fn block(inputs: &Inputs, gauge: &Gauge, seed: u64, from: u64) -> Result<Vec<Row>, Fault> {
    let (model, layout) = (inputs.model, &inputs.layout);
    let mut space = Workspace::new(model);
    let mut ledger = Ledger::new(layout, model.queues.len(), model.bands.len());
    (from..from + BLOCK as u64)
        .map(|replication| {
            simulate(inputs, seed, replication, &mut space, &mut ledger)?;
            let books = gauge.books(&ledger);
            let (values, held) = gauge.read(model, &ledger, books.as_ref());
            Ok(Row { values, held })
        })
        .collect()
}
