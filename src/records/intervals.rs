//! An interval table: a row an interval, as telephony reports print them.

use jiff::civil::Date;

use super::Account;
use super::columns::{self, Figure};
use super::log::LogDay;
use super::sheet::Sheet;
use crate::scenario::problem::Problems;
use crate::scenario::spelling::duration;
use crate::scenario::spelling::moment::{self, Moment};
use crate::scenario::spelling::{missing, number, plain};

const FIGURES: [Figure; 9] = [
    ("start", &["start", "interval", "interval_start", "start_time", "from", "date_time", "datetime", "timestamp", "time"]),
    ("offered", &["offered", "received", "calls_offered", "calls_received", "calls", "arrivals"]),
    ("answered", &["answered", "calls_answered", "handled", "calls_handled"]),
    ("abandoned", &["abandoned", "calls_abandoned", "lost"]),
    (
        "in_time",
        &["in_time", "answered_60s", "answered_in_60s", "answered_within_60s", "within_60s", "answered_in_target", "in_target"],
    ),
    ("wait", &["wait", "asa", "mean_wait", "average_speed_of_answer", "avg_wait", "average_wait", "mean_wait_s", "asa_s"]),
    (
        "handle",
        &["handle", "aht", "mean_handle", "mean_handling", "average_handle_time", "avg_handle_time", "mean_handle_s", "aht_s"],
    ),
    ("agents", &["agents", "staff", "agents_logged_in", "staffed", "positions", "agents_present"]),
    ("queue", &["queue", "queue_name", "skill", "service"]),
];
const START: usize = 0;
const OFFERED: usize = 1;
const ANSWERED: usize = 2;
const ABANDONED: usize = 3;
const IN_TIME: usize = 4;
const WAIT: usize = 5;
const HANDLE: usize = 6;
const AGENTS: usize = 7;
const QUEUE: usize = 8;

/// Figures of an interval; none where the table does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interval {
    /// Line of the file.
    pub line: u64,
    /// Index among the days.
    pub day: u32,
    /// Minute after midnight at which it begins, by the clock on the wall.
    pub minute: u16,
    /// It is the second with this beginning: the hour that comes twice.
    pub again: bool,
    /// Index among the queues.
    pub queue: u16,
    /// Calls offered, redials included.
    pub offered: f64,
    /// Of those, answered.
    pub answered: Option<f64>,
    /// Of those, abandoned.
    pub abandoned: Option<f64>,
    /// Answered in time.
    pub in_time: Option<f64>,
    /// Mean wait of answered calls, seconds.
    pub wait: Option<f64>,
    /// Mean handling time, seconds.
    pub handle: Option<f64>,
    /// People present.
    pub agents: Option<f64>,
}

/// An interval table.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalTable {
    /// In order of time.
    pub rows: Vec<Interval>,
    /// Every day from the first to the last.
    pub days: Vec<LogDay>,
    /// Minutes of an interval.
    pub minutes: u16,
    /// Names of queues.
    pub queues: Vec<String>,
    /// What became of rows and columns.
    pub account: Account,
}

/// The columns of an interval table are there.
pub fn fits(sheet: &Sheet) -> bool {
    let has = |figure: usize| sheet.columns.iter().any(|column| FIGURES[figure].1.contains(&plain(column).as_str()));
    has(START) && has(OFFERED) && has(ANSWERED)
}

/// Reads a file.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file: &str, map: &[String]) -> Result<IntervalTable, Problems> {
    from_sheet(Sheet::read(file)?, map)
}

/// Reads a sheet; `map` as in `columns`.
///
/// # Errors
/// All that is wrong with it.
#[expect(clippy::too_many_lines, reason = "one pass over the rows, each column in its place")]
pub fn from_sheet(mut sheet: Sheet, map: &[String]) -> Result<IntervalTable, Problems> {
    let found = columns::find(&mut sheet, &FIGURES, map);
    for figure in [START, OFFERED] {
        found.need(&mut sheet, &FIGURES, figure);
    }
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    let mut account = found.account(&sheet, &FIGURES);
    let starts = found.cells(&sheet, START).unwrap_or_default();
    let read = moment::moments(starts.iter().map(String::as_str), &found.how, None);
    let column = found.columns[START].unwrap_or(0);
    for one in read.wrong {
        sheet.cell("date", one.index, column, one.message, one.help);
    }
    // intervals of one beginning in the repeated hour need no order: they are the same hour of the day
    account.notes.extend(read.notes.into_iter().filter(|note| !note.contains("clocks went back")));
    let mut durations = [None, None];
    for (place, figure) in [WAIT, HANDLE].into_iter().enumerate() {
        let Some(column) = found.columns[figure] else { continue };
        let cells: Vec<String> = sheet.rows.iter().map(|row| row.cells[column].clone()).collect();
        let read = duration::column(&sheet.columns[column], cells.iter().map(String::as_str), sheet.comma);
        for one in read.wrong {
            sheet.cell("duration", one.index, column, one.message, one.help);
        }
        account.notes.push(format!("{}: {}", sheet.columns[column], read.note));
        durations[place] = Some(read.seconds);
    }
    let mut queues: Vec<String> = Vec::new();
    let mut rows: Vec<(Date, Moment, Interval)> = Vec::new();
    let mut sums = Vec::new();
    for row in 0..sheet.rows.len() {
        let line = sheet.rows[row].line;
        let counts =
            [OFFERED, ANSWERED, ABANDONED, IN_TIME, AGENTS].map(|figure| (figure, count(&mut sheet, row, found.columns[figure])));
        let at = read.cells[row];
        if at.is_none() && missing(&sheet.rows[row].cells[column]) {
            account.leave_out("no beginning", line);
            continue;
        }
        let (Some(at), false) = (at, counts.iter().any(|c| c.1.is_err())) else { continue };
        let [offered, answered, abandoned, in_time, agents] = counts.map(|c| c.1.unwrap_or(None));
        let Some(offered) = offered else {
            account.leave_out("no calls offered are given", line);
            continue;
        };
        let mut impossible = |part: Option<f64>, figure: usize, whole: Option<f64>, what: &str| {
            if let (Some(part), Some(whole)) = (part, whole)
                && part > whole
            {
                let said = format!("{part} is more than {what}, {whole}");
                sheet.cell("impossible", row, found.columns[figure].unwrap_or(0), said, None);
                return true;
            }
            false
        };
        let broken =
            impossible(answered, ANSWERED, Some(offered), "offered") | impossible(in_time, IN_TIME, answered, "answered");
        if let (Some(a), Some(b), false) = (answered, abandoned, broken)
            && a + b > offered
        {
            sums.push((row, a, b, offered));
        }
        let name = found.columns[QUEUE].map_or("queue", |column| sheet.rows[row].cells[column].as_str()).to_owned();
        let queue = queues.iter().position(|known| *known == name).unwrap_or_else(|| {
            queues.push(name);
            queues.len() - 1
        });
        let duration = |place: usize| durations[place].as_ref().and_then(|d: &Vec<Option<f64>>| d[row]);
        let interval = Interval {
            line,
            minute: (at.second / 60.0) as u16,
            queue: queue as u16,
            offered,
            answered,
            abandoned,
            in_time,
            wait: duration(0),
            handle: duration(1),
            agents,
            ..Interval::default()
        };
        rows.push((at.date, at, interval));
    }
    let carried = say_sums(&mut sheet, found.columns[ABANDONED].unwrap_or(0), &sums);
    if carried > 0 {
        account.notes.push(format!(
            "in {carried} intervals answered and abandoned are more than offered: calls that came in the interval before ended there"
        ));
    }
    // the same interval in file order: a second one is the repeated hour, or a mistake
    let mut seen: std::collections::BTreeMap<(Date, u16, u16), (u64, usize)> = std::collections::BTreeMap::new();
    for (date, at, interval) in &mut rows {
        let entry = seen.entry((*date, interval.minute, interval.queue)).or_insert((interval.line, 0));
        entry.1 += 1;
        let night = entry.1 == 2 && found.how.is_repeated(at);
        interval.again = entry.1 == 2 && night;
        if entry.1 > 1 && !night {
            let row = sheet.rows.iter().position(|row| row.line == interval.line).unwrap_or(0);
            let said = format!("this interval stands on line {} already", entry.0);
            sheet.cell("twice", row, column, said, Some("one row for each interval and queue".to_owned()));
        }
    }
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    rows.sort_by(|a, b| a.1.instant.total_cmp(&b.1.instant));
    account.used = rows.len();
    let minutes = length(&rows);
    let (first, last) = (rows.iter().map(|r| r.0).min(), rows.iter().map(|r| r.0).max());
    let days = first.zip(last).map_or_else(Vec::new, |(first, last)| LogDay::all(first, last));
    let rows: Vec<Interval> = rows
        .into_iter()
        .map(|(date, _, interval)| Interval { day: first.map_or(0, |first| super::day::between(first, date)) as u32, ..interval })
        .collect();
    let whole: f64 = rows.iter().map(|r| r.offered).sum();
    let ended: f64 = rows.iter().map(|r| r.answered.unwrap_or(0.0) + r.abandoned.unwrap_or(0.0)).sum();
    if found.columns[ABANDONED].is_some() && whole > ended {
        account.notes.push(format!(
            "{} of {whole} calls offered ({:.1} %) were neither answered nor abandoned",
            whole - ended,
            (whole - ended) / whole * 100.0
        ));
    }
    account.notes.push(format!("intervals of {minutes} minutes"));
    Ok(IntervalTable { rows, days, minutes, queues, account })
}

/// The usual distance between beginnings, in minutes.
fn length(rows: &[(Date, Moment, Interval)]) -> u16 {
    let mut gaps: std::collections::BTreeMap<u16, usize> = std::collections::BTreeMap::new();
    for pair in rows.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[1].2.minute > pair[0].2.minute) {
        *gaps.entry(pair[1].2.minute - pair[0].2.minute).or_default() += 1;
    }
    gaps.into_iter().max_by_key(|(minutes, count)| (*count, u16::MAX - minutes)).map_or(30, |g| g.0)
}

/// A count; none if blank. What is no count is a problem.
fn count(sheet: &mut Sheet, row: usize, column: Option<usize>) -> Result<Option<f64>, ()> {
    let Some(column) = column else { return Ok(None) };
    let cell = sheet.rows[row].cells[column].clone();
    if missing(&cell) {
        return Ok(None);
    }
    let said = match number(&cell, sheet.comma) {
        Ok(value) if value >= 0.0 => return Ok(Some(value)),
        Ok(_) => format!("`{cell}` is negative"),
        Err(_) => format!("`{cell}` is no number"),
    };
    sheet.cell("count", row, column, said, Some("expected a count".to_owned()));
    Err(())
}

/// A column of abandoned calls that holds answered + abandoned is named. What merely carries over from the interval before is not:
/// how many such rows there are.
fn say_sums(sheet: &mut Sheet, column: usize, rows: &[(usize, f64, f64, f64)]) -> usize {
    let like = |row: &&(usize, f64, f64, f64)| row.2 >= row.1 && row.1 > 0.0 && row.2 <= row.3;
    let sums: Vec<usize> = rows.iter().filter(like).map(|row| row.0).collect();
    if sums.len() >= 3 && sums.len() * 2 > sheet.rows.len() {
        let said = format!(
            "in {} of {} rows it is at least answered and at most offered: it seems to hold answered + abandoned",
            sums.len(),
            sheet.rows.len()
        );
        sheet.cell("meaning", sums[0], column, said, Some("take answered off it".to_owned()));
    }
    rows.len()
}
