//! What a staffing is, and what may be chosen in one: the unknowns of `helpline staff`.
//!
//! A group with a headcount has a number of heads in each *place* of a pattern that repeats (a half-hour of the week, of the day
//! or of one date, or one number for always). A group with shifts has a number of people on each shift. A [`Staffing`] is one
//! whole number for each of these *choices*, in order. What the numbers mean is the scenario's: people due, or people paid where
//! `heads-are = "paid"`.

use super::Tick;

/// How heads repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// One number all the time.
    Always,
    /// Each day is like the others.
    Day,
    /// Each week is like the others; holidays have a pattern of their own.
    Week,
    /// Each date has its own.
    Never,
}

/// The pattern that heads follow.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// How it repeats.
    pub repeats: Repeats,
    /// Minutes of a place.
    pub interval: u16,
    /// Its places: what stands in the first column of a CSV (`Mon 07:30`), in that order.
    pub places: Vec<String>,
    /// The place of each report interval of the run, warm-up and run-out included.
    pub of_slot: Vec<u32>,
}

/// A group whose staffing is chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenGroup {
    /// Its name in the file.
    pub name: String,
    /// Its index in [`super::Model::groups`].
    pub group: u16,
    /// The provider, where the file's one group stands at several.
    pub at: Option<String>,
    /// People on shifts; otherwise heads by place.
    pub by_shift: bool,
}

/// What a choice is a number of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Heads in a place of the pattern.
    Place(u32),
    /// People on this shift.
    Shift(String),
}

/// One number that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Index in [`Choices::groups`].
    pub group: u16,
    /// What it is a number of.
    pub what: What,
    /// The least it may be.
    pub least: u32,
    /// The most, where the scenario says so.
    pub most: Option<u32>,
    /// What the scenario has; rounded where it is not level over a place.
    pub stated: u32,
    /// The people on it work part time.
    pub part_time: bool,
    /// People at their desks over time if the number were `per` (rising; the scenario's own meaning of heads).
    pub heads: Vec<(Tick, u32)>,
    /// Those of them on a paid break.
    pub breaks: Vec<(Tick, u32)>,
    /// See `heads`.
    pub per: u32,
}

/// All that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// The pattern.
    pub pattern: Pattern,
    /// The groups.
    pub groups: Vec<ChosenGroup>,
    /// The choices, groups one after the other.
    pub all: Vec<Choice>,
    /// `[group][place]` of groups by place: what stays as it is because no reported interval lies there.
    pub fixed: Vec<Vec<u32>>,
    /// Part-time people are at most this share of each group's hours on shifts.
    pub part_time_at_most: Option<f64>,
}

/// A staffing: a number for each choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Staffing(pub Vec<u32>);

impl Choices {
    /// What the scenario has, within the bounds.
    pub fn stated(&self) -> Staffing {
        let within = |c: &Choice| c.stated.clamp(c.least, c.most.unwrap_or(u32::MAX).max(c.least));
        Staffing(self.all.iter().map(within).collect())
    }
}
