//! `resolved.toml`: the scenario after `extends` and `--set`, in one file with its data beside it, ready to run again.

use std::fmt::Write;

use super::read::Reading;
use super::source::Place;
use super::spreadsheet;
use super::tree::{Node, Table, Value};
use crate::units::Change;

/// A resolved scenario.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The text of `resolved.toml`.
    pub toml: String,
    /// Data files under `inputs/`: name, text.
    pub files: Vec<(String, String)>,
    /// Data files beside `resolved.toml` itself, which the program made: name, text.
    pub beside: Vec<(String, String)>,
}

impl Resolved {
    /// What is stated in a table of it; nothing where there is no such table.
    pub fn keys(&self, path: &[&str]) -> Vec<String> {
        let Ok(root) = self.toml.parse::<toml::Table>() else { return Vec::new() };
        let table = path.iter().try_fold(&root, |table, key| table.get(*key)?.as_table());
        table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
    }

    /// Both describe the same service: all is the same but for title, grades of sources and ranges.
    pub fn same_service(&self, other: &Self) -> bool {
        fn substance(text: &str) -> Vec<&str> {
            let mut beside = false;
            let keeps = |line: &&str| {
                if line.starts_with('[') {
                    beside = *line == "[sources]" || line.starts_with("[price-test");
                }
                !beside && !line.starts_with("title = ") && !line.is_empty()
            };
            text.lines().filter(keeps).collect()
        }
        substance(&self.toml) == substance(&other.toml) && self.files == other.files
    }
}

/// Writes the merged tree as TOML. Data files are renamed to stand in `inputs/`.
pub fn resolve(root: &Table, reading: &Reading) -> Resolved {
    let mut files: Vec<(Place, String)> = Vec::new();
    for place in reading.file_names.borrow().values() {
        if files.iter().any(|f| f.0 == *place) {
            continue;
        }
        let path = place.display();
        let plain = path.rsplit(['/', '\\', ':']).next().unwrap_or("data.csv");
        // what was read of a workbook is kept as CSV
        let plain = spreadsheet::parts(plain).map_or_else(|| plain.to_owned(), |(book, sheet)| copy_of(book, sheet));
        let plain = if let Place::Held(name) = place { name.clone() } else { format!("inputs/{plain}") };
        let taken = files.iter().any(|f| f.1 == plain);
        let name = if taken { plain.replacen("inputs/", &format!("inputs/{}-", files.len()), 1) } else { plain };
        files.push((place.clone(), name));
    }
    let mut toml = String::from("# The scenario after `extends` and `--set`, with all changes kept beside what they change.\n\n");
    table(&mut toml, root, &mut Vec::new(), reading, &files);
    let texts = reading.texts.borrow();
    let read = |(place, name): &(Place, String)| Some((name.clone(), texts.content(place).ok()?));
    let (mut inputs, mut beside) = (Vec::new(), Vec::new());
    for (name, text) in files.iter().filter_map(read) {
        match name.strip_prefix("inputs/") {
            Some(name) => inputs.push((name.to_owned(), text)),
            None => beside.push((name, text)),
        }
    }
    Resolved { toml, files: inputs, beside }
}

fn table(out: &mut String, entries: &Table, path: &mut Vec<String>, reading: &Reading, files: &[(Place, String)]) {
    let is_table = |node: &Node| matches!(node.value, Value::Table(_)) && node.changes.is_empty();
    // another scenario is no part of this one, and does not stand beside the file that is written
    let other = |key: &str| key == "against" && path.len() == 1 && path[0] == "price-test";
    for (key, node) in entries.0.iter().filter(|(key, node)| !is_table(node) && !other(&key.name)) {
        let _ = writeln!(out, "{} = {}", quoted_key(&key.name), value(node, reading, files));
    }
    for (key, node) in entries.0.iter().filter(|(_, node)| is_table(node)) {
        if let Value::Table(inner) = &node.value {
            path.push(quoted_key(&key.name));
            // a heading of headings alone says nothing
            if inner.0.is_empty() || inner.0.iter().any(|(_, node)| !is_table(node)) {
                let _ = writeln!(out, "\n[{}]", path.join("."));
            }
            table(out, inner, path, reading, files);
            path.pop();
        }
    }
}

/// The name under which a sheet is kept: `staff.xlsx#Week 1` as `staff-week-1.csv`.
fn copy_of(book: &str, sheet: Option<&str>) -> String {
    let stem = book.rsplit_once('.').map_or(book, |(stem, _)| stem);
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    sheet.map_or_else(|| format!("{stem}.csv"), |sheet| format!("{stem}-{}.csv", sheet.chars().map(plain).collect::<String>()))
}

/// The column that a name of a file asks for, with its `#`. Of a workbook's one word the reader knows whether it is a sheet.
fn column_of<'t>(text: &'t str, place: &Place) -> &'t str {
    let sheet = |place: &Place| matches!(place, Place::Disk(path) if path.to_str().is_some_and(|p| matches!(spreadsheet::parts(p), Some((_, Some(_))))));
    let at = match spreadsheet::parts(text) {
        Some((book, Some(rest))) => rest.find('#').map(|i| book.len() + 1 + i).or((!sheet(place)).then_some(book.len())),
        Some(_) => None,
        None => text.find('#'),
    };
    at.map_or("", |i| &text[i..])
}

fn quoted_key(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if bare { key.to_owned() } else { toml::Value::String(key.to_owned()).to_string() }
}

/// A value on one line; a changed one as `{ of = VALUE, changed = ["x0.9"] }`.
pub(super) fn value(node: &Node, reading: &Reading, files: &[(Place, String)]) -> String {
    let plain = match &node.value {
        Value::Nothing => String::new(),
        Value::Text(text) => {
            let names = reading.file_names.borrow();
            let named = names.get(&node.span).and_then(|place| files.iter().find(|f| f.0 == *place));
            let text = match named {
                Some((place, name)) => format!("{name}{}", column_of(text, place)),
                None => text.clone(),
            };
            toml::Value::String(text).to_string()
        }
        Value::Integer(n) => n.to_string(),
        Value::Float(x) => toml::Value::Float(*x).to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Date(d) => d.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(|i| value(i, reading, files)).collect::<Vec<_>>().join(", ")),
        Value::Table(entries) => {
            let inner = entries.0.iter().map(|(k, v)| format!("{} = {}", quoted_key(&k.name), value(v, reading, files)));
            format!("{{ {} }}", inner.collect::<Vec<_>>().join(", "))
        }
    };
    if node.changes.is_empty() {
        return plain;
    }
    let changes: Vec<String> = node.changes.iter().map(|(change, _)| toml::Value::String(text_of(change)).to_string()).collect();
    if plain.is_empty() && changes.len() == 1 {
        return changes[0].clone();
    }
    let of = if plain.is_empty() { String::new() } else { format!("of = {plain}, ") };
    format!("{{ {of}changed = [{}] }}", changes.join(", "))
}

fn text_of(change: &Change) -> String {
    match change {
        Change::Times(factor) => format!("x{factor}"),
        Change::Points(points) => format!("{:+}pt", points * 100.0),
        Change::Plus(sign, text) => format!("{}{text}", if *sign < 0.0 { "-" } else { "+" }),
    }
}
