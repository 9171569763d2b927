//! What a staffing is to reach: targets with bounds, or no worse than the scenario as it stands; and how far off it is.
//!
//! For each aim and replication a *margin*: how far the value is on the good side of its bound, in the measure's unit.
//!
//! ```text
//! bound      margin = limit - value, or value - limit
//! no worse   margin = allowance - (value - value of the scenario as it stands, on the same callers)     small values good
//! long run   margin = (limit x denominator - numerator) / mean denominator                              of a ratio of sums
//! ```
//! Who answers nobody has no value of answered calls at all, and fails.

use crate::experiment::sweep::tolerance;
use crate::model::MeasureKind as K;
use crate::model::{Basis, Bound, Confidence, Every, Measure, Model, RelativeTarget, Scope, Target};
use crate::tally::Ratio;
use crate::tally::names;

/// What is held against what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standard {
    /// A bound of its own.
    Bound(Bound),
    /// The scenario as it stands.
    NoWorse {
        /// How much worse it may be.
        allowance: f64,
        /// Small values are good.
        small_is_good: bool,
    },
}

/// Something to be reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    /// The target's name.
    pub name: String,
    /// What is measured.
    pub measure: Measure,
    /// Against what.
    pub standard: Standard,
    /// Each of these months (from 1); or the period of the measure's own scope.
    pub months: Vec<Option<usize>>,
    /// How sure.
    pub confidence: Confidence,
}

/// The aims of a scenario's own targets, those held against the base among them, and the names of targets left out because inputs
/// alone decide them. `long_run`: all judged by their estimates.
pub fn published(model: &Model, long_run: bool) -> (Vec<Aim>, Vec<String>) {
    let (open, fixed): (Vec<&Target>, Vec<&Target>) = model.targets.iter().partition(|t| t.basis != Basis::Assumed);
    let aim = |target: &&Target| Aim {
        name: target.name.clone(),
        measure: target.measure,
        standard: Standard::Bound(target.bound),
        months: match target.every {
            Every::Horizon => vec![None],
            Every::Month => (0..model.clock.months.len()).filter(|&m| model.clock.months[m].whole).map(|m| Some(m + 1)).collect(),
        },
        confidence: if long_run { Confidence::Estimate } else { target.confidence },
    };
    let relative = model.relative.iter().map(|target| held_against(target, long_run));
    let mut aims: Vec<Aim> = open.iter().map(aim).chain(relative).collect();
    if rewards_losing_callers(&aims, model) {
        aims.push(Aim {
            name: ADDED.to_owned(),
            measure: Measure { kind: K::Abandonment, scope: Scope::All },
            standard: Standard::NoWorse { allowance: 0.005, small_is_good: true },
            months: vec![None],
            confidence: Confidence::Estimate,
        });
    }
    (aims, fixed.iter().map(|t| t.name.clone()).collect())
}

/// The name of an aim that no target of the scenario states: as many may give up as do as it stands, give or take half a point.
pub const ADDED: &str = "abandonment (added)";

/// Some aims count answered calls alone, and none bounds those who give up: whoever answered nobody would reach them all.
fn rewards_losing_callers(aims: &[Aim], model: &Model) -> bool {
    let of_answered = |kind| matches!(kind, K::AnsweredWithin(_) | K::MeanSpeedOfAnswer | K::WaitQuantile(_));
    let counts_lost = |kind| {
        matches!(
            kind,
            K::Abandonment
                | K::AbandonmentOfReceived
                | K::AbandonmentAfter(_)
                | K::CallsAbandoned
                | K::CallsAnswered
                | K::PeopleAnswered
                | K::ServiceLevel(_)
                | K::UrgentLost
        )
    };
    let kinds = || aims.iter().map(|aim| aim.measure.kind);
    model.callers_may_leave() && kinds().any(of_answered) && !kinds().any(counts_lost)
}

/// No worse than the scenario as it stands, on the measure of each target: in the long run, since a single period is as often worse as better
/// by chance alone; and by no more than a twentieth of the target's limit (of a share, of its distance from the nearer end), since not every call
/// of a hundred thousand matters. Targets that the scenario itself holds against the base are judged as they say.
pub fn no_worse(model: &Model, long_run: bool) -> Vec<Aim> {
    let open = model.targets.iter().filter(|t| t.basis != Basis::Assumed);
    let aim = |target: &Target| Aim {
        name: target.name.clone(),
        measure: target.measure,
        standard: Standard::NoWorse { allowance: tolerance(target), small_is_good: target.bound.small_is_good() },
        months: vec![None],
        confidence: Confidence::Estimate,
    };
    open.map(aim).chain(model.relative.iter().map(|target| held_against(target, long_run))).collect()
}

fn held_against(target: &RelativeTarget, long_run: bool) -> Aim {
    Aim {
        name: target.name.clone(),
        measure: target.measure,
        standard: Standard::NoWorse { allowance: target.allowance, small_is_good: target.small_is_good },
        months: vec![None],
        confidence: if long_run { Confidence::Estimate } else { target.confidence },
    }
}

impl Aim {
    /// Small values are good.
    pub fn small_is_good(&self) -> bool {
        match self.standard {
            Standard::Bound(bound) => bound.small_is_good(),
            Standard::NoWorse { small_is_good, .. } => small_is_good,
        }
    }

    /// Does it hold in a replication? Where nothing was measured it fails if there was something to measure as it stands (who answers
    /// nobody answers nobody in time); otherwise there is nothing that could fail.
    pub fn holds(&self, value: Ratio, base: Ratio) -> bool {
        match (self.standard, value.value(), base.value()) {
            (_, None, base) => base.is_none(),
            (Standard::NoWorse { .. }, Some(_), None) => true,
            (Standard::Bound(bound), Some(value), _) => bound.holds(value),
            (Standard::NoWorse { allowance, small_is_good }, Some(value), Some(base)) => {
                let worse = if small_is_good { value - base } else { base - value };
                worse <= allowance
            }
        }
    }

    /// Margins by replication; none where nothing was measured, neither here nor as it stands.
    pub fn margins(&self, values: &[Ratio], base: &[Ratio]) -> Vec<f64> {
        let sign = if self.small_is_good() { 1.0 } else { -1.0 };
        let at = |index: usize| base.get(index).and_then(|b| b.value());
        if self.confidence == Confidence::Estimate {
            let limit = match self.standard {
                Standard::Bound(bound) => Some(bound.limit()),
                Standard::NoWorse { .. } => pooled(base),
            };
            let Some(limit) = limit else { return Vec::new() };
            let own = off(values, limit);
            if own.is_empty() && pooled(base).is_some() {
                return vec![-1.0; values.len()];
            }
            return match self.standard {
                Standard::Bound(_) => own.iter().map(|d| sign * d).collect(),
                // linear in both: the difference of two ratios of sums about the base's
                Standard::NoWorse { allowance, .. } => {
                    own.iter().zip(off(base, limit)).map(|(own, theirs)| allowance + sign * (own - theirs)).collect()
                }
            };
        }
        let margin = |(index, value): (usize, &Ratio)| match (self.standard, value.value(), at(index)) {
            (_, None, None) | (Standard::NoWorse { .. }, _, None) => None,
            (Standard::Bound(bound), None, Some(_)) => Some(-bound.limit().abs().max(1e-9)),
            (Standard::NoWorse { .. }, None, Some(base)) => Some(-base.abs().max(1e-9)),
            (Standard::Bound(bound), Some(value), _) => Some(sign * (bound.limit() - value)),
            (Standard::NoWorse { allowance, .. }, Some(value), Some(base)) => Some(allowance + sign * (base - value)),
        };
        values.iter().enumerate().filter_map(margin).collect()
    }

    /// The name of its measure in results.
    pub fn measure_name(&self, model: &Model) -> (String, String) {
        (names::name(self.measure.kind, model), names::scope_text(self.measure.scope, model))
    }
}

/// Ratio of sums.
pub fn pooled(values: &[Ratio]) -> Option<f64> {
    let (n, d) = values.iter().fold((0.0, 0.0), |(n, d), v| (n + v.numerator, d + v.denominator));
    (d > 0.0).then(|| n / d)
}

/// How far each replication pulls a ratio of sums below a limit: the mean is 0 where the ratio is the limit.
fn off(values: &[Ratio], limit: f64) -> Vec<f64> {
    let mean = values.iter().map(|v| v.denominator).sum::<f64>() / values.len().max(1) as f64;
    if mean <= 0.0 {
        return Vec::new();
    }
    values.iter().map(|v| (limit * v.denominator - v.numerator) / mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MeasureKind, Scope};

    fn ratio(numerator: f64, denominator: f64) -> Ratio {
        Ratio { numerator, denominator }
    }

    fn aim(standard: Standard, confidence: Confidence) -> Aim {
        let measure = Measure { kind: MeasureKind::Abandonment, scope: Scope::All };
        Aim { name: "a".to_owned(), measure, standard, months: vec![None], confidence }
    }

    // by hand: 1 of 10 and 3 of 10 against at most 25 %: 0.15 and -0.05; long run (2.5 - 1)/10 and (2.5 - 3)/10
    #[test]
    fn margins_by_hand() {
        let values = [ratio(1.0, 10.0), ratio(3.0, 10.0)];
        for confidence in [Confidence::Chance(0.9), Confidence::Estimate] {
            let found = aim(Standard::Bound(Bound::AtMost(0.25)), confidence).margins(&values, &[]);
            assert!((found[0] - 0.15).abs() < 1e-12 && (found[1] + 0.05).abs() < 1e-12, "{found:?}");
        }
        let standard = Standard::NoWorse { allowance: 0.01, small_is_good: true };
        let base = [ratio(2.0, 10.0), ratio(2.0, 10.0)];
        for confidence in [Confidence::Chance(0.9), Confidence::Estimate] {
            let found = aim(standard, confidence).margins(&values, &base);
            assert!((found[0] - 0.11).abs() < 1e-12 && (found[1] + 0.09).abs() < 1e-12, "{found:?}");
        }
        // nobody was answered, where some were as it stands
        let nothing = [ratio(0.0, 0.0), ratio(0.0, 0.0)];
        for confidence in [Confidence::Chance(0.9), Confidence::Estimate] {
            let bound = aim(Standard::Bound(Bound::AtLeast(0.9)), confidence);
            assert!(bound.margins(&nothing, &base).iter().all(|m| *m < 0.0));
            assert!(!bound.holds(nothing[0], base[0]) && bound.holds(nothing[0], nothing[0]));
            assert!(bound.margins(&nothing, &nothing).is_empty());
        }
        assert!(aim(standard, Confidence::Estimate).holds(ratio(2.09, 10.0), base[0]));
        assert!(!aim(standard, Confidence::Estimate).holds(ratio(2.11, 10.0), base[0]));
    }
}
