//! What a comparison says of recovery from shocks that one configuration has and the other has not: one row a shock and place.

use serde::Serialize;

use super::files::Entry;
use crate::experiment::Recovery;
use crate::experiment::results::LEVEL;
use crate::report::number;

/// The measure's name.
const RECOVERY_TIME: &str = "recovery-time";
/// The share of replications that recover within the run.
const RECOVERED: &str = "recovered";
/// Said in place of a time that lies beyond the run.
const BEYOND: &str = "not within the run";

/// Recovery from a shock at a place, over replications.
#[derive(Clone, Debug, Serialize)]
pub struct AfterShock {
    /// The shock.
    pub shock: String,
    /// The configuration that has it; the other of the two is the same callers without it.
    pub configuration: String,
    /// `all`, `step:NAME`.
    pub scope: String,
    /// Replications looked at.
    pub replications: usize,
    /// The share that recovers within the run.
    pub recovered: Option<f64>,
    /// Its Wilson interval.
    pub recovered_low: Option<f64>,
    /// Its Wilson interval.
    pub recovered_high: Option<f64>,
    /// Seconds that half of the replications did not exceed; null: not within the run.
    pub median: Option<f64>,
    /// The interval of the median; null where it lies beyond the run or the replications are too few.
    pub median_low: Option<f64>,
    /// As `median_low`.
    pub median_high: Option<f64>,
    /// Seconds that nine tenths did not exceed; null: not within the run.
    pub p90: Option<f64>,
    /// Level of both intervals.
    pub level: f64,
    /// Why nothing could be measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_measured: Option<&'static str>,
    /// The base has the shock.
    #[serde(skip)]
    of_base: bool,
    /// At a step, and nine replications in ten are as without it at once: nothing to show people.
    #[serde(skip)]
    pub idle: bool,
    /// There are enough replications for an interval of the median.
    #[serde(skip)]
    interval: bool,
}

impl AfterShock {
    /// In words for files and pages; `names` of the configurations.
    pub(super) fn new(found: &Recovery, names: &[&str]) -> Self {
        let share = found.share();
        let median = found.median_interval();
        Self {
            shock: found.shock.clone(),
            configuration: names[found.with].to_owned(),
            scope: found.scope.clone(),
            replications: found.after.len(),
            recovered: share.map(|s| s.0),
            recovered_low: share.map(|s| s.1.low),
            recovered_high: share.map(|s| s.1.high),
            median: found.quantile(0.5).flatten(),
            median_low: median.and_then(|m| m.0),
            median_high: median.and_then(|m| m.1),
            p90: found.quantile(0.9).flatten(),
            level: LEVEL,
            not_measured: found.unmeasured,
            of_base: found.with == 0,
            idle: found.scope != "all" && found.quantile(0.9) == Some(Some(0.0)),
            interval: median.is_some(),
        }
    }

    /// The fields of a row for people: who has the shock, where, the share that recovers, the median, its interval, the 90 %
    /// quantile.
    pub fn row(&self) -> [String; 6] {
        let time = |seconds: Option<f64>| seconds.map_or_else(|| BEYOND.to_owned(), number::duration);
        let place = match self.scope.split_once(':') {
            None => "whole service".to_owned(),
            Some((_, step)) => step.to_owned(),
        };
        let head = format!("{} ({})", self.shock, self.configuration);
        if let Some(why) = self.not_measured {
            let [a, b, c] = [const { String::new() }; 3];
            return [head, place, format!("not measured: {why}"), a, b, c];
        }
        let interval = if self.interval {
            match (self.median_low, self.median_high) {
                (Some(low), Some(high)) if low.total_cmp(&high).is_eq() => time(Some(low)),
                (None, _) => BEYOND.to_owned(),
                (low, high) => format!("{} to {}", time(low), high.map_or_else(|| "beyond the run".to_owned(), number::duration)),
            }
        } else {
            String::new()
        };
        let share = self.recovered.map_or_else(String::new, number::chance);
        [head, place, share, time(self.median), interval, time(self.p90)]
    }

    /// As rows of `differences.csv`: the time, 0 without the shock; and the share that recovers, all without it.
    pub(super) fn entries(&self) -> [Entry; 2] {
        let row = |measure: &str, without: f64, value: Option<f64>, interval: [Option<f64>; 2]| {
            let sign = if self.of_base { -1.0 } else { 1.0 };
            let difference = |value: Option<f64>| value.map(|v| sign * (v - without)).map(|v| if v == 0.0 { 0.0 } else { v });
            let (base, alternative) = if self.of_base { (value, Some(without)) } else { (Some(without), value) };
            let [low, high] = if self.of_base { [interval[1], interval[0]] } else { interval };
            let place = if self.scope == "all" { String::new() } else { format!(" {}", self.scope) };
            Entry {
                measure: measure.to_owned(),
                scope: format!("shock:{}{place}", self.shock),
                base,
                alternative,
                difference: difference(value),
                low: difference(low),
                high: difference(high),
                level: self.level,
                simultaneous: false,
                margin: 0.0,
                good: if measure == RECOVERY_TIME { "less is better" } else { "more is better" },
                judged: self.not_measured.map(|_| "not measured"),
                more_replications: None,
                variance_ratio: None,
                replications: self.replications,
            }
        };
        [
            row(RECOVERY_TIME, 0.0, self.median, [self.median_low, self.median_high]),
            row(RECOVERED, 1.0, self.recovered, [self.recovered_low, self.recovered_high]),
        ]
    }
}
