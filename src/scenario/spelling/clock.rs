//! The clock on the wall: from dates and times of day to instants and back, through nights when clocks change.
//!
//! Instants are seconds since 1970, times of day seconds after midnight.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::moment::{How, Moment};
use super::written;

/// What is said of an hour that the clock jumps over.
pub(super) const FORWARD: &str = "does not exist by the clock on the wall: clocks went forward over it";

/// A civil moment; `24:00` is the next midnight.
pub(super) fn at(date: Date, second: f64) -> Option<DateTime> {
    if second >= 86_400.0 {
        return Some(date.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()));
    }
    Some(date.to_datetime(written::clock(second)?))
}

pub(super) fn seconds(timestamp: Timestamp) -> f64 {
    timestamp.as_second() as f64 + f64::from(timestamp.subsec_nanosecond()) * 1e-9
}

/// The clock of a zone at an instant.
pub(super) fn on_the_wall(instant: f64, zone: &TimeZone) -> Result<Moment, String> {
    let timestamp = Timestamp::from_microsecond((instant * 1e6).round() as i64).map_err(|e| e.to_string())?;
    let civil = zone.to_datetime(timestamp);
    let time = civil.time();
    let second = f64::from(time.hour()) * 3600.0
        + f64::from(time.minute()) * 60.0
        + f64::from(time.second())
        + f64::from(time.subsec_nanosecond()) * 1e-9;
    Ok(Moment { date: civil.date(), second, instant, doubtful: false })
}

/// Follows a column through a night when clocks go back.
#[derive(Default)]
pub(super) struct Passage {
    /// The repeated hour that is being passed, and its cells so far: index among the moments, later reading.
    night: Option<Date>,
    /// The clock has been seen to go back in it.
    back: bool,
    /// The latest time seen in the present passage.
    latest: Option<DateTime>,
    /// Nights passed: date, cells in the repeated hour, has it been seen to go back.
    nights: Vec<(Date, usize, bool)>,
}

impl Passage {
    /// The instant of a civil time; `bound`: it cannot be before.
    pub(super) fn instant(&mut self, civil: DateTime, how: &How, bound: Option<&Moment>) -> Result<Moment, String> {
        let zone = &how.written_in;
        let ambiguous = zone.to_ambiguous_timestamp(civil);
        let offset = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { .. } => {
                return Err(FORWARD.to_owned());
            }
            AmbiguousOffset::Fold { before, after } => {
                let first = before.to_timestamp(civil).map_err(|e| e.to_string())?;
                if let Some(bound) = bound {
                    // the earliest that is not before the arrival (a second for rounding)
                    if seconds(first) + 1.0 >= bound.instant { before } else { after }
                } else {
                    self.pass(civil);
                    if self.back { after } else { before }
                }
            }
        };
        let timestamp = offset.to_timestamp(civil).map_err(|e| e.to_string())?;
        on_the_wall(seconds(timestamp), &how.home)
    }

    /// A cell in a repeated hour.
    fn pass(&mut self, civil: DateTime) {
        if self.night != Some(civil.date()) {
            self.night = Some(civil.date());
            self.back = false;
            self.latest = None;
            self.nights.push((civil.date(), 0, false));
        }
        // calls are written down as they come, give or take some minutes
        let fell =
            self.latest.is_some_and(|latest| (latest - civil).get_minutes() + 60 * i64::from((latest - civil).get_hours()) >= 20);
        if fell && !self.back {
            self.back = true;
            self.latest = None;
        }
        self.latest = Some(self.latest.map_or(civil, |latest| latest.max(civil)));
        if let Some(night) = self.nights.last_mut() {
            night.1 += 1;
            night.2 |= self.back;
        }
    }

    /// Marks what could not be told.
    pub(super) fn settle(&self, found: &mut [Option<Moment>], notes: &mut Vec<String>, tell: bool) {
        for (date, cells, back) in &self.nights {
            if *back {
                if tell {
                    notes.push(format!(
                        "clocks went back on {date}: the {cells} times in the repeated hour are told apart by the order of rows"
                    ));
                }
                continue;
            }
            if tell {
                notes.push(format!(
                    "clocks went back on {date}: the {cells} times in the repeated hour cannot be told apart and are read as its first passage"
                ));
            }
            let night = |m: &&mut Moment| m.date == *date && (3600.0..7200.0).contains(&m.second);
            found.iter_mut().flatten().filter(night).for_each(|m| m.doubtful = true);
        }
    }
}
