//! Whole experiments: replications folded over 1 and 2 threads (a hundred helpline weeks), and Cornwall as the README runs it; a roll-out of five areas in both details.

use std::sync::atomic::AtomicBool;

use criterion::{Criterion, criterion_group, criterion_main};
use helpline::experiment::{Plan, roll_out, run};
use helpline::programme::{Carried, Setup, Tables};
use helpline::scenario::load;

fn experiment(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("experiment");
    group.sample_size(10);
    for (path, replications) in [("scenarios/helpline-week.toml", 100), ("scenarios/cornwall-winter.toml", 100)] {
        let scenario = load(path, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        for threads in [1, 2] {
            let plan = Plan { replications, seed: 111, threads, precision: Vec::new(), most: replications };
            group.bench_function(format!("{} x {replications}, {threads} threads", scenario.model.name), |bencher| {
                bencher.iter(|| run(&scenario.model, &plan, &AtomicBool::new(false), &mut |_| {}).map(|results| results.calls));
            });
        }
    }
    group.finish();
}

/// Ten replications on one thread: some 400,000 calls each.
fn rollout(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rollout");
    group.sample_size(10);
    let scenario = load("benches/rollout.toml", &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let Some(programme) = &scenario.programme else { panic!("benches/rollout.toml is a programme") };
    let setup = Setup::new(&scenario.model, programme);
    let tables = Tables::new(&setup).unwrap_or_else(|endless| panic!("{endless}"));
    let carried = Carried::new(&setup).unwrap_or_else(|uncarried| panic!("{uncarried}"));
    for (detail, carried) in [("reduced", None), ("full", Some(&carried))] {
        group.bench_function(format!("{detail} x 10"), |bencher| {
            let stop = AtomicBool::new(false);
            bencher
                .iter(|| roll_out(&setup, &tables, carried, (111, 10, 1), &stop, &mut |_| {}).map(|found| found.courses.len()));
        });
    }
    group.finish();
}

criterion_group!(benches, experiment, rollout);
criterion_main!(benches);
