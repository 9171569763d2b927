//! The JSON Schema of the scenario file, for editors: keys that complete themselves, explain themselves, and are underlined where they
//! are wrong.
//!
//! One table of keys a part of the language (`demand`, `flow`, `staff`, `money`, `judged`), over the kinds of value in `kinds`. The reader
//! has the last word: a file that it refuses may pass here (names are not looked up, nothing is required, since a file may extend
//! another), but not the other way round. `tests/schema.rs` holds both to the same keys, by what the reader says it knows.
//!
//! Draft 7, which editors of TOML understand; dates of TOML are texts to them.

mod demand;
mod flow;
mod judged;
mod kinds;
mod money;
mod staff;

use serde_json::{Map, Value, json};

use kinds::{either, kind, listed, named, table, text};

/// A key, what it takes, and what it says.
type Key = (&'static str, Value, &'static str);

/// The schema of this version of the language.
pub fn schema() -> Value {
    let mut root = table(&root());
    let own = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "helpline scenario",
        "description": "A telephone helpline to be simulated: who calls, what happens to a call, who answers, what must hold.",
        "definitions": definitions(),
    });
    if let (Value::Object(root), Value::Object(own)) = (&mut root, own) {
        root.extend(own);
    }
    root
}

/// The whole file.
fn root() -> Vec<Key> {
    vec![
        ("title", text(), "What people call it. Default: the name of the file"),
        ("schema", json!({ "type": "integer", "const": 1 }), "Version of the language"),
        (
            "extends",
            either(&[text(), listed(text())]),
            "A scenario, or several, that this one is laid over: \"base.toml\", \"builtin:cornwall-winter\"",
        ),
        ("drop", either(&[text(), listed(text())]), "Dotted paths to leave out of what this file extends"),
        ("defaults", table(&defaults()), "What each area, class, step, group or contract starts from"),
        ("calendar", table(&demand::calendar()), "Which days are simulated, and how they are divided"),
        ("periods", named(&demand::period()), "Stretches of the week with a name, for `during` and `open`"),
        ("areas", named_kind("area"), "Where calls come from"),
        ("callers", named_kind("callers"), "Classes of caller"),
        ("shocks", named(&demand::shock()), "Stretches in which demand, handling or staff are not as usual"),
        ("steps", named_kind("step"), "What happens to a call"),
        ("bands", named(&flow::band()), "Urgency bands, with the time in which people are due"),
        ("outcomes", named(&flow::outcome()), "Where a call may end"),
        ("routing", table(&flow::routing()), "Which call is next, and who takes it"),
        ("pools", named(&flow::pool()), "Providers that share a queue"),
        ("conventions", table(&flow::conventions()), "Choices that published models make differently"),
        ("groups", named_kind("group"), "Who answers"),
        ("staffing", table(&staff::staffing()), "What `helpline staff` may choose"),
        ("pay", table(&money::pay()), "What an hour of work costs"),
        ("providers", named(&money::provider()), "Who answers for an area: lines, overheads, reserves"),
        ("contracts", named_kind("contract"), "What is paid for the service"),
        ("price-test", table(&money::price_test()), "What is offered, and which inputs are not known"),
        ("targets", judged::targets(), "What must hold"),
        ("programme", table(&judged::programme()), "A roll-out"),
        ("sources", judged::sources(), "Where each number comes from"),
    ]
}

fn defaults() -> Vec<Key> {
    vec![
        ("areas", kind("area"), "Of every area"),
        ("callers", kind("callers"), "Of every class of caller, or of the one class there is"),
        ("steps", kind("step"), "Of every step"),
        ("groups", kind("group"), "Of every group"),
        ("contracts", kind("contract"), "Of every contract"),
    ]
}

/// Things by name, each of a kind that refers to itself or is named twice.
fn named_kind(name: &str) -> Value {
    json!({ "type": "object", "propertyNames": kinds::name(), "additionalProperties": kind(name) })
}

fn definitions() -> Map<String, Value> {
    let mut all = kinds::definitions();
    all.insert("area".to_owned(), table(&demand::area()));
    all.insert("callers".to_owned(), table(&demand::callers()));
    all.insert("step".to_owned(), table(&flow::step()));
    all.insert("group".to_owned(), table(&staff::group()));
    all.insert("contract".to_owned(), table(&money::contract()));
    all
}
