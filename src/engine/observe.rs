//! Somebody who looks on. Not looking costs nothing: the observer is a type parameter.

use super::world::Call;
use crate::model::Tick;

/// Told what happens to each attempt.
pub trait Observer {
    /// Also wants to hear of calls that are still in the system when the run stops.
    const TO_THE_END: bool;
    /// A person of a group has answered the caller, who waited so long on the line.
    fn answered(&mut self, call: u32, wait: Tick, group: u16);
    /// An attempt is over, with this outcome (by index).
    fn ended(&mut self, call: u32, state: &Call, outcome: u8, at: Tick);
}

/// Stands for the outcome of a call that was still in the system when the run stopped.
pub const OPEN: u8 = u8::MAX;

/// Nobody.
#[derive(Clone, Copy, Debug)]
pub struct Unobserved;

impl Observer for Unobserved {
    const TO_THE_END: bool = false;

    #[inline]
    fn answered(&mut self, _call: u32, _wait: Tick, _group: u16) {}
    #[inline]
    fn ended(&mut self, _call: u32, _state: &Call, _outcome: u8, _at: Tick) {}
}

/// An attempt, as `calls.csv` shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    /// Reached the service.
    pub arrived: Tick,
    /// The person's first attempt.
    pub first: Tick,
    /// Index of the source.
    pub source: u16,
    /// Number of the attempt.
    pub attempt: u8,
    /// Wait until a person answered, and that person's group.
    pub answered: Option<(Tick, u16)>,
    /// Band, if a clinician was needed.
    pub band: Option<u8>,
    /// How late the first clinical contact was, if there was one.
    pub late: Option<Tick>,
    /// Outcome, by index; [`OPEN`] if there was none yet.
    pub outcome: u8,
    /// Over at.
    pub ended: Tick,
}

/// Keeps a row for every attempt.
#[derive(Clone, Debug, Default)]
pub struct CallLog {
    answers: Vec<Option<(Tick, u16)>>,
    /// Attempts, in the order in which they ended.
    pub rows: Vec<CallRow>,
}

impl Observer for CallLog {
    const TO_THE_END: bool = true;

    fn answered(&mut self, call: u32, wait: Tick, group: u16) {
        let place = call as usize;
        if self.answers.len() <= place {
            self.answers.resize(place + 1, None);
        }
        self.answers[place] = Some((wait, group));
    }

    fn ended(&mut self, call: u32, state: &Call, outcome: u8, at: Tick) {
        let answered = self.answers.get_mut(call as usize).and_then(Option::take);
        self.rows.push(CallRow {
            arrived: state.arrived,
            first: state.first,
            source: state.source,
            attempt: state.attempt,
            answered,
            band: state.banded.then_some(state.band),
            late: (state.late != Tick::MAX).then_some(state.late),
            outcome,
            ended: at,
        });
    }
}
