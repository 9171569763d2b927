//! What paid hours cost: basic pay, premiums by clock time, what the employer pays on top.
//!
//! ```text
//! basic    = paid hours x hourly
//! premiums = sum over windows of paid hours in the window x hourly x premium
//! pension  = rate x (basic + premiums)
//! national insurance = rate x max(0, basic + premiums - threshold x paid hours)     threshold a paid hour of full-time work
//! levy     = rate x (basic + premiums)
//! ```
//! By month. The threshold is that of a full-time person; people who work part time each have a whole one, so that what is
//! paid for them is less.

use crate::model::money::{OnCosts, Pay};

/// Hours by what premium holds: none first, then each window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hours {
    /// By window, plain hours first.
    pub by_window: Vec<f64>,
    /// Of all, those on holidays.
    pub on_holidays: f64,
}

impl Hours {
    /// All hours.
    pub fn total(&self) -> f64 {
        self.by_window.iter().sum()
    }

    /// So many fewer, at least none.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let by_window = self.by_window.iter().zip(&other.by_window).map(|(hours, less)| (hours - less).max(0.0)).collect();
        Self { by_window, on_holidays: (self.on_holidays - other.on_holidays).max(0.0) }
    }

    /// So many more.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let by_window = self.by_window.iter().zip(&other.by_window).map(|(hours, more)| hours + more).collect();
        Self { by_window, on_holidays: self.on_holidays + other.on_holidays }
    }

    /// So many times as many.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        let by_window = self.by_window.iter().map(|h| h * factor).collect();
        Self { by_window, on_holidays: self.on_holidays * factor }
    }
}

/// What hours cost, pounds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// At the basic rate.
    pub basic: f64,
    /// Premiums.
    pub premiums: f64,
    /// Employer's pension.
    pub pension: f64,
    /// Employer's national insurance.
    pub insurance: f64,
    /// Levy.
    pub levy: f64,
}

impl Cost {
    /// All of it.
    pub fn total(&self) -> f64 {
        self.basic + self.premiums + self.pension + self.insurance + self.levy
    }
}

/// What own people's paid hours of a month cost; `plus` on top of pay and premiums (the bank's).
pub fn cost(pay: &Pay, hours: &Hours, plus: f64) -> Cost {
    let total = hours.total();
    let basic = total * pay.hourly * (1.0 + plus);
    let in_windows = hours.by_window.iter().skip(1).zip(&pay.premiums);
    let premiums = in_windows.map(|(hours, premium)| hours * pay.hourly * premium).sum::<f64>() * (1.0 + plus);
    let paid = basic + premiums;
    let OnCosts { pension, insurance, threshold, levy } = pay.on_costs;
    Cost {
        basic,
        premiums,
        pension: pension * paid,
        insurance: insurance * (paid - threshold * total).max(0.0),
        levy: levy * paid,
    }
}

/// What an hour of overtime costs, on ordinary days and on holidays: pay, national insurance in full (the threshold is used up
/// by ordinary pay) and the levy; overtime earns no pension.
pub fn overtime_hour(pay: &Pay) -> [f64; 2] {
    pay.overtime.map(|plus| pay.hourly * (1.0 + plus) * (1.0 + pay.on_costs.insurance + pay.on_costs.levy))
}

/// What an agency invoices for hours: basic pay and premiums, and its own part on top.
pub fn agency(pay: &Pay, hours: &Hours) -> f64 {
    let in_windows = hours.by_window.iter().skip(1).zip(&pay.premiums);
    let premiums: f64 = in_windows.map(|(hours, premium)| hours * premium).sum();
    (hours.total() + premiums) * pay.hourly * (1.0 + pay.agency.plus)
}
