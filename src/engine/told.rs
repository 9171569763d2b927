//! What a caller hears who would have to wait: an offer to be called back, then how long it is expected to take.
//!
//! The expected wait is that of [`predict`], for the people on the line here and the caller; or the wait of the last caller
//! answered, the predictor `LES` of Ibrahim and Whitt, Real-time delay estimation based on delay history (M&SOM 11, 2009).

use super::observe::{Observer, What};
use super::predict;
use super::simulate::Run;
use super::site::Site;
use crate::model::clock::{LONGEST, SECOND};
use crate::model::told::Predicts;
use crate::model::{Model, Rare, Tick};
use crate::tally::Leg;
use crate::tally::ledger::Count;

/// Some step announces the wait of the caller who was answered last.
pub(super) fn keeps_last_wait(model: &Model) -> bool {
    let mut visits = model.steps.iter().flat_map(|step| &step.visits);
    visits.any(|visit| visit.announces.as_ref().is_some_and(|told| told.predicts == Predicts::LastAnswered))
}

impl<'a, 'm, O: Observer> Run<'a, 'm, O> {
    /// A caller with this patience would have to wait at a site. The patience with which the caller joins the queue; none
    /// if the caller left or is to be called back.
    #[cold]
    pub(super) fn told(&mut self, call: u32, site: &'a Site<'m>, line: usize, patience: Tick) -> Option<Tick> {
        let state = &self.world.calls[call as usize];
        let (key, round, cells, source) = (state.key, u64::from(state.round), state.counted.cells, state.source);
        let unanswered = state.leg == Leg::First && !state.answered;
        let queue = site.queue as usize;
        self.settle(queue);
        if let Some(offer) = site.visit.offer.as_ref().filter(|_| unanswered) {
            let long = self.world.queues[queue].waiting + 1;
            let by_length = offer.when_waiting.is_some_and(|least| long >= least);
            if by_length || offer.when_wait.is_some_and(|least| self.predicted(site, Predicts::QueueLength) >= least) {
                self.ledger.rare.count(cells, source, Rare::CallBacksOffered);
                let accepts = key.uniform(site.draws.offer.again(round)) < offer.accepts;
                self.saw(call, What::Offered { waiting: long, accepts });
                if accepts {
                    self.ledger.rare.count(cells, source, Rare::CallBacksAccepted);
                    // the same visit may go on by another way, so its draws stay
                    self.world.calls[call as usize].visited &= !(1 << site.step);
                    let site = self.come_to(call, offer.to, Leg::CallBack);
                    self.join_call_back(call, site);
                    return None;
                }
            }
        }
        let Some(announced) = &site.visit.announces else { return Some(patience) };
        let wait = self.predicted(site, announced.predicts);
        self.ledger.rare.count(cells, source, Rare::WaitsAnnounced);
        self.saw(call, What::Told { wait });
        if announced.leaves.leaves(wait, patience, key.uniform(site.draws.announced.again(round))) {
            self.ledger.rare.count(cells, source, Rare::LeftOnAnnouncement);
            self.ledger.count(cells, line, Count::Balked);
            self.saw(call, What::Balks);
            self.abandon(call, self.now, true);
            return None;
        }
        let longer = patience as f64 * announced.patience;
        Some(if patience == Tick::MAX || longer >= LONGEST as f64 { Tick::MAX } else { longer as Tick })
    }

    /// Notes what later events look at of a call that is answered on the line after a wait.
    #[cold]
    pub(super) fn note_answer(&mut self, call: u32, site: &Site, wait: Tick) {
        let state = &mut self.world.calls[call as usize];
        if state.leg == Leg::CallBack {
            return;
        }
        state.waited = if state.leg == Leg::First { wait } else { state.waited + wait };
        self.world.last_wait[site.queue as usize] = self.now - state.since;
        if !state.answered && state.episode > 0 {
            self.ledger.rare.count(state.counted.cells, state.source, Rare::RecallsAnswered);
        }
    }

    /// The wait that a caller who joins here is told to expect.
    fn predicted(&self, site: &Site, predicts: Predicts) -> Tick {
        let queue = site.queue as usize;
        if predicts == Predicts::LastAnswered {
            return self.world.last_wait[queue];
        }
        let state = &self.world.queues[queue];
        // people on the line are taken before those who are called back
        let behind = |lane: &&super::lanes::Lane| lane.call_back;
        let called_back = state.lanes.iter().filter(behind).map(|lane| lane.entries.len() as u32).sum::<u32>();
        let ahead = state.waiting.saturating_sub(called_back);
        let seconds = predict::wait(self.model, self.world, queue, ahead + 1);
        if seconds * SECOND as f64 >= LONGEST as f64 { LONGEST } else { (seconds * SECOND as f64).round() as Tick }
    }
}
