//! The group whose first idle person has been idle longest.

use crate::engine::world::GroupState;

/// Lowest is chosen: idle since.
#[inline]
pub(super) fn rank(state: &GroupState) -> f64 {
    state.idle.front().map_or(f64::MAX, |&since| since as f64)
}
