//! People who do not come, or come late: mixtures of what is exact for a known number of people.

use helpline::model::{Measure, MeasureKind as K, Scope};

use super::exact::absence::away;
use super::exact::day::{Day, Period};
use super::harness::{Case, Line, WITHIN_60, simulate};

const PEOPLE: usize = 8;
/// Chance of absence and its coefficient of variation from day to day: rough, so that days differ.
const CHANCE: f64 = 0.25;
const CV: f64 = 0.8;

/// Mean of a function of the people who are there, over replications of one day.
fn mixture(f: impl Fn(usize) -> f64) -> f64 {
    away(PEOPLE, CHANCE, CV).iter().enumerate().map(|(gone, chance)| chance * f(PEOPLE - gone)).sum()
}

pub(crate) static ABSENCE: Case = Case::new(|| {
    let text = format!(
        "[calendar]\nlasts = \"3h\"\nrun-out = \"1h\"\n[areas.town]\ncalls = \"100/h\"\n\
         [defaults.callers]\npatience = {{ exponential = {{ mean = \"4m\" }} }}\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = {PEOPLE}\n\
         absence = {{ chance = \"{}%\", day-cv = {CV} }}\n",
        CHANCE * 100.0
    );
    let got = simulate(&text, 12_000);
    let by_people: Vec<_> = (0..=PEOPLE)
        .map(|servers| {
            let period = Period { length: 3.0 * 3600.0, arrival: 100.0 / 3600.0, servers };
            let day = Day { periods: vec![period], service: 1.0 / 180.0, patience: 1.0 / 240.0, within: 60.0, room: 70 };
            day.solve()[0]
        })
        .collect();
    let arrivals = mixture(|n| by_people[n].arrivals);
    let answered = mixture(|n| by_people[n].answered);
    let line = |what: &str, exact: f64, kind| Line::of(&format!("absence: {what}"), exact, &got, kind, Scope::All);
    let present = mixture(|n| n as f64);
    let values = got.values(Measure { kind: K::StaffPresent, scope: Scope::All }).expect("a measure that is kept");
    let squares: Vec<(f64, f64)> = values.iter().map(|r| ((r.numerator / r.denominator).powi(2), 1.0)).collect();
    vec![
        line("people present", present, K::StaffPresent),
        Line::quotient("absence: square of people present", mixture(|n| (n * n) as f64), &squares),
        // a share of few callers on most days and of most on a few: 2 % would need six times the replications
        line("abandonment", 1.0 - answered / arrivals, K::Abandonment).catching(0.05, "days differ in how many come"),
        line("mean wait", mixture(|n| by_people[n].wait) / arrivals, K::MeanWait).catching(0.05, "days differ in how many come"),
        line("answered within 60 s", mixture(|n| by_people[n].answered_within) / answered, WITHIN_60),
    ]
});

#[test]
fn absence_is_a_mixture_over_the_people_who_come() {
    ABSENCE.check();
}

pub(crate) static TOGETHER: Case = Case::new(|| {
    // two groups at one site, two days: the groups share the chance of a day, days are independent
    let text = format!(
        "[calendar]\nlasts = \"2d\"\ninterval = \"12h\"\n[areas.town]\ncalls = \"1/h\"\n\
         [steps.desk]\nhandle = {{ fixed = \"1m\" }}\n\
         [defaults.groups]\nserves = [\"desk\"]\nabsence = {{ chance = \"{}%\", day-cv = {CV} }}\n\
         [groups.agents]\nheadcount = 8\n\
         [groups.helpers]\nshifts.day = {{ starts = \"00:00\", lasts = \"24h\", headcount = 5 }}\n",
        CHANCE * 100.0
    );
    let got = simulate(&text, 8_000);
    let of = |group: u16| got.values(Measure { kind: K::StaffPresent, scope: Scope::Group(group) }).expect("kept");
    let means = |group: u16| of(group).iter().map(|r| r.numerator / r.denominator).collect::<Vec<f64>>();
    let (agents, helpers) = (means(0), means(1));
    let line = |what: &str, exact: f64, values: Vec<f64>| {
        Line::quotient(&format!("absence together: {what}"), exact, &values.into_iter().map(|x| (x, 1.0)).collect::<Vec<_>>())
    };
    let spread = (CHANCE * CV).powi(2);
    let (many, few) = (8.0 * (1.0 - CHANCE), 5.0 * (1.0 - CHANCE));
    // var(n away) = n E[p (1 - p)] + n^2 var(p) = n m (1 - m) + n (n - 1) var(p)
    let variance = 8.0 * CHANCE * (1.0 - CHANCE) + 56.0 * spread;
    vec![
        line("agents", many, agents.clone()),
        line("helpers", few, helpers.clone()),
        line("agents x agents, mean of two days", many * many + variance / 2.0, agents.iter().map(|x| x * x).collect()),
        line(
            "agents x helpers, the chance of a day shared",
            many * few + 40.0 * spread / 2.0,
            agents.iter().zip(&helpers).map(|(x, y)| x * y).collect(),
        ),
    ]
});

#[test]
fn groups_of_a_site_share_bad_days_and_days_are_independent() {
    TOGETHER.check();
}

pub(crate) static LATENESS: Case = Case::new(|| {
    // 6 people for 4 hours; 40 % come late by an exponential time of mean 30 minutes
    let text = "[calendar]\nlasts = \"4h\"\n[areas.town]\ncalls = \"1/h\"\n[steps.desk]\nhandle = { fixed = \"1s\" }\n\
                [groups.agents]\nserves = [\"desk\"]\nlateness = { chance = \"40%\", by = { exponential = { mean = \"30m\" } } }\n\
                shifts.day = { starts = \"00:00\", lasts = \"4h\", headcount = 6 }\n";
    let got = simulate(text, 3_000);
    let mut lines = Vec::new();
    // at a time t into the shift a person is away with chance 0.4 exp(-2 t), t in hours
    let away = |from: f64, to: f64| 0.4 * ((-2.0 * from).exp() - (-2.0 * to).exp()) / 2.0;
    lines.push(Line::of("lateness: people present", 6.0 * (1.0 - away(0.0, 4.0) / 4.0), &got, K::StaffPresent, Scope::All));
    for row in 0..4 {
        let from = f64::from(row) * 0.5;
        let exact = 6.0 * (1.0 - away(from, from + 0.5) / 0.5);
        let name = format!("lateness, interval {}: people present", row + 1);
        lines.push(Line::in_interval(&name, exact, &got, row as usize, K::StaffPresent));
    }
    lines
});

#[test]
fn lateness_takes_its_law_from_the_start_of_a_shift() {
    LATENESS.check();
}

pub(crate) static CASES: &[&Case] = &[&ABSENCE, &TOGETHER, &LATENESS];
