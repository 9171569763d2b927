//! The report of a roll-out.

use std::path::Path;

use super::page::Page;
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, RESOLVED, Report};
use crate::report::board::{Figure, Row};
use crate::report::checklists::Done;
use crate::report::html::Tone;
use crate::report::number;
use crate::report::rollout::{Area, Summary, words};
use crate::scenario::Scenario;

/// Areas on the board page.
const AREAS: usize = 12;

/// Writes it.
pub(super) fn write(scenario: &Scenario, found: &Summary, partial: bool, pictures: &Drawn, folder: &Path) -> anyhow::Result<()> {
    let console = report::console();
    let (n, seed) = (found.replications, found.seed);
    let share = found.by_deadline.share();
    let report = Report {
        kind: "Roll-out",
        scenario,
        about: report::about(scenario, n, seed, partial),
        tone: if share >= 0.95 {
            Tone::Good
        } else if share <= 0.05 {
            Tone::Bad
        } else {
            Tone::Risk
        },
        verdict: words::verdict(found),
        more: words::reasons(found, 4)
            .map(|why| format!("Late areas wait for: {why}."))
            .into_iter()
            .chain([words::badly(found)])
            .collect(),
        summary: Vec::new(),
        body: Page::new(found, &console, true).body(),
        drawn: report::NOT_DRAWN.to_owned(),
        doubts: &found.warnings,
        method: vec![format!("Calls are carried in {} detail: docs/rollout.md of the project says how.", found.detail)],
        again: vec![(
            "In this folder, from its own copy of the scenario and its data:".to_owned(),
            format!("helpline rollout {RESOLVED} -n {n} --seed {seed}"),
        )],
        rows: rows(found),
        figures: vec![
            Figure::new(number::chance(share), format!("chance of being live everywhere by {}", words::day(&found.deadline))),
            Figure::new(words::short_or_never(found.complete[1].as_ref()), "live everywhere for good in half of all cases"),
            Figure::new(number::count(found.areas_late), format!("of {} areas late, on average", found.areas.len())),
        ],
        done: Done {
            command: "rollout",
            replications: n,
            seed,
            search: Some("A programme followed to its end, beside the same programme as planned.".to_owned()),
            ..Done::default()
        },
        pictures,
        first: ["rollout", ""],
    };
    report.write(folder)
}

fn rows(found: &Summary) -> Vec<Row> {
    let mut order: Vec<&Area> = found.areas.iter().filter(|area| area.late.times > 0).collect();
    let latest = |area: &Area| area.live[1].as_ref().map_or(usize::MAX, |date| date.day);
    order.sort_by_key(|area| std::cmp::Reverse((area.late.times, latest(area))));
    let of_area = |area: &&Area| Row {
        name: area.area.clone(),
        note: format!(
            "planned {}; for good in half of all cases {}",
            words::short_or_never(area.planned.as_ref()),
            words::short_or_never(area.live[1].as_ref())
        ),
        value: format!("late {}", number::chance(area.late.share())),
        word: String::new(),
    };
    order.iter().take(AREAS).map(of_area).collect()
}
