//! How many of a group's people are employed and trained, over time: some leave, recruits come.
//!
//! ```text
//! each of `employed` people leaves after an exponential time of rate `leavers-a-year`, from the start of the reported part
//! recruits begin `a-week`, or as somebody leaves, join `trained-after` later, and leave like the others
//! strength(t) = people trained / employed, at most 1: the share of duties for which there is somebody
//! place k is vacant on a date where frac(uniform of the date + k x golden ratio) >= strength: as even as can be, and every
//! place alike in the long run
//! ```

use crate::model::clock::SECOND;
use crate::model::money::{Intake, Recruits, WEEKS_A_YEAR};
use crate::model::{Clock, Tick};
use crate::random::{Key, Purpose};

const WEEK: f64 = 604_800.0 * SECOND as f64;
/// (sqrt(5) - 1) / 2: multiples of it are spread evenly over whole numbers, however many there are.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// People employed and trained in one replication.
#[derive(Clone, Debug)]
pub(super) struct Strength {
    employed: f64,
    /// From each tick on.
    trained: Vec<(Tick, i64)>,
}

impl Strength {
    /// Of a group with recruits whose number is said to change the heads; none otherwise.
    pub(super) fn new(recruits: &Recruits, key: Key, leaves: Purpose, clock: &Clock) -> Option<Self> {
        let employed = recruits.employed?;
        let rate = recruits.leavers / (WEEKS_A_YEAR * WEEK);
        let trained_after = (recruits.weeks * WEEK) as Tick;
        let mut changes: Vec<(Tick, i64)> = Vec::new();
        // from a tick on, one more person; when that one leaves, if within the run
        let mut joins = |at: Tick, person: u64, again: u64| -> Option<Tick> {
            changes.push((at, 1));
            if rate <= 0.0 {
                return None;
            }
            let stays = -key.part(person).uniform(leaves.again(again)).ln() / rate;
            let gone = at.saturating_add(stays as Tick);
            (gone < clock.end).then(|| {
                changes.push((gone, -1));
                gone
            })
        };
        let replaced = matches!(recruits.intake, Intake::Leavers(_));
        for person in 0..employed {
            let (mut at, mut again) = (clock.start, 0);
            while let Some(gone) = joins(at, person, again).filter(|_| replaced) {
                at = gone + trained_after;
                again += 1;
                if at >= clock.end {
                    break;
                }
            }
        }
        if let Intake::AWeek(a_week) = recruits.intake
            && a_week > 0.0
        {
            for recruit in 0.. {
                let begins = clock.start + ((f64::from(recruit) / a_week).floor() * WEEK) as Tick;
                let at = begins + trained_after;
                if at >= clock.end {
                    break;
                }
                joins(at, employed + u64::from(recruit as u32), 0);
            }
        }
        changes.sort_unstable();
        let mut people = 0;
        let trained = changes
            .into_iter()
            .map(|(at, change)| {
                people += change;
                (at, people)
            })
            .collect();
        Some(Self { employed: employed as f64, trained })
    }

    /// Is a place vacant at a time, where `u` is the uniform of the date?
    pub(super) fn vacant(&self, at: Tick, place: u32, u: f64) -> bool {
        let passed = self.trained.partition_point(|t| t.0 <= at);
        // before the start everybody is there
        let trained = passed.checked_sub(1).map_or(self.employed, |last| self.trained[last].1 as f64);
        (u + f64::from(place) * GOLDEN).fract() >= trained / self.employed
    }
}
