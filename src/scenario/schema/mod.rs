//! The JSON Schema of the scenario file, for editors: keys that complete themselves, explain themselves, and are underlined where they
//! are wrong.
//!
//! One table of keys a part of the language (`demand`, `flow`, `staff`, `money`, `judged`), made of keys (`key`), over the kinds of value
//! in `kinds` and `laws`. `reference` makes the Markdown reference of the same. The reader
//! has the last word: a file that it refuses may pass here (names are not looked up, nothing is required, since a file may extend
//! another), but not the other way round. `tests/schema.rs` holds both to the same keys, by what the reader says it knows.
//!
//! Draft 7, which editors of TOML understand; dates of TOML are texts to them.

mod demand;
mod flow;
mod judged;
mod key;
mod kinds;
mod laws;
mod money;
pub mod reference;
mod staff;

use serde_json::{Map, Value, json};

pub use key::toml_of;
use key::{Key, may, must, or, table};
use kinds::{kind, named, texts_of};

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

/// The whole file, in the order in which people meet it.
fn root() -> Vec<Key> {
    let files = texts_of("files");
    vec![
        may("title", kinds::text(), "the file's name", "What people call it").eg("Cornwall, winter 2025/26"),
        or("schema", json!({ "type": "integer", "const": 1 }), "1", "Version of the language"),
        may("extends", files, "it stands alone", "A scenario, or several, that this one is laid over")
            .see("language.md#building-on-another-file")
            .eg("builtin:cornwall-winter"),
        may("drop", texts_of("dotted paths"), "nothing", "What to leave out of what this file extends")
            .see("language.md#building-on-another-file")
            .eg("[\"targets.answered-within-60s\"]"),
        must("calendar", table(&demand::calendar()), "Which days are simulated, and how they are divided"),
        must("areas", named_kind("area"), "Where calls come from").see("mechanisms/demand.md"),
        may("callers", named_kind("callers"), "one class", "Classes of caller").see("mechanisms/callers.md"),
        must(
            "steps",
            named_kind("step"),
            "What happens to a call: a recorded message, or a place where people wait for an agent; at most 60",
        )
        .see("mechanisms/queues-and-routing.md"),
        may("bands", named("NAME", &flow::band()), "none", "Urgency bands, with the time in which people are due")
            .see("mechanisms/call-backs-and-warm-transfer.md#calling-back"),
        may(
            "outcomes",
            named("NAME", &flow::outcome()),
            "those always there: `gave-up`, `hung-up`, `blocked`, `not-reached`, `served`",
            "Where a call may end",
        ),
        must("groups", named_kind("group"), "Who answers").see("mechanisms/staff.md"),
        may("targets", judged::targets(), "nothing is judged", "What must hold").see("measures/targets.md"),
        may("periods", named("NAME", &demand::period()), "none", "Stretches of the week with a name, for `during` and `open`"),
        may(
            "shocks",
            named("NAME", &demand::shock()),
            "none",
            "Stretches in which demand, handling or staff are not as usual; also periods, by their names",
        )
        .see("mechanisms/shocks.md"),
        may("routing", table(&flow::routing()), "as its keys say", "Which call is next, and who takes it")
            .see("mechanisms/queues-and-routing.md"),
        may("pools", named("NAME", &flow::pool()), "each provider has its own queues", "Providers that share a queue")
            .see("mechanisms/queues-and-routing.md#providers-that-share-a-queue"),
        may("pay", table(&money::pay()), "no cost is shown", "What an hour of work costs").see("mechanisms/money.md"),
        may(
            "providers",
            named("NAME", &money::provider()),
            "as areas and groups name them",
            "Who answers for an area: lines, overheads, reserves",
        )
        .see("language.md#providers"),
        may("contracts", named_kind("contract"), "no income is shown", "What is paid for the service")
            .see("mechanisms/money.md#contracts"),
        may(
            "price-test",
            table(&money::price_test()),
            "as its keys say",
            "What is offered, and which inputs are not known; read by `helpline price`",
        )
        .see("price.md"),
        may("staffing", table(&staff::staffing()), "everything stated may change", "What `helpline staff` may choose")
            .see("staff.md#what-is-chosen"),
        may(
            "programme",
            table(&judged::programme()),
            "no roll-out",
            "A roll-out; `run` simulates the service as if it were live everywhere",
        )
        .see("rollout.md"),
        may("conventions", table(&flow::conventions()), "as its keys say", "Choices that published models make differently")
            .see("language.md#choices-that-published-models-make-differently"),
        may("defaults", table(&defaults()), "nothing", "What each area, class, step, group or contract starts from")
            .see("language.md#building-on-another-file"),
        may(
            "sources",
            judged::sources(),
            "not graded",
            "Where each number comes from, by path; the longest path that holds a value grades it",
        )
        .eg("{ \"steps.assess.handle\" = \"measured: telephony export, October 2025\" }"),
    ]
}

fn defaults() -> Vec<Key> {
    let of = |name, of, says, table| may(name, kind(of), "nothing", says).like(table);
    vec![
        of("areas", "area", "Of every area", "areas.NAME"),
        of("callers", "callers", "Of every class of caller, or of the one class there is", "callers.NAME"),
        of("steps", "step", "Of every step", "steps.NAME"),
        of("groups", "group", "Of every group", "groups.NAME"),
        of("contracts", "contract", "Of every contract", "contracts.NAME"),
    ]
}

/// Things by name, each of a kind that refers to itself or is named twice.
fn named_kind(name: &str) -> Value {
    json!({ "type": "object", "propertyNames": kinds::name(), "additionalProperties": kind(name), "x-name": "NAME" })
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
