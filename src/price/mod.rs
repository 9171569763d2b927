//! The price test: can a service be delivered at the offered price, what is the cheapest price at which it can, and what breaks it?
//!
//! ```text
//! Case (a scenario and assumptions over it)
//!   |  staffing: the least heads that keep the targets            search on common callers, verified on fresh ones
//!   v
//! trials: [targets held, books with the price left open] x replications
//!   |
//!   +--> cheapest      the price at which the books balance: on average, and at the stated confidence
//!   +--> offer         at the offered price: targets hold, books balance, both
//!   +--> curve         the same over a scale of prices, with the staffing that each price pays for (ladder)
//!   +--> forms         the same contract per call, per head, as a block, with floor and cap: who bears the risk of volume
//!   +--> sensitivity   each assumption over its range, staffed anew: what the cheapest price becomes, when the offered one stops being enough
//!   +--> doubt         all assumptions drawn at once: the price's distribution, and which of them dominates
//! ```
//! Prices are pounds in the unit of the contract's payment; chances 0 to 1. One replication is one horizon: the contract is tested over
//! the simulated period, and nothing is scaled up to a year that was not simulated. Method: `docs/price.md`.

pub mod anew;
pub mod case;
pub mod cheapest;
pub mod curve;
pub mod doubt;
pub mod forms;
pub mod found;
pub mod ladder;
pub mod offer;
pub mod sensitivity;
pub mod staffing;
pub mod test;

pub use case::{Case, Tested};
pub use cheapest::Cheapest;
pub use found::{Found, Verdict};
pub use test::{Plan, Searched, Stage, test};

use crate::experiment::run::RunError;
use crate::scenario::Problems;

/// The level of all intervals.
pub const LEVEL: f64 = crate::experiment::results::LEVEL;

/// Why a price test gave nothing, or not all.
#[derive(Debug)]
pub enum Failure {
    /// A scenario with some assumption or staffing over it cannot be read.
    Scenario(Problems),
    /// A failed check of the engine; threads that cannot be started.
    Run(RunError),
    /// A staffing that was found could not be gone on with, in words.
    Staffing(String),
    /// A stop was asked for.
    Stopped,
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Scenario(problems)
    }
}
