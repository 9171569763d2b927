//! Where callers go: how many attempts came from each place to each other, followed one by one.
//!
//! Places are the ways in, the steps, and the ends. Everybody is followed who first rang in the reported part of the run, until the end of it,
//! so that at each place as many come as leave: a conservation law that a test holds against every shipped scenario. Kept from the first
//! replications alone (some [`ENOUGH`] calls): following costs time, and shares of so many calls are sharp.

use rayon::prelude::*;

use crate::demand::FreshScale;
use crate::engine::observe::{Answer, OPEN, Observer, What};
use crate::engine::world::{Call, NOBODY};
use crate::engine::{Fault, Inputs, Workspace, simulate_observed};
use crate::model::clock::SECOND;
use crate::model::{MeasureKind, Model, Tick};
use crate::tally::{Ledger, Leg};

/// Calls that are enough to know shares by.
pub const ENOUGH: u64 = 300_000;

/// Ways in, by place.
pub const WAYS_IN: usize = 4;
/// Rings for the first time.
pub const FIRST: usize = 0;
/// Rings again, not helped before.
pub const AGAIN: usize = 1;
/// Rings again after an episode that had ended.
pub const RECONTACT: usize = 2;
/// Got worse while waiting to be called back, and does something of their own.
pub const WORSE: usize = 3;

/// What was followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Flows {
    /// Places: ways in, steps, outcomes, "still there at the end", "rings again, having got worse".
    pub places: usize,
    /// `[from * places + to]`: attempts.
    pub moves: Vec<u64>,
    /// By place where an attempt ended: those whose person rang again.
    pub again: Vec<u64>,
    /// By step: those answered there for the first time of their stay, or called back for the first time, and those of them for whom that
    /// was late.
    pub answered: Vec<[u64; 2]>,
    /// What late means for a first answer.
    pub limit: Tick,
    /// Replications followed.
    pub replications: usize,
    steps: usize,
}

impl Flows {
    fn new(model: &Model) -> Self {
        let places = WAYS_IN + model.steps.len() + model.outcomes.len() + 2;
        Self {
            places,
            moves: vec![0; places * places],
            again: vec![0; places],
            answered: vec![[0; 2]; model.steps.len()],
            limit: limit(model),
            replications: 0,
            steps: model.steps.len(),
        }
    }

    /// The place of a step.
    pub fn step(&self, step: usize) -> usize {
        WAYS_IN + step
    }

    /// The place of an outcome; of calls that were still there at the end ([`OPEN`]).
    pub fn end(&self, outcome: u8) -> usize {
        if outcome == OPEN { self.places - 2 } else { WAYS_IN + self.steps + outcome as usize }
    }

    /// The place of attempts that were broken off because the person, having got worse, rang again.
    pub fn broken_off(&self) -> usize {
        self.places - 1
    }

    /// Attempts that came to a place.
    pub fn came(&self, place: usize) -> u64 {
        (0..self.places).map(|from| self.moves[from * self.places + place]).sum()
    }

    /// Attempts that left a place.
    pub fn left(&self, place: usize) -> u64 {
        self.moves[place * self.places..(place + 1) * self.places].iter().sum()
    }

    fn add(&mut self, other: &Self) {
        self.moves.iter_mut().zip(&other.moves).for_each(|(a, b)| *a += b);
        self.again.iter_mut().zip(&other.again).for_each(|(a, b)| *a += b);
        self.answered.iter_mut().zip(&other.answered).for_each(|(a, b)| {
            a[0] += b[0];
            a[1] += b[1];
        });
        self.replications += other.replications;
    }
}

/// After how long a first answer is late: as the first target says that has such a time, else 60 s.
fn limit(model: &Model) -> Tick {
    let of = |kind: MeasureKind| match kind {
        MeasureKind::AnsweredWithin(limit)
        | MeasureKind::ServiceLevel(limit)
        | MeasureKind::ServiceLevelExcludingShort(limit)
        | MeasureKind::ServiceLevelIncludingAbandons(limit) => Some(limit),
        _ => None,
    };
    model.targets.iter().find_map(|target| of(target.measure.kind)).unwrap_or(60 * SECOND)
}

/// Follows callers through the first of `replications` replications, which had `calls` calls in all.
///
/// # Errors
/// A fault of the engine.
pub fn flows(model: &Model, fresh: &FreshScale, seed: u64, replications: usize, calls: u64) -> Result<Flows, Fault> {
    let each = (calls / replications.max(1) as u64).max(1);
    let followed = ENOUGH.div_ceil(each).clamp(1, replications.max(1) as u64);
    let inputs = Inputs::new(model, fresh.clone());
    let found: Result<Vec<Flows>, Fault> = (0..followed)
        .into_par_iter()
        .map(|replication| {
            let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
            let mut follower = Follower { model, flows: Flows::new(model), tracks: Vec::new() };
            simulate_observed(&inputs, seed, replication, &mut Workspace::new(model), &mut ledger, &mut follower)?;
            follower.flows.replications = 1;
            Ok(follower.flows)
        })
        .collect();
    let mut sum = Flows::new(model);
    found?.iter().for_each(|one| sum.add(one));
    Ok(sum)
}

/// Where an attempt is.
#[derive(Clone, Copy, Debug, Default)]
struct Track {
    place: usize,
    answered_here: bool,
}

struct Follower<'m> {
    model: &'m Model,
    flows: Flows,
    /// By place of the call in the engine.
    tracks: Vec<Track>,
}

impl Follower<'_> {
    fn track(&mut self, call: u32) -> &mut Track {
        let place = call as usize;
        if self.tracks.len() <= place {
            self.tracks.resize(place + 1, Track::default());
        }
        &mut self.tracks[place]
    }

    /// Begins to be followed at a place.
    fn begins(&mut self, call: u32, place: usize) {
        *self.track(call) = Track { place, answered_here: false };
    }

    /// Goes to a place, if not there already.
    fn goes(&mut self, call: u32, to: usize) {
        let from = self.track(call).place;
        if from != to {
            *self.track(call) = Track { place: to, answered_here: false };
            self.flows.moves[from * self.flows.places + to] += 1;
        }
    }

    /// Rang first in the reported part, and is no call about somebody else.
    fn counts(&self, call: &Call) -> bool {
        call.about == NOBODY && (self.model.clock.start..self.model.clock.end).contains(&call.first)
    }

    /// The first answer of a stay at a step, or the first attempt to call back, which ends that wait whether or not somebody picks up: a
    /// later attempt at somebody who did not is not late.
    fn answered_at(&mut self, call: u32, state: &Call, at: Tick, wait: Tick) {
        if std::mem::replace(&mut self.track(call).answered_here, true) {
            return;
        }
        let (step, source) = (state.site as usize / self.model.sources.len(), state.source as usize);
        let banded = state.banded && !self.model.steps[step].visits[source].bands.is_empty();
        let due = if banded { self.model.bands[state.band as usize].due } else { Tick::MAX };
        self.flows.answered[step][0] += 1;
        self.flows.answered[step][1] += u64::from(late(state, due, at, wait, self.flows.limit, self.model.clock.end));
    }
}

/// Late as the measures have it: a first answer after more than `limit`; a call-back, or somebody passed on to a clinician, after the due
/// time of the band. Who is due after the `end` of the reported part is left out, as in `call-back-on-time` and `clinician-on-time`.
fn late(state: &Call, due: Tick, at: Tick, wait: Tick, limit: Tick, end: Tick) -> bool {
    let after = |start: Tick| {
        let due = start.saturating_add(due);
        due <= end && at > due
    };
    match state.leg {
        Leg::First => wait > limit,
        Leg::Later => after(state.since),
        Leg::CallBack => after(state.triaged),
    }
}

impl Observer for Follower<'_> {
    const TO_THE_END: bool = true;
    const TRACES: bool = true;

    fn saw(&mut self, at: Tick, call: Option<(u32, &Call)>, what: What) {
        let Some((call, state)) = call.filter(|(_, state)| self.counts(state)) else { return };
        match what {
            What::Arrives => {
                let before = self.track(call).place;
                let way = match (state.attempt, state.episode) {
                    (2.., _) => {
                        self.flows.again[before] += 1;
                        AGAIN
                    }
                    (_, 0) => FIRST,
                    _ => RECONTACT,
                };
                self.begins(call, way);
            }
            What::Worsens { ends, waits } => {
                if waits != call {
                    self.begins(call, WORSE);
                }
                if ends.is_none() {
                    self.goes(call, self.flows.broken_off());
                }
            }
            What::Message { .. }
            | What::Full { .. }
            | What::Balks
            | What::Waits { .. }
            | What::Offered { .. }
            | What::Told { .. }
            | What::Answered { .. }
            | What::NoAnswer { .. } => {
                let step = self.flows.step(state.site as usize / self.model.sources.len());
                self.goes(call, step);
                match what {
                    What::Answered { wait, .. } => self.answered_at(call, state, at, wait),
                    What::NoAnswer { .. } => self.answered_at(call, state, at, 0),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn answered(&mut self, _call: u32, _answer: Answer) {}

    fn ended(&mut self, call: u32, state: &Call, outcome: u8, _at: Tick) {
        if self.counts(state) {
            self.goes(call, self.flows.end(outcome));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In every shipped scenario all who come to a step leave it, all who set out arrive, and each who rings again had ended before.
    #[test]
    fn nobody_is_lost_in_any_shipped_scenario() {
        for name in crate::scenario::builtin::names() {
            let Ok(scenario) = crate::scenario::load(&format!("builtin:{name}"), &[]) else { continue };
            let model = &scenario.model;
            if model.sources.iter().map(|s| s.expected.iter().sum::<f32>()).sum::<f32>() > 600_000.0 {
                continue; // the same mechanisms, a minute of time
            }
            let flows = flows(model, &FreshScale::default(), 7, 1, 1).unwrap();
            let steps = WAYS_IN..WAYS_IN + model.steps.len();
            for step in steps.clone() {
                assert_eq!(flows.came(step), flows.left(step), "{name}: {}", model.steps[step - WAYS_IN].name);
            }
            let set_out: u64 = (0..WAYS_IN).map(|way| flows.left(way)).sum();
            let arrived: u64 = (steps.end..flows.places).map(|end| flows.came(end)).sum();
            assert!(set_out > 0, "{name}");
            assert_eq!(set_out, arrived, "{name}");
            assert_eq!(flows.again.iter().sum::<u64>(), flows.left(AGAIN), "{name}");
            for (place, again) in flows.again.iter().enumerate() {
                assert!(*again <= flows.came(place), "{name}");
            }
        }
    }

    /// Who does not pick up is tried again, perhaps after the due time: the first attempt was on time, and so is the person, as in
    /// `call-back-on-time`. With a due time that only those meet whom somebody idle calls at once, many are late.
    #[test]
    fn a_call_back_is_late_if_its_first_attempt_is() {
        let clinician = |sets: &[&str]| {
            let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
            let model = crate::scenario::load("builtin:call-backs", &sets).unwrap().model;
            let step = model.steps.iter().position(|step| step.by_call_back).unwrap();
            let flows = flows(&model, &FreshScale::default(), 111, 1, 1_000_000).unwrap();
            assert!(flows.came(flows.end(crate::model::flow::NOT_REACHED)) > 0, "somebody does not pick up");
            flows.answered[step]
        };
        let [tried, late] = clinician(&[]);
        assert!(tried > 1000 && late == 0, "{late} of {tried}");
        let [tried, late] = clinician(&["bands.p1.due=1s", "bands.p2.due=1s", "bands.p3.due=1s"]);
        assert!(late > 1000 && late < tried, "{late} of {tried}");
    }
}
