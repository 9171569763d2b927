//! Many areas in one table: `areas.md` and `areas.csv`.

use std::fmt::Write;

use crate::calibrate::job::{Compared, Validation, What};

/// An area, validated.
#[derive(Clone, Debug)]
pub struct AreaRow {
    /// Its name.
    pub area: String,
    /// Its published name.
    pub title: String,
    /// Calls received a day.
    pub calls: f64,
    /// Its validation.
    pub validation: Validation,
}

/// Heads of the table: shares in points.
pub const HEADS: [&str; 15] = [
    "area",
    "calls a day",
    "in 60 s, %",
    "off, given calls",
    "last week",
    "weekday mean",
    "regression",
    "less than naive",
    "in band",
    "width",
    "forecast off",
    "in band",
    "abandoned, %",
    "off, given calls",
    "in band",
];

fn of(validation: &Validation, what: What) -> Option<&Compared> {
    validation.measures.iter().find(|m| m.what == what)
}

/// Figures of an area, in the order of the heads after the name; not a number where there is none.
pub fn figures(row: &AreaRow) -> [f64; 14] {
    let none = f64::NAN;
    let service = of(&row.validation, What::AnsweredWithin60s);
    let abandonment = of(&row.validation, What::Abandonment);
    let mean = |c: Option<&Compared>| {
        c.map_or(none, |c| {
            let seen: Vec<f64> = c.observed.iter().flatten().copied().collect();
            seen.iter().sum::<f64>() / seen.len() as f64 * 100.0
        })
    };
    let given = |c: Option<&Compared>| c.and_then(|c| c.given.as_ref().map(|g| g.0));
    let points = |v: Option<f64>| v.map_or(none, |v| v * 100.0);
    let (g, a) = (given(service), given(abandonment));
    let f = service.and_then(|c| c.forecast.as_ref().map(|f| f.0));
    let naive = service.and_then(Compared::naive);
    [
        row.calls,
        mean(service),
        points(g.map(|s| s.mae)),
        points(service.and_then(|c| c.last_week)),
        points(service.and_then(|c| c.weekday_mean)),
        points(service.and_then(|c| c.regression)),
        points(g.zip(naive).map(|(g, n)| 1.0 - g.mae / n)),
        points(g.map(|s| s.cover)),
        points(g.map(|s| s.width)),
        points(f.map(|s| s.mae)),
        points(f.map(|s| s.cover)),
        mean(abandonment),
        points(a.map(|s| s.mae)),
        points(a.map(|s| s.cover)),
    ]
}

/// Means over areas; that of `less than naive` is of the mean errors, and the better naive forecast is chosen by area.
pub fn means(rows: &[AreaRow]) -> [f64; 14] {
    let all: Vec<[f64; 14]> = rows.iter().map(figures).collect();
    let mut mean: [f64; 14] = std::array::from_fn(|i| {
        let values: Vec<f64> = all.iter().map(|f| f[i]).filter(|v| v.is_finite()).collect();
        values.iter().sum::<f64>() / values.len().max(1) as f64
    });
    let better: f64 = all.iter().map(|f| f[3].min(f[4])).sum::<f64>() / all.len().max(1) as f64;
    mean[6] = (1.0 - mean[2] / better) * 100.0;
    mean
}

fn cells(figures: &[f64; 14]) -> Vec<String> {
    figures
        .iter()
        .enumerate()
        .map(|(i, value)| match i {
            _ if !value.is_finite() => "-".to_owned(),
            0 => format!("{value:.0}"),
            6 | 7 | 10 | 13 => format!("{value:.0} %"),
            _ => format!("{value:.1}"),
        })
        .collect()
}

/// Rows of the table, the means last.
pub fn table(rows: &[AreaRow]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = rows.iter().map(|row| [vec![row.area.clone()], cells(&figures(row))].concat()).collect();
    all.push([vec!["mean of areas".to_owned()], cells(&means(rows))].concat());
    all
}

/// Which areas reach what was aimed at, in sentences.
pub fn findings(rows: &[AreaRow]) -> Vec<String> {
    let all: Vec<[f64; 14]> = rows.iter().map(figures).collect();
    let count = |of: &dyn Fn(&[f64; 14]) -> bool| all.iter().filter(|f| of(f)).count();
    let n = rows.len();
    vec![
        format!(
            "answered in 60 s, given the day's calls, at least 30 % nearer than the better naive forecast: {} of {n} areas",
            count(&|f| f[6] >= 30.0)
        ),
        format!(
            "nearer than the better naive forecast: {} of {n}; nearer than the regression on calls: {} of {n}",
            count(&|f| f[6] > 0.0),
            count(&|f| f[2] < f[5])
        ),
        format!(
            "95 % band holds 90 to 98 % of days: {} of {n} (below 90 %: {}; above 98 %: {})",
            count(&|f| (90.0..=98.0).contains(&f[7])),
            count(&|f| f[7] < 90.0),
            count(&|f| f[7] > 98.0)
        ),
        format!("abandonment, given the day's calls, within 1 point: {} of {n}", count(&|f| f[12] <= 1.0)),
    ]
}

/// The table in Markdown.
pub fn markdown(rows: &[AreaRow]) -> String {
    let mut text = format!("| {} |\n|---|{}\n", HEADS.join(" | "), "---:|".repeat(HEADS.len() - 1));
    for row in table(rows) {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// All measures of all areas: a row each, with what was told.
pub fn csv(rows: &[AreaRow]) -> String {
    let mut text = String::from("area,measure,told,days,observed,mae,bias,crps,cover,width,last_week,weekday_mean,regression\n");
    for row in rows {
        for compared in &row.validation.measures {
            let seen: Vec<f64> = compared.observed.iter().flatten().copied().collect();
            let mean = seen.iter().sum::<f64>() / seen.len().max(1) as f64;
            let number = |v: Option<f64>| v.map_or_else(String::new, |v| format!("{v:.5}"));
            for (told, score, _) in super::validation::predictions(compared) {
                let given = told == super::validation::TOLD[0];
                let _ = writeln!(
                    text,
                    "{},{},{},{},{mean:.5},{:.5},{:.5},{:.5},{:.4},{:.5},{},{},{}",
                    row.area,
                    compared.what.name(),
                    if given { "calls" } else { "nothing" },
                    score.days,
                    score.mae,
                    score.bias,
                    score.crps,
                    score.cover,
                    score.width,
                    number(compared.last_week),
                    number(compared.weekday_mean),
                    number(compared.regression.filter(|_| given)),
                );
            }
        }
    }
    text
}
