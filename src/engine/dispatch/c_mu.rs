//! Generalised c-mu: the call with the highest product of what the next second of its waiting costs and the rate at which this
//! group serves such calls (1 / mean talk and wrap-up).
//!
//! The cost of a second is the score (base + rate x time waited), so waiting costs base x w + rate x w^2 / 2 in all. With rate
//! 0 this is the c-mu rule (Cox and Smith 1961), the best of all without interruption for one agent. Source of the rule for
//! rising costs: van Mieghem (1995), Dynamic scheduling with convex delay costs: the generalized c-mu rule.

use super::score::highest_first;
use crate::model::{Standing, Tick};

/// Lowest is served first.
#[inline]
pub(super) fn urgency(standing: &Standing, waited: Tick, template: usize, combination: usize) -> u64 {
    highest_first(standing.score.after(waited) / standing.work.mean(template, combination).max(f64::MIN_POSITIVE))
}
