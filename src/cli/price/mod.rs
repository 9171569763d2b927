//! `helpline price`: can the service be delivered at the offered price, what is the cheapest, what breaks it?

mod cases;
mod page;
mod report;
mod searched;
mod write;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::console::Console;
use super::flags::CommonArgs;
use super::searching::Searching;
use super::{Format, WRONG_INPUT, stop, workbook};
use crate::experiment::Trials;
use crate::price::{self, Case, Failure, Found, Plan, Stage, Verdict};
use crate::report::files;
use crate::report::price::{Test, Tried, report, rows};
use cases::Read;
use searched::Outcome;

/// Flags of `price`.
#[derive(Debug, Args)]
pub struct PriceArgs {
    /// Scenario file, or builtin:NAME
    #[arg(value_name = "FILE")]
    file: String,
    /// Change a value: dotted path = value, or a change such as x0.9 or +60s (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Replications of what is reported
    #[arg(short = 'n', long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(10..=1_000_000))]
    replications: u64,
    /// Draws of all assumptions at once; 0 for none
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(0..=100_000))]
    draws: u64,
    /// Replications of each draw, with callers of their own
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(2..=10_000))]
    per_draw: u64,
    /// How the cheapest staffing is found
    #[arg(long, value_enum, default_value_t = How::Search)]
    staffing: How,
    #[command(flatten)]
    common: CommonArgs,
    /// Folder inside it; the scenario's name if not given
    #[arg(long)]
    name: Option<String>,
    /// Exit with 1 unless the offered price is shown to be enough
    #[arg(long)]
    require: bool,
    /// Draw no pictures
    #[arg(long)]
    no_charts: bool,
}

/// How the cheapest staffing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum How {
    /// By the search of `helpline staff`, or as `scaled` where that is cheaper
    Search,
    /// The scenario's own heads times a factor a group: without the search, and dearer wherever heads could be laid better over the week
    Scaled,
}

/// Tests the price of a scenario.
///
/// # Errors
/// That something outside the program failed.
pub fn price(args: &PriceArgs, console: &Console) -> anyhow::Result<u8> {
    let began = Instant::now();
    let read = match cases::read(args) {
        Ok(read) => read,
        Err(problems) => {
            console.problems(&problems);
            return Ok(WRONG_INPUT);
        }
    };
    let first = &read.cases[0];
    let folder = args.common.out.join(args.name.as_deref().unwrap_or(&first.scenario.model.name));
    files::prepare(&folder)?;
    let stop = stop::flag();
    let shown = Searching::new(args.common.progress, console, &first.name);
    let mut found = Vec::new();
    for case in &read.cases {
        match one(args, case, &read, &folder, &stop, &shown) {
            Ok(one) => found.push(one),
            Err(Failure::Scenario(problems)) => {
                console.problems(&problems);
                return Ok(WRONG_INPUT);
            }
            Err(Failure::Run(error)) => return Err(error.into()),
            Err(Failure::Staffing(message)) => anyhow::bail!(message),
            Err(Failure::Stopped) => break,
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    drop(shown);
    if found.is_empty() {
        anyhow::bail!("stopped before anything was found, or no price balances the books; nothing was written");
    }
    let tried: Vec<Tried> = read.cases.iter().zip(&found).map(|(case, found)| Tried { case, found }).collect();
    let test = Test { tried, plan: &read.plan, seed: args.common.seed, warnings: read.warnings.clone() };
    let json = match report(&test) {
        Some(report) => {
            let text = format!("{}\n", serde_json::to_string_pretty(&report)?);
            let rows = rows(&report);
            write::results(args, &read, &test, &text, &rows, &folder, (&stop, began, console))?;
            (text, rows)
        }
        None => (String::new(), String::new()),
    };
    workbook::clear(&folder, "price", args.common.format)?;
    match args.common.format {
        Format::Table => {
            console.page(&page::Page::new(&test, console, false).text(args, &folder, began.elapsed().as_secs_f64()));
        }
        Format::Md => console.answer(&page::Page::new(&test, &super::uncertain::plain(console), true).markdown()),
        Format::Json => console.answer(&json.0),
        Format::Csv => console.answer(&json.1),
        Format::Xlsx => workbook::answer(&folder, "price", ("price", json.1.as_bytes()), &[], console)?,
    }
    if args.common.format != Format::Table {
        console.say_doubts(&test.warnings);
    }
    let enough =
        found.len() == read.cases.len() && found[0].offers.last().is_some_and(|offer| offer.verdict == Verdict::Deliverable);
    Ok(u8::from(args.require && !enough))
}

/// Tests one set of assumptions, with its stages on the progress line.
fn one(
    args: &PriceArgs,
    case: &Case,
    read: &Read,
    folder: &Path,
    stop: &AtomicBool,
    shown: &Searching,
) -> Result<Found, Failure> {
    let bench = Trials::new(&case.scenario.model, args.common.seed, args.common.threads)?;
    shown.of(&case.name, bench.done());
    let mut report = |stage: Stage| match stage.planned {
        0 => {
            shown.stage(stage.what);
            shown.done(stage.done);
        }
        1 => shown.stage(stage.what),
        planned => shown.stage(&format!("{}, {} of {planned}", stage.what, stage.done)),
    };
    let mut why = None;
    let searched = match args.staffing {
        How::Scaled => None,
        How::Search => match searched::searched(args, case, folder, stop, &mut report) {
            Ok(Outcome::Found(found)) => Some(found),
            Ok(Outcome::Nothing(reason)) => {
                why = Some(reason);
                None
            }
            // the test says what it can as staffed
            Err(Failure::Stopped) => None,
            Err(other) => return Err(other),
        },
    };
    let mut found = price::test(case, searched.as_deref(), &bench, &read.plan, stop, &mut report);
    if let (Ok(found), Some(reason)) = (&mut found, why) {
        found.notes.push(format!("staffed by the scenario's own heads times a factor a group: {reason}"));
    }
    found
}

/// How much is simulated.
fn plan(args: &PriceArgs, test: &crate::scenario::price_test::PriceTest, offered: Vec<f64>) -> Plan {
    Plan {
        replications: args.replications,
        offered,
        confidence: test.confidence,
        limits: test.limits,
        draws: (args.draws as usize, args.per_draw as usize),
    }
}
