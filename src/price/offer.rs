//! At a price: the staffing that it pays for, and the chance that the targets hold, that the books balance, that both do.
//!
//! Of a price, people are paid up to the least staffing that keeps the targets; what a higher price brings beyond that stays with the
//! provider. A lower price pays for less: the largest sum at which the books still balance at the stated confidence, spent as well as it can be
//! ([`super::ladder`]). So below the cheapest price the targets give way, and where even a fifth of the staffing costs more than the price
//! brings, the books.

use super::case::Case;
use super::cheapest::sure;
use super::ladder::Ladder;
use super::{Failure, LEVEL};
use crate::analysis::{Interval, wilson};
use crate::experiment::{Trial, Trials};
use crate::model::Model;
use std::sync::atomic::AtomicBool;

/// A chance over replications, with Wilson's interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Replications in which it came true.
    pub of: usize,
    /// Replications.
    pub replications: usize,
    /// The interval.
    pub interval: Interval,
}

impl Chance {
    /// From what came true.
    pub fn new(came: impl Iterator<Item = bool>) -> Self {
        let (mut of, mut replications) = (0, 0);
        for one in came {
            replications += 1;
            of += usize::from(one);
        }
        let none = Interval { low: 0.0, high: 1.0, level: LEVEL };
        Self { of, replications, interval: wilson(of, replications, LEVEL).unwrap_or(none) }
    }

    /// The share.
    pub fn share(&self) -> f64 {
        self.of as f64 / self.replications.max(1) as f64
    }
}

/// Chances at a price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chances {
    /// All targets hold.
    pub targets: Chance,
    /// The books balance, margin included.
    pub balanced: Chance,
    /// Both.
    pub both: Chance,
}

/// What replications of a staffing say at a price.
pub fn chances(case: &Case, model: &Model, trials: &[Trial], price: f64) -> Chances {
    let held: Vec<bool> = trials.iter().map(|trial| trial.all_held(model)).collect();
    let balanced: Vec<bool> = case.lines(trials).iter().map(|line| enough(case.terms.left(line, price), line.cost)).collect();
    Chances {
        targets: Chance::new(held.iter().copied()),
        balanced: Chance::new(balanced.iter().copied()),
        both: Chance::new(held.iter().zip(&balanced).map(|(held, balanced)| *held && *balanced)),
    }
}

/// Nothing is missing, but for rounding.
pub fn enough(left: f64, cost: f64) -> bool {
    left >= -1e-9 * cost.abs()
}

/// The staffing that a price pays for, as a share of the labour of the least one that keeps the targets; at most 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paid {
    /// The share.
    pub factor: f64,
    /// Even the smallest staffing tried costs more than the price brings.
    pub beyond: bool,
}

/// Shares below this are not tried.
pub const LEAST: f64 = 0.2;

/// Finds it on common callers.
///
/// # Errors
/// As [`Case::trials`].
pub fn paid(
    case: &Case,
    bench: &Trials,
    (ladder, confidence): (&Ladder<'_>, f64),
    price: f64,
    replications: std::ops::Range<u64>,
    stop: &AtomicBool,
) -> Result<Paid, Failure> {
    let costs = |factor: f64| -> Result<f64, Failure> {
        let (_, trials) = ladder.trials(bench, factor, replications.clone(), stop)?;
        Ok(sure(&case.terms, &case.lines(&trials), confidence).map_or(f64::INFINITY, |found| found.value))
    };
    let mut high = (1.0, costs(1.0)?);
    if high.1 <= price {
        return Ok(Paid { factor: 1.0, beyond: false });
    }
    // a call costs about so much for each part of the staff: begin where a straight line through nothing would have it
    let mut low = ((price / high.1).max(LEAST), 0.0);
    low.1 = costs(low.0)?;
    while low.1 > price {
        if low.0 <= LEAST {
            return Ok(Paid { factor: LEAST, beyond: true });
        }
        high = low;
        let next = (low.0 * (price / low.1).min(0.97)).max(LEAST);
        low = (next, costs(next)?);
    }
    for _ in 0..6 {
        if high.0 - low.0 < 0.002 || low.1 > 0.999 * price {
            break;
        }
        let share = ((price - low.1) / (high.1 - low.1)).clamp(0.1, 0.9);
        let middle = low.0 + (high.0 - low.0) * share;
        let found = costs(middle)?;
        if found <= price { low = (middle, found) } else { high = (middle, found) }
    }
    Ok(Paid { factor: low.0, beyond: false })
}
