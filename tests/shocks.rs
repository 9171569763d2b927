//! Shocks: the same as said in other words, nothing before they begin, and what they do not touch.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::sync::atomic::AtomicBool;

use helpline::experiment::{Plan, Results, run};
use helpline::model::{Measure, MeasureKind as K, Rare, Scope};
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
        // counted only where there is a shock
        let of_shocks = measure.kind == K::Rare(Rare::RedialsFromEarlierDays);
        if (money || !of_pay) && !of_shocks {
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
        let hours = |results: &Results| total(results, K::PaidHours);
        // calls finished after the loss began are overtime, as at the end of any shift
        let overtime = total(&lost, K::OvertimeHours) - total(&as_usual, K::OvertimeHours);
        assert_eq!(overtime > 0.0, ending == "finish-call");
        assert!((hours(&lost) - hours(&as_usual) - overtime).abs() < 1e-9, "{} {}", hours(&lost), hours(&as_usual));
        // 2 x 4 people are away for 4 hours, in each of 4 replications
        assert!((hours(&lost) - hours(&in_words) - 4.0 * 32.0).abs() < 1e-9, "{} {}", hours(&lost), hours(&in_words));
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

/// A shock of absence over the whole run is the same service with another chance, figure by figure; people due before it begins
/// are as ever; what two shocks do multiplies; and a chance of nothing keeps nobody away.
#[test]
fn absence_in_a_shock_is_another_chance_for_those_due_in_it() {
    let service = |chance: &str, shocks: &str| {
        let absence = format!("absence = {{ chance = \"{chance}\" }}\nheadcount = 4");
        results(&format!("{}{shocks}", SERVICE.replace("headcount = 4", &absence)))
    };
    let over = |from: &str, until: &str, factor: &str| {
        format!("[shocks.a{until}]\nfrom = {from}\nuntil = {until}\nabsence = \"{factor}\"\n")
    };
    // every run below holds a shock, since some measures are shown only then
    let nothing = "[shocks.none]\nfrom = 2026-01-05\nuntil = 2026-01-06\ndemand = \"x1\"\n";
    let usual = service("10%", nothing);
    let doubled = service("10%", &over("2026-01-05", "2026-01-09", "x2"));
    assert_eq!(figures(&doubled, true), figures(&service("20%", nothing), true));
    assert_ne!(figures(&doubled, true), figures(&usual, true));
    let twice = format!("{}{}", over("2026-01-05", "2026-01-09", "x2"), over("2026-01-05", "2026-01-10", "x2"));
    assert_eq!(figures(&service("10%", &twice), true), figures(&service("40%", nothing), true));
    let nobody = service("10%", &over("2026-01-05", "2026-01-09", "x0"));
    assert_eq!(figures(&nobody, true), figures(&service("0%", nothing), true));
    // the second day only: duties of a headcount are those of a day, so nothing before midnight changes
    let second = service("10%", &over("2026-01-06", "2026-01-07", "x5"));
    let rows = |results: &Results| -> Vec<String> { (0..3 * 48).map(|row| format!("{:?}", results.sheet.row(row))).collect() };
    let (before, after) = (rows(&usual), rows(&second));
    assert_eq!(before[..44], after[..44]);
    assert_ne!(before[48..], after[48..]);
    // a group that the shock does not name keeps its chance
    let named = |groups: &str| service("10%", &format!("{}groups = {groups}\n", over("2026-01-05", "2026-01-09", "x2")));
    assert_eq!(figures(&named("[\"advisors\", \"nurses\"]"), true), figures(&doubled, true));
    assert_ne!(figures(&named("[\"nurses\"]"), true), figures(&doubled, true));
}

/// A service of one step, first come first served, with limited lines.
fn with_lines(lines: u32, shocks: &str) -> Results {
    let text = SERVICE
        .replace("[areas.town]\n", "[areas.town]\nprovider = \"own\"\n")
        .replace("then = { nurse = \"30%\", home = \"rest\" }\n", "then = { home = \"100%\" }\n")
        .replace("[steps.nurse]\nhandle = { exponential = { mean = \"6m\" } }\nthen = { home = \"100%\" }\n", "");
    let text = text.split("[groups.nurses]").next().unwrap();
    results(&format!("{text}[providers.own]\nlines = {lines}\n{shocks}"))
}

/// Lines of a shock over the whole run are the provider's lines, as a number, a factor, or one over the other.
#[test]
fn lines_of_a_shock_are_those_of_the_provider_while_it_lasts() {
    let nothing = "[shocks.none]\nfrom = 2026-01-05\nuntil = 2026-01-06\ndemand = \"x1\"\n";
    let over = |name: &str, lines: &str| format!("[shocks.{name}]\nfrom = 2026-01-05\nuntil = 2026-01-09\nlines = {lines}\n");
    let six = figures(&with_lines(6, nothing), true);
    assert_ne!(figures(&with_lines(12, nothing), true), six);
    for lines in ["6", "{ own = 6 }", "\"x0.5\"", "{ own = \"-50%\" }", "\"x0.58\""] {
        assert_eq!(figures(&with_lines(12, &over("cut", lines)), true), six, "{lines}");
    }
    let both = format!("{}{}", over("cut", "24"), over("worse", "\"x0.25\""));
    assert_eq!(figures(&with_lines(12, &both), true), six);
}

/// With no lines at all every attempt is engaged, and only then; callers on the line when they go are not cut off: what becomes of
/// all who rang before, first come first served, is what it would have been.
#[test]
fn a_shut_number_lets_nobody_in_and_cuts_nobody_off() {
    let nothing = "[shocks.flood]\nfrom = 2026-01-06T10:00:00\nuntil = 2026-01-06T14:00:00\ndemand = \"x1\"\n";
    let usual = with_lines(400, nothing);
    let shut = with_lines(400, &nothing.replace("demand = \"x1\"", "lines = 0"));
    let at = |results: &Results, row: usize, kind: K| {
        results.sheet.find(row, Measure { kind, scope: Scope::All }).unwrap().sums().numerator
    };
    for row in 0..3 * 48 {
        let shut_now = (68..76).contains(&row);
        // 70 calls an hour: some in every half hour of four replications, with a chance of none of e^-140
        assert!(at(&shut, row, K::CallsOffered) > 0.0, "row {row}");
        let let_in = at(&shut, row, K::CallsAnswered) + at(&shut, row, K::CallsAbandoned);
        assert_eq!(let_in > 0.0, !shut_now, "row {row}");
        if row < 68 {
            for kind in [K::CallsOffered, K::CallsAnswered, K::CallsAbandoned] {
                assert!((at(&shut, row, kind) - at(&usual, row, kind)).abs() < 1e-9, "row {row} {kind:?}");
            }
        }
    }
    assert!(total(&shut, K::Redials) > total(&usual, K::Redials));
}

/// Nobody is there and everybody rings again once, twelve hours after the first attempt: redials from an earlier day are those of the
/// people who first rang in the second half of a day. By hand: with calls in the second half of days only, all redials are.
#[test]
fn redials_that_a_day_hands_to_the_next() {
    let service = |hours: &str| {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile.csv");
        let mut rows = "when,calls\n".to_owned();
        for hour in 0..24 {
            let calls = u8::from((hour >= 12) == (hours == "late") || hours == "all");
            rows.push_str(&format!("{hour:02}:00,{calls}\n"));
        }
        std::fs::write(&profile, rows).unwrap();
        results(&format!(
            "[calendar]\nstart = 2026-01-05\nlasts = \"3d\"\n[areas.town]\ncalls = \"30/h\"\nprofile = '{}'\n[defaults.callers]\n\
             patience = {{ fixed = \"30m\" }}\n\
             redial = {{ chance = \"100%\", after = {{ fixed = \"11h30m\" }}, attempts = 2 }}\n\
             [steps.desk]\nhandle = {{ fixed = \"4m\" }}\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 1\n\
             [shocks.out]\nfrom = 2026-01-05\nuntil = 2026-01-09\nlost = [\"agents\"]\n",
            profile.display()
        ))
    };
    let handed = |results: &Results| total(results, K::Rare(Rare::RedialsFromEarlierDays));
    let (late, early, all) = (service("late"), service("early"), service("all"));
    assert!(handed(&late) > 0.0);
    assert!((handed(&late) - total(&late, K::Redials)).abs() < 0.5);
    assert!(handed(&early) < 0.5 && total(&early, K::Redials) > 0.0);
    // those of a half day ring again in the next: offered = people + people of the half day before
    let mut people = Vec::new();
    for half in 0..4 {
        let offered = |row| all.sheet.find(row, Measure { kind: K::CallsOffered, scope: Scope::All }).unwrap().sums().numerator;
        let offered: f64 = (half * 24..(half + 1) * 24).map(offered).sum();
        people.push(offered - people.last().copied().unwrap_or(0.0));
    }
    assert!((handed(&all) - people[1] - people[3]).abs() < 1e-6, "{} {people:?}", handed(&all));
}
