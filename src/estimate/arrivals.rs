//! Level, trend, weekdays and shape within the day, from counts by day and by part of the day.
//!
//! ```text
//! weekday mean   m_w = mean count of its ordinary days;        level = mean of the m_w (an ordinary week)
//! trend          b by least squares of N_d / m_w - 1 on the day
//! error of m_w   sqrt(s2_w / n_w), s2_w = m_w + cv^2 m_w^2 with the day factor's cv (see `variation`)
//! shape          p_j = share of the day's calls in part j, of one class of days, smoothed by a normal kernel of h parts, round the clock
//! ```
//! Which weekdays share a shape (each its own; Monday to Friday, Saturday, Sunday; all one) and how wide the kernel is, is chosen by what
//! predicts a day best that was left out: the sum over days and parts of n ln p, p from all other days.

use super::Known;

/// Counts by day and part of the day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// `[day][part]`.
    pub parts: Vec<Vec<f64>>,
    /// `[day]`: 0 Monday to 6 Sunday.
    pub weekday: Vec<u8>,
    /// `[day]`: an ordinary, whole day: no holiday, not cut off by the beginning or end of the log.
    pub ordinary: Vec<bool>,
}

impl Counts {
    /// Calls of a day.
    pub fn of_day(&self, day: usize) -> f64 {
        self.parts[day].iter().sum()
    }

    /// Indices of ordinary days.
    pub fn ordinary_days(&self) -> Vec<usize> {
        (0..self.parts.len()).filter(|&day| self.ordinary[day]).collect()
    }
}

/// How weekdays share a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// One for all.
    One,
    /// Monday to Friday, Saturday, Sunday.
    Three,
    /// Each its own.
    Seven,
}

impl Pooling {
    /// The class of a weekday.
    pub fn class(self, weekday: u8) -> usize {
        match self {
            Self::One => 0,
            Self::Three => usize::from(weekday.saturating_sub(4)),
            Self::Seven => usize::from(weekday),
        }
    }
}

/// Shape within the day.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// How weekdays share it.
    pub pooling: Pooling,
    /// Width of the kernel, in parts.
    pub width: f64,
    /// `[weekday][part]`: share of the day, summing to 1.
    pub share: Vec<Vec<f64>>,
    /// Their standard errors, by chance alone.
    pub error: Vec<Vec<f64>>,
}

/// Level and weekdays.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Calls a day over an ordinary week.
    pub mean: Known,
    /// `[weekday]`: calls a day; none of a weekday that was never ordinary.
    pub weekday: Vec<Option<Known>>,
    /// Relative growth a day, over ordinary days.
    pub trend: Option<Known>,
    /// Ordinary days.
    pub days: usize,
}

/// Means by weekday.
pub(super) fn weekday_means(counts: &Counts) -> Vec<Option<(f64, usize)>> {
    let mut sums = [(0.0, 0usize); 7];
    for day in counts.ordinary_days() {
        let sum = &mut sums[counts.weekday[day] as usize];
        sum.0 += counts.of_day(day);
        sum.1 += 1;
    }
    sums.iter().map(|&(sum, n)| (n > 0).then(|| (sum / n as f64, n))).collect()
}

/// Level and weekdays; `cv`: of the day factor.
pub fn level(counts: &Counts, cv: f64) -> Option<Level> {
    let means = weekday_means(counts);
    let known: Vec<Option<Known>> = means
        .iter()
        .map(|mean| mean.map(|(mean, n)| Known::positive(mean.max(1e-9), ((mean + (cv * mean).powi(2)) / n as f64).sqrt())))
        .collect();
    let present: Vec<&Known> = known.iter().flatten().collect();
    if present.is_empty() {
        return None;
    }
    let k = present.len() as f64;
    let mean = present.iter().map(|m| m.value).sum::<f64>() / k;
    let error = present.iter().map(|m| m.error * m.error).sum::<f64>().sqrt() / k;
    Some(Level {
        mean: Known::positive(mean, error),
        trend: trend(counts, &means),
        weekday: known,
        days: counts.ordinary_days().len(),
    })
}

/// Relative counts of ordinary days by day.
pub(super) fn relative(counts: &Counts, means: &[Option<(f64, usize)>]) -> Vec<(f64, f64)> {
    let days = counts.ordinary_days().into_iter();
    days.filter_map(|day| {
        Some((day as f64, counts.of_day(day) / means[counts.weekday[day] as usize].filter(|m| m.0 > 0.0)?.0 - 1.0))
    })
    .collect()
}

fn trend(counts: &Counts, means: &[Option<(f64, usize)>]) -> Option<Known> {
    let points = relative(counts, means);
    let (slope, error) = slope(&points)?;
    Some(Known::around(slope, error))
}

/// Slope by least squares, and its error.
pub(super) fn slope(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let n = points.len() as f64;
    if points.len() < 10 {
        return None;
    }
    let middle = points.iter().map(|p| p.0).sum::<f64>() / n;
    let mean = points.iter().map(|p| p.1).sum::<f64>() / n;
    let spread: f64 = points.iter().map(|p| (p.0 - middle).powi(2)).sum();
    let slope = points.iter().map(|p| (p.0 - middle) * (p.1 - mean)).sum::<f64>() / spread;
    let rest: f64 = points.iter().map(|p| (p.1 - mean - slope * (p.0 - middle)).powi(2)).sum();
    // weekday means were taken off first
    let freedom = (n - 8.0).max(1.0);
    Some((slope, (rest / freedom / spread).sqrt()))
}

/// Shape within the day, pooling and width chosen by days left out.
pub fn shape(counts: &Counts) -> Option<Shape> {
    let days = counts.ordinary_days();
    let parts = counts.parts.first()?.len();
    if days.is_empty() || days.iter().all(|&day| counts.of_day(day) <= 0.0) {
        return None;
    }
    let mut best: Option<(f64, Pooling, f64)> = None;
    for pooling in [Pooling::One, Pooling::Three, Pooling::Seven] {
        let sums = class_sums(counts, pooling, &days, parts);
        // a class of one day has nothing to be predicted from
        let lone = (0..7).any(|class| days.iter().filter(|&&d| pooling.class(counts.weekday[d]) == class).count() == 1);
        if lone && pooling != Pooling::One {
            continue;
        }
        for width in [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0] {
            let score = days.iter().map(|&day| {
                let own = &counts.parts[day];
                let others: Vec<f64> =
                    sums[pooling.class(counts.weekday[day])].iter().zip(own).map(|(sum, own)| sum - own).collect();
                let shares = smoothed(&others, width);
                own.iter().zip(&shares).map(|(n, p)| if *n > 0.0 { n * p.max(1e-9).ln() } else { 0.0 }).sum::<f64>()
            });
            let score: f64 = score.sum();
            if best.is_none_or(|known| score > known.0) {
                best = Some((score, pooling, width));
            }
        }
    }
    let (_, pooling, width) = best?;
    let sums = class_sums(counts, pooling, &days, parts);
    let whole = class_sums(counts, Pooling::One, &days, parts).swap_remove(0);
    let of = |weekday: u8| {
        let sum = &sums[pooling.class(weekday)];
        // a weekday that was never ordinary takes the shape of all
        if sum.iter().sum::<f64>() > 0.0 { sum } else { &whole }
    };
    Some(Shape {
        pooling,
        width,
        share: (0..7).map(|w| smoothed(of(w), width)).collect(),
        error: (0..7).map(|w| errors(of(w), width)).collect(),
    })
}

fn class_sums(counts: &Counts, pooling: Pooling, days: &[usize], parts: usize) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; parts]; 7];
    for &day in days {
        let sum = &mut sums[pooling.class(counts.weekday[day])];
        sum.iter_mut().zip(&counts.parts[day]).for_each(|(sum, n)| *sum += n);
    }
    sums
}

/// Weights of a normal kernel of so many parts, for distances from 0.
fn weights(width: f64, parts: usize) -> Vec<f64> {
    if width <= 0.0 {
        return vec![1.0];
    }
    let reach = ((4.0 * width).ceil() as usize).min(parts / 2);
    let raw: Vec<f64> = (0..=reach).map(|d| (-0.5 * (d as f64 / width).powi(2)).exp()).collect();
    let total = raw[0] + 2.0 * raw[1..].iter().sum::<f64>();
    raw.into_iter().map(|w| w / total).collect()
}

/// A weighted sum of neighbours round the clock.
fn round_the_clock(values: &[f64], weights: &[f64], square: bool) -> Vec<f64> {
    let n = values.len();
    let of = |w: f64| if square { w * w } else { w };
    (0..n)
        .map(|j| {
            let pairs = weights.iter().enumerate().map(|(d, &w)| {
                let (up, down) = (values[(j + d) % n], values[(j + n - d % n) % n]);
                if d == 0 { of(w) * up } else { of(w) * (up + down) }
            });
            pairs.sum()
        })
        .collect()
}

fn smoothed(sums: &[f64], width: f64) -> Vec<f64> {
    let total: f64 = sums.iter().sum();
    let all = round_the_clock(sums, &weights(width, sums.len()), false);
    all.into_iter().map(|v| if total > 0.0 { v / total } else { 1.0 / sums.len() as f64 }).collect()
}

fn errors(sums: &[f64], width: f64) -> Vec<f64> {
    let total: f64 = sums.iter().sum();
    let all = round_the_clock(sums, &weights(width, sums.len()), true);
    all.into_iter().map(|v| if total > 0.0 { v.sqrt() / total } else { 0.0 }).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::random::{Key, Purpose};

    /// Poisson counts with day factors, by summing exponential gaps.
    pub(crate) fn draw(seed: u64, weeks: usize, mean: f64, cv: f64, within: f64) -> Counts {
        let key = Key::root(seed, 0);
        let mut place = 0;
        let mut uniform = || {
            place += 1;
            key.part(place).uniform(Purpose::new("draw", ""))
        };
        let gamma = |cv: f64, uniform: &mut dyn FnMut() -> f64| {
            if cv <= 0.0 {
                1.0
            } else {
                crate::random::Law::Gamma { mean: 1.0, cv }.quantile(uniform().clamp(1e-12, 1.0 - 1e-12))
            }
        };
        let mut counts = Counts::default();
        for day in 0..weeks * 7 {
            let weekday = (day % 7) as u8;
            let level = mean * if weekday >= 5 { 1.4 } else { 0.84 } * gamma(cv, &mut uniform);
            let parts = (0..48).map(|j| {
                let shape = 1.0 + 0.8 * (f64::from(j - 20) * std::f64::consts::PI / 24.0).cos();
                let expected = level * shape / 48.0 * gamma(within, &mut uniform);
                let (mut n, mut left) = (0.0, expected);
                loop {
                    left += uniform().max(1e-300).ln();
                    if left <= 0.0 {
                        break n;
                    }
                    n += 1.0;
                }
            });
            counts.parts.push(parts.collect());
            counts.weekday.push(weekday);
            counts.ordinary.push(true);
        }
        counts
    }

    /// Two hundred draws: the level's 95 % interval covers in at least 180 (chance of fewer by a sound interval: 0.2 %, binomial).
    #[test]
    fn the_level_is_covered() {
        let cover = (0..200).filter(|&seed| level(&draw(seed, 4, 300.0, 0.06, 0.0), 0.06).unwrap().mean.covers(300.0)).count();
        assert!(cover >= 180, "{cover}");
    }

    #[test]
    fn a_shape_that_all_days_share_is_pooled_and_smoothed() {
        let counts = draw(1, 4, 100.0, 0.0, 0.0);
        let found = shape(&counts).unwrap();
        assert_eq!(found.pooling, Pooling::One);
        assert!(found.width >= 1.0, "{}", found.width);
        for weekday in 0..7 {
            assert!((found.share[weekday].iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let worst = (0..48)
                .map(|j| {
                    let truth = (1.0 + 0.8 * (f64::from(j - 20) * std::f64::consts::PI / 24.0).cos()) / 48.0;
                    (found.share[weekday][j as usize] - truth).abs() * 48.0
                })
                .fold(0.0, f64::max);
            assert!(worst < 0.25, "{worst}");
        }
    }

    #[test]
    fn shapes_that_differ_are_kept_apart() {
        let mut counts = draw(2, 6, 2000.0, 0.0, 0.0);
        for day in 0..counts.parts.len() {
            if counts.weekday[day] == 6 {
                counts.parts[day].rotate_left(8);
            }
        }
        assert_eq!(shape(&counts).unwrap().pooling, Pooling::Three);
    }

    #[test]
    fn growth_is_found() {
        let mut counts = draw(3, 8, 5000.0, 0.01, 0.0);
        for day in 0..counts.parts.len() {
            counts.parts[day].iter_mut().for_each(|n| *n *= 1.0 + 0.004 * day as f64);
        }
        let trend = level(&counts, 0.01).unwrap().trend.unwrap();
        // relative to the mean of the whole time: 0.004 / (1 + 0.004 x 27.5)
        assert!((trend.value - 0.0036).abs() < 0.0003, "{trend:?}");
    }
}
