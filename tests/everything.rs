//! `scenarios/everything.toml` uses every mechanism at once. Taking any one of them out must leave what the other callers are born
//! with as it was, and shortcuts of the engine must not show.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::collections::BTreeMap;

use helpline::demand::FreshScale;
use helpline::engine::observe::{Observer, What};
use helpline::engine::world::Call;
use helpline::engine::{Inputs, Workspace, simulate_observed};
use helpline::model::Tick;
use helpline::random::Purpose;
use helpline::scenario::{Scenario, load};
use helpline::tally::Ledger;

const FILE: &str = "scenarios/everything.toml";

/// Names of all draws that a caller can be asked for, each with the thing it is about.
const DRAWS: [(&str, &str); 7] = [
    ("patience", "assess"),
    ("handle", "assess"),
    ("then", "assess"),
    ("band", "clinician"),
    ("handle", "clinician"),
    ("then", "clinician"),
    ("redial", ""),
];

/// What people are born with: by a draw that tells them apart, the moment of their first attempt and some of their draws.
#[derive(Default)]
struct Births(BTreeMap<u64, (Tick, Vec<u64>)>);

impl Observer for Births {
    const TO_THE_END: bool = false;
    const TRACES: bool = true;

    fn saw(&mut self, _at: Tick, call: Option<(u32, &Call)>, what: What) {
        // later attempts and episodes, and calls that come to another provider, are not births
        if let (Some((_, state)), What::Arrives) = (call, what)
            && state.attempt == 1
            && state.episode == 0
        {
            let bits = |(what, name): (&str, &str)| state.key.bits(Purpose::new(what, name));
            self.0.entry(bits(("birth", ""))).or_insert((state.first, DRAWS.into_iter().map(bits).collect()));
        }
    }

    fn answered(&mut self, _call: u32, _answer: helpline::engine::observe::Answer) {}

    fn ended(&mut self, _call: u32, _state: &Call, _outcome: u8, _at: Tick) {}
}

fn births(scenario: &Scenario) -> BTreeMap<u64, (Tick, Vec<u64>)> {
    let model = &scenario.model;
    let inputs = Inputs::new(model, FreshScale::default());
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut seen = Births::default();
    // fails unless calls and agent time add up
    simulate_observed(&inputs, 111, 0, &mut Workspace::new(model), &mut ledger, &mut seen)
        .unwrap_or_else(|fault| panic!("{fault}"));
    seen.0
}

/// The scenario without what stands at these paths.
fn without(paths: &[&str], instead: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("less.toml");
    let whole = std::env::current_dir().unwrap().join(FILE);
    let dropped: Vec<String> = paths.iter().map(|path| format!("\"{path}\"")).collect();
    std::fs::write(&file, format!("extends = \"{}\"\ndrop = [{}]\n{instead}", whole.display(), dropped.join(", "))).unwrap();
    load(file.to_str().unwrap(), &[]).unwrap_or_else(|problems| panic!("{paths:?}: {}", problems.render(false)))
}

/// A mechanism: what to drop, and what must then be said instead.
type Removal = (&'static [&'static str], &'static str);

/// Mechanisms that do not change who calls.
const OTHERS: &[Removal] = &[
    (&["shocks.slow-system"], ""),
    (&["shocks.power-cut"], ""),
    (&["shocks.norovirus"], ""),
    (&["shocks.line-fault"], ""),
    (&["defaults.callers.patience", "bands.p1.patience", "steps.assess.queue.announce"], ""),
    (&["defaults.callers.redial"], ""),
    (&["defaults.callers.hang-up-at-once"], ""),
    (&["defaults.callers.repeat"], ""),
    (&["callers.care-homes.priority", "callers.care-homes.score"], ""),
    (&["steps.menu.message.hang-up"], ""),
    (&["steps.assess.queue.places"], ""),
    (&["steps.assess.queue.balk"], ""),
    (&["steps.assess.queue.announce"], ""),
    (&["steps.assess.queue.offer"], ""),
    (&["steps.assess.wrap-up"], ""),
    (&["steps.assess.then-after"], ""),
    (&["steps.assess.by"], ""),
    (&["steps.assess.during"], ""),
    (&["steps.ring-back.contact"], ""),
    (&["steps.dental-desk.open", "steps.dental-desk.closed-to", "steps.dental-desk.at-close"], ""),
    (&["steps.dental-desk.queue"], ""),
    (&["steps.dental-desk.queue.places", "steps.dental-desk.queue.full-to"], ""),
    (&["pools"], ""),
    (&["steps.clinician.transfer"], ""),
    (&["steps.clinician.transfer.warm.hand-over"], ""),
    (&["steps.clinician.contact"], ""),
    (&["steps.clinician.wrap-up"], ""),
    (&["bands.p1.score", "bands.p2.score", "bands.p3.score"], ""),
    (&["bands.p1.patience"], ""),
    (&["bands.p1.worsens"], ""),
    (&["bands.p3.welfare"], ""),
    (&["outcomes.ambulance.validated"], "steps.second-look.then = { self-care = \"100%\" }\n"),
    (&["outcomes.primary-care.recall"], ""),
    (&["outcomes.gave-up.by-band"], ""),
    (&["shocks.norovirus", "groups.advisors.absence"], ""),
    (&["groups.advisors.lateness"], ""),
    (&["groups.advisors.new-staff"], ""),
    (&["groups.advisors.shifts.late.breaks"], ""),
    (&["groups.advisors.shifts.evening.breaks"], ""),
    (&["groups.moor-advisors.pace"], ""),
    (&["groups.moor-nurses.roster", "groups.moor-nurses.people"], "groups.moor-nurses.headcount = 3\n"),
    (&["groups.moor-nurses.people", "groups.moor-nurses.absence", "groups.moor-nurses.new-staff"], ""),
    (&["groups.homeworkers.overflow"], ""),
    (&["groups.homeworkers.during"], ""),
    (&["groups.homeworkers.variation"], ""),
    (&["groups.homeworkers.at-shift-end"], ""),
    (&["groups.nurses.overflow"], ""),
    (&["groups.nurses.keep-free"], ""),
    (&["groups.nurses.recruits"], ""),
    (&["groups.moor-nurses.overflow"], ""),
    (&["routing.next-call"], ""),
    (&["routing.next-agent"], ""),
    (&["conventions.second-wait"], ""),
    (&["shocks.line-fault", "providers.coast-111.lines"], ""),
    (&["providers.moor-111.lines"], ""),
    (&["providers.moor-111.sends-on"], ""),
    (&["providers.coast-111.overtime", "providers.coast-111.agency"], ""),
];

#[test]
fn taking_one_mechanism_out_leaves_what_callers_are_born_with() {
    let whole = births(&load(FILE, &[]).unwrap());
    assert!(whole.len() > 20_000, "{}", whole.len());
    for (paths, instead) in OTHERS {
        let less = births(&without(paths, instead));
        assert!(less == whole, "{paths:?}: {} people, {} before", less.len(), whole.len());
    }
}

/// Mechanisms that decide how many call: those who call with and without are the same people, and they are most.
const DEMAND: &[Removal] = &[
    (&["shocks.outbreak"], ""),
    (&["areas.coast.variation.day"], ""),
    (&["areas.coast.variation.within"], ""),
    (&["areas.coast.variation.level"], ""),
    (&["areas.moor.variation"], ""),
    (
        &["callers.dental", "steps.menu.for", "steps.dental-desk"],
        "groups.advisors.serves = [\"assess\", \"ring-back\"]\ngroups.moor-advisors.serves = [\"assess\", \"ring-back\"]\n",
    ),
];

#[test]
fn more_or_fewer_callers_are_the_same_callers() {
    let whole = births(&load(FILE, &[]).unwrap());
    for (paths, instead) in DEMAND {
        let less = births(&without(paths, instead));
        assert!(less != whole, "{paths:?} changes nothing");
        let common: Vec<_> = less.iter().filter(|(person, _)| whole.contains_key(person)).collect();
        assert!(common.len() * 10 > whole.len() * 8, "{paths:?}: {} of {} in common", common.len(), whole.len());
        for (person, born) in common {
            assert_eq!(born, &whole[person], "{paths:?}");
        }
    }
}

/// Patience that is looked at late is patience that is timed; three replications of each figure.
#[test]
fn shortcuts_do_not_show() {
    let plan = helpline::experiment::Plan { replications: 3, seed: 111, threads: 1, precision: Vec::new(), most: 3 };
    let run = |sets: &[String]| {
        let scenario = load(FILE, sets).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        helpline::experiment::run(&scenario.model, &plan, &std::sync::atomic::AtomicBool::new(false), &mut |_| ()).unwrap()
    };
    let short = run(&[]);
    let long = run(&["conventions.patience-timers=every".to_owned()]);
    assert_eq!(short.sample, long.sample);
    assert_eq!(short.answered, long.answered);
    assert_eq!(short.abandoned, long.abandoned);
    assert_eq!(format!("{:?}", short.sheet), format!("{:?}", long.sheet));
}
