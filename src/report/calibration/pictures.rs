//! Pictures of a validation (`validate`) and of a fit (`fit`).

use jiff::civil::{Date, Weekday};

use crate::analysis::daily::Spread;
use crate::calibrate::job::{Calibrated, Validation, What};
use crate::records::day::AreaDays;
use crate::report::chart::by_day::{Day, Input, Panel, draw};
use crate::report::chart::{Drawing, Frame, Unit};

/// Names of the pictures of a validation, and of a fit.
pub const VALIDATE: [&str; 1] = ["validate"];
/// Of a fit.
pub const FIT: [&str; 1] = ["fit"];

fn days(from: Date, count: usize) -> (Vec<String>, Vec<bool>) {
    let dates: Vec<Date> = (0..count).map(|n| from.saturating_add(jiff::Span::new().days(n as i64))).collect();
    let name = |d: &Date| if d.weekday() == Weekday::Monday { d.strftime("Mon %-d %b").to_string() } else { String::new() };
    (dates.iter().map(name).collect(), dates.iter().map(|d| matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday)).collect())
}

fn frame(title: &str, finding: String, scenario: &str, seed: u64, draws: u64, intervals: &str) -> Frame {
    Frame {
        title: title.to_owned(),
        finding,
        scenario: scenario.to_owned(),
        seed,
        replications: draws,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        intervals: intervals.to_owned(),
        assumed: vec!["the hours of the day".to_owned(), "the handling time".to_owned()],
    }
}

/// The picture of a validation: what was predicted given the day's calls, and calls as forecast.
pub fn validation(found: &Validation, title: &str, seed: u64) -> Option<Drawing> {
    let from: Date = found.from.parse().ok()?;
    let (names, weekends) = days(from, found.days);
    let panels = found
        .measures
        .iter()
        .filter_map(|compared| {
            let told = if compared.given.is_some() { "given the day's calls" } else { "forecast" };
            let (score, bands) = compared.given.as_ref().or(compared.forecast.as_ref())?;
            let calls = compared.what == What::CallsOffered;
            let off = |v: f64| if calls { format!("{v:.0} calls") } else { format!("{:.1} points", v * 100.0) };
            let naive = compared.naive().map_or_else(String::new, |n| format!(" (better naive forecast {})", off(n)));
            let name = match compared.what {
                What::CallsOffered => "Calls received",
                What::AnsweredWithin60s => "Answered within 60 s",
                What::Abandonment => "Abandoned",
                What::Triage => "Triaged, of answered",
            };
            Some(Panel {
                name: name.to_owned(),
                note: format!("{told}: off by {}{naive}; {:.0} % of days in the band", off(score.mae), score.cover * 100.0),
                unit: if calls { Unit::Count } else { Unit::Share },
                days: compared
                    .observed
                    .iter()
                    .zip(bands)
                    .map(|(seen, band)| Day { seen: *seen, middle: band.map(|b| b.point), band: band.map(|b| (b.low, b.high)) })
                    .collect(),
            })
        })
        .collect();
    let service = found.measures.iter().find(|m| m.what == What::AnsweredWithin60s);
    let finding = service.and_then(|m| Some((m.given.as_ref()?.0, m.naive()?))).map_or_else(
        || "Days that the fit has not seen, predicted".to_owned(),
        |(score, naive)| {
            let less = (1.0 - score.mae / naive) * 100.0;
            let words = if less >= 0.0 { format!("{less:.0} % closer") } else { format!("{:.0} % farther off", -less) };
            format!(
                "Told a day's calls, answered in 60 s is predicted to {:.1} points: {words} than the better naive forecast",
                score.mae * 100.0
            )
        },
    );
    let input = Input {
        days: names,
        weekends,
        seen: "observed".to_owned(),
        predicted: "predicted: median and 95 % band (chance, and doubt about parameters)".to_owned(),
        panels,
    };
    let intervals = "bands: 95 % of what a day may bring, with doubt about what was fitted";
    Some(draw(
        &input,
        &frame("Does the model predict days it has not seen?", finding, title, seed, found.draws as u64, intervals),
    ))
}

/// The picture of a fit: staff implied by each day's service, with the usual level of its weekday; the record beside.
pub fn fit(done: &Calibrated, area: &AreaDays, seed: u64) -> Drawing {
    let fit = &done.fit;
    let (names, weekends) = days(fit.from, area.days.len());
    let mut staff = vec![Day::default(); area.days.len()];
    for point in &fit.known.staff {
        let sd = point.variance.sqrt();
        let usual = fit.staff.combined(&point.x);
        let index = point.day as usize;
        let spread = fit.staff.of_spread(Spread::total).value;
        staff[index] = Day {
            seen: Some(point.y.exp()),
            middle: Some(usual.value.exp()),
            band: Some(((usual.value - 1.96 * spread.hypot(sd)).exp(), (usual.value + 1.96 * spread.hypot(sd)).exp())),
        };
    }
    let seen = |what: What| -> Vec<Day> {
        area.days.iter().map(|day| Day { seen: day.as_ref().and_then(|d| what.of(d)), ..Day::default() }).collect()
    };
    let spread = fit.staff.of_spread(Spread::total).value * 100.0;
    let panels = vec![
        Panel {
            name: "Staff implied by the day's service".to_owned(),
            note: format!(
                "1 = load plus {} square roots of it; line: usual for the weekday and the day's calls",
                crate::calibrate::bench::SAFETY
            ),
            unit: Unit::Count,
            days: staff,
        },
        Panel {
            name: "Answered within 60 s".to_owned(),
            note: "the record".to_owned(),
            unit: Unit::Share,
            days: seen(What::AnsweredWithin60s),
        },
        Panel {
            name: "Calls received".to_owned(),
            note: "the record".to_owned(),
            unit: Unit::Count,
            days: seen(What::CallsOffered),
        },
    ];
    let input = Input {
        days: names,
        weekends,
        seen: "observed, or implied by what was".to_owned(),
        predicted: "usual level, and 95 % of days about it".to_owned(),
        panels,
    };
    let finding = format!("Beyond weekday and calls, staff vary by {spread:.0} % from day to day");
    draw(
        &input,
        &frame(
            "What staff explain the service?",
            finding,
            &fit.known.title,
            seed,
            crate::calibrate::written::REPLICATIONS,
            "bands: 95 % of days",
        ),
    )
}
