//! What a price test says: one sentence, `price.json`, rows, pictures.

mod json;
#[cfg(feature = "charts")]
pub mod pictures;
pub mod words;

pub use json::{Report, report, rows};

use crate::price::{Case, Found, Plan};

/// A set of assumptions with what was found for it.
#[derive(Debug)]
pub struct Tried<'a> {
    /// The assumptions.
    pub case: &'a Case,
    /// What was found.
    pub found: &'a Found,
}

/// All that a price test of some sets of assumptions found, the scenario itself first.
#[derive(Debug)]
pub struct Test<'a> {
    /// The sets.
    pub tried: Vec<Tried<'a>>,
    /// How much was simulated.
    pub plan: &'a Plan,
    /// The seed.
    pub seed: u64,
    /// What must be said beside it.
    pub warnings: Vec<String>,
}
