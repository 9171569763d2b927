//! The staffing found anew for other assumptions.
//!
//! *By recipe*, where the staffing was searched: the formula, tuned as it was for the assumptions as stated, proposes the heads for the load that now
//! comes, place by place; one number is open, a factor on what a late call costs, and it is set by simulation such that the targets just hold.
//! The same is done for the assumptions as stated, so that an effect is a difference between like and like.
//!
//! *By the square-root rule* otherwise: every group's heads follow its load, then all are multiplied by one factor ([`Search::anew`]).

use super::Failure;
use super::case::Case;
use super::cheapest::sure;
use super::staffing::{Search, Staffing, crossing};
use crate::experiment::common::take_targets;
use crate::experiment::staffing::{Desk, Recipe};
use crate::experiment::trials::slack;
use crate::model::Model;
use crate::scenario::ranges::Range;
use crate::scenario::{Problems, draws};

/// What a late call costs is found within so much, and between by the straight line: within a third of a per cent of the staff or so.
const WITHIN: f64 = 0.6;
/// Factors on it beyond these are not tried.
const BOUNDS: (f64, f64) = (1e-4, 1e4);

/// Finds staffings anew.
#[derive(Debug)]
pub struct Anew<'a> {
    /// Where and how.
    pub search: Search<'a>,
    least: &'a Staffing,
    recipe: Option<(&'a Recipe, &'a Case)>,
    /// The factor on what a late call costs with the assumptions as stated.
    times: f64,
    /// Prices with the assumptions as stated on the callers of the search: of the least staffing, of the one found as others are.
    seen: (f64, f64),
}

impl<'a> Anew<'a> {
    /// About the least staffing of the search's case; `recipe`: how it was made, and the scenario that it was made from. None where no price
    /// balances the books as stated.
    ///
    /// # Errors
    /// As [`Case::trials`].
    pub fn new(
        mut search: Search<'a>,
        least: &'a Staffing,
        recipe: Option<(&'a Recipe, &'a Case)>,
    ) -> Result<Option<Self>, Failure> {
        let (model, trials) = search.case.trials(search.bench, &[], least, search.replications.clone(), search.stop)?;
        let Some(kept) = price_of(&search, &trials) else { return Ok(None) };
        drop(model);
        if recipe.is_none() {
            search.margin = search.margin_of(least)?;
            return Ok(Some(Self { search, least, recipe: None, times: 1.0, seen: (kept, kept) }));
        }
        let mut found = Self { search, least, recipe, times: 1.0, seen: (kept, kept) };
        match found.by_recipe(&[])? {
            Some((times, price)) => (found.times, found.seen.1) = (times, price),
            None => {
                found.recipe = None;
                found.search.margin = found.search.margin_of(least)?;
            }
        }
        Ok(Some(found))
    }

    /// Staffings are made by recipe.
    pub fn is_by_recipe(&self) -> bool {
        self.recipe.is_some()
    }

    /// How much the cheapest price changes with other assumptions; `kept`: the staffing stays as it is. None where no staffing keeps the targets
    /// or no price is enough.
    ///
    /// # Errors
    /// As [`Case::trials`].
    pub fn change(&self, inputs: &[(&Range, f64)], kept: bool) -> Result<Option<f64>, Failure> {
        let search = &self.search;
        if self.recipe.is_some() && !kept {
            return Ok(self.by_recipe(inputs)?.map(|(_, price)| price - self.seen.1));
        }
        let staffing = if kept { Some(self.least.clone()) } else { search.anew(inputs, self.least)? };
        let Some(staffing) = staffing else { return Ok(None) };
        let (_, trials) = search.case.trials(search.bench, inputs, &staffing, search.replications.clone(), search.stop)?;
        Ok(price_of(search, &trials).map(|price| price - self.seen.0))
    }

    /// The factor on what a late call costs at which the targets just hold, and the price of that staffing.
    fn by_recipe(&self, inputs: &[(&Range, f64)]) -> Result<Option<(f64, f64)>, Failure> {
        let Some((recipe, case)) = self.recipe else { return Ok(None) };
        let search = &self.search;
        let template = draws::template(&case.file, &case.sets, inputs)?;
        let desk = Desk::new(&template.base.model, template.choices.clone());
        let model = |times: f64| -> Result<Option<Model>, Problems> {
            let Some(staffing) = recipe.staffing(&desk, times) else { return Ok(None) };
            let mut model = template.scenario(&staffing, "staffing.csv")?.model;
            model.name.clone_from(&case.scenario.model.name);
            take_targets(&case.scenario.model, &mut model);
            Ok(Some(model))
        };
        let trials = |model: &Model| search.bench.trials(model, search.replications.clone(), search.stop);
        let wanted = (search.replications.end - search.replications.start) as usize;
        let at = |times: f64| -> Result<f64, Failure> {
            let Some(model) = model(times)? else { return Ok(f64::NEG_INFINITY) };
            let trials = trials(&model)?;
            if trials.len() < wanted {
                return Err(Failure::Stopped);
            }
            Ok(slack(&model, &trials, search.confidence).unwrap_or(1.0))
        };
        let Some((low, high)) = crossing(&at, self.times, WITHIN, BOUNDS)? else { return Ok(None) };
        // between the two the straight line tells better than either end; in logarithms, as the staff follows them
        let share = if high.1 > low.1 { (-low.1 / (high.1 - low.1)).clamp(0.0, 1.0) } else { 1.0 };
        let times = low.0 * (high.0 / low.0).powf(share);
        let Some(model) = model(times)? else { return Ok(None) };
        let trials = trials(&model)?;
        if trials.len() < wanted {
            return Err(Failure::Stopped);
        }
        Ok(price_of(search, &trials).map(|price| (times, price)))
    }
}

fn price_of(search: &Search<'_>, trials: &[crate::experiment::Trial]) -> Option<f64> {
    let found = sure(&search.case.terms, &search.case.lines(trials), search.confidence);
    found.map(|price| price.value).filter(|price| price.is_finite())
}
