//! Two kinds of call, two groups of agents, one of which helps the other.

use helpline::model::{MeasureKind as K, Scope};

use super::exact::overflow::Overflow;
use super::exact::shared::Shared;
use super::harness::{Case, Line, lasting, simulate};

fn two_groups(days: usize, system: &Overflow, serves: &str) -> String {
    let share = 100.0 * system.arrival[0] / (system.arrival[0] + system.arrival[1]);
    format!(
        "{}[areas.town]\ncalls = \"{}/h\"\n[callers.one]\nshare = \"{share}%\"\nenters = \"type1\"\n\
         patience = {{ exponential = {{ mean = \"{}s\" }} }}\n[callers.two]\nshare = \"rest\"\nenters = \"type2\"\n\
         patience = {{ exponential = {{ mean = \"{}s\" }} }}\n\
         [steps.type1]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         [steps.type2]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         [groups.first]\nserves = [\"type1\"]\nheadcount = {}\n[groups.second]\nserves = {serves}\nheadcount = {}\n",
        lasting(days),
        (system.arrival[0] + system.arrival[1]) * 3600.0,
        1.0 / system.patience[0],
        1.0 / system.patience[1],
        system.servers[0],
        system.servers[1],
    )
}

pub(crate) static OVERFLOW: Case = Case::new(|| {
    let mut lines = Vec::new();
    let system = Overflow {
        arrival: [45.0 / 3600.0, 30.0 / 3600.0],
        service: 1.0 / 180.0,
        servers: [2, 2],
        patience: [1.0 / 240.0; 2],
        room: [18, 16],
    };
    let cases = [
        ("own line first", system.preferring(), "[\"type2\", \"type1\"]", ""),
        ("longest wait first", system.longest_wait(), "[[\"type1\", \"type2\"]]", "[\"first\", \"second\"]"),
    ];
    for (name, exact, serves, offered) in cases {
        let mut text = two_groups(16, &system, serves);
        if !offered.is_empty() {
            text = text.replace("[steps.type1]\n", &format!("[steps.type1]\noffered-to = {offered}\n"));
        }
        let got = simulate(&text, 200);
        let name = |what: &str| format!("{name}: {what}");
        for kind in [0, 1] {
            let scope = Scope::Callers(kind as u16);
            let of = |what: &str| name(&format!("{what}, type {}", kind + 1));
            lines.push(Line::of(&of("mean wait"), exact.mean_wait[kind], &got, K::MeanWait, scope));
            lines.push(Line::of(&of("abandonment"), exact.abandonment[kind], &got, K::Abandonment, scope));
            let occupancy = exact.busy[kind] / system.servers[kind] as f64;
            lines.push(Line::of(
                &name(&format!("occupancy, group {}", kind + 1)),
                occupancy,
                &got,
                K::Occupancy,
                Scope::Group(kind as u16),
            ));
        }
        // answered calls of type 1 are those of the first group and those that the second helps with
        let answered = |scope| {
            let values = got.values(helpline::model::Measure { kind: K::CallsAnswered, scope }).expect("kept by group");
            values.iter().map(|r| r.numerator).collect::<Vec<f64>>()
        };
        let (by_first, of_type) = (answered(Scope::Group(0)), answered(Scope::Callers(0)));
        // the first group's are counted by when they called as well, so both are of the same calls
        let pairs: Vec<(f64, f64)> = by_first.iter().zip(&of_type).map(|(first, all)| (all - first, *all)).collect();
        lines.push(Line::quotient(&name("type 1 answered by group 2"), exact.helped, &pairs));
    }
    lines
});

#[test]
fn a_group_that_helps_agrees_with_the_chain() {
    OVERFLOW.check();
}

pub(crate) static SHARED: Case = Case::new(|| {
    let per_second = |calls: f64| calls / 3600.0;
    let system = Shared {
        arrival: [28.0, 24.0, 32.0].map(per_second),
        service: 1.0 / 180.0,
        servers: [2, 2],
        patience: [1.0 / 200.0, 1.0 / 150.0, 1.0 / 240.0],
        room: 17,
    };
    let mut text = format!("{}[areas.town]\ncalls = \"84/h\"\n", lasting(16));
    for (kind, share) in [("a", 28.0 / 0.84), ("b", 24.0 / 0.84), ("c", 0.0)] {
        let share = if kind == "c" { "rest".to_owned() } else { format!("{share}%") };
        let patience = 1.0 / system.patience[usize::from(kind.as_bytes()[0] - b'a')];
        text.push_str(&format!(
            "[callers.{kind}]\nshare = \"{share}\"\nenters = \"step-{kind}\"\n\
             patience = {{ exponential = {{ mean = \"{patience}s\" }} }}\n\
             [steps.step-{kind}]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n",
        ));
    }
    text = text.replace("[steps.step-b]\n", "[steps.step-b]\noffered-to = [\"first\", \"second\"]\n");
    text.push_str(
        "[groups.first]\nserves = [\"step-a\", \"step-b\"]\nheadcount = 2\n\
         [groups.second]\nserves = [\"step-c\", \"step-b\"]\nheadcount = 2\n",
    );
    let (got, exact) = (simulate(&text, 200), system.solve());
    let mut lines = Vec::new();
    for (kind, name) in ["a", "b", "c"].into_iter().enumerate() {
        let (of, scope) = (|what: &str| format!("three types: {what}, type {name}"), Scope::Callers(kind as u16));
        lines.push(Line::of(&of("mean wait"), exact.mean_wait[kind], &got, K::MeanWait, scope));
        lines.push(Line::of(&of("abandonment"), exact.abandonment[kind], &got, K::Abandonment, scope));
    }
    for group in [0, 1] {
        let name = format!("three types: occupancy, group {}", group + 1);
        lines.push(Line::of(&name, exact.busy[group] / 2.0, &got, K::Occupancy, Scope::Group(group as u16)));
    }
    lines
});

#[test]
fn three_types_before_two_groups_agree_with_the_chain() {
    SHARED.check();
}

pub(crate) static CASES: &[&Case] = &[&OVERFLOW, &SHARED];
