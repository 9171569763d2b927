//! The cheapest staffing that reaches its aims: proposed by formula, set by simulation, verified on fresh callers.
//!
//! ```text
//! plan::staffing proposes a family of staffings, one number a group     what a late call costs
//!       |  family       the least such numbers with which all aims hold, on common callers; tuned by what was seen; again
//!       v
//!  polish               fewer people where there is slack, one from here to there, more where an aim fails: races on common callers
//!       v
//!  verify               callers that nothing else has met; if it fails, repair, and fresh callers again at half the error
//! ```
//!
//! As a library:
//!
//! ```ignore
//! let template = Template::load(file, &sets)?;                            // scenario::staffing
//! let lower = |s: &Staffing| template.scenario(s, "staffing.csv").map(|s| s.model).map_err(|p| p.render(false));
//! let desk = Desk::new(&template.base.model, template.choices.clone());   // what may be chosen, in numbers
//! let mut search = Search::new(&desk, &lower, &plan, &stop)?;
//! let (aims, _) = aims::published(&template.base.model, false);
//! let found = search.cheapest(&aims, None, &mut |_| {})?;                 // Some(&staffing): starts from there
//! found.staffing; found.cost; found.met(); found.verified;
//! ```
//! Replications are numbered as everywhere: the search uses 0, 1, ...; verification numbers from 2^41 on.

pub mod aims;
pub mod bench;
pub mod budget;
mod desk;
mod family;
pub mod found;
pub mod judge;
mod moves;
mod polish;
pub mod recipe;
pub mod relief;
pub mod search;
pub mod seen;
pub mod surplus;

pub use aims::Aim;
pub use bench::{Bench, Candidate, Lower, StaffingError};
pub use budget::Bought;
pub use desk::Desk;
pub use found::Found;
pub use judge::Verified;
pub use recipe::Recipe;
pub use relief::Relief;
pub use search::{Plan, Search, Stage};
pub use surplus::Rewarded;
