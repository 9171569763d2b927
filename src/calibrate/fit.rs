//! The fit of an area: its days on the simulated surface give patience and staff by day; these are series with weekdays, memory and noise.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::atomic::AtomicBool;

use super::bench::Bench;
use super::days::{self, effects};
use super::patience::{self, Lost, Patience};
use super::surface::{self, Surface};
use crate::analysis::daily::{Estimate, Point, Series};
use crate::experiment::run::RunError;
use crate::records::day::{AreaDays, Day};

/// The shape of patience, assumed: that of the waiting callers of a bank (see `docs/mechanisms/callers.md`).
pub const SHAPE: f64 = 0.91;
/// Fewest days with figures that a fit takes.
pub const FEWEST_DAYS: usize = 21;
/// How much more a day's calls, and its staff, may stray within three days of a bank holiday, as a standard deviation of the logarithm.
const NEAR_HOLIDAY: f64 = 0.15;
const STAFF_NEAR_HOLIDAY: f64 = 0.2;

/// What a calibration found: all that a prediction needs, as it is written to `fit.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The area in the records.
    pub area: String,
    /// Its published name.
    pub title: String,
    /// First day of the fit.
    pub from: String,
    /// Last day of the fit.
    pub until: String,
    /// Days with figures.
    pub days: usize,
    /// Mean calls received by kind of day: Monday to Sunday, bank holidays.
    pub mean_calls: [f64; 8],
    /// Logarithm of mean patience in seconds.
    pub log_patience: Estimate,
    /// Shape of patience, assumed.
    pub patience_shape: f64,
    /// Share of callers lost at once.
    pub at_once: Estimate,
    /// Spread of a day's abandonment beyond what waits say, as a share of it.
    pub abandonment_spread: f64,
    /// Mean absolute error of abandonment given a day's service.
    pub abandonment_error: f64,
    /// Patience is known as a bound alone.
    pub patience_edge: bool,
    /// Days whose service says only that staff were ample (or far too few).
    pub edges: usize,
    /// Hours of presence a week at a factor of 1.
    pub hours_a_week: f64,
    /// Hours due by kind of day as the scenario was written: what another scenario's hours are compared with.
    pub written_hours: [f64; 8],
    /// Correlation of the area's busy days with those of the other areas of the records; none where there are no others.
    #[serde(default)]
    pub between_areas: Option<Estimate>,
    /// Logarithm of the factor on staff, by day.
    pub staff: Vec<Point>,
    /// Logarithm of calls received.
    pub calls: Vec<Point>,
    /// Logarithm of the share of received calls that came to the queue.
    pub queued: Vec<Point>,
    /// Logarithm of triaged over answered; empty if not reported.
    pub triaged: Vec<Point>,
}

/// A fit, ready to predict.
#[derive(Clone, Debug)]
pub struct Fit {
    /// What was found.
    pub known: Known,
    /// First day of the fit.
    pub from: Date,
    /// Last day of the fit.
    pub until: Date,
    /// Staff by day.
    pub staff: Series,
    /// Calls received.
    pub calls: Series,
    /// Share that came to the queue.
    pub queued: Series,
    /// Triaged over answered.
    pub triaged: Option<Series>,
}

/// Mean calls received by kind of day, over days with figures; bank holidays as Sundays.
pub fn mean_calls(area: &AreaDays, kinds: &[(usize, bool)]) -> [f64; 8] {
    let mut mean = [0.0; 8];
    let all: Vec<(usize, f64)> =
        area.days.iter().zip(kinds).filter_map(|(day, kind)| Some((kind.0, f64::from((*day)?.received)))).collect();
    let of = |wanted: &dyn Fn(usize) -> bool| {
        let calls: Vec<f64> = all.iter().filter(|d| wanted(d.0)).map(|d| d.1).collect();
        (!calls.is_empty()).then(|| calls.iter().sum::<f64>() / calls.len() as f64)
    };
    let overall = of(&|_| true).unwrap_or(0.0);
    for (kind, mean) in mean.iter_mut().enumerate().take(7) {
        *mean = of(&|k| k == kind).unwrap_or(overall);
    }
    mean[7] = mean[6];
    mean
}

/// Shares of the fit part: received calls that came to the queue; triaged of answered.
pub fn shares(area: &AreaDays) -> (f64, f64) {
    let sum = |of: &dyn Fn(&Day) -> Option<u32>| area.days.iter().flatten().filter_map(of).map(f64::from).sum::<f64>();
    let queued = sum(&Day::queued) / sum(&|d| d.queued().map(|_| d.received)).max(1.0);
    let triaged = sum(&|d| d.triaged) / sum(&|d| d.triaged.and(d.answered)).max(1.0);
    (queued, triaged)
}

/// Fits an area's days on a bench made for them.
///
/// # Errors
/// A failed check of the engine; threads that cannot be started. Inside: what about the records does not do.
pub fn fit(
    area: &AreaDays,
    bench: &Bench,
    calls: &[f64],
    mean: [f64; 8],
    (seed, threads, effort): (u64, usize, f64),
    stop: &AtomicBool,
) -> Result<Result<Fit, String>, RunError> {
    let with_service = area.days.iter().flatten().filter(|d| d.service().is_some() && d.abandonment().is_some()).count();
    if with_service < FEWEST_DAYS {
        return Ok(Err(format!(
            "{}: {with_service} days with calls answered, answered in 60 s and abandoned; a fit takes {FEWEST_DAYS} at least",
            area.title
        )));
    }
    let sum = |of: &dyn Fn(&Day) -> Option<u32>| area.days.iter().flatten().filter_map(of).map(f64::from).sum::<f64>();
    let overall = sum(&|d| d.answered_60s) / sum(&|d| d.answered_60s.and(d.answered)).max(1.0);
    let middle = surface::middle(bench, calls, (overall, SHAPE), (seed, threads), stop)?;
    let surface = Surface::new(bench, calls, (middle, SHAPE), (seed, threads, effort), stop)?;
    let kinds = days::kinds(&bench.model);
    let observed: Vec<(usize, Day)> = area.days.iter().enumerate().filter_map(|(i, day)| Some((i, (*day)?))).collect();
    let lost: Vec<Lost> = observed
        .iter()
        .filter_map(|&(day, d)| {
            let queued = f64::from(d.queued()?);
            Some(Lost { day, service: d.service()?, abandoned: d.abandonment()?, queued })
        })
        .collect();
    let Some(patience) = patience::fit(&surface, &lost) else { return Ok(Err("no day to fit patience to".to_owned())) };
    let x = |day: usize, d: &Day| effects(kinds[day].0, (f64::from(d.received).max(1.0) / mean[kinds[day].0]).ln());
    let mut edges = 0;
    let staff: Vec<Point> = observed
        .iter()
        .filter_map(|&(day, d)| {
            let implied = surface.implied(day, d.service()?, patience.log_mean.value);
            edges += usize::from(implied.edge);
            let near = if kinds[day].1 { STAFF_NEAR_HOLIDAY.powi(2) } else { 0.0 };
            Some(Point { day: day as i64, x: x(day, &d), y: implied.log_factor, variance: implied.variance + near })
        })
        .collect();
    let known = assemble(area, &observed, &kinds, mean, &patience, (staff, edges, bench));
    Ok(Fit::new(known).ok_or_else(|| format!("{}: the series of days cannot be solved", area.title)))
}

fn assemble(
    area: &AreaDays,
    observed: &[(usize, Day)],
    kinds: &[(usize, bool)],
    mean_calls: [f64; 8],
    patience: &Patience,
    (staff, edges, bench): (Vec<Point>, usize, &Bench),
) -> Known {
    let plain = |day: usize| effects(kinds[day].0, 0.0);
    let ratio = |day: usize, part: f64, whole: f64| {
        // a share near 1 keeps a little chance of its own
        let variance = ((1.0 - part / whole).max(0.0) + 1.0 / whole) / part;
        (part > 0.0 && whole > 0.0).then(|| Point { day: day as i64, x: plain(day), y: (part / whole).ln(), variance })
    };
    let calls = observed
        .iter()
        .map(|&(day, d)| {
            let received = f64::from(d.received).max(1.0);
            let near = if kinds[day].1 { NEAR_HOLIDAY.powi(2) } else { 0.0 };
            Point { day: day as i64, x: plain(day), y: received.ln(), variance: 1.0 / received + near }
        })
        .collect();
    let queued = observed.iter().filter_map(|&(day, d)| ratio(day, f64::from(d.queued()?), f64::from(d.received))).collect();
    let triaged = observed.iter().filter_map(|&(day, d)| ratio(day, f64::from(d.triaged?), f64::from(d.answered?))).collect();
    let hours = (0..7).map(|k| bench.hours(k, 1.0)).sum();
    Known {
        area: area.name.clone(),
        title: area.title.clone(),
        from: area.first.to_string(),
        until: area.last().to_string(),
        days: observed.len(),
        mean_calls,
        log_patience: patience.log_mean,
        patience_shape: SHAPE,
        at_once: patience.at_once,
        abandonment_spread: patience.spread,
        abandonment_error: patience.error,
        patience_edge: patience.edge,
        edges,
        hours_a_week: hours,
        written_hours: [0.0; 8],
        between_areas: None,
        staff,
        calls,
        queued,
        triaged,
    }
}

impl Fit {
    /// From what is written of a fit. None if it is no fit.
    pub fn new(known: Known) -> Option<Self> {
        let series = |points: &[Point], priors: Vec<_>, grid: Vec<_>| Series::fit(points.to_vec(), &priors, &grid);
        Some(Self {
            from: known.from.parse().ok()?,
            until: known.until.parse().ok()?,
            staff: series(&known.staff, days::of_staff(), days::staff_grid())?,
            calls: series(&known.calls, days::of_calls(), days::calls_grid())?,
            queued: series(&known.queued, days::of_share(), days::share_grid())?,
            triaged: series(&known.triaged, days::of_share(), days::share_grid()),
            known,
        })
    }

    /// Logarithm of the factor on staff on an ordinary day of a kind, and its standard error.
    pub fn level(&self, kind: usize) -> Estimate {
        self.staff.combined(&effects(kind, 0.0))
    }
}
