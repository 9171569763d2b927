//! Records of which no service can be rebuilt by hour: what they say, as a page.

use std::fmt::Write;

use crate::calibrate::log::number;
use crate::estimate::arrivals::{self, Counts};
use crate::estimate::variation;
use crate::records::Account;
use crate::records::day::DayRecords;
use crate::records::intervals::IntervalTable;
use crate::records::period::{AreaPeriods, PeriodRecords};
use crate::scenario::calendar::published;

fn said(account: &Account) -> String {
    account.sentences().join("\n") + "\n"
}

/// Monthly figures: shares by area, the mean over its periods and their spread.
pub(super) fn months(records: &PeriodRecords, area: Option<&str>) -> Result<String, String> {
    let mut out = said(&records.account);
    let _ = writeln!(
        out,
        "\n{:<44} {:>8} {:>10} {:>9} {:>9} {:>9} {:>9} {:>11}",
        "area", "periods", "calls/day", "in 60 s", "aband.", "triaged", "clinician", "min/answer"
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
        let sum = |figure: &str| one.periods.iter().filter_map(|p| p.get(figure)).sum::<f64>();
        let ratio = |part: &str, whole: &str| {
            let both = one.periods.iter().filter(|p| p.get(part).is_some() && p.get(whole).is_some());
            let (a, b) = both.fold((0.0, 0.0), |s, p| (s.0 + p.get(part).unwrap_or(0.0), s.1 + p.get(whole).unwrap_or(0.0)));
            (b > 0.0).then(|| a / b)
        };
        let percent = |share: Option<f64>| share.map_or("-".to_owned(), |s| format!("{:.1} %", s * 100.0));
        let months: f64 = one.periods.iter().map(|p| f64::from(p.months)).sum();
        let lost = one
            .periods
            .iter()
            .all(|p| p.get("abandoned").is_some())
            .then(|| sum("abandoned") / (sum("answered") + sum("abandoned")));
        let _ = writeln!(
            out,
            "{:<44} {:>8} {:>10.0} {:>9} {:>9} {:>9} {:>9} {:>11}",
            one.title.chars().take(44).collect::<String>(),
            one.periods.len(),
            sum("received") / (months * 365.25 / 12.0),
            percent(ratio("answered_60s", "answered")),
            percent(lost),
            percent(ratio("triaged", "answered")),
            percent(ratio("clinician", "triaged")),
            ratio("handler_minutes", "answered").map_or("-".to_owned(), |m| format!("{m:.1}")),
        );
    }
    let _ = writeln!(
        out,
        "\naband.: of answered and abandoned; triaged: of answered; clinician: of triaged; min/answer: minutes of handlers a call answered.\nMonthly figures do not say how a service does by day or hour: no scenario is written of them."
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
        let mut counts = Counts::default();
        for (index, day) in one.days.iter().enumerate() {
            let date = one.date(index);
            counts.parts.push(vec![day.map_or(0.0, |d| f64::from(d.received))]);
            counts.weekday.push(date.weekday().to_monday_zero_offset() as u8);
            counts.ordinary.push(day.is_some() && !holidays.contains(&date));
        }
        out += &format!("\n{}\n", one.title);
        out += &level(&counts);
    }
    Ok(out)
}

/// An interval table.
pub(super) fn intervals(table: &IntervalTable) -> String {
    let holidays = published("england-and-wales");
    let parts = 1440 / usize::from(table.minutes.max(1));
    let mut counts = Counts {
        parts: vec![vec![0.0; parts]; table.days.len()],
        weekday: table.days.iter().map(|day| day.weekday).collect(),
        ordinary: table.days.iter().map(|day| day.date.is_none_or(|date| !holidays.contains(&date))).collect(),
    };
    let mut seen = vec![false; table.days.len()];
    for row in &table.rows {
        let part = (usize::from(row.minute) / usize::from(table.minutes.max(1))).min(parts - 1);
        counts.parts[row.day as usize][part] += row.offered;
        seen[row.day as usize] = true;
    }
    counts.ordinary.iter_mut().zip(&seen).for_each(|(ordinary, seen)| *ordinary &= seen);
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
    let weighted = |value: &dyn Fn(&crate::records::intervals::Interval) -> Option<f64>| {
        let pairs = table.rows.iter().filter_map(|row| Some((value(row)?, row.answered?)));
        let (sum, weight) = pairs.fold((0.0, 0.0), |s, (v, w)| (s.0 + v * w, s.1 + w));
        (weight > 0.0).then(|| sum / weight)
    };
    for (words, mean) in
        [("mean handling", weighted(&|row| row.handle)), ("mean wait of answered calls", weighted(&|row| row.wait))]
    {
        if let Some(mean) = mean {
            let _ = writeln!(out, "{words} {} s", number(mean, 4));
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
