//! Patience from the relation of abandonment to service, where nothing is known of single waits.
//!
//! The service of a day says how long its callers waited; how many gave up then says how patient they are. For each mean patience the staff
//! implied by each day's service give its abandonment; a part of callers, `at once`, is lost whatever the wait. Least squares with weights
//! 1 / (0.3 points^2 + (15 % of what is expected)^2), summed over a grid of patience as likelihoods, so the standard error follows the shape of
//! the fit. Neighbouring days err alike, so that the sum of squares counts for fewer days: (1 - r) / (1 + r) of them, r their correlation.

use super::surface::{PATIENCE_MINUTES, Surface};
use crate::analysis::daily::Estimate;

/// Grid points of mean patience.
const POINTS: usize = 81;
/// Reach beyond the simulated grid, as a factor.
const REACH: f64 = 2.0;
/// Error expected of a day: in points, and of what is expected.
const ERROR: (f64, f64) = (0.003, 0.15);
/// The most that may be lost at once.
const MOST_AT_ONCE: f64 = 0.02;

/// A day: its number on the surface, answered in 60 s, abandoned, calls that came to the queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost {
    /// Its number among the simulated days.
    pub day: usize,
    /// Share answered in 60 s.
    pub service: f64,
    /// Share abandoned.
    pub abandoned: f64,
    /// Calls that came to the queue.
    pub queued: f64,
}

/// What is found of patience.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// Logarithm of the mean in seconds.
    pub log_mean: Estimate,
    /// Share lost at once.
    pub at_once: Estimate,
    /// Spread of a day's abandonment about what waits say, as a share of it, beyond the chance of single calls.
    pub spread: f64,
    /// Mean absolute error of a day's abandonment given its service.
    pub error: f64,
    /// The best value is at an end of what was tried: only a bound is known.
    pub edge: bool,
}

/// Fits patience. None without days.
pub fn fit(surface: &Surface, days: &[Lost]) -> Option<Patience> {
    if days.len() < 3 {
        return None;
    }
    let low = (PATIENCE_MINUTES[0] * 60.0 / REACH).ln();
    let high = (PATIENCE_MINUTES[PATIENCE_MINUTES.len() - 1] * 60.0 * REACH).ln();
    let tried: Vec<(f64, Tried)> = (0..POINTS)
        .map(|i| low + (high - low) * i as f64 / (POINTS - 1) as f64)
        .map(|log_mean| (log_mean, Tried::new(surface, days, log_mean)))
        .collect();
    let best = (0..POINTS).min_by(|&a, &b| tried[a].1.squares.total_cmp(&tried[b].1.squares))?;
    let least = &tried[best].1;
    let n = days.len() as f64;
    let r = neighbours(&least.residuals).clamp(0.0, 0.9);
    let scale = (least.squares / (n - 2.0)).max(1e-12) * (1.0 + r) / (1.0 - r);
    let weights: Vec<f64> = tried.iter().map(|t| (-0.5 * (t.1.squares - least.squares) / scale).exp()).collect();
    let total: f64 = weights.iter().sum();
    let mixed = |of: &dyn Fn(&(f64, Tried)) -> (f64, f64)| {
        let value: f64 = tried.iter().zip(&weights).map(|(t, w)| of(t).0 * w / total).sum();
        let variance: f64 = tried.iter().zip(&weights).map(|(t, w)| ((of(t).0 - value).powi(2) + of(t).1) * w / total).sum();
        Estimate { value, se: variance.sqrt() }
    };
    let expected = &least.expected;
    let beyond: f64 = days
        .iter()
        .zip(expected)
        .map(|(day, p)| (day.abandoned - p).powi(2) - p * (1.0 - p) / day.queued.max(1.0))
        .sum::<f64>()
        .max(0.0);
    let base: f64 = expected.iter().map(|p| p * p).sum();
    Some(Patience {
        log_mean: mixed(&|t| (t.0, 0.0)),
        at_once: mixed(&|t| (t.1.at_once, scale / t.1.information)),
        spread: (beyond / base.max(1e-12)).sqrt().min(1.0),
        error: days.iter().zip(expected).map(|(day, p)| (day.abandoned - p).abs()).sum::<f64>() / n,
        edge: best == 0 || best == POINTS - 1,
    })
}

#[derive(Debug)]
struct Tried {
    squares: f64,
    at_once: f64,
    /// Of the share lost at once.
    information: f64,
    expected: Vec<f64>,
    residuals: Vec<f64>,
}

impl Tried {
    fn new(surface: &Surface, days: &[Lost], log_mean: f64) -> Self {
        let by_wait: Vec<f64> = days
            .iter()
            .map(|day| surface.abandonment(day.day, surface.implied(day.day, day.service, log_mean).log_factor, log_mean))
            .collect();
        let weight = |p: f64| 1.0 / (ERROR.0.powi(2) + (ERROR.1 * p).powi(2));
        let pairs = || days.iter().zip(&by_wait);
        let information: f64 = pairs().map(|(_, &p)| weight(p) * (1.0 - p).powi(2)).sum();
        let score: f64 = pairs().map(|(day, &p)| weight(p) * (1.0 - p) * (day.abandoned - p)).sum();
        let at_once = (score / information).clamp(0.0, MOST_AT_ONCE);
        let expected: Vec<f64> = by_wait.iter().map(|p| at_once + (1.0 - at_once) * p).collect();
        let residuals: Vec<f64> = pairs().zip(&expected).map(|((day, &p), e)| (day.abandoned - e) * weight(p).sqrt()).collect();
        Self { squares: residuals.iter().map(|r| r * r).sum(), at_once, information, expected, residuals }
    }
}

/// Correlation of neighbours.
fn neighbours(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let all: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    let pairs: f64 = values.windows(2).map(|w| (w[0] - mean) * (w[1] - mean)).sum();
    if all > 0.0 { pairs / all } else { 0.0 }
}
