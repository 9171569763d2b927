//! The group with the smallest share of its people busy.

use crate::engine::world::GroupState;

/// Lowest is chosen: share busy.
#[inline]
pub(super) fn rank(state: &GroupState) -> f64 {
    f64::from(state.busy) / (f64::from(state.busy) + state.idle.len() as f64).max(1.0)
}
