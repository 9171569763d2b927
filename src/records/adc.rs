//! Integrated Urgent Care Aggregate Data Collection (IUC ADC, 2021 on), in two layouts.
//!
//! *Long*, as NHS England publishes it by month: a row a period, contract and item. Nine columns (`REPORTING_PERIOD` such as
//! `IUCADC-MONTHLY-APR-2023`, `ORG_CODE`, `ORG_NAME`, `CONTRACT_CODE`, `CONTRACT_NAME`, `ITEM_NUMBER`, `VALUE` with thousands commas,
//! `REGION_CODE`, `REGION_NAME`), about 117 items, of which this reader takes the 18 below. Where the file has a column of item names,
//! an item is found by its name and the code stands in; a name and a code that disagree are said. Rows of one item of a contract
//! from several organisations are added up.
//!
//! *Wide*: a row an area, a column an item, as in yearly extracts.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Account;
use super::day::slug;
use super::mds::gaps;
use super::period::{self, AreaPeriods, At, Period, PeriodRecords, Sums};
use super::sheet::Sheet;
use crate::scenario::problem::{Problems, nearest};
use crate::scenario::spelling::{missing, moment, number, plain};

/// Items that are used: figure, code, words that its published name has, all of them.
const ITEMS: [(&str, &str, &[&str]); 18] = [
    ("received", "A01", &["calls", "received"]),
    ("answered", "A03", &["answered", "calls"]),
    ("answered_60s", "B01", &["answered", "within", "60"]),
    ("abandoned", "B02", &["calls", "abandoned"]),
    ("abandoned_30s", "B03", &["abandoned", "30", "less"]),
    ("abandoned_60s", "B04", &["abandoned", "30", "60"]),
    ("abandoned_later", "B05", &["abandoned", "after", "60"]),
    ("answer_seconds", "B06", &["total", "time", "answer"]),
    ("answer_95th", "B07", &["95th", "answer"]),
    ("triaged", "C01", &["calls", "triaged"]),
    ("clinician", "D01", &["assessed", "clinician"]),
    ("urgent", "D13", &["clinician", "20", "need"]),
    ("urgent_met", "D14", &["clinician", "20", "within"]),
    ("dispositions", "E01", &["final", "dispositions"]),
    ("ambulance", "E02", &["ambulance", "dispositions"]),
    ("emergency_department", "E04", &["type", "1", "2"]),
    ("self_care", "E16", &["self", "care"]),
    ("booked", "G01", &["appointments", "booked"]),
];

/// Columns of the wide layout beside the figures' own names and codes.
const WIDE: [(&str, &str); 10] = [
    ("clinician", "clinician_assessed"),
    ("dispositions", "final_dispositions"),
    ("ambulance", "disp_ambulance"),
    ("emergency_department", "disp_emergency_department"),
    ("primary_care", "disp_primary_care"),
    ("dental", "disp_dental"),
    ("self_care", "disp_self_care"),
    ("booked", "booked_total"),
    ("received", "calls_received"),
    ("answered", "calls_answered"),
];

const PERIOD: [&str; 4] = ["reporting_period", "period", "month", "reporting_month"];
const CODE: [&str; 3] = ["contract_code", "area_code", "code"];
const NAME: [&str; 3] = ["contract_name", "area_name", "area"];
const ORGANISATION: [&str; 4] = ["org_code", "provider_code", "organisation_code", "org_name"];
const ITEM: [&str; 4] = ["item_number", "item_code", "item", "code_of_item"];
const ITEM_NAME: [&str; 4] = ["item_name", "item_description", "metric", "data_item"];
const VALUE: [&str; 3] = ["value", "count", "figure"];

/// The columns of the long layout are there.
pub fn fits_long(sheet: &Sheet) -> bool {
    (sheet.find(&ITEM).is_some() || sheet.find(&ITEM_NAME).is_some())
        && sheet.find(&VALUE).is_some()
        && sheet.find(&PERIOD).is_some()
}

/// The columns of a yearly extract are there.
pub fn fits_wide(sheet: &Sheet) -> bool {
    sheet.find(&["clinician_assessed", "D01"]).is_some() && sheet.find(&["final_dispositions", "E01"]).is_some()
}

/// Reads a file of either layout.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file: &str) -> Result<PeriodRecords, Problems> {
    from_sheet(Sheet::read(file)?)
}

/// Reads a sheet of either layout.
///
/// # Errors
/// All that is wrong with it.
pub fn from_sheet(sheet: Sheet) -> Result<PeriodRecords, Problems> {
    if fits_wide(&sheet) { wide(sheet) } else { long(sheet) }
}

/// What is known of an area's period while rows are read.
#[derive(Default)]
struct Found {
    figures: BTreeMap<&'static str, f64>,
    at: At,
    /// Figure and organisation of each row taken, with its line.
    rows: BTreeMap<(&'static str, String), u64>,
}

type Areas = BTreeMap<String, (String, BTreeMap<Option<Date>, Found>)>;

#[expect(clippy::too_many_lines, reason = "one pass over the rows, each column in its place")]
fn long(mut sheet: Sheet) -> Result<PeriodRecords, Problems> {
    let wanted: [(&str, &[&str]); 4] =
        [("REPORTING_PERIOD", &PERIOD), ("CONTRACT_CODE", &CODE), ("ITEM_NUMBER", &ITEM), ("VALUE", &VALUE)];
    let item_name = sheet.find(&ITEM_NAME);
    let mut found = [None; 4];
    for (place, (name, names)) in wanted.iter().enumerate() {
        found[place] = sheet.find(names);
        if found[place].is_none() && !(place == 2 && item_name.is_some()) {
            let columns = sheet.columns.clone();
            let help =
                nearest(name, columns.iter().map(String::as_str)).map(|near| format!("is it `{near}`? Then call it `{name}`"));
            sheet.push("csv-column", Some(sheet.heading()), format!("{} has no column `{name}`", sheet.name), help);
        }
    }
    let [Some(period), Some(code), item, Some(value)] = found else { return Err(sheet.into_problems()) };
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    let (title, organisation) = (sheet.find(&NAME), sheet.find(&ORGANISATION));
    let taken = [Some(period), Some(code), item, item_name, Some(value), title, organisation];
    let mut account = account(&sheet, &taken);
    let mut areas = Areas::new();
    let mut unused: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    let (mut taken_items, mut disagree): (BTreeMap<&'static str, String>, Vec<(String, u64)>) = (BTreeMap::new(), Vec::new());
    let mut blank_names = 0;
    for row in 0..sheet.rows.len() {
        let cell = |column: Option<usize>| column.map_or("", |c| sheet.rows[row].cells[c].as_str());
        let line = sheet.rows[row].line;
        let (item_code, named) = (cell(item).to_owned(), cell(item_name).to_owned());
        let (when, key, who, text) = (
            cell(Some(period)).to_owned(),
            cell(Some(code)).to_owned(),
            cell(organisation).to_owned(),
            cell(Some(value)).to_owned(),
        );
        let shown = cell(title).to_owned();
        blank_names += usize::from(
            sheet.columns.iter().zip(&sheet.rows[row].cells).any(|(c, cell)| plain(c).ends_with("name") && cell.is_empty()),
        );
        let (by_name, by_code) = (by_name(&named), by_code(&item_code));
        if let (Some(name), Some(code)) = (by_name, by_code)
            && name != code
        {
            disagree.push((format!("{item_code} `{named}`"), line));
        }
        let label = if item_code.is_empty() { named.clone() } else { item_code.clone() };
        // a name is believed; where it is worded otherwise, the code, if its numbering is the same in all versions
        let stable = by_code.filter(|_| named.is_empty() || item_code.starts_with(['A', 'B', 'C']));
        let known = by_name.or(stable);
        let Some(figure) = known else {
            let entry = unused.entry(label).or_insert((0, line));
            entry.0 += 1;
            continue;
        };
        let first = moment::month(&when);
        if first.is_none() {
            let help = Some("expected a month such as IUCADC-MONTHLY-APR-2023 or 2023-04".to_owned());
            sheet.cell("date", row, period, format!("`{when}` is no month"), help);
        }
        if key.is_empty() {
            sheet.cell("blank", row, code, "is blank".to_owned(), Some("expected the code of a contract".to_owned()));
        }
        if missing(&text) {
            account.leave_out(&format!("item {label} is not reported"), line);
            continue;
        }
        let amount = match number(&text, sheet.comma) {
            Ok(amount) if amount >= 0.0 => amount,
            other => {
                let said = if other.is_ok() { format!("`{text}` is negative") } else { format!("`{text}` is no number") };
                sheet.cell("count", row, value, said, Some("expected a count, or nothing".to_owned()));
                continue;
            }
        };
        taken_items.entry(figure).or_insert(label);
        let area = areas.entry(key).or_default();
        if !shown.is_empty() {
            area.0 = shown;
        }
        let found = area.1.entry(first).or_default();
        if let Some(known) = found.rows.insert((figure, who), line) {
            let said = format!("the same item of the same contract and month stands on line {known} already");
            sheet.cell("twice", row, value, said, Some("are two files of the same months put together?".to_owned()));
            continue;
        }
        account.used += 1;
        let entry = found.figures.entry(figure).or_insert(0.0);
        // a centile cannot be added up: the worst of several organisations
        *entry = if figure == "answer_95th" { entry.max(amount) } else { *entry + amount };
        found.at.insert(figure, (row, value));
    }
    account.columns.extend(taken_items.iter().map(|(figure, item)| ((*figure).to_owned(), format!("item {item}"))));
    for (label, (count, line)) in &unused {
        account.left_out.push((format!("item {label} is not used by this program"), *count, vec![*line]));
    }
    if blank_names > 0 {
        account.notes.push(format!("{blank_names} rows have a blank name: told by their codes"));
    }
    if let Some((example, line)) = disagree.first() {
        account.notes.push(format!(
            "{} rows have a code and a name of different items, such as {example} on line {line}: read by name",
            disagree.len()
        ));
    }
    finish(sheet, account, areas, 1)
}

/// The item of a published name: of those whose words it all has, the one with most words.
fn by_name(name: &str) -> Option<&'static str> {
    let name = plain(name);
    let words: Vec<&str> = name.split('_').collect();
    let has = |all: &[&str]| all.iter().all(|word| words.contains(word));
    ITEMS.iter().filter(|item| has(item.2)).max_by_key(|item| item.2.len()).map(|item| item.0)
}

fn by_code(code: &str) -> Option<&'static str> {
    let code = code.split_whitespace().next().unwrap_or("");
    ITEMS.iter().find(|item| item.1.eq_ignore_ascii_case(code)).map(|item| item.0)
}

fn wide(mut sheet: Sheet) -> Result<PeriodRecords, Problems> {
    let (period, code, title) = (sheet.find(&PERIOD), sheet.find(&CODE), sheet.find(&NAME));
    let mut columns: Vec<(&'static str, usize)> = Vec::new();
    for (figure, item, _) in ITEMS {
        columns.extend(sheet.find(&[figure, item]).map(|column| (figure, column)));
    }
    for (figure, name) in WIDE {
        if !columns.iter().any(|c| c.0 == figure) {
            columns.extend(sheet.find(&[name]).map(|column| (figure, column)));
        }
    }
    for needed in ["received", "answered", "abandoned"] {
        if !columns.iter().any(|c| c.0 == needed) {
            let names = sheet.columns.clone();
            let help =
                nearest(needed, names.iter().map(String::as_str)).map(|near| format!("is it `{near}`? Then call it `{needed}`"));
            sheet.push("csv-column", Some(sheet.heading()), format!("{} has no column `{needed}`", sheet.name), help);
        }
    }
    let Some(code) = code.or(title) else {
        let message = format!("{} has no column of areas (looked for {} or {})", sheet.name, CODE.join(", "), NAME.join(", "));
        sheet.push("csv-column", Some(sheet.heading()), message, None);
        return Err(sheet.into_problems());
    };
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    let mut taken: Vec<Option<usize>> = columns.iter().map(|c| Some(c.1)).collect();
    taken.extend([period, Some(code), title]);
    let mut account = account(&sheet, &taken);
    account.columns.extend(columns.iter().map(|(figure, column)| ((*figure).to_owned(), sheet.columns[*column].clone())));
    let mut areas = Areas::new();
    for row in 0..sheet.rows.len() {
        let line = sheet.rows[row].line;
        let key = sheet.rows[row].cells[code].clone();
        let when = period.map(|column| sheet.rows[row].cells[column].clone());
        let first = when.as_deref().and_then(moment::month);
        if let (Some(column), Some(when), None) = (period, &when, first) {
            sheet.cell("date", row, column, format!("`{when}` is no month"), Some("expected a month such as 2024-04".to_owned()));
        }
        let mut one = Found::default();
        for &(figure, column) in &columns {
            let text = sheet.rows[row].cells[column].clone();
            match number(&text, sheet.comma) {
                Ok(amount) if amount >= 0.0 => {
                    one.figures.insert(figure, amount);
                    one.at.insert(figure, (row, column));
                }
                _ if missing(&text) => {}
                other => {
                    let said = if other.is_ok() { format!("`{text}` is negative") } else { format!("`{text}` is no number") };
                    sheet.cell("count", row, column, said, Some("expected a count, or nothing".to_owned()));
                }
            }
        }
        if !one.figures.contains_key("received") {
            account.leave_out("`received` is blank", line);
            continue;
        }
        one.rows.insert(("received", String::new()), line);
        let area = areas.entry(key.clone()).or_default();
        area.0 = title.map_or_else(|| key.clone(), |column| sheet.rows[row].cells[column].clone());
        if let Some(known) = area.1.get(&first) {
            let said = format!("{key} stands on line {} already", known.rows.values().next().unwrap_or(&0));
            sheet.cell("twice", row, code, said, Some("one row for each area and period".to_owned()));
            continue;
        }
        account.used += 1;
        area.1.insert(first, one);
    }
    if period.is_none() {
        account.notes.push("the file does not say its period: read as twelve months".to_owned());
    }
    finish(sheet, account, areas, if period.is_none() { 12 } else { 1 })
}

fn account(sheet: &Sheet, taken: &[Option<usize>]) -> Account {
    let unused = (0..sheet.columns.len()).filter(|c| !taken.contains(&Some(*c)));
    Account {
        file: sheet.name.clone(),
        rows: sheet.rows.len(),
        unused_columns: unused.map(|c| sheet.columns[c].clone()).collect(),
        ..Account::default()
    }
}

fn finish(mut sheet: Sheet, mut account: Account, areas: Areas, months: u8) -> Result<PeriodRecords, Problems> {
    let mut sums = Sums::default();
    let mut all: Vec<AreaPeriods> = Vec::new();
    for (code, (title, periods)) in areas {
        let shown = if title.is_empty() { code.clone() } else { title };
        let mut name = slug(&shown);
        if all.iter().any(|area| area.name == name) {
            name = format!("{name}-{}", code.to_lowercase());
        }
        let mut read = Vec::new();
        for (first, found) in periods {
            // NHS England's own line is rounded and adjusted, and need not add up
            if name != "england" {
                period::check(&mut sheet, &found.figures, &found.at, &mut sums);
            }
            read.push(Period { first, months, figures: found.figures });
        }
        all.push(AreaPeriods { name, title: shown, code: Some(code), periods: read });
    }
    account.notes.extend(period::say_sums(&mut sheet, sums));
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    account.notes.push("abandoned: after any wait".to_owned());
    account.notes.extend(gaps(&all));
    account.notes.extend(period::rest(&all));
    Ok(PeriodRecords { areas: all, account })
}
