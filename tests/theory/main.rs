//! The simulator against queueing theory: exact solvers, and (beside them)
//! the simulator's answers to the same questions.
//!
//! `cargo test --test theory page -- --ignored` writes every comparison to `docs/verification.md`.

mod exact;

mod absence;
mod breaks;
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
mod mixing;
mod onward;
mod outcomes;
mod pace;
mod page;
mod recalling;
mod redialling;
mod rules;
mod sending;
mod shocks;
mod told;
mod turnover;
mod waiting;
