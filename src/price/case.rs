//! A set of assumptions under test: a scenario as stated, what is laid over it, and its contract.

use std::sync::atomic::AtomicBool;

use super::Failure;
use super::staffing::{Levers, Staffing};
use crate::experiment::common::take_targets;
use crate::experiment::{Trial, Trials};
use crate::finance::{Form, Line, Terms};
use crate::model::{Confidence, Model};
use crate::scenario::assumptions::Kind;
use crate::scenario::ranges::Range;
use crate::scenario::{Problems, Scenario, draws, load};

/// An assumption that is varied.
#[derive(Clone, Debug)]
pub struct Tested {
    /// What it is called: its kind in words, or its path.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The range.
    pub range: Range,
    /// The file gives the range; else it is a usual one.
    pub stated: bool,
}

/// A scenario with the contract that is tested.
#[derive(Debug)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// Where it is read from.
    pub file: String,
    /// Assignments over it.
    pub sets: Vec<String>,
    /// As stated, held to the targets of the first case.
    pub scenario: Scenario,
    /// Index of the contract.
    pub contract: usize,
    /// How its payment is found, without the price.
    pub form: Form,
    /// Gain share and margin.
    pub terms: Terms,
    /// What can be varied of its staffing.
    pub levers: Levers,
    /// Assumptions that are varied.
    pub tested: Vec<Tested>,
}

impl Case {
    /// The model with some assumptions at a share of their ranges, and a staffing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn model(&self, inputs: &[(&Range, f64)], staffing: &Staffing) -> Result<Model, Problems> {
        let sets: Vec<String> = self.sets.iter().cloned().chain(self.levers.assignments(staffing)).collect();
        let mut model =
            if inputs.is_empty() { load(&self.file, &sets)?.model } else { draws::drawn(&self.file, &sets, inputs)?.model };
        model.name.clone_from(&self.scenario.model.name);
        take_targets(&self.scenario.model, &mut model);
        Ok(model)
    }

    /// Replications of the model with these assumptions and this staffing, all of them.
    ///
    /// # Errors
    /// As [`Case::model`]; a failed check of the engine; a stop.
    pub fn trials(
        &self,
        bench: &Trials,
        inputs: &[(&Range, f64)],
        staffing: &Staffing,
        replications: std::ops::Range<u64>,
        stop: &AtomicBool,
    ) -> Result<(Model, Vec<Trial>), Failure> {
        let wanted = (replications.end - replications.start) as usize;
        let model = self.model(inputs, staffing)?;
        let trials = bench.trials(&model, replications, stop)?;
        if trials.len() < wanted {
            return Err(Failure::Stopped);
        }
        Ok((model, trials))
    }

    /// The contract's books in each replication.
    pub fn lines(&self, trials: &[Trial]) -> Vec<Line> {
        self.lines_as(self.form, trials)
    }

    /// The same if the contract paid in another form.
    pub fn lines_as(&self, form: Form, trials: &[Trial]) -> Vec<Line> {
        trials.iter().filter_map(|trial| trial.accounts.get(self.contract)?.line(form)).collect()
    }
}

/// What a reader must know of the targets.
pub(super) fn about_targets(model: &Model) -> Vec<String> {
    let on_estimate: Vec<&str> =
        model.targets.iter().filter(|t| t.confidence == Confidence::Estimate).map(|t| t.name.as_str()).collect();
    let mut notes = Vec::new();
    if model.targets.is_empty() {
        notes.push("no targets are stated: any staffing would do, and the price is that of the staffing as it stands".to_owned());
    }
    if !on_estimate.is_empty() {
        notes.push(format!("judged on the estimate, so kept on average and in no chance here: {}", on_estimate.join(", ")));
    }
    notes
}
