//! `--uncertain` of `run` and `compare`: the inputs given as ranges are drawn, after everything else and beside it.

mod page;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::console::Console;
use super::flags::CommonArgs;
use super::progress::Shown;
use crate::experiment::common::take_targets;
use crate::experiment::{DrawError, DrawPlan, Drawn, uncertain};
use crate::model::Model;
use crate::report::doubt::{self, Doubt, FEWEST, Input};
use crate::report::{files, number};
use crate::scenario::draws;
use crate::scenario::ranges::Range;
use crate::scenario::{Problems, Scenario};

pub(super) use page::{markdown, text};

/// Flags of commands that can draw their inputs.
#[derive(Clone, Debug, Args)]
pub(super) struct UncertainArgs {
    /// Also draw the inputs given as ranges ([price-test.ranges]): chances over inputs and callers, which input matters
    #[arg(long)]
    uncertain: bool,
    /// Draws of the inputs
    #[arg(long, default_value_t = 50, requires = "uncertain", value_parser = clap::value_parser!(u64).range(FEWEST as u64..=100_000))]
    draws: u64,
    /// Replications of each draw, with callers of their own
    #[arg(long, default_value_t = 2, requires = "uncertain", value_parser = clap::value_parser!(u64).range(2..=10_000))]
    per_draw: u64,
}

/// A configuration: where it is read from, and as it was read.
#[derive(Debug)]
pub(super) struct Configuration<'a> {
    /// The file.
    pub(super) file: &'a str,
    /// Assignments over it.
    pub(super) sets: Vec<String>,
    /// With inputs as stated.
    pub(super) scenario: &'a Scenario,
}

/// What draws gave: in numbers, and row by row.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) doubt: Doubt,
    tables: [(&'static str, Vec<u8>); 2],
}

/// The input is wrong, which only a draw has shown.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Impossible(String);

/// Files that only draws write.
const FILES: [&str; 2] = ["inputs-drawn.csv", "draws.csv"];

impl UncertainArgs {
    /// Draws are asked for.
    pub(super) fn wanted(&self) -> bool {
        self.uncertain
    }

    /// Before anything is simulated: can all that is asked for be drawn? Says so where it cannot; and where ranges are not asked
    /// for, that they are ignored.
    pub(super) fn sound(&self, configurations: &[Configuration], console: &Console) -> bool {
        let base = &configurations[0];
        if !self.uncertain {
            if !base.scenario.ranges.is_empty() {
                let many = number::plural(base.scenario.ranges.len() as u64, "input is", "inputs are");
                console.say(&format!("{many} also given as a range, and taken as stated: --uncertain draws from the ranges"));
            }
            return true;
        }
        let mut sound = true;
        for (place, one) in configurations.iter().enumerate() {
            let own = of(&base.scenario.ranges, one.scenario);
            let ranges: Vec<Range> = own.iter().flatten().cloned().collect();
            if place > 0 && ranges.is_empty() {
                continue; // nothing that is drawn is there
            }
            if let Err(problems) = draws::check(one.file, &one.sets, &ranges) {
                console.problems(&problems);
                sound = false;
            }
            for message in undone(base.scenario, one.scenario).into_iter().filter(|_| place > 0) {
                console.failure(&anyhow::anyhow!(message));
                sound = false;
            }
        }
        sound
    }

    /// Simulates the draws; none if they are not asked for, or stopped before they say anything.
    ///
    /// # Errors
    /// Inputs of a draw that make no scenario; a failed check of the engine; threads that cannot be started.
    pub(super) fn found(
        &self,
        configurations: &[Configuration],
        common: &CommonArgs,
        stop: &AtomicBool,
        console: &Console,
    ) -> anyhow::Result<Option<Found>> {
        if !self.uncertain {
            return Ok(None);
        }
        let base = configurations[0].scenario;
        let ranges = &base.ranges;
        let names: Vec<&str> = ranges.iter().map(|r| r.name.as_str()).collect();
        let quantiles = draws::quantiles(&names, self.draws as usize, common.seed);
        let own: Vec<Vec<Option<Range>>> = configurations.iter().map(|one| of(ranges, one.scenario)).collect();
        let lower = |draw: usize| -> Result<Vec<Model>, Problems> {
            let mut models: Vec<Model> = Vec::new();
            for (one, own) in configurations.iter().zip(&own) {
                let inputs: Vec<(&Range, f64)> =
                    own.iter().zip(&quantiles[draw]).filter_map(|(range, u)| Some((range.as_ref()?, *u))).collect();
                let mut model = draws::drawn(one.file, &one.sets, &inputs)?.model;
                model.name.clone_from(&one.scenario.model.name);
                if let Some(base) = models.first() {
                    take_targets(base, &mut model);
                }
                models.push(model);
            }
            Ok(models)
        };
        let models: Vec<&Model> = configurations.iter().map(|one| &one.scenario.model).collect();
        let wanted = doubt::wanted(models[0]);
        let plan = DrawPlan {
            draws: self.draws as usize,
            replications: self.per_draw as usize,
            seed: common.seed,
            threads: common.threads,
        };
        let mut shown = Shown::new(common.progress, console, &base.model.name, "draws");
        let drawn = uncertain(&models, &wanted, &plan, &lower, stop, &mut |p| shown.update(p));
        shown.done();
        let drawn: Drawn = drawn.map_err(|error| match error {
            DrawError::Inputs(problems) => {
                console.problems(&problems);
                anyhow::Error::new(Impossible("the inputs of a draw make no scenario together: narrow their ranges".to_owned()))
            }
            DrawError::Apart(message) => {
                anyhow::Error::new(Impossible(format!("a range changes what must stay the same: {message}")))
            }
            DrawError::Run(error) => anyhow::Error::new(error),
        })?;
        let input = |range: &Range| Input { name: range.name.clone(), range: range.words.clone() };
        let inputs: Vec<Input> = ranges.iter().map(input).collect();
        let values: Vec<Vec<String>> =
            quantiles.iter().map(|us| ranges.iter().zip(us).map(|(range, u)| range.value(*u)).collect()).collect();
        let scenarios: Vec<&str> = models.iter().map(|m| m.name.as_str()).collect();
        let targets: Vec<String> = models[0].targets.iter().map(|t| t.name.clone()).collect();
        let tables = [
            (FILES[0], doubt::drawn_inputs(&inputs, &quantiles, &values, drawn.rows.len())),
            (FILES[1], doubt::rows(&scenarios, &targets, &wanted, &drawn)),
        ];
        let Some(mut doubt) = doubt::doubt(&models, inputs, &quantiles, &wanted, &drawn) else {
            console.say(&format!(
                "! stopped after {}: nothing is said of inputs",
                number::plural(drawn.rows.len() as u64, "draw", "draws")
            ));
            return Ok(None);
        };
        for (one, own) in configurations.iter().zip(&own) {
            let missing: Vec<&str> = own.iter().zip(&names).filter(|o| o.0.is_none()).map(|o| *o.1).collect();
            if !missing.is_empty() {
                doubt.notes.push(format!("{} has no {}: not drawn there", one.scenario.model.name, missing.join(", ")));
            }
        }
        Ok(Some(Found { doubt, tables }))
    }
}

/// The base's ranges as a configuration has them: its own paths, the base's values; none where it has no such thing. A file that
/// states no ranges takes all of the base's.
fn of(ranges: &[Range], scenario: &Scenario) -> Vec<Option<Range>> {
    if scenario.ranges.is_empty() {
        return ranges.iter().cloned().map(Some).collect();
    }
    let own = |range: &Range| {
        let there = scenario.ranges.iter().find(|own| own.name == range.name)?;
        Some(there.with_values_of(range))
    };
    ranges.iter().map(own).collect()
}

/// Where a stated value that is drawn would undo what an alternative proposes.
fn undone(base: &Scenario, alternative: &Scenario) -> Vec<String> {
    let mut found = Vec::new();
    for range in base.ranges.iter().filter(|range| !range.relative()) {
        let Some(own) = alternative.ranges.iter().find(|own| own.name == range.name) else { continue };
        for (path, stands) in own.paths.iter().zip(&own.stands) {
            let before = range.paths.iter().position(|p| p == path).map(|at| &range.stands[at]);
            if before.is_some_and(|before| before != stands) {
                found.push(format!(
                    "{} says otherwise what `{path}` is ({stands}), and a value drawn from \"{}\" would undo that: give the range as a change, for instance \"-10% .. +10%\"",
                    alternative.model.name, range.words
                ));
            }
        }
    }
    found
}

/// Writes the draws beside the other results, or removes those of an earlier run.
pub(super) fn write(found: Option<&Found>, folder: &Path) -> anyhow::Result<()> {
    match found {
        Some(found) => found.tables.iter().try_for_each(|(name, text)| files::write(&folder.join(name), text))?,
        None => FILES.iter().try_for_each(|name| files::remove(&folder.join(name)))?,
    }
    Ok(())
}

/// A summary as JSON, with what the draws say under `uncertain`.
pub(super) fn json(summary: &impl serde::Serialize, found: Option<&Found>) -> anyhow::Result<String> {
    let Some(found) = found else { return Ok(format!("{}\n", serde_json::to_string_pretty(summary)?)) };
    let plain = serde_json::to_string_pretty(summary)?;
    // the summary keeps the order of its keys
    let own = serde_json::to_string_pretty(&found.doubt)?.replace('\n', "\n  ");
    let plain = plain.trim_end().trim_end_matches('}').trim_end();
    Ok(format!("{plain},\n  \"uncertain\": {own}\n}}\n"))
}

/// A console that paints nothing, for texts that go into files and documents.
pub(super) fn plain(console: &Console) -> Console {
    console.for_files()
}
