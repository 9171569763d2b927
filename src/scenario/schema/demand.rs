//! Keys of the calendar, of periods, areas, classes of caller and shocks.

use serde_json::{Value, json};

use super::judged;
use super::key::{Key, may, must, or, table};
use super::kinds::{by_name, either, kind, listed, text_of, texts_of, whole, words};

pub(super) fn calendar() -> Vec<Key> {
    vec![
        must(
            "lasts",
            kind("duration"),
            "Length of the reported part; whole days are calendar days, so a day may have 23 or 25 hours",
        )
        .eg("91d"),
        may("start", kind("date"), "no dates: day 1 is a Monday of 24 hours", "First reported day, from local midnight")
            .eg("2025-11-24"),
        or("warm-up", kind("duration"), "0s", "Simulated before the start and not reported").eg("1d"),
        or("run-out", kind("duration"), "0s", "Simulated after the end, without new calls, with the staff of the last moment")
            .eg("2h"),
        may("time-zone", text_of("name of a time zone"), "UTC, no clock changes", "Whose clock; needs `start`")
            .eg("Europe/London"),
        may("holidays", holidays(), "no holidays", "Published bank holidays (2012 to 2028), or a CSV of dates; needs `start`")
            .eg("england-and-wales"),
        or("interval", kind("duration"), "30m", "Of reports").range("whole minutes that divide a day").eg("15m"),
    ]
}

fn holidays() -> Value {
    let file = json!({ "type": "string", "pattern": r"\.", "x-helpline": { "is": "CSV file" } });
    either(&[words(&["england-and-wales", "scotland", "northern-ireland"]), file])
}

pub(super) fn period() -> Vec<Key> {
    vec![
        must("hours", kind("hours"), "Past midnight is allowed: the stretch belongs to the day on which it begins")
            .eg("18:00-23:00"),
        or("on", kind("days"), "every day", "Days on which it begins").eg("weekdays"),
    ]
}

const ONE_OF_FOUR: &str = "one of the four that say how many calls";

fn calls() -> Vec<Key> {
    vec![
        may("calls", kind("rate"), ONE_OF_FOUR, "Mean first calls per time over an ordinary week")
            .not_with(&["counts", "calls-per-1000-a-year", "log"])
            .eg("620/d"),
        may(
            "calls-per-1000-a-year",
            kind("number"),
            ONE_OF_FOUR,
            "Calls per 1,000 of `population` and 365.25 days; needs `population`",
        )
        .not_with(&["calls", "counts", "log"])
        .eg("346"),
        may(
            "counts",
            kind("csv"),
            ONE_OF_FOUR,
            "Recorded calls: by day, or by interval where rows have times; needs `calendar.start`",
        )
        .not_with(&["calls", "calls-per-1000-a-year", "log"])
        .see("mechanisms/demand.md#expected-calls")
        .eg("data/daily.csv#received"),
        may(
            "log",
            kind("csv"),
            ONE_OF_FOUR,
            "Recorded arrivals (date and time), replayed as they are; a column `class` says whose",
        )
        .not_with(&["calls", "counts", "calls-per-1000-a-year"])
        .eg("data/arrivals.csv"),
        may("population", kind("number"), "not stated", "People who live there").eg("575_000"),
        may("profile", kind("csv"), "constant", "Shape over the day or week; only the proportions count")
            .eg("data/hour-of-week.csv"),
        or("swing", kind("factor"), "1", "How far the profile swings: each value is raised to this power; 0 is flat").eg("1.15"),
    ]
}

pub(super) fn area() -> Vec<Key> {
    let mut keys = calls();
    keys.extend([
        may(
            "provider",
            text_of("name of a provider"),
            "the one there is; must be stated where another area or group names one",
            "Who answers this area's calls",
        )
        .eg("huc"),
        may("variation", table(&variation()), "none beyond chance", "Busy days: factors of mean 1 with a gamma law")
            .see("mechanisms/demand.md#busy-days"),
        may("for", by_name("CLASS", &table(&calls())), "its share of the area's calls", "Calls of a class of its own")
            .like("areas.NAME"),
        may("launch", judged::launch(), "`\"live\"`: live from the start", "How it goes live in a roll-out")
            .see("rollout.md#an-area"),
    ]);
    keys
}

fn variation() -> Vec<Key> {
    let cv = || must("cv", kind("number"), "Standard deviation divided by the mean: a pure number").range("0 to 3").eg("0.045");
    let day = table(&[
        cv(),
        or("memory", kind("number"), "0", "Correlation with the day before").range("0 to 1").eg("0.3"),
        or("between-areas", kind("number"), "0", "Correlation with other areas").range("0 to 1").eg("0.29"),
    ]);
    let within = table(&[cv(), may("memory", kind("duration"), "no memory", "Over which the correlation falls to 1/e").eg("2h")]);
    vec![
        may(
            "level",
            table(&[cv()]),
            "the forecast is right",
            "Drawn once a replication: a forecast that is wrong for the whole run",
        ),
        may("day", day, "days are alike", "Drawn once a day"),
        may("within", within, "no factor within the day", "Drawn for each demand cell"),
    ]
}

pub(super) fn callers() -> Vec<Key> {
    let share = either(&[kind("share"), words(&["rest"])]);
    let mut keys = vec![or("share", share, "rest", "Of each area's calls; classes sum to 100 %").eg("8%")];
    keys.extend(behaviour());
    keys.extend(rank("callers.NAME"));
    keys.extend([
        may("in", by_name("AREA", &table(&behaviour())), "as everywhere", "For its callers in an area").like("callers.NAME"),
        may("at", by_name("PROVIDER", &table(&behaviour())), "as everywhere", "For its callers at a provider")
            .like("callers.NAME"),
    ]);
    keys
}

fn behaviour() -> Vec<Key> {
    let chances = either(&[kind("share"), listed(kind("share"))]);
    let redial = table(&[
        must("chance", chances, "That the person rings again; a list goes by attempt, its last entry holds for later ones")
            .eg("50%"),
        must("after", kind("law"), "How long after").eg("{ lognormal = { mean = \"15m\", cv = 1.5 } }"),
        or("attempts", whole(1, 50), "3", "Attempts in all; the first one counts").eg("4"),
    ]);
    let repeat = table(&[
        or("calls", whole(2, 100), "2", "From this call in a row on").eg("3"),
        must("within", kind("duration"), "Each within this time of the one before").eg("24h"),
        may("enters", text_of("name of a step"), "where others enter", "The step at which they enter").eg("clinician"),
        may("priority", whole(1, 99), "as others", "Their priority, 1 first").eg("5"),
    ]);
    vec![
        may("enters", text_of("name of a step"), "the only step to which no `then` leads", "First step").eg("menu"),
        may("patience", kind("law-or-none"), "`\"none\"`: never leaves", "How long a caller waits on the line before leaving")
            .see("mechanisms/callers.md#patience")
            .eg("{ weibull = { mean = \"28m\", shape = 0.91 } }"),
        may("redial", redial, "nobody rings again", "Ringing again after giving up or an engaged line")
            .see("mechanisms/callers.md#redial"),
        or("hang-up-at-once", kind("share"), "0%", "Of calls: hang up as soon as they reach the service")
            .see("mechanisms/callers.md#leaving-at-once")
            .eg("1%"),
        may(
            "repeat",
            repeat,
            "nobody is known",
            "People who ring again and are known: they enter elsewhere, have a priority, or both",
        )
        .see("mechanisms/callers.md#people-who-ring-again-and-are-known"),
    ]
}

/// What decides who is next; `table`: where it stands. The band's counts before the class's, that before the step's.
pub(super) fn rank(place: &'static str) -> Vec<Key> {
    let inner = table(&[
        or("base", kind("number"), "0", "Points at once").eg("10"),
        or("per-minute", kind("number"), "0", "Points for each minute of waiting").eg("3"),
    ]);
    let score = may(
        "score",
        inner,
        "of class, then step; one point a minute if nothing states one",
        "With next-call = \"score\" and \"c-mu\"",
    );
    vec![
        may("priority", whole(1, 99), "of class, then step; 50 if nothing states one", "1 first; with next-call = \"priority\"")
            .see("mechanisms/queues-and-routing.md#which-call-does-a-free-agent-take")
            .eg("10"),
        if place == "callers.NAME" { score } else { score.like("callers.NAME.score") },
        may(
            "due",
            kind("duration"),
            "of class, then step; never due if nothing states one",
            "Due so long after the wait begins (of a band: after the end of triage); with next-call = \"earliest-due\"",
        )
        .eg("20m"),
    ]
}

pub(super) fn shock() -> Vec<Key> {
    let count = || either(&[whole(0, 10_000_000), kind("factor")]);
    let lines: Value = either(&[whole(0, 10_000_000), kind("factor"), by_name("PROVIDER", &count())]);
    let some = "one of `demand`, `handle`, `absence`, `lines` and `lost` is required; as usual";
    vec![
        must("from", kind("date"), "Date, or date and time").eg("2025-12-05"),
        must("until", kind("date"), "The first moment after").eg("2025-12-12T06:00:00"),
        may("demand", kind("factor"), some, "Times the expected calls, recorded counts included; not a replayed log").eg("x1.6"),
        or("ramp", kind("duration"), "0s", "Demand rises over this time, and falls over it at the end").eg("1d"),
        may("areas", texts_of("names of areas"), "all", "Whose demand").eg("[\"cornwall\"]"),
        may("handle", kind("law"), some, "A law or a change, of talks that begin in it").eg("+25%"),
        may("steps", texts_of("names of steps"), "all with a `handle`", "Whose handling").eg("[\"assess\"]"),
        may("absence", kind("factor"), some, "Times the chance of absence of people due from a moment in it").eg("x2"),
        may("groups", texts_of("names of groups"), "all with an `absence`", "Whose absence").eg("[\"advisors\"]"),
        may("lines", lines, some, "Lines of providers that state `lines`, of all or of each; calls on the line go on")
            .eg("{ coast-111 = 10 }"),
        may(
            "lost",
            texts_of("names of groups or sites"),
            some,
            "Groups, or sites with all their groups, of which nobody is there",
        )
        .eg("[\"harbour\"]"),
    ]
}
