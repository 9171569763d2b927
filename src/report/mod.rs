//! What a run says to people.

pub mod chart;
