//! The law of a duration by maximum likelihood, some ends unseen; which family fits, and how far off it is.
//!
//! ```text
//! log-likelihood = sum over seen ends of ln f(t) + sum over the others of ln S(t)
//! AIC = 2 k - 2 lnL,  BIC = k ln n - 2 lnL   (k parameters);      D = largest |F - F_n|  (Kolmogorov and Smirnov)
//! ```
//! With unseen ends `F_n` is Kaplan and Meier's. D is said as a distance. Its usual critical value 1.36/sqrt(n) is for a law known
//! beforehand; with parameters estimated from the same data smaller distances count against the law (about 0.9/sqrt(n) for two
//! parameters: Lilliefors 1967, Stephens 1974), and with many thousands of calls any simple law is refused. So families are compared,
//! by BIC, and the distance says whether the best is good enough.
//!
//! The mean decides how many people are needed, and a family's own mean is only as right as the family. [`Fitted::with_mean`] keeps
//! the shape and puts the observed mean in its place.
//!
//! Source: Lawless (2003), chapters 4 and 5. Mixtures: expectation and maximisation (Dempster, Laird and Rubin 1977) from several
//! starts, then Newton's method.

use statrs::function::erf::erfc;
use statrs::function::gamma::{gamma, gamma_ur, ln_gamma};

use super::maximise::{Maximum, maximise};
use super::survival::KaplanMeier;
use super::times::Times;
use crate::random::Law;

/// A family of laws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Constant hazard.
    Exponential,
    /// Logarithms are normal.
    Lognormal,
    /// Gamma.
    Gamma,
    /// Weibull.
    Weibull,
    /// Two lognormals with shares.
    TwoLognormals,
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 5] = [Self::Exponential, Self::Lognormal, Self::Gamma, Self::Weibull, Self::TwoLognormals];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Exponential => "exponential",
            Self::Lognormal => "lognormal",
            Self::Gamma => "gamma",
            Self::Weibull => "weibull",
            Self::TwoLognormals => "mixture of two lognormals",
        }
    }

    /// ln f and ln S at t, with parameters without bounds.
    fn logs(self, p: &[f64], t: f64) -> (f64, f64) {
        match self {
            Self::Exponential => {
                let mean = p[0].exp();
                (-p[0] - t / mean, -t / mean)
            }
            Self::Lognormal => lognormal(p[0], p[1], t),
            Self::Gamma => {
                let shape = p[1].exp();
                let x = t * shape / p[0].exp();
                let density = shape * x.ln() - x - ln_gamma(shape) - t.ln();
                let upper = gamma_ur(shape, x);
                let tail = if upper > 1e-280 { upper.ln() } else { (shape - 1.0) * x.ln() - x - ln_gamma(shape) };
                (density, tail)
            }
            Self::Weibull => {
                let shape = p[1].exp();
                let power = (shape * (t.ln() - p[0])).exp();
                (p[1] - p[0] + (shape - 1.0) * (t.ln() - p[0]) - power, -power)
            }
            Self::TwoLognormals => {
                let share = 1.0 / (1.0 + (-p[4]).exp());
                let (a, b) = (lognormal(p[0], p[1], t), lognormal(p[2], p[3], t));
                (sum_of_logs(share.ln() + a.0, (1.0 - share).ln() + b.0), sum_of_logs(share.ln() + a.1, (1.0 - share).ln() + b.1))
            }
        }
    }

    fn likelihood(self, p: &[f64], times: &Times) -> f64 {
        let one = |&(t, weight, seen): &(f64, f64, bool)| {
            let (density, tail) = self.logs(p, t);
            weight * if seen { density } else { tail }
        };
        times.list.iter().map(one).sum()
    }

    /// As the simulator knows it.
    fn law(self, p: &[f64]) -> Law {
        match self {
            Self::Exponential => Law::Exponential(p[0].exp()),
            Self::Lognormal => plain_lognormal(p[0], p[1]),
            Self::Gamma => Law::Gamma { mean: p[0].exp(), cv: (-p[1] / 2.0).exp() },
            Self::Weibull => Law::Weibull { mean: p[0].exp() * gamma(1.0 + (-p[1]).exp()), shape: p[1].exp() },
            Self::TwoLognormals => {
                let share = 1.0 / (1.0 + (-p[4]).exp());
                Law::Mixture(vec![(share, plain_lognormal(p[0], p[1])), (1.0 - share, plain_lognormal(p[2], p[3]))])
            }
        }
    }

    fn starts(self, times: &Times) -> Vec<Vec<f64>> {
        let (mu, sigma) = times.logs();
        let mean = (times.total() / times.seen().max(1.0)).ln();
        match self {
            Self::Exponential => vec![vec![mean]],
            Self::Lognormal => vec![vec![mu, sigma.ln()]],
            Self::Gamma => vec![vec![mean, -2.0 * sigma.min(3.0).ln()]],
            Self::Weibull => vec![vec![mu + 0.577 * sigma * 0.78, (1.283 / sigma).ln()]],
            Self::TwoLognormals => [(0.15, 2.0), (0.5, 1.0), (0.85, 1.0)]
                .into_iter()
                .map(|(share, apart)| {
                    climb(times, mu - apart * sigma * (1.0 - share), mu + apart * sigma * share, sigma * 0.7, share)
                })
                .collect(),
        }
    }
}

/// ln f and ln S of a lognormal law with this mean and logarithm of the deviation of logarithms.
fn lognormal(mu: f64, ln_sigma: f64, t: f64) -> (f64, f64) {
    let z = (t.ln() - mu) / ln_sigma.exp();
    let root = (2.0 * std::f64::consts::PI).sqrt();
    let density = -0.5 * z * z - ln_sigma - root.ln() - t.ln();
    let tail = if z < 30.0 { (0.5 * erfc(z / std::f64::consts::SQRT_2)).ln() } else { -0.5 * z * z - (z * root).ln() };
    (density, tail)
}

fn plain_lognormal(mu: f64, ln_sigma: f64) -> Law {
    let variance = (2.0 * ln_sigma).exp();
    Law::Lognormal { mean: (mu + variance / 2.0).exp(), cv: (variance.exp() - 1.0).sqrt() }
}

fn sum_of_logs(a: f64, b: f64) -> f64 {
    let most = a.max(b);
    if most == f64::NEG_INFINITY { most } else { most + ((a - most).exp() + (b - most).exp()).ln() }
}

/// Steps of expectation and maximisation towards two lognormals. What is unseen of a time cut short is taken at the mean and square
/// of the logarithm beyond it, by the law of the step.
fn climb(times: &Times, first: f64, second: f64, sigma: f64, share: f64) -> Vec<f64> {
    let (mut mu, mut sd, mut share) = ([first, second], [sigma, sigma], share);
    let n = times.count();
    for _ in 0..60 {
        let mut sums = [[0.0; 3]; 2];
        for &(t, weight, seen) in &times.list {
            let logs = [0, 1].map(|k| lognormal(mu[k], sd[k].ln(), t));
            let of = |k: usize| if seen { logs[k].0 } else { logs[k].1 };
            let all = sum_of_logs(share.ln() + of(0), (1.0 - share).ln() + of(1));
            for k in [0, 1] {
                let belongs = weight * ((if k == 0 { share } else { 1.0 - share }).ln() + of(k) - all).exp();
                let (x, square) = if seen {
                    (t.ln(), t.ln().powi(2))
                } else {
                    let z = (t.ln() - mu[k]) / sd[k];
                    let hazard = (-0.5 * z * z - (2.0 * std::f64::consts::PI).sqrt().ln() - logs[k].1).exp();
                    let x = mu[k] + sd[k] * hazard;
                    (x, mu[k] * mu[k] + sd[k] * sd[k] + sd[k] * hazard * (t.ln() + mu[k]))
                };
                sums[k][0] += belongs;
                sums[k][1] += belongs * x;
                sums[k][2] += belongs * square;
            }
        }
        for k in [0, 1] {
            let [count, sum, square] = sums[k];
            if count > 1e-6 {
                mu[k] = sum / count;
                sd[k] = (square / count - mu[k] * mu[k]).max(1e-4).sqrt();
            }
        }
        share = (sums[0][0] / n).clamp(1e-4, 1.0 - 1e-4);
    }
    vec![mu[0], sd[0].ln(), mu[1], sd[1].ln(), (share / (1.0 - share)).ln()]
}

/// A parameter as people state it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `mean`, `cv`, `shape`, `share`; of parts with their number: `mean 2`.
    pub name: String,
    /// Value and error.
    pub known: super::Known,
}

/// A family fitted to durations.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The family.
    pub family: Family,
    /// The law.
    pub law: Law,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Greatest log-likelihood.
    pub likelihood: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Bayes's (Schwarz's) criterion.
    pub bic: f64,
    /// Largest distance from the data's distribution function, 0 to 1.
    pub distance: f64,
    /// Standard error of the law's mean.
    pub mean_error: f64,
}

impl Fitted {
    /// A parameter.
    pub fn get(&self, name: &str) -> Option<super::Known> {
        self.parameters.iter().find(|p| p.name == name).map(|p| p.known)
    }

    /// The same shape with another mean.
    #[must_use]
    pub fn with_mean(&self, mean: f64) -> Law {
        self.law.scaled(mean / self.law.mean())
    }
}

/// Fits a family. None where the data do not hold it (too few ends seen, or no top of the likelihood).
pub fn fit(family: Family, times: &Times) -> Option<Fitted> {
    let parameters = match family {
        Family::Exponential => 1,
        Family::TwoLognormals => 5,
        _ => 2,
    };
    if times.seen() < f64::from(parameters) * 3.0 {
        return None;
    }
    // the most promising start first; the others only if it leads nowhere
    let mut starts = family.starts(times);
    starts.sort_by(|a, b| family.likelihood(b, times).total_cmp(&family.likelihood(a, times)));
    let top = starts.iter().find_map(|start| maximise(|p| family.likelihood(p, times), start))?;
    let law = family.law(&top.at);
    let k = f64::from(parameters);
    let distance = distance(&law, times);
    Some(Fitted {
        family,
        parameters: stated(family, &top),
        likelihood: top.value,
        aic: 2.0 * k - 2.0 * top.value,
        bic: k * times.count().ln() - 2.0 * top.value,
        distance,
        mean_error: top.error_of(|p| family.law(p).mean()),
        law,
    })
}

/// All families that the data hold, the best by BIC first.
pub fn fit_all(families: &[Family], times: &Times) -> Vec<Fitted> {
    let mut all: Vec<Fitted> = families.iter().filter_map(|&family| fit(family, times)).collect();
    all.sort_by(|a, b| a.bic.total_cmp(&b.bic));
    all
}

/// Parameters as people state them, with errors by the delta method.
fn stated(family: Family, top: &Maximum) -> Vec<Parameter> {
    let mean_and = |law: &Law| match law {
        Law::Exponential(mean) => vec![("mean", *mean)],
        Law::Lognormal { mean, cv } | Law::Gamma { mean, cv } => vec![("mean", *mean), ("cv", *cv)],
        Law::Weibull { mean, shape } => vec![("mean", *mean), ("shape", *shape)],
        _ => vec![],
    };
    let all = |p: &[f64]| -> Vec<(String, f64)> {
        match family.law(p) {
            Law::Mixture(parts) => parts
                .iter()
                .enumerate()
                .flat_map(|(place, (share, law))| {
                    let own = mean_and(law).into_iter().chain([("share", *share)]);
                    own.map(move |(name, value)| (format!("{name} {}", place + 1), value)).collect::<Vec<_>>()
                })
                .collect(),
            law => mean_and(&law).into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        }
    };
    let values = all(&top.at);
    let with_error = |(place, (name, value)): (usize, &(String, f64))| {
        let error = top.error_of(|p| all(p)[place].1);
        Parameter { name: name.clone(), known: super::Known::positive(*value, error) }
    };
    values.iter().enumerate().map(with_error).collect()
}

/// The largest distance between a law and Kaplan and Meier's curve.
pub fn distance(law: &Law, times: &Times) -> f64 {
    let mut before = 0.0;
    let mut most: f64 = 0.0;
    for step in &KaplanMeier::new(times).steps {
        let (of_law, of_data) = (law.cdf(step.time), 1.0 - step.share);
        most = most.max((of_law - before).abs()).max((of_law - of_data).abs());
        before = of_data;
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::gamma::digamma;

    /// Millions of revolutions to failure of 23 ball bearings: Lieblein and Zelen (1956), as in Lawless (2003), table 4.2.
    const BEARINGS: [f64; 23] = [
        17.88, 28.92, 33.00, 41.52, 42.12, 45.60, 48.48, 51.84, 51.96, 54.12, 55.56, 67.80, 68.64, 68.64, 68.88, 84.12, 93.12,
        98.64, 105.12, 105.84, 127.92, 128.04, 173.40,
    ];

    fn bearings() -> Times {
        Times::new(BEARINGS.map(|t| (t, true)))
    }

    #[test]
    fn ball_bearings_as_published() {
        let fit = |family| super::fit(family, &bearings()).unwrap();
        let weibull = fit(Family::Weibull);
        let shape = weibull.get("shape").unwrap();
        assert!((shape.value - 2.102).abs() < 0.0005, "{shape:?}");
        let scale = weibull.law.mean() / gamma(1.0 + 1.0 / shape.value);
        assert!((scale - 81.88).abs() < 0.005, "{scale}");
        assert!((weibull.likelihood + 113.691).abs() < 0.001, "{}", weibull.likelihood);
        // logarithms: mean 4.150, deviation 0.522 (divided by n)
        let Law::Lognormal { mean, cv } = fit(Family::Lognormal).law else { panic!() };
        let variance = (1.0 + cv * cv).ln();
        assert!((mean.ln() - variance / 2.0 - 4.150).abs() < 0.0005 && (variance.sqrt() - 0.5215).abs() < 0.0005);
    }

    #[test]
    fn closed_forms() {
        let n = BEARINGS.len() as f64;
        let mean = BEARINGS.iter().sum::<f64>() / n;
        let logs = BEARINGS.iter().map(|t| t.ln()).sum::<f64>() / n;
        let exponential = fit(Family::Exponential, &bearings()).unwrap();
        assert!((exponential.law.mean() - mean).abs() < 1e-4);
        assert!((exponential.mean_error - mean / n.sqrt()).abs() < 1e-3); // mean / sqrt(n)
        // the gamma law's equations: its mean is that of the sample, and ln k - digamma(k) = ln mean - mean ln
        let Law::Gamma { mean: fitted, cv } = fit(Family::Gamma, &bearings()).unwrap().law else { panic!() };
        let k = 1.0 / (cv * cv);
        assert!((fitted - mean).abs() < 1e-4);
        assert!((k.ln() - digamma(k) - (mean.ln() - logs)).abs() < 1e-6);
        // lognormal: error of the mean of logarithms is sigma / sqrt(n), so of exp(mu): by the delta method
        let lognormal = fit(Family::Lognormal, &bearings()).unwrap();
        let sigma2 = (1.0 + lognormal.get("cv").unwrap().value.powi(2)).ln();
        let expected = lognormal.law.mean() * (sigma2 / n + sigma2 * sigma2 / (2.0 * n)).sqrt();
        assert!((lognormal.mean_error / expected - 1.0).abs() < 1e-4);
    }

    /// Remission of leukaemia under 6-MP, Freireich and others (1963): exponential mean 359/9 weeks; Weibull shape 1.354, scale 33.8.
    #[test]
    fn times_cut_short_count_as_they_should() {
        let times = Times::new(crate::estimate::survival::tests::FREIREICH);
        let exponential = fit(Family::Exponential, &times).unwrap();
        assert!((exponential.law.mean() - 359.0 / 9.0).abs() < 1e-4);
        let weibull = fit(Family::Weibull, &times).unwrap();
        let shape = weibull.get("shape").unwrap().value;
        assert!((shape - 1.354).abs() < 0.001, "{shape}");
        assert!((weibull.law.mean() / gamma(1.0 + 1.0 / shape) - 33.77).abs() < 0.02);
    }

    /// Draws by inversion from evenly spread uniforms: what is put in comes out.
    #[test]
    fn what_is_put_in_comes_out() {
        let draws = |law: &Law, n: usize| -> Vec<f64> { (0..n).map(|i| law.quantile((i as f64 + 0.5) / n as f64)).collect() };
        let truth =
            Law::Mixture(vec![(0.3, Law::Lognormal { mean: 40.0, cv: 0.5 }), (0.7, Law::Lognormal { mean: 400.0, cv: 0.6 })]);
        for (family, law) in [
            (Family::Lognormal, Law::Lognormal { mean: 380.0, cv: 0.7 }),
            (Family::Gamma, Law::Gamma { mean: 380.0, cv: 0.7 }),
            (Family::Weibull, Law::Weibull { mean: 1700.0, shape: 0.91 }),
            (Family::TwoLognormals, truth),
        ] {
            let values = draws(&law, 4000);
            let all = fit_all(&Family::ALL, &Times::new(values.iter().map(|v| (*v, true))));
            assert_eq!(all[0].family, family);
            assert!((all[0].law.mean() / law.mean() - 1.0).abs() < 0.01, "{:?}", all[0].law);
            assert!(all[0].distance < 0.005, "{family:?} {}", all[0].distance);
            // cut at the 70th centile: still so
            let limit = law.quantile(0.7);
            let cut = Times::new(values.iter().map(|v| (v.min(limit), *v < limit)));
            let found = fit(family, &cut).unwrap();
            assert!((found.law.quantile(0.5) / law.quantile(0.5) - 1.0).abs() < 0.03, "{family:?} {:?}", found.law);
        }
    }

    #[test]
    fn another_mean_leaves_the_shape() {
        let fitted = fit(Family::Lognormal, &bearings()).unwrap();
        let law = fitted.with_mean(100.0);
        assert!((law.mean() - 100.0).abs() < 1e-9);
        assert!((law.quantile(0.9) / law.quantile(0.1) - fitted.law.quantile(0.9) / fitted.law.quantile(0.1)).abs() < 1e-9);
    }
}
