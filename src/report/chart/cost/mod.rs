//! Where does the money go, and who pays? Cost by kind beside income, per call, and what falls on others apart.
//!
//! One configuration is shown line by line, several as bars beside each other. All sums in pounds over the same period.

mod one;
mod several;

use super::marks::gap;
use super::page::{sentence, sheet};
use super::palette::{BAD, Colour, EXTRA_STAFF, GOOD, ON_COSTS, OVERHEADS, PAY, TRAINING, UNSURE, USUAL_BODY};
use super::{Drawing, Estimate, Frame};

/// What money is spent on, in the order in which bars are stacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Own people: the basic rate, and premiums by clock time.
    Pay,
    /// What the employer pays on pay: pension, national insurance, levies.
    OnCosts,
    /// Overtime, bank and agency.
    ExtraStaff,
    /// Recruits before they are trained.
    Training,
    /// Everything that is not staff.
    Overheads,
}

impl Family {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Pay, Self::OnCosts, Self::ExtraStaff, Self::Training, Self::Overheads];

    /// Its name where kinds are not shown one by one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::OnCosts => "employer's on-costs",
            Self::ExtraStaff => "overtime, bank, agency",
            Self::Training => "training",
            Self::Overheads => "overheads",
        }
    }

    /// Its colour everywhere.
    pub const fn colour(self) -> Colour {
        match self {
            Self::Pay => PAY,
            Self::OnCosts => ON_COSTS,
            Self::ExtraStaff => EXTRA_STAFF,
            Self::Training => TRAINING,
            Self::Overheads => OVERHEADS,
        }
    }
}

/// A kind of cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Its name in plain words: "premiums".
    pub name: String,
    /// What it belongs to.
    pub family: Family,
    /// Pounds; none where it is not known.
    pub amount: Option<f64>,
}

/// A named sum: a part of the income, or what an outcome costs others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    /// Its name in plain words: "fees", "ambulance".
    pub name: String,
    /// Pounds, below zero where it is taken off; none where it is not known.
    pub amount: Option<f64>,
}

/// A configuration's money. A total that hangs on something unknown is none, and `gaps` says what and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configuration {
    /// Its name.
    pub name: String,
    /// Whether the others are compared with it.
    pub base: bool,
    /// The provider's cost by kind; kinds that cost nothing may be left out.
    pub costs: Vec<Cost>,
    /// The provider's cost in all, pounds.
    pub cost: Option<Estimate>,
    /// Why the cost is not known: "no pay is stated for nurses"; empty if it is known.
    pub gaps: Vec<String>,
    /// Parts of the income: fees, less deductions, less gain shares; empty without a contract.
    pub incomes: Vec<Sum>,
    /// The income in all, pounds; none without a contract, or where it hangs on a cost that is not known.
    pub income: Option<Estimate>,
    /// Income less cost, pounds.
    pub surplus: Option<Estimate>,
    /// Full cost of an answered call, pounds.
    pub per_call: Option<Estimate>,
    /// Calls answered; none if not known, and then nothing is shown per call but `per_call`.
    pub answered: Option<f64>,
    /// What each outcome costs others, pounds; empty if no outcome has a cost.
    pub others: Vec<Sum>,
    /// What falls on others in all, pounds.
    pub downstream: Option<Estimate>,
    /// Why that is not known: "no cost is stated for ambulance"; empty if it is known, or was not asked for.
    pub others_gaps: Vec<String>,
}

impl Configuration {
    fn has_contract(&self) -> bool {
        !self.incomes.is_empty() || self.income.is_some()
    }

    /// Kinds whose cost is known.
    fn known(&self) -> impl Iterator<Item = (&Cost, f64)> {
        self.costs.iter().filter_map(|cost| Some((cost, cost.amount.filter(|amount| amount.is_finite())?)))
    }

    /// The provider's cost as far as it is known.
    fn spent(&self) -> f64 {
        usable(self.cost).map_or_else(|| self.known().map(|(_, amount)| amount).sum(), |cost| cost.mean)
    }

    /// Why the cost is not known; none if it is.
    fn gap(&self) -> Option<String> {
        let unknown: Vec<&str> = self.costs.iter().filter(|cost| cost.amount.is_none()).map(|cost| cost.name.as_str()).collect();
        match (usable(self.cost), self.gaps.is_empty(), unknown.is_empty()) {
            (Some(_), _, _) => None,
            (None, false, _) => Some(format!("not known: {}", self.gaps.join("; "))),
            (None, true, false) => Some(format!("not known: {}", unknown.join(", "))),
            (None, true, true) => Some("not known: no pay is stated".to_owned()),
        }
    }

    /// Why what falls on others is not known; none if it is.
    fn others_gap(&self) -> Option<String> {
        if usable(self.downstream).is_some() {
            return None;
        }
        let none = "not known: no cost of outcomes is stated".to_owned();
        Some(if self.others_gaps.is_empty() { none } else { format!("not known: {}", self.others_gaps.join("; ")) })
    }
}

/// What the picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// The configurations, the base first; one for a run.
    pub configurations: Vec<Configuration>,
    /// What sums are counted over: "over the 28 days".
    pub period: String,
}

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    match &input.configurations[..] {
        [] => {
            let (mut canvas, area) = sheet(frame, USUAL_BODY);
            sentence(
                &mut canvas,
                area,
                "There is no money to show: the scenario states no pay, no contract and no cost of outcomes.",
            );
            canvas.finish(&frame.title)
        }
        [only] => one::draw(only, &input.period, frame),
        all => several::draw(all, &input.period, frame),
    }
}

/// An estimate that can be drawn.
fn usable(found: Option<Estimate>) -> Option<Estimate> {
    found.filter(|found| found.mean.is_finite())
}

/// Good if above zero for sure, bad if below, unsure between.
fn surplus_colour(found: Estimate) -> Colour {
    let (low, high) = if found.has_interval() { (found.low, found.high) } else { (found.mean, found.mean) };
    match (low >= 0.0, high < 0.0) {
        (true, _) => GOOD,
        (_, true) => BAD,
        _ => UNSURE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_that_is_not_known_is_a_gap_with_a_reason() {
        let mut found = Configuration { gaps: vec!["no pay is stated for nurses".to_owned()], ..Configuration::default() };
        assert_eq!(found.gap().unwrap(), "not known: no pay is stated for nurses");
        found.gaps.clear();
        found.costs.push(Cost { name: "agency".to_owned(), family: Family::ExtraStaff, amount: None });
        assert_eq!(found.gap().unwrap(), "not known: agency");
        found.cost = Some(Estimate::exact(0.0));
        assert_eq!(found.gap(), None);
    }

    #[test]
    fn a_surplus_is_good_only_for_sure() {
        let found = |low: f64, high: f64| surplus_colour(Estimate { mean: f64::midpoint(low, high), low, high });
        assert_eq!([found(1.0, 2.0), found(-1.0, 2.0), found(-2.0, -1.0), found(0.0, 0.0)], [GOOD, UNSURE, BAD, GOOD]);
    }
}
