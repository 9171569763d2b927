//! Is the verified chance honest? Over many seeds, the chance of each returned staffing on 2,000 fresh replications.

use std::sync::atomic::AtomicBool;

use helpline::experiment::staffing::Plan;
use helpline::experiment::{self, Plan as RunPlan};

use super::harness::{staff, template};

/// Six hours of a small desk, two numbers to choose.
const TEXT: &str = "[calendar]\nlasts = \"6h\"\ninterval = \"3h\"\n[areas.town]\ncalls = \"40/h\"\n\
    [defaults.callers]\npatience = { exponential = { mean = \"4m\" } }\n[steps.desk]\nhandle = { exponential = { mean = \"4m\" } }\n\
    [groups.agents]\nserves = [\"desk\"]\nheadcount = 4\n\
    [targets]\nservice-level-60s = { at-least = \"75%\" }\n";

/// How many of the staffings returned for these seeds have a chance of at least 95 % on 2,000 replications that no search has seen.
fn honest(seeds: std::ops::Range<u64>) -> usize {
    let template = template(TEXT);
    let check = |seed: u64| {
        let found = staff(&template, Plan { seed, replications: 400, search: 100, ..Plan::default() }, None);
        assert!(found.met(), "seed {seed}");
        let model = template.scenario(&found.staffing, "staffing.csv").unwrap().model;
        let plan = RunPlan { replications: 2000, seed: seed + (1 << 32), threads: 0, precision: Vec::new(), most: 2000 };
        let results = experiment::run(&model, &plan, &AtomicBool::new(false), &mut |_| {}).unwrap();
        results.judge(0, &model.targets[0], &model).chance.unwrap().0 >= 0.95
    };
    seeds.filter(|&seed| check(seed)).count()
}

// If every returned staffing had a chance of just 95 %, half would come out below on 2,000 replications; a verification errs with 2.5 % at
// most. Fewer than 9 of 10 right would be seen in 2.5 % of seeds if each were wrong with 2.5 % (binomial: 1 - .975^10 - 10 x .025 x .975^9).
#[test]
fn chances_are_honest_for_ten_seeds() {
    let right = honest(0..10);
    assert!(right >= 9, "{right} of 10");
}

// `cargo test --release --test staffing -- --ignored honest_for_a_hundred`
#[test]
#[ignore = "a hundred searches"]
fn chances_are_honest_for_a_hundred_seeds() {
    let right = honest(1000..1100);
    println!("{right} of 100 at or above 95 %");
    assert!(right >= 90, "{right} of 100");
}
