//! The civil calendar: time zone, clock changes, holidays, named periods, turned into ticks.

mod days;
mod holidays;
mod on;
mod read;

pub use holidays::published;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::model::clock::{HOUR, SECOND};
use crate::model::{Clock, Slot, Tick};
pub use on::On;

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

impl Civil {
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
