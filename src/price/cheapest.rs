//! The price at which a contract's books balance, over replications.
//!
//! On average: the price at which what is left, summed over replications, is nothing ([`Terms::price_on_average`]; a ratio of sums, with
//! the jackknife's interval). At a confidence c: each replication has a price of its own at which its books balance; the c-quantile of
//! these, with an interval by order statistics. A contract signed at that price balances in a share c of replications.

use crate::analysis::order::{self, Ranked};
use crate::analysis::{Interval, jackknife};
use crate::finance::{Line, Terms};

use super::LEVEL;

/// The cheapest price, in the unit of the contract's payment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cheapest {
    /// On average.
    pub average: f64,
    /// Its interval: simulation error.
    pub interval: Option<Interval>,
    /// At the confidence; infinite where too many replications balance at no price.
    pub sure: Ranked,
    /// Replications.
    pub replications: usize,
}

/// Of replications; none where no price balances them on average.
pub fn cheapest(terms: &Terms, lines: &[Line], confidence: f64) -> Option<Cheapest> {
    let average = terms.price_on_average(lines)?;
    let without: Vec<Option<f64>> = (0..lines.len())
        .map(|left_out| {
            let others: Vec<Line> = lines.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, line)| *line).collect();
            terms.price_on_average(&others)
        })
        .collect();
    Some(Cheapest {
        average,
        interval: jackknife(average, &without, LEVEL),
        sure: sure(terms, lines, confidence)?,
        replications: lines.len(),
    })
}

/// The price at which the books balance in a share of replications.
pub fn sure(terms: &Terms, lines: &[Line], confidence: f64) -> Option<Ranked> {
    let own: Vec<f64> = lines.iter().map(|line| terms.price(line).unwrap_or(f64::INFINITY)).collect();
    order::quantile(&own, confidence, LEVEL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{RatioKind, ratio};
    use approx::assert_relative_eq;

    #[test]
    fn the_average_is_the_ratio_of_sums_with_its_interval() {
        let (costs, calls) = ([812.0, 790.0, 845.0, 801.0, 833.0, 818.0], [100.0, 97.0, 104.0, 101.0, 99.0, 106.0]);
        let lines: Vec<Line> = costs.iter().zip(&calls).map(|(&cost, &a_pound)| Line { fixed: 0.0, a_pound, cost }).collect();
        let ours = cheapest(&Terms::default(), &lines, 0.8).unwrap();
        let theirs = ratio(&costs, &calls, RatioKind::Plain, LEVEL).unwrap();
        assert_relative_eq!(ours.average, theirs.mean, max_relative = 1e-12);
        assert_relative_eq!(ours.interval.unwrap().low, theirs.interval.unwrap().low, max_relative = 1e-9);
        // prices of their own: 8.12, 8.144, 8.125, 7.931, 8.414, 7.717; the fifth of six holds in four fifths
        assert_relative_eq!(ours.sure.value, 790.0 / 97.0, max_relative = 1e-12);
    }
}
