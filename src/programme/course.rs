//! What became of a programme in one replication.

use super::area::{Phase, Taker};

/// Where an area stood on a day, as a picture shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// The tender has not begun.
    Waiting,
    /// A provider is looked for.
    Tender,
    /// People are recruited and trained.
    Mobilising,
    /// Soft launch and gate, or back with the line before after a failure.
    Testing,
    /// A provider has left and nobody has taken over: the line before answers.
    Withdrawn,
    /// Live with its first provider.
    Live,
    /// Live with somebody else.
    SteppedIn,
}

impl Lane {
    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::Tender, Self::Mobilising, Self::Testing, Self::Withdrawn, Self::Live, Self::SteppedIn];

    /// Of a phase at an attempt.
    pub fn of(phase: Phase, attempt: u32) -> Self {
        match phase {
            Phase::Waiting => Self::Waiting,
            // looked for again after a withdrawal: for callers it is the gap that matters
            Phase::Tender if attempt > 0 => Self::Withdrawn,
            Phase::Tender => Self::Tender,
            Phase::Mobilising => Self::Mobilising,
            Phase::Soft | Phase::Back => Self::Testing,
            Phase::Between => Self::Withdrawn,
            Phase::Live if attempt > 0 => Self::SteppedIn,
            Phase::Live => Self::Live,
        }
    }

    /// Is the area live?
    pub fn live(self) -> bool {
        matches!(self, Self::Live | Self::SteppedIn)
    }
}

/// What an area that is not live waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Late {
    /// Its tender.
    Tender,
    /// People, or the time that mobilising takes.
    Staff,
    /// The end of its first soft launch.
    SoftLaunch,
    /// A gate that it has failed.
    Gate,
    /// Whoever comes after a provider that withdrew.
    Withdrawal,
}

impl Late {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Tender, Self::Staff, Self::SoftLaunch, Self::Gate, Self::Withdrawal];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Tender => "tender",
            Self::Staff => "staff",
            Self::SoftLaunch => "first test",
            Self::Gate => "gate",
            Self::Withdrawal => "withdrawal",
        }
    }

    /// Of a phase; `tries`: gates failed by this attempt.
    pub fn of(phase: Phase, attempt: u32, tries: u32) -> Option<Self> {
        match phase {
            Phase::Live => None,
            _ if attempt > 0 => Some(Self::Withdrawal),
            Phase::Waiting | Phase::Tender => Some(Self::Tender),
            Phase::Mobilising => Some(Self::Staff),
            Phase::Soft if tries == 0 => Some(Self::SoftLaunch),
            Phase::Soft | Phase::Back | Phase::Between => Some(Self::Gate),
        }
    }
}

/// A gate that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateTest {
    /// The first day after its window.
    pub day: usize,
    /// All targets held over the window.
    pub held: bool,
    /// They would have held without the luck of the window: expected calls, no busy days.
    pub usually: bool,
    /// Passed.
    pub passed: bool,
}

/// What became of an area.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaCourse {
    /// Where it stood, by day.
    pub lanes: Vec<Lane>,
    /// The first day on which it was live.
    pub first_live: Option<usize>,
    /// The first day of the time for which it was live without a break until the end.
    pub live: Option<usize>,
    /// What it waited for when the day of the deadline began; none: it was live.
    pub late: Option<Late>,
    /// Gates tried.
    pub gates: Vec<GateTest>,
    /// Passed regardless on the day of the deadline.
    pub pressed: bool,
    /// Days on which a provider left.
    pub left: Vec<usize>,
    /// Who had it at the end.
    pub taker: Option<Taker>,
    /// All calls.
    pub calls: f64,
    /// Calls of the taker.
    pub taken: f64,
    /// Calls that nobody answered: with the taker, with the line before.
    pub lost: [f64; 2],
    /// Answered by the taker after more than the time limit.
    pub slow: f64,
    /// Paid to takers.
    pub paid_takers: f64,
    /// Paid to the line before.
    pub paid_before: f64,
}

impl AreaCourse {
    /// Calls served badly: not answered, or late.
    pub fn badly(&self) -> f64 {
        self.lost[0] + self.lost[1] + self.slow
    }
}

/// What became of a provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProviderCourse {
    /// Day of the notice with which it withdrew from all its areas.
    pub withdrew: Option<usize>,
    /// Received over the run.
    pub income: f64,
    /// Spent over the run; nothing for one that is not simulated.
    pub cost: f64,
    /// The least that income less cost came to at the end of a month.
    pub lowest: f64,
    /// Areas that it took over from others.
    pub stepped_in: usize,
}

/// What became of a programme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// By area.
    pub areas: Vec<AreaCourse>,
    /// By provider.
    pub providers: Vec<ProviderCourse>,
    /// Received by winners of tenders that were held again.
    pub winners: f64,
}

impl Course {
    /// Is everywhere live on a day?
    pub fn all_live(&self, day: usize) -> bool {
        self.areas.iter().all(|area| area.lanes[day].live())
    }

    /// The first day from which on everywhere is live until the end.
    pub fn complete(&self) -> Option<usize> {
        self.areas.iter().map(|area| area.live).try_fold(0, |latest, live| live.map(|day| latest.max(day)))
    }
}
