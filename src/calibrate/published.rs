//! What monthly publications and interval tables say of a service: means and shares over their periods, with standard errors.
//!
//! ```text
//! figure = sum of parts / sum of wholes over the periods (months, days) that state both
//! error:   jackknife over the periods, see [`crate::analysis::ratio()`]; of a share through its log-odds
//! ```
//! So the error holds whatever made the periods differ, chance or seasons, as far as neighbours are independent. One period has a value and no
//! error. Units: seconds, minutes, shares, calls a day.

use jiff::civil::Date;

use crate::analysis::{RatioKind, ratio};
use crate::estimate::Known;
use crate::estimate::arrivals::Counts;
use crate::records::day::AreaDays;
use crate::records::intervals::{Interval, IntervalTable};
use crate::records::period::{AreaPeriods, Period};

/// A figure with its error, where there are two periods or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Its value.
    pub value: f64,
    /// The 95 % interval; none from one period.
    pub known: Option<Known>,
}

/// A part of a whole, summed over periods.
fn over(pairs: impl Iterator<Item = (f64, f64)>, kind: RatioKind) -> Option<Figure> {
    let (parts, wholes): (Vec<f64>, Vec<f64>) = pairs.filter(|pair| pair.1 > 0.0).unzip();
    let found = ratio(&parts, &wholes, kind, 0.95)?;
    let known = found.interval.map(|interval| {
        let error = interval.half_width() / crate::analysis::interval::student(parts.len() - 1, 0.95);
        Known { value: found.mean, error, low: interval.low, high: interval.high }
    });
    Some(Figure { value: found.mean, known })
}

/// What monthly figures say of an area; none where no period states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Monthly {
    /// Calls received a day, redials included.
    pub received: Option<Figure>,
    /// Answered in 60 s, of answered.
    pub in_time: Option<Figure>,
    /// Abandoned, of answered and abandoned: as the publication counts abandoned.
    pub abandoned: Option<Figure>,
    /// Triaged, of answered.
    pub triaged: Option<Figure>,
    /// Passed to a clinician or assessed by one, of triaged.
    pub clinician: Option<Figure>,
    /// Minutes of handlers a call answered.
    pub handling: Option<Figure>,
    /// Minutes of clinicians a call passed to one.
    pub clinical: Option<Figure>,
}

/// Days of a period: of its months, or as many as months have on average where its beginning is not known.
fn days(period: &Period) -> f64 {
    let mean = f64::from(period.months) * 365.25 / 12.0;
    period.first.map_or(mean, |first| {
        let end = first.saturating_add(jiff::Span::new().months(i32::from(period.months)));
        f64::from((end - first).get_days())
    })
}

/// The figures of an area.
pub fn monthly(area: &AreaPeriods) -> Monthly {
    let of = |part: &dyn Fn(&Period) -> Option<f64>, whole: &dyn Fn(&Period) -> Option<f64>, kind| {
        over(area.periods.iter().filter_map(|p| Some((part(p)?, whole(p)?))), kind)
    };
    let figure = |name: &'static str| move |p: &Period| p.get(name);
    let share = |part: &'static str, whole: &'static str| of(&figure(part), &figure(whole), RatioKind::Share);
    let minutes = |part: &'static str, whole: &'static str| of(&figure(part), &figure(whole), RatioKind::Plain);
    let ended = |p: &Period| Some(p.get("answered")? + p.get("abandoned")?);
    Monthly {
        received: of(&figure("received"), &|p| Some(days(p)), RatioKind::Plain),
        in_time: share("answered_60s", "answered"),
        abandoned: of(&figure("abandoned"), &ended, RatioKind::Share),
        // calls are triaged that came another way, so this may be above 1
        triaged: minutes("triaged", "answered"),
        clinician: share("clinician", "triaged"),
        handling: minutes("handler_minutes", "answered"),
        clinical: minutes("clinician_minutes", "clinician"),
    }
}

/// Calls by day of a daily series; bank holidays and days without figures are no ordinary days.
pub fn counts_of_days(area: &AreaDays, holiday: &dyn Fn(Date) -> bool) -> Counts {
    let mut counts = Counts::default();
    for (index, day) in area.days.iter().enumerate() {
        let date = area.date(index);
        counts.parts.push(vec![day.map_or(0.0, |d| f64::from(d.received))]);
        counts.weekday.push(date.weekday().to_monday_zero_offset() as u8);
        counts.ordinary.push(day.is_some() && !holiday(date));
    }
    counts
}

/// Calls offered by day and interval of a table; bank holidays and days without rows are no ordinary days.
pub fn counts_of_intervals(table: &IntervalTable, holiday: &dyn Fn(Date) -> bool) -> Counts {
    let minutes = usize::from(table.minutes.max(1));
    let parts = 1440 / minutes;
    let mut seen = vec![false; table.days.len()];
    let mut counts = Counts {
        parts: vec![vec![0.0; parts]; table.days.len()],
        weekday: table.days.iter().map(|day| day.weekday).collect(),
        ordinary: Vec::new(),
    };
    for row in &table.rows {
        let part = (usize::from(row.minute) / minutes).min(parts - 1);
        counts.parts[row.day as usize][part] += row.offered;
        seen[row.day as usize] = true;
    }
    counts.ordinary = table.days.iter().zip(seen).map(|(day, seen)| seen && day.date.is_none_or(|date| !holiday(date))).collect();
    counts
}

/// What an interval table says beside calls by time; none where it does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Mean handling time, seconds.
    pub handling: Option<Figure>,
    /// Mean wait of answered calls, seconds.
    pub wait: Option<Figure>,
    /// Answered in time, of answered.
    pub in_time: Option<Figure>,
    /// Abandoned, of answered and abandoned.
    pub abandoned: Option<Figure>,
}

/// The figures of a table: its periods are days.
pub fn table(table: &IntervalTable) -> Table {
    let of = |part: &dyn Fn(&Interval) -> Option<f64>, whole: &dyn Fn(&Interval) -> Option<f64>, kind| {
        let mut sums = vec![(0.0, 0.0); table.days.len()];
        for row in &table.rows {
            if let (Some(part), Some(whole)) = (part(row), whole(row)) {
                let sum = &mut sums[row.day as usize];
                *sum = (sum.0 + part, sum.1 + whole);
            }
        }
        over(sums.into_iter(), kind)
    };
    let weighted = |mean: fn(&Interval) -> Option<f64>| {
        of(&|row| Some(mean(row)? * row.answered?), &|row| mean(row).and(row.answered), RatioKind::Plain)
    };
    Table {
        handling: weighted(|row| row.handle),
        wait: weighted(|row| row.wait),
        in_time: of(&|row| row.in_time, &|row| row.in_time.and(row.answered), RatioKind::Share),
        abandoned: of(&|row| row.abandoned, &|row| Some(row.answered? + row.abandoned?), RatioKind::Share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn month(first: &str, figures: &[(&'static str, f64)]) -> Period {
        Period { first: first.parse().ok(), months: 1, figures: figures.iter().copied().collect::<BTreeMap<_, _>>() }
    }

    /// Three months by hand: February has 28 days of 89; minutes 300/100, 440/110, 270/90 of 1010/300.
    #[test]
    fn months_are_weighed_by_days_and_calls() {
        let of = |received, answered, minutes| [("received", received), ("answered", answered), ("handler_minutes", minutes)];
        let periods = vec![
            month("2026-01-01", &of(310.0, 100.0, 300.0)),
            month("2026-02-01", &of(280.0, 110.0, 440.0)),
            month("2026-03-01", &of(300.0, 90.0, 270.0)),
        ];
        let area = AreaPeriods { name: "a".to_owned(), title: "A".to_owned(), code: None, periods };
        let found = monthly(&area);
        assert!((found.received.unwrap().value - 890.0 / 90.0).abs() < 1e-12);
        let handling = found.handling.unwrap();
        assert!((handling.value - 1010.0 / 300.0).abs() < 1e-12);
        // jackknife: 710/200, 570/190, 740/210, their squares about their mean times 2/3
        let left = [710.0 / 200.0, 570.0 / 190.0, 740.0 / 210.0];
        let mean = left.iter().sum::<f64>() / 3.0;
        let error = (left.iter().map(|l: &f64| (l - mean).powi(2)).sum::<f64>() * 2.0 / 3.0).sqrt();
        assert!((handling.known.unwrap().error - error).abs() < 1e-9);
        assert!(found.in_time.is_none());
    }

    #[test]
    fn one_period_has_no_error() {
        let periods = vec![month("2026-01-01", &[("answered", 100.0), ("answered_60s", 80.0)])];
        let found = monthly(&AreaPeriods { name: "a".to_owned(), title: "A".to_owned(), code: None, periods });
        assert_eq!(found.in_time, Some(Figure { value: 0.8, known: None }));
    }
}
