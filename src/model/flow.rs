//! What happens to a call: steps, queues, bands, outcomes, and the behaviour of callers who wait.

use super::hours::Hours;
use super::routing::{Rank, Standing};
use super::told::{Announcement, Offer, Predicts};
use super::{LawId, Tick};
use crate::random::Purpose;

/// Where a call goes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// To a step.
    Step(u8),
    /// The episode ends.
    Outcome(u8),
    /// The episode ends with the outcome that was to be validated.
    Stands,
}

/// Shares of where calls go, cumulative, the last 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Split(pub Vec<(f64, Next)>);

impl Split {
    /// Where the draw `u` goes.
    #[inline]
    pub fn at(&self, u: f64) -> Next {
        for &(up_to, next) in &self.0 {
            if u < up_to {
                return next;
            }
        }
        self.0.last().map_or(Next::Outcome(0), |&(_, next)| next)
    }

    /// Each share with where it goes.
    pub fn shares(&self) -> impl Iterator<Item = (f64, Next)> + '_ {
        let mut before = 0.0;
        self.0.iter().map(move |&(up_to, next)| {
            let share = up_to - before;
            before = up_to;
            (share, next)
        })
    }
}

/// How long callers of a source wait on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Never leaves.
    Endless,
    /// By a law.
    Law(LawId),
}

/// Ringing again after giving up or meeting an engaged line.
#[derive(Clone, Debug, PartialEq)]
pub struct Redial {
    /// Chance after the first, second ... attempt; the last holds for all later ones.
    pub chance: Vec<f64>,
    /// Time until the next attempt.
    pub after: LawId,
    /// Attempts in all, the first included.
    pub attempts: u8,
}

/// Ringing again after a finished episode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recall {
    /// Chance after each episode that ends so.
    pub chance: f64,
    /// Time until the person rings again.
    pub after: LawId,
    /// At most so many episodes after the person's first.
    pub times: u8,
}

/// A step of the service.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name in the file.
    pub name: String,
    /// What it is.
    pub kind: StepKind,
    /// What happens to calls of each source at it (one for each source).
    pub visits: Vec<Visit>,
    /// When it is open; always, if none.
    pub hours: Option<Hours>,
    /// A caller can meet it as the first one where people answer.
    pub first: bool,
    /// A caller can meet it after having been answered, on the line.
    pub later: bool,
    /// Called-back people can wait at it.
    pub by_call_back: bool,
    /// Seen by a clinician here: it has bands or is named so.
    pub clinical: bool,
    /// Draw purposes, made from its name.
    pub draws: StepDraws,
}

/// Purposes of the draws at a step.
#[derive(Clone, Copy, Debug)]
pub struct StepDraws {
    /// Length of talk (or of a message).
    pub handle: Purpose,
    /// Length of wrap-up.
    pub wrap_up: Purpose,
    /// Where next.
    pub then: Purpose,
    /// Urgency band.
    pub band: Purpose,
    /// A contact attempt succeeds.
    pub contact: Purpose,
    /// Leaves at once rather than wait.
    pub balk: Purpose,
    /// Hangs up during the message; when.
    pub hang_up: Purpose,
    /// Patience at this step.
    pub patience: Purpose,
    /// Length of the hand-over of a warm transfer.
    pub hand_over: Purpose,
    /// Accepts a call-back.
    pub offer: Purpose,
    /// Leaves on hearing the announced wait.
    pub announced: Purpose,
    /// Which idle agent, where chance decides.
    pub agent: Purpose,
}

/// What a step is.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// A recorded message; costs no staff.
    Message,
    /// People wait for an agent: on the line, by call-back, or both.
    Queue,
}

/// What a call of one source meets at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The queue it waits in.
    pub queue: u16,
    /// Length of a message.
    pub message: LawId,
    /// Share that hangs up during the message.
    pub hang_up: f64,
    /// Share that leaves at once rather than wait.
    pub balk: f64,
    /// Waits on the line here.
    pub patience: Patience,
    /// Waits at most this long, then goes elsewhere.
    pub wait_at_most: Option<(Tick, Next)>,
    /// Goes there when the waiting places are full; otherwise the line is engaged.
    pub full_to: Option<Next>,
    /// Goes there when the step is closed.
    pub closed_to: Option<Next>,
    /// A call-back offered to those who would have to wait.
    pub offer: Option<Offer>,
    /// What they are told of the wait.
    pub announces: Option<Announcement>,
    /// How people who come from an agent are passed on.
    pub transfer: Transfer,
    /// Shares of urgency bands, cumulative; empty without bands.
    pub bands: Vec<(f64, u8)>,
    /// Contact attempts of a call-back.
    pub contact: Contact,
    /// Talk, wrap-up and what follows, by group (as in the file) and by combination of periods:
    /// `talks[group * combinations + combination]`, one entry where neither matters.
    pub talks: Vec<Talk>,
    /// `talks` depends on the group.
    pub by_group: bool,
    /// Combinations of periods that `talks` tells apart (1: none).
    pub combinations: u8,
    /// What decides when calls without a band are served here.
    pub rank: Rank,
}

impl Visit {
    /// Callers here are told a wait that is predicted from the queue, or are offered a call-back by it.
    pub fn predicts(&self) -> bool {
        self.offer.as_ref().is_some_and(|offer| offer.when_wait.is_some())
            || self.announces.as_ref().is_some_and(|told| told.predicts == Predicts::QueueLength)
    }

    /// What is said here, when a group (as numbered in the file) serves under a combination of periods.
    pub fn talk(&self, template: usize, combination: usize) -> &Talk {
        &self.talks[self.talk_place(template, combination)]
    }

    /// Where that stands in [`talks`](Self::talks).
    #[inline]
    pub fn talk_place(&self, template: usize, combination: usize) -> usize {
        Self::place_of(self.talks.len(), self.by_group, self.combinations, template, combination)
    }

    /// The same, of a list that is as long and tells the same apart.
    #[inline]
    pub fn place_of(talks: usize, by_group: bool, combinations: u8, template: usize, combination: usize) -> usize {
        if talks == 1 {
            return 0;
        }
        let template = if by_group { template } else { 0 };
        let combination = if combinations > 1 { combination } else { 0 };
        template * combinations as usize + combination
    }
}

/// A conversation: how long, and what follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Talk {
    /// Length of talk.
    pub handle: LawId,
    /// Work after the call, the caller gone.
    pub wrap_up: Option<LawId>,
    /// Where the call goes.
    pub then: Split,
    /// Where instead after so long a wait for this talk; rising.
    pub then_after: Vec<(Tick, Split)>,
    /// Mean time of the agent, talk and wrap-up; seconds.
    pub mean: f64,
}

impl Talk {
    /// All that may hold of where the call goes.
    pub fn splits(&self) -> impl Iterator<Item = &Split> {
        std::iter::once(&self.then).chain(self.then_after.iter().map(|(_, split)| split))
    }
}

/// How a call is passed on to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// The caller joins the queue on the line, the first agent is free.
    OnTheLine,
    /// The caller hangs up and is called back.
    CallBack,
    /// The first agent holds the caller until somebody answers, for at most this long.
    Warm {
        /// Longest hold.
        within: Tick,
        /// What if nobody answered.
        otherwise: Else,
        /// Time during which both agents are busy once a colleague has answered, before the talk.
        hand_over: Option<LawId>,
    },
}

/// What happens when nobody took a warm transfer in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Else {
    /// Called back.
    CallBack,
    /// Waits on the line, the first agent is free.
    OnTheLine,
    /// Goes elsewhere.
    To(Next),
}

/// Reaching a called-back person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contact {
    /// Chance that an attempt is answered.
    pub answers: f64,
    /// Attempts before it is given up.
    pub attempts: u8,
    /// Time until the next attempt joins the queue.
    pub again_after: Tick,
    /// Agent time of an unanswered attempt.
    pub takes: Tick,
}

/// An urgency band.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Its name in the file.
    pub name: String,
    /// Due this long after the end of triage.
    pub due: Tick,
    /// What decides when its calls are served; over that of class and step.
    pub rank: Rank,
}

/// Where an episode ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its name in the file.
    pub name: String,
    /// An urgent end (for instance an ambulance).
    pub urgent: bool,
    /// Closes the episode with advice (self-care).
    pub closes: bool,
    /// The call counts as triaged when its first talk ends so.
    pub triaged: bool,
    /// People ring again later.
    pub recall: Option<Recall>,
}

/// The outcomes that are always there, by index.
pub const GAVE_UP: u8 = 0;
/// Hung up during a message.
pub const HUNG_UP: u8 = 1;
/// Met an engaged line.
pub const BLOCKED: u8 = 2;
/// Called back in vain.
pub const NOT_REACHED: u8 = 3;
/// Helped, at a step that does not say how episodes end.
pub const SERVED: u8 = 4;

/// A step at a provider: a place to wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// The step.
    pub step: u8,
    /// The provider.
    pub provider: u16,
    /// Waiting places; none means no limit.
    pub places: Option<u32>,
    /// What tells its calls apart, for whoever takes the next: a lane each, on the line and called back.
    pub standings: Vec<Standing>,
    /// Groups that serve it, in tiers of equal preference, with their overflow rule.
    pub offered_to: Vec<Vec<u16>>,
    /// The one group that serves it, if it is one and always helps.
    pub sole_group: Option<u16>,
    /// Waits after which some group may help: each needs a timer.
    pub overflow_after: Vec<Tick>,
    /// Least number waiting at which some group helps.
    pub overflow_when: Option<u32>,
    /// Some rule looks at the number waiting when a call joins.
    pub length_matters: bool,
    /// Some rule looks at the predicted wait.
    pub predicted: bool,
    /// Groups that serve it without a rule about when, on whom a predicted wait counts, with their mean talk and wrap-up
    /// there by combination of periods (each source by its calls; only where a wait is predicted, to groups or callers); seconds.
    pub always: Vec<(u16, Vec<f64>)>,
}
