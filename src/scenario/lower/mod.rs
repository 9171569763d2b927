//! From the merged tree to the model: one file a part of the scenario.

pub mod again;
pub mod callers;
pub mod clinical;
pub mod demand;
pub mod flow;
pub mod lines;
pub mod money;
pub mod pools;
pub mod recall;
pub mod relative;
pub mod routing;
pub mod sending;
pub mod shocks;
pub mod shrinkage;
pub mod staff;
pub mod steps;
pub mod targets;

use super::calendar::Civil;
use super::merge::{self, with_defaults};
use super::problem::{list, nearest};
use super::read::{Reading, View};
use super::source::Span;
use super::tree::{Table, Value};
use crate::model::clock::SECOND;
use crate::model::{Conventions, LawId, Model, Money, Tick, Variation};
use crate::random::{Law, QuantileTable};
use shocks::Shock;

/// A named thing of the scenario with its defaults filled in.
#[derive(Debug)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Option<Span>,
    /// Its table.
    pub table: Table,
}

/// All things of one kind (`areas`), with `[defaults.KIND]` beneath each.
pub fn named(root: &View, kind: &str) -> Vec<Named> {
    let defaults = root.table.table("defaults").and_then(|d| d.table(kind));
    let views = root.views(kind);
    for (name, view) in &views {
        let others = views.iter().map(|v| v.0.as_str()).filter(|other| other != name);
        if let (Some(other), Some(place)) = (nearest(name, others), view.span) {
            root.reading.slips.borrow_mut().namesake(place, format!("{kind}.{other}"));
        }
    }
    views.into_iter().map(|(name, view)| Named { name, span: view.span, table: with_defaults(view.table, defaults) }).collect()
}

/// Laws of the model, each kept once.
#[derive(Debug, Default)]
pub struct Laws(Vec<QuantileTable>);

impl Laws {
    /// The id of a law.
    pub fn id(&mut self, law: Law) -> LawId {
        let found = self.0.iter().position(|table| *table.law() == law);
        found.unwrap_or_else(|| {
            self.0.push(QuantileTable::new(law));
            self.0.len() - 1
        }) as LawId
    }
}

/// Ticks of seconds.
pub fn ticks(seconds: f64) -> Tick {
    (seconds * SECOND as f64).round() as Tick
}

/// Finds a name among names, or reports it with the nearest.
pub fn find(reading: &Reading, names: &[String], wanted: &str, span: Option<Span>, what: &str) -> Option<usize> {
    let found = names.iter().position(|name| name == wanted);
    if found.is_none() {
        let known = || names.iter().map(String::as_str).filter(|name| !name.is_empty());
        let help = match (nearest(wanted, known()), known().next()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(_)) => format!("there are: {}", list(known())),
            (None, None) => format!("this scenario names no {what}"),
        };
        reading.problem(span, "unknown-name", format!("there is no {what} called `{wanted}`"), Some(help));
    }
    found
}

/// The names that variants may use.
#[derive(Debug, Default)]
pub struct Names {
    /// Areas.
    pub areas: Vec<String>,
    /// Providers.
    pub providers: Vec<String>,
    /// Classes.
    pub classes: Vec<String>,
    /// Groups as in the file.
    pub groups: Vec<String>,
    /// Periods.
    pub periods: Vec<String>,
}

impl Names {
    /// Reports variants of a thing that name nothing, or are of no use there.
    pub fn check(&self, reading: &Reading, table: &Table, thing: &str, useful: &[&str]) {
        let mut used = Vec::new();
        merge::variant_names(table, &mut used);
        for (word, key) in used {
            if !useful.contains(&word) {
                reading.problem(
                    Some(key.span),
                    "useless-variant",
                    format!("`{word}` does not apply to {thing}"),
                    Some(format!("here: {}", list(useful.iter().copied()))),
                );
                continue;
            }
            let (names, what) = match word {
                "in" => (&self.areas, "area"),
                "at" => (&self.providers, "provider"),
                "for" => (&self.classes, "caller class"),
                "by" => (&self.groups, "group"),
                _ => (&self.periods, "period"),
            };
            find(reading, names, &key.name, Some(key.span), what);
        }
    }
}

/// Lowers a merged scenario.
#[expect(clippy::too_many_lines, reason = "one part of the scenario after the other")]
pub fn lower(root: &Table, name: &str, reading: &Reading) -> Option<(Model, Civil)> {
    let view = View::new(root, "", None, reading);
    let title = view.text("title").map_or_else(|| name.to_owned(), |(title, _)| title);
    check_schema(&view);
    view.known(&["sources", "defaults", "areas", "callers", "steps", "groups", "bands", "outcomes", "targets", "shocks"]);
    check_defaults(&view);
    check_sources(&view);
    // a wrong calendar is stood in for, so that the rest can be read too
    let (mut civil, calendar_read) = Civil::read(&view);
    view.known(&["periods", "calendar", "pay", "providers", "contracts", "pools", "price-test", "staffing", "programme"]);
    if !calendar_read {
        reading.slips.borrow_mut().part("calendar");
    }
    let mut laws = Laws::default();
    let areas = named(&view, "areas");
    let classes = callers::classes(&view);
    let group_tables = named(&view, "groups");
    let mut step_tables = named(&view, "steps");
    let shocks = Shock::read(&view, &areas, &step_tables, &group_tables, &civil);
    for shock in &shocks {
        shock.apply(&mut civil, &mut step_tables);
    }
    let providers = staff::providers(&view, &areas, &group_tables);
    let names = Names {
        areas: all_names(&areas),
        providers: providers.clone(),
        classes: classes.iter().map(|c| c.name.clone()).collect(),
        groups: all_names(&group_tables),
        periods: civil.periods.iter().map(|p| p.0.clone()).collect(),
    };
    let (next_call, next_agent) = routing::rules(&view);
    let conventions = conventions(&view);
    let bands = steps::bands(&view);
    let mut outcomes = steps::outcomes(&view);
    recall::recalls(&view, &mut outcomes, &mut laws);
    let mut sending = sending::Sending::read(&view, &areas, &providers, &step_tables, &mut outcomes);
    check_steps(&view, &step_tables);
    view.known(&["extends", "drop"]); // merged by now
    view.done();
    areas_name_providers(&areas, &providers, reading);
    staff::providers_get_calls(&view, &group_tables, reading);
    let area_models: Vec<_> = areas.iter().map(|a| demand::area(a, &providers, reading)).collect();
    let mut sources = callers::pairs(&areas, &classes);
    sending.guests(&mut sources, &area_models);
    let mut flow = steps::Flow {
        reading,
        sending: &sending,
        names: &names,
        civil: &civil,
        areas: &area_models,
        classes: &classes,
        bands: &bands,
        outcomes: &outcomes,
        laws: &mut laws,
        providers: providers.len(),
    };
    let (mut steps, mut queues, steps_read) = flow.read(&step_tables, &sources)?;
    let clinical = clinical::read(&view, &mut steps, &bands, &outcomes, &names.groups, &mut laws, reading);
    clinical::stands_only_where_validated(&steps, &clinical, &step_tables, reading);
    let callers = callers::behaviour(&view, &areas, &classes, &sources, &steps, &names, &mut laws);
    let mut groups =
        staff::groups(&group_tables, &providers, &civil, &names, &steps, &mut queues, &sending, &shocks, &mut laws, reading);
    routing::keep_free(&mut groups, &group_tables, &names, &bands, &steps, reading);
    if steps_read {
        let whole = flow::Whole { sources: &sources, bands: &bands, next_call, callers: &callers, clinical: &clinical };
        sending.send_home(&mut steps, &sources, &groups);
        flow::connect(&mut steps, &mut queues, &groups, &whole, &step_tables, reading);
    } else {
        reading.slips.borrow_mut().part("steps");
    }
    let model_demand = demand::demand(&view, &areas, &classes, &sources, &civil, &names, &shocks, conventions, reading);
    let (expected, replay, variation) = model_demand
        .unwrap_or_else(|| (vec![Vec::new(); sources.len()], vec![Vec::new(); sources.len()], no_variation(areas.len())));
    let mut source_models = callers::sources(&sources, callers, expected, replay, &area_models);
    sending.connect(&mut source_models, &steps, &queues, &outcomes, &view);
    let lines = lines::lines(&view, &providers);
    let lines_over_time = lines::over_time(&view, &shocks, &providers, &lines);
    let combinations = steps::combinations(&step_tables, &civil).1;
    let mut model = Model {
        name: name.to_owned(),
        title,
        clock: civil.clock.clone(),
        areas: area_models,
        classes: classes.iter().map(|c| c.model.clone()).collect(),
        sources: source_models,
        variation,
        steps,
        queues,
        bands,
        clinical,
        outcomes,
        lines,
        lines_over_time,
        providers,
        groups,
        laws: laws.0,
        targets: Vec::new(),
        relative: Vec::new(),
        thresholds: Vec::new(),
        conventions: Conventions { days_hand_on: !shocks.is_empty(), ..conventions },
        combinations,
        shocks: shocks.iter().map(Shock::kept).collect(),
        next_call,
        next_agent,
        money: Money::default(),
    };
    routing::mean_work(&mut model);
    money::read(&view, &group_tables, &mut model, &civil, reading);
    routing::check(&view, &model, &group_tables);
    targets::read(&view, &mut model, reading);
    money::contract::deductions(&view, &mut model, reading);
    reading.problems.borrow().is_empty().then_some((model, civil))
}

/// Where some area or group names a provider, every area must.
fn areas_name_providers(areas: &[Named], providers: &[String], reading: &Reading) {
    if providers.iter().any(|p| !p.is_empty()) {
        for area in areas.iter().filter(|a| staff::provider_of(&a.table).is_none()) {
            let help = Some(format!("add provider = \"...\", one of {}", list(providers.iter().map(String::as_str))));
            reading.problem(
                area.span,
                "missing",
                format!("`areas.{}` does not say which provider answers its calls", area.name),
                help,
            );
        }
    }
}

fn check_schema(view: &View) {
    if view.number("schema").is_some_and(|schema| schema > 1.0) {
        let span = view.table.get("schema").map(|n| n.span);
        view.problem(span, "newer", "this file is for a newer version of the program", None);
    }
}

fn check_steps(view: &View, steps: &[Named]) {
    if steps.is_empty() {
        let help = "a service needs at least one [steps.NAME] with a `handle`";
        view.problem(None, "missing", "there are no steps", Some(help.to_owned()));
    }
}

fn all_names(things: &[Named]) -> Vec<String> {
    things.iter().map(|thing| thing.name.clone()).collect()
}

fn check_defaults(view: &View) {
    if let Some(defaults) = view.view("defaults") {
        for kind in ["areas", "callers", "steps", "groups", "contracts"] {
            defaults.view(kind);
        }
        defaults.done();
    }
}

/// Grades of `[sources]`: published, measured, calibrated or judged.
fn check_sources(view: &View) {
    let Some(sources) = view.view("sources") else { return };
    let grades = ["published", "measured", "calibrated", "judged", "default"];
    for (key, node) in &sources.table.0 {
        sources.known(&[&key.name]);
        let Value::Text(text) = &node.value else {
            view.problem(Some(node.span), "wrong-kind", "a source is a text in quotes", None);
            continue;
        };
        let grade = text.split(':').next().unwrap_or("").trim();
        if !grades.contains(&grade) {
            view.problem(
                Some(node.span),
                "unknown-grade",
                format!("`{grade}` is no grade of a source"),
                Some(format!("expected {}, then a colon and where from", list(grades))),
            );
        }
    }
}

fn conventions(view: &View) -> Conventions {
    let mut found = Conventions {
        counts_are_means: true,
        redial_is_new: true,
        second_wait_is_new: true,
        time_every_patience: false,
        days_hand_on: false,
    };
    if let Some(conventions) = view.view("conventions") {
        found.counts_are_means = conventions.word("counts", &[("mean", true), ("exact", false)], 0);
        found.redial_is_new = conventions.word("redial", &[("new", true), ("kept", false)], 0);
        found.second_wait_is_new = conventions.word("second-wait", &[("new", true), ("kept", false)], 0);
        found.time_every_patience = conventions.word("patience-timers", &[("late", false), ("every", true)], 0);
        conventions.done();
    }
    found
}

/// No variation at all, for a number of areas.
pub fn no_variation(areas: usize) -> Variation {
    Variation { level: vec![None; areas], day: vec![None; areas], within: vec![None; areas], ..Variation::default() }
}
