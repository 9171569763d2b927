//! The tables of a roll-out: `rollout.json`, `chance.csv`, `areas.csv`, `providers.csv`, `lanes.csv`, `replications.csv`.

use super::{Date, Summary};
use crate::experiment::RollOut;
use crate::programme::{Lane, Setup};
use crate::report::tables;

/// The names of the lanes, in the order of [`Lane::ALL`].
pub const LANES: [&str; Lane::ALL.len()] =
    ["waiting", "tender", "mobilising", "testing", "withdrawn", "live", "live-with-another"];

/// All tables: name, content.
pub fn all(setup: &Setup, found: &RollOut, summary: &Summary) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("rollout.json", json(summary).into_bytes()),
        ("chance.csv", chance(setup, summary)),
        ("areas.csv", areas(summary)),
        ("providers.csv", providers(summary)),
        ("lanes.csv", lanes(setup, summary)),
        ("replications.csv", replications(setup, found)),
    ]
}

/// The summary as JSON.
pub fn json(summary: &Summary) -> String {
    // plain data: it cannot fail
    let text = serde_json::to_string_pretty(summary).unwrap_or_default();
    format!("{text}\n")
}

fn date(date: Option<&Date>) -> String {
    date.map_or_else(String::new, |date| date.date.clone())
}

/// By day: the share of replications in which everywhere is live.
fn chance(setup: &Setup, summary: &Summary) -> Vec<u8> {
    let rows = summary.curve.iter().enumerate().map(|(day, share)| vec![setup.label(day).to_owned(), format!("{share}")]);
    tables::rows(&["date", "all_live"], rows)
}

/// By area.
pub fn areas(summary: &Summary) -> Vec<u8> {
    let head = [
        "scenario",
        "area",
        "provider",
        "population",
        "planned",
        "live_p10",
        "live_p50",
        "live_p90",
        "late",
        "late_low",
        "late_high",
        "waits_for",
        "not_live_at_the_end",
        "gates_failed",
        "provider_left",
        "calls",
        "served_badly",
        "served_badly_planned",
        "paid_to_takers",
        "paid_to_line_before",
        "paid_to_takers_planned",
        "paid_to_line_before_planned",
    ];
    let rows = summary.areas.iter().map(|area| {
        vec![
            summary.scenario.clone(),
            area.area.clone(),
            area.provider.clone(),
            area.population.map_or_else(String::new, |people| format!("{people}")),
            date(area.planned.as_ref()),
            date(area.live[0].as_ref()),
            date(area.live[1].as_ref()),
            date(area.live[2].as_ref()),
            format!("{}", area.late.share()),
            format!("{}", area.late.low),
            format!("{}", area.late.high),
            area.waits_for.iter().map(|(why, times)| format!("{why} {times}")).collect::<Vec<_>>().join("; "),
            format!("{}", area.never.share()),
            format!("{}", area.gates_failed),
            format!("{}", area.left.share()),
            format!("{}", area.calls),
            format!("{}", area.badly),
            format!("{}", area.badly_planned),
            format!("{}", area.paid[0]),
            format!("{}", area.paid[1]),
            format!("{}", area.paid_planned[0]),
            format!("{}", area.paid_planned[1]),
        ]
    });
    tables::rows(&head, rows)
}

fn providers(summary: &Summary) -> Vec<u8> {
    let head = [
        "provider",
        "simulated",
        "withdrew",
        "withdrew_p50",
        "areas_taken_over",
        "income",
        "cost",
        "income_planned",
        "cost_planned",
    ];
    let rows = summary.providers.iter().map(|p| {
        vec![
            p.provider.clone(),
            p.simulated.to_string(),
            format!("{}", p.withdrew.share()),
            date(p.withdrew_on.as_ref()),
            format!("{}", p.stepped_in),
            format!("{}", p.income),
            format!("{}", p.cost),
            format!("{}", p.planned[0]),
            format!("{}", p.planned[1]),
        ]
    });
    tables::rows(&head, rows)
}

/// By area, stretch of days with the same numbers, and lane: in how many replications it stood there.
fn lanes(setup: &Setup, summary: &Summary) -> Vec<u8> {
    let mut rows = Vec::new();
    for (area, days) in summary.areas.iter().zip(&summary.lanes) {
        for (day, counts) in days.iter().enumerate().filter(|&(day, counts)| day == 0 || days[day - 1] != *counts) {
            let mut row = vec![area.area.clone(), setup.label(day).to_owned()];
            row.extend(counts.iter().map(u32::to_string));
            rows.push(row);
        }
    }
    let mut head = vec!["area", "from"];
    head.extend(LANES);
    tables::rows(&head, rows.into_iter())
}

fn replications(setup: &Setup, found: &RollOut) -> Vec<u8> {
    let day = |day: Option<usize>| day.map_or_else(String::new, |day| setup.label(day).to_owned());
    let rows = found.courses.iter().enumerate().flat_map(|(replication, course)| {
        let areas = setup.model.areas.iter().zip(&course.areas);
        areas.map(move |(area, course)| {
            vec![
                replication.to_string(),
                area.name.clone(),
                day(course.first_live),
                day(course.live),
                course.late.map_or_else(String::new, |why| why.words().to_owned()),
                course.gates.iter().filter(|gate| !gate.held).count().to_string(),
                course.left.len().to_string(),
                format!("{}", course.calls),
                format!("{}", course.badly()),
                format!("{}", course.paid_takers),
                format!("{}", course.paid_before),
            ]
        })
    });
    let head = [
        "replication",
        "area",
        "first_live",
        "live",
        "late_for",
        "gates_failed",
        "providers_left",
        "calls",
        "served_badly",
        "paid_to_takers",
        "paid_to_line_before",
    ];
    tables::rows(&head, rows)
}
