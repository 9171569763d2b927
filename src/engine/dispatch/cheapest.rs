//! The group that is paid least for such a call: basic pay an hour times mean talk and wrap-up. Of groups as cheap as each
//! other, the one idle longest.

use super::{fastest, next_agent::Asked};
use crate::model::Model;

/// Lowest is chosen: pounds a call (times a constant).
pub(super) fn rank(model: &Model, asked: &Asked, group: u16) -> f64 {
    let hourly = model.money.pay.get(group as usize).and_then(Option::as_ref).map_or(f64::MAX, |pay| pay.hourly);
    hourly * fastest::rank(asked, model.groups[group as usize].template)
}
