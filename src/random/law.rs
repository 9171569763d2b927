//! Probability laws of durations, in seconds: quantile, distribution function, mean, variance.
//!
//! Parameters are those that people state (mean and coefficient of variation), turned into each family's own. Every law
//! is sampled by inversion, so that a draw is one uniform and a longer law is longer for every caller.

use statrs::distribution::{ContinuousCDF, Gamma, Normal};
use statrs::function::gamma::gamma;

/// A law of a duration (seconds, not negative).
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// The same value always.
    Fixed(f64),
    /// Exponential with this mean.
    Exponential(f64),
    /// Lognormal with this mean and coefficient of variation.
    Lognormal {
        /// Mean, seconds.
        mean: f64,
        /// Standard deviation over mean.
        cv: f64,
    },
    /// Gamma with this mean and coefficient of variation (shape 1/cv²). An Erlang law of k stages has cv = 1/√k.
    Gamma {
        /// Mean, seconds.
        mean: f64,
        /// Standard deviation over mean.
        cv: f64,
    },
    /// Weibull with this mean and shape (hazard falls with time when the shape is below 1).
    Weibull {
        /// Mean, seconds.
        mean: f64,
        /// Shape, a pure number.
        shape: f64,
    },
    /// Triangular.
    Triangular {
        /// Least value, seconds.
        least: f64,
        /// Most likely value, seconds.
        mode: f64,
        /// Greatest value, seconds.
        most: f64,
    },
    /// Uniform.
    Uniform {
        /// Least value, seconds.
        least: f64,
        /// Greatest value, seconds.
        most: f64,
    },
    /// A sample (sorted, seconds), interpolated between its order statistics.
    Empirical(Vec<f64>),
    /// Parts with their shares (summing to 1).
    Mixture(Vec<(f64, Law)>),
}

/// The quantile of the standard normal law.
pub fn normal_quantile(u: f64) -> f64 {
    standard_normal().inverse_cdf(u)
}

/// The distribution function of the standard normal law.
pub fn normal_cdf(z: f64) -> f64 {
    standard_normal().cdf(z)
}

fn standard_normal() -> Normal {
    Normal::standard()
}

/// Shape and rate of a gamma law; both are positive wherever a `Law` was validated, so this cannot fail there.
fn gamma_law(mean: f64, cv: f64) -> Option<Gamma> {
    let shape = 1.0 / (cv * cv);
    Gamma::new(shape, shape / mean).ok()
}

impl Law {
    /// Mean, seconds.
    pub fn mean(&self) -> f64 {
        match self {
            Law::Fixed(value) => *value,
            Law::Exponential(mean) | Law::Lognormal { mean, .. } | Law::Gamma { mean, .. } | Law::Weibull { mean, .. } => *mean,
            Law::Triangular { least, mode, most } => (least + mode + most) / 3.0,
            Law::Uniform { least, most } => f64::midpoint(*least, *most),
            Law::Empirical(values) => {
                if values.len() < 2 {
                    return values.first().copied().unwrap_or(0.0);
                }
                let inner: f64 = values.windows(2).map(|w| f64::midpoint(w[0], w[1])).sum();
                inner / (values.len() - 1) as f64
            }
            Law::Mixture(parts) => parts.iter().map(|(share, law)| share * law.mean()).sum(),
        }
    }

    /// Variance, seconds squared.
    pub fn variance(&self) -> f64 {
        match self {
            Law::Fixed(_) => 0.0,
            Law::Exponential(mean) => mean * mean,
            Law::Lognormal { mean, cv } | Law::Gamma { mean, cv } => (mean * cv).powi(2),
            Law::Weibull { mean, shape } => mean * mean * (gamma(1.0 + 2.0 / shape) / gamma(1.0 + 1.0 / shape).powi(2) - 1.0),
            Law::Triangular { least: a, mode: c, most: b } => (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0,
            Law::Uniform { least, most } => (most - least).powi(2) / 12.0,
            Law::Empirical(values) => {
                if values.len() < 2 {
                    return 0.0;
                }
                let square: f64 = values.windows(2).map(|w| (w[0] * w[0] + w[0] * w[1] + w[1] * w[1]) / 3.0).sum();
                square / (values.len() - 1) as f64 - self.mean().powi(2)
            }
            Law::Mixture(parts) => {
                let second: f64 = parts.iter().map(|(share, law)| share * (law.variance() + law.mean().powi(2))).sum();
                second - self.mean().powi(2)
            }
        }
    }

    /// The value that a share `u` (0 to 1) of draws does not exceed, seconds.
    pub fn quantile(&self, u: f64) -> f64 {
        match self {
            Law::Fixed(value) => *value,
            Law::Exponential(mean) => -mean * (-u).ln_1p(),
            Law::Lognormal { mean, cv } => {
                let variance = (cv * cv).ln_1p();
                mean * (variance.sqrt().mul_add(normal_quantile(u), -variance / 2.0)).exp()
            }
            Law::Gamma { mean, cv } => gamma_quantile(*mean, *cv, u),
            Law::Weibull { mean, shape } => mean / gamma(1.0 + 1.0 / shape) * (-(-u).ln_1p()).powf(1.0 / shape),
            Law::Triangular { least, mode, most } => {
                let width = most - least;
                if width <= 0.0 {
                    return *least;
                }
                if u * width < mode - least {
                    least + (u * width * (mode - least)).sqrt()
                } else {
                    most - ((1.0 - u) * width * (most - mode)).sqrt()
                }
            }
            Law::Uniform { least, most } => u.mul_add(most - least, *least),
            Law::Empirical(values) => empirical_quantile(values, u),
            Law::Mixture(_) => self.by_bisection(u),
        }
    }

    /// The share of draws that do not exceed `t` seconds.
    pub fn cdf(&self, t: f64) -> f64 {
        if t < 0.0 {
            return 0.0;
        }
        match self {
            Law::Fixed(value) => f64::from(u8::from(t >= *value)),
            Law::Exponential(mean) => -(-t / mean).exp_m1(),
            Law::Lognormal { mean, cv } => {
                let variance = (cv * cv).ln_1p();
                if t == 0.0 { 0.0 } else { normal_cdf(((t / mean).ln() + variance / 2.0) / variance.sqrt()) }
            }
            Law::Gamma { mean, cv } => gamma_law(*mean, *cv).map_or(0.0, |law| law.cdf(t)),
            Law::Weibull { mean, shape } => -(-(t * gamma(1.0 + 1.0 / shape) / mean).powf(*shape)).exp_m1(),
            Law::Triangular { least: a, mode: c, most: b } => {
                if t <= *a {
                    0.0
                } else if t < *c {
                    (t - a).powi(2) / ((b - a) * (c - a))
                } else if t < *b {
                    1.0 - (b - t).powi(2) / ((b - a) * (b - c))
                } else {
                    1.0
                }
            }
            Law::Uniform { least, most } => ((t - least) / (most - least)).clamp(0.0, 1.0),
            Law::Empirical(values) => {
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..60 {
                    let u = f64::midpoint(low, high);
                    if empirical_quantile(values, u) <= t { low = u } else { high = u }
                }
                low
            }
            Law::Mixture(parts) => parts.iter().map(|(share, law)| share * law.cdf(t)).sum(),
        }
    }

    /// The same shape, every value multiplied by `factor`.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        match self {
            Law::Fixed(value) => Law::Fixed(value * factor),
            Law::Exponential(mean) => Law::Exponential(mean * factor),
            Law::Lognormal { mean, cv } => Law::Lognormal { mean: mean * factor, cv: *cv },
            Law::Gamma { mean, cv } => Law::Gamma { mean: mean * factor, cv: *cv },
            Law::Weibull { mean, shape } => Law::Weibull { mean: mean * factor, shape: *shape },
            Law::Triangular { least, mode, most } => {
                Law::Triangular { least: least * factor, mode: mode * factor, most: most * factor }
            }
            Law::Uniform { least, most } => Law::Uniform { least: least * factor, most: most * factor },
            Law::Empirical(values) => Law::Empirical(values.iter().map(|v| v * factor).collect()),
            Law::Mixture(parts) => Law::Mixture(parts.iter().map(|(share, law)| (*share, law.scaled(factor))).collect()),
        }
    }

    /// Bisection on the distribution function, for laws without a closed quantile.
    fn by_bisection(&self, u: f64) -> f64 {
        let mut high = self.mean().max(1e-6);
        while self.cdf(high) < u && high < 1e12 {
            high *= 2.0;
        }
        let mut low = 0.0;
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if self.cdf(middle) < u { low = middle } else { high = middle }
        }
        high
    }
}

/// Wilson-Hilferty start, then safeguarded Newton steps on the regularised incomplete gamma function.
fn gamma_quantile(mean: f64, cv: f64, u: f64) -> f64 {
    let Some(law) = gamma_law(mean, cv) else { return mean };
    if u <= 0.0 {
        return 0.0;
    }
    let shape = 1.0 / (cv * cv);
    let c = 1.0 / (9.0 * shape);
    let start = mean * (1.0 - c + normal_quantile(u) * c.sqrt()).powi(3);
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut x = if start > 0.0 && shape >= 0.5 { start } else { mean * (u * gamma(shape + 1.0)).powf(1.0 / shape) / shape };
    for _ in 0..100 {
        let error = law.cdf(x) - u;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let slope = statrs::distribution::Continuous::pdf(&law, x);
        let next = x - error / slope;
        let next = if next > low && next < high {
            next
        } else if high.is_finite() {
            f64::midpoint(low, high)
        } else {
            low * 2.0 + mean * 1e-9
        };
        if (next - x).abs() <= 1e-13 * mean.max(next) {
            return next;
        }
        x = next;
    }
    x
}

/// Linear interpolation between the order statistics of a sorted sample.
fn empirical_quantile(values: &[f64], u: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return 0.0 };
    let place = u.clamp(0.0, 1.0) * last as f64;
    let below = (place as usize).min(last);
    let above = (below + 1).min(last);
    (place - below as f64).mul_add(values[above] - values[below], values[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws() -> Vec<Law> {
        vec![
            Law::Exponential(180.0),
            Law::Lognormal { mean: 480.0, cv: 0.6 },
            Law::Gamma { mean: 300.0, cv: 0.5 },
            Law::Gamma { mean: 300.0, cv: 1.7 },
            Law::Weibull { mean: 1680.0, shape: 0.91 },
            Law::Triangular { least: 300.0, mode: 420.0, most: 600.0 },
            Law::Uniform { least: 600.0, most: 1200.0 },
            Law::Empirical(vec![1.0, 2.0, 5.0, 9.0]),
            Law::Mixture(vec![(0.3, Law::Exponential(60.0)), (0.7, Law::Lognormal { mean: 500.0, cv: 0.4 })]),
        ]
    }

    #[test]
    fn the_quantile_inverts_the_distribution_function() {
        for law in laws() {
            for i in 1..200 {
                let u = f64::from(i) / 200.0;
                let back = law.cdf(law.quantile(u));
                assert!((back - u).abs() < 1e-8, "{law:?} at {u}: {back}");
            }
        }
    }

    /// Mean and variance as stated against the integral of the quantile function (midpoint rule, transformed tails).
    #[test]
    fn moments_agree_with_the_integral_of_the_quantile() {
        for law in laws() {
            let n = 20_000;
            let (mut mean, mut square) = (0.0, 0.0);
            for i in 0..n {
                // u = s²(3 - 2s) crowds points into both tails; du = 6 s (1 - s) ds
                let s = (f64::from(i) + 0.5) / f64::from(n);
                let (u, weight) = (s * s * (3.0 - 2.0 * s), 6.0 * s * (1.0 - s) / f64::from(n));
                let x = law.quantile(u);
                mean += weight * x;
                square += weight * x * x;
            }
            let variance = square - mean * mean;
            assert!((mean / law.mean() - 1.0).abs() < 1e-4, "{law:?}: {mean}");
            assert!((variance / law.variance() - 1.0).abs() < 5e-3, "{law:?}: {variance} {}", law.variance());
        }
    }

    /// A gamma law of cv 10 against `mpmath` (30 digits: the root of `gammainc(0.01, 0, x, regularized=True) = u`).
    #[test]
    fn quantiles_of_a_wide_gamma_law_are_right() {
        let law = Law::Gamma { mean: 300.0, cv: 10.0 };
        for (u, exact) in [(0.95, 100.878_719_942_240_69), (0.99, 7_951.576_507_547_455), (0.999, 45_272.524_430_842_44)] {
            assert!((law.quantile(u) / exact - 1.0).abs() < 1e-10, "{u}: {}", law.quantile(u));
        }
    }

    /// `scipy.stats`: `gamma(4, scale=75).ppf(.95)`, `weibull_min(.91, scale=1000).ppf(.3)`, `lognorm(s=.5545).ppf(.9)`.
    #[test]
    fn quantiles_agree_with_published_values() {
        assert!((Law::Gamma { mean: 300.0, cv: 0.5 }.quantile(0.95) - 581.524_239_594_954_5).abs() < 1e-6);
        let scale = 1000.0 * gamma(1.0 + 1.0 / 0.91);
        assert!((Law::Weibull { mean: scale, shape: 0.91 }.quantile(0.3) - 322.100_849_300_316_7).abs() < 1e-5);
        let cv = (0.5545f64.powi(2).exp() - 1.0).sqrt();
        let median_one = Law::Lognormal { mean: (0.5545f64.powi(2) / 2.0).exp(), cv };
        assert!((median_one.quantile(0.9) - 2.035_253_422_525_133_5).abs() < 1e-6);
    }
}
