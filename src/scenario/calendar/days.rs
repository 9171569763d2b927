//! The days, months and report intervals of a run, with civil dates or without.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span as JiffSpan, Zoned};

use super::{Civil, ticks};
use crate::model::clock::{HOUR, SECOND};
use crate::model::{Clock, Day, Month, Tick};
use crate::scenario::problem::nearest;
use crate::scenario::read::View;
use crate::scenario::source::Span;

pub(super) fn undated(lasts: f64, warm_up: f64, run_out: f64, interval: Tick) -> Civil {
    let tick = |seconds: f64| (seconds * SECOND as f64).round() as Tick;
    let (start, end) = (tick(warm_up), tick(warm_up + lasts));
    let stop = end + tick(run_out);
    let day_length = 24 * HOUR;
    let into_first = (day_length - start % day_length) % day_length;
    let warm_days = start.div_ceil(day_length);
    let mut days = Vec::new();
    let mut at: Tick = 0;
    let mut number = 1 - warm_days as i64;
    while at < stop {
        days.push(Day {
            start: at,
            label: format!("day {number}"),
            weekday: (number - 1).rem_euclid(7) as u8,
            holiday: false,
            month: None,
        });
        at = if days.len() == 1 { day_length - into_first } else { at + day_length };
        number += 1;
    }
    let dates = vec![None; days.len()];
    let clock = Clock {
        start,
        end,
        stop,
        slots: Vec::new(),
        first_slot: 0,
        last_slot: 0,
        days,
        months: Vec::new(),
        origin: -(start as i64),
        dated: false,
        interval,
    };
    finish(Civil { clock, dates, zone: None, periods: Vec::new() })
}

#[expect(clippy::too_many_arguments, reason = "each is a key of [calendar]")]
pub(super) fn dated(
    view: &View,
    (start, span): (toml::value::Datetime, Span),
    zone_name: Option<(String, Span)>,
    lasts: f64,
    warm_up: f64,
    run_out: f64,
    interval: Tick,
    holidays: &BTreeSet<Date>,
) -> Option<Civil> {
    let zone =
        match &zone_name {
            None => {
                view.default("time-zone", "UTC");
                TimeZone::UTC
            }
            Some((name, span)) => match TimeZone::get(name) {
                Ok(zone) => zone,
                Err(_) => {
                    let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
                    view.problem(
                        Some(*span),
                        "unknown-zone",
                        format!("`{name}` is no time zone"),
                        Some(nearest(name, known.iter().map(String::as_str)).map_or_else(
                            || "for instance \"Europe/London\"".to_owned(),
                            |near| format!("did you mean `{near}`?"),
                        )),
                    );
                    return None;
                }
            },
        };
    if start.time.is_some() {
        view.problem(Some(span), "start-time", "`calendar.start` is a date; the run starts at local midnight", None);
        return None;
    }
    let written = start.date?;
    let Ok(date) = Date::new(written.year as i16, written.month as i8, written.day as i8) else {
        view.problem(Some(span), "no-such-date", format!("{written} does not exist"), None);
        return None;
    };
    let midnight = |date: Date| -> Option<Zoned> {
        let moment = date.at(0, 0, 0, 0);
        let zoned = moment.to_zoned(zone.clone()).ok()?;
        (zoned.datetime() == moment).then_some(zoned)
    };
    let Some(start) = midnight(date) else {
        view.problem(Some(span), "no-such-time", format!("midnight of {date} does not exist in this time zone"), None);
        return None;
    };
    let whole_days = |seconds: f64| (seconds % 86_400.0 == 0.0).then_some((seconds / 86_400.0) as i64);
    let shift = |from: &Zoned, seconds: f64, sign: i64| -> Option<Zoned> {
        match whole_days(seconds) {
            Some(days) => from.checked_add(JiffSpan::new().days(sign * days)).ok(),
            None => from.checked_add(SignedDuration::from_micros(sign * (seconds * SECOND as f64) as i64)).ok(),
        }
    };
    let origin = shift(&start, warm_up, -1)?;
    let end = shift(&start, lasts, 1)?;
    let stop = shift(&end, run_out, 1)?;
    let origin_stamp = origin.timestamp();
    let tick = |zoned: &Zoned| ticks(origin_stamp, zoned.timestamp());
    let (start_tick, end_tick, stop_tick) = (tick(&start), tick(&end), tick(&stop));
    let mut days: Vec<Day> = Vec::new();
    let mut dates = Vec::new();
    let mut months: Vec<Month> = Vec::new();
    let mut today = origin.date();
    loop {
        let begins = today.to_zoned(zone.clone()).ok()?;
        let at = if days.is_empty() { 0 } else { tick(&begins) };
        if at >= stop_tick {
            break;
        }
        let reported = today >= date && at < end_tick;
        let month = reported.then(|| {
            let label = today.strftime("%Y-%m").to_string();
            if months.last().is_none_or(|m| m.label != label) {
                let last = today.last_of_month();
                let first_covered = today.day() == 1;
                let last_covered = last.tomorrow().ok().and_then(midnight).is_some_and(|z| tick(&z) <= end_tick);
                months.push(Month { label, whole: first_covered && last_covered });
            }
            (months.len() - 1) as u16
        });
        days.push(Day {
            start: at,
            label: today.to_string(),
            weekday: today.weekday().to_monday_zero_offset() as u8,
            holiday: holidays.contains(&today),
            month,
        });
        dates.push(Some(today));
        today = today.tomorrow().ok()?;
    }
    let clock = Clock {
        start: start_tick,
        end: end_tick,
        stop: stop_tick,
        slots: Vec::new(),
        first_slot: 0,
        last_slot: 0,
        days,
        months,
        origin: origin_stamp.as_microsecond(),
        dated: true,
        interval,
    };
    Some(finish(Civil { clock, dates, zone: Some((zone, origin_stamp)), periods: Vec::new() }))
}

/// Cuts the run into report intervals.
fn finish(mut civil: Civil) -> Civil {
    let minutes = (civil.clock.interval / (60 * SECOND)) as u16;
    civil.clock.slots = civil.cells(minutes);
    let at = |tick: Tick| civil.clock.slots.partition_point(|s| s.start < tick);
    let (first, last) = (at(civil.clock.start), at(civil.clock.end));
    civil.clock.first_slot = first;
    civil.clock.last_slot = last;
    civil
}
