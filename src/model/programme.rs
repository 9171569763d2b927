//! A programme of roll-out (`[programme]`): when each area goes live, by whom it is served, what makes a provider withdraw and who
//! steps in. Days are indices of [`Clock::days`](super::Clock); durations are whole calendar days.

use crate::random::Law;

/// Different measures that the gates of a programme may look at.
pub const MEASURES: usize = 6;

/// What a scenario says of its roll-out.
#[derive(Clone, Debug, PartialEq)]
pub struct Programme {
    /// Everywhere is to be live when this day begins.
    pub deadline: usize,
    /// By area; none: live from the start, by its provider.
    pub areas: Vec<Option<Launch>>,
    /// By provider.
    pub providers: Vec<Stand>,
}

/// How an area goes live.
#[derive(Clone, Debug, PartialEq)]
pub struct Launch {
    /// The provider, outside of the simulation, that answers what the new line does not.
    pub before: u16,
    /// The tender begins with this day.
    pub begins: usize,
    /// How long a tender takes, seconds.
    pub tender: Law,
    /// The same after a withdrawal where nobody steps in.
    pub retender: Law,
    /// Price of whoever wins that, as a factor of the contract's.
    pub retender_price: f64,
    /// From the award to the soft launch.
    pub mobilise: Mobilise,
    /// Calls that the new line takes before the sign-off.
    pub soft: Soft,
    /// The sign-off.
    pub gate: Gate,
    /// Days from the share of the soft launch to all calls, evenly.
    pub ramp: u32,
    /// Providers asked when the provider withdraws, in this order.
    pub step_ins: Vec<u16>,
}

/// From the award of a contract to the soft launch.
#[derive(Clone, Debug, PartialEq)]
pub struct Mobilise {
    /// At least this long, seconds.
    pub lasts: Law,
    /// Share of the area's planned heads that must be in post.
    pub staffed: f64,
    /// How they come there; none: that share is there when the time is up, and stays.
    pub recruits: Option<Pipeline>,
}

/// Recruits: begin week by week until all planned heads are in post or in training, from the award on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pipeline {
    /// Begin a week, as a share of the planned heads; as many as are missing, if fewer.
    pub a_week: f64,
    /// Days of training.
    pub trained_after: u32,
    /// Share that passes.
    pub passes: f64,
    /// Of those in post, the share that leaves in a year (at a constant rate).
    pub leavers: f64,
}

/// The soft launch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Soft {
    /// Share of the area's calls.
    pub share: f64,
    /// Days before the gate may be passed.
    pub lasts: u32,
}

/// The sign-off gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// Targets of the scenario that must all hold over the test window, by index; none: the gate is a date alone.
    pub targets: Vec<u16>,
    /// Days of the test window, the last ones of the soft launch.
    pub over: u32,
    /// After a failure all calls go back to the line before for so many days; 0: the soft launch and the next window go on at once.
    pub again_after: u32,
    /// Chance that an area is passed regardless, on the day of the deadline and at each failure after it.
    pub pressure: f64,
}

/// Where a provider stands in the programme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stand {
    /// Not simulated: answers a share of the calls at a cost each.
    pub outside: Option<Outside>,
    /// When it withdraws.
    pub withdraws: Vec<Withdrawal>,
    /// What it takes over from others.
    pub steps_in: Option<StepIn>,
}

/// A line that is not simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outside {
    /// Share of calls answered.
    pub answers: f64,
    /// Pounds an answered call, paid by the area.
    pub cost_per_call: Option<f64>,
}

/// When a provider withdraws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Withdrawal {
    /// From this area; none: from all of its own.
    pub area: Option<u16>,
    /// Why.
    pub when: When,
    /// Days from the notice to the last call.
    pub notice: u32,
}

/// What sets a withdrawal off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// When a month is closed: all of the reserve is spent.
    ReserveSpent,
    /// When a month is closed: the mean loss of the last three months with calls, times twelve, is above this (pounds).
    ForecastLoss(f64),
    /// On this day.
    On(usize),
}

/// What a provider takes over from others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepIn {
    /// Calls a day, of all areas it takes over together, on average.
    pub capacity: f64,
    /// Days from being asked to the first call.
    pub after: u32,
    /// Its price as a factor of the contract's.
    pub price: f64,
    /// Share of the area's planned heads that it has in post.
    pub staffed: f64,
}
