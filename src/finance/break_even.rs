//! At what price a contract's books balance: in one replication, and on average over many.
//!
//! ```text
//! I(p) = fixed + p x a_pound                              income after deductions
//! G(I) = returns x max(0, I - C - above x I)              gain share; C: cost
//! s(p) = I - G - N,   N = (1 + k)/(1 - m) C               what is left beyond what must remain of income: the cost, and a margin of
//!                                                         k of cost or m of income
//! s = 0:
//!         I = N                                           where (1 - above) N <= C: nothing is shared
//!         I = (N - returns C)/(1 - returns (1 - above))   else
//! ```
//! s is a concave broken line that rises with p, so its zero is found exactly. The average of replications balances where the sum
//! of their s is zero: that sum is a concave broken line too, and Newton's steps from the left reach its zero without passing it,
//! each at least one piece further. Without a gain share that is the sum of what must be paid over the sum of what a pound brings:
//! a ratio of sums. The mean of the replications' own prices is another figure, too high where busy replications are cheap by the call.

use super::account::Line;
use super::contract::gain;
use crate::model::money::{GainShare, Margin};

/// What is asked of the books.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Terms {
    /// What of a surplus goes back.
    pub gain_share: Option<GainShare>,
    /// What must remain.
    pub margin: Margin,
}

/// What must remain of income for each pound of cost.
fn wanted(margin: Margin) -> f64 {
    match margin {
        Margin::None => 1.0,
        Margin::OfCost(share) => 1.0 + share,
        Margin::OfIncome(share) => 1.0 / (1.0 - share),
    }
}

impl Terms {
    /// What is left at a price beyond the margin: at least 0 where the price is enough.
    pub fn left(&self, line: &Line, price: f64) -> f64 {
        let income = line.fixed + price * line.a_pound;
        let kept = income - self.gain_share.map_or(0.0, |share| gain(share, income, line.cost));
        kept - wanted(self.margin) * line.cost
    }

    /// How fast that rises just above a price.
    fn slope(&self, line: &Line, price: f64) -> f64 {
        let income = line.fixed + price * line.a_pound;
        match self.gain_share {
            Some(share) if (1.0 - share.above) * income >= line.cost => {
                line.a_pound * (1.0 - share.returns * (1.0 - share.above)).max(0.0)
            }
            _ => line.a_pound,
        }
    }

    /// The price at which a replication's books balance; none where no price does: nothing is paid for, or all of a surplus that is
    /// wanted goes back.
    pub fn price(&self, line: &Line) -> Option<f64> {
        if line.a_pound <= 0.0 {
            return None;
        }
        let wanted = wanted(self.margin) * line.cost;
        let income = match self.gain_share {
            Some(share) if (1.0 - share.above) * wanted > line.cost => {
                let kept = 1.0 - share.returns * (1.0 - share.above);
                if kept <= 1e-12 {
                    return None;
                }
                (wanted - share.returns * line.cost) / kept
            }
            _ => wanted,
        };
        Some((income - line.fixed) / line.a_pound)
    }

    /// The price at which the books balance on average; none where no price does.
    pub fn price_on_average(&self, lines: &[Line]) -> Option<f64> {
        let lowest = lines.iter().filter_map(|line| self.price(line)).fold(f64::INFINITY, f64::min);
        if !lowest.is_finite() {
            return None;
        }
        // replications that no price balances pull the sum down: begin where the others alone would balance, at the lowest
        let mut price = lowest;
        // each step crosses at least one bend, and a line has at most one
        for _ in 0..=lines.len() + 1 {
            let left: f64 = lines.iter().map(|line| self.left(line, price)).sum();
            let slope: f64 = lines.iter().map(|line| self.slope(line, price)).sum();
            if slope <= 0.0 {
                return None;
            }
            let step = -left / slope;
            if step <= 1e-12 * price.abs().max(1.0) {
                return Some(price + step);
            }
            price += step;
        }
        Some(price)
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::{Account, AccountMonth, Form, Marginal};
    use super::super::contract::Calls;
    use super::*;
    use crate::model::money::PaidFor;
    use approx::assert_relative_eq;

    /// Two months of 1,000 and 1,400 answered calls; the first loses 2 % of its fee; cost 19,000.
    fn account() -> Account {
        let month = |answered: f64, taken: f64| AccountMonth {
            calls: Calls { answered, triaged: 0.8 * answered, offered: 1.1 * answered },
            year: 1.0 / 12.0,
            taken,
        };
        Account { months: vec![month(1000.0, 0.02), month(1400.0, 0.0)], cost: Some(19_000.0) }
    }

    fn price(form: Form, terms: Terms) -> f64 {
        terms.price(&account().line(form).unwrap()).unwrap()
    }

    fn close(found: f64, by_hand: f64) {
        assert_relative_eq!(found, by_hand, max_relative = 1e-12);
    }

    #[test]
    fn each_form_balances_at_the_price_worked_by_hand() {
        let plain = Terms::default();
        // per call: 0.98 x 1,000 + 1,400 = 2,380 calls' worth of fees
        close(price(Form::PerCall(PaidFor::Answered), plain), 19_000.0 / 2380.0);
        close(price(Form::PerCall(PaidFor::Triaged), plain), 19_000.0 / (0.8 * 2380.0));
        close(price(Form::PerCall(PaidFor::Offered), plain), 19_000.0 / (1.1 * 2380.0));
        // block: a twelfth a month, 1.98 twelfths after deductions
        close(price(Form::Block, plain), 19_000.0 * 12.0 / 1.98);
        close(price(Form::PerHead(50_000.0), plain), 19_000.0 * 12.0 / 1.98 / 50_000.0);
        // floor 1,100 and cap 1,300 a month, beyond it 2 pounds: 0.98 x 1,100 p + 1,300 p + 100 x 2
        let limits = |marginal| Form::CostAndVolume { floor: 13_200.0, cap: 15_600.0, marginal, paid_for: PaidFor::Answered };
        close(price(limits(Marginal::Pounds(2.0)), plain), (19_000.0 - 200.0) / (1078.0 + 1300.0));
        // beyond it half the price: 0.98 x 1,100 p + 1,300 p + 50 p
        close(price(limits(Marginal::OfPrice(0.5)), plain), 19_000.0 / (1078.0 + 1350.0));
    }

    #[test]
    fn a_margin_is_left_after_a_gain_share_has_gone_back() {
        let form = Form::PerCall(PaidFor::Answered);
        let share = GainShare { above: 0.05, returns: 0.5 };
        // without a margin nothing is shared where the books balance
        close(price(form, Terms { gain_share: Some(share), margin: Margin::None }), 19_000.0 / 2380.0);
        // 10 % of cost: 20,900 must remain of I - 0.5 (0.95 I - 19,000) = 0.525 I + 9,500: I = 21,714.29
        close(
            price(form, Terms { gain_share: Some(share), margin: Margin::OfCost(0.10) }),
            (20_900.0 - 9_500.0) / 0.525 / 2380.0,
        );
        // 4 % of income: 19,791.67 must remain; 5 % of it is more than the surplus, nothing is shared
        close(price(form, Terms { gain_share: Some(share), margin: Margin::OfIncome(0.04) }), 19_000.0 / 0.96 / 2380.0);
        // what is left there is indeed nothing
        let terms = Terms { gain_share: Some(share), margin: Margin::OfCost(0.10) };
        let line = account().line(form).unwrap();
        assert!(terms.left(&line, terms.price(&line).unwrap()).abs() < 1e-9);
        // all of every surplus goes back: no price leaves any
        let all = Terms { gain_share: Some(GainShare { above: 0.0, returns: 1.0 }), margin: Margin::OfCost(0.10) };
        assert_eq!(all.price(&line), None);
    }

    #[test]
    fn nothing_paid_for_is_balanced_by_no_price() {
        let idle = Account { months: vec![AccountMonth::default()], cost: Some(100.0) };
        assert_eq!(Terms::default().price(&idle.line(Form::PerCall(PaidFor::Answered)).unwrap()), None);
        assert_eq!(Account::default().line(Form::Block), None);
        assert_eq!(Terms::default().price_on_average(&[]), None);
    }

    #[test]
    fn on_average_the_sum_balances_not_the_mean_of_prices() {
        let line = |a_pound: f64, cost: f64| Line { fixed: 0.0, a_pound, cost };
        // a busy replication is cheap by the call: 8.00 and 10.00, together 2,800 / 320
        let lines = [line(200.0, 1600.0), line(120.0, 1200.0)];
        close(Terms::default().price_on_average(&lines).unwrap(), 8.75);
        // one in which nothing is paid for costs all the same
        close(Terms::default().price_on_average(&[lines[0], lines[1], line(0.0, 400.0)]).unwrap(), 10.0);
    }

    #[test]
    fn a_gain_shared_in_good_replications_makes_the_average_dearer() {
        // half of any surplus goes back: at 9.00 the first keeps (1,800 - 1,600)/2 = 100, the second lacks 120
        let line = |a_pound: f64, cost: f64| Line { fixed: 0.0, a_pound, cost };
        let terms = Terms { gain_share: Some(GainShare { above: 0.0, returns: 0.5 }), margin: Margin::None };
        let lines = [line(200.0, 1600.0), line(120.0, 1200.0)];
        // (200 p - 1,600)/2 + 120 p - 1,200 = 0: p = 2,000 / 220
        close(terms.price_on_average(&lines).unwrap(), 2000.0 / 220.0);
        let left: f64 = lines.iter().map(|line| terms.left(line, 2000.0 / 220.0)).sum();
        assert!(left.abs() < 1e-9, "{left}");
    }

    #[test]
    fn newton_finds_what_bisection_finds_over_many_bends() {
        let lines: Vec<Line> = (0..200_u32)
            .map(|i| {
                let x = f64::from(i * 7919 % 200) / 200.0;
                Line { fixed: 50.0 * x, a_pound: 100.0 + 40.0 * x, cost: 900.0 + 300.0 * (1.0 - x) }
            })
            .collect();
        let terms = Terms { gain_share: Some(GainShare { above: 0.01, returns: 0.8 }), margin: Margin::OfIncome(0.03) };
        let found = terms.price_on_average(&lines).unwrap();
        let left = |price: f64| lines.iter().map(|line| terms.left(line, price)).sum::<f64>();
        let (mut low, mut high) = (0.0, 100.0);
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if left(middle) < 0.0 { low = middle } else { high = middle }
        }
        assert_relative_eq!(found, low, max_relative = 1e-9);
    }
}
