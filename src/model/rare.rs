//! Counts that only some services have: each belongs to a mechanism that a scenario may use or leave out.
//!
//! A model that uses none of them keeps no table for them (`tally::rare`), and no measure of theirs is shown.

use super::Model;

/// A count of a source in a cell of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rare {
    /// Attempts that found every line of the provider taken.
    Engaged,
    /// Calls that a provider sent on to another.
    SentOn,
    /// Calls that a provider took in from another.
    TakenIn,
}

impl Rare {
    /// All, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Engaged, Self::SentOn, Self::TakenIn];

    /// The name of the measure.
    pub fn name(self) -> &'static str {
        match self {
            Self::Engaged => "calls-engaged",
            Self::SentOn => "calls-sent-on",
            Self::TakenIn => "calls-taken-in",
        }
    }

    /// Can it be more than 0 in this model?
    pub fn arises(self, model: &Model) -> bool {
        match self {
            Self::Engaged => model.lines.iter().any(Option::is_some),
            Self::SentOn => model.sources.iter().any(|source| source.sends_on.is_some()),
            Self::TakenIn => model.sources.iter().any(|source| source.home.is_some()),
        }
    }
}
