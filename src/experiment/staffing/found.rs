//! What a search found, and how much it took.

use super::aims::Aim;
use super::judge::Verified;
use super::seen::Detail;
use crate::model::Staffing;
use crate::plan::staffing::Bound;

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The staffing.
    pub staffing: Staffing,
    /// Its cost, in what the desk counts in.
    pub cost: f64,
    /// The aims.
    pub aims: Vec<Aim>,
    /// Each aim, on fresh callers; empty if it could not be verified in time.
    pub verified: Vec<Verified>,
    /// Verifications that were made.
    pub attempts: u32,
    /// Replications of each.
    pub replications: usize,
    /// Stopped before the end.
    pub partial: bool,
    /// Aims (by index) that no number of people within the bounds reaches, as far as was seen.
    pub hopeless: Vec<usize>,
    /// What no staffing can be below.
    pub bound: Bound,
    /// By place, of the verified callers (or of those of the search).
    pub detail: Detail,
    /// Replications in all; candidates of the search; what equal shares for all of them would have taken.
    pub effort: Effort,
}

/// What a search took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Replications in all.
    pub replications: usize,
    /// Of them, in verifications.
    pub verifying: usize,
    /// Staffings that were simulated.
    pub candidates: usize,
    /// Replications of a search that gives each candidate as many as the one with most.
    pub equal_shares: usize,
}

impl Found {
    /// Every aim is verified.
    pub fn met(&self) -> bool {
        !self.verified.is_empty() && self.verified.iter().all(|v| v.met)
    }

    /// The aim that binds: the one of least standing.
    pub fn binding(&self) -> Option<usize> {
        let standings = self.verified.iter().enumerate().map(|(i, v)| (i, v.standing));
        standings.min_by(|a, b| a.1.total_cmp(&b.1)).map(|found| found.0)
    }
}
