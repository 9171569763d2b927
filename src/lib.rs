//! helpline
pub mod analysis;
pub mod demand;
pub mod engine;
pub mod experiment;
pub mod model;
pub mod plan;
pub mod random;
pub mod report;
pub mod scenario;
pub mod tally;
