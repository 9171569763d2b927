//! Rows of the sheet of intervals by day: what the pictures of the week and of a day have in common.

use super::{ALL, Pictures};
use crate::model::clock::SECOND;
use crate::model::{Measure, MeasureKind};
use crate::tally::layout::Cell;

impl Pictures<'_> {
    /// Answered within 60 s over some rows of the sheet, pooled.
    pub(super) fn pooled(&self, rows: impl Iterator<Item = usize>) -> Option<f64> {
        let measure = Measure { kind: MeasureKind::AnsweredWithin(60 * SECOND), scope: ALL };
        let (mut numerator, mut denominator) = (0.0, 0.0);
        for row in rows {
            let sums = self.results.sheet.find(row, measure)?.sums();
            numerator += sums.numerator;
            denominator += sums.denominator;
        }
        (denominator > 0.0).then(|| numerator / denominator)
    }

    /// Rows of the sheet by day: day index (or weekday where only the week is kept), rows.
    pub(super) fn by_day(&self) -> Vec<(usize, Vec<usize>)> {
        let sheet = &self.results.sheet;
        let mut days: Vec<(usize, Vec<usize>)> = Vec::new();
        for (row, &cell) in sheet.cells.iter().enumerate() {
            let day = match self.results.layout.cells[cell] {
                Cell::Slot(slot) => self.model.clock.slots[slot as usize].day as usize,
                Cell::Week(weekday, _) => weekday as usize,
                _ => continue,
            };
            match days.iter_mut().find(|d| d.0 == day) {
                Some(found) => found.1.push(row),
                None => days.push((day, vec![row])),
            }
        }
        days
    }

    pub(super) fn minute(&self, row: usize) -> u32 {
        match self.results.layout.cells[self.results.sheet.cells[row]] {
            Cell::Slot(slot) => u32::from(self.model.clock.slots[slot as usize].minute),
            Cell::Week(_, minute) => u32::from(minute),
            _ => 0,
        }
    }

    pub(super) fn day_label(&self, day: usize) -> String {
        if self.results.layout.coarse {
            return ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"][day % 7].to_owned();
        }
        long_date(&self.model.clock.days[day].label)
    }
}

/// `Sat 27`, `Dec 2025` of `2025-12-27`.
pub(super) fn short_date(label: &str) -> (String, String) {
    label.parse::<jiff::civil::Date>().map_or_else(
        |_| (label.to_owned(), String::new()),
        |d| (d.strftime("%a %-d %b").to_string(), d.strftime("%b %Y").to_string()),
    )
}

/// `Sat 27 Dec 2025` of `2025-12-27`.
fn long_date(label: &str) -> String {
    label.parse::<jiff::civil::Date>().map_or_else(|_| label.to_owned(), |d| d.strftime("%a %-d %b %Y").to_string())
}
