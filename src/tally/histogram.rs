//! A histogram of waits: tenths of a second up to 25.6 s, then 128 bins an octave (0.8 % wide) up to 60 hours.
//!
//! Quantiles are read at a bin's upper end, so they are never too small and at most 0.8 % too large.

use crate::model::Tick;

/// Ticks in a tenth of a second.
const TENTH: Tick = 100_000;
const EXACT: u64 = 256;
const OCTAVES: u64 = 14;
/// Number of bins.
pub const BINS: usize = (EXACT + OCTAVES * 128) as usize;

/// Counts by bin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitHistogram(Vec<u64>);

/// The bin of a wait.
#[inline]
pub fn bin(wait: Tick) -> usize {
    let tenths = wait.div_ceil(TENTH);
    if tenths < EXACT {
        return tenths as usize;
    }
    let octave = u64::from(tenths.ilog2()) - 7;
    let index = EXACT + (octave - 1) * 128 + (tenths >> octave) - 128;
    (index as usize).min(BINS - 1)
}

/// The greatest wait of a bin, seconds.
pub fn upper(bin: usize) -> f64 {
    let bin = bin as u64;
    if bin < EXACT {
        return bin as f64 / 10.0;
    }
    let octave = (bin - EXACT) / 128 + 1;
    let mantissa = (bin - EXACT) % 128 + 128;
    (((mantissa + 1) << octave) - 1) as f64 / 10.0
}

impl WaitHistogram {
    /// Adds counts of bins.
    pub fn add(&mut self, counts: &[u32]) {
        if self.0.is_empty() {
            self.0 = vec![0; BINS];
        }
        for (mine, &theirs) in self.0.iter_mut().zip(counts) {
            *mine += u64::from(theirs);
        }
    }

    /// Adds another histogram.
    pub fn merge(&mut self, other: &Self) {
        if self.0.is_empty() {
            self.0 = vec![0; BINS];
        }
        for (mine, &theirs) in self.0.iter_mut().zip(&other.0) {
            *mine += theirs;
        }
    }

    /// Number of waits.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The least wait (seconds) that a share `p` of all did not exceed; none unless at least five lie beyond it.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let total = self.total();
        let rank = (p * total as f64).ceil().max(1.0) as u64;
        if total < rank + 5 {
            return None;
        }
        let mut below = 0;
        for (index, &count) in self.0.iter().enumerate() {
            below += count;
            if below >= rank {
                return Some(upper(index));
            }
        }
        None
    }

    /// The longest wait, seconds; none without any.
    pub fn longest(&self) -> Option<f64> {
        self.0.iter().rposition(|&count| count > 0).map(upper)
    }

    /// Points (seconds, share of waits longer than that), at the bins that hold any wait.
    pub fn survival(&self) -> Vec<(f64, f64)> {
        let total = self.total();
        let mut above = total;
        let mut points = Vec::new();
        for (index, &count) in self.0.iter().enumerate() {
            if count > 0 {
                above -= count;
                points.push((upper(index), above as f64 / total as f64));
            }
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_holds_its_upper_end_and_nothing_above() {
        for index in 0..BINS - 1 {
            let end = (upper(index) * 10.0).round() as Tick * TENTH;
            assert_eq!(bin(end), index);
            assert_eq!(bin(end + 1), index + 1);
        }
        assert_eq!(bin(Tick::MAX / 2), BINS - 1);
    }

    #[test]
    fn a_quantile_needs_five_waits_beyond_it() {
        let mut counts = vec![0; BINS];
        for second in 1..=100u64 {
            counts[bin(second * 1_000_000)] += 1;
        }
        let mut histogram = WaitHistogram::default();
        histogram.add(&counts);
        assert_eq!(histogram.quantile(0.5), Some(upper(bin(50_000_000))));
        assert!((histogram.quantile(0.5).unwrap() - 50.0).abs() < 0.4);
        assert!(histogram.quantile(0.95).is_some());
        assert_eq!(histogram.quantile(0.96), None);
        assert_eq!(histogram.longest(), Some(upper(bin(100_000_000))));
        assert_eq!(WaitHistogram::default().longest(), None);
    }
}
