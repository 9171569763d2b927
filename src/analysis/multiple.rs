//! Several differences judged at once: simultaneous intervals, judgements within a margin, and what it takes to judge.
//!
//! **Simultaneous intervals** (Bonferroni): if k statements are made, each from an interval at level 1 - (1 - level)/k,
//! then all intervals cover at once with at least the level, however the estimates hang together; and with common callers
//! they do. (Holm's steps would give tests with more power, but no intervals.) Source: Law, section 9.7.
//!
//! **Judgement** of a difference with interval [low, high] and a margin m >= 0 below which a difference does not matter:
//!
//! ```text
//! no difference that matters    -m <= low and high <= m
//! better, worse                 0 < low or high < 0
//! cannot tell                   else
//! ```
//!
//! **What it takes**: the half-width h falls as 1/sqrt(n). It must come below the nearer of two distances: to where 0 is
//! excluded, |d|, or to where both limits lie within the margin, m - |d|. So about n (h/max(|d|, m - |d|))^2 - n more. The
//! estimate d itself is uncertain, and so is this number: a guide, not a promise.

use super::interval::Interval;

/// The level of each of `statements` intervals that all cover at once with chance `level`.
///
/// # Panics
/// Unless there is a statement.
pub fn each_level(level: f64, statements: usize) -> f64 {
    assert!(statements > 0, "no statements");
    1.0 - (1.0 - level) / statements as f64
}

/// What an interval says of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Above zero, and perhaps by more than the margin.
    More,
    /// Below zero, and perhaps by more than the margin.
    Less,
    /// Within the margin.
    NoMatter,
    /// The interval straddles both zero and the margin.
    CannotTell,
}

/// Judges a difference by its interval and the margin below which it does not matter (same unit).
pub fn judge_difference(interval: Interval, margin: f64) -> Judgement {
    if -margin <= interval.low && interval.high <= margin {
        Judgement::NoMatter
    } else if interval.low > 0.0 {
        Judgement::More
    } else if interval.high < 0.0 {
        Judgement::Less
    } else {
        Judgement::CannotTell
    }
}

/// About how many replications more would decide a difference that `n` could not; `None` if more than `most`.
pub fn more_replications(interval: Interval, margin: f64, n: usize, most: usize) -> Option<usize> {
    let centre = f64::midpoint(interval.low, interval.high).abs();
    let distance = centre.max(margin - centre);
    let needed = n as f64 * (interval.half_width() / distance).powi(2);
    let more = (needed - n as f64).ceil().max(1.0);
    (more <= most as f64).then_some(more as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn interval(low: f64, high: f64) -> Interval {
        Interval { low, high, level: 0.95 }
    }

    #[test]
    fn the_shares_of_doubt_add_up() {
        assert_relative_eq!(each_level(0.95, 1), 0.95);
        assert_relative_eq!(each_level(0.95, 10), 0.995, max_relative = 1e-12);
    }

    #[test]
    fn judgements() {
        for (low, high, margin, expected) in [
            (0.1, 2.0, 1.0, Judgement::More),
            (-2.0, -0.1, 1.0, Judgement::Less),
            (0.1, 0.9, 1.0, Judgement::NoMatter),
            (-0.5, 0.5, 1.0, Judgement::NoMatter),
            (-0.5, 1.5, 1.0, Judgement::CannotTell),
            (-2.0, 2.0, 0.0, Judgement::CannotTell),
            (0.0, 1.0, 0.0, Judgement::CannotTell),
            (3.0, 3.0, 1.0, Judgement::More),
        ] {
            assert_eq!(judge_difference(interval(low, high), margin), expected, "{low} {high} {margin}");
        }
    }

    // by hand: d = 1, h = 2, no margin: four times the replications; d = 0, margin 1, h = 2: the same
    #[test]
    fn a_quarter_of_the_width_takes_sixteen_times_the_replications() {
        assert_eq!(more_replications(interval(-1.0, 3.0), 0.0, 100, 10_000), Some(300));
        assert_eq!(more_replications(interval(-2.0, 2.0), 1.0, 100, 10_000), Some(300));
        assert_eq!(more_replications(interval(-4.0, 4.0), 1.0, 100, 10_000), Some(1500));
        assert_eq!(more_replications(interval(-4.0, 4.0), 1.0, 100, 1_000), None);
        assert_eq!(more_replications(interval(-4.0, 4.0), 0.0, 100, 1_000), None);
    }
}
