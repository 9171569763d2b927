//! The discrete-event engine: one replication of one model, on one thread.
//!
//! ```text
//! arrivals (sorted stream) --+
//! completions (tournament) --+--> the earliest --> world: enter, wait, serve, move on, leave --> ledger
//! timers (heap, lines)     --+
//! boundaries (known list)  --+
//! ```
//! Parts of a service that never meet go through the loop one after the other (`parts`).
//! `staged` takes a run up to a moment, so that who takes calls and who answers can be changed before it goes on.
//! `site` holds what a call meets at a step, ready for the loop. `simulate` is the loop; what each event does stands in `callers`, `agents`, `passing` (of time), `queueing`, `stopping`;
//! mechanisms that few services use, each in a file of its own: `again`, `lines`, `opening`, `recall`, `told`.
//!
//! At the same instant: completions, then ends of patience, then shift changes, then arrivals; then first come, first
//! served. Time is whole microseconds, so nothing is nearly at the same instant.

mod again;
mod agents;
mod attendance;
pub mod audit;
mod breaks;
pub mod calendar;
mod callers;
mod crew;
pub mod dispatch;
mod joining;
pub mod lanes;
mod leaving;
mod lines;
pub mod observe;
mod opening;
mod pace;
mod parts;
mod passing;
pub mod predict;
mod presence;
mod queueing;
mod recall;
mod sending;
pub mod simulate;
mod site;
pub mod staged;
mod stopping;
mod told;
mod transfer;
mod turnover;
mod validation;
mod watch;
mod welfare;
pub mod world;

pub use audit::{Audit, Fault};
pub use observe::{CallLog, Observer};
pub use simulate::{Inputs, Workspace, simulate, simulate_observed};
pub use staged::Staged;
