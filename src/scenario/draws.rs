//! Draws of the inputs given as ranges: which values each draw has, and the scenario with them.
//!
//! The D draws of an input are one number from each of D equal parts of 0 to 1, in a random order (Latin hypercube: `McKay`,
//! Beckman and Conover, *Technometrics* 21 (1979)), each the quantile of the input's law. A column is keyed by the seed, the number
//! of draws and the input's name: another input more or less moves no other's. All configurations have the same quantiles.

use super::grid::{self, Found};
use super::problem::{Problem, Problems};
use super::range::strata;
use super::ranges::Range;
use super::source::Place;
use super::staffing::Template;
use super::{Scenario, load};
use crate::random::Key;

/// `[draw][input]`: quantiles.
pub fn quantiles(names: &[&str], draws: usize, seed: u64) -> Vec<Vec<f64>> {
    let column = |name: &&str| strata(draws, Key::root(seed, 0).named("uncertain").named(name));
    let columns: Vec<Vec<f64>> = names.iter().map(column).collect();
    (0..draws).map(|d| columns.iter().map(|column| column[d]).collect()).collect()
}

/// The scenario at a path with some inputs drawn (`inputs`: each with its quantile), over its assignments.
///
/// # Errors
/// All problems, shown where the ranges stand.
pub fn drawn(path: &str, sets: &[String], inputs: &[(&Range, f64)]) -> Result<Scenario, Problems> {
    let values: Vec<String> = inputs.iter().flat_map(|(range, u)| range.assignments(&range.value(*u))).collect();
    load(path, &[sets, &values].concat()).map_err(|problems| explained(problems, inputs, &values))
}

/// The same with its staffing left open.
///
/// # Errors
/// As [`drawn`].
pub fn template(path: &str, sets: &[String], inputs: &[(&Range, f64)]) -> Result<Template, Problems> {
    let values: Vec<String> = inputs.iter().flat_map(|(range, u)| range.assignments(&range.value(*u))).collect();
    Template::load(path, &[sets, &values].concat()).map_err(|problems| explained(problems, inputs, &values))
}

/// What is wrong with a drawn value is wrong with its range.
fn explained(mut problems: Problems, inputs: &[(&Range, f64)], values: &[String]) -> Problems {
    let with = format!("with {}", values.join(" "));
    for problem in &mut problems.list {
        let mut from = None;
        if let Some(span) = problem.span {
            let text = problems.texts.get(span.text);
            let assigned = |range: &&Range| range.paths.iter().any(|path| text.content.starts_with(&format!("{path} =")));
            from = inputs.iter().map(|i| i.0).find(assigned).filter(|_| text.place == Place::CommandLine);
        }
        // several may be to blame; one is, if there is only one
        let blamed = from.or_else(|| inputs.first().map(|i| i.0).filter(|_| inputs.len() == 1));
        // a range of another file is not among these texts
        let here = |range: &&Range| {
            let there = problems.texts.iter().nth(range.span.text as usize).is_some();
            there && problems.texts.words(range.span).trim_matches('"') == range.words
        };
        if let Some(range) = blamed.filter(here) {
            problem.span = Some(range.span);
        }
        problem.help = Some(problem.help.take().map_or_else(|| with.clone(), |help| format!("{help}; {with}")));
    }
    problems
}

/// Tries every range at both ends, alone and all together.
///
/// # Errors
/// What goes wrong, each once; or that there is nothing to draw.
pub fn check(path: &str, sets: &[String], ranges: &[Range]) -> Result<(), Problems> {
    let mut found = Found::default();
    if ranges.is_empty() {
        found.problems.push(Problem {
            span: None,
            code: "no-ranges",
            message: format!("{path} gives no input as a range, so nothing can be drawn"),
            help: Some("for instance [price-test.ranges] and below it \"steps.assess.handle\" = \"-10% .. +30%\"".to_owned()),
        });
    }
    for range in ranges {
        for end in range.ends() {
            if let Err(problems) = drawn(path, sets, &[(range, end)]) {
                grid::merge(&mut found, problems, "");
                break; // the other end would say the same
            }
        }
    }
    if found.problems.is_empty() {
        for end in [0, 1] {
            let all: Vec<(&Range, f64)> = ranges.iter().map(|range| (range, range.ends()[end])).collect();
            if let Err(problems) = drawn(path, sets, &all) {
                grid::merge(&mut found, problems, "");
            }
        }
    }
    if found.problems.is_empty() { Ok(()) } else { Err(Problems::new(found.problems, found.texts)) }
}
