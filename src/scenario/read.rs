//! Reading a tree: typed getters that name every mistake, note every input, and catch every unknown key.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use toml::value::Datetime;

use super::csv_table::CsvTable;
use super::problem::{Problem, list, nearest};
use super::source::{Place, Span, Texts};
use super::tree::{Node, Table, Value};
use super::units::{self, Change};
use crate::random::Law;

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

    fn note(&self, path: String, value: String, default: bool, span: Option<Span>) {
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
const LATER: [&str; 27] = [
    "absence",
    "at-close",
    "bursts",
    "by-more-than",
    "closed-to",
    "keep-free",
    "launch",
    "law-by",
    "lines",
    "lost",
    "new-staff",
    "no-worse-than",
    "occupancy",
    "offer",
    "open",
    "outside",
    "price-test",
    "programme",
    "replication",
    "score",
    "second-wait",
    "sends-on",
    "staffing",
    "steps-in",
    "up-to",
    "waits",
    "withdraws",
];

/// A longer mean, in seconds, is a slip: four years.
const LONGEST_MEAN: f64 = 4.0 * 31_557_600.0;

/// The unit a number is to be read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Duration,
    Rate,
    Share,
    Number,
    Pounds(units::Per),
}

impl Unit {
    fn parse(self, text: &str) -> Result<f64, String> {
        match self {
            Unit::Duration => units::duration(text),
            Unit::Rate => units::rate(text),
            Unit::Share => units::share(text),
            Unit::Number => units::number(text),
            Unit::Pounds(per) => units::pounds(text, per),
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Unit::Duration => "expected a duration with its unit, for instance \"7m 30s\"",
            Unit::Rate => "expected calls per time, for instance \"120/h\"",
            Unit::Share => "expected a share, for instance \"85%\"",
            Unit::Number => "expected a number",
            Unit::Pounds(units::Per::Sum) => "expected a sum of money, for instance \"£8.00\" or \"£500k\"",
            Unit::Pounds(units::Per::Hour) => "expected pounds an hour, for instance \"£14.62/h\"",
            Unit::Pounds(units::Per::Year) => "expected pounds a year, for instance \"£250k\" or \"£24,071/y\"",
        }
    }
}

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
        self.reading.problem(span.or(self.span), code, message, help);
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
                view.view(&name.name).map(|inner| (name.name.clone(), View { span: Some(name.span), ..inner }))
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

    fn quantity(&self, key: &str, unit: Unit) -> Option<f64> {
        let node = self.node(key)?;
        let value = self.quantity_of(key, node, unit)?;
        let words = self.reading.texts.borrow().words(node.span).trim_matches('"').to_owned();
        let shown = if node.changes.is_empty() || matches!(node.value, Value::Nothing) {
            words
        } else {
            format!("{words}, changed to {}", show(value, unit))
        };
        self.reading.note(self.path_of(key), shown, false, Some(node.span));
        Some(value)
    }

    fn quantity_of(&self, key: &str, node: &Node, unit: Unit) -> Option<f64> {
        let base = match &node.value {
            Value::Text(text) => match unit.parse(text) {
                Ok(value) => Some(value),
                Err(expected) => {
                    self.problem(
                        Some(node.span),
                        "wrong-unit",
                        format!("`{}` cannot be \"{text}\"", self.path_of(key)),
                        Some(expected),
                    );
                    return None;
                }
            },
            Value::Integer(n) if unit == Unit::Number => Some(*n as f64),
            Value::Float(x) if unit == Unit::Number && x.is_finite() => Some(*x),
            Value::Integer(_) | Value::Float(_) => {
                let words = self.reading.texts.borrow().words(node.span).to_owned();
                self.problem(
                    Some(node.span),
                    "no-unit",
                    format!("`{}` = {words} has no unit", self.path_of(key)),
                    Some(unit.expected().to_owned()),
                );
                return None;
            }
            Value::Nothing => None,
            _ => {
                self.wrong_kind(key, node, unit.expected());
                return None;
            }
        };
        let Some(mut value) = base else {
            self.nothing_to_change(key, node);
            return None;
        };
        for (change, span) in &node.changes {
            value = self.changed(key, value, change, *span, unit)?;
        }
        Some(value)
    }

    fn nothing_to_change(&self, key: &str, node: &Node) {
        self.problem(
            Some(node.span),
            "nothing-to-change",
            format!("`{}` is given as a change, but there is nothing that it changes", self.path_of(key)),
            Some("a leading sign or x changes an inherited value; leave it out to state the value itself".to_owned()),
        );
    }

    fn changed(&self, key: &str, value: f64, change: &Change, span: Span, unit: Unit) -> Option<f64> {
        match change {
            Change::Times(factor) => Some(value * factor),
            Change::Points(points) if unit == Unit::Share => Some(value + points),
            Change::Points(_) => {
                self.problem(
                    Some(span),
                    "wrong-unit",
                    format!("`{}` is no share, so points cannot be added", self.path_of(key)),
                    None,
                );
                None
            }
            Change::Plus(sign, text) => match unit.parse(text) {
                Ok(amount) => Some(value + sign * amount),
                Err(expected) => {
                    self.problem(
                        Some(span),
                        "wrong-unit",
                        format!("`{}` cannot be changed by \"{text}\"", self.path_of(key)),
                        Some(expected),
                    );
                    None
                }
            },
        }
    }

    /// A duration, seconds, not negative.
    pub fn duration(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Duration)?;
        self.at_least_zero(key, value, "a duration")
    }

    /// Calls an hour, not negative.
    pub fn rate(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Rate)?;
        self.at_least_zero(key, value, "a rate")
    }

    /// A number, not negative.
    pub fn number(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Number)?;
        self.at_least_zero(key, value, "this number")
    }

    /// Pounds, not negative.
    pub fn pounds(&self, key: &str, per: units::Per) -> Option<f64> {
        let value = self.pounds_of_any_sign(key, per)?;
        self.at_least_zero(key, value, "a price, pay or cost")
    }

    /// Pounds; a surplus may be a loss.
    pub fn pounds_of_any_sign(&self, key: &str, per: units::Per) -> Option<f64> {
        self.quantity(key, Unit::Pounds(per))
    }

    /// True or false.
    pub fn truth(&self, key: &str, default: bool) -> bool {
        match self.node(key).map(|n| (&n.value, n.span)) {
            None => default,
            Some((Value::Bool(truth), span)) => {
                self.reading.note(self.path_of(key), truth.to_string(), false, Some(span));
                *truth
            }
            Some((_, span)) => {
                self.problem(Some(span), "wrong-kind", format!("`{}` is true or false", self.path_of(key)), None);
                default
            }
        }
    }

    /// A whole number between two bounds.
    pub fn whole(&self, key: &str, least: u64, most: u64) -> Option<u64> {
        let value = self.number(key)?;
        if value.fract() != 0.0 || value < least as f64 || value > most as f64 {
            let words = self.reading.texts.borrow().words(self.table.get(key)?.span).to_owned();
            self.problem(
                Some(self.table.get(key)?.span),
                "out-of-range",
                format!("`{}` cannot be {words}", self.path_of(key)),
                Some(format!("expected a whole number from {least} to {most}")),
            );
            return None;
        }
        Some(value as u64)
    }

    /// A share between 0 and 1.
    pub fn share(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Share)?;
        if !(-1e-9..=1.0 + 1e-9).contains(&value) {
            let percent = (value * 1e6).round() / 1e4;
            self.problem(
                self.last_word(key),
                "out-of-range",
                format!("`{}` is {percent} %, outside 0 % to 100 %", self.path_of(key)),
                None,
            );
            return None;
        }
        Some(value.clamp(0.0, 1.0))
    }

    /// A factor: `x1.6` or a plain number.
    pub fn factor(&self, key: &str) -> Option<f64> {
        let node = self.node(key)?;
        let mut factor = match &node.value {
            Value::Integer(n) => *n as f64,
            Value::Float(x) => *x,
            Value::Nothing => 1.0,
            _ => {
                self.wrong_kind(key, node, "expected a factor or a change, for instance \"x1.6\" or \"+20%\"");
                return None;
            }
        };
        for (change, span) in &node.changes {
            match change {
                Change::Times(by) => factor *= by,
                _ => {
                    self.problem(
                        Some(*span),
                        "wrong-unit",
                        format!("`{}` takes a factor", self.path_of(key)),
                        Some("for instance \"x1.6\" or \"+20%\"".to_owned()),
                    );
                    return None;
                }
            }
        }
        let words = self.reading.texts.borrow().words(node.span).trim_matches('"').to_owned();
        self.reading.note(self.path_of(key), words, false, Some(node.span));
        self.at_least_zero(key, factor, "a factor")
    }

    fn at_least_zero(&self, key: &str, value: f64, what: &str) -> Option<f64> {
        if value < 0.0 {
            let message = format!("`{}`: {what} cannot be negative (it is {value})", self.path_of(key));
            self.problem(self.last_word(key), "negative", message, None);
            return None;
        }
        Some(value)
    }

    /// Where a value got what it is: its last change, or itself.
    fn last_word(&self, key: &str) -> Option<Span> {
        self.table.get(key).map(|node| node.changes.last().map_or(node.span, |change| change.1))
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
        let items: Vec<&Node> = match &node.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![node],
        };
        let mut found = Vec::new();
        for item in items {
            match &item.value {
                Value::Text(text) => found.push((text.clone(), item.span)),
                _ => self.wrong_kind(key, item, "expected texts in quotes"),
            }
        }
        let words = found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>().join(", ");
        self.reading.note(self.path_of(key), words, false, Some(node.span));
        Some(found)
    }

    /// Shares by name that sum to 1; one may be `rest`.
    pub fn shares(&self, key: &str) -> Option<Vec<(String, f64, Span)>> {
        let view = self.view(key)?;
        let mut shares: Vec<(String, Option<f64>, Span)> = Vec::new();
        let mut failed = false;
        for (name, node) in &view.table.0 {
            if matches!(&node.value, Value::Text(text) if text == "rest") && node.changes.is_empty() {
                view.node(&name.name);
                shares.push((name.name.clone(), None, name.span));
                continue;
            }
            match view.share(&name.name) {
                Some(share) => shares.push((name.name.clone(), Some(share), name.span)),
                None => failed = true,
            }
        }
        if failed {
            return None;
        }
        let stated: f64 = shares.iter().filter_map(|s| s.1).sum();
        let rests = shares.iter().filter(|s| s.1.is_none()).count();
        let span = self.table.get(key).map(|n| n.span);
        let percent = format!("{:.4}", stated * 100.0);
        let percent = percent.trim_end_matches('0').trim_end_matches('.').to_owned();
        if rests > 1 {
            self.problem(span, "shares", format!("`{}` has more than one \"rest\"", view.path), None);
            return None;
        }
        if rests == 0 && (stated - 1.0).abs() > 1e-6 {
            let help = "shares must sum to 100 %; one of them may be \"rest\"".to_owned();
            self.problem(span, "shares", format!("the shares of `{}` sum to {percent} %", view.path), Some(help));
            return None;
        }
        if stated > 1.0 + 1e-6 {
            self.problem(span, "shares", format!("the shares of `{}` sum to {percent} %, which leaves no rest", view.path), None);
            return None;
        }
        let rest = (1.0 - stated).max(0.0);
        let words =
            shares.iter().map(|(n, s, _)| format!("{n} {}", show(s.unwrap_or(rest), Unit::Share))).collect::<Vec<_>>().join(", ");
        self.reading.note(view.path.clone(), words, false, span);
        Some(shares.into_iter().map(|(name, share, span)| (name, share.unwrap_or(rest), span)).collect())
    }

    /// A law of a duration; a plain duration is a fixed one.
    pub fn law(&self, key: &str) -> Option<Law> {
        let node = self.node(key)?;
        let law = match &node.value {
            Value::Text(text) => match units::duration(text) {
                Ok(value) => Law::Fixed(value),
                Err(expected) => {
                    self.problem(
                        Some(node.span),
                        "wrong-unit",
                        format!("`{}` cannot be \"{text}\"", self.path_of(key)),
                        Some(format!("{expected}, or a law, for instance {{ lognormal = {{ mean = \"7m 30s\", cv = 0.6 }} }}")),
                    );
                    return None;
                }
            },
            Value::Table(table) => super::laws::read(&View::new(table, self.path_of(key), Some(node.span), self.reading))?,
            Value::Nothing => {
                self.nothing_to_change(key, node);
                return None;
            }
            Value::Integer(_) | Value::Float(_) => {
                let message = format!("`{}` = {} has no unit", self.path_of(key), self.reading.texts.borrow().words(node.span));
                let help = "expected a duration such as \"7m 30s\", or a law, for instance { exponential = { mean = \"3m\" } }";
                self.problem(Some(node.span), "no-unit", message, Some(help.to_owned()));
                return None;
            }
            _ => {
                self.wrong_kind(key, node, "expected a duration or a law, for instance { exponential = { mean = \"3m\" } }");
                return None;
            }
        };
        let before = law.mean();
        let mut mean = before;
        for (change, span) in &node.changes {
            mean = self.changed(key, mean, change, *span, Unit::Duration)?;
        }
        if mean < 0.0 {
            self.problem(
                self.last_word(key),
                "negative",
                format!("`{}` has a mean of {mean} s after its changes", self.path_of(key)),
                None,
            );
            return None;
        }
        if mean > LONGEST_MEAN {
            let message = format!("`{}` has a mean of {:.0} years", self.path_of(key), mean / 31_557_600.0);
            self.problem(self.last_word(key), "absurd", message, Some("no run lasts longer than two years".to_owned()));
            return None;
        }
        let law = if node.changes.is_empty() || before <= 0.0 { law } else { law.scaled(mean / before) };
        self.reading.note(self.path_of(key), super::laws::words(&law), false, Some(node.span));
        Some(law)
    }

    /// Reports keys nobody asked for.
    pub fn done(&self) {
        let asked = self.asked.borrow();
        for (key, _) in &self.table.0 {
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
                // a misspelt key is not missing as well
                let missing = format!("`{}` is missing", self.path_of(near));
                self.reading.problems.borrow_mut().retain(|p| p.code != "missing" || !p.message.starts_with(&missing));
            }
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here: {}", list(asked.iter().map(String::as_str))),
            };
            self.problem(Some(key.span), "unknown-key", format!("`{}` is not known in {place}", key.name), Some(help));
        }
    }
}

/// Lower-case letters, digits and hyphens.
fn good_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn show(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Duration => units::duration_text(value),
        Unit::Rate => format!("{value:.3}/h"),
        Unit::Share => format!("{}%", (value * 1e6).round() / 1e4),
        Unit::Number => format!("{value}"),
        Unit::Pounds(units::Per::Sum | units::Per::Year) => format!("£{value}"),
        Unit::Pounds(units::Per::Hour) => format!("£{value}/h"),
    }
}
