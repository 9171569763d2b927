//! Shocks: the same as said in other words, nothing before they begin, and what they do not touch.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::sync::atomic::AtomicBool;

use helpline::experiment::{Plan, Results, run};
use helpline::model::{Measure, MeasureKind as K, Scope};
use helpline::scenario::from_text;

const SERVICE: &str = "[calendar]\nstart = 2026-01-05\nlasts = \"3d\"\n[areas.town]\ncalls = \"70/h\"\n\
    [defaults.callers]\npatience = { exponential = { mean = \"5m\" } }\n\
    redial = { chance = \"50%\", after = { exponential = { mean = \"10m\" } } }\n\
    [steps.desk]\nhandle = { lognormal = { mean = \"4m\", cv = 0.6 } }\nthen = { nurse = \"30%\", home = \"rest\" }\n\
    [steps.nurse]\nhandle = { exponential = { mean = \"6m\" } }\nthen = { home = \"100%\" }\n[outcomes]\nhome = {}\n\
    [groups.advisors]\nserves = [\"desk\"]\nsite = \"north\"\nheadcount = 4\npay = { rate = \"£15/h\" }\n\
    [groups.others]\nserves = [\"desk\"]\nsite = \"south\"\nheadcount = 3\npay = { rate = \"£15/h\" }\n\
    [groups.nurses]\nserves = [\"nurse\"]\nsite = \"north\"\nheadcount = 4\npay = { rate = \"£20/h\" }\n";

fn results(text: &str) -> Results {
    let scenario = from_text("shocks", text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)));
    let plan = Plan { replications: 4, seed: 111, threads: 1, precision: Vec::new(), most: 4 };
    run(&scenario.model, &plan, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

/// Every figure of every replication, as text: the same bytes or not. Money apart, where asked.
fn figures(results: &Results, money: bool) -> String {
    let mut all = String::new();
    for (measure, values) in results.measures.iter().zip(&results.sample) {
        let of_pay =
            matches!(measure.kind, K::PaidHours | K::Utilisation | K::Cost | K::CostPerCall | K::CostOf(_) | K::TotalCost);
        if money || !of_pay {
            all.push_str(&format!("{measure:?} {values:?}\n"));
        }
    }
    all
}

fn total(results: &Results, kind: K) -> f64 {
    results.values(Measure { kind, scope: Scope::All }).unwrap().iter().map(|value| value.numerator).sum()
}

/// A site lost from ten to two is the same to callers as groups without people then, whichever way the shift ends; but people of
/// a lost site are paid, and people who were not due are not.
#[test]
fn a_lost_site_is_groups_without_people_who_are_paid_all_the_same() {
    for ending in ["finish-call", "hand-back"] {
        let service = SERVICE.replace("headcount", &format!("at-shift-end = \"{ending}\"\nheadcount"));
        let as_usual = results(&service);
        let shock = "[shocks.flood]\nfrom = 2026-01-06T10:00:00\nuntil = 2026-01-06T14:00:00\nlost = [\"north\"]\n";
        let lost = results(&format!("{service}{shock}"));
        let folder = tempfile::tempdir().unwrap();
        let heads = folder.path().join("heads.csv");
        std::fs::write(&heads, "at,heads\n2026-01-05,4\n2026-01-06 10:00,0\n2026-01-06 14:00,4\n").unwrap();
        let in_words = results(&service.replace("headcount = 4", &format!("headcount = '{}'", heads.display())));
        assert_eq!(figures(&lost, false), figures(&in_words, false), "{ending}");
        assert_ne!(figures(&lost, false), figures(&as_usual, false));
        // 4 x 2 people are away for 4 hours, in each of 4 replications
        let hours = |results: &Results| total(results, K::PaidHours);
        assert!((hours(&lost) - hours(&as_usual)).abs() < 1e-9);
        assert!((hours(&as_usual) - hours(&in_words) - 4.0 * 32.0).abs() < 1e-9, "{} {}", hours(&as_usual), hours(&in_words));
    }
}

/// A change of handling by a shock is that of a period of the same hours.
#[test]
fn longer_calls_in_a_shock_are_those_of_a_period() {
    let shock = |more: &str| {
        results(&format!("{SERVICE}[shocks.outage]\nfrom = 2026-01-06\nuntil = 2026-01-07\nhandle = \"+25%\"\n{more}"))
    };
    let period = "[periods.tuesday]\nhours = \"00:00-24:00\"\non = [\"tue\"]\n";
    let by_period = |steps: &[&str]| {
        let changes: String = steps.iter().map(|step| format!("[steps.{step}.during.tuesday]\nhandle = \"+25%\"\n")).collect();
        results(&format!("{SERVICE}{period}{changes}"))
    };
    assert_eq!(figures(&shock(""), true), figures(&by_period(&["desk", "nurse"]), true));
    assert_eq!(figures(&shock("steps = [\"nurse\"]\n"), true), figures(&by_period(&["nurse"]), true));
    // and a shock is a period by its name
    let own = "[steps.desk.during.outage]\nthen = { nurse = \"60%\", home = \"rest\" }\n";
    assert_ne!(figures(&shock(own), true), figures(&shock(""), true));
}

/// Nothing changes for anybody before a shock begins: callers are the same, and so is what happens to them.
#[test]
fn nothing_changes_before_a_shock() {
    let with = |changes: &str| {
        let shock = format!("[shocks.bad-day]\nfrom = 2026-01-06T12:00:00\nuntil = 2026-01-07\n{changes}\n");
        results(&format!("{SERVICE}{shock}"))
    };
    let usual = results(SERVICE);
    for changes in ["demand = \"x1.8\"", "handle = \"x1.5\"", "lost = [\"nurses\", \"south\"]"] {
        let shocked = with(changes);
        let days =
            |results: &Results| -> Vec<String> { (0..3 * 48).map(|row| format!("{:?}", results.sheet.row(row))).collect() };
        let (before, after) = (days(&usual), days(&shocked));
        // calls that arrive up to a patience or a talk earlier may meet it: the last two hours are left out
        assert_eq!(before[..68], after[..68], "{changes}");
        assert_ne!(before[72..], after[72..], "{changes}");
    }
}
