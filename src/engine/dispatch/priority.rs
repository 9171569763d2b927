//! Strict priority: the lowest number first (1 before 2). Source of the exact waits: Cobham (1954).

use crate::engine::lanes::Lane;

/// Lowest is served first.
#[inline]
pub(super) fn urgency(lane: &Lane) -> u64 {
    u64::from(lane.priority)
}
