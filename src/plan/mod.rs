//! Planning: what a service needs by formula, before any simulation.

pub mod programme;
pub mod requirement;
pub mod staffing;

pub use requirement::{Need, Requirement, Rule};
