//! Many replications of one model: over threads, in batches, folded in order of replication.
//!
//! A result depends on (model, seed, replication) alone. Replications of a batch run on any thread; what they give is
//! folded in order, cell by cell, so the bytes are the same on any number of threads.

pub mod fresh;
mod gauge;
pub mod results;
pub mod run;
pub mod sheet;
pub mod sweep;

pub use results::{Judged, Results};
pub use run::{Plan, Precision, Progress, run};
pub use sheet::{Accumulator, Sheet};
