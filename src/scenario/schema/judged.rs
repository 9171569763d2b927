//! Keys of targets, sources, ranges and the roll-out.

use serde_json::{Map, Value, json};

use super::Key;
use super::kinds::{either, kind, table, text, texts, words};
use crate::scenario::laws::FAMILIES;

pub(super) fn targets() -> Value {
    let bound = |says: &'static str| (json!({ "type": ["string", "number"] }), says);
    let (at_most, at_least, below) =
        (bound("In the measure's unit"), bound("In the measure's unit"), bound("In the measure's unit: less than this"));
    let target = table(&[
        ("measure", text(), "Its measure. Default: the name of the target"),
        (
            "of",
            text(),
            "\"step:NAME\", \"group:NAME\", \"area:NAME\", \"band:NAME\", \"month:YYYY-MM\", ... Default: the whole service",
        ),
        ("at-most", at_most.0, at_most.1),
        ("at-least", at_least.0, at_least.1),
        ("below", below.0, below.1),
        ("no-worse-than", words(&["base"]), "Instead of a bound: judged by `helpline compare`"),
        ("by-more-than", json!({ "type": ["string", "number"] }), "An allowance in the measure's unit"),
        ("every", words(&["horizon", "month"]), "Over what it is judged"),
        ("confidence", either(&[kind("share"), words(&["none"])]), "\"none\": judged on the estimate. Default: 95%"),
        ("basis", words(&["simulated", "assumed", "fitted"]), "Whether an input fixes it"),
    ]);
    json!({
        "type": "object",
        "properties": { "set": { "description": "A published set of targets", "enum": ["nhs111-2013", "iuc-adc"] } },
        "additionalProperties": target,
    })
}

pub(super) fn sources() -> Value {
    let grade = r"^\s*(published|measured|calibrated|judged|default)\s*(:|$)";
    json!({ "type": "object", "additionalProperties": { "type": "string", "pattern": grade } })
}

/// Ranges by path: `"LOW .. HIGH"`, or a law whose quantities are in the unit of what is drawn, or changes.
pub(super) fn ranges() -> Value {
    let keys = ["mean", "cv", "sd", "shape", "stages", "least", "mode", "most"].map(|key| (key.to_owned(), json!({})));
    let inner = json!({ "type": "object", "properties": Map::from_iter(keys), "additionalProperties": false });
    let whole = |family: &str| matches!(family, "fixed" | "empirical" | "mixture");
    let value = |family: &&str| if whole(family) { json!({}) } else { inner.clone() };
    let families: Map<String, Value> = FAMILIES.iter().map(|family| ((*family).to_owned(), value(family))).collect();
    let law = json!({ "type": "object", "properties": families, "additionalProperties": false });
    json!({ "type": "object", "additionalProperties": { "anyOf": [{ "type": "string" }, law] } })
}

pub(super) fn programme() -> Vec<Key> {
    vec![("deadline", kind("date"), "Everywhere is to be live when that day begins. Required")]
}

pub(super) fn launch() -> Value {
    let recruits = table(&[
        ("a-week", kind("share"), "Begin a week, as a share of the planned heads. Required"),
        ("trained-after", kind("duration"), "Days of training"),
        ("passes", kind("share"), "Of those trained. Default: 100%"),
        ("leavers-a-year", kind("share"), "Of those in post"),
    ]);
    let mobilise = table(&[
        ("lasts", kind("law"), "At least this long"),
        ("staffed", kind("share"), "Of the planned heads that must be in post. Default: 100%"),
        ("recruits", recruits, "How people come into post"),
    ]);
    let soft = table(&[("share", kind("share"), "Of the calls. Required"), ("lasts", kind("duration"), "Days. Required")]);
    let gate = table(&[
        ("targets", texts(), "Targets that must all hold. Required"),
        ("over", kind("duration"), "The last days of the soft launch. Required"),
        ("again-after", kind("duration"), "Days with the line before after a failure"),
        ("pressure", kind("share"), "Chance to be passed regardless"),
    ]);
    let keys = table(&[
        ("before", text(), "A provider with `outside`: answers what the new line does not. Required"),
        ("begins", kind("date"), "On which the tender begins. Required"),
        ("tender", kind("law"), "How long it takes"),
        ("retender", kind("law"), "After a withdrawal where nobody steps in"),
        ("retender-price", kind("factor"), "The winner's price as a change: \"+20%\""),
        ("mobilise", mobilise, "Until people are in post"),
        ("soft", soft, "The soft launch"),
        ("gate", gate, "The test before it goes live"),
        ("ramp", kind("duration"), "From the share of the soft launch to all calls"),
        ("step-ins", texts(), "Providers with `steps-in`, asked in this order"),
    ]);
    either(&[words(&["live"]), keys])
}

pub(super) fn withdraws() -> Vec<Key> {
    let notice = || ("notice", kind("duration"), "Days until it has gone");
    vec![
        ("reserve-spent", table(&[notice()]), "When the reserve is spent at the end of a month"),
        (
            "forecast-loss",
            table(&[("above", kind("pounds"), "A year. Required"), notice()]),
            "When the year's loss would be above this",
        ),
        ("on", table(&[("date", kind("date"), "Required"), notice()]), "On a date"),
    ]
}

pub(super) fn steps_in() -> Vec<Key> {
    vec![
        ("capacity", kind("rate"), "Calls of all areas it takes over: \"2000/d\". Required"),
        ("after", kind("duration"), "From being asked to its first call"),
        ("price", kind("factor"), "As a change of the contract's"),
        ("staffed", kind("share"), "Of the planned heads"),
    ]
}
