//! Caller classes and how they behave: share, patience, redial, where they enter.

use super::{Laws, Named, Names, again, named};
use crate::model::{CallerClass, Else, Next, Patience, Redial, Repeat, Source, Split, Step, Talk, Transfer};
use crate::random::Law;
use crate::scenario::merge::{Asked, in_case};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::View;
use crate::scenario::source::Span;
use crate::scenario::tree::{Table, Value};

/// A class of callers as read.
#[derive(Debug)]
pub struct Class {
    /// Its name; empty for the one class of a file without any.
    pub name: String,
    /// Where it is named.
    pub span: Option<Span>,
    /// Its table, defaults filled in.
    pub table: Table,
    /// What the model keeps.
    pub model: CallerClass,
    /// Its share of an area's calls; none if it is the rest.
    pub share: Option<f64>,
    /// Its share is wrong, so nothing can be said of how the shares add up.
    pub unread: bool,
}

/// How callers of a source behave.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Index of the first step.
    pub enters: usize,
    /// Patience on the line.
    pub patience: Patience,
    /// Share that hangs up as soon as the call reaches the service.
    pub at_once: f64,
    /// Treated otherwise when they ring again.
    pub repeat: Option<Repeat>,
    /// Ringing again.
    pub redial: Option<Redial>,
}

/// All classes; one without a name if the file has none.
pub fn classes(root: &View) -> Vec<Class> {
    let mut found = named(root, "callers");
    if found.is_empty() {
        let table = root.table.table("defaults").and_then(|d| d.table("callers")).cloned().unwrap_or_default();
        found.push(Named { name: String::new(), span: None, table });
    }
    let single = found.len() == 1;
    let mut classes: Vec<Class> = found
        .into_iter()
        .map(|named| {
            let view = View::new(&named.table, path(&named.name), named.span, root.reading);
            let priority = view.whole("priority", 1, 99).map(|p| p as u8);
            let rest = named.table.get("share").is_none_or(|n| matches!(&n.value, Value::Text(t) if t == "rest"));
            let share = if rest { None } else { view.share("share") };
            let model = CallerClass { name: named.name.clone(), priority };
            let unread = !rest && share.is_none();
            Class { name: named.name, span: named.span, table: named.table.clone(), model, share, unread }
        })
        .collect();
    if single && classes[0].share.is_none() {
        classes[0].share = Some(1.0);
    }
    classes
}

fn path(name: &str) -> String {
    if name.is_empty() { "defaults.callers".to_owned() } else { format!("callers.{name}") }
}

/// Area by class.
pub fn pairs(areas: &[Named], classes: &[Class]) -> Vec<(usize, usize)> {
    (0..areas.len()).flat_map(|a| (0..classes.len()).map(move |c| (a, c))).collect()
}

/// Behaviour of each source.
pub fn behaviour(
    root: &View,
    areas: &[Named],
    classes: &[Class],
    sources: &[(usize, usize)],
    steps: &[Step],
    names: &Names,
    laws: &mut Laws,
) -> Vec<Behaviour> {
    for class in classes {
        names.check(root.reading, &class.table, "callers", &["in", "at"]);
    }
    let mut cache: Vec<(usize, Option<usize>, Behaviour)> = Vec::new();
    sources
        .iter()
        .map(|&(area, class)| {
            let definition = &classes[class];
            let varies = ["in", "at"].iter().any(|v| definition.table.get(v).is_some());
            let key = (class, varies.then_some(area));
            if let Some((_, _, known)) = cache.iter().find(|c| (c.0, c.1) == key) {
                return known.clone();
            }
            let provider = areas[area].table.get("provider").and_then(|n| match &n.value {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            });
            let asked = Asked { area: Some(&areas[area].name), provider, ..Asked::default() };
            let table = in_case(&definition.table, &asked);
            let view = View::new(&table, path(&definition.name), definition.span, root.reading);
            let behaviour = read(&view, steps, laws);
            cache.push((key.0, key.1, behaviour.clone()));
            behaviour
        })
        .collect()
}

fn read(view: &View, steps: &[Step], laws: &mut Laws) -> Behaviour {
    view.known(&["share", "priority"]);
    let enters = enters(view, steps);
    let patience = patience(view, "patience", laws).unwrap_or_else(|| {
        if view.table.get("patience").is_none() {
            view.default("patience", "none: callers never give up");
        }
        Patience::Endless
    });
    let redial = view.view("redial").and_then(|redial| {
        let chance = chances(&redial);
        let after = redial.law("after");
        if redial.node("after").is_none() {
            redial.missing("after", Some("for instance after = { exponential = { mean = \"15m\" } }"));
        }
        let attempts = redial.whole("attempts", 1, 50);
        if redial.node("attempts").is_none() {
            redial.default("attempts", "3");
        }
        redial.done();
        Some(Redial { chance: chance?, after: laws.id(after?), attempts: attempts.unwrap_or(3) as u8 })
    });
    let at_once = view.share("hang-up-at-once").unwrap_or(0.0);
    let repeat = again::repeat(view, steps);
    view.done();
    Behaviour { enters, patience, at_once, repeat, redial }
}

/// `chance = "50%"`, or one a attempt: `["60%", "20%"]`.
fn chances(view: &View) -> Option<Vec<f64>> {
    let node = view.node("chance");
    let Some(node) = node else {
        view.missing("chance", Some("for instance chance = \"50%\""));
        return None;
    };
    if !matches!(node.value, Value::Array(_)) {
        return view.share("chance").map(|c| vec![c]);
    }
    let mut chances = Vec::new();
    for (text, span) in view.texts("chance")? {
        match crate::units::share(&text) {
            Ok(share) if (0.0..=1.0).contains(&share) => chances.push(share),
            _ => {
                view.problem(Some(span), "wrong-unit", format!("`{text}` is no share"), Some("for instance \"50%\"".to_owned()));
                return None;
            }
        }
    }
    (!chances.is_empty()).then_some(chances)
}

/// A patience: a law, or `"none"`.
pub fn patience(view: &View, key: &str, laws: &mut Laws) -> Option<Patience> {
    let node = view.node(key)?;
    if matches!(&node.value, Value::Text(text) if text == "none") {
        view.text(key);
        return Some(Patience::Endless);
    }
    let law = view.law(key)?;
    if matches!(law, Law::Fixed(value) if value <= 0.0) {
        view.problem(
            Some(node.span),
            "out-of-range",
            format!("`{}` must be above zero, or \"none\" for endless patience", view.path_of(key)),
            None,
        );
        return None;
    }
    Some(Patience::Law(laws.id(law)))
}

fn enters(view: &View, steps: &[Step]) -> usize {
    let step_names = || steps.iter().map(|s| s.name.as_str());
    if let Some((name, span)) = view.text("enters") {
        return steps.iter().position(|s| s.name == name).unwrap_or_else(|| {
            let help = nearest(&name, step_names())
                .map_or_else(|| format!("there are: {}", list(step_names())), |n| format!("did you mean `{n}`?"));
            view.problem(Some(span), "unknown-name", format!("there is no step called `{name}`"), Some(help));
            0
        });
    }
    let visits = || steps.iter().flat_map(|s| s.visits.iter());
    let after_talk = visits().flat_map(|v| v.talks.iter()).flat_map(Talk::splits).flat_map(Split::shares).map(|(_, next)| next);
    let elsewhere = visits().flat_map(|v| {
        let otherwise = match v.transfer {
            Transfer::Warm { otherwise: Else::To(next), .. } => Some(next),
            _ => None,
        };
        [v.wait_at_most.map(|(_, next)| next), v.full_to, otherwise]
    });
    let led_to: Vec<usize> = after_talk
        .chain(elsewhere.flatten())
        .filter_map(|next| match next {
            Next::Step(step) => Some(step as usize),
            Next::Outcome(_) | Next::Stands => None,
        })
        .collect();
    // so far, `by_call_back` marks steps that safety of those who wait leads to
    let free: Vec<usize> = (0..steps.len()).filter(|&s| !led_to.contains(&s) && !steps[s].by_call_back).collect();
    match free[..] {
        [step] => {
            view.default("enters", steps[step].name.clone());
            step
        }
        _ => {
            let (why, which) = match free.len() {
                0 => ("every step follows another".to_owned(), list(step_names())),
                n => (format!("{n} steps could be the first"), list(free.iter().map(|&s| steps[s].name.as_str()))),
            };
            view.problem(
                None,
                "no-first-step",
                format!("`{}` is missing: {why}", view.path_of("enters")),
                Some(format!("name the first step: {which}")),
            );
            0
        }
    }
}

/// The sources of the model.
pub fn sources(
    pairs: &[(usize, usize)],
    behaviour: Vec<Behaviour>,
    expected: Vec<Vec<f32>>,
    replay: Vec<Vec<u64>>,
) -> Vec<Source> {
    let rows = pairs.iter().zip(behaviour).zip(expected.into_iter().zip(replay));
    rows.map(|((&(area, class), b), (expected, replay))| Source {
        area: area as u16,
        class: class as u16,
        enters: b.enters as u8,
        expected,
        replay,
        patience: b.patience,
        at_once: b.at_once,
        repeat: b.repeat,
        redial: b.redial,
    })
    .collect()
}
