//! Below what a difference does not matter. The defaults are the program's own and printed; `--margin` replaces them.

use crate::report::number::{self, Unit};

/// A measure's name for the chance of missing a target.
pub const CHANCE: &str = "chance";

/// Shares: half a point.
const SHARE: f64 = 0.005;
/// Chances of missing a target: five points.
const OF_CHANCE: f64 = 0.05;
/// Durations: this share of the base's, and at least a second.
const OF_DURATION: f64 = 0.05;
/// Counts: this share of the base's.
const OF_COUNT: f64 = 0.005;
/// Money: this share of the base's cost (of the measure itself, where no cost is stated).
const OF_COST: f64 = 0.005;

/// Margins, by measure where stated.
#[derive(Clone, Debug, Default)]
pub struct Margins {
    /// Measure (or [`CHANCE`]) and margin, in its unit.
    pub stated: Vec<(String, f64)>,
}

impl Margins {
    /// The margin of a measure whose value in the base is `base`.
    pub fn of(&self, measure: &str, unit: Unit, base: f64, cost: impl FnOnce() -> Option<f64>) -> f64 {
        if let Some((_, stated)) = self.stated.iter().rev().find(|(name, _)| name == measure) {
            return *stated;
        }
        match unit {
            Unit::Share => SHARE,
            Unit::Seconds => (OF_DURATION * base.abs()).max(1.0),
            Unit::Count => OF_COUNT * base.abs(),
            Unit::Pounds => OF_COST * cost().unwrap_or(base).abs(),
        }
    }

    /// The margin of a chance of missing a target.
    pub fn chance(&self) -> f64 {
        self.stated.iter().rev().find(|(name, _)| name == CHANCE).map_or(OF_CHANCE, |(_, stated)| *stated)
    }

    /// The margins in words; `money`: some is compared, with this margin in pounds where all of it has one.
    pub fn words(&self, money: Option<Option<f64>>) -> String {
        let money = match money {
            None => String::new(),
            Some(None) => ", money 0.5 % of what the base costs its provider".to_owned(),
            Some(Some(size)) => format!(", money {} (0.5 % of what the base costs its provider)", number::pounds(size)),
        };
        let stated: Vec<&str> = self.stated.iter().map(|(name, _)| name.as_str()).collect();
        let stated = if stated.is_empty() { String::new() } else { format!("; as asked for {}", stated.join(", ")) };
        format!(
            "shares 0.5 points, waits 5 % of the base's and at least 1 s, counts 0.5 % of the base's, \
             chances 5 points{money}{stated}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_last_holds() {
        let margins = Margins { stated: vec![("mean-wait".to_owned(), 2.0), ("mean-wait".to_owned(), 3.0)] };
        assert!((margins.of("mean-wait", Unit::Seconds, 100.0, || None) - 3.0).abs() < 1e-12);
        assert!((margins.of("wait-p95", Unit::Seconds, 100.0, || None) - 5.0).abs() < 1e-12);
        assert!((margins.of("wait-p95", Unit::Seconds, 4.0, || None) - 1.0).abs() < 1e-12);
        assert!((margins.of("surplus", Unit::Pounds, -3.0, || Some(1e6)) - 5000.0).abs() < 1e-9);
        assert!((margins.chance() - 0.05).abs() < 1e-12);
    }
}
