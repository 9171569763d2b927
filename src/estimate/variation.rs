//! Over-dispersion: how much busier than by chance a day, or a part of a day, may be.
//!
//! A day's count is Poisson with mean m F, F a factor of mean 1 and coefficient of variation c:
//!
//! ```text
//! Var N = m + c^2 m^2
//! s2 = sum (N_d - m_d)^2 / f,   m_d = weekday mean with the trend,   f = days - weekdays - 1
//! c^2 = (s2 - mean m) / mean m^2
//! ```
//! The interval is that of s2: f s2 over chi-square quantiles with f degrees of freedom, which is right for a normal count and
//! close for these. Within the day, given its total N and shares p, with a factor of its own for each part:
//!
//! ```text
//! sum_j (n_j - N p_j)^2 = N sum_j p_j (1 - p_j) + c_w^2 N^2 sum_j p_j^2 (1 - p_j)^2 ...   (in the mean)
//! ```
//! with the jackknife over days for the error. The correlation from day to day is that of neighbouring residuals over their variance
//! less chance.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::arrivals::{Counts, Shape, relative, slope, weekday_means};
use super::{Known, Z};

/// How much varies.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    /// Coefficient of variation of the day factor; 0 where the days vary no more than by chance.
    pub day: Known,
    /// Variance over mean of days, after weekdays and trend (1: chance alone).
    pub dispersion: f64,
    /// Correlation of the factor from day to day; none where there is no factor to speak of.
    pub memory: Option<Known>,
    /// Coefficient of variation of the factor of a part of the day.
    pub within: Option<Known>,
    /// Degrees of freedom of the day factor.
    pub freedom: usize,
}

/// From counts; `shape`: for the part within the day.
pub fn variation(counts: &Counts, shape: Option<&Shape>) -> Option<Variation> {
    let means = weekday_means(counts);
    let weekdays = means.iter().flatten().count();
    let days = counts.ordinary_days();
    let freedom = days.len().checked_sub(weekdays + 1).filter(|f| *f >= 3)?;
    let points = relative(counts, &means);
    let (slope, _) = slope(&points).unwrap_or((0.0, 0.0));
    let middle = points.iter().map(|p| p.0).sum::<f64>() / points.len() as f64;
    let expected = |day: usize| means[counts.weekday[day] as usize].map_or(0.0, |m| m.0) * (1.0 + slope * (day as f64 - middle));
    let rest: Vec<(usize, f64, f64)> = days.iter().map(|&day| (day, expected(day), counts.of_day(day) - expected(day))).collect();
    let n = rest.len() as f64;
    let mean = rest.iter().map(|r| r.1).sum::<f64>() / n;
    let square = rest.iter().map(|r| r.1 * r.1).sum::<f64>() / n;
    if mean <= 0.0 {
        return None;
    }
    let s2 = rest.iter().map(|r| r.2 * r.2).sum::<f64>() / freedom as f64;
    let cv = |s2: f64| ((s2 - mean) / square).max(0.0).sqrt();
    let chi = ChiSquared::new(freedom as f64).ok()?;
    let bound = |p: f64| cv(s2 * freedom as f64 / chi.inverse_cdf(p));
    let (value, low, high) = (cv(s2), bound(0.975), bound(0.025));
    let day = Known { value, error: (high - low) / (2.0 * Z), low, high };
    Some(Variation {
        day,
        dispersion: s2 / mean,
        memory: memory(&rest, s2, mean, value),
        within: shape.and_then(|s| within(counts, s)),
        freedom,
    })
}

/// Correlation of the day factor with that of the day before.
fn memory(rest: &[(usize, f64, f64)], s2: f64, mean: f64, cv: f64) -> Option<Known> {
    if cv <= 0.0 || s2 - mean < 0.2 * s2 {
        return None;
    }
    let pairs: Vec<f64> = rest.windows(2).filter(|w| w[1].0 == w[0].0 + 1).map(|w| w[0].2 * w[1].2).collect();
    if pairs.len() < 10 {
        return None;
    }
    let n = pairs.len() as f64;
    let together = pairs.iter().sum::<f64>() / n;
    let own = s2 - mean;
    let (value, error) = (together / own, s2 / own / n.sqrt());
    Some(Known { value: value.clamp(-1.0, 1.0), error, low: (value - Z * error).max(-1.0), high: (value + Z * error).min(1.0) })
}

/// The factor of parts of the day, with the jackknife over days.
fn within(counts: &Counts, shape: &Shape) -> Option<Known> {
    let days = counts.ordinary_days();
    let mut class_days = [0usize; 7];
    for &day in &days {
        class_days[shape.pooling.class(counts.weekday[day])] += 1;
    }
    // excess of squares over chance, and what a factor of cv 1 would give
    let pair = |&day: &usize| {
        let total = counts.of_day(day);
        let k = class_days[shape.pooling.class(counts.weekday[day])] as f64;
        let p = &shape.share[counts.weekday[day] as usize];
        let squares: f64 = counts.parts[day].iter().zip(p).map(|(n, p)| (n - total * p).powi(2)).sum();
        let chance: f64 = p.iter().map(|p| total * p * (1.0 - p)).sum();
        let sum2: f64 = p.iter().map(|p| p * p).sum();
        let unit: f64 = p.iter().map(|p| total * total * p * p * (1.0 - 2.0 * p + sum2)).sum();
        // shares were taken from this day too: smoothing leaves less of that, so the correction is that of its width
        let own = if k > 1.0 { 1.0 / k / (1.0 + 3.5 * shape.width).max(1.0) } else { return None };
        Some((squares - chance * (1.0 - own), unit * (1.0 - own)))
    };
    let pairs: Vec<(f64, f64)> = days.iter().filter_map(pair).collect();
    if pairs.len() < 5 {
        return None;
    }
    let all = pairs.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
    let n = pairs.len() as f64;
    let value = all.0 / all.1;
    let without: Vec<f64> = pairs.iter().map(|p| (all.0 - p.0) / (all.1 - p.1)).collect();
    let mean = without.iter().sum::<f64>() / n;
    let error = (without.iter().map(|w| (w - mean).powi(2)).sum::<f64>() * (n - 1.0) / n).sqrt();
    let root = |v: f64| v.max(0.0).sqrt();
    let (low, high) = (root(value - Z * error), root(value + Z * error));
    Some(Known { value: root(value), error: (high - low) / (2.0 * Z), low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::arrivals::{shape, tests::draw};

    /// Two hundred draws of eight weeks: the 95 % interval covers in at least 180 (a sound one fails that in 0.2 % of cases; with
    /// Poisson noise and gamma factors the chi-square interval is near enough to it).
    #[test]
    fn the_day_factor_is_covered() {
        let cover = (0..200).filter(|&seed| variation(&draw(seed, 8, 400.0, 0.08, 0.0), None).unwrap().day.covers(0.08)).count();
        assert!(cover >= 180, "{cover}");
    }

    /// Without any factor, 0 is in the interval in at least 180 of 200.
    #[test]
    fn chance_alone_is_told() {
        let cover =
            (0..200).filter(|&seed| variation(&draw(1000 + seed, 8, 400.0, 0.0, 0.0), None).unwrap().day.low <= 0.0).count();
        assert!(cover >= 180, "{cover}");
    }

    /// A factor of parts of the day: 60 draws, covered in at least 50 (a 95 % interval fails that in 0.1 % of cases).
    #[test]
    fn the_factor_within_the_day_is_covered() {
        let covered = |seed: u64| {
            let counts = draw(2000 + seed, 6, 3000.0, 0.05, 0.15);
            let shape = shape(&counts).unwrap();
            variation(&counts, Some(&shape)).unwrap().within.unwrap().covers(0.15)
        };
        let cover = (0..60).filter(|&seed| covered(seed)).count();
        assert!(cover >= 50, "{cover}");
    }
}
