//! What is compared: files, and `--alt` groups of settings over the base; which of them is the base; what is identical to it.

use std::path::{Path, PathBuf};

use crate::cli::console::Console;
use crate::cli::uncertain::Configuration;
use crate::experiment::common;
use crate::scenario::{self, Scenario};

/// A configuration as read.
#[derive(Debug)]
pub(super) struct Read {
    /// The file it was read from.
    pub(super) file: String,
    /// The settings of its own (`--alt`).
    pub(super) set: Vec<String>,
    /// The scenario, named as the configuration.
    pub(super) scenario: Scenario,
    /// Where it is less comparable than one would think.
    pub(super) notes: Vec<String>,
    /// It says the same as the base.
    pub(super) identical: bool,
}

impl Read {
    /// As its inputs are drawn.
    pub(super) fn drawn(&self, sets: &[String]) -> Configuration<'_> {
        Configuration { file: &self.file, sets: [sets, &self.set].concat(), scenario: &self.scenario }
    }
}

/// The base first, then the alternatives; and why the base is the base.
pub(super) fn read(files: &[String], sets: &[String], alts: &[String], console: &Console) -> Result<(Vec<Read>, String), ()> {
    let mut wrong: Vec<String> = Vec::new();
    let mut groups = Vec::new();
    for alt in alts {
        match group(alt) {
            Ok(found) => groups.push(found),
            Err(message) => wrong.push(message),
        }
    }
    if files.len() + alts.len() < 2 {
        wrong.push(
            "nothing to compare with: name a second file, or say --alt \"NAME: PATH=VALUE\" for a change to the one named"
                .to_owned(),
        );
    }
    let mut broken = false;
    let mut found: Vec<Read> = Vec::new();
    let mut load = |file: &str, own: &[String]| match scenario::load(file, &[sets, own].concat()) {
        Ok(scenario) => Some(Read { file: file.to_owned(), set: own.to_vec(), scenario, notes: Vec::new(), identical: false }),
        Err(problems) => {
            console.problems(&problems);
            broken = true;
            None
        }
    };
    for file in files {
        found.extend(load(file, &[]));
    }
    let (place, because) = base_of(&found);
    if place < found.len() {
        let base = found.remove(place);
        found.insert(0, base);
    }
    if let Some(base) = found.first().map(|read| read.file.clone()).filter(|_| found.len() == files.len()) {
        for (name, own) in groups {
            if let Some(mut read) = load(&base, &own) {
                read.scenario.model.name = name;
                found.push(read);
            }
        }
    }
    distinct(&mut found);
    if !broken && wrong.is_empty() {
        wrong.extend(settle(&mut found));
    }
    for message in &wrong {
        console.failure(&anyhow::anyhow!(message.clone()));
    }
    if broken || !wrong.is_empty() { Err(()) } else { Ok((found, because)) }
}

/// `NAME: PATH=VALUE; PATH=VALUE`. A semicolon inside quotes or brackets separates nothing.
fn group(text: &str) -> Result<(String, Vec<String>), String> {
    let form = "expected \"NAME: PATH=VALUE; PATH=VALUE\", for instance --alt \"one more: groups.advisors.headcount=+1\"";
    let Some((name, rest)) = text.split_once(':') else { return Err(format!("--alt {text}: it has no name; {form}")) };
    let name: String = name.split_whitespace().collect::<Vec<_>>().join("-");
    let good = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(good) {
        return Err(format!("--alt {text}: `{name}` is no name: letters, digits, hyphens and spaces; {form}"));
    }
    let (mut settings, mut setting, mut depth, mut quote) = (Vec::new(), String::new(), 0, None);
    for letter in rest.chars() {
        match (quote, letter) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, ';') if depth == 0 => {
                settings.push(std::mem::take(&mut setting));
                continue;
            }
            _ => {}
        }
        setting.push(letter);
    }
    settings.push(setting);
    let settings: Vec<String> = settings.iter().map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect();
    if settings.is_empty() || settings.iter().any(|s| !s.contains('=')) {
        return Err(format!("--alt {text}: a setting is PATH=VALUE; {form}"));
    }
    Ok((name, settings))
}

/// Which is the base: the one that all the others extend, else the first.
fn base_of(found: &[Read]) -> (usize, String) {
    let place = |text: &str| std::fs::canonicalize(Path::new(text)).unwrap_or_else(|_| PathBuf::from(text));
    let of = |read: &Read| -> Vec<PathBuf> { read.scenario.texts.iter().map(|(text, _)| place(text)).collect() };
    let texts: Vec<Vec<PathBuf>> = found.iter().map(of).collect();
    if found.len() < 2 {
        return (0, "the file named".to_owned());
    }
    let extended = (0..found.len()).find(|&base| {
        let own = texts[base].first();
        (0..found.len()).all(|other| other == base || texts[other].iter().skip(1).any(|t| Some(t) == own))
    });
    match extended {
        Some(base) => (base, "the file that all the others extend".to_owned()),
        None => (0, "the first file named".to_owned()),
    }
}

/// Names of folders and tables: no two the same.
fn distinct(found: &mut [Read]) {
    for place in 1..found.len() {
        let name = found[place].scenario.model.name.clone();
        let mut shown = name.clone();
        let mut n = 2;
        while found[..place].iter().any(|other| other.scenario.model.name == shown) {
            shown = format!("{name}-{n}");
            n += 1;
        }
        found[place].scenario.model.name = shown;
    }
}

/// Holds the alternatives against the base: refuses what has other callers, takes over the base's targets.
pub(super) fn settle(found: &mut [Read]) -> Vec<String> {
    let mut wrong = Vec::new();
    common::count_alike(&mut found.iter_mut().map(|read| &mut read.scenario.model).collect::<Vec<_>>());
    let Some((base, others)) = found.split_first_mut() else { return wrong };
    for other in others {
        let reasons = common::refusals(&base.scenario.model, &other.scenario.model);
        let name = &other.scenario.model.name;
        if !reasons.is_empty() {
            wrong.push(format!(
                "{name} ({}) cannot be compared with {}: the same callers could not meet both, since {}",
                other.file,
                base.scenario.model.name,
                reasons.join("; ")
            ));
            continue;
        }
        other.identical = other.scenario.resolved.same_service(&base.scenario.resolved);
        other.notes = common::differences(&base.scenario.model, &other.scenario.model);
        // gates look at targets of their own programme
        if other.scenario.programme.is_none() {
            other.notes.extend(common::take_targets(&base.scenario.model, &mut other.scenario.model));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_a_name_and_settings() {
        let (name, settings) = group("one more: groups.advisors.headcount=+1; steps.assess.handle=7m 30s").unwrap();
        assert_eq!(name, "one-more");
        assert_eq!(settings, ["groups.advisors.headcount=+1", "steps.assess.handle=7m 30s"]);
        let (_, settings) = group("x: a.b={ c = \"1; 2\", d = [1] };").unwrap();
        assert_eq!(settings, ["a.b={ c = \"1; 2\", d = [1] }"]);
        for wrong in ["no name", ": a=1", "x:", "x: a", "a/b: c=1"] {
            assert!(group(wrong).is_err(), "{wrong}");
        }
    }
}
