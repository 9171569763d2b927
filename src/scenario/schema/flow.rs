//! Keys of steps, bands, outcomes, routing, pools and conventions.

use serde_json::{Value, json};

use super::Key;
use super::demand::rank;
use super::kinds::{by_name, either, kind, table, text, texts, tiers, truth, whole, words};

pub(super) fn step() -> Vec<Key> {
    let mut keys = visit();
    let message = table(&[("lasts", kind("law"), "Required"), ("hang-up", kind("share"), "Hang up during it")]);
    keys.extend([
        ("message", message, "A recorded message: costs no staff"),
        ("queue", table(&queue()), "Where people wait"),
        ("patience", kind("law-or-none"), "At this step, instead of the class's"),
        ("transfer", transfer(), "How people who come from an agent are passed on"),
        ("bands", kind("shares"), "Urgency bands of those who come here"),
        ("contact", table(&contact()), "Reaching a called-back person"),
        ("offered-to", tiers(), "Groups, in order, who are asked when a call comes"),
        ("clinical", truth(), "Being served here is being seen by a clinician"),
        ("open", texts(), "Periods in which it is open. Default: always"),
        ("closed-to", text(), "Step or outcome of calls that come while it is closed"),
        ("at-close", at_close(), "What happens at the close to those who wait"),
        ("in", by_name(&kind("step")), "In an area"),
        ("at", by_name(&kind("step")), "At a provider"),
        ("for", by_name(&kind("step")), "For a class of caller"),
        ("by", by_name(&kind("step")), "By the group that serves: `handle`, `wrap-up`, `then`"),
        ("during", by_name(&kind("step")), "During a period or shock: `handle`, `wrap-up`, `then`"),
    ]);
    keys.extend(rank());
    keys
}

fn visit() -> Vec<Key> {
    vec![
        ("handle", kind("law"), "Length of the talk"),
        ("wrap-up", kind("law"), "Work after the caller has gone"),
        ("then", kind("shares"), "Where the call goes: steps and outcomes"),
        (
            "then-after",
            json!({ "type": "object", "additionalProperties": kind("shares") }),
            "Other shares after a wait: { 2h = { ... } }",
        ),
    ]
}

fn queue() -> Vec<Key> {
    let offer = table(&[
        ("when-waiting", whole(1, 10_000_000), "While so many wait"),
        ("when-wait", kind("duration"), "Where the wait would be so long"),
        ("accepts", kind("share"), "Share that accepts. Required"),
        ("to", text(), "The step at which they are called back. Required"),
    ]);
    let balk = table(&[("above", texts(), "Waits, rising"), ("share", texts(), "That leaves at each")]);
    let announce = table(&[
        ("wait", words(&["queue-length", "last-answered"]), "What is announced"),
        ("balk", either(&[words(&["by-patience"]), balk]), "Who leaves on hearing it"),
        ("patience", either(&[kind("factor"), words(&["none"])]), "Of those who stay"),
    ]);
    vec![
        ("places", whole(0, 10_000_000), "Waiting places; beyond, the line is engaged. Default: no limit"),
        ("full-to", text(), "Step or outcome where a call goes when the places are full"),
        ("balk", kind("share"), "Of those who would have to wait: leave at once"),
        ("wait-at-most", kind("duration"), "After that wait the call goes to `then-to`"),
        ("then-to", text(), "Step or outcome after `wait-at-most`"),
        ("offer", offer, "A call-back offered to those who wait"),
        ("announce", announce, "An announced wait"),
    ]
}

fn transfer() -> Value {
    let warm = table(&[
        ("within", kind("duration"), "For at most so long. Required"),
        ("else", text(), "\"call-back\", \"on-the-line\", a step or an outcome"),
        ("hand-over", kind("law"), "Both agents are busy so long before the talk"),
    ]);
    either(&[
        words(&["on-the-line", "call-back"]),
        table(&[("warm", warm, "The first agent holds the caller until somebody answers")]),
    ])
}

fn contact() -> Vec<Key> {
    vec![
        ("answers", kind("share"), "Chance that an attempt is answered. Default: 100%"),
        ("attempts", whole(1, 100), "In all. Default: 1"),
        ("again-after", kind("duration"), "Until the next attempt. Default: 15m"),
        ("unanswered-takes", kind("duration"), "Agent time of an attempt in vain"),
    ]
}

fn at_close() -> Value {
    either(&[words(&["serve", "clear"]), table(&[("clear-after", kind("duration"), "They are sent away after this time")])])
}

pub(super) fn band() -> Vec<Key> {
    let worsens = table(&[
        ("chance", kind("share"), "That a person who waits gets worse"),
        ("after", kind("law"), "How long after the end of triage"),
        ("then", kind("shares"), "Outcomes, `rings-again`"),
        ("call-back", words(&["withdrawn", "stays"]), "What becomes of the call-back"),
    ]);
    let welfare = table(&[
        ("overdue", kind("duration"), "So long after the due time. Default: 0"),
        ("at", text(), "The step that makes the call"),
        ("raises", kind("shares"), "Shares of bands, none less urgent"),
    ]);
    let mut keys = vec![
        ("patience", kind("law-or-none"), "On the line where the band is known"),
        ("worsens", worsens, "People who wait for a call-back get worse"),
        ("welfare", welfare, "Welfare calls"),
    ];
    keys.extend(rank());
    keys
}

pub(super) fn outcome() -> Vec<Key> {
    let recall = table(&[
        ("chance", kind("share"), "That the person rings again"),
        ("after", kind("law"), "How long after"),
        ("times", whole(1, 255), "At most. Default: no limit"),
    ]);
    let validated = table(&[
        ("at", text(), "A clinical step, whose `then` may say `stands`"),
        ("share", kind("share"), "Default: all"),
        ("within", kind("duration"), "Default: endless"),
        ("not-from", texts(), "Groups whose outcomes stand at once"),
    ]);
    vec![
        ("urgent", truth(), "An urgent end, such as an ambulance"),
        ("triaged", truth(), "A call whose first talk ends so counts as triaged"),
        ("closed-by-clinician", truth(), "Closes the episode with advice"),
        ("cost", kind("pounds"), "What an episode that ends so costs the system afterwards"),
        ("then", kind("shares"), "In place of `cost`: the outcomes that follow, for their mean cost"),
        ("recall", recall, "People whose episode ends so ring again"),
        ("validated", validated, "A clinician looks before it stands"),
        (
            "by-band",
            json!({ "type": "object", "additionalProperties": kind("shares") }),
            "Of `gave-up`: those who give up, by urgency",
        ),
    ]
}

pub(super) fn routing() -> Vec<Key> {
    vec![
        ("next-call", words(&["longest-wait", "priority", "score", "earliest-due", "c-mu"]), "Which call is next"),
        ("next-agent", words(&["longest-idle", "least-busy", "random", "fastest", "cheapest"]), "Who takes it"),
    ]
}

pub(super) fn pool() -> Vec<Key> {
    vec![
        ("providers", texts(), "Their calls wait in one queue. Required"),
        ("steps", texts(), "At these steps. Default: wherever people wait"),
    ]
}

pub(super) fn conventions() -> Vec<Key> {
    vec![
        ("counts", words(&["mean", "exact"]), "What recorded counts are"),
        ("redial", words(&["new", "kept"]), "Patience and work of a redial"),
        ("second-wait", words(&["new", "kept"]), "Patience at a later wait of the same call"),
        ("patience-timers", words(&["late", "every"]), "A slower check of the program"),
    ]
}
