//! The schema for editors and the reader of scenarios know the same keys.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use helpline::scenario::schema::schema;
use serde_json::Value;

fn tomls(folder: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "toml") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.sort();
    found
}

/// A TOML file as an editor hands it to a validator: dates are texts.
fn as_json(path: &Path) -> Option<Value> {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, convert(value))).collect()),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    let text = String::from_utf8(fs::read(path).unwrap()).ok()?;
    toml::from_str::<toml::Value>(text.trim_start_matches('\u{feff}')).ok().map(convert)
}

/// What a validator says of a file: place and message.
fn wrong(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&schema()).unwrap()
}

#[test]
fn every_shipped_scenario_is_accepted() {
    let validator = validator();
    let mut seen = 0;
    for path in tomls("scenarios") {
        // schemes of pay and sets of targets are pieces of a scenario
        if path.components().any(|part| part.as_os_str() == "data") {
            continue;
        }
        seen += 1;
        let found = wrong(&validator, &as_json(&path).unwrap());
        assert!(found.is_empty(), "{}:\n{}", path.display(), found.join("\n"));
    }
    assert!(seen > 25, "{seen} scenarios");
}

/// What the reader refuses because of a key, a word, a unit or a kind, the schema refuses too; what it refuses for what only a whole
/// service can tell, it lets pass.
#[test]
fn files_with_slips_of_the_pen_are_refused() {
    let validator = validator();
    // units that depend on a measure or a payment, moments and their order, data, and quotes about a date: the reader alone can tell
    let beyond = [
        "date-in-quotes",
        "price-test-offered",
        "roster-wrong",
        "shock-backwards",
        "target-bounds",
        "target-on-money-nobody-stated",
    ];
    // codes of problems that can be seen in one value
    let visible = [
        "unknown-key",
        "unknown-word",
        "no-unit",
        "wrong-unit",
        "wrong-kind",
        "unknown-grade",
        "unknown-day",
        "unknown-scheme",
        "unknown-set",
    ];
    let (mut refused, mut missed) = (0, Vec::new());
    for path in tomls("tests/diagnostics") {
        let Some(value) = as_json(&path) else { continue };
        let Err(problems) = helpline::scenario::load(path.to_str().unwrap(), &[]) else { continue };
        let own = fs::read_to_string(&path).unwrap();
        // what is wrong in a file of data, or only after changes, is not the editor's
        let codes: BTreeSet<&str> =
            problems.list.iter().map(|problem| problem.code).filter(|code| visible.contains(code)).collect();
        let found = wrong(&validator, &value);
        if codes.is_empty() {
            continue;
        }
        if beyond.contains(&path.file_stem().unwrap().to_str().unwrap()) {
            continue;
        }
        if found.is_empty() {
            missed.push(format!("{} ({codes:?}):\n{own}", path.file_name().unwrap().to_str().unwrap()));
        } else {
            refused += 1;
        }
    }
    assert!(missed.is_empty(), "{} refused; let pass:\n{}", refused, missed.join("\n----\n"));
    assert!(refused > 25, "{refused} refused");
}

/// Keys of a table of the schema at a dotted path.
fn keys_at(schema: &Value, path: &[String]) -> Option<BTreeSet<String>> {
    let follow = |value: &Value| -> Vec<Value> {
        let mut open = vec![value.clone()];
        let mut found = Vec::new();
        while let Some(one) = open.pop() {
            if let Some(reference) = one["$ref"].as_str() {
                open.push(schema.pointer(&reference[1..]).unwrap().clone());
            }
            for word in ["allOf", "anyOf"] {
                open.extend(one[word].as_array().into_iter().flatten().cloned());
            }
            found.push(one);
        }
        found
    };
    let mut now = vec![schema.clone()];
    for key in path {
        let mut next = Vec::new();
        for one in now.iter().flat_map(follow) {
            if let Some(inner) = one["properties"].get(key) {
                next.push(inner.clone());
            } else if one["additionalProperties"].is_object() {
                next.push(one["additionalProperties"].clone());
            }
        }
        now = next;
    }
    let tables: Vec<Value> = now.iter().flat_map(follow).filter(|one| one["properties"].is_object()).collect();
    let keys: BTreeSet<String> = tables.iter().flat_map(|one| one["properties"].as_object().unwrap().keys().cloned()).collect();
    (!keys.is_empty()).then_some(keys)
}

/// Paths of all tables of a file.
fn tables(value: &toml::Value, above: &[String], found: &mut Vec<Vec<String>>) {
    if let toml::Value::Table(table) = value {
        found.push(above.to_vec());
        for (key, inner) in table {
            tables(inner, &[above, std::slice::from_ref(key)].concat(), found);
        }
    }
}

/// The reader is asked what it knows, table by table of all shipped scenarios: by a key that nobody knows. All that it names must be in
/// the schema; and what the schema has must be named somewhere.
#[test]
fn the_schema_has_the_keys_that_the_reader_asks_for() {
    let stray = "qqqqqqqqqqqqqqqq";
    let mut known: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
    let mut all: BTreeSet<String> = BTreeSet::new();
    let mut asked = BTreeSet::new();
    // between them they use the whole language
    let files = ["scenarios/everything.toml", "scenarios/cornwall-roster.toml", "scenarios/launch-2013/price.toml"];
    let more = ["scenarios/launch-2013/bid.toml", "scenarios/rollout-2013/as-bid.toml", "tests/schema/rest.toml"];
    for path in files.iter().chain(&more).map(|file| Path::new(env!("CARGO_MANIFEST_DIR")).join(file)) {
        let text = fs::read_to_string(&path).unwrap();
        let mut paths = Vec::new();
        tables(&toml::from_str(&text).unwrap(), &[], &mut paths);
        for table in paths {
            // tables of one kind with the same keys know the same: one of each file will do
            let names = [
                "areas",
                "callers",
                "steps",
                "groups",
                "bands",
                "outcomes",
                "shocks",
                "periods",
                "providers",
                "contracts",
                "targets",
            ];
            let named = table.first().is_some_and(|first| names.contains(&first.as_str()));
            let kind = (table.first().cloned(), table.iter().skip(1 + usize::from(named)).cloned().collect::<Vec<_>>());
            if table.len() > 1 && !asked.insert((path.clone(), kind)) {
                continue;
            }
            let set = format!("{}{stray}=1", table.iter().map(|key| format!("\"{key}\".")).collect::<String>());
            let Err(problems) = helpline::scenario::load(path.to_str().unwrap(), &[set]) else { continue };
            let said = problems.list.iter().find(|p| p.code == "unknown-key" && p.message.contains(stray));
            let Some(names) = said.and_then(|p| p.help.as_ref()?.strip_prefix("known here: ").map(str::to_owned)) else {
                continue;
            };
            let names: BTreeSet<String> =
                names.replace(" and ", ", ").replace(" or ", ", ").split(", ").map(|n| n.trim_matches('`').to_owned()).collect();
            all.extend(names.iter().cloned());
            known.entry(table).or_default().extend(names);
        }
    }
    assert!(known.len() > 100, "{} tables", known.len());
    let schema = schema();
    let mut missing = BTreeSet::new();
    for (table, names) in &known {
        let keys = keys_at(&schema, table).unwrap_or_default();
        // names of things in the file are known there as well
        let strangers: Vec<&String> = names.difference(&keys).collect();
        if !strangers.is_empty() {
            missing.insert(format!("[{}] {strangers:?}", table.join(".")));
        }
    }
    assert!(missing.is_empty(), "not in the schema:\n{}", missing.into_iter().collect::<Vec<_>>().join("\n"));
    // taken out before anything is read
    all.extend(["extends", "drop", "changed", "of", "scheme", "set"].map(str::to_owned));
    let nobody: Vec<String> = keys_of(&schema).difference(&all).cloned().collect();
    assert!(nobody.is_empty(), "in the schema, and never asked for: {nobody:?}");
}

/// All keys of tables anywhere in a schema.
fn keys_of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match value {
        Value::Object(map) => {
            if let Some(Value::Object(own)) = map.get("properties") {
                found.extend(own.keys().cloned());
            }
            for inner in map.values() {
                found.extend(keys_of(inner));
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| found.extend(keys_of(inner))),
        _ => {}
    }
    found
}

#[test]
fn the_program_prints_and_writes_it() {
    let printed = Command::cargo_bin("helpline").unwrap().arg("schema").output().unwrap();
    assert!(printed.status.success());
    let value: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(value, schema());
    assert!(jsonschema::meta::is_valid(&value));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("helpline.schema.json");
    let written = Command::cargo_bin("helpline").unwrap().arg("schema").arg(&file).output().unwrap();
    assert!(written.status.success());
    assert_eq!(fs::read(&file).unwrap(), printed.stdout);
}
