//! Workbooks of spreadsheet programs (`.xlsx`), read as if a sheet had been saved as CSV: a line for each of its rows, so that what is
//! wrong can be named by the number that stands beside the row.
//!
//! `book.xlsx` is its first sheet, `book.xlsx#Sheet` the sheet of that name. Numbers are what the cell holds, not what it shows. Dates
//! become `2025-11-24`, with `07:30:00` where there is a time; times and durations `7:30:00`. Of formulas, the value last reckoned counts.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, ExcelDateTime, Reader, Xlsx};

use super::problem::{list, nearest};

/// The file and the sheet of `book.xlsx#Sheet`; none where the name is no workbook's.
pub fn parts(name: &str) -> Option<(&str, Option<&str>)> {
    let lower = name.to_ascii_lowercase();
    let end = [".xlsx", ".xlsm"].iter().filter_map(|ending| Some(lower.find(ending)? + ending.len())).min()?;
    match (&name[end..], name[end..].strip_prefix('#')) {
        ("", _) => Some((&name[..end], None)),
        (_, Some(sheet)) => Some((&name[..end], Some(sheet).filter(|sheet| !sheet.is_empty()))),
        _ => None,
    }
}

/// Workbooks that cannot be read, by the ends of their names.
pub fn is_foreign(path: &Path) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    matches!(ending.as_deref(), Some("xls" | "xlsb" | "ods" | "numbers"))
}

/// Names of the sheets of a workbook.
///
/// # Errors
/// That it is none.
pub fn sheets(bytes: &[u8]) -> Result<Vec<String>, String> {
    Ok(open(bytes)?.sheet_names())
}

/// A sheet as CSV; the first if none is named.
///
/// # Errors
/// That it is no workbook, or that there is no such sheet.
pub fn text(bytes: &[u8], sheet: Option<&str>) -> Result<String, String> {
    let mut book = open(bytes)?;
    let names = book.sheet_names();
    let name = match sheet {
        None => names.first().ok_or("has no sheets")?,
        Some(sheet) => names.iter().find(|name| *name == sheet).ok_or_else(|| {
            let all = list(names.iter().map(String::as_str));
            match nearest(sheet, names.iter().map(String::as_str)) {
                Some(near) => format!("does not exist: did you mean the sheet `{near}`?"),
                None => format!("does not exist: the sheets there are {all}"),
            }
        })?,
    };
    let range = book.worksheet_range(name).map_err(|error| format!("cannot be read: {error}"))?;
    let above = range.start().map_or(0, |(row, _)| row);
    let mut out = "\n".repeat(above as usize);
    for row in range.rows() {
        let cells: Vec<String> = row.iter().map(cell).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            out.push_str(&cells.join(","));
        }
        out.push('\n');
    }
    Ok(out)
}

fn open(bytes: &[u8]) -> Result<Xlsx<Cursor<&[u8]>>, String> {
    Xlsx::new(Cursor::new(bytes)).map_err(|error| format!("cannot be read as a workbook: {error}"))
}

/// A cell as it would stand in a CSV file.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(moment) => moment_text(moment),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => quoted(text),
        // in quotes: it is no comment
        Data::Error(error) => format!("\"{error}\""),
    }
}

/// One line, in quotes where a comma or a quote would part it.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.contains([',', '"', ';']) { format!("\"{}\"", line.replace('"', "\"\"")) } else { line }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if moment.is_duration() || days < 1.0 {
        let seconds = (days * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let civil = jiff::civil::DateTime::new(year as i16, month as i8, day as i8, hour as i8, minute as i8, second as i8, 0)
        .and_then(|civil| civil.checked_add(jiff::SignedDuration::from_secs(i64::from(milli >= 500))));
    match civil {
        Ok(civil) if civil.time() == jiff::civil::Time::midnight() => civil.date().to_string(),
        Ok(civil) => civil.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => days.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_file_and_sheet() {
        assert_eq!(parts("a/staff.xlsx"), Some(("a/staff.xlsx", None)));
        assert_eq!(parts("staff.XLSX#Week 1"), Some(("staff.XLSX", Some("Week 1"))));
        assert_eq!(parts("staff.xlsx#"), Some(("staff.xlsx", None)));
        assert_eq!(parts("staff.csv#advisors"), None);
        assert_eq!(parts("staff.xlsx.csv"), None);
    }

    #[test]
    fn what_is_no_workbook_is_said_so() {
        assert!(text(b"when,calls\n", None).unwrap_err().contains("workbook"));
    }
}
