//! Service by formula: each interval of each day is a queue in steady state with the people present and the calls of that day.
//!
//! ```text
//! calls of an area on a day = expected x level of the run x busy day x (Poisson count of the day / its mean)
//! load of a provider        = sum over its areas of share x calls x mean handling at the first queue
//! people                    = sum over its areas of share in post x heads planned for the area
//! answered, in time, gave up = Erlang A of (load, people, mean patience), interval by interval
//! ```
//! Left out, and named wherever figures are shown: redials, later steps (transfers, call-backs), the shape of handling and patience,
//! what an interval hands on to the next, variation within the day. The level and the busy days are those that the engine draws.

mod surface;

use std::ops::Range;

use surface::Surface;

use super::service::{Day, MEASURES, Part, Served, Service};
use super::setup::{self, Setup};
use crate::demand::{FactorTables, Factors};
use crate::model::clock::HOUR;
use crate::plan::requirement;
use crate::random::{Key, Purpose, poisson_quantile};

/// An area by interval.
#[derive(Clone, Debug)]
struct Flow {
    /// Expected calls.
    calls: Vec<f32>,
    /// Heads planned for it at the first queue.
    heads: Vec<f32>,
    /// Hours of work that a call brings.
    hours: f64,
    surface: usize,
}

/// What all replications share.
#[derive(Clone, Debug)]
pub struct Tables {
    flows: Vec<Flow>,
    surfaces: Vec<Surface>,
    /// Intervals of each day.
    intervals: Vec<Range<usize>>,
    /// Hours of each interval.
    lengths: Vec<f64>,
    factors: FactorTables,
}

/// Callers of the first queue of an area without patience that ends.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error(
    "callers of `{0}` wait for ever, so Erlang A has no answer for them: state their patience, for instance defaults.callers.patience = {{ weibull = {{ mean = \"28m\", shape = 0.91 }} }}"
)]
pub struct Endless(pub String);

impl Tables {
    /// For a setup.
    ///
    /// # Errors
    /// That callers never give up.
    pub fn new(setup: &Setup) -> Result<Self, Endless> {
        let model = setup.model;
        let clock = &model.clock;
        let slots = clock.first_slot..clock.last_slot;
        let length = |slot: usize| (clock.slot_end(slot).min(clock.end) - clock.slots[slot].start) as f64 / HOUR as f64;
        let day_of = |slot: usize| clock.slots[slot].day as usize - setup.first;
        let mut intervals = vec![0..0; setup.days];
        for (place, slot) in slots.clone().enumerate() {
            let range = &mut intervals[day_of(slot)];
            *range = if range.end == 0 { place..place + 1 } else { range.start..place + 1 };
        }
        let due: Vec<Vec<f64>> =
            (0..model.groups.len()).map(|g| slots.clone().map(|slot| requirement::due_in(model, g, slot)).collect()).collect();
        let facts: Vec<Area> = (0..model.areas.len()).map(|area| Area::new(setup, area, &due)).collect::<Result<_, _>>()?;
        let most = (0..slots.len()).map(|s| facts.iter().map(|area| area.heads[s]).filter(|h| h.is_finite()).sum::<f64>());
        let most = most.fold(1.0, f64::max);
        let mut surfaces: Vec<Surface> = Vec::new();
        let flows = facts.into_iter().map(|area| {
            let known = surfaces.iter().position(|s| s.is_of(area.handle, area.patience));
            let surface = known.unwrap_or_else(|| {
                surfaces.push(Surface::new(area.handle, area.patience, setup.in_time, &setup.asked, most));
                surfaces.len() - 1
            });
            Flow {
                calls: area.calls.iter().map(|&c| c as f32).collect(),
                heads: area.heads.iter().map(|&h| h as f32).collect(),
                hours: area.handle / 3600.0,
                surface,
            }
        });
        let flows = flows.collect();
        Ok(Self { flows, surfaces, intervals, lengths: slots.map(length).collect(), factors: FactorTables::new(model) })
    }

    /// The service of a replication.
    pub fn replication<'t>(&'t self, setup: &'t Setup, seed: u64, replication: u64) -> Reduced<'t> {
        let root = Key::root(seed, replication);
        let mut factors = Factors::by_day(setup.model, &self.factors, root);
        for (area, factors) in factors.iter_mut().enumerate() {
            factors.drain(..setup.first.min(factors.len()));
            let key = root.named("roll-out calls").named(&setup.model.areas[area].name);
            for (day, factor) in factors.iter_mut().enumerate().take(setup.days) {
                let mean = setup.areas[area].calls[day] * *factor;
                if mean > 0.0 {
                    let start = setup.model.clock.days[setup.first + day].start;
                    let u = key.part(setup.model.clock.identity(start)).uniform(Purpose::new("count", ""));
                    *factor *= poisson_quantile(mean, u) as f64 / mean;
                }
            }
        }
        Reduced { tables: self, setup, factors }
    }

    /// The service without luck: expected calls on every day.
    pub fn expected<'t>(&'t self, setup: &'t Setup) -> Reduced<'t> {
        Reduced { tables: self, setup, factors: Vec::new() }
    }
}

/// What the formula needs of an area.
struct Area {
    calls: Vec<f64>,
    heads: Vec<f64>,
    /// Seconds.
    handle: f64,
    patience: f64,
}

impl Area {
    fn new(setup: &Setup, area: usize, due: &[Vec<f64>]) -> Result<Self, Endless> {
        let model = setup.model;
        let intervals = model.clock.last_slot - model.clock.first_slot;
        let mut calls = vec![0.0; intervals];
        let (mut work, mut patience, mut number) = (0.0, 0.0, 0.0);
        let mut groups: Vec<usize> = Vec::new();
        for source in setup::sources(model, area) {
            let offered = requirement::by_slot(model, source);
            let all: f64 = offered.iter().sum();
            for (step, visits) in setup::first_steps(model, source) {
                let queue = model.steps[step].visits[source].queue as usize;
                calls.iter_mut().zip(&offered).for_each(|(sum, offered)| *sum += offered * visits);
                let waits = requirement::patience(model, queue).ok_or_else(|| Endless(model.areas[area].name.clone()))?;
                let weight = (all * visits).max(1e-300);
                work += weight * requirement::handling(model, step, source);
                patience += weight * waits;
                number += weight;
                groups.extend(model.queues[queue].offered_to.iter().flatten().map(|&g| g as usize));
            }
        }
        groups.sort_unstable();
        groups.dedup();
        let share = setup.areas[area].of_home;
        let heads = (0..intervals).map(|i| groups.iter().map(|&g| due[g][i]).sum::<f64>() * share).collect();
        // to a tenth of a second, so that areas that differ by rounding alone share a surface
        let tenth = |x: f64| (x / number.max(1e-300) * 10.0).round().max(1.0) / 10.0;
        Ok(Self { calls, heads, handle: tenth(work), patience: tenth(patience) })
    }
}

/// The service of one replication.
#[derive(Clone, Debug)]
pub struct Reduced<'t> {
    tables: &'t Tables,
    setup: &'t Setup<'t>,
    /// `[area][day]`; empty: as expected.
    factors: Vec<Vec<f64>>,
}

impl Reduced<'_> {
    /// Calls of an area on a day as a factor of the expected ones.
    fn factor(&self, area: usize, day: usize) -> f64 {
        self.factors.get(area).and_then(|days| days.get(day)).copied().unwrap_or(1.0)
    }

    /// A day of parts that share people, the calls of each area times a factor.
    fn pool(&self, day: usize, parts: &[Part], factor: &dyn Fn(usize) -> f64, served: &mut [Served]) {
        let surface = &self.tables.surfaces[self.tables.flows[parts[0].area].surface];
        let scale: Vec<f64> = parts.iter().map(|part| part.share * factor(part.area)).collect();
        for interval in self.tables.intervals[day].clone() {
            let (mut work, mut heads) = (0.0, 0.0);
            for (part, scale) in parts.iter().zip(&scale) {
                let flow = &self.tables.flows[part.area];
                work += scale * f64::from(flow.calls[interval]) * flow.hours;
                heads += part.post * f64::from(flow.heads[interval]);
            }
            let given = surface.at(heads, work / self.tables.lengths[interval]);
            for ((part, scale), served) in parts.iter().zip(&scale).zip(served.iter_mut()) {
                let calls = scale * f64::from(self.tables.flows[part.area].calls[interval]);
                served.offered += calls;
                served.answered += calls * given[0];
                served.triaged += calls * given[0]; // nobody is lost between answer and outcome here
                served.late += calls * given[1];
                for place in 0..MEASURES {
                    served.measures[place][0] += calls * given[2 + 2 * place];
                    served.measures[place][1] += calls * given[3 + 2 * place];
                }
            }
        }
    }
}

impl Service for Reduced<'_> {
    fn day(&mut self, day: usize, parts: &[Part], found: &mut Day) {
        found.clear(self.setup.areas.len(), parts.len());
        let calls = |area: usize| self.setup.areas[area].calls[day] * self.factor(area, day);
        for (area, before) in found.before.iter_mut().enumerate() {
            *before = calls(area);
        }
        for part in parts {
            found.before[part.area] = calls(part.area) * (1.0 - part.share);
        }
        let mut served = &mut found.served[..];
        for pool in parts.chunk_by(Part::shares_people) {
            let (here, rest) = served.split_at_mut(pool.len());
            self.pool(day, pool, &|area| self.factor(area, day), here);
            served = rest;
        }
    }

    fn usually(&self, day: usize, parts: &[Part], served: &mut Vec<Served>) {
        served.clear();
        served.resize(parts.len(), Served::default());
        if !parts.is_empty() {
            self.pool(day, parts, &|_| 1.0, served);
        }
    }
}
