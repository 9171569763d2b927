//! The same contract in every form of payment: the price at which each balances, and who bears the risk of volume.
//!
//! A price is turned from one form into another at the expected volume: both bring the same income on average over the replications.
//! Deductions and gain share stay as they are. Then the chance of a loss under each says how the forms differ by chance alone, and the
//! surplus at a lower and a higher volume, staffing kept, who pays for a wrong forecast: a block leaves more calls to the provider and
//! fewer to the commissioner.

use super::case::Case;
use super::cheapest::{Cheapest, cheapest};
use super::offer::{Chance, enough};
use crate::experiment::Trial;
use crate::finance::{Form, Marginal, Terms};
use crate::model::money::{Margin, PaidFor};
use crate::scenario::price_test::Limits;

/// A form of payment.
#[derive(Clone, Debug, PartialEq)]
pub struct InForm {
    /// Its name: `per-call`, `per-head`, `block`, `cost-and-volume`.
    pub name: &'static str,
    /// The form.
    pub form: Form,
    /// It is the contract's own.
    pub own: bool,
    /// Where its books balance.
    pub cheapest: Option<Cheapest>,
    /// The offered price in this form; none where nothing is paid for.
    pub offered: Option<f64>,
    /// The chance of a loss there (no margin wanted), as stated.
    pub loss: Option<Chance>,
    /// The mean surplus there: as stated, and at the ends of the volume's range.
    pub surplus: Option<f64>,
    /// The mean surplus at a lower and a higher volume, staffing kept; none where volume is not varied.
    pub at_volumes: Option<[f64; 2]>,
}

/// All forms that a contract can have. `offered`: in the contract's own form; `volumes`: replications at the ends of the volume's range.
pub fn forms(
    case: &Case,
    trials: &[Trial],
    volumes: Option<[&[Trial]; 2]>,
    (offered, confidence, limits): (f64, f64, Limits),
) -> Vec<InForm> {
    let accounts: Vec<_> = trials.iter().filter_map(|trial| trial.accounts.get(case.contract)).collect();
    let paid_for = case.form.paid_for();
    let (volume, year): (f64, f64) =
        accounts.iter().fold((0.0, 0.0), |(calls, year), a| (calls + a.paid(paid_for), year + a.year()));
    let a_year = if year > 0.0 { volume / year } else { 0.0 };
    let contract = &case.scenario.model.money.contracts[case.contract];
    let areas = contract.areas.iter().map(|&area| case.scenario.model.areas[area as usize].population);
    let people: Option<f64> = areas.sum();
    let mut all = vec![("per-call", Form::PerCall(paid_for))];
    if let Some(people) = people.filter(|people| *people > 0.0) {
        all.push(("per-head", Form::PerHead(people)));
    }
    all.push(("block", Form::Block));
    let cost_and_volume = Form::CostAndVolume {
        floor: limits.floor * a_year,
        cap: limits.cap * a_year,
        marginal: Marginal::OfPrice(limits.marginal),
        paid_for,
    };
    all.push(("cost-and-volume", cost_and_volume));
    all.into_iter()
        .map(|(name, form)| {
            let own = std::mem::discriminant(&form) == std::mem::discriminant(&case.form);
            let form = if own { case.form } else { form };
            in_form(case, (name, form, own), trials, volumes, offered, confidence)
        })
        .collect()
}

fn in_form(
    case: &Case,
    (name, form, own): (&'static str, Form, bool),
    trials: &[Trial],
    volumes: Option<[&[Trial]; 2]>,
    offered: f64,
    confidence: f64,
) -> InForm {
    let lines = case.lines_as(form, trials);
    let income: f64 = case.lines(trials).iter().map(|line| line.fixed + offered * line.a_pound).sum();
    let fixed: f64 = lines.iter().map(|line| line.fixed).sum();
    let a_pound: f64 = lines.iter().map(|line| line.a_pound).sum();
    let price = (a_pound > 0.0).then(|| (income - fixed) / a_pound);
    let without_margin = Terms { margin: Margin::None, ..case.terms };
    let mean = |trials: &[Trial], price: f64| {
        let lines = case.lines_as(form, trials);
        lines.iter().map(|line| without_margin.left(line, price)).sum::<f64>() / lines.len().max(1) as f64
    };
    InForm {
        name,
        form,
        own,
        cheapest: cheapest(&case.terms, &lines, confidence),
        offered: price,
        loss: price.map(|price| Chance::new(lines.iter().map(|line| !enough(without_margin.left(line, price), line.cost)))),
        surplus: price.map(|price| mean(trials, price)),
        at_volumes: price.zip(volumes).map(|(price, [low, high])| [mean(low, price), mean(high, price)]),
    }
}

/// What is counted, in words.
pub fn counted(paid_for: PaidFor) -> &'static str {
    match paid_for {
        PaidFor::Answered => "answered call",
        PaidFor::Triaged => "triaged call",
        PaidFor::Offered => "offered call",
    }
}
