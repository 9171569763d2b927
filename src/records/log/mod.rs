//! A log of calls: a row a call. The program's own `calls.csv` (`own`), or any other (`generic`).

mod generic;
mod own;

use jiff::civil::Date;

use super::Account;
use super::sheet::Sheet;
use crate::scenario::problem::Problems;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A person answered.
    Answered,
    /// Gave up while waiting.
    Abandoned,
    /// Never came to a queue: ended in the recorded message, or hung up there.
    HungUp,
    /// Met an engaged line.
    Blocked,
    /// Still waiting when the log ends.
    Open,
    /// Something else: sent elsewhere, asked for a call-back.
    Other,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Line of the file.
    pub line: u64,
    /// Index among the days.
    pub day: u32,
    /// Seconds after midnight by the clock on the wall.
    pub second: f64,
    /// Reached the service: seconds of real time, from a beginning common to the log.
    pub at: f64,
    /// Waited in the queue, until answered, gone or the end of the log; none if it came to none or nothing is known.
    pub wait: Option<f64>,
    /// Seconds from reaching the service to joining the queue (a recorded message).
    pub before_queue: f64,
    /// How it ended.
    pub fate: Fate,
    /// Length of the talk; none if nobody answered or nothing is known.
    pub talk: Option<f64>,
    /// The talk was not over when the log ended: it lasted at least so long.
    pub talk_open: bool,
    /// Work after the call.
    pub wrap_up: Option<f64>,
    /// Who rang, as an index.
    pub person: Option<u32>,
    /// Index among the queues.
    pub queue: u16,
    /// Whoever answered, as an index.
    pub agent: Option<u32>,
    /// Index among the groups, of whoever answered.
    pub group: Option<u16>,
}

impl Call {
    /// Somebody worked on it: from, until. None if nobody answered or the length is not known.
    pub fn work(&self) -> Option<(f64, f64)> {
        let from = self.at + self.before_queue + self.wait?;
        Some((from, from + self.talk? + self.wrap_up.unwrap_or(0.0)))
    }
}

/// A day of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogDay {
    /// Its date, if the log has dates.
    pub date: Option<Date>,
    /// 0 Monday to 6 Sunday.
    pub weekday: u8,
}

impl LogDay {
    /// Every day from one date to another, both included.
    pub fn all(first: Date, last: Date) -> Vec<Self> {
        let weekday = |date: &Date| date.weekday().to_monday_zero_offset() as u8;
        let dates = first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last);
        dates.map(|date| Self { date: Some(date), weekday: weekday(&date) }).collect()
    }
}

/// A log.
#[derive(Clone, Debug, PartialEq)]
pub struct CallLog {
    /// In order of arrival.
    pub calls: Vec<Call>,
    /// Every day from the first to the last.
    pub days: Vec<LogDay>,
    /// Names of queues.
    pub queues: Vec<String>,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Callers are known by a mark of theirs.
    pub knows_persons: bool,
    /// Work after calls is recorded apart.
    pub knows_wrap_up: bool,
    /// The program's own: what is drawn of a talk is known even where it runs over the end.
    pub own: bool,
    /// What became of rows and columns.
    pub account: Account,
}

impl CallLog {
    /// The days up to a date, that one included.
    #[must_use]
    pub fn until(&self, last: Date) -> Self {
        let days: Vec<LogDay> = self.days.iter().copied().take_while(|day| day.date.is_none_or(|date| date <= last)).collect();
        let calls = self.calls.iter().filter(|call| (call.day as usize) < days.len()).cloned().collect();
        Self { calls, days, ..self.clone() }
    }
}

/// The columns of a log of calls are there.
pub fn fits(sheet: &Sheet) -> bool {
    own::fits(sheet) || generic::fits(sheet)
}

/// Reads a file.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file: &str, map: &[String]) -> Result<CallLog, Problems> {
    from_sheet(Sheet::read(file)?, map)
}

/// Reads a sheet; `map` as in `columns`.
///
/// # Errors
/// All that is wrong with it.
pub fn from_sheet(sheet: Sheet, map: &[String]) -> Result<CallLog, Problems> {
    if map.is_empty() && own::fits(&sheet) { own::read(sheet) } else { generic::read(sheet, map) }
}

/// Names as indices, in order of first appearance.
#[derive(Debug, Default)]
struct Names {
    places: std::collections::BTreeMap<String, usize>,
    list: Vec<String>,
}

impl Names {
    fn index(&mut self, name: &str) -> usize {
        if let Some(&known) = self.places.get(name) {
            return known;
        }
        self.places.insert(name.to_owned(), self.list.len());
        self.list.push(name.to_owned());
        self.list.len() - 1
    }
}
