//! Two classes of caller, the more important answered first, nobody interrupted.

use helpline::model::{MeasureKind as K, Scope};

use super::exact::mg1::Length;
use super::exact::priority::{mg1_waits, mmc_waits};
use super::harness::{Case, Line, lasting, simulate};

fn two_classes(days: usize, calls: usize, first: usize, agents: usize, steps: &str) -> String {
    format!(
        "{}[areas.town]\ncalls = \"{calls}/h\"\n[callers.urgent]\nshare = \"{first}%\"\npriority = 1\nenters = \"desk\"\n\
         [callers.other]\nshare = \"rest\"\npriority = 2\nenters = \"desk\"\n{steps}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = {agents}\n[routing]\nnext-call = \"priority\"\n",
        lasting(days)
    )
}

pub(crate) static PRIORITY: Case = Case::new(|| {
    let mut lines = Vec::new();
    let names = ["urgent", "other"];
    // c agents, one law of length
    let arrivals = [0.4, 0.6].map(|share| share * 90.0 / 3600.0);
    let exact = mmc_waits(&arrivals, 1.0 / 180.0, 6);
    let step = "[steps.desk]\nhandle = { exponential = { mean = \"3m\" } }";
    let got = simulate(&two_classes(30, 90, 40, 6, step), 200);
    for (class, name) in names.into_iter().enumerate() {
        let name = format!("priority, M/M/6: mean wait of {name}");
        lines.push(Line::of(&name, exact[class], &got, K::MeanWait, Scope::Callers(class as u16)));
    }
    // one agent, a law of length for each class
    let arrivals = [0.3, 0.7].map(|share| share * 30.0 / 3600.0);
    let lengths = [Length::lognormal(90.0, 54.0), Length::Gamma { shape: 4.0, scale: 12.5 }];
    let exact = mg1_waits(&[(arrivals[0], lengths[0]), (arrivals[1], lengths[1])]);
    let step = "[steps.desk]\nhandle = { gamma = { mean = \"50s\", cv = 0.5 } }\n\
                [steps.desk.for.urgent]\nhandle = { lognormal = { mean = \"90s\", cv = 0.6 } }";
    let got = simulate(&two_classes(40, 30, 30, 1, step), 200);
    for (class, name) in names.into_iter().enumerate() {
        let name = format!("priority, M/G/1: mean wait of {name}");
        lines.push(Line::of(&name, exact[class], &got, K::MeanWait, Scope::Callers(class as u16)));
    }
    lines
});

#[test]
fn priority_agrees_with_cobham() {
    PRIORITY.check();
}

pub(crate) static CASES: &[&Case] = &[&PRIORITY];
