//! Keys of targets, sources, ranges and the roll-out.

use serde_json::{Map, Value, json};

use super::key::{Key, may, must, or, table};
use super::kinds::{by_text, either, kind, text_of, texts_of, words};
use crate::scenario::laws::FAMILIES;

/// Targets by name, beside `set`.
pub(super) fn targets() -> Value {
    let bound = |name: &'static str, says: &'static str, others: &'static [&'static str], example: &'static str| {
        let takes = json!({ "type": ["string", "number"], "x-helpline": { "is": "in the measure's unit" } });
        may(name, takes, "one of the bounds, or `no-worse-than`", says).not_with(others).eg(example)
    };
    let of = "`step:NAME`, `group:NAME`, `area:NAME`, `callers:NAME`, `provider:NAME`, `band:NAME`, `month:YYYY-MM`, `due-within:TIME`, `due-later:TIME`";
    let allowance = json!({ "type": ["string", "number"], "x-helpline": { "is": "in the measure's unit" } });
    let target = table(&[
        may("measure", text_of("name of a measure"), "the name of the target", "Its measure")
            .see("measures/README.md")
            .eg("answered-within-60s"),
        may("of", text_of(of), "the whole service", "Of which part").eg("step:clinician"),
        bound("at-most", "At most this", &["at-least", "below", "no-worse-than"], "20s"),
        bound("at-least", "At least this", &["at-most", "below", "no-worse-than"], "95%"),
        bound("below", "Less than this", &["at-most", "at-least", "no-worse-than"], "5%"),
        may("no-worse-than", words(&["base"]), "a bound", "Instead of a bound: judged by `helpline compare`, left out of a run")
            .see("compare.md#no-worse-than-the-base")
            .not_with(&["at-most", "at-least", "below"]),
        may("by-more-than", allowance, "nothing", "An allowance beside `no-worse-than`").eg("1pt"),
        or("every", words(&["horizon", "month"]), "horizon", "Over what it is judged: all of it, or each whole month"),
        or(
            "confidence",
            either(&[kind("share"), words(&["none"])]),
            "95%",
            "How sure it must hold; \"none\": judged on the estimate",
        )
        .range("50 % to below 100 %")
        .eg("90%"),
        may(
            "basis",
            words(&["simulated", "assumed", "fitted"]),
            "`\"assumed\"` for clinician share, closed by clinician and outcome shares; else `\"simulated\"`",
            "Whether an input fixes it",
        )
        .eg("fitted"),
    ]);
    let mut own = table(&[may(
        "set",
        words(&["nhs111-2013", "iuc-adc"]),
        "none",
        "A published set of targets, over which one's own are laid",
    )
    .see("language.md#targets")]);
    own["additionalProperties"] = target;
    own["x-name"] = "NAME".into();
    own
}

pub(super) fn sources() -> Value {
    let grade = r"^\s*(published|measured|calibrated|judged|default)\s*(:|$)";
    by_text(
        "PATH",
        &json!({ "type": "string", "pattern": grade, "x-helpline": { "is": "grade (`published`, `measured`, `calibrated`, `judged`, `default`), a colon, and where from" } }),
    )
}

/// Ranges by path: `"LOW .. HIGH"`, or a law whose quantities are in the unit of what is drawn, or changes.
pub(super) fn ranges() -> Value {
    let keys = ["mean", "cv", "sd", "shape", "stages", "least", "mode", "most"].map(|key| (key.to_owned(), json!({})));
    let inner = json!({ "type": "object", "properties": Map::from_iter(keys), "additionalProperties": false });
    let whole = |family: &str| matches!(family, "fixed" | "empirical" | "mixture");
    let value = |family: &&str| if whole(family) { json!({}) } else { inner.clone() };
    let families: Map<String, Value> = FAMILIES.iter().map(|family| ((*family).to_owned(), value(family))).collect();
    let law = json!({ "type": "object", "properties": families, "additionalProperties": false });
    by_text("PATH", &json!({ "anyOf": [{ "type": "string" }, law], "x-helpline": { "is": "`\"LOW .. HIGH\"`, or a law" } }))
}

pub(super) fn programme() -> Vec<Key> {
    vec![must("deadline", kind("date"), "Within the calendar: everywhere is to be live when that day begins").eg("2013-04-01")]
}

pub(super) fn launch() -> Value {
    let recruits = table(&[
        must("a-week", kind("share"), "Begin a week, as a share of the planned heads, until all are in post or in training")
            .eg("8%"),
        or("trained-after", kind("duration"), "0d", "Training").range("whole days").eg("42d"),
        or("passes", kind("share"), "100%", "Of those trained").eg("85%"),
        or("leavers-a-year", kind("share"), "0%", "Of those in post").eg("30%"),
    ]);
    let mobilise = table(&[
        or("lasts", kind("law"), "0d", "At least this long")
            .eg("{ triangular = { least = \"20w\", mode = \"26w\", most = \"40w\" } }"),
        or("staffed", kind("share"), "100%", "Of the planned heads: must be in post").eg("90%"),
        may("recruits", recruits, "that share of heads is there when the time is up, and stays", "How people come into post"),
    ]);
    let soft = table(&[
        must("share", kind("share"), "Of the calls: what the new line takes").eg("33%"),
        must("lasts", kind("duration"), "How long").range("whole days").eg("4w"),
    ]);
    let gate = table(&[
        must("targets", texts_of("names of targets"), "All must hold for the area; of answered-within, service-level, abandonment, abandonment-after, mean-speed-of-answer and mean-wait").eg("[\"answered-within-60s\"]"),
        must("over", kind("duration"), "The last days of the soft launch").range("whole days").eg("2w"),
        or("again-after", kind("duration"), "0d", "After a failure, so long with the line before, then a new soft launch; 0: the soft launch and the next window go on")
            .range("whole days")
            .eg("4w"),
        or("pressure", kind("share"), "0%", "Chance to be passed regardless").eg("50%"),
    ]);
    let keys = table(&[
        must("before", text_of("name of a provider"), "A provider with `outside`: answers all that the new line does not")
            .eg("old-line"),
        must("begins", kind("date"), "On which the tender begins, within the calendar").eg("2012-04-01"),
        or("tender", kind("law"), "0d", "How long it takes").eg("26w"),
        may("retender", kind("law"), "as `tender`", "After a withdrawal where nobody steps in").eg("26w"),
        or("retender-price", kind("factor"), "+0%", "The winner's price as a change").eg("+20%"),
        may("mobilise", mobilise, "no time, all staff", "Until people are in post"),
        may("soft", soft, "no soft launch", "The soft launch"),
        may("gate", gate, "live after the soft launch", "The test before it goes live"),
        or("ramp", kind("duration"), "0d", "From the share of the soft launch to all calls").range("whole days").eg("8w"),
        may("step-ins", texts_of("names of providers with `steps-in`"), "nobody", "Asked in this order").eg("[\"trust\"]"),
    ]);
    either(&[words(&["live"]), keys])
}

pub(super) fn withdraws() -> Vec<Key> {
    let notice = || or("notice", kind("duration"), "0d", "Until it has gone").range("whole days").eg("13w");
    let loss = must("above", kind("pounds"), "Twelve times the mean loss of the last three months with calls").eg("£1M");
    vec![
        may("reserve-spent", table(&[notice()]), "no", "When the reserve is spent at the end of a month"),
        may("forecast-loss", table(&[loss, notice()]), "no", "When, at the end of a month, the year's loss would be above this"),
        may("on", table(&[must("date", kind("date"), "When").eg("2013-06-01"), notice()]), "no", "On a date"),
    ]
}

pub(super) fn steps_in() -> Vec<Key> {
    vec![
        must("capacity", kind("rate"), "Calls of all areas it takes over, on average").eg("2000/d"),
        or("after", kind("duration"), "0d", "From being asked to its first call").range("whole days").eg("13w"),
        or("price", kind("factor"), "+0%", "As a change of the contract's").eg("+30%"),
        or("staffed", kind("share"), "100%", "Of the planned heads").eg("90%"),
    ]
}
