//! Ageing score: a waiting call has the score base + rate x time waited, and the highest is served; so calls of a low class
//! overtake those of a high one who came later, the longer they wait.
//!
//! Accumulating priority queue: Kleinrock (1964), A delay dependent queue discipline; Stanford, Taylor and Ziedins (2014),
//! Waiting time distributions in the accumulating priority queue. Scores are re-ranked whenever an agent chooses.

use crate::model::{Standing, Tick};

/// Lowest is served first.
#[inline]
pub(super) fn urgency(standing: &Standing, waited: Tick) -> u64 {
    highest_first(standing.score.after(waited))
}

/// Orders numbers that are not negative from the highest: their bits rise with them.
#[inline]
pub(super) fn highest_first(score: f64) -> u64 {
    !score.to_bits()
}
