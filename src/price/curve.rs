//! Price across, chance up: at each price the staffing that it pays for.
//!
//! A scale of staffings, from some share of the least one that keeps the targets up to that, is simulated once, on common callers. Each
//! has a price at which its books balance at the stated confidence; a price pays for the largest staffing whose own price it reaches. The
//! chances at a price are then read off that staffing's replications.

use std::sync::atomic::AtomicBool;

use super::Failure;
use super::case::Case;
use super::cheapest::sure;
use super::offer::{Chances, chances};
use super::staffing::Staffing;
use crate::experiment::{Trial, Trials};
use crate::model::Model;

/// Shares of the least staffing that are simulated: closer where the targets give way.
const SCALE: [f64; 15] = [0.55, 0.65, 0.72, 0.78, 0.82, 0.85, 0.88, 0.90, 0.92, 0.94, 0.955, 0.97, 0.98, 0.99, 1.0];
/// Prices on the curve.
const POINTS: usize = 61;

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The price.
    pub price: f64,
    /// Share of the least staffing that it pays for; none where it pays for less than the smallest simulated.
    pub factor: Option<f64>,
    /// The chances.
    pub chances: Chances,
}

/// A staffing of the scale.
struct Step {
    factor: f64,
    price: f64,
    model: Model,
    trials: Vec<Trial>,
}

/// The curve from a little below the lowest of these prices to a little above the highest.
///
/// # Errors
/// As [`Case::trials`].
pub fn curve(
    case: &Case,
    bench: &Trials,
    (least, confidence): (&Staffing, f64),
    prices: &[f64],
    replications: &std::ops::Range<u64>,
    stop: &AtomicBool,
    step_done: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Point>, Failure> {
    let mut steps = Vec::new();
    for (place, factor) in SCALE.into_iter().enumerate() {
        let (model, trials) = case.trials(bench, &[], &least.times(factor), replications.clone(), stop)?;
        let price = sure(&case.terms, &case.lines(&trials), confidence).map_or(f64::INFINITY, |found| found.value);
        steps.push(Step { factor, price, model, trials });
        step_done(place + 1, SCALE.len());
    }
    let known = || prices.iter().copied().chain(steps.last().map(|step| step.price)).filter(|price| price.is_finite());
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return Ok(Vec::new());
    }
    let room = (0.25 * (high - low)).max(0.08 * high);
    let (from, to) = ((low - room).max(0.0), high + room);
    let mut all: Vec<f64> = (0..POINTS).map(|i| from + (to - from) * i as f64 / (POINTS - 1) as f64).collect();
    // where the staffing changes, and the prices that are marked
    all.extend(steps.iter().map(|step| step.price).chain(prices.iter().copied()).filter(|p| (from..=to).contains(p)));
    all.sort_by(f64::total_cmp);
    all.dedup();
    Ok(all.into_iter().map(|price| point(case, &steps, price)).collect())
}

fn point(case: &Case, steps: &[Step], price: f64) -> Point {
    let paid = steps.iter().rev().find(|step| step.price <= price);
    let step = paid.unwrap_or(&steps[0]);
    Point { price, factor: paid.map(|step| step.factor), chances: chances(case, &step.model, &step.trials, price) }
}
