//! The page on a fit: `fit.md`, and staff by day as `staff.csv`.

use std::fmt::Write;

use crate::analysis::daily::{Estimate, Spread};
use crate::calibrate::bench::SAFETY;
use crate::calibrate::days::{CALLS, HOLIDAY};
use crate::calibrate::job::Calibrated;
use crate::calibrate::written::Written;

const KINDS: [&str; 8] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "bank holidays"];

/// A parameter on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is.
    pub what: String,
    /// Its value.
    pub value: String,
    /// Its standard error; empty if it has none.
    pub error: String,
    /// Calibrated, published, assumed.
    pub grade: &'static str,
}

/// All parameters.
pub fn parameters(done: &Calibrated, written: &Written) -> Vec<Row> {
    let (fit, known) = (&done.fit, &done.fit.known);
    let row = |what: &str, value: String, error: String, grade| Row { what: what.to_owned(), value, error, grade };
    let percent = |e: Estimate| (format!("{:.1} %", e.value * 100.0), format!("{:.1} points", e.se * 100.0));
    let mut rows = Vec::new();
    let level = fit.level(0);
    rows.push(row(
        "hours of presence a week, in the scenario",
        format!("{:.0} h", written.hours_a_week),
        format!("{:.1} %", level.se * 100.0),
        "calibrated",
    ));
    let follows = fit.staff.effect(CALLS);
    rows.push(row(
        "share of an unusual day's extra calls that staff follow",
        format!("{:.2}", follows.value),
        format!("{:.2}", follows.se),
        "calibrated",
    ));
    let (value, error) = percent(fit.staff.of_spread(Spread::total));
    rows.push(row("staff from day to day, standard deviation", value, error, "calibrated"));
    let memory = fit.staff.of_spread(Spread::next_day);
    rows.push(row(
        "correlation of staff with the day before",
        format!("{:.2}", memory.value),
        format!("{:.2}", memory.se),
        "calibrated",
    ));
    if known.staff.iter().any(|p| p.x[HOLIDAY] > 0.5) {
        let holiday = fit.staff.effect(HOLIDAY);
        rows.push(row(
            "staff on bank holidays against a Sunday",
            format!("{:+.0} %", (holiday.value.exp() - 1.0) * 100.0),
            format!("{:.0} %", holiday.se * 100.0),
            "calibrated",
        ));
    }
    let edge = if known.patience_edge { " or beyond" } else { "" };
    rows.push(row(
        "mean patience",
        format!("{:.0} min{edge}", known.log_patience.value.exp() / 60.0),
        format!("{:.0} %", known.log_patience.se * 100.0),
        "calibrated",
    ));
    rows.push(row(
        "callers lost at once",
        format!("{:.2} %", known.at_once.value * 100.0),
        format!("{:.2} points", known.at_once.se * 100.0),
        "calibrated",
    ));
    let queued = fit.queued.combined(&crate::calibrate::days::effects(0, 0.0));
    rows.push(row(
        "received calls that come to the queue",
        format!("{:.1} %", queued.value.exp() * 100.0),
        format!("{:.2} points", queued.se * 100.0),
        "published",
    ));
    if let Some(triaged) = &fit.triaged {
        let level = triaged.combined(&crate::calibrate::days::effects(0, 0.0));
        rows.push(row(
            "triaged of answered",
            format!("{:.1} %", level.value.exp() * 100.0),
            format!("{:.1} points", level.se * 100.0),
            "published",
        ));
    }
    let (value, error) = percent(fit.calls.of_spread(Spread::total));
    rows.push(row("calls from day to day beyond weekday and chance, standard deviation", value, error, "calibrated"));
    let calls = fit.calls.of_spread(Spread::next_day);
    let correlation = |e: Estimate| (format!("{:.2}", e.value), format!("{:.2}", e.se));
    let (value, error) = correlation(calls);
    rows.push(row("correlation of these calls with the day before", value, error, "calibrated"));
    if let Some(between) = known.between_areas {
        let (value, error) = correlation(between);
        rows.push(row("correlation of busy days with the other areas of the records", value, error, "calibrated"));
    }
    rows.push(row("shape of patience (Weibull)", format!("{}", known.patience_shape), String::new(), "assumed"));
    rows.push(row("staff by half-hour", format!("load + {SAFETY} x its square root"), String::new(), "assumed"));
    rows
}

/// What these figures cannot tell, in sentences, with a range where one can be stated.
pub fn unknown(done: &Calibrated, written: &Written) -> Vec<String> {
    let hours = written.hours_a_week;
    let model = &done.bench.model;
    let minutes = model.steps[done.bench.step].visits[0].talks[0].mean / 60.0;
    let mut said = vec![
        format!(
            "Handling time and staff apart: the same service comes of longer calls and more people. At the {minutes:.1} minutes assumed the staff are \
             {hours:.0} hours a week; areas' handler minutes per answered call were 3.5 to 9.9 in 2015, a range of about {:.0} to {:.0} hours.",
            hours * 3.5 / minutes,
            hours * 9.9 / minutes
        ),
        "The hours of the day: no figure by hour is published, so every half-hour of the scenario is an assumption drawn through.".to_owned(),
        if done.scenario.model.sources[0].redial.is_some() {
            "Redials: calls received hold them, and nothing tells them apart. The share of those who give up and ring again is the one that the \
             calibration started from."
        } else {
            "Redials: calls received hold them, and nothing tells them apart. The scenario has none; of those who give up 0 to 70 % may ring \
             again, so first calls may be fewer than the record by up to that share of the abandoned."
        }
        .to_owned(),
        "The shape of patience, and how it differs between callers: one figure of abandonment a day gives one parameter.".to_owned(),
    ];
    let known = &done.fit.known;
    if known.edges > 0 {
        said.push(format!(
            "Staff on {} of {} days: nearly all (or hardly any) calls were answered in 60 s, so that more staff (or fewer) would have shown the same.",
            known.edges, known.days
        ));
    }
    said
}

/// `fit.md`.
pub fn page(done: &Calibrated, written: &Written, account: &[String], next: &str) -> String {
    let known = &done.fit.known;
    let mut page = format!("# {}: the fit\n\n", known.title);
    let _ = writeln!(page, "Fitted to {} days, {} to {}, through the simulator.\n", known.days, known.from, known.until);
    for line in account {
        let _ = writeln!(page, "- {line}");
    }
    page.push_str("\n## Parameters\n\n| parameter | value | standard error | grade |\n|---|---:|---:|---|\n");
    for row in parameters(done, written) {
        let _ = writeln!(page, "| {} | {} | {} | {} |", row.what, row.value, row.error, row.grade);
    }
    page.push_str(
        "\nStandard errors hold chance and the correlation of neighbouring days; they hold no doubt about what is assumed.\n\n## The scenario as written against the record\n\n\
         Simulated over the days of the fit, with heads that repeat every week.\n\n| | observed | simulated |\n|---|---:|---:|\n",
    );
    for (kind, service) in KINDS.iter().zip(written.service) {
        if let Some((observed, simulated)) = service {
            let _ = writeln!(page, "| answered in 60 s, {kind} | {:.1} % | {:.1} % |", observed * 100.0, simulated * 100.0);
        }
    }
    for (name, (observed, simulated)) in ["answered in 60 s, all", "abandoned"].iter().zip(written.overall) {
        let _ = writeln!(page, "| {name} | {:.1} % | {:.1} % |", observed * 100.0, simulated * 100.0);
    }
    let _ = writeln!(
        page,
        "\nGiven a day's service, the waits it implies predict its abandonment to within {:.2} points (mean absolute error).\n",
        known.abandonment_error * 100.0
    );
    page.push_str("## What these figures cannot tell\n\n");
    for line in unknown(done, written) {
        let _ = writeln!(page, "- {line}");
    }
    let _ = writeln!(page, "\nNext: `{next}`");
    page
}

/// Staff by day: date, factor on the heads laid out for a mean day of its name, standard error.
pub fn staff(done: &Calibrated) -> String {
    let mut text = String::from("date,factor,standard_error\n");
    for point in &done.fit.known.staff {
        let date = done.fit.from.saturating_add(jiff::Span::new().days(point.day));
        let factor = point.y.exp();
        let _ = writeln!(text, "{date},{factor:.4},{:.4}", point.variance.sqrt() * factor);
    }
    text
}
