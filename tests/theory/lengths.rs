//! One agent, calls of any length; wrap-up is work but not the caller's time.

use helpline::model::{MeasureKind as K, Scope::All};

use super::exact::mg1::{Length, mean_wait};
use super::exact::phases::Phases;
use super::harness::{Case, Line, lasting, simulate};

fn one_agent(days: usize, calls: u16, step: &str) -> String {
    format!(
        "{}[areas.town]\ncalls = \"{calls}/h\"\n[steps.desk]\n{step}\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 1\n",
        lasting(days)
    )
}

pub(crate) static ONE_AGENT: Case = Case::new(|| {
    let calls = 30_u16;
    let arrival = f64::from(calls) / 3600.0;
    let laws = [
        ("fixed", "{ fixed = \"1m\" }", Length::Fixed(60.0)),
        ("lognormal", "{ lognormal = { mean = \"1m\", cv = 0.8 } }", Length::lognormal(60.0, 48.0)),
        ("gamma", "{ gamma = { mean = \"1m\", cv = 0.5 } }", Length::Gamma { shape: 4.0, scale: 15.0 }),
        ("erlang", "{ erlang = { mean = \"1m\", stages = 2 } }", Length::Gamma { shape: 2.0, scale: 30.0 }),
        ("uniform", "{ uniform = { least = \"10s\", most = \"2m\" } }", Length::Uniform { low: 10.0, high: 120.0 }),
        (
            "triangular",
            "{ triangular = { least = \"10s\", mode = \"30s\", most = \"2m 20s\" } }",
            Length::Triangular { low: 10.0, mode: 30.0, high: 140.0 },
        ),
    ];
    let mut lines = Vec::new();
    for (law, text, length) in laws {
        let got = simulate(&one_agent(25, calls, &format!("handle = {text}")), 200);
        let name = |what: &str| format!("M/G/1, {law}: {what}");
        lines.push(Line::of(&name("mean wait"), mean_wait(arrival, length), &got, K::MeanWait, All));
        lines.push(Line::of(&name("occupancy"), arrival * length.mean(), &got, K::Occupancy, All));
    }
    lines
});

#[test]
fn one_agent_agrees_with_pollaczek_and_khinchine() {
    ONE_AGENT.check();
}

pub(crate) static MIXED: Case = Case::new(|| {
    // moments of a mixture are the mixture of the moments
    let calls = 30_u16;
    let arrival = f64::from(calls) / 3600.0;
    let parts = [(0.8, Length::Exponential { mean: 30.0 }), (0.2, Length::Exponential { mean: 150.0 })];
    let moment = |f: &dyn Fn(&Length) -> f64| parts.iter().map(|(share, length)| share * f(length)).sum::<f64>();
    let (mean, second) = (moment(&Length::mean), moment(&Length::second_moment));
    let exact = arrival * second / (2.0 * (1.0 - arrival * mean));
    let text = "handle = { mixture = { short = { share = \"80%\", law = { exponential = { mean = \"30s\" } } }, \
                long = { share = \"20%\", law = { exponential = { mean = \"150s\" } } } } }";
    let got = simulate(&one_agent(60, calls, text), 200);
    vec![
        Line::of("M/G/1, mixture: mean wait", exact, &got, K::MeanWait, All),
        Line::of("M/G/1, mixture: occupancy", arrival * mean, &got, K::Occupancy, All),
    ]
});

#[test]
fn a_mixture_of_lengths_agrees_with_pollaczek_and_khinchine() {
    MIXED.check();
}

pub(crate) static WRAP_UP: Case = Case::new(|| {
    // talk and wrap-up exponential of the same mean: the agent's time is Erlang of two stages
    let arrival = 25.0 / 3600.0;
    let length = Length::Gamma { shape: 2.0, scale: 40.0 };
    let step = "handle = { exponential = { mean = \"40s\" } }\nwrap-up = { exponential = { mean = \"40s\" } }";
    let got = simulate(&one_agent(35, 25, step), 200);
    vec![
        Line::of("wrap-up after talk: mean wait", mean_wait(arrival, length), &got, K::MeanWait, All),
        Line::of("wrap-up after talk: occupancy", arrival * length.mean(), &got, K::Occupancy, All),
    ]
});

#[test]
fn wrap_up_keeps_the_agent() {
    WRAP_UP.check();
}

pub(crate) static WRAP_UP_OF_SEVERAL: Case = Case::new(|| {
    let system =
        Phases { arrival: 75.0 / 3600.0, talk: 1.0 / 180.0, wrap_up: 1.0 / 60.0, servers: 5, patience: 1.0 / 240.0, room: 60 };
    let text = format!(
        "{}[areas.town]\ncalls = \"75/h\"\n[defaults.callers]\npatience = {{ exponential = {{ mean = \"4m\" }} }}\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\nwrap-up = {{ exponential = {{ mean = \"1m\" }} }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = 5\n",
        lasting(12)
    );
    let got = simulate(&text, 200);
    let (waiting, busy) = system.solve();
    let wait = waiting / system.arrival;
    vec![
        Line::of("wrap-up of five: abandonment", wait * system.patience, &got, K::Abandonment, All),
        Line::of("wrap-up of five: mean wait", wait, &got, K::MeanWait, All),
        Line::of("wrap-up of five: occupancy", busy / 5.0, &got, K::Occupancy, All),
    ]
});

#[test]
fn wrap_up_of_several_agents_is_a_phase() {
    WRAP_UP_OF_SEVERAL.check();
}

pub(crate) static CASES: &[&Case] = &[&ONE_AGENT, &MIXED, &WRAP_UP, &WRAP_UP_OF_SEVERAL];
