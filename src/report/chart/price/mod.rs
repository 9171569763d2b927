//! Two pictures of a price test: chances over prices, and what moves the cheapest price.

pub mod curve;
pub mod tornado;
