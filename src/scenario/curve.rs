//! A value over local time, from rows that say when each begins to hold.
//!
//! Dated rows count before holiday rows, those before rows by day of the week, those before daily ones. Before its first row a dated curve has
//! its first value; the others go round. Unit: the rows' own.

use jiff::civil::Date;

use super::csv_table::When;

/// A curve over local time: the value at a moment is that of the last row before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    daily: Vec<(u16, f64)>,
    weekly: Vec<((u8, u16), f64)>,
    holiday: Vec<(u16, f64)>,
    dated: Vec<((Date, u32), f64)>,
    /// Some dated row has a time of day.
    pub timed: bool,
}

impl Curve {
    /// From the rows of a column.
    pub fn new(rows: Vec<(When, f64)>) -> Self {
        let mut curve = Self { daily: vec![], weekly: vec![], holiday: vec![], dated: vec![], timed: false };
        for (when, value) in rows {
            match when {
                When::Daily(minute) => curve.daily.push((minute, value)),
                When::Weekly(day, minute) => curve.weekly.push(((day, minute), value)),
                When::Holiday(minute) => curve.holiday.push((minute, value)),
                When::Dated(date, time) => {
                    curve.timed |= time.is_some();
                    curve.dated.push(((date, time.unwrap_or(0) / 60), value));
                }
                When::Plain => {}
            }
        }
        curve.daily.sort_by_key(|r| r.0);
        curve.weekly.sort_by_key(|r| r.0);
        curve.holiday.sort_by_key(|r| r.0);
        curve.dated.sort_by_key(|r| r.0);
        curve
    }

    /// It has dates.
    pub fn is_dated(&self) -> bool {
        !self.dated.is_empty()
    }

    /// Its first and last date.
    pub fn dates(&self) -> Option<(Date, Date)> {
        Some((self.dated.first()?.0.0, self.dated.last()?.0.0))
    }

    /// The value of a date, if the curve has a row of it.
    pub fn on(&self, date: Date) -> Option<f64> {
        let place = self.dated.partition_point(|r| r.0.0 < date);
        self.dated.get(place).filter(|r| r.0.0 == date).map(|r| r.1)
    }

    /// Minutes after midnight at which some row begins.
    pub fn minutes(&self) -> Vec<u16> {
        let mut minutes: Vec<u16> = self.daily.iter().map(|r| r.0).collect();
        minutes.extend(self.weekly.iter().map(|r| r.0.1));
        minutes.extend(self.holiday.iter().map(|r| r.0));
        minutes.extend(self.dated.iter().map(|r| r.0.1 as u16));
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }

    /// The value at a local moment. Holiday rows hold on holidays; dated rows over all others.
    pub fn at(&self, date: Option<Date>, day: u8, holiday: bool, minute: u16) -> f64 {
        if let Some(date) = date
            && !self.dated.is_empty()
        {
            let place = self.dated.partition_point(|r| r.0 <= (date, u32::from(minute)));
            return place.checked_sub(1).map_or(self.dated[0].1, |i| self.dated[i].1);
        }
        if holiday && !self.holiday.is_empty() {
            let place = self.holiday.partition_point(|r| r.0 <= minute);
            return place.checked_sub(1).map_or(self.holiday[self.holiday.len() - 1].1, |i| self.holiday[i].1);
        }
        if !self.weekly.is_empty() {
            let place = self.weekly.partition_point(|r| r.0 <= (day, minute));
            return place.checked_sub(1).map_or(self.weekly[self.weekly.len() - 1].1, |i| self.weekly[i].1);
        }
        let place = self.daily.partition_point(|r| r.0 <= minute);
        match place.checked_sub(1) {
            Some(i) => self.daily[i].1,
            None => self.daily.last().map_or(0.0, |r| r.1),
        }
    }
}
