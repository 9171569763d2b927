//! A programme day by day.
//!
//! When a day begins, in this order: on the first of a month the last one is closed and providers look at their books; dated
//! withdrawals; every area's phases; on the day of the deadline, pressure. Then the day's calls.

use super::area::{Event, Phase, State, Taker};
use super::course::{AreaCourse, Course, GateTest, Lane, Late, ProviderCourse};
use super::ledger::Ledger;
use super::luck::Luck;
use super::service::{Day, Part, Served, Service};
use super::setup::Setup;
use super::step_in::StepIns;
use crate::model::programme::When;

/// Runs a programme.
pub fn run(setup: &Setup, service: &mut dyn Service, luck: Luck) -> Course {
    let mut programme = Running::new(setup, luck);
    for day in 0..setup.days {
        programme.begin(day);
        programme.serve(day, service);
    }
    programme.end()
}

struct Running<'s, 'm> {
    setup: &'s Setup<'m>,
    luck: Luck,
    states: Vec<State>,
    areas: Vec<AreaCourse>,
    step_ins: StepIns,
    ledger: Ledger,
    stepped_in: Vec<usize>,
    parts: Vec<Part>,
    found: Day,
    usual: Vec<Served>,
    /// By area: who has taken calls of it so far, and at which price.
    takers: Vec<Vec<(Taker, f64)>>,
}

impl<'s, 'm> Running<'s, 'm> {
    fn new(setup: &'s Setup<'m>, luck: Luck) -> Self {
        let state = |(area, launch): (usize, &Option<_>)| State::new(setup.areas[area].home, launch.as_ref(), setup.first);
        let providers = setup.model.providers.len();
        Self {
            setup,
            luck,
            states: setup.programme.areas.iter().enumerate().map(state).collect(),
            areas: vec![AreaCourse { lanes: Vec::with_capacity(setup.days), ..AreaCourse::default() }; setup.areas.len()],
            step_ins: StepIns::new(providers),
            ledger: Ledger::new(setup),
            stepped_in: vec![0; providers],
            parts: Vec::new(),
            found: Day::default(),
            usual: Vec::new(),
            takers: vec![Vec::new(); setup.areas.len()],
        }
    }

    fn begin(&mut self, day: usize) {
        let setup = self.setup;
        let closed = day.checked_sub(1).map(|before| setup.month[before]).filter(|&month| month != setup.month[day]);
        if let Some(month) = closed {
            self.ledger.close(setup, month);
        }
        if !self.luck.planned() {
            self.withdrawals(day, closed);
        }
        let mut events = Vec::new();
        for (index, state) in self.states.iter_mut().enumerate() {
            events.clear();
            let before = state.attempt;
            state.advance(setup, index, day, self.luck, &mut events);
            let area = &mut self.areas[index];
            for event in &events {
                match *event {
                    Event::Judged { held, usually, passed } => area.gates.push(GateTest { day, held, usually, passed }),
                    Event::Left => area.left.push(day),
                }
            }
            if let (true, Taker::Provider(provider)) = (state.attempt > before, state.taker) {
                self.stepped_in[provider as usize] += 1;
            }
            if let Some(launch) = setup.programme.areas[index].as_ref().filter(|_| day == setup.deadline) {
                area.pressed = state.press(launch, &setup.model.areas[index].name, day, self.luck);
                area.late = Late::of(state.phase, state.attempt, state.tries);
            }
            let lane = Lane::of(state.phase, state.attempt);
            area.lanes.push(lane);
            if lane.live() {
                area.first_live.get_or_insert(day);
                area.live.get_or_insert(day);
            } else {
                area.live = None;
            }
        }
    }

    /// Notices given when a day begins.
    fn withdrawals(&mut self, day: usize, closed: Option<usize>) {
        let setup = self.setup;
        for provider in 0..setup.model.providers.len() {
            if self.step_ins.noticed[provider].is_some() {
                continue;
            }
            for rule in &setup.programme.providers[provider].withdraws {
                let due = match (rule.when, closed) {
                    (When::On(date), _) => setup.first + day == date,
                    (When::ReserveSpent, Some(month)) => {
                        let reserve = setup.model.money.providers[provider].reserve.unwrap_or(f64::INFINITY);
                        reserve + self.ledger.surplus(provider, month) < 0.0
                    }
                    (When::ForecastLoss(above), Some(month)) => {
                        self.ledger.forecast_loss(provider, month).is_some_and(|loss| loss > above)
                    }
                    (_, None) => false,
                };
                if due {
                    let (step_ins, states) = (&mut self.step_ins, &mut self.states);
                    step_ins.notice(setup, states, provider as u16, rule.area, rule.notice, day, self.luck);
                }
            }
        }
    }

    fn serve(&mut self, day: usize, service: &mut dyn Service) {
        self.part_out(day);
        service.day(day, &self.parts, &mut self.found);
        for index in 0..self.states.len() {
            self.before(index, day);
        }
        let answered = self.book(day, service);
        for (provider, answered) in answered.into_iter().enumerate() {
            self.spend(provider, day, answered);
        }
    }

    /// Which areas' calls go where: those of a provider follow one another, then those of winners of second tenders.
    fn part_out(&mut self, day: usize) {
        let setup = self.setup;
        self.parts.clear();
        let providers = (0..setup.model.providers.len()).map(|provider| Taker::Provider(provider as u16));
        for taker in providers.chain([Taker::Winner]) {
            for (index, state) in self.states.iter().enumerate().filter(|(_, state)| state.taker == taker) {
                let share = state.share(setup.programme.areas[index].as_ref(), day);
                if share > 0.0 {
                    self.parts.push(Part { area: index, taker, share, post: state.staff(day)[0] });
                    let takers = &mut self.takers[index];
                    takers.retain(|known| known.0 != taker);
                    takers.push((taker, state.price));
                }
            }
        }
    }

    /// Calls of an area that did not come to its taker.
    fn before(&mut self, index: usize, day: usize) {
        let setup = self.setup;
        let calls = self.found.before[index];
        let area = &mut self.areas[index];
        area.calls += calls;
        let Some(launch) = &setup.programme.areas[index] else { return };
        let line = launch.before as usize;
        let outside = setup.programme.providers[line].outside;
        let answers = outside.map_or(0.0, |outside| outside.answers);
        area.lost[1] += calls * (1.0 - answers);
        let cost = outside.and_then(|outside| outside.cost_per_call).unwrap_or(0.0);
        self.ledger.before(index, line, setup.month[day], calls * answers * cost);
    }

    /// Books what takers gave, and fills the windows of gates; gives the calls that each provider answered.
    fn book(&mut self, day: usize, service: &dyn Service) -> Vec<f64> {
        let setup = self.setup;
        let mut answered = vec![0.0; setup.model.providers.len()];
        let (parts, found) = (std::mem::take(&mut self.parts), std::mem::take(&mut self.found));
        let mut place = 0;
        for pool in parts.chunk_by(Part::shares_people) {
            if let Taker::Provider(provider) = pool[0].taker {
                self.ledger.took_calls(provider as usize, setup.month[day]);
            }
            if pool.iter().any(|part| self.states[part.area].testing(day)) {
                service.usually(day, pool, &mut self.usual);
            }
            for (member, part) in pool.iter().enumerate() {
                let (served, price) = (found.served[place], self.states[part.area].price);
                place += 1;
                self.took(part.area, part.taker, price, part.share, &served, &mut answered);
                let state = &mut self.states[part.area];
                if state.testing(day) {
                    for (window, served) in state.window.iter_mut().zip([served, self.usual[member]]) {
                        for (sums, measured) in window.iter_mut().zip(served.measures) {
                            sums[0] += measured[0];
                            sums[1] += measured[1];
                        }
                    }
                }
            }
        }
        for (area, taker, served) in &found.earlier {
            let price = self.takers[*area].iter().find(|known| known.0 == *taker).map_or(1.0, |known| known.1);
            self.took(*area, *taker, price, 0.0, served, &mut answered);
        }
        (self.parts, self.found) = (parts, found);
        answered
    }

    /// Calls of an area that ended with a taker.
    fn took(&mut self, index: usize, taker: Taker, price: f64, share: f64, served: &Served, answered: &mut [f64]) {
        let area = &mut self.areas[index];
        area.calls += served.offered;
        area.taken += served.offered;
        area.lost[0] += served.offered - served.answered;
        area.slow += served.late;
        if let Taker::Provider(provider) = taker {
            answered[provider as usize] += served.answered;
        }
        self.ledger.calls(index, taker, price, share, served);
    }

    /// What a provider's day costs it.
    fn spend(&mut self, provider: usize, day: usize, answered: f64) {
        let setup = self.setup;
        let (mut spent, mut ahead, mut busy) = (0.0, 0.0, false);
        for (index, state) in self.states.iter().enumerate() {
            if state.taker != Taker::Provider(provider as u16) || !state.held() {
                continue;
            }
            busy = true;
            let mobilising = state.phase == Phase::Mobilising;
            // people come with a pipeline while it is mobilised; else they are there when it is
            let paid =
                !mobilising || setup.programme.areas[index].as_ref().is_some_and(|launch| launch.mobilise.recruits.is_some());
            let [in_post, training] = state.staff(day);
            let cost = if paid { (in_post + training) * setup.areas[index].labour[day] } else { 0.0 };
            spent += cost;
            ahead += if mobilising { cost } else { 0.0 };
        }
        if busy {
            spent += setup.overhead_a_day(provider);
        }
        spent += answered * setup.model.money.providers[provider].overhead.per_call;
        self.ledger.spends(provider, setup.month[day], spent, ahead);
    }

    fn end(mut self) -> Course {
        let setup = self.setup;
        if let Some(&month) = setup.month.last() {
            self.ledger.close(setup, month);
            self.ledger.share_gains(setup, month);
        }
        for (index, area) in self.areas.iter_mut().enumerate() {
            area.taker = Some(self.states[index].taker);
            area.paid_takers = self.ledger.paid[index].takers;
            area.paid_before = self.ledger.paid[index].before;
        }
        let providers = (0..setup.model.providers.len()).map(|provider| {
            let months = &self.ledger.providers[provider];
            let mut lowest = 0.0_f64;
            let mut balance = 0.0;
            for month in months {
                balance += month.income - month.cost;
                lowest = lowest.min(balance);
            }
            ProviderCourse {
                withdrew: self.step_ins.noticed[provider],
                income: months.iter().map(|m| m.income).sum(),
                cost: months.iter().map(|m| m.cost).sum(),
                lowest,
                stepped_in: self.stepped_in[provider],
            }
        });
        Course { providers: providers.collect(), areas: self.areas, winners: self.ledger.winners }
    }
}
