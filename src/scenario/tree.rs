//! A TOML file as a tree whose every value knows where it was written and what changes have been laid over it.

use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::problem::Problem;
use super::source::{Span, Texts};
use crate::units::{Change, change};

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value; `Nothing` while only changes are known.
    pub value: Value,
    /// Where it was written.
    pub span: Span,
    /// Changes to be applied in order, after defaults are filled in.
    pub changes: Vec<(Change, Span)>,
}

/// A TOML value.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the kinds of TOML value")]
pub enum Value {
    Nothing,
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Date(Datetime),
    Array(Vec<Node>),
    Table(Table),
}

/// A table in the order of its file.
#[derive(Clone, Debug, Default)]
pub struct Table(pub Vec<(Key, Node)>);

/// A key with its place.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Where it was written.
    pub span: Span,
}

impl Node {
    /// One text or several, each with its place; in place of what is no text, that.
    pub fn texts(&self) -> impl Iterator<Item = Result<(String, Span), &Node>> {
        let items = match &self.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(self),
        };
        items.iter().map(|item| match &item.value {
            Value::Text(text) => Ok((text.clone(), item.span)),
            _ => Err(item),
        })
    }
}

impl Table {
    /// A value by key.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.0.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// A value by key, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.0.iter_mut().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<Node> {
        let place = self.0.iter().position(|(key, _)| key.name == name)?;
        Some(self.0.remove(place).1)
    }

    /// Sets or adds a value.
    pub fn set(&mut self, key: Key, node: Node) {
        match self.get_mut(&key.name) {
            Some(present) => *present = node,
            None => self.0.push((key, node)),
        }
    }

    /// Every text in it, however deep.
    pub fn texts<'a>(&'a self, found: &mut Vec<&'a str>) {
        fn of<'a>(node: &'a Node, found: &mut Vec<&'a str>) {
            match &node.value {
                Value::Text(text) => found.push(text),
                Value::Array(items) => items.iter().for_each(|item| of(item, found)),
                Value::Table(table) => table.texts(found),
                _ => {}
            }
        }
        self.0.iter().for_each(|(_, node)| of(node, found));
    }

    /// A sub-table by key.
    pub fn table(&self, name: &str) -> Option<&Table> {
        match &self.get(name)?.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}

impl Node {
    /// A word for its kind, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Nothing => "a change",
            Value::Text(_) => "text",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Date(_) => "a date or time",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// Whether it is a negative number without quotes, which may have been meant as a change.
    pub fn bare_negative(&self) -> bool {
        match self.value {
            Value::Integer(n) => n < 0,
            Value::Float(x) => x < 0.0,
            _ => false,
        }
    }

    /// What to say, after what was expected, of a change whose quotes were forgotten; `like`: the change as it is written.
    pub fn unquoted(&self, like: &str) -> String {
        if self.bare_negative() { format!("; a change is written in quotes: \"{like}\"") } else { String::new() }
    }
}

/// Parses a text; syntax errors become problems and the rest is still read.
pub fn parse(texts: &Texts, index: u32, problems: &mut Vec<Problem>) -> Table {
    let content = &texts.get(index).content;
    let (root, errors) = DeTable::parse_recoverable(content);
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        problems.push(Problem {
            span: Some(span(index, range)),
            code: "syntax",
            message: format!("this is not TOML: {}", error.message().lines().next().unwrap_or("syntax error")),
            help: None,
        });
    }
    table(index, root.get_ref(), false)
}

fn span(text: u32, range: std::ops::Range<usize>) -> Span {
    Span { text, start: range.start as u32, end: range.end.max(range.start + 1) as u32 }
}

fn table(index: u32, entries: &DeTable, plain: bool) -> Table {
    let node = |(key, value): (&toml::Spanned<std::borrow::Cow<str>>, &toml::Spanned<DeValue>)| {
        let name = key.get_ref().to_string();
        // titles and sources are prose, ranges speak of values elsewhere: a leading sign there changes nothing
        let plain = plain || matches!(name.as_str(), "sources" | "title" | "ranges");
        (Key { span: span(index, key.span()), name }, convert(index, value, plain))
    };
    Table(entries.iter().map(node).collect())
}

fn convert(index: u32, value: &toml::Spanned<DeValue>, plain: bool) -> Node {
    let place = span(index, value.span());
    let mut changes = Vec::new();
    let value = match value.get_ref() {
        DeValue::String(text) => match change(text) {
            Some(change) if !plain => {
                changes.push((change, place));
                Value::Nothing
            }
            _ => Value::Text(text.to_string()),
        },
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Float(f64::INFINITY), Value::Integer)
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Float(f64::NAN), Value::Float),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(date) => Value::Date(*date),
        DeValue::Array(items) => Value::Array(items.iter().map(|item| convert(index, item, plain)).collect()),
        DeValue::Table(entries) => match long_form(index, entries, place, plain) {
            Some(node) => return node,
            None => Value::Table(table(index, entries, plain)),
        },
    };
    Node { value, span: place, changes }
}

/// `{ of = VALUE, changed = ["x0.9"] }`: a value with its changes, as `resolved.toml` writes it.
fn long_form(index: u32, entries: &DeTable, place: Span, plain: bool) -> Option<Node> {
    let find = |name: &str| entries.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value);
    let DeValue::Array(changes) = find("changed")?.get_ref() else { return None };
    let mut node =
        find("of").map_or(Node { value: Value::Nothing, span: place, changes: Vec::new() }, |of| convert(index, of, plain));
    for item in changes {
        let DeValue::String(text) = item.get_ref() else { return None };
        node.changes.push((change(text)?, span(index, item.span())));
    }
    Some(node)
}
