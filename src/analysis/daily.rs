//! A daily series as effects, a level with memory and noise, fitted and continued.
//!
//! ```text
//! y(t) = x(t)'b + u(t) + e(t) + m(t)      u: stationary, correlation rho^|t - s|, standard deviation s_u
//!                                         e: independent, standard deviation s_e;  m: known error of measurement, variance v(t)
//! b ~ normal(mean, variance) before the data (wide where nothing is known)
//! ```
//! Given these three, rho, `s_u` and `s_e`, all is normal: b by generalised least squares with its prior, u by its conditional law. The three are summed over
//! a grid, weighted by their marginal likelihood (b integrated out), so that intervals hold doubt about them too. Days without figures
//! are simply absent. Source of the algebra: any text on Gaussian processes with basis functions, e.g. Rasmussen and Williams (2006), 2.7.

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

/// What is known of an effect before the data.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

/// A day of the series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Its day, a whole number.
    pub day: i64,
    /// What the effects multiply.
    pub x: Vec<f64>,
    /// What was observed.
    pub y: f64,
    /// Variance of its error of measurement.
    pub variance: f64,
}

/// Memory and spread.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// Correlation of the level with the day before.
    pub memory: f64,
    /// Standard deviation of the level.
    pub level: f64,
    /// Standard deviation of the noise.
    pub noise: f64,
}

impl Spread {
    /// Standard deviation of both together.
    pub fn total(&self) -> f64 {
        self.level.hypot(self.noise)
    }

    /// Correlation of both together with the day before.
    pub fn next_day(&self) -> f64 {
        self.memory * self.level.powi(2) / self.total().powi(2).max(1e-12)
    }
}

/// One point of the grid, with what follows from it.
#[derive(Clone, Debug)]
struct Node {
    spread: Spread,
    weight: f64,
    effects: Vec<f64>,
    /// Inverse of the covariance of observations, and covariance of effects.
    inverse: Matrix,
    covariance: Matrix,
    /// Inverse times residuals.
    pulled: Vec<f64>,
}

/// A fitted series.
#[derive(Clone, Debug)]
pub struct Series {
    points: Vec<Point>,
    nodes: Vec<Node>,
}

/// A parameter: estimate and standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The mean over what the data leave possible.
    pub value: f64,
    /// Its standard deviation.
    pub se: f64,
}

/// The law of days to come: mean and covariance, for one point of the grid.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// Weight of this part.
    pub weight: f64,
    /// Mean by day.
    pub mean: Vec<f64>,
    /// Lower factor of the covariance.
    factor: Matrix,
}

impl Ahead {
    /// A draw from independent standard normal numbers, one a day.
    pub fn draw(&self, normals: &[f64]) -> Vec<f64> {
        (0..self.mean.len()).map(|i| self.mean[i] + (0..=i).map(|j| self.factor.at(i, j) * normals[j]).sum::<f64>()).collect()
    }

    /// Standard deviation of a day.
    pub fn sd(&self, day: usize) -> f64 {
        (0..=day).map(|j| self.factor.at(day, j).powi(2)).sum::<f64>().sqrt()
    }
}

/// Weights below this share of the largest are left out.
const NEGLIGIBLE: f64 = 1e-4;

impl Series {
    /// Fits a series over a grid. None if there is no point, or no grid point that can be solved.
    pub fn fit(points: Vec<Point>, priors: &[Prior], grid: &[Spread]) -> Option<Self> {
        if points.is_empty() {
            return None;
        }
        let mut nodes: Vec<(f64, Node)> = grid.iter().filter_map(|&spread| node(&points, priors, spread)).collect();
        let best = nodes.iter().map(|n| n.0).fold(f64::NEG_INFINITY, f64::max);
        nodes.retain(|n| (n.0 - best).exp() > NEGLIGIBLE);
        let total: f64 = nodes.iter().map(|n| (n.0 - best).exp()).sum();
        let nodes: Vec<Node> = nodes.into_iter().map(|(log, node)| Node { weight: (log - best).exp() / total, ..node }).collect();
        (!nodes.is_empty()).then_some(Self { points, nodes })
    }

    /// An effect.
    pub fn effect(&self, index: usize) -> Estimate {
        self.mixed(|node| (node.effects[index], node.covariance.at(index, index)))
    }

    /// A sum of effects.
    pub fn combined(&self, x: &[f64]) -> Estimate {
        let n = x.len();
        self.mixed(|node| {
            let value = x.iter().zip(&node.effects).map(|(x, b)| x * b).sum();
            let variance = (0..n * n).map(|k| x[k / n] * x[k % n] * node.covariance.at(k / n, k % n)).sum();
            (value, variance)
        })
    }

    /// A function of memory and spread.
    pub fn of_spread(&self, of: impl Fn(&Spread) -> f64) -> Estimate {
        self.mixed(|node| (of(&node.spread), 0.0))
    }

    fn mixed(&self, of: impl Fn(&Node) -> (f64, f64)) -> Estimate {
        let value: f64 = self.nodes.iter().map(|n| n.weight * of(n).0).sum();
        let variance: f64 = self.nodes.iter().map(|n| n.weight * (of(n).1 + (of(n).0 - value).powi(2))).sum();
        Estimate { value, se: variance.max(0.0).sqrt() }
    }

    /// A draw of other days: a point of the grid by `uniform`, then their law there, from a standard normal number a day. None where their
    /// law cannot be worked out.
    pub fn draw(&self, days: &[(i64, Vec<f64>)], uniform: f64, normals: &[f64]) -> Option<Vec<f64>> {
        let mut left = uniform;
        let node = self.nodes.iter().find(|node| {
            left -= node.weight;
            left < 0.0
        });
        Some(self.ahead_of(node.or(self.nodes.last())?, days)?.draw(normals))
    }

    /// Mean of other days over all that the data leave possible.
    pub fn expected(&self, days: &[(i64, Vec<f64>)]) -> Vec<f64> {
        let laws = self.ahead(days);
        (0..days.len()).map(|d| laws.iter().map(|law| law.weight * law.mean[d]).sum()).collect()
    }

    /// The days it was fitted to.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The law of other days (day, what the effects multiply): a mixture over the grid.
    pub fn ahead(&self, days: &[(i64, Vec<f64>)]) -> Vec<Ahead> {
        self.nodes.iter().filter_map(|node| self.ahead_of(node, days)).collect()
    }

    fn ahead_of(&self, node: &Node, days: &[(i64, Vec<f64>)]) -> Option<Ahead> {
        let spread = node.spread;
        let (n, k, p) = (self.points.len(), days.len(), node.effects.len());
        let shared = |a: i64, b: i64| spread.level.powi(2) * memory(spread.memory, a - b);
        let cross = Matrix::from(k, n, |i, j| shared(days[i].0, self.points[j].day));
        let gain = cross.times(&node.inverse);
        let mean = (0..k)
            .map(|i| {
                let fixed: f64 = days[i].1.iter().zip(&node.effects).map(|(x, b)| x * b).sum();
                fixed + (0..n).map(|j| cross.at(i, j) * node.pulled[j]).sum::<f64>()
            })
            .collect();
        let left = Matrix::from(k, p, |i, c| days[i].1[c] - (0..n).map(|j| gain.at(i, j) * self.points[j].x[c]).sum::<f64>());
        let doubt = left.times(&node.covariance);
        let covariance = Matrix::from(k, k, |i, j| {
            let own = shared(days[i].0, days[j].0) + if i == j { spread.noise.powi(2) } else { 0.0 };
            let known: f64 = (0..n).map(|m| gain.at(i, m) * cross.at(j, m)).sum();
            own - known + (0..p).map(|c| doubt.at(i, c) * left.at(j, c)).sum::<f64>() + if i == j { 1e-12 } else { 0.0 }
        });
        Some(Ahead { weight: node.weight, mean, factor: covariance.cholesky()? })
    }
}

fn memory(rho: f64, apart: i64) -> f64 {
    if apart == 0 { 1.0 } else { rho.powi(apart.unsigned_abs().min(10_000) as i32) }
}

/// Solves one point of the grid: marginal log-likelihood, and the node.
fn node(points: &[Point], priors: &[Prior], spread: Spread) -> Option<(f64, Node)> {
    let (n, p) = (points.len(), priors.len());
    let covariance = Matrix::from(n, n, |i, j| {
        let shared = spread.level.powi(2) * memory(spread.memory, points[i].day - points[j].day);
        shared + if i == j { spread.noise.powi(2) + points[i].variance } else { 0.0 }
    });
    let factor = covariance.cholesky()?;
    let inverse = factor.inverse_of_product();
    let weighed = Matrix::from(n, p, |i, c| (0..n).map(|j| inverse.at(i, j) * points[j].x[c]).sum());
    let information = Matrix::from(p, p, |a, b| {
        let data: f64 = (0..n).map(|i| points[i].x[a] * weighed.at(i, b)).sum();
        data + if a == b { priors[a].sd.powi(-2) } else { 0.0 }
    });
    let information_factor = information.cholesky()?;
    let effects_covariance = information_factor.inverse_of_product();
    // residuals from the prior mean, for the likelihood; b = mean + covariance X' V^-1 (y - X mean)
    let residual: Vec<f64> =
        points.iter().map(|point| point.y - point.x.iter().zip(priors).map(|(x, prior)| x * prior.mean).sum::<f64>()).collect();
    let score: Vec<f64> = (0..p).map(|c| (0..n).map(|i| weighed.at(i, c) * residual[i]).sum()).collect();
    let moved: Vec<f64> = (0..p).map(|a| (0..p).map(|b| effects_covariance.at(a, b) * score[b]).sum()).collect();
    let effects: Vec<f64> = priors.iter().zip(&moved).map(|(prior, moved)| prior.mean + moved).collect();
    let pull = |r: &[f64]| -> Vec<f64> { (0..n).map(|i| (0..n).map(|j| inverse.at(i, j) * r[j]).sum()).collect() };
    let plain: f64 = pull(&residual).iter().zip(&residual).map(|(a, b)| a * b).sum();
    let explained: f64 = score.iter().zip(&moved).map(|(a, b)| a * b).sum();
    let log = -0.5 * (plain - explained)
        - factor.log_determinant()
        - information_factor.log_determinant()
        - priors.iter().map(|prior| prior.sd.ln()).sum::<f64>()
        - 0.5 * n as f64 * TAU.ln();
    let left: Vec<f64> =
        points.iter().map(|point| point.y - point.x.iter().zip(&effects).map(|(x, b)| x * b).sum::<f64>()).collect();
    let pulled = pull(&left);
    Some((log, Node { spread, weight: 0.0, effects, inverse, covariance: effects_covariance, pulled }))
}

/// A dense matrix, by rows.
#[derive(Clone, Debug)]
struct Matrix {
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    fn from(rows: usize, columns: usize, of: impl Fn(usize, usize) -> f64) -> Self {
        let values = (0..rows * columns).map(|i| of(i / columns, i % columns)).collect();
        Self { columns, values }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.columns + column]
    }

    fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    fn times(&self, other: &Self) -> Self {
        Self::from(self.rows(), other.columns, |i, j| (0..self.columns).map(|k| self.at(i, k) * other.at(k, j)).sum())
    }

    /// Lower factor L with L L' = this. None if it is not positive definite.
    fn cholesky(&self) -> Option<Self> {
        let n = self.columns;
        let mut factor = Self { columns: n, values: vec![0.0; n * n] };
        for i in 0..n {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| factor.at(i, k) * factor.at(j, k)).sum();
                let left = self.at(i, j) - known;
                factor.values[i * n + j] = if i == j {
                    if left <= 0.0 {
                        return None;
                    }
                    left.sqrt()
                } else {
                    left / factor.at(j, j)
                };
            }
        }
        Some(factor)
    }

    /// Of a lower factor: half the logarithm of the determinant of L L'.
    fn log_determinant(&self) -> f64 {
        (0..self.columns).map(|i| self.at(i, i).ln()).sum()
    }

    /// Of a lower factor: the inverse of L L'.
    fn inverse_of_product(&self) -> Self {
        let n = self.columns;
        // columns of L^-1
        let mut lower = vec![0.0; n * n];
        for c in 0..n {
            for i in c..n {
                let known: f64 = (c..i).map(|k| self.at(i, k) * lower[k * n + c]).sum();
                lower[i * n + c] = (f64::from(u8::from(i == c)) - known) / self.at(i, i);
            }
        }
        Self::from(n, n, |i, j| (i.max(j)..n).map(|k| lower[k * n + i] * lower[k * n + j]).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn point(day: i64, x: f64, y: f64) -> Point {
        Point { day, x: vec![1.0, x], y, variance: 0.0 }
    }

    const WIDE: Prior = Prior { mean: 0.0, sd: 1e4 };

    #[test]
    fn without_a_level_it_is_ordinary_least_squares() {
        // y = 1, 3, 2, 5 on x = 0..3: slope 1.1, intercept 1.1 (by hand: sums 6, 11, 14, 22)
        let points = [1.0, 3.0, 2.0, 5.0].iter().enumerate().map(|(i, &y)| point(i as i64, i as f64, y)).collect();
        let series = Series::fit(points, &[WIDE; 2], &[Spread { memory: 0.0, level: 0.0, noise: 1.0 }]).unwrap();
        assert_relative_eq!(series.effect(0).value, 1.1, epsilon = 1e-6);
        assert_relative_eq!(series.effect(1).value, 1.1, epsilon = 1e-6);
        // (X'X)^-1: slope variance 1 / 5, intercept 14 / 20
        assert_relative_eq!(series.effect(1).se, 0.2_f64.sqrt(), epsilon = 1e-6);
        assert_relative_eq!(series.effect(0).se, 0.7_f64.sqrt(), epsilon = 1e-6);
        // a new day at x = 4: 1 + 1/4 + 2.5^2 / 5
        let ahead = &series.ahead(&[(9, vec![1.0, 4.0])])[0];
        assert_relative_eq!(ahead.mean[0], 5.5, epsilon = 1e-6);
        assert_relative_eq!(ahead.sd(0), 2.5_f64.sqrt(), epsilon = 1e-6);
    }

    #[test]
    fn a_level_with_memory_fades_as_its_correlation() {
        // mean known to be 0, one day seen at 2: two days on 2 rho^2 s2 / (s2 + e2), variance s2 (1 - rho^4 s2 / (s2 + e2)) + e2
        let spread = Spread { memory: 0.8, level: 2.0, noise: 1.0 };
        let points = vec![Point { day: 0, x: vec![1.0], y: 2.0, variance: 0.0 }];
        let series = Series::fit(points, &[Prior { mean: 0.0, sd: 1e-6 }], &[spread]).unwrap();
        let ahead = &series.ahead(&[(2, vec![1.0])])[0];
        assert_relative_eq!(ahead.mean[0], 2.0 * 0.64 * 4.0 / 5.0, epsilon = 1e-6);
        assert_relative_eq!(ahead.sd(0).powi(2), 4.0 * (1.0 - 0.64 * 0.64 * 4.0 / 5.0) + 1.0, epsilon = 1e-6);
    }

    #[test]
    fn weights_are_those_of_the_normal_density() {
        // one day, mean known: density of y = 1.5 at variances 1 and 4
        let points = vec![Point { day: 0, x: vec![1.0], y: 1.5, variance: 0.0 }];
        let grid = [1.0, 2.0].map(|noise| Spread { memory: 0.0, level: 0.0, noise });
        let series = Series::fit(points, &[Prior { mean: 0.0, sd: 1e-9 }], &grid).unwrap();
        let density = |sd: f64| (-0.5 * (1.5 / sd).powi(2)).exp() / sd;
        let expected = (density(1.0) + 2.0 * density(2.0)) / (density(1.0) + density(2.0));
        assert_relative_eq!(series.of_spread(|s| s.noise).value, expected, epsilon = 1e-6);
    }

    #[test]
    fn draws_have_the_covariance_of_the_law() {
        let spread = Spread { memory: 0.9, level: 1.0, noise: 0.0 };
        let points = vec![Point { day: -500, x: vec![1.0], y: 0.0, variance: 0.0 }];
        let series = Series::fit(points, &[Prior { mean: 0.0, sd: 1e-9 }], &[spread]).unwrap();
        let ahead = &series.ahead(&[(0, vec![1.0]), (1, vec![1.0])])[0];
        let first = ahead.draw(&[1.0, 0.0]);
        assert_relative_eq!(first[0], 1.0, epsilon = 1e-5);
        assert_relative_eq!(first[1], 0.9, epsilon = 1e-5);
    }
}
