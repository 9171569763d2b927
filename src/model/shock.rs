//! Shocks: stretches of time in which something is not as usual. What they do is in the demand, the talks and the heads already;
//! this is what they are called.

use super::Tick;

/// A shock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shock {
    /// Its name in the file.
    pub name: String,
    /// Its first tick, and the first after it.
    pub lasts: (Tick, Tick),
    /// It multiplies demand.
    pub demand: bool,
    /// It changes how long talks take.
    pub handle: bool,
    /// It changes the chance of absence.
    pub absence: bool,
    /// It changes how many lines a provider has.
    pub lines: bool,
    /// Groups or sites whose people are lost, as the file names them.
    pub lost: Vec<String>,
}
