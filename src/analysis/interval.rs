//! Intervals for a mean over independent replications.
//!
//! Units: those of the values given. With mean m and standard deviation s of n values, and t(n - 1)
//! the two-sided quantile of Student's law, the interval is
//!
//! ```text
//! m ± t(n - 1) s / sqrt(n)
//! ```
//!
//! Source: Law, *Simulation Modeling and Analysis*, 5th ed., section 4.5.

use statrs::distribution::{Continuous, ContinuousCDF, Normal, StudentsT};

/// Where the true value lies, as far as simulation error goes. Same unit as the estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
    /// How often such intervals cover the true value, in (0, 1).
    pub level: f64,
}

impl Interval {
    /// Half the distance between the limits.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// Whether `value` lies between the limits, limits included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Cut to what the quantity can be at all: a difference of two shares is never beyond -1 and 1.
    #[must_use]
    pub fn possible(self, least: f64, most: f64) -> Self {
        Self { low: self.low.clamp(least, most), high: self.high.clamp(least, most), ..self }
    }
}

/// One measure, estimated from replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate: a mean over replications, or a quotient of totals.
    pub mean: f64,
    /// Standard deviation of the value of one replication; absent below two values.
    pub sd: Option<f64>,
    /// Simulation error; absent where the data bound nothing.
    pub interval: Option<Interval>,
    /// Replications that had a value.
    pub replications: usize,
}

/// Mean over replications with Student's interval. `None` of no values; one value has no interval.
/// A value that never varies has an interval of no width: that is what was seen, and
/// [`super::precision`] does not stop on it.
pub fn mean_t(values: &[f64], level: f64) -> Option<Estimate> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let mean = mean(values);
    let sd = standard_deviation(values);
    let interval = sd.map(|sd| {
        let half = student(n - 1, level) * sd / (n as f64).sqrt();
        Interval { low: mean - half, high: mean + half, level }
    });
    Some(Estimate { mean, sd, interval, replications: n })
}

/// Mean of a quantile taken in each replication, with Student's interval, over the replications
/// that have one. It estimates the expected quantile of one replication, not the quantile of all
/// calls pooled, and is named so wherever it is shown.
pub fn quantile_mean(values: &[Option<f64>], level: f64) -> Option<Estimate> {
    let present: Vec<f64> = values.iter().copied().flatten().collect();
    mean_t(&present, level)
}

/// Mean of the values, which must not be empty.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sample standard deviation (divisor n - 1), in two passes; `None` below two values.
pub(super) fn standard_deviation(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

/// Two-sided quantile of Student's law: t with P(|T| <= t) = `level`.
///
/// # Panics
/// Unless `freedom` > 0 and 0 < `level` < 1.
pub fn student(freedom: usize, level: f64) -> f64 {
    check(level);
    assert!(freedom > 0, "Student's law needs two values");
    let share = f64::midpoint(1.0, level);
    StudentsT::new(0.0, 1.0, freedom as f64).map_or(f64::NAN, |law| {
        // the library's inverse is off by 4e-6 at 99,999 degrees of freedom, its law is not: two
        // steps of Newton
        (0..2).fold(law.inverse_cdf(share), |t, _| t - (law.cdf(t) - share) / law.pdf(t))
    })
}

/// Two-sided quantile of the normal law: z with P(|Z| <= z) = `level`.
///
/// # Panics
/// Unless 0 < `level` < 1.
pub(super) fn normal(level: f64) -> f64 {
    check(level);
    Normal::standard().inverse_cdf(f64::midpoint(1.0, level))
}

/// A level is a probability short of certainty.
pub(super) fn check(level: f64) {
    assert!(level > 0.0 && level < 1.0, "a level lies between 0 and 1, not {level}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{RngExt, SeedableRng};
    use rand_distr::StandardNormal;

    // SciPy 1.x: from scipy.stats import t; t.ppf(.975, [1, 2, 4, 9, 29, 99, 999, 99999])
    #[test]
    fn student_quantiles_agree_with_scipy() {
        let reference = [
            (1, 12.706_204_736_174_694),
            (2, 4.302_652_729_749_462),
            (4, 2.776_445_105_197_793_4),
            (9, 2.262_157_162_798_205),
            (29, 2.045_229_642_132_703),
            (99, 1.984_216_951_586_417_4),
            (999, 1.962_341_461_133_449_3),
            (99_999, 1.959_987_707_771_844_2),
        ];
        for (freedom, expected) in reference {
            assert_relative_eq!(student(freedom, 0.95), expected, max_relative = 1e-9);
        }
        // t.ppf(.9995, [1, 4, 1e5]); t.ppf(.95, 7)
        assert_relative_eq!(student(1, 0.999), 636.619_248_768_789_7, max_relative = 1e-9);
        assert_relative_eq!(student(4, 0.999), 8.610_301_581_379_522, max_relative = 1e-9);
        assert_relative_eq!(student(100_000, 0.999), 3.290_624_031_411_913_7, max_relative = 1e-9);
        assert_relative_eq!(student(7, 0.9), 1.894_578_605_090_006_2, max_relative = 1e-9);
    }

    // SciPy: norm.ppf([.9, .95, .975, .995])
    #[test]
    fn normal_quantiles_agree_with_scipy() {
        for (level, expected) in [(0.8, 1.281_551_565_544_600_4), (0.95, 1.959_963_984_540_054), (0.99, 2.575_829_303_548_900_4)]
        {
            assert_relative_eq!(normal(level), expected, max_relative = 1e-10);
        }
    }

    // SciPy: a = np.array([1, 2, 4, 8, 16.]); t.interval(.95, 4, a.mean(), a.std(ddof=1) / 5**.5)
    #[test]
    fn the_interval_of_a_mean_agrees_with_scipy() {
        let estimate = mean_t(&[1.0, 2.0, 4.0, 8.0, 16.0], 0.95).unwrap();
        let interval = estimate.interval.unwrap();
        assert_relative_eq!(estimate.mean, 6.2, max_relative = 1e-14);
        assert_relative_eq!(estimate.sd.unwrap(), 6.099_180_272_790_763, max_relative = 1e-12);
        assert_relative_eq!(interval.low, -1.373_132_563_278_902_7, max_relative = 1e-9);
        assert_relative_eq!(interval.high, 13.773_132_563_278_903, max_relative = 1e-9);
        assert_relative_eq!(interval.half_width(), interval.high - 6.2, max_relative = 1e-12);
        assert_eq!(estimate.replications, 5);
    }

    #[test]
    fn one_value_has_no_interval_and_none_has_no_estimate() {
        assert_eq!(mean_t(&[], 0.95), None);
        assert_eq!(mean_t(&[3.0], 0.95), Some(Estimate { mean: 3.0, sd: None, interval: None, replications: 1 }));
    }

    #[test]
    fn replications_without_a_quantile_are_left_out() {
        let with_gaps = quantile_mean(&[Some(3.0), None, Some(5.0), None, Some(10.0)], 0.9);
        assert_eq!(with_gaps, mean_t(&[3.0, 5.0, 10.0], 0.9));
        assert_eq!(quantile_mean(&[None, None], 0.9), None);
    }

    // Normal values, where Student's interval is exact. Would catch n for n - 1, a one-sided
    // quantile, the normal law for Student's (covers 0.909 at n = 8). False alarm for a seed
    // chosen anew: binom.cdf(929, 1000, .95) + binom.sf(970, 1000, .95) = 0.003.
    #[test]
    fn student_intervals_of_95_percent_cover_95_percent_of_the_time() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(111);
        let covered = (0..1000)
            .filter(|_| {
                let values: Vec<f64> = (0..8).map(|_| 20.0 + 5.0 * random.sample::<f64, _>(StandardNormal)).collect();
                mean_t(&values, 0.95).unwrap().interval.unwrap().contains(20.0)
            })
            .count();
        assert!((930..=970).contains(&covered), "{covered} of 1000");
    }
}
