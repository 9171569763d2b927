//! New starters: who answers decides how long it takes.

use helpline::model::{Measure, MeasureKind as K, Scope};

use super::exact::chain::{Chain, expect};
use super::harness::{Case, Line, simulate};

/// Rates of calls, of ends of calls of people at full speed, and of new starters, per second.
const CALLS: f64 = 40.0 / 3600.0;
const FULL: f64 = 1.0 / 180.0;
const NEW: f64 = FULL / 1.8;
const SHARE: f64 = 0.4;
const LENGTH: f64 = 2.0 * 3600.0;

/// Two people with rates of their own, no waiting place, longest idle first: what a run from empty comes to.
///
/// State: 0 and 1: both idle, the first or the second idle longer; 2: the first busy; 3: the second; 4: both.
/// Returns the integrals of people busy and of the time in which calls are lost.
fn loss(rates: [f64; 2]) -> (f64, f64) {
    let mut chain = Chain::new(5);
    chain.add(0, 2, CALLS);
    chain.add(1, 3, CALLS);
    chain.add(2, 4, CALLS);
    chain.add(3, 4, CALLS);
    // who has just become idle is idle less long
    chain.add(2, 1, rates[0]);
    chain.add(3, 0, rates[1]);
    chain.add(4, 3, rates[0]);
    chain.add(4, 2, rates[1]);
    let course = chain.forward(&[1.0, 0.0, 0.0, 0.0, 0.0], LENGTH);
    let busy = [0.0, 0.0, 1.0, 1.0, 2.0];
    let states: Vec<usize> = (0..5).collect();
    let sum = |f: &dyn Fn(usize) -> f64| expect(&states, &course.integral, |n| f(*n));
    (sum(&|n| busy[n]), sum(&|n| f64::from(u8::from(n == 4))))
}

pub(crate) static TWO: Case = Case::new(|| {
    // so slow a fading that it is none within two hours: 0.03 % of the extra time
    let text = format!(
        "[calendar]\nlasts = \"2h\"\n[areas.town]\ncalls = \"40/h\"\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\nqueue = {{ places = 0 }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = 2\n\
         new-staff = {{ share = \"{}%\", handle = \"+80%\", fading-over = \"300d\" }}\n",
        SHARE * 100.0
    );
    let got = simulate(&text, 6_000);
    let mixture = |f: &dyn Fn((f64, f64)) -> f64| {
        let chance = |new: bool| if new { SHARE } else { 1.0 - SHARE };
        let rate = |new: bool| if new { NEW } else { FULL };
        let pairs = [(false, false), (false, true), (true, false), (true, true)];
        pairs.iter().map(|&(a, b)| chance(a) * chance(b) * f(loss([rate(a), rate(b)]))).sum::<f64>()
    };
    let blocked = mixture(&|found| CALLS * found.1);
    vec![
        Line::of("new staff, two agents: occupancy", mixture(&|found| found.0) / (2.0 * LENGTH), &got, K::Occupancy, Scope::All),
        Line::of("new staff, two agents: blocked", blocked, &got, K::CallsBlocked, Scope::All),
    ]
});

#[test]
fn two_agents_of_different_speed_agree_with_their_chain() {
    TWO.check();
}

pub(crate) static FADING: Case = Case::new(|| {
    // enough people that nobody waits: work begun at time t lasts 60 s (1 + 0.6 (1 - t / 4 h)), talk and wrap-up alike, and
    // after four hours as drawn
    let text = "[calendar]\nlasts = \"5h\"\nrun-out = \"1h\"\ninterval = \"1h\"\n[areas.town]\ncalls = \"60/h\"\n\
                [steps.desk]\nhandle = { fixed = \"40s\" }\nwrap-up = { fixed = \"20s\" }\n\
                [groups.agents]\nserves = [\"desk\"]\nheadcount = 25\n\
                new-staff = { share = \"100%\", handle = \"+60%\", fading-over = \"4h\" }\n";
    let got = simulate(text, 2_000);
    let work = |hours: f64| 60.0 * (1.0 + 0.6 * (1.0 - hours / 4.0).max(0.0));
    let values = got.values(Measure { kind: K::Occupancy, scope: Scope::All }).expect("kept");
    let calls = got.values(Measure { kind: K::CallsAnswered, scope: Scope::All }).expect("kept");
    // work done in five hours: calls of one hour each have the mean factor of its middle; the last calls end after the hour,
    // of which so much is not in it: rate x half of the square of 60 s
    let mean: f64 = [0.5, 1.5, 2.5, 3.5, 4.5].map(work).iter().sum::<f64>() / 5.0 - 60.0 * 60.0 / 2.0 / (5.0 * 3600.0);
    let pairs: Vec<(f64, f64)> = values.iter().zip(calls).map(|(busy, calls)| (busy.numerator / 1e6, calls.numerator)).collect();
    vec![Line::quotient("new staff, fading: work a call, seconds", mean, &pairs)]
});

#[test]
fn extra_time_of_new_starters_fades_in_a_straight_line() {
    FADING.check();
}

pub(crate) static CASES: &[&Case] = &[&TWO, &FADING];
