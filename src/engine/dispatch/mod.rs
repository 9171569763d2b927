//! Which call for this agent, which agent for this call: pure functions of a read-only view. One file a rule.

mod c_mu;
mod cheapest;
mod earliest_due;
mod fastest;
mod keep_free;
mod least_busy;
mod longest_idle;
mod next_agent;
mod next_call;
mod overflow;
mod priority;
mod random;
mod score;

pub use earliest_due::{due, place_by_due};
pub use next_agent::{Asked, next_agent};
pub use next_call::{LaneOf, next_call};
pub use overflow::looks_at_length;
