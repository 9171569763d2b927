//! Echoes: complaints that only follow from another. One slip of the pen makes one complaint, or one at each place that it spoils.
//!
//! A *slip* is a word that could not be read (a misspelt key, a value of the wrong kind). While a part of the scenario (its steps, its
//! calendar) has slips, that part is not known whole, and what is judged of it *as a whole* (nobody serves a step, a measure that cannot
//! arise) is held back until they are mended. Mistakes that do not follow from others are all told at once.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::Problem;
use super::source::Span;

/// Words that could not be read.
const SLIPS: [&str; 9] = [
    "no-unit",
    "unknown-key",
    "unknown-measure",
    "unknown-name",
    "unknown-set",
    "unknown-word",
    "unreadable",
    "wrong-kind",
    "wrong-unit",
];

/// Judgements of parts as a whole, with the parts that must be known for them.
const OF_THE_WHOLE: [(&str, &[&str]); 13] = [
    ("drop-nothing", &["base"]),
    ("missing-days", &["calendar"]),
    ("no-dates", &["calendar"]),
    ("no-demand", &["calendar"]),
    ("no-first-step", &["steps", "callers", "defaults"]),
    ("no-month", &["calendar"]),
    ("no-programme", &["programme"]),
    ("no-step-in", &["providers"]),
    ("no-such-time", &["calendar"]),
    ("nobody-serves", &["steps", "groups", "areas", "defaults"]),
    ("other-provider", &["areas", "defaults", "providers"]),
    ("unknown-scope", &["areas", "bands", "callers", "defaults", "groups", "providers", "steps"]),
    ("useless-scope", &["bands", "callers", "defaults", "outcomes", "steps"]),
];

/// What is noted while a scenario is read, to know echoes by.
#[derive(Debug, Default)]
pub struct Slips {
    /// Parts (`steps`) with a slip in them, or that could not be read at all.
    parts: BTreeSet<String>,
    /// Keys that were meant by a misspelt one, with their table.
    meant: BTreeSet<(Option<Span>, String)>,
    /// Names of things whose table could not be read: whoever uses them makes no mistake.
    names: BTreeSet<String>,
    /// Things with a name near that of another, by the place of the name: perhaps the other was meant.
    namesakes: BTreeMap<Span, String>,
}

impl Slips {
    /// Notes a complaint about something at a path.
    pub fn note(&mut self, path: &str, code: &str) {
        if SLIPS.contains(&code) && !path.is_empty() {
            self.part(path.split('.').next().unwrap_or(path));
        }
    }

    /// Notes that a part is not known whole.
    pub fn part(&mut self, part: &str) {
        self.parts.insert(part.to_owned());
    }

    /// Notes which key was meant by a misspelt one of a table.
    pub fn meant(&mut self, table: Option<Span>, path: &str, key: &str) {
        if path.is_empty() {
            self.part(key);
        }
        self.meant.insert((table, key.to_owned()));
    }

    /// Notes a thing that is named in the file and cannot be read.
    pub fn unread(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    /// Notes that a thing has a name near another's, as its path.
    pub fn namesake(&mut self, place: Span, other: String) {
        self.namesakes.insert(place, other);
    }

    /// The complaints without echoes; true if judgements of the whole were held back.
    pub fn without_echoes(&self, mut problems: Vec<Problem>) -> (Vec<Problem>, bool) {
        problems.retain(|p| !self.is_meant(p) && !self.is_of_unread(p));
        for problem in problems.iter_mut().filter(|p| matches!(p.code, "missing" | "nothing-to-change")) {
            if let Some(other) = problem.span.and_then(|span| self.namesakes.get(&span)) {
                let help = problem.help.take().map_or_else(String::new, |help| format!("{help}; "));
                problem.help = Some(format!("{help}or did you mean `{other}`?"));
            }
        }
        // all that the file leaves out to what it extends would seem to be missing
        let base_unread = self.parts.contains("extends");
        let held_back = |p: &Problem| {
            (base_unread && p.code != "unknown-key")
                || OF_THE_WHOLE.iter().any(|(code, parts)| *code == p.code && parts.iter().any(|part| self.parts.contains(*part)))
        };
        if problems.iter().all(held_back) {
            return (problems, false); // something must be told
        }
        let before = problems.len();
        problems.retain(|p| !held_back(p));
        let held_back = problems.len() < before;
        (problems, held_back)
    }

    /// Something is missing only because its key is misspelt.
    fn is_meant(&self, problem: &Problem) -> bool {
        let names = |key: &str| {
            problem.message.contains(&format!("{key}`"))
                || problem.help.as_ref().is_some_and(|help| help.contains(&format!("{key} = ")))
        };
        matches!(problem.code, "missing" | "no-bound")
            && self.meant.iter().any(|(table, key)| *table == problem.span && names(key))
    }

    fn is_of_unread(&self, problem: &Problem) -> bool {
        problem.code == "unknown-name" && self.names.iter().any(|name| problem.message.contains(&format!("called `{name}`")))
    }
}
