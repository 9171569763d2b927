//! An interval for any smooth figure of many replications, from what it is without each of them.
//!
//! ```text
//! se^2 = (n - 1)/n sum (f(i) - mean of f(i))^2        f(i): the figure without replication i
//! f ± t(n - 1) se
//! ```
//! Units: the figure's. For a ratio of sums it is the interval of [`super::ratio()`]. Source: Efron and Tibshirani, *An Introduction
//! to the Bootstrap*, chapter 11.

use super::interval::{Interval, mean, student};

/// The interval of a figure; none below two replications, or where leaving one out leaves nothing.
pub fn jackknife(figure: f64, without: &[Option<f64>], level: f64) -> Option<Interval> {
    let without: Vec<f64> = without.iter().copied().collect::<Option<_>>()?;
    if without.len() < 2 {
        return None;
    }
    let n = without.len() as f64;
    let centre = mean(&without);
    let squares: f64 = without.iter().map(|one| (one - centre).powi(2)).sum();
    let half = student(without.len() - 1, level) * ((n - 1.0) / n * squares).sqrt();
    Some(Interval { low: figure - half, high: figure + half, level })
}

#[cfg(test)]
mod tests {
    use super::super::{RatioKind, ratio};
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn of_a_ratio_of_sums_it_is_the_interval_of_ratios() {
        let (costs, calls) = ([812.0, 790.0, 845.0, 801.0, 833.0], [100.0, 97.0, 104.0, 101.0, 99.0]);
        let of = |skip: usize| {
            let sum = |values: &[f64; 5]| (0..5).filter(|&i| i != skip).map(|i| values[i]).sum::<f64>();
            sum(&costs) / sum(&calls)
        };
        let without: Vec<Option<f64>> = (0..5).map(|i| Some(of(i))).collect();
        let ours = jackknife(of(9), &without, 0.95).unwrap();
        let theirs = ratio(&costs, &calls, RatioKind::Plain, 0.95).unwrap().interval.unwrap();
        assert_relative_eq!(ours.low, theirs.low, max_relative = 1e-12);
        assert_relative_eq!(ours.high, theirs.high, max_relative = 1e-12);
        assert_eq!(jackknife(1.0, &[Some(1.0), None], 0.95), None);
    }
}
