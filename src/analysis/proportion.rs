//! Chances estimated from replications, and whether a target is met.
//!
//! Wilson's interval for k successes of n, z being the two-sided normal quantile of the level:
//!
//! ```text
//! (k + z^2/2 ± z sqrt(k (n - k)/n + z^2/4)) / (n + z^2)
//! ```
//!
//! It never has zero width: 73 of 73 at 95 % reaches down to 73 / (73 + 3.84) = 0.95001, 72 of 72
//! only to 0.94935. Source: Brown, Cai and `DasGupta`, "Interval estimation for a binomial
//! proportion", *Statistical Science* 16 (2001).
//!
//! A target is judged on the value of each replication and period: the successes are replications
//! in which it held. Replications are independent; months of one replication are not, and are
//! never pooled.

use super::interval::{Interval, normal};

/// What replications say of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The target holds with at least the confidence asked.
    Met,
    /// The target fails with at least the confidence asked.
    Missed,
    /// It neither holds nor fails as surely as asked, and this is sure: more replications will not
    /// help.
    AtRisk,
    /// The interval straddles a limit: more replications may tell.
    CannotTell,
}

/// Wilson's interval of a chance, from `successes` among `n` replications; `None` if there are
/// none.
///
/// # Panics
/// If there are more successes than replications, or `level` is not within (0, 1).
pub fn wilson(successes: usize, n: usize, level: f64) -> Option<Interval> {
    assert!(successes <= n, "{successes} successes among {n} replications");
    let interval = of_counts(successes as f64, n as f64, level);
    (n > 0).then_some(interval)
}

/// The fewest replications that can show a chance of `confidence` or more: all of them must hold.
///
/// # Panics
/// If `level` is not within (0, 1).
pub fn fewest_to_tell(confidence: f64, level: f64) -> usize {
    let z = normal(level);
    let n = z * z * confidence / (1.0 - confidence);
    (n * (1.0 - 1e-12)).ceil().max(1.0) as usize
}

/// Wilson's interval of a chance that was estimated from what is worth `n` independent replications, not a whole number perhaps.
///
/// # Panics
/// If `level` is not within (0, 1).
pub fn wilson_effective(chance: f64, n: f64, level: f64) -> Interval {
    of_counts(if chance >= 1.0 { n } else { chance * n }, n, level)
}

fn of_counts(k: f64, n: f64, level: f64) -> Interval {
    let z = normal(level);
    let centre = k + z * z / 2.0;
    let half = z * (k * (n - k) / n + z * z / 4.0).sqrt();
    let scale = n + z * z;
    Interval {
        low: if k <= 0.0 { 0.0 } else { (centre - half) / scale },
        high: if k >= n { 1.0 } else { (centre + half) / scale },
        level,
    }
}

/// Judges a target that held in `successes` of `n` replications. With Wilson's interval of that
/// chance: met at or above `confidence`, missed at or below 1 - `confidence`, at risk between the
/// two, and cannot tell across either.
///
/// # Panics
/// Unless 0.5 <= `confidence` < 1 and 0 < `level` < 1, or if `successes` > `n`.
pub fn judge(successes: usize, n: usize, confidence: f64, level: f64) -> Verdict {
    assert!((0.5..1.0).contains(&confidence), "confidence lies between 0.5 and 1, not {confidence}");
    let (least, most) = (confidence, 1.0 - confidence);
    match wilson(successes, n, level) {
        Some(chance) if chance.low >= least => Verdict::Met,
        Some(chance) if chance.high <= most => Verdict::Missed,
        Some(chance) if chance.low > most && chance.high < least => Verdict::AtRisk,
        _ => Verdict::CannotTell,
    }
}

/// Judges an estimate against a bound, where no confidence is asked: met when its whole interval
/// is on the right side, the bound included; missed when it is wholly on the wrong side. `at_most`
/// says that the bound is an upper one.
pub fn judge_estimate(interval: Interval, bound: f64, at_most: bool) -> Verdict {
    let (met, missed) =
        if at_most { (interval.high <= bound, interval.low > bound) } else { (interval.low >= bound, interval.high < bound) };
    match (met, missed) {
        (true, _) => Verdict::Met,
        (_, true) => Verdict::Missed,
        _ => Verdict::CannotTell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    // from statsmodels.stats.proportion import proportion_confint; proportion_confint(k, n, 1 -
    // level, "wilson")
    #[test]
    fn wilson_agrees_with_statsmodels() {
        let reference = [
            (8, 10, 0.95, 0.490_162_471_536_641_83, 0.943_317_848_545_624_7),
            (0, 20, 0.95, 0.0, 0.161_125_158_052_819_4),
            (95, 100, 0.99, 0.860_849_697_098_359_9, 0.983_151_683_957_399_3),
            (73, 73, 0.95, 0.950_007_992_044_268_7, 1.0),
            (72, 72, 0.95, 0.949_348_827_403_542_2, 1.0),
            (1, 3, 0.9, 0.078_265_726_333_728_34, 0.746_466_131_718_776),
        ];
        for (successes, n, level, low, high) in reference {
            let interval = wilson(successes, n, level).unwrap();
            assert_abs_diff_eq!(interval.low, low, epsilon = 1e-10);
            assert_abs_diff_eq!(interval.high, high, epsilon = 1e-10);
        }
        assert_eq!(wilson(0, 0, 0.95), None);
    }

    #[test]
    fn as_many_as_are_said_to_tell_do_and_one_fewer_does_not() {
        assert_eq!(fewest_to_tell(0.95, 0.95), 73);
        for confidence in [0.5, 0.8, 0.9, 0.95, 0.99] {
            let n = fewest_to_tell(confidence, 0.95);
            assert_eq!(judge(n, n, confidence, 0.95), Verdict::Met, "{confidence}");
            assert_ne!(judge(n - 1, n - 1, confidence, 0.95), Verdict::Met, "{confidence}");
        }
    }

    #[test]
    fn seventy_three_of_seventy_three_is_met_and_seventy_two_is_not() {
        assert_eq!(judge(73, 73, 0.95, 0.95), Verdict::Met);
        assert_eq!(judge(72, 72, 0.95, 0.95), Verdict::CannotTell);
        assert_eq!(judge(0, 73, 0.95, 0.95), Verdict::Missed);
        assert_eq!(judge(0, 72, 0.95, 0.95), Verdict::CannotTell);
    }

    #[test]
    fn a_chance_surely_between_the_limits_is_at_risk() {
        assert_eq!(judge(50, 100, 0.95, 0.95), Verdict::AtRisk);
        assert_eq!(judge(93, 100, 0.95, 0.95), Verdict::CannotTell);
        assert_eq!(judge(7, 100, 0.95, 0.95), Verdict::CannotTell);
        assert_eq!(judge(1, 2, 0.95, 0.95), Verdict::AtRisk); // 0.0945 to 0.9055
        assert_eq!(judge(0, 0, 0.95, 0.95), Verdict::CannotTell);
    }

    #[test]
    fn without_confidence_the_interval_decides_and_the_bound_belongs_to_the_target() {
        let interval = Interval { low: 0.02, high: 0.03, level: 0.95 };
        for (bound, at_most, verdict) in [
            (0.03, true, Verdict::Met),
            (0.025, true, Verdict::CannotTell),
            (0.02, true, Verdict::CannotTell),
            (0.019, true, Verdict::Missed),
            (0.02, false, Verdict::Met),
            (0.03, false, Verdict::CannotTell),
            (0.031, false, Verdict::Missed),
        ] {
            assert_eq!(judge_estimate(interval, bound, at_most), verdict, "{bound} at most: {at_most}");
        }
    }
}
