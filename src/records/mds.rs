//! NHS 111 Minimum Data Set, monthly by area, 2015-16: a row an area and month.
//!
//! Abandoned counts calls abandoned after 30 seconds or more. Staff minutes come in units that are not harmonised; they are used only
//! where there are 2 to 13 minutes of call handlers for each call answered (the rule of the data set's own notes, `scenarios/data`), those
//! of clinicians besides only where there are 2 to 20 for each call passed to one (this program's own rule: two area-months lie above).

use std::collections::BTreeMap;

use super::Account;
use super::day::slug;
use super::period::{self, AreaPeriods, At, Period, PeriodRecords, Sums};
use super::sheet::Sheet;
use crate::scenario::problem::{Problems, nearest};
use crate::scenario::spelling::{missing, moment, number};

/// Figures and their columns; the first eight are needed.
const COLUMNS: [(&str, &str); 19] = [
    ("received", "offered"),
    ("answered", "answered"),
    ("answered_60s", "answered_60s"),
    ("abandoned", "abandoned_30s"),
    ("triaged", "triaged"),
    ("clinician", "to_clinical_advisor"),
    ("call_back", "callback_offered"),
    ("call_back_10m", "callback_within_10min"),
    ("warm", "warm_transferred"),
    ("warm_wait", "avg_warm_transfer_s"),
    ("ambulance", "disp_ambulance"),
    ("emergency_department", "disp_ed"),
    ("primary_care", "disp_primary_care"),
    ("dental", "disp_pc_dental_pharmacy"),
    ("other", "disp_other"),
    ("none", "disp_none"),
    ("handler_minutes", "handler_minutes_reported"),
    ("clinician_minutes", "clinician_minutes_reported"),
    ("population", "population"),
];
const NEEDED: usize = 8;

/// Handler minutes for a call answered that are plausible.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 2.0..=13.0;
/// Clinician minutes for a call passed on that are plausible.
const CLINICAL: std::ops::RangeInclusive<f64> = 2.0..=20.0;

/// The columns of such a file are there.
pub fn fits(sheet: &Sheet) -> bool {
    ["month", "area_code", "offered", "abandoned_30s", "to_clinical_advisor"].iter().all(|name| sheet.find(&[name]).is_some())
}

/// Reads a file.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file: &str) -> Result<PeriodRecords, Problems> {
    from_sheet(Sheet::read(file)?)
}

/// Reads a sheet.
///
/// # Errors
/// All that is wrong with it.
pub fn from_sheet(mut sheet: Sheet) -> Result<PeriodRecords, Problems> {
    let month = needed(&mut sheet, "month");
    let (title, code) = (needed(&mut sheet, "area_name"), needed(&mut sheet, "area_code"));
    let columns: Vec<(&'static str, Option<usize>)> = COLUMNS
        .iter()
        .enumerate()
        .map(|(place, (figure, name))| (*figure, if place < NEEDED { needed(&mut sheet, name) } else { sheet.find(&[name]) }))
        .collect();
    let (Some(month), Some(title), Some(code), false) = (month, title, code, sheet.is_wrong()) else {
        return Err(sheet.into_problems());
    };
    let mut account = account(&sheet, &columns, [month, title, code]);
    let mut areas: BTreeMap<String, (String, Vec<(Period, u64)>)> = BTreeMap::new();
    let (mut sums, mut minutes) = (Sums::default(), [0usize; 4]);
    for row in 0..sheet.rows.len() {
        let (line, cell) = (sheet.rows[row].line, sheet.rows[row].cells[month].clone());
        let first = moment::month(&cell);
        if first.is_none() {
            sheet.cell("date", row, month, format!("`{cell}` is no month"), Some("expected a month like 2015-04".to_owned()));
        }
        let Some((mut figures, at)) = figures(&mut sheet, row, &columns) else { continue };
        period::check(&mut sheet, &figures, &at, &mut sums);
        let blank = COLUMNS[..5].iter().find(|(figure, _)| !figures.contains_key(figure));
        if let Some((_, column)) = blank {
            account.leave_out(&format!("`{column}` is blank"), line);
            continue;
        }
        staff_minutes(&mut figures, &mut minutes);
        let key = sheet.rows[row].cells[code].clone();
        let entry = areas.entry(key).or_default();
        entry.0.clone_from(&sheet.rows[row].cells[title]);
        if let Some(known) = entry.1.iter().find(|known| known.0.first == first && first.is_some()) {
            let said = format!("{cell} of this area stands on line {} already", known.1);
            sheet.cell("twice", row, month, said, Some("one row for each area and month".to_owned()));
            continue;
        }
        account.used += 1;
        entry.1.push((Period { first, months: 1, figures }, line));
    }
    account.notes.extend(period::say_sums(&mut sheet, sums));
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    let areas = assemble(areas);
    let [used, blank, implausible, clinical] = minutes;
    account.notes.push(format!(
        "staff minutes used of {used} area-months; {blank} report none, and {implausible} are not used, being outside {} to {} handler minutes for a call answered",
        PLAUSIBLE.start(),
        PLAUSIBLE.end()
    ));
    if clinical > 0 {
        let (least, most) = (CLINICAL.start(), CLINICAL.end());
        account.notes.push(format!(
            "clinician minutes of {clinical} of these are not used, being outside {least} to {most} for a call passed on"
        ));
    }
    account.notes.push("abandoned: after 30 seconds or more".to_owned());
    account.notes.extend(gaps(&areas));
    account.notes.extend(period::rest(&areas));
    Ok(PeriodRecords { areas, account })
}

/// A column by its published name, else a problem with the nearest.
fn needed(sheet: &mut Sheet, name: &str) -> Option<usize> {
    let found = sheet.find(&[name]);
    if found.is_none() {
        let columns = sheet.columns.clone();
        let help = nearest(name, columns.iter().map(String::as_str)).map(|near| format!("is it `{near}`? Then call it `{name}`"));
        sheet.push("csv-column", Some(sheet.heading()), format!("{} has no column `{name}`", sheet.name), help);
    }
    found
}

fn account(sheet: &Sheet, columns: &[(&'static str, Option<usize>)], keys: [usize; 3]) -> Account {
    let name = |column: usize| sheet.columns[column].clone();
    let taken: Vec<usize> = columns.iter().filter_map(|c| c.1).chain(keys).collect();
    Account {
        file: sheet.name.clone(),
        rows: sheet.rows.len(),
        columns: columns.iter().filter_map(|(figure, column)| Some(((*figure).to_owned(), name((*column)?)))).collect(),
        unused_columns: (0..sheet.columns.len()).filter(|c| !taken.contains(c)).map(name).collect(),
        ..Account::default()
    }
}

/// The figures of a row; none if a cell is wrong.
fn figures(
    sheet: &mut Sheet,
    row: usize,
    columns: &[(&'static str, Option<usize>)],
) -> Option<(BTreeMap<&'static str, f64>, At)> {
    let (mut figures, mut at, mut sound) = (BTreeMap::new(), At::new(), true);
    for &(figure, column) in columns {
        let Some(column) = column else { continue };
        let cell = sheet.rows[row].cells[column].clone();
        if missing(&cell) {
            continue;
        }
        let said = match number(&cell, sheet.comma) {
            Ok(value) if value >= 0.0 => {
                figures.insert(figure, value);
                at.insert(figure, (row, column));
                continue;
            }
            Ok(_) => format!("`{cell}` is negative"),
            Err(_) => format!("`{cell}` is no number"),
        };
        sheet.cell("count", row, column, said, Some("expected a number that is not negative".to_owned()));
        sound = false;
    }
    sound.then_some((figures, at))
}

/// Keeps staff minutes where they are plausible; counts used, blank, implausible, and used without those of clinicians.
fn staff_minutes(figures: &mut BTreeMap<&'static str, f64>, minutes: &mut [usize; 4]) {
    let each = match (figures.get("handler_minutes"), figures.get("answered")) {
        (Some(minutes), Some(answered)) if *answered > 0.0 => Some(minutes / answered),
        _ => None,
    };
    match each {
        Some(each) if PLAUSIBLE.contains(&each) => {
            minutes[0] += 1;
            let clinical =
                figures.get("clinician_minutes").zip(figures.get("clinician")).map(|(minutes, calls)| minutes / calls.max(1.0));
            if clinical.is_some_and(|each| !CLINICAL.contains(&each)) {
                minutes[3] += 1;
                figures.remove("clinician_minutes");
            }
        }
        other => {
            minutes[1 + usize::from(other.is_some())] += 1;
            figures.remove("handler_minutes");
            figures.remove("clinician_minutes");
        }
    }
}

fn assemble(rows: BTreeMap<String, (String, Vec<(Period, u64)>)>) -> Vec<AreaPeriods> {
    let mut areas: Vec<AreaPeriods> = Vec::new();
    for (code, (title, periods)) in rows {
        let mut periods: Vec<Period> = periods.into_iter().map(|p| p.0).collect();
        periods.sort_by_key(|p| p.first);
        let mut name = slug(if title.is_empty() { &code } else { &title });
        if areas.iter().any(|area| area.name == name) {
            name = format!("{name}-{}", code.to_lowercase());
        }
        if !periods.is_empty() {
            areas.push(AreaPeriods { name, title, code: Some(code), periods });
        }
    }
    areas.sort_by(|a, b| a.name.cmp(&b.name));
    areas
}

/// Months between an area's first and last that are not there.
pub(super) fn gaps(areas: &[AreaPeriods]) -> Vec<String> {
    let mut said = Vec::new();
    for area in areas {
        let mut dates: Vec<_> = area.periods.iter().filter_map(|p| p.first).collect();
        dates.dedup();
        for pair in dates.windows(2) {
            let months = (i32::from(pair[1].year()) - i32::from(pair[0].year())) * 12 + i32::from(pair[1].month())
                - i32::from(pair[0].month());
            if months > 1 {
                let count = months - 1;
                let words = if count == 1 { "month" } else { "months" };
                said.push(format!("{}: {count} {words} without figures after {}", area.title, pair[0].strftime("%B %Y")));
            }
        }
    }
    said
}
