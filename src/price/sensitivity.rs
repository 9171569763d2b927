//! What breaks it: each assumption over its range, the others as stated.
//!
//! At both ends: the cheapest price with the staffing found anew for them, and the chance of the targets with the staffing kept. Between
//! the ends: the value at which the offered price stops being enough, found by halving and interpolation on common callers
//! (within a fiftieth of the range, or where the price is met within a fifth of a per cent).
//!
//! ```text
//! g(u) = cheapest price with the assumption at the share u of its range - offered price
//! signs looked at: u = 0, where the stated value lies, 1
//! ```
//! Pay and overheads change nothing that happens to callers, so the staffing stays.

use super::Failure;
use super::anew::Anew;
use super::case::Tested;
use super::offer::Chance;
use super::staffing::Staffing;
use crate::experiment::Trial;

/// An assumption at an end of its range.
#[derive(Clone, Debug)]
pub struct End {
    /// The value as assigned.
    pub value: String,
    /// The cheapest price with the staffing anew, at the confidence; none where no staffing keeps the targets.
    pub price: Option<f64>,
    /// The targets, with the staffing kept.
    pub kept: Chance,
    /// Replications with the staffing kept.
    pub trials: Vec<Trial>,
}

/// What an assumption does.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The assumption.
    pub tested: Tested,
    /// At the ends of its range.
    pub ends: [End; 2],
    /// The cheapest price as stated.
    pub stated: f64,
    /// Where the offered price stops (or begins) to be enough; empty if not within the range.
    pub breaks_at: Vec<String>,
    /// Is the offered price enough as stated?
    pub enough_as_stated: bool,
}

impl Effect {
    /// How far the cheapest price moves from end to end; infinite where no price is enough at one of them.
    pub fn swing(&self) -> f64 {
        let price = |end: &End| end.price.unwrap_or(f64::INFINITY);
        let all = [price(&self.ends[0]), price(&self.ends[1]), self.stated];
        all.iter().copied().fold(f64::NEG_INFINITY, f64::max) - all.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// The most evaluations for a value between.
const STEPS: usize = 5;

/// Varies one assumption. `least`: the least staffing as stated; `stated`: its price; `kept`: replications for the targets with that staffing
/// kept.
///
/// # Errors
/// As [`super::Case::trials`].
pub fn effect(
    anew: &Anew<'_>,
    tested: &Tested,
    least: &Staffing,
    (stated, offered): (f64, f64),
    kept: &std::ops::Range<u64>,
) -> Result<Effect, Failure> {
    let search = &anew.search;
    // the effect is a difference on common callers; it is laid on the price that was found on many
    let at = |u: f64| {
        let change = anew.change(&[(&tested.range, u)], tested.kind.of_money_alone())?;
        Ok::<_, Failure>(change.map(|change| stated + change))
    };
    let mut ends = Vec::new();
    for u in tested.range.ends() {
        let inputs = [(&tested.range, u)];
        let (model, trials) = search.case.trials(search.bench, &inputs, least, kept.clone(), search.stop)?;
        let chance = Chance::new(trials.iter().map(|trial| trial.all_held(&model)));
        ends.push(End { value: tested.range.value(u), price: at(u)?, kept: chance, trials });
    }
    let gap = |price: Option<f64>| price.map_or(f64::INFINITY, |price| price - offered);
    let [low, high] = tested.range.ends();
    let mut known = vec![(low, gap(ends[0].price)), (high, gap(ends[1].price))];
    if let Some(place) = tested.range.stated_at().filter(|place| (low..=high).contains(place)) {
        known.insert(1, (place, stated - offered));
    }
    let mut breaks_at = Vec::new();
    for pair in known.windows(2) {
        if (pair[0].1 > 0.0) == (pair[1].1 > 0.0) {
            continue;
        }
        let found = between(&|u| Ok(gap(at(u)?)), pair[0], pair[1], offered)?;
        // the search is no closer than a fiftieth of the range
        breaks_at.push(tested.range.value((found * 100.0).round() / 100.0));
    }
    let ends: [End; 2] = ends.try_into().map_err(|_| Failure::Stopped)?;
    Ok(Effect { tested: tested.clone(), ends, stated, breaks_at, enough_as_stated: stated <= offered })
}

/// Where a function changes its sign between two places of other signs.
fn between(
    gap: &dyn Fn(f64) -> Result<f64, Failure>,
    mut one: (f64, f64),
    mut other: (f64, f64),
    offered: f64,
) -> Result<f64, Failure> {
    let span = (other.0 - one.0).abs().max(1e-12);
    for _ in 0..STEPS {
        if (other.0 - one.0).abs() < 0.02 * span {
            break;
        }
        let straight = one.1 / (one.1 - other.1);
        // an end at which no price is enough says nothing of how far
        let share = if straight.is_finite() { straight.clamp(0.05, 0.95) } else { 0.5 };
        let share = if one.1.is_finite() && other.1.is_finite() { share } else { 0.5 };
        let place = one.0 + (other.0 - one.0) * share;
        let found = gap(place)?;
        if found.abs() < 0.002 * offered.abs().max(0.01) {
            return Ok(place);
        }
        if (found > 0.0) == (one.1 > 0.0) { one = (place, found) } else { other = (place, found) }
    }
    let straight = one.1 / (one.1 - other.1);
    Ok(if straight.is_finite() && one.1.is_finite() && other.1.is_finite() {
        one.0 + (other.0 - one.0) * straight
    } else {
        f64::midpoint(one.0, other.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_found_on_curves_that_bend_and_where_no_price_is_enough() {
        let bent = |u: f64| Ok(10.0 * (u * u - 0.3));
        let found = between(&bent, (0.0, -3.0), (1.0, 7.0), 7.75).ok().unwrap();
        assert!((found - 0.3_f64.sqrt()).abs() < 0.01, "{found}");
        let endless = |u: f64| Ok(if u > 0.6 { f64::INFINITY } else { u - 0.5 });
        let found = between(&endless, (0.0, -0.5), (1.0, f64::INFINITY), 7.75).ok().unwrap();
        assert!((found - 0.5).abs() < 0.03, "{found}");
    }
}
