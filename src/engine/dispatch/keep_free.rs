//! Reservation: a group keeps so many people free for some calls. Others are answered only while more than that are at hand.
//!
//! Also called a trunk or agent reservation threshold; exact for two classes by a small chain.

use crate::model::{KeepFree, Standing};

/// May somebody of a group with so many at hand (this person included) take such a call?
#[inline]
pub(super) fn may_take(kept: &KeepFree, group: usize, standing: &Standing, at_hand: u32) -> bool {
    at_hand > kept.agents || standing.kept_from.binary_search(&(group as u16)).is_err()
}
