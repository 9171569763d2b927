//! The scenario that a calibration starts from, laid over the days of the records.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::records::day::{AreaDays, between};
use crate::scenario::problem::{Problem, Problems, list};
use crate::scenario::source::Texts;
use crate::scenario::{self, Scenario};

/// The shape within the day that is assumed where no scenario gives one.
pub const PROFILE: &str = include_str!("../../scenarios/data/hour-of-week-england.csv");
/// Names of the files held in memory.
const COUNTS: &str = "counts-of-the-records.csv";
const SHAPE: &str = "hour-of-week-england.csv";

/// Where a calibration starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// The plain service: message, advisors, a handling time and a shape of the week that are assumed.
    Plain,
    /// A scenario with assignments over it: its shape of the week, handling, flow and pay.
    File(String, Vec<String>),
}

/// Dates from one to another, both included.
pub fn dates(from: Date, until: Date) -> Vec<Date> {
    (0..=between(from, until)).map(|n| from.saturating_add((n as i64).days())).collect()
}

/// Counts by day as a data file.
pub fn counts(dates: &[Date], calls: &[f64]) -> String {
    let mut text = String::from("date,received\n");
    for (date, calls) in dates.iter().zip(calls) {
        let _ = writeln!(text, "{date},{calls:.0}");
    }
    text
}

/// Calls by day; days without figures have the mean of their weekday.
pub fn filled(area: &AreaDays, of: impl Fn(&crate::records::day::Day) -> Option<u32>) -> Vec<f64> {
    let seen: Vec<Option<f64>> = area.days.iter().map(|day| day.as_ref().and_then(&of).map(f64::from)).collect();
    let mean = |weekday: usize| {
        let calls: Vec<f64> = seen.iter().skip(weekday).step_by(7).filter_map(|c| *c).collect();
        let all: Vec<f64> = seen.iter().filter_map(|c| *c).collect();
        let some = if calls.is_empty() { all } else { calls };
        some.iter().sum::<f64>() / some.len().max(1) as f64
    };
    seen.iter().enumerate().map(|(i, calls)| calls.unwrap_or_else(|| mean(i % 7))).collect()
}

/// The start of a calibration over some days, with `calls` on each.
///
/// # Errors
/// What is wrong with the scenario, or that it has not one area.
pub fn over(start: &Start, name: &str, from: Date, calls: &[f64]) -> Result<Scenario, Problems> {
    let days = calls.len();
    let until = from.saturating_add((days as i64 - 1).days());
    let counts = counts(&dates(from, until), calls);
    match start {
        Start::Plain => {
            let held = [(COUNTS.to_owned(), counts), (SHAPE.to_owned(), PROFILE.to_owned())];
            scenario::from_held(name, &plain(name, from, days), &held)
        }
        Start::File(file, sets) => {
            let first = scenario::load(file, sets)?;
            let [area] = &first.model.areas[..] else {
                let (all, names) = (first.model.areas.len(), list(first.model.areas.iter().map(|a| a.name.as_str())));
                let message = format!("{file} has {all} areas ({names}); one is calibrated at a time");
                let problem =
                    Problem { span: None, code: "areas", message, help: Some("give a scenario of one area".to_owned()) };
                return Err(Problems::new(vec![problem], Texts::default()));
            };
            let mut all = sets.clone();
            all.push(format!("calendar.start={from}"));
            all.push(format!("calendar.lasts={days}d"));
            all.push(format!("areas.{}.counts={COUNTS}#received", area.name));
            scenario::load_holding(file, &all, &[(COUNTS.to_owned(), counts)])
        }
    }
}

/// The plain service.
fn plain(name: &str, from: Date, days: usize) -> String {
    format!(
        r#"[calendar]
start = {from}
lasts = "{days}d"
warm-up = "1d"
time-zone = "Europe/London"
holidays = "england-and-wales"
[areas.{name}]
counts = "{COUNTS}#received"
profile = "{SHAPE}"
{PLAIN}
[groups.advisors]
serves = ["assess"]
headcount = 1
"#
    )
}

/// What the plain service assumes of callers and calls.
pub const PLAIN: &str = r#"[defaults.callers]
enters = "menu"
patience = { weibull = { mean = "26m", shape = 0.91 } }
[steps.menu]
message = { lasts = "25s" }
then = { assess = "100%" }
[steps.assess]
handle = { lognormal = { mean = "6m 18s", cv = 0.62 } }
"#;
