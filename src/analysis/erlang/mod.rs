//! What theory says exactly of one queue in steady state: calls at random (Poisson), one pool of
//! agents who all do the same, exponential handling times, first come first served.
//!
//! | file | those who find all agents busy | name |
//! |---|---|---|
//! | [`blocking`] | are turned away | Erlang B |
//! | [`patient`] | wait for ever | Erlang C |
//! | [`impatient`] | wait until their patience, exponential, runs out | Erlang A (Palm) |
//! | [`least_agents`](mod@least_agents) | how many agents a goal takes, by C or A | |
//!
//! Simulation is tested against these, and plans start from them. Calls are per hour, all times in
//! seconds, work in erlangs: calls in hand at once, were there agents for all.

pub mod blocking;
pub mod impatient;
pub mod least_agents;
pub mod patient;

pub use blocking::erlang_b;
pub use impatient::ErlangA;
pub use least_agents::{Goal, least_agents};
pub use patient::ErlangC;

use thiserror::Error;

/// The most agents any formula here is asked about.
pub const MOST_AGENTS: u32 = 1_000_000;

/// What arrives at a queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Calls an hour, at least 0.
    pub calls_per_hour: f64,
    /// Mean handling time, talk and wrap-up together, in seconds; above 0.
    pub handle_seconds: f64,
}

impl Load {
    /// Work offered: calls an hour x hours a call.
    pub fn erlangs(&self) -> f64 {
        self.calls_per_hour * self.handle_seconds / 3600.0
    }

    /// Calls a second.
    fn arrivals(&self) -> f64 {
        self.calls_per_hour / 3600.0
    }

    fn check(&self) -> Result<(), NoAnswer> {
        positive_or_zero("calls an hour", self.calls_per_hour)?;
        positive("handling time", self.handle_seconds)
    }
}

/// Which calls a share answered in time is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceLevel {
    /// Answered in time / answered.
    OfAnswered,
    /// Answered in time / offered.
    OfOffered,
    /// Answered in time / (offered less abandoned in the same time).
    ExcludingShortAbandons,
    /// (Answered in time + abandoned in the same time) / offered.
    IncludingAbandons,
}

/// Why a formula has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum NoAnswer {
    /// An input is negative, zero where it must not be, or no number.
    #[error("{what} cannot be {value}")]
    Impossible {
        /// Which input.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// More work than agents and nobody gives up: the queue grows for ever.
    #[error("{erlangs} erlangs of work and {agents} agents: the queue grows for ever")]
    Overloaded {
        /// Work offered, in erlangs.
        erlangs: f64,
        /// Agents present.
        agents: u32,
    },
    /// No number of agents up to [`MOST_AGENTS`] reaches the goal.
    #[error("no number of agents up to {MOST_AGENTS} reaches the goal")]
    OutOfReach,
}

fn positive(what: &'static str, value: f64) -> Result<(), NoAnswer> {
    if value > 0.0 && value.is_finite() { Ok(()) } else { Err(NoAnswer::Impossible { what, value }) }
}

fn positive_or_zero(what: &'static str, value: f64) -> Result<(), NoAnswer> {
    if value >= 0.0 && value.is_finite() { Ok(()) } else { Err(NoAnswer::Impossible { what, value }) }
}
