//! The reference of the language is the one that the schema makes, and what it says is true: each example is accepted, each default
//! changes nothing when it is written out, what is required is missed, what lies beyond a range or beside its rival is refused.
//!
//! `HELPLINE_UPDATE=1 cargo test --test reference` writes `docs/language-reference.md` anew.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use helpline::report::files;
use helpline::scenario::schema::{reference, schema, toml_of};
use helpline::scenario::{self, Scenario};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_page_is_what_the_schema_makes() {
    let file = root().join("docs/language-reference.md");
    let made = reference::markdown(&schema());
    if std::env::var_os("HELPLINE_UPDATE").is_some() {
        fs::write(&file, &made).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    let apart = made.lines().zip(there.lines()).find(|(one, other)| one != other);
    assert!(made == there, "write it anew with HELPLINE_UPDATE=1 cargo test --test reference: {apart:?}");
}

/// Properties of the schema: path, value.
fn properties<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                if name == "properties" {
                    for (key, value) in inner.as_object().unwrap() {
                        found.push((format!("{path}.{key}"), value));
                        properties(value, &format!("{path}.{key}"), found);
                    }
                } else if !name.starts_with("x-") {
                    properties(inner, path, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, path, found)),
        _ => {}
    }
}

/// Examples and defaults of the schema are values that it accepts, and every key has a line that says what holds without it.
#[test]
fn examples_and_defaults_are_accepted_by_their_own_schema() {
    let whole = schema();
    let mut found = Vec::new();
    properties(&whole, "", &mut found);
    let (mut examples, mut wrong) = (0, Vec::new());
    for (path, value) in found.iter().filter(|(_, value)| value.get("x-helpline").is_some()) {
        let own = &value["x-helpline"];
        let says = ["required", "default", "without"].iter().filter(|name| own.get(**name).is_some()).count();
        assert_eq!((says, own["says"].as_str().unwrap().is_empty()), (1, false), "{path}");
        let mut alone = (*value).clone();
        alone["definitions"] = whole["definitions"].clone();
        let validator = jsonschema::validator_for(&alone).unwrap();
        for (what, one) in [("example", value["examples"].get(0)), ("default", value.get("default"))] {
            let Some(one) = one else { continue };
            examples += 1;
            if let Some(error) = validator.iter_errors(one).next() {
                wrong.push(format!("{path}: {what} {one}: {error}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(examples > 250, "{examples}");
    // no row of a plain value without an example
    let page = reference::markdown(&whole);
    let rows = page.lines().filter(|line| line.starts_with("| <a id="));
    let bare: Vec<&str> = rows
        .filter(|row| {
            let cells: Vec<&str> = row.split(" | ").collect();
            cells[2].trim().is_empty() && !cells[1].contains("[`[")
        })
        .collect();
    assert!(bare.is_empty(), "without an example:\n{}", bare.join("\n"));
}

/// Scenarios that between them use the whole language.
const HOSTS: [&str; 7] = [
    "tests/schema/rest.toml",
    "scenarios/everything.toml",
    "scenarios/cornwall-roster.toml",
    "scenarios/cornwall-winter.toml",
    "scenarios/launch-2013/price.toml",
    "scenarios/launch-2013/bid.toml",
    "scenarios/rollout-2013/as-bid.toml",
];

/// A scenario that stands alone, in a folder of its own, to be changed and read again.
struct Host {
    _folder: tempfile::TempDir,
    file: PathBuf,
    table: toml::Table,
}

impl Host {
    fn new(path: &str) -> Self {
        let read = scenario::load(root().join(path).to_str().unwrap(), &[]).unwrap_or_else(|_| panic!("{path} cannot be read"));
        let folder = tempfile::tempdir().unwrap();
        files::resolved(folder.path(), &read.resolved).unwrap();
        let table: toml::Table = fs::read_to_string(folder.path().join("resolved.toml")).unwrap().parse().unwrap();
        Self { file: folder.path().join("changed.toml"), _folder: folder, table }
    }

    fn read(&self, table: &toml::Table) -> Result<Scenario, scenario::Problems> {
        fs::write(&self.file, toml::to_string(table).unwrap()).unwrap();
        scenario::load(self.file.to_str().unwrap(), &[])
    }

    /// Whether `[defaults]` fills the key in beneath.
    fn has_default(&self, path: &[String], key: &str) -> bool {
        let [kind, _, rest @ ..] = path else { return false };
        let defaults = self.table.get("defaults").and_then(|all| all.get(kind));
        let inner = rest.iter().try_fold(defaults, |table, name| Some(table?.get(name)));
        inner.flatten().is_some_and(|table| table.get(key).is_some())
    }

    /// The scenario with a key of a table taken out, or set.
    fn with(&self, path: &[String], key: &str, value: Option<&toml::Value>) -> toml::Table {
        let mut whole = self.table.clone();
        let mut inner = &mut whole;
        for name in path {
            inner = inner.get_mut(name).unwrap().as_table_mut().unwrap();
        }
        match value {
            Some(value) => inner.insert(key.to_owned(), value.clone()),
            None => inner.remove(key),
        };
        whole
    }
}

/// A table of the language in a file: where it stands, what the schema calls it, its keys.
struct Place<'a> {
    path: Vec<String>,
    named: String,
    keys: &'a Value,
}

/// What a value refers to.
fn follow<'a>(schema: &'a Value, value: &'a Value) -> &'a Value {
    let to = value["$ref"].as_str().or_else(|| value["allOf"][0]["$ref"].as_str());
    to.map_or(value, |to| schema.pointer(to.trim_start_matches('#')).unwrap())
}

/// The tables of a file, with the part of the schema that speaks of each.
fn places<'a>(
    schema: &'a Value,
    value: &'a Value,
    file: &toml::Value,
    (path, named): (&[String], &str),
    found: &mut Vec<Place<'a>>,
) {
    let Some(table) = file.as_table() else { return };
    let own = follow(schema, value);
    for one in own["anyOf"].as_array().into_iter().flatten() {
        places(schema, one, file, (path, named), found);
    }
    if own["x-order"].is_array() {
        found.push(Place { path: path.to_vec(), named: named.to_owned(), keys: &own["properties"] });
    }
    for (name, inner) in table {
        let whole = [path, std::slice::from_ref(name)].concat();
        if let Some(known) = own["properties"].get(name) {
            places(schema, known, inner, (&whole, &format!("{named}.{name}")), found);
        } else if own["additionalProperties"].is_object() && own["x-name"].is_string() {
            let named = format!("{named}.{}", own["x-name"].as_str().unwrap());
            places(schema, &own["additionalProperties"], inner, (&whole, &named), found);
        }
    }
}

/// For each table of the hosts.
fn each(mut work: impl FnMut(&Host, &Place)) {
    let schema = schema();
    for path in HOSTS {
        let host = Host::new(path);
        assert!(host.read(&host.table).is_ok(), "{path} read again");
        let mut found = Vec::new();
        places(&schema, &schema, &toml::Value::Table(host.table.clone()), (&[], ""), &mut found);
        for place in &found {
            work(&host, place);
        }
    }
}

/// All that a run depends on.
fn told(read: &Scenario) -> String {
    let test = &read.price_test;
    let price = (&test.margin, test.confidence, (test.limits.floor, test.limits.cap, test.limits.marginal), test.usual_ranges);
    format!("{:?}{:?}{price:?}{:?}{:?}", read.model, read.civil, read.programme, read.ranges)
}

/// Of these keys nothing is asked before a staffing is searched for, or ever: variants by group and period take `handle`, `wrap-up` and
/// `then` alone.
fn not_read(named: &str) -> bool {
    named.starts_with(".staffing.shifts.NAME.breaks.")
        || named.starts_with(".steps.NAME.by.")
        || named.starts_with(".steps.NAME.during.")
}

#[test]
fn a_default_written_out_changes_nothing() {
    let mut tried: BTreeMap<String, bool> = BTreeMap::new();
    let mut wrong = Vec::new();
    each(|host, place| {
        for (key, value) in place.keys.as_object().unwrap() {
            let Some(default) = value["x-helpline"]["default"].as_str() else { continue };
            let named = format!("{}.{key}", place.named);
            if tried.get(&named) == Some(&true) || host.has_default(&place.path, key) {
                continue;
            }
            // without the key: where the file cannot do without, another may
            let Ok(without) = host.read(&host.with(&place.path, key, None)) else {
                tried.entry(named).or_insert(false);
                continue;
            };
            let stated = host.with(&place.path, key, Some(&toml_of(default)));
            match host.read(&stated) {
                Ok(with) if told(&with) == told(&without) => {
                    tried.insert(named, true);
                }
                Ok(_) => {
                    tried.insert(named.clone(), true);
                    wrong.push(format!("{named} = {default} changes the service ({})", place.path.join(".")));
                }
                // beside others it may not be said at all
                Err(_) => {
                    tried.entry(named).or_insert(false);
                }
            }
        }
    });
    let never: Vec<&String> = tried.iter().filter(|(_, done)| !**done).map(|(named, _)| named).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(never.is_empty(), "no file can do without: {never:?}");
    assert!(tried.len() > 60, "{} defaults tried", tried.len());
}

#[test]
fn what_is_required_is_missed() {
    let mut tried = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    each(|host, place| {
        let keys = place.keys.as_object().unwrap().iter().filter(|(_, value)| value["x-helpline"]["required"] == true);
        for (key, _) in keys {
            let named = format!("{}.{key}", place.named);
            let there = place.path.iter().try_fold(&host.table, |table, name| table.get(name)?.as_table());
            // a variant or a default need not be whole
            let partly = place.path.first().is_some_and(|first| first == "defaults")
                || place.path.iter().any(|name| ["in", "at", "for", "by", "during"].contains(&name.as_str()));
            if partly || not_read(&named) || !there.unwrap().contains_key(key) || !tried.insert(named.clone()) {
                continue;
            }
            if host.read(&host.with(&place.path, key, None)).is_ok() {
                wrong.insert(named);
            }
        }
    });
    assert!(wrong.is_empty(), "not missed: {wrong:?}");
    assert!(tried.len() > 45, "{} keys tried", tried.len());
}

/// Ends of whole numbers and of ranges such as "0 to 1".
fn ends(value: &Value) -> Option<(f64, f64)> {
    if let Some((low, high)) = value["x-helpline"]["range"].as_str().and_then(|range| range.split_once(" to ")) {
        return Some((low.parse().ok()?, high.parse().ok()?));
    }
    let whole = value["anyOf"].as_array()?.iter().find(|one| one["type"] == "integer")?;
    Some((whole["minimum"].as_f64()?, whole["maximum"].as_f64()?))
}

#[test]
fn beyond_its_range_a_number_is_refused() {
    let mut tried = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    each(|host, place| {
        for (key, value) in place.keys.as_object().unwrap() {
            let named = format!("{}.{key}", place.named);
            let Some((low, high)) = ends(value) else { continue };
            if not_read(&named) || !tried.insert(named.clone()) {
                continue;
            }
            for beyond in [(low >= 1.0).then_some(low - 1.0), Some(high + 1.0)].into_iter().flatten() {
                let value =
                    if value["x-helpline"]["range"].is_string() { beyond.into() } else { toml::Value::Integer(beyond as i64) };
                if host.read(&host.with(&place.path, key, Some(&value))).is_ok() {
                    wrong.insert(format!("{named} = {value} in {}", place.path.join(".")));
                }
            }
        }
    });
    assert!(wrong.is_empty(), "accepted: {wrong:?}");
    assert!(tried.len() > 20, "{} ranges tried", tried.len());
}

#[test]
fn what_may_not_stand_beside_another_is_refused_there() {
    let mut tried = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    each(|host, place| {
        let keys = place.keys.as_object().unwrap();
        let there = place.path.iter().try_fold(&host.table, |table, name| table.get(name)?.as_table()).unwrap();
        for (key, value) in keys.iter().filter(|(key, _)| there.contains_key(*key)) {
            for other in value["x-helpline"]["not-with"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                // files are not there, tables have no example
                let example = keys[other]["x-helpline"]["example"].as_str();
                let Some(example) = example.filter(|text| !text.contains(".csv")) else { continue };
                if there.contains_key(other)
                    || not_read(&format!("{}.", place.named))
                    || !tried.insert(format!("{}.{key} beside {other}", place.named))
                {
                    continue;
                }
                if host.read(&host.with(&place.path, other, Some(&toml_of(example)))).is_ok() {
                    wrong.insert(format!("{}: {key} beside {other}", place.path.join(".")));
                }
            }
        }
    });
    assert!(wrong.is_empty(), "accepted: {wrong:?}");
    assert!(tried.len() > 12, "{} pairs tried: {tried:?}", tried.len());
}
