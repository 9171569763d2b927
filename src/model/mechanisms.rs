//! Which mechanisms a model uses, in words: for `check --explain`. One line a mechanism, in the order of a call's life.
//!
//! A mechanism that is added gets its line here, under its topic.

use super::flow::{GAVE_UP, Patience, StepKind, Transfer, Visit};
use super::staff::{Overflow, ShiftEnd};
use super::{Model, NextAgent, NextCall, Source};

/// A mechanism, and where the model uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mechanism {
    /// What it is about: demand, callers, flow, routing, staff, shocks.
    pub topic: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The areas, classes, steps or groups that use it, by name; empty if none does.
    pub at: Vec<String>,
}

/// All mechanisms there are, with where the model uses each: in use when `at` is not empty.
pub fn mechanisms(model: &Model) -> Vec<Mechanism> {
    [demand(model), callers(model), flow(model), routing(model), staff(model), shocks(model)].concat()
}

fn demand(model: &Model) -> Vec<Mechanism> {
    let areas = |holds: &dyn Fn(usize) -> bool| {
        (0..model.areas.len()).filter(|&area| holds(area)).map(|area| model.areas[area].name.clone()).collect()
    };
    let factor = |list: &[Option<super::Factor>], area: usize| list.get(area).is_some_and(Option::is_some);
    let variation = &model.variation;
    let replayed = |area| model.sources.iter().any(|s| s.area as usize == area && !s.replay.is_empty());
    let row = |name, at| Mechanism { topic: "demand", name, at };
    vec![
        row("recorded counts", areas(&|area| model.areas[area].recorded && !replayed(area))),
        row("replayed calls", areas(&replayed)),
        row("level of the whole run", areas(&|area| factor(&variation.level, area))),
        row("busy days", areas(&|area| factor(&variation.day, area))),
        row("busy hours", areas(&|area| factor(&variation.within, area))),
    ]
}

fn callers(model: &Model) -> Vec<Mechanism> {
    let row = |name, at| Mechanism { topic: "callers", name, at };
    let recalls = model.outcomes.iter().filter(|outcome| outcome.recall.is_some());
    vec![
        row("patience", visits(model, |v| v.patience != Patience::Endless)),
        row("balking", visits(model, |v| v.balk > 0.0)),
        row("announced wait", visits(model, |v| v.announces.is_some())),
        row("immediate hang-ups", sources(model, |s| s.at_once > 0.0)),
        row("hanging up during a message", visits(model, |v| v.hang_up > 0.0)),
        row("redial", sources(model, |s| s.redial.is_some())),
        row("patience that goes on from wait to wait", everywhere(!model.conventions.second_wait_is_new)),
        row("re-contact after an episode", names(recalls.map(|outcome| outcome.name.clone()))),
        row("people known when they ring again", sources(model, |s| s.repeat.is_some())),
        row("classes with a priority", names(model.classes.iter().filter(|c| c.rank.priority.is_some()).map(|c| c.name.clone()))),
    ]
}

fn flow(model: &Model) -> Vec<Mechanism> {
    let row = |name, at| Mechanism { topic: "flow", name, at };
    let steps = |holds: &dyn Fn(usize) -> bool| {
        names((0..model.steps.len()).filter(|&step| holds(step)).map(|step| model.steps[step].name.clone()))
    };
    let limited = (0..model.providers.len()).filter(|&provider| model.lines[provider].is_some());
    vec![
        row("recorded message", steps(&|s| model.steps[s].kind == StepKind::Message)),
        row("opening hours", steps(&|s| model.steps[s].hours.is_some())),
        row("limited lines", names(limited.map(|provider| model.providers[provider].clone()))),
        row("waiting places", places(model)),
        row("call-back offered in the queue", visits(model, |v| v.offer.is_some())),
        row("when full, elsewhere", visits(model, |v| v.full_to.is_some())),
        row("longest wait, then elsewhere", visits(model, |v| v.wait_at_most.is_some())),
        row("urgency bands", visits(model, |v| !v.bands.is_empty())),
        row("warm transfer", visits(model, |v| matches!(v.transfer, Transfer::Warm { .. }))),
        row("hand-over of a warm transfer", visits(model, |v| matches!(v.transfer, Transfer::Warm { hand_over: Some(_), .. }))),
        row("call-back", steps(&|s| model.steps[s].by_call_back)),
        row("call-backs that nobody picks up", visits(model, |v| v.contact.answers < 1.0)),
        row("wrap-up", visits(model, |v| v.talks.iter().any(|t| t.wrap_up.is_some()))),
        row("talk that depends on who serves", visits(model, |v| v.by_group)),
        row("outcomes that depend on the wait", visits(model, |v| v.talks.iter().any(|t| !t.then_after.is_empty()))),
        row("outcomes a clinician looks at before they stand", stated(&model.clinical.validated, &model.outcomes, |o| &o.name)),
        row(
            "giving up told apart by urgency",
            names(model.clinical.gave_up.iter().filter(|&&o| o != GAVE_UP).map(|&o| model.outcomes[o as usize].name.clone())),
        ),
        row("patience by urgency", stated(&model.clinical.patience, &model.bands, |b| &b.name)),
        row("people who get worse", stated(&model.clinical.worsening, &model.bands, |b| &b.name)),
        row("welfare calls", stated(&model.clinical.welfare, &model.bands, |b| &b.name)),
        row("talk that depends on the time of day", visits(model, |v| v.combinations > 1)),
    ]
}

fn routing(model: &Model) -> Vec<Mechanism> {
    let row = |name, at| Mechanism { topic: "routing", name, at };
    let overflow =
        |holds: fn(Overflow) -> bool| groups(model, move |g| g.serves.iter().flatten().any(|s| s.overflow.is_some_and(holds)));
    vec![
        row("several queues, in order of preference", groups(model, |g| g.serves.len() > 1)),
        row("several queues, equally preferred", groups(model, |g| g.serves.iter().any(|tier| tier.len() > 1))),
        row("help after a wait", overflow(|o| matches!(o, Overflow::After(_)))),
        row("help when enough wait", overflow(|o| matches!(o, Overflow::WhenWaiting(_)))),
        row("help by predicted wait", overflow(|o| matches!(o, Overflow::WhenPredicted(_)))),
        row("people kept free", groups(model, |g| g.keep_free.is_some())),
        row("calls sent on to another provider", sources(model, |s| s.sends_on.is_some())),
        row("providers that share a queue", shared(model)),
        row("next call by priority", everywhere(model.next_call == NextCall::Priority)),
        row("next call by a score that grows", everywhere(model.next_call == NextCall::Score)),
        row("next call by due time", everywhere(model.next_call == NextCall::EarliestDue)),
        row("next call by cost times rate of service (c-mu)", everywhere(model.next_call == NextCall::CMu)),
        row("next agent from the least busy group", everywhere(model.next_agent == NextAgent::LeastBusy)),
        row("next agent by chance", everywhere(model.next_agent == NextAgent::Random)),
        row("next agent from the fastest group", everywhere(model.next_agent == NextAgent::Fastest)),
        row("next agent from the cheapest group", everywhere(model.next_agent == NextAgent::Cheapest)),
    ]
}

fn staff(model: &Model) -> Vec<Mechanism> {
    let row = |name, at| Mechanism { topic: "staff", name, at };
    vec![
        row("staffing that changes", groups(model, |g| g.heads.as_ref().is_some_and(|h| h.len() > 1))),
        row("unlimited staff", groups(model, |g| g.heads.is_none())),
        row("paid breaks", groups(model, |g| g.paid.breaks.iter().any(|&(_, people)| people > 0))),
        row("breaks when it is quiet", groups(model, |g| people(g, |p| !p.windows.is_empty()))),
        row("planned shrinkage", groups(model, |g| g.paid.shrinkage.is_some())),
        row("calls handed back at shift end", groups(model, |g| g.at_shift_end == ShiftEnd::HandBack)),
        row("absence by person", groups(model, |g| people(g, |p| p.absence.is_some()))),
        row("people at work that vary from day to day", groups(model, |g| g.varies.is_some())),
        row("lateness", groups(model, |g| people(g, |p| p.lateness.is_some()))),
        row("new starters", groups(model, |g| people(g, |p| p.new_staff.is_some()))),
        row("persons named by a roster", groups(model, |g| people(g, |p| !p.persons.is_empty()))),
        row("speed that depends on how busy people are", groups(model, |g| g.pace.is_some())),
        row("recruits and leavers", turnover(model)),
        row("gaps filled by overtime", filled(model, 0)),
        row("gaps filled by an agency", filled(model, 1)),
    ]
}

fn shocks(model: &Model) -> Vec<Mechanism> {
    let row = |name, at| Mechanism { topic: "shocks", name, at };
    let named = |holds: fn(&super::Shock) -> bool| names(model.shocks.iter().filter(|s| holds(s)).map(|s| s.name.clone()));
    vec![
        row("demand multiplied", named(|s| s.demand)),
        row("handling changed", named(|s| s.handle)),
        row("absence changed", named(|s| s.absence)),
        row("lines changed", named(|s| s.lines)),
        row("groups or sites lost", named(|s| !s.lost.is_empty())),
    ]
}

/// Does something hold of the people of a group that tells them apart?
fn people(group: &super::Group, holds: impl Fn(&super::People) -> bool) -> bool {
    group.people.as_ref().is_some_and(|people| holds(people))
}

/// Groups whose recruits and leavers change who is there.
fn turnover(model: &Model) -> Vec<String> {
    let employed =
        |pay: &Option<super::money::Pay>| pay.as_ref().and_then(|pay| pay.recruits).is_some_and(|r| r.employed.is_some());
    names(model.groups.iter().zip(&model.money.pay).filter(|(_, pay)| employed(pay)).map(|(group, _)| group.name.clone()))
}

/// Groups of people told apart whose gaps others fill: own people on overtime (0) or an agency (1).
fn filled(model: &Model, by: usize) -> Vec<String> {
    let both = model.groups.iter().zip(&model.money.fills);
    names(both.filter(|(group, fills)| group.people.is_some() && fills[by] > 0.0).map(|(group, _)| group.name.clone()))
}

/// Of what holds for the whole service.
fn everywhere(holds: bool) -> Vec<String> {
    if holds { vec!["everywhere".to_owned()] } else { Vec::new() }
}

/// Names of the steps at which some caller meets a visit that `holds`, where people wait.
fn visits(model: &Model, holds: fn(&Visit) -> bool) -> Vec<String> {
    names(model.steps.iter().filter(|step| step.visits.iter().any(holds)).map(|step| step.name.clone()))
}

/// Names of the classes (or, where there is but one, of the areas) some of whose callers `hold`.
fn sources(model: &Model, holds: fn(&Source) -> bool) -> Vec<String> {
    names(model.sources.iter().filter(|source| holds(source)).map(|source| {
        let class = &model.classes[source.class as usize].name;
        if class.is_empty() { model.areas[source.area as usize].name.clone() } else { class.clone() }
    }))
}

fn groups(model: &Model, holds: impl Fn(&super::Group) -> bool) -> Vec<String> {
    names(model.groups.iter().filter(|group| holds(group)).map(|group| group.name.clone()))
}

fn places(model: &Model) -> Vec<String> {
    names(model.queues.iter().filter(|queue| queue.places.is_some()).map(|queue| model.steps[queue.step as usize].name.clone()))
}

/// Names of the steps at which several providers serve one queue.
fn shared(model: &Model) -> Vec<String> {
    let pooled = |queue: usize| {
        let of = |group: &&super::Group| group.serves.iter().flatten().any(|serve| serve.queue as usize == queue);
        let mut providers = model.groups.iter().filter(of).map(|group| group.provider);
        providers.next().is_some_and(|first| providers.any(|other| other != first))
    };
    let steps = (0..model.queues.len()).filter(|&queue| pooled(queue)).map(|queue| model.queues[queue].step as usize);
    names(steps.map(|step| model.steps[step].name.clone()))
}

/// Each name once, in order.
fn names(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for name in all {
        if !list.contains(&name) {
            list.push(name);
        }
    }
    list
}

/// Names of the things of a list for which something is stated.
fn stated<T, U>(what: &[Option<T>], things: &[U], name: fn(&U) -> &String) -> Vec<String> {
    names(what.iter().zip(things).filter(|(stated, _)| stated.is_some()).map(|(_, thing)| name(thing).clone()))
}
