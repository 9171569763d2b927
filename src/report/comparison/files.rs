//! `summary.json` and `differences.csv` of a comparison.

use serde::Serialize;

use super::verdict::{way, word};
use super::{AfterShock, Alternative, Chance, Comparison, Configuration, Judged, Line};
use crate::analysis::multiple::each_level;
use crate::experiment::Compared;
use crate::experiment::results::LEVEL;
use crate::report::summary::{self, Row};
use crate::report::tables;

/// The whole of a comparison's `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The base's name.
    pub base: String,
    /// Why it is the base.
    pub base_because: String,
    /// Version of the program.
    pub version: String,
    /// The seed of all.
    pub seed: u64,
    /// Replications that all configurations have.
    pub replications: usize,
    /// Stopped before the end.
    pub partial: bool,
    /// Level at which the intervals of the verdict cover at once.
    pub level: f64,
    /// Statements judged at once.
    pub statements: usize,
    /// What intervals cover.
    pub covers: &'static str,
    /// Margins in words.
    pub margins: String,
    /// The alternatives.
    pub alternatives: Vec<Of>,
    /// Every measure of every configuration, as `run` gives them.
    pub configurations: Vec<Measures>,
    /// Doubts in plain words.
    pub warnings: Vec<String>,
}

/// One alternative.
#[derive(Clone, Debug, Serialize)]
pub struct Of {
    /// Its name.
    pub alternative: String,
    /// It states the same as the base.
    pub identical: bool,
    /// The verdict in a word.
    pub verdict: &'static str,
    /// The verdict in a sentence.
    pub sentence: String,
    /// Where it is less comparable than one would think.
    pub notes: Vec<String>,
    /// Differences.
    pub differences: Vec<Entry>,
    /// Targets held against the base.
    pub no_worse_than_base: Vec<Held>,
    /// Recovery from shocks that either it or the base has, one row a shock and place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shocks: Vec<AfterShock>,
}

/// A difference.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The measure; `chance-missed` for the chance of missing a target.
    pub measure: String,
    /// The part of the service; `target:NAME` for chances.
    pub scope: String,
    /// The base's value.
    pub base: Option<f64>,
    /// The alternative's.
    pub alternative: Option<f64>,
    /// Alternative less base.
    pub difference: Option<f64>,
    /// Lower bound of the difference's interval.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// The interval's own level.
    pub level: f64,
    /// It is one of those that cover at once at 95 %.
    pub simultaneous: bool,
    /// Below this a difference does not matter.
    pub margin: f64,
    /// Which way is good.
    pub good: &'static str,
    /// better, worse, more, less, no difference that matters, the same, cannot tell, not measured; none outside the verdict.
    pub judged: Option<&'static str>,
    /// Where it cannot be told, about how many replications more would.
    pub more_replications: Option<usize>,
    /// (var A + var B) / var(A - B).
    pub variance_ratio: Option<f64>,
    /// Replications in which both have a value.
    pub replications: usize,
}

/// A target held against the base.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    /// Its name in the file.
    pub target_name: String,
    /// Chance that it holds.
    pub probability_met: Option<f64>,
    /// Its Wilson interval.
    pub probability_low: Option<f64>,
    /// Its Wilson interval.
    pub probability_high: Option<f64>,
    /// met, missed, at risk, cannot tell.
    pub verdict: &'static str,
}

/// A configuration's own measures.
#[derive(Clone, Debug, Serialize)]
pub struct Measures {
    /// Its name.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Its measures.
    pub measures: Vec<Row>,
}

/// Makes the summary. `because`: why the first configuration is the base; `margins`, in words.
pub fn summary(
    configurations: &[Configuration],
    compared: &Compared,
    found: &Comparison,
    because: &str,
    margins: String,
    warnings: Vec<String>,
) -> Summary {
    let own = |c: &Configuration| {
        let results = c.results?;
        let measures = summary::summary(c.model, results, Vec::new()).measures;
        Some(Measures { scenario: c.name.to_owned(), title: c.model.title.clone(), measures })
    };
    Summary {
        base: configurations.first().map_or_else(String::new, |c| c.name.to_owned()),
        base_because: because.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: compared.results.first().map_or(0, |r| r.seed),
        replications: found.replications,
        partial: compared.partial,
        level: LEVEL,
        statements: found.statements,
        covers: if found.money { "simulation error alone; pay and prices are taken as stated" } else { "simulation error alone" },
        margins,
        alternatives: found.alternatives.iter().map(|a| of(a, found.statements)).collect(),
        configurations: configurations.iter().filter_map(own).collect(),
        warnings,
    }
}

fn of(alternative: &Alternative, statements: usize) -> Of {
    Of {
        alternative: alternative.name.clone(),
        identical: alternative.identical,
        verdict: alternative.verdict.word,
        sentence: alternative.verdict.sentence.clone(),
        notes: alternative.notes.clone(),
        differences: entries(alternative, statements),
        no_worse_than_base: alternative
            .relative
            .iter()
            .map(|r| Held {
                target_name: r.name.clone(),
                probability_met: r.chance.map(|c| c.0),
                probability_low: r.chance.map(|c| c.1.low),
                probability_high: r.chance.map(|c| c.1.high),
                verdict: summary::word(r.verdict),
            })
            .collect(),
        shocks: alternative.shocks.clone(),
    }
}

/// Differences in the verdict first, chances after the measures in the verdict.
fn entries(alternative: &Alternative, statements: usize) -> Vec<Entry> {
    let level = each_level(LEVEL, statements.max(1));
    let chosen = alternative.lines.iter().filter(|l| l.in_verdict).map(|l| line(l, level));
    let chances = alternative.chances.iter().map(|c| chance(c, level));
    let others = alternative.lines.iter().filter(|l| !l.in_verdict).map(|l| line(l, LEVEL));
    let shocks = alternative.shocks.iter().flat_map(AfterShock::entries);
    chosen.chain(chances).chain(others).chain(shocks).collect()
}

fn line(line: &Line, level: f64) -> Entry {
    let found = line.difference;
    let interval = found.and_then(|d| d.estimate.interval);
    Entry {
        measure: line.comparand.measure.clone(),
        scope: line.comparand.scope.clone(),
        base: found.map(|d| d.base),
        alternative: found.map(|d| d.alternative),
        difference: found.map(|d| d.estimate.mean),
        low: interval.map(|i| i.low),
        high: interval.map(|i| i.high),
        level,
        simultaneous: line.in_verdict,
        margin: line.margin,
        good: way(line.good),
        judged: (line.in_verdict || matches!(line.judged, Judged::Same | Judged::Blank)).then(|| word(line.judged)),
        more_replications: if line.in_verdict { line.more } else { None },
        variance_ratio: found.and_then(|d| d.variance_ratio),
        replications: found.map_or(0, |d| d.estimate.replications),
    }
}

fn chance(chance: &Chance, level: f64) -> Entry {
    let n = chance.missed.replications;
    let share = |count: usize| (n > 0).then(|| count as f64 / n as f64);
    Entry {
        measure: "chance-missed".to_owned(),
        scope: format!("target:{}", chance.target),
        base: share(chance.missed.base),
        alternative: share(chance.missed.alternative),
        difference: chance.missed.difference(),
        low: chance.interval.map(|i| i.low),
        high: chance.interval.map(|i| i.high),
        level,
        simultaneous: true,
        margin: chance.margin,
        good: "less is better",
        judged: Some(word(chance.judged)),
        more_replications: chance.more,
        variance_ratio: None,
        replications: n,
    }
}

/// `differences.csv`: one row a difference.
pub fn differences(base: &str, found: &Comparison) -> Vec<u8> {
    let head = [
        "base",
        "alternative",
        "measure",
        "scope",
        "base_value",
        "alternative_value",
        "difference",
        "low",
        "high",
        "level",
        "simultaneous",
        "margin",
        "judged",
        "more_replications",
        "variance_ratio",
        "replications",
    ];
    let number = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v}"));
    let rows = found.alternatives.iter().flat_map(|alternative| {
        entries(alternative, found.statements).into_iter().map(move |e| {
            vec![
                base.to_owned(),
                alternative.name.clone(),
                e.measure,
                e.scope,
                number(e.base),
                number(e.alternative),
                number(e.difference),
                number(e.low),
                number(e.high),
                format!("{}", e.level),
                e.simultaneous.to_string(),
                format!("{}", e.margin),
                e.judged.unwrap_or("").to_owned(),
                e.more_replications.map_or_else(String::new, |n| n.to_string()),
                number(e.variance_ratio),
                e.replications.to_string(),
            ]
        })
    });
    tables::rows(&head, rows)
}
