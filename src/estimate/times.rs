//! Durations, some of them cut short: of those only a lower bound is known (right censoring).

/// A sample of durations, seconds; like ones are kept once with their number.
#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    /// Value, how many, was its end seen; by value, those whose end was seen first.
    pub list: Vec<(f64, f64, bool)>,
}

/// From this many on, values within half a thousandth of each other are taken as one: far below any error of estimates.
const MANY: usize = 2000;

impl Times {
    /// From values and whether their ends were seen. Values that are not positive and finite are left out.
    pub fn new(values: impl IntoIterator<Item = (f64, bool)>) -> Self {
        let mut values: Vec<(f64, bool)> = values.into_iter().filter(|v| v.0 > 0.0 && v.0.is_finite()).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let near = if values.len() >= MANY { 5e-4 } else { 0.0 };
        let mut list: Vec<(f64, f64, bool)> = Vec::new();
        let mut open: [Option<usize>; 2] = [None; 2];
        for (value, seen) in values {
            let place = usize::from(seen);
            match open[place] {
                Some(index) if value <= list[index].0 * (1.0 + near) => list[index].1 += 1.0,
                _ => {
                    open[place] = Some(list.len());
                    list.push((value, 1.0, seen));
                }
            }
        }
        list.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(&a.2)));
        Self { list }
    }

    /// How many.
    pub fn count(&self) -> f64 {
        self.list.iter().map(|t| t.1).sum()
    }

    /// How many of which the end was seen.
    pub fn seen(&self) -> f64 {
        self.list.iter().filter(|t| t.2).map(|t| t.1).sum()
    }

    /// Time altogether.
    pub fn total(&self) -> f64 {
        self.list.iter().map(|t| t.0 * t.1).sum()
    }

    /// Mean and standard deviation of logarithms, as if all ends were seen.
    pub(super) fn logs(&self) -> (f64, f64) {
        let n = self.count();
        let mean = self.list.iter().map(|t| t.0.ln() * t.1).sum::<f64>() / n;
        let square = self.list.iter().map(|t| (t.0.ln() - mean).powi(2) * t.1).sum::<f64>() / n;
        (mean, square.sqrt().max(1e-3))
    }
}
