//! Sites: a step as callers of one source meet it, with all that the loop looks at in one record.
//!
//! Made once a model. A call carries the index of its present site, so an event costs one look-up instead of one each for
//! the step, the visit, the queue, the laws and the line of the ledger.

use super::calendar::MOST_DELAYS;
use super::watch::watched;
use crate::model::flow::StepDraws;
use crate::model::{Model, Next, Outcome, Split, StepKind, Talk, Tick, Visit};
use crate::random::{Key, QuantileTable};
use crate::tally::{Layout, Leg};

/// A step as callers of one source meet it.
#[derive(Clone, Debug)]
pub(super) struct Site<'m> {
    /// What they meet there.
    pub visit: &'m Visit,
    /// Purposes of the draws at the step.
    pub draws: StepDraws,
    /// The step.
    pub step: u8,
    /// A recorded message, with the law of its length.
    pub message: Option<&'m QuantileTable>,
    /// Seen by a clinician here.
    pub clinical: bool,
    /// Callers have an urgency band here.
    pub banded: bool,
    /// Some band has a patience of its own.
    pub band_patience: bool,
    /// Somebody who waits here may be on a clock of [`watch`](super::watch).
    pub watched: bool,
    /// The queue has places without limit and no rule looks at its length.
    pub plain: bool,
    /// Who would have to wait is told or offered something.
    pub told: bool,
    /// The queue.
    pub queue: u32,
    /// The only group that serves the queue, and always.
    pub sole_group: Option<u16>,
    /// First line of the ledger by [`Leg`]; bands follow `per_band` apart.
    lines: [u32; 3],
    per_band: u32,
    /// What is said here, where that is always the same.
    only: Option<Speech<'m>>,
    /// Otherwise, see [`Visit::talks`].
    speeches: Vec<Speech<'m>>,
}

/// A talk, its laws at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speech<'m> {
    /// Length of the talk.
    pub handle: &'m QuantileTable,
    /// Work after the call.
    pub wrap_up: Option<&'m QuantileTable>,
    /// Where the call goes.
    pub then: Then<'m>,
    /// Where instead after so long a wait.
    pub then_after: &'m [(Tick, Split)],
}

impl Speech<'_> {
    /// Where the caller of `key` goes on the `round`-th visit after that wait for the talk.
    pub(super) fn next_after(&self, wait: Tick, site: &Site, key: Key, round: u64) -> Next {
        match self.then_after.iter().rfind(|(least, _)| wait >= *least) {
            Some((_, split)) => split.at(key.uniform(site.draws.then.again(round))),
            None => self.then.of(site, key, round),
        }
    }
}

/// Where calls go after a talk.
#[derive(Clone, Copy, Debug)]
pub(super) enum Then<'m> {
    /// All to the same: nothing to draw.
    Always(Next),
    /// By shares.
    Drawn(&'m Split),
}

impl Then<'_> {
    /// Where the caller of `key` goes on the `round`-th visit.
    #[inline]
    pub(super) fn of(self, site: &Site, key: Key, round: u64) -> Next {
        match self {
            Then::Always(next) => next,
            Then::Drawn(split) => split.at(key.uniform(site.draws.then.again(round))),
        }
    }
}

impl<'m> Site<'m> {
    /// The sites of a model: `step * sources + source`.
    pub(super) fn all(model: &'m Model, layout: &Layout) -> Vec<Self> {
        let sources = model.sources.len();
        let speech = |talk: &'m Talk| Speech {
            handle: &model.laws[talk.handle as usize],
            wrap_up: talk.wrap_up.map(|law| &model.laws[law as usize]),
            then: match talk.then.0.as_slice() {
                [(_, next)] => Then::Always(*next),
                _ => Then::Drawn(&talk.then),
            },
            then_after: &talk.then_after,
        };
        let mut sites = Vec::with_capacity(model.steps.len() * sources);
        for (index, step) in model.steps.iter().enumerate() {
            for (source, visit) in step.visits.iter().enumerate() {
                let queue = model.queues.get(visit.queue as usize).filter(|_| step.kind == StepKind::Queue);
                let banded = !visit.bands.is_empty();
                let line = |leg| layout.line(source as u16, index as u8, leg, 0) as u32;
                // a class without bands keeps the first band's lines at a step where others have them
                let by_band = layout.places.iter().any(|place| place.step as usize == index && place.band.is_some());
                sites.push(Site {
                    visit,
                    draws: step.draws,
                    step: index as u8,
                    message: (step.kind == StepKind::Message).then(|| &model.laws[visit.message as usize]),
                    clinical: step.clinical,
                    banded,
                    band_patience: visit.bands.iter().any(|&(_, band)| model.clinical.patience[band as usize].is_some()),
                    watched: watched(model, index, visit),
                    plain: queue.is_none_or(|q| {
                        q.places.is_none() && !q.length_matters && q.overflow_after.is_empty() && q.overflow_when.is_none()
                    }),
                    told: visit.offer.is_some() || visit.announces.is_some(),
                    queue: u32::from(visit.queue),
                    sole_group: queue.and_then(|q| q.sole_group),
                    lines: [line(Leg::First), line(Leg::Later), line(Leg::CallBack)],
                    per_band: if by_band { sources as u32 } else { 0 },
                    only: if let [talk] = visit.talks.as_slice() { Some(speech(talk)) } else { None },
                    speeches: visit.talks.iter().map(speech).collect(),
                });
            }
        }
        sites
    }

    /// The band of the caller of `key` on the `round`-th visit.
    #[inline]
    pub(super) fn band_of(&self, key: Key, round: u64) -> u8 {
        let bands = &self.visit.bands;
        let u = key.uniform(self.draws.band.again(round));
        bands.iter().find(|&&(up_to, _)| u < up_to).or(bands.last()).map_or(0, |&(_, band)| band)
    }

    /// The line of the ledger for a call that waits here.
    #[inline]
    pub(super) fn line(&self, leg: Leg, band: u8) -> usize {
        (self.lines[leg as usize] + u32::from(band) * self.per_band) as usize
    }

    /// What is said here, when a group (as numbered in the file) serves under a combination of periods.
    #[inline]
    pub(super) fn speech(&self, template: u16, combination: u8) -> &Speech<'m> {
        if let Some(only) = &self.only {
            return only;
        }
        let place = self.visit.talk_place(template as usize, combination as usize);
        &self.speeches[place]
    }

    /// Priority of a call of a band here; `preferred`: that of a person who rang before, 0 if none.
    #[inline]
    pub(super) fn priority(&self, model: &Model, band: u8, preferred: u8) -> u8 {
        let own = if preferred == 0 { self.visit.priority } else { preferred };
        if self.banded { model.bands[band as usize].priority.unwrap_or(own) } else { own }
    }
}

/// Flags of an outcome.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    pub urgent: bool,
    pub closes: bool,
    pub triaged: bool,
}

impl Ending {
    /// Of each outcome.
    pub(super) fn all(model: &Model) -> Vec<Self> {
        let flags = |&Outcome { urgent, closes, triaged, .. }: &Outcome| Self { urgent, closes, triaged };
        model.outcomes.iter().map(flags).collect()
    }
}

/// Delays of fixed length that calls are put on: messages, limits of waiting, pauses between contact attempts, waits
/// before help. At most [`MOST_DELAYS`]; the rest is left to the heap.
pub(super) fn fixed_delays(model: &Model) -> Vec<Tick> {
    let mut delays: Vec<Tick> = Vec::new();
    let mut note = |delay: Tick| {
        if !delays.contains(&delay) && delays.len() < MOST_DELAYS {
            delays.push(delay);
        }
    };
    for step in &model.steps {
        for visit in &step.visits {
            if step.kind == StepKind::Message
                && let Some(length) = model.laws[visit.message as usize].fixed()
            {
                note(length);
            }
            if let Some((limit, _)) = visit.wait_at_most {
                note(limit);
            }
            if step.by_call_back && visit.contact.attempts > 1 {
                note(visit.contact.takes + visit.contact.again_after);
            }
        }
    }
    model.queues.iter().flat_map(|queue| &queue.overflow_after).for_each(|&after| note(after));
    delays
}
