//! The simulator against queueing theory: exact solvers, and (beside them)
//! the simulator's answers to the same questions.
//!
//! `cargo test --test theory table -- --nocapture` prints every comparison.

mod exact;

mod absence;
mod changing;
mod classes;
mod comparing;
mod demand;
mod groups;
mod harness;
mod learning;
mod lengths;
mod line;
mod onward;
mod redialling;
mod table;
mod turnover;
