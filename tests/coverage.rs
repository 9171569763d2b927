//! How often 95 % intervals cover the true value, on a stand-in for the simulator whose true values are known.
//!
//! Each repetition adds replications by the rule of `--precision`: it looks after 30, 45, 68, ... and stops at the first
//! look whose interval is as narrow as asked. The draws are keyed, so the tests are deterministic. With 1,000
//! repetitions an interval that covers 95 % of the time is found within 93 to 97 % but once in 250 seeds (binomial,
//! standard error 0.7 %). Stopping on a variance that happens to be low and skewed data both cost a little; where they
//! cost more than that, the test records the figure.

use helpline::analysis::{Estimate, RatioKind, mean_t, precision, quantile_mean, ratio, wilson};
use helpline::random::law::normal_quantile;
use helpline::random::{Key, Purpose, poisson_quantile};

const REPETITIONS: u64 = 1000;
const MOST: usize = 1000;
const LEVEL: f64 = 0.95;

/// A repetition: estimates from the first n replications, until precise. Per mille of repetitions that cover `truth`,
/// and the mean number of replications.
fn coverage(truth: f64, wanted: f64, estimate: impl Fn(Key, usize) -> Option<Estimate>) -> (u32, f64) {
    let (mut covered, mut replications) = (0, 0);
    for repetition in 0..REPETITIONS {
        let key = Key::root(111, repetition);
        for n in precision::looks(MOST) {
            let found = estimate(key, n).expect("an estimate");
            let interval = found.interval.expect("an interval");
            if n == MOST || precision::reached(interval.half_width(), wanted, found.sd.unwrap_or(0.0)) {
                covered += u32::from(interval.contains(truth));
                replications += n;
                break;
            }
        }
    }
    (covered, replications as f64 / REPETITIONS as f64)
}

fn draw(key: Key, replication: usize, what: &str) -> f64 {
    key.part(replication as u64).uniform(Purpose::new(what, ""))
}

fn exponential(key: Key, replication: usize, what: &str) -> f64 {
    -draw(key, replication, what).ln()
}

/// The band of an interval that does what it says.
fn sound((covered, replications): (u32, f64)) {
    assert!((930..=970).contains(&covered), "{covered} of 1000 covered");
    assert!(replications > 31.0, "{replications} replications: the rule was not tried");
}

#[test]
fn a_mean_of_normal_values() {
    let value = |key, i| 100.0 + 20.0 * normal_quantile(draw(key, i, "value"));
    sound(coverage(100.0, 4.0, |key, n| mean_t(&(0..n).map(|i| value(key, i)).collect::<Vec<_>>(), LEVEL)));
}

/// As skewed as a replication's value is ever likely to be: one exponential.
#[test]
fn a_mean_of_exponential_values_falls_short() {
    let (covered, _) =
        coverage(1.0, 0.2, |key, n| mean_t(&(0..n).map(|i| exponential(key, i, "value")).collect::<Vec<_>>(), LEVEL));
    // 92.0 % (of exactly 200 replications 96.1 %): the rule stops early where large values have not come yet
    assert!((910..=930).contains(&covered), "{covered} of 1000 covered");
}

/// A total wait over a number of calls, both larger on busy days: a ratio whose parts go together.
fn busy_day(key: Key, i: usize, cv: f64) -> (f64, f64) {
    let busy = (cv * normal_quantile(draw(key, i, "busy")) - cv * cv / 2.0).exp();
    let calls = poisson_quantile(50.0 * busy, draw(key, i, "calls")) as f64;
    let wait = calls * 10.0 * busy * (0.2 * normal_quantile(draw(key, i, "wait")) - 0.02).exp();
    (wait, calls)
}

/// With E[busy] = 1: E[wait] / E[calls] = 10 E[busy^2] = 10 exp(cv^2), cv being that of the logarithm.
fn mean_wait_coverage(cv: f64, wanted: f64) -> (u32, f64) {
    coverage(10.0 * (cv * cv).exp(), wanted, |key, n| {
        let (waits, calls): (Vec<f64>, Vec<f64>) = (0..n).map(|i| busy_day(key, i, cv)).unzip();
        ratio(&waits, &calls, RatioKind::Plain, LEVEL)
    })
}

#[test]
fn a_ratio_of_sums() {
    sound(mean_wait_coverage(0.1, 0.5));
}

#[test]
fn a_ratio_of_sums_with_very_busy_days_falls_short() {
    let (covered, _) = mean_wait_coverage(0.3, 0.8);
    // 91.0 % (of exactly 30 replications 91.4 %, of 200 93.0 %, of 1000 95.2 %): few busy days hold much of the wait
    assert!((900..=920).contains(&covered), "{covered} of 1000 covered");
}

#[test]
fn a_share_in_log_odds() {
    // abandoned of offered, 4 % on average, more on busy days: 0.04 E[busy^2] / E[busy] = 0.04 exp(0.3^2)
    let truth = 0.04 * 0.09_f64.exp();
    sound(coverage(truth, 0.006, |key, n| {
        let day = |i| {
            let busy = (0.3 * normal_quantile(draw(key, i, "busy")) - 0.045).exp();
            let lost = poisson_quantile(100.0 * busy * 0.04 * busy, draw(key, i, "lost")) as f64;
            let kept = poisson_quantile(100.0 * busy * (1.0 - 0.04 * busy), draw(key, i, "kept")) as f64;
            (lost, lost + kept)
        };
        let (lost, all): (Vec<f64>, Vec<f64>) = (0..n).map(day).unzip();
        ratio(&lost, &all, RatioKind::Share, LEVEL)
    }));
}

#[test]
fn a_mean_of_quantiles() {
    // the 36th smallest of 39 exponential waits: its mean is the sum of 1/j over the last 36 of 39 gaps
    let truth: f64 = (4..=39).map(|j| 1.0 / f64::from(j)).sum();
    sound(coverage(truth, 0.13, |key, n| {
        let quantile = |i| {
            let own = key.part(i as u64);
            let mut waits: Vec<f64> = (0..39).map(|j| exponential(own, j, "wait")).collect();
            waits.sort_by(f64::total_cmp);
            Some(waits[35])
        };
        quantile_mean(&(0..n).map(quantile).collect::<Vec<_>>(), LEVEL)
    }));
}

/// A chance near one, as of a target that nearly always holds: Wilson's interval at each look, by its own rule.
#[test]
fn a_chance_by_wilson() {
    let chance = 0.9;
    let mut covered = 0;
    for repetition in 0..REPETITIONS {
        let key = Key::root(111, repetition);
        for n in precision::looks(MOST) {
            let held = (0..n).filter(|&i| draw(key, i, "held") < chance).count();
            if n == MOST || precision::reached_chance(held, n, 0.05, LEVEL) {
                covered += u32::from(wilson(held, n, LEVEL).expect("an interval").contains(chance));
                break;
            }
        }
    }
    assert!((930..=970).contains(&covered), "{covered} of 1000 covered");
}
