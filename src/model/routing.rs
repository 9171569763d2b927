//! Routing as data: the rules by which a free agent takes a call and a call finds an agent, and what of a call they look at.
//!
//! Scores are per second of waiting; times are ticks. What the rules mean stands in `docs/mechanisms/queues-and-routing.md`,
//! what they do in `engine::dispatch`.

use super::Tick;
use super::clinical::Clinical;
use super::clock::LONGEST;
use super::flow::{Band, Step, Visit};
use super::staff::Group;

/// Which waiting call a free agent takes among equally preferred steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextCall {
    /// People on the line, then those to be called back; whoever has waited longest.
    LongestWait,
    /// The lowest priority number, then as [`LongestWait`](Self::LongestWait).
    Priority,
    /// The highest score, which grows while a call waits.
    Score,
    /// The call that is due first, or most overdue.
    EarliestDue,
    /// The highest score times the rate at which this group serves such calls.
    CMu,
}

/// Which group answers among equally preferred ones with somebody idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextAgent {
    /// The group whose first idle agent has been idle longest.
    LongestIdle,
    /// The group with the smallest share of its people busy.
    LeastBusy,
    /// Any idle person with the same chance.
    Random,
    /// The group that on average takes least time for such a call.
    Fastest,
    /// The group that on average is paid least for such a call.
    Cheapest,
}

/// What a waiting call is worth: `base + per_second * waited`. With [`NextCall::CMu`]: what the next second of its waiting
/// costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// On joining the queue.
    pub base: f64,
    /// Growth, a second.
    pub per_second: f64,
}

impl Score {
    /// Where nothing states one: whoever has waited longest.
    pub const UNSTATED: Self = Self { base: 0.0, per_second: 1.0 / 60.0 };

    /// After waiting so long.
    #[inline]
    pub fn after(self, waited: Tick) -> f64 {
        self.base + self.per_second * (waited as f64 / super::clock::SECOND as f64)
    }
}

/// What a class, a step or a band may say of its calls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rank {
    /// 1 first.
    pub priority: Option<u8>,
    /// Its score.
    pub score: Option<Score>,
    /// Due so long after the wait begins.
    pub due: Option<Tick>,
}

impl Rank {
    /// What this says, and what another says of which this is silent.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        Self { priority: self.priority.or(other.priority), score: self.score.or(other.score), due: self.due.or(other.due) }
    }
}

/// People whom a group keeps free for some calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepFree {
    /// How many.
    pub agents: u32,
    /// Calls at these steps may have them,
    pub steps: Vec<u8>,
    /// and those of these classes,
    pub classes: Vec<u16>,
    /// and those of these bands.
    pub bands: Vec<u8>,
}

/// What the rules look at in a waiting call beside its wait. Calls of one queue that are alike in this stand in one lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// 1 first.
    pub priority: u8,
    /// Its score.
    pub score: Score,
    /// Due so long after its wait began to count; beyond [`LONGEST`] if never.
    pub due: Tick,
    /// Groups that keep people free from such calls, rising.
    pub kept_from: Vec<u16>,
    /// Mean time of an agent, where a rule looks at it; else empty.
    pub work: Work,
}

/// Priority of calls for which nothing states one.
const UNSTATED_PRIORITY: u8 = 50;

impl Standing {
    /// Of a call of a rank at a visit; `due`: by its band. What the rule does not look at is left the same for all.
    fn new(rule: NextCall, visit: &Visit, rank: Rank, due: Option<Tick>, kept_from: Vec<u16>) -> Self {
        let scored = matches!(rule, NextCall::Score | NextCall::CMu);
        Self {
            priority: match rule {
                NextCall::LongestWait | NextCall::Priority => rank.priority.unwrap_or(UNSTATED_PRIORITY),
                _ => 0,
            },
            score: if scored { rank.score.unwrap_or(Score::UNSTATED) } else { Score::UNSTATED },
            due: if rule == NextCall::EarliestDue { due.or(rank.due).unwrap_or(LONGEST) } else { LONGEST },
            kept_from,
            work: if rule == NextCall::CMu { Work::of(visit) } else { Work::default() },
        }
    }
}

/// Mean talk and wrap-up by group and combination of periods, seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    means: Vec<f64>,
    by_group: bool,
    combinations: u8,
}

impl Work {
    /// Of a visit.
    pub fn of(visit: &Visit) -> Self {
        let means = visit.talks.iter().map(|talk| talk.mean).collect();
        Self { means, by_group: visit.by_group, combinations: visit.combinations }
    }

    /// When a group (as numbered in the file) serves under a combination of periods.
    #[inline]
    pub fn mean(&self, template: usize, combination: usize) -> f64 {
        self.means[Visit::place_of(self.means.len(), self.by_group, self.combinations, template, combination)]
    }
}

/// Calls whose [`Standing`] is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The rule by which a free agent takes a call.
    pub rule: NextCall,
    /// The step, with its index.
    pub step: (usize, &'a Step),
    /// Their source.
    pub source: usize,
    /// Their class.
    pub class: u16,
    /// Their band, if the step has any.
    pub band: Option<u8>,
    /// The priority that people have because they rang before; goes before that of class and step, not of the band.
    pub preferred: Option<u8>,
}

/// The [`Standing`] of calls at a step.
pub fn standing(groups: &[Group], bands: &[Band], asked: &Asked) -> Standing {
    let (index, step) = asked.step;
    let keeps = |group: &Group| {
        group.keep_free.as_ref().is_some_and(|kept| {
            let named = kept.steps.contains(&(index as u8))
                || kept.classes.contains(&asked.class)
                || asked.band.is_some_and(|band| kept.bands.contains(&band));
            !named
        })
    };
    let kept_from = (0..groups.len()).filter(|&g| keeps(&groups[g])).map(|g| g as u16).collect();
    let visit = &step.visits[asked.source];
    let own = Rank { priority: asked.preferred, ..Rank::default() }.over(visit.rank);
    let rank = asked.band.map_or(own, |band| bands[band as usize].rank.over(own));
    let due = asked.band.map(|band| bands[band as usize].due).filter(|&due| due < LONGEST);
    Standing::new(asked.rule, visit, rank, due, kept_from)
}

/// What tells apart the calls of a queue, for whoever takes the next: most important first, then as the file names them. `here`: the
/// queue, its step with its index; `callers`: the class of a source, and the priority that its people have because they rang before.
pub fn standings(
    here: (u16, usize, &Step),
    rule: NextCall,
    groups: &[Group],
    bands: &[Band],
    clinical: &Clinical,
    callers: &dyn Fn(usize) -> (u16, Option<u8>),
) -> Vec<Standing> {
    let (queue, index, step) = here;
    let mut found: Vec<Standing> = Vec::new();
    for (source, visit) in step.visits.iter().enumerate().filter(|(_, v)| v.queue == queue) {
        let own: Vec<Option<u8>> =
            if visit.bands.is_empty() { vec![None] } else { visit.bands.iter().map(|&(_, band)| Some(band)).collect() };
        // welfare calls may find people in bands that nobody has here at first
        let welfare = own.iter().flatten().filter_map(|&band| clinical.welfare[band as usize].as_ref());
        let raised: Vec<Option<u8>> = welfare.flat_map(|w| &w.raises).map(|&(_, band)| Some(band)).collect();
        let (class, known) = callers(source);
        for preferred in [None].into_iter().chain(known.map(Some)) {
            for &band in own.iter().chain(&raised) {
                let standing = standing(groups, bands, &Asked { rule, step: (index, step), source, class, band, preferred });
                if !found.contains(&standing) {
                    found.push(standing);
                }
            }
        }
    }
    found.sort_by_key(|standing| (standing.priority, standing.due));
    found
}

/// Calls that a provider sends on to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SendsOn {
    /// Of the calls that come, this share at once,
    pub share: f64,
    /// and those who have waited so long.
    pub after: Option<Tick>,
    /// To whom.
    pub to: Receiver,
}

/// Who takes in calls that are sent on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Receiver {
    /// A provider that is simulated: the callers go on as this source, its guests.
    Guest(u16),
    /// One that is not.
    Outside {
        /// Share of the calls that it answers.
        answers: f64,
        /// How these end, by index.
        outcome: u8,
    },
}
