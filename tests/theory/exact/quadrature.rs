//! Gauss-Legendre integration, the numerical integral used by the solvers.
//!
//! Formula: on [-1, 1] the eight-point rule is exact for polynomials up to
//! degree 15; intervals are mapped linearly. Nodes and weights: Abramowitz and
//! Stegun, Handbook of Mathematical Functions (1964), table 25.4, n = 8.

/// Positive nodes on [-1, 1] and their weights; the rule is symmetric.
const RULE: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_27),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

/// The eight nodes in [from, to], ascending, with their weights.
pub(crate) fn nodes(from: f64, to: f64) -> [(f64, f64); 8] {
    let (middle, half) = (f64::midpoint(from, to), (to - from) / 2.0);
    let mut out = [(0.0, 0.0); 8];
    for (i, (x, w)) in RULE.into_iter().enumerate() {
        out[4 + i] = (middle + half * x, half * w);
        out[3 - i] = (middle - half * x, half * w);
    }
    out
}

/// The integral of `f` over [from, to] with `panels` equal panels.
pub(crate) fn integrate(f: impl Fn(f64) -> f64, from: f64, to: f64, panels: usize) -> f64 {
    let width = (to - from) / panels as f64;
    let mut total = 0.0;
    for panel in 0..panels {
        let start = from + width * panel as f64;
        for (x, w) in nodes(start, start + width) {
            total += w * f(x);
        }
    }
    total
}

#[test]
fn polynomials_and_the_normal_density_integrate_to_their_closed_forms() {
    let degree_15 = integrate(|x| x.powi(15) + x.powi(14), 0.0, 1.0, 1);
    assert!((degree_15 - (1.0 / 16.0 + 1.0 / 15.0)).abs() < 1e-14);
    let bell = integrate(|x| (-x * x / 2.0).exp(), -10.0, 10.0, 40);
    assert!((bell - (2.0 * std::f64::consts::PI).sqrt()).abs() < 1e-12);
}
