//! Opening hours of a step.

use super::Tick;

/// When a step is open, and what happens at its close to those who wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    /// Open from, until (ticks, rising, apart from one another).
    pub stretches: Vec<(Tick, Tick)>,
    /// Those who still wait on the line so long after the close go where calls go while it is closed; none: all are served.
    pub clear_after: Option<Tick>,
}

impl Hours {
    /// Is it open?
    pub fn open(&self, now: Tick) -> bool {
        let place = self.stretches.partition_point(|&(_, until)| until <= now);
        self.stretches.get(place).is_some_and(|&(from, _)| from <= now)
    }

    /// Next moment after now at which those who wait are cleared, and whether now is one.
    pub fn clearing(&self, now: Tick) -> (Tick, bool) {
        let Some(after) = self.clear_after else { return (Tick::MAX, false) };
        let place = self.stretches.partition_point(|&(_, until)| until + after <= now);
        let here = place.checked_sub(1).is_some_and(|last| self.stretches[last].1 + after == now);
        let next = self.stretches.get(place).map_or(Tick::MAX, |&(_, until)| until + after);
        (next, here && !self.open(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_holds_its_first_moment_and_not_its_last() {
        let hours = Hours { stretches: vec![(10, 20), (30, 40)], clear_after: Some(15) };
        let open: Vec<Tick> = (0..50).filter(|&t| hours.open(t)).collect();
        let expected: Vec<Tick> = (10..20).chain(30..40).collect();
        assert_eq!(open, expected);
        // 15 after the first close it is open again: nobody is cleared then
        assert_eq!(hours.clearing(0), (35, false));
        assert_eq!(hours.clearing(35), (55, false));
        assert_eq!(hours.clearing(55), (Tick::MAX, true));
    }
}
