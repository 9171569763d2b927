//! The quantile of the beta law: a chance that itself varies.
//!
//! Newton's method inside a bracket on the regularised incomplete beta function I(x; a, b) = u.

use statrs::function::beta::{beta_reg, ln_beta};

/// Where the beta law with parameters `a` and `b` has probability `u` below it.
pub fn beta_quantile(u: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = a / (a + b);
    let scale = ln_beta(a, b);
    for _ in 0..200 {
        let error = beta_reg(a, b, x) - u;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = ((a - 1.0) * x.ln() + (b - 1.0) * (1.0 - x).ln() - scale).exp();
        let newton = x - error / density;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - x).abs() <= 1e-13 * x || high - low <= 1e-300 {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Closed forms: I(x; 1, b) = 1 - (1 - x)^b, I(x; a, 1) = x^a, I(x; 2, 2) = 3 x^2 - 2 x^3.
    #[test]
    fn agrees_with_closed_forms() {
        for u in [1e-9_f64, 0.01, 0.3, 0.5, 0.9, 0.999_999] {
            for shape in [0.2_f64, 1.0, 3.5, 80.0] {
                let x = beta_quantile(u, 1.0, shape);
                assert!((x - (1.0 - (1.0 - u).powf(1.0 / shape))).abs() < 1e-9, "{u} {shape} {x}");
                let x = beta_quantile(u, shape, 1.0);
                assert!((x - u.powf(1.0 / shape)).abs() < 1e-9, "{u} {shape} {x}");
            }
            let x = beta_quantile(u, 2.0, 2.0);
            assert!((3.0 * x * x - 2.0 * x * x * x - u).abs() < 1e-10, "{u} {x}");
        }
    }
}
