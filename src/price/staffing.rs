//! The least staffing of a family: every headcount of a group times a factor of that group.
//!
//! The hours of the week stay as the scenario lays them; how many people there are is found. Anybody can repeat it:
//! `--set groups.advisors.headcount=x0.93`. Heads of shifts are rounded to whole people.
//!
//! Search on common callers. Slack rises with staff and is 0 where the targets just hold ([`crate::experiment::trials::slack`]):
//! ```text
//! for each group:  the least factor with the other groups plentiful        one unknown: bracketed, then halved or interpolated
//! then:            all of these times one common factor                   misses add up, so a little more than each alone
//! ```
//! With one group, or groups that serve different queues, that is the least of the family but for the split of the last per cent between
//! groups. Where groups help each other it need not be: the result is then an upper bound, and is called so.

use std::sync::atomic::AtomicBool;

use super::Failure;
use super::case::Case;
use crate::experiment::Trials;
use crate::experiment::trials::slack;
use crate::model::{Group, Model};
use crate::plan::Requirement;
use crate::scenario::Scenario;
use crate::scenario::ranges::Range;

/// What can be varied: the groups, each with the paths of its heads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levers(Vec<Lever>);

#[derive(Clone, Debug, PartialEq)]
struct Lever {
    group: String,
    /// Paths that take a factor.
    changed: Vec<String>,
    /// Paths of whole numbers, with what they are.
    whole: Vec<(String, f64)>,
}

/// By group, the factor on its heads; 1 as stated.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing(pub Vec<f64>);

/// Factors beyond these are not tried.
const FACTORS: (f64, f64) = (0.2, 5.0);
/// The factor is found within this share; anew for other assumptions within the coarser one.
const RESOLUTION: f64 = 0.004;
const COARSE: f64 = 0.012;
/// What makes the other groups plentiful.
const PLENTY: f64 = 1.6;

impl Levers {
    /// Of a scenario: groups whose heads are limited.
    pub fn new(scenario: &Scenario) -> Self {
        let mut found: Vec<Lever> = Vec::new();
        for group in scenario.model.groups.iter().filter(|group| group.heads.is_some()) {
            let name = group.name.split('@').next().unwrap_or(&group.name);
            if found.iter().any(|lever| lever.group == name) {
                continue;
            }
            let shifts = format!("groups.{name}.shifts.");
            let whole: Vec<(String, f64)> = scenario
                .inputs
                .iter()
                .filter(|(path, _)| path.starts_with(&shifts) && path.ends_with(".headcount"))
                .filter_map(|(path, input)| Some((path.clone(), input.value.rsplit(' ').next()?.parse().ok()?)))
                .collect();
            let changed = if whole.is_empty() { vec![format!("groups.{name}.headcount")] } else { Vec::new() };
            found.push(Lever { group: name.to_owned(), changed, whole });
        }
        Self(found)
    }

    /// Names of the groups.
    pub fn groups(&self) -> Vec<&str> {
        self.0.iter().map(|lever| lever.group.as_str()).collect()
    }

    /// The staffing as stated.
    pub fn stated(&self) -> Staffing {
        Staffing(vec![1.0; self.0.len()])
    }

    /// By group, how its heads follow its load from one model to another: of heads h on load R before, R + (h - R) sqrt(R'/R) more or
    /// less remain idle on load R' after (the square-root rule).
    fn following(&self, before: &Model, after: &Model) -> Vec<f64> {
        let loads = |model: &Model| -> Vec<(f64, f64)> {
            let requirement = Requirement::new(model);
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
            let own = |lever: &Lever| {
                let mine = |group: &Group| group.name.split('@').next() == Some(&lever.group);
                let (mut load, mut due) = (0.0, 0.0);
                for (index, _) in model.groups.iter().enumerate().filter(|(_, group)| mine(group)) {
                    due += mean(&requirement.due[index]);
                    for (queue, needs) in requirement.needs.iter().enumerate() {
                        let first = model.queues[queue].offered_to.first();
                        if let Some(tier) = first.filter(|tier| tier.contains(&(index as u16))) {
                            let all = needs.iter().map(|need| need.erlangs).collect::<Vec<_>>();
                            load += mean(&all) / tier.len() as f64;
                        }
                    }
                }
                (load, due)
            };
            self.0.iter().map(own).collect()
        };
        let rule = |((load, due), (next, _)): (&(f64, f64), &(f64, f64))| {
            if *load <= 0.0 || *next <= 0.0 || *due <= 0.0 {
                return 1.0;
            }
            ((next + (due - load) * (next / load).sqrt()) / due).clamp(0.3, 3.0)
        };
        loads(before).iter().zip(&loads(after)).map(rule).collect()
    }

    /// What to assign for a staffing.
    pub fn assignments(&self, staffing: &Staffing) -> Vec<String> {
        let own = |(lever, &factor): (&Lever, &f64)| {
            if (factor - 1.0).abs() < 1e-9 {
                return Vec::new();
            }
            let changed = lever.changed.iter().map(|path| format!("{path}=x{factor:.4}"));
            let whole = lever.whole.iter().map(|(path, heads)| format!("{path}={}", (heads * factor).round()));
            changed.chain(whole).collect()
        };
        self.0.iter().zip(&staffing.0).flat_map(own).collect()
    }
}

impl Staffing {
    /// All groups times a factor.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Self(self.0.iter().map(|own| own * factor).collect())
    }

    fn with(&self, group: usize, factor: f64) -> Self {
        let mut factors = self.0.clone();
        factors[group] = factor;
        Self(factors)
    }
}

/// A search for staffing, on the same callers throughout.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// Where replications are simulated.
    pub bench: &'a Trials,
    /// The assumptions.
    pub case: &'a Case,
    /// How sure one must be that all targets hold.
    pub confidence: f64,
    /// The callers.
    pub replications: std::ops::Range<u64>,
    /// On top of a staffing found anew: what verification has added to the one as stated.
    pub margin: f64,
    /// A stop that is asked for.
    pub stop: &'a AtomicBool,
}

impl Search<'_> {
    /// The least staffing with these assumptions, begun from a guess; none where no staffing of the family keeps the targets.
    ///
    /// # Errors
    /// As [`Case::trials`].
    pub fn least(&self, inputs: &[(&Range, f64)], guess: &Staffing) -> Result<Option<Staffing>, Failure> {
        let slack_of = |staffing: &Staffing| -> Result<f64, Failure> {
            let (model, trials) = self.case.trials(self.bench, inputs, staffing, self.replications.clone(), self.stop)?;
            Ok(slack(&model, &trials, self.confidence).unwrap_or(1.0))
        };
        let mut own = guess.clone();
        if guess.0.len() > 1 {
            let plenty = guess.times(PLENTY);
            for group in 0..guess.0.len() {
                let at = |factor: f64| slack_of(&plenty.with(group, factor));
                match crossing(&at, guess.0[group], RESOLUTION, FACTORS)? {
                    Some((_, high)) => own.0[group] = high.0,
                    None => return Ok(None),
                }
            }
        }
        let at = |factor: f64| slack_of(&own.times(factor));
        Ok(crossing(&at, 1.0, RESOLUTION, FACTORS)?.map(|(_, high)| own.times(high.0)))
    }

    /// All groups of a staffing times the least common factor; none where no factor keeps the targets.
    ///
    /// # Errors
    /// As [`Case::trials`].
    pub fn alike(&self, staffing: &Staffing) -> Result<Option<Staffing>, Failure> {
        let at = |factor: f64| {
            let (model, trials) =
                self.case.trials(self.bench, &[], &staffing.times(factor), self.replications.clone(), self.stop)?;
            Ok(slack(&model, &trials, self.confidence).unwrap_or(1.0))
        };
        Ok(crossing(&at, 1.0, RESOLUTION, FACTORS)?.map(|(_, high)| staffing.times(high.0)))
    }

    /// The staffing anew for other assumptions: the least one as stated follows each group's load by the square-root rule, then all
    /// groups are multiplied by one factor until the targets just hold. None where no factor does it.
    ///
    /// # Errors
    /// As [`Case::trials`].
    pub fn anew(&self, inputs: &[(&Range, f64)], least: &Staffing) -> Result<Option<Staffing>, Failure> {
        let found = self.follow(inputs, least)?;
        Ok(found.map(|(guess, factor)| guess.times(factor * self.margin)))
    }

    /// What verification has added to a staffing: how far it lies above the one that just keeps the targets on these callers.
    ///
    /// # Errors
    /// As [`Case::trials`].
    pub fn margin_of(&self, least: &Staffing) -> Result<f64, Failure> {
        Ok(self.follow(&[], least)?.map_or(1.0, |(_, factor)| 1.0 / factor))
    }

    /// The staffing that follows the load, and the factor on it at which the targets just hold.
    fn follow(&self, inputs: &[(&Range, f64)], least: &Staffing) -> Result<Option<(Staffing, f64)>, Failure> {
        let (before, after) = (self.case.model(&[], least)?, self.case.model(inputs, least)?);
        let guess = Staffing(least.0.iter().zip(self.case.levers.following(&before, &after)).map(|(own, by)| own * by).collect());
        let at = |factor: f64| {
            let (model, trials) =
                self.case.trials(self.bench, inputs, &guess.times(factor), self.replications.clone(), self.stop)?;
            Ok(slack(&model, &trials, self.confidence).unwrap_or(1.0))
        };
        let found = crossing(&at, 1.0 / self.margin, COARSE, FACTORS)?;
        // between the two the straight line tells better than either end
        let factor = found.map(|(low, high)| {
            let share = if high.1 > low.1 { (-low.1 / (high.1 - low.1)).clamp(0.0, 1.0) } else { 1.0 };
            low.0 + (high.0 - low.0) * share
        });
        Ok(factor.map(|factor| (guess, factor)))
    }
}

/// A factor and the slack there.
type At = (f64, f64);

/// Two factors, within a share of each other, between which a rising function stops being negative: where it still is, where it is
/// not. None where it is negative even at the most.
pub(super) fn crossing(
    at: &dyn Fn(f64) -> Result<f64, Failure>,
    guess: f64,
    within: f64,
    (least, most): (f64, f64),
) -> Result<Option<(At, At)>, Failure> {
    let first = at(guess)?;
    let (mut low, mut high) = ((guess, first), (guess, first));
    // outwards in growing steps until the sign changes
    let mut step = 1.0 + 2.5 * within;
    if first >= 0.0 {
        while low.1 >= 0.0 {
            if low.0 <= least {
                return Ok(Some((low, low)));
            }
            high = low;
            let next = (low.0 / step).max(least);
            low = (next, at(next)?);
            step *= step;
        }
    } else {
        while high.1 < 0.0 {
            if high.0 >= most {
                return Ok(None);
            }
            low = high;
            let next = (high.0 * step).min(most);
            high = (next, at(next)?);
            step *= step;
        }
    }
    while high.0 / low.0 > 1.0 + within {
        // where the straight line crosses, but well inside; slack bends and jumps
        let width = high.0 - low.0;
        let line = low.0 + width * (-low.1 / (high.1 - low.1)).clamp(0.15, 0.85);
        let found = at(line)?;
        if found >= 0.0 { high = (line, found) } else { low = (line, found) }
    }
    Ok(Some((low, high)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crossing_is_found_within_its_resolution_from_either_side() {
        for guess in [0.5, 0.9, 1.3, 3.0] {
            // a bend and a jump, as where a target starts to hold
            let at = |x: f64| Ok(if x < 1.1 { -0.3 - (1.1 - x) } else { (x - 1.1) * 3.0 });
            let found = crossing(&at, guess, RESOLUTION, FACTORS).ok().flatten().unwrap().1.0;
            assert!((1.1..1.1 * (1.0 + RESOLUTION) + 1e-9).contains(&found), "{guess}: {found}");
        }
        assert_eq!(crossing(&|_| Ok(-1.0), 1.0, COARSE, FACTORS).ok().flatten(), None);
        assert_eq!(crossing(&|_| Ok(1.0), 1.0, COARSE, FACTORS).ok().flatten().map(|(low, _)| low.0), Some(FACTORS.0));
    }
}
