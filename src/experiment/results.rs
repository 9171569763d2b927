//! What an experiment gives: one value a measure and replication, sheets by interval, histograms of waits, judged targets.

use super::recovery::Waits;
use super::sheet::Sheet;
use crate::analysis::interval::{Estimate, Interval, mean_t, quantile_mean};
use crate::analysis::proportion::{Verdict, judge, judge_estimate, wilson};
use crate::analysis::ratio::{RatioKind, ratio};
use crate::demand::FreshScale;
use crate::finance::{Account, BooksSheet};
use crate::model::{Confidence, Every, Measure, MeasureKind, Model, Target};
use crate::tally::names::{Unit, unit};
use crate::tally::{Layout, Ratio, WaitHistogram};

/// The level of all intervals.
pub const LEVEL: f64 = 0.95;

/// What an experiment gives.
#[derive(Clone, Debug)]
pub struct Results {
    /// Where figures were kept.
    pub layout: Layout,
    /// First calls as a share of recorded ones: with it a replication can be simulated once more.
    pub fresh: FreshScale,
    /// Replications folded in.
    pub replications: usize,
    /// The seed.
    pub seed: u64,
    /// Stopped before its end.
    pub partial: bool,
    /// Measures kept by replication.
    pub measures: Vec<Measure>,
    /// `[measure][replication]`; quantiles have denominator 1, or 0 where blank.
    pub sample: Vec<Vec<Ratio>>,
    /// `[target][replication]`: the horizon, then each month; none where nothing was measured.
    pub held: Vec<Vec<Vec<Option<bool>>>>,
    /// Replications in which every target held (over the horizon).
    pub all_held: Vec<bool>,
    /// Measures by interval.
    pub sheet: Sheet,
    /// Waits by replication and interval, where recovery from a shock is looked at.
    pub waits: Option<Waits>,
    /// `[line]`: answered waits over all replications.
    pub answered: Vec<WaitHistogram>,
    /// `[line]`: abandoned waits over all replications.
    pub abandoned: Vec<WaitHistogram>,
    /// The providers' books by month; empty where the scenario states no money.
    pub books: BooksSheet,
    /// `[replication][contract]`: their accounts, for other prices than the stated ones.
    pub accounts: Vec<Vec<Account>>,
    /// Events handled.
    pub events: u64,
    /// Calls received, warm-up included.
    pub calls: u64,
}

/// A target, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The chance that it holds over the judged period (the hardest one), with its Wilson interval.
    pub chance: Option<(f64, Interval)>,
    /// The verdict.
    pub verdict: Verdict,
    /// By month: label, chance with interval, verdict.
    pub months: Vec<(String, Option<(f64, Interval)>, Verdict)>,
}

impl Results {
    /// The values of a measure by replication.
    pub fn values(&self, measure: Measure) -> Option<&[Ratio]> {
        self.measures.iter().position(|m| *m == measure).map(|i| self.sample[i].as_slice())
    }

    /// Keeps the first replications of what is kept by replication (not what is kept by interval).
    pub fn keep(&mut self, replications: usize) {
        self.replications = self.replications.min(replications);
        self.sample.iter_mut().for_each(|values| values.truncate(replications));
        self.held.iter_mut().for_each(|held| held.truncate(replications));
        self.all_held.truncate(replications);
        self.accounts.truncate(replications);
    }

    /// The estimate of a measure, if it was kept and anything was measured.
    pub fn estimate(&self, measure: Measure) -> Option<Estimate> {
        estimate(measure.kind, self.values(measure)?)
    }

    /// A target, judged on the replications.
    pub fn judge(&self, index: usize, target: &Target, model: &Model) -> Judged {
        judge_target(&self.held[index], || self.estimate(target.measure), target, model)
    }

    /// The chance that every target holds at once.
    pub fn all_targets(&self) -> Option<(f64, Interval)> {
        let held = self.all_held.iter().filter(|h| **h).count();
        let n = self.all_held.len();
        wilson(held, n, LEVEL).map(|interval| (held as f64 / n as f64, interval))
    }
}

/// The period that decides a target, as an index of what is held by replication: the horizon, or of the whole months the hardest.
pub fn hardest(held: &[Vec<Option<bool>>], target: &Target, model: &Model) -> Option<usize> {
    if target.every == Every::Horizon {
        return Some(0);
    }
    let share = |period: usize| {
        let seen = || held.iter().filter_map(move |periods| periods[period]);
        let n = seen().count();
        (n > 0).then(|| seen().filter(|held| *held).count() as f64 / n as f64)
    };
    let months = (0..model.clock.months.len()).filter(|&m| model.clock.months[m].whole);
    months.filter_map(|m| Some((m + 1, share(m + 1)?))).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(period, _)| period)
}

/// A target, judged on the periods in which it held, by replication (as [`Results::held`]); `estimate`: of its measure.
pub fn judge_target(
    held: &[Vec<Option<bool>>],
    estimate: impl Fn() -> Option<Estimate>,
    target: &Target,
    model: &Model,
) -> Judged {
    let chance_of = |period: usize| -> Option<(usize, usize)> {
        let seen: Vec<bool> = held.iter().filter_map(|periods| periods[period]).collect();
        (!seen.is_empty()).then(|| (seen.iter().filter(|h| **h).count(), seen.len()))
    };
    let confidence = match target.confidence {
        Confidence::Chance(confidence) => confidence,
        Confidence::Estimate => 0.95,
    };
    let verdict_of = |(held, n): (usize, usize)| if n < 2 { Verdict::CannotTell } else { judge(held, n, confidence, LEVEL) };
    let shown = |(held, n): (usize, usize)| wilson(held, n, LEVEL).map(|interval| (held as f64 / n as f64, interval));
    let months: Vec<_> = (0..model.clock.months.len())
        .filter(|&m| model.clock.months[m].whole)
        .map(|m| {
            let counts = chance_of(m + 1);
            (model.clock.months[m].label.clone(), counts.and_then(shown), counts.map_or(Verdict::CannotTell, verdict_of))
        })
        .collect();
    if target.confidence == Confidence::Estimate && target.every == Every::Horizon {
        let interval = estimate().and_then(|e| e.interval);
        let small = target.bound.small_is_good();
        let verdict = interval.map_or(Verdict::CannotTell, |i| judge_estimate(i, target.bound.limit(), small));
        return Judged { chance: chance_of(0).and_then(shown), verdict, months };
    }
    let hardest = hardest(held, target, model).and_then(chance_of);
    Judged { chance: hardest.and_then(shown), verdict: hardest.map_or(Verdict::CannotTell, verdict_of), months }
}

/// The estimate of a measure from its values by replication.
pub fn estimate(kind: MeasureKind, values: &[Ratio]) -> Option<Estimate> {
    let mut found = plain(kind, values)?;
    // of all that is measured only money that comes in, less what is taken off, can be below zero
    if let Some(interval) = found.interval.as_mut().filter(|_| !matches!(kind, MeasureKind::Surplus | MeasureKind::Income)) {
        interval.low = interval.low.max(0.0);
    }
    Some(found)
}

fn plain(kind: MeasureKind, values: &[Ratio]) -> Option<Estimate> {
    if is_quantile(kind) {
        let values: Vec<Option<f64>> = values.iter().map(|r| r.value()).collect();
        return quantile_mean(&values, LEVEL);
    }
    if is_sum(kind) && values.iter().any(|r| r.denominator <= 0.0) {
        return None; // blank in one replication is blank in all: a mean of the others would be another sum
    }
    if is_count(kind) || is_sum(kind) {
        let values: Vec<f64> = values.iter().map(|r| r.numerator).collect();
        return mean_t(&values, LEVEL);
    }
    let numerators: Vec<f64> = values.iter().map(|r| r.numerator).collect();
    let denominators: Vec<f64> = values.iter().map(|r| r.denominator).collect();
    let share = if unit(kind) == Unit::Share { RatioKind::Share } else { RatioKind::Plain };
    ratio(&numerators, &denominators, share, LEVEL)
}

/// A quantile of waits: its mean over replications is reported.
pub fn is_quantile(kind: MeasureKind) -> bool {
    matches!(kind, MeasureKind::WaitQuantile(_) | MeasureKind::CallBackWaitQuantile(_) | MeasureKind::TimeToClinicianQuantile(_))
}

/// A sum of pounds or paid hours: blank where its denominator is 0.
pub fn is_sum(kind: MeasureKind) -> bool {
    kind.is_money() && !matches!(kind, MeasureKind::CostPerCall | MeasureKind::Utilisation)
}

/// A count (no denominator).
pub fn is_count(kind: MeasureKind) -> bool {
    use MeasureKind as K;
    unit(kind) == Unit::Count
        && !matches!(kind, K::MeanQueue | K::StaffPresent | K::RiskMinutes | K::UrgentAbandoned | K::CallsPerPerson)
}
