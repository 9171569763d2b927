//! Keys of the calendar, of periods, areas, classes of caller and shocks.

use serde_json::{Value, json};

use super::kinds::{by_name, either, kind, listed, table, text, texts, whole, words};
use super::{Key, judged};

pub(super) fn calendar() -> Vec<Key> {
    vec![
        ("lasts", kind("duration"), "Length of the reported part. Required"),
        ("start", kind("date"), "First reported day, from local midnight. Without it, day 1 is a Monday"),
        ("warm-up", kind("duration"), "Simulated before the start and not reported"),
        ("run-out", kind("duration"), "Simulated after the end, without new calls"),
        ("time-zone", text(), "Such as \"Europe/London\"; needs `start`. Default: UTC"),
        ("holidays", holidays(), "\"england-and-wales\", \"scotland\", \"northern-ireland\", or a CSV of dates"),
        ("interval", kind("duration"), "Of reports: whole minutes that divide a day. Default: 30m"),
    ]
}

fn holidays() -> Value {
    either(&[words(&["england-and-wales", "scotland", "northern-ireland"]), json!({ "type": "string", "pattern": r"\." })])
}

pub(super) fn period() -> Vec<Key> {
    vec![("hours", kind("hours"), "Required"), ("on", kind("days"), "Default: every day")]
}

fn calls() -> Vec<Key> {
    vec![
        ("calls", kind("rate"), "Mean first calls per time over an ordinary week"),
        ("calls-per-1000-a-year", kind("number"), "Per 1,000 of `population`"),
        ("counts", kind("csv"), "Recorded calls by day or interval; needs dates"),
        ("log", kind("csv"), "Recorded arrivals, replayed as they are"),
        ("population", kind("number"), "People"),
        ("profile", kind("csv"), "Shape over the day or week; only the proportions count"),
        ("swing", kind("factor"), "How far the profile swings: 1 as given, 0 flat"),
    ]
}

pub(super) fn area() -> Vec<Key> {
    let mut keys = calls();
    keys.extend([
        ("provider", text(), "Who answers this area's calls"),
        ("variation", table(&variation()), "Busy days: factors of mean 1"),
        ("for", by_name(&table(&calls())), "Calls of a class of its own"),
        ("launch", judged::launch(), "How it goes live in a roll-out; \"live\": from the start"),
    ]);
    keys
}

fn variation() -> Vec<Key> {
    let cv = || ("cv", kind("number"), "Standard deviation divided by the mean. Required");
    let day = table(&[
        cv(),
        ("memory", kind("number"), "Correlation with the day before, 0 to 1"),
        ("between-areas", kind("number"), "Correlation with other areas, 0 to 1"),
    ]);
    vec![
        ("level", table(&[cv()]), "Drawn once a replication: a forecast that is wrong for the whole run"),
        ("day", day, "Drawn once a day"),
        (
            "within",
            table(&[cv(), ("memory", kind("duration"), "Over which the correlation falls to 1/e")]),
            "Drawn within the day",
        ),
    ]
}

pub(super) fn callers() -> Vec<Key> {
    let mut keys = behaviour();
    keys.extend([
        ("share", either(&[kind("share"), words(&["rest"])]), "Of each area's calls"),
        ("in", by_name(&table(&behaviour())), "In an area"),
        ("at", by_name(&table(&behaviour())), "At a provider"),
    ]);
    keys.extend(rank());
    keys
}

fn behaviour() -> Vec<Key> {
    let redial = table(&[
        ("chance", either(&[kind("share"), listed(kind("share"))]), "That the person rings again; a list goes by attempt"),
        ("after", kind("law"), "How long after. Required"),
        ("attempts", whole(1, 50), "The first one counts. Default: 3"),
    ]);
    let repeat = table(&[
        ("calls", whole(2, 100), "From this call in a row on. Default: 2"),
        ("within", kind("duration"), "Each within this time of the one before. Required"),
        ("enters", text(), "The step at which they enter"),
        ("priority", whole(1, 99), "1 first"),
    ]);
    vec![
        ("enters", text(), "First step"),
        ("patience", kind("law-or-none"), "How long a caller waits on the line before leaving"),
        ("redial", redial, "Ringing again after giving up or an engaged line"),
        ("hang-up-at-once", kind("share"), "Of calls: hang up as soon as they reach the service"),
        ("repeat", repeat, "People who ring again and are known"),
    ]
}

/// What decides who is next.
pub(super) fn rank() -> Vec<Key> {
    let score = table(&[("base", kind("number"), "At once"), ("per-minute", kind("number"), "For each minute of waiting")]);
    vec![
        ("priority", whole(1, 99), "1 first; with next-call = \"priority\""),
        ("score", score, "With next-call = \"score\" and \"c-mu\""),
        ("due", kind("duration"), "Due so long after the wait begins; with next-call = \"earliest-due\""),
    ]
}

pub(super) fn shock() -> Vec<Key> {
    let lines: Value = either(&[whole(0, 1_000_000), kind("factor"), by_name(&either(&[whole(0, 1_000_000), kind("factor")]))]);
    vec![
        ("from", kind("date"), "Date, or date and time. Required"),
        ("until", kind("date"), "The first moment after. Required"),
        ("demand", kind("factor"), "\"x1.6\", \"+20%\" or 1.6"),
        ("ramp", kind("duration"), "Rises over this time, and falls over it at the end"),
        ("areas", texts(), "Whose demand. Default: all"),
        ("handle", kind("law"), "Of talks that begin in it, for instance \"+25%\""),
        ("steps", texts(), "Whose handling. Default: all"),
        ("absence", kind("factor"), "Of the chance of absence"),
        ("groups", texts(), "Whose absence. Default: all"),
        ("lines", lines, "Lines of providers"),
        ("lost", json!({ "anyOf": [texts()] }), "Groups or sites of which nobody is there"),
    ]
}
