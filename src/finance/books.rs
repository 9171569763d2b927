//! A provider's books in one replication, by month: income, cost by kind, surplus, reserve; and what outcomes cost the system.

use super::account::{Account, AccountMonth};
use super::contract::{self, Calls};
use super::labour::{ByKind, GroupLabour, Labour};
use super::months::Months;
use crate::model::clock::HOUR;
use crate::model::money::{Contract, CostKind};
use crate::model::{Measure, MeasureKind as K, Model, Scope};
use crate::tally::ledger::Journey;
use crate::tally::{Evaluation, Layout, Ledger, Leg, Quantiles, Ratio, Selection};

/// Made once a model: what does not depend on the replication.
#[derive(Clone, Debug)]
pub struct Finance<'m> {
    model: &'m Model,
    layout: Layout,
    /// The months.
    pub months: Months,
    /// What scheduled people cost.
    pub labour: Labour,
    /// Cells of time of each month, with whether the cell is of a holiday.
    cells: Vec<Vec<(usize, bool)>>,
    /// Lines on which calls are answered the first time, by source.
    lines: Vec<Vec<usize>>,
    /// `[contract][deduction]`.
    selections: Vec<Vec<Selection>>,
}

/// A provider's month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// By kind; none where some pay is not known.
    pub cost: Option<ByKind>,
    /// Calls answered by a person.
    pub answered: f64,
    /// What contracts pay before deductions.
    pub fees: f64,
    /// Taken off for targets not kept.
    pub deductions: f64,
    /// Gone back to commissioners; none where it hangs on a cost that is not known.
    pub gain_share: Option<f64>,
}

impl Page {
    /// All cost.
    pub fn total(&self) -> Option<f64> {
        self.cost.map(|kinds| kinds.iter().sum())
    }

    /// What contracts pay.
    pub fn income(&self) -> Option<f64> {
        self.gain_share.map(|gain| self.fees - self.deductions - gain)
    }

    /// Income less cost.
    pub fn surplus(&self) -> Option<f64> {
        Some(self.income()? - self.total()?)
    }
}

/// A group's month.
#[derive(Clone, Debug, Default, PartialEq)]
struct GroupPage {
    paid_hours: Option<f64>,
    busy_hours: f64,
    cost: Option<ByKind>,
}

/// The books of a replication.
#[derive(Clone, Debug)]
pub struct Books<'f, 'm> {
    finance: &'f Finance<'m>,
    /// `[provider][month]`.
    pub pages: Vec<Vec<Page>>,
    /// `[group][month]`.
    groups: Vec<Vec<GroupPage>>,
    /// `[source][month]`: what outcomes cost; none where one that was reached states none.
    downstream: Vec<Vec<Option<f64>>>,
    /// By outcome: reached, and states no cost.
    pub unpriced: Vec<bool>,
    /// By contract: its months and its part of the cost, for other prices than the stated one.
    pub accounts: Vec<Account>,
}

impl<'m> Finance<'m> {
    /// For a model; none where it states no money.
    pub fn new(model: &'m Model, layout: &Layout) -> Option<Self> {
        let money = &model.money;
        let shrinks = model.groups.iter().any(|g| g.paid.shrinkage.is_some());
        if !money.costs() && money.contracts.is_empty() && !money.downstream && !shrinks {
            return None;
        }
        let months = Months::new(model);
        let labour = Labour::new(model, &months, 0.0);
        let day_of = |cell: usize| match layout.cells[cell] {
            crate::tally::layout::Cell::Slot(slot) => model.clock.slots[slot as usize].day as usize,
            crate::tally::layout::Cell::Day(day) => day as usize,
            _ => 0,
        };
        let mut cells = vec![Vec::new(); months.len()];
        for cell in layout.whole() {
            let day = &model.clock.days[day_of(cell)];
            cells[day.month.unwrap_or(0) as usize].push((cell, day.holiday));
        }
        let first = |source: usize| {
            let places = layout.places.iter().enumerate().filter(|(_, place)| place.leg == Leg::First);
            places.map(|(place, _)| place * layout.sources + source).collect()
        };
        let selections = money
            .contracts
            .iter()
            .map(|contract| {
                let targets = contract.deductions.iter().map(|d| model.targets[d.target as usize].measure.scope);
                targets.map(|scope| Selection::new(model, layout, scope).of_areas(model, &contract.areas)).collect()
            })
            .collect();
        Some(Self {
            model,
            layout: layout.clone(),
            months,
            labour,
            cells,
            lines: (0..layout.sources).map(first).collect(),
            selections,
        })
    }

    /// The books of a replication.
    pub fn books<'f>(&'f self, ledger: &Ledger) -> Books<'f, 'm> {
        let calls: Vec<Vec<Calls>> = (0..self.layout.sources).map(|s| self.calls(ledger, s)).collect();
        let groups: Vec<Vec<GroupPage>> = (0..self.model.groups.len()).map(|g| self.group(ledger, g)).collect();
        let providers = 0..self.model.providers.len();
        let mut pages: Vec<Vec<Page>> = providers.map(|p| self.costs(p, &groups, &calls)).collect();
        let accounts = self.incomes(ledger, &calls, &mut pages);
        let mut unpriced = vec![false; self.model.outcomes.len()];
        let downstream = (0..self.layout.sources).map(|s| self.downstream(ledger, s, &mut unpriced)).collect();
        Books { finance: self, pages, groups, downstream, unpriced, accounts }
    }

    /// Calls of a source by month.
    fn calls(&self, ledger: &Ledger, source: usize) -> Vec<Calls> {
        let journeys = |cell: usize, what| ledger.journeys(cell, source, what);
        let month = |cells: &Vec<(usize, bool)>| {
            let (mut answered, mut triaged, mut offered) = (0, 0, 0);
            for &(cell, _) in cells {
                answered += self.lines[source].iter().map(|&l| ledger.answered_within(cell, l, self.layout.buckets)).sum::<u64>();
                triaged += journeys(cell, Journey::Triaged);
                offered += ledger.received(cell, source);
            }
            Calls { answered: answered as f64, triaged: triaged as f64, offered: offered as f64 }
        };
        self.cells.iter().map(month).collect()
    }

    /// A group's months: what was scheduled, and overrun.
    fn group(&self, ledger: &Ledger, group: usize) -> Vec<GroupPage> {
        let mut labour = &self.labour.groups[group];
        let of_replication;
        if let Some(kept) = ledger.kept.get(group).filter(|_| self.model.groups[group].differs_by_replication()) {
            let pay = self.model.money.pay.get(group).and_then(Option::as_ref);
            of_replication = GroupLabour::new(self.model, &self.months, &self.model.groups[group], pay, 0.0, Some(kept));
            labour = &of_replication;
        }
        let month = |(month, cells): (usize, &Vec<(usize, bool)>)| {
            let (mut busy, mut overrun) = (0, [0; 2]);
            for &(cell, holiday) in cells {
                let [working, _, over, _] = ledger.agent_time(cell, group);
                busy += working;
                overrun[usize::from(holiday)] += over;
            }
            let hours = |ticks: u64| ticks as f64 / HOUR as f64;
            let cost = labour.cost.as_ref().map(|cost| {
                let mut kinds = cost[month];
                let more = hours(overrun[0]) * labour.overrun_hour[0] + hours(overrun[1]) * labour.overrun_hour[1];
                kinds[CostKind::Overtime as usize] += more;
                kinds
            });
            let paid_hours = labour.paid_hours.as_ref().map(|paid| paid[month] + hours(overrun[0] + overrun[1]));
            GroupPage { paid_hours, busy_hours: hours(busy), cost }
        };
        self.cells.iter().enumerate().map(month).collect()
    }

    /// A provider's months without income.
    fn costs(&self, provider: usize, groups: &[Vec<GroupPage>], calls: &[Vec<Calls>]) -> Vec<Page> {
        let own = |source: usize| self.model.sources[source].provider as usize == provider;
        let overhead = self.model.money.providers[provider].overhead;
        let month = |month: usize| {
            let answered: f64 = (0..calls.len()).filter(|&s| own(s)).map(|s| calls[s][month].answered).sum();
            let mine = (0..groups.len()).filter(|&g| self.model.groups[g].provider as usize == provider);
            let mut cost = Some([0.0; CostKind::ALL.len()]);
            for group in mine {
                cost = cost.zip(groups[group][month].cost).map(|(mut sum, more)| {
                    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
                    sum
                });
            }
            if let Some(kinds) = &mut cost {
                let labour: f64 = kinds.iter().sum();
                let a_year = overhead.per_year + overhead.per_line * overhead.lines;
                kinds[CostKind::Overheads as usize] =
                    overhead.of_labour * labour + a_year * self.months.periods[month].year + overhead.per_call * answered;
            }
            Page { cost, answered, gain_share: Some(0.0), ..Page::default() }
        };
        (0..self.months.len()).map(month).collect()
    }

    /// Adds what contracts pay, and gives their accounts.
    fn incomes(&self, ledger: &Ledger, calls: &[Vec<Calls>], pages: &mut [Vec<Page>]) -> Vec<Account> {
        let mut accounts = Vec::new();
        for (contract, selections) in self.model.money.contracts.iter().zip(&self.selections) {
            let mut account = self.account(contract, selections, ledger, calls);
            let pages = &mut pages[contract.provider as usize];
            let mut income = 0.0;
            for (page, month) in pages.iter_mut().zip(&account.months) {
                let fee = contract::fee(contract.payment, month.calls, month.year);
                page.fees += fee;
                page.deductions += fee * month.taken;
                income += fee * (1.0 - month.taken);
            }
            let all: f64 = pages.iter().map(|p| p.answered).sum();
            let answered: f64 = account.months.iter().map(|month| month.calls.answered).sum();
            let cost = pages.iter().map(Page::total).sum::<Option<f64>>();
            account.cost = cost.map(|cost| if all > 0.0 { cost * answered / all } else { cost });
            if let Some(share) = contract.gain_share
                && let Some(last) = pages.last_mut()
            {
                let gain = account.cost.map(|cost| contract::gain(share, income, cost));
                last.gain_share = last.gain_share.zip(gain).map(|(sum, more)| sum + more);
            }
            accounts.push(account);
        }
        accounts
    }

    /// A contract's months: calls, and what deductions take.
    fn account(&self, contract: &Contract, selections: &[Selection], ledger: &Ledger, calls: &[Vec<Calls>]) -> Account {
        let model = self.model;
        let months = self.months.periods.iter().enumerate().map(|(month, period)| {
            let mut sum = Calls::default();
            for (source, calls) in calls.iter().enumerate() {
                if contract.areas.contains(&model.sources[source].area) {
                    sum.answered += calls[month].answered;
                    sum.triaged += calls[month].triaged;
                    sum.offered += calls[month].offered;
                }
            }
            let free = period.start < model.clock.start + contract.grace;
            let values = contract.deductions.iter().zip(selections).map(|(deduction, selection)| {
                let kind = model.targets[deduction.target as usize].measure.kind;
                self.value(ledger, selection, kind, month)
            });
            let taken = if free { 0.0 } else { contract::deducted(contract, values) };
            AccountMonth { calls: sum, year: period.year, taken }
        });
        Account { months: months.collect(), cost: None }
    }

    /// A measure of service in a month.
    fn value(&self, ledger: &Ledger, selection: &Selection, kind: K, month: usize) -> Option<f64> {
        if matches!(kind, K::WaitQuantile(_) | K::CallBackWaitQuantile(_) | K::TimeToClinicianQuantile(_)) {
            return Quantiles::new(ledger, selection, month..month + 1).quantile(kind);
        }
        let cells: Vec<usize> = self.cells[month].iter().map(|c| c.0).collect();
        let span = self.months.days.iter().filter(|d| d.2 == month).map(|d| d.1 - d.0).sum();
        Evaluation::new(self.model, ledger, selection, &cells).ratio(kind, span).value()
    }

    /// What the outcomes of a source's episodes cost the system, by month.
    fn downstream(&self, ledger: &Ledger, source: usize, unpriced: &mut [bool]) -> Vec<Option<f64>> {
        let mut month = |cells: &Vec<(usize, bool)>| {
            let mut sum = Some(0.0);
            for (outcome, price) in self.model.money.outcomes.iter().enumerate() {
                let episodes: u64 = cells.iter().map(|&(cell, _)| ledger.outcomes(cell, source, outcome)).sum();
                if episodes > 0 {
                    unpriced[outcome] |= price.is_none();
                    sum = sum.zip(*price).map(|(sum, price)| sum + episodes as f64 * price);
                }
            }
            sum
        };
        self.cells.iter().map(&mut month).collect()
    }
}

impl Books<'_, '_> {
    /// A measure of money over some months. A count of pounds or hours has denominator 1, or 0 where it is blank.
    pub fn ratio(&self, measure: Measure, months: std::ops::Range<usize>) -> Ratio {
        let model = self.finance.model;
        let of_provider = |provider: u16| match measure.scope {
            Scope::Provider(wanted) => provider == wanted,
            _ => true,
        };
        let providers = || (0..model.providers.len()).filter(|&p| of_provider(p as u16));
        let pages = || providers().flat_map(|p| &self.pages[p][months.clone()]);
        let plain = |value: Option<f64>| match value {
            Some(numerator) => Ratio { numerator, denominator: 1.0 },
            None => Ratio::default(),
        };
        let sum = |f: fn(&Page) -> Option<f64>| plain(pages().map(f).sum());
        match measure.kind {
            K::PaidHours | K::Utilisation => self.hours(measure, &months),
            K::Cost | K::CostOf(_) if matches!(measure.scope, Scope::Group(_)) => {
                let Scope::Group(group) = measure.scope else { return Ratio::default() };
                plain(self.groups[group as usize][months].iter().map(|page| of_kind(page.cost, measure.kind)).sum())
            }
            K::Cost => sum(Page::total),
            K::CostOf(_) => plain(pages().map(|page| of_kind(page.cost, measure.kind)).sum()),
            K::CostPerCall => match pages().map(Page::total).sum::<Option<f64>>() {
                Some(numerator) => Ratio { numerator, denominator: pages().map(|p| p.answered).sum() },
                None => Ratio::default(),
            },
            K::Fees => sum(|page| Some(page.fees)),
            K::Deductions => sum(|page| Some(page.deductions)),
            K::GainShare => sum(|page| page.gain_share),
            K::Income => sum(Page::income),
            K::Surplus => sum(Page::surplus),
            K::Reserve => plain(self.reserves(providers(), months.end).map(|r| r.last().copied().unwrap_or(0.0))),
            K::LowestReserve => {
                let start = months.start;
                let lowest = |r: Vec<f64>| r.into_iter().skip(start).fold(f64::INFINITY, f64::min);
                plain(self.reserves(providers(), months.end).map(lowest))
            }
            K::TotalCost => {
                let part = |kind| self.ratio(Measure { kind, scope: measure.scope }, months.clone()).value();
                plain(part(K::Cost).zip(part(K::DownstreamCost)).map(|(cost, downstream)| cost + downstream))
            }
            K::DownstreamCost => {
                let inside = |source: usize| {
                    let place = &model.sources[source];
                    match measure.scope {
                        Scope::Area(area) => place.area == area,
                        Scope::Callers(class) => place.class == class,
                        Scope::Provider(provider) => place.provider == provider,
                        _ => true,
                    }
                };
                let sources = (0..self.downstream.len()).filter(|&s| inside(s));
                plain(sources.flat_map(|s| self.downstream[s][months.clone()].iter().copied()).sum())
            }
            _ => Ratio::default(),
        }
    }

    /// Paid hours, or busy over paid hours.
    fn hours(&self, measure: Measure, months: &std::ops::Range<usize>) -> Ratio {
        let model = self.finance.model;
        let inside = |group: usize| match measure.scope {
            Scope::Group(wanted) => group == wanted as usize,
            Scope::Provider(provider) => model.groups[group].provider == provider,
            _ => true,
        };
        let pages = || (0..self.groups.len()).filter(|&g| inside(g)).flat_map(|g| &self.groups[g][months.clone()]);
        let Some(paid) = pages().map(|page| page.paid_hours).sum::<Option<f64>>() else { return Ratio::default() };
        match measure.kind {
            K::PaidHours => Ratio { numerator: paid, denominator: 1.0 },
            _ => Ratio { numerator: pages().map(|page| page.busy_hours).sum(), denominator: paid },
        }
    }

    /// What is left of the reserves at the end of each month, up to a month; none where a reserve or a surplus is not known.
    fn reserves(&self, providers: impl Iterator<Item = usize>, until: usize) -> Option<Vec<f64>> {
        let mut left = vec![0.0; until];
        for provider in providers {
            let mut sum = self.finance.model.money.providers[provider].reserve?;
            for (left, page) in left.iter_mut().zip(&self.pages[provider]) {
                sum += page.surplus()?;
                *left += sum;
            }
        }
        Some(left)
    }
}

fn of_kind(cost: Option<ByKind>, kind: K) -> Option<f64> {
    match kind {
        K::CostOf(kind) => cost.map(|kinds| kinds[kind as usize]),
        _ => cost.map(|kinds| kinds.iter().sum()),
    }
}
