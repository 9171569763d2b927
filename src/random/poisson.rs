//! The quantile of the Poisson law, so that a count is a monotone function of one uniform and of its mean.

use statrs::function::gamma::{gamma_ur, ln_gamma};

/// The least count n with P(N <= n) >= u, for a Poisson count of the given mean (calls). Zero for a mean of zero.
///
/// Starts at the Cornish-Fisher guess and walks the exact cumulative sum from there; P(N <= n) is the regularised upper
/// incomplete gamma function Q(n + 1, mean).
pub fn poisson_quantile(mean: f64, u: f64) -> u64 {
    if mean <= 0.0 {
        return 0;
    }
    if mean < 12.0 {
        return small(mean, u);
    }
    let z = crate::random::law::normal_quantile(u);
    let guess = mean + z * mean.sqrt() + (z * z - 1.0) / 6.0 - 0.5;
    let mut n = guess.floor().max(0.0);
    let mut below = gamma_ur(n + 1.0, mean); // P(N <= n)
    let mut mass = (n * mean.ln() - mean - ln_gamma(n + 1.0)).exp(); // P(N = n)
    if below >= u {
        while n > 0.0 && below - mass >= u {
            below -= mass;
            mass *= n / mean;
            n -= 1.0;
        }
    } else {
        while below < u && mass > 0.0 {
            n += 1.0;
            mass *= mean / n;
            below += mass;
        }
    }
    n as u64
}

/// Summation from zero, for small means.
fn small(mean: f64, u: f64) -> u64 {
    let mut mass = (-mean).exp();
    let mut below = mass;
    let mut n = 0u64;
    while below < u && mass > f64::MIN_POSITIVE {
        n += 1;
        mass *= mean / n as f64;
        below += mass;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.poisson.ppf([0.001, 0.25, 0.5, 0.9, 0.9999], mu)` for mu = 0.3, 4, 20, 475, 20000 (`SciPy` 1.17).
    #[test]
    fn quantiles_agree_with_published_values() {
        let table: [(f64, [u64; 5]); 5] = [
            (0.3, [0, 0, 0, 1, 4]),
            (4.0, [0, 3, 4, 7, 13]),
            (20.0, [8, 17, 20, 26, 39]),
            (475.0, [409, 460, 475, 503, 558]),
            (20_000.0, [19_564, 19_905, 20_000, 20_181, 20_528]),
        ];
        for (mean, expected) in table {
            let found = [0.001, 0.25, 0.5, 0.9, 0.9999].map(|u| poisson_quantile(mean, u));
            assert_eq!(found, expected, "mean {mean}");
        }
    }

    #[test]
    fn more_demand_never_means_fewer_callers() {
        for step in 1..200 {
            let u = f64::from(step) / 200.0;
            let mut last = 0;
            for mean in 0..400 {
                let n = poisson_quantile(f64::from(mean) * 0.25, u);
                assert!(n >= last, "u {u}, mean {mean}");
                last = n;
            }
        }
    }
}
