//! Keys of steps, bands, outcomes, routing, pools and conventions.

use serde_json::Value;

use super::demand::rank;
use super::key::{Key, may, must, or, table};
use super::kinds::{by_name, by_text, either, kind, text_of, texts_of, tiers, truth, whole, words};

const CALLING_BACK: &str = "mechanisms/call-backs-and-warm-transfer.md#calling-back";

pub(super) fn step() -> Vec<Key> {
    let message = table(&[
        must("lasts", kind("law"), "How long").eg("25s"),
        or("hang-up", kind("share"), "0%", "Hang up during it, at a moment uniform over it").eg("3%"),
    ]);
    let varied = "as usual";
    let mut keys = vec![
        may("message", message, "a step with people", "A recorded message: costs no staff; needs `then`").not_with(&["handle"]),
    ];
    keys.extend(visit());
    keys.extend([
        may("queue", table(&queue()), "no limits", "Where people wait").see("mechanisms/callers.md#waiting-places"),
        may("patience", kind("law-or-none"), "of the caller's class, area and provider", "At this step")
            .see("mechanisms/callers.md#patience"),
        may(
            "transfer",
            transfer(),
            "`\"call-back\"` with `bands`, else `\"on-the-line\"`",
            "How people who come from an agent are passed on",
        )
        .see("mechanisms/call-backs-and-warm-transfer.md#passing-on")
        .eg("call-back"),
        may("bands", kind("shares"), "no urgency", "Urgency bands of those who come here")
            .see(CALLING_BACK)
            .eg("{ p1 = \"20%\", p2 = \"35%\", p3 = \"rest\" }"),
        may("contact", table(&contact()), "always answers", "Reaching a called-back person").see(CALLING_BACK),
        may(
            "offered-to",
            tiers("names of groups; an inner list means equally"),
            "by the step's place in each group's `serves`",
            "Groups, in order, who are asked when a call comes",
        )
        .see("mechanisms/queues-and-routing.md#which-group-answers-a-call-that-comes")
        .eg("[\"nurses\", [\"advisors\", \"bank\"]]"),
        or("clinical", truth(), "false", "Being served here is being seen by a clinician; a step with `bands` always is")
            .eg("true"),
        may("open", texts_of("names of periods"), "always", "Periods in which it is open; needs `closed-to`")
            .see("mechanisms/callers.md#opening-hours")
            .eg("day"),
        may(
            "closed-to",
            text_of("name of a step or outcome"),
            "required with `open`",
            "Where calls go that come while it is closed",
        )
        .eg("call-in-the-morning"),
        may("at-close", at_close(), "`\"serve\"`", "With `open`: what happens at the close to those who wait on the line")
            .eg("{ clear-after = \"10m\" }"),
    ]);
    keys.extend(rank("steps.NAME"));
    keys.extend([
        may("in", by_name("AREA", &kind("step")), varied, "For calls of an area").like("steps.NAME").see("language.md#variants"),
        may("at", by_name("PROVIDER", &kind("step")), varied, "At a provider").like("steps.NAME").see("language.md#variants"),
        may("for", by_name("CLASS", &kind("step")), varied, "For a class of caller")
            .like("steps.NAME")
            .see("language.md#variants"),
        may("by", by_name("GROUP", &kind("step")), varied, "By the group that serves: `handle`, `wrap-up`, `then`")
            .like("steps.NAME")
            .see("language.md#variants"),
        may("during", by_name("PERIOD", &kind("step")), varied, "During a period or shock: `handle`, `wrap-up`, `then`")
            .like("steps.NAME")
            .see("language.md#variants"),
    ]);
    keys
}

fn visit() -> Vec<Key> {
    vec![
        may("handle", kind("law"), "required, unless the step is a message", "Length of the talk")
            .not_with(&["message"])
            .eg("{ lognormal = { mean = \"6m 20s\", cv = 0.6 } }"),
        may("wrap-up", kind("law"), "none", "Work after the caller has gone").eg("{ exponential = { mean = \"40s\" } }"),
        may("then", kind("shares"), "the episode ends as `served`", "Where the call goes: steps and outcomes"),
        may("then-after", by_text("WAIT", &kind("shares")), "the same after any wait", "Other shares after a wait for this talk")
            .see("mechanisms/clinical-safety.md#outcomes-that-depend-on-who-assessed-and-on-the-wait")
            .eg("{ 2h = { ambulance = \"12%\", self-care = \"rest\" } }"),
    ]
}

fn queue() -> Vec<Key> {
    let offer = table(&[
        may("when-waiting", whole(1, 10_000_000), "`when-wait`; one of the two is required", "While so many wait").eg("5"),
        may("when-wait", kind("duration"), "`when-waiting`; one of the two is required", "Where the wait would be so long")
            .eg("10m"),
        must("accepts", kind("share"), "Share that accepts").eg("25%"),
        must("to", text_of("name of a step"), "The step at which they are called back").eg("ring-back"),
    ]);
    let balk = table(&[
        must("above", texts_of("durations, rising"), "Announced waits").eg("[\"2m\", \"5m\"]"),
        must("share", texts_of("as many shares"), "That leaves at each").eg("[\"5%\", \"20%\"]"),
    ]);
    let announce = table(&[
        or("wait", words(&["queue-length", "last-answered"]), "queue-length", "How what is announced is found")
            .eg("last-answered"),
        may(
            "balk",
            either(&[words(&["by-patience"]), balk]),
            "nobody leaves; this or `patience` is required",
            "Who leaves on hearing it",
        )
        .eg("by-patience"),
        may(
            "patience",
            either(&[kind("factor"), words(&["none"])]),
            "as it was; this or `balk` is required",
            "Of those who stay",
        )
        .eg("x1.5"),
    ]);
    vec![
        may(
            "places",
            whole(0, 10_000_000),
            "no limit",
            "Waiting places at each provider, people to be called back included; beyond, the line is engaged",
        )
        .eg("400"),
        may(
            "full-to",
            text_of("name of a step or outcome"),
            "the line is engaged",
            "Where a call goes when the places are full; needs `places`",
        )
        .see("mechanisms/queues-and-routing.md#where-a-call-goes-when-it-may-not-wait")
        .eg("national-line"),
        or("balk", kind("share"), "0%", "Of those who would have to wait: leave at once")
            .see("mechanisms/callers.md#balking")
            .eg("1%"),
        may("wait-at-most", kind("duration"), "no limit", "After that wait the call goes to `then-to`; both or neither")
            .eg("30m"),
        may("then-to", text_of("name of a step or outcome"), "no limit", "Where a call goes after `wait-at-most`").eg("assess"),
        may("offer", offer, "nothing is offered", "A call-back offered to callers nobody has answered, who would have to wait")
            .see("mechanisms/callers.md#a-call-back-offered-in-the-queue"),
        may("announce", announce, "nothing is announced", "An announced wait").see("mechanisms/callers.md#announced-waits"),
    ]
}

fn transfer() -> Value {
    let warm = table(&[
        must("within", kind("duration"), "Holds for at most so long").eg("30s"),
        or(
            "else",
            text_of("`\"call-back\"`, `\"on-the-line\"`, a step or an outcome"),
            "call-back",
            "What happens to those whom nobody has answered by then",
        )
        .eg("on-the-line"),
        may("hand-over", kind("law"), "none", "Both agents are busy so long once somebody has answered, before the talk")
            .eg("58s"),
    ]);
    either(&[
        words(&["on-the-line", "call-back"]),
        table(&[must("warm", warm, "The first agent holds the caller until somebody answers")]),
    ])
}

fn contact() -> Vec<Key> {
    vec![
        or("answers", kind("share"), "100%", "Chance that an attempt is answered").eg("85%"),
        or("attempts", whole(1, 100), "1", "In all; after the last in vain the person is `not-reached`").eg("3"),
        or("again-after", kind("duration"), "15m", "Until the next attempt joins the queue").eg("20m"),
        or("unanswered-takes", kind("duration"), "0s", "Agent time of an attempt in vain").eg("45s"),
    ]
}

fn at_close() -> Value {
    either(&[
        words(&["serve", "clear"]),
        table(&[must("clear-after", kind("duration"), "They are sent away after this time").eg("10m")]),
    ])
}

pub(super) fn band() -> Vec<Key> {
    let worsens = table(&[
        must("chance", kind("share"), "That a person who waits gets worse").eg("30%"),
        must("after", kind("law"), "How long after the end of triage").eg("{ exponential = { mean = \"3h\" } }"),
        must("then", kind("shares"), "Outcomes, or `rings-again`").eg("{ ambulance = \"60%\", rings-again = \"rest\" }"),
        or("call-back", words(&["withdrawn", "stays"]), "withdrawn", "What becomes of the call-back").eg("stays"),
    ]);
    let welfare = table(&[
        or("overdue", kind("duration"), "0s", "So long after the due time").eg("30m"),
        must("at", text_of("name of a step"), "The step that makes the call").eg("welfare-call"),
        may("raises", kind("shares"), "no band changes", "Shares of bands, none less urgent")
            .eg("{ p1 = \"10%\", p3 = \"rest\" }"),
    ]);
    let mut keys = rank("bands.NAME");
    keys.extend([
        may("patience", kind("law-or-none"), "of step, then class", "On the line where the band is known")
            .see("mechanisms/callers.md#patience"),
        may("worsens", worsens, "nobody does", "People who wait for a call-back get worse")
            .see("mechanisms/clinical-safety.md#getting-worse"),
        may("welfare", welfare, "none are made", "Welfare calls to people overdue")
            .see("mechanisms/clinical-safety.md#welfare-calls"),
    ]);
    keys
}

pub(super) fn outcome() -> Vec<Key> {
    let recall = table(&[
        must("chance", kind("share"), "That the person rings again").eg("10%"),
        must("after", kind("law"), "How long after").eg("{ exponential = { mean = \"8h\" } }"),
        may("times", whole(1, 255), "no limit", "At most so many times").eg("2"),
    ]);
    let validated = table(&[
        must("at", text_of("name of a clinical step"), "Who looks; its `then` may say `stands`").eg("second-look"),
        or("share", kind("share"), "100%", "Of these outcomes").eg("50%"),
        may("within", kind("duration"), "endless", "It stands unseen after this time").eg("30m"),
        may("not-from", texts_of("names of groups"), "nobody's", "Groups whose outcomes stand at once").eg("[\"nurses\"]"),
    ]);
    vec![
        or("urgent", truth(), "false", "An urgent end, such as an ambulance").eg("true"),
        or("triaged", truth(), "true", "A call whose first talk ends so counts as triaged").eg("false"),
        may("closed-by-clinician", truth(), "true for `self-care`, else false", "Closes the episode with advice").eg("true"),
        may(
            "cost",
            kind("pounds"),
            "not stated: a downstream cost it is part of is blank",
            "What an episode that ends so costs the system afterwards",
        )
        .see("mechanisms/money.md#what-outcomes-cost")
        .not_with(&["then"])
        .eg("£250"),
        may(
            "then",
            kind("shares"),
            "`cost`, if anything",
            "In place of `cost`: the outcomes that follow, for their mean cost alone",
        )
        .not_with(&["cost"])
        .eg("{ ambulance = \"5%\", self-care = \"rest\" }"),
        may(
            "recall",
            recall,
            "nobody rings again",
            "People whose episode ends so ring again; not of `gave-up`, `hung-up`, `blocked`",
        )
        .see("mechanisms/callers.md#re-contact"),
        may("validated", validated, "it stands at once", "A clinician looks before it stands")
            .see("mechanisms/clinical-safety.md#outcomes-that-a-clinician-looks-at-before-they-stand"),
        may(
            "by-band",
            by_name("BAND", &kind("shares")),
            "together",
            "Of `gave-up` alone: those who give up, by urgency, as outcomes `gave-up-BAND` with the mean cost of what follows",
        )
        .see("mechanisms/clinical-safety.md#where-people-go-who-give-up-by-urgency")
        .eg("{ p1 = { ambulance = \"40%\", self-care = \"rest\" } }"),
    ]
}

pub(super) fn routing() -> Vec<Key> {
    vec![
        or(
            "next-call",
            words(&["longest-wait", "priority", "score", "earliest-due", "c-mu"]),
            "longest-wait",
            "Which call a free agent takes",
        )
        .see("mechanisms/queues-and-routing.md#which-call-does-a-free-agent-take"),
        or(
            "next-agent",
            words(&["longest-idle", "least-busy", "random", "fastest", "cheapest"]),
            "longest-idle",
            "Who takes a call that comes",
        )
        .see("mechanisms/queues-and-routing.md#which-group-answers-a-call-that-comes"),
    ]
}

pub(super) fn pool() -> Vec<Key> {
    vec![
        must(
            "providers",
            texts_of("names of providers"),
            "Their calls wait in one queue, and whoever of them is free next answers",
        )
        .eg("[\"coast-111\", \"moor-111\"]"),
        may("steps", texts_of("names of steps"), "wherever people wait", "At these steps").eg("[\"assess\"]"),
    ]
}

pub(super) fn conventions() -> Vec<Key> {
    vec![
        or("counts", words(&["mean", "exact"]), "mean", "What recorded counts are: the mean of a Poisson count, or that many")
            .see("mechanisms/demand.md#exact-counts"),
        or("redial", words(&["new", "kept"]), "new", "Patience and work of a redial: new, or those of the first attempt"),
        or("second-wait", words(&["new", "kept"]), "new", "Patience at a later wait of the same call"),
        or(
            "patience-timers",
            words(&["late", "every"]),
            "late",
            "\"every\" is a slower check of the program and should change nothing",
        ),
    ]
}
