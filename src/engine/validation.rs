//! Outcomes that a clinician looks at before they stand.
//!
//! A share of the talks that end with such an outcome goes to a further step instead, the outcome still to come. There the
//! word `stands` in `then` confirms it. It stands too, unseen, when nobody has begun in time, or when the person gives up,
//! is turned away, or cannot be reached.

use super::observe::Observer;
use super::simulate::Run;
use super::site::Site;
use crate::model::clinical::Validation;
use crate::model::{Next, Rare};
use crate::random::Key;

/// No outcome is waiting to stand.
pub(super) const SETTLED: u8 = u8::MAX;

impl<'a, O: Observer> Run<'a, '_, O> {
    /// How an outcome that a group proposes at a site is looked at; none if it stands at once.
    pub(super) fn validation(&self, site: &Site, outcome: u8, template: u16, key: Key, round: u64) -> Option<&'a Validation> {
        let found = self.inputs.model.clinical.validated.get(outcome as usize)?.as_ref()?;
        if site.clinical || found.not_from.contains(&template) {
            return None;
        }
        (key.uniform(self.inputs.draws.validated.again(round)) < found.share).then_some(found)
    }

    /// A talk of a call has ended, to be followed by `next`: what follows it in truth.
    #[cold]
    pub(super) fn before_it_stands(&mut self, call: u32, site: &Site, next: Next, template: u16) -> Next {
        let state = &self.world.calls[call as usize];
        let (cells, source, proposed) = (state.counted.cells, state.source, state.proposed);
        match next {
            Next::Outcome(outcome) if proposed == SETTLED => {
                let Some(found) = self.validation(site, outcome, template, state.key, u64::from(state.round)) else {
                    return next;
                };
                self.world.calls[call as usize].proposed = outcome;
                self.ledger.rare.count(cells, source, Rare::ForValidation);
                Next::Step(found.at)
            }
            Next::Stands | Next::Outcome(_) if proposed != SETTLED => {
                let confirmed = matches!(next, Next::Stands) || next == Next::Outcome(proposed);
                self.ledger.rare.count(cells, source, if confirmed { Rare::Confirmed } else { Rare::Changed });
                self.world.calls[call as usize].proposed = SETTLED;
                if confirmed { Next::Outcome(proposed) } else { next }
            }
            other => other,
        }
    }

    /// Nobody has looked, and nobody will: the outcome stands.
    pub(super) fn stands_unseen(&mut self, call: u32) {
        let state = &mut self.world.calls[call as usize];
        let outcome = std::mem::replace(&mut state.proposed, SETTLED);
        self.ledger.rare.count(state.counted.cells, state.source, Rare::Unvalidated);
        self.end(call, outcome);
    }
}
