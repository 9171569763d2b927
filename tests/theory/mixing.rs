//! Days that are busier or quieter than foreseen: the formula for a known rate, mixed over the rate.

use helpline::model::{MeasureKind as K, Scope::All};

use super::exact::mmc::Impatient;
use super::exact::quadrature::integrate;
use super::harness::{Case, Line, WITHIN_60, simulate};

pub(crate) static LEVEL: Case = Case::new(|| {
    // one gamma factor of mean 1 a run multiplies the rate of all of it; given the factor, the line is M/M/c+M in the
    // long run (a warm-up of six hours, calls of three minutes)
    let (calls, agents, cv, patience) = (36.0, 2, 0.15_f64, 1.0 / 240.0);
    let text = "[calendar]\nlasts = \"18h\"\nwarm-up = \"6h\"\ninterval = \"6h\"\n[areas.town]\ncalls = \"36/h\"\n\
                variation = { level = { cv = 0.15 } }\n[defaults.callers]\npatience = { exponential = { mean = \"4m\" } }\n\
                [steps.desk]\nhandle = { exponential = { mean = \"3m\" } }\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 2\n";
    let got = simulate(text, 9000);
    let shape = 1.0 / (cv * cv);
    // the density, up to a constant that the integral of it divides out
    let weight = |g: f64| ((shape - 1.0) * g.ln() - shape * (g - 1.0)).exp();
    let mixed = |f: &dyn Fn(f64, &Impatient) -> f64| {
        let given = |g: f64| {
            let system = Impatient { arrival: g * calls / 3600.0, service: 1.0 / 180.0, servers: agents, patience };
            weight(g) * f(g, &system)
        };
        integrate(given, 0.2, 2.4, 12) / integrate(weight, 0.2, 2.4, 12)
    };
    // a busy run brings more calls, so each counts by its factor
    let gave_up = mixed(&|g, system| g * system.abandonment());
    vec![
        Line::of("level: abandonment", gave_up, &got, K::Abandonment, All),
        Line::of("level: mean wait", mixed(&|g, system| g * system.mean_wait()), &got, K::MeanWait, All),
        Line::of(
            "level: answered within 60 s",
            mixed(&|g, system| g * system.answered_within(60.0)) / (1.0 - gave_up),
            &got,
            WITHIN_60,
            All,
        ),
        Line::of("level: occupancy", mixed(&|_, system| system.occupancy()), &got, K::Occupancy, All),
    ]
});

#[test]
fn a_doubly_stochastic_day_agrees_with_the_mixture() {
    LEVEL.check();
}

pub(crate) static CASES: &[&Case] = &[&LEVEL];
