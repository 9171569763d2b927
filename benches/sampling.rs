//! Draws: a uniform, and laws through quantile tables; a Poisson count; beside the same laws of `rand_distr`.

use criterion::{Criterion, criterion_group, criterion_main};
use helpline::random::{Key, Law, Purpose, QuantileTable, poisson_quantile};
use rand_distr::Distribution;

fn sampling(criterion: &mut Criterion) {
    let key = Key::root(111, 0).named("bench");
    let purpose = Purpose::new("handle", "desk");
    let mut n = 0;
    criterion.bench_function("keyed uniform", |bencher| {
        bencher.iter(|| {
            n += 1;
            key.part(n).uniform(purpose)
        });
    });
    let laws = [
        ("exponential", Law::Exponential(180.0)),
        ("lognormal", Law::Lognormal { mean: 480.0, cv: 0.6 }),
        ("gamma", Law::Gamma { mean: 300.0, cv: 1.3 }),
        ("weibull", Law::Weibull { mean: 1680.0, shape: 0.91 }),
    ];
    for (name, law) in laws {
        let table = QuantileTable::new(law.clone());
        criterion.bench_function(&format!("{name}, keyed and tabulated"), |bencher| {
            bencher.iter(|| {
                n += 1;
                table.at(key.part(n).uniform(purpose))
            });
        });
    }
    let mut generator = key.generator(purpose);
    if let Ok(law) = rand_distr::LogNormal::from_mean_cv(480.0, 0.6) {
        criterion.bench_function("lognormal, rand_distr", |bencher| bencher.iter(|| law.sample(&mut generator)));
    }
    criterion.bench_function("Poisson quantile, mean 475", |bencher| {
        bencher.iter(|| {
            n += 1;
            poisson_quantile(475.0, key.part(n).uniform(purpose))
        });
    });
}

criterion_group!(benches, sampling);
criterion_main!(benches);
