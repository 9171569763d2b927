//! `staff` against exact answers: steady queues, a day by Kolmogorov's equations, two groups of which one helps the other.
#![expect(clippy::unwrap_used, reason = "tests")]

mod harness;
mod steady;
