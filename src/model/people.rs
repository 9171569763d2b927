//! People told apart: who of a group is due when, and what keeps them from being at their desks.
//!
//! A group has these only where its scenario asks for something that hangs on persons; otherwise people are a number.
//! A *place* is what one person fills: the k-th of a shift, or the k-th of a headcount, under the same name on every day, so that
//! one place more is drawn for by itself and moves nobody else's draws. Absence is of a place on a date.

use super::Tick;

/// The people of a group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// The group as the file names it: draws hang on it.
    pub group: String,
    /// The provider: busy days of absence are shared by all its groups.
    pub site: String,
    /// Who fills what.
    pub places: Vec<Place>,
    /// By place, what is said of the person alone; empty where persons have no names.
    pub persons: Vec<Person>,
    /// When each is due, by date, then by place.
    pub duties: Vec<Duty>,
    /// Breaks at fixed times, by duty, in order of time.
    pub rests: Vec<Rest>,
    /// Breaks at a time that is found while calls come in, by duty, in order of time.
    pub windows: Vec<BreakWindow>,
    /// Who does not come.
    pub absence: Option<Absence>,
    /// When more or fewer of them do not come than as a rule.
    pub surges: Vec<Surge>,
    /// Who comes late.
    pub lateness: Option<Lateness>,
    /// Who works more slowly at first.
    pub new_staff: Option<NewStaff>,
}

impl People {
    /// It matters who answers; otherwise only how many there are.
    pub fn matter(&self) -> bool {
        self.new_staff.is_some() || !self.windows.is_empty() || !self.persons.is_empty()
    }
}

/// What a roster says of one person alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// Talk and wrap-up take so many times what was drawn.
    pub pace: f64,
    /// Mean chance of absence, instead of that of the group.
    pub absence: Option<f64>,
    /// A new starter who began at this tick; before the run where it is negative.
    pub began: Option<i64>,
}

impl Default for Person {
    fn default() -> Self {
        Self { pace: 1.0, absence: None, began: None }
    }
}

/// What one person fills.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The shift; empty for a headcount; the person where persons have names.
    pub shift: String,
    /// From 0 within the shift or headcount.
    pub ordinal: u32,
}

/// A person is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Index of the place.
    pub place: u32,
    /// Identity of the day on which it begins.
    pub date: u64,
    /// From here.
    pub from: Tick,
    /// To here.
    pub to: Tick,
    /// First and one past the last of its [`People::rests`].
    pub rests: (u32, u32),
    /// First and one past the last of its [`People::windows`].
    pub windows: (u32, u32),
    /// The person comes to work at its start (and may be late); otherwise it goes on from the day before.
    pub begins: bool,
}

/// A break at a fixed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// From here.
    pub from: Tick,
    /// To here.
    pub to: Tick,
    /// Paid like time at the desk.
    pub paid: bool,
}

/// A break that begins when the person is free and nobody waits for them, between two moments; at the second in any case, as
/// soon as the work in hand is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakWindow {
    /// It may begin from here on.
    pub opens: Tick,
    /// It must begin now; beyond the run if it ends before that.
    pub closes: Tick,
    /// Its length.
    pub lasts: Tick,
    /// It is over by then, whenever it began: the end of the duty.
    pub until: Tick,
    /// Paid like time at the desk.
    pub paid: bool,
    /// It begins before `closes` only while fewer of the group than this are on such a break.
    pub at_once: u32,
}

/// Chance that a person who is due does not come. The chance of a date is beta distributed about its mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Absence {
    /// Mean chance.
    pub chance: f64,
    /// Coefficient of variation of a date's chance.
    pub day_cv: f64,
    /// Share of the hours of absence that is paid.
    pub paid: f64,
}

impl Absence {
    /// The two parameters of the beta law of a date's chance; none where every date has the mean.
    ///
    /// With mean m and cv c: a + b = (1 - m) / (m c^2) - 1.
    pub fn beta(&self) -> Option<(f64, f64)> {
        let (m, c) = (self.chance, self.day_cv);
        (c > 0.0 && m > 0.0 && m < 1.0).then(|| {
            let sum = (1.0 - m) / (m * c * c) - 1.0;
            (m * sum, (1.0 - m) * sum)
        })
    }
}

/// A stretch in which the chance of absence is another: of people who are due from a moment in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surge {
    /// From here.
    pub from: Tick,
    /// To here.
    pub until: Tick,
    /// The chance of the date is multiplied by this, to 1 at most.
    pub factor: f64,
}

/// Chance that a person comes late, and by how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lateness {
    /// Of each person who comes.
    pub chance: f64,
    /// Index of the law of the delay in [`super::Model::laws`].
    pub by: u16,
}

/// New starters: people who began at the start of the reported part and work more slowly at first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewStaff {
    /// Chance that the person of a place is one.
    pub share: f64,
    /// Talk and wrap-up take longer at the start by this share of what was drawn.
    pub extra: f64,
    /// Which fades in a straight line to nothing over this time.
    pub fading: Tick,
}

/// What became of the people due of a group in one replication: numbers over time, each from a tick on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Places for which nobody is employed (paid breaks included, unpaid ones not).
    pub vacant: Vec<(Tick, u32)>,
    /// People at work beyond those due, where their number varies from day to day (fewer count as vacant).
    pub extra: Vec<(Tick, u32)>,
    /// People absent, of those due.
    pub absent: Vec<(Tick, u32)>,
    /// Of places nobody filled, those that own people fill on overtime.
    pub overtime: Vec<(Tick, u32)>,
    /// And those that an agency fills.
    pub agency: Vec<(Tick, u32)>,
    /// People on an unpaid break whose time was found while calls came in: own people (where nobody came: at the first moment
    /// of the window), those on overtime, those of an agency.
    pub resting: [Vec<(Tick, u32)>; 3],
}
