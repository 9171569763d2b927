//! How steps, queues and groups hang together: which way calls come to a step, who serves it, whether there is a way out.

use super::Named;
use super::callers::Behaviour;
use crate::model::{
    Band, Clinical, Else, Group, Next, NextCall, Overflow, Queue, Step, StepKind, Talk, Transfer, Visit, routing,
};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::{Reading, View};
use crate::scenario::tree::{Node, Value};

/// What queues need to know of the rest of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// Area and class of each source.
    pub sources: &'a [(usize, usize)],
    /// Bands.
    pub bands: &'a [Band],
    /// The rule by which a free agent takes a call.
    pub next_call: NextCall,
    /// How callers of each source behave.
    pub callers: &'a [Behaviour],
    /// What keeps people safe while they wait.
    pub clinical: &'a Clinical,
}

/// Fills in what follows from the whole: legs of steps, lanes and groups of queues; reports dead ends.
pub fn connect(steps: &mut [Step], queues: &mut [Queue], groups: &[Group], whole: &Whole, tables: &[Named], reading: &Reading) {
    let Whole { sources, callers, clinical, .. } = *whole;
    // a group that could not be read may be the one that serves
    let complete = reading.problems.borrow().is_empty();
    let reached = reach(steps, sources, callers, clinical);
    for (step, legs) in steps.iter_mut().zip(&reached) {
        step.first = legs.first;
        step.later = legs.later;
        step.by_call_back = legs.call_back;
    }
    let mut stuck = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let legs = &reached[index];
        if !(legs.first || legs.later || legs.call_back || legs.message) {
            reading.warn(format!("no call ever comes to step `{}`", step.name));
            continue;
        }
        if !way_out(steps, index) {
            stuck.push(index);
        }
    }
    if let Some(&first) = stuck.first() {
        let names: Vec<String> = stuck.iter().map(|&s| format!("`{}`", steps[s].name)).collect();
        let message = format!("calls that come to step {} can never end", list(names.iter().map(String::as_str)));
        let help = Some("some share of calls must be able to reach an outcome".to_owned());
        reading.problem(tables[first].span, "no-exit", message, help);
    }
    instant_circles(steps, reading, tables);
    for (index, queue) in queues.iter_mut().enumerate() {
        let problems = reading.problems.borrow().len();
        fill(queue, index as u16, steps, groups, whole, tables, reading);
        if let ([tier], true) = (&queue.offered_to[..], queue.overflow_after.is_empty() && queue.overflow_when.is_none())
            && let [group] = tier[..]
            && groups[group as usize].keep_free.is_none()
        {
            queue.sole_group = Some(group);
        }
        let complete = complete && reading.problems.borrow().len() == problems;
        let step = &steps[queue.step as usize];
        let legs = &reached[queue.step as usize];
        let used = step.visits.iter().any(|v| v.queue as usize == index) && (legs.first || legs.later || legs.call_back);
        if used && queue.offered_to.is_empty() && complete {
            let served: Vec<&str> = groups.iter().map(|g| g.name.as_str()).collect();
            let help = Some(format!(
                "add it to `serves` of a group{}",
                if served.is_empty() { String::new() } else { format!(": {}", list(served)) }
            ));
            reading.problem(
                tables[queue.step as usize].span,
                "nobody-serves",
                format!("nobody serves step `{}`", step.name),
                help,
            );
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Legs {
    first: bool,
    later: bool,
    call_back: bool,
    message: bool,
    /// Seen: not yet answered, answered.
    seen: [bool; 2],
}

/// All ways by which calls come to each step.
fn reach(steps: &[Step], sources: &[(usize, usize)], callers: &[Behaviour], clinical: &Clinical) -> Vec<Legs> {
    let mut legs = vec![Legs::default(); steps.len()];
    let mut welfare_calls = Vec::new();
    for (source, behaviour) in callers.iter().enumerate().take(sources.len()) {
        let mut seen = vec![[false; 2]; steps.len()];
        let mut open = vec![(behaviour.enters, false)];
        open.extend(behaviour.repeat.and_then(|repeat| repeat.enters).map(|step| (step as usize, false)));
        while let Some((step, answered)) = open.pop() {
            if std::mem::replace(&mut seen[step][usize::from(answered)], true) {
                continue;
            }
            legs[step].seen[usize::from(answered)] = true;
            let definition = &steps[step];
            let visit = &definition.visits[source];
            let mut go = |next: Next, answered: bool| {
                if let Next::Step(to) = next {
                    open.push((to as usize, answered));
                }
            };
            if let Some(next) = visit.closed_to {
                go(next, answered);
            }
            if definition.kind == StepKind::Message {
                legs[step].message = true;
                visit.talks[0].then.shares().for_each(|(_, next)| go(next, answered));
                continue;
            }
            if answered {
                match visit.transfer {
                    Transfer::CallBack => legs[step].call_back = true,
                    Transfer::OnTheLine => {
                        legs[step].later = true;
                        legs[step].call_back = true;
                    }
                    Transfer::Warm { otherwise, .. } => {
                        legs[step].later = true;
                        match otherwise {
                            Else::CallBack => legs[step].call_back = true,
                            Else::OnTheLine => {}
                            Else::To(next) => go(next, true),
                        }
                    }
                }
            } else if visit.transfer == Transfer::CallBack {
                legs[step].call_back = true;
            } else {
                legs[step].first = true;
            }
            if let Some(next) = visit.full_to {
                go(next, answered);
            }
            if let Some((_, next)) = visit.wait_at_most {
                go(next, answered);
            }
            if let Some(offer) = visit.offer.as_ref().filter(|_| !answered) {
                // called back there, whatever its `transfer`
                legs[offer.to as usize].call_back = true;
                after_talk(&steps[offer.to as usize], source, clinical, &mut go);
            }
            after_talk(definition, source, clinical, &mut go);
            for &(_, band) in &visit.bands {
                if let Some(welfare) = &clinical.welfare[band as usize] {
                    welfare_calls.push(welfare.at as usize);
                }
            }
        }
    }
    for step in welfare_calls {
        legs[step].call_back = true;
    }
    legs
}

/// All ways on after a talk at a step.
fn after_talk(step: &Step, source: usize, clinical: &Clinical, go: &mut impl FnMut(Next, bool)) {
    for split in step.visits[source].talks.iter().flat_map(Talk::splits) {
        for (_, next) in split.shares().filter(|(share, _)| *share > 0.0) {
            go(next, true);
            if let Next::Outcome(outcome) = next
                && let Some(validation) = clinical.validated[outcome as usize].as_ref().filter(|_| !step.clinical)
            {
                go(Next::Step(validation.at), true);
            }
        }
    }
}

/// Can a call that comes to a step reach an outcome by talking?
fn way_out(steps: &[Step], from: usize) -> bool {
    (0..steps[from].visits.len()).all(|source| {
        let mut seen = vec![false; steps.len()];
        let mut open = vec![from];
        while let Some(step) = open.pop() {
            if std::mem::replace(&mut seen[step], true) {
                continue;
            }
            for talk in &steps[step].visits[source].talks {
                for (_, next) in talk.then.shares().filter(|(share, _)| *share > 0.0) {
                    match next {
                        Next::Outcome(_) | Next::Stands => return true,
                        Next::Step(to) => open.push(to as usize),
                    }
                }
            }
        }
        false
    })
}

/// Ways on that take no time must not lead round in a circle.
fn instant_circles(steps: &[Step], reading: &Reading, tables: &[Named]) {
    let onward = |visit: &Visit| -> Vec<usize> {
        let mut next: Vec<Next> = visit.full_to.into_iter().chain(visit.closed_to).collect();
        if let Transfer::Warm { otherwise: Else::To(to), .. } = visit.transfer {
            next.push(to);
        }
        next.into_iter().filter_map(|n| if let Next::Step(s) = n { Some(s as usize) } else { None }).collect()
    };
    for from in 0..steps.len() {
        for source in 0..steps[from].visits.len() {
            let mut at = onward(&steps[from].visits[source]);
            let mut seen = vec![false; steps.len()];
            while let Some(step) = at.pop() {
                if step == from {
                    reading.problem(
                        tables[from].span,
                        "no-exit",
                        format!("`full-to`, `closed-to` and `else` lead from step `{}` back to it", steps[from].name),
                        None,
                    );
                    return;
                }
                if !std::mem::replace(&mut seen[step], true) {
                    at.extend(onward(&steps[step].visits[source]));
                }
            }
        }
    }
}

/// Lanes and groups of a queue.
fn fill(queue: &mut Queue, index: u16, steps: &[Step], groups: &[Group], whole: &Whole, tables: &[Named], reading: &Reading) {
    let step = &steps[queue.step as usize];
    let callers =
        |source: usize| (whole.sources[source].1 as u16, whole.callers[source].repeat.and_then(|repeat| repeat.priority));
    let here = (index, queue.step as usize, step);
    queue.standings = routing::standings(here, whole.next_call, groups, whole.bands, whole.clinical, &callers);
    if queue.standings.len() > usize::from(u8::MAX) {
        let message = format!("calls at step `{}` differ in more than 255 ways that routing looks at", step.name);
        reading.problem(tables[queue.step as usize].span, "too-many", message, None);
    }
    queue.length_matters = queue.places.is_some();
    // by the step's place in each group's `serves`
    let mut placed: Vec<(usize, u16)> = Vec::new();
    for (id, group) in groups.iter().enumerate() {
        for (tier, serves) in group.serves.iter().enumerate() {
            for serve in serves.iter().filter(|s| s.queue == index) {
                placed.push((tier, id as u16));
                match serve.overflow {
                    Some(Overflow::After(wait)) if wait > 0 => queue.overflow_after.push(wait),
                    Some(Overflow::WhenWaiting(least)) => {
                        queue.overflow_when = Some(queue.overflow_when.map_or(least, |w| w.min(least)));
                        queue.length_matters = true;
                    }
                    Some(Overflow::WhenPredicted(_)) => {
                        queue.overflow_when = Some(1);
                        queue.length_matters = true;
                        queue.predicted = true;
                    }
                    None => queue.always.push((id as u16, Vec::new())),
                    Some(Overflow::After(_)) => {}
                }
            }
        }
    }
    queue.overflow_after.sort_unstable();
    queue.overflow_after.dedup();
    if let Some(stated) = offered_to(&tables[queue.step as usize], &step.name, groups, &placed, reading) {
        queue.offered_to = stated;
        return;
    }
    placed.sort_unstable();
    for tier in placed.chunk_by(|a, b| a.0 == b.0) {
        queue.offered_to.push(tier.iter().map(|p| p.1).collect());
    }
}

/// `offered-to = ["advisors", ["nurses", "paramedics"]]`: groups in order, an inner list meaning equally.
fn offered_to(table: &Named, step: &str, groups: &[Group], placed: &[(usize, u16)], reading: &Reading) -> Option<Vec<Vec<u16>>> {
    let node = table.table.get("offered-to")?;
    let view = View::new(&table.table, format!("steps.{step}"), table.span, reading);
    let Value::Array(items) = &node.value else {
        view.texts("offered-to");
        return None;
    };
    let plain = |group: &Group| group.name.split('@').next().unwrap_or("").to_owned();
    let of = |item: &Node| -> Option<u16> {
        let Value::Text(name) = &item.value else { return None };
        let found = placed.iter().map(|p| p.1).find(|&g| plain(&groups[g as usize]) == *name);
        if found.is_none() && !groups.iter().any(|g| plain(g) == *name) {
            let names: Vec<String> = groups.iter().map(plain).collect();
            let help = nearest(name, names.iter().map(String::as_str)).map(|n| format!("did you mean `{n}`?"));
            reading.problem(Some(item.span), "unknown-name", format!("there is no group called `{name}`"), help);
        }
        found
    };
    let tiers: Vec<Vec<u16>> = items
        .iter()
        .map(|item| match &item.value {
            Value::Array(equal) => equal.iter().filter_map(of).collect(),
            _ => of(item).into_iter().collect(),
        })
        .collect();
    let listed: Vec<u16> = tiers.iter().flatten().copied().collect();
    for (_, group) in placed.iter().filter(|p| !listed.contains(&p.1)) {
        reading.warn(format!(
            "group `{}` serves step `{step}`, but its `offered-to` leaves it out: it takes calls only when it gets free",
            groups[*group as usize].name
        ));
    }
    Some(tiers.into_iter().filter(|t| !t.is_empty()).collect())
}
