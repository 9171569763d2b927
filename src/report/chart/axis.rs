//! Scales from values to places, and ticks at round numbers.

use super::number::Unit;

/// A straight scale; values beyond its ends are held at them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Values from `low` to `high` placed from `from` to `to`.
    pub fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self { low, high, from, to }
    }

    /// Where a value stands.
    pub fn place(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + (self.to - self.from) * share
    }

    /// The least value on the scale.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The greatest value on the scale.
    pub fn high(&self) -> f64 {
        self.high
    }
}

/// Steps for durations, in seconds.
const TIME_STEPS: [f64; 22] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1200.0, 1800.0, 3600.0, 7200.0, 10_800.0, 14_400.0,
    21_600.0, 43_200.0, 86_400.0, 172_800.0,
];

/// The distance between ticks so that about `most` of them cover the span.
pub fn step(unit: Unit, span: f64, most: usize) -> f64 {
    if !(span > 0.0 && span.is_finite()) {
        return 1.0;
    }
    let least = span / most.max(1) as f64;
    if unit == Unit::Seconds && least > 0.5 {
        if let Some(found) = TIME_STEPS.iter().find(|step| **step >= least * 0.999) {
            return *found;
        }
        return 86_400.0 * round_step(least / 86_400.0);
    }
    round_step(least)
}

fn round_step(least: f64) -> f64 {
    let power = 10f64.powi(least.log10().floor() as i32);
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= least * 0.999);
    factor.unwrap_or(10.0) * power
}

/// Round numbers from `low` to `high`, at most about `most` of them, and the distance between them.
pub fn ticks(unit: Unit, low: f64, high: f64, most: usize) -> (Vec<f64>, f64) {
    let step = step(unit, high - low, most);
    if !(high > low && (high - low).is_finite()) {
        return (vec![low], step);
    }
    let first = (low / step - 1e-9).ceil();
    let last = (high / step + 1e-9).floor();
    let number = (last - first).clamp(0.0, 1000.0) as u32;
    let all = (0..=number).map(|index| (first + f64::from(index)) * step);
    (all.collect(), step)
}

/// Up to the next round number above a value, for the end of an axis.
pub fn round_up(unit: Unit, value: f64, most: usize) -> f64 {
    if !(value > 0.0 && value.is_finite()) {
        return 1.0;
    }
    let step = step(unit, value, most);
    (value / step - 1e-9).ceil() * step
}

/// Down to the next round number below a value, on an axis that ends at `high`.
pub fn round_down(unit: Unit, value: f64, high: f64, most: usize) -> f64 {
    let step = step(unit, high - value, most);
    (value / step + 1e-9).floor() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        let close = |found: &[f64], wanted: &[f64]| {
            assert_eq!(found.len(), wanted.len(), "{found:?}");
            for (one, other) in found.iter().zip(wanted) {
                assert!((one - other).abs() < 1e-9, "{found:?}");
            }
        };
        close(&ticks(Unit::Count, 0.0, 10.0, 5).0, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        close(&ticks(Unit::Share, 0.8, 1.0, 4).0, &[0.8, 0.85, 0.9, 0.95, 1.0]);
        close(&ticks(Unit::Seconds, 0.0, 200.0, 4).0, &[0.0, 60.0, 120.0, 180.0]);
        close(&ticks(Unit::Count, 3.0, 3.0, 4).0, &[3.0]);
    }

    #[test]
    fn extremes_stay_in_hand() {
        assert!(ticks(Unit::Count, 0.0, 1e6, 5).0.len() <= 7);
        assert!(ticks(Unit::Seconds, 0.0, 3e6, 5).0.len() <= 7);
        assert!(ticks(Unit::Count, 0.0, f64::NAN, 5).0.len() == 1);
        assert!((round_up(Unit::Count, 0.0, 4) - 1.0).abs() < 1e-12);
        assert!(round_up(Unit::Seconds, 7000.0, 4) >= 7000.0);
    }

    #[test]
    fn a_scale_holds_what_lies_beyond() {
        let scale = Scale::new((0.0, 10.0), (100.0, 200.0));
        assert!((scale.place(5.0) - 150.0).abs() < 1e-12);
        assert!((scale.place(50.0) - 200.0).abs() < 1e-12);
        assert!(scale.place(f64::NAN).is_nan());
    }
}
