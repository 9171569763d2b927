//! `helpline run`: simulates, prints the target table, writes results and pictures.

mod page;
mod report;
mod write;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::Args;

use super::console::Console;
use super::flags::{CommonArgs, ReplicationArgs};
use super::progress::Shown;
use super::uncertain::{self, UncertainArgs};
use super::{Format, ScenarioArgs, WRONG_INPUT, stop, wishes, workbook};
use crate::analysis::proportion::Verdict;
use crate::experiment::{self, Plan, Precision};
use crate::model::{Measure, Model, Scope};
use crate::plan::Requirement;
use crate::report::{files, summary, warnings};
use crate::scenario::{self, Scenario};
use crate::tally::names;
use page::Page;

/// Flags of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    sample: ReplicationArgs,
    #[command(flatten)]
    common: CommonArgs,
    /// Folder inside it; the scenario's name if not given
    #[arg(long)]
    name: Option<String>,
    /// Exit with 1 if a target is missed
    #[arg(long)]
    require: bool,
    /// Draw no pictures
    #[arg(long)]
    no_charts: bool,
    /// Also write calls.csv: each call of the first replication
    #[arg(long)]
    calls: bool,
    #[command(flatten)]
    uncertain: UncertainArgs,
}

/// Runs each scenario.
///
/// # Errors
/// That something outside the program failed.
pub fn run(args: &RunArgs, console: &Console) -> anyhow::Result<u8> {
    let mut scenarios = Vec::new();
    let mut wrong = false;
    for file in &args.scenario.files {
        match scenario::load(file, &args.scenario.set) {
            Ok(scenario) => scenarios.push((file, scenario)),
            Err(problems) => {
                console.problems(&problems);
                wrong = true;
            }
        }
    }
    let drawn = |(file, scenario): &(&String, Scenario)| {
        args.uncertain.sound(&[uncertain::Configuration { file, sets: args.scenario.set.clone(), scenario }], console)
    };
    // all of them are looked at, so that all that is wrong is said
    let sound = scenarios.iter().filter(|one| drawn(one)).count() == scenarios.len();
    if wrong || !sound {
        return Ok(WRONG_INPUT);
    }
    let stop = stop::flag();
    let mut code = 0;
    let mut used: Vec<PathBuf> = Vec::new();
    for (file, scenario) in &mut scenarios {
        let precision = match precision(args, &scenario.model) {
            Ok(precision) => precision,
            Err(message) => {
                console.failure(&anyhow::anyhow!(message));
                return Ok(WRONG_INPUT);
            }
        };
        scenario.model.count_at(precision.iter().map(|wish| wish.measure.kind));
        let mut folder = args.common.out.join(args.name.as_deref().unwrap_or(&scenario.model.name));
        if used.contains(&folder) {
            folder = args.common.out.join(format!("{}-{}", scenario.model.name, used.len() + 1));
        }
        used.push(folder.clone());
        files::prepare(&folder)?;
        let missed = one(args, file, scenario, precision, &folder, &stop, console)?;
        if args.require && missed {
            code = 1;
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    Ok(code)
}

/// `MEASURE=HALF-WIDTH` as a wish.
fn precision(args: &RunArgs, model: &Model) -> Result<Vec<Precision>, String> {
    let mut wishes = Vec::new();
    for text in &args.sample.precision {
        let Some((name, width)) = text.split_once('=') else {
            return Err(format!("--precision {text}: expected MEASURE=HALF-WIDTH, for instance answered-within-60s=0.5pt"));
        };
        let kind = wishes::kind("--precision", name.trim(), model)?;
        let width = width.trim();
        let half_width = wishes::size(names::unit(kind), width);
        match half_width.filter(|w| *w > 0.0) {
            Some(half_width) => wishes.push(Precision { measure: Measure { kind, scope: Scope::All }, half_width }),
            None => {
                return Err(format!(
                    "--precision {text}: `{width}` is no half-width for it (shares in points: 0.5pt; waits: 2s; money: £0.10)"
                ));
            }
        }
    }
    Ok(wishes)
}

/// Runs one scenario. True if a target is missed.
fn one(
    args: &RunArgs,
    file: &str,
    scenario: &Scenario,
    precision: Vec<Precision>,
    folder: &Path,
    stop: &AtomicBool,
    console: &Console,
) -> anyhow::Result<bool> {
    let began = Instant::now();
    let model = &scenario.model;
    let plan = Plan {
        replications: args.sample.replications as usize,
        seed: args.common.seed,
        threads: args.common.threads,
        precision,
        most: args.sample.max_replications as usize,
    };
    let mut shown = Shown::new(args.common.progress, console, &model.name, "replications");
    let results = experiment::run(model, &plan, stop, &mut |p| shown.update(p))?;
    shown.done();
    let simulated = began.elapsed();
    if results.replications == 0 {
        anyhow::bail!("stopped before the first replication was finished; nothing was written");
    }
    let asked = [uncertain::Configuration { file, sets: args.scenario.set.clone(), scenario }];
    let doubt = args.uncertain.found(&asked, &args.common, stop, console)?;
    let requirement = Requirement::new(model);
    let warnings = warnings::all(scenario, &requirement, &results);
    let summary = summary::summary(model, &results, warnings.clone());
    let json = uncertain::json(&summary, doubt.as_ref())?;
    let pictures = write::results(args, scenario, &requirement, &results, &json, folder)?;
    uncertain::write(doubt.as_ref(), folder)?;
    files::write(
        &folder.join("manifest.json"),
        write::manifest(args, file, scenario, &results, began.elapsed().as_secs_f64()).as_bytes(),
    )?;
    let drawn = doubt.as_ref().map_or_else(String::new, |found| uncertain::markdown(found, &super::report::console()));
    report::write(args, file, scenario, &results, &warnings, &pictures, drawn, folder)?;
    workbook::clear(folder, "run", args.common.format)?;
    match args.common.format {
        Format::Table => {
            let page = Page { args, file, scenario, results: &results, warnings: &warnings, folder, console };
            let doubt = doubt.as_ref().map_or_else(String::new, |found| uncertain::text(found, console));
            console.page(&page.text(&doubt, simulated.as_secs_f64(), began.elapsed().as_secs_f64()));
        }
        Format::Json => console.answer(&uncertain::json(&summary, doubt.as_ref())?),
        Format::Csv => console.answer(&page::csv_rows(&summary)),
        Format::Xlsx => {
            let rows = page::csv_rows(&summary);
            workbook::answer(folder, "run", ("measures", rows.as_bytes()), &["intervals", "books", "calls"], console)?;
        }
        Format::Md => {
            let page = Page { args, file, scenario, results: &results, warnings: &warnings, folder, console };
            console.answer(&page.markdown());
            console.answer(&doubt.as_ref().map_or_else(String::new, |found| uncertain::markdown(found, console)));
        }
    }
    if args.common.format != Format::Table {
        console.say_doubts(&warnings);
    }
    Ok(summary::judged(model, &results).iter().any(|j| j.verdict == Verdict::Missed))
}
