//! One line before identical agents: patient callers, waiting places, patience of several laws, balking.

use helpline::model::{MeasureKind as K, Scope::All};

use super::exact::chain::{Chain, expect};
use super::exact::mmc::{Impatient, Limited, Patient};
use super::exact::mmcg::{Patience, System};
use super::harness::{Case, Line, WITHIN_60, lasting, simulate};

/// Calls of 3 minutes.
const SERVICE: f64 = 1.0 / 180.0;

fn one_line(days: usize, calls: usize, agents: usize, callers: &str, queue: &str) -> String {
    format!(
        "{}[areas.town]\ncalls = \"{calls}/h\"\n[defaults.callers]\n{callers}\n[steps.desk]\n\
         handle = {{ exponential = {{ mean = \"3m\" }} }}\n{queue}\n[groups.agents]\nserves = [\"desk\"]\nheadcount = {agents}\n",
        lasting(days)
    )
}

fn per_second(calls: usize) -> f64 {
    calls as f64 / 3600.0
}

pub(crate) static PATIENT: Case = Case::new(|| {
    let mut lines = Vec::new();
    for (agents, calls, days) in [(1, 10, 75), (4, 52, 20), (12, 192, 15)] {
        let exact = Patient { arrival: per_second(calls), service: SERVICE, servers: agents };
        let got = simulate(&one_line(days, calls, agents, "", ""), 300);
        let name = |what: &str| format!("M/M/{agents} at {calls}/h: {what}");
        lines.push(Line::of(&name("mean wait"), exact.mean_wait(), &got, K::MeanWait, All));
        lines.push(Line::of(&name("answered within 60 s"), exact.answered_within(60.0), &got, WITHIN_60, All));
        lines.push(Line::of(&name("occupancy"), per_second(calls) / SERVICE / agents as f64, &got, K::Occupancy, All));
        let quantile = exact.wait_quantile(0.9);
        // quantiles are read at a bin's upper end: on average half a bin too large
        let half_bin = 0.05 * (quantile / 12.8).log2().floor().exp2().max(1.0);
        lines.push(Line::of(&name("wait p90"), quantile + half_bin, &got, K::WaitQuantile(900), All));
    }
    lines
});

#[test]
fn patient_callers_agree_with_erlang_c() {
    PATIENT.check();
}

pub(crate) static PLACES: Case = Case::new(|| {
    let mut lines = Vec::new();
    for (agents, places, calls) in [(4, 3, 80), (10, 0, 200)] {
        let exact = Limited { arrival: per_second(calls), service: SERVICE, servers: agents, places: agents + places };
        let got = simulate(&one_line(4, calls, agents, "", &format!("queue = {{ places = {places} }}")), 200);
        let name = |what: &str| format!("M/M/{agents}/{} at {calls}/h: {what}", agents + places);
        lines.push(Line::share(&name("blocked"), exact.blocking(), &got, K::CallsBlocked, K::CallsOffered, All));
        let load = per_second(calls) / SERVICE / agents as f64;
        lines.push(Line::of(&name("occupancy"), load * (1.0 - exact.blocking()), &got, K::Occupancy, All));
        if places > 0 {
            lines.push(Line::of(&name("mean wait"), exact.mean_wait(), &got, K::MeanWait, All));
            lines.push(Line::of(&name("answered within 60 s"), exact.answered_within(60.0), &got, WITHIN_60, All));
        }
    }
    lines
});

#[test]
fn full_lines_turn_away_as_many_as_the_birth_and_death_chain() {
    PLACES.check();
}

pub(crate) static IMPATIENT: Case = Case::new(|| {
    let mut lines = Vec::new();
    for (agents, calls, minutes, days) in [(10, 220, 6, 4), (5, 90, 3, 6)] {
        let patience = 1.0 / f64::from(60 * minutes);
        let exact = Impatient { arrival: per_second(calls), service: SERVICE, servers: agents, patience };
        let callers = format!("patience = {{ exponential = {{ mean = \"{minutes}m\" }} }}");
        let got = simulate(&one_line(days, calls, agents, &callers, ""), 200);
        let name = |what: &str| format!("M/M/{agents}+M at {calls}/h: {what}");
        let answered = 1.0 - exact.abandonment();
        lines.push(Line::of(&name("abandonment"), exact.abandonment(), &got, K::Abandonment, All));
        lines.push(Line::of(&name("mean wait"), exact.mean_wait(), &got, K::MeanWait, All));
        lines.push(Line::of(&name("mean speed of answer"), exact.answered_wait(), &got, K::MeanSpeedOfAnswer, All));
        lines.push(Line::of(&name("answered within 60 s"), exact.answered_within(60.0) / answered, &got, WITHIN_60, All));
        lines.push(Line::of(&name("occupancy"), exact.occupancy(), &got, K::Occupancy, All));
        lines.push(Line::of(&name("mean queue"), exact.waiting(), &got, K::MeanQueue, All));
    }
    lines
});

#[test]
fn impatient_callers_agree_with_erlang_a() {
    IMPATIENT.check();
}

/// The values of `patience.csv`, seconds.
const RECORDED: [f64; 9] = [0.0, 10.0, 30.0, 60.0, 110.0, 190.0, 320.0, 600.0, 1500.0];

pub(crate) static ANY_PATIENCE: Case = Case::new(|| {
    let gamma_of_two_thirds = 1.354_117_939_426_400_4; // for shape 1.5, Gamma(1 + 1/1.5) = (2/3) of this
    let sigma = (1.0_f64 + 1.0).ln().sqrt();
    let laws = [
        (
            "Weibull",
            "{ weibull = { mean = \"4m\", shape = 1.5 } }",
            Patience::Weibull { shape: 1.5, scale: 240.0 / (gamma_of_two_thirds * 2.0 / 3.0) },
        ),
        ("uniform", "{ uniform = { least = \"30s\", most = \"6m\" } }", Patience::Uniform { low: 30.0, high: 360.0 }),
        ("fixed", "{ fixed = \"90s\" }", Patience::Fixed(90.0)),
        (
            "lognormal",
            "{ lognormal = { mean = \"5m\", cv = 1.0 } }",
            Patience::Lognormal { mu: 300.0_f64.ln() - sigma * sigma / 2.0, sigma },
        ),
        // a table whose hazard falls: a quarter leave in the first half minute, an eighth in the last quarter of an hour
        ("table", "{ empirical = \"tests/theory/patience.csv\" }", Patience::Table(&RECORDED)),
    ];
    let mut lines = Vec::new();
    let (agents, calls) = (8, 170);
    for (law, text, patience) in laws {
        let exact = System { arrival: per_second(calls), service: SERVICE, servers: agents, patience }.solve(60.0);
        let got = simulate(&one_line(5, calls, agents, &format!("patience = {text}"), ""), 200);
        let name = |what: &str| format!("M/M/{agents}+{law}: {what}");
        let answered = 1.0 - exact.abandonment;
        lines.push(Line::of(&name("abandonment"), exact.abandonment, &got, K::Abandonment, All));
        lines.push(Line::of(&name("mean wait"), exact.mean_wait, &got, K::MeanWait, All));
        lines.push(Line::of(&name("mean speed of answer"), exact.answered_wait, &got, K::MeanSpeedOfAnswer, All));
        lines.push(Line::of(&name("answered within 60 s"), exact.answered_within / answered, &got, WITHIN_60, All));
    }
    lines
});

#[test]
fn patience_of_any_law_agrees_with_baccelli_and_hebuterne() {
    ANY_PATIENCE.check();
}

pub(crate) static BALKING: Case = Case::new(|| {
    // birth and death: a caller who must wait leaves at once with probability 0.3, without having waited
    let (agents, calls, balk, patience) = (6, 130, 0.3, 1.0 / 300.0);
    let arrival = per_second(calls);
    let mut chain = Chain::new(121);
    for n in 0..120 {
        chain.add(n, n + 1, if n < agents { arrival } else { arrival * (1.0 - balk) });
        chain.add(n + 1, n, (n + 1).min(agents) as f64 * SERVICE + (n + 1).saturating_sub(agents) as f64 * patience);
    }
    let states: Vec<usize> = (0..=120).collect();
    let mass = chain.stationary();
    let waiting = expect(&states, &mass, |n| n.saturating_sub(agents) as f64);
    let busy = expect(&states, &mass, |n| (*n).min(agents) as f64);
    let queue = "queue = { balk = \"30%\" }";
    let got = simulate(&one_line(5, calls, agents, "patience = { exponential = { mean = \"5m\" } }", queue), 200);
    vec![
        Line::of("balking: abandonment", 1.0 - busy * SERVICE / arrival, &got, K::Abandonment, All),
        Line::of("balking: mean wait", waiting / arrival, &got, K::MeanWait, All),
        Line::of("balking: occupancy", busy / agents as f64, &got, K::Occupancy, All),
    ]
});

#[test]
fn balking_agrees_with_the_birth_and_death_chain() {
    BALKING.check();
}

pub(crate) static CASES: &[&Case] = &[&PATIENT, &PLACES, &IMPATIENT, &ANY_PATIENCE, &BALKING];
