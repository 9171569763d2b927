//! What a scenario comes to before anything is simulated: each derived number with its formula, the values that go in and what comes out;
//! what the program assumed because the file says nothing; what Erlang C and A would say, and why the simulation will not agree.

use super::html::{Block, Page, Section, Table, Tone, inputs, method};
use super::number::{self, count, duration, fixed, plural, share};
use crate::analysis::erlang::{ErlangA, ErlangC, Load, ServiceLevel};
use crate::model::mechanisms::mechanisms;
use crate::model::{Model, StepKind};
use crate::plan::Requirement;
use crate::plan::requirement::{handling, patience};
use crate::scenario::Scenario;

/// A number that follows from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// What of.
    pub of: String,
    /// Its name.
    pub name: &'static str,
    /// The formula.
    pub formula: String,
    /// The formula with its values.
    pub with: String,
    /// What comes out.
    pub value: String,
}

/// Queues that are explained; scenarios with many areas have hundreds that are alike.
const QUEUES: usize = 12;

/// Expected first calls of the reported part, by area.
fn calls(model: &Model) -> Vec<f64> {
    let mut calls = vec![0.0; model.areas.len()];
    for (index, source) in model.sources.iter().enumerate() {
        calls[source.area as usize] += crate::plan::requirement::by_slot(model, index).iter().sum::<f64>();
    }
    calls
}

/// Where a queue is: its step, and the provider where there are several.
fn name(model: &Model, queue: usize) -> String {
    let found = &model.queues[queue];
    let (step, provider) = (&model.steps[found.step as usize].name, &model.providers[found.provider as usize]);
    if provider.is_empty() { step.clone() } else { format!("{step} at {provider}") }
}

/// Queues with work, the first [`QUEUES`] of them.
fn with_work<'a>(model: &'a Model, requirement: &'a Requirement) -> impl Iterator<Item = usize> + 'a {
    let busy = move |&queue: &usize| {
        model.steps[model.queues[queue].step as usize].kind != StepKind::Message
            && requirement.needs[queue].iter().any(|need| need.erlangs > 0.0)
    };
    (0..model.queues.len()).filter(busy).take(QUEUES)
}

/// The busiest interval of a queue.
fn busiest(requirement: &Requirement, queue: usize) -> usize {
    let needs = &requirement.needs[queue];
    (0..needs.len()).rev().max_by(|&a, &b| needs[a].erlangs.total_cmp(&needs[b].erlangs)).unwrap_or(0)
}

/// All derived numbers.
pub fn derived(scenario: &Scenario, requirement: &Requirement) -> Vec<Derived> {
    let model = &scenario.model;
    let clock = &model.clock;
    let days = clock.reported_length_days();
    let mut found = Vec::new();
    let calls = calls(model);
    let all: f64 = calls.iter().sum();
    found.push(Derived {
        of: "the service".to_owned(),
        name: "calls expected",
        formula: "sum over areas, classes and intervals of rate x length".to_owned(),
        with: format!("{}, {}", plural(model.areas.len() as u64, "area", "areas"), method::horizon(scenario)),
        value: count(all.round()),
    });
    found.push(Derived {
        of: "the service".to_owned(),
        name: "calls a day",
        formula: "calls expected / days".to_owned(),
        with: format!("{} / {}", count(all.round()), fixed(days, 2)),
        value: fixed(all / days.max(1e-9), 1),
    });
    for queue in with_work(model, requirement) {
        let of = name(model, queue);
        let slot = busiest(requirement, queue);
        let need = requirement.needs[queue][slot];
        let when = scenario.civil.label(clock.slots[clock.first_slot + slot].start);
        let handle = need.erlangs / need.calls_per_hour.max(1e-12) * 3600.0;
        let step = model.queues[queue].step as usize;
        let source = (0..model.sources.len()).find(|&s| model.steps[step].visits[s].queue as usize == queue);
        let mut add = |name, formula: String, with: String, value: String| {
            found.push(Derived { of: of.clone(), name, formula, with, value });
        };
        add(
            "mean handling",
            "mean talk + mean wrap-up, over the callers who come".to_owned(),
            source.map_or_else(String::new, |s| format!("first kind of caller: {}", duration(handling(model, step, s)))),
            duration(handle),
        );
        add(
            "busiest interval, calls an hour",
            "first calls of the interval x visits a caller / its length".to_owned(),
            format!("interval from {when}"),
            fixed(need.calls_per_hour, 1),
        );
        add(
            "offered load",
            "calls an hour x mean handling / 3,600 s".to_owned(),
            format!("{} x {} s / 3,600 s", fixed(need.calls_per_hour, 1), fixed(handle, 0)),
            format!("{} Erlangs", fixed(need.erlangs, 2)),
        );
        let first = model.steps[step].first;
        let rule = match (first, patience(model, queue)) {
            (true, Some(_)) => format!("least people with which Erlang A has {}", requirement.rule.words()),
            (true, None) => format!("least people with which Erlang C has {}", requirement.rule.words()),
            (false, _) => "the load, rounded up: call-backs can wait".to_owned(),
        };
        add("people needed", rule, format!("{} Erlangs", fixed(need.erlangs, 2)), need.people.to_string());
        if need.due.is_finite() {
            add(
                "occupancy to expect",
                "offered load / people due (those who serve other steps too counted whole)".to_owned(),
                format!("{} / {}", fixed(need.erlangs, 2), fixed(need.due, 1)),
                if need.due > 0.0 { share(need.erlangs / need.due) } else { number::UNKNOWN.to_owned() },
            );
        }
    }
    found
}

/// What the formulas say of each queue of first answers in its busiest interval with the people due: measure, Erlang C, Erlang A.
pub fn erlang(scenario: &Scenario, requirement: &Requirement) -> Vec<Table> {
    let model = &scenario.model;
    let mut tables = Vec::new();
    for queue in with_work(model, requirement).filter(|&queue| model.steps[model.queues[queue].step as usize].first) {
        let need = requirement.needs[queue][busiest(requirement, queue)];
        if !need.due.is_finite() || need.due < 1.0 {
            continue;
        }
        let load =
            Load { calls_per_hour: need.calls_per_hour, handle_seconds: need.erlangs / need.calls_per_hour.max(1e-12) * 3600.0 };
        let agents = need.due.floor() as u32;
        let c = ErlangC::new(load, agents).ok();
        let a = patience(model, queue).and_then(|seconds| ErlangA::new(load, seconds, agents).ok());
        let within = requirement.rule.seconds;
        let without = if c.is_none() { "no end to the queue" } else { number::UNKNOWN };
        let of_c = |value: &dyn Fn(&ErlangC) -> String| c.as_ref().map_or_else(|| without.to_owned(), value);
        let of_a = |value: &dyn Fn(&ErlangA) -> String| a.as_ref().map_or_else(|| "no patience is stated".to_owned(), value);
        let rows = [
            ("chance to wait", of_c(&|c| share(c.wait_probability())), of_a(&|a| share(a.wait_probability()))),
            ("give up", of_c(&|_| "nobody".to_owned()), of_a(&|a| share(a.abandonment()))),
            ("mean wait", of_c(&|c| duration(c.mean_wait())), of_a(&|a| duration(a.mean_wait()))),
            (
                "answered in time, of all who call",
                of_c(&|c| share(c.service_level(within))),
                of_a(&|a| share(a.service_level(within, ServiceLevel::OfOffered))),
            ),
            ("occupancy", of_c(&|c| share(c.utilisation())), of_a(&|a| share(a.utilisation()))),
        ];
        tables.push(Table {
            caption: format!(
                "{}: {} Erlangs for {agents} people, time {}",
                name(model, queue),
                fixed(need.erlangs, 2),
                duration(within)
            ),
            head: ["Measure", "Erlang C", "Erlang A"].map(str::to_owned).to_vec(),
            rows: rows.into_iter().map(|(name, c, a)| vec![name.to_owned(), c, a]).collect(),
        });
    }
    tables
}

/// Why the simulation will say something else.
pub fn differs(scenario: &Scenario, requirement: &Requirement) -> Vec<String> {
    let model = &scenario.model;
    let mut why = vec![
        "Both formulas take the interval as if it had lasted for ever; a simulated interval begins with the queue that the one before left.".to_owned(),
        "Both take talks as exponential; the scenario's laws are those under Inputs.".to_owned(),
    ];
    let changes = requirement.needs.iter().any(|needs| {
        let calls = || needs.iter().map(|need| need.calls_per_hour);
        calls().fold(0.0, f64::max) > 1.01 * calls().fold(f64::INFINITY, f64::min)
    });
    if changes {
        why.push(
            "Calls change from interval to interval here: these figures are of the busiest one, a mean over the day is better."
                .to_owned(),
        );
    }
    if model.groups.iter().any(|group| group.serves.iter().flatten().count() > 1) {
        why.push(
            "People serve several steps here and are counted whole for each: the formulas see more of them than there are."
                .to_owned(),
        );
    }
    let known = ["patience", "wrap-up", "recorded message", "recorded counts"];
    let more: Vec<&str> =
        mechanisms(model).into_iter().filter(|m| !m.at.is_empty() && !known.contains(&m.name)).map(|m| m.name).collect();
    if !more.is_empty() {
        why.push(format!("On here and in neither formula: {}.", more.join("; ")));
    }
    why
}

/// Inputs that the file does not state, with the value that holds.
pub fn defaults(scenario: &Scenario) -> Vec<(String, String)> {
    scenario.inputs.iter().filter(|(_, input)| input.default).map(|(path, input)| (path.clone(), input.value.clone())).collect()
}

fn table(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> Block {
    Block::Table(Table { caption: caption.to_owned(), head: head.iter().map(|h| (*h).to_owned()).collect(), rows })
}

/// The page, `check.html`.
pub fn page(scenario: &Scenario, requirement: &Requirement, doubts: Vec<String>) -> Page {
    let defaults = defaults(scenario);
    let stated = scenario.inputs.len() - defaults.len();
    let rows = derived(scenario, requirement).into_iter().map(|d| vec![d.of, d.name.to_owned(), d.formula, d.with, d.value]);
    let erlang = erlang(scenario, requirement);
    let mut formulas: Vec<Block> = erlang.into_iter().map(Block::Table).collect();
    if formulas.is_empty() {
        formulas.push(Block::Text(
            "No queue of first answers has people due in its busiest interval: the formulas have nothing to say.".to_owned(),
        ));
    }
    formulas.push(Block::Heading("Why the simulation will say something else".to_owned()));
    formulas.push(Block::List(differs(scenario, requirement)));
    let silent = if defaults.is_empty() {
        vec![Block::Text("The file states everything that was asked of it.".to_owned())]
    } else {
        let rows = defaults.iter().map(|(path, value)| vec![path.clone(), value.clone()]);
        vec![
            Block::Text(
                "The file says nothing of these, so the program's own values hold. Write any of them into the file to change it."
                    .to_owned(),
            ),
            table("What the program assumed", &["Input", "Value"], rows.collect()),
        ]
    };
    Page {
        title: scenario.model.title.clone(),
        kind: "What the scenario says, before anything is simulated".to_owned(),
        about: format!("{}: {}", scenario.model.name, method::horizon(scenario)),
        tone: if doubts.is_empty() { Tone::Good } else { Tone::Risk },
        verdict: format!(
            "No problems found: {} stated, {} assumed by the program.",
            plural(stated as u64, "input", "inputs"),
            count(defaults.len() as f64)
        ),
        more: Vec::new(),
        doubts,
        sections: vec![
            Section::new(
                "Derived numbers",
                vec![table("What follows from the inputs", &["Of", "Number", "Formula", "With", "Value"], rows.collect())],
            ),
            Section::new("What Erlang C and Erlang A would say", formulas),
            Section::new("What the file does not say", silent),
            inputs::section(scenario),
            in_use(scenario),
            method::limits(scenario),
        ],
    }
}

/// Mechanisms in use, or that there is none.
fn in_use(scenario: &Scenario) -> Section {
    let on = method::in_use(scenario);
    let none = || Block::Text("None beyond calls, steps and the people who take them.".to_owned());
    Section::new("Mechanisms in use", vec![if on.is_empty() { none() } else { Block::Terms(on) }])
}

/// The same for the terminal, beside what it prints of inputs and mechanisms.
pub fn text(scenario: &Scenario, requirement: &Requirement) -> String {
    let mut text = "\nDerived numbers (formula: with these values)\n".to_owned();
    let mut of = String::new();
    for found in derived(scenario, requirement) {
        if found.of != of {
            text.push_str(&format!("  {}\n", found.of));
            of.clone_from(&found.of);
        }
        text.push_str(&format!("    {} = {}\n        {}", found.name, found.value, found.formula));
        text.push_str(&if found.with.is_empty() { "\n".to_owned() } else { format!(": {}\n", found.with) });
    }
    for table in erlang(scenario, requirement) {
        text.push_str(&format!("\nErlang, {}\n", table.caption));
        text.push_str(&format!("  {:<34} {:>20} {:>20}\n", "", table.head[1], table.head[2]));
        for row in &table.rows {
            text.push_str(&format!("  {:<34} {:>20} {:>20}\n", row[0], row[1], row[2]));
        }
    }
    text.push_str("\nWhy the simulation will say something else\n");
    for why in differs(scenario, requirement) {
        text.push_str(&format!("  - {why}\n"));
    }
    text
}
