//! What a fit predicts of other days: draws of what is not known and of chance, each simulated.
//!
//! A draw takes parameters from what the data leave possible (patience, effects, memory and spread together), continues the level of staff
//! from the last day of the fit, draws each day's noise, and simulates the days with callers of its own. So the band of the draws holds
//! doubt about parameters as well as chance.

use std::sync::atomic::AtomicBool;

use super::bench::{Bench, Setting};
use super::days::{effects, kinds};
use super::fit::Fit;
use super::surface::patience_law;
use crate::experiment::daily::{DayCounts, Task, by_day};
use crate::experiment::run::RunError;
use crate::random::{Key, Purpose, law::normal_quantile, poisson_quantile};

/// What is known of the days to predict.
#[derive(Clone, Debug)]
pub enum Told {
    /// The calls received on each.
    Calls(Vec<f64>),
    /// Nothing.
    Nothing,
}

/// Draws by measure: `[draw][day]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predicted {
    /// Calls received.
    pub calls: Vec<Vec<f64>>,
    /// Share answered in 60 s.
    pub service: Vec<Vec<f64>>,
    /// Share abandoned.
    pub abandonment: Vec<Vec<f64>>,
    /// Triaged over answered.
    pub triage: Vec<Vec<f64>>,
}

/// The most that a factor may stray from 1, as a logarithm.
const MOST: f64 = 1.2;

struct Draw {
    calls: Vec<f64>,
    queued: Vec<f64>,
    factors: Vec<f64>,
    log_patience: f64,
    at_once: f64,
    lost: Vec<f64>,
    triage: Vec<f64>,
}

/// Predicts the reported days of a bench; `first`: their first day, counted from the first day of the fit; `scale`: how the scenario's hours
/// compare with those of the fit, by kind of day.
///
/// # Errors
/// A failed check of the engine; threads that cannot be started.
pub fn predict(
    fit: &Fit,
    bench: &Bench,
    first: i64,
    told: &Told,
    scale: &[f64; 8],
    (draws, seed, threads): (usize, u64, usize),
    stop: &AtomicBool,
) -> Result<Predicted, RunError> {
    let kinds = kinds(&bench.model);
    let drawn: Vec<Draw> =
        (0..draws).map(|n| draw(fit, &kinds, first, told, scale, Key::root(seed, n as u64).named("fit"))).collect();
    let tasks: Vec<Task> = (0..draws).map(|n| Task { configuration: n, replication: n as u64 }).collect();
    let make = |task: Task| {
        let draw = &drawn[task.configuration];
        let arriving: Vec<f64> = draw.calls.iter().zip(&draw.queued).map(|(c, q)| (c * q).round()).collect();
        bench.with(&Setting {
            factors: &draw.factors,
            calls: &arriving,
            patience: &patience_law(draw.log_patience.exp(), fit.known.patience_shape),
            within: Some(Key::root(seed, task.replication).named("within")),
        })
    };
    let days = by_day(&tasks, seed, threads, &make, stop)?;
    let mut predicted = Predicted::default();
    for (draw, days) in drawn.iter().zip(&days).filter(|(_, days)| !days.is_empty()) {
        predicted.calls.push(draw.calls.clone());
        predicted.service.push(days.iter().map(|d| d.within / d.answered.max(1.0)).collect());
        predicted.abandonment.push((0..days.len()).map(|d| abandonment(&days[d], draw, d)).collect());
        predicted.triage.push(draw.triage.clone());
    }
    Ok(predicted)
}

/// Share abandoned, with what is lost at once and what waits do not say.
fn abandonment(day: &DayCounts, draw: &Draw, index: usize) -> f64 {
    let queued = (day.answered + day.abandoned).max(1.0);
    let by_wait = day.abandoned / queued;
    ((draw.at_once + (1.0 - draw.at_once) * by_wait) * draw.lost[index]).min(1.0)
}

fn draw(fit: &Fit, kinds: &[(usize, bool)], first: i64, told: &Told, scale: &[f64; 8], key: Key) -> Draw {
    let n = kinds.len();
    let normals = |what: &str| -> Vec<f64> {
        let purpose = Purpose::new(what, "");
        (0..n).map(|d| normal_quantile(key.part(d as u64).uniform(purpose))).collect()
    };
    let uniform = |what: &str| key.uniform(Purpose::new(what, "which"));
    let plain: Vec<(i64, Vec<f64>)> = (0..n).map(|d| (first + d as i64, effects(kinds[d].0, 0.0))).collect();
    let calls = match told {
        Told::Calls(calls) => calls.clone(),
        Told::Nothing => {
            let logs = fit.calls.draw(&plain, uniform("calls"), &normals("calls")).unwrap_or_else(|| fit.calls.expected(&plain));
            let count = Purpose::new("count", "");
            logs.iter()
                .enumerate()
                .map(|(d, log)| poisson_quantile(log.exp(), key.part(d as u64).uniform(count)) as f64)
                .collect()
        }
    };
    let share = |series: &crate::analysis::daily::Series, what: &str| -> Vec<f64> {
        let logs = series.draw(&plain, uniform(what), &normals(what)).unwrap_or_else(|| series.expected(&plain));
        logs.iter().map(|log| log.exp()).collect()
    };
    let with_calls: Vec<(i64, Vec<f64>)> = (0..n)
        .map(|d| (first + d as i64, effects(kinds[d].0, (calls[d].max(1.0) / fit.known.mean_calls[kinds[d].0]).ln())))
        .collect();
    let logs =
        fit.staff.draw(&with_calls, uniform("staff"), &normals("staff")).unwrap_or_else(|| fit.staff.expected(&with_calls));
    let one = |what: &str| normal_quantile(key.uniform(Purpose::new(what, "one")));
    let known = &fit.known;
    let answered = |d: usize| (calls[d] * 0.95).max(1.0);
    let chance = normals("triage chance");
    Draw {
        queued: share(&fit.queued, "queued").iter().map(|q| q.min(1.0)).collect(),
        factors: logs.iter().zip(kinds).map(|(log, kind)| log.clamp(-MOST, MOST).exp() * scale[kind.0]).collect(),
        log_patience: known.log_patience.value + known.log_patience.se * one("patience"),
        at_once: (known.at_once.value + known.at_once.se * one("at once")).max(0.0),
        lost: normals("lost")
            .iter()
            .map(|z| (known.abandonment_spread * z - known.abandonment_spread.powi(2) / 2.0).exp())
            .collect(),
        triage: fit.triaged.as_ref().map_or_else(
            || vec![f64::NAN; n],
            |series| {
                let shares = share(series, "triage");
                let by_chance = |(d, s): (usize, &f64)| s + chance[d] * (s * (1.0 - s).abs() / answered(d)).sqrt();
                shares.iter().enumerate().map(by_chance).collect()
            },
        ),
        calls,
    }
}
