//! Calls per second through the whole engine, on one core: scenario, keyed draws, measures by interval, audit.
//!
//! `cargo bench --bench engine`. Beside the workloads stands a fixed loop of the same machine, so that figures of two
//! machines compare by ratio.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use helpline::demand::FreshScale;
use helpline::engine::observe::{Observer, What};
use helpline::engine::world::Call;
use helpline::engine::{Inputs, Workspace, simulate, simulate_observed};
use helpline::model::Tick;
use helpline::random::key::finalise;
use helpline::scenario::{Scenario, from_text, load};
use helpline::tally::Ledger;

fn scenario(text: &str) -> Scenario {
    from_text("bench", text).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// M/M/50 at load 0.95.
const W1: &str = r#"
[calendar]
lasts = "1d"
[areas.town]
calls = "57000/h"
[steps.desk]
handle = { exponential = { mean = "3s" } }
[groups.agents]
serves = ["desk"]
headcount = 50
"#;

/// M/M/50 + M at load 1.1, mean patience = mean handling.
const W2: &str = r#"
[calendar]
lasts = "1d"
[areas.town]
calls = "66000/h"
[defaults.callers]
patience = { exponential = { mean = "3s" } }
[steps.desk]
handle = { exponential = { mean = "3s" } }
[groups.agents]
serves = ["desk"]
headcount = 50
"#;

fn workload(criterion: &mut Criterion, name: &str, scenario: &Scenario) {
    let model = &scenario.model;
    let inputs = Inputs::new(model, FreshScale::default());
    let mut space = Workspace::new(model);
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let calls = simulate(&inputs, 111, 0, &mut space, &mut ledger).map_or(0, |audit| audit.received);
    let mut group = criterion.benchmark_group("calls");
    group.throughput(Throughput::Elements(calls)).sample_size(10);
    let mut replication = 0;
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            replication += 1;
            simulate(&inputs, 111, replication, &mut space, &mut ledger).map(|audit| audit.answered)
        });
    });
    group.finish();
}

/// Counts the rows that a trace would have.
#[derive(Default)]
struct Rows(u64);

impl Observer for Rows {
    const TO_THE_END: bool = true;
    const TRACES: bool = true;

    fn saw(&mut self, _at: Tick, _call: Option<(u32, &Call)>, _what: What) {
        self.0 += 1;
    }

    fn answered(&mut self, _call: u32, _answer: helpline::engine::observe::Answer) {}

    fn ended(&mut self, _call: u32, _state: &Call, _outcome: u8, _at: Tick) {
        self.0 += 1;
    }
}

/// A row of the trace, where nobody traces: what an event costs.
fn rows(criterion: &mut Criterion, name: &str, scenario: &Scenario) {
    let model = &scenario.model;
    let inputs = Inputs::new(model, FreshScale::default());
    let mut space = Workspace::new(model);
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut rows = Rows::default();
    simulate_observed(&inputs, 111, 0, &mut space, &mut ledger, &mut rows).unwrap_or_else(|fault| panic!("{fault}"));
    let mut group = criterion.benchmark_group("rows of the trace");
    group.throughput(Throughput::Elements(rows.0)).sample_size(10);
    group.bench_function(name, |bencher| {
        bencher.iter(|| simulate(&inputs, 111, 0, &mut space, &mut ledger).map(|audit| audit.answered));
    });
    group.finish();
}

fn engine(criterion: &mut Criterion) {
    workload(criterion, "W1 M/M/50", &scenario(W1));
    workload(criterion, "W2 M/M/50+M", &scenario(W2));
    for (name, path) in [("W3 helpline week", "scenarios/helpline-week.toml"), ("Cornwall", "scenarios/cornwall-winter.toml")] {
        let scenario = load(path, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        workload(criterion, name, &scenario);
    }
    // with ten mechanisms an event may cost twice as much
    for (name, path) in [
        ("helpline week", "scenarios/helpline-week.toml"),
        ("helpline week with ten mechanisms", "benches/ten-mechanisms.toml"),
        ("everything", "scenarios/everything.toml"),
    ] {
        let scenario = load(path, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        rows(criterion, name, &scenario);
    }
    // the yardstick: a million finalised integers
    criterion.bench_function("fixed loop", |bencher| bencher.iter(|| (0..1_000_000u64).fold(0u64, |sum, i| finalise(sum ^ i))));
}

criterion_group!(benches, engine);
criterion_main!(benches);
