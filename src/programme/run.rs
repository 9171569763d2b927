//! A programme day by day.
//!
//! When a day begins, in this order: on the first of a month the last one is closed and providers look at their books; dated
//! withdrawals; every area's phases; on the day of the deadline, pressure. Then the day's calls.

use super::area::{Event, State, Taker};
use super::course::{AreaCourse, Course, GateTest, Lane, Late, ProviderCourse};
use super::ledger::Ledger;
use super::luck::Luck;
use super::service::{Part, Served, Service};
use super::setup::Setup;
use super::step_in::StepIns;
use crate::model::programme::When;

/// Runs a programme.
pub fn run(setup: &Setup, service: &dyn Service, luck: Luck) -> Course {
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
    served: Vec<Served>,
    usual: Vec<Served>,
}

impl<'s, 'm> Running<'s, 'm> {
    fn new(setup: &'s Setup<'m>, luck: Luck) -> Self {
        let state = |(area, launch): (usize, &Option<_>)| State::new(setup.areas[area].home, launch.as_ref());
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
            served: Vec::new(),
            usual: Vec::new(),
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

    fn serve(&mut self, day: usize, service: &dyn Service) {
        let setup = self.setup;
        let month = setup.month[day];
        let planned = self.luck.planned();
        for index in 0..self.states.len() {
            self.before(index, day, month, service);
        }
        for provider in 0..setup.model.providers.len() {
            self.provider(provider, day, month, service);
        }
        // winners of a second tender have nothing to do with one another
        for index in 0..self.states.len() {
            if self.states[index].taker == Taker::Winner {
                self.parts.clear();
                self.part(index, day);
                self.take(day, service, planned);
            }
        }
    }

    /// Calls of an area that do not come to its taker.
    fn before(&mut self, index: usize, day: usize, month: usize, service: &dyn Service) {
        let setup = self.setup;
        let calls = service.calls(day, index, self.luck.planned());
        let area = &mut self.areas[index];
        area.calls += calls;
        let Some(launch) = &setup.programme.areas[index] else { return };
        let rest = calls * (1.0 - self.states[index].share(Some(launch), day));
        let line = launch.before as usize;
        let outside = setup.programme.providers[line].outside;
        let answers = outside.map_or(0.0, |outside| outside.answers);
        area.lost[1] += rest * (1.0 - answers);
        let cost = outside.and_then(|outside| outside.cost_per_call).unwrap_or(0.0);
        self.ledger.before(index, line, month, rest * answers * cost);
    }

    /// A provider's day: all its areas share its people.
    fn provider(&mut self, provider: usize, day: usize, month: usize, service: &dyn Service) {
        let setup = self.setup;
        self.parts.clear();
        let (mut spent, mut ahead, mut busy) = (0.0, 0.0, false);
        for index in 0..self.states.len() {
            let state = &self.states[index];
            if state.taker != Taker::Provider(provider as u16) || !state.held() {
                continue;
            }
            busy = true;
            let [in_post, training] = state.staff(day);
            // people come with a pipeline while it is mobilised; else they are there when it is
            let paid = state.phase != super::area::Phase::Mobilising
                || setup.programme.areas[index].as_ref().is_some_and(|launch| launch.mobilise.recruits.is_some());
            let cost = if paid { (in_post + training) * setup.areas[index].labour[day] } else { 0.0 };
            spent += cost;
            ahead += if state.phase == super::area::Phase::Mobilising { cost } else { 0.0 };
            self.part(index, day);
        }
        if busy {
            spent += setup.overhead_a_day(provider);
        }
        if !self.parts.is_empty() {
            self.ledger.took_calls(provider, month);
        }
        let answered = self.take(day, service, self.luck.planned());
        spent += answered * setup.model.money.providers[provider].overhead.per_call;
        self.ledger.spends(provider, month, spent, ahead);
    }

    fn part(&mut self, index: usize, day: usize) {
        let state = &self.states[index];
        let share = state.share(self.setup.programme.areas[index].as_ref(), day);
        if share > 0.0 {
            self.parts.push(Part { area: index, share, post: state.staff(day)[0] });
        }
    }

    /// Serves the parts and books them; gives the calls answered.
    fn take(&mut self, day: usize, service: &dyn Service, planned: bool) -> f64 {
        if self.parts.is_empty() {
            return 0.0;
        }
        service.serve(day, &self.parts, planned, &mut self.served);
        let testing = self.parts.iter().any(|part| self.states[part.area].testing(day));
        if testing {
            service.serve(day, &self.parts, true, &mut self.usual);
        }
        let mut answered = 0.0;
        for (place, part) in self.parts.iter().enumerate() {
            let served = self.served[place];
            let area = &mut self.areas[part.area];
            area.taken += served.offered;
            area.lost[0] += served.offered - served.answered;
            area.slow += served.late;
            answered += served.answered;
            let state = &mut self.states[part.area];
            self.ledger.calls(part.area, state.taker, state.price, part.share, served.offered, served.answered);
            if state.testing(day) {
                for (window, served) in state.window.iter_mut().zip([served, self.usual[place]]) {
                    for (sums, measured) in window.iter_mut().zip(served.measures) {
                        sums[0] += measured[0];
                        sums[1] += measured[1];
                    }
                }
            }
        }
        answered
    }

    fn end(mut self) -> Course {
        let setup = self.setup;
        if let Some(&month) = setup.month.last() {
            self.ledger.close(setup, month);
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
