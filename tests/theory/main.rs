//! The simulator against queueing theory: exact solvers, and (beside them)
//! the simulator's answers to the same questions.
//!
//! `cargo test --test theory page -- --ignored` writes every comparison to `docs/verification.md`.

mod exact;

mod changing;
mod classes;
mod comparing;
mod demand;
mod engaged;
mod groups;
mod harness;
mod lengths;
mod line;
mod mixing;
mod onward;
mod outcomes;
mod page;
mod redialling;
mod rules;
mod sending;
