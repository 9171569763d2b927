//! A model from a log of calls: what the log identifies, with standard errors, as a scenario that runs.
//!
//! ```text
//! CallLog --> fit (estimates: arrivals, redials, handling, patience, people present) --> scenario (text and tables), page
//! ```
//! Each parameter is graded: *calibrated*, with its standard error, where the log identifies it; *judged*, with what is known, where
//! it does not. What happens to a caller after the first talk is not in a log.

mod fit;
mod page;
mod scenario;

pub use fit::{GroupFit, LogFit, QueueFit, fit};
pub use page::page;
pub use scenario::{Written, digits as number, write};
