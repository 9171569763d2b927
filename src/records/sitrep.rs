//! Daily situation reports: a row an area and day, as NHS England's workbook in long form.
//!
//! | figure | columns it is looked for under | item |
//! |---|---|---|
//! | `date` | `date`, `day` | |
//! | `area` | `contract_name`, `area`, `name` | |
//! | `code` | `contract_code`, `code` | |
//! | `received` | `received`, `calls_received`, `calls`, `A01` | calls received |
//! | `answered` | `answered`, `calls_answered`, `A03` | answered by a person |
//! | `answered_60s` | `answered_60s`, `answered_within_60s`, `calls_answered_60s`, `B01` | of those in 60 s |
//! | `abandoned` | `abandoned`, `calls_abandoned`, `B02` | abandoned while waiting |
//! | `triaged` | `triaged`, `calls_triaged`, `C01` | triaged |
//!
//! A mapping `figure=column` names another column, `figure=column-column` the difference of two. Without a column of areas the
//! file is one area. Received is at least answered + abandoned; the rest ended in the recorded message or was not queued.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Account;
use super::day::{AreaDays, Day, DayRecords, slug};
use super::sheet::Sheet;
use crate::scenario::problem::{Problems, list, nearest};
use crate::units;

const FIGURES: [(&str, &[&str]); 8] = [
    ("date", &["date", "day"]),
    ("area", &["contract_name", "area", "name"]),
    ("code", &["contract_code", "code"]),
    ("received", &["received", "calls_received", "calls", "A01"]),
    ("answered", &["answered", "calls_answered", "A03"]),
    ("answered_60s", &["answered_60s", "answered_within_60s", "calls_answered_60s", "answered_in_60s", "B01"]),
    ("abandoned", &["abandoned", "calls_abandoned", "B02"]),
    ("triaged", &["triaged", "calls_triaged", "C01"]),
];
const DATE: usize = 0;
const AREA: usize = 1;
const CODE: usize = 2;
const RECEIVED: usize = 3;
const ANSWERED: usize = 4;
const WITHIN: usize = 5;
const ABANDONED: usize = 6;
const TRIAGED: usize = 7;

/// Where a figure stands: a column, less another.
type From = Option<(usize, Option<usize>)>;

/// Reads a file of daily situation reports.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file: &str, map: &[String]) -> Result<DayRecords, Problems> {
    from_sheet(Sheet::read(file)?, map)
}

/// The columns of such a file are there.
pub fn fits(sheet: &Sheet) -> bool {
    [DATE, RECEIVED, ANSWERED, WITHIN, ABANDONED].iter().all(|&figure| sheet.find(FIGURES[figure].1).is_some())
}

/// Reads a sheet.
///
/// # Errors
/// All that is wrong with it.
pub fn from_sheet(mut sheet: Sheet, map: &[String]) -> Result<DayRecords, Problems> {
    let from = columns(&mut sheet, map);
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    let mut account = account(&sheet, &from);
    let mut areas: BTreeMap<(String, String), Vec<(Date, Day, u64)>> = BTreeMap::new();
    let mut sums = Vec::new();
    for row in 0..sheet.rows.len() {
        let Some((date, day)) = one(&mut sheet, row, &from, &mut sums, &mut account) else { continue };
        let text = |figure: usize| from[figure].map_or(String::new(), |(column, _)| sheet.rows[row].cells[column].clone());
        areas.entry((text(AREA), text(CODE))).or_default().push((date, day, sheet.rows[row].line));
    }
    say_sums(&mut sheet, &from, &sums);
    let areas = assemble(&mut sheet, &from, areas, &mut account);
    if !sheet.is_wrong() && areas.is_empty() {
        sheet.about("records-empty", format!("{} has no row that can be used", sheet.name), None);
    }
    if sheet.is_wrong() { Err(sheet.into_problems()) } else { Ok(DayRecords { areas, account }) }
}

/// Finds the columns.
fn columns(sheet: &mut Sheet, map: &[String]) -> Vec<From> {
    let mut from: Vec<From> = FIGURES.iter().map(|(_, names)| sheet.find(names).map(|column| (column, None))).collect();
    for entry in map {
        let figures = FIGURES.map(|(name, _)| name);
        let Some((figure, column)) = entry.split_once('=') else {
            sheet.about("map", format!("--map {entry}: expected FIGURE=COLUMN"), Some(format!("figures: {}", list(figures))));
            continue;
        };
        let (figure, column) = (figure.trim(), column.trim());
        let Some(index) = figures.iter().position(|name| *name == figure) else {
            let help = nearest(figure, figures)
                .map_or_else(|| format!("figures: {}", list(figures)), |n| format!("did you mean `{n}`?"));
            sheet.about("map", format!("--map {entry}: there is no figure `{figure}`"), Some(help));
            continue;
        };
        let flag = format!("--map {entry}");
        from[index] = match column.split_once('-') {
            Some((whole, less)) if !sheet.columns.iter().any(|c| c == column) => {
                let (whole, less) = (sheet.named(whole.trim(), &flag), sheet.named(less.trim(), &flag));
                whole.zip(less).map(|(whole, less)| (whole, Some(less)))
            }
            _ => sheet.named(column, &flag).map(|column| (column, None)),
        };
    }
    for figure in [DATE, RECEIVED, ANSWERED, WITHIN, ABANDONED] {
        let (name, names) = FIGURES[figure];
        let mapped = map.iter().any(|entry| entry.split('=').next().is_some_and(|f| f.trim() == name));
        if from[figure].is_none() && !mapped {
            let columns = sheet.columns.clone();
            let near = names.iter().find_map(|name| nearest(name, columns.iter().map(String::as_str)));
            let example = near.unwrap_or("COLUMN");
            let message = format!("{} has no column of `{name}` (looked for {})", sheet.name, list(names.iter().copied()));
            sheet.push("csv-column", Some(sheet.heading()), message, Some(format!("name it: --map {name}={example}")));
        }
    }
    from
}

fn account(sheet: &Sheet, from: &[From]) -> Account {
    let name = |column: usize| sheet.columns[column].clone();
    let columns = FIGURES
        .iter()
        .zip(from)
        .filter_map(|((figure, _), from)| {
            let (column, less) = (*from)?;
            let words = less.map_or_else(|| name(column), |less| format!("{} less {}", name(column), name(less)));
            Some(((*figure).to_owned(), words))
        })
        .collect();
    let taken = |column: usize| from.iter().flatten().any(|&(a, b)| a == column || b == Some(column));
    let unused_columns = (0..sheet.columns.len()).filter(|&c| !taken(c)).map(name).collect();
    Account { file: sheet.name.clone(), rows: sheet.rows.len(), columns, unused_columns, ..Account::default() }
}

/// A cell as a count; none if it is blank. What is no count is a problem.
fn count(sheet: &mut Sheet, row: usize, column: usize) -> Result<Option<u32>, ()> {
    let cell = sheet.rows[row].cells[column].clone();
    if cell.is_empty() {
        return Ok(None);
    }
    let said = match units::number(&cell) {
        Ok(value) if value < 0.0 => format!("`{cell}` is negative"),
        Ok(value) if value.fract() != 0.0 => format!("`{cell}` is no whole number"),
        Ok(value) if value > f64::from(u32::MAX) => format!("`{cell}` is too large"),
        Ok(value) => return Ok(Some(value as u32)),
        Err(_) => format!("`{cell}` is no number"),
    };
    sheet.cell("count", row, column, said, Some("expected a count of calls".to_owned()));
    Err(())
}

/// One row. None if it is not used, or wrong.
fn one(sheet: &mut Sheet, row: usize, from: &[From], sums: &mut Vec<usize>, account: &mut Account) -> Option<(Date, Day)> {
    let (date_column, _) = from[DATE]?;
    let cell = sheet.rows[row].cells[date_column].clone();
    let date = cell.parse::<Date>().ok();
    if date.is_none() {
        sheet.cell("date", row, date_column, format!("`{cell}` is no date"), Some("expected a date like 2025-12-05".to_owned()));
    }
    let line = sheet.rows[row].line;
    let mut figures = [None; 8];
    let mut wrong = false;
    for figure in [RECEIVED, ANSWERED, WITHIN, ABANDONED, TRIAGED] {
        let Some((column, less)) = from[figure] else { continue };
        let value = count(sheet, row, column);
        let less = less.map_or(Ok(Some(0)), |less| count(sheet, row, less));
        match (value, less) {
            (Ok(Some(value)), Ok(Some(less))) if less > value => {
                let said = format!("{value} less {less} is negative");
                sheet.cell("count", row, column, said, None);
                wrong = true;
            }
            (Ok(Some(value)), Ok(Some(less))) => figures[figure] = Some(value - less),
            (Ok(_), Ok(_)) => {}
            _ => wrong = true,
        }
    }
    if wrong {
        return None;
    }
    let needed = [RECEIVED, ANSWERED, WITHIN, ABANDONED];
    if needed.iter().all(|&f| figures[f].is_none() || figures[f] == Some(0)) {
        account.leave_out("all figures are zero or blank: a day not reported", line);
        return None;
    }
    if let Some(&blank) = needed.iter().find(|&&f| figures[f].is_none()) {
        account.leave_out(&format!("`{}` is blank", sheet.columns[from[blank]?.0]), line);
        return None;
    }
    let [received, answered, within, abandoned] = needed.map(|f| figures[f].unwrap_or(0));
    let column = |figure: usize| from[figure].map_or(0, |f| f.0);
    let said = |part: u32, what: &str, whole: u32| format!("{part} is more than {what}, {whole}");
    let mut impossible = false;
    if answered > received {
        sheet.cell("impossible", row, column(ANSWERED), said(answered, "received", received), None);
        impossible = true;
    }
    if within > answered {
        sheet.cell("impossible", row, column(WITHIN), said(within, "answered", answered), None);
        impossible = true;
    }
    if !impossible && u64::from(answered) + u64::from(abandoned) > u64::from(received) {
        sums.push(row);
        impossible = true;
    }
    let day = Day {
        received,
        answered: figures[ANSWERED],
        answered_60s: figures[WITHIN],
        abandoned: figures[ABANDONED],
        triaged: figures[TRIAGED],
    };
    (!impossible).then_some(())?;
    Some((date?, day))
}

/// Rows in which answered and abandoned are more than received: one by one, or, where abandoned is at least answered in nearly all of
/// them, as a column that holds their sum.
fn say_sums(sheet: &mut Sheet, from: &[From], rows: &[usize]) {
    let (Some((abandoned, _)), Some((answered, _)), Some((received, _))) = (from[ABANDONED], from[ANSWERED], from[RECEIVED])
    else {
        return;
    };
    let value = |sheet: &Sheet, row: usize, column: usize| units::number(&sheet.rows[row].cells[column]).unwrap_or(0.0);
    let holds_sum = |sheet: &Sheet, row: usize| {
        let sum = value(sheet, row, abandoned);
        sum >= value(sheet, row, answered) && sum <= value(sheet, row, received)
    };
    let like: Vec<usize> = rows.iter().copied().filter(|&row| holds_sum(sheet, row)).collect();
    let changed = like.len() >= 3 && like.len() * 10 >= rows.len() * 9;
    for &row in rows.iter().filter(|row| !changed || !like.contains(row)) {
        let [a, b, whole] = [answered, abandoned, received].map(|column| value(sheet, row, column));
        let said = format!("answered and abandoned, {a} and {b}, are more than received, {whole}");
        sheet.cell("impossible", row, abandoned, said, None);
    }
    if changed {
        let (first, last) = (sheet.rows[like[0]].line, sheet.rows[like[like.len() - 1]].line);
        let (name, less) = (sheet.columns[abandoned].clone(), sheet.columns[answered].clone());
        let where_ = if like.len() == sheet.rows.len() {
            "in every row".to_owned()
        } else {
            format!("in {} of {} rows, lines {first} to {last},", like.len(), sheet.rows.len())
        };
        let message = format!(
            "{}, column `{name}`: {where_} it is at least `{less}` and at most received: it seems to hold answered + abandoned",
            sheet.name
        );
        let help = if like.len() * 10 >= sheet.rows.len() * 9 {
            format!("take the difference: --map abandoned={name}-{less}")
        } else {
            "the column changed its meaning: mend those rows, or leave them out".to_owned()
        };
        let span = sheet.span(&sheet.rows[like[0]], abandoned);
        sheet.push("meaning", Some(span), message, Some(help));
    }
}

/// Makes areas of rows; dates that stand twice are problems.
fn assemble(
    sheet: &mut Sheet,
    from: &[From],
    rows: BTreeMap<(String, String), Vec<(Date, Day, u64)>>,
    account: &mut Account,
) -> Vec<AreaDays> {
    let mut areas: Vec<AreaDays> = Vec::new();
    for ((title, code), mut days) in rows {
        days.sort_by_key(|d| d.0);
        for pair in days.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let row = sheet.rows.iter().position(|row| row.line == pair[1].2).unwrap_or(0);
            let said = format!("{} stands on line {} already", pair[1].0, pair[0].2);
            sheet.cell("twice", row, from[DATE].map_or(0, |f| f.0), said, Some("one row for each area and day".to_owned()));
        }
        account.used += days.len();
        let shown = [title.as_str(), code.as_str(), "area"].into_iter().find(|t| !t.is_empty()).unwrap_or("area").to_owned();
        let mut name = slug(&shown);
        if areas.iter().any(|area| area.name == name) {
            name = slug(&format!("{shown} {code}"));
        }
        let code = (!code.is_empty()).then_some(code);
        areas.extend(AreaDays::new(name, shown, code, days.into_iter().map(|(date, day, _)| (date, day)).collect()));
    }
    areas.sort_by(|a, b| a.name.cmp(&b.name));
    for area in &areas {
        for (first, last) in area.gaps() {
            let when = if first == last { format!("on {first}") } else { format!("from {first} to {last}") };
            account.notes.push(format!("{}: no figures {when}", area.title));
        }
    }
    let sum = |of: fn(&Day) -> u32| -> u64 {
        areas.iter().flat_map(|area| area.days.iter().flatten()).map(|day| u64::from(of(day))).sum()
    };
    let received = sum(|d| d.received);
    let rest = received - sum(|d| d.queued().unwrap_or(0));
    if rest > 0 {
        account.notes.push(format!(
            "{rest} of {received} calls received ({:.1} %) were neither answered nor abandoned: they ended in the recorded message or were not queued",
            rest as f64 / received as f64 * 100.0
        ));
    }
    areas
}
