//! One-way random effects: y = m + a + e, a of the draw (inputs), e of the replication (chance).
//!
//! With D draws of K replications, mean squares B between draws (D - 1 degrees of freedom) and W within (D (K - 1)):
//!
//! ```text
//! variance of chance W        variance of inputs (B - W) / K        share of inputs r = (B - W) / (B + (K - 1) W)
//! interval of r:  (F/q - 1) / (F/q + K - 1),  F = B/W,  q the upper and the lower quantile of F(D - 1, D (K - 1))
//! interval of the variance of inputs:  (D - 1) B (1 - q/F) / (K c),  c the same quantile of chi-square with D - 1
//! ```
//! Negative estimates and limits are cut off at 0. The first interval is exact for normal a and e, the second covers at least
//! 1 - 2 (1 - level) and in practice the level. Both expect chance to be alike in all draws. Sources: Searle, Casella and
//! `McCulloch`, *Variance Components* (1992), sections 3.5 and 3.6; Williams, *Biometrika* 49 (1962); Tukey, *Annals of
//! Mathematical Statistics* 22 (1951).

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor};

use crate::analysis::interval::Interval;
use crate::analysis::proportion::wilson_effective;

/// The parts of a variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// The mean of all values.
    pub mean: f64,
    /// Variance between draws, net of chance.
    pub inputs: f64,
    /// Its interval.
    pub inputs_interval: Interval,
    /// Variance within draws.
    pub chance: f64,
    /// Inputs' share of the variance of one replication.
    pub share: f64,
    /// Its interval.
    pub share_interval: Interval,
}

/// The parts of the variance of `[draw][replication]`; `None` below two draws or two replications, where draws have not all as
/// many, or where nothing varies.
///
/// # Panics
/// If `level` is not within (0, 1).
pub fn one_way(values: &[Vec<f64>], level: f64) -> Option<Components> {
    assert!(level > 0.0 && level < 1.0, "a level lies within 0 and 1, not at {level}");
    let (d, k) = (values.len(), values.first()?.len());
    if d < 2 || k < 2 || values.iter().any(|draw| draw.len() != k) {
        return None;
    }
    let (draws, each) = (d as f64, k as f64);
    let means: Vec<f64> = values.iter().map(|draw| draw.iter().sum::<f64>() / each).collect();
    let mean = means.iter().sum::<f64>() / draws;
    let between = each * means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (draws - 1.0);
    let squares = |(draw, m): (&Vec<f64>, &f64)| draw.iter().map(|y| (y - m).powi(2)).sum::<f64>();
    let within = values.iter().zip(&means).map(squares).sum::<f64>() / (draws * (each - 1.0));
    if between + within <= 0.0 {
        return None;
    }
    let tail = (1.0 - level) / 2.0;
    let limit = |share: f64| {
        let q = f_quantile(draws - 1.0, draws * (each - 1.0), share);
        let ratio = between / (within * q); // without chance: infinite
        let part = if ratio.is_finite() { (ratio - 1.0) / (ratio + each - 1.0) } else { 1.0 };
        let variance = (draws - 1.0) * (between - q * within) / (each * chi_quantile(draws - 1.0, share));
        (part.max(0.0), variance.max(0.0))
    };
    let ((low, least), (high, most)) = (limit(1.0 - tail), limit(tail));
    Some(Components {
        mean,
        inputs: ((between - within) / each).max(0.0),
        inputs_interval: Interval { low: least, high: most, level },
        chance: within,
        share: ((between - within) / (between + (each - 1.0) * within)).max(0.0),
        share_interval: Interval { low, high, level },
    })
}

/// The chance of what held in some of `[draw][replication]`, with Wilson's interval for as many independent replications as these
/// are worth: D K / (1 + (K - 1) r), r inputs' share of the variance (Kish, *Survey Sampling* (1965), section 5.4); where nothing
/// varies, the draws alone. `None` of nothing.
pub fn clustered(held: &[Vec<bool>], level: f64) -> Option<(f64, Interval)> {
    let values: Vec<Vec<f64>> = held.iter().map(|draw| draw.iter().map(|h| f64::from(u8::from(*h))).collect()).collect();
    let n = values.iter().map(Vec::len).sum::<usize>() as f64;
    if n < 1.0 {
        return None;
    }
    let chance = values.iter().flatten().sum::<f64>() / n;
    let each = n / values.len() as f64;
    let share = one_way(&values, level).map_or(1.0, |parts| parts.share);
    Some((chance, wilson_effective(chance, n / (1.0 + (each - 1.0) * share), level)))
}

/// The quantile of F with `a` and `b` degrees of freedom, by halving: the library's own is not to be trusted far out.
fn f_quantile(a: f64, b: f64, share: f64) -> f64 {
    FisherSnedecor::new(a, b).map_or(f64::NAN, |law| halved(share, |x| law.cdf(x)))
}

fn chi_quantile(freedom: f64, share: f64) -> f64 {
    ChiSquared::new(freedom).map_or(f64::NAN, |law| halved(share, |x| law.cdf(x)))
}

/// Where a distribution function on positive numbers reaches a share.
fn halved(share: f64, cdf: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (-30.0_f64, 30.0_f64); // logarithms
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if cdf(middle.exp()) < share { low = middle } else { high = middle }
    }
    f64::midpoint(low, high).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::doubt::effects::tests::{normal, uniform};
    use approx::assert_relative_eq;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        // NIST/SEMATECH e-Handbook, tables 1.3.6.7.3 and 1.3.6.7.4
        assert_relative_eq!(f_quantile(5.0, 10.0, 0.95), 3.326, epsilon = 5e-4);
        assert_relative_eq!(f_quantile(10.0, 20.0, 0.95), 2.348, epsilon = 5e-4);
        assert_relative_eq!(f_quantile(1.0, 1.0, 0.95), 161.448, epsilon = 5e-4);
        assert_relative_eq!(chi_quantile(10.0, 0.975), 20.483, epsilon = 5e-4);
        assert_relative_eq!(chi_quantile(10.0, 0.025), 3.247, epsilon = 5e-4);
    }

    /// Three draws of two by hand: means 2, 6, 4; B = 2 (4 + 4 + 0) / 2 = 8; W = (2 + 2 + 8) / 3 = 4.
    #[test]
    fn by_hand() {
        let parts = one_way(&[vec![1.0, 3.0], vec![5.0, 7.0], vec![2.0, 6.0]], 0.95).unwrap();
        assert_relative_eq!(parts.mean, 4.0);
        assert_relative_eq!(parts.chance, 4.0);
        assert_relative_eq!(parts.inputs, 2.0);
        assert_relative_eq!(parts.share, 1.0 / 3.0);
    }

    /// 2000 sets of 20 draws of 2 with share 0.6 (variance of inputs 3, of chance 2), and with share 0 (one-sided then: only
    /// the lower limit can miss, 2.5 %). Intervals at 95 % must cover within 4 standard errors of 2000 trials, 0.0195: false alarm
    /// 1 in 16,000 each. The second interval is conservative: only too little is an alarm.
    #[test]
    fn intervals_cover() {
        for (inputs, truth, expected) in [(3.0_f64, 0.6, 0.95), (0.0, 0.0, 0.975)] {
            let (mut shares, mut variances) = (0, 0);
            for set in 0..2000 {
                let draw = |d: u64| {
                    let a = inputs.sqrt() * normal(set, d, 0);
                    (1..3).map(|r| a + 2f64.sqrt() * normal(set, d, r)).collect::<Vec<f64>>()
                };
                let values: Vec<Vec<f64>> = (0..20).map(draw).collect();
                let parts = one_way(&values, 0.95).unwrap();
                shares += u32::from(parts.share_interval.contains(truth));
                variances += u32::from(parts.inputs_interval.contains(inputs));
            }
            let share = f64::from(shares) / 2000.0;
            assert!((share - expected).abs() < 0.0195, "{share}");
            assert!(f64::from(variances) / 2000.0 > 0.95 - 0.0195, "{variances}");
        }
    }

    /// Without chance everything is of the inputs; without inputs the estimate is none or little.
    #[test]
    fn the_ends() {
        let parts = one_way(&[vec![1.0, 1.0], vec![2.0, 2.0]], 0.95).unwrap();
        assert_relative_eq!(parts.share, 1.0);
        assert_relative_eq!(parts.share_interval.low, 1.0);
        assert!(one_way(&[vec![1.0, 1.0], vec![1.0, 1.0]], 0.95).is_none());
        assert!(one_way(&[vec![1.0], vec![2.0]], 0.95).is_none());
    }

    /// Chance of holding u^2 in a draw with u uniform, so 1/3 in all: 1000 sets of 40 draws of 3 cover at least 95 % less 4 standard
    /// errors (0.0276; false alarm 1 in 30,000). Draws taken for independent replications would cover 83 %.
    #[test]
    fn a_chance_over_inputs_and_callers_is_covered() {
        let covers = |set: u64| {
            let draw = |d: u64| {
                let chance = uniform(set, d, 90).powi(2);
                (0..3).map(|r| uniform(set, d, r) < chance).collect::<Vec<bool>>()
            };
            let held: Vec<Vec<bool>> = (0..40).map(draw).collect();
            clustered(&held, 0.95).unwrap().1.contains(1.0 / 3.0)
        };
        let share = (0..1000).filter(|&set| covers(set)).count() as f64 / 1000.0;
        assert!(share > 0.95 - 0.0276, "{share}");
        let (all, interval) = clustered(&[vec![true; 2], vec![true; 2]], 0.95).unwrap();
        assert!((all, interval.high) == (1.0, 1.0) && interval.low < 0.5);
    }
}
