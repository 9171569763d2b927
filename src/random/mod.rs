//! Randomness keyed by identity: who is asked, and for what, decides the draw; never the order of asking.
//!
//! A caller is born with a [`Key`]; every draw is a pure function of the key and a [`Purpose`]. The same caller
//! therefore meets every configuration with the same luck (common random numbers), on any number of threads.
//! Most draws are one uniform through a monotone quantile ([`law::Law`]), so that more demand, or a longer handling
//! time, moves results in one direction.

pub mod beta;
pub mod key;
pub mod law;
pub mod poisson;
pub mod table;

pub use beta::beta_quantile;
pub use key::{Key, Purpose};
pub use law::Law;
pub use poisson::poisson_quantile;
pub use table::QuantileTable;
