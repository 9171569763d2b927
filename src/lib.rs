//! helpline: under construction.

#[cfg(feature = "charts")]
pub mod report;
