//! The difference between two chances, from replications with the same callers: Tango's score interval.
//!
//! A target holds or not in each of n replications, under the base and under the alternative. Only replications in which
//! the two disagree tell them apart: b in which it was missed under the alternative alone, c under the base alone. The
//! difference is (b - c)/n, and the interval holds every difference D that the score test does not reject:
//!
//! ```text
//! |b - c - n D| <= z sqrt(n (2 q + D (1 - D))),     2 n q^2 + (D (2n - b + c) - b - c) q - c D (1 - D) = 0
//! ```
//!
//! q being the likeliest chance of a replication of the second kind, given D. It has width even where no replication
//! disagrees (then ± z^2 / (n + z^2)), and it stays within -1 and 1.
//! Source: Tango, *Statistics in Medicine* 17 (1998), 891-908; Newcombe, *Statistics in Medicine* 17 (1998), 2635-2650.

use super::interval::{Interval, normal};

/// Replications of one target under two configurations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discordant {
    /// Replications in which both were measured.
    pub replications: usize,
    /// It happened under the base.
    pub base: usize,
    /// It happened under the alternative.
    pub alternative: usize,
    /// It happened under the alternative alone.
    pub alternative_alone: usize,
    /// It happened under the base alone.
    pub base_alone: usize,
}

impl Discordant {
    /// Counts pairs (base, alternative); those without either are left out.
    pub fn count(pairs: impl IntoIterator<Item = (Option<bool>, Option<bool>)>) -> Self {
        let mut counts = Self::default();
        for (base, alternative) in pairs.into_iter().filter_map(|(a, b)| Some((a?, b?))) {
            counts.replications += 1;
            counts.base += usize::from(base);
            counts.alternative += usize::from(alternative);
            counts.alternative_alone += usize::from(alternative && !base);
            counts.base_alone += usize::from(base && !alternative);
        }
        counts
    }

    /// The difference of the two chances, alternative less base; `None` of no replications.
    pub fn difference(&self) -> Option<f64> {
        let n = self.replications as f64;
        (self.replications > 0).then(|| (self.alternative as f64 - self.base as f64) / n)
    }

    /// Its interval; `None` of no replications.
    ///
    /// # Panics
    /// If `level` is not within (0, 1).
    pub fn interval(&self, level: f64) -> Option<Interval> {
        let centre = self.difference()?;
        let z = normal(level);
        // the score falls as D rises: z at the lower limit, -z at the upper
        let limit = |wanted: f64, mut low: f64, mut high: f64| {
            for _ in 0..80 {
                let middle = f64::midpoint(low, high);
                if self.score(middle) > wanted { low = middle } else { high = middle }
            }
            f64::midpoint(low, high)
        };
        let low = if centre <= -1.0 { -1.0 } else { limit(z, -1.0, centre) };
        let high = if centre >= 1.0 { 1.0 } else { limit(-z, centre, 1.0) };
        Some(Interval { low, high, level })
    }

    /// The score of a supposed difference, in standard errors.
    fn score(&self, supposed: f64) -> f64 {
        let (n, b, c) = (self.replications as f64, self.alternative_alone as f64, self.base_alone as f64);
        let top = b - c - n * supposed;
        let half = supposed * (2.0 * n - b + c) - b - c;
        let q = ((half * half + 8.0 * n * c * supposed * (1.0 - supposed)).max(0.0).sqrt() - half) / (4.0 * n);
        let spread = n * (2.0 * q + supposed * (1.0 - supposed));
        if spread > 0.0 { top / spread.sqrt() } else { top.signum() * f64::INFINITY }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    fn alone(alternative_alone: usize, base_alone: usize, replications: usize) -> Discordant {
        Discordant { replications, base: base_alone, alternative: alternative_alone, alternative_alone, base_alone }
    }

    // R: PropCIs::scoreci.mp(25, 28, 618, conf.level = 0.9) gives -0.0148, 0.0247 (its difference is second less first)
    #[test]
    fn the_interval_agrees_with_propcis() {
        let interval = alone(28, 25, 618).interval(0.9).unwrap();
        assert_abs_diff_eq!(interval.low, -0.0148, epsilon = 5e-5);
        assert_abs_diff_eq!(interval.high, 0.0247, epsilon = 5e-5);
    }

    // by hand: with b = c = 0, q = max(0, -D) and the score is -n D / sqrt(n |D| (1 - |D|)), which is z at z^2/(n + z^2)
    #[test]
    fn no_disagreement_still_leaves_doubt() {
        let interval = alone(0, 0, 100).interval(0.95).unwrap();
        let z2 = 1.959_963_984_540_054_f64.powi(2);
        assert_abs_diff_eq!(interval.high, z2 / (100.0 + z2), epsilon = 1e-12);
        assert_abs_diff_eq!(interval.low, -interval.high, epsilon = 1e-12);
    }

    #[test]
    fn the_interval_mirrors_and_stays_between_its_bounds() {
        for (b, c, n) in [(40, 20, 160), (0, 5, 25), (1, 7, 50), (50, 0, 50), (0, 0, 1)] {
            let (one, other) = (alone(b, c, n).interval(0.95).unwrap(), alone(c, b, n).interval(0.95).unwrap());
            assert_abs_diff_eq!(one.low, -other.high, epsilon = 1e-9);
            assert!(one.low >= -1.0 && one.high <= 1.0 && one.low <= one.high);
            assert!(one.contains((b as f64 - c as f64) / n as f64));
        }
        assert_eq!(alone(0, 0, 0).interval(0.95), None);
    }

    #[test]
    fn pairs_are_counted_where_both_were_measured() {
        let pairs = [(Some(true), Some(true)), (Some(false), Some(true)), (None, Some(true)), (Some(true), Some(false))];
        let counts = Discordant::count(pairs);
        assert_eq!(counts, Discordant { replications: 3, base: 2, alternative: 2, alternative_alone: 1, base_alone: 1 });
    }
}
