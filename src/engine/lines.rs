//! Limited lines of a provider: a call takes one from when it reaches the service until the caller is off the line, that is,
//! from the message to the end of talk. Who finds all of them taken meets the engaged tone.
//!
//! A warm transfer keeps the caller's line; a person who is called back takes none. Where lines are limited every patience is
//! timed, so that a line is free again at the moment at which its caller gives up.

use super::calendar::Alarm;
use super::observe::Observer;
use super::simulate::Run;
use crate::model::flow::BLOCKED;
use crate::model::rare::Rare;
use crate::model::{Model, Tick};
use crate::tally::ledger::Journey;

/// Some provider has a limited number of lines.
pub(super) fn limited(model: &Model) -> bool {
    model.lines.iter().any(Option::is_some)
}

impl<O: Observer> Run<'_, '_, O> {
    /// A caller from `source` reaches the service. False if every line is taken: the attempt is over.
    pub(super) fn takes_a_line(&mut self, call: u32, source: u16) -> bool {
        let provider = self.provider(source);
        let Some(usual) = self.model.lines[provider] else { return true };
        let lines = self.lines_now(provider, usual);
        let state = &mut self.world.calls[call as usize];
        if self.world.lines[provider] < lines {
            self.world.lines[provider] += 1;
            state.on_line = true;
            return true;
        }
        // where the person would have come, had there been a line
        state.site =
            u32::from(self.model.sources[source as usize].enters) * self.inputs.layout.sources as u32 + u32::from(source);
        let cells = state.counted.cells;
        self.ledger.journey(cells, source, Journey::Blocked);
        self.ledger.rare.count(cells, source, Rare::Engaged);
        self.audit.blocked += 1;
        self.leave(call, self.now, BLOCKED);
        false
    }

    /// A caller who takes a line is off it from `at` on, perhaps a moment to come.
    #[cold]
    pub(super) fn frees_its_line(&mut self, call: u32, at: Tick) {
        let state = &mut self.world.calls[call as usize];
        if !std::mem::replace(&mut state.on_line, false) {
            return;
        }
        let provider = self.provider(self.world.calls[call as usize].source);
        if at > self.now {
            self.world.timers.set(at, Alarm::LineFree, provider as u32, 0);
        } else {
            self.world.lines[provider] -= 1;
        }
    }

    /// Lines a provider has now. Where a shock takes more of them than are free, calls on the line go on.
    fn lines_now(&self, provider: usize, usual: u32) -> u32 {
        let over_time = &self.model.lines_over_time[provider];
        let now = over_time.partition_point(|change| change.0 <= self.now);
        now.checked_sub(1).map_or(usual, |last| over_time[last].1)
    }

    fn provider(&self, source: u16) -> usize {
        self.model.areas[self.model.sources[source as usize].area as usize].provider as usize
    }
}
