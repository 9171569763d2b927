//! The cheapest staffing by the search of `helpline staff`, and the best that less money buys, as scenario files that the price test goes on with
//! and `run` accepts.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::PriceArgs;
use crate::experiment::common::take_targets;
use crate::experiment::staffing::{Desk, Plan, Search, StaffingError, aims};
use crate::model::Staffing;
use crate::price::staffing::Levers;
use crate::price::{Case, Failure, Searched, Stage};
use crate::report::files;
use crate::scenario::load;
use crate::scenario::staffing::Template;

/// Replications on which the search decides: enough for so many calls, between these two. What varies in a long horizon of many calls is the busy
/// days, which are in every replication; a short one of few calls says little.
const SEARCH: (usize, usize) = (20, 60);
const CALLS: f64 = 6e6;
/// Replications of a verification as which a staffing is judged: with few no staffing passes, and the search would go far too high.
const AS_IF: usize = 200;
/// Replications for moves of one person, as a multiple of these, where there are up to so many numbers to choose; where there are more,
/// one person is lost among them and only whole steps are taken.
const EFFORT: usize = 14;
const FEW: usize = 60;
/// Replications after which the search ends with the best found so far: a number and no time, so that it ends at the same place everywhere.
const MOST: usize = 6_000;
/// Sums for which the staffing nearest to the targets is searched, as shares of what the cheapest one costs.
const SUMS: [f64; 3] = [0.94, 0.84, 0.7];
/// The data file of the heads.
const HEADS: &str = "staffing.csv";

/// What the search gave.
pub(super) enum Outcome {
    /// A staffing that seems to meet all targets, and what goes with it.
    Found(Box<Searched>),
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
    let calls: f64 = desk.sites.iter().flat_map(|site| &site.loads).flatten().map(|load| load.calls).sum();
    let plan = Plan {
        seed: args.common.seed,
        threads: args.common.threads,
        // nothing is verified here, but what would be decides how sure a staffing must look
        replications: (args.replications as usize).max(AS_IF),
        search: ((CALLS / calls.max(1.0)).ceil() as usize).clamp(SEARCH.0, SEARCH.1),
        effort: if template.choices.all.len() > FEW { 0 } else { EFFORT },
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
        report(Stage { what: "searching the cheapest staff", done: stage.spent, planned: 0 });
        if stage.spent >= MOST {
            hurry.store(true, Ordering::Relaxed);
        }
    };
    // the price test verifies by a rule of its own
    let found = match search.seeming(&aims, &mut said) {
        Ok(Ok(found)) => found,
        Ok(Err(hopeless)) => {
            let name = hopeless.first().map_or("its targets", |&aim| &aims[aim].name);
            return Ok(Outcome::Nothing(format!("the search of `staff` saw no number of people that reaches {name}")));
        }
        Err(StaffingError::Stopped) if !stop.load(Ordering::Relaxed) => {
            return Ok(Outcome::Nothing(
                "the search of `staff` saw none that meets the targets in the replications it has".to_owned(),
            ));
        }
        Err(error) => return Err(failed(error)),
    };
    let recipe = search.recipe();
    let cost = desk.problem.cost(&found);
    let mut cheaper = Vec::new();
    for share in SUMS {
        match search.nearest_for(&[share * cost], (&aims, &found), &mut said) {
            Ok(bought) => cheaper.extend(bought.into_iter().map(|(_, staffing)| (share, staffing))),
            // those that are there are gone on with
            Err(StaffingError::Stopped) => break,
            Err(error) => return Err(failed(error)),
        }
    }
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Stopped);
    }
    let own = folder.join("staffing").join(&case.name);
    let staffed = |name: &str, staffing: &Staffing| staffed(case, &template, staffing, &own.join(name), &case.name);
    let cheaper: Result<Vec<Case>, Failure> =
        cheaper.iter().map(|(share, staffing)| staffed(&format!("of-{:.0}", share * 100.0), staffing)).collect();
    Ok(Outcome::Found(Box::new(Searched {
        case: staffed("", &found)?,
        cheaper: cheaper?,
        recipe,
        replications: search.bench.spent,
    })))
}

/// Writes the scenario of a case with a staffing into a folder, and reads it from there.
fn staffed(case: &Case, template: &Template, staffing: &Staffing, folder: &Path, name: &str) -> Result<Case, Failure> {
    let scenario = template.scenario(staffing, HEADS)?;
    let write =
        |name: &Path, text: &str| files::write(name, text.as_bytes()).map_err(|error| Failure::Staffing(error.to_string()));
    let file = folder.join(format!("{name}.toml"));
    write(&file, &scenario.resolved.toml)?;
    for (name, text) in &scenario.resolved.beside {
        write(&folder.join(name), text)?;
    }
    for (name, text) in &scenario.resolved.files {
        write(&folder.join("inputs").join(name), text)?;
    }
    let file = file.display().to_string();
    let mut scenario = load(&file, &[])?;
    take_targets(&case.scenario.model, &mut scenario.model);
    let levers = Levers::new(&scenario);
    Ok(Case {
        name: case.name.clone(),
        file,
        sets: Vec::new(),
        scenario,
        contract: case.contract,
        form: case.form,
        terms: case.terms,
        levers,
        tested: case.tested.clone(),
    })
}
