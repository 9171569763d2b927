//! Limited lines of a provider, the engaged tone, and ringing again after it.

use helpline::model::{Measure, MeasureKind as K, Rare, Scope::All};

use super::exact::retrial::Retrial;
use super::harness::{Case, Line, lasting, simulate};

fn service(days: usize, calls: usize, agents: usize, lines: usize, message: bool, redial: &str) -> String {
    let steps = if message {
        "[steps.menu]\nmessage = { lasts = { exponential = { mean = \"40s\" } } }\nthen = { desk = \"100%\" }\n"
    } else {
        ""
    };
    format!(
        "{}[areas.town]\nprovider = \"own\"\ncalls = \"{calls}/h\"\n[defaults.callers]\n{redial}\n{steps}[steps.desk]\n\
         handle = {{ exponential = {{ mean = \"3m\" }} }}\n[providers.own]\nlines = {lines}\n[groups.agents]\n\
         serves = [\"desk\"]\nheadcount = {agents}\n",
        lasting(days)
    )
}

pub(crate) static ENGAGED: Case = Case::new(|| {
    let per_second = |calls: usize| calls as f64 / 3600.0;
    let base = Retrial {
        arrival: 0.0,
        service: 1.0 / 180.0,
        servers: 4,
        lines: 7,
        message: None,
        again: 0.0,
        retry: 1.0 / 240.0,
        orbit: 0,
    };
    // fifty attempts are no limit to speak of
    let again = "redial = { chance = \"80%\", after = { exponential = { mean = \"4m\" } }, attempts = 50 }";
    let always = again.replace("80%", "100%");
    let cases = [
        ("M/M/4/7", 80, base, ""),
        ("message and desk on 8 lines", 80, Retrial { lines: 8, message: Some(1.0 / 40.0), ..base }, ""),
        (
            "8 lines, engaged ring again",
            75,
            Retrial { lines: 8, message: Some(1.0 / 40.0), again: 0.8, orbit: 30, ..base },
            again,
        ),
        ("one line, all ring again", 10, Retrial { servers: 1, lines: 1, again: 1.0, orbit: 60, ..base }, always.as_str()),
    ];
    let mut lines = Vec::new();
    for (name, calls, system, redial) in cases {
        let system = Retrial { arrival: per_second(calls), ..system };
        let exact = system.solve();
        let days = if calls < 20 { 40 } else { 8 };
        let got = simulate(&service(days, calls, system.servers, system.lines, system.message.is_some(), redial), 200);
        let name = |what: &str| format!("{name}: {what}");
        let rare = K::Rare(Rare::Engaged);
        lines.push(Line::of(&name("offered"), exact.offered * days as f64 * 86_400.0, &got, K::CallsOffered, All));
        lines.push(Line::share(&name("engaged of offered"), exact.engaged, &got, rare, K::CallsOffered, All));
        let values = |kind| got.values(Measure { kind, scope: All }).expect("a measure that is kept").to_vec();
        assert_eq!(values(rare), values(K::CallsBlocked), "nothing else turns callers away here");
        lines.push(Line::of(&name("occupancy"), exact.busy / system.servers as f64, &got, K::Occupancy, All));
        if system.lines > system.servers {
            lines.push(Line::of(&name("mean queue"), exact.waiting, &got, K::MeanQueue, All));
        }
    }
    lines
});

#[test]
fn limited_lines_agree_with_loss_and_retrial_chains() {
    ENGAGED.check();
}

pub(crate) static CASES: &[&Case] = &[&ENGAGED];
