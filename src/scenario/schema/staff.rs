//! Keys of groups, their shifts and breaks, and of what may be chosen.

use serde_json::{Value, json};

use super::kinds::{by_name, either, kind, listed, named, table, text, texts, tiers, truth, whole, words};
use super::{Key, money};

pub(super) fn group() -> Vec<Key> {
    let mut keys = vec![
        ("serves", tiers(), "Steps in order of preference; an inner list means equally. Required"),
        ("provider", text(), "At which provider. Default: at each"),
        ("headcount", headcount(), "People due at their desks: a number, a CSV, \"unlimited\""),
        ("shifts", named(&shift()), "Shifts, instead of a headcount"),
        ("roster", kind("csv"), "Persons by name, instead of a headcount"),
        ("people", named(&person()), "What holds of one person of the roster"),
        ("heads-are", words(&["due", "present", "paid"]), "What the heads count"),
        ("shrinkage", either(&[kind("share"), by_name(&kind("share"))]), "Leave, training, sickness, of paid hours"),
        ("at-shift-end", words(&["finish-call", "hand-back"]), "When staffing falls while all are busy"),
        ("site", text(), "Where the group sits"),
        ("overflow", named(&overflow()), "Takes calls of a step only in need"),
        (
            "keep-free",
            table(&[("agents", whole(1, 1_000_000), "So many"), ("except-for", texts(), "Bands, classes, steps")]),
            "People kept free",
        ),
        ("pay", table(&money::pay_of_group()), "What an hour costs"),
        ("recruits", table(&recruits()), "Paid before they are trained"),
        ("at", by_name(&kind("group")), "At a provider"),
        ("during", by_name(&table(&[("headcount", headcount(), "A number or a change")])), "During a period"),
    ];
    keys.extend(people());
    keys
}

fn headcount() -> Value {
    json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string" }, kind("change")] })
}

/// People told apart.
fn people() -> Vec<Key> {
    let absence = table(&[
        ("chance", kind("share"), "That a person due stays away for the whole shift"),
        ("day-cv", kind("number"), "How much it varies from day to day"),
        ("paid", kind("share"), "Of that time. Default: 100%"),
    ]);
    let lateness = table(&[("chance", kind("share"), "That a person comes late"), ("by", kind("law"), "How late. Required")]);
    let new_staff = table(&[
        ("share", kind("share"), "Who began at the start"),
        ("handle", kind("factor"), "How much longer they talk: \"+30%\""),
        ("fading-over", kind("duration"), "Over what time that fades"),
    ]);
    let pace = table(&[
        ("above", kind("share"), "Beyond this occupancy"),
        ("handle", kind("factor"), "Talks at an occupancy of 100 %"),
        ("over", kind("duration"), "Time constant of the mean occupancy. Default: 1h"),
    ]);
    let day = table(&[
        ("cv", kind("number"), "Standard deviation divided by the mean, at most 1. Required"),
        ("memory", kind("number"), "Correlation with the day before, 0 to 1"),
    ]);
    vec![
        ("variation", table(&[("day", day, "By day. Required")]), "People at work vary from day to day about the plan"),
        ("absence", absence, "People who stay away"),
        ("lateness", lateness, "People who come late"),
        ("new-staff", new_staff, "People who are new"),
        ("pace", pace, "Speed that depends on how busy people are"),
    ]
}

fn person() -> Vec<Key> {
    vec![
        ("handle", kind("factor"), "A change of talk and wrap-up"),
        ("absence", kind("share"), "Chance of absence"),
        ("new-since", kind("date"), "Date on which a new starter began"),
    ]
}

fn overflow() -> Vec<Key> {
    vec![
        ("after", kind("duration"), "Calls that have waited so long"),
        ("when-waiting", whole(1, 1_000_000), "While at least so many wait"),
        ("when-predicted", kind("duration"), "While the predicted wait is at least so long"),
    ]
}

fn recruits() -> Vec<Key> {
    vec![
        ("a-week", kind("number"), "Who begin each week"),
        ("trained-after", kind("duration"), "Required"),
        ("leavers-a-year", kind("share"), "Instead of `a-week`: as many begin as leave"),
        ("employed", whole(1, 1_000_000), "Of how many"),
    ]
}

fn shift() -> Vec<Key> {
    vec![
        ("starts", text(), "Time of day: \"07:30\". Required"),
        ("lasts", kind("duration"), "At most a day. Required"),
        ("headcount", whole(0, 100_000), "Required"),
        ("on", kind("days"), "The day on which it starts counts"),
        ("breaks", breaks(), "Breaks by name"),
    ]
}

fn breaks() -> Value {
    named(&[
        ("after", kind("duration"), "From the start of the shift"),
        ("between", listed(kind("duration")), "Taken when it is quiet, in this window after the start"),
        ("lasts", kind("duration"), "Required"),
        ("in-turns", whole(1, 1000), "A part goes at a time, one after the other"),
        ("at-once", whole(1, 100_000), "At most so many of the group, where taken when it is quiet"),
        ("paid", truth(), "Paid like time at the desk"),
    ])
}

pub(super) fn staffing() -> Vec<Key> {
    let family = vec![
        ("group", text(), "Whose people work them. Required"),
        ("starts", texts(), "\"07:30\", \"06:00..10:00\", or a list of these. Required"),
        ("every", kind("duration"), "Between starts of a window. Default: 30m"),
        ("lasts", either(&[kind("duration"), listed(kind("duration"))]), "Required"),
        ("on", kind("days"), "The day on which it starts counts"),
        ("breaks", breaks(), "Breaks by name"),
        ("at-least", whole(0, 100_000), "People on each of its shifts"),
        ("at-most", whole(0, 100_000), "People on each of its shifts"),
        ("part-time", truth(), "Counts towards `part-time-at-most`"),
    ];
    vec![
        ("groups", texts(), "The groups whose staffing is chosen. Default: all"),
        ("repeats", words(&["week", "day", "never", "always"]), "How a headcount repeats"),
        ("interval", kind("duration"), "How often a headcount may change"),
        ("part-time-at-most", kind("share"), "Of each group's hours on shifts"),
        ("ranges", json!({ "type": "object", "additionalProperties": text() }), "Bounds by path: \"2 .. 20\""),
        ("shifts", named(&family), "Families of possible shifts"),
    ]
}
