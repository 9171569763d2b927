//! Kaplan and Meier's curve: the share that goes on beyond a time, some ends unseen.
//!
//! ```text
//! S(t) = product over t_i <= t of (1 - d_i / n_i)
//! Var S(t) = S(t)^2 sum d_i / (n_i (n_i - d_i))        (Greenwood)
//! ```
//! `n_i` are those still there just before `t_i` (whoever is cut short at `t_i` counts as there), `d_i` those who end. Intervals are those of
//! ln(-ln S), which stay between 0 and 1. Source: Kaplan and Meier (1958); Kalbfleisch and Prentice, *The Statistical Analysis of Failure
//! Time Data* (2nd ed., 2002), section 1.4.

use super::Z;
use super::times::Times;

/// A step of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// At this time.
    pub time: f64,
    /// There just before.
    pub at_risk: f64,
    /// Ended then.
    pub ended: f64,
    /// Share that goes on.
    pub share: f64,
    /// Its standard error.
    pub error: f64,
}

impl Step {
    /// 95 % interval of the share.
    pub fn interval(&self) -> (f64, f64) {
        if self.share <= 0.0 || self.share >= 1.0 {
            return (self.share, self.share);
        }
        let log = self.share.ln();
        let width = Z * self.error / (self.share * log.abs());
        (self.share.powf(width.exp()), self.share.powf((-width).exp()))
    }
}

/// The curve.
#[derive(Clone, Debug, PartialEq)]
pub struct KaplanMeier {
    /// Its steps, by time.
    pub steps: Vec<Step>,
}

impl KaplanMeier {
    /// From times.
    pub fn new(times: &Times) -> Self {
        let (mut at_risk, mut share, mut sum) = (times.count(), 1.0, 0.0);
        let mut steps: Vec<Step> = Vec::new();
        let mut place = 0;
        while place < times.list.len() {
            let time = times.list[place].0;
            let (mut ended, mut gone) = (0.0, 0.0);
            while place < times.list.len() && times.list[place].0 <= time {
                let (_, count, seen) = times.list[place];
                ended += if seen { count } else { 0.0 };
                gone += count;
                place += 1;
            }
            if ended > 0.0 {
                share *= 1.0 - ended / at_risk;
                sum += if at_risk > ended { ended / (at_risk * (at_risk - ended)) } else { 0.0 };
                steps.push(Step { time, at_risk, ended, share, error: share * f64::sqrt(sum) });
            }
            at_risk -= gone;
        }
        Self { steps }
    }

    /// The share that goes on beyond a time.
    pub fn share(&self, time: f64) -> f64 {
        let place = self.steps.partition_point(|step| step.time <= time);
        if place == 0 { 1.0 } else { self.steps[place - 1].share }
    }

    /// The least time at which no more than so many go on; none if the curve does not come down so far.
    pub fn quantile(&self, ended: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.share <= 1.0 - ended + 1e-12).map(|step| step.time)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Weeks of remission of 21 leukaemia patients under 6-MP, false: still in remission. Freireich and others, *Blood* 21 (1963).
    pub(crate) const FREIREICH: [(f64, bool); 21] = [
        (6.0, true),
        (6.0, true),
        (6.0, true),
        (6.0, false),
        (7.0, true),
        (9.0, false),
        (10.0, true),
        (10.0, false),
        (11.0, false),
        (13.0, true),
        (16.0, true),
        (17.0, false),
        (19.0, false),
        (20.0, false),
        (22.0, true),
        (23.0, true),
        (25.0, false),
        (32.0, false),
        (32.0, false),
        (34.0, false),
        (35.0, false),
    ];

    /// The curve and Greenwood's errors as printed in the textbooks (Kalbfleisch and Prentice 2002; Cox and Oakes 1984).
    #[test]
    fn remission_under_6_mp_as_published() {
        let curve = KaplanMeier::new(&Times::new(FREIREICH));
        let published = [
            (6.0, 21.0, 0.857, 0.0764),
            (7.0, 17.0, 0.807, 0.0869),
            (10.0, 15.0, 0.753, 0.0963),
            (13.0, 12.0, 0.690, 0.1068),
            (16.0, 11.0, 0.627, 0.1141),
            (22.0, 7.0, 0.538, 0.1282),
            (23.0, 6.0, 0.448, 0.1346),
        ];
        assert_eq!(curve.steps.len(), published.len());
        for (step, (time, at_risk, share, error)) in curve.steps.iter().zip(published) {
            assert_eq!((step.time, step.at_risk), (time, at_risk));
            assert!((step.share - share).abs() < 0.0006 && (step.error - error).abs() < 0.00006, "{step:?}");
        }
        assert_eq!(curve.quantile(0.5), Some(23.0)); // the published median
        assert_eq!(curve.quantile(0.9), None);
        assert!((curve.share(12.0) - 0.753).abs() < 0.001 && curve.share(5.0) > 0.999);
    }

    #[test]
    fn without_times_cut_short_it_is_the_plain_share() {
        let curve = KaplanMeier::new(&Times::new([(1.0, true), (2.0, true), (2.0, true), (4.0, true)]));
        assert_eq!(curve.steps.iter().map(|s| s.share).collect::<Vec<_>>(), [0.75, 0.25, 0.0]);
        // sqrt(p q / n)
        assert!((curve.steps[0].error - (0.75f64 * 0.25 / 4.0).sqrt()).abs() < 1e-12);
        let (low, high) = curve.steps[0].interval();
        assert!(low > 0.0 && low < 0.75 && high > 0.75 && high < 1.0);
    }
}
