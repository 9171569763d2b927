//! Does a candidate reach its aims? A smooth answer while searching, and a strict one on fresh callers at the end.
//!
//! *While searching*, the standing of an aim is how many standard deviations its margin is on the good side of what verification will
//! ask for. With n replications, mean m and standard deviation s of the margins, N replications in the verification:
//!
//! ```text
//! chance c, n < 100    m / s - z(p)                 p: the share of N that must hold, and half a standard error more
//! chance c, else       q(1 - p) / s                 q: quantile of the margins; no normal law
//! long run             m / s - z / sqrt(N)          z: of the level of verification
//! ```
//! *Verification* of attempt k (k = 1, 2, ...) on callers that nothing else has met: Wilson's interval of the chance, or Student's of the
//! mean margin, at level 1 - alpha / 2^k, must lie on the good side. All attempts together err with alpha at most, each aim by itself; a
//! staffing passes only if all aims do, so that more aims do not raise the error.

use statrs::distribution::{ContinuousCDF, Normal};

use super::aims::{Aim, Standard};
use crate::analysis::interval::{Estimate, Interval, mean_t};
use crate::analysis::wilson;
use crate::experiment::results::estimate;
use crate::model::{Bound, Confidence};
use crate::tally::Ratio;

/// Values of an aim in one of its periods.
#[derive(Clone, Debug)]
pub struct Values {
    /// Of the candidate.
    pub own: Vec<Ratio>,
    /// Of the scenario as it stands, on the same callers; empty where it does not matter.
    pub base: Vec<Ratio>,
}

/// What verification asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// Replications.
    pub replications: usize,
    /// Error of all attempts.
    pub alpha: f64,
    /// Which attempt, from 1.
    pub attempt: u32,
}

/// An aim, verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// It holds as surely as asked.
    pub met: bool,
    /// Chance that it holds in a replication, with its interval at the level of the attempt: of the hardest period.
    pub chance: Option<(f64, Interval)>,
    /// The value over all replications, in its first period.
    pub estimate: Option<Estimate>,
    /// That of the scenario as it stands, on the same callers, and how often it holds there.
    pub base: Option<(Estimate, f64)>,
    /// Standing, in standard deviations of the margin: the least is the aim that binds.
    pub standing: f64,
}

/// Standings never say more than this: nothing varied.
const FULL: f64 = 10.0;

impl Test {
    /// The level of its intervals.
    pub fn level(&self) -> f64 {
        1.0 - self.alpha / 2.0_f64.powi(self.attempt as i32)
    }

    /// The share of replications that must hold for a chance to be as surely as `chance`, if the callers are as lucky as most.
    fn share(&self, chance: f64) -> f64 {
        let n = self.replications;
        let passes = |k: &usize| wilson(*k, n, self.level()).is_some_and(|i| i.low >= chance);
        let (mut low, mut high) = (0, n);
        while low < high {
            let middle = usize::midpoint(low, high);
            if passes(&middle) { high = middle } else { low = middle + 1 }
        }
        let least = (low as f64 / n as f64).min(1.0);
        (least + 0.5 * (least * (1.0 - least) / n as f64).sqrt()).min(1.0 - 0.3 / n as f64)
    }

    /// The standing of an aim: the least over its periods.
    pub fn standing(&self, aim: &Aim, periods: &[Values]) -> f64 {
        periods.iter().map(|values| self.of_period(aim, values)).fold(FULL, f64::min)
    }

    fn of_period(&self, aim: &Aim, values: &Values) -> f64 {
        let mut margins = aim.margins(&values.own, &values.base);
        if margins.is_empty() {
            return FULL;
        }
        let n = margins.len() as f64;
        let mean = margins.iter().sum::<f64>() / n;
        let sd = (margins.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0)).sqrt();
        // strictly below is not on the limit
        let strict = matches!(aim.standard, Standard::Bound(Bound::Below(_)));
        if sd <= mean.abs() * 1e-12 {
            let holds = if strict { mean > 0.0 } else { mean >= 0.0 };
            return if holds { FULL } else { -FULL };
        }
        let standing = match aim.confidence {
            Confidence::Estimate => {
                let z = Normal::standard().inverse_cdf(f64::midpoint(1.0, self.level())) + 0.5;
                mean / sd - z / (self.replications as f64).sqrt()
            }
            Confidence::Chance(chance) if margins.len() < 100 => mean / sd - Normal::standard().inverse_cdf(self.share(chance)),
            Confidence::Chance(chance) => {
                margins.sort_by(f64::total_cmp);
                let place = ((1.0 - self.share(chance)) * (n - 1.0)).max(0.0);
                let below = place.floor() as usize;
                let above = (below + 1).min(margins.len() - 1);
                (margins[below] + (place - place.floor()) * (margins[above] - margins[below])) / sd
            }
        };
        standing.clamp(-FULL, FULL)
    }

    /// The verification.
    pub fn verify(&self, aim: &Aim, periods: &[Values]) -> Verified {
        let mut met = true;
        let mut hardest: Option<(f64, Interval)> = None;
        for values in periods {
            let held = |pair: (&Ratio, Ratio)| pair.0.value().or(pair.1.value()).map(|_| aim.holds(*pair.0, pair.1));
            let base = |index: usize| values.base.get(index).copied().unwrap_or_default();
            let seen: Vec<bool> = values.own.iter().enumerate().filter_map(|(i, v)| held((v, base(i)))).collect();
            let k = seen.iter().filter(|h| **h).count();
            let Some(interval) = wilson(k, seen.len(), self.level()) else { continue };
            let share = k as f64 / seen.len() as f64;
            if hardest.is_none_or(|h| share < h.0) {
                hardest = Some((share, interval));
            }
            met &= match aim.confidence {
                Confidence::Chance(chance) => interval.low >= chance,
                Confidence::Estimate => {
                    let found = mean_t(&aim.margins(&values.own, &values.base), self.level());
                    found.and_then(|e| e.interval).is_none_or(|i| i.low >= 0.0)
                }
            };
        }
        let first = periods.first();
        let base = first.and_then(|values| {
            let held = values.base.iter().filter(|v| aim.holds(**v, **v)).count();
            Some((estimate(aim.measure.kind, &values.base)?, held as f64 / values.base.len() as f64))
        });
        Verified {
            met,
            chance: hardest,
            estimate: first.and_then(|values| estimate(aim.measure.kind, &values.own)),
            base,
            standing: self.standing(aim, periods),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Measure, MeasureKind, Scope};

    fn test(attempt: u32) -> Test {
        Test { replications: 400, alpha: 0.05, attempt }
    }

    fn aim(confidence: Confidence) -> Aim {
        let measure = Measure { kind: MeasureKind::MeanWait, scope: Scope::All };
        Aim { name: "a".to_owned(), measure, standard: Standard::Bound(Bound::AtMost(10.0)), months: vec![None], confidence }
    }

    fn values(of: impl Iterator<Item = f64>) -> [Values; 1] {
        [Values { own: of.map(|v| Ratio { numerator: v, denominator: 1.0 }).collect(), base: Vec::new() }]
    }

    // Wilson at 97.5 % (z = 2.2414): 389 of 400 reach down to 0.9486, 390 to 0.9517 (by the formula of `proportion`)
    #[test]
    fn a_chance_passes_from_so_many_replications_on() {
        let held = |k: usize| values((0..400).map(move |i| if i < k { 9.0 } else { 11.0 }));
        let chance = aim(Confidence::Chance(0.95));
        let least = (0..=400).find(|&k| test(1).verify(&chance, &held(k)).met).unwrap();
        let low = |k| wilson(k, 400, 0.975).unwrap().low;
        assert!(low(least) >= 0.95 && low(least - 1) < 0.95, "{least}");
        assert!(test(3).verify(&chance, &held(400)).met && !test(3).verify(&chance, &held(least)).met);
    }

    #[test]
    fn a_standing_above_zero_is_more_than_passing() {
        let mut random = (0..400).map(|i| f64::from((i * 2_654_435_761_u64 % 1000) as u32) / 1000.0);
        let spread: Vec<f64> = random.by_ref().collect();
        for limit in [9.0, 9.5, 9.97, 10.2] {
            let found = values(spread.iter().map(|u| limit + u * 0.5 - 0.25));
            let chance = aim(Confidence::Chance(0.95));
            if test(1).standing(&chance, &found) > 0.0 {
                assert!(test(1).verify(&chance, &found).met, "{limit}");
            }
            let mean = aim(Confidence::Estimate);
            assert_eq!(test(1).standing(&mean, &found) > 0.0, limit < 9.99, "{limit}");
        }
    }
}
