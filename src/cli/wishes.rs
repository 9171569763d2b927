//! `MEASURE=SIZE` of the command line: how precisely a measure is wished for, what of it does not matter.

use crate::model::{MeasureKind, Model};
use crate::scenario::problem::nearest;
use crate::tally::names;
use crate::units;

/// A measure by name, with the nearest known name if there is none.
pub(super) fn kind(flag: &str, name: &str, model: &Model) -> Result<MeasureKind, String> {
    names::parse(name, model).ok_or_else(|| {
        let known = names::all(model);
        let near = nearest(name, known.iter().map(String::as_str)).map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
        format!("{flag}: there is no measure called `{name}`{near}")
    })
}

/// A size in the unit of a measure: `0.5pt`, `2s`, `12`.
pub(super) fn size(unit: names::Unit, text: &str) -> Option<f64> {
    match unit {
        names::Unit::Share => {
            text.strip_suffix("pt").or_else(|| text.strip_suffix('%')).and_then(|p| p.parse::<f64>().ok()).map(|p| p / 100.0)
        }
        names::Unit::Seconds => units::duration(text).ok(),
        names::Unit::Count => units::number(text).ok(),
        names::Unit::Pounds => units::pounds(text, units::Per::Sum).ok(),
    }
}

/// What [`size`] expects.
pub(super) fn example(unit: names::Unit) -> &'static str {
    match unit {
        names::Unit::Share => "points of a share, for instance 0.5pt",
        names::Unit::Seconds => "a duration, for instance 2s",
        names::Unit::Count => "a number, for instance 10",
        names::Unit::Pounds => "a sum, for instance £0.10",
    }
}
