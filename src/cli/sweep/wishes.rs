//! What the flags of `sweep` ask for, checked against the scenario: all problems at once.

use super::SweepArgs;
use crate::cli::wishes::{example, size};
use crate::experiment::sweep::{BLOCK, SweepPlan};
use crate::model::{Measure, MeasureKind, Model, Scope};
use crate::scenario::Problems;
use crate::scenario::problem::{Problem, list, nearest};
use crate::scenario::source::{Place, Span, Texts};
use crate::tally::measure::applies;
use crate::tally::names;

struct Wishes<'a> {
    model: &'a Model,
    texts: Texts,
    problems: Vec<Problem>,
}

/// The plan that the flags ask for.
///
/// # Errors
/// All that is wrong with them.
pub(super) fn plan(args: &SweepArgs, model: &Model) -> Result<SweepPlan, Problems> {
    let mut wishes = Wishes { model, texts: Texts::default(), problems: Vec::new() };
    let maximise = args.maximise.is_some();
    let flag = if maximise { "--maximise" } else { "--minimise" };
    let objective = args.maximise.as_ref().or(args.minimise.as_ref()).and_then(|text| wishes.measure(flag, text));
    let margin = wishes.margin(&args.margin, objective.map(|m| m.kind));
    let required = wishes.required(&args.subject_to);
    let shown: Vec<Measure> = args.show.iter().filter_map(|text| wishes.measure("--show", text)).collect();
    let confidence = args.confidence / 100.0;
    if !(0.5..1.0).contains(&confidence) {
        let text = args.confidence.to_string();
        wishes.wrong("--confidence", &text, "out-of-range", "a confidence lies from 50 to below 100 per cent".to_owned(), None);
    }
    if args.max_replications < args.first {
        let message = format!("the most replications ({}) are fewer than the first ({})", args.max_replications, args.first);
        wishes.wrong("--max-replications", &args.max_replications.to_string(), "out-of-range", message, None);
    }
    let (Some(objective), Some(margin), true) = (objective, margin, wishes.problems.is_empty()) else {
        return Err(Problems::new(wishes.problems, wishes.texts));
    };
    let blocks = |n: u64| (n as usize).div_ceil(BLOCK) * BLOCK;
    Ok(SweepPlan {
        seed: args.common.seed,
        threads: args.common.threads,
        objective,
        maximise,
        required,
        procedure: args.select.into(),
        margin,
        confidence,
        first: blocks(args.first),
        most: blocks(args.max_replications),
        recheck: blocks(args.recheck),
        shown,
    })
}

impl Wishes<'_> {
    fn wrong(&mut self, flag: &'static str, text: &str, code: &'static str, message: String, help: Option<String>) {
        let index = self.texts.add(Place::Flag(flag), text.to_owned());
        let span = Span { text: index, start: 0, end: text.len().max(1) as u32 };
        self.problems.push(Problem { span: Some(span), code, message, help });
    }

    /// `MEASURE` or `MEASURE@SCOPE`.
    fn measure(&mut self, flag: &'static str, text: &str) -> Option<Measure> {
        let (name, scope) = text.split_once('@').unwrap_or((text, "all"));
        let Some(kind) = names::parse(name.trim(), self.model) else {
            let known = names::all(self.model);
            let near = nearest(name.trim(), known.iter().map(String::as_str)).map(|n| format!("did you mean `{n}`?"));
            self.wrong(flag, text, "unknown-measure", format!("there is no measure called `{}`", name.trim()), near);
            return None;
        };
        let Some(scope) = names::parse_scope(scope.trim(), self.model) else {
            let help = "all, or step:NAME, group:NAME, area:NAME, callers:NAME, band:NAME, month:YYYY-MM".to_owned();
            self.wrong(flag, text, "unknown-scope", format!("there is no `{}` here", scope.trim()), Some(help));
            return None;
        };
        let measure = Measure { kind, scope };
        if !applies(self.model, measure) {
            let of = if scope == Scope::All { "this scenario".to_owned() } else { names::scope_text(scope, self.model) };
            self.wrong(flag, text, "not-measured", format!("`{}` is not measured of {of}", name.trim()), None);
            return None;
        }
        Some(measure)
    }

    /// A difference in the unit of the objective.
    fn margin(&mut self, text: &str, kind: Option<MeasureKind>) -> Option<f64> {
        let unit = names::unit(kind?);
        let plain = text.trim();
        let value = size(unit, plain);
        let sound = value.filter(|v| *v > 0.0 && v.is_finite());
        if sound.is_none() {
            let message = format!("`{plain}` is no difference of this measure: {}", example(unit));
            let help = "a larger difference that does not matter takes far fewer replications".to_owned();
            self.wrong("--margin", text, "bad-margin", message, Some(help));
        }
        sound
    }

    /// The targets that must hold, by index.
    fn required(&mut self, names: &[String]) -> Vec<usize> {
        let targets = &self.model.targets;
        if names.is_empty() {
            return (0..targets.len()).collect();
        }
        if names.iter().any(|n| n == "none") {
            if names.len() > 1 {
                let help = Some("leave `none` out, or the others".to_owned());
                self.wrong("--subject-to", "none", "twice", "`none` beside other targets".to_owned(), help);
            }
            return Vec::new();
        }
        let mut required = Vec::new();
        for name in names {
            match targets.iter().position(|t| t.name == *name) {
                Some(index) => required.push(index),
                None => {
                    let known = || targets.iter().map(|t| t.name.as_str());
                    let help = match nearest(name, known()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None if targets.is_empty() => "the scenario has no targets: state some, or say none".to_owned(),
                        None => format!("there are: {}", list(known())),
                    };
                    self.wrong("--subject-to", name, "unknown-target", format!("there is no target called `{name}`"), Some(help));
                }
            }
        }
        required.sort_unstable();
        required.dedup();
        required
    }
}
