//! Breaks taken when it is quiet: one agent and no waiting place, where the moment of the break has a known law.

use helpline::model::{MeasureKind as K, Scope};

use super::exact::quadrature::integrate;
use super::harness::{Case, Line, simulate};

/// Rates of calls and of ends of calls, an hour.
const CALLS: f64 = 12.0;
const ENDS: f64 = 10.0;
/// The window opens, the break lasts, the run lasts; hours.
const OPENS: f64 = 1.0;
const BREAK: f64 = 0.75;
const RUN: f64 = 5.0;

/// Chance that the agent is busy so long after having been idle: M/M/1/1 from empty.
fn busy(since: f64) -> f64 {
    CALLS / (CALLS + ENDS) * (1.0 - (-(CALLS + ENDS) * since).exp())
}

/// Hours busy in so long a time that begins idle: the integral of [`busy`].
fn hours_busy(time: f64) -> f64 {
    let both = CALLS + ENDS;
    CALLS / both * (time - (1.0 - (-both * time).exp()) / both)
}

pub(crate) static LONE: Case = Case::new(|| {
    let text = format!(
        "[calendar]\nlasts = \"5h\"\nrun-out = \"1h\"\n[areas.town]\ncalls = \"{CALLS}/h\"\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"6m\" }} }}\nqueue = {{ places = 0 }}\n\
         [groups.agents]\nserves = [\"desk\"]\n\
         shifts.day = {{ starts = \"00:00\", lasts = \"8h\", headcount = 1, breaks = {{ meal = {{ between = [\"1h\", \"3h\"], lasts = \"45m\" }} }} }}\n"
    );
    let got = simulate(&text, 12_000);
    // idle when the window opens: the break begins; busy: when the call ends (a call of two hours has a chance of 2e-9)
    let after = |begins: f64| hours_busy(RUN - begins - BREAK);
    let late = |f: &dyn Fn(f64) -> f64| busy(OPENS) * integrate(|x| ENDS * (-ENDS * x).exp() * f(x), 0.0, 2.0, 200);
    let working = hours_busy(OPENS) + (1.0 - busy(OPENS)) * after(OPENS) + late(&|x| x + after(OPENS + x));
    // calls are lost while the agent talks or rests
    let blocked = CALLS * (working + BREAK);
    vec![
        Line::of("break when quiet, one agent: blocked", blocked, &got, K::CallsBlocked, Scope::All),
        Line::of("break when quiet, one agent: occupancy", working / (RUN - BREAK), &got, K::Occupancy, Scope::All),
    ]
});

#[test]
fn a_break_begins_when_the_agent_is_first_free() {
    LONE.check();
}

pub(crate) static CASES: &[&Case] = &[&LONE];
