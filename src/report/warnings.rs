//! Doubts in plain words, the most important first.

use crate::analysis::proportion::Verdict;
use crate::experiment::Results;
use crate::experiment::results::is_count;
use crate::model::clock::{LONGEST, SECOND};
use crate::model::{Confidence, Measure, MeasureKind, Scope};
use crate::plan::Requirement;
use crate::scenario::Scenario;
use crate::tally::names;
use crate::units::duration_text;

use super::comparison::within;
use super::money;
use super::number;
use super::summary::judged;

/// Fewer replications than this make intervals rough.
const FEW: usize = 30;

/// Defaults that a reader of the results should know of.
const WEIGHTY: [&str; 8] = ["patience", "profile", "variation", "transfer", "then", "due", "time-zone", "else"];

/// What can be said before a run.
pub fn before(scenario: &Scenario, requirement: &Requirement) -> Vec<String> {
    let model = &scenario.model;
    let mut found = requirement.overloads(model);
    let longest = model.bands.iter().map(|b| b.due).filter(|&d| d < LONGEST).max();
    if let Some(longest) = longest.filter(|&d| d > model.clock.start) {
        found.push(format!(
            "the warm-up ({}) is shorter than the longest due time ({}): the first call-backs start from an empty queue",
            duration_text(model.clock.start as f64 / SECOND as f64),
            duration_text(longest as f64 / SECOND as f64)
        ));
    }
    found.extend(unattended(scenario, requirement));
    found.extend(scenario.warnings.iter().cloned());
    if !model.relative.is_empty() {
        let names: Vec<&str> = model.relative.iter().map(|t| t.name.as_str()).collect();
        found.push(format!("left out, since only `compare` has a base to be no worse than: {}", names.join(", ")));
    }
    let weighty = |path: &str| WEIGHTY.contains(&path.rsplit('.').next().unwrap_or(path));
    let defaults: Vec<&str> = scenario.inputs.iter().filter(|(p, i)| i.default && weighty(p)).map(|(p, _)| p.as_str()).collect();
    if !defaults.is_empty() {
        let shown: Vec<&str> = defaults.iter().take(4).copied().collect();
        let more = if defaults.len() > 4 { format!(" and {} more", defaults.len() - 4) } else { String::new() };
        found.push(format!("not stated, so the program's defaults hold: {}{more}", shown.join(", ")));
    }
    found
}

/// Intervals in which people call and nobody is there.
fn unattended(scenario: &Scenario, requirement: &Requirement) -> Vec<String> {
    let model = &scenario.model;
    let mut found = Vec::new();
    for (queue, needs) in requirement.needs.iter().enumerate() {
        let empty = needs.iter().filter(|n| n.erlangs > 0.0 && n.due <= 0.0).count();
        if empty > 0 {
            let step = &model.steps[model.queues[queue].step as usize].name;
            found.push(format!(
                "step {step}: in {} of {} intervals people need it and nobody is due",
                number::count(empty as f64),
                number::count(needs.len() as f64)
            ));
        }
    }
    found
}

/// What must be said after a run.
pub fn after(scenario: &Scenario, results: &Results) -> Vec<String> {
    let model = &scenario.model;
    let mut found = Vec::new();
    if results.partial {
        found.push(format!("stopped early: {} in these figures", many(results.replications)));
    }
    let straddled: Vec<String> = model
        .targets
        .iter()
        .zip(judged(model, results))
        .filter(|(target, judged)| judged.verdict == Verdict::CannotTell && matches!(target.confidence, Confidence::Chance(_)))
        .map(|(target, _)| within(&names::words(target.measure, model)))
        .collect();
    if !straddled.is_empty() {
        found.push(format!("more replications are needed to tell: {}", straddled.join(", ")));
    }
    if results.replications < FEW {
        found.push(few(results.replications));
    }
    let open = Measure { kind: MeasureKind::StillWaiting, scope: Scope::All };
    if let Some(estimate) = results.estimate(open).filter(|_| is_count(open.kind)) {
        let offered = results.estimate(Measure { kind: MeasureKind::CallsOffered, scope: Scope::All }).map_or(1.0, |e| e.mean);
        if estimate.mean > 0.005 * offered {
            found.push(format!(
                "{:.0} callers ({:.1} %) were still waiting when the run ended",
                estimate.mean,
                100.0 * estimate.mean / offered
            ));
        }
    }
    found
}

/// All doubts, the most important first.
pub fn all(scenario: &Scenario, requirement: &Requirement, results: &Results) -> Vec<String> {
    let (before, after) = (before(scenario, requirement), after(scenario, results));
    let urgent = |w: &String| w.starts_with("overload") || w.starts_with("stopped early");
    let mut found: Vec<String> = money::without_shrinkage(&scenario.model, Some(results)).into_iter().collect();
    found.extend(money::doubts(&scenario.model, Some(results)));
    let first = before.iter().chain(&after).filter(|w| urgent(w)).cloned();
    found.extend(first);
    found.extend(after.iter().chain(&before).filter(|w| !urgent(w)).cloned());
    found
}

fn many(replications: usize) -> String {
    number::plural(replications as u64, "replication", "replications")
}

/// Said of few replications.
pub fn few(replications: usize) -> String {
    let are = if replications == 1 { "is" } else { "are" };
    format!("{} {are} few: intervals are rough below {FEW}", many(replications))
}
