//! The group that takes least time for such a call, talk and wrap-up, by its mean law; as `by.GROUP` states it. Of groups as
//! fast as each other, the one idle longest.

use super::next_agent::Asked;

/// Lowest is chosen: mean seconds of an agent of a group as numbered in the file.
#[inline]
pub(super) fn rank(asked: &Asked, template: u16) -> f64 {
    asked.visit.talk(template as usize, asked.combination as usize).mean
}
