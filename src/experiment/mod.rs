//! Many replications of one model: over threads, in batches, folded in order of replication.
//!
//! A result depends on (model, seed, replication) alone. Replications of a batch run on any thread; what they give is
//! folded in order, cell by cell, so the bytes are the same on any number of threads.
//!
//! | file | what it does |
//! |---|---|
//! | [`run`](mod@run) | replications of one model |
//! | [`compare`](mod@compare) | a base and its alternatives on the same callers |
//! | [`common`] | what they must have in common for that |
//! | [`difference`](mod@difference) | one measure of two of them, paired |
//! | [`recovery`] | how long waits are not as usual after a shock that one of them has not |
//! | [`uncertain`](mod@uncertain) | draws of inputs given as ranges |
//! | [`daily`] | days alone, of a model for each replication |
//! | [`trials`] | verdicts and books alone, for searches over many configurations |
//! | [`staffing`] | the cheapest staffing that reaches its targets |
//! | [`mod@flows`] | callers followed from place to place |
//! | [`fresh`], [`results`], [`sheet`] | shares of first calls; what is kept of replications, and by interval |

pub mod common;
pub mod compare;
pub mod daily;
pub mod difference;
pub mod flows;
pub mod fresh;
mod gauge;
pub mod recovery;
pub mod results;
pub mod rollout;
pub mod run;
pub mod sheet;
pub mod staffing;
pub mod sweep;
pub mod trials;
pub mod uncertain;

pub use compare::{ComparePlan, Compared, compare};
pub use difference::{Comparand, difference};
pub use flows::{Flows, flows};
pub use recovery::{Recovery, recoveries};
pub use results::{Judged, Results};
pub use rollout::{RollOut, roll_out};
pub use run::{Plan, Precision, Progress, run};
pub use sheet::{Accumulator, Sheet};
pub use trials::{Trial, Trials};
pub use uncertain::{DrawError, DrawPlan, Drawn, uncertain};
