//! Kinds of value: quantities with their units, changes of what is inherited, laws, days, names.

use serde_json::{Map, Value, json};

use super::key::{Key, table};
use super::laws::law;

/// A kind of value by its name.
pub(super) fn kind(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// Things by name, each a table of these keys; the reference calls the name so.
pub(super) fn named(called: &str, keys: &[Key]) -> Value {
    by_name(called, &table(keys))
}

/// Values by name.
pub(super) fn by_name(called: &str, value: &Value) -> Value {
    json!({ "type": "object", "propertyNames": name(), "additionalProperties": value, "x-name": called })
}

/// Values by anything.
pub(super) fn by_text(called: &str, value: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": value, "x-name": called })
}

/// What may be a name.
pub(super) fn name() -> Value {
    json!({ "pattern": "^[a-z0-9-]+$" })
}

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

/// A text that is this: "name of a step".
pub(super) fn text_of(is: &str) -> Value {
    json!({ "type": "string", "x-helpline": { "is": is } })
}

/// One or several of these: "names of steps".
pub(super) fn texts_of(is: &str) -> Value {
    json!({ "anyOf": [text(), listed(text())], "x-helpline": { "is": is } })
}

pub(super) fn truth() -> Value {
    json!({ "type": "boolean" })
}

pub(super) fn listed(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// One text or several.
pub(super) fn texts() -> Value {
    either(&[text(), listed(text())])
}

/// A list, in which an inner list means equally.
pub(super) fn tiers(is: &str) -> Value {
    json!({ "anyOf": [text(), listed(texts())], "x-helpline": { "is": is } })
}

pub(super) fn words(words: &[&str]) -> Value {
    json!({ "enum": words })
}

pub(super) fn either(kinds: &[Value]) -> Value {
    json!({ "anyOf": kinds })
}

/// A whole number, or a change of one.
pub(super) fn whole(least: u64, most: u64) -> Value {
    either(&[
        json!({ "type": "integer", "minimum": least, "maximum": most }),
        kind("change"),
        json!({ "type": "string", "pattern": NUMBER }),
    ])
}

/// A number as a text.
pub(super) const NUMBER: &str = r"^\s*[0-9][0-9_,.]*\s*[kM]?\s*$";
const DURATION: &str = r"^\s*([0-9._]+\s*(ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)\s*)+$";
const POUNDS: &str = r"^\s*(£|GBP)\s*-?\s*[0-9][0-9_,.]*\s*[kM]?";

/// A text of this form, or a change of an inherited value.
fn quantity(pattern: &str, says: &str) -> Value {
    json!({ "description": says, "anyOf": [{ "type": "string", "pattern": pattern }, kind("change")] })
}

/// The kinds that everything else refers to.
pub(super) fn definitions() -> Map<String, Value> {
    let changed = json!({
        "type": "object",
        "description": "A value with its changes, one after the other",
        "properties": { "of": {}, "changed": { "type": "array", "items": { "type": "string", "pattern": r"^\s*[-+x]" } } },
        "required": ["changed"],
        "additionalProperties": false,
    });
    let change = json!({
        "description": "A change of what is inherited: \"x0.9\", \"+10%\", \"-40s\"",
        "anyOf": [{ "type": "string", "pattern": r"^\s*(x\s*[0-9.]|[-+]\s*[0-9.£G])" }, changed],
    });
    let factor = json!({
        "description": "A factor: \"x1.6\", \"+20%\" or 1.6",
        "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "pattern": NUMBER }, kind("change")],
    });
    let number = json!({
        "description": "A number: 8, 0.6, \"1.2k\"",
        "anyOf": [{ "type": "number" }, { "type": "string", "pattern": NUMBER }, kind("change")],
    });
    let shares = json!({
        "description": "Shares by name that sum to 100 %; one of them may be \"rest\"",
        "anyOf": [{ "type": "object", "additionalProperties": either(&[kind("share"), words(&["rest"])]) }, kind("change")],
    });
    let pay = |unit: &str| format!("{POUNDS}{unit}$");
    let all = [
        ("change", change),
        ("duration", quantity(DURATION, "A duration with its unit: \"7m 30s\", \"90s\", \"2d\"")),
        (
            "rate",
            quantity(
                r"^\s*[0-9][0-9_,.]*\s*[kM]?\s*/\s*(s|m|min|h|hour|d|day|w|week|y|a|year)\s*$",
                "Calls per time: \"120/h\", \"620/d\"",
            ),
        ),
        ("share", quantity(r"^\s*-?[0-9][0-9_,.]*\s*%\s*$", "A share: \"85%\"")),
        ("number", number),
        ("factor", factor),
        ("pounds", quantity(&pay(r"\s*"), "A sum of money: \"£8.00\", \"£500k\"")),
        ("pounds-an-hour", quantity(&pay(r"\s*/\s*(h|hour)\s*"), "Pounds an hour: \"£14.62/h\"")),
        ("pounds-a-year", quantity(&pay(r"\s*(/\s*(y|a|year)\s*)?"), "Pounds a year: \"£250k\"")),
        ("shares", shares),
        ("law", law()),
        ("law-or-none", either(&[kind("law"), words(&["none"])])),
        ("date", json!({ "description": "A date without quotes: 2025-11-24", "type": "string" })),
        ("hours", hours()),
        ("days", days()),
        (
            "csv",
            json!({ "description": "A file, CSV or .xlsx: \"data/calls.csv\", \"data/calls.csv#column\", \"book.xlsx#Sheet#column\"", "anyOf": [text(), kind("change")] }),
        ),
    ];
    let mut all: Map<String, Value> = all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    for (name, is, example) in IN_WORDS {
        if let Some(Value::Object(own)) = all.get_mut(name) {
            own.insert("x-helpline".to_owned(), json!({ "is": is, "example": example }));
        }
    }
    all
}

/// What the reference calls a kind, and how a value is written where a key has no example of its own.
const IN_WORDS: [(&str, &str, &str); 15] = [
    ("duration", "duration", "7m 30s"),
    ("rate", "rate", "120/h"),
    ("share", "share", "85%"),
    ("number", "number", "0.6"),
    ("factor", "factor", "x1.1"),
    ("pounds", "money", "£8.00"),
    ("pounds-an-hour", "money an hour", "£14.62/h"),
    ("pounds-a-year", "money a year", "£250k"),
    ("shares", "shares", "{ clinician = \"45%\", self-care = \"rest\" }"),
    ("law", "law", "{ exponential = { mean = \"3m\" } }"),
    ("law-or-none", "law or `\"none\"`", "{ exponential = { mean = \"20m\" } }"),
    ("date", "date", "2025-11-24"),
    ("hours", "hours of the day", "18:00-23:00"),
    ("days", "days", "weekdays"),
    ("csv", "CSV file", "data/calls.csv"),
];

fn hours() -> Value {
    let pattern = r"^\s*[0-9]{1,2}:[0-9]{2}(:00)?\s*-\s*[0-9]{1,2}:[0-9]{2}(:00)?\s*$";
    json!({ "description": "Hours of the day: \"18:00-23:00\"", "type": "string", "pattern": pattern })
}

fn days() -> Value {
    let day = json!({ "type": "string", "pattern": "^\\s*(?i:mon|tue|wed|thu|fri|sat|sun)[a-zA-Z]*\\s*$" });
    json!({
        "description": "\"every day\", \"weekdays\", \"weekends\", \"holidays\", or days such as [\"mon\", \"sat\"]",
        "anyOf": [words(&["every day", "weekdays", "weekends", "holidays"]), day, { "type": "array", "items": day }],
    })
}
