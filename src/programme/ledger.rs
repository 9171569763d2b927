//! Money of a roll-out: months of providers, and what each area pays to whom. What areas pay is what providers receive.
//!
//! ```text
//! provider   income: fees of its areas, closed monthly;  cost: labour of the people in post and in training, overheads
//! area       pays its contract's price x the taker's factor for the taker's calls, and the line before for the rest
//! ```
//! A block or a sum a head is paid for the share of the calls and of the month that the taker had. Deductions of a contract are found for each
//! taker by itself: its measures over all its calls of the contract's areas in the month, the same share off each of their fees.

use super::area::Taker;
use super::service::{MEASURES, Served, value};
use super::setup::Setup;
use crate::finance::contract::{self, Calls};

/// Months on which a forecast rests.
const FORECAST_FROM: usize = 3;

/// What an area owes one taker for the month so far.
#[derive(Clone, Copy, Debug)]
struct Open {
    area: usize,
    taker: Taker,
    price: f64,
    calls: Calls,
    measures: [[f64; 2]; MEASURES],
    /// Sum over days of the share of calls.
    days: f64,
}

/// A provider's month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Month {
    /// Received.
    pub income: f64,
    /// Spent.
    pub cost: f64,
    /// Of this on areas that it does not serve yet.
    pub ahead: f64,
}

/// What an area has paid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paid {
    /// To its takers.
    pub takers: f64,
    /// To the line before.
    pub before: f64,
}

/// All money of a replication.
#[derive(Clone, Debug)]
pub struct Ledger {
    open: Vec<Open>,
    /// `[provider][month]`.
    pub providers: Vec<Vec<Month>>,
    /// Received by winners of tenders that were held again.
    pub winners: f64,
    /// By area.
    pub paid: Vec<Paid>,
    /// `[provider][month]`: it took calls.
    active: Vec<Vec<bool>>,
    /// By area: fees that the provider of its contract got for it, and calls that it answered for them.
    own: Vec<[f64; 2]>,
    /// Calls that each provider answered.
    answered: Vec<f64>,
}

impl Ledger {
    /// Nothing yet.
    pub fn new(setup: &Setup) -> Self {
        let (providers, months) = (setup.model.providers.len(), setup.months.len());
        Self {
            open: Vec::new(),
            providers: vec![vec![Month::default(); months]; providers],
            winners: 0.0,
            paid: vec![Paid::default(); setup.areas.len()],
            active: vec![vec![false; months]; providers],
            own: vec![[0.0; 2]; setup.areas.len()],
            answered: vec![0.0; providers],
        }
    }

    /// Calls of an area that ended with a taker on a day; `share`: of its calls that it took on this day.
    pub fn calls(&mut self, area: usize, taker: Taker, price: f64, share: f64, served: &Served) {
        let same = |o: &Open| o.area == area && o.taker == taker && o.price.to_bits() == price.to_bits();
        let place = self.open.iter().position(same).unwrap_or_else(|| {
            self.open.push(Open { area, taker, price, calls: Calls::default(), measures: [[0.0; 2]; MEASURES], days: 0.0 });
            self.open.len() - 1
        });
        let open = &mut self.open[place];
        open.calls.answered += served.answered;
        open.calls.triaged += served.triaged;
        open.calls.offered += served.offered;
        open.days += share;
        for (sums, measured) in open.measures.iter_mut().zip(served.measures) {
            sums[0] += measured[0];
            sums[1] += measured[1];
        }
    }

    /// Calls that the line before answered.
    pub fn before(&mut self, area: usize, provider: usize, month: usize, pounds: f64) {
        self.paid[area].before += pounds;
        self.providers[provider][month].income += pounds;
    }

    /// What a provider spends; `ahead`: of this on areas that it does not serve yet.
    pub fn spends(&mut self, provider: usize, month: usize, pounds: f64, ahead: f64) {
        self.providers[provider][month].cost += pounds;
        self.providers[provider][month].ahead += ahead;
    }

    /// A provider took calls in a month.
    pub fn took_calls(&mut self, provider: usize, month: usize) {
        self.active[provider][month] = true;
    }

    /// Settles what is owed for a month.
    pub fn close(&mut self, setup: &Setup, month: usize) {
        let (year, days) = setup.months[month];
        let owed = std::mem::take(&mut self.open);
        for open in &owed {
            let Some(payment) = setup.areas[open.area].payment else { continue };
            let fee = open.price * contract::fee(payment, open.calls, year * open.days / days.max(1) as f64);
            let fee = fee * (1.0 - taken_off(setup, month, &owed, open));
            self.paid[open.area].takers += fee;
            match open.taker {
                Taker::Provider(provider) => {
                    self.providers[provider as usize][month].income += fee;
                    self.answered[provider as usize] += open.calls.answered;
                    let contract = setup.areas[open.area].contract.map(|place| &setup.model.money.contracts[place]);
                    if contract.is_some_and(|contract| contract.provider == provider) {
                        self.own[open.area][0] += fee;
                        self.own[open.area][1] += open.calls.answered;
                    }
                }
                Taker::Winner => self.winners += fee,
            }
        }
    }

    /// Gain shares, once the last month is closed: of what a contract left its own provider, whose cost counts in proportion to the calls that it
    /// answered; back to the areas in proportion to what they paid.
    pub fn share_gains(&mut self, setup: &Setup, month: usize) {
        for (place, contract) in setup.model.money.contracts.iter().enumerate() {
            let Some(share) = contract.gain_share else { continue };
            let provider = contract.provider as usize;
            let members: Vec<usize> = (0..setup.areas.len()).filter(|&area| setup.areas[area].contract == Some(place)).collect();
            let [income, answered] = [0, 1].map(|what| members.iter().map(|&area| self.own[area][what]).sum::<f64>());
            let all: f64 = self.providers[provider].iter().map(|month| month.cost).sum();
            let gain = contract::gain(share, income, all * answered / self.answered[provider].max(1e-9));
            if income <= 0.0 || gain <= 0.0 {
                continue;
            }
            self.providers[provider][month].income -= gain;
            for area in members {
                self.paid[area].takers -= gain * self.own[area][0] / income;
            }
        }
    }

    /// Income less cost of a provider up to a month, that month included.
    pub fn surplus(&self, provider: usize, month: usize) -> f64 {
        self.providers[provider][..=month].iter().map(|m| m.income - m.cost).sum()
    }

    /// Twelve times the mean loss of the last three months, up to a month, in which a provider took calls; none before there are three.
    /// Areas in mobilisation are left out: what they cost is spent once.
    pub fn forecast_loss(&self, provider: usize, month: usize) -> Option<f64> {
        let mut recent = [0.0; FORECAST_FROM];
        let mut taken = (0..=month).rev().filter(|&m| self.active[provider][m]);
        for loss in &mut recent {
            let month = &self.providers[provider][taken.next()?];
            *loss = month.cost - month.ahead - month.income;
        }
        Some(12.0 * recent.iter().sum::<f64>() / recent.len() as f64)
    }
}

/// The share of a fee that the deductions of its contract take in a month.
fn taken_off(setup: &Setup, month: usize, owed: &[Open], open: &Open) -> f64 {
    let contracts = &setup.model.money.contracts;
    let Some(contract) = setup.areas[open.area].contract.map(|place| &contracts[place]) else { return 0.0 };
    let free = setup.starts.get(month).is_none_or(|&start| start < setup.model.clock.start + contract.grace);
    if contract.deductions.is_empty() || free {
        return 0.0;
    }
    // winners of second tenders have nothing to do with one another
    let same = |other: &&Open| {
        setup.areas[other.area].contract == setup.areas[open.area].contract
            && other.taker == open.taker
            && (open.taker != Taker::Winner || other.area == open.area)
    };
    let values = contract.deductions.iter().map(|deduction| {
        let place = setup.followed(deduction.target)?;
        let sums =
            owed.iter().filter(same).fold([0.0; 2], |sums, o| [sums[0] + o.measures[place][0], sums[1] + o.measures[place][1]]);
        value(sums)
    });
    contract::deducted(contract, values)
}
