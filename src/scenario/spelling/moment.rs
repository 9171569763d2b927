//! A column of dates, or of dates with times, read as a whole.
//!
//! *Day and month.* Where both orders are dates, other cells of the column tell which number is the day. If none does and the order
//! would matter, the column is refused.
//!
//! *Clocks.* A column either says its distance from Greenwich in every cell (or counts seconds in universal time), or in none; then it
//! is the clock on the wall in a time zone. A column of both is refused. On the night when clocks go forward an hour does not exist on
//! the wall: a cell in it is wrong. On the night when they go back an hour comes twice: cells in it belong to its first passage until
//! the clock is seen to go back from one row to the next (as it does once in a log kept in order of arrival), then to the second.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::clock::{FORWARD, Passage, at, on_the_wall, seconds};
use super::written::{self, Day, Written};
use super::{Wrong, missing, trimmed};

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `24/11/2025`.
    DayFirst,
    /// `11/24/2025`.
    MonthFirst,
}

/// What the person who asks knows about the column.
#[derive(Clone, Debug)]
pub struct How {
    /// Which number is the day, if said.
    pub order: Option<Order>,
    /// The zone of the service: days and hours are by its clock.
    pub home: TimeZone,
    /// The zone of times that do not say their own: that of the service unless said.
    pub written_in: TimeZone,
}

impl How {
    /// Clocks of England, order of the day told by the file.
    pub fn london() -> Self {
        let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        Self { order: None, home: london.clone(), written_in: london }
    }

    /// The clock of the service shows this moment's time twice in that night.
    pub fn is_repeated(&self, moment: &Moment) -> bool {
        at(moment.date, moment.second)
            .is_some_and(|civil| matches!(self.home.to_ambiguous_timestamp(civil).offset(), AmbiguousOffset::Fold { .. }))
    }
}

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Date by the clock of the service.
    pub date: Date,
    /// Seconds after midnight by that clock.
    pub second: f64,
    /// Seconds since 1970.
    pub instant: f64,
    /// In the hour that comes twice, and the file does not say in which passage.
    pub doubtful: bool,
}

/// A column of moments.
#[derive(Clone, Debug)]
pub struct Moments {
    /// As read; none where nothing was recorded or the cell is wrong.
    pub cells: Vec<Option<Moment>>,
    /// How it was read.
    pub notes: Vec<String>,
    /// What is wrong.
    pub wrong: Vec<Wrong>,
    /// Cells say their distance from Greenwich.
    pub universal: bool,
}

/// A column of dates without times: dates, notes, what is wrong.
pub fn dates<'a>(cells: impl IntoIterator<Item = &'a str>, order: Option<Order>) -> (Vec<Option<Date>>, Vec<String>, Vec<Wrong>) {
    let cells: Vec<&str> = cells.into_iter().map(trimmed).collect();
    let mut column = Column::read(&cells, order);
    let dates = column.written.iter().enumerate().map(|(index, written)| match written {
        Some(Written::Civil { day, second, .. }) => {
            if second.is_some_and(|s| s > 0.0) {
                column.wrong.push(Wrong::new(index, format!("`{}` has a time of day", cells[index]), "expected a date alone"));
            }
            column.order.date(day)
        }
        Some(Written::Serial(days)) => serial(*days).map(|(date, _)| date),
        Some(Written::Unix(_)) => {
            column.wrong.push(Wrong::new(index, format!("`{}` counts seconds", cells[index]), "expected a date"));
            None
        }
        None => None,
    });
    let dates = dates.collect();
    column.wrong.sort_by_key(|w| w.index);
    (dates, column.notes, column.wrong)
}

/// A column of dates, some perhaps with a time (seconds after midnight), by the clock on the wall: as read, notes, what is wrong.
pub fn on_the_wall_clock<'a>(
    cells: impl IntoIterator<Item = &'a str>,
    order: Option<Order>,
) -> (Vec<Option<(Date, Option<f64>)>>, Vec<String>, Vec<Wrong>) {
    let cells: Vec<&str> = cells.into_iter().map(trimmed).collect();
    let mut column = Column::read(&cells, order);
    let read = column.written.iter().enumerate().map(|(index, written)| match written {
        Some(Written::Civil { day, second, offset: None }) if second.is_none_or(|s| s < 86_400.0) => {
            column.order.date(day).map(|date| (date, *second))
        }
        Some(_) => {
            column.wrong.push(Wrong::new(
                index,
                format!("`{}` is no time by the clock on the wall", cells[index]),
                "expected a date",
            ));
            None
        }
        None => None,
    });
    let read = read.collect();
    column.wrong.sort_by_key(|w| w.index);
    (read, column.notes, column.wrong)
}

/// A month: `2015-04`, `Apr 2015`, `IUCADC-MONTHLY-APR-2023`. Its first day.
pub fn month(text: &str) -> Option<Date> {
    written::month(text)
}

/// A column of dates with times. `after`: moments before which none of this column can be (the arrivals, for answers): they tell the
/// two passages of a repeated hour apart.
pub fn moments<'a>(cells: impl IntoIterator<Item = &'a str>, how: &How, after: Option<&[Option<Moment>]>) -> Moments {
    let cells: Vec<&str> = cells.into_iter().map(trimmed).collect();
    let mut column = Column::read(&cells, how.order);
    column.one_clock(&cells);
    let universal = column.written.iter().flatten().any(Written::universal);
    let mut found: Vec<Option<Moment>> = Vec::with_capacity(cells.len());
    let mut passage = Passage::default();
    for (index, cell) in cells.iter().enumerate() {
        let bound = after.and_then(|after| after.get(index).copied().flatten());
        match column.written[index].and_then(|written| column.one(written, how, bound.as_ref(), &mut passage)) {
            Some(Ok(moment)) => found.push(Some(moment)),
            Some(Err(message)) => {
                let help = if message == FORWARD {
                    "if the log keeps one clock all year, say which: --map zone=UTC"
                } else {
                    "expected a date and time such as `2025-11-24 07:30:12`"
                };
                column.wrong.push(Wrong::new(index, format!("`{cell}` {message}"), help));
                found.push(None);
            }
            None => found.push(None),
        }
    }
    passage.settle(&mut found, &mut column.notes, after.is_none());
    if universal {
        column.notes.push("times say their distance from Greenwich".to_owned());
    }
    column.wrong.sort_by_key(|w| w.index);
    Moments { cells: found, notes: column.notes, wrong: column.wrong, universal }
}

impl Written {
    fn universal(&self) -> bool {
        matches!(self, Written::Unix(_) | Written::Civil { offset: Some(_), .. })
    }
}

impl Order {
    fn date(self, day: &Day) -> Option<Date> {
        match (day, self) {
            (Day::Known(date), _) => Some(*date),
            (Day::Either { first, second, year }, Order::DayFirst) => Date::new(*year, *second, *first).ok(),
            (Day::Either { first, second, year }, Order::MonthFirst) => Date::new(*year, *first, *second).ok(),
        }
    }
}

struct Column {
    written: Vec<Option<Written>>,
    order: Order,
    notes: Vec<String>,
    wrong: Vec<Wrong>,
}

impl Column {
    fn read(cells: &[&str], said: Option<Order>) -> Self {
        let mut column = Column {
            written: Vec::with_capacity(cells.len()),
            order: said.unwrap_or(Order::DayFirst),
            notes: vec![],
            wrong: vec![],
        };
        for (index, cell) in cells.iter().enumerate() {
            let read = if missing(cell) { None } else { Some(written::read(cell)) };
            if let Some(Err(help)) = &read {
                column.wrong.push(Wrong::new(index, format!("`{cell}` is no date and time"), help.clone()));
            }
            column.written.push(read.and_then(Result::ok));
        }
        if column.written.iter().any(|w| matches!(w, Some(Written::Serial(_)))) {
            column.notes.push("numbers read as a spreadsheet's days since 30 December 1899".to_owned());
        }
        if said.is_none() {
            column.find_order(cells);
        }
        column
    }

    /// The moment of a cell; none where the order of its numbers is not known.
    fn one(&self, written: Written, how: &How, bound: Option<&Moment>, passage: &mut Passage) -> Option<Result<Moment, String>> {
        let none = || "is no moment".to_owned();
        let by_the_wall =
            |civil: Option<DateTime>, passage: &mut Passage| civil.ok_or_else(none).and_then(|c| passage.instant(c, how, bound));
        Some(match written {
            Written::Unix(instant) => on_the_wall(instant, &how.home),
            Written::Serial(days) => by_the_wall(serial(days).and_then(|(date, second)| at(date, second)), passage),
            Written::Civil { second: None, .. } => Err("has no time of day".to_owned()),
            Written::Civil { day, second: Some(second), offset: None } => {
                by_the_wall(at(self.order.date(&day)?, second), passage)
            }
            Written::Civil { day, second: Some(second), offset: Some(offset) } => {
                let civil = at(self.order.date(&day)?, second);
                let timestamp = civil.and_then(|civil| jiff::tz::Offset::from_seconds(offset).ok()?.to_timestamp(civil).ok());
                timestamp.ok_or_else(none).and_then(|timestamp| on_the_wall(seconds(timestamp), &how.home))
            }
        })
    }

    /// Which number is the day, from the cells where only one can be.
    fn find_order(&mut self, cells: &[&str]) {
        let numeric = |index: &usize| {
            let date = cells[*index].split([' ', 'T']).find(|word| word.contains(['/', '-', '.']) && !word.contains(':'))?;
            let mut parts = date.split(['/', '-', '.']).map(|p| p.parse::<i32>().ok());
            match (parts.next()??, parts.next()??) {
                (first, second) if first > 12 && first < 32 && second <= 12 => Some(Order::DayFirst),
                (first, second) if second > 12 && first <= 12 => Some(Order::MonthFirst),
                _ => None,
            }
        };
        let known = |index: &usize| matches!(self.written[*index], Some(Written::Civil { day: Day::Known(_), .. }));
        let of = |order: Order| (0..cells.len()).filter(known).find(|index| numeric(index) == Some(order));
        let either = |w: &Option<Written>| matches!(w, Some(Written::Civil { day: Day::Either { first, second, .. }, .. }) if first != second);
        let doubtful = self.written.iter().position(either);
        match (of(Order::DayFirst), of(Order::MonthFirst), doubtful) {
            (Some(day), Some(month), _) => self.wrong.push(Wrong::new(
                month,
                format!("`{}` has its month first, `{}` of another row its day", cells[month], cells[day]),
                "write all dates of a column alike, best as 2025-11-24",
            )),
            (Some(_), None, Some(_)) => self.notes.push("dates read as day/month/year, as some of them can only be".to_owned()),
            (None, Some(_), _) => {
                self.order = Order::MonthFirst;
                self.notes.push("dates read as month/day/year, as some of them can only be".to_owned());
            }
            (None, None, Some(index)) => self.wrong.push(Wrong::new(
                index,
                format!("`{}` may be day/month or month/day, and no other row tells which", cells[index]),
                "say it: --map dates=day-first or --map dates=month-first; or write dates as 2025-11-24",
            )),
            (_, None, None) => {}
        }
    }

    /// All cells say their distance from Greenwich, or none.
    fn one_clock(&mut self, cells: &[&str]) {
        let of = |universal: bool| self.written.iter().position(|w| w.as_ref().is_some_and(|w| w.universal() == universal));
        if let (Some(with), Some(without)) = (of(true), of(false)) {
            let later = with.max(without);
            self.wrong.push(Wrong::new(
                later,
                if later == with {
                    format!("`{}` says its distance from Greenwich, `{}` of an earlier row does not", cells[with], cells[without])
                } else {
                    format!(
                        "`{}` does not say its distance from Greenwich, `{}` of an earlier row does",
                        cells[without], cells[with]
                    )
                },
                "write all times of a column by one clock",
            ));
        }
    }
}

/// A spreadsheet's days: date and seconds after midnight, to the millisecond.
fn serial(days: f64) -> Option<(Date, f64)> {
    let origin = Date::new(1899, 12, 30).ok()?;
    let millis = ((days - days.floor()) * 86_400_000.0).round();
    let date = origin.checked_add(jiff::Span::new().days(days.floor() as i64)).ok()?;
    Some((date, millis / 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(cells: &[&str]) -> Moments {
        moments(cells.iter().copied(), &How::london(), None)
    }

    #[test]
    fn the_order_of_day_and_month_is_that_of_the_column() {
        let found = read(&["03/04/2025 10:00", "25/04/2025 10:00"]);
        assert_eq!(found.wrong, vec![]);
        assert_eq!(found.cells[0].unwrap().date, date(2025, 4, 3));
        let found = read(&["03/04/2025 10:00", "04/25/2025 10:00"]);
        assert_eq!(found.cells[0].unwrap().date, date(2025, 3, 4));
        assert_eq!(read(&["03/04/2025 10:00"]).wrong.len(), 1);
        assert_eq!(read(&["03/03/2025 10:00"]).wrong, vec![]);
        assert_eq!(read(&["13/04/2025 10:00", "04/25/2025 10:00"]).wrong.len(), 1);
        let said = How { order: Some(Order::MonthFirst), ..How::london() };
        assert_eq!(moments(["03/04/2025 10:00"], &said, None).cells[0].unwrap().date, date(2025, 3, 4));
    }

    #[test]
    fn summer_time_and_offsets_meet() {
        let wall = read(&["2025-07-01 08:30", "2025-01-01 08:30"]);
        let universal = read(&["2025-07-01T07:30Z", "2025-01-01T08:30+00:00"]);
        let instants = |m: &Moments| m.cells.iter().map(|c| c.unwrap().instant).collect::<Vec<_>>();
        assert_eq!(instants(&wall), instants(&universal));
        assert!((universal.cells[0].unwrap().second - 8.5 * 3600.0).abs() < 1e-6);
        assert!(universal.universal && !wall.universal);
    }

    #[test]
    fn two_clocks_in_a_column_are_refused() {
        let found = read(&["2025-07-01 08:30", "2025-07-01T07:30Z"]);
        assert_eq!(found.wrong.len(), 1);
        assert_eq!(found.wrong[0].index, 1);
    }

    #[test]
    fn the_hour_that_does_not_exist_is_wrong() {
        let found = read(&["2025-03-30 00:59", "2025-03-30 01:30", "2025-03-30 02:00"]);
        assert_eq!(found.wrong.iter().map(|w| w.index).collect::<Vec<_>>(), [1]);
        // an hour of clock time, but no time between them
        let (a, b) = (found.cells[0].unwrap(), found.cells[2].unwrap());
        assert!((b.instant - a.instant - 60.0).abs() < 1e-6);
        let utc = How { written_in: TimeZone::UTC, ..How::london() };
        let found = moments(["2025-03-30 01:30"], &utc, None);
        assert!((found.cells[0].unwrap().second - 2.5 * 3600.0).abs() < 1e-6);
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_apart_by_order() {
        let cells = [
            "2025-10-26 00:50",
            "2025-10-26 01:10",
            "2025-10-26 01:50",
            "2025-10-26 01:05",
            "2025-10-26 01:55",
            "2025-10-26 02:05",
        ];
        let found = read(&cells);
        assert_eq!(found.wrong, vec![]);
        let minutes: Vec<f64> =
            found.cells.iter().map(|c| (c.unwrap().instant - found.cells[0].unwrap().instant) / 60.0).collect();
        assert_eq!(minutes, [0.0, 20.0, 60.0, 75.0, 125.0, 135.0]);
        assert!(found.cells.iter().all(|c| !c.unwrap().doubtful));
        // nothing tells: said
        let found = read(&["2025-10-26 00:50", "2025-10-26 01:10", "2025-10-26 02:50"]);
        assert!(found.cells[1].unwrap().doubtful && !found.cells[0].unwrap().doubtful);
        assert!(found.notes[0].contains("cannot be told apart"), "{:?}", found.notes);
    }

    #[test]
    fn an_answer_is_not_before_its_call() {
        let arrived = read(&["2025-10-26 01:50", "2025-10-26 01:05"]);
        let answered = moments(["2025-10-26 01:02", "2025-10-26 01:06"], &How::london(), Some(&arrived.cells));
        let wait = |i: usize| answered.cells[i].unwrap().instant - arrived.cells[i].unwrap().instant;
        assert_eq!((wait(0), wait(1)), (720.0, 60.0));
    }

    #[test]
    fn a_spreadsheets_days_are_read_and_said() {
        let found = read(&["45985.5"]);
        assert_eq!((found.cells[0].unwrap().date, found.cells[0].unwrap().second), (date(2025, 11, 24), 43_200.0));
        assert!(found.notes[0].contains("spreadsheet"));
    }

    #[test]
    fn dates_alone() {
        let (found, _, wrong) = dates(["2025-11-24", "25/11/2025", "", "26 Nov 2025", "27 November 2025 10:00"], None);
        assert_eq!(found[..4], [Some(date(2025, 11, 24)), Some(date(2025, 11, 25)), None, Some(date(2025, 11, 26))]);
        assert_eq!(wrong.len(), 1);
    }
}
