//! The model: what a scenario means, as plain data. Ids not names, ticks not text; no I/O, no randomness.
//!
//! `scenario` makes it, everything else reads it. A validated model cannot make the engine fail.

pub mod clinical;
pub mod clock;
pub mod demand;
pub mod flow;
pub mod hours;
pub mod mechanisms;
pub mod money;
pub mod people;
pub mod programme;
pub mod rare;
pub mod routing;
pub mod shock;
pub mod staff;
pub mod staffing;
pub mod target;
pub mod told;

pub use clinical::Clinical;
pub use clock::{Clock, Day, Month, Slot, Tick};
pub use demand::{Area, CallerClass, Factor, Repeat, Source, Variation};
pub use flow::{
    Band, Contact, Else, Next, Outcome, Patience, Queue, Recall, Redial, Split, Step, StepKind, Talk, Transfer, Visit,
};
pub use money::{CostKind, Money};
pub use people::People;
pub use programme::Programme;
pub use rare::Rare;
pub use routing::{KeepFree, NextAgent, NextCall, Rank, Receiver, Score, SendsOn, Standing, Work};
pub use shock::Shock;
pub use staff::{Group, Overflow, Pace, PaidTime, Serve, ShiftEnd, Varies};
pub use staffing::{Choice, Choices, ChosenGroup, Pattern, Repeats, Staffing, What};
pub use target::{Basis, Bound, Confidence, Every, Measure, MeasureKind, RelativeTarget, Scope, Target};

use crate::random::QuantileTable;

/// Everything a replication needs, read-only and shared by all threads.
#[derive(Clone, Debug)]
pub struct Model {
    /// The file's stem: the name of its folder of results.
    pub name: String,
    /// The title a person gave it.
    pub title: String,
    /// Horizon, report intervals, days, months.
    pub clock: Clock,
    /// Areas, in file order.
    pub areas: Vec<Area>,
    /// Caller classes, in file order.
    pub classes: Vec<CallerClass>,
    /// Area by class: where calls come from.
    pub sources: Vec<Source>,
    /// How demand varies beyond a Poisson count.
    pub variation: Variation,
    /// Steps, in file order.
    pub steps: Vec<Step>,
    /// Steps by provider: where calls wait.
    pub queues: Vec<Queue>,
    /// Urgency bands, in file order.
    pub bands: Vec<Band>,
    /// What keeps people safe who wait.
    pub clinical: Clinical,
    /// Outcomes, the four that are always there first.
    pub outcomes: Vec<Outcome>,
    /// Providers, in file order.
    pub providers: Vec<String>,
    /// Calls each provider can have on the line at once; none means no limit.
    pub lines: Vec<Option<u32>>,
    /// And from each moment on, where shocks change that; empty for a provider of which no shock says anything.
    pub lines_over_time: Vec<Vec<(Tick, u32)>>,
    /// Groups of agents, one for each provider where the file names none.
    pub groups: Vec<Group>,
    /// Laws of durations that steps and callers refer to.
    pub laws: Vec<QuantileTable>,
    /// What must hold.
    pub targets: Vec<Target>,
    /// What must be no worse than in a base; judged where there is one.
    pub relative: Vec<RelativeTarget>,
    /// Thresholds of waiting at which answered and abandoned calls are counted (microseconds, rising).
    pub thresholds: Vec<Tick>,
    /// Settings that published models choose differently.
    pub conventions: Conventions,
    /// Combinations of named periods that some variant tells apart: each from a tick on, rising; the first at 0.
    pub combinations: Vec<(Tick, u8)>,
    /// Shocks, for what they are called.
    pub shocks: Vec<Shock>,
    /// Which call a free agent takes.
    pub next_call: NextCall,
    /// Chosen among equally preferred groups.
    pub next_agent: NextAgent,
    /// Pay, contracts, what outcomes cost.
    pub money: Money,
}

impl Model {
    /// Makes sure that calls are counted at the waits that these measures look at.
    pub fn count_at(&mut self, kinds: impl Iterator<Item = MeasureKind>) {
        self.thresholds.extend(kinds.filter_map(MeasureKind::threshold));
        self.thresholds.sort_unstable();
        self.thresholds.dedup();
    }

    /// Somebody may give up: some caller's patience ends, or some leave at once rather than wait.
    pub fn callers_may_leave(&self) -> bool {
        self.steps.iter().flat_map(|s| &s.visits).any(|v| v.patience != Patience::Endless || v.balk > 0.0)
            || self.clinical.patience.iter().flatten().any(|&p| p != Patience::Endless)
    }

    /// What the rules of routing look at in calls of a source at a step, in a band if the step has any; `preferred`: the
    /// priority of people who rang before.
    pub fn standing(&self, step: usize, source: usize, band: Option<u8>, preferred: Option<u8>) -> Standing {
        let class = self.sources[source].class;
        let step = (step, &self.steps[step]);
        let asked = routing::Asked { rule: self.next_call, step, source, class, band, preferred };
        routing::standing(&self.groups, &self.bands, &asked)
    }

    /// The combination of periods at a tick.
    pub fn combination_at(&self, tick: Tick) -> u8 {
        let place = self.combinations.partition_point(|&(from, _)| from <= tick);
        place.checked_sub(1).map_or(0, |i| self.combinations[i].1)
    }

    /// When the combination of periods next changes.
    pub fn next_combination(&self, tick: Tick) -> Option<Tick> {
        let place = self.combinations.partition_point(|&(from, _)| from <= tick);
        self.combinations.get(place).map(|&(from, _)| from)
    }
}

/// Index into [`Model::laws`].
pub type LawId = u16;

/// Choices that published models make differently (`[conventions]`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conventions {
    /// Recorded counts are the means of Poisson counts; otherwise exactly that many calls a day.
    pub counts_are_means: bool,
    /// A redial draws new patience and work; otherwise keeps those of the first attempt.
    pub redial_is_new: bool,
    /// A later wait on the line draws new patience; otherwise the person's patience goes on from the waits before.
    pub second_wait_is_new: bool,
    /// Every patience is timed by an event of its own. Slower, same results: a check on settling patience late.
    pub time_every_patience: bool,
    /// Redials of people who first rang on an earlier day are counted: there is a shock here, or in what this is compared with.
    pub days_hand_on: bool,
}
