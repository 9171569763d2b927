//! Who calls: areas, caller classes, and their product, the sources of calls.

use super::flow::{Patience, Redial};

/// A contract area.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Its name in the file.
    pub name: String,
    /// Index of the provider that answers its calls.
    pub provider: u16,
    /// Demand is a record (counts, log): it already holds redials and busy days.
    pub recorded: bool,
    /// People, where stated.
    pub population: Option<f64>,
}

/// A class of caller.
#[derive(Clone, Debug, PartialEq)]
pub struct CallerClass {
    /// Its name in the file; empty for the one class of a file without any.
    pub name: String,
    /// Served first when lowest, where priority decides; none if not stated.
    pub priority: Option<u8>,
}

/// Calls of one class from one area.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Index of the area.
    pub area: u16,
    /// Index of the class.
    pub class: u16,
    /// First step.
    pub enters: u8,
    /// Expected first calls in each demand cell (not a rate), before random factors; see [`Variation::cells`].
    pub expected: Vec<f32>,
    /// Recorded arrivals to be replayed instead (ticks, rising).
    pub replay: Vec<u64>,
    /// How long its callers wait on the line.
    pub patience: Patience,
    /// Share that hangs up as soon as the call reaches the service.
    pub at_once: f64,
    /// Treated otherwise when they ring again.
    pub repeat: Option<Repeat>,
    /// Whether they ring again.
    pub redial: Option<Redial>,
}

/// How people are treated who ring again within some time of their last call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repeat {
    /// From so many calls in a row on, each within the time of the one before.
    pub calls: u8,
    /// That time.
    pub within: u64,
    /// They enter here.
    pub enters: Option<u8>,
    /// They have this priority where no band states one.
    pub priority: Option<u8>,
}

/// A gamma factor of mean 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// Coefficient of variation.
    pub cv: f64,
    /// Correlation with the day before (day factor), or the time in hours over which it fades to 1/e (within the day).
    pub memory: f64,
    /// Correlation of the underlying normal variables between areas.
    pub between_areas: f64,
}

/// Demand beyond Poisson: one level for the run, a factor a day, a factor within the day. By area.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variation {
    /// Starts of the demand cells over which the rate is constant (ticks, rising).
    pub cells: Vec<u64>,
    /// End of the last cell.
    pub cells_end: u64,
    /// Day of each cell.
    pub cell_day: Vec<u32>,
    /// By area: one for the whole run (a wrong forecast).
    pub level: Vec<Option<Factor>>,
    /// By area: one a day.
    pub day: Vec<Option<Factor>>,
    /// By area: correlated within the day.
    pub within: Vec<Option<Factor>>,
}
