//! Rules of routing: scores that grow, c-mu, due times, people kept free, and which idle agent is chosen.

use std::fmt::Write;

use helpline::model::{MeasureKind as K, Scope};

use super::exact::mg1::Length;
use super::exact::reservation::Reserved;
use super::exact::threshold::Threshold;
use super::exact::unequal::{Rule, Unequal};
use super::exact::{accumulating, priority};
use super::harness::{Case, Line, lasting, simulate};

/// Classes of caller at one desk: name, share in per cent, what their class says; and the group's lines.
fn desk(days: usize, calls: usize, classes: &[(&str, &str, &str)], rest: &str) -> String {
    let mut text = format!("{}[areas.town]\ncalls = \"{calls}/h\"\n", lasting(days));
    for (name, share, says) in classes {
        write!(text, "[callers.{name}]\nshare = \"{share}\"\nenters = \"desk\"\n{says}\n").expect("text");
    }
    text + rest
}

fn agents(headcount: usize, rule: &str) -> String {
    format!("[groups.agents]\nserves = [\"desk\"]\nheadcount = {headcount}\n[routing]\nnext-call = \"{rule}\"\n")
}

fn mean_waits(name: &str, names: &[&str], exact: &[f64], text: &str) -> Vec<Line> {
    let got = simulate(text, 200);
    let of = |class: usize| {
        let name = format!("{name}: mean wait of {}", names[class]);
        Line::of(&name, exact[class], &got, K::MeanWait, Scope::Callers(class as u16))
    };
    (0..names.len()).map(of).collect()
}

pub(crate) static SCORE: Case = Case::new(|| {
    let names = ["urgent", "other", "slow"];
    let step = "[steps.desk]\nhandle = { exponential = { mean = \"3m\" } }\n";
    let arrivals = [0.3, 0.5, 0.2].map(|share| share * 90.0 / 3600.0);
    let exact = accumulating::mmc_waits(&[(arrivals[0], 6.0), (arrivals[1], 2.0), (arrivals[2], 0.5)], 1.0 / 180.0, 6);
    let scores = ["6", "2", "0.5"].map(|rate| format!("score = {{ per-minute = {rate} }}"));
    let classes = [("urgent", "30%", &*scores[0]), ("other", "50%", &*scores[1]), ("slow", "20%", &*scores[2])];
    let mut lines = mean_waits("score, M/M/6", &names, &exact, &desk(40, 90, &classes, &(step.to_owned() + &agents(6, "score"))));
    // a score that does not grow is strict priority
    let exact = priority::mmc_waits(&[arrivals[0], arrivals[1] + arrivals[2]], 1.0 / 180.0, 6);
    let classes = [("urgent", "30%", "score = { base = 5 }"), ("other", "70%", "score = { base = 1 }")];
    let text = desk(40, 90, &classes, &(step.to_owned() + &agents(6, "score")));
    lines.extend(mean_waits("score that stands", &names[..2], &exact, &text));
    lines
});

#[test]
fn scores_that_grow_agree_with_kleinrock() {
    SCORE.check();
}

/// One agent, 30 % brief calls, 70 % long ones.
const LENGTHS: &str = "[steps.desk]\nhandle = { gamma = { mean = \"50s\", cv = 0.5 } }\n\
                       [steps.desk.for.long]\nhandle = { lognormal = { mean = \"90s\", cv = 0.6 } }\n";

pub(crate) static C_MU: Case = Case::new(|| {
    let names = ["brief", "long"];
    let arrivals = [0.7, 0.3].map(|share| share * 34.0 / 3600.0);
    let lengths = [Length::Gamma { shape: 4.0, scale: 12.5 }, Length::lognormal(90.0, 54.0)];
    // the brief are dealt with first, though the long cost more a minute: 1 / 50 > 1.5 / 90
    let exact = priority::mg1_waits(&[(arrivals[0], lengths[0]), (arrivals[1], lengths[1])]);
    let classes = [("brief", "70%", "score = { base = 1 }"), ("long", "30%", "score = { base = 1.5 }")];
    let text = desk(40, 34, &classes, &(LENGTHS.to_owned() + &agents(1, "c-mu")));
    let mut lines = mean_waits("c-mu, steady costs", &names, &exact, &text);
    // costs that rise: index = rate x waited / mean length
    let exact = accumulating::mg1_waits(&[(arrivals[0], lengths[0], 1.0 / 50.0), (arrivals[1], lengths[1], 5.0 / 90.0)]);
    let classes = [("brief", "70%", "score = { per-minute = 1 }"), ("long", "30%", "score = { per-minute = 5 }")];
    let text = desk(40, 34, &classes, &(LENGTHS.to_owned() + &agents(1, "c-mu")));
    lines.extend(mean_waits("c-mu, rising costs", &names, &exact, &text));
    lines
});

#[test]
fn c_mu_agrees_with_cobham_and_kleinrock() {
    C_MU.check();
}

pub(crate) static DUE: Case = Case::new(|| {
    let names = ["urgent", "other"];
    let step = "[steps.desk]\nhandle = { exponential = { mean = \"3m\" } }\n";
    let arrivals = [0.4, 0.6].map(|share| share * 90.0 / 3600.0);
    // due so far apart that the urgent always come first; due alike, so first come first served
    let far = priority::mmc_waits(&arrivals, 1.0 / 180.0, 6);
    let alike = accumulating::mmc_waits(&[(arrivals[0], 1.0), (arrivals[1], 1.0)], 1.0 / 180.0, 6);
    let mut lines = Vec::new();
    for (name, due, exact) in [("due far apart", "60d", far), ("due alike", "1m", alike)] {
        let other = format!("due = \"{due}\"");
        let classes = [("urgent", "40%", "due = \"1m\""), ("other", "60%", &*other)];
        let text = desk(30, 90, &classes, &(step.to_owned() + &agents(6, "earliest-due")));
        lines.extend(mean_waits(name, &names, &exact, &text));
    }
    lines
});

#[test]
fn due_times_agree_with_their_limits() {
    DUE.check();
}

pub(crate) static DUE_APART: Case = Case::new(|| {
    // Calls of the first hour wait for the one agent who comes at its end and takes h each, in order of due times: a call that
    // came at a and is due d after coming is served after all those due before a + d. Sums over calls by Campbell's theorem:
    // of a class with due time d, rate x integral over the hour of T - a + h x (expected calls due before a + d).
    let (hour, h) = (3600.0, 10.0);
    let classes = [(120.0 / 3600.0, 60.0), (180.0 / 3600.0, 60.0 + 1200.0)]; // rate, due
    let exact = classes.map(|(_, due)| {
        let ahead = |at: f64| classes.iter().map(|(rate, other)| rate * (at + due - other).clamp(0.0, hour)).sum::<f64>();
        // linear between the moments at which a class begins or ends to matter, so trapezia between them are exact
        let kinks = [0.0, 1200.0, 2400.0, hour];
        let area = |a: f64, b: f64| (b - a) * f64::midpoint(ahead(a), ahead(b));
        let calls_ahead: f64 = kinks.windows(2).map(|pair| area(pair[0], pair[1])).sum::<f64>() / hour;
        hour / 2.0 + h * calls_ahead
    });
    let text = "[calendar]\nstart = 2026-01-05\nlasts = \"4h\"\ninterval = \"1h\"\n[areas.town]\ncalls = \"300/h\"\n\
                [callers.urgent]\nshare = \"40%\"\ndue = \"1m\"\n[callers.other]\nshare = \"60%\"\ndue = \"21m\"\n\
                [steps.desk]\nhandle = { fixed = \"10s\" }\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 1\n\
                [shocks.late]\nfrom = 2026-01-05\nuntil = 2026-01-05T01:00:00\nlost = [\"agents\"]\n\
                [shocks.over]\nfrom = 2026-01-05T01:00:00\nuntil = 2026-01-06\ndemand = \"x0\"\n\
                [routing]\nnext-call = \"earliest-due\"\n";
    mean_waits("due 20 minutes apart", &["urgent", "other"], &exact, text)
});

#[test]
fn due_times_agree_with_campbells_sums() {
    DUE_APART.check();
}

pub(crate) static KEEP_FREE: Case = Case::new(|| {
    let system = Reserved {
        arrival: [27.0 / 3600.0, 63.0 / 3600.0],
        service: 1.0 / 180.0,
        servers: 6,
        kept: 2,
        patience: 1.0 / 240.0,
        room: [20, 30],
    };
    let exact = system.answer();
    let patience = "priority = 2\npatience = { exponential = { mean = \"4m\" } }";
    let urgent = patience.replace('2', "1");
    let classes = [("urgent", "30%", &*urgent), ("other", "70%", patience)];
    let rest = "[steps.desk]\nhandle = { exponential = { mean = \"3m\" } }\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 6\n\
                keep-free = { agents = 2, except-for = [\"urgent\"] }\n[routing]\nnext-call = \"priority\"\n";
    let got = simulate(&desk(30, 90, &classes, rest), 200);
    let mut lines = Vec::new();
    for (class, name) in ["urgent", "other"].into_iter().enumerate() {
        let scope = Scope::Callers(class as u16);
        let name = |what: &str| format!("two agents kept free: {what} of {name}");
        let wait = Line::of(&name("mean wait"), exact.mean_wait[class], &got, K::MeanWait, scope);
        let given_up = Line::of(&name("abandonment"), exact.abandonment[class], &got, K::Abandonment, scope);
        if class == 0 {
            let why = "few urgent calls wait, and fewer give up";
            lines.extend([wait.catching(0.05, why), given_up.catching(0.05, why)]);
        } else {
            lines.extend([wait, given_up]);
        }
    }
    lines.push(Line::of("two agents kept free: occupancy", exact.busy / 6.0, &got, K::Occupancy, Scope::All));
    lines
});

#[test]
fn people_kept_free_agree_with_the_chain() {
    KEEP_FREE.check();
}

pub(crate) static AGENTS: Case = Case::new(|| {
    let system = Unequal { arrival: 60.0 / 3600.0, service: [1.0 / 120.0, 1.0 / 240.0], servers: [2, 2], room: 60 };
    let text = |rule: &str| {
        format!(
            "{}[areas.town]\ncalls = \"60/h\"\n[steps.desk]\noffered-to = [[\"quick\", \"slow\"]]\n\
             handle = {{ exponential = {{ mean = \"2m\" }} }}\n[steps.desk.by.slow]\nhandle = {{ exponential = {{ mean = \"4m\" }} }}\n\
             [groups.quick]\nserves = [\"desk\"]\nheadcount = 2\npay = {{ rate = \"£30/h\" }}\n\
             [groups.slow]\nserves = [\"desk\"]\nheadcount = 2\npay = {{ rate = \"£12/h\" }}\n[routing]\nnext-agent = \"{rule}\"\n",
            lasting(40)
        )
    };
    let rules = [
        ("longest-idle", Rule::LongestIdle),
        ("least-busy", Rule::LeastBusy),
        ("random", Rule::Random),
        ("fastest", Rule::Prefers(0)),
        ("cheapest", Rule::Prefers(1)),
    ];
    let mut lines = Vec::new();
    for (rule, exact) in rules {
        let (exact, got) = (system.answer(exact), simulate(&text(rule), 200));
        lines.push(Line::of(&format!("{rule}: mean wait"), exact.mean_wait, &got, K::MeanWait, Scope::All));
        for (group, name) in ["quick", "slow"].into_iter().enumerate() {
            let scope = Scope::Group(group as u16);
            lines.push(Line::of(&format!("{rule}: occupancy, {name}"), exact.busy[group] / 2.0, &got, K::Occupancy, scope));
        }
    }
    lines
});

#[test]
fn the_choice_of_agent_agrees_with_the_chain() {
    AGENTS.check();
}

pub(crate) static PREDICTED: Case = Case::new(|| {
    // each that waits adds 180 s / 2 people to the predicted wait, so 4 minutes are predicted from the third on
    let system =
        Threshold { arrival: 55.0 / 3600.0, service: 1.0 / 180.0, servers: [2, 2], from: 3, patience: 1.0 / 360.0, room: 40 };
    let exact = system.answer();
    let text = format!(
        "{}[areas.town]\ncalls = \"55/h\"\n[defaults.callers]\npatience = {{ exponential = {{ mean = \"6m\" }} }}\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n[groups.own]\nserves = [\"desk\"]\nheadcount = 2\n\
         [groups.helpers]\nserves = [\"desk\"]\nheadcount = 2\noverflow.desk = {{ when-predicted = \"4m\" }}\n",
        lasting(30)
    );
    let got = simulate(&text, 200);
    let mut lines = vec![Line::of("help by predicted wait: mean wait", exact.mean_wait, &got, K::MeanWait, Scope::All)];
    for (group, name) in ["own", "helpers"].into_iter().enumerate() {
        let name = format!("help by predicted wait: occupancy, {name}");
        lines.push(Line::of(&name, exact.busy[group] / 2.0, &got, K::Occupancy, Scope::Group(group as u16)));
    }
    lines
});

#[test]
fn help_by_predicted_wait_agrees_with_the_chain() {
    PREDICTED.check();
}

pub(crate) static CASES: &[&Case] = &[&SCORE, &C_MU, &DUE, &DUE_APART, &KEEP_FREE, &AGENTS, &PREDICTED];
