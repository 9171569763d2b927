//! Price across, chance up: at each price the staffing that it pays for.
//!
//! A scale of sums, from some share of what the least staffing that keeps the targets costs up to that, each spent as well as it can be
//! ([`super::ladder`]), is simulated once, on common callers. Each staffing has a price at which its books balance at the stated confidence. There it
//! is what the price pays for; between two such prices the chances lie between theirs. Below the first they are those of the smallest
//! staffing, beyond the last those of the least that keeps the targets.

use std::sync::atomic::AtomicBool;

use super::Failure;
use super::case::Case;
use super::cheapest::sure;
use super::ladder::Ladder;
use super::offer::{Chances, chances};
use crate::experiment::{Trial, Trials};
use crate::model::Model;

/// Shares of the least staffing's labour that are simulated: closer where the targets give way.
const SCALE: [f64; 14] = [0.55, 0.65, 0.72, 0.78, 0.82, 0.86, 0.89, 0.92, 0.94, 0.955, 0.97, 0.98, 0.99, 1.0];
/// Prices at either end, beyond the scale.
const POINTS: usize = 25;

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
    (ladder, confidence): (&Ladder<'_>, f64),
    prices: &[f64],
    replications: &std::ops::Range<u64>,
    stop: &AtomicBool,
    step_done: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Point>, Failure> {
    let mut steps = Vec::new();
    for (place, factor) in SCALE.into_iter().enumerate() {
        let (model, trials) = ladder.trials(bench, factor, replications.clone(), stop)?;
        let price = sure(&case.terms, &case.lines(&trials), confidence).map_or(f64::INFINITY, |found| found.value);
        steps.push(Step { factor, price, model, trials });
        step_done(place + 1, SCALE.len());
    }
    // who pays more for less is left out
    let dearest = |place: usize| steps[place + 1..].iter().all(|later: &Step| later.price > steps[place].price);
    let kept: Vec<bool> = (0..steps.len()).map(dearest).collect();
    let mut keep = kept.iter();
    steps.retain(|_| keep.next().copied().unwrap_or(true));
    let known = || prices.iter().copied().chain(steps.last().map(|step| step.price)).filter(|price| price.is_finite());
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return Ok(Vec::new()) };
    if low > high {
        return Ok(Vec::new());
    }
    let room = (0.25 * (high - low)).max(0.08 * high);
    let (from, to) = ((low - room).max(0.0), high + room);
    let scale = |from: f64, to: f64| (0..POINTS).map(move |i| from + (to - from) * i as f64 / (POINTS - 1) as f64);
    let at = |step: &Step, price: f64, factor: Option<f64>| Point {
        price,
        factor,
        chances: chances(case, &step.model, &step.trials, price),
    };
    let below = scale(from, first.price.min(to)).filter(|&price| price < first.price).map(|price| at(first, price, None));
    let own = steps.iter().filter(|step| step.price.is_finite()).map(|step| at(step, step.price, Some(step.factor)));
    let beyond = scale(last.price.max(from), to).filter(|&price| price > last.price).map(|price| at(last, price, Some(1.0)));
    Ok(below.chain(own).chain(beyond).filter(|point| (from..=to).contains(&point.price)).collect())
}
