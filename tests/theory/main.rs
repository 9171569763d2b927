//! The simulator against queueing theory: exact solvers, and (beside them)
//! the simulator's answers to the same questions.

mod exact;
