//! Pictures for people who decide: each answers one question and carries its uncertainty.
//!
//! Every picture has a plain input and a `draw` that needs nothing else from the project. What is not a number is not drawn, and
//! an empty input gives a sentence instead of an empty panel.

pub mod axis;
pub mod by_day;
pub mod callbacks;
pub mod callers;
pub mod canvas;
pub mod compare;
pub mod cost;
pub mod day;
pub mod marks;
pub use super::number;
pub mod page;
pub mod palette;
pub mod price;
pub mod rollout;
pub mod rollouts;
pub mod scorecard;
pub mod sweep;
pub mod trade_off;
pub mod waits;
pub mod week;

#[cfg(test)]
mod tests;

pub use canvas::Drawing;
pub use number::Unit;
pub use page::Frame;

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// A shape could not be written.
    #[error("the picture could not be drawn: {0}")]
    Draw(String),
    /// The drawing could not be turned into pixels.
    #[error("the picture could not be turned into pixels: {0}")]
    Raster(String),
}

/// A number with its interval; the interval may be unknown (not a number) or one-sided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The best single number.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// A number known exactly.
    pub const fn exact(value: f64) -> Self {
        Self { mean: value, low: value, high: value }
    }

    /// Whether there is an interval to show.
    pub fn has_interval(&self) -> bool {
        self.low.is_finite() && self.high.is_finite() && self.high > self.low
    }
}

/// Which side of a target is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The target is a floor.
    AtLeast,
    /// The target is a ceiling.
    AtMost,
    /// The target is a ceiling that must not be reached.
    Below,
}

impl Direction {
    /// The words before the number.
    pub const fn words(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::Below => "below",
        }
    }

    /// Whether a value is on the good side of the target, or on it.
    pub fn holds(self, value: f64, target: f64) -> bool {
        match self {
            Self::AtLeast => value >= target,
            Self::AtMost => value <= target,
            Self::Below => value < target,
        }
    }
}
