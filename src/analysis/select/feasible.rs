//! Does a system keep a constraint? Two tests, both looked at after every replication.
//!
//! **A chance** that must be at least c: Wald's sequential test of "p at most c - t" against "p at least c + t", t being half
//! the chance that is allowed to fail, (1 - c)/2: at c = 95 %, 92.5 % counts as failing and 97.5 % as holding. After h
//! replications that held and f that did not,
//!
//! ```text
//! L = h ln(p1 / p0) + f ln((1 - p1) / (1 - p0))       holds: L >= ln(1/e);   fails: L <= -ln(1/e)
//! ```
//!
//! By Ville's inequality each wrong ending has a probability of at most e, also for p beyond p0 and p1, and however often one
//! looks. Between p0 and p1 either ending is right. No normal law is assumed. Source: Wald, *Sequential Analysis*, 1947.
//!
//! **A mean** that must not be below zero: the [walk](super::walk) of its values, as in Andradóttir and Kim, "Fully sequential
//! procedures for comparing constrained systems via simulation", *Naval Research Logistics* 57 (2010). Means within the
//! tolerance of zero may end on either side.

use std::cmp::Ordering;

use super::walk::{Region, Walk};

/// What is known of a constraint, or of all constraints of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not yet decided.
    Undecided,
    /// It holds.
    Holds,
    /// It fails.
    Fails,
}

impl Standing {
    /// Of several constraints: one that fails decides; else all must hold.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::Holds;
        for part in parts {
            match part {
                Self::Fails => return Self::Fails,
                Self::Undecided => whole = Self::Undecided,
                Self::Holds => {}
            }
        }
        whole
    }
}

/// The chances that count as failing and as holding, for a least chance `confidence`.
pub fn tolerated(confidence: f64) -> (f64, f64) {
    let half = (1.0 - confidence) / 2.0;
    (confidence - half, confidence + half)
}

/// Is the chance of success at least `confidence`? Each wrong answer has a probability of at most `error`.
///
/// # Panics
/// Unless 1/3 < `confidence` < 1 and 0 < `error` < 1.
pub fn chance(successes: impl IntoIterator<Item = bool>, confidence: f64, error: f64) -> Standing {
    assert!(confidence > 1.0 / 3.0 && confidence < 1.0 && error > 0.0 && error < 1.0);
    let (p0, p1) = tolerated(confidence);
    let (up, down) = ((p1 / p0).ln(), ((1.0 - p1) / (1.0 - p0)).ln());
    let limit = -error.ln();
    let mut log = 0.0;
    for success in successes {
        log += if success { up } else { down };
        if log >= limit {
            return Standing::Holds;
        }
        if log <= -limit {
            return Standing::Fails;
        }
    }
    Standing::Undecided
}

/// Is the mean of the values at least zero, give or take `tolerance`? `first`: values before the first look.
///
/// # Panics
/// As [`Region::new`].
pub fn mean(values: &[f64], first: usize, tolerance: f64, error: f64) -> Standing {
    let mut walk = Walk::default();
    walk.advance(&Region::new(first, tolerance, error), values.len(), |r| values[r]);
    match walk.side() {
        None => Standing::Undecided,
        Some(Ordering::Less) => Standing::Fails,
        // exactly on the limit, always: the bound belongs to the target
        Some(Ordering::Equal | Ordering::Greater) => Standing::Holds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{RngExt, SeedableRng};

    // by hand: ln(0.975/0.925) = 0.052644, ln(0.025/0.075) = -1.098612, ln(1/0.05) = 2.995732:
    // 57 successes (57 * 0.052644 = 3.0007; 56 give 2.9481); 3 failures (-3.2958; 2 give -2.1972)
    #[test]
    fn a_chance_is_decided_when_the_hand_count_says_so() {
        assert_eq!(chance([true; 56], 0.95, 0.05), Standing::Undecided);
        assert_eq!(chance([true; 57], 0.95, 0.05), Standing::Holds);
        assert_eq!(chance([false; 2], 0.95, 0.05), Standing::Undecided);
        assert_eq!(chance([false; 3], 0.95, 0.05), Standing::Fails);
        assert_eq!(chance([], 0.95, 0.05), Standing::Undecided);
    }

    #[test]
    fn one_constraint_that_fails_decides() {
        use Standing::{Fails, Holds, Undecided};
        assert_eq!(Standing::all([Holds, Undecided, Fails]), Fails);
        assert_eq!(Standing::all([Holds, Undecided]), Undecided);
        assert_eq!(Standing::all([Holds, Holds]), Holds);
        assert_eq!(Standing::all([]), Holds);
    }

    // 4,000 tests on each edge of the zone, allowed error 5 %: more than 240 wrong ones (6 %) would be a failure. False alarm
    // for a seed chosen anew, were the error exactly 5 %: binom.sf(240, 4000, .05) = 0.002. Catches an error of 7 % always.
    #[test]
    fn a_chance_on_the_edge_is_misjudged_no_more_often_than_allowed() {
        let (p0, p1) = tolerated(0.95);
        for (p, wrong) in [(p0, Standing::Holds), (p1, Standing::Fails)] {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
            let mistakes = (0..4000)
                .filter(|_| {
                    let draws: Vec<bool> = (0..3000).map(|_| random.random::<f64>() < p).collect();
                    chance(draws, 0.95, 0.05) == wrong
                })
                .count();
            assert!(mistakes <= 240, "{mistakes} of 4000 at {p}");
            assert!(mistakes > 40, "{mistakes} of 4000 at {p}: far more careful than meant");
        }
    }

    #[test]
    fn a_mean_well_off_the_limit_is_told_from_it() {
        let noise = |r: usize| [0.3, -0.5, 0.1, 0.4, -0.3][r % 5];
        let values = |shift: f64| (0..400).map(|r| shift + noise(r)).collect::<Vec<_>>();
        assert_eq!(mean(&values(0.2), 10, 0.05, 0.01), Standing::Holds);
        assert_eq!(mean(&values(-0.2), 10, 0.05, 0.01), Standing::Fails);
        assert_eq!(mean(&[0.0; 20], 10, 0.05, 0.01), Standing::Holds);
        assert_eq!(mean(&values(0.2)[..9], 10, 0.05, 0.01), Standing::Undecided);
    }
}
