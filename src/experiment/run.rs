//! Running replications: batches over threads, looks for precision, a clean stop.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::fresh::fresh_share;
use super::gauge::Gauge;
use super::recovery::{OfReplication, Waits};
use super::results::{Results, estimate};
use super::sheet::Sheet;
use crate::analysis::precision;
use crate::demand::FreshScale;
use crate::engine::{Fault, Inputs, Workspace, simulate};
use crate::finance::{Books, BooksSheet};
use crate::model::clock::SECOND;
use crate::model::flow::NOT_REACHED;
use crate::model::{CostKind, Every, Measure, MeasureKind as K, Model, Next, Rare, Scope, StepKind, Talk, Target};
use crate::tally::layout::Layout;
use crate::tally::measure::applies;
use crate::tally::{Ledger, Ratio, WaitHistogram};

/// Bytes of ledgers that a batch may hold.
const BATCH_BYTES: usize = 80 << 20;
/// Replications of a batch for each thread: enough to keep threads busy to the end of a batch.
const BATCH_PER_THREAD: usize = 8;

/// A wish for precision: replications are added until the interval is no wider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// The measure.
    pub measure: Measure,
    /// Half the width of its interval, in the measure's unit.
    pub half_width: f64,
}

/// How to run an experiment.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Replications, where no precision is asked for.
    pub replications: usize,
    /// The seed.
    pub seed: u64,
    /// Threads; 0 for all cores.
    pub threads: usize,
    /// Wishes for precision.
    pub precision: Vec<Precision>,
    /// The most replications that precision may take.
    pub most: usize,
}

/// Where an experiment stands.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Replications done.
    pub done: usize,
    /// Replications foreseen up to the next look.
    pub planned: usize,
    /// Half-width now and wanted, of the precision furthest off.
    pub half_width: Option<(f64, f64)>,
}

/// Why an experiment gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A mistake of this program.
    #[error("a check inside the program failed, so no result can be trusted: {0}")]
    Fault(#[from] Fault),
    /// Threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Runs an experiment. `stop` set from outside ends it after the replications under way.
///
/// # Errors
/// A failed check of the engine, or threads that cannot be started.
pub fn run(
    model: &Model,
    plan: &Plan,
    stop: &AtomicBool,
    report: &mut (dyn FnMut(Progress) + Send),
) -> Result<Results, RunError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build()?;
    pool.install(|| inside(model, plan, stop, report))
}

struct Replicate<'f, 'm> {
    books: Option<Books<'f, 'm>>,
    values: Vec<Ratio>,
    held: Vec<Vec<Option<bool>>>,
    waits: Option<OfReplication>,
    calls: u64,
    memory: Memory,
}

type Memory = (Workspace, Ledger);

fn inside(model: &Model, plan: &Plan, stop: &AtomicBool, report: &mut (dyn FnMut(Progress) + Send)) -> Result<Results, RunError> {
    let asked: Vec<Measure> = plan.precision.iter().map(|wish| wish.measure).collect();
    let mut replications = Replications::new(model, fresh_share(model)?, plan.seed, measures(model, &asked));
    let looks: Vec<usize> =
        if plan.precision.is_empty() { vec![plan.replications] } else { precision::looks(plan.most).collect() };
    for look in looks {
        replications.advance(look, stop, &mut |results| {
            report(Progress { done: results.replications, planned: look, half_width: furthest(results, plan) });
        })?;
        let results = &replications.results;
        let precise = plan.precision.iter().all(|wish| reached(results, wish));
        if results.partial || (!plan.precision.is_empty() && precise) {
            break;
        }
    }
    Ok(replications.results)
}

/// An experiment under way: replications of one model, as many as are asked for, in any number of steps.
#[derive(Debug)]
pub(super) struct Replications<'m> {
    /// What was found so far.
    pub(super) results: Results,
    inputs: Inputs<'m>,
    gauge: Gauge<'m>,
    pool: Mutex<Vec<Memory>>,
    /// Replications of a batch.
    batch: usize,
}

impl<'m> Replications<'m> {
    /// Before the first replication. Inside a pool of threads: it sets the size of batches.
    pub(super) fn new(model: &'m Model, fresh: FreshScale, seed: u64, measures: Vec<Measure>) -> Self {
        let inputs = Inputs::new(model, fresh);
        let layout = &inputs.layout;
        let bytes = layout.cells.len()
            * (layout.lines() * (24 + 4 * (9 + 2 * layout.buckets)) + 60 * layout.sources + 32 * layout.groups);
        let gauge = Gauge::new(model, layout, measures);
        let results = empty(model, layout, inputs.fresh.clone(), seed, gauge.measures.clone());
        Self {
            gauge,
            pool: Mutex::new(Vec::new()),
            batch: (BATCH_BYTES / bytes.max(1)).clamp(1, BATCH_PER_THREAD * rayon::current_num_threads()),
            results,
            inputs,
        }
    }

    /// Keeps waits by interval from a slot on, for every replication.
    pub(super) fn keep_waits(&mut self, first: usize) {
        self.results.waits = Some(Waits::new(self.inputs.model, &self.inputs.layout, first));
    }

    /// Adds replications until there are this many, or a stop is asked for; says after each batch how far it has come.
    pub(super) fn advance(
        &mut self,
        until: usize,
        stop: &AtomicBool,
        report: &mut (dyn FnMut(&Results) + Send),
    ) -> Result<(), Fault> {
        let Self { results, inputs, gauge, pool, batch } = self;
        let (inputs, gauge, pool) = (&*inputs, &*gauge, &*pool);
        let (model, layout) = (inputs.model, &inputs.layout);
        while results.replications < until && !results.partial {
            let from = results.replications;
            let to = until.min(from + *batch);
            let replicate = |r: usize| -> Result<Option<Replicate<'_, '_>>, Fault> {
                if stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let memory = pool.lock().ok().and_then(|mut pool| pool.pop());
                let (mut space, mut ledger) =
                    memory.unwrap_or_else(|| (Workspace::new(model), Ledger::new(layout, model.queues.len(), model.bands.len())));
                let audit = simulate(inputs, results.seed, r as u64, &mut space, &mut ledger)?;
                let books = gauge.books(&ledger);
                let (values, held) = gauge.read(model, &ledger, books.as_ref());
                let waits = results.waits.as_ref().map(|waits| waits.read(&ledger));
                Ok(Some(Replicate { books, values, held, waits, calls: audit.received, memory: (space, ledger) }))
            };
            let batch: Result<Vec<Option<Replicate<'_, '_>>>, Fault> =
                (from..to).into_par_iter().with_max_len(1).map(replicate).collect();
            // a stop may leave gaps: only what comes before the first one counts
            let done: Vec<Replicate<'_, '_>> = batch?.into_iter().map_while(|r| r).collect();
            results.partial |= done.len() < to - from;
            let ledgers: Vec<&Ledger> = done.iter().map(|r| &r.memory.1).collect();
            results.sheet.add(model, &ledgers);
            add_waits(results, layout, &ledgers);
            for replicate in done {
                results.replications += 1;
                results.calls += replicate.calls;
                results.events += replicate.memory.1.events;
                if let Some(books) = &replicate.books {
                    results.books.add(books);
                    results.accounts.push(books.accounts.clone());
                }
                if let (Some(waits), Some(found)) = (&mut results.waits, replicate.waits) {
                    waits.add(found);
                }
                for (values, value) in results.sample.iter_mut().zip(replicate.values) {
                    values.push(value);
                }
                let held = model.targets.iter().zip(&replicate.held).all(|(target, periods)| holds(model, target, periods));
                results.all_held.push(held);
                for (held, periods) in results.held.iter_mut().zip(replicate.held) {
                    held.push(periods);
                }
                if let Ok(mut pool) = pool.lock() {
                    pool.push(replicate.memory);
                }
            }
            report(results);
        }
        Ok(())
    }

    /// Forgets the memory of replications: another experiment is about to need as much.
    pub(super) fn rest(&mut self) {
        if let Ok(pool) = self.pool.get_mut() {
            pool.clear();
        }
    }
}

/// Results before the first replication.
fn empty(model: &Model, layout: &Layout, fresh: FreshScale, seed: u64, measures: Vec<Measure>) -> Results {
    Results {
        layout: layout.clone(),
        fresh,
        replications: 0,
        seed,
        partial: false,
        sample: vec![Vec::new(); measures.len()],
        held: vec![Vec::new(); model.targets.len()],
        all_held: Vec::new(),
        sheet: Sheet::new(model, layout),
        waits: None,
        answered: vec![WaitHistogram::default(); layout.lines()],
        abandoned: vec![WaitHistogram::default(); layout.lines()],
        books: BooksSheet::default(),
        accounts: Vec::new(),
        events: 0,
        calls: 0,
        measures,
    }
}

/// Does a target hold in a replication: over its period, or in every whole month?
pub(super) fn holds(model: &Model, target: &Target, periods: &[Option<bool>]) -> bool {
    match target.every {
        Every::Horizon => periods[0] != Some(false),
        Every::Month => (0..model.clock.months.len()).all(|m| !model.clock.months[m].whole || periods[m + 1] != Some(false)),
    }
}

/// Histograms of waits, lines in parallel.
fn add_waits(results: &mut Results, layout: &Layout, ledgers: &[&Ledger]) {
    let months = layout.months;
    let lines = results.answered.par_iter_mut().zip(results.abandoned.par_iter_mut()).enumerate();
    lines.for_each(|(line, (answered, abandoned))| {
        for ledger in ledgers {
            for month in 0..months {
                let (some, none) = (ledger.answered_bins(month, line), ledger.abandoned_bins(month, line));
                if !some.is_empty() {
                    answered.add(some);
                }
                if !none.is_empty() {
                    abandoned.add(none);
                }
            }
        }
    });
}

fn reached(results: &Results, wish: &Precision) -> bool {
    let Some(found) = results.estimate(wish.measure) else { return false };
    found.interval.is_some_and(|i| precision::reached((i.high - i.low) / 2.0, wish.half_width, found.sd.unwrap_or(0.0)))
}

fn furthest(results: &Results, plan: &Plan) -> Option<(f64, f64)> {
    let now = |wish: &Precision| {
        let values = results.values(wish.measure)?;
        let interval = estimate(wish.measure.kind, values)?.interval?;
        Some(((interval.high - interval.low) / 2.0, wish.half_width))
    };
    plan.precision.iter().filter_map(now).max_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)))
}

/// All measures kept by replication: the usual ones, those of targets, and those asked for.
pub(super) fn measures(model: &Model, asked: &[Measure]) -> Vec<Measure> {
    let limit = 60 * SECOND;
    let mut kinds = vec![
        K::CallsOffered,
        K::People,
        K::Redials,
        K::CallsAnswered,
        K::CallsAbandoned,
        K::CallsBlocked,
        K::HungUpInMenu,
        K::StillWaiting,
        K::AnsweredWithin(limit),
        K::ServiceLevel(limit),
        K::ServiceLevelExcludingShort(limit),
        K::ServiceLevelIncludingAbandons(limit),
        K::Abandonment,
        K::AbandonmentOfReceived,
        K::AbandonmentAfter(30 * SECOND),
        K::MeanSpeedOfAnswer,
        K::MeanWait,
        K::WaitQuantile(500),
        K::WaitQuantile(900),
        K::WaitQuantile(950),
        K::WaitQuantile(990),
        K::WaitQuantile(K::MAXIMUM),
        K::MeanQueue,
        K::MaxQueue,
        K::Occupancy,
        K::StaffPresent,
        K::OvertimeHours,
        K::ClinicianShare,
        K::ClosedByClinician,
        K::WarmTransfer,
        K::CallBacks,
        K::CallBackOnTime,
        K::ClinicianOnTime,
        K::CallBackWaitQuantile(950),
        K::CallBackWaitQuantile(K::MAXIMUM),
        K::TimeToClinicianQuantile(500),
        K::TimeToClinicianQuantile(950),
        K::NotReached,
        K::UrgentLost,
        K::UrgentLostPeople,
        K::RiskMinutes,
        K::UrgentAbandoned,
    ];
    if !model.outcomes.iter().any(|o| o.urgent) {
        kinds.retain(|k| !matches!(k, K::UrgentLost | K::UrgentLostPeople | K::RiskMinutes | K::UrgentAbandoned));
    }
    kinds.extend((0..model.outcomes.len()).map(|o| K::OutcomeShare(o as u8)).filter(|k| reachable(model, *k)));
    kinds.extend([K::CallsPerPerson, K::PeopleAnswered]);
    kinds.extend(Rare::ALL.map(K::Rare));
    kinds.extend([K::PaidHours, K::Utilisation, K::Cost, K::CostPerCall]);
    kinds.extend(CostKind::ALL.map(K::CostOf));
    kinds.extend([
        K::Fees,
        K::Deductions,
        K::GainShare,
        K::Income,
        K::Surplus,
        K::Reserve,
        K::LowestReserve,
        K::DownstreamCost,
        K::TotalCost,
    ]);
    let mut scopes = vec![Scope::All];
    scopes.extend((0..model.steps.len()).filter(|&s| model.steps[s].kind == StepKind::Queue).map(|s| Scope::Step(s as u8)));
    scopes.extend((0..model.groups.len()).map(|g| Scope::Group(g as u16)));
    if model.areas.len() > 1 {
        scopes.extend((0..model.areas.len()).map(|a| Scope::Area(a as u16)));
    }
    if model.classes.len() > 1 {
        scopes.extend((0..model.classes.len()).map(|c| Scope::Callers(c as u16)));
    }
    if model.providers.len() > 1 {
        scopes.extend((0..model.providers.len()).map(|p| Scope::Provider(p as u16)));
    }
    scopes.extend((0..model.bands.len()).map(|b| Scope::Band(b as u8)));
    scopes.extend((0..model.clock.months.len()).map(|m| Scope::Month(m as u16)));
    let mut measures: Vec<Measure> = scopes
        .iter()
        .flat_map(|&scope| kinds.iter().map(move |&kind| Measure { kind, scope }))
        .filter(|&m| applies(model, m))
        .filter(|m| !matches!(m.kind, K::CostOf(_)) || matches!(m.scope, Scope::All | Scope::Provider(_)))
        .collect();
    let relative = model.relative.iter().map(|t| t.measure);
    let wanted = model.targets.iter().map(|t| t.measure).chain(relative).chain(asked.iter().copied());
    for measure in wanted {
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    measures
}

fn reachable(model: &Model, kind: K) -> bool {
    let K::OutcomeShare(outcome) = kind else { return false };
    let talks = || model.steps.iter().flat_map(|s| &s.visits).flat_map(|v| &v.talks);
    let to = Next::Outcome(outcome);
    outcome > NOT_REACHED
        && (talks().flat_map(Talk::splits).any(|split| split.shares().any(|(share, next)| share > 0.0 && next == to))
            || model.clinical.gave_up.contains(&outcome)
            || model.clinical.worsening.iter().flatten().any(|w| w.then.iter().any(|&(_, to)| to == Some(outcome))))
}
