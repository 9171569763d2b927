//! Callers who give up and call again.

use helpline::model::{MeasureKind as K, Scope::All};

use super::exact::mmc::Impatient;
use super::exact::redial::Redial;
use super::harness::{Case, Line, lasting, simulate};

fn redials(days: usize, calls: usize, agents: usize, patience: usize, chance: usize, attempts: usize) -> String {
    format!(
        "{}[areas.town]\ncalls = \"{calls}/h\"\n[defaults.callers]\npatience = {{ exponential = {{ mean = \"{patience}s\" }} }}\n\
         redial = {{ chance = \"{chance}%\", after = {{ exponential = {{ mean = \"6m\" }} }}, attempts = {attempts} }}\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n[groups.agents]\nserves = [\"desk\"]\n\
         headcount = {agents}\n",
        lasting(days)
    )
}

pub(crate) static REDIAL: Case = Case::new(|| {
    let mut lines = Vec::new();
    let per_second = |calls: usize| calls as f64 / 3600.0;
    let unlimited = Redial {
        arrival: per_second(28),
        service: 1.0 / 180.0,
        servers: 2,
        patience: 1.0 / 225.0,
        again: 0.7,
        retry: 1.0 / 360.0,
        room: 20,
        orbit: 25,
    };
    let limited =
        Redial { arrival: per_second(10), servers: 1, patience: 1.0 / 120.0, again: 0.5, room: 8, orbit: 8, ..unlimited };
    // fifty attempts are no limit: 0.7 to the fiftieth is 2e-8
    let cases = [
        ("redial without limit", 28, unlimited.unlimited(), redials(25, 28, 2, 225, 70, 50)),
        ("redial, at most two attempts", 10, limited.limited(2), redials(50, 10, 1, 120, 50, 2)),
    ];
    for (name, calls, exact, text) in cases {
        let got = simulate(&text, 200);
        let name = |what: &str| format!("{name}: {what}");
        let reported = if calls == 28 { 25.0 } else { 50.0 } * 86_400.0;
        lines.push(Line::of(&name("offered"), exact.offered * reported, &got, K::CallsOffered, All));
        lines.push(Line::of(&name("abandonment"), exact.abandonment, &got, K::Abandonment, All));
        lines.push(Line::of(&name("mean wait"), exact.mean_wait, &got, K::MeanWait, All));
        let repeats = 1.0 - per_second(calls) / exact.offered;
        lines.push(Line::share(&name("redials of offered"), repeats, &got, K::Redials, K::CallsOffered, All));
        lines.push(Line::share(&name("answered of people"), exact.answered, &got, K::CallsAnswered, K::People, All));
    }
    lines
});

#[test]
fn redials_agree_with_the_chain_of_line_and_orbit() {
    REDIAL.check();
}

pub(crate) static FIXED_POINT: Case = Case::new(|| {
    // when people ring again only after very long (40 hours on average, calls take 3 minutes), repeats come as fresh calls
    // do: M/M/c+M at the rate that makes up for itself, arrival = fresh + 0.7 arrival P(give up)
    let fresh = 28.0 / 3600.0;
    let line = |arrival: f64| Impatient { arrival, service: 1.0 / 180.0, servers: 2, patience: 1.0 / 225.0 };
    let arrival = (0..200).fold(fresh, |arrival, _| fresh + 0.7 * arrival * line(arrival).abandonment());
    let text = redials(60, 28, 2, 225, 70, 50)
        .replace("mean = \"6m\"", "mean = \"40h\"")
        .replace("warm-up = \"12h\"", "warm-up = \"20d\"");
    assert!(text.contains("40h") && text.contains("20d"), "{text}");
    let got = simulate(&text, 80);
    let exact = line(arrival);
    vec![
        Line::of("redial after long: offered", arrival * 60.0 * 86_400.0, &got, K::CallsOffered, All),
        Line::of("redial after long: abandonment", exact.abandonment(), &got, K::Abandonment, All),
        Line::of("redial after long: mean wait", exact.mean_wait(), &got, K::MeanWait, All),
    ]
});

#[test]
fn redials_after_long_come_at_the_fixed_point() {
    FIXED_POINT.check();
}

pub(crate) static CASES: &[&Case] = &[&REDIAL, &FIXED_POINT];
