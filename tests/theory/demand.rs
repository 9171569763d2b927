//! How many call: Poisson, and busier or quieter than that by gamma factors tied together over days and areas.
//!
//! Counts have variance m + m^2 Var(F) and covariance m^2 Cov(F, F'), m being the mean and F the factor. Factors are
//! gamma quantiles of normal variables, so with c(k) the Hermite coefficients of z -> quantile(Phi(z)) two of them with
//! normal correlation r have covariance sum over k of c(k)^2 r^k / k! (Mehler's formula).

use helpline::demand::FreshScale;
use helpline::engine::{self, Inputs, Workspace};
use helpline::tally::Ledger;
use helpline::tally::ledger::Journey;
use statrs::distribution::{ContinuousCDF, Gamma, Normal};

use super::exact::quadrature::integrate;
use super::harness::{Case, Line, scenario};

/// Variances are estimated to 5 % and covariances to 10 %, not 2.
const VARIANCE: f64 = 0.05;
const WHY: &str = "the relative error of a variance falls no faster than 1.4 / sqrt(days)";
const COVARIANCE: f64 = 0.1;

/// Calls by replication, area and day.
fn counts(text: &str, replications: u64) -> Vec<Vec<Vec<f64>>> {
    let scenario = scenario(&format!(
        "{text}[steps.desk]\nhandle = {{ fixed = \"1s\" }}\n[groups.all]\nserves = [\"desk\"]\nheadcount = \"unlimited\"\n"
    ));
    let model = &scenario.model;
    let inputs = Inputs::new(model, FreshScale::default());
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut space = Workspace::new(model);
    let days: Vec<usize> = inputs.layout.whole().collect();
    let mut one = |replication| {
        engine::simulate(&inputs, 111, replication, &mut space, &mut ledger).expect("nothing lost");
        let by_day = |area| days.iter().map(|&day| f64::from(ledger.journeys(day, area, Journey::People) as u32)).collect();
        (0..model.areas.len()).map(by_day).collect()
    };
    (0..replications).map(&mut one).collect()
}

/// Covariance of two gamma factors of mean 1 whose normal variables have correlation `r`.
fn covariance(cv: f64, r: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    let (gamma, normal) = (Gamma::new(shape, shape).expect("a gamma law"), Normal::standard());
    let coefficient = |k: usize| {
        integrate(
            |z| {
                let (mut before, mut now) = (0.0, 1.0);
                for j in 0..k {
                    (before, now) = (now, z * now - j as f64 * before);
                }
                let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
                gamma.inverse_cdf(normal.cdf(z)) * now * density
            },
            -7.5,
            7.5,
            24,
        )
    };
    let mut weight = 1.0;
    let mut total = 0.0;
    for k in 1..=8 {
        weight *= r / k as f64;
        total += coefficient(k).powi(2) * weight;
    }
    total
}

#[test]
fn the_covariance_of_equal_factors_is_their_variance() {
    assert!((covariance(0.3, 1.0) - 0.09).abs() < 1e-6, "{}", covariance(0.3, 1.0));
    assert!(covariance(0.3, 0.0).abs() < 1e-12);
}

/// Mean over replications of a sum over days, as a line.
fn mean_of(name: &str, exact: f64, counts: &[Vec<Vec<f64>>], f: impl Fn(&[Vec<f64>]) -> (f64, f64)) -> Line {
    let pairs: Vec<(f64, f64)> = counts.iter().map(|areas| f(areas)).collect();
    Line::quotient(name, exact, &pairs)
}

pub(crate) static POISSON: Case = Case::new(|| {
    let text = "[calendar]\nlasts = \"50d\"\ninterval = \"1d\"\n[areas.town]\ncalls = \"20/d\"\n";
    let counts = counts(text, 2000);
    vec![
        mean_of("Poisson: mean of a day", 20.0, &counts, |areas| (areas[0].iter().sum(), 50.0)),
        mean_of("Poisson: variance of a day", 20.0, &counts, |areas| (areas[0].iter().map(|x| (x - 20.0).powi(2)).sum(), 50.0)),
    ]
});

#[test]
fn counts_without_factors_are_poisson() {
    POISSON.check();
}

pub(crate) static FACTORS: Case = Case::new(|| {
    let (m, day, level, memory, between) = (40.0, 0.3, 0.15, 0.5, 0.4);
    let variation = "variation = { day = { cv = 0.3, memory = 0.5, between-areas = 0.4 }, level = { cv = 0.15 } }";
    let text = format!(
        "[calendar]\nlasts = \"6d\"\ninterval = \"1d\"\n[areas.town]\ncalls = \"40/d\"\n{variation}\n[areas.city]\ncalls = \"40/d\"\n{variation}\n"
    );
    let counts = counts(&text, 20_000);
    // one level a replication, of its own in each area
    let same_area = |r: f64| m * m * ((1.0 + level * level) * (1.0 + covariance(day, r)) - 1.0);
    let other_area = |r: f64| m * m * covariance(day, r);
    let off = |x: &f64| x - m;
    let lag = |a: &[f64], b: &[f64], by: usize| -> f64 { a.iter().zip(&b[by..]).map(|(x, y)| off(x) * off(y)).sum() };
    vec![
        mean_of("factors: mean of a day", m, &counts, |a| (a[0].iter().sum(), 6.0)),
        mean_of("factors: variance of a day", m + same_area(1.0), &counts, |a| {
            (lag(&a[0], &a[0], 0) + lag(&a[1], &a[1], 0), 12.0)
        })
        .catching(VARIANCE, WHY),
        mean_of("factors: covariance with the next day", same_area(memory), &counts, |a| {
            (lag(&a[0], &a[0], 1) + lag(&a[1], &a[1], 1), 10.0)
        })
        .catching(COVARIANCE, WHY),
        mean_of("factors: covariance of areas", other_area(between), &counts, |a| (lag(&a[0], &a[1], 0), 6.0))
            .catching(COVARIANCE, WHY),
    ]
});

#[test]
fn busy_days_have_the_variance_and_covariances_stated() {
    FACTORS.check();
}

pub(crate) static WITHIN: Case = Case::new(|| {
    let (a_day, cv, memory) = (48.0, 0.6, 3.0);
    let text = "[calendar]\nlasts = \"1d\"\ninterval = \"1d\"\n[areas.town]\ncalls = \"48/d\"\nvariation = { within = { cv = 0.6, memory = \"3h\" } }\n";
    // constant over each demand cell; correlation exp(-gap / memory) between their normal variables
    let cells = scenario(&format!(
        "{text}[steps.desk]\nhandle = {{ fixed = \"1s\" }}\n[groups.all]\nserves = [\"desk\"]\nheadcount = 1\n"
    ))
    .model
    .variation
    .cells
    .len();
    let a_cell = a_day / cells as f64;
    let gap = 24.0 / cells as f64;
    let ties: f64 = (0..cells)
        .map(|lag| {
            let pairs = (cells - lag) as f64 * if lag == 0 { 1.0 } else { 2.0 };
            pairs * covariance(cv, (-(lag as f64) * gap / memory).exp())
        })
        .sum();
    let counts = counts(text, 40_000);
    let variance = a_day + a_cell * a_cell * ties;
    vec![
        mean_of("within the day: mean", a_day, &counts, |a| (a[0][0], 1.0)),
        mean_of("within the day: variance of a day", variance, &counts, |a| ((a[0][0] - a_day).powi(2), 1.0))
            .catching(VARIANCE, WHY),
    ]
});

#[test]
fn busy_hours_have_the_variance_stated() {
    WITHIN.check();
}

pub(crate) static CASES: &[&Case] = &[&POISSON, &FACTORS, &WITHIN];
