//! CSV files whose first column says when: times of day, hours of the week, dates, or dates with a time. Sheets of workbooks too.
//!
//! What spreadsheet programs make of such a file is read as it is meant (semicolons, decimal commas, `24/11/2025`), with a note where a
//! column had to be looked at as a whole, or refused with line and column where it can mean two things.

use super::problem::{list, nearest};
use super::read::{Reading, View};
use super::source::{Place, Span};
use super::spelling::{self, moment};
use super::spreadsheet;
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
    /// Decimal marks are commas: columns are separated by semicolons.
    pub comma: bool,
}

/// The file that a key names, and the column asked for after `#`.
pub fn file(view: &View, key: &str) -> Option<(CsvTable, Option<String>)> {
    let node = view.node(key)?;
    let Value::Text(text) = &node.value else {
        view.text(key);
        return None;
    };
    let home = view.reading.texts.borrow().get(node.span.text).place.clone();
    let (path, column) = parts(&home, text);
    let place = home.relative(path);
    view.reading.file_names.borrow_mut().insert(node.span, place.clone());
    let table = load(view.reading, place, node.span)?;
    Some((table, column))
}

/// The file and the column of what a key names: `calls.csv#column`; of a workbook, `book.xlsx#Sheet#column`. Of `book.xlsx#word` the word
/// is a sheet if there is one of that name, else a column of the first sheet.
fn parts<'t>(home: &Place, text: &'t str) -> (&'t str, Option<String>) {
    let split = |at: usize| (&text[..at], Some(text[at + 1..].to_owned()).filter(|column| !column.is_empty()));
    let Some((book, sheet)) = spreadsheet::parts(text) else {
        return text.find('#').map_or((text, None), split);
    };
    let Some(sheet) = sheet else { return (book, None) };
    if let Some(second) = sheet.find('#') {
        return split(book.len() + 1 + second);
    }
    let bytes = if let Place::Disk(path) = home.relative(book) { std::fs::read(path).ok() } else { None };
    match bytes.and_then(|bytes| spreadsheet::sheets(&bytes).ok()) {
        Some(names) if !names.iter().any(|name| name == sheet) && first_row_has(&home.relative(book), sheet) => split(book.len()),
        _ => (text, None),
    }
}

/// The first sheet of a workbook has a column of this name.
fn first_row_has(book: &Place, name: &str) -> bool {
    let text = book.read().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    reader.headers().is_ok_and(|columns| columns.iter().any(|column| column == name))
}

fn load(reading: &Reading, place: Place, span: Span) -> Option<CsvTable> {
    let name = place.display();
    if let Some(known) = reading.tables.borrow().get(&name) {
        return known.clone();
    }
    let content = reading.texts.borrow().content(&place);
    let similar = if content.is_err() { place.similar() } else { None };
    let table = match content {
        Ok(content) => parse(reading, place, &content),
        Err(reason) => {
            let help = similar.map(|near| format!("did you mean `{near}`?"));
            reading.problem(Some(span), "unreadable", format!("{name} {reason}"), help);
            None
        }
    };
    reading.tables.borrow_mut().insert(name, table.clone());
    table
}

fn parse(reading: &Reading, place: Place, content: &str) -> Option<CsvTable> {
    let (content, separator) = spelling::separated(content.strip_prefix('\u{feff}').unwrap_or(content));
    let content = content.as_ref();
    let name = place.display();
    let text = reading.texts.borrow_mut().add(place.clone(), content.to_owned());
    let mut builder = csv::ReaderBuilder::new();
    builder.flexible(true).trim(csv::Trim::All).comment(Some(b'#')).delimiter(separator);
    let mut reader = builder.from_reader(content.as_bytes());
    let unreadable = |error: csv::Error| {
        reading.problem(None, "csv", format!("{name} cannot be read as CSV: {error}"), None);
    };
    let columns: Vec<String> = reader.headers().map_err(unreadable).ok()?.iter().map(str::to_owned).collect();
    let mut wrong = Wrong { reading, text, content, name: &name, count: 0, hidden: None };
    let mut records: Vec<(Vec<String>, u64)> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable).ok()?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() != columns.len() {
            let message = format!("{name}, line {line}: {} columns where the head has {}", record.len(), columns.len());
            wrong.push(line, "csv-columns", message, None);
            continue;
        }
        records.push((record.iter().map(str::to_owned).collect(), line));
    }
    let whens = whens(&records, &columns, &mut wrong);
    if wrong.any() {
        return None;
    }
    if records.is_empty() {
        reading.problem(Some(line_span(text, content, 1)), "csv-empty", format!("{name} has no rows"), None);
        return None;
    }
    let skip = usize::from(columns.len() > 1);
    let rows = whens.into_iter().zip(records).map(|(when, (cells, line))| (when, cells.into_iter().skip(skip).collect(), line));
    Some(CsvTable { place, text, columns, rows: rows.collect(), comma: separator == b';' })
}

/// Problems of lines: the first are shown, the others counted.
struct Wrong<'a> {
    reading: &'a Reading,
    text: u32,
    content: &'a str,
    name: &'a str,
    count: usize,
    hidden: Option<u64>,
}

/// Lines that are shown.
const SHOWN: usize = 5;

impl Wrong<'_> {
    fn push(&mut self, line: u64, code: &'static str, message: String, help: Option<String>) {
        self.count += 1;
        if self.count <= SHOWN {
            self.reading.problem(Some(line_span(self.text, self.content, line)), code, message, help);
        } else {
            self.hidden.get_or_insert(line);
        }
    }

    /// Says how many were not shown. True if there are any.
    fn any(&self) -> bool {
        if let Some(line) = self.hidden {
            let message = format!("{}: {} more lines like these, from line {line} on", self.name, self.count - SHOWN);
            self.reading.problem(Some(line_span(self.text, self.content, line)), "csv", message, None);
        }
        self.count > 0
    }
}

/// The first column of all rows. What is not written as this program writes it is read as people write dates.
fn whens(records: &[(Vec<String>, u64)], columns: &[String], wrong: &mut Wrong) -> Vec<When> {
    let mut whens: Vec<When> = records.iter().map(|(cells, _)| when(&cells[0])).collect();
    let local: Vec<usize> =
        (0..records.len()).filter(|&i| whens[i] == When::Plain && looks_like_a_date(&records[i].0[0])).collect();
    let (read, notes, unread) = moment::on_the_wall_clock(local.iter().map(|&i| records[i].0[0].as_str()), None);
    for (&index, read) in local.iter().zip(read) {
        if let Some((date, second)) = read {
            whens[index] = When::Dated(date, second.map(|s| s.round() as u32));
        }
    }
    for note in notes {
        wrong.reading.warn(format!("{}: {note}", wrong.name));
    }
    let mut told = Vec::new();
    for problem in unread {
        let index = local[problem.index];
        let message = format!("{}, line {}, column `{}`: {}", wrong.name, records[index].1, columns[0], problem.message);
        wrong.push(records[index].1, "csv-when", message, Some("write dates as 2025-11-24".to_owned()));
        told.push(index);
    }
    // one that cannot be told stands for the others of its column
    if columns.len() > 1 && told.is_empty() {
        for (index, (cells, line)) in records.iter().enumerate().filter(|&(index, _)| whens[index] == When::Plain) {
            let _ = index;
            let message = format!("{}, line {line}, column `{}`: `{}` is no time", wrong.name, columns[0], cells[0]);
            let help = "expected `07:30`, `Mon 07:30`, `holiday 07:30`, `2025-12-05` or `2025-12-05 07:30`";
            wrong.push(*line, "csv-when", message, Some(help.to_owned()));
        }
    }
    whens
}

/// Three parts of a date in its first word: `24/11/2025 07:30`, `24.11.25`, `24-Nov-2025`.
fn looks_like_a_date(cell: &str) -> bool {
    let first = cell.split([' ', 'T']).next().unwrap_or("");
    let parts: Vec<&str> = first.split(['/', '.', '-']).collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && first.starts_with(|c: char| c.is_ascii_digit())
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
        let mark = self.mark(column);
        if let Mark::Either(cell, line) = mark {
            reading.problem(
                Some(self.line(reading, line)),
                "csv-number",
                format!(
                    "{}, line {line}, column `{}`: `{cell}` may be {} or {}",
                    self.place.display(),
                    self.columns[column + 1],
                    cell.replace('.', ""),
                    cell
                ),
                Some(
                    "semicolons go with decimal commas; save the file with commas between columns and points as decimal marks"
                        .to_owned(),
                ),
            );
            return None;
        }
        for (when, cells, line) in &self.rows {
            let cell = cells[column].as_str();
            match number(cell, matches!(mark, Mark::Comma)) {
                Some(value) if value >= 0.0 => values.push((when.clone(), value)),
                _ => {
                    wrong += 1;
                    if wrong <= 5 {
                        let found = if cell.is_empty() { "is blank".to_owned() } else { format!("is `{cell}`") };
                        reading.problem(
                            Some(self.line(reading, *line)),
                            "csv-number",
                            format!("{}, line {line}, column `{}` {found}", self.place.display(), self.columns[column + 1]),
                            Some(if cell.contains(',') {
                                "decimal marks are points; a comma sets thousands apart, as in 1,234".to_owned()
                            } else {
                                "expected a number that is not negative".to_owned()
                            }),
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

    /// Which is the decimal mark of a column. With semicolons between columns it is usually a comma; where no cell has one, what stands
    /// behind points tells, if it can.
    fn mark(&self, column: usize) -> Mark<'_> {
        let cells = || self.rows.iter().map(|(_, cells, line)| (cells[column].as_str(), *line));
        let thousands = |cell: &str| {
            let parts: Vec<&str> = cell.split('.').collect();
            matches!(parts[..], [whole, rest] if rest.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0")
        };
        if !self.comma {
            return Mark::Point;
        }
        if cells().any(|(cell, _)| cell.contains(',') || cell.matches('.').count() > 1) {
            return Mark::Comma;
        }
        let pointed = || cells().filter(|(cell, _)| cell.contains('.'));
        if pointed().all(|(cell, _)| thousands(cell))
            && let Some((cell, line)) = pointed().next()
        {
            return Mark::Either(cell, line);
        }
        Mark::Point
    }

    /// The last column as durations, for an empirical law: `90s`, `1:30` or seconds.
    pub fn plain_durations(&self, view: &View) -> Option<Vec<f64>> {
        let cells = self.rows.iter().map(|(_, cells, _)| cells.last().map_or("", String::as_str));
        let read = spelling::duration::column(self.columns.last().map_or("", String::as_str), cells, self.comma);
        let blank = read.seconds.iter().position(Option::is_none).filter(|_| read.wrong.is_empty());
        let blank = blank.map(|index| spelling::Wrong { index, message: "a blank cell is no duration".to_owned(), help: None });
        let first = read.wrong.into_iter().next().or(blank);
        if let Some(wrong) = first {
            let line = self.rows[wrong.index].2;
            let message = format!("{}, line {line}: {}", self.place.display(), wrong.message);
            view.problem(Some(self.line(view.reading, line)), "csv-duration", message, wrong.help);
            return None;
        }
        Some(read.seconds.into_iter().flatten().collect())
    }
}

/// The decimal mark of a column.
enum Mark<'a> {
    Point,
    Comma,
    /// Nobody can tell: a cell and its line.
    Either(&'a str, u64),
}

/// A cell as a number. `1,234` has its thousands set apart; `0,5` is no number unless the comma is the decimal mark.
fn number(cell: &str, comma: bool) -> Option<f64> {
    let plain = || if cell.contains(',') { None } else { units::number(cell).ok() };
    spelling::number(cell, comma).ok().or_else(plain)
}
