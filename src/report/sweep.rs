//! A sweep as tables: `results.csv` (tidy) and `summary.json`. Durations in seconds, shares between 0 and 1, blank where unknown.

use serde_json::{Value, json};

use super::summary::{bound, word as verdict};
use super::tables::{number, plain};
use crate::analysis::interval::{Estimate, Interval};
use crate::analysis::select::Standing;
use crate::experiment::results::LEVEL;
use crate::experiment::sweep::{Difference, Outcome, Place, Procedure, Surety, SweepPlan, TargetPlace, Word, measures};
use crate::model::{Measure, Model};
use crate::scenario::grid::Design;
use crate::tally::names;

/// A sweep and what it gave.
#[derive(Clone, Copy, Debug)]
pub struct Sweep<'a> {
    /// The scenario as it is.
    pub base: &'a Model,
    /// What was tried.
    pub design: &'a Design,
    /// What was wanted.
    pub plan: &'a SweepPlan,
    /// What came out.
    pub outcome: &'a Outcome,
}

/// What is said of a configuration, in words.
pub fn word(word: Word) -> &'static str {
    match word {
        Word::Best => "best",
        Word::Same => "no difference that matters",
        Word::NotApart => "not told apart",
        Word::Worse => "worse",
        Word::CannotTell => "cannot tell",
        Word::Misses => "misses targets",
        Word::Blank => "blank",
    }
}

/// The same for people: "worse" alone would read as a fault, and it is only not the best.
pub fn said(one: Word) -> &'static str {
    if one == Word::Worse { "worse than the best" } else { word(one) }
}

/// The shortest ends of paths that tell them apart, of two names at least.
pub fn labels(paths: &[String]) -> Vec<String> {
    let end = |path: &str, names: usize| {
        let parts: Vec<&str> = path.split('.').collect();
        parts[parts.len().saturating_sub(names)..].join(".")
    };
    let most = paths.iter().map(|p| p.split('.').count()).max().unwrap_or(1);
    let apart = |names: usize| {
        let mut ends: Vec<String> = paths.iter().map(|p| end(p, names)).collect();
        ends.sort();
        ends.windows(2).all(|w| w[0] != w[1])
    };
    let names = (2..=most).find(|&n| apart(n)).unwrap_or(most);
    paths.iter().map(|p| end(p, names)).collect()
}

/// Does it keep its targets, in words.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "yes",
        Standing::Fails => "no",
        Standing::Undecided => "undecided",
    }
}

/// The name of a procedure, as the flag takes it.
pub fn procedure(procedure: Procedure) -> &'static str {
    match procedure {
        Procedure::Kn => "kn",
        Procedure::Rinott => "rinott",
        Procedure::Ocba => "ocba",
    }
}

const HEAD: [&str; 21] = [
    "measure",
    "scope",
    "mean",
    "low",
    "high",
    "level",
    "replications",
    "callers",
    "target",
    "required",
    "probability_met",
    "probability_low",
    "probability_high",
    "target_verdict",
    "feasible",
    "feasible_chance",
    "difference",
    "difference_low",
    "difference_high",
    "verdict",
    "rank",
];

impl Sweep<'_> {
    /// The settings of a configuration, with the shortest names that tell them apart.
    pub fn short(&self, configuration: usize) -> String {
        let names = labels(&self.design.paths);
        names
            .iter()
            .zip(&self.design.rows[configuration])
            .map(|(name, value)| format!("{name} = {value}"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// `results.csv`: for each configuration, the best first, a row for the objective, for each target, for all targets that must
    /// hold at once, and for each measure to be shown; then the best again on fresh callers.
    pub fn csv(&self) -> Vec<u8> {
        let mut head = vec!["scenario".to_owned(), "configuration".to_owned()];
        head.extend(self.design.paths.iter().cloned());
        head.extend(HEAD.map(str::to_owned));
        let mut rows = Vec::new();
        for place in &self.outcome.places {
            self.rows(place, &place.estimates, &place.targets, place.all, (place.replications, "selection"), &mut rows);
        }
        let best = self.outcome.places.iter().find(|p| p.word == Word::Best);
        if let (Some(place), Some(fresh)) = (best, &self.outcome.fresh) {
            self.rows(place, &fresh.estimates, &fresh.targets, fresh.all, (fresh.replications, "fresh"), &mut rows);
        }
        plain(&head, &rows)
    }

    fn rows(
        &self,
        place: &Place,
        estimates: &[Option<Estimate>],
        targets: &[TargetPlace],
        all: Option<(f64, Interval)>,
        (replications, callers): (usize, &str),
        rows: &mut Vec<Vec<String>>,
    ) {
        let settings = &self.design.rows[place.configuration];
        let mut push = |measure: String,
                        scope: String,
                        [mean, low, high]: [Option<f64>; 3],
                        target: [String; 2],
                        chance: Option<(f64, Interval)>,
                        judged: &str,
                        apart: Option<Difference>| {
            let mut row = vec![self.base.name.clone(), (place.configuration + 1).to_string()];
            row.extend(settings.iter().cloned());
            row.extend([measure, scope, number(mean), number(low), number(high), LEVEL.to_string()]);
            row.extend([replications.to_string(), callers.to_owned()]);
            row.extend(target);
            row.extend([number(chance.map(|c| c.0)), number(chance.map(|c| c.1.low)), number(chance.map(|c| c.1.high))]);
            row.extend([judged.to_owned(), standing(place.standing).to_owned(), number(Some(place.keeps))]);
            row.extend([apart.map(|d| d.mean), apart.map(|d| d.interval.low), apart.map(|d| d.interval.high)].map(number));
            row.extend([word(place.word).to_owned(), place.rank.to_string()]);
            rows.push(row);
        };
        let kept = measures(self.base, self.plan);
        let of = |estimate: Option<Estimate>| {
            let interval = estimate.and_then(|e| e.interval);
            [estimate.map(|e| e.mean), interval.map(|i| i.low), interval.map(|i| i.high)]
        };
        let named = |m: Measure| (names::name(m.kind, self.base), names::scope_text(m.scope, self.base));
        let none = || [String::new(), String::new()];
        let (name, scope) = named(self.plan.objective);
        let apart = place.difference.filter(|_| callers == "selection");
        push(name, scope, of(estimates[0]), none(), None, "", apart);
        for (index, (target, found)) in self.base.targets.iter().zip(targets).enumerate() {
            let (name, scope) = named(target.measure);
            let required = if self.plan.required.contains(&index) { "yes" } else { "no" };
            let text = [bound(target.bound), required.to_owned()];
            push(name, scope, of(found.estimate), text, found.chance, verdict(found.verdict), None);
        }
        if all.is_some() {
            push(
                "all-required-targets".to_owned(),
                "all".to_owned(),
                [None; 3],
                [String::new(), "yes".to_owned()],
                all,
                "",
                None,
            );
        }
        for (measure, estimate) in kept.iter().zip(estimates).skip(1).filter(|(m, _)| self.plan.shown.contains(m)) {
            let (name, scope) = named(*measure);
            push(name, scope, of(*estimate), none(), None, "", None);
        }
    }

    /// `summary.json`.
    pub fn json(&self) -> Value {
        let (plan, outcome) = (self.plan, self.outcome);
        let kept = measures(self.base, plan);
        let (surety, probability) = match outcome.surety {
            Surety::Guaranteed(p) => ("guaranteed", Some(p)),
            Surety::Estimated(p) => ("estimated", Some(p)),
            Surety::NotReached => ("not reached", None),
            Surety::NoneKeeps(p) => ("no configuration keeps the targets", Some(p)),
        };
        let required: Vec<&str> = plan.required.iter().map(|&t| self.base.targets[t].name.as_str()).collect();
        json!({
            "scenario": self.base.name,
            "title": self.base.title,
            "version": env!("CARGO_PKG_VERSION"),
            "seed": plan.seed,
            "objective": {
                "measure": names::name(plan.objective.kind, self.base),
                "scope": names::scope_text(plan.objective.scope, self.base),
                "better": if plan.maximise { "large" } else { "small" },
                "margin": plan.margin,
            },
            "subject_to": required,
            "procedure": procedure(plan.procedure),
            "confidence": plan.confidence,
            "selection": surety,
            "probability": probability,
            "best": outcome.best.map(|b| b + 1),
            "replications": outcome.spent,
            "equal_shares": outcome.equal,
            "configurations": outcome.places.iter().map(|p| self.place(p, &kept)).collect::<Vec<_>>(),
            "fresh": outcome.fresh.as_ref().map(|fresh| json!({
                "replications": fresh.replications,
                "measures": self.estimates(&fresh.estimates, &kept),
                "targets": self.targets(&fresh.targets),
                "all_required_targets": fresh.all.map(chance),
            })),
        })
    }

    fn place(&self, place: &Place, kept: &[Measure]) -> Value {
        let settings: serde_json::Map<String, Value> = self
            .design
            .paths
            .iter()
            .zip(&self.design.rows[place.configuration])
            .map(|(p, v)| (p.clone(), v.as_str().into()))
            .collect();
        json!({
            "rank": place.rank,
            "configuration": place.configuration + 1,
            "settings": settings,
            "verdict": word(place.word),
            "replications": place.replications,
            "feasible": standing(place.standing),
            "feasible_chance": place.keeps,
            "difference": place.difference.map(|d| json!({
                "mean": d.mean,
                "low": d.interval.low,
                "high": d.interval.high,
                "level": d.interval.level,
                "replications": d.replications,
            })),
            "measures": self.estimates(&place.estimates, kept),
            "targets": self.targets(&place.targets),
            "all_required_targets": place.all.map(chance),
        })
    }

    fn estimates(&self, estimates: &[Option<Estimate>], kept: &[Measure]) -> Vec<Value> {
        let row = |(measure, estimate): (&Measure, &Option<Estimate>)| {
            let interval = estimate.and_then(|e| e.interval);
            json!({
                "measure": names::name(measure.kind, self.base),
                "scope": names::scope_text(measure.scope, self.base),
                "mean": estimate.map(|e| e.mean),
                "sd": estimate.and_then(|e| e.sd),
                "low": interval.map(|i| i.low),
                "high": interval.map(|i| i.high),
                "level": LEVEL,
            })
        };
        kept.iter().zip(estimates).map(row).collect()
    }

    fn targets(&self, targets: &[TargetPlace]) -> Vec<Value> {
        let row = |(target, place): (&crate::model::Target, &TargetPlace)| {
            json!({
                "name": target.name,
                "target": bound(target.bound),
                "mean": place.estimate.map(|e| e.mean),
                "chance": place.chance.map(chance),
                "verdict": verdict(place.verdict),
            })
        };
        self.base.targets.iter().zip(targets).map(row).collect()
    }
}

fn chance((met, interval): (f64, Interval)) -> Value {
    json!({ "probability_met": met, "probability_low": interval.low, "probability_high": interval.high })
}
