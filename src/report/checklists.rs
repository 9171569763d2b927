//! Two reporting guidelines for simulation studies, filled in as far as the scenario and the results allow: STRESS-DES (Monks and others,
//! Strengthening the reporting of empirical simulation studies, Journal of Simulation 2019) and the list that Zhang, Lhachimi and Rogowski
//! (2020) drew from the good practice reports of ISPOR-SMDM. Items are in our words; what only a person knows is left with a prompt.

use super::html::{inputs, method};
use super::number::plural;
use crate::model::{NextAgent, NextCall, Patience, StepKind};
use crate::scenario::Scenario;

/// What was done, for the items that depend on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done<'a> {
    /// The command: `run`, `compare`.
    pub command: &'a str,
    /// Replications of what is reported.
    pub replications: usize,
    /// The seed.
    pub seed: u64,
    /// Alternatives, each with what it changes.
    pub alternatives: Vec<String>,
    /// What was searched for or tested, in words.
    pub search: Option<String>,
    /// What a test of the assumptions one by one found.
    pub sensitivity: Option<String>,
    /// Inputs were drawn from their ranges.
    pub uncertain: bool,
}

/// Marks what a person has to write.
pub const PROMPT: &str = "**To be written:**";

struct Item {
    number: &'static str,
    name: &'static str,
    text: Vec<String>,
    prompt: Option<&'static str>,
}

fn filled(number: &'static str, name: &'static str, text: Vec<String>) -> Item {
    Item { number, name, text, prompt: None }
}

fn asked(number: &'static str, name: &'static str, text: Vec<String>, prompt: &'static str) -> Item {
    Item { number, name, text, prompt: Some(prompt) }
}

/// Both lists as Markdown.
pub fn markdown(scenario: &Scenario, done: &Done) -> String {
    let (stress, ispor) = (stress(scenario, done), ispor(scenario, done));
    let open = |items: &[Item]| items.iter().filter(|item| item.prompt.is_some()).count();
    let mut text = format!(
        "# {}: reporting checklists\n\nFilled in by helpline {} from the scenario and the results in this folder. Of STRESS-DES {} of {} items need \
         a person's words still, of the ISPOR-SMDM list {} of {}; they are marked {PROMPT} Save this file under another name before you write in it: the \
         next run into this folder writes it anew.\n",
        scenario.model.title,
        env!("CARGO_PKG_VERSION"),
        open(&stress),
        stress.len(),
        open(&ispor),
        ispor.len()
    );
    for (title, items) in [("STRESS-DES", stress), ("ISPOR-SMDM", ispor)] {
        text.push_str(&format!("\n## {title}\n"));
        for item in items {
            text.push_str(&format!("\n### {} {}\n\n", item.number, item.name));
            for line in &item.text {
                text.push_str(&format!("{line}\n\n"));
            }
            if let Some(prompt) = item.prompt {
                text.push_str(&format!("{PROMPT} {prompt}\n"));
            }
        }
    }
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text.trim_end().to_owned() + "\n"
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().map(|item| format!("- {item}\n")).collect::<String>().trim_end().to_owned()
}

fn names<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let all: Vec<&str> = items.into_iter().collect();
    let more = all.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", all[..all.len() - more].join(", "))
}

fn stress(scenario: &Scenario, done: &Done) -> Vec<Item> {
    let model = &scenario.model;
    let targets = list(model.targets.iter().map(|target| {
        format!(
            "{}: {}{}",
            target.name,
            super::summary::bound(target.bound),
            target.official.as_ref().map_or_else(String::new, |o| format!(" ({o})"))
        )
    }));
    let experiment = match (&done.search, done.alternatives.is_empty()) {
        (Some(search), _) => search.clone(),
        (None, false) => "A comparison of configurations on common callers.".to_owned(),
        (None, true) => "One configuration; nothing is compared or optimised.".to_owned(),
    };
    let sources: Vec<String> = scenario.sources.iter().map(|(path, grade)| format!("`{path}`: {grade}")).collect();
    let sources = if sources.is_empty() { "The scenario states no source of any input.".to_owned() } else { list(sources) };
    let judged = scenario.sources.iter().filter(|(_, grade)| !grade.starts_with("published"));
    let judged = list(judged.map(|(path, grade)| format!("`{path}`: {grade}")));
    let defaults = scenario
        .inputs
        .iter()
        .filter(|(_, input)| input.default)
        .map(|(path, input)| format!("`{path}` = {} (default)", input.value));
    let shown: Vec<String> = defaults.collect();
    vec![
        asked("1.1", "Purpose and background", vec![format!("Scenario: {}.", model.title)], "why the study was made, for whom, and which decision it is to inform."),
        filled(
            "1.2",
            "Outputs",
            vec![
                "Measures are defined, with formulas, in the project's docs/measures.md; each is computed in each replication from the calls that arrived in the reported part, and estimated over replications. Targets:".to_owned(),
                if targets.is_empty() { "none are stated.".to_owned() } else { targets },
                method::DOUBT.to_owned(),
            ],
        ),
        asked("1.3", "Aims of the experiments", vec![experiment.clone()], "the reason for each scenario that was looked at."),
        filled("2.1", "Overview diagram", vec!["figures/callers.png of a run: the service as drawn from the scenario, width by callers.".to_owned()]),
        filled("2.2", "Base logic", vec![flow(scenario), "Mechanisms in use:".to_owned(), list(method::in_use(scenario).into_iter().map(|(what, at)| format!("{what} ({at})")))]),
        filled(
            "2.3",
            "How scenarios differ",
            vec![if done.alternatives.is_empty() { "There is one scenario.".to_owned() } else { list(done.alternatives.clone()) }],
        ),
        filled("2.4", "Algorithms", vec![routing(scenario)]),
        filled(
            "2.5.1",
            "Entities",
            vec![format!(
                "Calls, with area, class, urgency band, number of the attempt and the time of the person's first call. Areas: {}. Classes: {}. Bands: {}.",
                names(model.areas.iter().map(|a| a.name.as_str())),
                or_one(&names(model.classes.iter().map(|c| c.name.as_str()))),
                or_none(&names(model.bands.iter().map(|b| b.name.as_str())))
            )],
        ),
        filled("2.5.2", "Activities", vec![list(model.steps.iter().map(|step| {
            let kind = if step.kind == StepKind::Message { "a recorded message" } else { "a talk with a person" };
            format!("{}: {kind}", step.name)
        }))]),
        filled("2.5.3", "Resources", vec![list(model.groups.iter().map(|group| {
            let serves = names(group.serves.iter().flatten().map(|serve| model.steps[model.queues[serve.queue as usize].step as usize].name.as_str()));
            format!("{}: serves {serves}", group.name)
        }))]),
        filled("2.5.4", "Queues", vec![queues(scenario)]),
        filled(
            "2.5.5",
            "Entry and exit points",
            vec![format!(
                "Calls arrive by {}; they leave by giving up, hanging up, an engaged line, being called back in vain, or one of: {}. No call begins after the reported part; calls in the system when the run stops are counted as still there.",
                if model.sources.iter().any(|s| !s.replay.is_empty()) { "a replayed log" } else { "a Poisson process whose rate is constant within an interval, times random factors where variation is stated" },
                names(model.outcomes.iter().skip(4).map(|o| o.name.as_str()))
            )],
        ),
        asked("3.1", "Data sources", vec![sources], "sizes and dates of the data, where the lines above do not give them."),
        asked("3.2", "Pre-processing", vec!["Figures made by `helpline calibrate` are graded calibrated above; everything else was read as it stands in the files.".to_owned()], "what was done to the data before it came into these files."),
        filled("3.3", "Inputs", vec![format!("All {} inputs with values and sources: report.html, \"Inputs and where they come from\"; the scenario itself: resolved.toml.", scenario.inputs.len())]),
        asked(
            "3.4",
            "Assumptions",
            vec![if judged.is_empty() { "No input is graded as judged or calibrated.".to_owned() } else { judged }, list(shown)],
            "why these assumptions are tenable.",
        ),
        filled("4.1", "Initialisation", vec![method::steps(scenario)[0].clone(), "It begins with no calls. It is a terminating simulation of the stated days.".to_owned()]),
        filled("4.2", "Run length", vec![format!("{}, time in microseconds, local time by the rules of the scenario's time zone.", method::horizon(scenario))]),
        filled("4.3", "Estimation", vec![format!("{}, seed {}. {}", plural(done.replications as u64, "independent replication", "independent replications"), done.seed, method::steps(scenario)[3])]),
        filled("5.1", "Software", vec![format!("helpline {} (Rust). Operating system and threads: any; results do not depend on them.", env!("CARGO_PKG_VERSION"))]),
        filled("5.2", "Random sampling", vec![method::steps(scenario)[2].clone() + " Keyed counter-based draws; laws by quantile tables."]),
        filled("5.3", "Execution", vec!["Next-event time advance. At the same microsecond: completions, then patience, then the passing of an interval, then arrivals. Replications run in parallel and are folded in their order.".to_owned()]),
        filled("5.4", "System", vec!["Time taken and threads: manifest.json.".to_owned()]),
        asked("6.1", "Access", vec![format!("Program under the MIT licence, version {}. The model: resolved.toml and inputs/ in this folder; hashes of all files read: manifest.json. To run it: report.html, \"How to run it again\".", env!("CARGO_PKG_VERSION"))], "where the scenario and these results can be had (repository, DOI)."),
    ]
}

fn ispor(scenario: &Scenario, done: &Done) -> Vec<Item> {
    let model = &scenario.model;
    let grades = inputs::by_kind(scenario).iter().map(|(kind, n)| format!("{n} {kind}")).collect::<Vec<_>>().join(", ");
    let sensitivity = done.sensitivity.clone();
    let uncertain = if done.uncertain {
        "Inputs were drawn from their ranges: report.html, \"How sure is it?\".".to_owned()
    } else {
        "Doubt about inputs was not measured here: state ranges and add --uncertain.".to_owned()
    };
    vec![
        asked("1", "Decision problem", Vec::new(), "the decision, who takes it, and by when."),
        asked("2", "Setting", vec![format!("{}; areas: {}.", model.title, names(model.areas.iter().map(|a| a.name.as_str())))], "where and in which system of care."),
        filled("3", "Structure", vec!["As STRESS-DES 2.1 and 2.2.".to_owned()]),
        filled("4", "Time horizon", vec![format!("The reported part of the run: {}.", method::horizon(scenario))]),
        filled("5", "Strategies compared", vec![if done.alternatives.is_empty() { "One; there is nothing to compare it with.".to_owned() } else { list(done.alternatives.clone()) }]),
        asked("6", "Population", vec![format!("Callers of {}; classes: {}.", plural(model.areas.len() as u64, "area", "areas"), or_one(&names(model.classes.iter().map(|c| c.name.as_str()))))], "who these people are, and who does not call."),
        asked("7", "Data sources", vec![format!("{} inputs: {grades}.", scenario.inputs.len())], "how the sources were found and chosen."),
        filled("8", "Parameters", vec!["As STRESS-DES 3.3.".to_owned()]),
        filled("9", "Uncertainty", vec![method::DOUBT.to_owned(), uncertain]),
        match sensitivity {
            Some(found) => filled("10", "Sensitivity analysis", vec![found]),
            None => asked("10", "Sensitivity analysis", vec!["None was made here. `helpline price FILE` tests assumptions one by one; `--uncertain` draws them all.".to_owned()], "the analyses that were made, or why none was."),
        },
        asked("11", "Face validity", Vec::new(), "who of those who know the service looked at the model, when, and what was changed."),
        asked("12", "Cross validation", vec!["The program is held against Erlang's formulas, M/G/1, exact Markov chains and published models: docs/verification.md of the project. This scenario against Erlang C and A: `helpline check FILE --explain`.".to_owned()], "other models of the same problem, and how they differ."),
        asked("13", "External validation", vec!["`helpline validate FILE --data DATA` holds a scenario against what was observed.".to_owned()], "what it was held against, and how far off it was."),
        asked("14", "Predictive validation", Vec::new(), "predictions of days that the fit had not seen, or why there are none."),
        asked("15", "Generalisability", Vec::new(), "where else the findings hold."),
        asked("16", "Stakeholders", Vec::new(), "who was involved, and how."),
        asked("17", "Funding", Vec::new(), "who paid, and what part they had."),
        asked(
            "18",
            "Limitations",
            vec![list(method::NOT_CONTAINED.map(str::to_owned)), format!("Not used by this scenario: {}.", method::not_in_use(scenario).join("; "))],
            "limitations of the data and of this use of the model.",
        ),
    ]
}

fn or_one(text: &str) -> String {
    if text.is_empty() { "one, without a name".to_owned() } else { text.to_owned() }
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "none".to_owned() } else { text.to_owned() }
}

/// Which step leads where.
fn flow(scenario: &Scenario) -> String {
    let model = &scenario.model;
    let mut lines = Vec::new();
    for step in &model.steps {
        let mut to: Vec<String> = Vec::new();
        for next in step.visits.iter().flat_map(|visit| &visit.talks).flat_map(|talk| talk.then.shares()) {
            let name = match next.1 {
                crate::model::Next::Step(step) => model.steps[step as usize].name.clone(),
                crate::model::Next::Outcome(outcome) => model.outcomes[outcome as usize].name.clone(),
                crate::model::Next::Stands => "as it stands".to_owned(),
            };
            if !to.contains(&name) {
                to.push(name);
            }
        }
        lines.push(format!("{} leads to {}", step.name, or_none(&names(to.iter().map(String::as_str)))));
    }
    list(lines)
}

fn routing(scenario: &Scenario) -> String {
    let model = &scenario.model;
    let call = match model.next_call {
        NextCall::LongestWait => {
            "a free agent takes people on the line before those to be called back, whoever has waited longest"
        }
        NextCall::Priority => {
            "a free agent takes the call with the lowest priority number, then people on the line, then whoever has waited longest"
        }
        NextCall::Score => "a free agent takes the call with the highest score, which grows while it waits",
        NextCall::EarliestDue => "a free agent takes the call that is due first, or most overdue",
        NextCall::CMu => {
            "a free agent takes the call with the highest score times the rate at which the group serves such calls (generalised c-mu)"
        }
    };
    let agent = match model.next_agent {
        NextAgent::LongestIdle => {
            "among equally preferred groups a call goes to the one whose first idle agent has been idle longest"
        }
        NextAgent::LeastBusy => {
            "among equally preferred groups a call goes to the one with the smallest share of its people busy"
        }
        NextAgent::Random => "among equally preferred groups any idle person has the same chance of a call",
        NextAgent::Fastest => "among equally preferred groups a call goes to the one that on average takes least time for it",
        NextAgent::Cheapest => "among equally preferred groups a call goes to the one that on average is paid least for it",
    };
    format!(
        "{}; {agent}. Rules, their ties and what happens at the end of a shift: docs/mechanisms of the project.",
        super::price::words::capital(call)
    )
}

fn queues(scenario: &Scenario) -> String {
    let model = &scenario.model;
    list(model.queues.iter().filter(|queue| model.steps[queue.step as usize].kind == StepKind::Queue).map(|queue| {
        let step = &model.steps[queue.step as usize];
        let patience =
            if step.visits.iter().any(|v| v.patience != Patience::Endless) { "callers give up" } else { "callers never give up" };
        let balk = if step.visits.iter().any(|v| v.balk > 0.0) { ", some balk" } else { "" };
        let places = queue.places.map_or_else(|| "no limit of places".to_owned(), |n| plural(u64::from(n), "place", "places"));
        let provider = &model.providers[queue.provider as usize];
        let at = if provider.is_empty() { String::new() } else { format!(" at {provider}") };
        format!("{}{at}: {patience}{balk}, {places}", step.name)
    }))
}
