//! The discrete-event engine: one replication of one model, on one thread.
//!
//! ```text
//! arrivals (sorted stream) --+
//! completions (tournament) --+--> the earliest --> world: enter, wait, serve, move on, leave --> ledger
//! timers (heap)            --+
//! boundaries (known list)  --+
//! ```
//! At the same instant: completions, then ends of patience, then shift changes, then arrivals; then first come, first
//! served. Time is whole microseconds, so nothing is nearly at the same instant.

pub mod audit;
pub mod calendar;
pub mod dispatch;
pub mod lanes;
pub mod observe;
pub mod simulate;
pub mod world;

pub use audit::{Audit, Fault};
pub use observe::{CallLog, Observer};
pub use simulate::{Inputs, Workspace, simulate, simulate_observed};
