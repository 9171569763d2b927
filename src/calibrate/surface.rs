//! How service and abandonment of each day answer to staff and patience: simulated on a grid, interpolated between.
//!
//! Every replication of the grid meets the same callers, so the surface is smooth. Shares answered in 60 s are kept as log-odds (bounded
//! away from 0 and 1), which are nearly straight in the logarithm of the factor on staff; abandonment as a logarithm.

use std::sync::atomic::AtomicBool;

use super::bench::{Bench, Setting};
use crate::experiment::daily::{DayCounts, Task, by_day};
use crate::experiment::run::RunError;
use crate::random::{Key, Law, QuantileTable};

/// Steps of the logarithm of the factor on staff.
const STEP: f64 = 0.1;
/// Grid points to either side of the middle.
const SIDE: i32 = 6;
/// Mean patience on the grid, minutes.
pub const PATIENCE_MINUTES: [f64; 4] = [6.0, 16.0, 40.0, 100.0];
/// Log-odds are kept within those of this share and its complement.
pub const BOUND: f64 = 0.003;
/// Bounds of the replications of a grid point.
const REPLICATIONS: (u64, u64) = (2, 12);
/// A share so small stands for none.
const LEAST: f64 = 1e-5;
/// The least slope that a day's service can be inverted at: flatter, it says nothing of staff.
const LEAST_SLOPE: f64 = 1.5;
/// How far beyond the grid staff may be taken to be.
const BEYOND: f64 = 0.2;

/// Log-odds of a share, bounded.
pub fn log_odds(share: f64) -> f64 {
    let bounded = share.clamp(BOUND, 1.0 - BOUND);
    (bounded / (1.0 - bounded)).ln()
}

/// The surface of an area.
#[derive(Clone, Debug)]
pub struct Surface {
    /// Logarithms of factors, rising.
    factors: Vec<f64>,
    /// Logarithms of mean patience in seconds, rising.
    patience: Vec<f64>,
    /// `[patience][factor][day]`: log-odds of answered in 60 s; logarithm of abandonment.
    service: Vec<Vec<Vec<f64>>>,
    abandonment: Vec<Vec<Vec<f64>>>,
    /// `[patience][factor]`: standard deviation of the log-odds of one day by chance.
    chance: Vec<Vec<f64>>,
}

/// What a day's service says of its staff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Implied {
    /// Logarithm of the factor.
    pub log_factor: f64,
    /// Variance by the chance of one day.
    pub variance: f64,
    /// The service is beyond what can be told apart: nearly all, or fewer than the grid reaches.
    pub edge: bool,
}

/// The law of patience: Weibull of a shape, by its mean in seconds.
pub fn patience_law(mean: f64, shape: f64) -> QuantileTable {
    QuantileTable::new(Law::Weibull { mean, shape })
}

/// Factors tried to find where the grid should lie, as logarithms, and replications of each.
const PILOTS: [f64; 8] = [-0.6, -0.3, 0.0, 0.3, 0.6, 0.9, 1.2, 1.5];
const PILOT_PATIENCE: f64 = 1500.0;

/// The logarithm of the factor at which the mean day would serve `service` of its answered calls within 60 s.
///
/// # Errors
/// A failed check of the engine; threads that cannot be started.
pub fn middle(
    bench: &Bench,
    calls: &[f64],
    (service, shape): (f64, f64),
    (seed, threads): (u64, usize),
    stop: &AtomicBool,
) -> Result<f64, RunError> {
    let table = patience_law(PILOT_PATIENCE, shape);
    let tasks: Vec<Task> = (0..PILOTS.len()).map(|configuration| Task { configuration, replication: 0 }).collect();
    let make = |task: Task| {
        let factors = vec![PILOTS[task.configuration].exp(); bench.days()];
        bench.with(&Setting { factors: &factors, calls, patience: &table, within: None })
    };
    let done = by_day(&tasks, seed, threads, &make, stop)?;
    let shares: Vec<f64> = done
        .iter()
        .map(|days| days.iter().map(|d| d.within).sum::<f64>() / days.iter().map(|d| d.answered).sum::<f64>().max(1.0))
        .collect();
    let above = shares.iter().position(|&s| s >= service).unwrap_or(PILOTS.len() - 1).max(1);
    let part = ((service - shares[above - 1]) / (shares[above] - shares[above - 1]).max(1e-9)).clamp(0.0, 1.0);
    Ok(PILOTS[above - 1] + part * (PILOTS[above] - PILOTS[above - 1]))
}

impl Surface {
    /// Simulates it. `middle`: logarithm of the factor that the grid is laid around; `effort`: calls of a day, by as many replications as it takes.
    ///
    /// # Errors
    /// A failed check of the engine; threads that cannot be started.
    pub fn new(
        bench: &Bench,
        calls: &[f64],
        (middle, shape): (f64, f64),
        (seed, threads, effort): (u64, usize, f64),
        stop: &AtomicBool,
    ) -> Result<Self, RunError> {
        let days = bench.days();
        let factors: Vec<f64> = (-SIDE..=SIDE).map(|i| middle + f64::from(i) * STEP).collect();
        let patience: Vec<f64> = PATIENCE_MINUTES.iter().map(|m| (m * 60.0).ln()).collect();
        let tables: Vec<QuantileTable> = patience.iter().map(|p| patience_law(p.exp(), shape)).collect();
        let mean = calls.iter().sum::<f64>() / days as f64;
        let replications = ((effort / mean.max(1.0)).ceil() as u64).clamp(REPLICATIONS.0, REPLICATIONS.1);
        let tasks: Vec<Task> = (0..patience.len() * factors.len())
            .flat_map(|configuration| (0..replications).map(move |replication| Task { configuration, replication }))
            .collect();
        let make = |task: Task| {
            let (p, f) = (task.configuration / factors.len(), task.configuration % factors.len());
            bench.with(&Setting {
                factors: &vec![factors[f].exp(); days],
                calls,
                patience: &tables[p],
                within: Some(Key::root(seed, task.replication).named("within")),
            })
        };
        let done = by_day(&tasks, seed, threads, &make, stop)?;
        let mut surface = Self { factors, patience, service: Vec::new(), abandonment: Vec::new(), chance: Vec::new() };
        let of = |p: usize, f: usize| {
            let from = (p * surface.factors.len() + f) * replications as usize;
            &done[from..from + replications as usize]
        };
        let (mut service, mut abandonment, mut chance) = (Vec::new(), Vec::new(), Vec::new());
        for p in 0..surface.patience.len() {
            let (mut rows, mut lost, mut spread) = (Vec::new(), Vec::new(), Vec::new());
            for f in 0..surface.factors.len() {
                let some = of(p, f);
                rows.push((0..days).map(|day| pooled(some, day, |d| (d.within, d.answered), log_odds)).collect::<Vec<f64>>());
                let abandoned = |d: &DayCounts| (d.abandoned, d.answered + d.abandoned);
                lost.push((0..days).map(|day| pooled(some, day, abandoned, |s| s.max(LEAST).ln())).collect::<Vec<f64>>());
                spread.push(by_chance(some, days));
            }
            rising(&mut rows);
            service.push(rows);
            abandonment.push(lost);
            chance.push(spread);
        }
        (surface.service, surface.abandonment, surface.chance) = (service, abandonment, chance);
        Ok(surface)
    }

    /// Log-odds of the share answered in 60 s.
    pub fn service(&self, day: usize, log_factor: f64, log_patience: f64) -> f64 {
        self.mixed(log_patience, |p| along(&self.factors, |f| self.service[p][f][day], log_factor).0)
    }

    /// Share abandoned of those who came to the queue.
    pub fn abandonment(&self, day: usize, log_factor: f64, log_patience: f64) -> f64 {
        self.mixed(log_patience, |p| along(&self.factors, |f| self.abandonment[p][f][day], log_factor).0).exp().min(1.0)
    }

    /// What the share of a day answered in 60 s says of staff.
    pub fn implied(&self, day: usize, share: f64, log_patience: f64) -> Implied {
        let wanted = log_odds(share);
        let last = self.factors.len() - 1;
        let at = |f: usize| self.mixed(log_patience, |p| self.service[p][f][day]);
        let slope = |f: usize| {
            ((at((f + 1).min(last)) - at(f.saturating_sub(1))) / (STEP * if f == 0 || f == last { 1.0 } else { 2.0 }))
                .max(LEAST_SLOPE)
        };
        let (log_factor, steep) = if wanted <= at(0) {
            (self.factors[0] - ((at(0) - wanted) / slope(0)).min(BEYOND), slope(0))
        } else if wanted >= at(last) {
            (self.factors[last] + ((wanted - at(last)) / slope(last)).min(BEYOND), slope(last))
        } else {
            let above = (1..=last).find(|&f| at(f) > wanted).unwrap_or(last);
            let (low, high) = (at(above - 1), at(above));
            let part = (wanted - low) / (high - low);
            (self.factors[above - 1] + part * STEP, slope(above - 1) * (1.0 - part) + slope(above) * part)
        };
        let chance = self.mixed(log_patience, |p| along(&self.factors, |f| self.chance[p][f], log_factor).0);
        let edge = share >= 1.0 - BOUND || share <= BOUND || log_factor < self.factors[0] || log_factor > self.factors[last];
        let blurred = if edge { STEP / 2.0 } else { 0.0 };
        Implied { log_factor, variance: (chance / steep).powi(2) + blurred * blurred, edge }
    }

    fn mixed(&self, log_patience: f64, of: impl Fn(usize) -> f64) -> f64 {
        along(&self.patience, of, log_patience).0
    }
}

/// Interpolates, straight on beyond the ends; the place below too.
fn along(grid: &[f64], of: impl Fn(usize) -> f64, at: f64) -> (f64, usize) {
    let below = grid.partition_point(|&g| g <= at).clamp(1, grid.len() - 1) - 1;
    let part = (at - grid[below]) / (grid[below + 1] - grid[below]);
    (of(below) * (1.0 - part) + of(below + 1) * part, below)
}

/// A share over replications together, turned.
fn pooled(some: &[Vec<DayCounts>], day: usize, of: impl Fn(&DayCounts) -> (f64, f64), turn: impl Fn(f64) -> f64) -> f64 {
    let (part, whole) = some.iter().filter_map(|days| days.get(day)).map(of).fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    turn(if whole > 0.0 { part / whole } else { 1.0 })
}

/// Standard deviation of a day's log-odds between replications, over all days together.
fn by_chance(some: &[Vec<DayCounts>], days: usize) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for day in 0..days {
        let values: Vec<f64> = some
            .iter()
            .filter_map(|d| d.get(day))
            .filter(|d| d.answered > 0.0)
            .map(|d| log_odds(d.within / d.answered))
            .collect();
        if values.len() > 1 {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            sum += values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
            n += values.len() as f64 - 1.0;
        }
    }
    if n > 0.0 { (sum / n).sqrt() } else { 0.0 }
}

/// More staff never serve worse: what chance turned round is levelled.
fn rising(rows: &mut [Vec<f64>]) {
    for f in 1..rows.len() {
        let (before, after) = rows.split_at_mut(f);
        for (low, high) in before[f - 1].iter().zip(after[0].iter_mut()) {
            *high = high.max(low + 1e-4);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// Log-odds 10 (log factor) + day, abandonment 1 % at any staff.
    fn straight() -> Surface {
        let factors: Vec<f64> = (-3..=3).map(|i| f64::from(i) * STEP).collect();
        let rows: Vec<Vec<f64>> = factors.iter().map(|f| (0..2).map(|day| 10.0 * f + f64::from(day)).collect()).collect();
        Surface {
            patience: vec![1.0, 2.0],
            service: vec![rows.clone(), rows],
            abandonment: vec![vec![vec![0.01_f64.ln(); 2]; 7], vec![vec![0.04_f64.ln(); 2]; 7]],
            chance: vec![vec![0.2; 7]; 2],
            factors,
        }
    }

    #[test]
    fn staff_implied_by_a_service_give_that_service_again() {
        let surface = straight();
        for share in [0.2, 0.5, 0.77, 0.93] {
            let implied = surface.implied(1, share, 1.3);
            assert_relative_eq!(surface.service(1, implied.log_factor, 1.3), log_odds(share), epsilon = 1e-9);
            assert_relative_eq!(implied.variance, 0.02_f64.powi(2), epsilon = 1e-9);
            assert!(!implied.edge);
        }
        assert!(surface.implied(0, 0.9999, 1.3).edge);
        // halfway between two patiences the share is their geometric mean
        assert_relative_eq!(surface.abandonment(0, 0.05, 1.5), 0.02, epsilon = 1e-9);
    }

    #[test]
    fn more_staff_never_serve_worse() {
        let mut rows = vec![vec![1.0, 2.0], vec![0.5, 3.0], vec![0.9, 2.5]];
        rising(&mut rows);
        assert!((1..3).all(|f| (0..2).all(|d| rows[f][d] > rows[f - 1][d])));
    }
}
