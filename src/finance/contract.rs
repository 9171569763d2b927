//! A month's fee, and what is taken off it.
//!
//! ```text
//! block            a year's sum x the month's share of a year (a whole month is a twelfth)
//! per call         price x calls paid for
//! per head         price a head and year x population x the month's share of a year
//! cost and volume  price x calls, for at least the floor and at most the cap; beyond the cap the marginal price
//!                  (floor and cap: calls a year x the month's share of a year; each month is settled by itself)
//! deductions       sum over targets of the share that the month's value of the measure costs, at most the cap; x fee
//! gain share       at the end: returns x (surplus - above x income), where positive; the contract's surplus is its income
//!                  less the provider's cost in proportion to the calls answered
//! ```

use crate::model::money::{Contract, Deduction, GainShare, PaidFor, Payment};

/// Calls of a contract's areas in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calls {
    /// Answered by a person.
    pub answered: f64,
    /// Triaged.
    pub triaged: f64,
    /// Offered, redials included.
    pub offered: f64,
}

impl Calls {
    /// Those that are paid for.
    pub fn paid(self, what: PaidFor) -> f64 {
        match what {
            PaidFor::Answered => self.answered,
            PaidFor::Triaged => self.triaged,
            PaidFor::Offered => self.offered,
        }
    }
}

/// A month's fee, before deductions; `year`: the month's share of a year.
pub fn fee(payment: Payment, calls: Calls, year: f64) -> f64 {
    match payment {
        Payment::Block(a_year) => a_year * year,
        Payment::PerCall { price, paid_for } => price * calls.paid(paid_for),
        Payment::PerHead { price, people } => price * people * year,
        Payment::CostAndVolume { price, floor, cap, marginal, paid_for } => {
            let calls = calls.paid(paid_for);
            let (floor, cap) = (floor * year, cap * year);
            price * calls.clamp(floor, cap) + marginal * (calls - cap).max(0.0)
        }
    }
}

/// The share of the fee that a target's value takes; nothing where nothing was measured.
pub fn taken(deduction: &Deduction, value: Option<f64>) -> f64 {
    let Some(value) = value else { return 0.0 };
    deduction.bands.iter().rev().find(|(bound, _)| !bound.holds(value)).map_or(0.0, |band| band.1)
}

/// The share of a month's fee that all deductions take together.
pub fn deducted(contract: &Contract, values: impl Iterator<Item = Option<f64>>) -> f64 {
    let sum: f64 = contract.deductions.iter().zip(values).map(|(deduction, value)| taken(deduction, value)).sum();
    sum.min(contract.deductions_at_most)
}

/// What goes back to the commissioner of a contract's income and its part of the cost.
pub fn gain(share: GainShare, income: f64, cost: f64) -> f64 {
    share.returns * (income - cost - share.above * income).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Bound;
    use approx::assert_relative_eq;

    const MONTH: f64 = 1.0 / 12.0;

    #[test]
    fn a_cost_and_volume_fee_has_a_floor_and_a_dearer_or_cheaper_end() {
        let payment =
            Payment::CostAndVolume { price: 8.0, floor: 12_000.0, cap: 24_000.0, marginal: 3.0, paid_for: PaidFor::Answered };
        let fee = |answered: f64| fee(payment, Calls { answered, ..Calls::default() }, MONTH);
        assert_relative_eq!(fee(400.0), 8_000.0);
        assert_relative_eq!(fee(1_500.0), 12_000.0);
        assert_relative_eq!(fee(2_100.0), 16_300.0);
    }

    #[test]
    fn yearly_sums_come_in_twelfths() {
        assert_relative_eq!(fee(Payment::Block(1.2e6), Calls::default(), MONTH), 100_000.0);
        assert_relative_eq!(fee(Payment::PerHead { price: 3.0, people: 535_000.0 }, Calls::default(), MONTH), 133_750.0);
    }

    #[test]
    fn the_hardest_step_that_is_missed_counts() {
        let steps = vec![(Bound::AtLeast(0.95), 0.01), (Bound::AtLeast(0.90), 0.03)];
        let deduction = Deduction { target: 0, bands: steps };
        let taken = |value: f64| taken(&deduction, Some(value));
        assert_relative_eq!(taken(0.95), 0.0);
        assert_relative_eq!(taken(0.93), 0.01);
        assert_relative_eq!(taken(0.85), 0.03);
        assert_relative_eq!(super::taken(&deduction, None), 0.0);
    }

    #[test]
    fn a_gain_is_shared_above_its_margin_and_a_loss_never() {
        let share = GainShare { above: 0.05, returns: 0.5 };
        assert_relative_eq!(gain(share, 1000.0, 800.0), 75.0);
        assert_relative_eq!(gain(share, 1000.0, 960.0), 0.0);
    }
}
