//! The service of a roll-out as the engine carries it: one in which every area may be served by whoever may come to take it.
//!
//! ```text
//! places    the providers of the scenario, then for each area the winner of a second tender
//! sources   those of the areas with their own provider, then guests: the same callers with another taker
//! queues    a step at a place;   groups: a group of the file at a place, for all areas that may come there
//! ```
//! An area keeps what a call is about and how long it takes, whoever serves it. Who takes calls, and how many people are due, is said day by day
//! ([`crate::engine::staged`]). People are numbers here: absence, lateness and breaks are in the heads, not drawn by person.

use std::collections::BTreeMap;

use super::super::area::Taker;
use super::super::setup::Setup;
use crate::demand::arrivals::MOST_SOURCES;
use crate::model::clock::SECOND;
use crate::model::{Group, MeasureKind, Model, Queue, Serve, StepKind, routing};

/// Why a service cannot be carried in full detail.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Uncarried {
    /// People or queues are shared between providers.
    #[error(
        "full detail carries providers with people of their own, but those of `{0}` share a queue with another provider's: try reduced detail"
    )]
    Shared(String),
    /// Calls are sent on.
    #[error("full detail does not carry calls that `{0}` sends on to another provider: try reduced detail")]
    SentOn(String),
    /// Too many areas with too many takers.
    #[error("full detail would need {0} sources of calls, the engine has room for {MOST_SOURCES}: fewer step-ins or areas")]
    TooMany(usize),
}

/// The service with all takers.
#[derive(Clone, Debug)]
pub(super) struct Takers {
    /// For the engine.
    pub model: Model,
    /// Sources of each area that ring themselves.
    pub own: Vec<Vec<u16>>,
    /// The same callers with another taker, in the same order, by area and place.
    guests: BTreeMap<(usize, usize), Vec<u16>>,
    /// By group: its place, and its number in the file.
    pub groups: Vec<(usize, u16)>,
    providers: usize,
}

impl Takers {
    /// Of a roll-out.
    pub(super) fn new(setup: &Setup) -> Result<Self, Uncarried> {
        let old = setup.model;
        check(old)?;
        let areas = old.areas.len();
        let mut takers = Self {
            model: old.clone(),
            own: (0..areas).map(|area| super::super::setup::sources(old, area).map(|s| s as u16).collect()).collect(),
            guests: BTreeMap::new(),
            groups: Vec::new(),
            providers: old.providers.len(),
        };
        // homes whose areas may come to a place, its own first
        let mut homes: Vec<Vec<u16>> = vec![Vec::new(); old.providers.len() + areas];
        let mut places_of: Vec<Vec<usize>> = Vec::with_capacity(areas);
        for (area, launch) in setup.programme.areas.iter().enumerate() {
            let home = setup.areas[area].home;
            let mut places = vec![home as usize];
            if let Some(launch) = launch {
                places.extend(launch.step_ins.iter().map(|&p| p as usize));
                places.push(takers.place(Taker::Winner, area));
            }
            places.dedup_by_key(|place| *place); // a provider that steps in for itself stands first and only once
            let mut once: Vec<usize> = Vec::new();
            places.retain(|place| {
                !once.contains(place) && {
                    once.push(*place);
                    true
                }
            });
            for &place in &places {
                if !homes[place].contains(&home) {
                    homes[place].push(home);
                }
            }
            places_of.push(places);
        }
        for (place, homes) in homes.iter_mut().enumerate() {
            homes.sort_by_key(|&home| home as usize != place);
        }
        takers.model.providers.extend(old.areas.iter().map(|area| format!("winner of {}", area.name)));
        takers.model.lines = vec![None; takers.model.providers.len()];
        takers.model.lines_over_time = vec![Vec::new(); takers.model.providers.len()];
        let queues = takers.people(old, &homes);
        takers.callers(old, &places_of, &queues);
        takers.standings();
        let in_time = MeasureKind::AnsweredWithin((setup.in_time * SECOND as f64).round() as u64);
        takers.model.count_at(setup.asked.iter().copied().chain([in_time]));
        let sources = takers.model.sources.len();
        if sources > MOST_SOURCES { Err(Uncarried::TooMany(sources)) } else { Ok(takers) }
    }

    /// The place of a taker of an area.
    pub(super) fn place(&self, taker: Taker, area: usize) -> usize {
        match taker {
            Taker::Provider(provider) => provider as usize,
            Taker::Winner => self.providers + area,
        }
    }

    /// The callers of an area with whoever is at a place, in the order of [`own`](Self::own).
    pub(super) fn callers_at(&self, area: usize, place: usize) -> &[u16] {
        self.guests.get(&(area, place)).map_or(&self.own[area], Vec::as_slice)
    }

    /// The places with callers of an area, and these.
    pub(super) fn places(&self, area: usize) -> impl Iterator<Item = (usize, &[u16])> {
        let home = self.model.areas[area].provider as usize;
        let others = self.guests.range((area, 0)..(area + 1, 0)).map(|(&(_, place), callers)| (place, callers.as_slice()));
        std::iter::once((home, self.own[area].as_slice())).chain(others)
    }

    /// Who a place is.
    pub(super) fn taker(&self, place: usize) -> Taker {
        if place < self.providers { Taker::Provider(place as u16) } else { Taker::Winner }
    }

    /// Groups and queues of all places; gives the queue of each place and step.
    fn people(&mut self, old: &Model, homes: &[Vec<u16>]) -> BTreeMap<(usize, u8), u16> {
        let (mut groups, mut queues): (Vec<Group>, Vec<Queue>) = (Vec::new(), Vec::new());
        let (mut group_at, mut queue_at) = (BTreeMap::new(), BTreeMap::new());
        for (place, homes) in homes.iter().enumerate() {
            for &home in homes {
                for queue in old.queues.iter().filter(|queue| queue.provider == home) {
                    queue_at.entry((place, queue.step)).or_insert_with(|| {
                        queues.push(Queue { provider: place as u16, ..empty(queue) });
                        (queues.len() - 1) as u16
                    });
                }
                for group in old.groups.iter().filter(|group| group.provider == home) {
                    group_at.entry((place, group.template)).or_insert_with(|| {
                        let here = |queue: u16| queue_at[&(place, old.queues[queue as usize].step)];
                        let serve = |serve: &Serve| Serve { queue: here(serve.queue), ..*serve };
                        groups.push(Group {
                            name: format!("{} for {}", group.name, self.model.providers[place]),
                            provider: place as u16,
                            serves: group.serves.iter().map(|tier| tier.iter().map(serve).collect()).collect(),
                            sole_queue: group.sole_queue.map(here),
                            heads: group.heads.as_ref().map(|_| vec![(0, 0)]),
                            people: None,
                            varies: None,
                            ..group.clone()
                        });
                        self.groups.push((place, group.template));
                        (groups.len() - 1) as u16
                    });
                }
            }
            // then who serves what: of each home in turn, where another has not said it
            for &home in homes {
                for queue in old.queues.iter().filter(|queue| queue.provider == home) {
                    let here = |group: u16| group_at[&(place, old.groups[group as usize].template)];
                    join(&mut queues[queue_at[&(place, queue.step)] as usize], queue, here);
                }
            }
        }
        self.model.money.pay = self.groups.iter().map(|&(place, template)| pay(old, &homes[place], template)).collect();
        self.model.money.fills = Vec::new();
        (self.model.groups, self.model.queues) = (groups, queues);
        queue_at
    }

    /// Sources with all their takers, and what each meets at every step.
    fn callers(&mut self, old: &Model, places_of: &[Vec<usize>], queues: &BTreeMap<(usize, u8), u16>) {
        let (mut sources, mut made) = (Vec::new(), Vec::new());
        let mut place_in_new = BTreeMap::new();
        for own in &mut self.own {
            for source in own.iter_mut() {
                let stated = &old.sources[*source as usize];
                place_in_new.insert(*source, sources.len() as u16);
                made.push((*source as usize, old.areas[stated.area as usize].provider as usize));
                *source = sources.len() as u16;
                let mut kept = stated.clone();
                kept.sends_on = None;
                sources.push(kept);
            }
        }
        for (area, places) in places_of.iter().enumerate() {
            for &place in &places[1..] {
                let mut callers = Vec::new();
                for &own in &self.own[area] {
                    let mut guest = sources[own as usize].clone();
                    guest.home = Some(own);
                    guest.provider = place as u16;
                    guest.expected = Vec::new();
                    guest.replay = Vec::new();
                    made.push((made[own as usize].0, place));
                    callers.push(sources.len() as u16);
                    sources.push(guest);
                }
                self.guests.insert((area, place), callers);
            }
        }
        for (index, step) in self.model.steps.iter_mut().enumerate() {
            let visit = |&(source, place): &(usize, usize)| {
                let mut visit = old.steps[index].visits[source].clone();
                if step.kind == StepKind::Queue {
                    visit.queue = queues[&(place, index as u8)];
                }
                visit
            };
            step.visits = made.iter().map(visit).collect();
        }
        self.model.sources = sources;
    }

    fn standings(&mut self) {
        let Model { queues, steps, sources, groups, bands, clinical, next_call, .. } = &mut self.model;
        let callers = |source: usize| (sources[source].class, sources[source].repeat.and_then(|repeat| repeat.priority));
        for (index, queue) in queues.iter_mut().enumerate() {
            let here = (index as u16, queue.step as usize, &steps[queue.step as usize]);
            queue.standings = routing::standings(here, *next_call, groups, bands, clinical, &callers);
        }
    }
}

/// What the engine has no room for.
fn check(model: &Model) -> Result<(), Uncarried> {
    let name = |provider: u16| model.providers[provider as usize].clone();
    if let Some(source) = model.sources.iter().find(|source| source.sends_on.is_some()) {
        return Err(Uncarried::SentOn(name(source.provider)));
    }
    for (source, stated) in model.sources.iter().enumerate() {
        let mut queues = model.steps.iter().filter(|step| step.kind == StepKind::Queue).map(|step| step.visits[source].queue);
        if queues.any(|queue| model.queues[queue as usize].provider != stated.provider) {
            return Err(Uncarried::Shared(name(stated.provider)));
        }
    }
    for group in &model.groups {
        if group.serves.iter().flatten().any(|serve| model.queues[serve.queue as usize].provider != group.provider) {
            return Err(Uncarried::Shared(name(group.provider)));
        }
    }
    Ok(())
}

/// A queue of which nobody has said yet who serves it.
fn empty(queue: &Queue) -> Queue {
    Queue {
        standings: Vec::new(),
        offered_to: Vec::new(),
        sole_group: None,
        overflow_after: Vec::new(),
        overflow_when: None,
        always: Vec::new(),
        ..queue.clone()
    }
}

/// Adds what a home says of a step's queue: its groups, in their tiers, and rules of overflow.
fn join(queue: &mut Queue, stated: &Queue, here: impl Fn(u16) -> u16) {
    let known: Vec<u16> = queue.offered_to.iter().flatten().copied().collect();
    let fresh = known.is_empty();
    for (tier, groups) in stated.offered_to.iter().enumerate() {
        if queue.offered_to.len() <= tier {
            queue.offered_to.push(Vec::new());
        }
        queue.offered_to[tier].extend(groups.iter().map(|&g| here(g)).filter(|g| !known.contains(g)));
    }
    let now = queue.offered_to.iter().flatten().count();
    queue.sole_group = if fresh { stated.sole_group.map(&here) } else { queue.sole_group.filter(|_| now == known.len()) };
    for (group, means) in &stated.always {
        let group = here(*group);
        if !queue.always.iter().any(|known| known.0 == group) {
            queue.always.push((group, means.clone()));
        }
    }
    queue.overflow_after.extend(&stated.overflow_after);
    queue.overflow_after.sort_unstable();
    queue.overflow_after.dedup();
    queue.overflow_when = [queue.overflow_when, stated.overflow_when].into_iter().flatten().min();
    queue.length_matters |= stated.length_matters;
    queue.predicted |= stated.predicted;
}

/// What people of a group of the file are paid, of the first home that has them.
fn pay(model: &Model, homes: &[u16], template: u16) -> Option<crate::model::money::Pay> {
    let of = |home: &u16| model.groups.iter().position(|g| g.provider == *home && g.template == template);
    homes.iter().find_map(of).and_then(|group| model.money.pay.get(group).cloned().flatten())
}
