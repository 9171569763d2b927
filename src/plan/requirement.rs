//! Offered load and the people it takes, by interval: what Erlang's formulas say before any simulation.
//!
//! Offered load of a step = calls that come to it an hour x (mean handling + wrap-up), in Erlangs (people busy if nobody
//! waited or left). Calls come to a step by the shares of `then`, in the interval in which they rang: delays on the way
//! are left out here, as are absence, redials beyond those in recorded counts, and help between groups.

use crate::analysis::erlang::{Goal, Load, ServiceLevel, least_agents};
use crate::model::clock::{HOUR, SECOND};
use crate::model::{Bound, Measure, MeasureKind, Model, Next, Patience, Scope, StepKind, Tick};

/// The rule by which people are needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Share of callers answered.
    pub share: f64,
    /// Within this time, seconds.
    pub seconds: f64,
    /// A target of the scenario states it.
    pub stated: bool,
}

impl Rule {
    /// The scenario's own target for answering, or 90 % within 60 s.
    pub fn of(model: &Model) -> Rule {
        let found = model.targets.iter().find_map(|t| match (t.measure, t.bound) {
            (
                Measure { kind: MeasureKind::AnsweredWithin(limit) | MeasureKind::ServiceLevel(limit), scope: Scope::All },
                Bound::AtLeast(share),
            ) => Some(Rule { share, seconds: limit as f64 / SECOND as f64, stated: true }),
            _ => None,
        });
        found.filter(|r| r.share < 1.0).unwrap_or(Rule { share: 0.9, seconds: 60.0, stated: false })
    }

    /// In words, and that it is assumed where no target states it.
    pub fn words(&self) -> String {
        let assumed = if self.stated { "" } else { ", assumed as no target states a level" };
        format!("{:.0} % answered in {:.0} s{assumed}", self.share * 100.0, self.seconds)
    }
}

/// What one queue needs in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Need {
    /// Calls an hour.
    pub calls_per_hour: f64,
    /// Offered load, Erlangs.
    pub erlangs: f64,
    /// People needed by the rule; for call-backs the load, rounded up.
    pub people: u32,
    /// People due in the groups that serve it (all of them, also where they serve others).
    pub due: f64,
}

/// Load and need of each queue and interval of the reported part.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The rule.
    pub rule: Rule,
    /// `[queue][reported slot]`.
    pub needs: Vec<Vec<Need>>,
    /// `[group][reported slot]`: people due on average.
    pub due: Vec<Vec<f64>>,
}

impl Requirement {
    /// Works out a model's load and need.
    pub fn new(model: &Model) -> Self {
        let rule = Rule::of(model);
        let clock = &model.clock;
        let slots = clock.first_slot..clock.last_slot;
        let lengths: Vec<f64> =
            slots.clone().map(|s| (clock.slot_end(s).min(clock.end) - clock.slots[s].start) as f64 / HOUR as f64).collect();
        let due: Vec<Vec<f64>> = (0..model.groups.len()).map(|g| slots.clone().map(|s| due_in(model, g, s)).collect()).collect();
        let mut calls = vec![vec![0.0; slots.len()]; model.queues.len()];
        let mut work = calls.clone();
        for index in 0..model.sources.len() {
            let offered = by_slot(model, index);
            let visits = expected_visits(model, index);
            for (step, &visits) in visits.iter().enumerate().filter(|v| *v.1 > 0.0) {
                if model.steps[step].kind == StepKind::Message {
                    continue;
                }
                let visit = &model.steps[step].visits[index];
                let mean = handling(model, step, index);
                for (slot, offered) in offered.iter().enumerate() {
                    calls[visit.queue as usize][slot] += offered * visits / lengths[slot];
                    work[visit.queue as usize][slot] += offered * visits * mean / 3600.0 / lengths[slot];
                }
            }
        }
        let mut cache: std::collections::BTreeMap<(u64, u64, u64), u32> = std::collections::BTreeMap::new();
        let needs = (0..model.queues.len())
            .map(|queue| {
                let patience = patience(model, queue);
                let step = &model.steps[model.queues[queue].step as usize];
                (0..slots.len())
                    .map(|slot| {
                        let (calls, erlangs) = (calls[queue][slot], work[queue][slot]);
                        let key = (calls.to_bits(), erlangs.to_bits(), patience.unwrap_or(0.0).to_bits());
                        let people = *cache.entry(key).or_insert_with(|| {
                            if step.first { need(calls, erlangs, patience, rule) } else { erlangs.ceil() as u32 }
                        });
                        let serving = model.queues[queue].offered_to.iter().flatten();
                        let due = serving.map(|&g| due[g as usize][slot]).sum();
                        Need { calls_per_hour: calls, erlangs, people, due }
                    })
                    .collect()
            })
            .collect();
        Self { rule, needs, due }
    }

    /// Groups of queues and groups that share people, whose load is at or above the people due: words for a warning.
    pub fn overloads(&self, model: &Model) -> Vec<String> {
        let mut found = Vec::new();
        for part in parts(model) {
            let slots = self.due.first().map_or(0, Vec::len);
            let (mut load, mut due, mut over) = (0.0, 0.0, 0);
            for slot in 0..slots {
                let here: f64 = part.0.iter().map(|&q| self.needs[q][slot].erlangs).sum();
                let people: f64 = part.1.iter().map(|&g| self.due[g][slot]).sum();
                load += here / slots as f64;
                due += people / slots as f64;
                over += usize::from(here > 0.0 && here >= people * (1.0 - 1e-6));
            }
            if load <= 0.0 || part.1.iter().any(|&g| model.groups[g].heads.is_none()) {
                continue;
            }
            let mut steps: Vec<&str> = Vec::new();
            for name in part.0.iter().map(|&q| model.steps[model.queues[q].step as usize].name.as_str()) {
                // a step has a queue at each provider
                if !steps.contains(&name) {
                    steps.push(name);
                }
            }
            let groups: Vec<&str> = part.1.iter().map(|&g| model.groups[g].name.as_str()).collect();
            let endless =
                part.0.iter().any(|&q| patience(model, q).is_none() || !model.steps[model.queues[q].step as usize].first);
            if load >= due * (1.0 - 1e-6) {
                let tail = if endless {
                    "; the wait keeps growing with the length of the run, so it means nothing"
                } else {
                    "; what cannot be served gives up"
                };
                let (steps, groups) = (steps.join(", "), groups.join(", "));
                let people = if due > 0.0 {
                    format!("for {due:.2} people in {groups} (load {:.2})", load / due)
                } else {
                    format!("and nobody is due in {groups}")
                };
                found.push(format!("overload: the work at {steps} is {load:.2} Erlangs {people}{tail}"));
            } else if over > 0 {
                found.push(format!(
                    "in {over} of {slots} intervals the work at {} is as much as all the people due in {} can do, or more: waits build up there",
                    steps.join(", "),
                    groups.join(", ")
                ));
            }
        }
        found
    }
}

/// Expected first calls of a source in each reported slot.
pub(crate) fn by_slot(model: &Model, source: usize) -> Vec<f64> {
    let clock = &model.clock;
    let mut calls = vec![0.0; clock.last_slot - clock.first_slot];
    for (cell, &expected) in model.sources[source].expected.iter().enumerate() {
        let slot = clock.slot_at(model.variation.cells[cell]);
        if (clock.first_slot..clock.last_slot).contains(&slot) {
            calls[slot - clock.first_slot] += f64::from(expected);
        }
    }
    for &at in &model.sources[source].replay {
        let slot = clock.slot_at(at);
        if (clock.first_slot..clock.last_slot).contains(&slot) {
            calls[slot - clock.first_slot] += 1.0;
        }
    }
    calls
}

/// Visits to each step that a call of a source makes on average, if nobody gives up.
pub(crate) fn expected_visits(model: &Model, source: usize) -> Vec<f64> {
    let mut visits = vec![0.0; model.steps.len()];
    let mut flow = vec![0.0; model.steps.len()];
    flow[model.sources[source].enters as usize] = 1.0;
    // loops are geometric: a hundred rounds leave nothing that matters
    for _ in 0..100 {
        let mut next = vec![0.0; model.steps.len()];
        for (step, &arriving) in flow.iter().enumerate().filter(|f| *f.1 > 1e-12) {
            visits[step] += arriving;
            let visit = &model.steps[step].visits[source];
            for (share, to) in visit.talks[0].then.shares() {
                let on = arriving * share * (1.0 - visit.hang_up);
                match to {
                    Next::Step(to) => next[to as usize] += on,
                    Next::Outcome(outcome) if !model.steps[step].clinical => {
                        if let Some(validation) = &model.clinical.validated[outcome as usize] {
                            next[validation.at as usize] += on * validation.share;
                        }
                    }
                    Next::Outcome(_) | Next::Stands => {}
                }
            }
        }
        flow = next;
    }
    visits
}

/// Mean handling and wrap-up at a step, seconds: of the group that comes first there.
pub(crate) fn handling(model: &Model, step: usize, source: usize) -> f64 {
    let visit = &model.steps[step].visits[source];
    let first = model.queues[visit.queue as usize].offered_to.first().and_then(|t| t.first());
    let template = first.map_or(0, |&g| model.groups[g as usize].template as usize);
    let talk = visit.talk(template, 0);
    let mean = |law: u16| model.laws[law as usize].law().mean();
    mean(talk.handle) + talk.wrap_up.map_or(0.0, mean)
}

/// Mean patience of the callers of a queue, seconds; none if endless.
pub(crate) fn patience(model: &Model, queue: usize) -> Option<f64> {
    let step = &model.steps[model.queues[queue].step as usize];
    step.visits.iter().find(|v| v.queue as usize == queue).and_then(|v| match v.patience {
        Patience::Law(law) => Some(model.laws[law as usize].law().mean()),
        Patience::Endless => None,
    })
}

fn need(calls: f64, erlangs: f64, patience: Option<f64>, rule: Rule) -> u32 {
    if calls <= 1e-9 {
        return 0;
    }
    let load = Load { calls_per_hour: calls, handle_seconds: erlangs / calls * 3600.0 };
    let goal = Goal::ServiceLevel { share: rule.share, seconds: rule.seconds, definition: ServiceLevel::OfOffered };
    least_agents(load, patience, goal).unwrap_or(erlangs.ceil() as u32 + 1)
}

/// People of a group due over a slot, on average.
pub(crate) fn due_in(model: &Model, group: usize, slot: usize) -> f64 {
    let Some(heads) = &model.groups[group].heads else { return f64::INFINITY };
    let clock = &model.clock;
    let (from, to) = (clock.slots[slot].start, clock.slot_end(slot).min(clock.end));
    let mut total = 0.0;
    let first = heads.partition_point(|h| h.0 <= from).saturating_sub(1);
    for (index, &(start, people)) in heads.iter().enumerate().skip(first) {
        let end = heads.get(index + 1).map_or(Tick::MAX, |h| h.0);
        if start >= to {
            break;
        }
        total += f64::from(people) * (end.min(to).saturating_sub(start.max(from))) as f64;
    }
    total / (to - from).max(1) as f64
}

/// Queues and groups that hang together: each part shares people with no other.
fn parts(model: &Model) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut part_of: Vec<usize> = (0..model.queues.len()).collect();
    for group in &model.groups {
        let served: Vec<usize> = group.serves.iter().flatten().map(|s| s.queue as usize).collect();
        if let Some(&first) = served.first() {
            for &queue in &served {
                let (from, to) = (part_of[queue], part_of[first]);
                part_of.iter_mut().filter(|p| **p == from).for_each(|p| *p = to);
            }
        }
    }
    let mut ids = part_of.clone();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .map(|id| {
            let queues: Vec<usize> = (0..part_of.len()).filter(|&q| part_of[q] == id).collect();
            let serves = |g: &usize| model.groups[*g].serves.iter().flatten().any(|s| queues.contains(&(s.queue as usize)));
            let groups = (0..model.groups.len()).filter(serves).collect();
            (queues, groups)
        })
        .collect()
}
