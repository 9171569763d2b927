//! The state of a replication: calls, queues, groups, busy agents.

use std::collections::VecDeque;

use super::attendance::Attendance;
use super::calendar::{Timers, Tournament};
use super::crew::Crew;
use super::lanes::QueueState;
use super::pace::Recent;
use super::site::fixed_delays;
use super::staged::Stage;
use super::validation::SETTLED;
use crate::model::{Model, Tick};
use crate::random::Key;
use crate::tally::{Layout, Leg};

/// No agent, no call.
pub const NOBODY: u32 = u32::MAX;

/// A call (or, between attempts, a person who will ring again).
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Its stream of draws.
    pub key: Key,
    /// This attempt reached the service.
    pub arrived: Tick,
    /// The person's first attempt.
    pub first: Tick,
    /// In the present queue since.
    pub since: Tick,
    /// First joined a queue of this attempt: the answer clock starts; `Tick::MAX` before.
    pub asked: Tick,
    /// End of triage: the call-back clock starts.
    pub triaged: Tick,
    /// Work left of a call that was handed back; 0 if none.
    pub left: Tick,
    /// How late the first clinical contact was; `Tick::MAX` before it.
    pub late: Tick,
    /// Steps visited in this round.
    pub visited: u64,
    /// Where and in which month it is counted: those of its arrival.
    pub counted: Counted,
    /// Present site.
    pub site: u32,
    /// Present stay in a queue; 0 when in none.
    pub ticket: u32,
    /// Agent who holds the caller during a warm transfer.
    pub holder: u32,
    /// Area and class.
    pub source: u16,
    /// Urgency band (0 without).
    pub band: u8,
    /// Attempts so far, this one included.
    pub attempt: u8,
    /// Contact attempts so far.
    pub tries: u8,
    /// Rounds through steps seen before.
    pub round: u8,
    /// How it came to the present step.
    pub leg: Leg,
    /// The band whose rank the person has by a welfare call, plus 1; 0 if that is the one drawn.
    pub raised: u8,
    /// Outcome that a clinician is to look at before it stands; 255 if none.
    pub proposed: u8,
    /// A welfare call: the call it is about, and that one's stay in its queue.
    pub about: u32,
    /// See `about`.
    pub about_ticket: u32,
    /// A band was drawn.
    pub banded: bool,
    /// A person has answered.
    pub answered: bool,
    /// A first talk is over: the call is triaged.
    pub triage_done: bool,
    /// It takes one of its provider's limited lines.
    pub on_line: bool,
    /// Finished episodes of the person before this one.
    pub episode: u8,
    /// Calls in a row, for the rule about people who ring again.
    pub in_a_row: u8,
    /// Priority by that rule; 0 if none.
    pub preferred: u8,
    /// Waited on the line before the talks so far, where patience goes on.
    pub waited: Tick,
}

impl Call {
    /// The first attempt of an episode.
    pub fn new(key: Key, at: Tick, source: u16, counted: Counted) -> Self {
        Self {
            key,
            arrived: at,
            first: at,
            since: 0,
            asked: Tick::MAX,
            triaged: at,
            left: 0,
            late: Tick::MAX,
            visited: 0,
            counted,
            site: 0,
            ticket: 0,
            holder: NOBODY,
            source,
            band: 0,
            raised: 0,
            proposed: SETTLED,
            about: NOBODY,
            about_ticket: 0,
            attempt: 1,
            tries: 0,
            round: 0,
            leg: Leg::First,
            banded: false,
            answered: false,
            triage_done: false,
            on_line: false,
            episode: 0,
            in_a_row: 1,
            preferred: 0,
            waited: 0,
        }
    }

    /// The part of a wait on the answer clock that was spent in earlier queues, and is counted there as time in a queue.
    #[inline]
    pub fn waited_elsewhere(&self) -> Tick {
        if self.leg == Leg::First { self.since - self.asked } else { 0 }
    }

    /// When the wait that is counted if somebody answers began.
    #[inline]
    pub fn clock_started(&self) -> Tick {
        match self.leg {
            Leg::First => self.asked, // the answer clock runs on from queue to queue
            Leg::Later => self.since,
            Leg::CallBack => self.triaged,
        }
    }
}

/// Where figures of a moment are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its one or two cells of the ledger.
    pub cells: [u32; 2],
    /// Its month; [`UNREPORTED`] outside the reported part.
    pub month: u16,
}

/// Outside the reported part of the run.
pub const UNREPORTED: u16 = u16::MAX;

impl Counted {
    /// Where figures of a slot are kept.
    pub fn of(layout: &Layout, slot: usize) -> Self {
        let cells = layout.cells_of_slot[slot];
        let outside = cells[0] as usize == layout.outside();
        Self { cells, month: if outside { UNREPORTED } else { layout.month_of_slot[slot] } }
    }

    /// The month, if inside the reported part.
    #[inline]
    pub fn reported(self) -> Option<u16> {
        (self.month != UNREPORTED).then_some(self.month)
    }
}

/// What a busy agent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Talks with the caller.
    Talk,
    /// Holds the caller until a colleague answers.
    Hold,
    /// Tells the colleague who has answered; a piece of work of both.
    HandOver,
    /// Tries to reach a person in vain.
    Attempt,
    /// Works after the call.
    WrapUp,
}

/// A busy agent.
#[derive(Clone, Copy, Debug)]
pub struct Busy {
    /// The call in hand.
    pub call: u32,
    /// The group.
    pub group: u16,
    /// What.
    pub work: Work,
    /// Since when.
    pub since: Tick,
    /// Wrap-up to come after the talk; ticks.
    pub wrap_up: Tick,
}

/// A group's people.
#[derive(Clone, Debug)]
pub struct GroupState {
    /// People due now.
    pub due: u32,
    /// People at work on a call.
    pub busy: u32,
    /// Idle people: since when, longest first.
    pub idle: VecDeque<Tick>,
    /// Somebody is always free.
    pub unlimited: bool,
    /// Time integrals since the last interval boundary: busy, present, overrun.
    pub time: [Tick; 3],
    /// Integrated up to here.
    pub upto: Tick,
    /// Next change of `due`.
    pub next_change: usize,
    /// The only queue it serves, and always, where that has one lane: nothing to compare.
    pub sole_queue: Option<u16>,
    /// It matters who answers: the group has a crew.
    pub apart: bool,
    /// Talks may take longer or shorter than drawn: by who answers, or by how busy the group has been.
    pub own_pace: bool,
    /// How busy it has been, where that matters.
    pub recent: Option<Recent>,
}

impl GroupState {
    /// Brings the time integrals up to now.
    #[inline]
    pub fn account(&mut self, now: Tick) {
        let elapsed = now - self.upto;
        self.upto = now;
        let busy = u64::from(self.busy);
        let present = busy + self.idle.len() as u64;
        if let Some(recent) = &mut self.recent {
            recent.pass(elapsed, busy, present);
        }
        self.time[0] += elapsed * busy;
        self.time[1] += elapsed * present;
        if !self.unlimited {
            self.time[2] += elapsed * present.saturating_sub(u64::from(self.due));
        }
    }

    /// Somebody can take a call now.
    #[inline]
    pub fn free(&self) -> bool {
        !self.idle.is_empty() || self.unlimited
    }
}

/// Everything that changes during a replication.
#[derive(Clone, Debug)]
pub struct World {
    /// All calls; free places are listed.
    pub calls: Vec<Call>,
    /// Free places among the calls.
    pub free_calls: Vec<u32>,
    /// Busy agents by slot of the tournament.
    pub busy: Vec<Busy>,
    /// Free slots.
    pub free_slots: Vec<u32>,
    /// Next completions.
    pub completions: Tournament,
    /// Other things to come.
    pub timers: Timers,
    /// Queues.
    pub queues: Vec<QueueState>,
    /// Groups.
    pub groups: Vec<GroupState>,
    /// By group: who came to work, where people are told apart; empty where nobody is.
    pub attendance: Vec<Attendance>,
    /// By group: its people, where it matters who answers; empty where it matters nowhere.
    pub crews: Vec<Crew>,
    /// Of groups with a crew: who sits on a seat.
    pub sitting: Vec<u32>,
    /// Lines taken at each provider that has a limit.
    pub lines: Vec<u32>,
    /// What was said for a stage (`staged`); empty in a run without any.
    pub stage: Stage,
    /// Wait of the caller who was answered last, by queue.
    pub last_wait: Vec<Tick>,
    /// Last ticket given.
    pub ticket: u32,
    /// Present slot of time.
    pub slot: u32,
    /// Where figures of now are kept.
    pub here: Counted,
    /// Present combination of periods.
    pub combination: u8,
}

impl World {
    /// An empty world.
    pub fn new(model: &Model) -> Self {
        let queues = QueueState::all(model);
        let groups = model
            .groups
            .iter()
            .map(|group| GroupState {
                due: 0,
                busy: 0,
                idle: VecDeque::new(),
                unlimited: group.heads.is_none(),
                time: [0; 3],
                upto: 0,
                next_change: 0,
                apart: group.people.as_ref().is_some_and(|people| people.matter()),
                own_pace: group.pace.is_some() || group.people.as_ref().is_some_and(|people| people.matter()),
                recent: group.pace.map(Recent::new),
                sole_queue: group.sole_queue.filter(|&queue| queues[queue as usize].lanes.len() == 1),
            })
            .collect();
        Self {
            calls: Vec::new(),
            free_calls: Vec::new(),
            busy: Vec::new(),
            free_slots: Vec::new(),
            completions: Tournament::default(),
            timers: Timers::new(&fixed_delays(model)),
            queues,
            groups,
            attendance: Attendance::all(model),
            crews: Crew::all(model),
            sitting: Vec::new(),
            lines: vec![0; model.providers.len()],
            stage: Stage::default(),
            last_wait: vec![0; model.queues.len()],
            ticket: 0,
            slot: 0,
            here: Counted { cells: [0, u32::MAX], month: UNREPORTED },
            combination: 0,
        }
    }

    /// Empties it, keeps the memory.
    pub fn clear(&mut self) {
        self.calls.clear();
        self.free_calls.clear();
        self.busy.clear();
        self.free_slots.clear();
        self.completions.clear();
        self.timers.clear();
        for queue in &mut self.queues {
            queue.clear();
        }
        for group in &mut self.groups {
            group.due = 0;
            group.busy = 0;
            group.idle.clear();
            group.time = [0; 3];
            group.upto = 0;
            group.next_change = 0;
            group.recent.iter_mut().for_each(Recent::clear);
        }
        self.lines.fill(0);
        self.last_wait.fill(0);
        self.ticket = 0;
        self.slot = 0;
        self.combination = 0;
    }

    /// A place for a call.
    #[inline]
    pub fn admit(&mut self, call: Call) -> u32 {
        let place = self.free_calls.pop().unwrap_or_else(|| {
            self.calls.push(call);
            (self.calls.len() - 1) as u32
        });
        self.calls[place as usize] = call;
        place
    }

    /// The call is over.
    #[inline]
    pub fn dismiss(&mut self, call: u32) {
        self.calls[call as usize].ticket = 0;
        self.free_calls.push(call);
    }

    /// A slot for somebody who gets busy.
    #[inline]
    pub fn seat(&mut self, busy: Busy) -> u32 {
        if let Some(slot) = self.free_slots.pop() {
            self.busy[slot as usize] = busy;
            slot
        } else {
            self.busy.push(busy);
            (self.busy.len() - 1) as u32
        }
    }
}
