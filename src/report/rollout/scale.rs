//! One scale of money for all figures of a table.

use crate::report::number::fixed;

/// From which sum on figures are in millions.
const MILLION: f64 = 1e6;

/// Pounds, or millions of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// For the head of a column.
    pub unit: &'static str,
    by: f64,
    decimals: usize,
}

impl Scale {
    /// The scale of figures, by the largest of them.
    pub fn of(pounds: impl IntoIterator<Item = f64>) -> Self {
        let largest = pounds.into_iter().map(f64::abs).filter(|size| size.is_finite()).fold(0.0, f64::max);
        if largest >= MILLION {
            Self { unit: "£m", by: MILLION, decimals: 2 }
        } else {
            Self { unit: "£", by: 1.0, decimals: 0 }
        }
    }

    /// A sum on it, without its unit.
    pub fn value(self, pounds: f64) -> String {
        fixed(pounds / self.by, self.decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_figures_are_on_the_scale_of_the_largest() {
        let scale = Scale::of([684_656.0, -34_600_000.0]);
        assert_eq!((scale.unit, scale.value(684_656.0).as_str(), scale.value(-34_600_000.0).as_str()), ("£m", "0.68", "−34.60"));
        let scale = Scale::of([684_656.0, 1_200.4]);
        assert_eq!((scale.unit, scale.value(684_656.0).as_str(), scale.value(1_200.4).as_str()), ("£", "684,656", "1,200"));
    }
}
