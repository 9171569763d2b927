//! A contract in one replication with its price left open: what it would pay, and what it has to pay for.
//!
//! ```text
//! income after deductions = sum over months of fee(price) x (1 - share deducted)
//!                         = fixed + price x a_pound
//! ```
//! Every form of payment is a straight line in its price: calls, deductions (shares of the fee) and cost do not hang on it. So a
//! replication needs to be simulated once, and its books can be read at any price. Pounds; months of the horizon.

use super::contract::{Calls, fee};
use crate::model::money::{PaidFor, Payment};

/// A month of a contract.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AccountMonth {
    /// Calls of the contract's areas.
    pub calls: Calls,
    /// Share of a year.
    pub year: f64,
    /// Share of the fee that deductions take, 0 to 1.
    pub taken: f64,
}

/// A contract in one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Its months.
    pub months: Vec<AccountMonth>,
    /// Its part of the provider's cost, in proportion to calls answered; none where some pay is not known.
    pub cost: Option<f64>,
}

/// A form of payment without its price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// Pounds a year.
    Block,
    /// Pounds a call.
    PerCall(PaidFor),
    /// Pounds a head and year, of so many people.
    PerHead(f64),
    /// Pounds a call, for at least the floor; beyond the cap less (or more).
    CostAndVolume {
        /// Calls a year that are paid in any case.
        floor: f64,
        /// Calls a year beyond which the marginal price holds.
        cap: f64,
        /// What a call beyond the cap is paid.
        marginal: Marginal,
        /// Which calls.
        paid_for: PaidFor,
    },
}

/// The price of a call beyond the cap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Marginal {
    /// As stated, whatever the price is.
    Pounds(f64),
    /// A share of the price.
    OfPrice(f64),
}

impl Form {
    /// The form of a payment, and its price.
    pub fn of(payment: Payment) -> (Self, f64) {
        match payment {
            Payment::Block(a_year) => (Self::Block, a_year),
            Payment::PerCall { price, paid_for } => (Self::PerCall(paid_for), price),
            Payment::PerHead { price, people } => (Self::PerHead(people), price),
            Payment::CostAndVolume { price, floor, cap, marginal, paid_for } => {
                (Self::CostAndVolume { floor, cap, marginal: Marginal::Pounds(marginal), paid_for }, price)
            }
        }
    }

    /// The payment at a price.
    pub fn at(self, price: f64) -> Payment {
        match self {
            Self::Block => Payment::Block(price),
            Self::PerCall(paid_for) => Payment::PerCall { price, paid_for },
            Self::PerHead(people) => Payment::PerHead { price, people },
            Self::CostAndVolume { floor, cap, marginal, paid_for } => {
                let marginal = match marginal {
                    Marginal::Pounds(pounds) => pounds,
                    Marginal::OfPrice(share) => share * price,
                };
                Payment::CostAndVolume { price, floor, cap, marginal, paid_for }
            }
        }
    }

    /// Which calls are paid for, or counted where none are.
    pub fn paid_for(self) -> PaidFor {
        match self {
            Self::PerCall(paid_for) | Self::CostAndVolume { paid_for, .. } => paid_for,
            Self::Block | Self::PerHead(_) => PaidFor::Answered,
        }
    }
}

impl Account {
    /// Income after deductions at a price, before any gain share.
    pub fn income(&self, form: Form, price: f64) -> f64 {
        self.months.iter().map(|month| fee(form.at(price), month.calls, month.year) * (1.0 - month.taken)).sum()
    }

    /// The replication as a line in the price; none where the cost is not known.
    pub fn line(&self, form: Form) -> Option<Line> {
        let fixed = self.income(form, 0.0);
        Some(Line { fixed, a_pound: self.income(form, 1.0) - fixed, cost: self.cost? })
    }

    /// Calls paid for over the horizon.
    pub fn paid(&self, what: PaidFor) -> f64 {
        self.months.iter().map(|month| month.calls.paid(what)).sum()
    }

    /// The horizon's share of a year.
    pub fn year(&self) -> f64 {
        self.months.iter().map(|month| month.year).sum()
    }
}

/// A replication's books as a line: income after deductions = `fixed` + price x `a_pound`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Income that does not hang on the price.
    pub fixed: f64,
    /// Income for each pound of the price, deductions taken off.
    pub a_pound: f64,
    /// What it has to pay for.
    pub cost: f64,
}
