//! Every input of a scenario with its value and the grade of its source, and how many of each grade there are.

use super::{Block, Section, Table};
use crate::scenario::Scenario;

/// Said where nothing is.
const UNSTATED: &str = "no source stated";
const DEFAULT: &str = "default of the program";
const TITLE: &str = "Inputs and where they come from";
/// More inputs than these are shown by source.
const MOST: usize = 400;

/// Grade of an input's source in words.
pub fn grade(scenario: &Scenario, path: &str, default: bool) -> String {
    match (scenario.grade(path), default) {
        (Some(grade), _) => grade.to_owned(),
        (None, true) => DEFAULT.to_owned(),
        (None, false) => UNSTATED.to_owned(),
    }
}

/// The kind of a grade: "published", "judged", "calibrated" and so on.
fn kind(grade: &str) -> &str {
    if grade == UNSTATED || grade == DEFAULT { grade } else { grade.split(':').next().unwrap_or(grade).trim() }
}

/// How many inputs have which kind of source, most first: "31 published, 12 judged".
pub fn by_kind(scenario: &Scenario) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (path, input) in &scenario.inputs {
        let grade = grade(scenario, path, input.default);
        match counts.iter_mut().find(|(of, _)| of == kind(&grade)) {
            Some((_, n)) => *n += 1,
            None => counts.push((kind(&grade).to_owned(), 1)),
        }
    }
    counts.sort_by_key(|count| std::cmp::Reverse(count.1));
    counts
}

/// What each stated source covers, where there are too many inputs to show.
fn by_source(scenario: &Scenario) -> [Block; 2] {
    let holds = |of: &str, path: &str| path == of || (path.starts_with(of) && path.as_bytes().get(of.len()) == Some(&b'.'));
    let under = |of: &str| scenario.inputs.keys().filter(|path| holds(of, path)).count().to_string();
    let ungraded = scenario.inputs.keys().filter(|path| scenario.grade(path).is_none()).count();
    let stated = scenario.sources.iter().map(|(path, grade)| vec![path.clone(), under(path), grade.clone()]);
    let rest = vec!["without a stated source".to_owned(), ungraded.to_string(), "defaults of the program among them".to_owned()];
    [
        Block::Table(Table {
            caption: "Sources, and the inputs at or below each".to_owned(),
            head: ["Part of the scenario", "Inputs", "Source"].map(str::to_owned).to_vec(),
            rows: stated.chain([rest]).collect(),
        }),
        Block::Text(
            "The values are in resolved.toml; `helpline check resolved.toml --explain` lists each with its source.".to_owned(),
        ),
    ]
}

/// The section of inputs; what is given as a range is named with it.
pub fn section(scenario: &Scenario) -> Section {
    let all: Vec<String> = by_kind(scenario).iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let mut blocks = vec![Block::Text(format!(
        "{} inputs: {}. A figure can be no better than what it rests on.",
        scenario.inputs.len(),
        all.join(", ")
    ))];
    if scenario.inputs.len() > MOST {
        blocks.extend(by_source(scenario));
        return Section::new(TITLE, blocks);
    }
    let rows =
        scenario.inputs.iter().map(|(path, input)| vec![path.clone(), input.value.clone(), grade(scenario, path, input.default)]);
    blocks.push(Block::Table(Table {
        caption: "Inputs, their values and where these come from".to_owned(),
        head: ["Input", "Value", "Source"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }));
    if !scenario.ranges.is_empty() {
        let rows = scenario.ranges.iter().map(|range| vec![range.name.clone(), range.words.clone()]);
        blocks.push(Block::Table(Table {
            caption: "Inputs given as ranges: drawn with --uncertain, else as stated above".to_owned(),
            head: ["Input", "Range"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        }));
    }
    Section::new(TITLE, blocks)
}
