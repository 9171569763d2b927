//! An area on its way: where it stands, who serves it, what it waits for.
//!
//! ```text
//! waiting -> tender -> mobilising -> soft launch -> gate -> live (ramp)
//!                          ^              ^   | fails: next window, or back to the line before and again
//!                          |              +---+
//! withdrawal: a step-in takes over (between, if it needs longer than the notice), or tender again with a winner without a name
//! ```

use super::luck::Luck;
use super::pipeline::{self, Post};
use super::service::MEASURES;
use super::setup::Setup;
use crate::model::programme::Launch;

/// Where an area stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The tender has not begun.
    Waiting,
    /// A provider is looked for.
    Tender,
    /// People are recruited and trained.
    Mobilising,
    /// Soft launch: a share of the calls, until the gate is passed.
    Soft,
    /// A gate was failed: all calls back with the line before, for a time.
    Back,
    /// The provider has left, the step-in has not begun.
    Between,
    /// Signed off.
    Live,
}

/// Who serves an area, or is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taker {
    /// A provider of the scenario.
    Provider(u16),
    /// Whoever won a tender that was held again: staffed as planned, does not withdraw.
    Winner,
}

/// What comes after a provider that has given notice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// A step-in, from a day on.
    StepIn {
        /// Who.
        provider: u16,
        /// Its first day.
        from: usize,
    },
    /// A tender that ends on a day.
    Tender {
        /// Its last day is the one before.
        until: usize,
    },
}

/// Where an area stands on a day.
#[derive(Clone, Debug)]
pub struct State {
    /// The phase.
    pub phase: Phase,
    /// Its first day.
    pub since: usize,
    /// The first day on which it may end.
    until: usize,
    /// Provider's tries before this one.
    pub attempt: u32,
    /// Who serves it, or is to once it is mobilised.
    pub taker: Taker,
    /// Price of the taker as a factor of the contract's.
    pub price: f64,
    /// People in post by day since the award, and the day of the award.
    post: (Post, usize),
    /// Some provider passed the gate here.
    pub signed_off: bool,
    /// The first day of the ramp; none: all calls at once.
    ramp_from: Option<usize>,
    /// Notice was given: the last day is the one before this, and what comes then.
    pub leaving: Option<(usize, Next)>,
    /// Gates tried by this attempt.
    pub tries: u32,
    /// The first day of the test window.
    window_from: usize,
    /// Measures over the test window: as they came, and as they would usually be.
    pub window: [[[f64; 2]; MEASURES]; 2],
}

/// What happened to an area when a day began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The window is full: whether all targets held, as it came and usually.
    Judged {
        /// All targets held over the window.
        held: bool,
        /// They would have held without luck.
        usually: bool,
        /// Passed, by the targets or by pressure.
        passed: bool,
    },
    /// The provider is gone.
    Left,
}

impl State {
    /// On the first day; `launch`: none for an area that is live from the start; `first`: index of the programme's first day in the clock's.
    pub fn new(home: u16, launch: Option<&Launch>, first: usize) -> Self {
        Self {
            phase: if launch.is_some() { Phase::Waiting } else { Phase::Live },
            since: 0,
            until: launch.map_or(0, |launch| launch.begins.saturating_sub(first)),
            attempt: 0,
            taker: Taker::Provider(home),
            price: 1.0,
            post: (Post { in_post: vec![1.0], training: Vec::new() }, 0),
            signed_off: launch.is_none(),
            ramp_from: None,
            leaving: None,
            tries: 0,
            window_from: 0,
            window: [[[0.0; 2]; MEASURES]; 2],
        }
    }

    /// Does somebody hold the contract and have, or look for, people?
    pub fn held(&self) -> bool {
        matches!(self.phase, Phase::Mobilising | Phase::Soft | Phase::Back | Phase::Live)
    }

    /// Share of the calls that the taker gets on a day; the line before gets the rest.
    pub fn share(&self, launch: Option<&Launch>, day: usize) -> f64 {
        let Some(launch) = launch else { return 1.0 };
        match self.phase {
            Phase::Soft => launch.soft.share,
            Phase::Live => match self.ramp_from {
                Some(from) if launch.ramp > 0 => {
                    let way = ((day - from) as f64 / f64::from(launch.ramp)).min(1.0);
                    launch.soft.share + (1.0 - launch.soft.share) * way
                }
                _ => 1.0,
            },
            _ => 0.0,
        }
    }

    /// Shares of the planned heads in post and in training on a day.
    pub fn staff(&self, day: usize) -> [f64; 2] {
        if !self.held() {
            return [0.0; 2];
        }
        let since = day - self.post.1;
        [self.post.0.at(since), self.post.0.training(since)]
    }

    /// Is a test window being filled on a day?
    pub fn testing(&self, day: usize) -> bool {
        self.phase == Phase::Soft && day >= self.window_from
    }

    fn enter(&mut self, phase: Phase, day: usize, until: usize) {
        (self.phase, self.since, self.until) = (phase, day, until);
    }

    /// Lets everything happen that is due when a day begins. `index`: of the area.
    pub fn advance(&mut self, setup: &Setup, index: usize, day: usize, luck: Luck, events: &mut Vec<Event>) {
        let Some(launch) = &setup.programme.areas[index] else { return };
        let name = setup.model.areas[index].name.as_str();
        // each round ends a phase; phases of no days follow one another on the same day
        for _ in 0..64 {
            if let Some((last, next)) = self.leaving.filter(|leaving| day >= leaving.0) {
                self.leave(setup, launch, last.max(day), next);
                events.push(Event::Left);
                continue;
            }
            if day < self.until {
                return;
            }
            match self.phase {
                Phase::Waiting => {
                    let lasts = luck.days(&launch.tender, "tender", name, self.attempt);
                    self.enter(Phase::Tender, day, day + lasts);
                }
                Phase::Tender => {
                    let lasts = luck.days(&launch.mobilise.lasts, "mobilise", name, self.attempt);
                    self.post = (self.recruited(setup, index, day, luck), day);
                    self.enter(Phase::Mobilising, day, day + lasts);
                }
                Phase::Mobilising => {
                    // a person less than all can be missing by rounding of shares
                    if self.staff(day)[0] + 1e-9 < launch.mobilise.staffed && !luck.planned() {
                        return;
                    }
                    self.soft(launch, day);
                }
                Phase::Soft => self.judge(setup, launch, name, day, luck, events),
                Phase::Back => self.soft(launch, day),
                Phase::Between => {
                    self.post = (Post { in_post: vec![self.staffed_by(setup)], training: Vec::new() }, day);
                    if self.signed_off {
                        self.ramp_from = None;
                        self.enter(Phase::Live, day, usize::MAX);
                    } else {
                        self.soft(launch, day);
                    }
                }
                Phase::Live => return,
            }
        }
    }

    /// The people of an attempt, from its award on.
    fn recruited(&self, setup: &Setup, index: usize, day: usize, luck: Luck) -> Post {
        let Some(launch) = &setup.programme.areas[index] else { return Post::default() };
        let key = luck.key(&setup.model.areas[index].name, self.attempt);
        match (&launch.mobilise.recruits, key) {
            (Some(recruits), Some(key)) => pipeline::people(recruits, setup.areas[index].people, setup.days - day, key),
            (Some(_), None) => Post { in_post: vec![1.0], training: Vec::new() },
            (None, _) => Post { in_post: vec![launch.mobilise.staffed], training: Vec::new() },
        }
    }

    fn staffed_by(&self, setup: &Setup) -> f64 {
        match self.taker {
            Taker::Provider(provider) => setup.programme.providers[provider as usize].steps_in.map_or(1.0, |s| s.staffed),
            Taker::Winner => 1.0,
        }
    }

    fn soft(&mut self, launch: &Launch, day: usize) {
        let length = launch.soft.lasts.max(launch.gate.over) as usize;
        self.window_from = day + length - launch.gate.over as usize;
        self.window = [[[0.0; 2]; MEASURES]; 2];
        self.enter(Phase::Soft, day, day + length);
    }

    /// The soft launch is over: a full window is judged.
    fn judge(&mut self, setup: &Setup, launch: &Launch, name: &str, day: usize, luck: Luck, events: &mut Vec<Event>) {
        if launch.gate.targets.is_empty() {
            self.go_live(day);
            return;
        }
        let [held, usually] = [0, 1].map(|which| {
            launch.gate.targets.iter().all(|&target| {
                let value = super::service::value(self.window[which][setup.place(target)]);
                value.is_some_and(|value| setup.model.targets[target as usize].bound.holds(value))
            })
        });
        // on the day of the deadline itself everybody under test has one chance (`press`)
        let pressed = day > setup.deadline && luck.happens(launch.gate.pressure, "pressure", name, self.attempt, self.tries + 1);
        let passed = held || pressed || luck.planned();
        self.tries += 1;
        events.push(Event::Judged { held, usually, passed });
        if passed {
            self.go_live(day);
        } else if launch.gate.again_after > 0 {
            self.enter(Phase::Back, day, day + launch.gate.again_after as usize);
        } else {
            self.window_from = day;
            self.window = [[[0.0; 2]; MEASURES]; 2];
            self.until = day + launch.gate.over as usize;
        }
    }

    fn go_live(&mut self, day: usize) {
        self.signed_off = true;
        self.ramp_from = Some(day);
        self.enter(Phase::Live, day, usize::MAX);
    }

    /// On the day of the deadline an area under test may be passed regardless. Was it?
    pub fn press(&mut self, launch: &Launch, name: &str, day: usize, luck: Luck) -> bool {
        let passes = self.phase == Phase::Soft && luck.happens(launch.gate.pressure, "pressure", name, self.attempt, 0);
        if passes {
            self.go_live(day);
        }
        passes
    }

    fn leave(&mut self, setup: &Setup, launch: &Launch, day: usize, next: Next) {
        self.leaving = None;
        self.attempt += 1;
        self.tries = 0;
        match next {
            Next::StepIn { provider, from } => {
                self.taker = Taker::Provider(provider);
                self.price = setup.programme.providers[provider as usize].steps_in.map_or(1.0, |terms| terms.price);
                self.enter(Phase::Between, day, from);
            }
            Next::Tender { until } => {
                self.taker = Taker::Winner;
                self.price = launch.retender_price;
                self.signed_off = false;
                self.enter(Phase::Tender, day, until.max(day));
            }
        }
    }
}
