//! Daily series of an area: what their effects are, and what is held before the data.
//!
//! Effects: 1; Tuesday to Sunday against Monday; how far the day's calls lie above the mean of days of its name (a logarithm); a bank holiday.

use super::bench::kind;
use crate::analysis::daily::{Prior, Spread};
use crate::model::Model;

/// Which effect is the response to calls.
pub const CALLS: usize = 7;
/// Which effect is that of a bank holiday.
pub const HOLIDAY: usize = 8;
const EFFECTS: usize = 9;

/// What the effects multiply on a day of a kind.
pub fn effects(kind: usize, above: f64) -> Vec<f64> {
    let mut x = vec![0.0; EFFECTS];
    x[0] = 1.0;
    if (1..7).contains(&kind) {
        x[kind] = 1.0;
    }
    x[CALLS] = above;
    x[HOLIDAY] = f64::from(u8::from(kind == 7));
    x
}

/// Kinds of the reported days of a model, and whether a bank holiday is within three days of one.
pub fn kinds(model: &Model) -> Vec<(usize, bool)> {
    let days = &model.clock.days;
    let near = |day: usize| days[day.saturating_sub(3)..(day + 4).min(days.len())].iter().any(|d| d.holiday);
    model.clock.reported_days().map(|d| (kind(days[d].weekday, days[d].holiday), near(d))).collect()
}

fn priors(level: f64, weekday: f64, calls: Prior, holiday: f64) -> Vec<Prior> {
    let none = |sd| Prior { mean: 0.0, sd };
    let mut all = vec![none(level)];
    all.extend([none(weekday); 6]);
    all.extend([calls, none(holiday)]);
    all
}

/// Of the logarithm of the factor on staff. Staff are laid out for each day's mean calls, so weekdays differ little; of an unexpected
/// rise in calls staff follow some part, since a part of it was foreseen. Chosen on splits of the first nine weeks (`docs/validation.md`).
pub fn of_staff() -> Vec<Prior> {
    priors(1.0, 0.1, Prior { mean: 0.4, sd: 0.3 }, 0.3)
}

/// Of the logarithm of calls, and of shares.
pub fn of_calls() -> Vec<Prior> {
    priors(10.0, 0.5, Prior { mean: 0.0, sd: 1e-3 }, 0.5)
}

/// Of the logarithm of a share that does not depend on calls.
pub fn of_share() -> Vec<Prior> {
    priors(2.0, 0.05, Prior { mean: 0.0, sd: 1e-3 }, 0.1)
}

fn grid(memory: &[f64], level: &[f64], noise: &[f64]) -> Vec<Spread> {
    let mut all = Vec::new();
    for &memory in memory {
        for &level in level {
            all.extend(noise.iter().map(|&noise| Spread { memory, level, noise }));
        }
    }
    all
}

/// Memory and spread that are tried for staff.
pub fn staff_grid() -> Vec<Spread> {
    grid(&[0.6, 0.7, 0.8, 0.9], &[0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.22], &[0.01, 0.02, 0.04, 0.06, 0.09, 0.14])
}

/// Memory and spread that are tried for calls.
pub fn calls_grid() -> Vec<Spread> {
    grid(&[0.6, 0.8, 0.9, 0.96], &[0.02, 0.04, 0.07, 0.11, 0.16], &[0.005, 0.02, 0.035, 0.05, 0.08])
}

/// Memory and spread that are tried for shares.
pub fn share_grid() -> Vec<Spread> {
    grid(&[0.3, 0.7, 0.93], &[0.0005, 0.003, 0.01, 0.03, 0.08], &[0.0005, 0.003, 0.01, 0.025, 0.05])
}
