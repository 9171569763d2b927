//! What one replication remembers: counts by time and line, time integrals by group, histograms of waits.
//!
//! All sums are integers, so they do not depend on the order of recording. [`Layout`] says where each figure is kept,
//! [`Ledger`] keeps them, [`evaluation`] turns them into the measures of `docs/measures`.

pub mod direction;
pub mod evaluation;
pub mod histogram;
pub mod layout;
pub mod ledger;
pub mod measure;
pub mod names;
pub mod rare;
pub mod selection;
pub mod waited;

pub use evaluation::{Evaluation, Quantiles};
pub use histogram::WaitHistogram;
pub use layout::{Layout, Leg};
pub use ledger::Ledger;
pub use measure::Ratio;
pub use selection::Selection;
