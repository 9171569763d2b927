//! Somebody who looks on. Not looking costs nothing: the observer is a type parameter.

use super::world::Call;
use crate::model::{Next, Tick};

/// Told what happens to each attempt.
pub trait Observer {
    /// Also wants to hear of calls that are still in the system when the run stops.
    const TO_THE_END: bool;
    /// Wants to hear of every event.
    const TRACES: bool = false;
    /// An event, to a call (none if it is about staff). Only where [`TRACES`](Self::TRACES).
    fn saw(&mut self, _at: Tick, _call: Option<(u32, &Call)>, _what: What) {}
    /// Has seen enough: the run may stop. Only where [`TRACES`](Self::TRACES).
    fn enough(&self) -> bool {
        false
    }
    /// A person has answered the caller, for the first time in this attempt.
    fn answered(&mut self, call: u32, answer: Answer);
    /// An attempt is over, with this outcome (by index).
    fn ended(&mut self, call: u32, state: &Call, outcome: u8, at: Tick);
}

/// The first talk of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The caller waited so long on the line.
    pub wait: Tick,
    /// Group of the person who answered.
    pub group: u16,
    /// Length of the talk.
    pub talk: Tick,
    /// Length of the work after it.
    pub wrap_up: Tick,
}

/// What happens in an event. A mechanism adds its kinds here, and what a row says of them in `report::trace`; how an attempt
/// ends is told by [`Observer::ended`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An attempt reaches the service.
    Arrives,
    /// A recorded message begins.
    Message {
        /// Its length.
        lasts: Tick,
    },
    /// It ends.
    MessageEnds {
        /// Where the call goes.
        next: Next,
    },
    /// The waiting places are full.
    Full {
        /// Where the call goes; none: the line is engaged.
        next: Option<Next>,
    },
    /// Leaves at once rather than wait.
    Balks,
    /// Joins a queue.
    Waits {
        /// In which way.
        how: Waits,
        /// Calls in it now, this one included.
        waiting: u32,
    },
    /// Is offered to be called back.
    Offered {
        /// Calls in the queue, this one included.
        waiting: u32,
        /// Accepts; else stays on the line.
        accepts: bool,
    },
    /// Hears how long the wait is expected to be.
    Told {
        /// So long.
        wait: Tick,
    },
    /// A step closes; those who wait there on the line go elsewhere.
    Closes {
        /// The step.
        step: u8,
        /// How many they are.
        waiting: u32,
    },
    /// Is sent elsewhere from a step that is closed, or that closes.
    TurnedAway {
        /// The step.
        step: u8,
        /// Had waited there when it closed.
        waited: bool,
        /// Where the call goes.
        next: Next,
    },
    /// A person who waits to be called back gets worse.
    Worsens {
        /// How the episode ends; none: rings again.
        ends: Option<u8>,
        /// The call of the person who waits: another one, if the call-back stays in its queue.
        waits: u32,
    },
    /// An agent and the caller begin to talk.
    Answered {
        /// The agent's group.
        group: u16,
        /// Who of it, where its people are told apart: index of the place.
        agent: Option<u32>,
        /// Waited so long, by the clock of the measures.
        wait: Tick,
        /// Length of the talk.
        lasts: Tick,
    },
    /// The talk ends.
    TalkEnds {
        /// The agent's group.
        group: u16,
        /// Where the call goes.
        next: Next,
    },
    /// The agent has finished the work after a call.
    WrapUpEnds {
        /// The agent's group.
        group: u16,
        /// It took so long.
        lasts: Tick,
    },
    /// The longest wait of the step is over.
    WaitLimit {
        /// Where the call goes.
        next: Next,
    },
    /// Goes on to another provider.
    SentOn,
    /// Nobody took a warm transfer in time.
    HoldEnds,
    /// A called-back person does not pick up.
    NoAnswer {
        /// The agent's group.
        group: u16,
        /// The next attempt joins the queue after this long; none: no further attempt.
        again: Option<Tick>,
    },
    /// The agent's shift ends: the call goes back to the head of its queue.
    HandedBack {
        /// The agent's group.
        group: u16,
        /// Talk that is left.
        left: Tick,
    },
    /// The person will ring again.
    RingsAgain {
        /// After this long.
        after: Tick,
    },
    /// Somebody of a group goes on a break whose time was found while calls came in.
    BreakBegins {
        /// The group.
        group: u16,
        /// Its length.
        lasts: Tick,
    },
    /// And is back at the desk.
    BreakEnds {
        /// The group.
        group: u16,
    },
    /// From now on so many people of a group are due.
    Due {
        /// The group.
        group: u16,
        /// People.
        people: u32,
    },
}

/// Ways of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// On the line.
    OnTheLine,
    /// On the line, a colleague holding.
    Held,
    /// To be called back.
    CallBack,
}

/// Stands for the outcome of a call that was still in the system when the run stopped.
pub const OPEN: u8 = u8::MAX;

/// Nobody.
#[derive(Clone, Copy, Debug)]
pub struct Unobserved;

impl Observer for Unobserved {
    const TO_THE_END: bool = false;

    #[inline]
    fn answered(&mut self, _call: u32, _answer: Answer) {}
    #[inline]
    fn ended(&mut self, _call: u32, _state: &Call, _outcome: u8, _at: Tick) {}
}

/// An attempt, as `calls.csv` shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    /// Reached the service.
    pub arrived: Tick,
    /// The person's first attempt.
    pub first: Tick,
    /// Index of the source.
    pub source: u16,
    /// Number of the attempt.
    pub attempt: u8,
    /// Wait until a person answered, and that person's group.
    pub answered: Option<(Tick, u16)>,
    /// Joined the first queue at; none if it never came to one.
    pub queued: Option<Tick>,
    /// Length of the first talk and of the work after it.
    pub talked: Option<(Tick, Tick)>,
    /// Band, if a clinician was needed.
    pub band: Option<u8>,
    /// How late the first clinical contact was, if there was one.
    pub late: Option<Tick>,
    /// Outcome, by index; [`OPEN`] if there was none yet.
    pub outcome: u8,
    /// Over at.
    pub ended: Tick,
}

/// Keeps a row for every attempt.
#[derive(Clone, Debug, Default)]
pub struct CallLog {
    answers: Vec<Option<Answer>>,
    /// Attempts, in the order in which they ended.
    pub rows: Vec<CallRow>,
}

impl Observer for CallLog {
    const TO_THE_END: bool = true;

    fn answered(&mut self, call: u32, answer: Answer) {
        let place = call as usize;
        if self.answers.len() <= place {
            self.answers.resize(place + 1, None);
        }
        self.answers[place] = Some(answer);
    }

    fn ended(&mut self, call: u32, state: &Call, outcome: u8, at: Tick) {
        let answered = self.answers.get_mut(call as usize).and_then(Option::take);
        self.rows.push(CallRow {
            arrived: state.arrived,
            first: state.first,
            source: state.source,
            attempt: state.attempt,
            answered: answered.map(|a| (a.wait, a.group)),
            queued: (state.asked != Tick::MAX).then_some(state.asked),
            talked: answered.map(|a| (a.talk, a.wrap_up)),
            band: state.banded.then_some(state.band),
            late: (state.late != Tick::MAX).then_some(state.late),
            outcome,
            ended: at,
        });
    }
}
