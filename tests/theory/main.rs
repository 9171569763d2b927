//! The simulator against queueing theory: exact solvers, and (beside them)
//! the simulator's answers to the same questions.
//!
//! `cargo test --test theory table -- --nocapture` prints every comparison.

mod exact;

mod absence;
mod changing;
mod classes;
mod clinical;
mod comparing;
mod demand;
mod engaged;
mod groups;
mod hand_over;
mod harness;
mod learning;
mod lengths;
mod line;
mod onward;
mod recalling;
mod redialling;
mod table;
mod told;
mod turnover;
mod waiting;
