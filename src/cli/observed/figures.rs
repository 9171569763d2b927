//! Records of which no service can be rebuilt by hour: what they say, as a page.

use std::fmt::Write;

use crate::calibrate::log::number;
use crate::calibrate::published::{self, Figure};
use crate::estimate::arrivals::{self, Counts};
use crate::estimate::variation;
use crate::records::Account;
use crate::records::day::DayRecords;
use crate::records::intervals::IntervalTable;
use crate::records::period::{AreaPeriods, PeriodRecords};
use crate::scenario::calendar::published;

/// A figure with half of its interval.
fn cell(figure: Option<Figure>, scale: f64, digits: usize) -> String {
    let Some(figure) = figure else { return "-".to_owned() };
    let value = format!("{:.digits$}", figure.value * scale);
    figure.known.map_or(value.clone(), |known| format!("{value} ±{:.digits$}", (known.high - known.low) / 2.0 * scale))
}

fn said(account: &Account) -> String {
    account.sentences().join("\n") + "\n"
}

/// Monthly figures: shares by area, the mean over its periods and their spread.
pub(super) fn months(records: &PeriodRecords, area: Option<&str>) -> Result<String, String> {
    let mut out = said(&records.account);
    let _ = writeln!(
        out,
        "\n{:<36} {:>3} {:>13} {:>11} {:>11} {:>12} {:>12} {:>11} {:>11}",
        "area", "n", "calls/day", "in 60 s, %", "aband., %", "triaged, %", "clinician, %", "min/answer", "min/clin."
    );
    let asked = area.map(str::to_lowercase);
    let wanted = |one: &&AreaPeriods| {
        asked.as_ref().is_none_or(|asked| {
            one.name == *asked
                || one.title.to_lowercase().contains(asked)
                || one.code.as_ref().is_some_and(|c| c.to_lowercase() == *asked)
        })
    };
    let areas: Vec<&AreaPeriods> = records.areas.iter().filter(wanted).collect();
    if areas.is_empty() {
        return Err(format!("{} has no area `{}`", records.account.file, area.unwrap_or("")));
    }
    for one in areas {
        let found = published::monthly(one);
        let percent = |figure: Option<Figure>| cell(figure, 100.0, 1);
        let _ = writeln!(
            out,
            "{:<36} {:>3} {:>13} {:>11} {:>11} {:>12} {:>12} {:>11} {:>11}",
            one.title.chars().take(36).collect::<String>(),
            one.periods.len(),
            cell(found.received, 1.0, 0),
            percent(found.in_time),
            percent(found.abandoned),
            percent(found.triaged),
            percent(found.clinician),
            cell(found.handling, 1.0, 2),
            cell(found.clinical, 1.0, 2),
        );
    }
    let _ = writeln!(
        out,
        "\nn: periods. ±: half of the 95 % interval, by how periods differ; none from one period.\naband.: of answered and abandoned; triaged: of answered; clinician: of triaged; min/answer: minutes of handlers a call answered; min/clin.: of \
         clinicians a call passed to one.\nMonthly figures do not say how a service does by day or hour: no scenario is written of them."
    );
    Ok(out)
}

/// Daily counts of calls.
pub(super) fn days(records: &DayRecords, area: Option<&str>) -> Result<String, String> {
    let mut out = said(&records.account);
    let holidays = published("england-and-wales");
    let areas = match area {
        Some(asked) => vec![records.area(asked)?],
        None => records.areas.iter().collect(),
    };
    for one in areas {
        out += &format!("\n{}\n", one.title);
        out += &level(&published::counts_of_days(one, &|date| holidays.contains(&date)));
    }
    Ok(out)
}

/// An interval table.
pub(super) fn intervals(table: &IntervalTable) -> String {
    let holidays = published("england-and-wales");
    let counts = published::counts_of_intervals(table, &|date| holidays.contains(&date));
    let parts = counts.parts.first().map_or(1, Vec::len);
    let mut out = said(&table.account);
    out.push('\n');
    out += &level(&counts);
    if let Some(shape) = arrivals::shape(&counts) {
        let _ = writeln!(out, "share of the day by hour, Monday and Saturday, kernel width {}:", number(shape.width, 2));
        let hours = 24.min(parts);
        for hour in 0..hours {
            let of = |day: usize| shape.share[day][hour * parts / hours..(hour + 1) * parts / hours].iter().sum::<f64>() * 100.0;
            let _ = writeln!(out, "  {hour:02}:00 {:>6.2} % {:>6.2} %", of(0), of(5));
        }
    }
    let found = published::table(table);
    for (words, figure, scale, unit) in [
        ("mean handling", found.handling, 1.0, " s"),
        ("mean wait of answered calls", found.wait, 1.0, " s"),
        ("answered in time, of answered", found.in_time, 100.0, " %"),
        ("abandoned, of answered and abandoned", found.abandoned, 100.0, " %"),
    ] {
        if figure.is_some() {
            let _ = writeln!(out, "{words} {}{unit}", cell(figure, scale, 1));
        }
    }
    let _ = writeln!(
        out,
        "An interval table does not say how talks and patience are spread about their means: no scenario is written of it."
    );
    out
}

fn level(counts: &Counts) -> String {
    let shape = arrivals::shape(counts);
    let variation = variation::variation(counts, shape.as_ref().filter(|s| s.share[0].len() > 1));
    let Some(level) = arrivals::level(counts, variation.as_ref().map_or(0.0, |v| v.day.value)) else {
        return "no ordinary day with figures\n".to_owned();
    };
    let mut out = String::new();
    let interval =
        |k: &crate::estimate::Known| format!("{} (95 % {} to {})", number(k.value, 4), number(k.low, 4), number(k.high, 4));
    let _ = writeln!(out, "calls a day over an ordinary week {}, {} ordinary days", interval(&level.mean), level.days);
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let index = |known: &crate::estimate::Known| number(known.value / level.mean.value, 3);
    let days: Vec<String> =
        names.iter().zip(&level.weekday).map(|(n, k)| format!("{n} {}", k.as_ref().map_or("-".to_owned(), index))).collect();
    let _ = writeln!(out, "weekdays, of the mean: {}", days.join("  "));
    if let Some(variation) = variation {
        let _ = writeln!(
            out,
            "day factor, coefficient of variation {}; variance over mean {}",
            interval(&variation.day),
            number(variation.dispersion, 3)
        );
    }
    out
}
