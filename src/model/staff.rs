//! Who answers: groups of agents, what they serve, when they are there.

use super::routing::KeepFree;
use super::{People, Tick};

/// A group of agents with the same skills at one provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name; `name@provider` where the file's one group stands at several providers.
    pub name: String,
    /// Index of the group in the file (a group without provider stands at each).
    pub template: u16,
    /// The provider.
    pub provider: u16,
    /// Queues it serves, in tiers of equal preference, first choice first.
    pub serves: Vec<Vec<Serve>>,
    /// The one queue it serves, if it is one and it always helps there.
    pub sole_queue: Option<u16>,
    /// People due, from each tick on (rising, the first at 0); none for unlimited.
    pub heads: Option<Vec<(Tick, u32)>>,
    /// People kept free for some calls.
    pub keep_free: Option<KeepFree>,
    /// What happens when fewer people are due than are busy.
    pub at_shift_end: ShiftEnd,
    /// Time that is paid beside the time at the desk.
    pub paid: PaidTime,
    /// How being busy changes the speed of its people.
    pub pace: Option<Pace>,
    /// Its people, where the scenario tells them apart; otherwise they are a number.
    pub people: Option<Box<People>>,
    /// How the number of people at work differs from plan from day to day; only where they are a number.
    pub varies: Option<Varies>,
}

impl Group {
    /// Who comes to work is drawn: the heads at work are not those planned.
    pub fn differs_by_replication(&self) -> bool {
        self.people.is_some() || self.varies.is_some()
    }
}

/// How many of a group are at work against plan: a lognormal factor of mean 1 for each date.
#[derive(Clone, Debug, PartialEq)]
pub struct Varies {
    /// The group as the file names it: draws hang on it.
    pub group: String,
    /// The provider.
    pub site: String,
    /// Coefficient of variation of the factor.
    pub cv: f64,
    /// Correlation of its logarithm with that of the day before.
    pub memory: f64,
}

/// How being busy changes how long a group's people talk and wrap up.
///
/// ```text
/// time = drawn x (1 + extra x max(0, (occupancy - above) / (1 - above)))
/// ```
/// Occupancy is busy / present of the group, as an exponentially weighted mean of the time up to the answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Up to this occupancy everything takes as long as drawn.
    pub above: f64,
    /// At full occupancy it takes this share longer; less than nothing: shorter.
    pub extra: f64,
    /// Time constant of the mean; 0: occupancy as it was the moment before.
    pub over: Tick,
}

/// How paid time follows from people due.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PaidTime {
    /// Leave, training, meetings and the like as a share of paid hours; none if not stated.
    pub shrinkage: Option<f64>,
    /// People away on a paid break, from each tick on (rising); empty if none.
    pub breaks: Vec<(Tick, u32)>,
    /// People paid, where the file states these and the people due follow from them; else the other way round.
    pub people: Option<Vec<(Tick, u32)>>,
    /// People due if no shock took any away, where one does: they are paid all the same.
    pub before_losses: Option<Vec<(Tick, u32)>>,
}

/// A queue that a group serves.
#[derive(Clone, Debug, PartialEq)]
pub struct Serve {
    /// The queue.
    pub queue: u16,
    /// When it may take calls from it; always, if none.
    pub overflow: Option<Overflow>,
}

/// Help given only when needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// Only calls that have waited this long.
    After(Tick),
    /// Only while at least so many wait (the arriving call included).
    WhenWaiting(u32),
    /// Only while the wait predicted for a call that joins is at least so long.
    WhenPredicted(Tick),
}

/// What happens when fewer people are due than are busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftEnd {
    /// Calls in hand are finished.
    FinishCall,
    /// Calls in hand go back to the head of their queue.
    HandBack,
}
