//! Planning: what a service needs, before any simulation.

pub mod requirement;

pub use requirement::{Need, Requirement, Rule};
