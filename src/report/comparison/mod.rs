//! What a comparison says: differences with their intervals, chances of missing targets, a verdict for each alternative.
//!
//! Alternative less base throughout. The measures in the verdict are those of money, those of the base's targets and those
//! that a saving may be bought with (people served, people who give up, urgent people); with the chances of missing each
//! target they are the statements that are judged at once: their intervals are simultaneous, Bonferroni over alternatives x
//! statements (see `analysis::multiple`). All other measures have intervals of their own, at 95 % each, and no verdict.

mod files;
mod margin;
#[cfg(feature = "charts")]
pub mod pictures;
mod shocks;
mod verdict;

pub use files::{Summary, differences, summary};
pub use margin::{CHANCE, Margins};
pub use shocks::AfterShock;
pub use verdict::{Verdict, interval_text, signed, size, within, word};

use super::number;
use super::summary::unit;
use crate::analysis::multiple::{Judgement, each_level, judge_difference, more_replications};
use crate::analysis::paired::Difference;
use crate::analysis::proportion::{self, judge, judge_estimate, wilson};
use crate::analysis::{Discordant, Interval};
use crate::experiment::difference::{PARTS_OF_TOTAL, TOTAL_COST};
use crate::experiment::results::{LEVEL, hardest};
use crate::experiment::{Comparand, Compared, Results, difference, recoveries};
use crate::model::{Confidence, Measure, MeasureKind, Model, Scope};
use crate::tally::direction::{Good, good};
use crate::tally::names;

/// What money there is to compare, the provider's and that of others.
const MONEY: [&str; 4] = [TOTAL_COST, PARTS_OF_TOTAL[0], PARTS_OF_TOTAL[1], "surplus"];
/// What a target's better figures may be bought with: people served, people who give up, urgent people.
const GUARDS: [&str; 5] = ["calls-answered", "calls-abandoned", "urgent-lost-people", "urgent-abandoned", "risk-minutes"];
/// How long the most urgent wait for a clinician.
const URGENT_WAIT: &str = "time-to-clinician-p95";
/// Compared where a base has no targets.
const PLAIN: [&str; 4] = ["answered-within-60s", "abandonment", "mean-speed-of-answer", "wait-p95"];

/// A comparison: what was found and what it means.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Replications that all configurations have.
    pub replications: usize,
    /// Statements judged at once.
    pub statements: usize,
    /// The alternatives, in order.
    pub alternatives: Vec<Alternative>,
    /// The base's costs were measured.
    pub money: bool,
}

impl Comparison {
    /// Below what a difference of money does not matter, in pounds, the same for all its measures; none where no money is compared
    /// or measures differ.
    fn of_pounds(&self) -> Option<f64> {
        let lines = self.alternatives.iter().flat_map(|one| &one.lines);
        let mut all =
            lines.filter(|l| l.in_verdict && l.unit == number::Unit::Pounds && l.difference.is_some()).map(|l| l.margin);
        let first = all.next()?;
        all.all(|other| (other - first).abs() < 1e-9 * first.abs().max(1.0)).then_some(first)
    }

    /// What margins say of money: whether any is compared, and their size in pounds where it is one.
    pub fn of_money(&self) -> Option<Option<f64>> {
        self.money.then(|| self.of_pounds())
    }
}

/// One alternative against the base.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Its name.
    pub name: String,
    /// It says the same as the base and was not simulated.
    pub identical: bool,
    /// Where it is less comparable than one would think.
    pub notes: Vec<String>,
    /// Differences, those in the verdict first.
    pub lines: Vec<Line>,
    /// Chances of missing the base's targets.
    pub chances: Vec<Chance>,
    /// Targets held against the base.
    pub relative: Vec<Relative>,
    /// Recovery from shocks that either it or the base has.
    pub shocks: Vec<AfterShock>,
    /// What it comes to.
    pub verdict: Verdict,
}

/// The difference of one measure.
#[derive(Clone, Debug)]
pub struct Line {
    /// The measure.
    pub comparand: Comparand,
    /// The measure in words.
    pub words: String,
    /// Its unit.
    pub unit: number::Unit,
    /// Its good way.
    pub good: Option<Good>,
    /// The base has a target on it.
    pub target: bool,
    /// It is one of the measures that a better figure may be bought with.
    pub guard: bool,
    /// It is one of the statements judged at once.
    pub in_verdict: bool,
    /// The difference; none where either has no value.
    pub difference: Option<Difference>,
    /// A smaller difference does not matter.
    pub margin: f64,
    /// The judgement.
    pub judged: Judged,
    /// Where it cannot be told: about how many more replications would; none if more than the most allowed.
    pub more: Option<usize>,
}

/// The chance of missing a target.
#[derive(Clone, Debug)]
pub struct Chance {
    /// The target's name in the file.
    pub target: String,
    /// The measure in words.
    pub words: String,
    /// Replications in which it was missed.
    pub missed: Discordant,
    /// The interval of the difference of the two chances.
    pub interval: Option<Interval>,
    /// A smaller difference does not matter.
    pub margin: f64,
    /// The judgement.
    pub judged: Judged,
    /// As for a measure.
    pub more: Option<usize>,
}

impl Chance {
    /// No replication misses it under one of the two alone.
    pub fn never_differs(&self) -> bool {
        self.missed.replications > 0 && self.missed.alternative_alone + self.missed.base_alone == 0
    }
}

/// A target held against the base.
#[derive(Clone, Debug)]
pub struct Relative {
    /// Its name in the file.
    pub name: String,
    /// The measure in words.
    pub words: String,
    /// The chance that it holds, with Wilson's interval.
    pub chance: Option<(f64, Interval)>,
    /// Met, missed, at risk, cannot tell.
    pub verdict: proportion::Verdict,
}

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Different for the better.
    Better,
    /// Different for the worse.
    Worse,
    /// More, of what has no good way.
    More,
    /// Less, of what has no good way.
    Less,
    /// Within the margin.
    NoMatter,
    /// The same in every replication.
    Same,
    /// More replications are needed.
    CannotTell,
    /// One of the two has no value.
    Blank,
}

/// A configuration: the base or an alternative.
#[derive(Clone, Copy, Debug)]
pub struct Configuration<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its model.
    pub model: &'a Model,
    /// Its results; none if it was not simulated, being identical to the base.
    pub results: Option<&'a Results>,
    /// Where it is less comparable than one would think.
    pub notes: &'a [String],
}

/// Words of verdicts, the best first.
pub const WORDS: [&str; 6] = ["better", "trade-off", "no difference that matters", "cannot tell", "worse", "identical"];

/// The measures in the verdict: those of money that models know of, those of targets, and what these may be bought with.
pub fn in_verdict(base: &Model, alternatives: &[&Model]) -> Vec<Comparand> {
    let mut found: Vec<Comparand> = MONEY.iter().map(|name| Comparand::whole(name)).filter(|c| c.unit(base).is_some()).collect();
    found.extend(base.targets.iter().map(|t| Comparand::of(t.measure, base)));
    for model in alternatives {
        found.extend(model.relative.iter().map(|t| Comparand::of(t.measure, model)));
    }
    if base.targets.is_empty() {
        let idle = |name: &str| name == "abandonment" && !base.callers_may_leave();
        found.extend(PLAIN.iter().filter(|name| !idle(name)).map(|name| Comparand::whole(name)));
    }
    found.extend(guards(base));
    let mut seen: Vec<Comparand> = Vec::new();
    found.retain(|c| {
        let new = !seen.contains(c);
        seen.push(c.clone());
        new
    });
    found
}

/// Statements judged at once: measures in the verdict and chances of missing targets, for each alternative.
pub fn statements(base: &Model, alternatives: &[&Model]) -> usize {
    (in_verdict(base, alternatives).len() + base.targets.len()) * alternatives.len()
}

fn guards(base: &Model) -> Vec<Comparand> {
    let urgent = base.outcomes.iter().any(|o| o.urgent);
    let mut found: Vec<Comparand> = GUARDS
        .iter()
        .filter(|name| match **name {
            "calls-abandoned" => base.callers_may_leave(),
            "calls-answered" => true,
            _ => urgent,
        })
        .map(|name| Comparand::whole(name))
        .collect();
    let first = base.bands.iter().enumerate().min_by_key(|(_, band)| band.due);
    let waits = |index: usize| Measure { kind: MeasureKind::TimeToClinicianQuantile(950), scope: Scope::Band(index as u8) };
    if let Some((_, band)) = first.filter(|(index, _)| crate::tally::measure::applies(base, waits(*index))) {
        found.push(Comparand { measure: URGENT_WAIT.to_owned(), scope: format!("band:{}", band.name) });
    }
    found
}

/// Judges a comparison. The first configuration is the base; `most`: a number of replications beyond which no guess is made.
pub fn comparison(configurations: &[Configuration], compared: &Compared, margins: &Margins, most: usize) -> Comparison {
    let Some((base, others)) = configurations.split_first() else {
        return Comparison { replications: 0, statements: 0, alternatives: Vec::new(), money: false };
    };
    let Some(base_results) = base.results else {
        return Comparison { replications: 0, statements: 0, alternatives: Vec::new(), money: false };
    };
    let simulated: Vec<&Model> = others.iter().filter(|c| c.results.is_some()).map(|c| c.model).collect();
    let mut after_shocks = after_shocks(configurations).into_iter();
    // what is blank in the base (a cost that nobody stated) is no statement
    let known = |c: &Comparand| difference(c, (base.model, base_results), (base.model, base_results), LEVEL).is_some();
    let chosen: Vec<Comparand> = in_verdict(base.model, &simulated).into_iter().filter(known).collect();
    let statements = (chosen.len() + base.model.targets.len()) * simulated.len();
    let level = each_level(LEVEL, statements.max(1));
    let mut all = chosen.clone();
    let kept = base_results.measures.iter().map(|m| Comparand::of(*m, base.model));
    all.extend(kept.filter(|c| !chosen.contains(c)));
    let judge = Judge { base: base.model, base_results, margins, level, most, chosen: &chosen };
    let alternatives = others
        .iter()
        .map(|other| {
            let (mut lines, mut chances, mut relative, mut shocks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            if let Some(results) = other.results {
                lines = all.iter().map(|c| judge.line(c, other.model, results)).collect();
                chances = judge.chances(other.model, results);
                relative = judge.relative(other.model, results);
                shocks = after_shocks.next().unwrap_or_default();
            }
            let mut alternative = Alternative {
                name: other.name.to_owned(),
                identical: other.results.is_none(),
                notes: other.notes.to_vec(),
                lines,
                chances,
                relative,
                shocks,
                verdict: Verdict::default(),
            };
            alternative.verdict = verdict::verdict(&alternative, base.model, most);
            alternative
        })
        .collect();
    let money = MONEY.iter().any(|name| chosen.contains(&Comparand::whole(name)));
    Comparison { replications: compared.replications, statements, alternatives, money }
}

/// Recovery from shocks, by alternative that was simulated.
fn after_shocks(configurations: &[Configuration]) -> Vec<Vec<AfterShock>> {
    let simulated: Vec<(&Configuration, &Results)> = configurations.iter().filter_map(|c| Some((c, c.results?))).collect();
    let names: Vec<&str> = simulated.iter().map(|(c, _)| c.name).collect();
    let models: Vec<&Model> = simulated.iter().map(|(c, _)| c.model).collect();
    let results: Vec<&Results> = simulated.iter().map(|(_, results)| *results).collect();
    let found = recoveries(&models, &results);
    found.iter().map(|of_one| of_one.iter().map(|recovery| AfterShock::new(recovery, &names)).collect()).collect()
}

/// What judging needs.
struct Judge<'a> {
    base: &'a Model,
    base_results: &'a Results,
    margins: &'a Margins,
    level: f64,
    most: usize,
    chosen: &'a [Comparand],
}

impl Judge<'_> {
    fn line(&self, comparand: &Comparand, model: &Model, results: &Results) -> Line {
        let in_verdict = self.chosen.contains(comparand);
        let level = if in_verdict { self.level } else { LEVEL };
        let found = difference(comparand, (self.base, self.base_results), (model, results), level);
        let measure = comparand.parsed(self.base);
        let target = self.base.targets.iter().find(|t| Some(t.measure) == measure);
        let of_target = target.map(|t| if t.bound.small_is_good() { Good::Less } else { Good::More });
        let way = of_target.or_else(|| good(&comparand.measure));
        let cost = || {
            let cost = Comparand::whole(PARTS_OF_TOTAL[0]);
            difference(&cost, (self.base, self.base_results), (self.base, self.base_results), LEVEL).map(|d| d.base)
        };
        let unit = match (measure, comparand.unit(self.base)) {
            (Some(measure), _) => unit(measure.kind),
            _ => number::Unit::Pounds, // sums of costs are the only ones without a measure of their own
        };
        let margin = self.margins.of(&comparand.measure, unit, found.map_or(0.0, |d| d.base), cost);
        let (judged, more) = match found {
            None => (Judged::Blank, None),
            Some(d) if d.same => (Judged::Same, None),
            Some(d) => self.judged(d.estimate.interval, margin, way, d.estimate.replications),
        };
        Line {
            words: measure.map_or_else(|| "Total cost".to_owned(), |m| names::words(m, self.base)),
            unit,
            good: way,
            target: target.is_some(),
            guard: guards(self.base).contains(comparand),
            in_verdict,
            difference: found,
            margin,
            judged,
            more,
            comparand: comparand.clone(),
        }
    }

    /// A judgement, and about how many replications more would give one.
    fn judged(&self, interval: Option<Interval>, margin: f64, way: Option<Good>, n: usize) -> (Judged, Option<usize>) {
        let Some(interval) = interval else { return (Judged::CannotTell, None) };
        let judged = match (judge_difference(interval, margin), way) {
            (Judgement::More, None) => Judged::More,
            (Judgement::Less, None) => Judged::Less,
            (Judgement::More, Some(Good::More)) | (Judgement::Less, Some(Good::Less)) => Judged::Better,
            (Judgement::More, Some(Good::Less)) | (Judgement::Less, Some(Good::More)) => Judged::Worse,
            (Judgement::NoMatter, _) => Judged::NoMatter,
            (Judgement::CannotTell, _) => {
                return (Judged::CannotTell, more_replications(interval, margin, n, self.most));
            }
        };
        (judged, None)
    }

    fn chances(&self, model: &Model, results: &Results) -> Vec<Chance> {
        let missed = |model: &Model, results: &Results, name: &str| -> Option<Vec<Option<bool>>> {
            let index = model.targets.iter().position(|t| t.name == name)?;
            let period = hardest(&results.held[index], &model.targets[index], model)?;
            Some(results.held[index].iter().map(|periods| periods[period].map(|held| !held)).collect())
        };
        let chance = |name: &str, words: String| -> Option<Chance> {
            let base = missed(self.base, self.base_results, name)?;
            let alternative = missed(model, results, name)?;
            let missed = Discordant::count(base.into_iter().zip(alternative));
            let interval = missed.interval(self.level);
            let margin = self.margins.chance();
            // even where no replication differs a chance is known no better than their number allows
            let (judged, more) = self.judged(interval, margin, Some(Good::Less), missed.replications);
            let none = missed.alternative_alone + missed.base_alone == 0;
            let judged = if none && judged == Judged::CannotTell { Judged::Same } else { judged };
            Some(Chance { target: name.to_owned(), words, missed, interval, margin, judged, more })
        };
        self.base.targets.iter().filter_map(|t| chance(&t.name, names::words(t.measure, self.base))).collect()
    }

    fn relative(&self, model: &Model, results: &Results) -> Vec<Relative> {
        let judged = |target: &crate::model::RelativeTarget| {
            let comparand = Comparand::of(target.measure, model);
            let own = results.values(target.measure)?;
            let base = self.base_results.values(comparand.parsed(self.base)?)?;
            let held: Vec<bool> = base.iter().zip(own).filter_map(|(a, b)| Some(target.holds(a.value()?, b.value()?))).collect();
            let (count, n) = (held.iter().filter(|h| **h).count(), held.len());
            let verdict = match target.confidence {
                _ if n < 2 => proportion::Verdict::CannotTell,
                Confidence::Chance(confidence) => judge(count, n, confidence, LEVEL),
                Confidence::Estimate => {
                    let found = difference(&comparand, (self.base, self.base_results), (model, results), LEVEL)?;
                    match found.estimate.interval {
                        _ if found.same => proportion::Verdict::Met,
                        Some(interval) if target.small_is_good => judge_estimate(interval, target.allowance, true),
                        Some(interval) => judge_estimate(interval, -target.allowance, false),
                        None => proportion::Verdict::CannotTell,
                    }
                }
            };
            Some(Relative {
                name: target.name.clone(),
                words: names::words(target.measure, model),
                chance: wilson(count, n, LEVEL).map(|interval| (count as f64 / n as f64, interval)),
                verdict,
            })
        };
        model.relative.iter().filter_map(judged).collect()
    }
}
