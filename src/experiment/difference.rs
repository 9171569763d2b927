//! One measure of two configurations, paired by replication: found by its name, since two models number their parts
//! differently.

use super::results::{Results, is_count, is_quantile};
use crate::analysis::paired::{Difference, mean_difference, quantile_difference, ratio_difference};
use crate::analysis::{Estimate, RatioKind};
use crate::model::{Measure, Model};
use crate::tally::Ratio;
use crate::tally::names::{self, Unit};

/// The provider's cost and what falls on others, together: what a configuration costs the public.
pub const TOTAL_COST: &str = "total-cost";
/// The parts of [`TOTAL_COST`].
pub const PARTS_OF_TOTAL: [&str; 2] = ["cost", "downstream-cost"];

/// A measure of a part of the service, by name: `wait-p95` of `step:assess`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Comparand {
    /// Name of the measure.
    pub measure: String,
    /// The part, as text.
    pub scope: String,
}

impl Comparand {
    /// A measure of the whole service.
    pub fn whole(measure: &str) -> Self {
        Self { measure: measure.to_owned(), scope: "all".to_owned() }
    }

    /// A measure of a model.
    pub fn of(measure: Measure, model: &Model) -> Self {
        Self { measure: names::name(measure.kind, model), scope: names::scope_text(measure.scope, model) }
    }

    /// The measure that a model has under this name; none for sums of measures, and for what it does not know.
    pub fn parsed(&self, model: &Model) -> Option<Measure> {
        Some(Measure { kind: names::parse(&self.measure, model)?, scope: names::parse_scope(&self.scope, model)? })
    }

    /// The unit, as the first of these models knows it.
    pub fn unit(&self, model: &Model) -> Option<Unit> {
        let name = if self.measure == TOTAL_COST { PARTS_OF_TOTAL[0] } else { &self.measure };
        names::parse(name, model).map(names::unit)
    }
}

/// The values of a comparand by replication, with how they are to be read.
fn values(wanted: &Comparand, model: &Model, results: &Results) -> Option<(Measure, Vec<Ratio>)> {
    if wanted.measure != TOTAL_COST {
        let measure = wanted.parsed(model)?;
        return Some((measure, results.values(measure)?.to_vec()));
    }
    let part = |name: &str| values(&Comparand { measure: name.to_owned(), scope: wanted.scope.clone() }, model, results);
    let ((measure, own), (_, others)) = (part(PARTS_OF_TOTAL[0])?, part(PARTS_OF_TOTAL[1])?);
    let sum = own.iter().zip(&others).map(|(a, b)| match (a.value(), b.value()) {
        (Some(a), Some(b)) => Ratio { numerator: a + b, denominator: 1.0 },
        _ => Ratio::default(),
    });
    Some((measure, sum.collect()))
}

/// The difference of a measure, alternative less base, with its interval at a level; `None` where either has none.
///
/// # Panics
/// If `level` is not within (0, 1), or the two have other numbers of replications.
pub fn difference(
    wanted: &Comparand,
    base: (&Model, &Results),
    alternative: (&Model, &Results),
    level: f64,
) -> Option<Difference> {
    let found = unbounded(wanted, base, alternative, level)?;
    let share = wanted.unit(base.0) == Some(Unit::Share);
    let interval = found.estimate.interval.map(|interval| if share { interval.possible(-1.0, 1.0) } else { interval });
    Some(Difference { estimate: Estimate { interval, ..found.estimate }, ..found })
}

fn unbounded(wanted: &Comparand, base: (&Model, &Results), alternative: (&Model, &Results), level: f64) -> Option<Difference> {
    let (measure, a) = values(wanted, base.0, base.1)?;
    let (_, b) = values(wanted, alternative.0, alternative.1)?;
    let blank = |values: &[Ratio]| values.iter().all(|v| v.value().is_none());
    if blank(&a) || blank(&b) {
        return None;
    }
    // a value a replication (a quantile, a count, a sum of money), or a ratio of sums
    let alone = wanted.measure == TOTAL_COST || is_quantile(measure.kind) || is_count(measure.kind) || !varies(&a, &b);
    if alone {
        let own = |values: &[Ratio]| values.iter().map(|v| v.value()).collect::<Vec<_>>();
        let (a, b) = (own(&a), own(&b));
        if let (Some(a), Some(b)) = (all(&a), all(&b)) {
            return mean_difference(&a, &b, level);
        }
        return quantile_difference(&a, &b, level);
    }
    let kind = if names::unit(measure.kind) == Unit::Share { RatioKind::Share } else { RatioKind::Plain };
    let pairs = |values: &[Ratio]| values.iter().map(|v| (v.numerator, v.denominator)).collect::<Vec<_>>();
    ratio_difference(&pairs(&a), &pairs(&b), kind, level)
}

/// Denominators other than 1: a ratio of sums.
fn varies(a: &[Ratio], b: &[Ratio]) -> bool {
    a.iter().chain(b).any(|v| (v.denominator - 1.0).abs() > 0.0)
}

fn all(values: &[Option<f64>]) -> Option<Vec<f64>> {
    values.iter().copied().collect()
}
