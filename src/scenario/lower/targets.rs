//! `[targets]`: the published sets, and any measure with a bound.

use super::relative;
use crate::model::clock::SECOND;
use crate::model::{Basis, Bound, Confidence, Every, Measure, MeasureKind, Model, Scope, Target};
use crate::scenario::merge::with_defaults;
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::{Reading, View};
use crate::scenario::source::{Place, Span};
use crate::scenario::tree::{Table, parse};
use crate::tally::names;

/// The published sets, in the language itself; `due-within` and `due-later` select bands by due time.
const SETS: [(&str, &str); 2] = [
    (
        "nhs111-2013",
        r#"
answered-within-60s = { at-least = "95%" }
abandonment-after-30s = { below = "5%" }
call-back-within-10m = { at-least = "100%", confidence = "none" }
warm-transfer = { at-least = "100%", confidence = "none" }
"#,
    ),
    (
        "iuc-adc",
        r#"
abandonment-of-received = { at-most = "3%" }
mean-speed-of-answer = { at-most = "20s" }
wait-p95 = { at-most = "120s" }
clinician-share = { at-least = "50%" }
clinician-on-time-20m = { measure = "clinician-on-time", of = "due-within:20m", at-least = "90%" }
clinician-on-time-later = { measure = "clinician-on-time", of = "due-later:20m", at-least = "90%" }
"#,
    ),
];

/// Reads the targets into the model, and the waits at which it must count.
pub fn read(root: &View, model: &mut Model, reading: &Reading) {
    let mut table = Table::default();
    let mut span = None;
    if let Some(view) = root.view("targets") {
        table = view.table.clone();
        span = view.span;
        let sets: Vec<&str> = SETS.iter().map(|s| s.0).collect();
        if let Some((name, place)) = view.text("set") {
            match SETS.iter().find(|set| set.0 == name) {
                Some((_, text)) => table = with_defaults(&table, Some(&set_table(text, reading))),
                None => {
                    let help = nearest(&name, sets.iter().copied())
                        .map_or_else(|| format!("there are: {}", list(sets.iter().copied())), |n| format!("did you mean `{n}`?"));
                    reading.problem(
                        Some(place),
                        "unknown-set",
                        format!("there is no set of targets called `{name}`"),
                        Some(help),
                    );
                }
            }
        }
        table.remove("set");
    }
    let view = View::new(&table, "targets", span, reading);
    let holder = Table(vec![(
        crate::scenario::tree::Key { name: "targets".to_owned(), span: span.unwrap_or(Span { text: 0, start: 0, end: 0 }) },
        crate::scenario::tree::Node {
            value: crate::scenario::tree::Value::Table(view.table.clone()),
            span: span.unwrap_or(Span { text: 0, start: 0, end: 0 }),
            changes: Vec::new(),
        },
    )]);
    let holder = View::new(&holder, "", None, reading);
    let mut targets = Vec::new();
    for (name, view) in holder.views("targets") {
        if view.node("no-worse-than").is_some() || view.node("by-more-than").is_some() {
            model.relative.extend(relative::target(&name, &view, model, reading));
        } else if let Some(target) = target(&name, &view, model, reading) {
            targets.push(target);
        }
        view.done();
    }
    // what cannot arise in this service is no target of it
    targets.retain(|target| applies(model, target.measure));
    model.targets = targets;
    model.thresholds = vec![30 * SECOND, 60 * SECOND];
    let relative = model.relative.iter().map(|t| t.measure.kind);
    let kinds: Vec<MeasureKind> = model.targets.iter().map(|t| t.measure.kind).chain(relative).collect();
    model.count_at(kinds.into_iter());
}

fn set_table(text: &str, reading: &Reading) -> Table {
    let mut problems = Vec::new();
    let index = reading.texts.borrow_mut().add(Place::Builtin("targets".to_owned()), text.to_owned());
    let texts = reading.texts.borrow();
    parse(&texts, index, &mut problems)
}

/// Measures of call-backs and clinicians need somebody who does them.
pub(super) fn applies(model: &Model, measure: Measure) -> bool {
    let clinical = model.steps.iter().any(|s| s.clinical && (s.first || s.later || s.by_call_back));
    let called_back = model.steps.iter().any(|s| s.by_call_back);
    let within = |limit: u64| model.bands.iter().any(|b| b.due <= limit);
    let later = |limit: u64| model.bands.iter().any(|b| b.due > limit && b.due < crate::model::clock::LONGEST);
    let kind = match measure.kind {
        MeasureKind::ClinicianShare | MeasureKind::ClosedByClinician | MeasureKind::ClinicianOnTime => clinical,
        MeasureKind::CallBackOnTime | MeasureKind::CallBackWithin(_) | MeasureKind::CallBackWaitQuantile(_) => called_back,
        MeasureKind::WarmTransfer => clinical && model.steps.iter().any(|s| s.later || s.by_call_back),
        _ => true,
    };
    let scope = match measure.scope {
        Scope::DueWithin(limit) => within(limit),
        Scope::DueLater(limit) => later(limit),
        _ => true,
    };
    kind && scope
}

fn is_like_a_bound(key: &str) -> bool {
    !["measure", "of", "every", "confidence", "basis"].contains(&key) && nearest(key, ["at-most", "at-least", "below"]).is_some()
}

/// The part of the service whose name is nearest.
fn nearest_scope(text: &str, model: &Model) -> Option<String> {
    let steps = model.steps.iter().map(|s| format!("step:{}", s.name));
    let groups = model.groups.iter().map(|g| format!("group:{}", g.name));
    let areas = model.areas.iter().map(|a| format!("area:{}", a.name));
    let classes = model.classes.iter().map(|c| format!("callers:{}", c.name));
    let bands = model.bands.iter().map(|b| format!("band:{}", b.name));
    let providers = model.providers.iter().filter(|p| !p.is_empty()).map(|p| format!("provider:{p}"));
    let all: Vec<String> = steps.chain(groups).chain(areas).chain(classes).chain(bands).chain(providers).collect();
    nearest(text, all.iter().map(String::as_str)).map(str::to_owned)
}

/// The measure of a target (its own name, or `measure`), with its name, and the part of the service it is about (`of`).
pub(super) fn measured(
    name: &str,
    view: &View,
    model: &Model,
    reading: &Reading,
) -> (String, Option<MeasureKind>, Option<Scope>) {
    let (measure_name, span) =
        view.text("measure").unwrap_or((name.to_owned(), view.span.unwrap_or(Span { text: 0, start: 0, end: 0 })));
    let kind = names::parse(&measure_name, model).or_else(|| {
        let known = names::all(model);
        let help = nearest(&measure_name, known.iter().map(String::as_str)).map_or_else(
            || "a target of another name says what it measures: measure = \"wait-p95\"".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        reading.problem(Some(span), "unknown-measure", format!("there is no measure called `{measure_name}`"), Some(help));
        None
    });
    if let Some(missing) = kind.and_then(|kind| names::not_stated(kind, model)) {
        reading.problem(Some(span), "no-money", format!("`{measure_name}` cannot be measured: {missing}"), None);
    }
    let scope = match view.text("of") {
        None => Some(Scope::All),
        Some((text, span)) => names::parse_scope(&text, model).or_else(|| {
            reading.problem(
                Some(span),
                "unknown-scope",
                format!("`{text}` names no part of this service"),
                Some(nearest_scope(&text, model).map_or_else(
                    || {
                        "expected step:NAME, group:NAME, area:NAME, callers:NAME, provider:NAME, band:NAME, due-within:TIME or due-later:TIME"
                            .to_owned()
                    },
                    |near| format!("did you mean `{near}`?"),
                )),
            );
            None
        }),
    };
    (measure_name, kind, scope)
}

/// How sure one must be: 95 % unless stated.
pub(super) fn confidence(view: &View, reading: &Reading) -> Option<Confidence> {
    match view.text("confidence") {
        None => {
            view.default("confidence", "95%");
            Some(Confidence::Chance(0.95))
        }
        Some((text, _)) if text == "none" => Some(Confidence::Estimate),
        Some((text, span)) => match crate::units::share(&text) {
            Ok(share) if (0.5..1.0).contains(&share) => Some(Confidence::Chance(share)),
            _ => {
                reading.problem(
                    Some(span),
                    "out-of-range",
                    format!("`{text}` is no confidence"),
                    Some("expected 50 % to below 100 %, or \"none\"".to_owned()),
                );
                None
            }
        },
    }
}

fn target(name: &str, view: &View, model: &Model, reading: &Reading) -> Option<Target> {
    let (measure_name, kind, scope) = measured(name, view, model, reading);
    let stated: Vec<&str> = ["at-most", "at-least", "below"].into_iter().filter(|k| view.node(k).is_some()).collect();
    let limit = |key: &str| match names::unit(kind?) {
        names::Unit::Share => view.share(key),
        names::Unit::Seconds => view.duration(key),
        names::Unit::Count => view.number(key),
        names::Unit::Pounds => view.pounds_of_any_sign(key, crate::units::Per::Sum),
    };
    let bound = match stated[..] {
        ["at-most"] => limit("at-most").map(Bound::AtMost),
        ["at-least"] => limit("at-least").map(Bound::AtLeast),
        ["below"] => limit("below").map(Bound::Below),
        // a misspelt bound is named as such
        [] if view.table.0.iter().any(|(key, _)| is_like_a_bound(&key.name)) => None,
        _ => {
            let what =
                if stated.is_empty() { "needs a bound".to_owned() } else { format!("has several bounds: {}", stated.join(", ")) };
            reading.problem(
                view.span,
                "no-bound",
                format!("target `{name}` {what}"),
                Some("one of at-most, at-least, below and no-worse-than, for instance at-least = \"95%\"".to_owned()),
            );
            None
        }
    };
    let every = view.word("every", &[("horizon", Every::Horizon), ("month", Every::Month)], 0);
    if every == Every::Month && !model.clock.months.iter().any(|m| m.whole) {
        reading.problem(view.table.get("every").map(|n| n.span), "no-month", "the horizon covers no whole month", None);
    }
    let confidence = confidence(view, reading);
    let mut basis =
        view.word("basis", &[("simulated", Basis::Simulated), ("assumed", Basis::Assumed), ("fitted", Basis::Fitted)], 0);
    if view.table.get("basis").is_none()
        && kind.is_some_and(|k| {
            matches!(k, MeasureKind::ClinicianShare | MeasureKind::ClosedByClinician | MeasureKind::OutcomeShare(_))
        })
    {
        basis = Basis::Assumed; // shares of the scenario fix it
    }
    let measure = Measure { kind: kind.filter(|&kind| names::not_stated(kind, model).is_none())?, scope: scope? };
    let named = !matches!(measure.scope, Scope::All | Scope::DueWithin(_) | Scope::DueLater(_));
    if named && !crate::tally::measure::applies(model, measure) {
        let part = names::scope_text(measure.scope, model);
        reading.problem(
            view.table.get("of").map(|n| n.span),
            "useless-scope",
            format!("`{measure_name}` is not measured for {part}"),
            None,
        );
        return None;
    }
    Some(Target {
        name: name.to_owned(),
        measure,
        bound: bound?,
        every,
        confidence: confidence?,
        basis,
        official: names::official(measure),
    })
}
