//! Premium windows: when pay has a premium, by local clock time, as stretches of the run that never overlap.
//!
//! A window past midnight belongs to the day on which it begins. On a holiday only windows `on = "holidays"` begin, if there
//! are any. Windows that overlap are an error: it would not be clear which premium holds.

use crate::model::{Day, Tick};
use crate::scenario::calendar::{Civil, On};
use crate::scenario::read::View;
use crate::scenario::source::Span;
use crate::units::time_of_day;

/// Minutes of a day.
const DAY: u32 = 1440;
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A premium window.
#[derive(Clone, Debug)]
pub struct Window {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Option<Span>,
    /// Minutes after midnight: from, to (above 1440: past midnight).
    hours: Vec<(u32, u32)>,
    on: On,
    /// On top of basic pay, where a grade states nothing else.
    pub plus: Option<f64>,
}

/// Reads `[pay.premiums]`.
pub fn read(pay: &View) -> Vec<Window> {
    let mut found = Vec::new();
    for (name, view) in pay.views("premiums") {
        let hours = view.texts("hours");
        let on = On::read(&view);
        let plus = view.share("plus");
        view.done();
        let Some(texts) = hours else {
            view.missing("hours", Some("for instance hours = \"20:00-24:00\""));
            continue;
        };
        let mut stretches = Vec::new();
        for (text, span) in texts {
            let parts = text.split_once('-').map(|(a, b)| (time_of_day(a), time_of_day(b)));
            let Some((Ok(from), Ok(to))) = parts.filter(|p| p.0.as_ref().is_ok_and(|&from| u32::from(from) < DAY)) else {
                let message = format!("`{text}` is no stretch of the day");
                view.problem(Some(span), "wrong-unit", message, Some("for instance \"20:00-24:00\"".to_owned()));
                continue;
            };
            let (from, to) = (u32::from(from), u32::from(to));
            stretches.push((from, if to > from { to } else { to + DAY }));
        }
        found.push(Window { name, span: view.span, hours: stretches, on, plus });
    }
    let mut begun: Vec<(usize, u32, u32, usize)> = Vec::new();
    for weekday in 0..7u8 {
        let day = Day { start: 0, label: String::new(), weekday, holiday: false, month: None };
        for (index, window) in found.iter().enumerate().filter(|(_, w)| w.on.holds(&day)) {
            let start = u32::from(weekday) * DAY;
            begun.extend(window.hours.iter().map(|&(from, to)| (index, start + from, start + to, usize::from(weekday))));
        }
    }
    if let Some((a, b, at)) = first_overlap(&begun, Some(7 * DAY)) {
        let minute = at % DAY;
        let when = format!("on an ordinary {} at {:02}:{:02}", DAYS[(at / DAY) as usize % 7], minute / 60, minute % 60);
        overlap(pay, &found[a], &found[b], &when);
        found.clear();
    }
    found
}

/// The first two stretches that overlap, and where; `around`: the week that follows itself.
fn first_overlap(begun: &[(usize, u32, u32, usize)], around: Option<u32>) -> Option<(usize, usize, u32)> {
    let mut all: Vec<(u32, u32, usize)> = begun.iter().map(|&(index, from, to, _)| (from, to, index)).collect();
    if let Some(week) = around {
        let spill: Vec<_> = all.iter().filter(|s| s.1 > week).map(|s| (0, s.1 - week, s.2)).collect();
        all.extend(spill);
    }
    all.sort_unstable();
    all.windows(2).find(|pair| pair[1].0 < pair[0].1).map(|pair| (pair[0].2, pair[1].2, pair[1].0))
}

fn overlap(pay: &View, one: &Window, other: &Window, when: &str) {
    let later = if one.span.map(|s| s.start) > other.span.map(|s| s.start) { one } else { other };
    let what = if one.name == other.name {
        format!("premium window `{}` overlaps itself", one.name)
    } else {
        format!("premium windows `{}` and `{}` overlap", one.name, other.name)
    };
    pay.problem(
        later.span,
        "overlap",
        format!("{what}: both hold {when}"),
        Some("at any moment one premium may hold; a window past midnight belongs to the day on which it begins".to_owned()),
    );
}

/// When each window holds over the run.
pub fn stretches(pay: &View, windows: &[Window], civil: &Civil) -> Vec<(Tick, Tick, u8)> {
    let clock = &civil.clock;
    let mut found: Vec<(Tick, Tick, u8)> = Vec::new();
    let on_holidays = windows.iter().any(|w| w.on == On::Holidays);
    for (index, day) in clock.days.iter().enumerate() {
        for (number, window) in windows.iter().enumerate() {
            let begins = if day.holiday && on_holidays { window.on == On::Holidays } else { window.on.holds(day) };
            for &(from, to) in window.hours.iter().filter(|_| begins) {
                let from = civil.at(index, from as u16);
                let to = if to > DAY { civil.at(index + 1, (to - DAY) as u16) } else { civil.at(index, to as u16) };
                if from < to {
                    found.push((from, to, number as u8));
                }
            }
        }
    }
    found.sort_unstable();
    if let Some(pair) = found.windows(2).find(|pair| pair[1].0 < pair[0].1) {
        let when = format!("from {}", civil.label(pair[1].0));
        overlap(pay, &windows[pair[0].2 as usize], &windows[pair[1].2 as usize], &when);
    }
    found
}
