//! When to stop adding replications.
//!
//! The run looks after 30 replications, then each time there are half as many again (rounded up):
//! 30, 45, 68, 102, 153, ... to the most allowed. It stops at the first look where the interval is
//! as narrow as asked.
//!
//! The looks are fixed beforehand, not "whenever a thread comes in", so that the number of
//! replications, and with it every number reported, is the same on any number of threads. They are
//! few, because each look is another chance to stop on a variance that happens to be low: stopped
//! so, a 95 % interval covers a little less than 95 % of the time, less so the narrower the width
//! asked (Chow and Robbins, *Annals of Mathematical Statistics* 36 (1965); Law, section 9.4.1).

use super::proportion::wilson;

/// Replications before the first look.
pub const FIRST_LOOK: usize = 30;

/// The numbers of replications at which to look: rising, the last of them `max`. None if
/// `max` is 0.
pub fn looks(max: usize) -> impl Iterator<Item = usize> {
    let first = (max > 0).then(|| FIRST_LOOK.min(max));
    std::iter::successors(first, move |&n| (n < max).then(|| n.saturating_add(n.div_ceil(2)).min(max)))
}

/// Whether an interval of this `half_width` is as narrow as `wanted` (same unit). Never where the
/// values have not varied: `sd` 0 is ignorance, not precision.
pub fn reached(half_width: f64, wanted: f64, sd: f64) -> bool {
    sd > 0.0 && half_width <= wanted
}

/// Whether a chance is known as closely as `wanted`, by Wilson's interval, which has width even
/// where all replications agree.
///
/// # Panics
/// If `successes` > `n` or `level` is not within (0, 1).
pub fn reached_chance(successes: usize, n: usize, wanted: f64, level: f64) -> bool {
    wilson(successes, n, level).is_some_and(|interval| interval.half_width() <= wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_grow_by_half_and_end_at_the_most_allowed() {
        // by hand: 30, 45, ceil 67.5, 102, 153, ceil 229.5, 345, ceil 517.5, 777
        assert_eq!(looks(1000).collect::<Vec<_>>(), [30, 45, 68, 102, 153, 230, 345, 518, 777, 1000]);
        assert_eq!(looks(45).collect::<Vec<_>>(), [30, 45]);
        assert_eq!(looks(30).collect::<Vec<_>>(), [30]);
        assert_eq!(looks(7).collect::<Vec<_>>(), [7]);
        assert_eq!(looks(0).count(), 0);
        assert_eq!(looks(usize::MAX).last(), Some(usize::MAX));
    }

    #[test]
    fn no_variance_is_never_precise_enough() {
        assert!(!reached(0.0, 0.01, 0.0));
        assert!(reached(0.01, 0.01, 0.2));
        assert!(!reached(0.011, 0.01, 0.2));
        assert!(!reached(f64::NAN, 0.01, 0.2));
    }

    // by hand: for n of n the half width is z^2 / (2 (n + z^2)), z^2 = 3.8415: 0.0568 at 30,
    // 0.0092 at 204
    #[test]
    fn a_chance_of_one_still_needs_replications() {
        assert!(!reached_chance(30, 30, 0.01, 0.95));
        assert!(reached_chance(204, 204, 0.01, 0.95));
        assert!(!reached_chance(0, 0, 0.5, 0.95));
    }
}
