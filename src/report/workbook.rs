//! Tables as a workbook (`.xlsx`) that spreadsheet programs open: what the CSV files hold, with numbers as numbers and dates as dates.
//!
//! The same tables give the same bytes: the date of creation is fixed.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The most rows of a sheet, heading included.
const MOST_ROWS: usize = 1_048_576;
/// The widest that a column is made, in characters.
const WIDEST: usize = 48;

/// A workbook of sheets (name, CSV), in order. A table too long for a sheet is cut, and its last row says so.
///
/// # Errors
/// That it cannot be written.
pub fn workbook(sheets: &[(&str, &[u8])]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_author("helpline").set_creation_datetime(&never));
    let (head, date, moment) = (
        Format::new().set_bold().set_align(FormatAlign::Left),
        Format::new().set_num_format("yyyy-mm-dd"),
        Format::new().set_num_format("yyyy-mm-dd hh:mm"),
    );
    for (name, csv) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(*csv);
        let (mut row, mut widths) = (0usize, Vec::new());
        for record in reader.records().filter_map(Result::ok) {
            if row + 1 == MOST_ROWS {
                sheet.write_string(row as u32, 0, "... more rows than a sheet takes: see the CSV file")?;
                break;
            }
            for (column, text) in record.iter().enumerate() {
                if widths.len() <= column {
                    widths.push(0);
                }
                widths[column] = text.chars().count().clamp(widths[column], WIDEST);
                let place = (row as u32, column as u16);
                if row == 0 {
                    sheet.write_string_with_format(place.0, place.1, text, &head)?;
                } else {
                    cell(sheet, place, text, (&date, &moment))?;
                }
            }
            row += 1;
        }
        for (column, width) in widths.iter().enumerate() {
            sheet.set_column_width(column as u16, *width as f64 + 2.0)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        if row > 1 && !widths.is_empty() {
            sheet.autofilter(0, 0, (row - 1) as u32, (widths.len() - 1) as u16)?;
        }
    }
    book.save_to_buffer()
}

/// A cell as what it is: blank, number, date, date with time, or text.
fn cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    (date, moment): (&Format, &Format),
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    // not every text that Rust takes for a number is one in a table: "inf", "nan", a name such as "1e5"
    let numeric = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    if let Some(number) = text.parse::<f64>().ok().filter(|n| numeric && n.is_finite()) {
        sheet.write_number(row, column, number)?;
        return Ok(());
    }
    let bytes = text.as_bytes();
    let dated = bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-' && bytes[..4].iter().all(u8::is_ascii_digit);
    if dated
        && matches!(bytes.len(), 10 | 16 | 19)
        && let Ok(read) = ExcelDateTime::parse_from_str(text)
    {
        sheet.write_datetime_with_format(row, column, &read, if bytes.len() == 10 { date } else { moment })?;
        return Ok(());
    }
    sheet.write_string(row, column, text)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_tables_give_the_same_bytes() {
        let tables: [(&str, &[u8]); 2] = [("calls", b"start,calls\n2025-11-24 07:30,12\n"), ("words", b"a,b\n\"x, y\",\n")];
        assert_eq!(workbook(&tables).unwrap(), workbook(&tables).unwrap());
    }
}
