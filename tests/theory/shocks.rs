//! Shocks against the transient chain: calls double for an hour, a group is lost for half an hour, by either end of a shift.

use helpline::model::MeasureKind as K;

use super::exact::chain::{Chain, expect};
use super::exact::day::{Day, Period};
use super::harness::{Case, Line, WITHIN_60, simulate};

/// Calls of 3 minutes.
const SERVICE: f64 = 1.0 / 180.0;
const HALF_HOUR: f64 = 1800.0;
/// By interval an error of 4 % is caught, not 2.
const BY_INTERVAL: f64 = 0.04;
const WHY: &str = "a half hour holds about a hundred calls whose waits hang together: ten times the replications would be needed";

/// A desk at a steady rate, but for its shocks.
fn desk(calls: u32, agents: usize, ending: &str, callers: &str, shocks: &str) -> String {
    format!(
        "[calendar]\nstart = 2026-01-05\nlasts = \"4h\"\nrun-out = \"2h\"\ninterval = \"30m\"\n[areas.town]\ncalls = \"{calls}/h\"\n{callers}\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = {agents}\nat-shift-end = \"{ending}\"\n{shocks}"
    )
}

const LOST: &str = "[shocks.out]\nfrom = 2026-01-05T02:30:00\nuntil = 2026-01-05T03:00:00\nlost = [\"agents\"]\n";

pub(crate) static RUSH: Case = Case::new(|| {
    let rush = "[shocks.rush]\nfrom = 2026-01-05T01:00:00\nuntil = 2026-01-05T02:00:00\ndemand = \"x2\"\n";
    let callers = "[defaults.callers]\npatience = { exponential = { mean = \"4m\" } }\n";
    let text = desk(120, 8, "finish-call", callers, &format!("{rush}{LOST}"));
    let got = simulate(&text, 12_000);
    let half_hour = |slot: usize| Period {
        length: HALF_HOUR,
        arrival: if (2..4).contains(&slot) { 240.0 } else { 120.0 } / 3600.0,
        servers: if slot == 5 { 0 } else { 8 },
    };
    let periods = (0..8).map(half_hour).collect();
    let day = Day { periods, service: SERVICE, patience: 1.0 / 240.0, within: 60.0, room: 60 };
    let solved = day.solve();
    let named =
        [(2, "calls doubled, first half hour"), (3, "second half hour"), (4, "the next"), (5, "agents lost"), (6, "back")];
    let mut lines = Vec::new();
    for (row, when) in named {
        let exact = solved[row];
        let mut line = |what: &str, value: f64, kind| {
            let name = format!("shock, {when}: {what}");
            lines.push(Line::in_interval(&name, value, &got, row, kind).catching(BY_INTERVAL, WHY));
        };
        line("offered", exact.arrivals, K::CallsOffered);
        line("abandonment", (exact.arrivals - exact.answered) / exact.arrivals, K::Abandonment);
        line("mean wait", exact.wait / exact.arrivals, K::MeanWait);
        if row != 5 {
            line("answered within 60 s", exact.answered_within / exact.answered, WITHIN_60);
        }
    }
    lines
});

#[test]
fn a_rush_and_a_loss_agree_with_the_transient_chain() {
    RUSH.check();
}

pub(crate) static CUT: Case = Case::new(|| {
    // calls cut off go back to the head of the queue with the time they have to go, and nobody gives up: birth and death
    let got = simulate(&desk(120, 8, "hand-back", "", LOST), 12_000);
    let states: Vec<usize> = (0..300).collect();
    let mut mass = vec![0.0; states.len()];
    mass[0] = 1.0;
    let mut lines = Vec::new();
    for row in 0..8 {
        let agents = if row == 5 { 0 } else { 8 };
        let mut chain = Chain::new(states.len());
        for n in 0..states.len() - 1 {
            chain.add(n, n + 1, 120.0 / 3600.0);
            chain.add(n + 1, n, (n + 1).min(agents) as f64 * SERVICE);
        }
        let course = chain.forward(&mass, HALF_HOUR);
        if row > 3 && row != 5 {
            let busy = expect(&states, &course.integral, |n| (*n).min(agents) as f64);
            let name = format!("shock, agents lost and calls cut off, interval {}: occupancy", row + 1);
            lines.push(Line::in_interval(&name, busy / (agents as f64 * HALF_HOUR), &got, row, K::Occupancy));
        }
        mass = course.end;
    }
    lines
});

#[test]
fn a_loss_that_cuts_calls_off_loses_no_work() {
    CUT.check();
}

pub(crate) static CASES: &[&Case] = &[&RUSH, &CUT];
