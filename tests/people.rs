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
