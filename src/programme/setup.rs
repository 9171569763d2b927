//! What a roll-out rests on and luck does not change: calls by day, what the planned heads cost, who pays whom.
//!
//! The heads planned for an area are its share of those of its own provider (the provider of `areas.NAME`), by expected calls. Whoever
//! takes an area has, of these heads, the share that is in post with them.

use crate::finance::{Labour, Months};
use crate::model::money::Payment;
use crate::model::programme::{MEASURES, Programme};
use crate::model::{Measure, MeasureKind, Model, Scope, StepKind, Tick};
use crate::plan::requirement::{self, Rule};

/// An area's part of the setup.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaSetup {
    /// Its provider in the scenario.
    pub home: u16,
    /// Expected calls to the first queue, by day.
    pub calls: Vec<f64>,
    /// The same a day, on average.
    pub mean_calls: f64,
    /// Share of the heads of its provider that are planned for it.
    pub of_home: f64,
    /// Cost of its planned heads by day, pounds.
    pub labour: Vec<f64>,
    /// Places that these heads are, in people of full time.
    pub people: usize,
    /// Its part of a contract's payment, where it has one.
    pub payment: Option<Payment>,
    /// That contract.
    pub contract: Option<usize>,
}

/// What a roll-out rests on.
#[derive(Clone, Debug)]
pub struct Setup<'m> {
    /// The service.
    pub model: &'m Model,
    /// The programme.
    pub programme: &'m Programme,
    /// Index of the first day in [`Clock::days`](crate::model::Clock); days below count from it.
    pub first: usize,
    /// Days.
    pub days: usize,
    /// The deadline.
    pub deadline: usize,
    /// Areas.
    pub areas: Vec<AreaSetup>,
    /// Month of each day.
    pub month: Vec<usize>,
    /// By month: its share of a year, and its days.
    pub months: Vec<(f64, usize)>,
    /// By month: its first moment.
    pub starts: Vec<Tick>,
    /// Measures that gates and deductions look at; each target's is at [`Self::place`].
    pub asked: Vec<MeasureKind>,
    /// A call is answered in time up to so many seconds.
    pub in_time: f64,
}

/// Hours that a person of full time is paid a week.
const FULL_TIME: f64 = 37.5;
const DAYS_A_YEAR: f64 = 365.25;

impl<'m> Setup<'m> {
    /// For a scenario.
    pub fn new(model: &'m Model, programme: &'m Programme) -> Self {
        let reported = model.clock.reported_days();
        let (first, days) = (reported.start, reported.len());
        let months = Months::new(model);
        let month: Vec<usize> = reported.clone().map(|day| model.clock.days[day].month.unwrap_or(0) as usize).collect();
        let days_of = |index: usize| month.iter().filter(|&&m| m == index).count();
        let month_facts: Vec<(f64, usize)> =
            months.periods.iter().enumerate().map(|(index, period)| (period.year, days_of(index))).collect();
        let calls: Vec<Vec<f64>> = (0..model.areas.len()).map(|area| calls_by_day(model, area, first, days)).collect();
        let totals: Vec<f64> = calls.iter().map(|calls| calls.iter().sum()).collect();
        let labour = labour_by_day(model, &months, &month, &month_facts);
        let areas = calls
            .into_iter()
            .enumerate()
            .map(|(index, calls)| {
                let home = model.areas[index].provider;
                let of = |members: &dyn Fn(usize) -> bool| {
                    let (number, all) =
                        (0..totals.len()).filter(|&a| members(a)).fold((0, 0.0), |s, a| (s.0 + 1, s.1 + totals[a]));
                    if all > 0.0 { totals[index] / all } else { 1.0 / f64::from(number.max(1)) }
                };
                let of_home = of(&|a| model.areas[a].provider == home);
                let contract = model.money.contracts.iter().position(|c| c.areas.contains(&(index as u16)));
                let payment = contract
                    .map(|c| &model.money.contracts[c])
                    .map(|c| part_of(c.payment, of(&|a| c.areas.contains(&(a as u16)))));
                AreaSetup {
                    home,
                    mean_calls: totals[index] / days.max(1) as f64,
                    calls,
                    of_home,
                    labour: labour[home as usize].iter().map(|cost| cost * of_home).collect(),
                    people: (heads_on_average(model, home) * of_home * 168.0 / FULL_TIME).round().max(1.0) as usize,
                    payment,
                    contract,
                }
            })
            .collect();
        Self {
            model,
            programme,
            first,
            days,
            deadline: programme.deadline.saturating_sub(first),
            areas,
            month,
            months: month_facts,
            starts: months.periods.iter().map(|period| period.start).collect(),
            asked: asked(model, programme),
            in_time: Rule::of(model).seconds,
        }
    }

    /// The place of a target's measure among those asked.
    pub fn place(&self, target: u16) -> usize {
        let kind = self.model.targets[target as usize].measure.kind;
        self.asked.iter().position(|&k| k == kind).unwrap_or(0)
    }

    /// The place of a measure that a deduction looks at; none where it is not followed.
    pub fn followed(&self, target: u16) -> Option<usize> {
        let Measure { kind, scope } = self.model.targets[target as usize].measure;
        self.asked.iter().position(|&k| k == kind).filter(|_| scope == Scope::All)
    }

    /// A day as people write it.
    pub fn label(&self, day: usize) -> &str {
        self.model.clock.days.get(self.first + day).map_or("", |day| day.label.as_str())
    }

    /// Pounds a year of a provider that come whatever it does, and pounds a day from them.
    pub fn overhead_a_day(&self, provider: usize) -> f64 {
        let overhead = self.model.money.providers[provider].overhead;
        (overhead.per_year + overhead.per_line * overhead.lines) / DAYS_A_YEAR
    }
}

/// Measures that gates look at, then those of deductions, as far as there is room and they are known of an area by day.
fn asked(model: &Model, programme: &Programme) -> Vec<MeasureKind> {
    let gates = programme.areas.iter().flatten().flat_map(|launch| launch.gate.targets.iter().copied());
    let deductions = model.money.contracts.iter().flat_map(|contract| contract.deductions.iter().map(|d| d.target));
    let deductions = deductions.filter(|&target| {
        let measure = model.targets[target as usize].measure;
        measure.kind.known_by_day() && measure.scope == Scope::All
    });
    let mut asked: Vec<MeasureKind> = Vec::new();
    for kind in gates.chain(deductions).map(|target| model.targets[target as usize].measure.kind) {
        if !asked.contains(&kind) && asked.len() < MEASURES {
            asked.push(kind);
        }
    }
    asked
}

/// A share of what a contract pays.
fn part_of(payment: Payment, share: f64) -> Payment {
    match payment {
        Payment::Block(a_year) => Payment::Block(a_year * share),
        Payment::PerCall { .. } => payment,
        Payment::PerHead { price, people } => Payment::PerHead { price, people: people * share },
        Payment::CostAndVolume { price, floor, cap, marginal, paid_for } => {
            Payment::CostAndVolume { price, floor: floor * share, cap: cap * share, marginal, paid_for }
        }
    }
}

/// The steps at which callers of a source first meet people, with calls there for each that rings.
pub(super) fn first_steps(model: &Model, source: usize) -> Vec<(usize, f64)> {
    let visits = requirement::expected_visits(model, source);
    let first = |step: usize| model.steps[step].first && model.steps[step].kind != StepKind::Message;
    visits.into_iter().enumerate().filter(|&(step, visits)| visits > 0.0 && first(step)).collect()
}

/// Sources of an area that ring themselves.
pub(super) fn sources(model: &Model, area: usize) -> impl Iterator<Item = usize> + '_ {
    (0..model.sources.len()).filter(move |&s| model.sources[s].area as usize == area && model.sources[s].home.is_none())
}

fn calls_by_day(model: &Model, area: usize, first: usize, days: usize) -> Vec<f64> {
    let mut calls = vec![0.0; days];
    for source in sources(model, area) {
        let visits: f64 = first_steps(model, source).iter().map(|s| s.1).sum();
        for (slot, offered) in requirement::by_slot(model, source).iter().enumerate() {
            let day = model.clock.slots[model.clock.first_slot + slot].day as usize - first;
            calls[day] += offered * visits;
        }
    }
    calls
}

/// Cost of each provider's scheduled people with the overhead on labour, by day: a month's evenly over its days.
fn labour_by_day(model: &Model, months: &Months, month: &[usize], facts: &[(f64, usize)]) -> Vec<Vec<f64>> {
    let labour = Labour::new(model, months, 0.0);
    let mut by_month = vec![vec![0.0; months.len()]; model.providers.len()];
    for (group, cost) in model.groups.iter().zip(&labour.groups) {
        for (month, kinds) in cost.cost.iter().flatten().enumerate() {
            let overhead = 1.0 + model.money.providers[group.provider as usize].overhead.of_labour;
            by_month[group.provider as usize][month] += kinds.iter().sum::<f64>() * overhead;
        }
    }
    by_month.iter().map(|cost| month.iter().map(|&m| cost[m] / facts[m].1.max(1) as f64).collect()).collect()
}

/// People due at a provider, on average over the run.
fn heads_on_average(model: &Model, provider: u16) -> f64 {
    let slots = model.clock.first_slot..model.clock.last_slot;
    let groups = (0..model.groups.len()).filter(|&g| model.groups[g].provider == provider && model.groups[g].heads.is_some());
    groups.map(|g| slots.clone().map(|slot| requirement::due_in(model, g, slot)).sum::<f64>() / slots.len().max(1) as f64).sum()
}
