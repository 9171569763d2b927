//! `--restaff`: each configuration is staffed to the targets of the base first, the cheapest way that was found, so that costs are compared at
//! equal service.
//!
//! The search meets callers of a seed of its own, one above that of the comparison: who was chosen on some callers looks better on these.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::CompareArgs;
use super::alternatives::{Read, settle};
use crate::cli::console::Console;
use crate::cli::searching::Searching;
use crate::experiment::common;
use crate::experiment::staffing::{Desk, Found, Plan, Search, StaffingError, Stage, aims};
use crate::finance::Counted;
use crate::model::{Model, Staffing};
use crate::report::number;
use crate::scenario::staffing::Template;

/// The data file of the heads that were found.
const HEADS: &str = "staffing.csv";

/// Why nothing is compared.
pub(super) enum Failure {
    /// The scenarios do not allow it: said to the user.
    Input(Vec<String>),
    /// Something outside failed, or it was stopped.
    Outside(anyhow::Error),
}

impl From<StaffingError> for Failure {
    fn from(error: StaffingError) -> Self {
        Self::Outside(error.into())
    }
}

/// Staffs every configuration; what each costs as it stands and staffed, in a sentence.
pub(super) fn restaff(
    read: &mut [Read],
    args: &CompareArgs,
    stop: &Arc<AtomicBool>,
    console: &Console,
) -> Result<String, Failure> {
    let base = read[0].scenario.model.clone();
    let (mut said, mut wrong) = (Vec::new(), Vec::new());
    for one in read.iter_mut() {
        let name = one.scenario.model.name.clone();
        match staffed(one, &base, args, stop, console)? {
            Ok(sentence) => said.push(format!("{name} {sentence}")),
            Err(reason) => wrong.push(format!("--restaff: {name}: {reason}")),
        }
        one.scenario.model.name = name;
    }
    wrong.extend(settle(read));
    if !wrong.is_empty() {
        return Err(Failure::Input(wrong));
    }
    Ok(format!("Each is staffed to the same targets first, scheduled labour: {}", said.join("; ")))
}

/// Staffs one, in its place.
fn staffed(
    one: &mut Read,
    base: &Model,
    args: &CompareArgs,
    stop: &Arc<AtomicBool>,
    console: &Console,
) -> Result<Result<String, String>, Failure> {
    let template = match Template::load(&one.file, &[&args.set[..], &one.set].concat()) {
        Ok(template) => template,
        Err(problems) => return Ok(Err(problems.render(false))),
    };
    if template.choices.all.is_empty() {
        return Ok(Err("no group has a headcount or shifts, so there is nothing to choose".to_owned()));
    }
    let model = &one.scenario.model;
    let (wanted, _) = aims::published(model, false);
    if wanted.is_empty() {
        return Ok(Err("the base has no targets that staffing decides: state some under [targets]".to_owned()));
    }
    let lower = |staffing: &Staffing| {
        let mut found = template.scenario(staffing, HEADS).map_err(|problems| problems.render(false))?.model;
        common::take_targets(base, &mut found);
        Ok(found)
    };
    let desk = Desk::new(model, template.choices.clone());
    let plan = Plan { seed: args.common.seed.wrapping_add(1), threads: args.common.threads, ..Plan::default() };
    let hurry = Arc::new(AtomicBool::new(false));
    let mut search = Search::new(&desk, &lower, plan, (stop, &hurry))?;
    let shown = Searching::new(args.common.progress, console, &format!("staffing {}", model.name));
    let mut said = |stage: Stage| {
        shown.stage(stage.what);
        shown.done(stage.spent);
    };
    let found = search.cheapest(&wanted, None, &mut said)?;
    drop(shown);
    if !found.met() {
        return Ok(Err(out_of_reach(&found)));
    }
    let amount = |cost: f64| match desk.counted {
        Counted::Pounds => number::pounds(cost),
        _ => format!("{} h", number::count(cost)),
    };
    let sentence = format!("{} as it stands, {} staffed", amount(desk.base_cost()), amount(found.cost));
    match template.scenario(&found.staffing, HEADS) {
        Ok(scenario) => one.scenario = scenario,
        Err(problems) => return Ok(Err(problems.render(false))),
    }
    Ok(Ok(sentence))
}

fn out_of_reach(found: &Found) -> String {
    let named: Vec<&str> = if found.hopeless.is_empty() {
        found.aims.iter().zip(&found.verified).filter(|(_, v)| !v.met).map(|(aim, _)| aim.name.as_str()).collect()
    } else {
        found.hopeless.iter().map(|&index| found.aims[index].name.as_str()).collect()
    };
    format!(
        "no staffing was found that meets all targets; not met: {}. `helpline staff` says what it would take",
        named.join(", ")
    )
}
