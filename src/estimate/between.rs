//! How much busy days of one area are busy days of others: the correlation of their day factors.
//!
//! ```text
//! e = ln(calls) - mean of ln(calls) on days of its name       of an area on an ordinary day
//! c(a, b) = mean of e(a) e(b);  v(a) = mean of e(a)^2 - mean of 1/calls(a)      what chance adds is in v, not in c: it is taken out
//! correlation of a with the others = sum over b of c(a, b) / sum over b of sqrt(v(a) v(b))
//! ```
//! Error: jackknife over weeks, which keeps the correlation of neighbouring days. Unit: a correlation. What is common to all areas (a season, the
//! weather, a holiday that is not left out) counts as correlation.

use super::Known;
use crate::analysis::jackknife::jackknife;

/// Calls of an area by day; none where there is no figure or no ordinary day.
pub type Series = Vec<Option<f64>>;

/// Fewest weeks.
const WEEKS: usize = 4;

/// The mean correlation of one area's day factor with those of others; days begin on the same date.
/// None where too few days are common, or nothing varies beyond chance.
pub fn between(own: &Series, others: &[Series]) -> Option<Known> {
    let days = own.len().min(others.iter().map(Vec::len).max()?);
    let weeks = days.div_ceil(7);
    if weeks < WEEKS {
        return None;
    }
    let over = |skip: Option<usize>| correlation(own, others, days, &|day| skip != Some(day / 7));
    let value = over(None)?;
    let without: Vec<Option<f64>> = (0..weeks).map(|week| over(Some(week))).collect();
    let interval = jackknife(value, &without, 0.95)?;
    let error = interval.half_width() / crate::analysis::interval::student(weeks - 1, 0.95);
    Some(Known { value, error, low: interval.low.max(-1.0), high: interval.high.min(1.0) })
}

fn correlation(own: &Series, others: &[Series], days: usize, keeps: &dyn Fn(usize) -> bool) -> Option<f64> {
    let of = |series: &Series| Residuals::new(series, days, keeps);
    let own = of(own);
    let own_variance = own.variance()?;
    let (mut shared, mut scale) = (0.0, 0.0);
    for other in others.iter().map(of) {
        let Some(variance) = other.variance() else { continue };
        let pairs: Vec<f64> = own.values.iter().zip(&other.values).filter_map(|(a, b)| Some((*a)? * (*b)?)).collect();
        if pairs.is_empty() {
            continue;
        }
        // weekday means take away the same part of products and squares
        shared += pairs.iter().sum::<f64>() / pairs.len() as f64;
        scale += (own_variance * variance).sqrt();
    }
    (scale > 0.0).then(|| shared / scale)
}

struct Residuals {
    values: Vec<Option<f64>>,
    chance: f64,
}

impl Residuals {
    fn new(series: &Series, days: usize, keeps: &dyn Fn(usize) -> bool) -> Self {
        let seen = |day: usize| series.get(day).copied().flatten().filter(|&calls| calls > 0.0 && keeps(day));
        let mut means = [(0.0, 0.0); 7];
        for (day, calls) in (0..days).filter_map(|day| Some((day, seen(day)?))) {
            let mean = &mut means[day % 7];
            *mean = (mean.0 + calls.ln(), mean.1 + 1.0);
        }
        // a day that is the only one of its name says nothing
        let value = |day: usize| {
            seen(day).filter(|_| means[day % 7].1 > 1.5).map(|calls| calls.ln() - means[day % 7].0 / means[day % 7].1)
        };
        let values: Vec<Option<f64>> = (0..days).map(value).collect();
        let chance: Vec<f64> = (0..days).filter(|&day| values[day].is_some()).filter_map(seen).map(|calls| 1.0 / calls).collect();
        // a weekday mean of n days leaves (n - 1) / n of chance in the residuals
        let names = means.iter().filter(|mean| mean.1 > 1.5).count() as f64;
        let left = 1.0 - names / (chance.len() as f64).max(names.max(1.0));
        Self { values, chance: left * chance.iter().sum::<f64>() / (chance.len().max(1)) as f64 }
    }

    /// Variance beyond chance.
    fn variance(&self) -> Option<f64> {
        let squares: Vec<f64> = self.values.iter().flatten().map(|value| value * value).collect();
        let mean = squares.iter().sum::<f64>() / squares.len().max(1) as f64 - self.chance;
        (mean > 0.0).then_some(mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::law::normal_quantile;
    use crate::random::{Key, Purpose, poisson_quantile};

    /// Calls of some areas: weekdays, a factor of 10 % whose logarithm has the given correlation between areas, Poisson chance.
    fn made(number: u64, areas: usize, days: usize, correlation: f64) -> Vec<Series> {
        let root = Key::root(4711, number);
        let normal = |key: Key| normal_quantile(key.uniform(Purpose::new("normal", "")));
        let day = |area: usize, day: usize| {
            let common = normal(root.named("common").part(day as u64));
            let key = root.named("own").part(area as u64).part(day as u64);
            let z = correlation.sqrt() * common + (1.0 - correlation).sqrt() * normal(key);
            let mean = 600.0 * (area + 1) as f64 * if day % 7 > 4 { 1.5 } else { 1.0 } * (0.1 * z).exp();
            Some(poisson_quantile(mean, key.uniform(Purpose::new("calls", ""))) as f64)
        };
        (0..areas).map(|area| (0..days).map(|d| day(area, d)).collect()).collect()
    }

    /// Were each interval to hold with chance 0.93, fewer than 50 of 60 would in one of 140 such tests; 0.95: one in 1,900.
    #[test]
    fn what_was_put_in_comes_back() {
        let (mut held, mut sum) = (0, 0.0);
        for number in 0..60 {
            let all = made(number, 6, 126, 0.4);
            let found = between(&all[0], &all[1..]).unwrap();
            held += usize::from(found.covers(0.4));
            sum += found.value;
        }
        assert!(held >= 50, "{held}");
        assert!((sum / 60.0 - 0.4).abs() < 0.04, "{}", sum / 60.0);
    }

    #[test]
    fn areas_apart_are_not_correlated() {
        let all = made(7, 6, 700, 0.0);
        let found = between(&all[0], &all[1..]).unwrap();
        assert!(found.value.abs() < 0.1, "{found:?}");
    }

    #[test]
    fn too_little_gives_nothing() {
        let all = made(8, 2, 20, 0.5);
        assert_eq!(between(&all[0], &all[1..]), None);
        assert_eq!(between(&vec![Some(100.0); 90], &all[1..]), None);
    }
}
