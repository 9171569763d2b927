//! How long waits are not as usual after a shock, by configurations of which the one has it and the other has not.
//!
//! Seconds from the end of the shock to the start of the interval at which a replication has recovered, by the rule of
//! [`crate::analysis::recovery`]; 0 where that interval is the one in which the shock ends. What is looked at: the mean time in
//! queues of those who arrive in an interval ([`Waited`]), of the whole service and of each step. See
//! `docs/measures/recovery-time.md`.

use std::ops::Range;

use super::results::{LEVEL, Results};
use crate::analysis::recovery::{median_interval, quantile, recovered, upper};
use crate::analysis::{Interval, wilson};
use crate::model::clock::{HOUR, SECOND};
use crate::model::{Clock, Model, Scope, Shock, StepKind, Tick};
use crate::tally::names::scope_text;
use crate::tally::waited::Waited;
use crate::tally::{Layout, Ledger};

/// A day.
const DAY: Tick = 24 * HOUR;

/// Waits of one configuration by place, replication and interval, from an interval on.
#[derive(Clone, Debug, Default)]
pub struct Waits {
    /// The first interval kept, by slot.
    first: usize,
    /// `all`, then each step with a queue where there are several.
    places: Vec<String>,
    stays: Vec<Waited>,
    /// Cells of the intervals kept.
    cells: Vec<usize>,
    /// `[place][replication][interval]`, seconds; none where nobody joined a queue.
    values: Vec<Vec<Vec<Option<f32>>>>,
}

/// What one replication adds to [`Waits`].
pub(super) type OfReplication = Vec<Vec<Option<f32>>>;

impl Waits {
    /// Nothing yet, of the intervals from a slot on; nothing ever where single intervals are not kept.
    pub(super) fn new(model: &Model, layout: &Layout, first: usize) -> Self {
        if layout.coarse {
            return Self::default();
        }
        let steps = (0..model.steps.len()).filter(|&s| model.steps[s].kind == StepKind::Queue);
        let mut scopes: Vec<Scope> = steps.map(|s| Scope::Step(s as u8)).collect();
        if scopes.len() < 2 {
            scopes.clear();
        }
        scopes.insert(0, Scope::All);
        Self {
            first,
            places: scopes.iter().map(|&scope| scope_text(scope, model)).collect(),
            stays: scopes.iter().map(|&scope| Waited::new(model, layout, scope)).collect(),
            cells: (first..model.clock.last_slot).map(|slot| layout.cells_of_slot[slot][0] as usize).collect(),
            values: vec![Vec::new(); scopes.len()],
        }
    }

    /// What a replication adds.
    pub(super) fn read(&self, ledger: &Ledger) -> OfReplication {
        let mean = |stays: &Waited, cell: usize| stays.mean(ledger, cell).map(|wait| wait as f32);
        self.stays.iter().map(|stays| self.cells.iter().map(|&cell| mean(stays, cell)).collect()).collect()
    }

    /// Adds it.
    pub(super) fn add(&mut self, found: OfReplication) {
        for (values, waits) in self.values.iter_mut().zip(found) {
            values.push(waits);
        }
    }

    /// The first replications of a place.
    fn of(&self, place: &str, replications: usize) -> Option<&[Vec<Option<f32>>]> {
        let place = self.places.iter().position(|known| known == place)?;
        self.values[place].get(..replications)
    }
}

/// Recovery from a shock at a place of the service.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// The shock.
    pub shock: String,
    /// The configuration that has it, by place in the comparison, and the one that has not.
    pub with: usize,
    /// See `with`.
    pub without: usize,
    /// `all`, `step:NAME`.
    pub scope: String,
    /// Seconds, by replication; none: not within the run.
    pub after: Vec<Option<f64>>,
    /// Why nothing could be measured; then `after` is empty.
    pub unmeasured: Option<&'static str>,
}

impl Recovery {
    /// The share of replications that recovered, with Wilson's interval.
    pub fn share(&self) -> Option<(f64, Interval)> {
        let held = self.after.iter().flatten().count();
        wilson(held, self.after.len(), LEVEL).map(|interval| (held as f64 / self.after.len() as f64, interval))
    }

    /// The time that a share of the replications did not exceed; `Some(None)`: not within the run.
    pub fn quantile(&self, share: f64) -> Option<Option<f64>> {
        quantile(&self.after, share)
    }

    /// The interval of the median; an end of `None` lies beyond the run.
    pub fn median_interval(&self) -> Option<(Option<f64>, Option<f64>)> {
        median_interval(&self.after, LEVEL)
    }
}

/// The shocks that the one model has and the other has not, by name.
fn alone<'m>(with: &'m Model, without: &Model) -> Vec<&'m Shock> {
    with.shocks.iter().filter(|shock| without.shocks.iter().all(|other| other.name != shock.name)).collect()
}

/// The slot from which waits are needed to find how configurations recover (the first is the base); none if no shock tells one
/// from the base.
pub(super) fn wanted(models: &[&Model]) -> Option<usize> {
    let (base, others) = models.split_first()?;
    let of_pair = |other: &&Model| alone(base, other).into_iter().chain(alone(other, base)).cloned().collect::<Vec<_>>();
    let ends = others.iter().flat_map(of_pair).map(|shock| shock.lasts.1);
    ends.map(|end| base.clock.slot_at(end).clamp(base.clock.first_slot, base.clock.last_slot)).min()
}

/// How configurations recover from the shocks that they do not share with the base, by place of the alternative: those of the
/// base that it has not, then its own.
pub fn recoveries(models: &[&Model], results: &[&Results]) -> Vec<Vec<Recovery>> {
    let of = |place: usize| {
        let pairs = [(0, place), (place, 0)].into_iter();
        let shocks = pairs.flat_map(|(with, without)| {
            alone(models[with], models[without]).into_iter().map(move |shock| (with, without, shock))
        });
        shocks.flat_map(|(with, without, shock)| recovery(models, results, with, without, shock)).collect()
    };
    (1..models.len()).map(of).collect()
}

fn recovery(models: &[&Model], results: &[&Results], with: usize, without: usize, shock: &Shock) -> Vec<Recovery> {
    let clock = &models[with].clock;
    let end = shock.lasts.1;
    let row = |scope: &str, after, unmeasured| Recovery {
        shock: shock.name.clone(),
        with,
        without,
        scope: scope.to_owned(),
        after,
        unmeasured,
    };
    let (Some(shocked), Some(usual)) = (&results[with].waits, &results[without].waits) else { return Vec::new() };
    let unmeasured = match () {
        () if shocked.places.is_empty() || usual.places.is_empty() => Some("single intervals are not kept of so large a service"),
        () if end <= clock.start => Some("it is over before the reported part begins"),
        () if end + DAY > clock.end => Some("less than a day of the reported part follows it"),
        () => None,
    };
    if unmeasured.is_some() {
        return vec![row("all", Vec::new(), unmeasured)];
    }
    let replications = results[with].replications.min(results[without].replications);
    let from = clock.slot_at(end);
    let at_place = |place: &String| {
        let (own, same) = (shocked.of(place, replications)?, usual.of(place, replications)?);
        let views: Vec<&[Option<f32>]> = same.iter().map(Vec::as_slice).collect();
        let upper = upper(&views);
        let after = |replication: usize| {
            let day = |start| day(clock, shocked.first, start);
            let place = recovered(&own[replication], &same[replication], &upper, from - shocked.first, day)?;
            Some(clock.slots[shocked.first + place].start.saturating_sub(end) as f64 / SECOND as f64)
        };
        Some(row(place, (0..replications).map(after).collect(), None))
    };
    shocked.places.iter().filter_map(at_place).collect()
}

/// The intervals, counted from slot `first`, of the day that begins with one of them; none where the reported part ends before.
fn day(clock: &Clock, first: usize, start: usize) -> Option<Range<usize>> {
    let until = clock.slots[first + start].start + DAY;
    let end = clock.slots[..clock.last_slot].partition_point(|slot| slot.start < until);
    (until <= clock.end).then(|| start..end - first)
}
