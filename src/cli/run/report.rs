//! The report of a run.

use std::path::Path;

use super::RunArgs;
use super::page::Page;
use crate::analysis::proportion::Verdict;
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, RESOLVED, Report};
use crate::experiment::{Judged, Results};
use crate::model::{Basis, Bound, Measure, MeasureKind, Model, Scope, Target};
use crate::report::board::{Figure, Row};
use crate::report::checklists::Done;
use crate::report::html::Tone;
use crate::report::summary;
use crate::scenario::Scenario;
use crate::tally::names;

/// Writes it.
#[expect(clippy::too_many_arguments, reason = "everything that is known goes onto the page")]
pub(super) fn write(
    args: &RunArgs,
    file: &str,
    scenario: &Scenario,
    results: &Results,
    warnings: &[String],
    pictures: &Drawn,
    drawn: String,
    folder: &Path,
) -> anyhow::Result<()> {
    let model = &scenario.model;
    let console = report::console();
    let body = Page { args, file, scenario, results, warnings, folder, console: &console }.markdown();
    let judged = summary::judged(model, results);
    let (n, seed) = (results.replications, results.seed);
    let report = Report {
        kind: "Run",
        scenario,
        about: report::about(scenario, n, seed, results.partial),
        tone: tone(&judged),
        verdict: summary::finding(model, results),
        more: pictures.finding("callers").into_iter().chain(cost(model, results)).collect(),
        summary: Vec::new(),
        body,
        doubts: warnings,
        method: Vec::new(),
        again: vec![(
            "In this folder, from its own copy of the scenario and its data:".to_owned(),
            format!("helpline run {RESOLVED} -n {n} --seed {seed}"),
        )],
        rows: rows(model, results, &judged),
        figures: figures(model, results),
        done: Done { command: "run", replications: n, seed, uncertain: !drawn.is_empty(), ..Done::default() },
        drawn,
        pictures,
        first: ["callers", "week"],
    };
    report.write(folder)
}

/// Of all targets together.
fn tone(judged: &[Judged]) -> Tone {
    let any = |verdict: Verdict| judged.iter().any(|j| j.verdict == verdict);
    match judged {
        [] => Tone::Unsure,
        _ if any(Verdict::Missed) => Tone::Bad,
        _ if any(Verdict::AtRisk) => Tone::Risk,
        _ if any(Verdict::CannotTell) => Tone::Unsure,
        _ => Tone::Good,
    }
}

/// What a call costs, where that is stated.
fn cost(model: &Model, results: &Results) -> Option<String> {
    let value = |kind: MeasureKind| results.estimate(Measure { kind, scope: Scope::All });
    let unit = summary::unit(MeasureKind::CostPerCall);
    let each = value(MeasureKind::CostPerCall)?;
    let range = each.interval.map_or_else(String::new, |i| format!(" ({})", unit.range(i.low, i.high)));
    let surplus = value(MeasureKind::Surplus).filter(|_| !model.money.contracts.is_empty());
    let left = surplus.map_or_else(String::new, |s| format!("; surplus over the horizon {}", unit.value(s.mean)));
    Some(format!("An answered call costs {}{range}{left}.", unit.value(each.mean)))
}

/// Key figures: how many ring, what a call costs, how busy people are, how often all targets hold at once.
fn figures(model: &Model, results: &Results) -> Vec<Figure> {
    let targeted = |kind: MeasureKind| model.targets.iter().any(|t| t.measure == Measure { kind, scope: Scope::All });
    let of = |kind: MeasureKind, name: &str| {
        let found = results.estimate(Measure { kind, scope: Scope::All }).filter(|_| !targeted(kind))?;
        Some(Figure::new(summary::unit(kind).value(found.mean), name))
    };
    let all = results.all_targets().filter(|_| model.targets.len() > 1);
    let mut found = vec![
        of(MeasureKind::CallsOffered, "calls offered"),
        all.map(|a| Figure::new(crate::report::number::chance(a.0), "chance that all targets hold at once")),
        of(MeasureKind::CostPerCall, "cost of an answered call"),
        of(MeasureKind::Occupancy, "occupancy of staff"),
        of(MeasureKind::Abandonment, "of callers give up"),
    ];
    if model.targets.is_empty() {
        // the rows are these figures
        found.truncate(3);
        found.remove(0);
    }
    found.into_iter().flatten().take(4).collect()
}

fn rows(model: &Model, results: &Results, judged: &[Judged]) -> Vec<Row> {
    let of_target = |(target, judged): (&Target, &Judged)| {
        let unit = summary::unit(target.measure.kind);
        let bound = match target.bound {
            Bound::AtMost(x) => format!("at most {}", unit.value(x)),
            Bound::AtLeast(x) => format!("at least {}", unit.value(x)),
            Bound::Below(x) => format!("below {}", unit.value(x)),
        };
        let basis = match target.basis {
            Basis::Simulated => String::new(),
            other => format!("; {}", summary::basis(other)),
        };
        let chance = judged.chance.map_or_else(String::new, |c| format!(", chance {}", crate::report::number::chance(c.0)));
        Row {
            name: names::words(target.measure, model),
            note: format!("{bound}{chance}{basis}"),
            value: results.estimate(target.measure).map_or_else(|| "-".to_owned(), |e| unit.value(e.mean)),
            word: summary::word(judged.verdict).to_owned(),
        }
    };
    let mut rows: Vec<Row> = model.targets.iter().zip(judged).map(of_target).collect();
    if rows.is_empty() {
        for kind in [
            MeasureKind::AnsweredWithin(60_000_000),
            MeasureKind::MeanSpeedOfAnswer,
            MeasureKind::WaitQuantile(950),
            MeasureKind::Abandonment,
            MeasureKind::Occupancy,
            MeasureKind::CallsOffered,
        ] {
            let measure = Measure { kind, scope: Scope::All };
            let unit = summary::unit(kind);
            if let Some(found) = results.estimate(measure) {
                let note = found.interval.map_or_else(String::new, |i| format!("95 % interval {}", unit.range(i.low, i.high)));
                rows.push(Row { name: names::words(measure, model), note, value: unit.value(found.mean), word: String::new() });
            }
        }
    }
    rows
}
