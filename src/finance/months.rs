//! The months of a horizon, for yearly sums and settlements.
//!
//! A whole calendar month is a twelfth of a year, whatever its length. A part of a month counts pro rata of its time. A
//! horizon without dates is one period, and its share of a year is its length over 365.25 days.

use crate::model::clock::HOUR;
use crate::model::{Model, Tick};

/// Days of a mean year.
const DAYS_A_YEAR: f64 = 365.25;
/// Hours of a week.
const HOURS_A_WEEK: f64 = 168.0;

/// A month (or the one period of a horizon without dates).
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// `2025-12`; empty without dates.
    pub label: String,
    /// First reported tick in it.
    pub start: Tick,
    /// Share of a year.
    pub year: f64,
    /// Weeks of 168 hours.
    pub weeks: f64,
}

/// The months of the reported part, and where each moment belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Months {
    /// Months, in order.
    pub periods: Vec<Period>,
    /// Reported stretches of days: from, to, month, whether a holiday.
    pub days: Vec<(Tick, Tick, usize, bool)>,
}

impl Months {
    /// The months of a model.
    pub fn new(model: &Model) -> Self {
        let clock = &model.clock;
        let mut days = Vec::new();
        for (index, day) in clock.days.iter().enumerate() {
            let end = clock.days.get(index + 1).map_or(clock.stop, |next| next.start);
            let (from, to) = (day.start.max(clock.start), end.min(clock.end));
            if from < to {
                days.push((from, to, day.month.unwrap_or(0) as usize, day.holiday));
            }
        }
        let hours_of =
            |month: usize| -> f64 { days.iter().filter(|d| d.2 == month).map(|d| (d.1 - d.0) as f64 / HOUR as f64).sum() };
        let first_of = |month: usize| days.iter().find(|d| d.2 == month).map_or(clock.start, |d| d.0);
        let periods = if clock.months.is_empty() {
            let hours = hours_of(0);
            let year = hours / (24.0 * DAYS_A_YEAR);
            vec![Period { label: String::new(), start: clock.start, year, weeks: hours / HOURS_A_WEEK }]
        } else {
            let months = clock.months.iter().enumerate();
            months
                .map(|(index, month)| {
                    let hours = hours_of(index);
                    let part = if month.whole { 1.0 } else { hours / (24.0 * f64::from(days_of(&month.label))) };
                    Period { label: month.label.clone(), start: first_of(index), year: part / 12.0, weeks: hours / HOURS_A_WEEK }
                })
                .collect()
        };
        Self { periods, days }
    }

    /// Number of months, at least 1.
    pub fn len(&self) -> usize {
        self.periods.len()
    }

    /// Never: there is always one.
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }
}

/// Days of a month `2025-12`.
fn days_of(label: &str) -> u32 {
    let (year, month) = label.split_once('-').map_or((0, 0), |(y, m)| (y.parse().unwrap_or(0), m.parse().unwrap_or(0)));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_their_days() {
        let days: Vec<u32> = ["2024-02", "2025-02", "2100-02", "2000-02", "2025-04", "2025-12"].map(days_of).into();
        assert_eq!(days, [29, 28, 28, 29, 30, 31]);
    }
}
