//! Simulated against exact: what every comparison has in common.
//!
//! A comparison fails when the simulated value is more than [`LIMIT`] standard errors from the exact one. Its false
//! alarm, for a seed chosen anew, is P(|T| > 4), T being Student's with replications - 1 degrees of freedom: 1.2e-4
//! with 100 replications, 9e-5 with 200, 6.5e-5 with 1,000; with the comparisons of the whole folder (170 and more, not
//! independent: most cases share their callers) about 1 in 60. It fails as well when [`LIMIT`] standard errors are more than [`CATCHES`] of the value, so that it cannot
//! pass by being vague: whatever is wrong by that much or more is caught (by twice as much: surely). The seed is fixed,
//! and a failure is never cured by another one.
//!
//! Standard errors are computed here, from the replications' values, and not taken from the program.

use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use helpline::experiment::{Plan, Results, run};
use helpline::model::{Measure, MeasureKind, Scope};
use helpline::scenario::{Scenario, from_text};

/// Standard errors that a simulated value may be off.
pub(crate) const LIMIT: f64 = 4.0;
/// The relative error that every comparison catches, unless it says otherwise.
pub(crate) const CATCHES: f64 = 0.02;
/// Ticks of a second.
pub(crate) const SECOND: u64 = 1_000_000;
/// Answered within a minute.
pub(crate) const WITHIN_60: MeasureKind = MeasureKind::AnsweredWithin(60 * SECOND);

/// One value, simulated and exact.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) exact: f64,
    pub(crate) simulated: f64,
    /// Standard error of the simulated value.
    pub(crate) error: f64,
    /// What it catches, in the unit of the value.
    pub(crate) catches: f64,
    /// Why that is not [`CATCHES`], where it is not.
    pub(crate) why: Option<&'static str>,
}

impl Line {
    /// A quotient of sums over replications; its error linearised.
    pub(crate) fn quotient(name: &str, exact: f64, pairs: &[(f64, f64)]) -> Self {
        let (x, y) = pairs.iter().fold((0.0, 0.0), |sums, pair| (sums.0 + pair.0, sums.1 + pair.1));
        let ratio = x / y;
        let squares: f64 = pairs.iter().map(|(x, y)| (x - ratio * y).powi(2)).sum();
        let n = pairs.len() as f64;
        let error = (squares * n / (n - 1.0)).sqrt() / y;
        Self { name: name.to_owned(), exact, simulated: ratio, error, catches: CATCHES * exact.abs(), why: None }
    }

    /// A measure of results.
    pub(crate) fn of(name: &str, exact: f64, results: &Results, kind: MeasureKind, scope: Scope) -> Self {
        let values = results.values(Measure { kind, scope }).expect("a measure that is kept");
        let pairs: Vec<(f64, f64)> = values.iter().map(|r| (r.numerator, r.denominator)).collect();
        let line = Self::quotient(name, exact, &pairs);
        // the program's own estimate is this quotient
        let shown = results.estimate(Measure { kind, scope }).expect("an estimate").mean;
        assert!((shown - line.simulated).abs() <= 1e-9 * shown.abs(), "{name}: {shown} shown, {} found", line.simulated);
        line
    }

    /// One count over another.
    pub(crate) fn share(name: &str, exact: f64, results: &Results, part: MeasureKind, whole: MeasureKind, scope: Scope) -> Self {
        let of = |kind| results.values(Measure { kind, scope }).expect("a measure that is kept");
        let pairs: Vec<(f64, f64)> = of(part).iter().zip(of(whole)).map(|(p, w)| (p.numerator, w.numerator)).collect();
        Self::quotient(name, exact, &pairs)
    }

    /// A measure in a row of the sheet by interval; the error is taken back out of the interval shown there.
    pub(crate) fn in_interval(name: &str, exact: f64, results: &Results, row: usize, kind: MeasureKind) -> Self {
        let measure = Measure { kind, scope: Scope::All };
        let found = results.sheet.find(row, measure).expect("a measure that is kept");
        let simulated = found.mean().expect("a value");
        let level = 0.95;
        let t = results.sheet.student(level).expect("replications");
        let interval = found.interval(kind, t, level).expect("an interval");
        let error = if matches!(kind, MeasureKind::AnsweredWithin(_) | MeasureKind::Abandonment | MeasureKind::Occupancy) {
            let odds = |p: f64| (p / (1.0 - p)).ln();
            (odds(interval.high) - odds(interval.low)) / 2.0 / t * simulated * (1.0 - simulated)
        } else {
            (interval.high - interval.low) / 2.0 / t
        };
        Self { name: name.to_owned(), exact, simulated, error, catches: CATCHES * exact.abs(), why: None }
    }

    /// Catches another error than usual, as a share of the exact value, and why.
    pub(crate) fn catching(self, relative: f64, why: &'static str) -> Self {
        Self { catches: relative * self.exact.abs(), why: Some(why), ..self }
    }

    /// Half of its own 95 % interval (normal; there are 60 replications or more).
    pub(crate) fn half_width(&self) -> f64 {
        1.96 * self.error
    }

    pub(crate) fn z(&self) -> f64 {
        (self.simulated - self.exact) / self.error
    }

    fn wrong(&self) -> Option<String> {
        let off = self.z().abs() > LIMIT || !self.z().is_finite();
        let vague = LIMIT * self.error > self.catches;
        (off || vague).then(|| format!("{self} {}{}", if off { "OFF " } else { "" }, if vague { "VAGUE" } else { "" }))
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, exact, simulated, error, .. } = self;
        write!(f, "| {name:<58} | {exact:>10.5} | {simulated:>10.5} | {:>9.5} | {:>5.2} |", LIMIT * error, self.z())
    }
}

/// A case: run once, whoever asks first (its own test or the table).
#[derive(Debug)]
pub(crate) struct Case(LazyLock<Vec<Line>>);

impl Case {
    pub(crate) const fn new(lines: fn() -> Vec<Line>) -> Self {
        Self(LazyLock::new(lines))
    }

    pub(crate) fn lines(&self) -> &[Line] {
        &self.0
    }

    /// Every line agrees, and closely enough.
    pub(crate) fn check(&self) {
        let wrong: Vec<String> = self.lines().iter().filter_map(Line::wrong).collect();
        assert!(wrong.is_empty(), "simulated and exact differ:\n{}", wrong.join("\n"));
    }
}

/// Reads a scenario.
pub(crate) fn scenario(text: &str) -> Scenario {
    from_text("theory", text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

/// Runs a scenario.
pub(crate) fn simulate(text: &str, replications: usize) -> Results {
    let plan = Plan { replications, seed: 111, threads: 0, precision: Vec::new(), most: replications };
    let results = run(&scenario(text).model, &plan, &AtomicBool::new(false), &mut |_| {});
    results.unwrap_or_else(|error| panic!("{error}"))
}

/// A calendar in the long run, after a warm-up.
pub(crate) fn lasting(days: usize) -> String {
    format!("[calendar]\nlasts = \"{days}d\"\nwarm-up = \"12h\"\ninterval = \"1d\"\n")
}
