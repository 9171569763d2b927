//! The service under calibration: one model of which staff by day, patience and calls by day can be set.
//!
//! Heads in an interval = factor of the day x (R + 0.8 x square root of R), R being the offered load of the interval on a mean day of
//! its name, smoothed over neighbours (1/4, 1/2, 1/4). Whole people: what rounding leaves over goes to the next interval, so a day
//! keeps its hours; never fewer than two while calls come.

use crate::model::clock::HOUR;
use crate::model::{LawId, Model, Patience, StepKind};
use crate::plan::Requirement;
use crate::random::{Key, Purpose, QuantileTable, law::normal_quantile};

/// Safety staff in square roots of the load.
pub const SAFETY: f64 = 0.8;
/// The fewest people at any hour.
pub const FEWEST: f64 = 2.0;

/// What is set for one replication.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    /// Factor on staff, by reported day.
    pub factors: &'a [f64],
    /// Calls received, by reported day.
    pub calls: &'a [f64],
    /// Patience as a law.
    pub patience: &'a QuantileTable,
    /// What the factor within the day is drawn from; none for no such factor.
    pub within: Option<Key>,
}

/// A model, ready to be set.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The model as read: one area, recorded counts.
    pub model: Model,
    /// The group that answers.
    pub group: usize,
    /// The step where callers wait for it.
    pub step: usize,
    patience: LawId,
    /// Expected calls by demand cell, for a day of one call.
    shape: Vec<f32>,
    /// First reported day among the clock's days.
    first: usize,
    /// `[kind of day][slot of the day]`: heads at a factor of 1; kinds are the weekdays, then holidays.
    heads: Vec<Vec<f64>>,
    /// Heads as the scenario states them, from each tick on.
    stated: Option<Vec<(u64, u32)>>,
}

/// The kind of a day: its weekday, or 7 for a holiday.
pub fn kind(weekday: u8, holiday: bool) -> usize {
    if holiday { 7 } else { weekday as usize }
}

impl Bench {
    /// From a model with recorded calls of one area; `mean`: mean calls received by kind of day, that heads are laid out for.
    ///
    /// # Errors
    /// What about the scenario does not fit.
    pub fn new(mut model: Model, mean: &[f64; 8]) -> Result<Self, String> {
        if model.areas.len() != 1 || model.sources.len() != 1 {
            return Err("one area with one class of callers can be calibrated at a time".to_owned());
        }
        let visits = |step: &crate::model::Step| step.kind == StepKind::Queue && step.first;
        let steps: Vec<usize> = (0..model.steps.len()).filter(|&s| visits(&model.steps[s])).collect();
        let [step] = steps[..] else {
            return Err(format!("callers must first wait at one step; here there are {}", steps.len()));
        };
        let queue = model.steps[step].visits[0].queue as usize;
        let groups: Vec<u16> = model.queues[queue].offered_to.iter().flatten().copied().collect();
        let [group] = groups[..] else {
            return Err(format!("one group must answer at `{}`; here there are {}", model.steps[step].name, groups.len()));
        };
        let Patience::Law(patience) = model.sources[0].patience else {
            return Err("callers need a `patience`: its mean is fitted".to_owned());
        };
        let first = model.clock.reported_days().start;
        // calls that are known come exactly; the factor within the day is drawn here, for it does not apply to exact counts
        model.conventions.counts_are_means = false;
        // who comes from day to day is in the factors; calls that are set are those that come to the queue
        model.groups[group as usize].people = None;
        model.groups[group as usize].varies = None;
        let stated = model.groups[group as usize].heads.clone();
        for visit in model.steps.iter_mut().flat_map(|step| &mut step.visits) {
            visit.hang_up = 0.0;
        }
        model.sources[0].at_once = 0.0;
        model.sources[0].redial = None;
        let requirement = Requirement::new(&model);
        let days = model.clock.days.len();
        let mut sums = vec![0.0; days];
        for (cell, &expected) in model.sources[0].expected.iter().enumerate() {
            sums[model.variation.cell_day[cell] as usize] += f64::from(expected);
        }
        let shape = model.sources[0].expected.iter().enumerate();
        let shape =
            shape.map(|(cell, &e)| (f64::from(e) / sums[model.variation.cell_day[cell] as usize].max(1e-9)) as f32).collect();
        let mut heads: Vec<Vec<f64>> = vec![Vec::new(); 8];
        let slots = model.clock.first_slot..model.clock.last_slot;
        for day in model.clock.reported_days() {
            let of = &model.clock.days[day];
            let kind = kind(of.weekday, of.holiday);
            if !heads[kind].is_empty() {
                continue;
            }
            let here: Vec<usize> = slots.clone().filter(|&s| model.clock.slots[s].day as usize == day).collect();
            let load: Vec<f64> = here
                .iter()
                .map(|&s| requirement.needs[queue][s - slots.start].erlangs * mean[kind] / sums[day].max(1e-9))
                .collect();
            let n = load.len();
            let smooth = |i: usize| (load[(i + n - 1) % n] + 2.0 * load[i] + load[(i + 1) % n]) / 4.0;
            heads[kind] = (0..n).map(smooth).map(|r: f64| r + SAFETY * r.sqrt()).collect();
        }
        Ok(Self { model, group: group as usize, step, patience, shape, first, heads, stated })
    }

    /// Reported days.
    pub fn days(&self) -> usize {
        self.model.clock.reported_days().len()
    }

    /// Kind of a reported day.
    pub fn kind(&self, day: usize) -> usize {
        let day = &self.model.clock.days[self.first + day];
        kind(day.weekday, day.holiday)
    }

    /// Hours that the scenario states for days of each kind; none for kinds that do not occur.
    pub fn stated_hours(&self) -> [Option<f64>; 8] {
        let clock = &self.model.clock;
        let mut hours = [None; 8];
        let Some(stated) = &self.stated else { return hours };
        for (day, of) in clock.days.iter().enumerate().skip(self.first).take(self.days()) {
            let place = &mut hours[kind(of.weekday, of.holiday)];
            if place.is_none() {
                let slots = (clock.first_slot..clock.last_slot).filter(|&s| clock.slots[s].day as usize == day);
                let there = |s: usize| {
                    let at = stated.partition_point(|h| h.0 <= clock.slots[s].start);
                    f64::from(at.checked_sub(1).map_or(0, |i| stated[i].1)) * (clock.slot_end(s) - clock.slots[s].start) as f64
                };
                *place = Some(slots.map(there).sum::<f64>() / HOUR as f64);
            }
        }
        hours
    }

    /// There are days of this kind.
    pub fn has(&self, kind: usize) -> bool {
        !self.heads[kind].is_empty()
    }

    /// Hours of presence of a day of a kind at a factor.
    pub fn hours(&self, kind: usize, factor: f64) -> f64 {
        let interval = self.model.clock.interval as f64 / HOUR as f64;
        f64::from(self.heads(kind, factor).iter().sum::<u32>()) * interval
    }

    /// Heads of a day by slot at a factor: whole people.
    pub fn heads(&self, kind: usize, factor: f64) -> Vec<u32> {
        let mut left = 0.0;
        let whole = |&heads: &f64| {
            let wanted = (heads * factor).max(FEWEST);
            let given = (wanted + left).round().max(FEWEST);
            left += wanted - given;
            given as u32
        };
        self.heads[kind].iter().map(whole).collect()
    }

    /// The model of one replication.
    pub fn with(&self, setting: &Setting) -> Model {
        let mut model = self.model.clone();
        model.laws[self.patience as usize] = setting.patience.clone();
        let of = |day: usize| day.saturating_sub(self.first).min(setting.factors.len() - 1);
        let mut heads = Vec::with_capacity(model.clock.slots.len());
        let mut at = 0;
        while at < model.clock.slots.len() {
            let day = model.clock.slots[at].day as usize;
            let until = at + model.clock.slots[at..].iter().take_while(|s| s.day as usize == day).count();
            let (day_of, info) = (of(day), &model.clock.days[day.min(model.clock.days.len() - 1)]);
            let kind = kind(info.weekday, info.holiday);
            let kind = if self.heads[kind].is_empty() { self.kind(day_of) } else { kind };
            let people = self.heads(kind, setting.factors[day_of]);
            for slot in at..until {
                let minute = model.clock.slots[slot].minute as usize;
                let place = minute * people.len() / (24 * 60);
                heads.push((model.clock.slots[slot].start, people[place.min(people.len() - 1)]));
            }
            at = until;
        }
        heads.dedup_by_key(|h| h.1);
        model.groups[self.group].heads = Some(heads);
        let within = Within::new(setting.within);
        let cells = &model.variation.cells;
        for (cell, expected) in model.sources[0].expected.iter_mut().enumerate() {
            let day = of(model.variation.cell_day[cell] as usize);
            let factor = within.as_ref().map_or(1.0, |w| w.at(cells[cell]));
            *expected = (f64::from(self.shape[cell]) * setting.calls[day] * factor) as f32;
        }
        // the factor within the day moves calls about in it; a day keeps its calls
        if within.is_some() {
            rescale(&mut model, setting.calls, of);
        }
        model
    }
}

fn rescale(model: &mut Model, calls: &[f64], of: impl Fn(usize) -> usize) {
    let days = &model.variation.cell_day;
    let mut sums = vec![0.0; model.clock.days.len() + 1];
    for (cell, &expected) in model.sources[0].expected.iter().enumerate() {
        sums[days[cell] as usize] += f64::from(expected);
    }
    for (cell, expected) in model.sources[0].expected.iter_mut().enumerate() {
        let day = days[cell] as usize;
        *expected = (f64::from(*expected) * calls[of(day)] / sums[day].max(1e-9)) as f32;
    }
}

/// A lognormal factor of demand within the day, of 4.6 % with a memory of two hours (see `docs/mechanisms/demand.md`).
struct Within {
    hours: Vec<f64>,
}

impl Within {
    const CV: f64 = 0.046;
    const MEMORY_HOURS: f64 = 2.0;

    fn new(key: Option<Key>) -> Option<Self> {
        let key = key?;
        let (purpose, keep) = (Purpose::new("within", "calibrate"), (-0.5 / Self::MEMORY_HOURS).exp());
        let mut state = 0.0;
        let hours = (0..48 * 900)
            .map(|n| {
                let fresh = normal_quantile(key.part(n).uniform(purpose));
                state = if n == 0 { fresh } else { keep * state + (1.0 - keep * keep).sqrt() * fresh };
                (Self::CV * state).exp()
            })
            .collect();
        Some(Self { hours })
    }

    fn at(&self, tick: u64) -> f64 {
        self.hours[(tick / (HOUR / 2)) as usize % self.hours.len()]
    }
}
