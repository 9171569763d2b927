//! How many of n people come when each stays away with the same chance p, and p is beta distributed.
//!
//! Beta-binomial: with p ~ Beta(a, b), P(k away) = C(n, k) B(a + k, b + n - k) / B(a, b). Mean m and coefficient of variation
//! c of p give a + b = (1 - m) / (m c^2) - 1. By the ratio of neighbours, from P(0) = prod (b + i) / (a + b + i).

/// Chances that 0, 1, .. n of n people stay away.
pub(crate) fn away(n: usize, mean: f64, cv: f64) -> Vec<f64> {
    let sum = (1.0 - mean) / (mean * cv * cv) - 1.0;
    let (a, b) = (mean * sum, (1.0 - mean) * sum);
    let mut found = vec![(0..n).map(|i| (b + i as f64) / (sum + i as f64)).product::<f64>()];
    for k in 0..n {
        let ratio = (n - k) as f64 / (k + 1) as f64 * (a + k as f64) / (b + (n - k - 1) as f64);
        found.push(found[k] * ratio);
    }
    found
}

#[test]
fn moments_are_those_of_the_beta_binomial_law() {
    let (n, mean, cv) = (9, 0.2, 0.7);
    let chances = away(n, mean, cv);
    let moment = |power: i32| chances.iter().enumerate().map(|(k, p)| (k as f64).powi(power) * p).sum::<f64>();
    assert!((moment(0) - 1.0).abs() < 1e-12);
    assert!((moment(1) - 1.8).abs() < 1e-12);
    // var = n m (1 - m) + n (n - 1) var(p)
    let variance = 9.0 * 0.2 * 0.8 + 72.0 * (0.2_f64 * 0.7).powi(2);
    assert!((moment(2) - 1.8 * 1.8 - variance).abs() < 1e-12);
}
