//! Earliest due first: each call is due so long after its wait begins to count, and who is due first (or most overdue) is
//! served. Calls that are never due come after those that are, who waited longest first.
//!
//! The wait counts as in the measures: on the line from the first queue until somebody has answered, then from joining the
//! queue; of people to be called back from the end of triage. Source of the rule: Jackson (1955); Goldberg (1977).

use std::collections::VecDeque;

use crate::engine::lanes::Entry;
use crate::engine::world::Call;
use crate::model::clock::LONGEST;
use crate::model::{Standing, Tick};
use crate::tally::Leg;

/// When a call that joined its queue at `since` is due.
#[inline]
pub fn due(call: &Call, since: Tick, standing: &Standing) -> Tick {
    if standing.due >= LONGEST {
        return Tick::MAX;
    }
    let from = match call.leg {
        Leg::First => call.asked.min(since),
        Leg::Later => since,
        Leg::CallBack => call.triaged,
    };
    from + standing.due
}

/// Where in a lane a call that is due at `due` belongs: behind everybody who is due no later. `due_of` is none for entries
/// that have left.
pub fn place_by_due(entries: &VecDeque<Entry>, due: Tick, due_of: impl Fn(&Entry) -> Option<Tick>) -> usize {
    let later = |entry: &Entry| due_of(entry).is_none_or(|other| other > due);
    entries.len() - entries.iter().rev().take_while(|entry| later(entry)).count()
}
