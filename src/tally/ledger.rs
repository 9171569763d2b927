//! The ledger of one replication: cleared and used again by the next on the same thread.

use super::histogram::BINS;
use super::layout::Layout;
use super::rare::RareCounts;
use crate::model::people::Kept;
use crate::model::{Rare, Tick};

/// Counts of a line in a cell; answered and abandoned calls by bucket of wait follow these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the count it names")]
pub enum Count {
    /// Came to be called back; those who came on the line follow from where they went ([`Ledger::joined_on_the_line`]).
    Joined = 0,
    Balked,
    Blocked,
    /// Left the queue for elsewhere (a warm transfer that became a call-back, a limit of waiting).
    Moved,
    /// Due before the end of the run.
    Due,
    /// Of those, met in time.
    OnTime,
    /// Met by a warm transfer.
    Warm,
    /// Called back in vain to the last attempt.
    NotReached,
    /// In the queue when the run stopped.
    Open,
}
/// Number of [`Count`]s.
const COUNTS: usize = 9;

/// Counts of a source in a cell; outcomes follow these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the count it names")]
pub enum Journey {
    /// First attempts; received calls are these and redials.
    People = 0,
    Redials,
    HungUp,
    Blocked,
    /// Went elsewhere before anybody answered.
    Diverted,
    /// Not yet answered when the run stopped.
    StillWaiting,
    Triaged,
    Assessed,
    ClosedByClinician,
    /// Gave up (or was never reached) for good, and would have been urgent.
    UrgentLost,
    UrgentAbandoned,
    /// Ended urgently.
    Urgent,
}
/// Number of [`Journey`] counts.
pub const JOURNEYS: usize = 12;

/// Does something for the one or two cells of a slot.
#[inline(always)]
#[expect(clippy::inline_always, reason = "called seven times a call; a call of its own costs more than it does")]
fn each(cells: [u32; 2], mut act: impl FnMut(u32)) {
    act(cells[0]);
    if cells[1] != u32::MAX {
        act(cells[1]);
    }
}

/// Reads one value of each 64 bytes of what is kept `width` values a cell.
fn near<T: Copy>(values: &[T], cell: usize, width: usize) {
    for &value in values[cell * width..(cell + 1) * width].iter().step_by((64 / size_of::<T>()).max(1)) {
        std::hint::black_box(value);
    }
}

/// Sums over cells of what is kept `width` values a cell.
pub(super) fn summed<T: Copy + Default>(values: &[T], width: usize, cells: &[usize], add: impl Fn(&mut T, T)) -> Vec<T> {
    let mut sums = vec![T::default(); width];
    for cell in cells {
        for (sum, &more) in sums.iter_mut().zip(&values[cell * width..(cell + 1) * width]) {
            add(sum, more);
        }
    }
    sums
}

fn each_of<const N: usize>(sums: &mut [u64; N], more: [u64; N], add: impl Fn(u64, u64) -> u64) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = add(*sum, more);
    }
}

/// What one replication remembers.
#[derive(Clone, Debug)]
pub struct Ledger {
    buckets: usize,
    lines: usize,
    sources: usize,
    groups: usize,
    outcomes: usize,
    /// `[cell][line][COUNTS + 2 * buckets]`.
    counts: Vec<u32>,
    /// `[cell][line]`: wait of answered, wait of abandoned, and what makes these the time spent in this queue (may be
    /// below zero, as a wrapped number); ticks.
    waits: Vec<[u64; 3]>,
    /// `[cell][source][JOURNEYS + outcomes]`.
    journeys: Vec<u32>,
    /// `[cell][source]`: lateness of urgent people, ticks.
    risk: Vec<u64>,
    /// `[cell][group]`: busy, present, overrun ticks; calls answered.
    agents: Vec<[u64; 4]>,
    /// `[month][line]`: answered waits, then abandoned waits, in bins. Made when first touched.
    answered: Vec<Vec<u32>>,
    abandoned: Vec<Vec<u32>>,
    /// `[month][band]`: first attempt to first clinical contact.
    to_clinician: Vec<Vec<u32>>,
    bands: usize,
    /// Counts of mechanisms that few services use.
    pub rare: RareCounts,
    /// Most calls waiting at once, by queue.
    pub longest_queue: Vec<u32>,
    /// Work done by each group, summed from single pieces of work; ticks. Must equal the busy integral.
    pub work: Vec<u64>,
    /// Busy integral of each group over the whole run; ticks.
    pub busy: Vec<u64>,
    /// What became of the people due, by group; empty where no group tells its people apart.
    pub kept: Vec<Kept>,
    /// Events handled.
    pub events: u64,
}

impl Ledger {
    /// An empty ledger.
    pub fn new(layout: &Layout, queues: usize, bands: usize) -> Self {
        let cells = layout.cells.len();
        let lines = layout.lines();
        Self {
            buckets: layout.buckets,
            lines,
            sources: layout.sources,
            groups: layout.groups,
            outcomes: layout.outcomes,
            counts: vec![0; cells * lines * (COUNTS + 2 * layout.buckets)],
            waits: vec![[0; 3]; cells * lines],
            journeys: vec![0; cells * layout.sources * (JOURNEYS + layout.outcomes)],
            risk: vec![0; cells * layout.sources],
            agents: vec![[0; 4]; cells * layout.groups],
            answered: vec![Vec::new(); layout.months * lines],
            abandoned: vec![Vec::new(); layout.months * lines],
            to_clinician: vec![Vec::new(); layout.months * bands],
            bands,
            rare: RareCounts::new(layout.rare, cells, layout.sources),
            longest_queue: vec![0; queues],
            work: vec![0; layout.groups],
            busy: vec![0; layout.groups],
            kept: Vec::new(),
            events: 0,
        }
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        self.waits.fill([0; 3]);
        self.journeys.fill(0);
        self.risk.fill(0);
        self.agents.fill([0; 4]);
        for bins in self.answered.iter_mut().chain(&mut self.abandoned).chain(&mut self.to_clinician) {
            bins.fill(0);
        }
        self.rare.clear();
        self.longest_queue.fill(0);
        self.work.fill(0);
        self.busy.fill(0);
        self.kept.clear();
        self.events = 0;
    }

    /// Looks through what is kept of a slot before its calls come, so that it is in the nearest memory when they do: a slot of few
    /// calls is touched here and there, and each first touch would wait for memory by itself.
    pub fn draw_near(&self, cells: [u32; 2]) {
        each(cells, |cell| {
            let cell = cell as usize;
            near(&self.counts, cell, self.lines * (COUNTS + 2 * self.buckets));
            near(&self.waits, cell, self.lines);
            near(&self.journeys, cell, self.sources * (JOURNEYS + self.outcomes));
            near(&self.agents, cell, self.groups);
        });
    }

    #[inline]
    fn place(&self, cell: u32, line: usize) -> usize {
        (cell as usize * self.lines + line) * (COUNTS + 2 * self.buckets)
    }

    /// One more of a count.
    #[inline]
    pub fn count(&mut self, cells: [u32; 2], line: usize, what: Count) {
        each(cells, |cell| {
            let at = self.place(cell, line) + what as usize;
            self.counts[at] += 1;
        });
    }

    /// An answered call: bucket of its wait, the wait.
    #[inline]
    pub fn answer(&mut self, cells: [u32; 2], line: usize, bucket: usize, wait: Tick) {
        each(cells, |cell| {
            let at = self.place(cell, line) + COUNTS + bucket;
            self.counts[at] += 1;
            self.waits[cell as usize * self.lines + line][0] += wait;
        });
    }

    /// An abandoned call.
    #[inline]
    pub fn abandon(&mut self, cells: [u32; 2], line: usize, bucket: usize, wait: Tick) {
        each(cells, |cell| {
            let at = self.place(cell, line) + COUNTS + self.buckets + bucket;
            self.counts[at] += 1;
            self.waits[cell as usize * self.lines + line][1] += wait;
        });
    }

    /// Of the wait of a call that was answered or gave up here, so much was spent in earlier queues.
    #[inline]
    pub fn counted_elsewhere(&mut self, cells: [u32; 2], line: usize, wait: Tick) {
        if wait > 0 {
            // below zero until the waits themselves are added: the sum of all three is the time spent in this queue
            self.other_wait(cells, line, wait.wrapping_neg());
        }
    }

    /// The time in the queue of a call that left neither answered nor abandoned.
    #[inline]
    pub fn other_wait(&mut self, cells: [u32; 2], line: usize, wait: Tick) {
        each(cells, |cell| {
            let sum = &mut self.waits[cell as usize * self.lines + line][2];
            *sum = sum.wrapping_add(wait);
        });
    }

    /// Notes the wait of an answered call for quantiles.
    #[inline]
    pub fn note_answered(&mut self, month: u16, line: usize, bin: usize) {
        let bins = &mut self.answered[month as usize * self.lines + line];
        if bins.is_empty() {
            bins.resize(BINS, 0);
        }
        bins[bin] += 1;
    }

    /// Notes the wait of an abandoned call.
    #[inline]
    pub fn note_abandoned(&mut self, month: u16, line: usize, bin: usize) {
        let bins = &mut self.abandoned[month as usize * self.lines + line];
        if bins.is_empty() {
            bins.resize(BINS, 0);
        }
        bins[bin] += 1;
    }

    /// Notes the time from a person's first attempt to the first clinical contact.
    #[inline]
    pub fn note_to_clinician(&mut self, month: u16, band: u8, bin: usize) {
        let bins = &mut self.to_clinician[month as usize * self.bands + band as usize];
        if bins.is_empty() {
            bins.resize(BINS, 0);
        }
        bins[bin] += 1;
    }

    /// One more of a source's journeys.
    #[inline]
    pub fn journey(&mut self, cells: [u32; 2], source: u16, what: Journey) {
        each(cells, |cell| {
            let at = (cell as usize * self.sources + source as usize) * (JOURNEYS + self.outcomes) + what as usize;
            self.journeys[at] += 1;
        });
    }

    /// An episode that ended.
    #[inline]
    pub fn outcome(&mut self, cells: [u32; 2], source: u16, outcome: u8) {
        each(cells, |cell| {
            let at = (cell as usize * self.sources + source as usize) * (JOURNEYS + self.outcomes) + JOURNEYS + outcome as usize;
            self.journeys[at] += 1;
        });
    }

    /// How late an urgent person's first clinical contact was.
    #[inline]
    pub fn risk(&mut self, cells: [u32; 2], source: u16, late: Tick) {
        each(cells, |cell| {
            self.risk[cell as usize * self.sources + source as usize] += late;
        });
    }

    /// Agent time of a group in a cell: busy, present, overrun.
    pub fn agents(&mut self, cells: [u32; 2], group: usize, time: [u64; 3]) {
        each(cells, |cell| {
            let sums = &mut self.agents[cell as usize * self.groups + group];
            for (sum, more) in sums.iter_mut().zip(time) {
                *sum += more;
            }
        });
    }

    /// A call that a group answered.
    #[inline]
    pub fn group_answer(&mut self, cells: [u32; 2], group: usize) {
        each(cells, |cell| {
            self.agents[cell as usize * self.groups + group][3] += 1;
        });
    }

    // ---- reading ----

    /// The sums over some cells as a ledger of one: many measures are read off it, instead of each summing the cells anew.
    /// Histograms and what is not kept by cell are left out, but for the longest queues.
    #[must_use]
    pub fn summed(&self, cells: &[usize]) -> Self {
        let by_line = COUNTS + 2 * self.buckets;
        Self {
            buckets: self.buckets,
            lines: self.lines,
            sources: self.sources,
            groups: self.groups,
            outcomes: self.outcomes,
            counts: summed(&self.counts, self.lines * by_line, cells, |sum, more| *sum += more),
            waits: summed(&self.waits, self.lines, cells, |sum, more| each_of(sum, more, u64::wrapping_add)),
            journeys: summed(&self.journeys, self.sources * (JOURNEYS + self.outcomes), cells, |sum, more| *sum += more),
            risk: summed(&self.risk, self.sources, cells, |sum, more| *sum += more),
            agents: summed(&self.agents, self.groups, cells, |sum, more| each_of(sum, more, std::ops::Add::add)),
            answered: Vec::new(),
            abandoned: Vec::new(),
            to_clinician: Vec::new(),
            bands: self.bands,
            rare: self.rare.summed(cells),
            longest_queue: self.longest_queue.clone(),
            work: Vec::new(),
            busy: Vec::new(),
            kept: Vec::new(),
            events: 0,
        }
    }

    /// A count of a line in a cell.
    pub fn get(&self, cell: usize, line: usize, what: Count) -> u64 {
        u64::from(self.counts[self.place(cell as u32, line) + what as usize])
    }

    /// Answered calls of a line in a cell, whose wait fell in the first `buckets` buckets.
    pub fn answered_within(&self, cell: usize, line: usize, buckets: usize) -> u64 {
        let at = self.place(cell as u32, line) + COUNTS;
        self.counts[at..at + buckets].iter().map(|&n| u64::from(n)).sum()
    }

    /// Abandoned calls of a line in a cell, whose wait fell in the first `buckets` buckets.
    pub fn abandoned_within(&self, cell: usize, line: usize, buckets: usize) -> u64 {
        let at = self.place(cell as u32, line) + COUNTS + self.buckets;
        self.counts[at..at + buckets].iter().map(|&n| u64::from(n)).sum()
    }

    /// Answered and abandoned calls of a line in a cell.
    pub fn ended(&self, cell: usize, line: usize) -> (u64, u64) {
        let at = self.place(cell as u32, line) + COUNTS;
        let (answered, abandoned) = self.counts[at..at + 2 * self.buckets].split_at(self.buckets);
        let sum = |counts: &[u32]| counts.iter().map(|&n| u64::from(n)).sum();
        (sum(answered), sum(abandoned))
    }

    /// Calls of a line in a cell that came to its queue on the line: answered, abandoned, moved on, or still there.
    pub fn joined_on_the_line(&self, cell: usize, line: usize) -> u64 {
        let (answered, abandoned) = self.ended(cell, line);
        answered + abandoned + self.get(cell, line, Count::Moved) + self.get(cell, line, Count::Open)
    }

    /// Waits of a line in a cell: answered, abandoned, others; ticks.
    pub fn waits(&self, cell: usize, line: usize) -> [u64; 3] {
        self.waits[cell * self.lines + line]
    }

    /// A count of a source in a cell.
    pub fn journeys(&self, cell: usize, source: usize, what: Journey) -> u64 {
        u64::from(self.journeys[(cell * self.sources + source) * (JOURNEYS + self.outcomes) + what as usize])
    }

    /// Calls of a source that reached the service in a cell.
    pub fn received(&self, cell: usize, source: usize) -> u64 {
        let again = self.journeys(cell, source, Journey::Redials) + self.rare.get(cell, source, Rare::Recalls);
        self.journeys(cell, source, Journey::People) + again
    }

    /// Episodes of a source in a cell with an outcome.
    pub fn outcomes(&self, cell: usize, source: usize, outcome: usize) -> u64 {
        u64::from(self.journeys[(cell * self.sources + source) * (JOURNEYS + self.outcomes) + JOURNEYS + outcome])
    }

    /// Lateness of urgent people, ticks.
    pub fn risks(&self, cell: usize, source: usize) -> u64 {
        self.risk[cell * self.sources + source]
    }

    /// Agent time: busy, present, overrun (ticks), calls answered.
    pub fn agent_time(&self, cell: usize, group: usize) -> [u64; 4] {
        self.agents[cell * self.groups + group]
    }

    /// Bins of answered waits of a line in a month; empty if there were none.
    pub fn answered_bins(&self, month: usize, line: usize) -> &[u32] {
        &self.answered[month * self.lines + line]
    }

    /// Bins of abandoned waits of a line in a month.
    pub fn abandoned_bins(&self, month: usize, line: usize) -> &[u32] {
        &self.abandoned[month * self.lines + line]
    }

    /// Bins of times to clinician of a band in a month.
    pub fn clinician_bins(&self, month: usize, band: usize) -> &[u32] {
        &self.to_clinician[month * self.bands + band]
    }
}
