//! The greatest value of a log-likelihood and the covariance of its place.
//!
//! Newton's method on parameters without bounds (logarithms of positive numbers), slopes and curvatures by central differences:
//!
//! ```text
//! step = (-H)^-1 g, halved until the value grows;     covariance = (-H)^-1 at the end (observed information)
//! ```
//! Source: Lawless, *Statistical Models and Methods for Lifetime Data* (2nd ed., 2003), appendix C and section 4.1.

/// Width of differences. Parameters are of the order of 1, so curvature is right to about a millionth.
const WIDTH: f64 = 1e-3;

/// The place of the greatest value.
#[derive(Clone, Debug)]
pub struct Maximum {
    /// Parameters.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// Their covariance.
    pub covariance: Vec<Vec<f64>>,
}

impl Maximum {
    /// Standard error of a function of the parameters, by its slopes (the delta method).
    pub fn error_of(&self, function: impl Fn(&[f64]) -> f64) -> f64 {
        let slopes: Vec<f64> = (0..self.at.len()).map(|i| slope(&function, &self.at, i)).collect();
        let variance: f64 = (0..slopes.len())
            .flat_map(|i| (0..slopes.len()).map(move |j| (i, j)))
            .map(|(i, j)| slopes[i] * slopes[j] * self.covariance[i][j])
            .sum();
        variance.max(0.0).sqrt()
    }
}

fn moved(at: &[f64], steps: &[(usize, f64)]) -> Vec<f64> {
    let mut at = at.to_vec();
    for &(i, step) in steps {
        at[i] += step;
    }
    at
}

fn slope(function: &impl Fn(&[f64]) -> f64, at: &[f64], i: usize) -> f64 {
    (function(&moved(at, &[(i, WIDTH)])) - function(&moved(at, &[(i, -WIDTH)]))) / (2.0 * WIDTH)
}

/// Slopes and minus curvatures.
#[expect(clippy::needless_range_loop, reason = "both sides of a symmetric matrix")]
fn local(function: &impl Fn(&[f64]) -> f64, at: &[f64], value: f64) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = at.len();
    let (mut slopes, mut curvature) = (vec![0.0; n], vec![vec![0.0; n]; n]);
    for i in 0..n {
        let (up, down) = (function(&moved(at, &[(i, WIDTH)])), function(&moved(at, &[(i, -WIDTH)])));
        slopes[i] = (up - down) / (2.0 * WIDTH);
        curvature[i][i] = -(up - 2.0 * value + down) / (WIDTH * WIDTH);
        for j in 0..i {
            let corner = |a: f64, b: f64| function(&moved(at, &[(i, a * WIDTH), (j, b * WIDTH)]));
            let mixed = -(corner(1.0, 1.0) - corner(1.0, -1.0) - corner(-1.0, 1.0) + corner(-1.0, -1.0)) / (4.0 * WIDTH * WIDTH);
            curvature[i][j] = mixed;
            curvature[j][i] = mixed;
        }
    }
    (slopes, curvature)
}

/// The inverse of a symmetric positive definite matrix; none if it is not.
pub fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = matrix[i][j] - sum;
            if i == j {
                if !rest.is_finite() || rest <= 1e-12 * matrix[i][i].abs() {
                    return None;
                }
                lower[i][i] = rest.sqrt();
            } else {
                lower[i][j] = rest / lower[j][j];
            }
        }
    }
    let solve = |unit: usize| {
        let mut x = vec![0.0; n];
        for i in 0..n {
            let sum: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
            x[i] = (f64::from(u8::from(i == unit)) - sum) / lower[i][i];
        }
        for i in (0..n).rev() {
            let sum: f64 = (i + 1..n).map(|k| lower[k][i] * x[k]).sum();
            x[i] = (x[i] - sum) / lower[i][i];
        }
        x
    };
    Some((0..n).map(solve).collect())
}

/// Climbs from a start. None if no top with a curvature of its own is found.
pub fn maximise(function: impl Fn(&[f64]) -> f64, start: &[f64]) -> Option<Maximum> {
    let mut at = start.to_vec();
    let mut value = function(&at);
    if !value.is_finite() {
        return None;
    }
    for _ in 0..200 {
        let (slopes, curvature) = local(&function, &at, value);
        let largest = (0..at.len()).map(|i| curvature[i][i].abs()).fold(1e-9, f64::max);
        // where the hill is not curved like one, a stiffer step is taken
        let ridges = [0.0, 1e-3, 1e-2, 0.1, 1.0, 10.0].map(|share| share * largest);
        let stiff = |ridge: f64| {
            let mut matrix = curvature.clone();
            (0..matrix.len()).for_each(|i| matrix[i][i] += ridge);
            inverse(&matrix)
        };
        let inverted = ridges.into_iter().find_map(stiff)?;
        let step: Vec<f64> = inverted.iter().map(|row| row.iter().zip(&slopes).map(|(a, b)| a * b).sum()).collect();
        let gain: f64 = step.iter().zip(&slopes).map(|(a, b)| a * b).sum();
        let longest = step.iter().fold(0.0, |most: f64, s| most.max(s.abs()));
        let mut length = (2.0 / longest.max(1e-300)).min(1.0);
        let mut better = None;
        for _ in 0..40 {
            let next: Vec<f64> = at.iter().zip(&step).map(|(a, s)| a + length * s).collect();
            let there = function(&next);
            if there.is_finite() && there > value {
                better = Some((next, there));
                break;
            }
            length /= 2.0;
        }
        let done = gain.abs() < 1e-10 * value.abs().max(1.0) || gain.abs() < 1e-8;
        match better {
            Some((next, there)) if !done => (at, value) = (next, there),
            other => {
                if let Some((next, there)) = other {
                    (at, value) = (next, there);
                }
                let (_, curvature) = local(&function, &at, value);
                return Some(Maximum { covariance: inverse(&curvature)?, at, value });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_is_climbed_and_its_curvature_known() {
        // -(x-3)²/2 - (y+1)²/8 - xy coupling of its own
        let f = |p: &[f64]| -0.5 * (p[0] - 3.0).powi(2) - 0.125 * (p[1] + 1.0).powi(2) - 0.1 * (p[0] - 3.0) * (p[1] + 1.0);
        let top = maximise(f, &[0.0, 0.0]).unwrap();
        assert!((top.at[0] - 3.0).abs() < 1e-6 && (top.at[1] + 1.0).abs() < 1e-6);
        // the inverse of [[1, 0.1], [0.1, 0.25]]
        assert!((top.covariance[0][0] - 0.25 / 0.24).abs() < 1e-4);
        assert!((top.covariance[0][1] + 0.1 / 0.24).abs() < 1e-4);
        assert!((top.error_of(|p| 2.0 * p[0]) - 2.0 * (0.25f64 / 0.24).sqrt()).abs() < 1e-3);
    }

    #[test]
    fn what_has_no_inverse_has_none() {
        assert!(inverse(&[vec![1.0, 1.0], vec![1.0, 1.0]]).is_none());
        let two = inverse(&[vec![4.0, 1.0], vec![1.0, 3.0]]).unwrap();
        assert!((two[0][0] - 3.0 / 11.0).abs() < 1e-12 && (two[1][0] + 1.0 / 11.0).abs() < 1e-12);
    }
}
