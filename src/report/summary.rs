//! `summary.json`: every measure with its interval, every target with its chance and verdict.

use serde::Serialize;

use super::number::{self, Unit};
use crate::analysis::proportion::{Verdict, fewest_to_tell};
use crate::experiment::Results;
use crate::experiment::results::{Judged, LEVEL};
use crate::model::clock::SECOND;
use crate::model::{Basis, Bound, Confidence, Measure, MeasureKind, Model, Scope};
use crate::tally::names;

/// The whole of `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The scenario's name.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Version of the program.
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// Replications done.
    pub replications: usize,
    /// Stopped before its end.
    pub partial: bool,
    /// Measures, targets among them.
    pub measures: Vec<Row>,
    /// Doubts in plain words, the most important first.
    pub warnings: Vec<String>,
}

/// A measure of a scope.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The measure's name.
    pub measure: String,
    /// `all`, `step:NAME` and so on.
    pub scope: String,
    /// The estimate.
    pub mean: Option<f64>,
    /// Standard deviation over replications.
    pub sd: Option<f64>,
    /// Lower bound of the interval of the mean.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// Level of the interval.
    pub level: f64,
    /// What the interval covers.
    pub covers: &'static str,
    /// What the value rests on.
    pub basis: &'static str,
    /// The target, `>= 0.95`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The target's name in the file, and its period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_name: Option<String>,
    /// The official name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub official: Option<String>,
    /// Chance that the target holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability_met: Option<f64>,
    /// Its Wilson interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability_low: Option<f64>,
    /// Its Wilson interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability_high: Option<f64>,
    /// met, missed, at risk, cannot tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<&'static str>,
}

/// A verdict in a word.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::AtRisk => "at risk",
        Verdict::CannotTell => "cannot tell",
    }
}

/// What a value rests on, in a word.
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Simulated => "simulated",
        Basis::Assumed => "assumed",
        Basis::Fitted => "fitted",
    }
}

/// The unit in which a measure is shown.
pub fn unit(kind: MeasureKind) -> Unit {
    match names::unit(kind) {
        names::Unit::Share => Unit::Share,
        names::Unit::Seconds => Unit::Seconds,
        names::Unit::Count => Unit::Count,
        names::Unit::Pounds => Unit::Pounds,
    }
}

/// A bound as text, in base units.
pub fn bound(bound: Bound) -> String {
    match bound {
        Bound::AtMost(x) => format!("<= {x}"),
        Bound::AtLeast(x) => format!(">= {x}"),
        Bound::Below(x) => format!("< {x}"),
    }
}

/// Judged targets, in the order of the model.
pub fn judged(model: &Model, results: &Results) -> Vec<Judged> {
    model.targets.iter().enumerate().map(|(index, target)| results.judge(index, target, model)).collect()
}

/// Targets met, missed, at risk and not to be told, in a sentence.
pub fn finding(model: &Model, results: &Results) -> String {
    let judged = judged(model, results);
    if judged.is_empty() {
        let within = Measure { kind: MeasureKind::AnsweredWithin(60 * SECOND), scope: Scope::All };
        let answered = results.estimate(within).map_or_else(|| "none".to_owned(), |e| number::share(e.mean));
        return format!("No targets are stated; {answered} of answered calls are answered within 60 s.");
    }
    let named = |verdict: Verdict| -> Vec<String> {
        let of = model.targets.iter().zip(&judged).filter(|(_, j)| j.verdict == verdict);
        of.map(|(target, _)| names::words(target.measure, model)).collect()
    };
    if judged.iter().all(|j| j.verdict == Verdict::CannotTell) {
        return undecided(model, results, &judged);
    }
    let mut words = vec![format!("Meets {} of {} targets", named(Verdict::Met).len(), judged.len())];
    for (verdict, word) in [(Verdict::Missed, "misses"), (Verdict::AtRisk, "at risk"), (Verdict::CannotTell, "cannot tell")] {
        match &named(verdict)[..] {
            [] => {}
            [name] => words.push(format!("{word}: {name}")),
            // names have commas of their own
            [one, other] if verdict == Verdict::Missed => words.push(format!("{word}: {one} and {other}")),
            names => words.push(format!("{word}: {}", names.len())),
        }
    }
    let all = results.all_targets().map(|a| format!(". All at once: {}", number::chance(a.0))).unwrap_or_default();
    // names have commas of their own
    format!("{}{all}.", words.join("; "))
}

/// What was seen where nothing is decided, and how many replications it takes to tell.
fn undecided(model: &Model, results: &Results, judged: &[Judged]) -> String {
    let n = results.replications;
    let always = |chance: f64| judged.iter().filter(|j| j.chance.is_some_and(|(seen, _)| (seen - chance).abs() < 1e-12)).count();
    let seen: Vec<(usize, &str)> = [(always(0.0), "fail", "fails"), (always(1.0), "hold", "holds")]
        .into_iter()
        .filter(|&(count, _, _)| count > 0)
        .map(|(count, many, one)| (count, if count == 1 { one } else { many }))
        .collect();
    let asked = model.targets.iter().filter_map(|target| match target.confidence {
        Confidence::Chance(chance) => Some(chance),
        Confidence::Estimate => None,
    });
    let asked = asked.fold(0.0, f64::max);
    let needed = fewest_to_tell(asked, LEVEL);
    let takes = format!("; to be {} sure of any takes {needed} or more", number::share(asked));
    let takes = if asked > 0.0 && asked < 1.0 && n < needed { takes } else { String::new() };
    let targets = number::plural(judged.len() as u64, "target", "targets");
    let Some(&(first, word)) = seen.first() else {
        return format!("Too few replications to judge {targets}{takes}.");
    };
    let replications = number::plural(n as u64, "replication", "replications");
    let each = if n == 1 { format!("in {replications}") } else { format!("in each of {replications}") };
    let others: String = seen[1..].iter().map(|(count, word)| format!(" and {count} {word}")).collect();
    format!("{first} of {targets} {word} {each}{others}{takes}.")
}

/// What *at risk* means, for a page that uses the word; else empty. That more replications may tell is a warning of its own.
pub fn legend(model: &Model, results: &Results) -> String {
    let judged = judged(model, results);
    let mut asked =
        judged.iter().zip(&model.targets).filter(|(j, _)| j.verdict == Verdict::AtRisk).map(|(_, target)| {
            match target.confidence {
                Confidence::Chance(chance) => chance,
                Confidence::Estimate => f64::NAN,
            }
        });
    let Some(first) = asked.next() else { return String::new() };
    let more = if first.is_finite() && asked.all(|other| (other - first).abs() < 1e-12) {
        format!("more than {}", number::share(1.0 - first))
    } else {
        "more than their confidence allows".to_owned()
    };
    format!("At risk: kept in some replications and missed in others, {more} of each.")
}

/// Makes the summary.
pub fn summary(model: &Model, results: &Results, warnings: Vec<String>) -> Summary {
    let mut rows = Vec::new();
    for (target, judged) in model.targets.iter().zip(judged(model, results)) {
        let mut row = row(model, results, target.measure);
        row.basis = basis(target.basis);
        row.target = Some(bound(target.bound));
        row.target_name = Some(target.name.clone());
        row.official.clone_from(&target.official);
        row.probability_met = judged.chance.map(|c| c.0);
        row.probability_low = judged.chance.map(|c| c.1.low);
        row.probability_high = judged.chance.map(|c| c.1.high);
        row.verdict = Some(word(judged.verdict));
        let months = if target.measure.scope == Scope::All { judged.months } else { Vec::new() };
        for (month, chance, verdict) in months {
            rows.push(Row {
                scope: format!("month:{month}"),
                mean: None,
                sd: None,
                low: None,
                high: None,
                probability_met: chance.map(|c| c.0),
                probability_low: chance.map(|c| c.1.low),
                probability_high: chance.map(|c| c.1.high),
                verdict: Some(word(verdict)),
                ..row.clone()
            });
        }
        rows.push(row);
    }
    // the horizon of each target before its months
    rows.sort_by_key(|row| {
        let order = model.targets.iter().position(|t| Some(&t.name) == row.target_name.as_ref());
        (order, row.scope.starts_with("month:"))
    });
    if !model.targets.is_empty() {
        let all = results.all_targets();
        rows.push(Row {
            mean: all.map(|a| a.0),
            low: all.map(|a| a.1.low),
            high: all.map(|a| a.1.high),
            probability_met: all.map(|a| a.0),
            ..row(model, results, Measure { kind: MeasureKind::AllTargets, scope: Scope::All })
        });
    }
    rows.extend(results.measures.iter().map(|&measure| row(model, results, measure)));
    Summary {
        scenario: model.name.clone(),
        title: model.title.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: results.seed,
        replications: results.replications,
        partial: results.partial,
        measures: rows,
        warnings,
    }
}

fn row(model: &Model, results: &Results, measure: Measure) -> Row {
    let estimate = results.estimate(measure);
    Row {
        measure: names::name(measure.kind, model),
        scope: names::scope_text(measure.scope, model),
        mean: estimate.map(|e| e.mean),
        sd: estimate.and_then(|e| e.sd),
        low: estimate.and_then(|e| e.interval).map(|i| i.low),
        high: estimate.and_then(|e| e.interval).map(|i| i.high),
        level: LEVEL,
        covers: "simulation error alone",
        basis: "simulated",
        target: None,
        target_name: None,
        official: None,
        probability_met: None,
        probability_low: None,
        probability_high: None,
        verdict: None,
    }
}
