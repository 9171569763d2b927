//! Parameters from records: plain numbers in, estimates with their standard errors out.
//!
//! | file | what |
//! |---|---|
//! | `maximise` | maximum likelihood by Newton's method, with the covariance of the estimates |
//! | `times` | durations, some of them cut short |
//! | `law` | lognormal, gamma, Weibull, exponential and mixtures of two lognormals: fit, comparison, distance from the data |
//! | `survival` | Kaplan and Meier's curve with Greenwood's errors |
//! | `patience` | how long callers wait before they leave, and who leaves at once |
//! | `arrivals` | level, trend, weekdays, shape within the day |
//! | `variation` | how much busier than by chance a day, or a part of a day, may be |
//! | `between` | how much busy days of areas are the same days |
//! | `redial` | how many of those who gave up ring again, and when |
//! | `presence` | how many people were at work |
//!
//! Formulas and sources stand in each file and in `docs/records.md`.

pub mod arrivals;
pub mod between;
pub mod law;
pub mod maximise;
pub mod patience;
pub mod presence;
pub mod redial;
pub mod survival;
pub mod times;
pub mod variation;

/// A number with what is known of its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// Best estimate.
    pub value: f64,
    /// Standard error.
    pub error: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// The normal quantile of 97.5 %.
pub(crate) const Z: f64 = 1.959_963_985;

impl Known {
    /// With an interval of plus and minus 1.96 errors.
    pub fn around(value: f64, error: f64) -> Self {
        Self { value, error, low: value - Z * error, high: value + Z * error }
    }

    /// Of a positive number: the interval is one of factors, exp(ln value ± 1.96 error / value).
    pub fn positive(value: f64, error: f64) -> Self {
        let factor = (Z * error / value).exp();
        Self { value, error, low: value / factor, high: value * factor }
    }

    /// Within the 95 % interval.
    pub fn covers(&self, truth: f64) -> bool {
        (self.low..=self.high).contains(&truth)
    }
}
