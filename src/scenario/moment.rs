//! Moments of a run as people write them on the command line, and as a trace shows them.

use super::Civil;
use crate::model::Tick;
use crate::model::clock::SECOND;
use crate::units;

impl Civil {
    /// The tick of `2025-12-05 08:30`, `2025-12-05`, `day 3 08:30` (where there are no dates), `08:30` (on the first reported
    /// day) or `36h` (after the start of the reported part).
    ///
    /// # Errors
    /// What was expected.
    pub fn moment(&self, text: &str) -> Result<Tick, String> {
        let text = text.trim();
        let days = &self.clock.days;
        let first = self.clock.reported_days().start;
        if let Ok(minute) = units::time_of_day(text) {
            return Ok(self.at(first, minute));
        }
        if let Ok(seconds) = units::duration(text) {
            return Ok(self.clock.start + (seconds.max(0.0) * SECOND as f64) as Tick);
        }
        let (day, minute) = match text.rsplit_once(' ') {
            Some((day, time)) if time.contains(':') => (day.trim(), units::time_of_day(time)?),
            _ => (text, 0),
        };
        match days.iter().position(|known| known.label == day) {
            Some(index) => Ok(self.at(index, minute)),
            None => Err(format!(
                "`{text}` is no moment of this run, which goes from {} to {}; for instance \"{} 08:30\", \"08:30\" on its first day, or \"36h\" after its start",
                self.label(0),
                self.label(self.clock.stop),
                days.get(first).map_or("day 1", |d| d.label.as_str()),
            )),
        }
    }

    /// Local time and date of a tick to the tenth of a second, cut off.
    pub fn label_to_tenths(&self, tick: Tick) -> String {
        // zones are whole minutes from the origin of time
        let tenths = self.clock.identity(tick) % (60 * SECOND) / (SECOND / 10);
        format!("{}:{:02}.{}", self.label(tick), tenths / 10, tenths % 10)
    }
}
