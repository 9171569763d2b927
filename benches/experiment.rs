//! Whole experiments: replications folded over 1 and 2 threads (a hundred helpline weeks), and Cornwall as the README runs it.

use std::sync::atomic::AtomicBool;

use criterion::{Criterion, criterion_group, criterion_main};
use helpline::experiment::{Plan, run};
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

criterion_group!(benches, experiment);
criterion_main!(benches);
