//! What is going to happen: a tournament over busy agents, and timers: a heap, beside a line for each delay of fixed length.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::model::Tick;

/// Order of kinds of event at the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// A talk, a wrap-up or a hold ends.
    Completion = 0,
    /// A patience, a hold or a wait ends.
    Patience = 1,
    /// Agents come or go; an interval ends.
    Boundary = 2,
    /// A call arrives, from outside or from a pause.
    Arrival = 3,
}

/// A time with the rank of what happens then: comparing these orders events.
#[inline]
pub const fn moment(at: Tick, rank: Rank) -> u64 {
    if at >= 1 << 61 { u64::MAX } else { at << 2 | rank as u64 }
}

const SLOT_BITS: u32 = 18;
/// The most agents busy at once.
pub const MOST_BUSY: usize = 1 << SLOT_BITS;
const NEVER: u64 = u64::MAX;

/// The next completion among busy agents: a winner tree with one leaf an agent, so that ending one piece of work and
/// beginning the next is a single walk to the root. Ties go to the lower slot.
#[derive(Clone, Debug)]
pub struct Tournament {
    /// Four meet at a time: node n of the tree is `meetings[n / 4][n % 4]`, and who wins there goes on as node n / 4. The
    /// leaves are nodes `leaves..2 * leaves`, the winner of all is node 1. Each is time << 18 | slot.
    meetings: Vec<[u64; 4]>,
    /// A power of four.
    leaves: usize,
    winner: u64,
}

impl Default for Tournament {
    fn default() -> Self {
        Self { meetings: vec![[NEVER; 4]; 32], leaves: 64, winner: NEVER }
    }
}

impl Tournament {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.meetings.fill([NEVER; 4]);
        self.winner = NEVER;
    }

    /// When the earliest work ends, and whose it is; `Tick::MAX` if nobody is busy.
    #[inline]
    pub fn first(&self) -> (Tick, u32) {
        if self.winner == NEVER { (Tick::MAX, 0) } else { (self.winner >> SLOT_BITS, self.first_slot()) }
    }

    /// The [`moment`] of the earliest completion; beyond any run if nobody is busy.
    #[inline]
    pub fn first_moment(&self) -> u64 {
        (self.winner >> SLOT_BITS) << 2 | Rank::Completion as u64
    }

    /// Whose work ends first.
    #[inline]
    pub fn first_slot(&self) -> u32 {
        (self.winner & ((1 << SLOT_BITS) - 1)) as u32
    }

    /// The work of a slot ends at `at`.
    #[inline]
    pub fn set(&mut self, slot: u32, at: Tick) {
        self.put(slot, at << SLOT_BITS | u64::from(slot));
    }

    /// The slot is idle, or holds without a known end.
    #[inline]
    pub fn unset(&mut self, slot: u32) {
        self.put(slot, NEVER);
    }

    /// When the work of a slot ends; `Tick::MAX >> 18` and beyond if it is idle.
    pub fn of(&self, slot: u32) -> Tick {
        let node = self.leaves + slot as usize;
        self.meetings[node / 4][node % 4] >> SLOT_BITS
    }

    #[inline]
    fn put(&mut self, slot: u32, mut value: u64) {
        if slot as usize >= self.leaves {
            self.grow(slot);
        }
        let mut node = self.leaves + slot as usize;
        while node > 1 {
            let four = &mut self.meetings[node / 4];
            four[node % 4] = value;
            value = four[0].min(four[1]).min(four[2].min(four[3]));
            node /= 4;
        }
        self.winner = value;
    }

    #[cold]
    fn grow(&mut self, slot: u32) {
        let before = std::mem::take(&mut self.meetings);
        let busy = self.leaves;
        while self.leaves <= slot as usize {
            self.leaves *= 4;
        }
        self.meetings = vec![[NEVER; 4]; self.leaves / 2];
        for slot in 0..busy {
            let node = busy + slot;
            let value = before[node / 4][node % 4];
            if value != NEVER {
                self.put(slot as u32, value);
            }
        }
    }
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// The caller's patience ends.
    Patience,
    /// The caller has waited so long that another provider takes the call.
    SendOn,
    /// The caller has waited as long as the step lets anybody wait.
    WaitLimit,
    /// Nobody took a warm transfer in time.
    HoldEnds,
    /// An outcome stands unseen: no clinician has begun in time.
    Stands,
    /// A person who waits for a call-back gets worse.
    Worsens,
    /// A welfare call about somebody who waits falls due.
    Welfare,
    /// A group may now help with this queue (`subject` is the queue).
    Overflow,
    /// The recorded message is over.
    MessageEnds,
    /// The person rings again.
    Redial,
    /// The person rings again after a finished episode.
    Recall,
    /// The next contact attempt joins the queue.
    TryAgain,
    /// Somebody is back from a break that began when it was quiet (`subject` is the person, `ticket` the group).
    BackFromBreak,
    /// A caller who hung up in a message is off the line (`subject` is the provider).
    LineFree,
}

impl Alarm {
    fn rank(self) -> Rank {
        match self {
            Alarm::Patience
            | Alarm::SendOn
            | Alarm::WaitLimit
            | Alarm::HoldEnds
            | Alarm::Stands
            | Alarm::Worsens
            | Alarm::Welfare
            | Alarm::Overflow
            | Alarm::LineFree => Rank::Patience,
            Alarm::BackFromBreak => Rank::Boundary,
            Alarm::MessageEnds | Alarm::Redial | Alarm::Recall | Alarm::TryAgain => Rank::Arrival,
        }
    }
}

/// A timer. Ordered by moment, then by when it was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer {
    moment: u64,
    order: u32,
    /// The call (or queue) it is about.
    pub subject: u32,
    /// The stay in the queue it is about; void if the call has moved on.
    pub ticket: u32,
    /// What it is for.
    pub alarm: Alarm,
}

impl Timer {
    /// When it goes off.
    pub fn at(&self) -> Tick {
        self.moment >> 2
    }
}

/// The most delays of fixed length that get a line of their own.
pub const MOST_DELAYS: usize = 6;

/// Timers of one fixed delay: set in order of time, so they go off in that order.
#[derive(Clone, Debug)]
struct DelayLine {
    delay: Tick,
    timers: VecDeque<Timer>,
}

/// Pending timers.
#[derive(Clone, Debug)]
pub struct Timers {
    heap: BinaryHeap<Reverse<Timer>>,
    lines: Vec<DelayLine>,
    /// Moment of the earliest timer on each line, and (last) in the heap; `NEVER` without any.
    fronts: [u64; MOST_DELAYS + 1],
    /// The least of these.
    first: u64,
    order: u32,
}

/// The place of the heap among `fronts`.
const HEAP: usize = MOST_DELAYS;

impl Timers {
    /// None pending; a line for each of these delays, at most [`MOST_DELAYS`].
    pub fn new(delays: &[Tick]) -> Self {
        debug_assert!(delays.len() <= MOST_DELAYS);
        let lines = delays.iter().map(|&delay| DelayLine { delay, timers: VecDeque::new() }).collect();
        Self { heap: BinaryHeap::new(), lines, fronts: [NEVER; MOST_DELAYS + 1], first: NEVER, order: 0 }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.lines.iter_mut().for_each(|line| line.timers.clear());
        self.fronts = [NEVER; MOST_DELAYS + 1];
        self.first = NEVER;
        self.order = 0;
    }

    /// The moment of the earliest timer.
    #[inline]
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Sets a timer that goes off at `at`.
    #[inline]
    pub fn set(&mut self, at: Tick, alarm: Alarm, subject: u32, ticket: u32) {
        let timer = self.timer(at, alarm, subject, ticket);
        self.push(timer);
    }

    /// Sets a timer that goes off `delay` from `now`.
    #[inline]
    pub fn set_after(&mut self, now: Tick, delay: Tick, alarm: Alarm, subject: u32, ticket: u32) {
        let timer = self.timer(now.saturating_add(delay), alarm, subject, ticket);
        if let Some(place) = self.lines.iter().position(|line| line.delay == delay)
            && self.lines[place].timers.back().is_none_or(|last| last.moment <= timer.moment)
        {
            self.lines[place].timers.push_back(timer);
            self.fronts[place] = self.fronts[place].min(timer.moment);
        } else {
            self.push(timer);
        }
    }

    #[inline]
    fn push(&mut self, timer: Timer) {
        self.fronts[HEAP] = self.fronts[HEAP].min(timer.moment);
        self.heap.push(Reverse(timer));
    }

    #[inline]
    fn timer(&mut self, at: Tick, alarm: Alarm, subject: u32, ticket: u32) -> Timer {
        let moment = moment(at, alarm.rank());
        self.order = self.order.wrapping_add(1);
        self.first = self.first.min(moment);
        Timer { moment, order: self.order, subject, ticket, alarm }
    }

    /// Takes the earliest timer; of several at one moment the one set first.
    #[inline]
    pub fn take(&mut self) -> Option<Timer> {
        let at = self.first;
        let mut places = (0..=HEAP).filter(|&place| self.fronts[place] == at && at != NEVER);
        let mut from = places.next()?;
        for place in places {
            if self.set_before(place, from) {
                from = place;
            }
        }
        let (taken, next) = match self.lines.get_mut(from) {
            Some(line) => (line.timers.pop_front(), line.timers.front().map(|timer| timer.moment)),
            None => (self.heap.pop().map(|timer| timer.0), self.heap.peek().map(|timer| timer.0.moment)),
        };
        self.fronts[from] = next.unwrap_or(NEVER);
        self.first = self.fronts.iter().fold(NEVER, |least, &front| least.min(front));
        taken
    }

    /// Of two places with timers of one moment, the first's was set earlier.
    #[cold]
    fn set_before(&self, one: usize, other: usize) -> bool {
        let front = |place: usize| match self.lines.get(place) {
            Some(line) => line.timers.front(),
            None => self.heap.peek().map(|timer| &timer.0),
        };
        front(one) < front(other)
    }

    /// All pending timers, in no order.
    pub fn pending(&self) -> impl Iterator<Item = &Timer> {
        self.heap.iter().map(|timer| &timer.0).chain(self.lines.iter().flat_map(|line| &line.timers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tournament_agrees_with_a_sorted_list() {
        let mut tournament = Tournament::default();
        let mut list: Vec<Option<Tick>> = vec![None; 300];
        let key = crate::random::Key::root(5, 0);
        for i in 0..5_000u64 {
            let bits = key.part(i).bits(crate::random::Purpose::new("test", ""));
            let slot = (bits % 300) as usize;
            if bits >> 63 == 0 {
                list[slot] = Some(bits >> 40 & 0xFFF);
                tournament.set(slot as u32, bits >> 40 & 0xFFF);
            } else {
                list[slot] = None;
                tournament.unset(slot as u32);
            }
            let least = list.iter().enumerate().filter_map(|(s, t)| t.map(|t| (t, s as u32))).min();
            assert_eq!(tournament.first(), least.unwrap_or((Tick::MAX, 0)));
        }
    }

    #[test]
    fn timers_of_one_instant_go_by_rank_then_by_order_of_setting() {
        let mut timers = Timers::new(&[]);
        timers.set(5, Alarm::Redial, 1, 0);
        timers.set(5, Alarm::Patience, 2, 0);
        timers.set(4, Alarm::MessageEnds, 3, 0);
        timers.set(5, Alarm::Patience, 4, 0);
        let order: Vec<u32> = std::iter::from_fn(|| timers.take()).map(|t| t.subject).collect();
        assert_eq!(order, [3, 2, 4, 1]);
    }

    /// Random timers, half of them on lines: taken in the order of a plain sort by moment, then by order of setting.
    #[test]
    fn lines_and_heap_together_are_one_order() {
        let key = crate::random::Key::root(6, 0);
        let alarms = [Alarm::MessageEnds, Alarm::WaitLimit, Alarm::TryAgain, Alarm::Patience];
        let mut timers = Timers::new(&[7, 3]);
        let (mut now, mut taken, mut set) = (0, Vec::new(), Vec::new());
        for i in 0..5_000u32 {
            let bits = key.part(u64::from(i)).bits(crate::random::Purpose::new("test", ""));
            let alarm = alarms[(bits >> 8 & 3) as usize];
            let delay = [7, 3, bits >> 20 & 15, 7][(bits >> 12 & 3) as usize];
            timers.set_after(now, delay, alarm, i, 0);
            set.push((moment(now + delay, alarm.rank()), i));
            if bits & 1 == 1 {
                assert_eq!(timers.first(), set.iter().min().unwrap().0);
                let timer = timers.take().unwrap();
                let place = set.iter().position(|&(_, subject)| subject == timer.subject).unwrap();
                assert_eq!(set.iter().min(), Some(&set[place]));
                set.remove(place);
                now = timer.at();
                taken.push(timer.subject);
            }
        }
        assert!(taken.len() > 2_000 && timers.pending().count() == set.len());
    }
}
