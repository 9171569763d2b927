//! helpline: under construction.
pub mod analysis;
