//! What is said of a roll-out: the chance by date that everywhere is live, areas and why they are late, gates, people served badly, money.
//!
//! A chance is a share of replications, with Wilson's interval at 95 %. Dates are quantiles over replications in which "not by the end"
//! comes last; there is no mean date. What each figure means: `docs/rollout.md`.

pub mod against;
pub mod files;
#[cfg(feature = "charts")]
pub mod picture;
pub mod scale;
#[cfg(feature = "charts")]
pub mod together;
pub mod words;

use serde::Serialize;

use crate::analysis::proportion::wilson;
use crate::analysis::recovery::quantile;
use crate::experiment::RollOut;
use crate::programme::doubts::doubts;
use crate::programme::{AreaCourse, Course, Lane, Late, Setup};

/// The level of all intervals.
pub const LEVEL: f64 = 0.95;

/// A share of replications.
#[derive(Clone, Copy, Debug, Serialize, PartialEq)]
pub struct Chance {
    /// Replications in which it was so.
    pub times: usize,
    /// Replications.
    pub of: usize,
    /// Wilson's interval at 95 %.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Chance {
    fn new(times: usize, of: usize) -> Self {
        let interval = wilson(times, of, LEVEL);
        Self { times, of, low: interval.map_or(0.0, |i| i.low), high: interval.map_or(1.0, |i| i.high) }
    }

    /// The share.
    pub fn share(&self) -> f64 {
        if self.of == 0 { f64::NAN } else { self.times as f64 / self.of as f64 }
    }
}

/// A day, as an index and as a date.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Date {
    /// Index of the day.
    #[serde(skip)]
    pub day: usize,
    /// As people write it.
    pub date: String,
}

/// An area over replications.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Area {
    /// Its name.
    pub area: String,
    /// Its provider in the scenario.
    pub provider: String,
    /// People, where stated.
    pub population: Option<f64>,
    /// Live for good in the plan.
    pub planned: Option<Date>,
    /// Live for good: the tenth, the middle and the ninetieth of a hundred; none: not by the end.
    pub live: [Option<Date>; 3],
    /// Not live on the day of the deadline.
    pub late: Chance,
    /// What it waited for on that day, most often first, with the number of replications.
    pub waits_for: Vec<(&'static str, usize)>,
    /// Not live at the end.
    pub never: Chance,
    /// Gates failed, a replication.
    pub gates_failed: f64,
    /// A provider left it.
    pub left: Chance,
    /// Calls, a replication.
    pub calls: f64,
    /// Of these served badly: not answered, or by the new line after longer than the time limit.
    pub badly: f64,
    /// The same in the plan.
    pub badly_planned: f64,
    /// Paid to takers and to the line before, a replication.
    pub paid: [f64; 2],
    /// The same in the plan.
    pub paid_planned: [f64; 2],
}

/// Gates over all areas and replications.
#[derive(Clone, Copy, Debug, Default, Serialize, PartialEq)]
pub struct Gates {
    /// Windows judged.
    pub judged: usize,
    /// All targets held.
    pub held: usize,
    /// Passed though they did not hold.
    pub pressed: usize,
    /// Held, though they would not have at expected calls.
    pub held_by_luck: usize,
    /// Did not hold, though they would have at expected calls.
    pub failed_by_luck: usize,
    /// Areas passed on the day of the deadline without a full window.
    pub on_the_day: usize,
}

/// A provider over replications.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Provider {
    /// Its name.
    pub provider: String,
    /// Simulated.
    pub simulated: bool,
    /// Withdrew from all its areas.
    pub withdrew: Chance,
    /// When, if it did: the middle date.
    pub withdrew_on: Option<Date>,
    /// Areas taken over from others, a replication.
    pub stepped_in: f64,
    /// Received, a replication.
    pub income: f64,
    /// Spent, a replication.
    pub cost: f64,
    /// Received and spent in the plan.
    pub planned: [f64; 2],
}

/// All that is said of a roll-out.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Summary {
    /// The scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// How calls were carried.
    pub detail: &'static str,
    /// In words.
    #[serde(skip)]
    pub how: &'static str,
    /// Replications.
    pub replications: usize,
    /// The seed.
    pub seed: u64,
    /// The deadline.
    pub deadline: Date,
    /// Last day of the programme.
    pub last: Date,
    /// Everywhere is live when the day of the deadline begins.
    pub by_deadline: Chance,
    /// Everywhere is live on the last day.
    pub by_end: Chance,
    /// Everywhere is live on the first day of each month.
    pub by_month: Vec<(Date, Chance)>,
    /// Everywhere is live for good from: tenth, middle, ninetieth of a hundred; none: not by the end.
    pub complete: [Option<Date>; 3],
    /// The same in the plan.
    pub complete_planned: Option<Date>,
    /// Areas not live on the day of the deadline, a replication.
    pub areas_late: f64,
    /// Share of people (calls, where populations are not stated) not live on the day of the deadline.
    pub people_late: f64,
    /// Areas, in the order of the file.
    pub areas: Vec<Area>,
    /// Gates.
    pub gates: Gates,
    /// Providers that have something to do with it.
    pub providers: Vec<Provider>,
    /// Calls and those served badly, a replication; the latter in the plan.
    pub calls: f64,
    /// Served badly.
    pub badly: f64,
    /// Of these: not answered by the line before, not answered by the new line, answered there after the time limit.
    pub badly_by: [f64; 3],
    /// Served badly in the plan.
    pub badly_planned: f64,
    /// Mean and standard deviation over replications of what all areas pay.
    pub paid: [f64; 2],
    /// The same in the plan.
    pub paid_planned: f64,
    /// Answered in time up to so many seconds.
    pub in_time: f64,
    /// Doubts.
    pub warnings: Vec<String>,
    /// By replication.
    #[serde(skip)]
    pub each: Vec<against::Each>,
    /// Chance by day that everywhere is live.
    #[serde(skip)]
    pub curve: Vec<f64>,
    /// By area and day: where it stood in how many replications, in the order of [`Lane::ALL`].
    #[serde(skip)]
    pub lanes: Vec<Vec<[u32; Lane::ALL.len()]>>,
}

fn date(setup: &Setup, day: usize) -> Date {
    Date { day, date: setup.label(day).to_owned() }
}

/// The tenth, the middle and the ninetieth of a hundred days.
fn quantiles(setup: &Setup, days: &[Option<usize>]) -> [Option<Date>; 3] {
    let values: Vec<Option<f64>> = days.iter().map(|day| day.map(|day| day as f64)).collect();
    [0.1, 0.5, 0.9].map(|share| quantile(&values, share).flatten().map(|day| date(setup, day as usize)))
}

fn mean(values: impl Iterator<Item = f64>, number: usize) -> f64 {
    values.sum::<f64>() / number.max(1) as f64
}

/// Sums up replications of a roll-out; there is at least one.
pub fn summary(setup: &Setup, found: &RollOut, seed: u64, mut warnings: Vec<String>) -> Summary {
    let model = setup.model;
    let courses = &found.courses;
    let n = courses.len();
    let all_live = |day: usize| courses.iter().filter(|course| course.all_live(day)).count();
    let curve: Vec<usize> = (0..setup.days).map(all_live).collect();
    let firsts = (0..setup.days).filter(|&day| day == 0 || setup.month[day] != setup.month[day - 1]);
    let weight = |area: usize| {
        let stated = model.areas.iter().all(|a| a.population.is_some());
        model.areas[area].population.filter(|_| stated).unwrap_or(setup.areas[area].mean_calls)
    };
    let everybody: f64 = (0..model.areas.len()).map(weight).sum();
    let late = |course: &Course| -> f64 {
        course.areas.iter().enumerate().filter(|(_, area)| area.late.is_some()).map(|(area, _)| weight(area)).sum()
    };
    let areas: Vec<Area> = (0..model.areas.len()).map(|area| one_area(setup, found, area)).collect();
    let paid: Vec<f64> = courses.iter().map(|c| c.areas.iter().map(|a| a.paid_takers + a.paid_before).sum()).collect();
    let paid_mean = mean(paid.iter().copied(), n);
    let spread = (paid.iter().map(|p| (p - paid_mean).powi(2)).sum::<f64>() / n.saturating_sub(1).max(1) as f64).sqrt();
    warnings.extend(doubts(setup, found.detail));
    let of_providers = (0..model.providers.len()).map(|provider| one_provider(setup, found, provider));
    Summary {
        scenario: model.name.clone(),
        title: model.title.clone(),
        detail: found.detail.word(),
        how: found.detail.how(),
        replications: n,
        seed,
        deadline: date(setup, setup.deadline),
        last: date(setup, setup.days - 1),
        by_deadline: Chance::new(curve[setup.deadline], n),
        by_end: Chance::new(curve[setup.days - 1], n),
        by_month: firsts.map(|day| (date(setup, day), Chance::new(curve[day], n))).collect(),
        complete: quantiles(setup, &courses.iter().map(Course::complete).collect::<Vec<_>>()),
        complete_planned: found.plan.complete().map(|day| date(setup, day)),
        areas_late: mean(courses.iter().map(|c| c.areas.iter().filter(|a| a.late.is_some()).count() as f64), n),
        people_late: if everybody > 0.0 { mean(courses.iter().map(late), n) / everybody } else { 0.0 },
        calls: areas.iter().map(|a| a.calls).sum(),
        badly: areas.iter().map(|a| a.badly).sum(),
        badly_planned: areas.iter().map(|a| a.badly_planned).sum(),
        badly_by: [|a: &AreaCourse| a.lost[1], |a: &AreaCourse| a.lost[0], |a: &AreaCourse| a.slow]
            .map(|of| mean(courses.iter().flat_map(|course| &course.areas).map(of), n)),
        gates: gates(found),
        providers: of_providers
            .filter(|p| p.income > 0.0 || p.cost > 0.0 || p.withdrew.times > 0 || p.stepped_in > 0.0)
            .collect(),
        areas,
        paid: [paid_mean, spread],
        paid_planned: found.plan.areas.iter().map(|a| a.paid_takers + a.paid_before).sum(),
        in_time: setup.in_time,
        warnings,
        each: courses
            .iter()
            .zip(&paid)
            .map(|(course, &paid)| against::Each {
                by_deadline: course.all_live(setup.deadline),
                by_end: course.all_live(setup.days - 1),
                late: course.areas.iter().filter(|area| area.late.is_some()).count() as f64,
                badly: course.areas.iter().map(AreaCourse::badly).sum(),
                paid,
                in_time: 1.0 - total(course, |area| area.slow) / total(course, |area| area.taken - area.lost[0]).max(1e-9),
                unanswered: total(course, |area| area.lost[0]) / total(course, |area| area.taken).max(1e-9),
            })
            .collect(),
        curve: curve.iter().map(|&times| times as f64 / n.max(1) as f64).collect(),
        lanes: lanes(setup, found),
    }
}

fn total(course: &Course, of: fn(&AreaCourse) -> f64) -> f64 {
    course.areas.iter().map(of).sum()
}

fn one_area(setup: &Setup, found: &RollOut, area: usize) -> Area {
    let model = setup.model;
    let n = found.courses.len();
    let courses: Vec<&AreaCourse> = found.courses.iter().map(|course| &course.areas[area]).collect();
    let plan = &found.plan.areas[area];
    let count = |of: &dyn Fn(&AreaCourse) -> bool| Chance::new(courses.iter().filter(|a| of(a)).count(), n);
    let average = |of: &dyn Fn(&AreaCourse) -> f64| mean(courses.iter().map(|a| of(a)), n);
    let mut waits_for: Vec<(&'static str, usize)> =
        Late::ALL.map(|why| (why.words(), courses.iter().filter(|a| a.late == Some(why)).count())).to_vec();
    waits_for.retain(|why| why.1 > 0);
    waits_for.sort_by_key(|why| std::cmp::Reverse(why.1));
    Area {
        area: model.areas[area].name.clone(),
        provider: model.providers[setup.areas[area].home as usize].clone(),
        population: model.areas[area].population,
        planned: plan.live.map(|day| date(setup, day)),
        live: quantiles(setup, &courses.iter().map(|a| a.live).collect::<Vec<_>>()),
        late: count(&|a| a.late.is_some()),
        waits_for,
        never: count(&|a| a.live.is_none()),
        gates_failed: average(&|a| a.gates.iter().filter(|gate| !gate.held).count() as f64),
        left: count(&|a| !a.left.is_empty()),
        calls: average(&|a| a.calls),
        badly: average(&AreaCourse::badly),
        badly_planned: plan.badly(),
        paid: [average(&|a| a.paid_takers), average(&|a| a.paid_before)],
        paid_planned: [plan.paid_takers, plan.paid_before],
    }
}

fn one_provider(setup: &Setup, found: &RollOut, provider: usize) -> Provider {
    let n = found.courses.len();
    let courses = || found.courses.iter().map(|course| &course.providers[provider]);
    let mut days: Vec<usize> = courses().filter_map(|p| p.withdrew).collect();
    days.sort_unstable();
    let plan = &found.plan.providers[provider];
    Provider {
        provider: setup.model.providers[provider].clone(),
        simulated: setup.programme.providers[provider].outside.is_none(),
        withdrew: Chance::new(days.len(), n),
        withdrew_on: days.get(days.len() / 2).map(|&day| date(setup, day)),
        stepped_in: mean(courses().map(|p| p.stepped_in as f64), n),
        income: mean(courses().map(|p| p.income), n),
        cost: mean(courses().map(|p| p.cost), n),
        planned: [plan.income, plan.cost],
    }
}

fn gates(found: &RollOut) -> Gates {
    let mut sum = Gates::default();
    for area in found.courses.iter().flat_map(|course| &course.areas) {
        sum.on_the_day += usize::from(area.pressed);
        for gate in &area.gates {
            sum.judged += 1;
            sum.held += usize::from(gate.held);
            sum.pressed += usize::from(gate.passed && !gate.held);
            sum.held_by_luck += usize::from(gate.held && !gate.usually);
            sum.failed_by_luck += usize::from(!gate.held && gate.usually);
        }
    }
    sum
}

fn lanes(setup: &Setup, found: &RollOut) -> Vec<Vec<[u32; Lane::ALL.len()]>> {
    let mut counts = vec![vec![[0_u32; Lane::ALL.len()]; setup.days]; setup.areas.len()];
    for course in &found.courses {
        for (area, counts) in course.areas.iter().zip(&mut counts) {
            for (lane, counts) in area.lanes.iter().zip(counts) {
                counts[*lane as usize] += 1;
            }
        }
    }
    counts
}
