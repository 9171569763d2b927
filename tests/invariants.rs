//! What holds for any service: random small scenarios, the same ones in every run.
//!
//! A scenario is made from a list of numbers, each of which decides one thing; proptest makes the lists.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use helpline::experiment::{Plan, Results, run};
use helpline::model::{Measure, MeasureKind as K, Model, Rare, Scope};
use helpline::scenario::from_text;
use helpline::tally::Ratio;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(111), failure_persistence: None, ..ProptestConfig::default() }
}

const REPLICATIONS: usize = 3;

fn simulate(text: &str) -> (Model, Results) {
    let scenario = from_text("random", text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)));
    let plan = Plan { replications: REPLICATIONS, seed: 111, threads: 1, precision: Vec::new(), most: REPLICATIONS };
    let results = run(&scenario.model, &plan, &AtomicBool::new(false), &mut |_| {});
    // `run` checks in every replication that no call and no agent time is lost
    let results = results.unwrap_or_else(|error| panic!("{error}\n{text}"));
    (scenario.model, results)
}

fn values(results: &Results, kind: K, scope: Scope) -> Vec<f64> {
    let values = results.values(Measure { kind, scope }).expect("a measure that is kept");
    values.iter().map(|r| r.value().unwrap_or(0.0)).collect()
}

/// Takes one decision after another.
struct Picks<'a>(std::slice::Iter<'a, u8>);

impl Picks<'_> {
    /// A number below `n`.
    fn below(&mut self, n: u8) -> u8 {
        self.0.next().copied().unwrap_or(0) % n
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[usize::from(self.below(of.len() as u8))]
    }
}

/// A service: a desk, perhaps with a menu before and a clinician behind it; one or two classes; up to three groups.
fn service(picks: &[u8]) -> String {
    let mut p = Picks(picks.iter());
    let (menu, clinician) = (p.below(3) == 0, p.below(2) == 0);
    let mut text = String::from("[calendar]\nlasts = \"6h\"\nwarm-up = \"1h\"\n");
    let mut add = |part: &str| writeln!(text, "{part}").expect("text");
    add(p.one(&["run-out = \"0m\"", "run-out = \"1h\""]));
    add("[periods.late]\nhours = \"03:00-05:00\"");
    add(&format!("[areas.town]\ncalls = \"{}/h\"", 20 + 5 * p.below(12)));
    add(p.one(&["", "variation = { day = { cv = 0.2 }, within = { cv = 0.2, memory = \"1h\" } }"]));
    add(&format!("[defaults.callers]\nenters = \"{}\"", if menu { "menu" } else { "desk" }));
    let patience = [
        "patience = \"none\"",
        "patience = { exponential = { mean = \"2m\" } }",
        "patience = { fixed = \"90s\" }",
        "patience = { weibull = { mean = \"5m\", shape = 0.8 } }",
    ];
    add(p.one(&patience));
    add(p.one(&["", "redial = { chance = [\"60%\", \"30%\"], after = { exponential = { mean = \"5m\" } }, attempts = 3 }"]));
    add("[callers.general]\nshare = \"rest\"");
    add(p.one(&["", "priority = 3", "score = { base = 2, per-minute = 0.5 }", "due = \"5m\""]));
    if p.below(2) == 0 {
        add("[callers.dental]\nshare = \"30%\"\npriority = 2");
        add(p.one(&patience));
    }
    if menu {
        add("[steps.menu]\nmessage = { lasts = \"20s\", hang-up = \"5%\" }\nthen = { desk = \"100%\" }");
    }
    let queue = [
        "",
        "queue = { places = 2 }",
        "queue = { balk = \"20%\" }",
        "queue = { wait-at-most = \"4m\", then-to = \"sent-away\" }",
    ];
    add("[steps.desk]\nhandle = { lognormal = { mean = \"5m\", cv = 0.7 } }");
    add(p.one(&queue));
    add(p.one(&["", "wrap-up = { exponential = { mean = \"1m\" } }"]));
    add(if clinician { "then = { clinician = \"50%\", helped = \"rest\" }" } else { "then = { helped = \"100%\" }" });
    let mut validated = false;
    if clinician {
        add("[steps.clinician]\nhandle = { gamma = { mean = \"6m\", cv = 0.5 } }\nthen = { helped = \"100%\" }");
        add(p.one(&[
            "transfer = \"on-the-line\"",
            "transfer = \"call-back\"",
            "transfer = { warm = { within = \"45s\", else = \"call-back\" } }",
            "transfer = { warm = { within = \"45s\", hand-over = \"40s\" } }",
            "transfer = { warm = { within = \"45s\", else = \"on-the-line\" } }",
        ]));
        add(p.one(&["", "bands = { soon = \"40%\", later = \"rest\" }"]));
        add(p.one(&["", "contact = { answers = \"70%\", attempts = 2, again-after = \"10m\", unanswered-takes = \"30s\" }"]));
        add(p.one(&[
            "[bands]\nsoon = { due = \"15m\", priority = 1 }\nlater = { due = \"2h\", priority = 4 }",
            "[bands]\nsoon = { due = \"15m\", priority = 1, patience = { exponential = { mean = \"3m\" } } }\n\
             later = { due = \"20m\", priority = 4, welfare = { at = \"clinician\", raises = { soon = \"60%\", later = \"rest\" } }, \
             worsens = { chance = \"50%\", after = { exponential = { mean = \"30m\" } }, then = { rings-again = \"60%\", helped = \"rest\" } } }",
            "[bands]\nsoon = { due = \"15m\", priority = 1 }\n\
             later = { due = \"20m\", priority = 4, worsens = { chance = \"50%\", after = { exponential = { mean = \"30m\" } }, \
             then = { rings-again = \"60%\", helped = \"rest\" }, call-back = \"stays\" } }",
        ]));
        validated = p.below(3) == 0;
    }
    if validated {
        add("[steps.second-look]\nclinical = true\ntransfer = \"call-back\"\nhandle = { exponential = { mean = \"3m\" } }\n\
             then = { stands = \"60%\", sent-away = \"rest\" }\n[outcomes]\nsent-away = {}\n\
             helped = { validated = { at = \"second-look\", share = \"40%\", within = \"15m\" } }");
    } else {
        add("[outcomes]\nhelped = {}\nsent-away = {}");
    }
    let mut group = |name: &str, serves: &str, overflow: bool| {
        add(&format!("[groups.{name}]\nserves = {serves}\nheadcount = {}", 1 + p.below(5)));
        add(p.one(&["at-shift-end = \"finish-call\"", "at-shift-end = \"hand-back\""]));
        if overflow {
            add(p.one(&[
                "",
                "overflow.desk = { after = \"1m\" }",
                "overflow.desk = { when-waiting = 3 }",
                "overflow.desk = { when-predicted = \"4m\" }",
                "keep-free = { agents = 1, except-for = [\"general\"] }",
            ]));
        }
        if p.below(2) == 0 {
            add(&format!("[groups.{name}.during.late]\nheadcount = {}", p.below(5)));
        }
        p.below(2) == 0
    };
    let more = group("first", "[\"desk\"]", false);
    if clinician {
        if group(
            "second",
            if validated { "[\"clinician\", \"second-look\", \"desk\"]" } else { "[\"clinician\", \"desk\"]" },
            true,
        ) {
            group("third", "[[\"desk\", \"clinician\"]]", false);
        }
    } else if more {
        group("second", "[\"desk\"]", true);
    }
    add("[routing]");
    add(&format!("next-call = \"{}\"", p.one(&["longest-wait", "priority", "score", "earliest-due", "c-mu"])));
    add(&format!("next-agent = \"{}\"", p.one(&["longest-idle", "least-busy", "random", "fastest"])));
    text
}

/// How much of what callers may meet and do is put into a service.
#[derive(Clone, Copy)]
enum Dose {
    /// All of it, as the picks say.
    Full,
    /// All of it written down, but so that it never changes anything.
    None,
}

/// A service with limited lines, offers, announcements, re-contacts, opening hours and the like.
fn service_with_more(picks: &[u8], more: &[u8], dose: Dose) -> String {
    let mut p = Picks(more.iter());
    let full = matches!(dose, Dose::Full);
    let mut text = service(picks);
    let mut replace = |from: &str, to: String| text = text.replacen(from, &to, 1);
    let lines = if full { 4 + 2 * u32::from(p.below(8)) } else { 1_000_000 };
    replace("[areas.town]\n", format!("[providers.own]\nlines = {lines}\n[areas.town]\nprovider = \"own\"\n"));
    let (at_once, calls) = if full { (p.below(10), 2 + p.below(2)) } else { (0, 100) };
    let repeat = format!("repeat = {{ calls = {calls}, within = \"1h\", priority = {} }}", 1 + p.below(5));
    replace("[defaults.callers]\n", format!("[defaults.callers]\nhang-up-at-once = \"{at_once}%\"\n{repeat}\n"));
    let accepts = if full { 10 * p.below(10) } else { 0 };
    let rule = p.one(&["when-waiting = 2", "when-wait = \"3m\"", "when-waiting = 4, when-wait = \"5m\""]);
    let announce = if full {
        p.one(&[
            "{ balk = \"by-patience\" }",
            "{ wait = \"last-answered\", balk = { above = [\"1m\"], share = [\"40%\"] }, patience = \"x1.5\" }",
            "{ balk = { above = [\"0s\", \"2m\"], share = [\"10%\", \"40%\"] }, patience = \"none\" }",
        ])
    } else {
        "{ balk = { above = [\"1m\"], share = [\"0%\"] }, patience = 1 }"
    };
    let told = format!("offer = {{ {rule}, accepts = \"{accepts}%\", to = \"desk\" }}, announce = {announce}");
    let close = p.one(&["\"serve\"", "\"clear\"", "{ clear-after = \"7m\" }"]);
    let hours = if full { p.one(&["00:00-04:00", "01:00-02:30"]) } else { "00:00-24:00" };
    replace("[periods.late]", format!("[periods.early]\nhours = \"{hours}\"\n[periods.late]"));
    replace("[steps.desk]\n", format!("[steps.desk]\nopen = \"early\"\nclosed-to = \"sent-away\"\nat-close = {close}\n"));
    let chance = if full { 20 + p.below(40) } else { 0 };
    let recall = format!("{{ chance = \"{chance}%\", after = {{ exponential = {{ mean = \"30m\" }} }}, times = 3 }}");
    replace("helped = {}", format!("helped = {{ recall = {recall} }}"));
    let from = text.find("[steps.desk]").expect("a desk");
    let desk = text.split_off(from);
    let desk = match desk.split_once("queue = { ").filter(|(before, _)| !before.contains("[steps.clinician]")) {
        Some((before, after)) => format!("{before}queue = {{ {told}, {after}"),
        None => desk.replacen("handle", &format!("queue = {{ {told} }}\nhandle"), 1),
    };
    let kept = if full { p.one(&["kept", "new"]) } else { "new" };
    format!("{text}{desk}[conventions]\nsecond-wait = \"{kept}\"\n")
}

fn picks() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 48)
}

/// Sample by measure of the whole service, as bits.
fn of_whole(results: &Results) -> Vec<(Measure, Vec<Ratio>)> {
    let all = results.measures.iter().zip(&results.sample);
    all.filter(|(m, _)| m.scope == Scope::All).map(|(m, values)| (*m, values.clone())).collect()
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn every_call_is_accounted_for_and_nobody_is_busier_than_present(picks in picks()) {
        let text = service(&picks);
        let (model, results) = simulate(&text);
        let of = |kind| values(&results, kind, Scope::All);
        let (offered, answered, abandoned) = (of(K::CallsOffered), of(K::CallsAnswered), of(K::CallsAbandoned));
        let (blocked, hung_up, waiting) = (of(K::CallsBlocked), of(K::HungUpInMenu), of(K::StillWaiting));
        for r in 0..REPLICATIONS {
            let ended = answered[r] + abandoned[r] + blocked[r] + hung_up[r] + waiting[r];
            // calls sent away after waiting too long are in no measure
            if text.contains("wait-at-most") {
                prop_assert!(ended <= offered[r], "{text}");
            } else {
                prop_assert!((ended - offered[r]).abs() < 0.5, "{ended} of {}\n{text}", offered[r]);
            }
        }
        for group in 0..model.groups.len() {
            for occupancy in values(&results, K::Occupancy, Scope::Group(group as u16)) {
                prop_assert!(occupancy <= 1.0 + 1e-12, "{text}");
            }
        }
    }

    /// Most patience is not timed, but looked at when an agent comes to the caller: that must make no difference.
    #[test]
    fn patience_timed_late_is_patience_timed(picks in picks()) {
        let text = service(&picks);
        let (_, late) = simulate(&text);
        let (_, every) = simulate(&format!("{text}[conventions]\npatience-timers = \"every\"\n"));
        for (measure, (a, b)) in late.measures.iter().zip(late.sample.iter().zip(&every.sample)) {
            prop_assert_eq!(a, b, "{:?}\n{}", measure, text);
        }
        prop_assert_eq!(format!("{:?}", late.sheet), format!("{:?}", every.sheet), "{}", text);
        prop_assert_eq!(&late.answered, &every.answered, "{}", text);
        prop_assert_eq!(&late.abandoned, &every.abandoned, "{}", text);
    }

    /// The same with all that callers may meet and do beside that: lines, offers, announcements, re-contacts, hours. The audit
    /// holds in every replication, and patience settled late is patience timed.
    #[test]
    fn calls_add_up_whatever_callers_meet(picks in picks(), more in proptest::collection::vec(any::<u8>(), 12)) {
        let text = service_with_more(&picks, &more, Dose::Full);
        let (_, late) = simulate(&text);
        let (_, every) = simulate(&format!("{text}patience-timers = \"every\"\n"));
        prop_assert_eq!(&late.sample, &every.sample, "{}", text);
        let unlimited = text.replace("[providers.own]\nlines", "[providers.own]\nreserve = \"£1\" #");
        let (_, late) = simulate(&unlimited);
        let (_, every) = simulate(&format!("{unlimited}patience-timers = \"every\"\n"));
        prop_assert_eq!(&late.sample, &every.sample, "{}", unlimited);
    }

    /// Written down but never of effect (a million lines, shares of 0 %, open all day), none of it changes a figure.
    #[test]
    fn mechanisms_without_effect_change_nothing(picks in picks(), more in proptest::collection::vec(any::<u8>(), 12)) {
        let base = service(&picks);
        let with = service_with_more(&picks, &more, Dose::None);
        let (base, with) = (of_whole(&simulate(&base).1), of_whole(&simulate(&with).1));
        for (measure, values) in &base {
            let found = with.iter().find(|(other, _)| other == measure);
            prop_assert_eq!(found.map(|(_, found)| found), Some(values), "{:?}", measure);
        }
    }

    /// A class nobody belongs to, named before the others, moves nobody.
    #[test]
    fn a_class_of_nobody_changes_nothing(picks in picks()) {
        let text = service(&picks);
        let (_, base) = simulate(&text);
        let (_, more) = simulate(&text.replace("[callers.general]", "[callers.absent]\nshare = \"0%\"\n[callers.general]"));
        prop_assert_eq!(of_whole(&base), of_whole(&more), "{}", text);
    }

    /// Another area with a provider of its own: neither its calls nor its place in the file matter to the first.
    #[test]
    fn an_area_elsewhere_changes_nothing(picks in picks(), calls in 5..60_u32) {
        let text = service(&picks);
        let town = text.replace("[areas.town]\n", "[areas.town]\nprovider = \"own\"\n");
        let other = |calls: u32| format!("[areas.other]\nprovider = \"elsewhere\"\ncalls = \"{calls}/h\"\n");
        let (model, behind) = simulate(&format!("{town}{}", other(40)));
        let (swapped, before) = simulate(&town.replace("[areas.town]", &format!("{}[areas.town]", other(calls))));
        let (_, alone) = simulate(&text);
        let place = |model: &Model| model.areas.iter().position(|a| a.name == "town").expect("the town") as u16;
        let (here, there) = (Scope::Area(place(&model)), Scope::Area(place(&swapped)));
        prop_assert_ne!(here, there);
        for measure in behind.measures.iter().filter(|m| m.scope == here) {
            let kind = measure.kind;
            let find = |results: &Results, scope| results.values(Measure { kind, scope }).map(<[Ratio]>::to_vec);
            prop_assert_eq!(find(&behind, here), find(&before, there), "{:?}\n{}", kind, text);
            prop_assert_eq!(find(&behind, here), find(&alone, Scope::All), "{:?}\n{}", kind, text);
        }
    }

    /// Absence, lateness, new starters: no call and no agent time is lost (`run` checks), the same people ring, and patience
    /// timed late is patience timed.
    #[test]
    fn people_told_apart_lose_no_call_and_no_time(picks in picks(), cv in prop::sample::select(vec![0.0, 0.5])) {
        let text = service(&picks);
        let with = text.replace(
            "serves = ",
            &format!(
                "absence = {{ chance = \"30%\", day-cv = {cv} }}\n\
                 lateness = {{ chance = \"50%\", by = {{ exponential = {{ mean = \"20m\" }} }} }}\n\
                 new-staff = {{ share = \"40%\", handle = \"+50%\", fading-over = \"5h\" }}\nserves = "
            ),
        );
        let (model, results) = simulate(&with);
        let (_, plain) = simulate(&text);
        prop_assert_eq!(values(&plain, K::People, Scope::All), values(&results, K::People, Scope::All), "{}", with);
        for group in 0..model.groups.len() {
            for occupancy in values(&results, K::Occupancy, Scope::Group(group as u16)) {
                prop_assert!(occupancy <= 1.0 + 1e-12, "{with}");
            }
        }
        let (_, every) = simulate(&format!("{with}[conventions]\npatience-timers = \"every\"\n"));
        prop_assert_eq!(&results.sample, &every.sample, "{}", with);
    }

    /// New starters of whom there are none: people who are alike though told apart are people who are a number, as long as
    /// nobody goes (who goes first may then be somebody else).
    #[test]
    fn people_alike_are_a_number(picks in picks()) {
        let whole = service(&picks);
        let mut text = String::new();
        let mut lines = whole.lines();
        while let Some(line) = lines.next() {
            if line.contains(".during.late]") {
                lines.next();
            } else {
                writeln!(text, "{line}").expect("text");
            }
        }
        let nobody = "new-staff = { share = \"0%\", handle = \"+50%\", fading-over = \"5h\" }\nserves = ";
        let (_, plain) = simulate(&text);
        let (_, apart) = simulate(&text.replace("serves = ", nobody));
        for (measure, (a, b)) in plain.measures.iter().zip(plain.sample.iter().zip(&apart.sample)) {
            prop_assert_eq!(a, b, "{:?}\n{}", measure, text);
        }
    }

    /// First come, first served, nobody leaving: with one more agent nobody waits longer (Kiefer and Wolfowitz), so the
    /// time spent waiting by all until the end of the run does not rise in any replication.
    #[test]
    fn one_more_agent_makes_nobody_wait_longer(
        calls in 20..120_u32,
        agents in 1..12_u32,
        cv in prop::sample::select(vec![0.3, 0.8, 2.0]),
        wrap_up in any::<bool>(),
    ) {
        let wait = |agents: u32| {
            let text = format!(
                "[calendar]\nlasts = \"6h\"\nrun-out = \"1h\"\n[areas.town]\ncalls = \"{calls}/h\"\n[steps.desk]\n\
                 handle = {{ lognormal = {{ mean = \"4m\", cv = {cv} }} }}\n{}\n[groups.agents]\nserves = [\"desk\"]\n\
                 headcount = {agents}\n",
                if wrap_up { "wrap-up = { exponential = { mean = \"1m\" } }" } else { "" },
            );
            values(&simulate(&text).1, K::MeanQueue, Scope::All)
        };
        for (more, fewer) in wait(agents + 1).into_iter().zip(wait(agents)) {
            prop_assert!(more <= fewer, "{more} with more agents, {fewer} with fewer");
        }
    }
}

/// Two agents help only while three wait. Of the three that came at first, those who have given up do not count.
#[test]
fn help_when_many_wait_does_not_count_those_who_left() {
    let text = "[calendar]\nlasts = \"2d\"\n[areas.town]\ncalls = \"40/h\"\n[defaults.callers]\n\
                patience = { exponential = { mean = \"1m\" } }\n\
                [steps.desk]\nhandle = { exponential = { mean = \"4m\" } }\n[steps.other]\nhandle = { exponential = { mean = \"4m\" } }\n\
                [callers.one]\nshare = \"rest\"\nenters = \"desk\"\n[callers.two]\nshare = \"40%\"\nenters = \"other\"\n\
                [groups.first]\nserves = [\"desk\"]\nheadcount = 1\n\
                [groups.second]\nserves = [\"other\", \"desk\"]\nheadcount = 2\noverflow.desk = { when-waiting = 3 }\n";
    let (_, late) = simulate(text);
    let (_, every) = simulate(&format!("{text}[conventions]\npatience-timers = \"every\"\n"));
    assert_eq!(late.sample, every.sample);
}

/// Waiting places hold at every provider, not only at the first that the file names.
#[test]
fn every_provider_has_its_waiting_places() {
    let text = "[calendar]\nlasts = \"2d\"\n[areas.town]\nprovider = \"first\"\ncalls = \"40/h\"\n\
                [areas.city]\nprovider = \"second\"\ncalls = \"40/h\"\n\
                [steps.desk]\nqueue = { places = 1 }\nhandle = { exponential = { mean = \"4m\" } }\n\
                [groups.agents]\nserves = [\"desk\"]\nheadcount = 2\n";
    let (_, results) = simulate(text);
    for area in [0, 1] {
        assert!(values(&results, K::CallsBlocked, Scope::Area(area)).iter().all(|blocked| *blocked > 0.0));
    }
}

/// Nobody is there to answer: every caller waits 2 minutes in the first queue and 3 in the second, then goes elsewhere. So the
/// mean queues are the calls times 120 and 180 seconds over the horizon, and the whole service's is their sum.
#[test]
fn a_wait_is_counted_in_the_queue_where_it_was_spent() {
    let text = "[calendar]\nlasts = \"5h\"\nrun-out = \"1h\"\n[areas.town]\ncalls = \"40/h\"\n\
                [steps.first]\nhandle = \"1m\"\nqueue = { wait-at-most = \"2m\", then-to = \"second\" }\n\
                [steps.second]\nhandle = \"1m\"\nqueue = { wait-at-most = \"3m\", then-to = \"elsewhere\" }\n\
                [outcomes]\nelsewhere = {}\n\
                [groups.nobody]\nserves = [\"first\", \"second\"]\nheadcount = 0\n";
    let (model, results) = simulate(text);
    let calls = values(&results, K::CallsOffered, Scope::All);
    let step = |name: &str| Scope::Step(model.steps.iter().position(|s| s.name == name).expect("a step") as u8);
    for (scope, seconds) in [(step("first"), 120.0), (step("second"), 180.0), (Scope::All, 300.0)] {
        for (mean, calls) in values(&results, K::MeanQueue, scope).iter().zip(&calls) {
            assert!((mean - calls * seconds / 18_000.0).abs() < 1e-9, "{scope:?}: {mean} of {calls} calls");
        }
    }
}

/// A clinician comes at six in the morning to two classes of people who wait; `slow` ranks behind `quick` until a welfare call
/// has found every one of them more urgent. With welfare calls nobody of `quick` is served in the two hours, without them
/// nobody of `slow`.
#[test]
fn a_welfare_call_moves_people_forward_in_the_queue() {
    let text = |welfare: &str| {
        format!(
            "[calendar]\nlasts = \"8h\"\n[periods.morning]\nhours = \"06:00-23:00\"\n[areas.town]\ncalls = \"60/h\"\n\
             [routing]\nnext-call = \"priority\"\n[callers.slow]\nshare = \"50%\"\n[callers.quick]\nshare = \"rest\"\n\
             [defaults.callers]\nenters = \"triage\"\n\
             [steps.triage]\nhandle = \"1m\"\nthen = {{ clinician = \"100%\" }}\n\
             [steps.clinician]\nhandle = \"10m\"\nthen = {{ helped = \"100%\" }}\nbands = {{ middle = \"100%\" }}\n\
             [steps.clinician.for.slow]\nbands = {{ low = \"100%\" }}\n[steps.welfare]\nhandle = \"2m\"\n\
             [bands]\ntop = {{ due = \"5m\", priority = 1 }}\nmiddle = {{ due = \"20m\", priority = 2 }}\n\
             low = {{ due = \"20m\", priority = 3{welfare} }}\n[outcomes]\nhelped = {{}}\n\
             [groups.advisors]\nserves = [\"triage\"]\nheadcount = 8\n[groups.askers]\nserves = [\"welfare\"]\nheadcount = 8\n\
             [groups.clinicians]\nserves = [\"clinician\"]\nheadcount = 0\n[groups.clinicians.during.morning]\nheadcount = 1\n"
        )
    };
    let helped = |text: &str| {
        let (model, results) = simulate(text);
        let kind = K::OutcomeShare(model.outcomes.iter().position(|o| o.name == "helped").expect("an outcome") as u8);
        let of = |class| results.values(Measure { kind, scope: Scope::Callers(class) }).expect("kept");
        of(0).iter().zip(of(1)).map(|(slow, quick)| (slow.numerator, quick.numerator)).collect::<Vec<_>>()
    };
    for (slow, quick) in helped(&text("")) {
        assert!(slow == 0.0 && quick >= 10.0, "{slow} {quick}");
    }
    for (slow, quick) in helped(&text(", welfare = { overdue = \"10m\", at = \"welfare\", raises = { top = \"100%\" } }")) {
        assert!(slow >= 10.0 && quick == 0.0, "{slow} {quick}");
    }
}

/// People who get worse ring again: each worsening is one more call, and with call-backs that stay the people are called back all
/// the same. Calls are conserved in every replication (the program stops otherwise).
#[test]
fn people_who_get_worse_ring_again() {
    for stays in ["", ", call-back = \"stays\""] {
        let text = format!(
            "[calendar]\nlasts = \"2d\"\nrun-out = \"6h\"\n[areas.town]\ncalls = \"40/h\"\n[defaults.callers]\nenters = \"triage\"\n\
             [steps.triage]\nhandle = \"1m\"\nthen = {{ clinician = \"50%\", helped = \"rest\" }}\n\
             [steps.clinician]\nhandle = {{ exponential = {{ mean = \"5m\" }} }}\nthen = {{ helped = \"100%\" }}\nbands = {{ soon = \"100%\" }}\n\
             contact = {{ answers = \"70%\", attempts = 2, again-after = \"5m\", unanswered-takes = \"30s\" }}\n\
             [bands]\nsoon = {{ due = \"20m\", worsens = {{ chance = \"60%\", after = {{ exponential = {{ mean = \"6m\" }} }}, \
             then = {{ rings-again = \"80%\", helped = \"rest\" }}{stays} }} }}\n[outcomes]\nhelped = {{}}\n\
             [groups.advisors]\nserves = [\"triage\"]\nheadcount = 3\n[groups.clinicians]\nserves = [\"clinician\"]\nheadcount = 2\n"
        );
        let (_, results) = simulate(&text);
        let of = |kind| values(&results, kind, Scope::All);
        let rows = of(K::Rare(Rare::Worsened)).into_iter().zip(of(K::Redials)).zip(of(K::People));
        for ((worse, again), people) in rows {
            // the worsening counts when the first call came, the next call when it comes: both within the run but for the last
            assert!(worse > 50.0 && (0.6..1.0).contains(&(again / worse)), "{worse} {again}");
            assert!(people > 1_000.0);
        }
    }
}
