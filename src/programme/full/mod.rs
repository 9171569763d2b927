//! Service by simulation: every call of the programme goes through the engine, one replication from the first day to the last.
//!
//! ```text
//! before a day   who takes which share of an area's calls, how many people are due by interval
//! the day        the engine goes on to midnight; whoever waits or talks then goes on
//! after it       what ended on the day, by area and taker: counts so far less counts at the midnight before
//! heads due      floor(sum over areas of share in post x planned heads + u): u is even over days, so a part of a person is a person on
//!                that share of days
//! ```
//! A call belongs to the day on which it ends (somebody answers, or the caller gives up) and to whoever took it. Callers are those of
//! `run` with the same seed: levels, busy days, every caller's key. A call is a call at the new line with the chance of the area's share, keyed by caller; of those that
//! go to the line before, as many count as would have come to people.
//!
//! What would usually have been (gates passed by luck) and the plan are found by formula ([`super::reduced`]) in either detail.

mod takers;

use std::ops::Range;

use takers::Takers;
pub use takers::Uncarried;

use super::course::Course;
use super::luck::Luck;
use super::reduced::{self, Reduced};
use super::service::{Day, MEASURES, Part, Served, Service};
use super::setup::{self, Setup};
use crate::demand::FreshScale;
use crate::engine::{Audit, Fault, Inputs, Staged};
use crate::model::clock::SECOND;
use crate::model::{MeasureKind as K, Model, Rare, Tick};
use crate::plan::requirement;
use crate::tally::ledger::Journey;
use crate::tally::{Ledger, Leg};

/// (sqrt(5) - 1) / 2: its multiples are spread evenly over whole numbers.
const GOLDEN: f64 = 0.618_033_988_749_894_9;
/// What adding up parts of people may miss.
const ROUNDING: f64 = 1e-6;

/// The service that the engine carries, made once a programme.
#[derive(Clone, Debug)]
pub struct Carried {
    takers: Takers,
    /// By area: calls to people for each that rings, by own source.
    visits: Vec<Vec<f64>>,
    /// By group of the scenario, provider and number in the file: heads by slot.
    planned: Vec<(u16, u16, Vec<f64>)>,
    /// Slots of each day; the first day has the warm-up, the last the time after the end.
    slots: Vec<Range<usize>>,
    /// Where each day ends.
    ends: Vec<Tick>,
    /// Lines on which callers of a source wait to be answered the first time.
    lines: Vec<Vec<usize>>,
}

impl Carried {
    /// For a setup.
    ///
    /// # Errors
    /// That the service cannot be carried so.
    pub fn new(setup: &Setup) -> Result<Self, Uncarried> {
        let takers = Takers::new(setup)?;
        let (old, clock) = (setup.model, &setup.model.clock);
        let visits = |area: usize| {
            let calls = |source: usize| setup::first_steps(old, source).iter().map(|step| step.1).sum();
            setup::sources(old, area).map(calls).collect()
        };
        let day_of =
            |slot: usize| (clock.slots[slot].day as usize).clamp(setup.first, setup.first + setup.days - 1) - setup.first;
        let mut slots = vec![0..0; setup.days];
        for slot in 0..clock.slots.len() {
            let range = &mut slots[day_of(slot)];
            *range = if range.end == 0 { slot..slot + 1 } else { range.start..slot + 1 };
        }
        let groups = old.groups.iter().enumerate().filter(|(_, group)| group.heads.is_some());
        let due = |group: usize| (0..clock.slots.len()).map(|slot| due_in(old, group, slot)).collect();
        let ends = (0..setup.days).map(|day| clock.days.get(setup.first + day + 1).map_or(clock.end, |next| next.start));
        let layout = crate::tally::Layout::of_whole_run(&takers.model);
        let first = |source: usize| {
            let places = layout.places.iter().enumerate().filter(|(_, place)| place.leg == Leg::First);
            places.map(|(place, _)| place * layout.sources + source).collect()
        };
        Ok(Self {
            visits: (0..old.areas.len()).map(visits).collect(),
            planned: groups.map(|(index, group)| (group.provider, group.template, due(index))).collect(),
            slots,
            ends: ends.collect(),
            lines: (0..layout.sources).map(first).collect(),
            takers,
        })
    }

    /// For the engine; `fresh`: first calls as a share of recorded ones.
    pub fn inputs(&self, fresh: FreshScale) -> Inputs<'_> {
        Inputs::staged(&self.takers.model, fresh)
    }

    /// Heads planned by slot of a home's group of the file.
    fn planned(&self, home: u16, template: u16) -> Option<&[f64]> {
        self.planned.iter().find(|p| (p.0, p.1) == (home, template)).map(|p| p.2.as_slice())
    }
}

/// People of a group due in a slot; after the end, those of its first moment.
fn due_in(model: &Model, group: usize, slot: usize) -> f64 {
    if slot < model.clock.last_slot {
        return requirement::due_in(model, group, slot);
    }
    let (heads, at) = (model.groups[group].heads.as_deref().unwrap_or(&[]), model.clock.slots[slot].start);
    heads.partition_point(|h| h.0 <= at).checked_sub(1).map_or(0.0, |last| f64::from(heads[last].1))
}

/// What has ended so far of a source: whole numbers, waits in ticks.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    offered: u64,
    answered: u64,
    triaged: u64,
    late: u64,
    /// Went to the line before.
    before: u64,
    measures: [[u64; 2]; MEASURES],
}

/// The service of one replication.
#[derive(Clone, Debug)]
pub struct Full<'t> {
    setup: &'t Setup<'t>,
    carried: &'t Carried,
    usual: Reduced<'t>,
    staged: Staged<'t, 't>,
    /// By source: at the midnight before.
    seen: Vec<Counts>,
    audit: Option<Result<Audit, Fault>>,
}

impl<'t> Full<'t> {
    /// Of a replication.
    pub fn new(
        setup: &'t Setup,
        carried: &'t Carried,
        inputs: &'t Inputs<'t>,
        tables: &'t reduced::Tables,
        (seed, replication): (u64, u64),
    ) -> Self {
        Self {
            setup,
            carried,
            usual: tables.expected(setup),
            staged: Staged::new(inputs, seed, replication),
            seen: vec![Counts::default(); carried.takers.model.sources.len()],
            audit: None,
        }
    }

    /// What the engine's audit found, once the last day is over.
    pub fn audit(&self) -> Option<&Result<Audit, Fault>> {
        self.audit.as_ref()
    }

    fn hand_out(&mut self, parts: &[Part]) {
        let takers = &self.carried.takers;
        for &source in takers.own.iter().flatten() {
            self.staged.takes(source, source, 0.0);
        }
        for part in parts {
            let callers = takers.callers_at(part.area, takers.place(part.taker, part.area));
            for (&own, &by) in takers.own[part.area].iter().zip(callers) {
                self.staged.takes(own, by, part.share);
            }
        }
    }

    /// Says who is due: of each place's groups, what is in post of the heads planned for the areas that it takes.
    fn staff(&mut self, day: usize, parts: &[Part]) {
        let carried = self.carried;
        let takers = &carried.takers;
        let slots = &self.setup.model.clock.slots;
        for (group, &(place, template)) in takers.groups.iter().enumerate() {
            let here = parts.iter().filter(|part| takers.place(part.taker, part.area) == place);
            let shares: Vec<(f64, &[f64])> = here
                .filter_map(|part| {
                    let area = &self.setup.areas[part.area];
                    carried.planned(area.home, template).map(|heads| (part.post * area.of_home, heads))
                })
                .collect();
            // the same all day; another for each group, so that parts of people of a place do not come on the same days
            let u = ((day as f64 + 1.0) * GOLDEN + group as f64 * GOLDEN * GOLDEN).fract() * (1.0 - 2.0 * ROUNDING);
            let heads = carried.slots[day].clone().map(|slot| {
                let heads: f64 = shares.iter().map(|(share, heads)| share * heads[slot]).sum();
                (slots[slot].start, (heads + ROUNDING + u).floor() as u32)
            });
            self.staged.due(group as u16, heads);
        }
    }

    fn counts(&self, source: usize) -> Counts {
        let ledger = self.staged.ledger();
        let model = &self.carried.takers.model;
        let bucket = |t: Tick| model.thresholds.iter().position(|&x| x == t).map_or(0, |place| place + 1);
        let lines = &self.carried.lines[source];
        let sum = |of: &dyn Fn(&Ledger, usize) -> u64| lines.iter().map(|&line| of(ledger, line)).sum::<u64>();
        let answered = sum(&|l, line| l.ended(0, line).0);
        let gave_up = sum(&|l, line| l.ended(0, line).1);
        let within = |t: Tick| sum(&|l, line| l.answered_within(0, line, bucket(t)));
        let left_within = |t: Tick| sum(&|l, line| l.abandoned_within(0, line, bucket(t)));
        let waits = |which: usize| sum(&|l, line| l.waits(0, line)[which]);
        let journeys = |what: Journey| ledger.journeys(0, source, what);
        let offered = answered + gave_up + journeys(Journey::Blocked) + journeys(Journey::StillWaiting);
        let mut counts = Counts {
            offered,
            answered,
            triaged: journeys(Journey::Triaged),
            late: answered - within((self.setup.in_time * SECOND as f64).round() as Tick),
            before: ledger.rare.get(0, source, Rare::SentOn),
            measures: [[0; 2]; MEASURES],
        };
        for (sums, &kind) in counts.measures.iter_mut().zip(&self.setup.asked) {
            *sums = match kind {
                K::AnsweredWithin(t) => [within(t), answered],
                K::ServiceLevel(t) => [within(t), answered + gave_up],
                K::Abandonment => [gave_up, answered + gave_up],
                K::AbandonmentAfter(t) => {
                    [gave_up - left_within(t), offered + journeys(Journey::HungUp) + journeys(Journey::Diverted)]
                }
                K::MeanSpeedOfAnswer => [waits(0), answered],
                K::MeanWait => [waits(0) + waits(1), answered + gave_up],
                // gates look at no others: the scenario is read so
                _ => [0, 0],
            };
        }
        counts
    }

    /// What ended since the midnight before with a place's callers of an area.
    fn ended(&mut self, callers: &[u16]) -> (Served, bool) {
        let mut served = Served::default();
        let mut any = false;
        for source in callers.iter().map(|&source| source as usize) {
            let now = self.counts(source);
            let seen = std::mem::replace(&mut self.seen[source], now);
            let since = |of: fn(&Counts) -> u64| (of(&now) - of(&seen)) as f64;
            served.offered += since(|c| c.offered);
            served.answered += since(|c| c.answered);
            served.triaged += since(|c| c.triaged);
            served.late += since(|c| c.late);
            for (place, &kind) in self.setup.asked.iter().enumerate() {
                let [numerator, denominator] = [0, 1].map(|i| (now.measures[place][i] - seen.measures[place][i]) as f64);
                let unit = if matches!(kind, K::MeanSpeedOfAnswer | K::MeanWait) { SECOND as f64 } else { 1.0 };
                served.measures[place][0] += numerator / unit;
                served.measures[place][1] += denominator;
            }
            any |= now.offered > seen.offered || now.triaged > seen.triaged;
        }
        (served, any)
    }
}

impl Service for Full<'_> {
    fn day(&mut self, day: usize, parts: &[Part], found: &mut Day) {
        found.clear(self.setup.areas.len(), parts.len());
        self.hand_out(parts);
        self.staff(day, parts);
        if day + 1 == self.setup.days {
            self.audit = Some(self.staged.finish());
        } else {
            self.staged.run_to(self.carried.ends[day]);
        }
        let takers = &self.carried.takers;
        for area in 0..self.setup.areas.len() {
            for (place, &own) in takers.own[area].iter().enumerate() {
                let before = self.staged.ledger().rare.get(0, own as usize, Rare::SentOn) - self.seen[own as usize].before;
                found.before[area] += before as f64 * self.carried.visits[area][place];
            }
            let now = parts.iter().position(|part| part.area == area);
            let now_at = now.map(|part| takers.place(parts[part].taker, area));
            for (place, callers) in takers.places(area) {
                let (served, any) = self.ended(callers);
                if let Some(part) = now.filter(|_| now_at == Some(place)) {
                    found.served[part] = served;
                } else if any {
                    found.earlier.push((area, takers.taker(place), served));
                }
            }
        }
    }

    fn usually(&self, day: usize, parts: &[Part], served: &mut Vec<Served>) {
        self.usual.usually(day, parts, served);
    }
}

/// Runs a programme in full detail.
///
/// # Errors
/// A [`Fault`] of the engine: calls or agent time were lost.
pub fn run(
    setup: &Setup,
    carried: &Carried,
    inputs: &Inputs,
    tables: &reduced::Tables,
    (seed, replication): (u64, u64),
) -> Result<Course, Fault> {
    let mut service = Full::new(setup, carried, inputs, tables, (seed, replication));
    let course = super::run::run(setup, &mut service, Luck::of(seed, replication));
    match service.audit {
        Some(Err(fault)) => Err(fault),
        _ => Ok(course),
    }
}
