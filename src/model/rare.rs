//! Counts that only some services have: each belongs to a mechanism that a scenario may use or leave out.
//!
//! A model that uses none of them keeps no table for them (`tally::rare`), and no measure of theirs is shown.

use super::{Model, Visit};

/// A count of a source in a cell of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rare {
    /// Attempts that found every line of the provider taken.
    Engaged,
    /// Attempts that hung up as soon as they reached the service.
    HungUpAtOnce,
    /// Call-backs offered to people who would have to wait.
    CallBacksOffered,
    /// Of these, accepted.
    CallBacksAccepted,
    /// Callers who heard how long the wait would be.
    WaitsAnnounced,
    /// Of these, left at once.
    LeftOnAnnouncement,
    /// New episodes of people whose last one was finished.
    Recalls,
    /// Of these, answered.
    RecallsAnswered,
    /// Attempts of people who are treated otherwise because they rang before.
    KnownAgain,
    /// Calls that came to a step while it was closed.
    Closed,
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
    /// Calls that a provider sent on to another.
    SentOn,
    /// Calls that a provider took in from another.
    TakenIn,
    /// Redials of people whose first attempt was on an earlier day.
    RedialsFromEarlierDays,
}

impl Rare {
    /// All, in the order of the table.
    pub const ALL: [Self; 20] = [
        Self::Engaged,
        Self::HungUpAtOnce,
        Self::CallBacksOffered,
        Self::CallBacksAccepted,
        Self::WaitsAnnounced,
        Self::LeftOnAnnouncement,
        Self::Recalls,
        Self::RecallsAnswered,
        Self::KnownAgain,
        Self::Closed,
        Self::ForValidation,
        Self::Confirmed,
        Self::Changed,
        Self::Unvalidated,
        Self::Worsened,
        Self::WelfareCalls,
        Self::Raised,
        Self::SentOn,
        Self::TakenIn,
        Self::RedialsFromEarlierDays,
    ];

    /// The name of the measure.
    pub fn name(self) -> &'static str {
        match self {
            Self::Engaged => "calls-engaged",
            Self::HungUpAtOnce => "hung-up-at-once",
            Self::CallBacksOffered => "call-backs-offered",
            Self::CallBacksAccepted => "call-backs-accepted",
            Self::WaitsAnnounced => "waits-announced",
            Self::LeftOnAnnouncement => "left-on-announcement",
            Self::Recalls => "re-contacts",
            Self::RecallsAnswered => "re-contacts-answered",
            Self::KnownAgain => "repeat-calls",
            Self::Closed => "calls-when-closed",
            Self::ForValidation => "outcomes-for-validation",
            Self::Confirmed => "outcomes-confirmed",
            Self::Changed => "outcomes-changed",
            Self::Unvalidated => "outcomes-unvalidated",
            Self::Worsened => "people-worsened",
            Self::WelfareCalls => "welfare-calls",
            Self::Raised => "people-raised",
            Self::SentOn => "calls-sent-on",
            Self::TakenIn => "calls-taken-in",
            Self::RedialsFromEarlierDays => "redials-from-earlier-days",
        }
    }

    /// Can it be more than 0 in this model?
    pub fn arises(self, model: &Model) -> bool {
        let visits = |wanted: fn(&Visit) -> bool| model.steps.iter().flat_map(|step| &step.visits).any(wanted);
        match self {
            Self::Engaged => model.lines.iter().any(Option::is_some),
            Self::HungUpAtOnce => model.sources.iter().any(|source| source.at_once > 0.0),
            Self::CallBacksOffered | Self::CallBacksAccepted => visits(|visit| visit.offer.is_some()),
            Self::WaitsAnnounced | Self::LeftOnAnnouncement => visits(|visit| visit.announces.is_some()),
            Self::Recalls | Self::RecallsAnswered => model.outcomes.iter().any(|outcome| outcome.recall.is_some()),
            Self::KnownAgain => model.sources.iter().any(|source| source.repeat.is_some()),
            Self::Closed => model.steps.iter().any(|step| step.hours.is_some()),
            Self::ForValidation | Self::Confirmed | Self::Changed | Self::Unvalidated => model.clinical.validates(),
            Self::Worsened => model.clinical.worsens(),
            Self::WelfareCalls | Self::Raised => model.clinical.has_welfare(),
            Self::SentOn => model.sources.iter().any(|source| source.sends_on.is_some()),
            Self::TakenIn => model.sources.iter().any(|source| source.home.is_some()),
            // asked of shocks, and of what is compared with one: other services keep no table for it
            Self::RedialsFromEarlierDays => {
                model.conventions.days_hand_on && model.sources.iter().any(|source| source.redial.is_some())
            }
        }
    }
}
