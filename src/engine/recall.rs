//! People whose episode is over and who ring again some time later about the same matter: a new episode, with a new key.

use super::calendar::Alarm;
use super::observe::Observer;
use super::simulate::Run;
use super::world::Call;
use crate::model::{Model, Rare};

/// Sets keys of new episodes apart from those of redials, which are parts 1 to 50 of a key.
const EPISODE: u64 = 1 << 32;

/// After some outcome people ring again.
pub(super) fn happens(model: &Model) -> bool {
    model.outcomes.iter().any(|outcome| outcome.recall.is_some())
}

impl<O: Observer> Run<'_, '_, O> {
    /// An episode is over: the person is gone, or rings again later.
    #[inline]
    pub(super) fn part_with(&mut self, call: u32, outcome: u8) {
        if !(self.inputs.recalls && self.will_recall(call, outcome)) {
            self.world.dismiss(call);
        }
    }

    /// Whether and when was settled when the episode began.
    #[cold]
    fn will_recall(&mut self, call: u32, outcome: u8) -> bool {
        let Some(recall) = &self.model.outcomes[outcome as usize].recall else { return false };
        let state = &mut self.world.calls[call as usize];
        if state.episode >= recall.times || state.key.uniform(self.inputs.recall) >= recall.chance {
            return false;
        }
        state.ticket = 0;
        let after = self.model.laws[recall.after as usize].draw(state.key, self.inputs.recall_after).max(1);
        self.world.timers.set(self.now + after, Alarm::Recall, call, 0);
        true
    }

    /// The person rings again. No new calls come after the end.
    pub(super) fn recall(&mut self, call: u32) {
        if self.now >= self.model.clock.end {
            self.world.dismiss(call);
            return;
        }
        let counted = self.world.here;
        let in_a_row = self.in_a_row(&self.world.calls[call as usize]);
        let state = &mut self.world.calls[call as usize];
        let (source, episode) = (state.source, state.episode);
        *state = Call {
            episode: episode.saturating_add(1),
            in_a_row,
            ..Call::new(state.key.part(EPISODE + u64::from(episode)), self.now, source, counted)
        };
        self.ledger.rare.count(counted.cells, source, Rare::Recalls);
        self.attempt(call, source);
    }
}
