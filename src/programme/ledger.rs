//! Money of a roll-out: months of providers, and what each area pays to whom. What areas pay is what providers receive.
//!
//! ```text
//! provider   income: fees of its areas, closed monthly;  cost: labour of the people in post and in training, overheads
//! area       pays its contract's price x the taker's factor for the taker's calls, and the line before for the rest
//! ```
//! A block or a sum a head is paid for the share of the calls and of the month that the taker had.

use super::area::Taker;
use super::service::Served;
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
        }
    }

    /// Calls of an area that ended with a taker on a day; `share`: of its calls that it took on this day.
    pub fn calls(&mut self, area: usize, taker: Taker, price: f64, share: f64, served: &Served) {
        let same = |o: &Open| o.area == area && o.taker == taker && o.price.to_bits() == price.to_bits();
        let place = self.open.iter().position(same).unwrap_or_else(|| {
            self.open.push(Open { area, taker, price, calls: Calls::default(), days: 0.0 });
            self.open.len() - 1
        });
        let open = &mut self.open[place];
        open.calls.answered += served.answered;
        open.calls.triaged += served.triaged;
        open.calls.offered += served.offered;
        open.days += share;
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
        for open in std::mem::take(&mut self.open) {
            let Some(payment) = setup.areas[open.area].payment else { continue };
            let fee = open.price * contract::fee(payment, open.calls, year * open.days / days.max(1) as f64);
            self.paid[open.area].takers += fee;
            match open.taker {
                Taker::Provider(provider) => self.providers[provider as usize][month].income += fee,
                Taker::Winner => self.winners += fee,
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
