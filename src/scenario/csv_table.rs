//! CSV files whose first column says when: times of day, hours of the week, dates, or dates with a time.

use super::problem::{list, nearest};
use super::read::{Reading, View};
use super::source::{Place, Span};
use super::tree::Value;
use crate::units::{self, time_of_day, weekday};

/// When a row begins to hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// `07:30`, every day: minute.
    Daily(u16),
    /// `Mon 07:30`: weekday (0 Monday), minute.
    Weekly(u8, u16),
    /// `holiday 07:30`: minute.
    Holiday(u16),
    /// `2025-12-05` with seconds after midnight if a time is given.
    Dated(jiff::civil::Date, Option<u32>),
    /// Not a time at all (a plain list of values).
    Plain,
}

/// A CSV file, parsed.
#[derive(Clone, Debug)]
pub struct CsvTable {
    /// Where it is from.
    pub place: Place,
    /// Index among the texts.
    pub text: u32,
    /// Names of all columns, the first (when) included.
    pub columns: Vec<String>,
    /// Rows: when, the cells (first column left out), line number.
    pub rows: Vec<(When, Vec<String>, u64)>,
}

/// The file that a key names, and the column asked for after `#`.
pub fn file(view: &View, key: &str) -> Option<(CsvTable, Option<String>)> {
    let node = view.node(key)?;
    let Value::Text(text) = &node.value else {
        view.text(key);
        return None;
    };
    let (path, column) = text.split_once('#').map_or((text.as_str(), None), |(p, c)| (p, Some(c.to_owned())));
    let home = view.reading.texts.borrow().get(node.span.text).place.clone();
    let place = home.relative(path);
    view.reading.file_names.borrow_mut().insert(node.span, place.clone());
    let table = load(view.reading, place, node.span)?;
    Some((table, column))
}

fn load(reading: &Reading, place: Place, span: Span) -> Option<CsvTable> {
    let name = place.display();
    if let Some(known) = reading.tables.borrow().get(&name) {
        return known.clone();
    }
    let content = reading.texts.borrow().content(&place);
    let table = match content {
        Ok(content) => parse(reading, place, &content),
        Err(reason) => {
            reading.problem(Some(span), "unreadable", format!("{name} {reason}"), None);
            None
        }
    };
    reading.tables.borrow_mut().insert(name, table.clone());
    table
}

fn parse(reading: &Reading, place: Place, content: &str) -> Option<CsvTable> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let name = place.display();
    let text = reading.texts.borrow_mut().add(place.clone(), content.to_owned());
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).comment(Some(b'#')).from_reader(content.as_bytes());
    let whole = |line: u64| line_span(text, content, line);
    let columns: Vec<String> = match reader.headers() {
        Ok(headers) => headers.iter().map(str::to_owned).collect(),
        Err(error) => {
            reading.problem(None, "csv", format!("{name} cannot be read as CSV: {error}"), None);
            return None;
        }
    };
    if columns.len() == 1 && columns[0].contains(';') {
        reading.problem(
            Some(whole(1)),
            "csv",
            format!("{name} separates its columns by semicolons"),
            Some("save it with commas between columns and points as decimal marks".to_owned()),
        );
        return None;
    }
    let mut rows = Vec::new();
    let mut wrong = 0;
    let mut hidden = None;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                reading.problem(None, "csv", format!("{name} cannot be read as CSV: {error}"), None);
                return None;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() != columns.len() {
            wrong += 1;
            if wrong <= 5 {
                let message = format!("{name}, line {line}: {} columns where the head has {}", record.len(), columns.len());
                reading.problem(Some(whole(line)), "csv-columns", message, None);
            } else {
                hidden.get_or_insert(line);
            }
            continue;
        }
        let first = record.get(0).unwrap_or("");
        let when = when(first);
        if columns.len() > 1 && when == When::Plain {
            wrong += 1;
            if wrong <= 5 {
                reading.problem(
                    Some(whole(line)),
                    "csv-when",
                    format!("{name}, line {line}, column `{}`: `{first}` is no time", columns[0]),
                    Some("expected `07:30`, `Mon 07:30`, `holiday 07:30`, `2025-12-05` or `2025-12-05 07:30`".to_owned()),
                );
            } else {
                hidden.get_or_insert(line);
            }
            continue;
        }
        let skip = usize::from(columns.len() > 1);
        rows.push((when, record.iter().skip(skip).map(str::to_owned).collect(), line));
    }
    if let Some(line) = hidden {
        let message = format!("{name}: {} more lines like these, from line {line} on", wrong - 5);
        reading.problem(Some(whole(line)), "csv", message, None);
    }
    if wrong > 0 {
        return None;
    }
    if rows.is_empty() {
        reading.problem(Some(whole(1)), "csv-empty", format!("{name} has no rows"), None);
        return None;
    }
    Some(CsvTable { place, text, columns, rows })
}

/// The stretch of a line.
fn line_span(text: u32, content: &str, line: u64) -> Span {
    let mut start = 0;
    for (index, words) in content.split_inclusive('\n').enumerate() {
        if index as u64 + 1 == line {
            let end = start + words.trim_end().len().max(1);
            return Span { text, start: start as u32, end: end.min(content.len()).max(start) as u32 };
        }
        start += words.len();
    }
    Span { text, start: 0, end: 1.min(content.len() as u32) }
}

/// Reads the first column.
fn when(text: &str) -> When {
    if let Ok(minute) = time_of_day(text) {
        return When::Daily(minute);
    }
    let dated = text.starts_with(|c: char| c.is_ascii_digit());
    let (first, rest) = text.split_once(|c| c == ' ' || (dated && c == 'T')).unwrap_or((text, ""));
    if first.eq_ignore_ascii_case("holiday") {
        return time_of_day(rest).map_or(When::Plain, When::Holiday);
    }
    if let Some(day) = weekday(first) {
        return if rest.is_empty() {
            When::Weekly(day, 0)
        } else {
            time_of_day(rest).map_or(When::Plain, |m| When::Weekly(day, m))
        };
    }
    let Ok(date) = first.parse::<jiff::civil::Date>() else { return When::Plain };
    if rest.is_empty() {
        return When::Dated(date, None);
    }
    let mut parts = rest.split(':').map(|p| p.parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten(), parts.next().unwrap_or(Some(0)), parts.next()) {
        (Some(h), Some(m), Some(s), None) if h < 24 && m < 60 && s < 60 => When::Dated(date, Some(h * 3600 + m * 60 + s)),
        _ => When::Plain,
    }
}

impl CsvTable {
    /// Where a line stands.
    pub fn line(&self, reading: &Reading, line: u64) -> Span {
        let texts = reading.texts.borrow();
        line_span(self.text, &texts.get(self.text).content, line)
    }

    /// The index of the column named `asked`, or like one of `names`, or the only one (without the first column).
    pub fn column(&self, view: &View, key: &str, asked: Option<&str>, names: &[&str]) -> Option<usize> {
        let columns = &self.columns[1..];
        let span = view.table.get(key).map(|n| n.span);
        if let Some(asked) = asked {
            return columns.iter().position(|c| c == asked).or_else(|| {
                let help = nearest(asked, columns.iter().map(String::as_str)).map_or_else(
                    || format!("its columns: {}", list(columns.iter().map(String::as_str))),
                    |n| format!("did you mean `#{n}`?"),
                );
                view.problem(span, "csv-column", format!("{} has no column `{asked}`", self.place.display()), Some(help));
                None
            });
        }
        if let Some(found) = columns.iter().position(|c| names.contains(&c.as_str())) {
            return Some(found);
        }
        if columns.len() == 1 {
            return Some(0);
        }
        view.problem(
            span,
            "csv-column",
            format!("{} has no column named {}", self.place.display(), list(names.iter().copied())),
            Some(format!(
                "name one of its columns, for instance \"{}#{}\"",
                span.map(|s| view.reading.texts.borrow().words(s).trim_matches('"').to_owned()).unwrap_or_default(),
                columns.first().map_or("", |c| c.as_str())
            )),
        );
        None
    }

    /// A column as numbers, not negative; blank cells are named.
    pub fn numbers(&self, reading: &Reading, column: usize) -> Option<Vec<(When, f64)>> {
        let mut values = Vec::with_capacity(self.rows.len());
        let mut wrong = 0;
        let mut hidden = None;
        for (when, cells, line) in &self.rows {
            let cell = cells[column].as_str();
            match units::number(cell) {
                Ok(value) if value >= 0.0 => values.push((when.clone(), value)),
                _ => {
                    wrong += 1;
                    if wrong <= 5 {
                        let found = if cell.is_empty() { "is blank".to_owned() } else { format!("is `{cell}`") };
                        reading.problem(
                            Some(self.line(reading, *line)),
                            "csv-number",
                            format!("{}, line {line}, column `{}` {found}", self.place.display(), self.columns[column + 1]),
                            Some("expected a number that is not negative".to_owned()),
                        );
                    } else {
                        hidden.get_or_insert(*line);
                    }
                }
            }
        }
        if let Some(line) = hidden {
            let message = format!("{}: {} more cells like these, from line {line} on", self.place.display(), wrong - 5);
            reading.problem(Some(self.line(reading, line)), "csv-number", message, None);
        }
        (wrong == 0).then_some(values)
    }

    /// The last column as durations, for an empirical law: `90s`, `1:30` or seconds.
    pub fn plain_durations(&self, view: &View) -> Option<Vec<f64>> {
        let mut values = Vec::new();
        for (_, cells, line) in &self.rows {
            let cell = cells.last().map_or("", |c| c.as_str());
            let clock = cell.split_once(':').and_then(|(m, s)| Some(m.parse::<f64>().ok()? * 60.0 + s.parse::<f64>().ok()?));
            match units::number(cell).or_else(|_| units::duration(cell)).ok().or(clock) {
                Some(value) if value >= 0.0 => values.push(value),
                _ => {
                    view.problem(
                        Some(self.line(view.reading, *line)),
                        "csv-duration",
                        format!("{}, line {line}: `{cell}` is no duration", self.place.display()),
                        Some("expected seconds, `90s` or `1:30`".to_owned()),
                    );
                    return None;
                }
            }
        }
        Some(values)
    }
}

/// A curve over local time: the value at a moment is that of the last row before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    daily: Vec<(u16, f64)>,
    weekly: Vec<((u8, u16), f64)>,
    holiday: Vec<(u16, f64)>,
    dated: Vec<((jiff::civil::Date, u32), f64)>,
    /// Some dated row has a time of day.
    pub timed: bool,
}

impl Curve {
    /// From the rows of a column.
    pub fn new(rows: Vec<(When, f64)>) -> Self {
        let mut curve = Self { daily: vec![], weekly: vec![], holiday: vec![], dated: vec![], timed: false };
        for (when, value) in rows {
            match when {
                When::Daily(minute) => curve.daily.push((minute, value)),
                When::Weekly(day, minute) => curve.weekly.push(((day, minute), value)),
                When::Holiday(minute) => curve.holiday.push((minute, value)),
                When::Dated(date, time) => {
                    curve.timed |= time.is_some();
                    curve.dated.push(((date, time.unwrap_or(0) / 60), value));
                }
                When::Plain => {}
            }
        }
        curve.daily.sort_by_key(|r| r.0);
        curve.weekly.sort_by_key(|r| r.0);
        curve.holiday.sort_by_key(|r| r.0);
        curve.dated.sort_by_key(|r| r.0);
        curve
    }

    /// It has dates.
    pub fn is_dated(&self) -> bool {
        !self.dated.is_empty()
    }

    /// Its first and last date.
    pub fn dates(&self) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
        Some((self.dated.first()?.0.0, self.dated.last()?.0.0))
    }

    /// The value of a date, if the curve has a row of it.
    pub fn on(&self, date: jiff::civil::Date) -> Option<f64> {
        let place = self.dated.partition_point(|r| r.0.0 < date);
        self.dated.get(place).filter(|r| r.0.0 == date).map(|r| r.1)
    }

    /// Minutes after midnight at which some row begins.
    pub fn minutes(&self) -> Vec<u16> {
        let mut minutes: Vec<u16> = self.daily.iter().map(|r| r.0).collect();
        minutes.extend(self.weekly.iter().map(|r| r.0.1));
        minutes.extend(self.holiday.iter().map(|r| r.0));
        minutes.extend(self.dated.iter().map(|r| r.0.1 as u16));
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }

    /// The value at a local moment. Holiday rows hold on holidays; dated rows over all others.
    pub fn at(&self, date: Option<jiff::civil::Date>, day: u8, holiday: bool, minute: u16) -> f64 {
        if let Some(date) = date
            && !self.dated.is_empty()
        {
            let place = self.dated.partition_point(|r| r.0 <= (date, u32::from(minute)));
            return place.checked_sub(1).map_or(self.dated[0].1, |i| self.dated[i].1);
        }
        if holiday && !self.holiday.is_empty() {
            let place = self.holiday.partition_point(|r| r.0 <= minute);
            return place.checked_sub(1).map_or(self.holiday[self.holiday.len() - 1].1, |i| self.holiday[i].1);
        }
        if !self.weekly.is_empty() {
            let place = self.weekly.partition_point(|r| r.0 <= (day, minute));
            return place.checked_sub(1).map_or(self.weekly[self.weekly.len() - 1].1, |i| self.weekly[i].1);
        }
        let place = self.daily.partition_point(|r| r.0 <= minute);
        match place.checked_sub(1) {
            Some(i) => self.daily[i].1,
            None => self.daily.last().map_or(0.0, |r| r.1),
        }
    }
}
