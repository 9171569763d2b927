//! The picture of a staffing: who is missing, when?

use crate::experiment::staffing::Desk;
use crate::model::Repeats;
use crate::report::chart::{Drawing, Estimate, Frame, Unit, day, palette};
use crate::report::number;
use crate::report::staffing::{Answer, Cover};

/// The most days shown beside each other: of a run by dates, the first.
const DAYS: usize = 8;
/// The most groups shown.
const GROUPS: usize = 4;

/// Needed, rostered and present by interval, hours over and under; a panel or two a group.
pub fn roster(desk: &Desk, answer: &Answer, covers: &[Cover], seed: u64, assumed: Vec<String>) -> Drawing {
    let pattern = &desk.problem.choices.pattern;
    let days = days(desk);
    let mut panels = Vec::new();
    let (mut over, mut under) = (0.0, 0.0);
    for (index, cover) in covers.iter().enumerate() {
        let (more, fewer) = cover.over_and_under(&desk.problem.hours);
        (over, under) = (over + more, under + fewer);
        if index >= GROUPS {
            continue;
        }
        let group = &desk.model.groups[desk.problem.choices.groups[index].group as usize].name;
        let by_day = |of: &dyn Fn(usize) -> f64| -> Vec<Vec<Option<Estimate>>> {
            days.iter().map(|(_, places)| places.iter().map(|p| p.map(|p| Estimate::exact(of(p)))).collect()).collect()
        };
        let line = |name: &str, colour, dashed, days| day::Line { name: name.to_owned(), colour, dashed, steps: true, days };
        panels.push(day::Panel {
            title: format!("{group}: people"),
            unit: Unit::Count,
            lines: vec![
                line("rostered", palette::series(0), false, by_day(&|p| cover.rostered[p])),
                line("present", palette::series(1), false, by_day(&|p| cover.present[p])),
                line("needed", palette::INK, true, by_day(&|p| cover.needed[p])),
            ],
            mark: None,
        });
        panels.push(day::Panel {
            title: format!("{group}: people over and under what is needed"),
            unit: Unit::Count,
            lines: vec![
                line("over", palette::GOOD, false, by_day(&|p| (cover.present[p] - cover.needed[p]).max(0.0))),
                line("under", palette::BAD, false, by_day(&|p| (cover.needed[p] - cover.present[p]).max(0.0))),
            ],
            mark: None,
        });
    }
    let weeks = desk.weeks();
    let finding = format!(
        "For {}: {} hours a week more than needed, {} fewer than needed",
        answer.title,
        number::fixed(over / weeks, 0),
        number::fixed(under / weeks, 0)
    );
    let input = day::Input {
        days: days.iter().map(|d| d.0.clone()).collect(),
        start_minute: 0,
        slot_minutes: u32::from(pattern.interval),
        panels,
    };
    let frame = Frame {
        title: "Who is missing, when? Needed is what the formula asks for in each interval alone".to_owned(),
        finding,
        scenario: desk.model.title.clone(),
        seed,
        replications: answer.found.detail.replications,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        intervals: String::new(),
        assumed,
    };
    day::draw(&input, &frame)
}

/// The days of the pattern with their places in order; an interval that does not occur has none.
fn days(desk: &Desk) -> Vec<(String, Vec<Option<usize>>)> {
    let pattern = &desk.problem.choices.pattern;
    let slots = 1440 / usize::from(pattern.interval.max(1));
    let mut days: Vec<(String, Vec<Option<usize>>)> = Vec::new();
    for (place, label) in pattern.places.iter().enumerate() {
        let (day, time) = label.rsplit_once(' ').unwrap_or(("every day", label));
        let day = if pattern.repeats == Repeats::Always { "always" } else { day };
        let minute = crate::units::time_of_day(time).unwrap_or(0);
        if days.last().is_none_or(|d| d.0 != day) {
            days.push((day.to_owned(), vec![None; slots]));
        }
        if let Some(last) = days.last_mut() {
            // one number for all the time is level over the day
            let from = usize::from(minute / pattern.interval.max(1)).min(slots - 1);
            let to = if pattern.repeats == Repeats::Always { slots } else { from + 1 };
            last.1[from..to].fill(Some(place));
        }
    }
    days.truncate(DAYS);
    days
}
