//! `staff` against exact answers: steady queues, a day by Kolmogorov's equations, two groups of which one helps the other; and whether its
//! verified chances are honest.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests; figures of the long ones are quoted in the documentation")]

mod beyond;
mod changing;
mod exact;
mod groups;
mod harness;
mod honest;
mod steady;
mod written;
