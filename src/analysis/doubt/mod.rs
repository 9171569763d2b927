//! Doubt about inputs: how much of a result's variance it makes, which input makes it, and what it would be worth to know one.
//!
//! Inputs are drawn D times; each draw has K replications with callers of their own. An input is known by its quantile u in (0, 1),
//! whatever its law, so everything here is about independent uniform numbers.
//!
//! | file | answers |
//! |---|---|
//! | [`components`] | how much of the variance do inputs make, and how much chance? And how sure is a chance over both? |
//! | [`mod@effects`] | how much of it does each input make by itself? |
//! | [`information`] | which alternative is best how often, and what would it be worth to know the inputs, or one of them? |

pub mod components;
pub mod effects;
pub mod information;

pub use components::{Components, clustered, one_way};
pub use effects::{Effect, Fit, effects};
pub use information::{Choice, Worth, choice};
