//! Reading a tree: typed getters that name every mistake, note every input, and catch every unknown key.

pub mod change;
pub mod quantity;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use toml::value::Datetime;

use super::csv_table::CsvTable;
use super::echoes::Slips;
use super::problem::{Problem, list, nearest};
use super::source::{Place, Span, Texts};
use super::tree::{Node, Table, Value};

/// What is gathered while a scenario is read.
#[derive(Debug, Default)]
pub struct Reading {
    /// What is wrong.
    pub problems: RefCell<Vec<Problem>>,
    /// Inputs by dotted path, as a person would read them.
    pub inputs: RefCell<BTreeMap<String, Input>>,
    /// All texts.
    pub texts: RefCell<Texts>,
    /// CSV files read so far.
    pub tables: RefCell<BTreeMap<String, Option<CsvTable>>>,
    /// Which texts of the tree name a file, by the place of the value.
    pub file_names: RefCell<BTreeMap<Span, Place>>,
    /// Doubts that do not stop a run.
    pub warnings: RefCell<Vec<String>>,
    /// What complaints may be echoes of.
    pub slips: RefCell<Slips>,
}

/// An input of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// As written, or as the default reads.
    pub value: String,
    /// The program's default, not stated in the file.
    pub default: bool,
    /// Where it was written.
    pub span: Option<Span>,
}

impl Reading {
    /// Notes a problem.
    pub fn problem(&self, span: Option<Span>, code: &'static str, message: impl Into<String>, help: Option<String>) {
        self.problems.borrow_mut().push(Problem { span, code, message: message.into(), help });
    }

    /// Notes a doubt.
    pub fn warn(&self, message: impl Into<String>) {
        let message = message.into();
        let mut warnings = self.warnings.borrow_mut();
        if !warnings.contains(&message) {
            warnings.push(message);
        }
    }

    /// Notes what was read at a path, for `check --explain`.
    pub fn note(&self, path: String, value: String, default: bool, span: Option<Span>) {
        self.inputs.borrow_mut().entry(path).or_insert(Input { value, default, span });
    }
}

/// A table being read. Every key asked for is known; [`View::done`] reports the others.
#[derive(Debug)]
pub struct View<'a> {
    /// The table.
    pub table: &'a Table,
    /// Its dotted path.
    pub path: String,
    /// Where it stands.
    pub span: Option<Span>,
    /// What is gathered.
    pub reading: &'a Reading,
    asked: RefCell<BTreeSet<String>>,
}

/// Keys of the language that this version does not read.
const LATER: [&str; 7] = ["bursts", "by-more-than", "law-by", "no-worse-than", "occupancy", "replication", "waits"];
impl<'a> View<'a> {
    /// Begins to read a table.
    pub fn new(table: &'a Table, path: impl Into<String>, span: Option<Span>, reading: &'a Reading) -> Self {
        Self { table, path: path.into(), span, reading, asked: RefCell::default() }
    }

    /// The dotted path of a key.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Notes a problem with this table.
    pub fn problem(&self, span: Option<Span>, code: &'static str, message: impl Into<String>, help: Option<String>) {
        self.reading.slips.borrow_mut().note(&self.path, code);
        self.reading.problem(span.or(self.span), code, message, help);
    }

    /// Notes that a key this table needs is not there.
    pub fn missing(&self, key: &str, help: Option<&str>) {
        self.problem(None, "missing", format!("`{}` is missing", self.path_of(key)), help.map(str::to_owned));
    }

    /// The value of a key, whatever it is.
    pub fn node(&self, key: &str) -> Option<&'a Node> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.table.get(key)
    }

    /// A key that is known but read elsewhere.
    pub fn known(&self, keys: &[&str]) {
        self.asked.borrow_mut().extend(keys.iter().map(|k| (*k).to_owned()));
    }

    /// Notes the default of a key that is not stated.
    pub fn default(&self, key: &str, value: impl Into<String>) {
        self.reading.note(self.path_of(key), value.into(), true, None);
    }

    fn wrong_kind(&self, key: &str, node: &Node, expected: &str) {
        let found = self.reading.texts.borrow().words(node.span).to_owned();
        let short = found.len() <= 40 && (!matches!(node.value, Value::Table(_)) || found.starts_with('{'));
        let found = if short { found } else { node.kind().to_owned() };
        self.problem(
            Some(node.span),
            "wrong-kind",
            format!("`{}` cannot be {found}", self.path_of(key)),
            Some(expected.to_owned()),
        );
    }

    /// A sub-table.
    pub fn view(&self, key: &str) -> Option<View<'a>> {
        let node = self.node(key)?;
        match &node.value {
            Value::Table(table) => Some(View::new(table, self.path_of(key), Some(node.span), self.reading)),
            _ => {
                self.wrong_kind(key, node, "expected a table: { ... }");
                None
            }
        }
    }

    /// All sub-tables of a table of named things, with their names.
    pub fn views(&self, key: &str) -> Vec<(String, View<'a>)> {
        let Some(view) = self.view(key) else { return Vec::new() };
        view.table
            .0
            .iter()
            .filter_map(|(name, _)| {
                if !good_name(&name.name) {
                    view.problem(
                        Some(name.span),
                        "bad-name",
                        format!("`{}` cannot be a name", name.name),
                        Some("names are lower-case letters, digits and hyphens".to_owned()),
                    );
                }
                let inner = view.view(&name.name);
                if inner.is_none() {
                    self.reading.slips.borrow_mut().unread(&name.name);
                }
                inner.map(|inner| (name.name.clone(), View { span: Some(name.span), ..inner }))
            })
            .collect()
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<(String, Span)> {
        let node = self.node(key)?;
        match &node.value {
            Value::Text(text) => {
                self.reading.note(self.path_of(key), text.clone(), false, Some(node.span));
                Some((text.clone(), node.span))
            }
            Value::Nothing => {
                self.nothing_to_change(key, node);
                None
            }
            _ => {
                self.wrong_kind(key, node, "expected a text in quotes");
                None
            }
        }
    }

    /// One of some words.
    pub fn word<T: Copy>(&self, key: &str, words: &[(&str, T)], default: usize) -> T {
        let Some((text, span)) = self.text(key) else {
            if self.table.get(key).is_none() {
                self.default(key, words[default].0);
            }
            return words[default].1;
        };
        if let Some(&(_, value)) = words.iter().find(|(word, _)| *word == text) {
            return value;
        }
        let help = nearest(&text, words.iter().map(|w| w.0))
            .map_or_else(|| format!("expected {}", list(words.iter().map(|w| w.0))), |near| format!("did you mean `{near}`?"));
        self.problem(Some(span), "unknown-word", format!("`{text}` is not known for `{}`", self.path_of(key)), Some(help));
        words[default].1
    }

    /// A date.
    pub fn date(&self, key: &str) -> Option<(Datetime, Span)> {
        let node = self.node(key)?;
        match &node.value {
            Value::Date(date) if date.date.is_some() => {
                self.reading.note(self.path_of(key), date.to_string(), false, Some(node.span));
                Some((*date, node.span))
            }
            _ => {
                self.wrong_kind(key, node, "expected a date without quotes, for instance 2025-11-24");
                None
            }
        }
    }

    /// A list of texts (or one text).
    pub fn texts(&self, key: &str) -> Option<Vec<(String, Span)>> {
        let node = self.node(key)?;
        let mut found = Vec::new();
        for text in node.texts() {
            match text {
                Ok(text) => found.push(text),
                Err(item) => self.wrong_kind(key, item, "expected texts in quotes"),
            }
        }
        let words = found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>().join(", ");
        self.reading.note(self.path_of(key), words, false, Some(node.span));
        Some(found)
    }

    /// Reports keys nobody asked for.
    pub fn done(&self) {
        let asked = self.asked.borrow();
        for (key, node) in &self.table.0 {
            if asked.contains(&key.name) {
                continue;
            }
            let place = if self.path.is_empty() { "the scenario".to_owned() } else { format!("`{}`", self.path) };
            if LATER.contains(&key.name.as_str()) {
                let message = format!("`{}` in {place} is not read by this version", key.name);
                let help = "leave it out: what it says would have no effect".to_owned();
                self.problem(Some(key.span), "not-yet", message, Some(help));
                continue;
            }
            let near = nearest(&key.name, asked.iter().map(String::as_str));
            if let Some(near) = near {
                self.reading.slips.borrow_mut().meant(self.span, &self.path, near);
            }
            if let Value::Table(lost) = &node.value {
                lost.0.iter().for_each(|(name, _)| self.reading.slips.borrow_mut().unread(&name.name));
            }
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                // all of them, however many: whoever comes here does not know what there is
                None if asked.len() > 12 => {
                    format!("known here: {}", asked.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
                }
                None => format!("known here: {}", list(asked.iter().map(String::as_str))),
            };
            self.problem(Some(key.span), "unknown-key", format!("`{}` is not known in {place}", key.name), Some(help));
        }
    }
}

/// Lower-case letters, digits and hyphens.
pub fn good_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
