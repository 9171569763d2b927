//! The mean of a sequence against zero, looked at after every value, with a triangular continuation region.
//!
//! With S^2 the sample variance of the first n0 values, zone d and allowed error e,
//!
//! ```text
//! eta  = ((2 e)^(-2 / (n0 - 1)) - 1) / 2
//! W(r) = max(0, eta (n0 - 1) S^2 / d - d r / 2)            r = n0, n0 + 1, ...
//! above: sum of r values >= W(r);   below: sum <= -W(r);   otherwise go on
//! ```
//!
//! If the values are independent and normal with a mean of at least d above zero, the walk ends below with a probability of at
//! most e; likewise the other way round. Source: Kim and Nelson, "A fully sequential procedure for indifference-zone selection
//! in simulation", *ACM TOMACS* 11 (2001), with c = 1, after Fabian, *Annals of Statistics* 2 (1974).

use std::cmp::Ordering;

/// Where a walk begins and how its region narrows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    first: usize,
    zone: f64,
    scale: f64,
}

impl Region {
    /// `first`: values before the first look (n0, at least 2); `zone`: d > 0; `error`: e in (0, 1/2).
    ///
    /// # Panics
    /// If one of them is out of range.
    pub fn new(first: usize, zone: f64, error: f64) -> Self {
        assert!(first >= 2 && zone > 0.0 && error > 0.0 && error < 0.5, "a region needs n0 >= 2, d > 0, 0 < e < 1/2");
        let freedom = (first - 1) as f64;
        let eta = ((2.0 * error).powf(-2.0 / freedom) - 1.0) / 2.0;
        Self { first, zone, scale: eta * freedom }
    }

    /// Values before the first look.
    pub fn first(&self) -> usize {
        self.first
    }

    /// W(r) for a sample variance.
    pub fn width(&self, variance: f64, r: usize) -> f64 {
        (self.scale * variance / self.zone - self.zone * r as f64 / 2.0).max(0.0)
    }

    /// The most values that a walk of this variance takes.
    pub fn longest(&self, variance: f64) -> f64 {
        (2.0 * self.scale * variance / (self.zone * self.zone)).floor() + 1.0
    }
}

/// A walk under way.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Walk {
    seen: usize,
    sum: f64,
    variance: f64,
    side: Option<Ordering>,
}

impl Walk {
    /// Goes on to the first `available` values of the sequence, or to the end of the walk.
    pub fn advance(&mut self, region: &Region, available: usize, value: impl Fn(usize) -> f64) {
        if self.side.is_some() || available < region.first {
            return;
        }
        if self.seen == 0 {
            let n = region.first as f64;
            self.sum = (0..region.first).map(&value).sum();
            let mean = self.sum / n;
            self.variance = (0..region.first).map(|r| (value(r) - mean).powi(2)).sum::<f64>() / (n - 1.0);
            self.seen = region.first;
            self.look(region);
        }
        while self.side.is_none() && self.seen < available {
            self.sum += value(self.seen);
            self.seen += 1;
            self.look(region);
        }
    }

    fn look(&mut self, region: &Region) {
        let width = region.width(self.variance, self.seen);
        self.side = match () {
            () if self.sum > 0.0 && self.sum >= width => Some(Ordering::Greater),
            () if self.sum < 0.0 && self.sum <= -width => Some(Ordering::Less),
            // the region is used up and the values cancel exactly: they never differed
            () if width <= 0.0 => Some(Ordering::Equal),
            () => None,
        };
    }

    /// The side on which the walk ended.
    pub fn side(&self) -> Option<Ordering> {
        self.side
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    // by hand: n0 = 11, e = 0.025: eta = (0.05^(-0.2) - 1) / 2 = (1.820564 - 1) / 2 = 0.410282; S^2 = 4, d = 1:
    // W(11) = 0.410282 * 10 * 4 - 5.5 = 10.911281; W = 0 from r = 33 on
    #[test]
    fn the_region_is_a_triangle() {
        let region = Region::new(11, 1.0, 0.025);
        assert_relative_eq!(region.width(4.0, 11), 10.911_281, max_relative = 1e-6);
        assert!(region.width(4.0, 32) > 0.0);
        assert!(region.width(4.0, 33) <= 0.0);
        assert_relative_eq!(region.longest(4.0), 33.0);
    }

    #[test]
    fn what_never_varies_is_decided_at_the_first_look() {
        let region = Region::new(5, 1.0, 0.05);
        for (value, side) in [(0.001, Ordering::Greater), (-3.0, Ordering::Less), (0.0, Ordering::Equal)] {
            let mut walk = Walk::default();
            walk.advance(&region, 4, |_| value);
            assert_eq!(walk.side(), None);
            walk.advance(&region, 5, |_| value);
            assert_eq!(walk.side(), Some(side));
        }
    }

    #[test]
    fn going_on_in_pieces_ends_where_going_on_at_once_does() {
        let region = Region::new(4, 0.5, 0.05);
        let value = |r: usize| [1.0, -1.2, 0.7, 0.4, -0.6, 1.1, 0.9][r % 7];
        let mut whole = Walk::default();
        whole.advance(&region, 200, value);
        let mut pieces = Walk::default();
        for available in 0..=200 {
            pieces.advance(&region, available, value);
        }
        assert!(whole.side().is_some());
        assert_eq!(whole, pieces);
    }
}
