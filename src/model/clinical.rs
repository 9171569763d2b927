//! What keeps people safe who wait, and what happens when they wait too long: outcomes that a clinician looks at before
//! they stand, people who get worse, welfare calls, patience and ways on of people who give up, by urgency.

use super::{LawId, Patience, Tick};

/// Plain data of all these; lists by outcome or band, with nothing where a scenario says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clinical {
    /// By outcome: looked at by a clinician before it stands.
    pub validated: Vec<Option<Validation>>,
    /// By band: those who wait too long for a call-back.
    pub worsening: Vec<Option<Worsening>>,
    /// By band: welfare calls.
    pub welfare: Vec<Option<Welfare>>,
    /// By band: patience on the line where the band is known.
    pub patience: Vec<Option<Patience>>,
    /// By band: the outcome of people of that band who give up; empty if they are not told apart.
    pub gave_up: Vec<u8>,
}

/// An outcome that a clinician looks at before it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Validation {
    /// The step at which a clinician looks.
    pub at: u8,
    /// Share of such outcomes that is looked at; the others stand at once.
    pub share: f64,
    /// Stands without, if nobody has begun this long after the end of triage; endless if it always waits.
    pub within: Tick,
    /// Groups (as in the file) whose outcomes stand at once.
    pub not_from: Vec<u16>,
}

/// Getting worse while waiting for a call-back.
#[derive(Clone, Debug, PartialEq)]
pub struct Worsening {
    /// Chance that it happens, to a person who waits for ever.
    pub chance: f64,
    /// When, from the end of triage.
    pub after: LawId,
    /// What the person does, cumulative shares: an episode that ends so, or rings again.
    pub then: Vec<(f64, Option<u8>)>,
    /// The call-back stays in its queue.
    pub stays: bool,
}

/// A call to ask how somebody is who has waited long.
#[derive(Clone, Debug, PartialEq)]
pub struct Welfare {
    /// Falls due this long after the call-back was due.
    pub overdue: Tick,
    /// The step whose groups make it and whose `handle` it takes.
    pub at: u8,
    /// Bands afterwards, cumulative shares.
    pub raises: Vec<(f64, u8)>,
}

impl Clinical {
    /// Some outcome is looked at before it stands.
    pub fn validates(&self) -> bool {
        self.validated.iter().any(Option::is_some)
    }

    /// Some band worsens.
    pub fn worsens(&self) -> bool {
        self.worsening.iter().any(Option::is_some)
    }

    /// Some band has welfare calls.
    pub fn has_welfare(&self) -> bool {
        self.welfare.iter().any(Option::is_some)
    }
}
