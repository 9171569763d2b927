//! The program's own `calls.csv`: known by its columns, read without any mapping.

use jiff::civil::Date;

use super::{Call, CallLog, Fate, LogDay, Names};
use crate::records::Account;
use crate::records::sheet::Sheet;
use crate::scenario::problem::Problems;
use crate::scenario::spelling::number;
use crate::units;

const COLUMNS: [&str; 13] = [
    "arrived",
    "arrived_s",
    "area",
    "callers",
    "attempt",
    "person_first_s",
    "wait_s",
    "group",
    "outcome",
    "ended_s",
    "queued_s",
    "talk_s",
    "wrap_up_s",
];

pub(super) fn fits(sheet: &Sheet) -> bool {
    COLUMNS.iter().all(|name| sheet.columns.iter().any(|column| column == name))
}

#[expect(clippy::too_many_lines, reason = "one pass over the rows, each column in its place")]
pub(super) fn read(mut sheet: Sheet) -> Result<CallLog, Problems> {
    let place = |name: &str| sheet.columns.iter().position(|column| column == name).unwrap_or(0);
    let [arrived, arrived_s, area, callers, _, first_s, wait_s, group, outcome, ended_s, queued_s, talk_s, wrap_up_s] =
        COLUMNS.map(place);
    let taken = |column: &usize| COLUMNS.contains(&sheet.columns[*column].as_str());
    let mut account = Account {
        file: sheet.name.clone(),
        rows: sheet.rows.len(),
        columns: COLUMNS.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect(),
        unused_columns: (0..sheet.columns.len()).filter(|c| !taken(c)).map(|c| sheet.columns[c].clone()).collect(),
        ..Account::default()
    };
    account.notes.push("the program's own log of calls".to_owned());
    let (mut queues, mut groups, mut persons) = (Names::default(), Names::default(), Names::default());
    let mut calls: Vec<(i64, Call)> = Vec::new();
    let mut dated = None;
    for row in 0..sheet.rows.len() {
        let mut figures = [None; 7];
        for (figure, column) in figures.iter_mut().zip([arrived_s, first_s, wait_s, ended_s, queued_s, talk_s, wrap_up_s]) {
            let cell = sheet.rows[row].cells[column].clone();
            if cell.is_empty() {
                continue;
            }
            match number(&cell, false) {
                Ok(value) => *figure = Some(value),
                Err(help) => sheet.cell("count", row, column, format!("`{cell}` is no number"), Some(help)),
            }
        }
        let cells = sheet.rows[row].cells.clone();
        let label = cells[arrived].clone();
        let Some((day, minute, is_dated)) = when(&label) else {
            sheet.cell("date", row, arrived, format!("`{label}` is no local time of this program"), None);
            continue;
        };
        if *dated.get_or_insert(is_dated) != is_dated {
            sheet.cell("date", row, arrived, format!("`{label}` is of another calendar than the rows before"), None);
        }
        let [Some(at), first, wait, Some(ended), queued, talk, wrap_up] = figures else {
            let column = if figures[0].is_none() { arrived_s } else { ended_s };
            sheet.cell("blank", row, column, "is blank".to_owned(), None);
            continue;
        };
        if ended < at || wait.is_some_and(|w| w < 0.0) {
            sheet.cell("impossible", row, ended_s, format!("it ended at {ended}, before it came at {at}"), None);
            continue;
        }
        let (who, kind) = (cells[area].as_str(), cells[callers].as_str());
        let queue = if kind.is_empty() { who.to_owned() } else { format!("{who}-{kind}") };
        let person = first.map(|first| persons.index(&format!("{queue} {first}")) as u32);
        let answered = wait.is_some();
        let fate = match cells[outcome].as_str() {
            _ if answered => Fate::Answered,
            "gave-up" => Fate::Abandoned,
            "hung-up" => Fate::HungUp,
            "blocked" => Fate::Blocked,
            "open" if queued.is_some() => Fate::Open,
            _ => Fate::Other,
        };
        let waits = matches!(fate, Fate::Abandoned | Fate::Open);
        let call = Call {
            line: sheet.rows[row].line,
            day: 0,
            second: f64::from(minute) * 60.0 + at.rem_euclid(60.0),
            at,
            wait: wait.or(queued.filter(|_| waits).map(|queued| ended - queued)),
            before_queue: queued.map_or(0.0, |queued| queued - at),
            fate,
            talk,
            talk_open: false,
            wrap_up,
            person,
            queue: queues.index(&queue) as u16,
            agent: None,
            group: (answered && !cells[group].is_empty()).then(|| groups.index(&cells[group]) as u16),
        };
        calls.push((day, call));
    }
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    let first = calls.iter().map(|c| c.0).min().unwrap_or(0);
    let last = calls.iter().map(|c| c.0).max().unwrap_or(0);
    let is_dated = dated.unwrap_or(false);
    let days = (first..=last).map(|day| {
        let date = is_dated.then(|| epoch().saturating_add(jiff::Span::new().days(day)));
        let weekday = date.map_or((day - 1).rem_euclid(7) as u8, |date| date.weekday().to_monday_zero_offset() as u8);
        LogDay { date, weekday }
    });
    let days = days.collect();
    let mut calls: Vec<Call> = calls.into_iter().map(|(day, call)| Call { day: (day - first) as u32, ..call }).collect();
    calls.sort_by(|a, b| a.at.total_cmp(&b.at));
    account.used = calls.len();
    Ok(CallLog {
        calls,
        days,
        queues: queues.list,
        groups: groups.list,
        knows_persons: true,
        knows_wrap_up: true,
        own: true,
        account,
    })
}

fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

/// `day 3 07:30` or `2025-11-24 07:30`: number of the day, minute after midnight, has it a date.
fn when(label: &str) -> Option<(i64, u16, bool)> {
    let (day, clock) = label.rsplit_once(' ')?;
    let minute = units::time_of_day(clock).ok()?;
    if let Some(number) = day.strip_prefix("day ") {
        return Some((number.parse().ok()?, minute, false));
    }
    let date: Date = day.parse().ok()?;
    Some((i64::from((date - epoch()).get_days()), minute, true))
}
