//! Counts that only some services have: each belongs to a mechanism that a scenario may use or leave out.
//!
//! A model that uses none of them keeps no table for them (`tally::rare`), and no measure of theirs is shown.

use super::Model;

/// A count of a source in a cell of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rare {
    /// Attempts that found every line of the provider taken.
    Engaged,
}

impl Rare {
    /// All, in the order of the table.
    pub const ALL: [Self; 1] = [Self::Engaged];

    /// The name of the measure.
    pub fn name(self) -> &'static str {
        match self {
            Self::Engaged => "calls-engaged",
        }
    }

    /// Can it be more than 0 in this model?
    pub fn arises(self, model: &Model) -> bool {
        match self {
            Self::Engaged => model.lines.iter().any(Option::is_some),
        }
    }
}
