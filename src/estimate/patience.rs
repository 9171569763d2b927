//! Patience from a log: how long callers wait before they leave.
//!
//! A caller who is answered would have waited at least so long: the time is cut short there. Only those who had to wait tell anything.
//! Who leaves at once, without having waited, is a share of its own (*balking*), not a patience of zero.
//!
//! ```text
//! balk = left within the resolution of the log / (those + all who waited longer)
//! ```
//! Kaplan and Meier's curve needs no law; Weibull's and the exponential law are fitted by maximum likelihood, which carries on beyond the
//! longest wait. Where few leave, the mean is an extrapolation far beyond what was seen, and its error says so. Sources: Brown and others,
//! *Journal of the American Statistical Association* 100 (2005), section 5; Mandelbaum and Zeltyn (2013).

use super::Known;
use super::law::{Family, Fitted, fit};
use super::survival::KaplanMeier;
use super::times::Times;
use crate::analysis::proportion::wilson;

/// What a log says of patience.
#[derive(Clone, Debug)]
pub struct Patience {
    /// Callers who had to wait.
    pub waited: usize,
    /// Of those, who left.
    pub left: usize,
    /// Share that left at once of all who had to wait.
    pub at_once: Known,
    /// The curve, of those who did not leave at once.
    pub curve: KaplanMeier,
    /// Weibull's law.
    pub weibull: Option<Fitted>,
    /// The exponential law.
    pub exponential: Option<Fitted>,
    /// The longest wait seen.
    pub longest: f64,
}

/// From waits (seconds) and whether the caller left then; `resolution`: shorter waits are none.
pub fn patience(waits: impl IntoIterator<Item = (f64, bool)>, resolution: f64) -> Option<Patience> {
    let (mut at_once, mut rest) = (0usize, Vec::new());
    for (wait, left) in waits {
        match (wait <= resolution, left) {
            (true, true) => at_once += 1,
            (true, false) => {}
            (false, _) => rest.push((wait, left)),
        }
    }
    let left = rest.iter().filter(|w| w.1).count();
    let all = at_once + rest.len();
    if all == 0 {
        return None;
    }
    let times = Times::new(rest.iter().copied());
    Some(Patience {
        waited: all,
        left: left + at_once,
        at_once: share(at_once, all),
        curve: KaplanMeier::new(&times),
        weibull: fit(Family::Weibull, &times),
        exponential: fit(Family::Exponential, &times),
        longest: rest.iter().map(|w| w.0).fold(0.0, f64::max),
    })
}

/// A share with Wilson's interval.
pub fn share(part: usize, whole: usize) -> Known {
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let (low, high) = wilson(part, whole, 0.95).map_or((0.0, 1.0), |interval| (interval.low, interval.high));
    Known { value: p, error: (p * (1.0 - p) / n).sqrt(), low, high }
}

impl Patience {
    /// The law to simulate with: Weibull's, or the exponential one where the shape cannot be told from 1 and BIC does without it.
    pub fn chosen(&self) -> Option<&Fitted> {
        match (&self.weibull, &self.exponential) {
            (Some(weibull), Some(exponential)) if exponential.bic <= weibull.bic => Some(exponential),
            (Some(weibull), _) => Some(weibull),
            (None, exponential) => exponential.as_ref(),
        }
    }

    /// The curve as a table: share of callers, patience in seconds; as far as it was seen.
    pub fn table(&self) -> Vec<(f64, f64)> {
        (1..100).map(|percent| f64::from(percent) / 100.0).map_while(|share| Some((share, self.curve.quantile(share)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Law;

    /// Patience Weibull, offered waits exponential, from two sequences of the golden ratio and root two: what was put in is within its
    /// errors (2.6 of them, of sequences more even than chance), and leaving at once is told apart.
    #[test]
    fn the_patience_of_those_who_are_answered_first_is_not_lost() {
        let patience_law = Law::Weibull { mean: 1700.0, shape: 0.8 };
        let offered = Law::Exponential(200.0);
        let spread = |i: usize, by: f64| (0.5 + i as f64 * by).fract().clamp(1e-9, 1.0 - 1e-9);
        let n = 20_000;
        let mut waits: Vec<(f64, bool)> = (0..n)
            .map(|i| {
                let (patience, wait) =
                    (patience_law.quantile(spread(i, 0.618_033_988_749)), offered.quantile(spread(i, 0.414_213_562_373)));
                (patience.min(wait), patience < wait)
            })
            .collect();
        waits.extend((0..1000).map(|_| (0.0, true)));
        waits.extend((0..5000).map(|_| (0.0, false)));
        let found = patience(waits, 0.5).unwrap();
        assert!((20_900..=21_000).contains(&found.waited));
        assert!((found.at_once.value - 1000.0 / 20_950.0).abs() < 0.002);
        let weibull = found.weibull.as_ref().unwrap();
        for (name, truth) in [("mean", 1700.0), ("shape", 0.8)] {
            let known = weibull.get(name).unwrap();
            assert!((known.value - truth).abs() < 2.6 * known.error, "{name} {known:?}");
        }
        assert!((found.curve.share(300.0) - (1.0 - patience_law.cdf(300.0))).abs() < 0.01);
        assert_eq!(found.chosen().unwrap().family, Family::Weibull);
    }

    #[test]
    fn nobody_waited_says_nothing() {
        assert!(patience([(0.0, false)], 0.5).is_none());
        let found = patience((0..50).map(|i| (f64::from(i), false)), 0.5).unwrap();
        assert!(found.chosen().is_none() && found.table().is_empty());
    }

    /// Wilson's interval of 0 of 10, and of 5 of 10 (Newcombe 1998).
    #[test]
    fn shares_have_wilsons_interval() {
        let none = share(0, 10);
        assert!(none.low == 0.0 && (none.high - 0.2775).abs() < 1e-4);
        let half = share(5, 10);
        assert!((half.low - 0.2366).abs() < 1e-4 && (half.high - 0.7634).abs() < 1e-4);
    }
}
