//! All assumptions drawn at once, the least staffing kept: whose doubt the price is.
//!
//! Outside D draws of the assumptions (a keyed Latin hypercube), inside K replications of callers, at least two. Of each replication the
//! price at which its books balance; its variance is split into that of inputs and that of chance (`analysis::doubt`). The staffing does not
//! know the draw, as nobody does who signs; so where calls last longer the targets give way and the price hardly moves by that:
//! both are said.

use super::Failure;
use super::case::{Case, Tested};
use super::offer::enough;
use super::staffing::Staffing;
use super::{LEVEL, Stage};
use crate::analysis::Interval;
use crate::analysis::doubt::{Components, Effect, Fit, clustered, effects, one_way};
use crate::experiment::Trials;
use crate::scenario::draws::quantiles;
use std::sync::atomic::AtomicBool;

/// A chance over inputs and callers.
pub type Clustered = (f64, Interval);

/// What the draws say.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// Draws and replications of each.
    pub draws: (usize, usize),
    /// What was drawn.
    pub tested: Vec<Tested>,
    /// The price at which one horizon's books balance: a tenth below, half, nine tenths, and at the confidence.
    pub p10: f64,
    /// The middle one.
    pub median: f64,
    /// Nine tenths below.
    pub p90: f64,
    /// At the confidence.
    pub sure: f64,
    /// Variance of inputs net of chance.
    pub parts: Option<Components>,
    /// By assumption; empty with too few draws.
    pub by_input: Vec<Effect>,
    /// At the offered price, over inputs and callers: targets hold, books balance, both.
    pub targets: Option<Clustered>,
    /// Books.
    pub balanced: Option<Clustered>,
    /// Both.
    pub both: Option<Clustered>,
}

impl Doubt {
    /// The assumption that makes most of the variance by itself, if it stands out from noise.
    pub fn dominating(&self) -> Option<(&Tested, Effect)> {
        let most = self.by_input.iter().zip(&self.tested).max_by(|a, b| a.0.share.total_cmp(&b.0.share))?;
        (most.0.share > 2.0 * most.0.error).then_some((most.1, *most.0))
    }
}

/// Draws, with replications from `first` on.
///
/// # Errors
/// As [`Case::trials`].
pub fn doubt(
    case: &Case,
    bench: &Trials,
    (staffing, confidence, offered): (&Staffing, f64, f64),
    (draws, each, first): (usize, usize, u64),
    stop: &AtomicBool,
    report: &mut dyn FnMut(Stage),
) -> Result<Option<Doubt>, Failure> {
    let tested: Vec<Tested> = case.tested.clone();
    if tested.is_empty() || draws < 2 {
        return Ok(None);
    }
    let names: Vec<&str> = tested.iter().map(|one| one.range.name.as_str()).collect();
    let drawn = quantiles(&names, draws, bench.seed());
    let (mut prices, mut held, mut balanced) = (Vec::new(), Vec::new(), Vec::new());
    for (draw, us) in drawn.iter().enumerate() {
        let inputs: Vec<_> = tested.iter().map(|one| &one.range).zip(us.iter().copied()).collect();
        let from = first + (draw * each) as u64;
        let (model, trials) = case.trials(bench, &inputs, staffing, from..from + each as u64, stop)?;
        let lines = case.lines(&trials);
        prices.push(lines.iter().map(|line| case.terms.price(line).unwrap_or(f64::INFINITY)).collect::<Vec<f64>>());
        held.push(trials.iter().map(|trial| trial.all_held(&model)).collect::<Vec<bool>>());
        balanced.push(lines.iter().map(|line| enough(case.terms.left(line, offered), line.cost)).collect::<Vec<bool>>());
        report(Stage { what: "draws of all assumptions", done: draw + 1, planned: draws });
    }
    let mut sorted: Vec<f64> = prices.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| sorted[((sorted.len() as f64 * share - 1e-9).ceil() as usize).clamp(1, sorted.len()) - 1];
    let finite = sorted.iter().all(|price| price.is_finite());
    let parts = if finite { one_way(&prices, LEVEL) } else { None };
    let means: Vec<f64> = prices.iter().map(|draw| draw.iter().sum::<f64>() / each as f64).collect();
    let by_input = match (&parts, Fit::new(&drawn)) {
        (Some(parts), Some(fit)) => effects(&fit, &means, parts.inputs + parts.chance),
        _ => Vec::new(),
    };
    let both: Vec<Vec<bool>> =
        held.iter().zip(&balanced).map(|(a, b)| a.iter().zip(b).map(|(a, b)| *a && *b).collect()).collect();
    Ok(Some(Doubt {
        draws: (draws, each),
        p10: at(0.1),
        median: at(0.5),
        p90: at(0.9),
        sure: at(confidence),
        parts,
        by_input,
        targets: clustered(&held, LEVEL),
        balanced: clustered(&balanced, LEVEL),
        both: clustered(&both, LEVEL),
        tested,
    }))
}
