//! From records to a model.

pub mod log;
