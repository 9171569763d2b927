//! Counts that only some services have: each belongs to a mechanism that a scenario may use or leave out.
//!
//! A model that uses none of them keeps no table for them (`tally::rare`), and no measure of theirs is shown.

use super::Model;

/// A count of a source in a cell of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rare {
    /// Attempts that found every line of the provider taken.
    Engaged,
    /// Outcomes that a clinician was to look at before they stand.
    ForValidation,
    /// Of these, confirmed by a clinician.
    Confirmed,
    /// Of these, changed by a clinician.
    Changed,
    /// Of these, stood unseen.
    Unvalidated,
    /// People who got worse while they waited for a call-back.
    Worsened,
    /// Welfare calls that were made.
    WelfareCalls,
    /// Of these, found the person more urgent.
    Raised,
}

impl Rare {
    /// All, in the order of the table.
    pub const ALL: [Self; 8] = [
        Self::Engaged,
        Self::ForValidation,
        Self::Confirmed,
        Self::Changed,
        Self::Unvalidated,
        Self::Worsened,
        Self::WelfareCalls,
        Self::Raised,
    ];

    /// The name of the measure.
    pub fn name(self) -> &'static str {
        match self {
            Self::Engaged => "calls-engaged",
            Self::ForValidation => "outcomes-for-validation",
            Self::Confirmed => "outcomes-confirmed",
            Self::Changed => "outcomes-changed",
            Self::Unvalidated => "outcomes-unvalidated",
            Self::Worsened => "people-worsened",
            Self::WelfareCalls => "welfare-calls",
            Self::Raised => "people-raised",
        }
    }

    /// Can it be more than 0 in this model?
    pub fn arises(self, model: &Model) -> bool {
        match self {
            Self::Engaged => model.lines.iter().any(Option::is_some),
            Self::ForValidation | Self::Confirmed | Self::Changed | Self::Unvalidated => model.clinical.validates(),
            Self::Worsened => model.clinical.worsens(),
            Self::WelfareCalls | Self::Raised => model.clinical.has_welfare(),
        }
    }
}
