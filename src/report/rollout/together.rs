//! The picture of programmes side by side.

use super::picture::month;
use super::{Summary, words};
use crate::report::chart::rollouts::{Input, Row, draw};
use crate::report::chart::{Drawing, Frame};
use crate::report::number;

/// Names of the pictures it may write.
pub const NAMES: [&str; 1] = ["rollouts"];

/// Draws it; the base stands first, `assumed`: inputs that nobody measured.
pub fn drawing(found: &[&Summary], assumed: Vec<String>) -> Option<Drawing> {
    let base = found.first()?;
    let rows = found.iter().map(|one| Row {
        name: one.scenario.clone(),
        chance: one.curve.clone(),
        words: vec![
            format!("{} at the deadline", number::chance(one.by_deadline.share())),
            match &one.complete[1] {
                Some(date) => format!("in half, for good by {}", words::day(date)),
                None => "in half, not for good by the end".to_owned(),
            },
            format!("{} of {} areas late", number::count(one.areas_late), one.areas.len()),
            format!("paid {}", number::pounds(one.paid[0])),
        ],
    });
    let input = Input {
        rows: rows.collect(),
        ticks: base.by_month.iter().map(|(date, _)| (date.day, month(&date.date))).collect(),
        deadline: (base.deadline.day, words::day(&base.deadline)),
    };
    let frame = Frame {
        title: "Chance that everywhere is live, by date and programme, on the same luck".to_owned(),
        finding: words::best(found)?,
        scenario: base.title.clone(),
        seed: base.seed,
        replications: base.replications as u64,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        intervals: format!("calls in {} detail", base.detail),
        assumed,
    };
    Some(draw(&input, &frame))
}
