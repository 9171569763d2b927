//! `[price-test.ranges]`: inputs that are not known exactly, each as a range or a law. Ignored unless they are drawn (`--uncertain`).
//!
//! ```text
//! "steps.assess.handle" = "-10% .. +60%"                      each scenario's own value changed, all values alike likely
//! "groups.nurses.shrinkage" = "28% .. 36%"                    the value itself, between the two
//! "areas.town.calls" = { triangular = { least = "-5%", mode = "0%", most = "+15%" } }
//! "steps.assess.handle, steps.clinician.handle" = "x0.9 .. x1.2"      one doubt that touches both: one draw for both
//! ```
//! A drawn value is assigned to its path exactly as `--set` does, after everything else.

use super::laws;
use super::merge::{VARIANTS, paths_of};
use super::problem::nearest;
use super::range::{End, Ends, Form, Scale};
use super::read::View;
use super::resolved;
use super::source::{Place, Span};
use super::tree::{Key, Node, Table, Value};
use crate::random::Law;

/// An input that is drawn.
#[derive(Clone, Debug)]
pub struct Range {
    /// Its name: the path, or the paths, as written.
    pub name: String,
    /// The paths that are assigned, as far as this scenario has them.
    pub paths: Vec<String>,
    /// The range or law as written.
    pub words: String,
    /// Where it stands.
    pub span: Span,
    /// What stands at each path, as text: a value that is stated in its place would undo it.
    pub stands: Vec<String>,
    scale: Scale,
    law: Spread,
}

/// How likely each value is.
#[derive(Clone, Debug)]
enum Spread {
    Even(Ends),
    /// A law of numbers from which this was taken away.
    Law(Law, f64),
}

impl Range {
    /// A range that no file states, `LOW .. HIGH`, of paths that there are.
    pub(super) fn unstated(paths: Vec<String>, low: &str, high: &str) -> Option<Self> {
        let ends = Ends::read(low, high).ok()?;
        Some(Self {
            name: paths.join(", "),
            stands: vec![String::new(); paths.len()],
            paths,
            words: format!("{low} .. {high}"),
            span: Span { text: 0, start: 0, end: 0 },
            scale: ends.scale.clone(),
            law: Spread::Even(ends),
        })
    }

    /// Its values change what is there; else they take its place.
    pub fn relative(&self) -> bool {
        self.scale.form != Form::Stated
    }

    /// The value that a share `u` of draws does not exceed, as written after `--set PATH=`.
    pub fn value(&self, u: f64) -> String {
        let (law, from) = match &self.law {
            Spread::Even(ends) => return ends.value(u, 1),
            Spread::Law(law, from) => (law, from),
        };
        let number = law.quantile(u) + from;
        if self.scale.whole {
            return self.scale.text(&format!("{}", number.round()));
        }
        // six digits that count
        let decimals = (5.0 - number.abs().max(1e-9).log10().floor()).clamp(0.0, 12.0) as usize;
        let text = format!("{number:.decimals$}");
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        self.scale.text(text)
    }

    /// Shares of draws whose values are tried when the range is checked: the ends, or nearly so where there are none.
    pub fn ends(&self) -> [f64; 2] {
        match &self.law {
            Spread::Even(_) | Spread::Law(Law::Uniform { .. } | Law::Triangular { .. } | Law::Fixed(_), _) => [0.0, 1.0],
            Spread::Law(..) => [0.001, 0.999],
        }
    }

    /// The share of the range at which the stated value lies, where the values change it: there the change is none.
    pub fn stated_at(&self) -> Option<f64> {
        let Spread::Even(ends) = &self.law else { return None };
        let none = match self.scale.form {
            Form::Stated => return None,
            Form::Times => 1.0,
            Form::Added => 0.0,
        };
        let share = (none - ends.low) / (ends.high - ends.low);
        (!self.scale.whole && (0.0..=1.0).contains(&share)).then_some(share)
    }

    /// Its own paths, with the values of another scenario's range of the same name.
    #[must_use]
    pub fn with_values_of(&self, other: &Range) -> Range {
        Range { scale: other.scale.clone(), law: other.law.clone(), words: other.words.clone(), ..self.clone() }
    }

    /// The assignments of a value to its paths.
    pub fn assignments(&self, value: &str) -> Vec<String> {
        self.paths.iter().map(|path| format!("{path}={value}")).collect()
    }
}

/// Reads the ranges of a merged scenario; `ranges`: their table.
pub(super) fn read(root: &Table, ranges: &View) -> Vec<Range> {
    ranges.table.0.iter().filter_map(|(key, node)| range(root, ranges, key, node)).collect()
}

fn range(root: &Table, view: &View, key: &Key, node: &Node) -> Option<Range> {
    let (scale, law) = match &node.value {
        Value::Text(text) => {
            let ends = text.split_once("..").ok_or_else(|| format!("`{text}` is no range"));
            match ends.and_then(|(low, high)| Ends::read(low, high)) {
                Ok(ends) => (ends.scale.clone(), Spread::Even(ends)),
                Err(message) => {
                    let help = "LOW .. HIGH, for instance \"-10% .. +60%\", \"28% .. 36%\" or \"6m .. 8m\"; or a law";
                    view.problem(Some(node.span), "range", message, Some(help.to_owned()));
                    return None;
                }
            }
        }
        Value::Table(table) => read_law(view, key, node, table)?,
        _ => {
            let help = "expected \"LOW .. HIGH\" or a law, for instance { triangular = { least = \"-5%\", mode = \"0%\", most = \"+15%\" } }";
            view.problem(Some(node.span), "range", format!("{} is no range", node.kind()), Some(help.to_owned()));
            return None;
        }
    };
    let mut found = Range {
        name: key.name.clone(),
        paths: Vec::new(),
        words: view.reading.texts.borrow().words(node.span).trim_matches('"').to_owned(),
        span: node.span,
        stands: Vec::new(),
        scale,
        law,
    };
    let mut sound = true;
    for path in key.name.split(',').map(str::trim) {
        match stands(root, path, found.relative()) {
            There::Value(there) => {
                sound &= found.relative() || may_be_replaced(view, key, path, there);
                found.stands.push(resolved::value(there, view.reading, &[]));
                found.paths.push(path.to_owned());
            }
            There::Free => {
                found.stands.push(String::new());
                found.paths.push(path.to_owned());
            }
            // what a file below states a range for, its heir may have dropped
            There::Nothing if inherited(view, key) => {
                let message = format!("the range of `{path}` is left out: this scenario has nothing there");
                view.reading.warn(message);
            }
            There::Nothing => {
                unknown(root, view, key, path);
                sound = false;
            }
        }
    }
    (sound && !found.paths.is_empty()).then_some(found)
}

/// What stands at a path.
enum There<'a> {
    /// This.
    Value(&'a Node),
    /// Nothing of its own, but it may be assigned.
    Free,
    /// Nothing that could be.
    Nothing,
}

fn stands<'a>(root: &'a Table, path: &str, relative: bool) -> There<'a> {
    let parts: Vec<&str> = path.split('.').collect();
    if let Some(node) = node_at(root, &parts) {
        return There::Value(node);
    }
    // a change of what a thing has from its kind, or in a variant from the thing itself
    let thing = parts.len() > 2 && node_at(root, &parts[..2]).is_some();
    let mut plain: Vec<&str> = Vec::new();
    let mut rest = parts.iter();
    while let Some(part) = rest.next() {
        if VARIANTS.contains(part) {
            rest.next();
        } else {
            plain.push(part);
        }
    }
    let of_kind = || {
        let mut below = vec!["defaults", plain[0]];
        below.extend(plain.iter().skip(2));
        node_at(root, &below)
    };
    if thing && (node_at(root, &plain).is_some() || of_kind().is_some()) {
        return There::Free;
    }
    // something not stated yet: whether it is known there is found when it is tried
    let above = node_at(root, &parts[..parts.len() - 1]);
    let known = above.is_some_and(|node| matches!(node.value, Value::Table(_)));
    if known && !relative { There::Free } else { There::Nothing }
}

fn node_at<'a>(root: &'a Table, parts: &[&str]) -> Option<&'a Node> {
    let (last, above) = parts.split_last()?;
    above.iter().try_fold(root, |table, part| table.table(part))?.get(last)
}

/// A stated value would take the place of more than it says: refused.
fn may_be_replaced(view: &View, key: &Key, path: &str, there: &Node) -> bool {
    let (message, help) = match &there.value {
        Value::Table(table) if table.0.iter().any(|(key, _)| laws::FAMILIES.contains(&key.name.as_str())) => {
            let family = &table.0[0].0.name;
            (
                format!("`{path}` is a law, and a stated value would leave it no spread"),
                format!("a change, for instance \"-10% .. +10%\", or the range of its mean, \"{path}.{family}.mean\""),
            )
        }
        Value::Text(text) if text.contains(".csv") => (
            format!("`{path}` stands in a file, and a stated value would take the place of all its rows"),
            "a change, for instance \"-10% .. +10%\", changes it row by row".to_owned(),
        ),
        _ => return true,
    };
    view.problem(Some(key.span), "range", message, Some(help));
    false
}

/// Stated in a file that this one extends.
fn inherited(view: &View, key: &Key) -> bool {
    key.span.text != 0 && view.reading.texts.borrow().get(key.span.text).place != Place::CommandLine
}

fn unknown(root: &Table, view: &View, key: &Key, path: &str) {
    let mut paths = Vec::new();
    paths_of(root, "", &mut paths);
    let near = nearest(path, paths.iter().filter(|p| !p.starts_with("price-test")).map(String::as_str));
    let help = near.map_or_else(
        || "names with dots between them, for instance \"steps.assess.handle\"; several with commas between them".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    view.problem(Some(key.span), "unknown-path", format!("there is nothing at `{path}` to draw"), Some(help));
}

/// A law of numbers with any unit: read as one of seconds, the least value taken away where some are negative.
fn read_law(view: &View, key: &Key, node: &Node, table: &Table) -> Option<(Scale, Spread)> {
    let mut ends = Vec::new();
    let mut whole = true;
    gather(table, &mut ends, &mut whole);
    let fail = |message: String, help: &str| {
        view.problem(Some(node.span), "range", message, (!help.is_empty()).then(|| help.to_owned()));
        None
    };
    let from_file = table.get("empirical").is_some();
    let (mut scale, numbers) = if from_file {
        Scale::of(vec![End::read("0s")?]).ok()?
    } else {
        match Scale::of(ends) {
            Ok(found) => found,
            Err(message) => return fail(message, "all numbers of a law have the same unit, and the same sign or x before them"),
        }
    };
    scale.whole &= whole;
    let least = numbers.iter().copied().fold(0.0, f64::min);
    if least < 0.0 && !["uniform", "triangular"].iter().any(|family| table.get(family).is_some()) {
        return fail(
            "a law of this kind has no values below zero".to_owned(),
            "uniform or triangular; or factors, for instance mean = \"x1.1\"",
        );
    }
    let mut given = numbers.into_iter();
    let plain = in_seconds(table, least, &mut given);
    let inner = View::new(&plain, view.path_of(&key.name), Some(node.span), view.reading);
    let law = laws::read(&inner)?;
    Some((scale, Spread::Law(law, least)))
}

/// Keys of a law that are quantities in its unit.
const QUANTITIES: [&str; 6] = ["least", "mode", "most", "mean", "sd", "fixed"];

/// All quantities of a law in order.
fn gather(table: &Table, ends: &mut Vec<End>, whole: &mut bool) {
    for (key, node) in &table.0 {
        if let Value::Table(inner) = &node.value {
            gather(inner, ends, whole);
        } else if QUANTITIES.contains(&key.name.as_str())
            && let Some(end) = quantity(key, node)
        {
            *whole &= key.name != "mean" && key.name != "sd";
            ends.push(end);
        }
    }
}

fn quantity(key: &Key, node: &Node) -> Option<End> {
    let end = match &node.value {
        Value::Text(text) => End::read(text)?,
        Value::Integer(n) => End::bare(*n as f64, true),
        Value::Float(x) => End::bare(*x, false),
        _ => return None,
    };
    Some(if key.name == "sd" { end.of_any_form() } else { end })
}

/// The law with its quantities as seconds, `least` taken away; what is no quantity stays, to be complained of.
fn in_seconds(table: &Table, least: f64, numbers: &mut impl Iterator<Item = f64>) -> Table {
    let convert = |(key, node): &(Key, Node)| {
        let value = match &node.value {
            Value::Table(inner) => Value::Table(in_seconds(inner, least, numbers)),
            _ if QUANTITIES.contains(&key.name.as_str()) && quantity(key, node).is_some() => {
                let from = if key.name == "sd" { 0.0 } else { least };
                Value::Text(format!("{}s", numbers.next().unwrap_or(0.0) - from))
            }
            other => other.clone(),
        };
        (key.clone(), Node { value, span: node.span, changes: node.changes.clone() })
    };
    Table(table.0.iter().map(convert).collect())
}
