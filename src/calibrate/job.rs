//! One area from records to fit, and from fit to predictions of later days, scored.

use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use serde::Serialize;

use super::bench::{self, Bench};
use super::days;
use super::fit::{self, Fit};
use super::predict::{Predicted, Told, predict};
use super::score::{self, Band, Score};
use super::start::{self, Start};
use crate::analysis::daily::Estimate;
use crate::estimate::between;
use crate::experiment::run::RunError;
use crate::records::day::{AreaDays, Day, between};
use crate::scenario::{Problems, Scenario};

/// How much is simulated, and how.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Draws of a prediction.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
    /// Threads; 0 for all cores.
    pub threads: usize,
    /// Calls of each day that a point of the surface is simulated for, by as many replications as that takes.
    pub effort: f64,
}

/// The usual effort.
pub const EFFORT: f64 = 6_000.0;

/// Why there is no fit, or no prediction.
#[derive(Debug)]
pub enum Failure {
    /// The scenario is wrong.
    Scenario(Problems),
    /// The records, or scenario and records together, do not do.
    Records(String),
    /// As for any experiment.
    Run(RunError),
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Scenario(problems)
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

/// A fit with the bench it was made on.
#[derive(Debug)]
pub struct Calibrated {
    /// The fit.
    pub fit: Fit,
    /// The bench over the days of the fit.
    pub bench: Bench,
    /// The scenario it started from, over these days.
    pub scenario: Scenario,
}

/// Calibrates an area on all its days given.
///
/// # Errors
/// As [`Failure`].
pub fn calibrate(area: &AreaDays, start: &Start, work: Work, stop: &AtomicBool) -> Result<Calibrated, Failure> {
    let received = start::filled(area, |day| Some(day.received));
    let scenario = start::over(start, &area.name, area.first, &received)?;
    let kinds = days::kinds(&scenario.model);
    let mean = fit::mean_calls(area, &kinds);
    let queued = start::filled(area, Day::queued);
    // heads are laid out for the calls that come to the queue
    let came = fit::shares(area).0;
    let bench = Bench::new(scenario.model.clone(), &mean.map(|calls| calls * came)).map_err(Failure::Records)?;
    let fit = fit::fit(area, &bench, &queued, mean, (work.seed, work.threads, work.effort), stop)?.map_err(Failure::Records)?;
    Ok(Calibrated { fit, bench, scenario })
}

/// How much an area's busy days are those of other areas, over the days of a fit; days within three of a bank holiday left out.
pub fn between_areas(done: &Calibrated, area: &AreaDays, others: &[&AreaDays]) -> Option<Estimate> {
    let kinds = days::kinds(&done.bench.model);
    let series = |of: &AreaDays| -> between::Series {
        let calls = |index: usize| of.on(area.date(index)).map(|day| f64::from(day.received));
        (0..area.days.len()).map(|index| calls(index).filter(|_| !kinds[index].1)).collect()
    };
    let others: Vec<between::Series> = others.iter().map(|other| series(other)).collect();
    between::between(&series(area), &others).map(|known| Estimate { value: known.value, se: known.error })
}

/// A measure that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Calls received.
    CallsOffered,
    /// Answered in 60 s, of answered.
    AnsweredWithin60s,
    /// Abandoned of those who came to the queue.
    Abandonment,
    /// Triaged of answered.
    Triage,
}

impl What {
    /// All of them.
    pub const ALL: [What; 4] = [What::CallsOffered, What::AnsweredWithin60s, What::Abandonment, What::Triage];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            What::CallsOffered => "calls-offered",
            What::AnsweredWithin60s => "answered-within-60s",
            What::Abandonment => "abandonment",
            What::Triage => "triage",
        }
    }

    /// What was observed of it on a day.
    pub fn of(self, day: &Day) -> Option<f64> {
        match self {
            What::CallsOffered => Some(f64::from(day.received)),
            What::AnsweredWithin60s => day.service(),
            What::Abandonment => day.abandonment(),
            What::Triage => day.triage(),
        }
    }

    fn draws(self, predicted: &Predicted) -> &[Vec<f64>] {
        match self {
            What::CallsOffered => &predicted.calls,
            What::AnsweredWithin60s => &predicted.service,
            What::Abandonment => &predicted.abandonment,
            What::Triage => &predicted.triage,
        }
    }
}

/// A measure over the days that were predicted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The measure.
    pub what: What,
    /// Observed by day.
    pub observed: Vec<Option<f64>>,
    /// Predicted, given the day's calls; nothing for calls themselves.
    pub given: Option<(Score, Vec<Option<Band>>)>,
    /// Predicted, given nothing of these days.
    pub forecast: Option<(Score, Vec<Option<Band>>)>,
    /// Mean absolute error of the same day a week before, as observed.
    pub last_week: Option<f64>,
    /// Of the mean of the weekday over the days of the fit, bank holidays left out.
    pub weekday_mean: Option<f64>,
    /// Of a regression on weekday and calls, fitted to the days of the fit; told the day's calls.
    pub regression: Option<f64>,
}

impl Compared {
    /// The better of the two naive forecasts.
    pub fn naive(&self) -> Option<f64> {
        [self.last_week, self.weekday_mean].into_iter().flatten().min_by(f64::total_cmp)
    }
}

/// Days that were predicted, scored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Validation {
    /// First day.
    pub from: String,
    /// Days.
    pub days: usize,
    /// Draws.
    pub draws: usize,
    /// By measure.
    pub measures: Vec<Compared>,
}

/// Predicts days after a fit and scores them; `area`: all its days, the ones of the fit too (naive forecasts need them).
///
/// # Errors
/// As [`Failure`].
pub fn validate(
    fit: &Fit,
    area: &AreaDays,
    (from, until): (Date, Date),
    start: &Start,
    scaled: bool,
    work: Work,
    stop: &AtomicBool,
) -> Result<Validation, Failure> {
    let (from, until) = (from.max(area.first), until.min(area.last()));
    if from <= fit.until {
        return Err(Failure::Records(format!("{from} is not after {}, the last day of the fit", fit.until)));
    }
    let Some(test) = area.part(from, until).filter(|_| from <= until) else {
        return Err(Failure::Records(format!("{}: no figures from {from} to {until}", area.title)));
    };
    let received = start::filled(&test, |day| Some(day.received));
    let scenario = start::over(start, &area.name, test.first, &received)?;
    let share = fit.queued.combined(&days::effects(0, 0.0)).value.exp();
    let bench = Bench::new(scenario.model, &fit.known.mean_calls.map(|c| c * share)).map_err(Failure::Records)?;
    let scale = if scaled { scale(fit, &bench) } else { [1.0; 8] };
    let first = between(fit.from, test.first) as i64;
    let parts = (work.draws, work.seed, work.threads);
    let given = predict(fit, &bench, first, &Told::Calls(received.clone()), &scale, parts, stop)?;
    let forecast = predict(fit, &bench, first, &Told::Nothing, &scale, parts, stop)?;
    let kinds = days::kinds(&bench.model);
    let measures = What::ALL
        .into_iter()
        .map(|what| {
            let observed: Vec<Option<f64>> = test.days.iter().map(|day| day.as_ref().and_then(|d| what.of(d))).collect();
            let scored = |predicted: &Predicted| {
                let draws = what.draws(predicted);
                Some((score::score(draws, &observed)?, score::bands(draws)))
            };
            let (last_week, mean, regression) = naive(what, fit, area, &test, &kinds);
            let error = |forecast: &[Option<f64>]| score::plain(forecast, &observed).map(|e| e.0);
            Compared {
                what,
                given: (what != What::CallsOffered).then(|| scored(&given)).flatten(),
                forecast: scored(&forecast),
                last_week: error(&last_week),
                weekday_mean: error(&mean),
                regression: (what != What::CallsOffered).then(|| error(&regression)).flatten(),
                observed,
            }
        })
        .collect();
    Ok(Validation { from: test.first.to_string(), days: test.days.len(), draws: given.calls.len(), measures })
}

/// How the hours that the scenario states compare with those that were written, by kind of day.
fn scale(fit: &Fit, bench: &Bench) -> [f64; 8] {
    let stated = bench.stated_hours();
    std::array::from_fn(|kind| {
        let written = fit.known.written_hours[kind];
        stated[kind].filter(|_| written > 0.0).map_or(1.0, |stated| stated / written)
    })
}

/// Forecasts without a model: the day a week before, the mean of the weekday, a regression on weekday and calls.
fn naive(
    what: What,
    fit: &Fit,
    area: &AreaDays,
    test: &AreaDays,
    kinds: &[(usize, bool)],
) -> (Vec<Option<f64>>, Vec<Option<f64>>, Vec<Option<f64>>) {
    let seen = |date: Date| area.on(date).and_then(|day| what.of(&day));
    let week = jiff::Span::new().days(7);
    let last: Vec<Option<f64>> = (0..test.days.len()).map(|i| seen(test.date(i).saturating_sub(week))).collect();
    // days of the fit, by weekday as its bench had them
    let train: Vec<(usize, f64, f64)> = fit
        .known
        .calls
        .iter()
        .filter(|point| point.x[days::HOLIDAY] < 0.5)
        .filter_map(|point| {
            let date = fit.from.saturating_add(jiff::Span::new().days(point.day));
            let kind = (1..7).find(|&k| point.x[k] > 0.5).unwrap_or(0);
            Some((kind, f64::from(area.on(date)?.received), seen(date)?))
        })
        .collect();
    let mean = |kind: usize| {
        let values: Vec<f64> = train.iter().filter(|t| t.0 == kind % 7).map(|t| t.2).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    let weekday: Vec<Option<f64>> = kinds.iter().map(|kind| mean(kind.0)).collect();
    let regression = regression(what, &train);
    let told: Vec<Option<f64>> = test
        .days
        .iter()
        .zip(kinds)
        .map(|(day, kind)| regression.as_ref().and_then(|r| Some(r(kind.0 % 7, f64::from((*day)?.received)))))
        .collect();
    (last, weekday, told)
}

/// A regression of log-odds (triage: of the share itself) on weekday and the logarithm of calls.
fn regression(what: What, train: &[(usize, f64, f64)]) -> Option<impl Fn(usize, f64) -> f64> {
    use super::surface::log_odds;
    use crate::analysis::daily::{Point, Prior, Series, Spread};
    let odds = what != What::Triage;
    let centre = train.iter().map(|t| t.1.max(1.0).ln()).sum::<f64>() / train.len().max(1) as f64;
    let points = train
        .iter()
        .map(|&(kind, calls, y)| Point {
            day: 0,
            x: days::effects(kind, calls.max(1.0).ln() - centre),
            y: if odds { log_odds(y) } else { y },
            variance: 0.0,
        })
        .collect();
    let wide = [Prior { mean: 0.0, sd: 1e3 }; 9];
    let series = Series::fit(points, &wide, &[Spread { memory: 0.0, level: 0.0, noise: 1.0 }])?;
    Some(move |kind: usize, calls: f64| {
        let y = series.combined(&days::effects(kind, calls.max(1.0).ln() - centre)).value;
        if odds { 1.0 / (1.0 + (-y).exp()) } else { y }
    })
}

/// Kind of a day, for those who lay out weeks.
pub use bench::kind;
