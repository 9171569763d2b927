//! Time: whole microseconds since the start of the warm-up, and how they fall into intervals, days and months.

/// A time or a duration, microseconds. A run may last at most two years (2^46 microseconds).
pub type Tick = u64;

/// Microseconds in a second.
pub const SECOND: Tick = 1_000_000;
/// Microseconds in an hour.
pub const HOUR: Tick = 3600 * SECOND;
/// The longest run, ticks.
pub const LONGEST: Tick = 1 << 46;

/// A report interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its first tick; it lasts until the next slot begins.
    pub start: Tick,
    /// Index of its day.
    pub day: u32,
    /// Local minutes after midnight at its start.
    pub minute: u16,
}

/// A local day, from midnight to midnight (23, 24 or 25 hours).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Its first tick.
    pub start: Tick,
    /// `2025-12-26`, or `day 3` where there are no dates.
    pub label: String,
    /// 0 Monday to 6 Sunday.
    pub weekday: u8,
    /// A public holiday.
    pub holiday: bool,
    /// Index of its month, where it is reported.
    pub month: Option<u16>,
}

/// A calendar month of the horizon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// `2025-12`.
    pub label: String,
    /// The horizon covers it whole.
    pub whole: bool,
}

/// The horizon: warm-up, reported part, run-out.
#[derive(Clone, Debug)]
pub struct Clock {
    /// First reported tick (the end of the warm-up).
    pub start: Tick,
    /// End of the reported part: no new calls.
    pub end: Tick,
    /// End of the run-out: the run stops.
    pub stop: Tick,
    /// Report intervals over the whole run, warm-up and run-out included, rising.
    pub slots: Vec<Slot>,
    /// First reported slot.
    pub first_slot: usize,
    /// One past the last reported slot.
    pub last_slot: usize,
    /// Days over the whole run.
    pub days: Vec<Day>,
    /// Months touched by the reported part; empty without dates.
    pub months: Vec<Month>,
    /// Microseconds from a fixed origin (the epoch, or the start of the reported part) to tick 0: with a tick it names a
    /// moment whatever the warm-up.
    pub origin: i64,
    /// The scenario states dates.
    pub dated: bool,
    /// Length of an interval as stated, ticks.
    pub interval: Tick,
}

impl Clock {
    /// Where a slot ends.
    pub fn slot_end(&self, slot: usize) -> Tick {
        self.slots.get(slot + 1).map_or(self.stop, |next| next.start)
    }

    /// The slot that holds a tick.
    pub fn slot_at(&self, tick: Tick) -> usize {
        self.slots.partition_point(|slot| slot.start <= tick).saturating_sub(1)
    }

    /// A moment's identity for keyed draws: it does not move when the warm-up changes.
    pub fn identity(&self, tick: Tick) -> u64 {
        self.origin.wrapping_add(tick as i64) as u64
    }

    /// Reported days, as indices.
    pub fn reported_days(&self) -> std::ops::Range<usize> {
        let first = self.slots.get(self.first_slot).map_or(0, |s| s.day as usize);
        let last = self.slots[..self.last_slot].last().map_or(0, |s| s.day as usize + 1);
        first..last.max(first)
    }

    /// Length of the reported part, days of 24 hours.
    pub fn reported_length_days(&self) -> f64 {
        (self.end - self.start) as f64 / (24 * HOUR) as f64
    }
}
