//! The books over replications: for each provider and month, means and standard deviations. Memory does not grow with
//! replications.

use super::books::Books;
use crate::model::CostKind;

/// What is kept of a provider's month, beside each kind of cost.
const ITEMS: [&str; 7] = ["cost", "fees", "deductions", "gain-share", "income", "surplus", "calls-answered"];

/// A sum over replications.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Replications in which it was known.
    pub n: u32,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squared distances from the mean so far (Welford).
    squares: f64,
}

impl Sums {
    fn add(&mut self, value: f64) {
        let before = self.mean().unwrap_or(0.0);
        self.n += 1;
        self.sum += value;
        let after = self.sum / f64::from(self.n);
        self.squares += (value - before) * (value - after);
    }

    /// The mean; none if it was never known.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum / f64::from(self.n))
    }

    /// Sample standard deviation; none below two. What is below a billionth of the mean is rounding.
    pub fn sd(&self) -> Option<f64> {
        let sd = (self.n > 1).then(|| (self.squares / f64::from(self.n - 1)).max(0.0).sqrt())?;
        Some(if sd < 1e-9 * self.mean()?.abs() { 0.0 } else { sd })
    }
}

/// Books over replications.
#[derive(Clone, Debug, Default)]
pub struct BooksSheet {
    /// `[provider][month][item]`.
    sums: Vec<Vec<Vec<Sums>>>,
    /// Replications added.
    pub replications: u32,
    /// By outcome: reached in some replication, and states no cost.
    pub unpriced: Vec<bool>,
}

impl BooksSheet {
    /// Adds a replication.
    pub fn add(&mut self, books: &Books) {
        if self.replications == 0 {
            let month = vec![Sums::default(); ITEMS.len() + CostKind::ALL.len()];
            self.sums = books.pages.iter().map(|pages| vec![month.clone(); pages.len()]).collect();
            self.unpriced = vec![false; books.unpriced.len()];
        }
        self.replications += 1;
        for (sums, pages) in self.sums.iter_mut().zip(&books.pages) {
            for (sums, page) in sums.iter_mut().zip(pages) {
                let plain = [
                    page.total(),
                    Some(page.fees),
                    Some(page.deductions),
                    page.gain_share,
                    page.income(),
                    page.surplus(),
                    Some(page.answered),
                ];
                let kinds = (0..CostKind::ALL.len()).map(|kind| page.cost.map(|cost| cost[kind]));
                for (sum, value) in sums.iter_mut().zip(plain.into_iter().chain(kinds)) {
                    if let Some(value) = value {
                        sum.add(value);
                    }
                }
            }
        }
        self.unpriced.iter_mut().zip(&books.unpriced).for_each(|(some, now)| *some |= now);
    }

    /// All figures: provider, month, item, sums. An item is blank where it was not known in every replication.
    pub fn rows(&self) -> impl Iterator<Item = (usize, usize, String, Option<Sums>)> + '_ {
        let name = |item: usize| match item.checked_sub(ITEMS.len()) {
            None => ITEMS[item].to_owned(),
            Some(kind) => format!("cost-of-{}", CostKind::ALL[kind].name()),
        };
        self.sums.iter().enumerate().flat_map(move |(provider, months)| {
            months.iter().enumerate().flat_map(move |(month, items)| {
                let items = items.iter().enumerate();
                items.map(move |(item, &sums)| (provider, month, name(item), (sums.n == self.replications).then_some(sums)))
            })
        })
    }
}
