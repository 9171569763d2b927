//! Keys of groups, their shifts and breaks, and of what may be chosen.

use serde_json::{Value, json};

use super::key::{Key, may, must, or, table};
use super::kinds::{by_name, by_text, either, kind, listed, named, text_of, texts_of, tiers, truth, whole, words};
use super::money;

const TOLD_APART: &str = "mechanisms/staff.md#people-told-apart";

pub(super) fn group() -> Vec<Key> {
    let one_of = "one of `headcount`, `shifts` and `roster`";
    let keep_free = table(&[
        must("agents", whole(1, 1_000_000), "So many people").eg("1"),
        may("except-for", texts_of("names of bands, classes or steps"), "for nothing", "For calls of these").eg("[\"p1\"]"),
    ]);
    let during = table(&[must("headcount", heads_of_a_period(), "A whole number, or a change of the headcount").eg("+2")]);
    let mut keys = vec![
        must("serves", tiers("names of steps; an inner list means equally"), "Steps in order of preference")
            .eg("[\"clinician\", [\"assess\", \"dental-desk\"]]"),
        may(
            "provider",
            text_of("name of a provider"),
            "one such group at each provider, called `NAME@PROVIDER` where there are several",
            "At which provider",
        )
        .eg("huc"),
        may(
            "headcount",
            headcount(),
            one_of,
            "People due at their desks, by day and hour from a CSV; at most 262,144 altogether",
        )
        .see("mechanisms/staff.md#groups-and-headcount")
        .not_with(&["shifts", "roster"])
        .eg("8"),
        may("shifts", named("SHIFT", &shift()), one_of, "Shifts")
            .see("mechanisms/staff.md#shifts-and-breaks")
            .not_with(&["headcount", "roster"]),
        may(
            "roster",
            kind("csv"),
            one_of,
            "Persons by name: when a duty begins, `person`, `until`, perhaps `breaks`, `paid-breaks`",
        )
        .see("mechanisms/staff.md#persons-by-name")
        .not_with(&["headcount", "shifts"])
        .eg("data/roster.csv"),
        may("people", named("PERSON", &person()), "as the group", "What holds of one person of the roster")
            .see("mechanisms/staff.md#persons-by-name"),
        or(
            "heads-are",
            words(&["due", "present", "paid"]),
            "due",
            "What the heads count: people due at desks; the same with absence out; people paid, of whom those due are all but the `shrinkage`",
        ),
        may(
            "shrinkage",
            either(&[kind("share"), by_name("REASON", &kind("share"))]),
            "none, with a warning where there is pay",
            "Leave, training, meetings, sickness, of paid hours; named shares add up",
        )
        .see("mechanisms/money.md#paid-hours")
        .range("at most 90 %")
        .eg("{ leave = \"14%\", sickness = \"7%\" }"),
        or("at-shift-end", words(&["finish-call", "hand-back"]), "finish-call", "When staffing falls while all are busy")
            .see("mechanisms/staff.md#people-come-and-go"),
        may("site", text_of("name of a site"), "none", "Where the group sits; a shock may lose a site with all its groups")
            .see("mechanisms/shocks.md")
            .eg("harbour"),
        may(
            "overflow",
            named("STEP", &overflow()),
            "its calls are always taken",
            "Takes calls of a step only in need; one of three",
        )
        .see("mechanisms/queues-and-routing.md#which-call-does-a-free-agent-take"),
        may("keep-free", keep_free, "nobody is", "People kept free"),
    ];
    keys.extend(people());
    keys.extend([
        may("pay", table(&money::pay_of_group()), "not stated: its cost is blank", "What an hour costs")
            .see("mechanisms/money.md#pay-by-clock-time"),
        may("recruits", table(&recruits()), "nobody comes or leaves", "Paid before they are trained")
            .see("mechanisms/staff.md#recruits-and-leavers"),
        may("at", by_name("PROVIDER", &kind("group")), "as everywhere", "At a provider")
            .like("groups.NAME")
            .see("language.md#variants"),
        may("during", by_name("PERIOD", &during), "as usual", "During a period; not beside `shifts`").see("language.md#variants"),
    ]);
    keys
}

fn headcount() -> Value {
    json!({
        "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string" }, kind("change")],
        "x-helpline": { "is": "whole number, CSV file or `\"unlimited\"`" },
    })
}

fn heads_of_a_period() -> Value {
    json!({
        "anyOf": [{ "type": "integer", "minimum": 0 }, kind("change")],
        "x-helpline": { "is": "whole number or change" },
    })
}

/// People told apart.
fn people() -> Vec<Key> {
    let absence = table(&[
        must("chance", kind("share"), "That a person due stays away for the whole shift, or day").eg("6%"),
        or("day-cv", kind("number"), "0", "How much it varies from day to day: a pure number").eg("0.3"),
        or("paid", kind("share"), "100%", "Of that time").eg("50%"),
    ]);
    let lateness = table(&[
        or("chance", kind("share"), "100%", "That a person comes late").eg("10%"),
        must("by", kind("law"), "How late").eg("{ exponential = { mean = \"6m\" } }"),
    ]);
    let new_staff = table(&[
        must("share", kind("share"), "Of the people: who began at the start").eg("20%"),
        must("handle", kind("factor"), "How much longer they talk and wrap up").eg("+30%"),
        must("fading-over", kind("duration"), "Over what time that fades").eg("8w"),
    ]);
    let pace = table(&[
        or("above", kind("share"), "0%", "Beyond this occupancy").eg("85%"),
        must("handle", kind("factor"), "Talk and wrap-up at an occupancy of 100 %").eg("+10%"),
        or("over", kind("duration"), "1h", "Time constant of the mean occupancy").eg("30m"),
    ]);
    let day = table(&[
        must("cv", kind("number"), "Standard deviation divided by the mean: a pure number").range("0 to 1").eg("0.08"),
        or("memory", kind("number"), "0", "Correlation with the day before").range("0 to 1").eg("0.5"),
    ]);
    vec![
        may(
            "variation",
            table(&[must("day", day, "By day")]),
            "as planned",
            "People at work vary from day to day about the plan; not where people are told apart",
        )
        .see("mechanisms/staff.md#more-or-fewer-than-planned"),
        may("absence", absence, "nobody", "People who stay away").see(TOLD_APART),
        may("lateness", lateness, "nobody", "People who come late").see("mechanisms/staff.md#lateness"),
        may("new-staff", new_staff, "nobody", "People who are new").see("mechanisms/staff.md#new-starters"),
        may("pace", pace, "the same speed always", "Speed that depends on how busy people are")
            .see("mechanisms/staff.md#speed-that-depends-on-how-busy-people-are"),
    ]
}

fn person() -> Vec<Key> {
    vec![
        may("handle", kind("factor"), "as the group", "A change of talk and wrap-up").eg("+10%"),
        may("absence", kind("share"), "as the group", "Chance of absence; beside the group's `absence`").eg("12%"),
        may("new-since", kind("date"), "as the group", "Date on which a new starter began; beside the group's `new-staff`")
            .eg("2025-10-01"),
    ]
}

fn overflow() -> Vec<Key> {
    let one = "one of three";
    vec![
        may("after", kind("duration"), one, "Calls that have waited so long")
            .not_with(&["when-waiting", "when-predicted"])
            .eg("3m"),
        may("when-waiting", whole(1, 1_000_000), one, "While at least so many wait, the arriving call included")
            .not_with(&["after", "when-predicted"])
            .eg("5"),
        may("when-predicted", kind("duration"), one, "While the predicted wait of one that joins is at least so long")
            .not_with(&["after", "when-waiting"])
            .eg("3m"),
    ]
}

fn recruits() -> Vec<Key> {
    vec![
        may("a-week", kind("number"), "`leavers-a-year`", "People who begin each week").not_with(&["leavers-a-year"]).eg("2"),
        must("trained-after", kind("duration"), "Training and preceptorship").eg("9w"),
        may("leavers-a-year", kind("share"), "`a-week`", "As many begin as leave").not_with(&["a-week"]).eg("30%"),
        may(
            "employed",
            whole(1, 1_000_000),
            "the heads do not change",
            "Of how many people: then the heads change as they come and leave",
        )
        .eg("120"),
    ]
}

fn shift() -> Vec<Key> {
    vec![
        must("starts", text_of("time of day"), "When it starts").eg("07:30"),
        must("lasts", kind("duration"), "How long").range("at most a day").eg("12h"),
        must("headcount", whole(0, 100_000), "People on it").eg("4"),
        or("on", kind("days"), "every day", "The day on which it starts counts").eg("weekdays"),
        may("breaks", breaks(), "none", "Breaks by name; they may not overlap, nor end after the shift")
            .see("mechanisms/staff.md#shifts-and-breaks"),
    ]
}

fn breaks() -> Value {
    let one_of = "one of `after` and `between`";
    named(
        "BREAK",
        &[
            may("after", kind("duration"), one_of, "From the start of the shift").not_with(&["between"]).eg("4h"),
            may(
                "between",
                listed(kind("duration")),
                one_of,
                "Taken when it is quiet, in this window after the start, at its end in any case",
            )
            .not_with(&["after"])
            .see("mechanisms/staff.md#breaks-when-it-is-quiet")
            .eg("[\"3h\", \"5h\"]"),
            must("lasts", kind("duration"), "How long").eg("30m"),
            may("in-turns", whole(1, 1000), "all at once", "A part goes at a time, one after the other; with `after`").eg("3"),
            may("at-once", whole(1, 100_000), "no limit", "At most so many of the group; with `between`").eg("2"),
            or("paid", truth(), "false", "Paid like time at the desk").eg("true"),
        ],
    )
}

pub(super) fn staffing() -> Vec<Key> {
    let people = "People on each of its shifts";
    let family = vec![
        must("group", text_of("name of a group"), "Whose people work them").eg("advisors"),
        must("starts", texts_of("times of day, or windows such as `\"06:00..10:00\"`"), "When they may start")
            .eg("[\"06:00..10:00\", \"14:00\"]"),
        or("every", kind("duration"), "30m", "Between starts of a window").range("whole minutes").eg("1h"),
        must("lasts", either(&[kind("duration"), listed(kind("duration"))]), "One length or several").eg("[\"8h\", \"10h\"]"),
        or("on", kind("days"), "every day", "The day on which it starts counts").eg("weekdays"),
        may("breaks", breaks(), "none", "Breaks by name").like("groups.NAME.shifts.SHIFT.breaks.BREAK"),
        or("at-least", whole(0, 100_000), "0", people).eg("1"),
        may("at-most", whole(0, 100_000), "no limit", people).eg("12"),
        or("part-time", truth(), "false", "Counts towards `part-time-at-most`").eg("true"),
    ];
    let bounds = text_of("least and most, `\"2 .. 20\"`");
    vec![
        may("groups", texts_of("names of groups"), "all with a headcount or shifts", "The groups whose staffing is chosen").eg("[\"advisors\"]"),
        may("repeats", words(&["week", "day", "never", "always"]), "`\"week\"`; `\"day\"` where the run is no longer than a day", "How a headcount repeats: each week like the others (holidays have a day of their own), each day like the others, each date its own (needs dates), one number all the time")
            .eg("week"),
        may("interval", kind("duration"), "the report interval", "How often a headcount may change").range("a multiple of the report interval that divides a day").eg("1h"),
        may("part-time-at-most", kind("share"), "no limit", "Of each group's hours on shifts").eg("30%"),
        may("ranges", by_text("PATH", &bounds), "0 to far more than anybody needs", "Bounds by path of a headcount").eg("{ \"groups.advisors.headcount\" = \"2 .. 20\" }"),
        may("shifts", named("NAME", &family), "none", "Families of possible shifts: one for each start and length").see("staff.md#what-is-chosen"),
    ]
}
