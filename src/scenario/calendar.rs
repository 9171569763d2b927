//! The civil calendar: time zone, clock changes, holidays, named periods, turned into ticks.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span as JiffSpan, Timestamp, Zoned};

use super::csv_table::{self, When};
use super::problem::nearest;
use super::read::View;
use super::source::Span;
use super::tree::Value;
use crate::model::clock::{HOUR, LONGEST, SECOND};
use crate::model::{Clock, Day, Month, Slot, Tick};
use crate::units::{time_of_day, weekday};

/// Published bank holidays of the United Kingdom, 2012 to 2028.
const BANK_HOLIDAYS: &str = include_str!("../../scenarios/data/bank-holidays.csv");

/// The calendar of a scenario.
#[derive(Clone, Debug)]
pub struct Civil {
    /// What the model keeps of it.
    pub clock: Clock,
    /// Civil date of each day; none where the scenario has no dates.
    pub dates: Vec<Option<Date>>,
    /// Zone and instant of tick 0, where there are dates.
    zone: Option<(TimeZone, Timestamp)>,
    /// Named periods: name, and its stretches of time (ticks, half open, rising).
    pub periods: Vec<(String, Vec<(Tick, Tick)>)>,
}

/// On which days something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// Every day.
    Every,
    /// Monday to Friday that are no holidays.
    Weekdays,
    /// Saturday and Sunday.
    Weekends,
    /// Public holidays.
    Holidays,
    /// These days of the week.
    These(Vec<u8>),
}

impl On {
    /// Reads the key `on`; every day if it is not there.
    pub fn read(view: &View) -> On {
        let Some(node) = view.node("on") else {
            view.default("on", "every day");
            return On::Every;
        };
        let expected = || {
            Some(
                "expected \"every day\", \"weekdays\", \"weekends\", \"holidays\" or a list of days such as [\"mon\", \"sat\"]"
                    .to_owned(),
            )
        };
        match &node.value {
            Value::Text(text) => match text.as_str() {
                "every day" => On::Every,
                "weekdays" => On::Weekdays,
                "weekends" => On::Weekends,
                "holidays" => On::Holidays,
                other => {
                    if let Some(day) = weekday(other) {
                        return On::These(vec![day]);
                    }
                    view.problem(Some(node.span), "unknown-day", format!("`{other}` names no days"), expected());
                    On::Every
                }
            },
            _ => {
                let mut days = Vec::new();
                for (text, span) in view.texts("on").unwrap_or_default() {
                    match weekday(&text) {
                        Some(day) => days.push(day),
                        None => view.problem(Some(span), "unknown-day", format!("`{text}` is no day of the week"), expected()),
                    }
                }
                On::These(days)
            }
        }
    }

    /// Is it on this day?
    pub fn holds(&self, day: &Day) -> bool {
        match self {
            On::Every => true,
            On::Weekdays => day.weekday < 5 && !day.holiday,
            On::Weekends => day.weekday >= 5,
            On::Holidays => day.holiday,
            On::These(days) => days.contains(&day.weekday),
        }
    }
}

impl Civil {
    /// Reads `[calendar]` and `[periods]`. False if the calendar is wrong: a plain week then stands in for it.
    pub fn read(root: &View) -> (Civil, bool) {
        let own = Self::read_calendar(root);
        let read = own.is_some();
        let mut civil = own.unwrap_or_else(|| undated(604_800.0, 0.0, 0.0, HOUR / 2));
        civil.read_periods(root);
        (civil, read)
    }

    fn read_calendar(root: &View) -> Option<Civil> {
        let Some(view) = root.view("calendar") else {
            root.problem(None, "missing", "`[calendar]` is missing", Some("it needs at least: lasts = \"10d\"".to_owned()));
            return None;
        };
        let start = view.date("start");
        let lasts = view.duration("lasts");
        if view.node("lasts").is_none() {
            view.problem(None, "missing", "`calendar.lasts` is missing", Some("for instance lasts = \"91d\"".to_owned()));
        }
        let lasts_span = view.table.get("lasts").map(|n| n.span);
        let warm_up = view.duration("warm-up");
        if warm_up.is_none() && view.node("warm-up").is_none() {
            view.default("warm-up", "0s");
        }
        let run_out = view.duration("run-out");
        if view.node("run-out").is_none() {
            view.default("run-out", "0s");
        }
        let interval = view.duration("interval");
        if view.node("interval").is_none() {
            view.default("interval", "30m");
        }
        let zone_name = view.text("time-zone");
        let holidays = read_holidays(&view);
        view.done();
        let interval = interval.unwrap_or(1800.0);
        if !(60.0..=86_400.0).contains(&interval) || (interval / 60.0).fract() != 0.0 || (86_400.0 % interval) != 0.0 {
            view.problem(
                view.table.get("interval").map(|n| n.span),
                "out-of-range",
                "`calendar.interval` must divide a day, in whole minutes",
                Some("for instance \"15m\", \"30m\" or \"1h\"".to_owned()),
            );
            return None;
        }
        let lasts = lasts?;
        let warm_up = warm_up.unwrap_or(0.0);
        let run_out = run_out.unwrap_or(0.0);
        if lasts <= 0.0 {
            view.problem(lasts_span, "empty-horizon", "`calendar.lasts` is zero: there is nothing to simulate", None);
            return None;
        }
        let total = (lasts + warm_up + run_out) * SECOND as f64;
        if total >= LONGEST as f64 {
            view.problem(lasts_span, "too-long", "a run may last at most two years", None);
            return None;
        }
        let interval = (interval * SECOND as f64) as Tick;
        Some(match start {
            None if view.node("start").is_some() => return None,
            None => {
                if let Some((_, span)) = &zone_name {
                    view.problem(Some(*span), "no-dates", "`calendar.time-zone` needs a `start` date", None);
                }
                undated(lasts, warm_up, run_out, interval)
            }
            Some((date, span)) => dated(&view, (date, span), zone_name, lasts, warm_up, run_out, interval, &holidays)?,
        })
    }

    fn read_periods(&mut self, root: &View) {
        for (name, view) in root.views("periods") {
            let hours = view.text("hours");
            let on = On::read(&view);
            view.done();
            let Some((text, span)) = hours else {
                view.problem(
                    None,
                    "missing",
                    format!("`{}` is missing", view.path_of("hours")),
                    Some("for instance hours = \"18:00-23:00\"".to_owned()),
                );
                continue;
            };
            let parts = text.split_once('-').map(|(a, b)| (time_of_day(a), time_of_day(b)));
            let Some((Ok(from), Ok(to))) = parts else {
                view.problem(
                    Some(span),
                    "wrong-unit",
                    format!("`{text}` is no stretch of the day"),
                    Some("for instance \"18:00-23:00\"".to_owned()),
                );
                continue;
            };
            let days = self.clock.days.clone();
            let mut stretches = Vec::new();
            for index in (0..days.len()).filter(|&i| on.holds(&days[i])) {
                let begin = self.at(index, from);
                let end = if to > from { self.at(index, to) } else { self.at(index + 1, to) };
                stretches.push((begin, end));
            }
            self.periods.push((name, stretches));
        }
    }

    /// The tick of a local minute of a day (also of the day after the last), within the run.
    pub fn at(&self, day: usize, minute: u16) -> Tick {
        let Some(last) = self.clock.days.len().checked_sub(1) else { return 0 };
        if let (Some((zone, origin)), Some(Some(date))) = (&self.zone, self.dates.get(day.min(last))) {
            let date = if day > last { date.tomorrow().unwrap_or(*date) } else { *date };
            let (hour, rest) = ((minute / 60) as i8, (minute % 60) as i8);
            let moment = if hour >= 24 { date.tomorrow().unwrap_or(date).at(0, 0, 0, 0) } else { date.at(hour, rest, 0, 0) };
            if let Ok(zoned) = moment.to_zoned(zone.clone()) {
                return ticks(*origin, zoned.timestamp()).min(self.clock.stop);
            }
        }
        let start =
            i64::try_from(self.clock.days[day.min(last)].start).unwrap_or(0) + if day > last { 24 * HOUR as i64 } else { 0 };
        // the first day may have begun before the run did
        let offset = self.first_day_offset(day.min(last));
        (start - offset + i64::from(minute) * 60 * SECOND as i64).max(0).unsigned_abs().min(self.clock.stop)
    }

    fn first_day_offset(&self, day: usize) -> i64 {
        if day > 0 || self.zone.is_some() {
            return 0;
        }
        self.clock.slots.first().map_or(0, |slot| i64::from(slot.minute) * 60 * SECOND as i64)
    }

    /// The tick of a local date and second; an error says why there is none.
    pub fn tick_of(&self, date: Date, second: u32) -> Result<Option<Tick>, String> {
        let Some((zone, origin)) = &self.zone else { return Err("the scenario has no dates".to_owned()) };
        let moment = date.at((second / 3600) as i8, (second / 60 % 60) as i8, (second % 60) as i8, 0);
        let ambiguous = zone.to_ambiguous_zoned(moment);
        if ambiguous.is_ambiguous() {
            let zoned = ambiguous.clone().compatible();
            let skipped = zoned.is_ok_and(|z| z.datetime() != moment);
            if skipped {
                return Err(format!("{moment} does not exist: the clocks go forward over it"));
            }
        }
        // a time that occurs twice means the first of the two
        let zoned = ambiguous.earlier().map_err(|e| e.to_string())?;
        if zoned.timestamp() < *origin {
            return Ok(None);
        }
        Ok(Some(ticks(*origin, zoned.timestamp())))
    }

    /// Starts of cells of `minutes` each, aligned with local midnight, with their day and local minute, over the run.
    pub fn cells(&self, minutes: u16) -> Vec<Slot> {
        let mut cells = Vec::new();
        let clock = &self.clock;
        let length = Tick::from(minutes) * 60 * SECOND;
        for (index, day) in clock.days.iter().enumerate() {
            let end = clock.days.get(index + 1).map_or(clock.stop, |d| d.start);
            let mut at = day.start;
            let begun = self.local_minute(index, at);
            let mut first = length - (Tick::from(begun) * 60 * SECOND) % length;
            while at < end {
                cells.push(Slot { start: at, day: index as u32, minute: self.local_minute(index, at) });
                at += first;
                first = length;
            }
        }
        for cut in [clock.start, clock.end] {
            let place = cells.partition_point(|c| c.start <= cut);
            if cut > 0 && cut < clock.stop && place > 0 && cells[place - 1].start != cut {
                let day = cells[place - 1].day;
                cells.insert(place, Slot { start: cut, day, minute: self.local_minute(day as usize, cut) });
            }
        }
        cells
    }

    fn local_minute(&self, day: usize, tick: Tick) -> u16 {
        if let Some((zone, origin)) = &self.zone {
            let zoned = instant(*origin, tick).to_zoned(zone.clone());
            return zoned.hour() as u16 * 60 + zoned.minute() as u16;
        }
        let into = if day == 0 {
            let warm = self.clock.start % (24 * HOUR);
            let lead = if warm == 0 { 0 } else { 24 * HOUR - warm };
            tick + lead
        } else {
            tick - self.clock.days[day].start
        };
        (into / (60 * SECOND)) as u16
    }

    /// Local time and date of a tick, for people.
    pub fn label(&self, tick: Tick) -> String {
        if let Some((zone, origin)) = &self.zone {
            let zoned = instant(*origin, tick).to_zoned(zone.clone());
            return zoned.strftime("%Y-%m-%d %H:%M").to_string();
        }
        let clock = &self.clock;
        let day = clock.days.partition_point(|d| d.start <= tick).saturating_sub(1);
        let minute = self.local_minute(day, tick);
        format!("{} {:02}:{:02}", clock.days[day].label, minute / 60, minute % 60)
    }
}

fn instant(origin: Timestamp, tick: Tick) -> Timestamp {
    origin + SignedDuration::from_micros(tick as i64)
}

fn ticks(origin: Timestamp, instant: Timestamp) -> Tick {
    (instant.as_microsecond() - origin.as_microsecond()).max(0).unsigned_abs()
}

fn read_holidays(view: &View) -> BTreeSet<Date> {
    let Some(node) = view.node("holidays") else { return BTreeSet::new() };
    let divisions = ["england-and-wales", "scotland", "northern-ireland"];
    match &node.value {
        Value::Text(text) if divisions.contains(&text.as_str()) => {
            view.text("holidays");
            let rows = BANK_HOLIDAYS.lines().filter_map(|line| line.strip_prefix(text.as_str())?.strip_prefix(','));
            rows.filter_map(|rest| rest.get(..10)?.parse().ok()).collect()
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
            let help = format!("expected {}, or the name of a CSV of dates", super::problem::list(divisions));
            let found = view.reading.texts.borrow().words(node.span).trim_matches('"').to_owned();
            view.problem(Some(node.span), "unknown-word", format!("`{found}` names no holidays"), Some(help));
            BTreeSet::new()
        }
    }
}

fn undated(lasts: f64, warm_up: f64, run_out: f64, interval: Tick) -> Civil {
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
fn dated(
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
