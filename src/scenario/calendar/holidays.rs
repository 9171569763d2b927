//! The key `holidays`: the published ones of a part of the United Kingdom, or dates from a file.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::scenario::csv_table::{self, When};
use crate::scenario::problem::list;
use crate::scenario::read::View;
use crate::scenario::tree::Value;

/// Published bank holidays of the United Kingdom, 2012 to 2028.
const BANK_HOLIDAYS: &str = include_str!("../../../scenarios/data/bank-holidays.csv");

/// The published ones of `england-and-wales`, `scotland` or `northern-ireland`.
pub fn published(division: &str) -> BTreeSet<Date> {
    let rows = BANK_HOLIDAYS.lines().filter_map(|line| line.strip_prefix(division)?.strip_prefix(','));
    rows.filter_map(|rest| rest.get(..10)?.parse().ok()).collect()
}

pub(super) fn read(view: &View) -> BTreeSet<Date> {
    let Some(node) = view.node("holidays") else { return BTreeSet::new() };
    let divisions = ["england-and-wales", "scotland", "northern-ireland"];
    match &node.value {
        Value::Text(text) if divisions.contains(&text.as_str()) => {
            view.text("holidays");
            published(text)
        }
        Value::Text(text) if text.contains('.') => {
            let Some((table, _)) = csv_table::file(view, "holidays") else { return BTreeSet::new() };
            let dates = table.rows.iter().filter_map(|(when, cells, _)| match when {
                When::Dated(date, _) => Some(*date),
                _ => cells.iter().find_map(|c| c.parse().ok()),
            });
            dates.collect()
        }
        _ => {
            let help = format!("expected {}, or the name of a CSV of dates", list(divisions));
            let found = view.reading.texts.borrow().words(node.span).trim_matches('"').to_owned();
            view.problem(Some(node.span), "unknown-word", format!("`{found}` names no holidays"), Some(help));
            BTreeSet::new()
        }
    }
}
