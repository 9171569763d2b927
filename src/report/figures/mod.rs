//! From results to pictures: what each picture shows, and the finding it leads with. One file a picture.

mod callbacks;
pub mod callers;
pub mod changed;
pub mod cost;
mod day;
mod days;
pub mod roster;
mod scorecard;
pub mod sweep;
mod waits;
mod week;

use super::chart::{ChartError, Drawing, Estimate, Frame};
use crate::experiment::{Flows, Results};
use crate::model::{Measure, MeasureKind, Model, Scope};
use crate::plan::Requirement;
use crate::scenario::Scenario;

/// Names of the pictures a run may write.
pub const NAMES: [&str; 7] = ["scorecard", "callers", "waits", "week", "day", "callbacks", "cost"];

/// Draws the pictures that apply: name, picture.
pub fn draw(scenario: &Scenario, requirement: &Requirement, results: &Results, flows: &Flows) -> Vec<(&'static str, Drawing)> {
    let pictures = Pictures { scenario, model: &scenario.model, requirement, results };
    let mut found = vec![
        ("scorecard", pictures.scorecard()),
        ("callers", pictures.callers(flows)),
        ("waits", pictures.waits()),
        ("week", pictures.week()),
        ("day", pictures.day()),
    ];
    if scenario.model.steps.iter().any(|s| s.by_call_back && s.clinical) && !scenario.model.bands.is_empty() {
        found.push(("callbacks", pictures.callbacks()));
    }
    found.extend(pictures.cost().map(|picture| ("cost", picture)));
    found
}

/// Turns pictures into PNG files, in parallel.
///
/// # Errors
/// That a picture could not be drawn.
pub fn pngs(drawings: &[(&'static str, Drawing)]) -> Result<Vec<(&'static str, Vec<u8>)>, ChartError> {
    use rayon::prelude::*;
    drawings.par_iter().map(|(name, drawing)| Ok((*name, drawing.png()?))).collect()
}

struct Pictures<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    requirement: &'a Requirement,
    results: &'a Results,
}

const ALL: Scope = Scope::All;

impl Pictures<'_> {
    fn frame(&self, title: &str, finding: String) -> Frame {
        frame(self.scenario, self.results, title, finding)
    }

    fn estimate(&self, kind: MeasureKind, scope: Scope) -> Option<Estimate> {
        estimate(self.results, kind, scope)
    }
}

/// The words around a picture of a scenario's results.
pub fn frame(scenario: &Scenario, results: &Results, title: &str, finding: String) -> Frame {
    let assumed = assumed(scenario);
    Frame {
        title: title.to_owned(),
        finding,
        scenario: scenario.model.title.clone(),
        seed: results.seed,
        replications: results.replications as u64,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        intervals: "95 % intervals: simulation error alone".to_owned(),
        assumed,
    }
}

/// Inputs that nobody measured.
pub fn assumed(scenario: &Scenario) -> Vec<String> {
    if scenario.sources.is_empty() {
        return vec!["all inputs: no sources are stated".to_owned()];
    }
    scenario
        .sources
        .iter()
        .filter(|(_, grade)| grade.starts_with("judged") || grade.starts_with("calibrated"))
        .map(|(path, _)| path.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" "))
        .collect()
}

/// An estimate as pictures show it; its interval is no number where there is none.
pub fn estimate(results: &Results, kind: MeasureKind, scope: Scope) -> Option<Estimate> {
    let found = results.estimate(Measure { kind, scope })?;
    let (low, high) = found.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
    Some(Estimate { mean: found.mean, low, high })
}
