//! What simulating a candidate showed: its readings by replication; late calls by queue and place, people by group and place.

use crate::model::clock::{HOUR, SECOND};
use crate::model::{MeasureKind, Model, Pattern, Tick};
use crate::plan::staffing::Site;
use crate::tally::ledger::Count;
use crate::tally::{Layout, Ledger, Leg, Ratio};

/// What was seen of a candidate.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// `[replication][reading]`.
    pub rows: Vec<Vec<Ratio>>,
    /// By place, over all replications.
    pub detail: Detail,
    /// What its schedule costs.
    pub cost: f64,
}

/// Sums over replications by place of the pattern. Whole numbers: their order does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detail {
    /// Replications.
    pub replications: u64,
    /// `[queue][place]`: calls, of them late or lost, and ticks waited.
    pub queues: Vec<Vec<[u64; 3]>>,
    /// `[group of the model][place]`: ticks busy, present.
    pub groups: Vec<Vec<[u64; 2]>>,
}

/// Makes sure that calls are counted at the waits that are late.
pub(super) fn count_late(model: &mut Model, sites: &[Site]) {
    let limits: Vec<MeasureKind> = sites.iter().map(|site| MeasureKind::AnsweredWithin(ticks(site.late_after))).collect();
    model.count_at(limits.into_iter());
}

fn ticks(seconds: f64) -> Tick {
    (seconds * SECOND as f64).round() as Tick
}

impl Detail {
    /// Adds a replication.
    pub(super) fn read(&mut self, model: &Model, layout: &Layout, ledger: &Ledger, pattern: &Pattern, sites: &[Site]) {
        let places = pattern.places.len();
        if self.replications == 0 {
            self.queues = vec![vec![[0; 3]; places]; model.queues.len()];
            self.groups = vec![vec![[0; 2]; places]; model.groups.len()];
        }
        self.replications += 1;
        let clock = &model.clock;
        let mut done = vec![false; layout.cells.len()];
        for slot in clock.first_slot..clock.last_slot {
            // of the two cells of a slot in a long run the later is that of the week
            let [first, second] = layout.cells_of_slot[slot];
            let cell = if second == u32::MAX { first } else { second } as usize;
            if std::mem::replace(&mut done[cell], true) {
                continue;
            }
            let place = pattern.of_slot[slot] as usize;
            for (line_place, at) in layout.places.iter().enumerate() {
                for source in 0..layout.sources {
                    let line = line_place * layout.sources + source;
                    let queue = model.steps[at.step as usize].visits[source].queue as usize;
                    let limit = sites.iter().find(|s| s.queues.contains(&queue)).map_or(60.0, |s| s.late_after);
                    let sums = &mut self.queues[queue][place];
                    let (calls, late) = calls_and_late(ledger, cell, line, at.leg, buckets(model, limit), layout.buckets);
                    let waits = ledger.waits(cell, line);
                    sums[0] += calls;
                    sums[1] += late;
                    sums[2] += waits[0] + waits[1];
                }
            }
            for (group, sums) in self.groups.iter_mut().enumerate() {
                let [busy, present, ..] = ledger.agent_time(cell, group);
                sums[place][0] += busy;
                sums[place][1] += present;
            }
        }
    }

    /// Adds what another part of the replications showed.
    pub(super) fn add(&mut self, other: &Self) {
        if self.replications == 0 {
            self.clone_from(other);
            return;
        }
        self.replications += other.replications;
        for (mine, theirs) in self.queues.iter_mut().flatten().zip(other.queues.iter().flatten()) {
            mine.iter_mut().zip(theirs).for_each(|(m, t)| *m += t);
        }
        for (mine, theirs) in self.groups.iter_mut().flatten().zip(other.groups.iter().flatten()) {
            mine.iter_mut().zip(theirs).for_each(|(m, t)| *m += t);
        }
    }

    /// Of some queues, by place and replication: calls, late calls.
    pub fn late(&self, queues: &[usize]) -> Vec<(f64, f64)> {
        let n = self.replications.max(1) as f64;
        let places = self.queues.first().map_or(0, Vec::len);
        let sum = |place: usize, what: usize| queues.iter().map(|&q| self.queues[q][place][what]).sum::<u64>() as f64 / n;
        (0..places).map(|place| (sum(place, 0), sum(place, 1))).collect()
    }

    /// People of a group present in each place on average, with the hours of each place.
    pub fn present(&self, group: u16, hours: &[f64]) -> Vec<f64> {
        self.people(group, hours, 1)
    }

    /// People of a group busy.
    pub fn busy(&self, group: u16, hours: &[f64]) -> Vec<f64> {
        self.people(group, hours, 0)
    }

    fn people(&self, group: u16, hours: &[f64], what: usize) -> Vec<f64> {
        let n = self.replications.max(1) as f64 * HOUR as f64;
        let mean = |(sums, hours): (&[u64; 2], &f64)| if *hours > 0.0 { sums[what] as f64 / n / hours } else { 0.0 };
        self.groups[group as usize].iter().zip(hours).map(mean).collect()
    }
}

/// Buckets of waits up to a limit.
fn buckets(model: &Model, seconds: f64) -> usize {
    let limit = ticks(seconds);
    model.thresholds.iter().position(|&t| t == limit).map_or(model.thresholds.len(), |i| i + 1)
}

/// Calls of a line in a cell, and those late: not answered in time; of call-backs and warm transfers with a due time, not met by then.
fn calls_and_late(ledger: &Ledger, cell: usize, line: usize, leg: Leg, within: usize, all: usize) -> (u64, u64) {
    let due = ledger.get(cell, line, Count::Due);
    if due > 0 {
        return (due, due - ledger.get(cell, line, Count::OnTime).min(due));
    }
    if leg == Leg::CallBack {
        return (0, 0);
    }
    let calls = ledger.answered_within(cell, line, all) + ledger.abandoned_within(cell, line, all);
    (calls, calls - ledger.answered_within(cell, line, within).min(calls))
}
