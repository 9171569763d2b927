//! A roll-out in one replication: areas go live through a gate, providers run out of money, others step in, areas are tendered again.
//!
//! ```text
//! Setup     what does not depend on luck: calls by day, cost of the planned heads, contracts
//! Luck      keyed draws: durations, recruits, pressure    the same for an area and attempt, whatever else is changed
//! Service   what takers gave the callers of their areas on a day: `reduced` by formula, `full` by a simulation of every call
//!    |
//!    v  day by day
//! area (phases) <-- withdrawal (notice, step-ins, re-tender) <-- ledger (months of providers, payers of areas)
//!    |
//!    v
//! Course    what became of each area and provider
//! ```
//! Days are calendar days of the scenario, so a leap day or a day of 23 hours is a day. Money in pounds. What every figure means:
//! `docs/rollout.md`.

pub mod area;
pub mod course;
pub mod doubts;
pub mod full;
pub mod ledger;
pub mod luck;
pub mod pipeline;
pub mod reduced;
pub mod run;
pub mod service;
pub mod setup;
pub mod step_in;

pub use course::{AreaCourse, Course, GateTest, Lane, Late, ProviderCourse};
pub use full::Carried;
pub use luck::Luck;
pub use reduced::Tables;
pub use run::run;
pub use service::{Day, Detail, Part, Served, Service};
pub use setup::Setup;
