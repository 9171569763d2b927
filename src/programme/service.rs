//! What a provider's people gave the callers of its areas on a day: the one thing that a roll-out asks about calls.
//!
//! Implemented by formula ([`super::reduced`]), by tests with numbers known by hand, or by a simulation of every call.

/// Different measures that the gates of a programme may look at.
pub const MEASURES: usize = crate::model::programme::MEASURES;

/// An area of which a provider takes calls on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The area.
    pub area: usize,
    /// Share of its calls that come here.
    pub share: f64,
    /// Share of the heads planned for the area that is in post here.
    pub post: f64,
}

/// What became of the calls of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Served {
    /// Calls offered.
    pub offered: f64,
    /// Answered; the others gave up.
    pub answered: f64,
    /// Answered, but after longer than [`super::Setup::in_time`].
    pub late: f64,
    /// Numerator and denominator of each measure of [`super::Setup::asked`].
    pub measures: [[f64; 2]; MEASURES],
}

/// Who serves.
pub trait Service {
    /// Calls that an area brings on a day, to whomever; `usual`: as expected, without luck.
    fn calls(&self, day: usize, area: usize, usual: bool) -> f64;

    /// A provider's day: `served` gets one entry for each part, in order. All parts share all people.
    fn serve(&self, day: usize, parts: &[Part], usual: bool, served: &mut Vec<Served>);
}

/// The value of a measure over some time; none where nothing was measured.
pub fn value(sums: [f64; 2]) -> Option<f64> {
    (sums[1] > 0.0).then(|| sums[0] / sums[1])
}
