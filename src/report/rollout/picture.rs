//! The picture of a roll-out.

use super::{Area, Summary, words};
use crate::analysis::proportion::wilson;
use crate::report::chart::rollout::{Input, Lane, draw};
use crate::report::chart::{Drawing, Frame};
use crate::report::number;

/// Names of the pictures it may write.
pub const NAMES: [&str; 1] = ["rollout"];

/// Lanes that are drawn; of more, those of fewest calls are left out and counted.
const MOST: usize = 60;

/// Draws it; `assumed`: inputs that nobody measured.
pub fn drawing(found: &Summary, assumed: Vec<String>) -> Drawing {
    let n = found.replications;
    let mut order: Vec<usize> = (0..found.areas.len()).collect();
    order.sort_by(|a, b| found.areas[*b].calls.total_cmp(&found.areas[*a].calls));
    order.truncate(MOST);
    let latest = |area: &Area| area.live[1].as_ref().map_or(usize::MAX, |date| date.day);
    // those that keep everybody waiting first; of these the larger
    order.sort_by_key(|&area| std::cmp::Reverse(latest(&found.areas[area])));
    let lanes = order.iter().map(|&area| Lane {
        name: found.areas[area].area.clone(),
        days: found.lanes[area].iter().map(|counts| most_often(counts)).collect(),
        words: said(&found.areas[area]),
    });
    let ticks = found.by_month.iter().map(|(date, _)| (date.day, month(&date.date))).collect();
    let input = Input {
        lanes: lanes.collect(),
        chance: found.curve.clone(),
        band: found
            .curve
            .iter()
            .map(|share| {
                let interval = wilson((share * n as f64).round() as usize, n, super::LEVEL);
                interval.map_or((0.0, 1.0), |i| (i.low, i.high))
            })
            .collect(),
        ticks,
        deadline: (found.deadline.day, words::day(&found.deadline)),
        words_are: "late, and what it then waits for".to_owned(),
    };
    let frame = Frame {
        title: "When is it live everywhere?  Lanes: where an area most often stands on a day.".to_owned(),
        finding: finding(found),
        scenario: found.title.clone(),
        seed: found.seed,
        replications: n as u64,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        intervals: format!("band: 95 %, simulation error alone; calls in {} detail", found.detail),
        assumed,
    };
    draw(&input, &frame)
}

fn most_often(counts: &[u32]) -> usize {
    let most = counts.iter().max().copied().unwrap_or(0);
    counts.iter().position(|count| *count == most).unwrap_or(0)
}

/// "71 %, withdrawal".
fn said(area: &Area) -> String {
    match area.waits_for.first() {
        None => "never late".to_owned(),
        Some((why, _)) => format!("{}, {why}", number::chance(area.late.share())),
    }
}

fn finding(found: &Summary) -> String {
    let deadline = words::day(&found.deadline);
    let by = &found.by_deadline;
    let complete = match &found.complete[1] {
        Some(date) => format!("in half of all cases it is so for good by {}", words::day(date)),
        None => format!("in more than half of all cases not by {} either", words::day(&found.last)),
    };
    if by.times == 0 {
        format!("In no case is it live everywhere by {deadline}; {complete}.")
    } else if by.times == by.of {
        format!("It is live everywhere by {deadline} in all cases.")
    } else {
        format!("Live everywhere by {deadline}: a chance of {}; {complete}.", words::chance(by))
    }
}

/// `Apr 13` of `2013-04-01`.
pub(super) fn month(date: &str) -> String {
    let text = words::day(&super::Date { day: 0, date: date.to_owned() });
    let parts: Vec<&str> = text.split(' ').collect();
    match parts[..] {
        [_, month, year] if year.len() == 4 => format!("{month} {}", &year[2..]),
        _ => date.to_owned(),
    }
}
