//! A day on which calls and agents change, from an empty start: by interval, against the transient chain.

use std::fmt::Write;

use helpline::model::{MeasureKind as K, Scope};

use super::exact::chain::{Chain, expect};
use super::exact::day::{Day, Period};
use super::harness::{Case, Line, WITHIN_60, simulate};

/// Calls of 3 minutes.
const SERVICE: f64 = 1.0 / 180.0;
const HALF_HOUR: f64 = 1800.0;
/// Calls an hour and agents, by half hour.
const COURSE: [(u32, u32); 8] = [(140, 7), (180, 9), (240, 11), (270, 12), (210, 12), (150, 7), (150, 6), (120, 8)];

/// By interval an error of 4 % is caught, not 2.
const BY_INTERVAL: f64 = 0.04;
const WHY_BY_INTERVAL: &str =
    "a half hour holds about a hundred calls whose waits hang together: ten times the replications would be needed";

pub(crate) static DAY: Case = Case::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut calls, mut heads) = ("at,town\n".to_owned(), "at,agents\n".to_owned());
    for (i, (rate, agents)) in COURSE.iter().enumerate() {
        let at = format!("{:02}:{:02}", i / 2, 30 * (i % 2));
        writeln!(calls, "{at},{rate}").expect("text");
        writeln!(heads, "{at},{agents}").expect("text");
    }
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    };
    // the last row holds for the remaining 20 hours of the day, of which nothing is simulated
    let a_day: u32 = COURSE.iter().map(|c| c.0).sum::<u32>() / 2 + 20 * COURSE[7].0;
    let text = format!(
        "[calendar]\nlasts = \"4h\"\nrun-out = \"2h\"\n[areas.town]\ncalls = \"{a_day}/d\"\nprofile = '{}'\n\
         [defaults.callers]\npatience = {{ exponential = {{ mean = \"4m\" }} }}\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = '{}'\nat-shift-end = \"finish-call\"\n",
        path("calls.csv", &calls),
        path("heads.csv", &heads),
    );
    let got = simulate(&text, 12_000);
    let period =
        |&(rate, agents): &(u32, u32)| Period { length: HALF_HOUR, arrival: f64::from(rate) / 3600.0, servers: agents as usize };
    let day =
        Day { periods: COURSE.iter().map(period).collect(), service: SERVICE, patience: 1.0 / 240.0, within: 60.0, room: 60 };
    let mut lines = Vec::new();
    for (row, exact) in day.solve().into_iter().enumerate() {
        let mut line = |what: &str, value: f64, kind| {
            let name = format!("day, interval {}: {what}", row + 1);
            lines.push(Line::in_interval(&name, value, &got, row, kind).catching(BY_INTERVAL, WHY_BY_INTERVAL));
        };
        let gave_up = exact.arrivals - exact.answered;
        line("offered", exact.arrivals, K::CallsOffered);
        line("abandonment", gave_up / exact.arrivals, K::Abandonment);
        line("mean wait", exact.wait / exact.arrivals, K::MeanWait);
        line("answered within 60 s", exact.answered_within / exact.answered, WITHIN_60);
    }
    lines
});

#[test]
fn a_changing_day_agrees_with_the_transient_chain() {
    DAY.check();
}

pub(crate) static HAND_BACK: Case = Case::new(|| {
    // exponential calls handed back have the same time to go again, so the number present is birth and death with the
    // agents due: busy time by interval follows. Nobody gives up.
    let agents = [8_usize, 4, 7, 5];
    let text = "[calendar]\nlasts = \"2h\"\n[periods.second]\nhours = \"00:30-01:00\"\n[periods.third]\nhours = \"01:00-01:30\"\n\
                [periods.fourth]\nhours = \"01:30-02:00\"\n[areas.town]\ncalls = \"100/h\"\n\
                [steps.desk]\nhandle = { exponential = { mean = \"3m\" } }\n\
                [groups.agents]\nserves = [\"desk\"]\nheadcount = 8\nat-shift-end = \"hand-back\"\n\
                [groups.agents.during.second]\nheadcount = 4\n[groups.agents.during.third]\nheadcount = 7\n\
                [groups.agents.during.fourth]\nheadcount = 5\n";
    let got = simulate(text, 12_000);
    let states: Vec<usize> = (0..200).collect();
    let mut mass = vec![0.0; 200];
    mass[0] = 1.0;
    let mut lines = Vec::new();
    for (row, agents) in agents.into_iter().enumerate() {
        let mut chain = Chain::new(200);
        for n in 0..199 {
            chain.add(n, n + 1, 100.0 / 3600.0);
            chain.add(n + 1, n, (n + 1).min(agents) as f64 * SERVICE);
        }
        let course = chain.forward(&mass, HALF_HOUR);
        let busy = expect(&states, &course.integral, |n| (*n).min(agents) as f64);
        let name = |what: &str| format!("hand-back, interval {}: {what}", row + 1);
        lines.push(Line::in_interval(&name("occupancy"), busy / (agents as f64 * HALF_HOUR), &got, row, K::Occupancy));
        mass = course.end;
    }
    lines
});

#[test]
fn calls_handed_back_lose_no_work() {
    HAND_BACK.check();
}

pub(crate) static OVERTIME: Case = Case::new(|| {
    // calls in hand are finished: state (in talk, waiting), more in talk than agents due until those calls end
    let agents = [8_usize, 4, 7, 3];
    let text = "[calendar]\nlasts = \"2h\"\n[periods.second]\nhours = \"00:30-01:00\"\n[periods.third]\nhours = \"01:00-01:30\"\n\
                [periods.fourth]\nhours = \"01:30-02:00\"\n[areas.town]\ncalls = \"140/h\"\n\
                [defaults.callers]\npatience = { exponential = { mean = \"4m\" } }\n\
                [steps.desk]\nhandle = { exponential = { mean = \"3m\" } }\n\
                [groups.agents]\nserves = [\"desk\"]\nheadcount = 8\nat-shift-end = \"finish-call\"\n\
                [groups.agents.during.second]\nheadcount = 4\n[groups.agents.during.third]\nheadcount = 7\n\
                [groups.agents.during.fourth]\nheadcount = 3\n";
    let got = simulate(text, 20_000);
    let (most, room, arrival, patience) = (8_usize, 60_usize, 140.0 / 3600.0, 1.0 / 240.0);
    let place = |talk: usize, line: usize| talk * (room + 1) + line;
    let states: Vec<(usize, usize)> = (0..=most).flat_map(|talk| (0..=room).map(move |line| (talk, line))).collect();
    let mut mass = vec![0.0; states.len()];
    mass[0] = 1.0;
    let (mut lines, mut overtime) = (Vec::new(), 0.0);
    for (row, due) in agents.into_iter().enumerate() {
        // whoever comes takes those who wait
        let mut settled = vec![0.0; states.len()];
        for (&(talk, line), m) in states.iter().zip(&mass) {
            let taken = due.saturating_sub(talk).min(line);
            settled[place(talk + taken, line - taken)] += m;
        }
        let mut chain = Chain::new(states.len());
        for &(talk, line) in &states {
            let here = place(talk, line);
            if talk < due {
                if line == 0 {
                    chain.add(here, place(talk + 1, 0), arrival);
                }
            } else if line < room {
                chain.add(here, place(talk, line + 1), arrival);
            }
            if talk > 0 {
                let to = if talk <= due && line > 0 { place(talk, line - 1) } else { place(talk - 1, line) };
                chain.add(here, to, talk as f64 * SERVICE);
            }
            if line > 0 {
                chain.add(here, place(talk, line - 1), line as f64 * patience);
            }
        }
        let course = chain.forward(&settled, HALF_HOUR);
        let over = expect(&states, &course.integral, |s| s.0.saturating_sub(due) as f64);
        let busy = expect(&states, &course.integral, |s| s.0 as f64);
        overtime += over;
        let name = format!("finish-call, interval {}: occupancy", row + 1);
        let ready = due as f64 * HALF_HOUR + over;
        lines.push(Line::in_interval(&name, busy / ready, &got, row, K::Occupancy));
        mass = course.end;
    }
    lines.push(Line::of("finish-call: overtime hours", overtime / 3600.0, &got, K::OvertimeHours, Scope::All));
    lines
});

#[test]
fn calls_finished_after_a_shift_are_overtime() {
    OVERTIME.check();
}

pub(crate) static CASES: &[&Case] = &[&DAY, &HAND_BACK, &OVERTIME];
