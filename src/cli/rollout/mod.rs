//! `helpline rollout`: when is it live everywhere, which areas are late and why, what does it cost meanwhile?

pub(super) mod one;
pub(super) mod page;
mod report;

use std::path::{Path, PathBuf};

use clap::Args;

use super::console::Console;
use super::flags::CommonArgs;
use super::pictures::Drawn;
use super::{Format, WRONG_INPUT, manifest, stop, workbook};
use crate::report::files;
use crate::report::rollout::against::{Against, against};
use crate::report::rollout::{Summary, files as tables};
use crate::scenario::{self, Scenario};
use one::{DetailArgs, Rolled, Wrong, rolled};

/// Flags of `rollout`.
#[derive(Debug, Args)]
pub struct RolloutArgs {
    /// Scenario files with a [programme], or builtin:NAME; several are shown side by side, on the same luck
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Change a value: dotted path = value, or a change such as x0.9 or +60s (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Replications
    #[arg(short = 'n', long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    replications: u64,
    #[command(flatten)]
    common: CommonArgs,
    /// Exit with 1 unless the chance of meeting the deadline is at least this, for instance 90%
    #[arg(long, value_name = "CHANCE")]
    require: Option<String>,
    #[command(flatten)]
    detail: DetailArgs,
    /// Draw no picture
    #[arg(long)]
    no_charts: bool,
}

/// Rolls out each scenario.
///
/// # Errors
/// That something outside the program failed.
pub fn rollout(args: &RolloutArgs, console: &Console) -> anyhow::Result<u8> {
    let required = match args.require.as_deref().map(crate::units::share) {
        Some(Ok(share)) if (0.0..=1.0).contains(&share) => Some(share),
        Some(_) => {
            console.failure(&anyhow::anyhow!("--require takes a chance between 0 % and 100 %, for instance --require 90%"));
            return Ok(WRONG_INPUT);
        }
        None => None,
    };
    let mut scenarios = Vec::new();
    let mut wrong = false;
    for file in &args.files {
        match scenario::load(file, &args.set) {
            Ok(scenario) => scenarios.push((file, scenario)),
            Err(problems) => {
                console.problems(&problems);
                wrong = true;
            }
        }
    }
    for (file, _) in scenarios.iter().filter(|(_, scenario)| scenario.programme.is_none()) {
        console.failure(&anyhow::anyhow!("{file} states no [programme] with a deadline, so there is nothing to roll out"));
        wrong = true;
    }
    if wrong {
        return Ok(WRONG_INPUT);
    }
    let stop = stop::flag();
    let details = args.detail.detail.each();
    let mut found: Vec<(Summary, PathBuf, bool, f64)> = Vec::new();
    let mut compared: Vec<Against> = Vec::new();
    for ((file, scenario), (place, &detail)) in scenarios.iter().flat_map(|one| details.iter().enumerate().map(move |d| (one, d)))
    {
        let mut rolled = match rolled(scenario, args.replications, detail, &args.common, &stop, console)? {
            Ok(rolled) => rolled,
            Err(Wrong(why)) => {
                console.failure(&anyhow::anyhow!("{file}: {why}"));
                return Ok(WRONG_INPUT);
            }
        };
        if place > 0 {
            // the same programme once more
            rolled.summary.scenario.push_str("-reduced");
        }
        let folder = args.common.out.join(&rolled.summary.scenario);
        begin(&folder, file)?;
        for (name, content) in tables::all(&rolled.setup, &rolled.courses, &rolled.summary) {
            files::write(&folder.join(name), &content)?;
        }
        let Rolled { summary, partial, seconds, .. } = rolled;
        let drawn = draw(scenario, &summary, &folder, args.no_charts, args.common.threads)?;
        report::write(scenario, &summary, partial, &drawn, &folder)?;
        files::resolved(&folder, &scenario.resolved)?;
        write_manifest(args, file, scenario, &summary, &folder, (partial, seconds))?;
        // reduced detail against full detail of the same programme; else each against the first
        if let Some((base, ..)) = if place > 0 { found.last() } else { found.first() } {
            compared.push(against(base, &summary));
        }
        found.push((summary, folder, partial, seconds));
        if partial {
            break;
        }
    }
    for (_, folder, ..) in &found {
        workbook::clear(folder, "rollout", args.common.format)?;
    }
    match args.common.format {
        Format::Xlsx => found.iter().try_for_each(|(summary, folder, ..)| workbook_of(summary, folder, console))?,
        Format::Table => {
            for (summary, folder, partial, seconds) in &found {
                console.page(&page::Page::new(summary, console, false).text(folder, *partial, *seconds));
            }
            console.page(&page::side_by_side(&compared, console, false));
        }
        Format::Md => {
            for (summary, ..) in &found {
                console.answer(&page::Page::new(summary, &super::uncertain::plain(console), true).body());
            }
            console.answer(&page::side_by_side(&compared, &super::uncertain::plain(console), true));
        }
        Format::Json => {
            let all: Vec<&Summary> = found.iter().map(|f| &f.0).collect();
            let text = match all[..] {
                [one] => tables::json(one),
                _ => {
                    let value = serde_json::json!({ "rollouts": all, "against": compared });
                    format!("{value:#}\n")
                }
            };
            console.answer(&text);
        }
        Format::Csv => {
            let all: Vec<Vec<u8>> = found.iter().map(|f| tables::areas(&f.0)).collect();
            console.answer(&String::from_utf8_lossy(&crate::report::tables::under_each_other(&all)));
        }
    }
    if args.common.format != Format::Table {
        for (summary, ..) in &found {
            console.say_doubts(&summary.warnings);
        }
    }
    let kept = |share: f64| found.len() == scenarios.len() * details.len() && found.iter().all(|f| f.0.by_deadline.low >= share);
    Ok(u8::from(required.is_some_and(|share| !kept(share))))
}

/// The tables of one programme as a workbook.
fn workbook_of(summary: &Summary, folder: &Path, console: &Console) -> anyhow::Result<()> {
    let beside = ["chance", "providers", "lanes", "replications"];
    workbook::answer(folder, "rollout", ("areas", &tables::areas(summary)), &beside, console)
}

/// A folder that can be written to, without the results of another command.
fn begin(folder: &Path, file: &str) -> Result<(), files::WriteError> {
    files::prepare(folder)?;
    super::folder::clear(folder, "rollout", [file], &[])
}

fn write_manifest(
    args: &RolloutArgs,
    file: &str,
    scenario: &Scenario,
    summary: &Summary,
    folder: &Path,
    (partial, seconds): (bool, f64),
) -> anyhow::Result<()> {
    let value = serde_json::json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "scenario": file,
        "scenario_hash": manifest::hash(&scenario.resolved.toml),
        "inputs": manifest::inputs(scenario).into_iter().collect::<serde_json::Map<_, _>>(),
        "set": args.set,
        "seed": args.common.seed,
        "replications": summary.replications,
        "partial": partial,
        "threads": manifest::threads(args.common.threads),
        "seconds": (seconds * 1000.0).round() / 1000.0,
    });
    files::write(&folder.join("manifest.json"), format!("{value:#}\n").as_bytes())?;
    Ok(())
}

/// Draws the picture of a roll-out into its folder.
#[cfg(feature = "charts")]
pub(super) fn draw(
    scenario: &Scenario,
    summary: &Summary,
    folder: &Path,
    no_charts: bool,
    threads: usize,
) -> anyhow::Result<Drawn> {
    use crate::report::rollout::picture;
    let drawn = || vec![(picture::NAMES[0], picture::drawing(summary, assumed(scenario)))];
    let drawings = if no_charts { Vec::new() } else { drawn() };
    crate::cli::pictures::write(folder, &picture::NAMES, drawings, threads)
}

/// Inputs that nobody measured, for the foot of a picture.
#[cfg(feature = "charts")]
pub(super) fn assumed(scenario: &Scenario) -> Vec<String> {
    let assumed = scenario.sources.iter().filter(|(_, grade)| grade.starts_with("judged") || grade.starts_with("calibrated"));
    let short = |path: &str| path.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" ");
    assumed.map(|(path, _)| short(path)).collect()
}

#[cfg(not(feature = "charts"))]
pub(super) fn draw(_: &Scenario, _: &Summary, _: &Path, _: bool, _: usize) -> anyhow::Result<Drawn> {
    Ok(Drawn::default())
}
