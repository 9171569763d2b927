//! How busy people are decides how long it takes.

use helpline::model::{MeasureKind as K, Scope};

use super::exact::chain::{Chain, expect};
use super::harness::{Case, Line, simulate};

/// Rates of calls and of ends of calls, per second.
const CALLS: f64 = 40.0 / 3600.0;
const ENDS: f64 = 1.0 / 180.0;
const LENGTH: f64 = 4.0 * 3600.0;

/// Two people without waiting places; a call that is answered while the other person is busy takes so many times as long. From
/// empty: the integrals of people busy and of the time in which calls are lost.
///
/// State: calls of people who answered with nobody busy, and of those who answered beside a busy one.
fn loss(beside: f64) -> (f64, f64) {
    let (chain, states) = Chain::explore((0u8, 0u8), |&(alone, other), next| {
        if alone + other < 2 {
            next.push((if alone + other == 0 { (1, 0) } else { (alone, other + 1) }, CALLS));
        }
        if alone > 0 {
            next.push(((alone - 1, other), ENDS * f64::from(alone)));
        }
        if other > 0 {
            next.push(((alone, other - 1), ENDS / beside * f64::from(other)));
        }
    });
    let mut start = vec![0.0; chain.len()];
    start[states.iter().position(|s| *s == (0, 0)).expect("empty")] = 1.0;
    let course = chain.forward(&start, LENGTH);
    let sum = |f: &dyn Fn(u8) -> f64| expect(&states, &course.integral, |s| f(s.0 + s.1));
    (sum(&f64::from), sum(&|busy| f64::from(u8::from(busy == 2))))
}

/// Occupancy of the moment before: none or half. Half is half of the way from 0 to 100 %.
fn pair(handle: &str, at_full: f64) -> Vec<Line> {
    let text = format!(
        "[calendar]\nlasts = \"4h\"\n[areas.town]\ncalls = \"40/h\"\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\nqueue = {{ places = 0 }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = 2\npace = {{ above = \"0%\", handle = \"{handle}\", over = \"0s\" }}\n"
    );
    let got = simulate(&text, 4_000);
    let (busy, lost) = loss(1.0 + at_full / 2.0);
    let line =
        |what: &str, exact, kind| Line::of(&format!("pace, {handle} at full occupancy: {what}"), exact, &got, kind, Scope::All);
    vec![line("occupancy", busy / (2.0 * LENGTH), K::Occupancy), line("blocked", CALLS * lost, K::CallsBlocked)]
}

pub(crate) static SLOWER: Case = Case::new(|| pair("+80%", 0.8));
pub(crate) static FASTER: Case = Case::new(|| pair("-60%", -0.6));

#[test]
fn people_who_slow_down_when_busy_agree_with_their_chain() {
    SLOWER.check();
}

#[test]
fn people_who_hurry_when_busy_agree_with_their_chain() {
    FASTER.check();
}

pub(crate) static CASES: &[&Case] = &[&SLOWER, &FASTER];
