//! The report of a sweep.

use std::path::Path;

use super::page::Page;
use super::{Select, SweepArgs};
use crate::cli::manifest;
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, NOT_DRAWN, Report};
use crate::experiment::sweep::{Surety, Word};
use crate::report::board::{Figure, Row};
use crate::report::checklists::Done;
use crate::report::html::Tone;
use crate::report::sweep::{Sweep, said, word};
use crate::report::{files, number, summary};
use crate::scenario::Scenario;
use crate::tally::names;

/// Configurations on the board page.
const ROWS: usize = 8;
/// Findings at the head of the page beside the verdict; the others follow the table.
const AT_HEAD: usize = 3;

/// Writes page, board page, checklists, picture and manifest.
pub(super) fn write(args: &SweepArgs, base: &Scenario, found: Sweep, folder: &Path, seconds: f64) -> anyhow::Result<()> {
    let console = report::console();
    let page = Page { sweep: found, console: &console, folder };
    let mut findings = page.findings();
    let first = findings.remove(0);
    let verdict = verdict(&found).unwrap_or(first);
    let rest = findings.split_off(AT_HEAD.min(findings.len()));
    let pictures = draw(args, base, &found, &verdict, folder)?;
    let outcome = found.outcome;
    let spent = outcome.spent + outcome.fresh.as_ref().map_or(0, |fresh| fresh.replications);
    let report = Report {
        kind: "Sweep",
        scenario: base,
        about: report::about(base, spent, found.plan.seed, false),
        tone: match outcome.surety {
            Surety::Guaranteed(_) => Tone::Good,
            Surety::Estimated(_) | Surety::NotReached => Tone::Unsure,
            Surety::NoneKeeps(_) => Tone::Bad,
        },
        verdict,
        more: findings,
        summary: Vec::new(),
        body: format!("{}\n{}", page.body(), rest.join("\n")),
        drawn: NOT_DRAWN.to_owned(),
        doubts: &base.warnings,
        method: vec![match args.select {
            Select::Kn => "Configurations were told apart by the procedure of Kim and Nelson on common callers: those that are surely worse get no more replications.",
            Select::Rinott => "The best was selected by Rinott's procedure on independent callers, in two stages.",
            Select::Ocba => "Replications went to the configurations that are hardest to tell from the best (optimal computing budget allocation), on common callers.",
        }
        .to_owned()],
        again: vec![("The same sweep, in the folder in which it was made:".to_owned(), command(args))],
        rows: outcome.places.iter().take(ROWS).map(|place| Row {
            name: found.short(place.configuration),
            note: place.all.map_or_else(String::new, |(chance, _)| format!("targets hold: {}", number::chance(chance))),
            value: place.estimates[0].map_or_else(|| number::UNKNOWN.to_owned(), |e| summary::unit(found.plan.objective.kind).value(e.mean)),
            word: said(place.word).to_owned(),
        }).collect(),
        figures: figures(&found),
        done: Done {
            command: "sweep",
            replications: spent,
            seed: found.plan.seed,
            alternatives: alternatives(&found),
            search: Some(format!("{} configurations, of which the best was selected.", found.design.rows.len())),
            ..Done::default()
        },
        pictures: &pictures,
        first: ["sweep", ""],
    };
    report.write(folder)?;
    let value = serde_json::json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "scenario": args.file,
        "scenario_hash": manifest::hash(&base.resolved.toml),
        "inputs": manifest::inputs(base),
        "set": args.set,
        "grid": args.grid,
        "latin": args.latin,
        "seed": args.common.seed,
        "replications": spent,
        "threads": manifest::threads(args.common.threads),
        "seconds": (seconds * 1000.0).round() / 1000.0,
    });
    files::write(&folder.join("manifest.json"), format!("{value:#}\n").as_bytes())?;
    Ok(())
}

/// The best in a sentence; none where nothing was selected.
fn verdict(found: &Sweep) -> Option<String> {
    let best = found.outcome.places.iter().find(|place| place.word == Word::Best)?;
    let unit = summary::unit(found.plan.objective.kind);
    let value = best.estimates[0].map_or_else(|| number::UNKNOWN.to_owned(), |e| unit.value(e.mean));
    let what = names::words(found.plan.objective, found.base).to_lowercase();
    Some(format!("Best of {} configurations: {}, with {what} {value}.", found.design.rows.len(), found.short(best.configuration)))
}

/// What it took, how sure it is, and what the best gave again on fresh callers.
fn figures(found: &Sweep) -> Vec<Figure> {
    let outcome = found.outcome;
    let unit = summary::unit(found.plan.objective.kind);
    let mut all = Vec::new();
    match outcome.surety {
        Surety::Guaranteed(p) => all.push(Figure::new(number::chance(p), "guaranteed chance, at least, that it is the best")),
        Surety::Estimated(p) => all.push(Figure::new(number::chance(p), "chance that it is the best, from what was seen")),
        Surety::NotReached | Surety::NoneKeeps(_) => {}
    }
    if let Some((fresh, value)) = outcome.fresh.as_ref().and_then(|fresh| Some((fresh, fresh.estimates[0]?))) {
        let again = number::plural(fresh.replications as u64, "replication", "replications");
        all.push(Figure::new(unit.value(value.mean), format!("the best again, {again} of fresh callers")));
    }
    if outcome.spent > 0 {
        all.push(Figure::new(number::count(outcome.spent as f64), "replications to select"));
    }
    if outcome.places.len() > ROWS {
        all.push(Figure::new(format!("{ROWS} of {}", outcome.places.len()), "configurations listed here, all in report.html"));
    }
    all
}

/// The best, and what cannot be told from it.
fn alternatives(found: &Sweep) -> Vec<String> {
    let near = found.outcome.places.iter().filter(|place| matches!(place.word, Word::Best | Word::Same | Word::NotApart));
    let words = |configuration: usize, said: Word| format!("{}: {}", found.design.words(configuration), word(said));
    let mut all: Vec<String> = near.take(ROWS).map(|place| words(place.configuration, place.word)).collect();
    let others = found.outcome.places.len() - all.len();
    all.push(format!("{}, in results.csv", number::plural(others as u64, "other configuration", "other configurations")));
    all
}

/// How to make it again: everything that changes the answer.
fn command(args: &SweepArgs) -> String {
    let mut command = format!("helpline sweep {}", args.file);
    for (flag, values) in
        [("--grid", &args.grid), ("--set", &args.set), ("--subject-to", &args.subject_to), ("--show", &args.show)]
    {
        command.extend(values.iter().map(|value| format!(" {flag} \"{value}\"")));
    }
    if !args.latin.is_empty() {
        command.push_str(&format!(" --latin {}", args.latin.join(" ")));
    }
    for (flag, value) in [("--minimise", &args.minimise), ("--maximise", &args.maximise)] {
        command.extend(value.iter().map(|value| format!(" {flag} {value}")));
    }
    let select = match args.select {
        Select::Kn => "kn",
        Select::Rinott => "rinott",
        Select::Ocba => "ocba",
    };
    command.push_str(&format!(
        " --margin {} --select {select} --confidence {} --first {} --max-replications {} --recheck {} --seed {}",
        args.margin, args.confidence, args.first, args.max_replications, args.recheck, args.common.seed
    ));
    command
}

/// The picture.
#[cfg(feature = "charts")]
fn draw(args: &SweepArgs, base: &Scenario, found: &Sweep, finding: &str, folder: &Path) -> anyhow::Result<Drawn> {
    use crate::report::figures::sweep::{NAMES, drawing};
    let drawn = || (NAMES[0], drawing(found, finding.to_owned(), crate::cli::rollout::assumed(base)));
    let drawings: Vec<_> = (!args.no_charts).then(drawn).into_iter().collect();
    crate::cli::pictures::write(folder, &NAMES, drawings, args.common.threads)
}

#[cfg(not(feature = "charts"))]
fn draw(_: &SweepArgs, _: &Scenario, _: &Sweep, _: &str, _: &Path) -> anyhow::Result<Drawn> {
    Ok(Drawn::default())
}
