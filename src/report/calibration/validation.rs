//! A validation as rows: by measure and what was told, and by day.

use std::fmt::Write;

use jiff::civil::Date;

use crate::calibrate::job::{Compared, Validation, What};
use crate::calibrate::score::{Band, Score};
use crate::report::number;

/// What the days were told: their calls, or nothing.
pub const TOLD: [&str; 2] = ["its calls", "nothing"];

/// Heads of the table.
pub const HEADS: [&str; 10] =
    ["measure", "told", "seen", "off by", "week ago", "weekday", "on calls", "CRPS", "in band", "width"];

/// A figure of a measure: calls as they are, shares in points.
fn figure(what: What, value: f64) -> String {
    if what == What::CallsOffered { number::count(value) } else { format!("{:.1}", value * 100.0) }
}

/// The name of a measure, with its unit.
pub fn title(what: What) -> &'static str {
    match what {
        What::CallsOffered => "calls",
        What::AnsweredWithin60s => "in 60 s",
        What::Abandonment => "abandoned",
        What::Triage => "triaged",
    }
}

/// The two predictions of a measure with what they were told.
pub fn predictions(compared: &Compared) -> impl Iterator<Item = (&'static str, &Score, &[Option<Band>])> {
    TOLD.into_iter()
        .zip([&compared.given, &compared.forecast])
        .filter_map(|(told, found)| found.as_ref().map(|(score, bands)| (told, score, bands.as_slice())))
}

/// The table: mean absolute errors, CRPS, cover and width of the band.
pub fn rows(validation: &Validation) -> Vec<[String; 10]> {
    let mut rows = Vec::new();
    for compared in &validation.measures {
        let seen: Vec<f64> = compared.observed.iter().flatten().copied().collect();
        if seen.is_empty() {
            continue;
        }
        let mean = seen.iter().sum::<f64>() / seen.len() as f64;
        let what = compared.what;
        let other = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| figure(what, v));
        for (told, score, _) in predictions(compared) {
            rows.push([
                title(what).to_owned(),
                told.to_owned(),
                figure(what, mean),
                figure(what, score.mae),
                other(compared.last_week),
                other(compared.weekday_mean),
                other(compared.regression.filter(|_| told == TOLD[0])),
                figure(what, score.crps),
                format!("{:.0} %", score.cover * 100.0),
                figure(what, score.width),
            ]);
        }
    }
    rows
}

/// What it comes to, in sentences.
pub fn findings(validation: &Validation) -> Vec<String> {
    let mut said = Vec::new();
    for compared in &validation.measures {
        let (Some((score, _)), Some(naive)) = (&compared.given, compared.naive()) else { continue };
        if !matches!(compared.what, What::AnsweredWithin60s | What::Abandonment) {
            continue;
        }
        let name = if compared.what == What::Abandonment { "abandonment" } else { "answered in 60 s" };
        let less = 1.0 - score.mae / naive;
        let against = if less >= 0.0 { format!("{:.0} % less", less * 100.0) } else { format!("{:.0} % more", -less * 100.0) };
        said.push(format!(
            "given the day's calls, {name} is off by {:.1} points: {against} than the better naive forecast ({:.1}); its 95 % band holds {:.0} % of days",
            score.mae * 100.0,
            naive * 100.0,
            score.cover * 100.0
        ));
    }
    said
}

/// By day: `date, measure, told, observed, predicted, low, high`.
pub fn by_day(validation: &Validation) -> String {
    let mut text = String::from("date,measure,told,observed,predicted,low,high\n");
    let Ok(from) = validation.from.parse::<Date>() else { return text };
    for compared in &validation.measures {
        for (told, _, bands) in predictions(compared) {
            let told = if told == TOLD[0] { "calls" } else { "nothing" };
            for (day, band) in bands.iter().enumerate() {
                let date = from.saturating_add(jiff::Span::new().days(day as i64));
                let seen = compared.observed[day].map_or_else(String::new, |v| format!("{v:.5}"));
                if let Some(band) = band {
                    let _ = writeln!(
                        text,
                        "{date},{},{told},{seen},{:.5},{:.5},{:.5}",
                        compared.what.name(),
                        band.point,
                        band.low,
                        band.high
                    );
                }
            }
        }
    }
    text
}
