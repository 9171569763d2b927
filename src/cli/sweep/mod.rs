//! `helpline sweep`: many configurations of a scenario; which is best, and which cannot be told from it.

mod page;
mod report;
mod wishes;

use std::time::Instant;

use clap::{Args, ValueEnum};
use sha2::{Digest, Sha256};

use super::console::Console;
use super::flags::CommonArgs;
use super::progress::Shown;
use super::{Format, WRONG_INPUT, stop, workbook};
use crate::experiment::Progress;
use crate::experiment::sweep::{self, BLOCK, Identity, JournalError, Procedure, SweepError, SweepPlan};
use crate::model::Model;
use crate::report::sweep::Sweep;
use crate::report::{files, number};
use crate::scenario::grid::{self, Design};
use crate::scenario::{self, Scenario};
use crate::tally::names;

/// Flags of `sweep`.
#[derive(Debug, Args)]
#[command(mut_arg("out", |arg| arg.help("Folder of results; those of a sweep are in sweep/NAME inside it")))]
pub struct SweepArgs {
    /// Scenario file, or builtin:NAME
    #[arg(value_name = "FILE")]
    file: String,
    /// Values of a setting: dotted path = values, or 8..12 for whole numbers; repeated, every combination is tried
    #[arg(long, value_name = "PATH=A,B,C")]
    grid: Vec<String>,
    /// N points over ranges of settings, one in each N-th of every range (a Latin hypercube)
    #[arg(long, num_args = 2.., value_names = ["N", "PATH=LOW..HIGH"])]
    latin: Vec<String>,
    /// Change a value in all configurations: dotted path = value, or a change such as x0.9 or +60s (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// The measure whose smallest value is best: MEASURE, or MEASURE@SCOPE such as mean-wait@step:desk
    #[arg(long, value_name = "MEASURE", alias = "minimize", required_unless_present = "maximise", conflicts_with = "maximise")]
    minimise: Option<String>,
    /// The measure whose largest value is best
    #[arg(long, value_name = "MEASURE", alias = "maximize")]
    maximise: Option<String>,
    /// A difference of that measure too small to matter: 0.5pt for shares, 2s for waits, otherwise a number
    #[arg(long, value_name = "DIFFERENCE")]
    margin: String,
    /// A target of the scenario that must hold, by its name there, or none (repeatable) [default: all targets]
    #[arg(long, value_name = "TARGET")]
    subject_to: Vec<String>,
    /// How the best is looked for
    #[arg(long, value_enum, default_value_t = Select::Kn)]
    select: Select,
    /// Probability with which the best is to be selected, in per cent
    #[arg(long, default_value_t = 95.0)]
    confidence: f64,
    /// Replications of every configuration at first
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(5..=10_000))]
    first: u64,
    /// The most replications of one configuration
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(5..=1_000_000))]
    max_replications: u64,
    /// Replications of the selected configuration on fresh callers; 0 for none
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    recheck: u64,
    /// Another measure in the tables: MEASURE or MEASURE@SCOPE (repeatable)
    #[arg(long, value_name = "MEASURE")]
    show: Vec<String>,
    #[command(flatten)]
    common: CommonArgs,
    /// The name there; the scenario's if not given
    #[arg(long)]
    name: Option<String>,
    /// Throw away what an earlier sweep of this name has finished
    #[arg(long)]
    restart: bool,
    /// Draw no picture
    #[arg(long)]
    no_charts: bool,
}

/// How the best is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Select {
    /// Kim and Nelson on common callers: a guarantee
    Kn,
    /// Rinott on independent callers: a guarantee
    Rinott,
    /// Budget allocation on common callers: an estimate, no guarantee
    Ocba,
}

/// Runs a sweep.
///
/// # Errors
/// That something outside the program failed.
pub fn sweep(args: &SweepArgs, console: &Console) -> anyhow::Result<u8> {
    let design = grid::design(&args.grid, &args.latin, args.common.seed);
    let base = scenario::load(&args.file, &args.set);
    let plan = base.as_ref().map(|base| wishes::plan(args, &base.model));
    let (design, plan) = match (design, plan) {
        (Ok(design), Ok(Ok(plan))) => (design, plan),
        (design, plan) => {
            let wrong = [design.err(), plan.as_ref().ok().and_then(|p| p.as_ref().err().cloned()), plan.err().cloned()];
            if let Some(problems) = wrong.into_iter().flatten().reduce(scenario::Problems::and) {
                console.problems(&problems);
            }
            return Ok(WRONG_INPUT);
        }
    };
    let (mut base, mut models) = match grid::configurations(&args.file, &args.set, &design) {
        Ok(found) => found,
        Err(problems) => {
            console.problems(&problems);
            return Ok(WRONG_INPUT);
        }
    };
    let measures = sweep::measures(&base.model, &plan);
    for model in std::iter::once(&mut base.model).chain(&mut models) {
        model.count_at(measures.iter().map(|m| m.kind));
    }
    let folder = args.common.out.join("sweep").join(args.name.as_deref().unwrap_or(&base.model.name));
    files::prepare(&folder)?;
    let stop = stop::flag();
    let began = Instant::now();
    let mut shown = Shown::new(args.common.progress, console, &base.model.name, "replications of this stage");
    let identity = identity(&base, &design, &plan);
    let kept = (folder.as_path(), &identity, args.restart);
    let outcome = sweep::sweep(&base.model, &models, &plan, kept, &stop, &mut |done, planned| {
        shown.update(Progress { done, planned, half_width: None });
    });
    shown.done();
    let outcome = match outcome {
        Err(SweepError::Journal(error @ JournalError::Other { .. })) => {
            console.failure(&error.into());
            return Ok(WRONG_INPUT);
        }
        outcome => outcome?,
    };
    let found = Sweep { base: &base.model, design: &design, plan: &plan, outcome: &outcome };
    let (csv, json) = (found.csv(), format!("{:#}\n", found.json()));
    super::folder::clear(&folder, "sweep", [args.file.as_str()], &[])?;
    files::write(&folder.join("results.csv"), &csv)?;
    files::write(&folder.join("summary.json"), json.as_bytes())?;
    files::resolved(&folder, &base.resolved)?;
    report::write(args, &base, found, &folder, began.elapsed().as_secs_f64())?;
    workbook::clear(&folder, "sweep", args.common.format)?;
    match args.common.format {
        Format::Table => console.page(&page::Page { sweep: found, console, folder: &folder }.text()),
        Format::Md => console.answer(&page::Page { sweep: found, console, folder: &folder }.markdown()),
        Format::Json => console.answer(&json),
        Format::Csv => console.answer(&String::from_utf8_lossy(&csv)),
        Format::Xlsx => workbook::answer(&folder, "sweep", ("configurations", &csv), &[], console)?,
    }
    if outcome.damaged > 0 {
        console.say(&format!("! {} damaged lines of the journal were left out and done again", outcome.damaged));
    }
    let all = outcome.spent + outcome.fresh.as_ref().map_or(0, |f| f.replications);
    let now = outcome.simulated.min(all);
    let replications = number::plural(all as u64, "replication", "replications");
    let of = if now < all {
        format!("{} of {replications} were simulated now, the others came from the journal", number::count(now as f64))
    } else {
        format!("{replications} were simulated")
    };
    console.say(&format!("Took {:.1} s; {of}.", began.elapsed().as_secs_f64()));
    Ok(0)
}

/// What a journal must agree in.
fn identity(base: &Scenario, design: &Design, plan: &SweepPlan) -> Identity {
    let hash = |parts: &mut dyn Iterator<Item = String>| {
        let mut sum = Sha256::new();
        for part in parts {
            // lengths keep "a", "bc" apart from "ab", "c"
            sum.update((part.len() as u64).to_le_bytes());
            sum.update(part.as_bytes());
        }
        sum.finalize().iter().map(|b| format!("{b:02x}")).collect::<String>()
    };
    let texts = base.resolved.files.iter().flat_map(|(name, text)| [name.clone(), text.clone()]);
    let model: &Model = &base.model;
    let name = |m: &crate::model::Measure| format!("{}@{}", names::name(m.kind, model), names::scope_text(m.scope, model));
    vec![
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("seed", plan.seed.to_string()),
        ("block", BLOCK.to_string()),
        ("scenario", hash(&mut std::iter::once(base.resolved.toml.clone()).chain(texts))),
        ("configurations", hash(&mut (0..design.rows.len()).map(|i| design.words(i)))),
        ("measures", hash(&mut sweep::measures(model, plan).iter().map(name))),
    ]
}

impl From<Select> for Procedure {
    fn from(select: Select) -> Self {
        match select {
            Select::Kn => Self::Kn,
            Select::Rinott => Self::Rinott,
            Select::Ocba => Self::Ocba,
        }
    }
}
