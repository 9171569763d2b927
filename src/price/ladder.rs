//! Staffings that cost less than the least one that keeps the targets: at every sum the best that it pays for, as far as it was searched.
//!
//! A few sums are searched for the staffing that comes nearest to the targets (`experiment::staffing`); these, and the least that keeps the targets, are the
//! levels of a ladder. Between levels all heads of the nearest level are multiplied by one factor. Without levels it is that of the least staffing.
//!
//! ```text
//! share s of the least staffing's labour  ->  level k with |ln(s / s_k)| least,  all its heads times s / s_k
//! ```

use std::sync::atomic::AtomicBool;

use super::Failure;
use super::case::Case;
use super::staffing::Staffing;
use crate::experiment::{Trial, Trials};
use crate::finance::Counted;
use crate::model::Model;

/// A level this near the least staffing is left out: the targets are the better guide there.
const NEAR: f64 = 0.985;

/// Staffings from little to the least that keeps the targets.
#[derive(Debug)]
pub struct Ladder<'a> {
    /// The last is the least staffing that keeps the targets, at 1.
    levels: Vec<Level<'a>>,
}

#[derive(Debug)]
struct Level<'a> {
    case: &'a Case,
    staffing: Staffing,
    share: f64,
}

impl<'a> Ladder<'a> {
    /// The least staffing of a case, and cases staffed as well as less money buys.
    ///
    /// # Errors
    /// As [`Case::model`].
    pub fn new((case, least): (&'a Case, &Staffing), cheaper: &'a [Case]) -> Result<Self, Failure> {
        let all = labour(case, &case.model(&[], least)?);
        let mut levels = Vec::new();
        for other in cheaper {
            let share = labour(other, &other.scenario.model) / all;
            if share < NEAR {
                levels.push(Level { case: other, staffing: other.levers.stated(), share });
            }
        }
        levels.sort_by(|a, b| a.share.total_cmp(&b.share));
        levels.push(Level { case, staffing: least.clone(), share: 1.0 });
        Ok(Self { levels })
    }

    /// Shares of the least staffing's labour that were searched, the least staffing's own left out.
    pub fn searched(&self) -> Vec<f64> {
        self.levels[..self.levels.len() - 1].iter().map(|level| level.share).collect()
    }

    /// Replications with the best staffing for a share of the least staffing's labour.
    ///
    /// # Errors
    /// As [`Case::trials`].
    pub fn trials(
        &self,
        bench: &Trials,
        share: f64,
        replications: std::ops::Range<u64>,
        stop: &AtomicBool,
    ) -> Result<(Model, Vec<Trial>), Failure> {
        let far = |level: &Level| (share / level.share).ln().abs();
        let nearest = self.levels.iter().reduce(|best, level| if far(level) <= far(best) { level } else { best });
        let Some(level) = nearest else { return Err(Failure::Stopped) };
        level.case.trials(bench, &[], &level.staffing.times(share / level.share), replications, stop)
    }
}

/// What the schedule of the contract's provider costs, in pounds.
pub fn labour(case: &Case, model: &Model) -> f64 {
    let provider = model.money.contracts[case.contract].provider;
    let own = (0..model.groups.len()).filter(|&group| model.groups[group].provider == provider);
    own.map(|group| Counted::Pounds.scheduled(model, group as u16)).sum()
}
