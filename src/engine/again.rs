//! What callers bring along: people who have rung before, whom a service may know by their number and treat otherwise; and
//! patience that goes on from an earlier wait of the same call (`conventions.second-wait = "kept"`).

use super::observe::Observer;
use super::simulate::Run;
use super::world::Call;
use crate::model::{LawId, Model, Rare, Tick};
use crate::tally::Leg;

/// Some callers are treated otherwise when they ring again.
pub(super) fn known(model: &Model) -> bool {
    model.sources.iter().any(|source| source.repeat.is_some())
}

impl<O: Observer> Run<'_, '_, O> {
    /// Calls in a row of a person who rings again now, each within the time of the one before.
    pub(super) fn in_a_row(&self, before: &Call) -> u8 {
        let repeat = self.model.sources[before.source as usize].repeat.as_ref();
        match repeat {
            Some(repeat) if self.now - before.arrived <= repeat.within => before.in_a_row.saturating_add(1),
            _ => 1,
        }
    }

    /// Counts a redial now of a person whose first attempt was before midnight.
    #[cold]
    pub(super) fn handed_on(&mut self, call: u32) {
        let clock = &self.model.clock;
        let today = clock.days[clock.slots[self.world.slot as usize].day as usize].start;
        let state = &self.world.calls[call as usize];
        if state.first < today {
            self.ledger.rare.count(state.counted.cells, state.source, Rare::RedialsFromEarlierDays);
        }
    }

    /// What is left of a caller's patience who has waited on the line before.
    #[cold]
    pub(super) fn patience_left(&self, call: u32, law: LawId) -> Tick {
        let state = &self.world.calls[call as usize];
        let waited = if state.leg == Leg::First { self.now - state.asked } else { state.waited };
        self.model.laws[law as usize].draw(state.key, self.inputs.patience).saturating_sub(waited)
    }

    /// The first step of an attempt, by the rule for people who ring again.
    pub(super) fn entrance(&mut self, call: u32, source: u16) -> u8 {
        let definition = &self.model.sources[source as usize];
        let state = &mut self.world.calls[call as usize];
        state.preferred = 0;
        let Some(repeat) = definition.repeat.as_ref().filter(|repeat| state.in_a_row >= repeat.calls) else {
            return definition.enters;
        };
        state.preferred = repeat.priority.unwrap_or(0);
        self.ledger.rare.count(state.counted.cells, source, Rare::KnownAgain);
        repeat.enters.unwrap_or(definition.enters)
    }
}
