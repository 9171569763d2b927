//! How figures come about, and what the model does not contain: said on every page, from the scenario where it can be.

use super::{Block, Section};
use crate::model::mechanisms::mechanisms;
use crate::report::number::{self, plural};
use crate::scenario::Scenario;
use crate::units;

/// What no scenario can switch on: limits of the program itself.
pub const NOT_CONTAINED: [&str; 8] = [
    "Health: whether advice was right, and what became of people after the episode; an outcome is a name with a share and a cost.",
    "What one helpline does to others: ambulances, departments and practices answer as fast as ever, however many are sent to them.",
    "Demand that answers to the service beyond redials and re-contacts: nobody rings more because waits are short.",
    "People who change while they work, beyond what the scenario says of pace, experience and turnover: no mood, no learning from each other.",
    "Telephony, computers and networks as such: they fail only where a shock says so.",
    "Management during the day beyond the rules of the scenario: nobody is called in, sent home or moved on the spur of the moment.",
    "Ties between callers beyond busy days and hours: no household that rings twice about one person, no rumour.",
    "Law and rostering rules that are not in the scenario's shifts and breaks.",
];

/// What the intervals leave out.
pub const DOUBT: &str = "Intervals are 95 % and cover simulation error alone: how far off the mean of so many replications may be. They do not cover \
doubt about the inputs, nor about the shape of the model; with more replications they shrink, and the answer becomes a sharper answer to the question \
that the inputs ask.";

/// Length, start, warm-up and run-out in words.
pub fn horizon(scenario: &Scenario) -> String {
    let clock = &scenario.model.clock;
    let days = clock.reported_length_days();
    let length = if days >= 1.0 { plural(days.round() as u64, "day", "days") } else { units::duration_text(days * 86_400.0) };
    let from = if clock.dated { format!(" from {}", &scenario.civil.label(clock.start)[..10]) } else { String::new() };
    format!("{length}{from}")
}

/// How it was done, sentence by sentence.
pub fn steps(scenario: &Scenario) -> Vec<String> {
    let model = &scenario.model;
    let clock = &model.clock;
    let text = |ticks: u64| units::duration_text(ticks as f64 / 1e6);
    let warm = if clock.start > 0 {
        format!("{} before it are simulated and not counted", text(clock.start))
    } else {
        "it begins with an empty service: there is no warm-up".to_owned()
    };
    let out = if clock.stop > clock.end {
        format!("; {} after it in which calls are finished and none begin", text(clock.stop - clock.end))
    } else {
        String::new()
    };
    let conserved = "checks inside the program stop it if a call or a minute of an agent is lost";
    vec![
        format!("A discrete-event simulation of each call, to the microsecond. Reported: {}; {warm}{out}.", horizon(scenario)),
        format!(
            "{} of callers, {}, {}, {}.",
            plural(model.sources.len() as u64, "source", "sources"),
            plural(model.steps.len() as u64, "step", "steps"),
            plural(model.groups.len() as u64, "group of staff", "groups of staff"),
            plural(model.targets.len() as u64, "target", "targets")
        ),
        "Replications differ by luck alone. Every draw belongs to a caller, a day or a person by name, so other configurations meet the same callers, and the same scenario, seed and version give the same bytes on any number of threads.".to_owned(),
        "A ratio is estimated as the quotient of sums over replications with a jackknife interval; a chance is a share of replications with Wilson's interval. A target is met if the chance is at least its confidence, missed if at most the rest, at risk between; where the interval holds one of these bounds it cannot be told.".to_owned(),
        format!("Routing, queues and flow are those of resolved.toml beside this page; {conserved}."),
    ]
}

/// Mechanisms that are on, with where, by topic.
pub fn in_use(scenario: &Scenario) -> Vec<(String, String)> {
    const SHOWN: usize = 8;
    let on = mechanisms(&scenario.model).into_iter().filter(|mechanism| !mechanism.at.is_empty());
    on.map(|mechanism| {
        let more = mechanism.at.len().saturating_sub(SHOWN);
        let rest = if more > 0 { format!(" and {} more", number::fixed(more as f64, 0)) } else { String::new() };
        let at = mechanism.at[..mechanism.at.len() - more].join(", ");
        (format!("{}: {}", mechanism.topic, mechanism.name), format!("{at}{rest}"))
    })
    .collect()
}

/// Mechanisms that the program has and the scenario does not use.
pub fn not_in_use(scenario: &Scenario) -> Vec<&'static str> {
    mechanisms(&scenario.model).into_iter().filter(|mechanism| mechanism.at.is_empty()).map(|mechanism| mechanism.name).collect()
}

/// The section of the method.
pub fn section(scenario: &Scenario, more: &[String]) -> Section {
    let mut blocks = vec![Block::List(steps(scenario).into_iter().chain(more.iter().cloned()).collect())];
    let on = in_use(scenario);
    if !on.is_empty() {
        blocks.push(Block::Heading("Mechanisms in use".to_owned()));
        blocks.push(Block::Terms(on));
    }
    Section::new("Method", blocks)
}

/// The section of what is left out.
pub fn limits(scenario: &Scenario) -> Section {
    let mut blocks = vec![Block::List(NOT_CONTAINED.map(str::to_owned).to_vec())];
    let off = not_in_use(scenario);
    if !off.is_empty() {
        blocks.push(Block::Text(format!(
            "Known to the program and not used by this scenario, so absent here: {}.",
            off.join("; ")
        )));
    }
    Section::new("What this model does not contain", blocks)
}
