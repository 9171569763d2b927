//! People told apart: who comes, who stands in, what it costs; against counts by hand and what must stay the same.
#![expect(clippy::unwrap_used, reason = "a scenario of a test that cannot be read is a failure")]

use std::sync::atomic::AtomicBool;

use approx::assert_relative_eq;
use helpline::experiment::{self, Plan, Results};
use helpline::model::{CostKind, Measure, MeasureKind as K, Scope};
use helpline::scenario::{self, Scenario};

fn read(text: &str) -> Scenario {
    scenario::from_text("people", text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

fn run_on(text: &str, replications: usize, threads: usize) -> Results {
    let plan = Plan { replications, seed: 7, threads, precision: Vec::new(), most: replications };
    experiment::run(&read(text).model, &plan, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

fn run(text: &str, replications: usize) -> Results {
    run_on(text, replications, 1)
}

fn values(results: &Results, kind: K) -> Vec<f64> {
    let values = results.values(Measure { kind, scope: Scope::All }).unwrap_or_else(|| panic!("{kind:?} is not kept"));
    values.iter().map(|r| r.value().unwrap_or(0.0)).collect()
}

fn mean(results: &Results, kind: K) -> f64 {
    let values = values(results, kind);
    values.iter().sum::<f64>() / values.len() as f64
}

/// Ten hours of a desk; the rest of the group is given.
fn desk(group: &str) -> String {
    format!(
        "[calendar]\nlasts = \"10h\"\n[areas.town]\ncalls = \"60/h\"\n\
         [defaults.callers]\npatience = {{ exponential = {{ mean = \"4m\" }} }}\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         [groups.agents]\nserves = [\"desk\"]\n{group}\n"
    )
}

#[test]
fn one_agent_more_moves_nobody_elses_absence() {
    let heads = |n: u32| desk(&format!("headcount = {n}\nabsence = {{ chance = \"30%\", day-cv = 0.5 }}"));
    let present = |n| values(&run(&heads(n), 40), K::StaffPresent);
    let more: Vec<f64> = present(9).iter().zip(present(8)).map(|(nine, eight)| nine - eight).collect();
    // overrun apart, the ninth comes or does not
    assert!(more.iter().all(|d| (d - d.round()).abs() < 1e-9 && (0.0..=1.0).contains(&d.round())), "{more:?}");
    assert!(more.iter().any(|d| *d > 0.5) && more.iter().any(|d| *d < 0.5));
}

#[test]
fn absence_moves_no_caller_and_no_thread_moves_absence() {
    let plain = run(&desk("headcount = 4"), 10);
    let text = desk("headcount = 4\nabsence = { chance = \"30%\", day-cv = 0.5 }\nlateness = { by = { fixed = \"5m\" } }");
    let thinned = run(&text, 10);
    assert_eq!(values(&plain, K::People), values(&thinned, K::People));
    assert!(mean(&thinned, K::MeanWait) > mean(&plain, K::MeanWait));
    assert_eq!(run_on(&text, 10, 2).sample, thinned.sample);
}

#[test]
fn a_chance_of_nothing_is_nobody_absent() {
    let plain = run(&desk("headcount = 4"), 5);
    let never = run(&desk("headcount = 4\nabsence = { chance = \"0%\" }"), 5);
    assert_eq!(plain.sample, never.sample);
    // and shifts told apart are the same people as shifts that are a number: breaks in turns, nights, clock changes
    let shifts = "shifts.early = { starts = \"06:00\", lasts = \"9h\", headcount = 5, breaks = { meal = { after = \"4h\", lasts = \"30m\", in-turns = 3 }, tea = { after = \"2h\", lasts = \"15m\", paid = true } } }\n\
                  shifts.night = { starts = \"21:00\", lasts = \"10h\", headcount = 2, on = \"weekdays\" }";
    let week = |more: &str| {
        desk(&format!("{shifts}\n{more}")).replace(
            "lasts = \"10h\"\n[areas",
            "lasts = \"8d\"\nstart = 2025-10-20\ntime-zone = \"Europe/London\"\nwarm-up = \"1d\"\nrun-out = \"2h\"\n[areas",
        )
    };
    let plain = run(&week(""), 2);
    let never = run(&week("absence = { chance = \"0%\" }"), 2);
    assert_eq!(plain.sample, never.sample);
}

#[test]
fn with_everybody_absent_only_those_who_stand_in_are_there() {
    let group = "shifts.day = { starts = \"00:00\", lasts = \"10h\", headcount = 10 }\nshrinkage = \"20%\"\n\
                 absence = { chance = \"100%\", paid = \"60%\" }\npay = { rate = \"£10/h\", overtime = { up-to = \"20%\", rate = \"+50%\" }, agency = { up-to = \"30%\", plus = \"40%\" } }";
    let results = run(&desk(group), 4);
    assert!(values(&results, K::StaffPresent).iter().all(|present| (present - 5.0).abs() < 0.2));
    let cost = |kind| mean(&results, K::CostOf(kind));
    // 100 hours due are 125 paid hours; of the 100 absent 40 % are not paid
    assert_relative_eq!(cost(CostKind::BasicPay), 10.0 * (125.0 - 40.0), max_relative = 1e-12);
    assert_relative_eq!(cost(CostKind::Agency), 10.0 * 1.4 * 30.0, max_relative = 1e-12);
    let overrun = mean(&results, K::OvertimeHours);
    assert_relative_eq!(cost(CostKind::Overtime), 10.0 * 1.5 * (20.0 + overrun), max_relative = 1e-12);
    assert_relative_eq!(mean(&results, K::PaidHours), 125.0 - 40.0 + 20.0 + 30.0 + overrun, max_relative = 1e-12);
}

#[test]
fn a_limit_between_whole_people_holds_on_average() {
    // 5 % of 10 duties: one stands in on half of the days. 200 days: standard error 0.035, 4 of them 0.14 (1 in 16,000)
    let group = "headcount = 10\nabsence = { chance = \"100%\" }\npay = { rate = \"£10/h\", overtime = { up-to = \"5%\" } }";
    let present = values(&run(&desk(group), 200), K::StaffPresent);
    let mean = present.iter().sum::<f64>() / 200.0;
    assert!(present.iter().all(|p| p.abs() < 0.1 || (p - 1.0).abs() < 0.1), "{present:?}");
    assert!((mean - 0.5).abs() < 0.14, "{mean}");
}

#[test]
fn shrinkage_is_planned_time_and_absence_is_drawn_and_neither_is_taken_twice() {
    // 10 people paid, a fifth planned away: 8 due, of whom a quarter stays away
    let group = "headcount = 10\nheads-are = \"paid\"\nshrinkage = { leave = \"20%\" }\nabsence = { chance = \"25%\" }";
    let present = values(&run(&desk(group), 400), K::StaffPresent);
    let mean = present.iter().sum::<f64>() / 400.0;
    // standard deviation sqrt(8 x 0.25 x 0.75) = 1.22: 4 standard errors are 0.25 (1 in 16,000)
    assert!((mean - 6.0).abs() < 0.25, "{mean}");
    for (group, word) in [
        ("headcount = 8\nheads-are = \"present\"\nabsence = { chance = \"5%\" }", "heads-are"),
        ("headcount = 8\nshrinkage = { leave = \"14%\", sickness = \"5%\" }\nabsence = { chance = \"5%\" }", "sickness"),
    ] {
        let problems = scenario::from_text("people", &desk(group)).expect_err("taken twice").render(false);
        assert!(problems.contains("error[twice]") && problems.contains(word), "{problems}");
    }
}

#[test]
fn at_a_change_of_shift_who_is_due_to_go_finishes_and_who_comes_starts() {
    let shifts = "shifts.early = { starts = \"00:00\", lasts = \"5h\", headcount = 2 }\nshifts.late = { starts = \"05:00\", lasts = \"5h\", headcount = 2 }\n\
                  new-staff = { share = \"0%\", handle = \"+30%\", fading-over = \"8w\" }";
    let finish = run(&desk(shifts), 20);
    let (present, over) = (values(&finish, K::StaffPresent), values(&finish, K::OvertimeHours));
    for (present, over) in present.iter().zip(&over) {
        // two all the time, and those of the early shift who are still in a call
        assert_relative_eq!(present * 10.0, 20.0 + over, max_relative = 1e-9);
    }
    assert!(over.iter().any(|hours| *hours > 0.0));
    let back = run(&desk(&format!("{shifts}\nat-shift-end = \"hand-back\"")), 20);
    assert!(values(&back, K::StaffPresent).iter().all(|present| (present - 2.0).abs() < 1e-12));
    assert_eq!(values(&back, K::People), values(&finish, K::People));
}

#[test]
fn a_place_of_nobody_answers_nobody() {
    for group in ["headcount = 0\nabsence = { chance = \"5%\" }", "headcount = 3\nabsence = { chance = \"100%\" }"] {
        for more in ["", "\nnew-staff = { share = \"50%\", handle = \"+30%\", fading-over = \"8w\" }"] {
            let results = run(&desk(&format!("{group}{more}")), 3);
            assert!(values(&results, K::CallsAnswered).iter().all(|answered| *answered == 0.0));
            assert!(values(&results, K::CallsAbandoned).iter().all(|lost| *lost > 400.0));
        }
    }
}

/// Rows of a trace: moment in seconds, event, and the rest of the fields.
fn traced(text: &str) -> Vec<(f64, String, Vec<String>)> {
    use helpline::report::trace::{Style, Tracer, Wanted};
    let scenario = read(text);
    let model = &scenario.model;
    let wanted = Wanted { from: 0, until: u64::MAX, area: None, class: None, person: None, step: None, group: None };
    let mut out = Vec::new();
    let mut tracer = Tracer::new(model, &scenario.civil, wanted, Style::Csv, &mut out);
    let inputs = helpline::engine::Inputs::new(model, helpline::demand::FreshScale::default()).in_order_of_time();
    let mut ledger = helpline::tally::Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut space = helpline::engine::Workspace::new(model);
    helpline::engine::simulate_observed(&inputs, 7, 0, &mut space, &mut ledger, &mut tracer).unwrap();
    tracer.finish().unwrap();
    let text = String::from_utf8(out).unwrap();
    let row = |line: &str| {
        let fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        (fields[1].parse().unwrap(), fields[6].clone(), fields)
    };
    text.lines().map(row).collect()
}

/// Minutes at which breaks begin and end.
fn breaks(text: &str) -> (Vec<f64>, Vec<f64>) {
    let rows = traced(text);
    let of = |event: &str| rows.iter().filter(|row| row.1 == event).map(|row| row.0 / 60.0).collect();
    (of("break begins"), of("break ends"))
}

#[test]
fn where_nobody_calls_breaks_begin_when_the_window_opens_as_many_at_once_as_may() {
    let quiet = |more: &str| {
        desk(&format!(
            "shifts.day = {{ starts = \"00:00\", lasts = \"10h\", headcount = 5, breaks = {{ meal = {{ between = [\"1h\", \"2h\"], lasts = \"30m\"{more} }} }} }}\nshrinkage = \"0%\""
        ))
        .replace("60/h", "1/y")
    };
    assert_eq!(breaks(&quiet("")), (vec![60.0; 5], vec![90.0; 5]));
    // two by two; the fifth when the window closes, though two are away
    assert_eq!(breaks(&quiet(", at-once = 2")).0, [60.0, 60.0, 90.0, 90.0, 120.0]);
    let unpaid = run(&quiet(", at-once = 2"), 1);
    assert_relative_eq!(mean(&unpaid, K::StaffPresent) * 10.0, 47.5, max_relative = 1e-12);
    assert_relative_eq!(mean(&unpaid, K::PaidHours), 47.5, max_relative = 1e-12);
    let paid = run(&quiet(", at-once = 2, paid = true"), 1);
    assert_relative_eq!(mean(&paid, K::StaffPresent) * 10.0, 47.5, max_relative = 1e-12);
    assert_relative_eq!(mean(&paid, K::PaidHours), 50.0, max_relative = 1e-12);
}

#[test]
fn where_somebody_always_waits_breaks_begin_when_the_window_has_closed_and_the_call_is_done() {
    // three people answer at once and go on for ever: each call takes seven minutes
    let text = desk(
        "shifts.day = { starts = \"00:00\", lasts = \"10h\", headcount = 3, breaks = { meal = { between = [\"1h\", \"2h\"], lasts = \"30m\" } } }\nshrinkage = \"0%\"",
    )
    .replace("60/h", "6000/h")
    .replace("exponential = { mean = \"3m\" }", "fixed = \"7m\"");
    let (begin, end) = breaks(&text);
    assert_eq!(begin.len(), 3);
    for (begin, end) in begin.iter().zip(&end) {
        // the first calls come in the first seconds: the call that is on at two hours ends at 126 minutes
        assert!((126.0..126.2).contains(begin), "{begin}");
        assert_relative_eq!(end - begin, 30.0, max_relative = 1e-9);
    }
    let results = run(&text, 1);
    // ten hours of three people, less their breaks, and calls finished after ten hours
    let over = mean(&results, K::OvertimeHours);
    assert_relative_eq!(mean(&results, K::PaidHours) - over, 28.5, max_relative = 1e-9);
}

#[test]
fn a_break_of_somebody_who_is_not_there_is_paid_to_nobody() {
    let shift = |breaks: &str| {
        desk(&format!(
            "shifts.day = {{ starts = \"00:00\", lasts = \"10h\", headcount = 10, breaks = {{ meal = {{ {breaks} }} }} }}\nshrinkage = \"20%\"\n\
             absence = {{ chance = \"100%\", paid = \"60%\" }}\n\
             pay = {{ rate = \"£10/h\", overtime = {{ up-to = \"20%\", rate = \"+50%\" }}, agency = {{ up-to = \"30%\", plus = \"40%\" }} }}"
        ))
        .replace("60/h", "1/y")
    };
    // in a window or at a fixed time, the same hours are paid to the same people
    let (window, fixed) = (shift("between = [\"3h\", \"4h\"], lasts = \"1h\""), shift("after = \"3h\", lasts = \"1h\""));
    let (window, fixed) = (run(&window, 3), run(&fixed, 3));
    for kind in
        [K::PaidHours, K::StaffPresent, K::CostOf(CostKind::BasicPay), K::CostOf(CostKind::Overtime), K::CostOf(CostKind::Agency)]
    {
        assert_relative_eq!(mean(&window, kind), mean(&fixed, kind), max_relative = 1e-12);
    }
    assert!(mean(&window, K::CostOf(CostKind::Agency)) > 0.0);
}

#[test]
fn busy_people_slow_down_as_the_formula_says() {
    // one person who is never idle from the first call on; each talk is longer than the last
    let text = desk("headcount = 1\npace = { above = \"50%\", handle = \"+40%\", over = \"2h\" }")
        .replace("60/h", "6000/h")
        .replace("exponential = { mean = \"3m\" }", "fixed = \"5m\"")
        .replace("exponential = { mean = \"4m\" }", "fixed = \"600m\"");
    let rows = traced(&text);
    let talks: Vec<(f64, f64)> =
        rows.iter().filter(|row| row.1 == "answered").map(|row| (row.0, row.2[11].parse().unwrap())).collect();
    assert!(talks.len() > 80);
    for (at, lasts) in &talks {
        let occupancy = 1.0 - (-(at - talks[0].0) / 7200.0).exp();
        let exact = 300.0 * (1.0 + 0.4 * ((occupancy - 0.5) / 0.5).max(0.0));
        assert!((lasts - exact).abs() < 1e-5, "at {at}: {lasts}, not {exact}");
    }
}

/// A desk for two days with a roster in a file, and what is said beside it.
fn rostered(rows: &str, more: &str) -> String {
    let folder = tempfile::tempdir().unwrap().keep();
    let file = folder.join("roster.csv");
    std::fs::write(&file, rows).unwrap();
    desk(&format!("roster = '{}'\n{more}", file.display()))
        .replace("lasts = \"10h\"\n[areas", "lasts = \"2d\"\nstart = 2026-01-05\ntime-zone = \"Europe/London\"\n[areas")
}

const ROSTER: &str = "start,person,until,breaks,paid-breaks\n07:00,ann,15:00,11:00-11:30,09:00-09:15\n\
                      Mon 15:00,bill,23:00,,\n2026-01-06 15:00,cat,23:00,18:00-18:20 20:00-20:20,\nSun 23:00,dee,07:00,,\n23:00,eve,07:00,,\n";

#[test]
fn a_roster_is_its_people_by_the_clock_on_the_wall() {
    let results = run(&rostered(ROSTER, "shrinkage = \"0%\""), 2);
    // ann twice 7 h 15 min (paid 7 h 30 min); bill 8 h; cat 7 h 20 min; dee the night before the run to 7:00; eve that too,
    // the night between, and one hour of the second
    let present = 2.0 * 7.25 + 8.0 + (8.0 - 40.0 / 60.0) + 7.0 + (7.0 + 8.0 + 1.0);
    let over = values(&results, K::OvertimeHours);
    for (found, over) in values(&results, K::StaffPresent).iter().zip(&over) {
        assert_relative_eq!(found * 48.0, present + over, max_relative = 1e-9);
    }
    assert_relative_eq!(mean(&results, K::PaidHours) - mean(&results, K::OvertimeHours), present + 0.5, max_relative = 1e-9);
}

#[test]
fn a_roster_of_alike_people_is_the_same_as_their_number() {
    // ann, bill and so on instead of five people of a shift: the same heads, the same calls, the same figures
    let names = ["ann", "bill", "cat", "dee", "eve"];
    let rows: String = names.iter().map(|name| format!("09:00,{name},17:00,\n")).collect();
    let named = run(&rostered(&format!("start,person,until,breaks\n{rows}"), ""), 5);
    let number = "shifts.day = { starts = \"09:00\", lasts = \"8h\", headcount = 5 }";
    let text = rostered("start,person,until\n09:00,x,10:00\n", "");
    let line = text.lines().find(|line| line.starts_with("roster")).unwrap().to_owned();
    let number = run(&text.replace(&line, number), 5);
    assert_eq!(named.sample, number.sample);
}

#[test]
fn a_person_of_a_roster_has_a_pace_a_chance_of_absence_and_a_first_day() {
    let rows = "start,person,until\n00:00,ann,24:00\n00:00,bill,24:00\n";
    let alone = |more: &str| rostered(rows, more).replace("exponential = { mean = \"3m\" }", "fixed = \"5m\"");
    let talks = |text: &str| -> Vec<(f64, f64)> {
        traced(text).iter().filter(|row| row.1 == "answered").map(|row| (row.0, row.2[11].parse().unwrap())).collect()
    };
    let paces = |text: &str| -> std::collections::BTreeSet<u64> { talks(text).iter().map(|t| t.1.round() as u64).collect() };
    assert_eq!(paces(&alone("people.ann.handle = \"+20%\"")), [300, 360].into());
    // began 14 days before the run, of 28: half of the extra is left on the first day
    let new = "new-staff = { share = \"0%\", handle = \"+40%\", fading-over = \"4w\" }\npeople.bill.new-since = 2025-12-22";
    let found = talks(&alone(new));
    let slow: Vec<&(f64, f64)> = found.iter().filter(|t| (t.1 - 300.0).abs() > 1e-6).collect();
    assert!(slow.len() > 100 && slow.len() < found.len());
    for (at, lasts) in slow {
        let exact = 300.0 * (1.0 + 0.4 * (1.0 - (14.0 + at / 86_400.0) / 28.0));
        assert!((lasts - exact).abs() < 1e-5, "at {at}: {lasts}, not {exact}");
    }
    // ann never comes, bill always
    let own = "absence = { chance = \"50%\" }\npeople.ann.absence = \"100%\"\npeople.bill.absence = \"0%\"";
    assert!(values(&run(&alone(own), 5), K::StaffPresent).iter().all(|present| (present - 1.0).abs() < 0.01));
}

#[test]
fn one_person_more_in_a_roster_moves_nobody_elses_absence() {
    let absence = "absence = { chance = \"30%\", day-cv = 0.5 }\npay = { rate = \"£10/h\" }";
    let rows = |names: &[&str]| {
        let rows: String = names.iter().map(|name| format!("09:00,{name},17:00\n")).collect();
        rostered(&format!("start,person,until\n{rows}"), absence).replace("60/h", "1/y")
    };
    let present = |names: &[&str]| values(&run(&rows(names), 40), K::StaffPresent);
    let (few, more) = (present(&["ann", "bill"]), present(&["ann", "aaron", "bill"]));
    // of two days of eight hours, aaron comes on none, one or both
    let eight: Vec<f64> = more.iter().zip(&few).map(|(more, few)| (more - few) * 48.0 / 8.0).collect();
    assert!(eight.iter().all(|days| (days - days.round()).abs() < 1e-9 && (0.0..=2.0).contains(&days.round())), "{eight:?}");
    assert!(eight.iter().any(|days| *days > 1.5) && eight.iter().any(|days| *days < 1.5));
}

/// A group that a shock takes from its desks is the same people before and after: nobody's absence moves.
#[test]
fn a_lost_site_moves_nobodys_absence() {
    let text = rostered("start,person,until\n09:00,x,10:00\n", "");
    let line = text.lines().find(|line| line.starts_with("roster")).unwrap().to_owned();
    let shifts = "shifts.day = { starts = \"09:00\", lasts = \"8h\", headcount = 12 }\nabsence = { chance = \"30%\", day-cv = 0.4 }\nsite = \"north\"";
    let usual = text.replace(&line, shifts).replace("60/h", "1/y");
    let shock = "[shocks.fire]\nfrom = 2026-01-06T12:00:00\nuntil = 2026-01-06T14:00:00\nlost = [\"north\"]\n";
    let (usual, lost) = (run(&usual, 20), run(&format!("{usual}{shock}"), 20));
    for (usual, lost) in values(&usual, K::StaffPresent).iter().zip(values(&lost, K::StaffPresent)) {
        // two hours of a number of people of the second day are gone, and nothing else
        let people = (usual - lost) * 48.0 / 2.0;
        assert!((people - people.round()).abs() < 1e-9 && (0.0..=12.0).contains(&people.round()), "{people}");
    }
}
