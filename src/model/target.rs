//! What must hold: measures with a bound, judged on each replication.

use super::Rare;
use super::Tick;
use super::money::CostKind;

/// A measure of `docs/measures`, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the measure of the same name, defined in docs/measures")]
pub enum MeasureKind {
    CallsOffered,
    People,
    FirstCalls,
    Redials,
    CallsAnswered,
    CallsAbandoned,
    CallsBlocked,
    HungUpInMenu,
    StillWaiting,
    AnsweredWithin(Tick),
    ServiceLevel(Tick),
    ServiceLevelExcludingShort(Tick),
    ServiceLevelIncludingAbandons(Tick),
    Abandonment,
    AbandonmentOfReceived,
    AbandonmentAfter(Tick),
    MeanSpeedOfAnswer,
    MeanWait,
    /// A quantile of the wait of answered calls, in per mille; 1,000 for the longest.
    WaitQuantile(u16),
    MeanQueue,
    MaxQueue,
    Occupancy,
    StaffPresent,
    OvertimeHours,
    ClinicianShare,
    ClosedByClinician,
    WarmTransfer,
    CallBacks,
    CallBackOnTime,
    CallBackWithin(Tick),
    ClinicianOnTime,
    CallBackWaitQuantile(u16),
    TimeToClinicianQuantile(u16),
    NotReached,
    UrgentLost,
    UrgentLostPeople,
    RiskMinutes,
    UrgentAbandoned,
    /// Share of triaged people with this outcome.
    OutcomeShare(u8),
    PaidHours,
    Utilisation,
    Cost,
    CostOf(CostKind),
    CostPerCall,
    /// What contracts pay before deductions and gain shares.
    Fees,
    Deductions,
    GainShare,
    Income,
    Surplus,
    /// What is left of the reserve at the end.
    Reserve,
    /// The least that is left of the reserve at the end of a month.
    LowestReserve,
    DownstreamCost,
    /// Of providers and downstream together.
    TotalCost,
    /// Calls offered by each person.
    CallsPerPerson,
    /// Share of people who were answered.
    PeopleAnswered,
    /// A count that few services have.
    Rare(Rare),
    AllTargets,
}

impl MeasureKind {
    /// A roll-out knows it of an area by day: gates and deductions can look at it.
    pub fn known_by_day(self) -> bool {
        matches!(
            self,
            Self::AnsweredWithin(_)
                | Self::ServiceLevel(_)
                | Self::Abandonment
                | Self::AbandonmentAfter(_)
                | Self::MeanSpeedOfAnswer
                | Self::MeanWait
        )
    }

    /// Per mille that stands for the longest of all.
    pub const MAXIMUM: u16 = 1000;

    /// Worked out from the books of the providers, not from the ledger alone.
    pub fn is_money(self) -> bool {
        matches!(
            self,
            Self::PaidHours
                | Self::Utilisation
                | Self::Cost
                | Self::CostOf(_)
                | Self::CostPerCall
                | Self::Fees
                | Self::Deductions
                | Self::GainShare
                | Self::Income
                | Self::Surplus
                | Self::Reserve
                | Self::LowestReserve
                | Self::DownstreamCost
                | Self::TotalCost
        )
    }

    /// The wait at which the measure needs calls to be counted.
    pub fn threshold(self) -> Option<Tick> {
        match self {
            Self::AnsweredWithin(t)
            | Self::ServiceLevel(t)
            | Self::ServiceLevelExcludingShort(t)
            | Self::ServiceLevelIncludingAbandons(t)
            | Self::AbandonmentAfter(t)
            | Self::CallBackWithin(t) => Some(t),
            _ => None,
        }
    }
}

/// What part of the service a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the thing of the same name, by index")]
pub enum Scope {
    All,
    Step(u8),
    Group(u16),
    Area(u16),
    Callers(u16),
    Band(u8),
    Provider(u16),
    /// Bands due within a limit (`iuc-adc` item 5a), or later (5b), ticks.
    DueWithin(Tick),
    DueLater(Tick),
    Month(u16),
}

/// A measure of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Measure {
    /// What is measured.
    pub kind: MeasureKind,
    /// Of what.
    pub scope: Scope,
}

/// The bound of a target, in the measure's unit (seconds, share, count).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// Good when at most this.
    AtMost(f64),
    /// Good when at least this.
    AtLeast(f64),
    /// Good when below this.
    Below(f64),
}

impl Bound {
    /// Does a value hold it?
    pub fn holds(self, value: f64) -> bool {
        match self {
            Bound::AtMost(limit) => value <= limit,
            Bound::AtLeast(limit) => value >= limit,
            Bound::Below(limit) => value < limit,
        }
    }

    /// The limit itself.
    pub fn limit(self) -> f64 {
        match self {
            Bound::AtMost(limit) | Bound::AtLeast(limit) | Bound::Below(limit) => limit,
        }
    }

    /// Small values are good.
    pub fn small_is_good(self) -> bool {
        !matches!(self, Bound::AtLeast(_))
    }
}

/// How often a target is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Once, over the whole horizon.
    Horizon,
    /// Each whole month.
    Month,
}

/// What a target's value rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It came out of the simulation.
    Simulated,
    /// An input fixes it.
    Assumed,
    /// Inputs were set to give it.
    Fitted,
}

/// How sure one must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Confidence {
    /// The chance of holding must be at least this.
    Chance(f64),
    /// Judged on the estimate's interval.
    Estimate,
}

/// A target.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name in the file (a measure's, or one's own).
    pub name: String,
    /// What is judged.
    pub measure: Measure,
    /// The bound.
    pub bound: Bound,
    /// How often.
    pub every: Every,
    /// How sure.
    pub confidence: Confidence,
    /// What the value rests on.
    pub basis: Basis,
    /// Official name and items, where there is one.
    pub official: Option<String>,
}

/// A target held against a base: no worse than there by more than an allowance, in replications with the same callers.
#[derive(Clone, Debug, PartialEq)]
pub struct RelativeTarget {
    /// Its name in the file (a measure's, or one's own).
    pub name: String,
    /// What is judged.
    pub measure: Measure,
    /// How much worse it may be, in the measure's unit; 0 or more.
    pub allowance: f64,
    /// Small values are good.
    pub small_is_good: bool,
    /// How sure one must be.
    pub confidence: Confidence,
}

impl RelativeTarget {
    /// Does it hold, by the base's value and the alternative's?
    pub fn holds(&self, base: f64, alternative: f64) -> bool {
        let worse = if self.small_is_good { alternative - base } else { base - alternative };
        worse <= self.allowance
    }
}
