//! How far predictions are off: mean absolute error, CRPS, cover and width of the 95 % band, against forecasts that take no model.
//!
//! ```text
//! point      median of the draws (it has the least mean absolute error)
//! CRPS       mean |X - y| - mean |X - X'| / 2 over draws X, X': absolute error for a single point, less for a band that is right
//! band       2.5 % and 97.5 % quantiles of the draws
//! ```
//! Source: Gneiting and Raftery, "Strictly proper scoring rules", JASA 102 (2007).

use serde::Serialize;

/// How one measure was predicted over some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// Days compared.
    pub days: usize,
    /// Mean absolute error.
    pub mae: f64,
    /// Mean of predicted less observed.
    pub bias: f64,
    /// Continuous ranked probability score.
    pub crps: f64,
    /// Share of days inside the 95 % band.
    pub cover: f64,
    /// Mean width of the band.
    pub width: f64,
}

/// A prediction of a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    /// Median.
    pub point: f64,
    /// 2.5 % quantile.
    pub low: f64,
    /// 97.5 % quantile.
    pub high: f64,
}

/// The quantile of sorted values, between neighbours in a straight line; at the middle of n + 1 gaps, so that few draws give no narrower band.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = (p * (sorted.len() + 1) as f64 - 1.0).clamp(0.0, (sorted.len() - 1) as f64);
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (at - below as f64)
}

/// Bands by day of draws `[draw][day]`.
pub fn bands(draws: &[Vec<f64>]) -> Vec<Option<Band>> {
    let days = draws.first().map_or(0, Vec::len);
    (0..days)
        .map(|day| {
            let sorted = sorted(draws, day);
            let at = |p| quantile(&sorted, p);
            (!sorted.is_empty()).then(|| Band { point: at(0.5), low: at(0.025), high: at(0.975) })
        })
        .collect()
}

fn sorted(draws: &[Vec<f64>], day: usize) -> Vec<f64> {
    let mut values: Vec<f64> = draws.iter().map(|d| d[day]).filter(|v| v.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Scores draws `[draw][day]` against what was observed. None if there is nothing to compare.
pub fn score(draws: &[Vec<f64>], observed: &[Option<f64>]) -> Option<Score> {
    let mut sum = Score::default();
    for ((day, band), y) in bands(draws).iter().enumerate().zip(observed) {
        let (Some(band), Some(y)) = (band, y) else { continue };
        sum.days += 1;
        sum.mae += (band.point - y).abs();
        sum.bias += band.point - y;
        sum.crps += crps(&sorted(draws, day), *y);
        sum.cover += f64::from(u8::from((band.low..=band.high).contains(y)));
        sum.width += band.high - band.low;
    }
    let n = sum.days as f64;
    (sum.days > 0).then(|| Score {
        days: sum.days,
        mae: sum.mae / n,
        bias: sum.bias / n,
        crps: sum.crps / n,
        cover: sum.cover / n,
        width: sum.width / n,
    })
}

/// Mean absolute error and days of a forecast without a band; days without it, or without an observation, are left out.
pub fn plain(forecast: &[Option<f64>], observed: &[Option<f64>]) -> Option<(f64, usize)> {
    let errors: Vec<f64> = forecast.iter().zip(observed).filter_map(|(f, y)| Some(((*f)? - (*y)?).abs())).collect();
    (!errors.is_empty()).then(|| (errors.iter().sum::<f64>() / errors.len() as f64, errors.len()))
}

/// Of sorted draws: mean |X - X'| = 2 / n^2 sum of (2 i - n - 1) x(i), i from 1.
fn crps(sorted: &[f64], y: f64) -> f64 {
    let n = sorted.len() as f64;
    let off: f64 = sorted.iter().map(|x| (x - y).abs()).sum::<f64>() / n;
    let apart: f64 = sorted.iter().enumerate().map(|(i, x)| (2.0 * (i as f64 + 1.0) - n - 1.0) * x).sum::<f64>() * 2.0 / (n * n);
    off - apart / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_single_point_is_scored_by_its_absolute_error() {
        assert_relative_eq!(crps(&[3.0], 5.0), 2.0);
        // by hand: draws 1 and 3, observed 2: 1 - (|1 - 3| x 2 / 4) / 2 = 1/2
        assert_relative_eq!(crps(&[1.0, 3.0], 2.0), 0.5);
    }

    #[test]
    fn a_normal_law_has_its_known_score() {
        // CRPS of the standard normal at its mean: (sqrt 2 - 1) / sqrt pi = 0.2337
        let draws: Vec<f64> = (0..4000).map(|i| crate::random::law::normal_quantile((f64::from(i) + 0.5) / 4000.0)).collect();
        assert_relative_eq!(crps(&draws, 0.0), (2.0_f64.sqrt() - 1.0) / std::f64::consts::PI.sqrt(), epsilon = 1e-3);
        let band = bands(&draws.iter().map(|d| vec![*d]).collect::<Vec<_>>())[0].unwrap();
        assert_relative_eq!(band.high, 1.96, epsilon = 0.01);
    }

    #[test]
    fn days_that_were_not_seen_are_not_scored() {
        let draws = vec![vec![1.0, 2.0, f64::NAN], vec![3.0, 2.0, f64::NAN]];
        let score = score(&draws, &[Some(2.0), None, Some(1.0)]).unwrap();
        assert_eq!(score.days, 1);
        assert_relative_eq!(score.cover, 1.0);
        assert_eq!(plain(&[Some(1.0), None], &[Some(3.0), Some(1.0)]), Some((2.0, 1)));
    }
}
