//! `[routing]`, and what bands, classes, steps and groups say of it: `priority`, `score`, `due`, `keep-free`.

use super::{Named, Names, ticks};
use crate::model::{Band, Group, KeepFree, Model, NextAgent, NextCall, Rank, Score, Step};
use crate::scenario::merge::{Asked, in_case};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::{Reading, View};
use crate::scenario::source::Span;

/// `[routing]`.
pub fn rules(root: &View) -> (NextCall, NextAgent) {
    let calls = [
        ("longest-wait", NextCall::LongestWait),
        ("priority", NextCall::Priority),
        ("score", NextCall::Score),
        ("earliest-due", NextCall::EarliestDue),
        ("c-mu", NextCall::CMu),
    ];
    let agents = [
        ("longest-idle", NextAgent::LongestIdle),
        ("least-busy", NextAgent::LeastBusy),
        ("random", NextAgent::Random),
        ("fastest", NextAgent::Fastest),
        ("cheapest", NextAgent::Cheapest),
    ];
    let Some(routing) = root.view("routing") else {
        return (calls[0].1, agents[0].1);
    };
    let found = (routing.word("next-call", &calls, 0), routing.word("next-agent", &agents, 0));
    routing.done();
    found
}

/// `priority`, `score` and `due` of a band, class or step.
pub fn rank(view: &View) -> Rank {
    let score = view.view("score").map(|score| {
        let (base, per_minute) = (score.number("base"), score.number("per-minute"));
        if base.is_none() && score.node("base").is_none() {
            score.default("base", "0");
        }
        if per_minute.is_none() && score.node("per-minute").is_none() {
            score.default("per-minute", "0");
        }
        score.done();
        Score { base: base.unwrap_or(0.0), per_second: per_minute.unwrap_or(0.0) / 60.0 }
    });
    Rank { priority: view.whole("priority", 1, 99).map(|p| p as u8), score, due: view.duration("due").map(ticks) }
}

/// `keep-free` of each group.
pub fn keep_free(groups: &mut [Group], tables: &[Named], names: &Names, bands: &[Band], steps: &[Step], reading: &Reading) {
    for group in groups {
        let named = &tables[group.template as usize];
        let provider = &names.providers[group.provider as usize];
        let table = in_case(&named.table, &Asked { provider: Some(provider), ..Asked::default() });
        let view = View::new(&table, format!("groups.{}", named.name), named.span, reading);
        let Some(inner) = view.view("keep-free") else { continue };
        let agents = inner.whole("agents", 1, 1_000_000);
        let excepted = inner.texts("except-for");
        for (key, example) in [("agents", "agents = 1"), ("except-for", "except-for = [\"p1\"]")] {
            if inner.node(key).is_none() {
                inner.missing(key, Some(&format!("for instance {example}")));
            }
        }
        inner.done();
        let mut kept = KeepFree { agents: agents.unwrap_or(1) as u32, steps: Vec::new(), classes: Vec::new(), bands: Vec::new() };
        for (name, span) in excepted.unwrap_or_default() {
            let places = |of: &mut dyn Iterator<Item = &str>| -> Vec<usize> {
                of.enumerate().filter(|(_, n)| *n == name).map(|(i, _)| i).collect()
            };
            let (band, class, step) = (
                places(&mut bands.iter().map(|b| b.name.as_str())),
                places(&mut names.classes.iter().map(String::as_str)),
                places(&mut steps.iter().map(|s| s.name.as_str())),
            );
            if band.is_empty() && class.is_empty() && step.is_empty() {
                unknown(reading, &name, span, bands, names, steps);
            }
            kept.bands.extend(band.into_iter().map(|b| b as u8));
            kept.classes.extend(class.into_iter().map(|c| c as u16));
            kept.steps.extend(step.into_iter().map(|s| s as u8));
        }
        group.keep_free = Some(kept);
        group.sole_queue = None;
    }
}

fn unknown(reading: &Reading, name: &str, span: Span, bands: &[Band], names: &Names, steps: &[Step]) {
    let known = || {
        let classes = names.classes.iter().map(String::as_str).filter(|class| !class.is_empty());
        bands.iter().map(|b| b.name.as_str()).chain(classes).chain(steps.iter().map(|s| s.name.as_str()))
    };
    let help = nearest(name, known()).map_or_else(|| format!("there are: {}", list(known())), |n| format!("did you mean `{n}`?"));
    reading.problem(Some(span), "unknown-name", format!("there is no band, caller class or step called `{name}`"), Some(help));
}

/// Mean work of the calls of each queue for which a wait is predicted (to groups that help, to callers), by group.
pub fn mean_work(model: &mut Model) {
    let Model { queues, steps, sources, groups, .. } = model;
    for (index, queue) in queues.iter_mut().enumerate() {
        let visits = steps[queue.step as usize].visits.iter().zip(&*sources).filter(|(visit, _)| visit.queue as usize == index);
        if !queue.predicted && !visits.clone().any(|(visit, _)| visit.predicts()) {
            continue;
        }
        for (group, means) in &mut queue.always {
            let template = groups[*group as usize].template as usize;
            let told_apart = visits.clone().map(|(visit, _)| usize::from(visit.combinations)).max().unwrap_or(1);
            let mean = |combination: usize| {
                let (mut sum, mut calls) = (0.0, 0.0);
                for (visit, source) in visits.clone() {
                    // a source without calls of its own still has its work
                    let weight = source.expected.iter().map(|&n| f64::from(n)).sum::<f64>() + source.replay.len() as f64 + 1e-9;
                    sum += weight * visit.talk(template, combination).mean;
                    calls += weight;
                }
                sum / calls
            };
            *means = (0..told_apart).map(mean).collect();
        }
    }
}

/// What a rule needs that the scenario does not state, and what it states that no rule looks at.
pub fn check(root: &View, model: &Model, tables: &[Named]) {
    if model.next_agent == NextAgent::Cheapest {
        for (group, pay) in model.groups.iter().zip(&model.money.pay) {
            if pay.is_none() {
                let named = &tables[group.template as usize];
                let view = View::new(&named.table, format!("groups.{}", named.name), named.span, root.reading);
                if named.table.get("pay").is_none() {
                    let message = format!("`{}` is missing: `next-agent = \"cheapest\"` looks at it", view.path_of("pay"));
                    view.problem(None, "missing", message, Some("for instance pay = { rate = \"£14.62/h\" }".to_owned()));
                }
            }
        }
    }
    let ranks = || {
        let visits = model.steps.iter().flat_map(|step| &step.visits).map(|visit| &visit.rank);
        model.bands.iter().map(|band| &band.rank).chain(visits)
    };
    let scored = ranks().any(|rank| rank.score.is_some());
    let looks = matches!(model.next_call, NextCall::Score | NextCall::CMu);
    if scored && !looks {
        root.reading.warn("a `score` is stated, but `routing.next-call` is neither \"score\" nor \"c-mu\": it has no effect");
    }
    if model.next_call == NextCall::Score && !scored {
        root.reading.warn("`routing.next-call` is \"score\", but nothing states a `score`: whoever has waited longest is served");
    }
    let due = ranks().any(|rank| rank.due.is_some());
    if due && model.next_call != NextCall::EarliestDue {
        root.reading.warn("a class or step states `due`, but `routing.next-call` is not \"earliest-due\": it has no effect");
    }
}
