//! When waits are as usual again after a disturbance, and quantiles over replications of which some never get there.
//!
//! Waits are means by report interval, in any one unit. An interval lies *above* the usual if its wait is longer than both the
//! 90th percentile, over replications without the disturbance, of that same interval and what the same callers waited without it.
//! Recovered is the first interval that is not above and that begins a whole day of which at most a tenth of the intervals
//! lie above: nine tenths of anything lie at or below its 90th percentile, no more, so a tenth above is what "within" leaves.
//! Waits below the 10th percentile are no harm. The same callers' own waits are in the rule since a busy day would be a busy
//! day without the disturbance too; with nothing disturbed no interval is above and the answer is the first interval, always.

use std::ops::Range;

use statrs::distribution::{Binomial, DiscreteCDF};

/// The upper end of the usual spread.
const UPPER: f64 = 0.9;
/// The share of a day's intervals that may lie above it.
const ABOVE: f64 = 0.1;

/// The least value that a share of all does not exceed (those that never get there counting as later than any), with `None`
/// for "not at all". `None` of no values.
pub fn quantile(values: &[Option<f64>], share: f64) -> Option<Option<f64>> {
    let sorted = sorted(values);
    let rank = (share * sorted.len() as f64 - 1e-9).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied()
}

/// The interval of the median that order statistics give, at least at a level: the `k`-th smallest and `k`-th largest value,
/// `k` being as large as the binomial law allows. `None` below six values at 95 %; an end that is not reached is `None`.
/// Source: Conover, *Practical Nonparametric Statistics*, 3rd ed., section 3.2.
///
/// # Panics
/// If `level` is not within (0, 1).
pub fn median_interval(values: &[Option<f64>], level: f64) -> Option<(Option<f64>, Option<f64>)> {
    assert!(0.0 < level && level < 1.0, "level {level}");
    let n = values.len();
    let law = Binomial::new(0.5, n as u64).ok()?;
    let allowed = (1.0 - level) / 2.0;
    let k = (1..=n / 2).take_while(|&k| law.cdf(k as u64 - 1) <= allowed).last()?;
    let sorted = sorted(values);
    Some((sorted[k - 1], sorted[n - k]))
}

/// Rising, those that never get there last.
fn sorted(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.unwrap_or(f64::INFINITY).total_cmp(&b.unwrap_or(f64::INFINITY)));
    sorted
}

/// By interval, the upper end of the usual spread: over replications (`usual[replication][interval]`) that have a wait there;
/// 0 where none has.
pub fn upper(usual: &[&[Option<f32>]]) -> Vec<f32> {
    let intervals = usual.iter().map(|waits| waits.len()).min().unwrap_or(0);
    let mut seen: Vec<f32> = Vec::with_capacity(usual.len());
    (0..intervals)
        .map(|interval| {
            seen.clear();
            seen.extend(usual.iter().filter_map(|waits| waits[interval]));
            seen.sort_by(f32::total_cmp);
            let rank = (UPPER * seen.len() as f64 - 1e-9).ceil().max(1.0) as usize;
            seen.get(rank - 1).copied().unwrap_or(0.0)
        })
        .collect()
}

/// The first interval of `from` on at which a replication has recovered: `waits`, and `usual` of the same callers without the
/// disturbance, by interval; `upper` as [`upper`] gives it; `day` says which intervals the day has that begins with one, `None`
/// where it is not whole. `None`: it does not recover.
pub fn recovered(
    waits: &[Option<f32>],
    usual: &[Option<f32>],
    upper: &[f32],
    from: usize,
    day: impl Fn(usize) -> Option<Range<usize>>,
) -> Option<usize> {
    let above = |i: usize| waits[i].is_some_and(|wait| wait > upper[i] && wait > usual[i].unwrap_or(0.0));
    // above[i]: how many of the intervals before i lie above
    let mut before = vec![0; waits.len() + 1];
    for i in 0..waits.len() {
        before[i + 1] = before[i] + usize::from(above(i));
    }
    (from..waits.len()).find(|&start| {
        day(start).is_some_and(|day| {
            let beyond = before[day.end] - before[day.start];
            !above(start) && beyond as f64 <= ABOVE * day.len() as f64
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A day of ten intervals.
    fn day(of: usize) -> impl Fn(usize) -> Option<Range<usize>> {
        move |start| (start + 10 <= of).then_some(start..start + 10)
    }

    fn waits(values: &[f32]) -> Vec<Option<f32>> {
        values.iter().copied().map(Some).collect()
    }

    #[test]
    fn a_backlog_is_over_when_the_last_long_wait_is() {
        let usual = waits(&[1.0; 30]);
        let mut shocked = usual.clone();
        shocked[..7].fill(Some(9.0));
        let upper = vec![1.0; 30];
        assert_eq!(recovered(&shocked, &usual, &upper, 0, day(30)), Some(7));
        assert_eq!(recovered(&shocked, &usual, &upper, 9, day(30)), Some(9));
        // one interval of ten above: a tenth; two: more
        shocked[12] = Some(9.0);
        assert_eq!(recovered(&shocked, &usual, &upper, 0, day(30)), Some(7));
        shocked[15] = Some(9.0);
        assert_eq!(recovered(&shocked, &usual, &upper, 0, day(30)), Some(13));
        // nobody rang: nothing to wait for
        shocked[15] = None;
        assert_eq!(recovered(&shocked, &usual, &upper, 0, day(30)), Some(7));
        // never, within what there is
        shocked.fill(Some(9.0));
        assert_eq!(recovered(&shocked, &usual, &upper, 0, day(30)), None);
    }

    #[test]
    fn what_would_be_long_anyway_is_no_harm() {
        let own = waits(&[8.0; 20]);
        assert_eq!(recovered(&own, &own, &[1.0; 20], 0, day(20)), Some(0));
        let longer = waits(&[8.5; 20]);
        assert_eq!(recovered(&longer, &own, &[1.0; 20], 0, day(20)), None);
        assert_eq!(recovered(&longer, &own, &[9.0; 20], 0, day(20)), Some(0));
    }

    #[test]
    fn the_spread_is_the_least_that_nine_tenths_do_not_exceed() {
        let all: Vec<Vec<Option<f32>>> = (1..=10).map(|i| vec![Some(i as f32), (i > 8).then_some(5.0), None]).collect();
        let all: Vec<&[Option<f32>]> = all.iter().map(Vec::as_slice).collect();
        assert_eq!(upper(&all), [9.0, 5.0, 0.0]);
    }

    #[test]
    fn those_that_never_get_there_are_later_than_any() {
        let values = [Some(3.0), None, Some(1.0), Some(2.0), None];
        assert_eq!(quantile(&values, 0.5), Some(Some(3.0)));
        assert_eq!(quantile(&values, 0.6), Some(Some(3.0)));
        assert_eq!(quantile(&values, 0.61), Some(None));
        assert_eq!(quantile(&[], 0.5), None);
    }

    // ranks of the two-sided sign test's critical values, Conover, table A3: n = 10 gives 2, n = 20 gives 6, n = 30 gives 10
    #[test]
    fn the_interval_of_the_median_has_the_ranks_of_the_sign_test() {
        for (n, k) in [(6, 1), (10, 2), (20, 6), (30, 10)] {
            let values: Vec<Option<f64>> = (1..=n).map(|i| Some(f64::from(i))).collect();
            let wanted = (Some(f64::from(k)), Some(f64::from(n + 1 - k)));
            assert_eq!(median_interval(&values, 0.95), Some(wanted), "{n}");
        }
        assert_eq!(median_interval(&[Some(1.0); 5], 0.95), None);
    }
}
