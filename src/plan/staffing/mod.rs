//! Staffing by formula: what comes, what heads are worth, which staffing is best at a price of a late call, and what none can beat.
//!
//! ```text
//! Model --load--> calls and work by place, carried over        (modified offered load)
//!          --grade--> late calls by place and heads            (Erlang A or C, tuned by what was simulated)
//!          --weighed--> the staffing that is best if a late call costs so much: one head after another, or a roster of shifts
//!          --bound--> a cost that no staffing can be below
//! ```
//! Nothing is simulated here. `experiment::staffing` goes round: it simulates what this proposes and tunes it by what it saw.

pub mod bound;
pub mod grade;
pub mod load;
pub mod problem;
pub mod roster;
pub mod weighed;

pub use bound::Bound;
pub use grade::Grade;
pub use load::{Site, sites};
pub use problem::Problem;
pub use weighed::weighed;
