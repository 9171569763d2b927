//! A quantile function as a table: any law of handling time as cheap as an exponential, one uniform a draw.
//!
//! 256 cells of equal probability, the first and the last of them again as 256 cells; in the outermost of those (2 draws in
//! 65,536) the law itself.
//! Within a cell the quantile is a parabola through both ends whose integral is the law's own over that cell, so the mean
//! is preserved cell by cell. Values are rounded to whole microseconds once, here.

use super::key::{Key, Purpose};
use super::law::Law;

const CELLS: usize = 256;
/// The longest value of the far tail, microseconds: 31 years, longer than any run.
const LONGEST: f64 = 1e15;
/// Nodes and weights of the five-point Gauss-Legendre rule on (0, 1).
const GAUSS: [(f64, f64); 5] = [
    (0.046_910_077_030_668, 0.118_463_442_528_094_5),
    (0.230_765_344_947_158_45, 0.239_314_335_249_683_25),
    (0.5, 0.284_444_444_444_444_45),
    (0.769_234_655_052_841_6, 0.239_314_335_249_683_25),
    (0.953_089_922_969_332, 0.118_463_442_528_094_5),
];

/// Plain products: a fused multiply-add is a library call on machines without the instruction, and differs between them.
/// `value(t) = start + t (slope + bend (1 - t))`, t from 0 to 1 across the cell; microseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    start: f64,
    slope: f64,
    bend: f64,
}

/// A law of durations ready for sampling, in whole microseconds.
#[derive(Clone, Debug)]
pub struct QuantileTable {
    law: Law,
    cells: Vec<Cell>,
    fixed: Option<u64>,
}

impl QuantileTable {
    /// Tabulates a law (parameters in seconds).
    pub fn new(law: Law) -> Self {
        if let Law::Fixed(value) = law {
            return Self { law, cells: Vec::new(), fixed: Some((value * 1e6).round() as u64) };
        }
        let mut cells = Vec::with_capacity(3 * CELLS);
        let width = 1.0 / CELLS as f64;
        // the outermost cells of each stretch stand empty: they are divided further, or left to the law
        let mut stretch = |from: f64, width: f64| {
            cells
                .extend((0..CELLS).map(|i| {
                    if i == 0 || i == CELLS - 1 { Cell::default() } else { cell(&law, from + i as f64 * width, width) }
                }));
        };
        stretch(0.0, width);
        stretch(0.0, width * width);
        stretch(1.0 - width, width * width);
        // of the lower tail only the first is, of the upper only the last
        cells[2 * CELLS - 1] = cell(&law, width - width * width, width * width);
        cells[2 * CELLS] = cell(&law, 1.0 - width, width * width);
        Self { law, cells, fixed: None }
    }

    /// The law behind the table.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The duration, where it is always the same; microseconds.
    pub fn fixed(&self) -> Option<u64> {
        self.fixed
    }

    /// The duration for a uniform in (0, 1), microseconds.
    pub fn at(&self, u: f64) -> u64 {
        let place = u * CELLS as f64;
        let cell = place as usize;
        self.value(cell, place - cell as f64, || u)
    }

    /// The duration for the draw of a key, microseconds: [`at`](Self::at) for its uniform, bit for bit.
    #[inline]
    pub fn draw(&self, key: Key, purpose: Purpose) -> u64 {
        // the first eight bits are the cell, at once; the rest is the place in it
        const PLACES: u64 = (1 << 44) - 1;
        let bits = key.bits(purpose);
        let place = (((bits >> 12 & PLACES) << 1 | 1) as i64 as f64) * (1.0 / (1u64 << 45) as f64);
        self.value((bits >> 56) as usize, place, || key.uniform(purpose))
    }

    #[inline]
    fn value(&self, cell: usize, place: f64, u: impl FnOnce() -> f64) -> u64 {
        if let Some(value) = self.fixed {
            return value;
        }
        if cell > 0 && cell < CELLS - 1 { self.cells[cell].at(place) } else { self.tail(u(), place, cell > 0) }
    }

    #[cold]
    fn tail(&self, u: f64, t: f64, upper: bool) -> u64 {
        let place = t * CELLS as f64;
        let index = place as usize;
        let outermost = if upper { CELLS - 1 } else { 0 };
        if index != outermost {
            return self.cells[CELLS * (1 + usize::from(upper)) + index].at(place - index as f64);
        }
        (self.law.quantile(u) * 1e6).round().min(LONGEST) as u64
    }
}

impl Cell {
    #[inline]
    fn at(&self, t: f64) -> u64 {
        // adding 2^52 leaves the whole number nearest to the value in the low bits: cheaper than a checked conversion
        const SHIFT: f64 = (1u64 << 52) as f64;
        let value = self.start + t * (self.slope + self.bend * (1.0 - t));
        (value + SHIFT).to_bits() - SHIFT.to_bits()
    }
}

/// The parabola over the probabilities `from` to `from + width` with the law's own ends and integral.
fn cell(law: &Law, from: f64, width: f64) -> Cell {
    let start = law.quantile(from) * 1e6;
    // rounding in the law's own quantile may make a flat cell fall by a hair
    let slope = (law.quantile(from + width) * 1e6 - start).max(0.0);
    let mean: f64 = GAUSS.iter().map(|(t, weight)| weight * law.quantile(t.mul_add(width, from)) * 1e6).sum();
    // the integral of t (1 - t) is 1/6; a bend beyond the slope would break monotony, so it is held there
    let bend = (6.0 * (mean - start - slope / 2.0)).clamp(-slope, slope);
    Cell { start, slope, bend }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws() -> Vec<Law> {
        vec![
            Law::Exponential(180.0),
            Law::Lognormal { mean: 480.0, cv: 0.6 },
            Law::Lognormal { mean: 900.0, cv: 1.5 },
            Law::Gamma { mean: 300.0, cv: 1.3 },
            Law::Gamma { mean: 300.0, cv: 4.0 },
            Law::Weibull { mean: 1680.0, shape: 0.91 },
            Law::Triangular { least: 300.0, mode: 420.0, most: 600.0 },
            Law::Mixture(vec![(0.3, Law::Exponential(60.0)), (0.7, Law::Lognormal { mean: 500.0, cv: 0.4 })]),
        ]
    }

    /// The narrowest and the widest that a scenario may state.
    fn edges() -> Vec<Law> {
        vec![
            Law::Gamma { mean: 300.0, cv: 0.001 },
            Law::Gamma { mean: 300.0, cv: 10.0 },
            Law::Lognormal { mean: 300.0, cv: 0.001 },
            Law::Lognormal { mean: 300.0, cv: 50.0 },
            Law::Weibull { mean: 300.0, shape: 0.2 },
            Law::Weibull { mean: 300.0, shape: 100.0 },
        ]
    }

    /// At the edges each draw is within 0.2 % of the law's mean and 2 % of the law's own quantile, and never falling.
    #[test]
    fn the_table_follows_the_widest_laws() {
        for law in edges() {
            let table = QuantileTable::new(law.clone());
            let mut last = 0;
            // v = 1 - u: fifty points in each halving of the tail
            let tail = (0..40).flat_map(|e| (0..50).map(move |i| 0.5f64.powi(e) * (1.0 - f64::from(i) / 100.0)));
            for v in tail {
                let u = 1.0 - v;
                let (found, exact) = (table.at(u), (law.quantile(u) * 1e6).min(LONGEST));
                assert!(
                    (found as f64 - exact).abs() < 0.002 * law.mean() * 1e6 + 0.02 * exact,
                    "{law:?} at {u}: {found} {exact}"
                );
                assert!(found >= last);
                last = found;
            }
        }
    }

    /// At the edges the mean is the law's to 1 in 10,000, integrated with points crowded into the upper tail.
    #[test]
    fn the_mean_of_the_widest_laws_is_preserved() {
        for law in edges() {
            let table = QuantileTable::new(law.clone());
            let n = 100_000u32;
            // u = 1 - r⁸, du = 8 r⁷ dr
            let points = (0..n).map(|i| (f64::from(i) + 0.5) / f64::from(n));
            let total: f64 = points.map(|r| 8.0 * r.powi(7) * table.at(1.0 - r.powi(8)) as f64).sum();
            let mean = total / f64::from(n) / 1e6;
            assert!((mean / law.mean() - 1.0).abs() < 1e-4, "{law:?}: {mean}");
        }
    }

    /// Each draw within 0.2 % of the law's mean of the law's own quantile over 20,001 probabilities, and never falling.
    #[test]
    fn the_table_follows_the_law_and_never_falls() {
        for law in laws() {
            let table = QuantileTable::new(law.clone());
            let mut last = 0;
            for i in 0..=20_000 {
                let u = (f64::from(i) + 0.5) / 20_001.5;
                let (found, exact) = (table.at(u), law.quantile(u) * 1e6);
                assert!(
                    (found as f64 - exact).abs() < 0.002 * law.mean() * 1e6 + 0.003 * exact,
                    "{law:?} at {u}: {found} {exact}"
                );
                assert!(found >= last);
                last = found;
            }
        }
    }

    /// A key's draw is the value at its uniform: 100,000 draws of each law.
    #[test]
    fn a_draw_is_the_value_at_the_uniform() {
        let purpose = Purpose::new("handle", "test");
        for law in laws() {
            let table = QuantileTable::new(law);
            for i in 0..100_000 {
                let key = Key::root(4, 0).part(i);
                assert_eq!(table.draw(key, purpose), table.at(key.uniform(purpose)));
            }
        }
    }

    /// The mean over a fine grid of probabilities is the law's mean to 1 in 10,000: the tail is not cut.
    #[test]
    fn the_mean_is_preserved() {
        for law in laws() {
            let table = QuantileTable::new(law.clone());
            let n = 4_000_000u32;
            let total: f64 = (0..n).map(|i| table.at((f64::from(i) + 0.5) / f64::from(n)) as f64).sum();
            let mean = total / f64::from(n) / 1e6;
            assert!((mean / law.mean() - 1.0).abs() < 1e-4, "{law:?}: {mean}");
        }
    }

    /// The values of one law at five probabilities: a change here changes every result of the program.
    #[test]
    fn values_are_stable() {
        let table = QuantileTable::new(Law::Lognormal { mean: 480.0, cv: 0.6 });
        let values = [0.01, 0.3, 0.7, 0.99, 0.999_99].map(|u| table.at(u));
        assert_eq!(values, [113_306_971, 307_740_484, 550_502_035, 1_495_086_810, 4_380_776_488]);
    }
}
