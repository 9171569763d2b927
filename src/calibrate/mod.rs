//! From records to a model: what staff, patience and randomness from day to day explain what was observed, through the simulator.
//!
//! A log of calls says each thing by itself (`log`); monthly figures and interval tables say means and shares alone (`published`). Published days say
//! neither by themselves:
//!
//! ```text
//! records by day --> bench (a model whose staff, patience and calls can be set)
//!                      |  surface: simulated over staff x patience, on common callers
//!                      v
//!                    patience (from abandonment given service), staff implied by each day's service
//!                      |  series: weekdays, response to calls, memory from day to day, noise
//!                      v
//!                    fit --> predict (draws of parameters and of chance, through the simulator) --> score
//! ```

pub mod bench;
pub mod days;
pub mod fit;
pub mod job;
pub mod log;
pub mod patience;
pub mod predict;
pub mod published;
pub mod score;
pub mod start;
pub mod surface;
pub mod written;

pub use fit::{Fit, Known};
