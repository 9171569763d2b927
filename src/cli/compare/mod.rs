//! `helpline compare`: the same callers meet each configuration; paired differences and a verdict.

mod alternatives;
mod manifest;
mod page;
mod programmes;
mod report;
mod restaff;
mod write;

use std::path::Path;
use std::time::Instant;

use clap::Args;

use super::console::Console;
use super::flags::{CommonArgs, ReplicationArgs};
use super::progress::Shown;
use super::rollout::one::OneDetail;
use super::uncertain::{self, UncertainArgs};
use super::{Format, WRONG_INPUT, stop, wishes, workbook};
use crate::experiment::difference::{PARTS_OF_TOTAL, TOTAL_COST};
use crate::experiment::{self, Comparand, ComparePlan, Progress};
use crate::model::Model;
use crate::report::comparison::{self, CHANCE, Configuration, Margins};
use crate::report::{files, number, warnings};
use crate::tally::names;
use alternatives::Read;
use page::Page;

const PRECISION: &str = "Add replications until the interval of a measure's difference is this narrow in every alternative: \
                         MEASURE=HALF-WIDTH, for instance wait-p95=2s (repeatable)";
const MOST: &str = "The most replications that --precision may take, and that a verdict asks for";

/// Flags of `compare`.
#[derive(Debug, Args)]
#[command(mut_arg("precision", |arg| arg.help(PRECISION)), mut_arg("max_replications", |arg| arg.help(MOST)))]
pub struct CompareArgs {
    /// The base and its alternatives: scenario files, or builtin:NAME. The base is the one that all the others extend, else
    /// the first
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// An alternative: the base with other values, `NAME: PATH=VALUE; PATH=VALUE` (repeatable)
    #[arg(long, value_name = "NAME: PATH=VALUE; ...")]
    alt: Vec<String>,
    /// Change a value in the base and in every alternative (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    sample: ReplicationArgs,
    /// A difference below this does not matter: MEASURE=SIZE, or chance=SIZE for the chance of missing a target (repeatable)
    #[arg(long, value_name = "MEASURE=SIZE")]
    margin: Vec<String>,
    #[command(flatten)]
    common: CommonArgs,
    /// Folder inside it
    #[arg(long, default_value = "compare")]
    name: String,
    /// How the calls of programmes are carried: by formula (the default), or each simulated
    #[arg(long, value_enum)]
    detail: Option<OneDetail>,
    /// Staff each to the targets of the base first, as cheaply as is found: cost at equal service
    #[arg(long, conflicts_with = "uncertain")]
    restaff: bool,
    /// Draw no pictures
    #[arg(long)]
    no_charts: bool,
    #[command(flatten)]
    uncertain: UncertainArgs,
}

/// Says what is wrong with what was asked.
fn refuse(wrong: Vec<String>, console: &Console) -> u8 {
    for message in wrong {
        console.failure(&anyhow::anyhow!(message));
    }
    WRONG_INPUT
}

/// Compares.
///
/// # Errors
/// That something outside the program failed.
pub fn compare(args: &CompareArgs, console: &Console) -> anyhow::Result<u8> {
    let began = Instant::now();
    let Ok((mut read, mut because)) = alternatives::read(&args.files, &args.set, &args.alt, console) else {
        return Ok(WRONG_INPUT);
    };
    match programmes::asked(args, &read) {
        Ok(true) => return programmes::compare(args, &read, &because, console),
        Ok(false) => {}
        Err(wrong) => return Ok(refuse(wrong, console)),
    }
    let Some((precision, margins)) = wanted(args, &read[0].scenario.model, console) else { return Ok(WRONG_INPUT) };
    let stop = stop::flag();
    if args.restaff {
        match restaff::restaff(&mut read, args, &stop, console) {
            Ok(said) => because = format!("{because}. {said}"),
            Err(restaff::Failure::Outside(error)) => return Err(error),
            Err(restaff::Failure::Input(wrong)) => return Ok(refuse(wrong, console)),
        }
    }
    for one in &mut read {
        let kinds: Vec<_> =
            precision.iter().filter_map(|(wish, _)| wish.parsed(&one.scenario.model)).map(|measure| measure.kind).collect();
        one.scenario.model.count_at(kinds.into_iter());
    }
    let asked: Vec<uncertain::Configuration> = read.iter().filter(|one| !one.identical).map(|one| one.drawn(&args.set)).collect();
    if !args.uncertain.sound(&asked, console) {
        return Ok(WRONG_INPUT);
    }
    let folder = args.common.out.join(&args.name);
    files::prepare(&folder)?;
    let models: Vec<&Model> = read.iter().filter(|one| !one.identical).map(|one| &one.scenario.model).collect();
    let plan = ComparePlan {
        replications: args.sample.replications as usize,
        seed: args.common.seed,
        threads: args.common.threads,
        most: args.sample.max_replications as usize,
        precision,
        statements: comparison::statements(models[0], &models[1..]),
    };
    let mut shown = Shown::new(args.common.progress, console, &read[0].scenario.model.name, "replications");
    let mut done = vec![0; models.len()];
    let compared = experiment::compare(&models, &plan, &stop, &mut |place, progress| {
        done[place] = progress.done;
        shown.update(Progress { done: done.iter().sum::<usize>() / done.len(), ..progress });
    })?;
    shown.done();
    let simulated = began.elapsed().as_secs_f64();
    if compared.replications == 0 {
        anyhow::bail!("stopped before every configuration had finished a replication; nothing was written");
    }
    let doubt = args.uncertain.found(&asked, &args.common, &stop, console)?;
    let mut results = compared.results.iter();
    let configurations: Vec<Configuration> = read
        .iter()
        .map(|one| Configuration {
            name: &one.scenario.model.name,
            model: &one.scenario.model,
            results: if one.identical { None } else { results.next() },
            notes: &one.notes,
        })
        .collect();
    let found = comparison::comparison(&configurations, &compared, &margins, plan.most);
    let doubts = doubts(&read, &compared, args);
    let words = margins.words(found.of_money());
    let told = comparison::summary(&configurations, &compared, &found, &because, words.clone(), doubts.clone());
    let json = uncertain::json(&told, doubt.as_ref())?;
    uncertain::write(doubt.as_ref(), &folder)?;
    let pictures = write::all(args, &read, &configurations, &compared, &found, &json, &folder, began.elapsed().as_secs_f64())?;
    let page = Page {
        read: &read,
        because: &because,
        compared: &compared,
        found: &found,
        margins: &words,
        folder: &folder,
        no_charts: args.no_charts,
        console,
    };
    report::write(args, &page, &doubts, &pictures, doubt.as_ref())?;
    workbook::clear(&folder, "compare", args.common.format)?;
    match args.common.format {
        Format::Table => console.page(&page.text(
            &doubt.as_ref().map_or_else(String::new, |found| uncertain::text(found, console)),
            &doubts,
            simulated,
            began.elapsed().as_secs_f64(),
        )),
        Format::Json => console.answer(&json),
        Format::Csv | Format::Xlsx => tidy(args.common.format, &read, &found, &folder, console)?,
        Format::Md => {
            console.answer(&page.markdown());
            console.answer(&doubt.as_ref().map_or_else(String::new, |found| uncertain::markdown(found, console)));
        }
    }
    if args.common.format != Format::Table {
        console.say_doubts(&doubts);
    }
    Ok(0)
}

/// The differences as CSV, or as a workbook.
fn tidy(format: Format, read: &[Read], found: &comparison::Comparison, folder: &Path, console: &Console) -> anyhow::Result<()> {
    let rows = comparison::differences(&read[0].scenario.model.name, found);
    if format == Format::Xlsx {
        return workbook::answer(folder, "compare", ("differences", &rows), &["intervals"], console);
    }
    console.answer(&String::from_utf8_lossy(&rows));
    Ok(())
}

/// What is wished for on the command line; all that is wrong with it is said.
fn wanted(args: &CompareArgs, base: &Model, console: &Console) -> Option<(Vec<(Comparand, f64)>, Margins)> {
    let mut sound = true;
    let mut parse = |flag: &str, text: &str, zero: bool| -> Option<(String, f64)> {
        let found = size(flag, text, base, zero);
        found
            .map_err(|message| {
                sound = false;
                console.failure(&anyhow::anyhow!(message));
            })
            .ok()
    };
    let precision: Vec<(Comparand, f64)> = args
        .sample
        .precision
        .iter()
        .filter_map(|text| parse("--precision", text, false))
        .map(|(name, half)| (Comparand::whole(&name), half))
        .collect();
    let stated = args.margin.iter().filter_map(|text| parse("--margin", text, true)).collect();
    sound.then_some((precision, Margins { stated }))
}

/// `MEASURE=SIZE`.
fn size(flag: &str, text: &str, model: &Model, zero: bool) -> Result<(String, f64), String> {
    let Some((name, size)) = text.split_once('=') else {
        return Err(format!("{flag} {text}: expected MEASURE=SIZE, for instance wait-p95=2s"));
    };
    let (name, size) = (name.trim(), size.trim());
    let unit = match name {
        CHANCE if zero => names::Unit::Share,
        TOTAL_COST => names::unit(wishes::kind(flag, PARTS_OF_TOTAL[0], model)?),
        _ => names::unit(wishes::kind(flag, name, model)?),
    };
    wishes::size(unit, size)
        .filter(|s| *s > 0.0 || (zero && *s >= 0.0))
        .map(|s| (name.to_owned(), s))
        .ok_or_else(|| format!("{flag} {text}: `{size}` is no size for it (shares in points: 0.5pt; waits: 2s)"))
}

fn many(replications: usize) -> String {
    number::plural(replications as u64, "replication", "replications")
}

/// What must be said beside the answer, the most important first.
fn doubts(read: &[Read], compared: &experiment::Compared, args: &CompareArgs) -> Vec<String> {
    let mut found = Vec::new();
    if compared.partial {
        found.push(format!("stopped early: {} of each in these figures", many(compared.replications)));
    }
    for one in &read[1..] {
        found.extend(one.notes.iter().map(|note| format!("{}: {note}", one.scenario.model.name)));
    }
    if compared.replications < 30 {
        found.push(warnings::few(compared.replications));
    }
    if !args.sample.precision.is_empty() && compared.replications >= args.sample.max_replications as usize {
        found.push(format!("{}, the most allowed, may not have given the precision asked for", many(compared.replications)));
    }
    found
}
