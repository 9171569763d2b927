//! What takers gave the callers of their areas on a day: the one thing that a roll-out asks about calls.
//!
//! Implemented by formula ([`super::reduced`]), by a simulation of every call ([`super::full`]), and by tests with numbers known by hand.

use super::area::Taker;

/// Different measures that the gates of a programme may look at.
pub const MEASURES: usize = crate::model::programme::MEASURES;

/// How calls are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// By formula.
    Reduced,
    /// Each by itself.
    Full,
}

impl Detail {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reduced => "reduced",
            Self::Full => "full",
        }
    }

    /// How that is done.
    pub fn how(self) -> &'static str {
        match self {
            Self::Reduced => "Erlang A by interval",
            Self::Full => "each simulated",
        }
    }
}

/// An area of which somebody takes calls on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The area.
    pub area: usize,
    /// Who takes them.
    pub taker: Taker,
    /// Share of its calls that come there.
    pub share: f64,
    /// Share of the heads planned for the area that is in post there.
    pub post: f64,
}

impl Part {
    /// Parts with the same people: those of a provider. Winners of second tenders have nothing to do with one another.
    pub fn shares_people(&self, other: &Self) -> bool {
        self.taker == other.taker && self.taker != Taker::Winner
    }
}

/// What became of the calls of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Served {
    /// Calls offered.
    pub offered: f64,
    /// Answered; the others gave up.
    pub answered: f64,
    /// Triaged.
    pub triaged: f64,
    /// Answered, but after longer than [`super::Setup::in_time`].
    pub late: f64,
    /// Numerator and denominator of each measure of [`super::Setup::asked`].
    pub measures: [[f64; 2]; MEASURES],
}

/// What a day brought.
#[derive(Clone, Debug, Default)]
pub struct Day {
    /// By area: calls that went to the line before.
    pub before: Vec<f64>,
    /// By part, in order.
    pub served: Vec<Served>,
    /// Calls that ended on this day with somebody who took them earlier, and whose part is none of these: area, taker.
    pub earlier: Vec<(usize, Taker, Served)>,
}

impl Day {
    /// Nothing yet.
    pub fn clear(&mut self, areas: usize, parts: usize) {
        self.before.clear();
        self.before.resize(areas, 0.0);
        self.served.clear();
        self.served.resize(parts, Served::default());
        self.earlier.clear();
    }
}

/// Who serves.
pub trait Service {
    /// A day of all areas; asked once for each day, in order. Parts that share people follow one another.
    fn day(&mut self, day: usize, parts: &[Part], found: &mut Day);

    /// The same of parts that share people, at expected calls and without luck: one for each part, in order.
    fn usually(&self, day: usize, parts: &[Part], served: &mut Vec<Served>);
}

/// The value of a measure over some time; none where nothing was measured.
pub fn value(sums: [f64; 2]) -> Option<f64> {
    (sums[1] > 0.0).then(|| sums[0] / sums[1])
}
