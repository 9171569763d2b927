//! What the price test finds: staffings with their prices, prices on offer with their chances, and a verdict on each.
//!
//! Prices are pounds in the unit of the contract's payment, costs pounds over the horizon, chances 0 to 1.

use super::cheapest::Cheapest;
use super::curve::Point;
use super::doubt::Doubt;
use super::forms::InForm;
use super::offer::{Chance, Chances, Paid};
use super::sensitivity::Effect;
use super::staffing::Staffing;

/// A staffing with what it costs.
#[derive(Clone, Debug)]
pub struct Staffed {
    /// Factors by group.
    pub staffing: Staffing,
    /// Where its books balance.
    pub cheapest: Cheapest,
    /// The targets.
    pub targets: Chance,
    /// Mean cost over the horizon, the contract's part.
    pub cost: f64,
    /// Mean calls paid for.
    pub calls: f64,
}

/// A price on offer.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The price.
    pub price: f64,
    /// The staffing that it pays for.
    pub paid: Paid,
    /// Chances with it, on callers that no search has seen.
    pub chances: Chances,
    /// Chances with the scenario's own staffing.
    pub own: Chances,
    /// What is said.
    pub verdict: Verdict,
}

/// Can the service be delivered at a price?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is at or above the cheapest price.
    Deliverable,
    /// It is below.
    NotDeliverable,
    /// It lies within the interval of the cheapest price.
    CannotTell,
}

/// What a test found.
#[derive(Debug)]
pub struct Found {
    /// The scenario's own staffing.
    pub own: Staffed,
    /// The least staffing that keeps the targets; none where no staffing of the family does, or the search was stopped.
    pub least: Option<Staffed>,
    /// The file of the scenario with the searched staffing, to which its factors apply; none for the scenario's own.
    pub file: Option<String>,
    /// The two ways to staff, where both were tried: the price at which the books balance on average on the callers of the search, of the searched
    /// staffing and of the scenario's own heads times a factor a group (none where no factor keeps the targets).
    pub ways: Option<(f64, Option<f64>)>,
    /// Shares of the least staffing's labour for which the best staffing was searched.
    pub sums: Vec<f64>,
    /// Staffed anew by the formula as tuned; otherwise by the square-root rule.
    pub by_recipe: bool,
    /// No staffing of the family keeps the targets.
    pub hopeless: bool,
    /// Attempts at the verification on fresh callers.
    pub attempts: u32,
    /// Prices on offer.
    pub offers: Vec<Offer>,
    /// Chances over prices.
    pub curve: Vec<Point>,
    /// Forms of payment.
    pub forms: Vec<InForm>,
    /// Assumptions, the largest effect first.
    pub effects: Vec<Effect>,
    /// All assumptions drawn.
    pub doubt: Option<Doubt>,
    /// What must be said beside it.
    pub notes: Vec<String>,
    /// Stopped before the end.
    pub partial: bool,
    /// Replications simulated, by all stages.
    pub replications: usize,
}

impl Verdict {
    /// At or above the cheapest price at the confidence, below it, or within its interval.
    pub fn of(price: f64, cheapest: &Cheapest) -> Self {
        let low = cheapest.sure.low.unwrap_or(f64::NEG_INFINITY).min(cheapest.sure.value);
        let high = cheapest.sure.high.unwrap_or(f64::INFINITY);
        match () {
            () if price >= high => Self::Deliverable,
            () if price < low => Self::NotDeliverable,
            () => Self::CannotTell,
        }
    }
}
