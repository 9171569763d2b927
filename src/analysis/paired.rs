//! Differences between two configurations that met the same callers: alternative less base, in the unit of the measure.
//!
//! Replication i of both has the same callers, so its two values go together and the difference varies less than either.
//! With d(i) = b(i) - a(i) over n replications, the interval of a difference of **means** is Student's of the d(i):
//!
//! ```text
//! mean d ± t(n - 1) s(d) / sqrt(n)
//! ```
//!
//! **Ratios** (summed numerators over summed denominators, see [`mod@super::ratio`]): D = B/Y - A/X. Each replication is
//! left out of both sides at once, D(i) is what remains, and se^2 = (n - 1)/n sum (D(i) - mean D(i))^2; D ± t(n - 1) se.
//! The pairing is in the leaving out: what both sides share cancels, and a correlation that is nil or negative widens the
//! interval as it should. Source: Efron and Tibshirani, *An Introduction to the Bootstrap*, chapter 11; pairing and
//! common random numbers: Law, *Simulation Modeling and Analysis*, sections 10.2.1 and 11.2.
//!
//! **A share that was always 0, or always 1,** on one side shows no variance there, which is not certainty. Then the sides'
//! own intervals (the one-sided bound of [`mod@super::ratio`]) are put together, with no credit for the pairing:
//!
//! ```text
//! low = D - sqrt((b - b_low)^2 + (a_high - a)^2),   high = D + sqrt((b_high - b)^2 + (a - a_low)^2)
//! ```
//!
//! Source: Zou and Donner, *Statistics in Medicine* 27 (2008) (MOVER).
//!
//! **The same value on both sides in every replication** has no interval: nothing was seen to differ, and how rarely it
//! might is bounded by the number of replications alone.
//!
//! **What common callers were worth**: (var A + var B) / var(A - B), variances of one replication's contribution. It is how
//! many times as many replications independent callers would have needed. Below 1 they hurt.

use super::interval::{Estimate, Interval, mean, standard_deviation, student};
use super::ratio::{RatioKind, ratio};

/// A difference, alternative less base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The base's estimate, over the replications that both have.
    pub base: f64,
    /// The alternative's.
    pub alternative: f64,
    /// The difference: `mean` is alternative less base, `sd` that of one replication's difference (of its contribution,
    /// for ratios); the interval is absent where the data bound nothing.
    pub estimate: Estimate,
    /// (var A + var B) / var(A - B); absent where the difference does not vary.
    pub variance_ratio: Option<f64>,
    /// Both sides had the same value (of a ratio: the same quotient) in every replication.
    pub same: bool,
}

/// Rounding of sums: a spread below this share of the values is none.
const ROUNDING: f64 = 1e-12;

/// The difference of two means over the same replications. `None` of no replications.
///
/// # Panics
/// If the two differ in length, or `level` is not within (0, 1).
pub fn mean_difference(base: &[f64], alternative: &[f64], level: f64) -> Option<Difference> {
    assert_eq!(base.len(), alternative.len(), "one value of each a replication");
    if base.is_empty() {
        return None;
    }
    Some(from_values(mean(base), mean(alternative), base, alternative, level))
}

/// The difference of two means of quantiles, over the replications in which both have one. `None` if there are none.
///
/// # Panics
/// If the two differ in length, or `level` is not within (0, 1).
pub fn quantile_difference(base: &[Option<f64>], alternative: &[Option<f64>], level: f64) -> Option<Difference> {
    assert_eq!(base.len(), alternative.len(), "one value of each a replication");
    let (base, alternative): (Vec<f64>, Vec<f64>) =
        base.iter().zip(alternative).filter_map(|(a, b)| Some(((*a)?, (*b)?))).unzip();
    mean_difference(&base, &alternative, level)
}

/// A replication of a ratio: numerator and denominator.
pub type Pair = (f64, f64);

/// The difference of two ratios of sums over the same replications. `None` where either has no denominator.
///
/// # Panics
/// If the two differ in length, or `level` is not within (0, 1).
pub fn ratio_difference(base: &[Pair], alternative: &[Pair], kind: RatioKind, level: f64) -> Option<Difference> {
    assert_eq!(base.len(), alternative.len(), "one value of each a replication");
    // a replication in which neither side has anything to measure says nothing
    let says = |p: &Pair| p.0.abs() > 0.0 || p.1 > 0.0;
    let (base, alternative): (Vec<Pair>, Vec<Pair>) =
        base.iter().zip(alternative).filter(|(a, b)| says(a) || says(b)).map(|(a, b)| (*a, *b)).unzip();
    let (ours, theirs) = (quotient(&base)?, quotient(&alternative)?);
    let n = base.len();
    let same = base.iter().zip(&alternative).all(|(a, b)| same_quotient(*a, *b));
    let mut difference = Difference {
        base: ours,
        alternative: theirs,
        estimate: Estimate { mean: if same { 0.0 } else { theirs - ours }, sd: None, interval: None, replications: n },
        variance_ratio: None,
        same,
    };
    let (Some(left_a), Some(left_b)) = (contributions(&base, ours), contributions(&alternative, theirs)) else {
        return Some(difference);
    };
    // contributions are values whose mean is the quotient, to first order: from here as for means
    let plain = from_values(ours, theirs, &left_a, &left_b, level);
    difference.estimate.sd = plain.estimate.sd;
    difference.variance_ratio = plain.variance_ratio;
    if same {
        return Some(difference);
    }
    difference.estimate.interval = plain.estimate.interval;
    if kind == RatioKind::Share && n > 1 && (edge(&base) || edge(&alternative)) {
        difference.estimate.interval = put_together(&base, &alternative, theirs - ours, level);
    }
    Some(difference)
}

/// Two replications have the same quotient, or neither has one.
fn same_quotient(base: Pair, alternative: Pair) -> bool {
    let (left, right) = (base.0 * alternative.1, alternative.0 * base.1);
    (left - right).abs() <= ROUNDING * left.abs().max(right.abs()) && (base.1 > 0.0) == (alternative.1 > 0.0)
}

/// The difference of paired values whose means are `a` and `b`.
fn from_values(a: f64, b: f64, base: &[f64], alternative: &[f64], level: f64) -> Difference {
    let n = base.len();
    let differences: Vec<f64> = alternative.iter().zip(base).map(|(b, a)| b - a).collect();
    let scale = base.iter().chain(alternative).fold(0.0_f64, |most, v| most.max(v.abs()));
    let same = differences.iter().all(|d| d.abs() <= ROUNDING * scale);
    let sd = standard_deviation(&differences).map(|sd| if sd <= ROUNDING * scale { 0.0 } else { sd });
    let variance = |values: &[f64]| standard_deviation(values).map(|sd| sd * sd);
    let variance_ratio = sd.filter(|sd| *sd > 0.0).and_then(|sd| Some((variance(base)? + variance(alternative)?) / (sd * sd)));
    let centre = b - a;
    let interval = sd.filter(|_| !same).map(|sd| {
        let half = student(n - 1, level) * sd / (n as f64).sqrt();
        Interval { low: centre - half, high: centre + half, level }
    });
    let mean = if same { 0.0 } else { centre };
    Difference { base: a, alternative: b, estimate: Estimate { mean, sd, interval, replications: n }, variance_ratio, same }
}

fn totals(pairs: &[Pair]) -> Pair {
    pairs.iter().fold((0.0, 0.0), |sums, pair| (sums.0 + pair.0, sums.1 + pair.1))
}

fn quotient(pairs: &[Pair]) -> Option<f64> {
    let (numerator, denominator) = totals(pairs);
    (denominator > 0.0).then(|| numerator / denominator)
}

/// Each replication's contribution: the quotient less (n - 1) times what leaving the replication out changes, so that
/// Student's interval of the contributions is the jackknife's. `None` if one replication holds the whole denominator.
fn contributions(pairs: &[Pair], quotient: f64) -> Option<Vec<f64>> {
    let total = totals(pairs).1;
    let others = pairs.len() as f64 - 1.0;
    pairs
        .iter()
        .map(|(n, d)| {
            let rest = total - d;
            (rest > 0.0).then(|| quotient - others * (quotient * d - n) / rest)
        })
        .collect()
}

/// The share was always 0, or always 1.
fn edge(pairs: &[Pair]) -> bool {
    pairs.iter().all(|(n, _)| n.abs() <= 0.0) || pairs.iter().all(|(n, d)| (n - d).abs() <= 0.0)
}

/// The interval of a difference of shares from the two shares' own.
fn put_together(base: &[Pair], alternative: &[Pair], centre: f64, level: f64) -> Option<Interval> {
    let own = |pairs: &[Pair]| {
        let (numerators, denominators): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let found = ratio(&numerators, &denominators, RatioKind::Share, level)?;
        let interval = found.interval?;
        Some((found.mean - interval.low, interval.high - found.mean))
    };
    let ((below_a, above_a), (below_b, above_b)) = (own(base)?, own(alternative)?);
    Some(Interval { low: centre - below_b.hypot(above_a), high: centre + above_b.hypot(below_a), level })
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    // by hand: differences 1, 3, 2, 6: mean 3, sum of squares 14, sd sqrt(14/3); t(.975; 3) = 3.182446 (SciPy)
    #[test]
    fn a_difference_of_means_is_students_of_the_differences() {
        let found = mean_difference(&[10.0, 20.0, 15.0, 30.0], &[11.0, 23.0, 17.0, 36.0], 0.95).unwrap();
        let half = 3.182_446_305_284_263 * (14.0_f64 / 3.0).sqrt() / 2.0;
        let interval = found.estimate.interval.unwrap();
        assert_relative_eq!(found.estimate.mean, 3.0);
        assert_relative_eq!(interval.low, 3.0 - half, max_relative = 1e-9);
        assert_relative_eq!(interval.high, 3.0 + half, max_relative = 1e-9);
        // var A = 218.75/3, var B = 348.75/3 (sums of squares about 18.75 and 21.75)
        assert_relative_eq!(found.variance_ratio.unwrap(), (218.75 + 342.75) / 14.0, max_relative = 1e-12);
    }

    #[test]
    fn opposite_values_gain_nothing_and_say_so() {
        let found = mean_difference(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0], 0.95).unwrap();
        assert_relative_eq!(found.variance_ratio.unwrap(), 0.5, max_relative = 1e-12);
    }

    // left out one by one, by brute force
    #[test]
    fn a_difference_of_ratios_is_the_jackknife_on_both_sides_at_once() {
        let base = [(9.0, 10.0), (18.0, 20.0), (31.0, 40.0), (44.0, 50.0)];
        let alternative = [(8.0, 11.0), (18.0, 19.0), (25.0, 42.0), (41.0, 50.0)];
        let whole = |pairs: &[Pair], out: Option<usize>| {
            let kept = pairs.iter().enumerate().filter(|(i, _)| Some(*i) != out).map(|(_, p)| *p);
            let (n, d) = kept.fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
            n / d
        };
        let left: Vec<f64> = (0..4).map(|i| whole(&alternative, Some(i)) - whole(&base, Some(i))).collect();
        let middle = left.iter().sum::<f64>() / 4.0;
        let error = (3.0 / 4.0 * left.iter().map(|x| (x - middle).powi(2)).sum::<f64>()).sqrt();
        let found = ratio_difference(&base, &alternative, RatioKind::Plain, 0.95).unwrap();
        assert_relative_eq!(found.estimate.mean, whole(&alternative, None) - whole(&base, None), max_relative = 1e-12);
        assert_relative_eq!(found.estimate.interval.unwrap().half_width(), student(3, 0.95) * error, max_relative = 1e-9);
    }

    #[test]
    fn with_equal_denominators_ratios_are_means() {
        let ratios =
            ratio_difference(&[(2.0, 2.0), (4.0, 2.0), (9.0, 2.0)], &[(4.0, 2.0), (5.0, 2.0), (9.0, 2.0)], RatioKind::Plain, 0.9);
        let means = mean_difference(&[1.0, 2.0, 4.5], &[2.0, 2.5, 4.5], 0.9);
        let (ratios, means) = (ratios.unwrap(), means.unwrap());
        assert_relative_eq!(ratios.estimate.interval.unwrap().low, means.estimate.interval.unwrap().low, max_relative = 1e-12);
        assert_relative_eq!(ratios.variance_ratio.unwrap(), means.variance_ratio.unwrap(), max_relative = 1e-12);
    }

    #[test]
    fn the_same_in_every_replication_has_no_interval_and_a_constant_difference_has_no_width() {
        let same = mean_difference(&[3.0, 5.0], &[3.0, 5.0], 0.95).unwrap();
        assert!(same.same && same.estimate.interval.is_none() && same.variance_ratio.is_none());
        let cost = mean_difference(&[1000.3, 1200.7, 900.1], &[900.3, 1100.7, 800.1], 0.95).unwrap();
        let interval = cost.estimate.interval.unwrap();
        assert!(!cost.same);
        assert_relative_eq!(interval.low, -100.0, max_relative = 1e-9);
        assert_relative_eq!(interval.high, -100.0, max_relative = 1e-9);
        let shares = ratio_difference(&[(1.0, 2.0), (2.0, 3.0)], &[(1.0, 2.0), (2.0, 3.0)], RatioKind::Share, 0.95).unwrap();
        assert!(shares.same && shares.estimate.interval.is_none());
    }

    #[test]
    fn a_share_that_never_failed_is_not_taken_for_certain() {
        let never = vec![(0.0, 1000.0); 100];
        let mut some = never.clone();
        for (i, pair) in some.iter_mut().enumerate() {
            pair.0 = 20.0 + (i % 5) as f64;
        }
        let found = ratio_difference(&some, &never, RatioKind::Share, 0.95).unwrap().estimate;
        let unseen = 1.0 - 0.05_f64.powf(0.01); // the rule of three, 2.95 %
        let interval = found.interval.unwrap();
        assert_relative_eq!(found.mean, -0.022, max_relative = 1e-12);
        assert!(interval.high > found.mean + unseen && interval.low < found.mean, "{interval:?}");
        // nothing on either side: the same, of however many
        assert!(ratio_difference(&never, &never, RatioKind::Share, 0.95).unwrap().same);
        assert!(ratio_difference(&never, &vec![(0.0, 900.0); 100], RatioKind::Share, 0.95).unwrap().same);
    }

    #[test]
    fn only_replications_with_both_quantiles_count() {
        let found =
            quantile_difference(&[Some(1.0), None, Some(4.0), Some(9.0)], &[Some(2.0), Some(7.0), None, Some(12.0)], 0.95);
        assert_eq!(found, mean_difference(&[1.0, 9.0], &[2.0, 12.0], 0.95));
        assert_eq!(quantile_difference(&[None], &[Some(1.0)], 0.95), None);
    }
}
