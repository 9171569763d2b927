//! Calls received in England by day: columns `date`, `calls_received` and, marking days reported in part, `partial`.
//!
//! A day marked as partial is missing: its count is too low by an unknown amount.

use super::Account;
use super::day::{AreaDays, Day, DayRecords};
use super::sheet::Sheet;
use crate::scenario::problem::{Problems, nearest};
use crate::scenario::spelling::{missing, moment, number, yes_or_no};

const RECEIVED: [&str; 5] = ["calls_received", "received", "nhs24_111_calls", "reported_a01", "a01"];

/// The columns of such a file are there, and none of what a file by area has.
pub fn fits(sheet: &Sheet) -> bool {
    let by_area = ["answered", "calls_answered", "contract_name", "contract_code"];
    sheet.find(&["date"]).is_some() && sheet.find(&RECEIVED).is_some() && sheet.find(&by_area).is_none()
}

/// Reads a file.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file: &str) -> Result<DayRecords, Problems> {
    from_sheet(Sheet::read(file)?)
}

/// Reads a sheet.
///
/// # Errors
/// All that is wrong with it.
pub fn from_sheet(mut sheet: Sheet) -> Result<DayRecords, Problems> {
    let (date, received, partial) = (sheet.find(&["date", "day"]), sheet.find(&RECEIVED), sheet.find(&["partial"]));
    for (found, name) in [(date, "date"), (received, "calls_received")] {
        if found.is_none() {
            let columns = sheet.columns.clone();
            let help =
                nearest(name, columns.iter().map(String::as_str)).map(|near| format!("is it `{near}`? Then call it `{name}`"));
            sheet.push("csv-column", Some(sheet.heading()), format!("{} has no column `{name}`", sheet.name), help);
        }
    }
    let (Some(date), Some(received)) = (date, received) else { return Err(sheet.into_problems()) };
    let taken = [Some(date), Some(received), partial];
    let name = |column: usize| sheet.columns[column].clone();
    let mut account = Account {
        file: sheet.name.clone(),
        rows: sheet.rows.len(),
        columns: vec![("date".to_owned(), name(date)), ("received".to_owned(), name(received))],
        unused_columns: (0..sheet.columns.len()).filter(|c| !taken.contains(&Some(*c))).map(name).collect(),
        ..Account::default()
    };
    account.columns.extend(partial.map(|column| ("partial".to_owned(), name(column))));
    let (dates, notes, wrong) = moment::dates(sheet.rows.iter().map(|row| row.cells[date].as_str()), None);
    account.notes.extend(notes);
    for one in wrong {
        sheet.cell("date", one.index, date, one.message, one.help);
    }
    let mut days: Vec<(jiff::civil::Date, Day, u64)> = Vec::new();
    for (row, &when) in dates.iter().enumerate() {
        let line = sheet.rows[row].line;
        let cell = sheet.rows[row].cells[received].clone();
        if let Some(column) = partial {
            let mark = sheet.rows[row].cells[column].clone();
            match yes_or_no(&mark) {
                Some(true) => {
                    account.leave_out("reported in part: taken as missing", line);
                    continue;
                }
                Some(false) => {}
                None if missing(&mark) => {}
                None => {
                    sheet.cell(
                        "mark",
                        row,
                        column,
                        format!("`{mark}` is neither yes nor no"),
                        Some("expected 1 or 0".to_owned()),
                    );
                }
            }
        }
        if missing(&cell) {
            account.leave_out("no count", line);
            continue;
        }
        let count = match number(&cell, sheet.comma) {
            Ok(value) if value >= 0.0 && value.fract() == 0.0 && value <= f64::from(u32::MAX) => value as u32,
            Ok(value) if value < 0.0 => {
                sheet.cell("count", row, received, format!("`{cell}` is negative"), Some("expected a count of calls".to_owned()));
                continue;
            }
            _ => {
                sheet.cell(
                    "count",
                    row,
                    received,
                    format!("`{cell}` is no whole number"),
                    Some("expected a count of calls".to_owned()),
                );
                continue;
            }
        };
        let Some(when) = when else {
            if missing(&sheet.rows[row].cells[date]) {
                sheet.cell("date", row, date, "is blank".to_owned(), Some("expected a date like 2025-12-05".to_owned()));
            }
            continue;
        };
        if let Some(known) = days.iter().find(|known| known.0 == when) {
            let said = format!("{when} stands on line {} already", known.2);
            sheet.cell("twice", row, date, said, Some("one row for each day".to_owned()));
            continue;
        }
        days.push((when, Day { received: count, ..Day::default() }, line));
    }
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    account.used = days.len();
    let days = days.into_iter().map(|(date, day, _)| (date, day)).collect();
    let areas: Vec<AreaDays> = AreaDays::new("england".into(), "England".into(), None, days).into_iter().collect();
    for (first, last) in areas.iter().flat_map(AreaDays::gaps) {
        account.notes.push(if first == last {
            format!("no figures on {first}")
        } else {
            format!("no figures from {first} to {last}")
        });
    }
    account
        .notes
        .push("received holds redials, and calls that end in the recorded message; the file does not say how many".to_owned());
    Ok(DayRecords { areas, account })
}
