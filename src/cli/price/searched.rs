//! The cheapest staffing by the search of `helpline staff`, as a scenario file that the price test goes on with and `run` accepts.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::PriceArgs;
use crate::experiment::common::take_targets;
use crate::experiment::staffing::{Desk, Plan, Search, StaffingError, aims};
use crate::model::Staffing;
use crate::price::staffing::Levers;
use crate::price::{Case, Failure, Stage};
use crate::report::files;
use crate::scenario::load;
use crate::scenario::staffing::Template;

/// Replications on which the search decides; each move of one person is raced on as many, so they are few.
const SEARCH: usize = 60;
/// Replications for moves of one person, as a multiple of these, where there are up to so many numbers to choose; where there are more,
/// one person is lost among them and only whole steps are taken.
const EFFORT: usize = 14;
const FEW: usize = 60;
/// Replications after which the search ends with the best found so far: a number and no time, so that it ends at the same place everywhere.
const MOST: usize = 6_000;
/// The data file of the heads.
const HEADS: &str = "staffing.csv";

/// What the search gave.
pub(super) enum Outcome {
    /// A staffing that seems to meet all targets: the scenario with it.
    Found(Box<Case>),
    /// Nothing to go on with, and why.
    Nothing(String),
}

/// Searches for a case and writes what was found into `staffing/NAME` of the folder.
///
/// # Errors
/// Staffings that are no scenario; a failed check of the engine; a stop.
pub(super) fn searched(
    args: &PriceArgs,
    case: &Case,
    folder: &Path,
    stop: &AtomicBool,
    report: &mut dyn FnMut(Stage),
) -> Result<Outcome, Failure> {
    let template = Template::load(&case.file, &case.sets)?;
    let model = &case.scenario.model;
    let (aims, _) = aims::published(model, false);
    if aims.is_empty() || template.choices.all.is_empty() {
        return Ok(Outcome::Nothing("there is nothing to choose, or no target that staffing decides".to_owned()));
    }
    let lower = |staffing: &Staffing| {
        let mut lowered = template.scenario(staffing, HEADS).map_err(|problems| problems.render(false))?.model;
        take_targets(model, &mut lowered);
        Ok(lowered)
    };
    let desk = Desk::new(model, template.choices.clone());
    let plan = Plan {
        seed: args.common.seed,
        threads: args.common.threads,
        replications: args.replications as usize,
        search: SEARCH,
        effort: if template.choices.all.len() > FEW { 0 } else { EFFORT },
        // the price test verifies by a rule of its own, and adds staff to all where that fails
        attempts: 1,
        ..Plan::default()
    };
    let hurry = AtomicBool::new(false);
    let failed = |error: StaffingError| match error {
        StaffingError::Stopped => Failure::Stopped,
        StaffingError::Fault(fault) => Failure::Run(fault.into()),
        StaffingError::Threads(error) => Failure::Run(error.into()),
        StaffingError::Scenario(message) => Failure::Staffing(message),
    };
    let mut search = Search::new(&desk, &lower, plan, (stop, &hurry)).map_err(failed)?;
    let mut said = |stage: crate::experiment::staffing::Stage| {
        report(Stage { what: "replications of the search for staff", done: stage.spent, planned: stage.spent.max(MOST) });
        if stage.spent >= MOST {
            hurry.store(true, Ordering::Relaxed);
        }
    };
    let found = match search.cheapest(&aims, None, &mut said) {
        Err(StaffingError::Stopped) if !stop.load(Ordering::Relaxed) => {
            return Ok(Outcome::Nothing(
                "the search of `staff` saw none that meets the targets in the replications it has".to_owned(),
            ));
        }
        found => found.map_err(failed)?,
    };
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Stopped);
    }
    if let Some(&hopeless) = found.hopeless.first() {
        return Ok(Outcome::Nothing(format!(
            "the search of `staff` saw no number of people that reaches {}",
            aims[hopeless].name
        )));
    }
    let scenario = template.scenario(&found.staffing, HEADS)?;
    let own = folder.join("staffing").join(&case.name);
    let write =
        |name: &Path, text: &str| files::write(name, text.as_bytes()).map_err(|error| Failure::Staffing(error.to_string()));
    let file = own.join(format!("{}.toml", case.name));
    write(&file, &scenario.resolved.toml)?;
    for (name, text) in &scenario.resolved.beside {
        write(&own.join(name), text)?;
    }
    for (name, text) in &scenario.resolved.files {
        write(&own.join("inputs").join(name), text)?;
    }
    let file = file.display().to_string();
    let mut scenario = load(&file, &[])?;
    take_targets(model, &mut scenario.model);
    let levers = Levers::new(&scenario);
    Ok(Outcome::Found(Box::new(Case {
        name: case.name.clone(),
        file,
        sets: Vec::new(),
        scenario,
        contract: case.contract,
        form: case.form,
        terms: case.terms,
        levers,
        tested: case.tested.clone(),
    })))
}
