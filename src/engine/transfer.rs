//! The hand-over of a warm transfer: the agent who held the caller tells the colleague who has answered.
//!
//! Both are busy for a time drawn once a transfer; the talk begins after it. Then the first agent goes on to wrap-up.

use super::observe::Observer;
use super::site::Site;
use super::world::{NOBODY, Work};
use crate::model::{Tick, Transfer};

use super::simulate::Run;

impl<O: Observer> Run<'_, '_, O> {
    /// The agent who holds the caller (`holder` has waited, `held_by` has not had to) hands over; for how long.
    pub(super) fn hand_over(&mut self, call: u32, site: &Site, holder: u32, held_by: u32) -> Tick {
        let Transfer::Warm { hand_over: Some(law), .. } = site.visit.transfer else { return 0 };
        let state = &self.world.calls[call as usize];
        let lasts = self.model.laws[law as usize].draw(state.key, site.draws.hand_over.again(u64::from(state.round))).max(1);
        let first = if holder == NOBODY { held_by } else { holder };
        let busy = &mut self.world.busy[first as usize];
        if holder != NOBODY {
            // the hold ends here, a new piece of work begins; a talk that has just ended is booked already
            self.ledger.work[busy.group as usize] += self.now - busy.since;
        }
        busy.work = Work::HandOver;
        busy.since = self.now;
        self.world.completions.set(first, self.now + lasts);
        lasts
    }
}
