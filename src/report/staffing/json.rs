//! `summary.json` of a staffing: the targets of the first answer in the rows of every command, then each answer.

use serde_json::{Value, json};

use super::{Answer, Cover, More, a_month, answered_late, counted_in, hours};
use crate::experiment::staffing::aims::Standard;
use crate::experiment::staffing::budget::Harm;
use crate::experiment::staffing::relief::Beyond;
use crate::experiment::staffing::{Aim, Desk, Verified};
use crate::model::{Confidence, Model};
use crate::report::summary::bound;
use crate::tally::names;

/// The whole of it.
pub fn summary(desk: &Desk, answers: &[Answer], covers: &[Vec<Cover>], seed: u64, warnings: &[String], more: Value) -> Value {
    let model = desk.model;
    let rows = |answer: &Answer| -> Vec<Value> {
        answer.found.aims.iter().zip(&answer.found.verified).map(|(aim, verified)| row(model, aim, verified)).collect()
    };
    let mut whole = json!({
        "scenario": model.name,
        "title": model.title,
        "version": env!("CARGO_PKG_VERSION"),
        "seed": seed,
        "replications": answers.first().map_or(0, |a| a.found.replications),
        "partial": answers.iter().any(|a| a.found.partial),
        "measures": answers.first().map_or_else(Vec::new, rows),
        "counted_in": counted_in(desk.counted),
        "base": { "cost": desk.base_cost(), "groups": groups(desk, desk.model) },
        "answers": answers.iter().zip(covers).map(|(answer, covers)| one(desk, answer, covers, rows(answer))).collect::<Vec<_>>(),
        "warnings": warnings,
    });
    if let (Some(whole), Value::Object(more)) = (whole.as_object_mut(), more) {
        whole.extend(more);
    }
    whole
}

fn one(desk: &Desk, answer: &Answer, covers: &[Cover], targets: Vec<Value>) -> Value {
    let found = &answer.found;
    let names: Vec<&str> = found.hopeless.iter().map(|&a| found.aims[a].name.as_str()).collect();
    let over: Vec<Value> = covers
        .iter()
        .zip(&desk.problem.choices.groups)
        .map(|(cover, group)| {
            let (over, under) = cover.over_and_under(&desk.problem.hours);
            json!({ "group": group.name, "hours_over": over, "hours_under": under })
        })
        .collect();
    json!({
        "answer": answer.key,
        "file": answer.file,
        "met": found.met(),
        "partial": found.partial,
        "out_of_reach": names,
        "cost": found.cost,
        "lower_bound": found.bound.bounded.then_some(found.bound.cost),
        "least_by_formula": found.bound.formula,
        "gap": found.bound.bounded.then(|| found.cost / found.bound.cost - 1.0),
        "groups": groups(desk, &answer.model),
        "against_need": over,
        "targets": targets,
        "more": more(desk, answer),
        "binding": found.binding().map(|a| found.aims[a].name.clone()),
        "verifications": found.attempts,
        "search": {
            "replications": found.effort.replications,
            "verifying": found.effort.verifying,
            "candidates": found.effort.candidates,
            "equal_shares": found.effort.equal_shares,
        },
    })
}

/// What an answer says beside its targets.
fn more(desk: &Desk, answer: &Answer) -> Value {
    let model = desk.model;
    let pair = |(own, base): (f64, f64)| json!({ "with_it": own, "base": base });
    match &answer.more {
        More::Nothing | More::Unfinished => Value::Null,
        More::Beyond(relief) => {
            let one = |b: &Beyond| {
                json!({
                    "choice": super::choice_name(desk, b.choice),
                    "at_most": b.most,
                    "people": b.people,
                    "hours_beyond": b.hours,
                    "cost_beyond": b.cost,
                })
            };
            json!({
                "without_bounds": {
                    "cost": relief.found.cost,
                    "met": relief.found.met(),
                    "more_part_time": relief.more_part_time,
                    "beyond": relief.beyond.iter().map(one).collect::<Vec<_>>(),
                    "targets": relief
                        .found
                        .aims
                        .iter()
                        .zip(&relief.found.verified)
                        .map(|(aim, verified)| row(model, aim, verified))
                        .collect::<Vec<_>>(),
                },
            })
        }
        More::Sum { sum, harms, counts } => {
            let harm = |h: &Harm| {
                let mut found = pair((h.own.mean, h.base.mean));
                found["measure"] = json!(names::name(h.measure.kind, model));
                found
            };
            let monthly = |h: &Harm| {
                let mut found = pair((a_month(desk, h.own.mean), a_month(desk, h.base.mean)));
                found["measure"] = json!(names::name(h.measure.kind, model));
                found
            };
            let counted = |h: &&Harm| !matches!(h.measure.kind, crate::model::MeasureKind::AnsweredWithin(_));
            json!({
                "sum": sum,
                "harms": harms.iter().map(harm).collect::<Vec<_>>(),
                "a_month": counts.iter().filter(counted).map(monthly).collect::<Vec<_>>(),
                "answered_after_60s_a_month": answered_late(counts).map(|(own, base)| pair((a_month(desk, own), a_month(desk, base)))),
            })
        }
        More::Surplus { own, meeting, times } => json!({
            "surplus": own.0,
            "deductions": own.1,
            "meeting_targets": meeting.map(|m| json!({ "surplus": m.0, "deductions": m.1 })),
            "deductions_times": times,
        }),
    }
}

fn groups(desk: &Desk, model: &Model) -> Vec<Value> {
    let one = |g: super::GroupHours| {
        json!({
            "group": g.name,
            "desk_hours": g.desk,
            "paid_hours": g.paid,
            "cost": g.pounds,
            "whole_time_equivalents": g.whole_time,
        })
    };
    hours(desk, model).into_iter().map(one).collect()
}

/// A target in the rows of `summary.json`.
fn row(model: &Model, aim: &Aim, verified: &Verified) -> Value {
    let (measure, scope) = aim.measure_name(model);
    let estimate = verified.estimate;
    let interval = estimate.and_then(|e| e.interval);
    let target = match aim.standard {
        Standard::Bound(limit) => bound(limit),
        Standard::NoWorse { allowance, .. } if allowance > 0.0 => format!("no worse than base by more than {allowance}"),
        Standard::NoWorse { .. } => "no worse than base".to_owned(),
    };
    json!({
        "measure": measure,
        "scope": scope,
        "mean": estimate.map(|e| e.mean),
        "sd": estimate.and_then(|e| e.sd),
        "low": interval.map(|i| i.low),
        "high": interval.map(|i| i.high),
        "level": 0.95,
        "covers": "simulation error alone",
        "basis": "simulated",
        "target": target,
        "target_name": aim.name,
        "confidence": match aim.confidence { Confidence::Chance(c) => json!(c), Confidence::Estimate => json!("none") },
        "probability_met": verified.chance.map(|c| c.0),
        "probability_low": verified.chance.map(|c| c.1.low),
        "probability_high": verified.chance.map(|c| c.1.high),
        "base_mean": verified.base.map(|b| b.0.mean),
        "base_probability_met": verified.base.map(|b| b.1),
        "verdict": if verified.met { "met" } else { "not shown" },
    })
}
