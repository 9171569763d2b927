//! The scenario file: read, merged, checked, and turned into a [`Model`]. All problems at once, underlined.
//!
//! ```text
//! text --tree--> merge (extends, drop, --set) --lower--> Model
//!                    |
//!                    +--> resolved.toml
//! ```
//! The language is described in `docs/language.md`. `toml`, `jiff` and CSV stop here: the model holds ids and ticks.

pub mod assumptions;
pub mod builtin;
pub mod calendar;
pub mod csv_table;
pub mod curve;
pub mod draws;
pub mod echoes;
pub mod grid;
pub mod laws;
pub mod lower;
pub mod merge;
pub mod moment;
pub mod price_test;
pub mod problem;
pub mod programme;
pub mod range;
pub mod ranges;
pub mod read;
pub mod resolved;
pub mod schema;
pub mod source;
pub mod sourced;
pub mod spelling;
pub mod spreadsheet;
pub mod staffing;
pub mod tree;

use std::collections::BTreeMap;
use std::path::Path;

pub use calendar::Civil;
pub use problem::{Problem, Problems};
pub use read::Input;
pub use source::Place;

use crate::model::{Choices, Model, Programme};
use read::Reading;
use source::Texts;

/// A scenario, ready to run, with what a report needs of its file.
#[derive(Debug)]
pub struct Scenario {
    /// The model.
    pub model: Model,
    /// The calendar, for labels.
    pub civil: Civil,
    /// Inputs by dotted path.
    pub inputs: BTreeMap<String, Input>,
    /// Grades of `[sources]`: path, grade and where from.
    pub sources: Vec<(String, String)>,
    /// Doubts found while reading.
    pub warnings: Vec<String>,
    /// The scenario after `extends` and `--set`, and the CSV files it needs (name, text).
    pub resolved: resolved::Resolved,
    /// Inputs given as ranges, drawn under `--uncertain`.
    pub ranges: Vec<ranges::Range>,
    /// The price test, as far as it is stated.
    pub price_test: price_test::PriceTest,
    /// The roll-out, where the file states one.
    pub programme: Option<Programme>,
    /// The usual ranges of assumptions of which the file gives none.
    pub usual: Vec<ranges::Range>,
    /// All texts read: place, content.
    pub texts: Vec<(String, String)>,
}

/// Reads the scenario at a path (or `builtin:NAME`), with `--set` assignments over it.
///
/// # Errors
/// All problems of the files and assignments.
pub fn load(path: &str, sets: &[String]) -> Result<Scenario, Problems> {
    let (place, name) = place_of(path);
    read(place, &name, sets)
}

/// The place that a path of the command line names, and the name of the scenario there.
fn place_of(path: &str) -> (Place, String) {
    let place = match path.strip_prefix("builtin:") {
        Some(name) if !name.contains('.') => Place::Builtin(format!("{name}.toml")),
        Some(name) => Place::Builtin(name.to_owned()),
        None => Place::Disk(path.into()),
    };
    let name = Path::new(path.strip_prefix("builtin:").unwrap_or(path))
        .file_stem()
        .map_or_else(|| "scenario".to_owned(), |s| s.to_string_lossy().into_owned());
    (place, name)
}

/// Reads a scenario from text, as if it stood in a file of that name in the current folder.
///
/// # Errors
/// All problems of the text.
pub fn from_text(name: &str, text: &str) -> Result<Scenario, Problems> {
    let mut texts = Texts::default();
    let mut problems = Vec::new();
    let index = texts.add(Place::Disk(format!("{name}.toml").into()), text.to_owned());
    let table = tree::parse(&texts, index, &mut problems);
    finish(texts, problems, table, name)
}

/// Reads a scenario from text; the data files that it names, and other scenarios that it extends, are `held` (name, text).
///
/// # Errors
/// All problems of the text and the data.
pub fn from_held(name: &str, text: &str, held: &[(String, String)]) -> Result<Scenario, Problems> {
    let mut texts = Texts::default();
    let mut problems = Vec::new();
    for (file, content) in held {
        texts.hold(file, content.clone());
    }
    let file = format!("{name}.toml");
    texts.hold(&file, text.to_owned());
    let table = merge::load(&mut texts, Place::Held(file), &mut problems, &mut Vec::new(), None);
    finish(texts, problems, table, name)
}

/// Reads a scenario as [`load`] does; data files that the assignments name may be `held` in memory (name, text).
///
/// # Errors
/// All problems of the files and assignments.
pub fn load_holding(path: &str, sets: &[String], held: &[(String, String)]) -> Result<Scenario, Problems> {
    let (place, name) = place_of(path);
    let mut texts = Texts::default();
    for (file, content) in held {
        texts.hold(file, content.clone());
    }
    read_into(texts, place, &name, sets)
}

fn read(place: Place, name: &str, sets: &[String]) -> Result<Scenario, Problems> {
    read_into(Texts::default(), place, name, sets)
}

fn read_into(mut texts: Texts, place: Place, name: &str, sets: &[String]) -> Result<Scenario, Problems> {
    let mut problems = Vec::new();
    let mut table = merge::load(&mut texts, place, &mut problems, &mut Vec::new(), None);
    for assignment in sets {
        merge::set(&mut texts, &mut table, assignment, &mut problems);
    }
    finish(texts, problems, table, name)
}

fn finish(texts: Texts, problems: Vec<Problem>, table: tree::Table, name: &str) -> Result<Scenario, Problems> {
    finish_with(texts, problems, &table, name, false).map(|found| found.0)
}

/// `choices`: what may be chosen is wanted too.
fn finish_with(
    texts: Texts,
    problems: Vec<Problem>,
    table: &tree::Table,
    name: &str,
    choices: bool,
) -> Result<(Scenario, Option<Choices>), Problems> {
    // what could not be read would only cause further complaints
    if problems.iter().any(|p| matches!(p.code, "syntax" | "unreadable" | "extends-circle" | "set-form")) {
        let mut slips = echoes::Slips::default();
        slips.part("base");
        return Err(Problems::of(slips.without_echoes(problems), texts));
    }
    let reading = Reading::default();
    *reading.texts.borrow_mut() = texts;
    *reading.problems.borrow_mut() = problems;
    let lowered = lower::lower(table, name, &reading);
    let (price_test, ranges) = price_test::read(table, lowered.as_ref().map(|l| &l.0), &reading);
    let usual = if price_test.usual_ranges { assumptions::usual(table, &ranges) } else { Vec::new() };
    let choices = match &lowered {
        Some((model, civil)) if choices => Some(staffing::read(table, &reading, model, civil)),
        Some((model, civil)) => {
            staffing::check(table, &reading, model, civil);
            None
        }
        None => None,
    };
    let programme = programme::read(table, lowered.as_ref().map(|(model, civil)| (model, civil)), &reading);
    let resolved = resolved::resolve(table, &reading);
    sourced::check(table, &reading);
    let problems = reading.slips.into_inner().without_echoes(reading.problems.into_inner());
    let texts = reading.texts.into_inner();
    let Some((model, civil)) = lowered.filter(|_| problems.0.is_empty()) else {
        return Err(Problems::of(problems, texts));
    };
    let sources = table.table("sources").map(|sources| {
        let text = |node: &tree::Node| if let tree::Value::Text(text) = &node.value { text.clone() } else { String::new() };
        sources.0.iter().map(|(key, node)| (key.name.clone(), text(node))).collect()
    });
    let scenario = Scenario {
        model,
        civil,
        inputs: reading.inputs.into_inner(),
        sources: sources.unwrap_or_default(),
        warnings: reading.warnings.into_inner(),
        resolved,
        ranges,
        price_test,
        programme,
        usual,
        texts: texts.iter().map(|t| (t.place.display(), t.content.clone())).collect(),
    };
    Ok((scenario, choices))
}

impl Scenario {
    /// The grade of an input: that of the longest path of `[sources]` that holds it; none if ungraded.
    pub fn grade(&self, path: &str) -> Option<&str> {
        let holds = |of: &str| path == of || (path.starts_with(of) && path.as_bytes().get(of.len()) == Some(&b'.'));
        let best = self.sources.iter().filter(|(of, _)| holds(of)).max_by_key(|(of, _)| of.len());
        best.map(|(_, grade)| grade.as_str())
    }
}
