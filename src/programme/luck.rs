//! What is random about a roll-out, keyed by area, attempt and purpose: alternatives meet the same luck.
//!
//! An attempt is a provider's try at an area: 0 for the first, one more after each withdrawal.

use crate::random::{Key, Law, Purpose};

/// Seconds of a day by which laws of durations become days.
const DAY: f64 = 86_400.0;

/// The luck of a replication.
#[derive(Clone, Copy, Debug)]
pub enum Luck {
    /// Nothing goes wrong and everything takes its mean: the plan.
    Planned,
    /// As drawn.
    Drawn(Key),
}

impl Luck {
    /// The luck of a replication.
    pub fn of(seed: u64, replication: u64) -> Self {
        Self::Drawn(Key::root(seed, replication).named("roll-out"))
    }

    /// Is this the plan?
    pub fn planned(self) -> bool {
        matches!(self, Self::Planned)
    }

    /// The key of an area's attempt.
    pub fn key(self, area: &str, attempt: u32) -> Option<Key> {
        match self {
            Self::Planned => None,
            Self::Drawn(root) => Some(root.named(area).part(u64::from(attempt))),
        }
    }

    /// Whole days of a law, to the nearest.
    pub fn days(self, law: &Law, what: &str, area: &str, attempt: u32) -> usize {
        let seconds = match self.key(area, attempt) {
            None => law.mean(),
            Some(key) => law.quantile(key.uniform(Purpose::new("days", what))),
        };
        (seconds / DAY).round().max(0.0) as usize
    }

    /// Does something of this chance happen at the `nth` occasion? Never in the plan.
    pub fn happens(self, chance: f64, what: &str, area: &str, attempt: u32, nth: u32) -> bool {
        self.key(area, attempt).is_some_and(|key| key.uniform(Purpose::new("happens", what).again(u64::from(nth))) < chance)
    }
}
