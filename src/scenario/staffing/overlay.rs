//! A staffing laid over the merged tree: heads as a CSV, people on shifts as numbers.

use std::fmt::Write;

use super::families::made;
use crate::model::{Choices, Staffing, What};
use crate::scenario::source::{Place, Span, Texts};
use crate::scenario::tree::{Key, Node, Table, Value};

/// Lays a staffing over a tree.
pub(super) fn lay(texts: &mut Texts, table: &mut Table, choices: &Choices, staffing: &Staffing, file: &str) {
    let index = texts.add(Place::Held(file.to_owned()), String::new());
    // each value has a place of its own: the reader tells file names apart by it
    let mut at = 0;
    let mut span = || {
        at += 1;
        Span { text: index, start: at, end: at }
    };
    if let Some(csv) = csv(choices, staffing) {
        texts.hold(file, csv);
    }
    for (index, group) in choices.groups.iter().enumerate() {
        if let Some(own) = table.get_mut("groups").and_then(|groups| inner(groups)?.get_mut(&group.name)).and_then(inner) {
            for word in ["during", "at"] {
                if let Some(variants) = own.get_mut(word).and_then(inner) {
                    without_heads(variants, group.by_shift);
                }
            }
        }
        let mut path = vec!["groups", &group.name];
        if let Some(provider) = &group.at {
            path.extend(["at", provider]);
        }
        if !group.by_shift {
            let name = column(choices, index);
            put(table, &[&path[..], &["headcount"]].concat(), text(format!("{file}#{name}"), span()), span());
            continue;
        }
        let families = table.table("staffing").and_then(|s| s.table("shifts")).cloned();
        let families = families.as_ref().map_or_else(Vec::new, |families| made(families, &group.name));
        if !families.is_empty() {
            // a family takes the place of whatever the group had
            take(table, &["groups", &group.name, "headcount"]);
            take(table, &["groups", &group.name, "during"]);
        }
        for (choice, &people) in choices.all.iter().zip(&staffing.0).filter(|(c, _)| c.group as usize == index) {
            let What::Shift(shift) = &choice.what else { continue };
            let whole = [&path[..], &["shifts", shift]].concat();
            if let Some(family) = families.iter().find(|f| f.name == *shift) {
                put(
                    table,
                    &whole,
                    Node { value: Value::Table(family.shift.clone()), span: family.span, changes: Vec::new() },
                    family.span,
                );
            }
            let number = Node { value: Value::Integer(i64::from(people)), span: span(), changes: Vec::new() };
            put(table, &[&whole[..], &["headcount"]].concat(), number, span());
        }
    }
}

/// Heads of the groups by place, as CSV; none where no group has any.
pub(super) fn csv(choices: &Choices, staffing: &Staffing) -> Option<String> {
    let groups: Vec<usize> = (0..choices.groups.len()).filter(|&g| !choices.groups[g].by_shift).collect();
    if groups.is_empty() {
        return None;
    }
    let mut heads = choices.fixed.clone();
    for (choice, &people) in choices.all.iter().zip(&staffing.0) {
        if let What::Place(place) = choice.what {
            heads[choice.group as usize][place as usize] = people;
        }
    }
    let mut csv = String::from("when");
    for &group in &groups {
        let _ = write!(csv, ",{}", column(choices, group));
    }
    csv.push('\n');
    for (place, label) in choices.pattern.places.iter().enumerate() {
        csv.push_str(label);
        for &group in &groups {
            let _ = write!(csv, ",{}", heads[group][place]);
        }
        csv.push('\n');
    }
    Some(csv)
}

fn column(choices: &Choices, group: usize) -> String {
    let group = &choices.groups[group];
    group.at.as_ref().map_or_else(|| group.name.clone(), |provider| format!("{}@{provider}", group.name))
}

fn text(text: String, span: Span) -> Node {
    Node { value: Value::Text(text), span, changes: Vec::new() }
}

fn inner(node: &mut Node) -> Option<&mut Table> {
    match &mut node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// What variants say of heads is in the staffing already.
fn without_heads(variants: &mut Table, shifts: bool) {
    for (_, node) in &mut variants.0 {
        if let Some(variant) = inner(node) {
            variant.remove("headcount");
            if shifts {
                variant.remove("shifts");
            }
            for word in ["during", "at"] {
                if let Some(deeper) = variant.get_mut(word).and_then(inner) {
                    without_heads(deeper, shifts);
                }
            }
        }
    }
}

/// Puts a value at a path, making the tables on the way.
fn put(table: &mut Table, path: &[&str], node: Node, span: Span) {
    let [first, rest @ ..] = path else { return };
    if rest.is_empty() {
        table.set(Key { name: (*first).to_owned(), span }, node);
        return;
    }
    if table.get_mut(first).and_then(inner).is_none() {
        let empty = Node { value: Value::Table(Table::default()), span, changes: Vec::new() };
        table.set(Key { name: (*first).to_owned(), span }, empty);
    }
    if let Some(inner) = table.get_mut(first).and_then(inner) {
        put(inner, rest, node, span);
    }
}

/// Takes out what is at a path.
fn take(table: &mut Table, path: &[&str]) {
    match path {
        [] => {}
        [last] => {
            table.remove(last);
        }
        [first, rest @ ..] => {
            if let Some(inner) = table.get_mut(first).and_then(inner) {
                take(inner, rest);
            }
        }
    }
}
