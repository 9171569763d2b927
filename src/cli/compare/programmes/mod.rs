//! Programmes compared: each rolled out on the same luck, paired differences against the base.

mod report;

use std::path::Path;
use std::time::Instant;

use super::CompareArgs;
use super::alternatives::Read;
use super::manifest::{self, Ended};
use crate::cli::console::Console;
use crate::cli::pictures::{Drawn, written};
use crate::cli::rollout::one::{DetailArg, Rolled, Wrong, rolled};
use crate::cli::rollout::{draw, page};
use crate::cli::{Format, WRONG_INPUT, stop, uncertain, workbook};
use crate::report::rollout::against::{Against, against, differences};
use crate::report::rollout::{Summary, files as tables};
use crate::report::{files, tables::under_each_other};

/// Whether all that is compared are programmes; what is wrong where that is mixed, or where a flag does not fit.
pub(super) fn asked(args: &CompareArgs, read: &[Read]) -> Result<bool, Vec<String>> {
    let (with, without): (Vec<&Read>, Vec<&Read>) = read.iter().partition(|one| one.scenario.programme.is_some());
    let mut wrong = Vec::new();
    if let (Some(one), Some(other)) = (with.first(), without.first()) {
        wrong.push(format!(
            "{} states a [programme] and {} does not: compare roll-outs with roll-outs (drop = [\"programme\"] in a file leaves a programme out)",
            one.scenario.model.name, other.scenario.model.name
        ));
    }
    let programmes = !with.is_empty();
    if programmes {
        for (flag, given) in [
            ("--precision", !args.sample.precision.is_empty()),
            ("--margin", !args.margin.is_empty()),
            ("--uncertain", args.uncertain.wanted()),
            ("--restaff", args.restaff),
        ] {
            if given {
                wrong.push(format!(
                    "{flag} is about measures of a service; programmes are compared by a number of replications, -n"
                ));
            }
        }
    } else if args.detail.is_some() {
        wrong.push(
            "--detail is about programmes, and no file states a [programme]: calls of a service are always simulated".to_owned(),
        );
    }
    if wrong.is_empty() { Ok(programmes) } else { Err(wrong) }
}

/// Rolls all out and compares.
pub(super) fn compare(args: &CompareArgs, read: &[Read], because: &str, console: &Console) -> anyhow::Result<u8> {
    let began = Instant::now();
    let folder = args.common.out.join(&args.name);
    let detail = args.detail.map_or(DetailArg::Reduced, DetailArg::from);
    let stop = stop::flag();
    let mut found: Vec<Rolled> = Vec::new();
    for one in read {
        match rolled(&one.scenario, args.sample.replications, detail, &args.common, &stop, console)? {
            Ok(rolled) => found.push(rolled),
            Err(Wrong(why)) => {
                console.failure(&anyhow::anyhow!("{}: {why}", one.file));
                return Ok(WRONG_INPUT);
            }
        }
        if found.last().is_some_and(|rolled| rolled.partial) {
            break;
        }
    }
    if found.len() < read.len() {
        anyhow::bail!("stopped before every programme was rolled out; nothing was written");
    }
    let compared: Vec<Against> = found[1..].iter().map(|other| against(&found[0].summary, &other.summary)).collect();
    let summaries: Vec<&Summary> = found.iter().map(|rolled| &rolled.summary).collect();
    let doubts = doubts(&found);
    let partial = found.iter().any(|rolled| rolled.partial);
    let pictures = write(args, read, &found, &compared, because, &folder)?;
    let told = report::Told { args, read, found: &summaries, compared: &compared, because, partial, doubts: &doubts };
    told.write(&pictures, &folder)?;
    let seconds = began.elapsed().as_secs_f64();
    let ended = Ended { replications: found[0].summary.replications, partial, seconds };
    let detail = ("detail".to_owned(), found[0].summary.detail.to_string().into());
    files::write(&folder.join("manifest.json"), manifest::text(args, read, &ended, [detail].into_iter().collect()).as_bytes())?;
    workbook::clear(&folder, "compare", args.common.format)?;
    match args.common.format {
        Format::Table => {
            let mut text = page::together(&summaries, because, console, false);
            text.push_str(&page::side_by_side(&compared, console, false));
            text.push_str(&console.doubts(&doubts));
            text.push_str(&format!("{}: {}\nTook {seconds:.1} s.\n\n", written(args.no_charts), folder.display()));
            console.page(&text);
        }
        Format::Md => {
            let plain = uncertain::plain(console);
            console.answer(&page::together(&summaries, because, &plain, true));
            console.answer(&page::side_by_side(&compared, &plain, true));
        }
        Format::Json => console.answer(&json(&summaries, &compared, because)),
        Format::Csv => console.answer(&String::from_utf8_lossy(&differences(&compared))),
        Format::Xlsx => workbook::answer(&folder, "compare", ("differences", &differences(&compared)), &["areas"], console)?,
    }
    if args.common.format != Format::Table {
        console.say_doubts(&doubts);
    }
    Ok(0)
}

/// Doubts of all, each once.
fn doubts(found: &[Rolled]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for doubt in found.iter().flat_map(|rolled| &rolled.summary.warnings) {
        if !all.contains(doubt) {
            all.push(doubt.clone());
        }
    }
    if found.iter().any(|rolled| rolled.partial) {
        all.push("stopped early: of the replications that were finished".to_owned());
    }
    all
}

fn json(summaries: &[&Summary], compared: &[Against], because: &str) -> String {
    let base = summaries.first().map(|summary| &summary.scenario);
    let value = serde_json::json!({ "base": base, "because": because, "rollouts": summaries, "against_the_base": compared });
    format!("{value:#}\n")
}

fn write(
    args: &CompareArgs,
    read: &[Read],
    found: &[Rolled],
    compared: &[Against],
    because: &str,
    folder: &Path,
) -> anyhow::Result<Drawn> {
    files::prepare(folder)?;
    let names: Vec<&str> = read.iter().map(|one| one.scenario.model.name.as_str()).collect();
    crate::cli::folder::clear(folder, crate::cli::folder::PROGRAMMES, args.files.iter().map(String::as_str), &names)?;
    let summaries: Vec<&Summary> = found.iter().map(|rolled| &rolled.summary).collect();
    files::write(&folder.join("summary.json"), json(&summaries, compared, because).as_bytes())?;
    files::write(&folder.join("differences.csv"), &differences(compared))?;
    let areas: Vec<Vec<u8>> = summaries.iter().map(|summary| tables::areas(summary)).collect();
    files::write(&folder.join("areas.csv"), &under_each_other(&areas))?;
    let mut drawn = together(args, read, &summaries, folder)?;
    for (one, rolled) in read.iter().zip(found) {
        let own = folder.join("rollouts").join(&one.scenario.model.name);
        for (name, content) in tables::all(&rolled.setup, &rolled.courses, &rolled.summary) {
            files::write(&own.join(name), &content)?;
        }
        let lanes = draw(&one.scenario, &rolled.summary, &own, args.no_charts, args.common.threads)?;
        drawn.and_of(&one.scenario.model.name, lanes);
        files::resolved(&folder.join("scenarios").join(&one.scenario.model.name), &one.scenario.resolved)?;
    }
    Ok(drawn)
}

/// The picture of all.
#[cfg(feature = "charts")]
fn together(args: &CompareArgs, read: &[Read], summaries: &[&Summary], folder: &Path) -> anyhow::Result<Drawn> {
    use crate::report::rollout::together::{NAMES, drawing};
    let drawn = || drawing(summaries, crate::cli::rollout::assumed(&read[0].scenario));
    let drawings: Vec<_> = (!args.no_charts).then(drawn).flatten().map(|drawing| (NAMES[0], drawing)).into_iter().collect();
    crate::cli::pictures::write(folder, &NAMES, drawings, args.common.threads)
}

#[cfg(not(feature = "charts"))]
fn together(_: &CompareArgs, _: &[Read], _: &[&Summary], _: &Path) -> anyhow::Result<Drawn> {
    Ok(Drawn::default())
}
