//! Laws of durations as written: `{ lognormal = { mean = "6m 20s", cv = 0.6 } }`.

use super::read::View;
use crate::random::Law;
use crate::units::duration_text;

/// The families, as written.
pub const FAMILIES: [&str; 10] =
    ["exponential", "lognormal", "gamma", "weibull", "erlang", "triangular", "uniform", "fixed", "empirical", "mixture"];

/// Reads a law from its table (the table holds one key: the family).
pub fn read(view: &View) -> Option<Law> {
    let families: Vec<&str> = FAMILIES.into_iter().filter(|family| view.node(family).is_some()).collect();
    view.done();
    match families[..] {
        [family] => family_law(view, family),
        [] => {
            if view.table.0.is_empty() {
                view.problem(None, "no-law", format!("`{}` names no law", view.path), Some(expected()));
            }
            None
        }
        _ => {
            view.problem(None, "two-laws", format!("`{}` names several laws: {}", view.path, families.join(", ")), None);
            None
        }
    }
}

fn expected() -> String {
    "expected a law, for instance { exponential = { mean = \"3m\" } }".to_owned()
}

fn family_law(view: &View, family: &str) -> Option<Law> {
    if family == "fixed" {
        return view.duration("fixed").map(Law::Fixed);
    }
    if family == "empirical" {
        let (table, _) = super::csv_table::file(view, "empirical")?;
        let mut values = table.plain_durations(view)?;
        values.sort_by(f64::total_cmp);
        return Some(Law::Empirical(values));
    }
    if family == "mixture" {
        let parts = view.views("mixture");
        let mut read = Vec::new();
        for (_, part) in &parts {
            let (share, law) = (part.share("share"), part.law("law"));
            for key in ["share", "law"].into_iter().filter(|key| part.node(key).is_none()) {
                part.missing(key, Some("for instance { share = \"30%\", law = \"1m\" }"));
            }
            part.done();
            read.push((share?, law?));
        }
        let total: f64 = read.iter().map(|part| part.0).sum();
        if (total - 1.0).abs() > 1e-6 {
            view.problem(None, "shares", format!("the shares of `{}` sum to {} %", view.path, total * 100.0), None);
            return None;
        }
        return Some(Law::Mixture(read));
    }
    let inner = view.view(family)?;
    let law = match family {
        "exponential" => mean(&inner).map(Law::Exponential),
        "lognormal" => mean(&inner).zip(spread(&inner)).map(|(mean, spread)| Law::Lognormal { mean, cv: spread.cv(mean) }),
        "gamma" => mean(&inner).zip(spread(&inner)).map(|(mean, spread)| Law::Gamma { mean, cv: spread.cv(mean) }),
        "erlang" => {
            let stages = inner.whole("stages", 1, 1000);
            if stages.is_none() && inner.node("stages").is_none() {
                inner.missing("stages", None);
            }
            mean(&inner).zip(stages).map(|(mean, k)| Law::Gamma { mean, cv: 1.0 / (k as f64).sqrt() })
        }
        "weibull" => {
            let shape = inner.number("shape");
            if inner.node("shape").is_none() {
                inner.missing("shape", None);
            }
            mean(&inner).zip(shape.filter(|&s| positive(&inner, "shape", s))).map(|(mean, shape)| Law::Weibull { mean, shape })
        }
        "triangular" => {
            let (least, mode, most) = (needed(&inner, "least"), needed(&inner, "mode"), needed(&inner, "most"));
            let (least, mode, most) = (least?, mode?, most?);
            if !(least <= mode && mode <= most && least < most) {
                inner.problem(None, "out-of-order", format!("`{}` needs least <= mode <= most", inner.path), None);
                return None;
            }
            Some(Law::Triangular { least, mode, most })
        }
        _ => {
            let (least, most) = (needed(&inner, "least")?, needed(&inner, "most")?);
            if least >= most {
                inner.problem(None, "out-of-order", format!("`{}` needs least < most", inner.path), None);
                return None;
            }
            Some(Law::Uniform { least, most })
        }
    };
    inner.done();
    if let Some(law) = &law
        && (law.mean() <= 0.0 || !law.mean().is_finite())
    {
        inner.problem(None, "out-of-range", format!("`{}` needs a mean above zero", inner.path), None);
        return None;
    }
    // beyond these, tables of quantiles are not to be trusted: see the tests of `random::table`
    let bounds = match law {
        Some(Law::Lognormal { cv, .. }) => Some(("cv", cv, 0.001, 50.0)),
        Some(Law::Gamma { cv, .. }) => Some(("cv", cv, 0.001, 10.0)),
        Some(Law::Weibull { shape, .. }) => Some(("shape", shape, 0.2, 100.0)),
        _ => None,
    };
    if let Some((what, value, least, most)) = bounds.filter(|&(_, value, least, most)| !(least..=most).contains(&value)) {
        let span = inner.table.get(what).or(inner.table.get("sd")).map(|n| n.span);
        let message = format!("`{}` has a {what} of {value}", inner.path);
        inner.problem(span, "out-of-range", message, Some(format!("expected {least} to {most}; `fixed` has no spread at all")));
        return None;
    }
    law
}

fn needed(view: &View, key: &str) -> Option<f64> {
    if view.node(key).is_none() {
        view.missing(key, None);
    }
    view.duration(key)
}

fn mean(view: &View) -> Option<f64> {
    needed(view, "mean")
}

fn positive(view: &View, key: &str, value: f64) -> bool {
    if value <= 0.0 {
        view.problem(None, "out-of-range", format!("`{}` must be above zero", view.path_of(key)), None);
    }
    value > 0.0
}

enum Spread {
    Cv(f64),
    Sd(f64),
}

impl Spread {
    fn cv(&self, mean: f64) -> f64 {
        match self {
            Spread::Cv(cv) => *cv,
            Spread::Sd(sd) => sd / mean,
        }
    }
}

fn spread(view: &View) -> Option<Spread> {
    match (view.node("cv").is_some(), view.node("sd").is_some()) {
        (true, false) => view.number("cv").filter(|&cv| positive(view, "cv", cv)).map(Spread::Cv),
        (false, true) => view.duration("sd").filter(|&sd| positive(view, "sd", sd)).map(Spread::Sd),
        (true, true) => {
            view.problem(None, "two-spreads", format!("`{}` has both `cv` and `sd`", view.path), None);
            None
        }
        (false, false) => {
            view.problem(
                None,
                "missing",
                format!("`{}` needs a spread: `cv` (a pure number) or `sd` (a duration)", view.path),
                None,
            );
            None
        }
    }
}

/// A law in words, for reports.
pub fn words(law: &Law) -> String {
    let d = duration_text;
    match law {
        Law::Fixed(value) => format!("always {}", d(*value)),
        Law::Exponential(mean) => format!("exponential, mean {}", d(*mean)),
        Law::Lognormal { mean, cv } => format!("lognormal, mean {}, cv {:.3}", d(*mean), cv),
        Law::Gamma { mean, cv } => format!("gamma, mean {}, cv {:.3}", d(*mean), cv),
        Law::Weibull { mean, shape } => format!("weibull, mean {}, shape {shape}", d(*mean)),
        Law::Triangular { least, mode, most } => format!("triangular {} - {} - {}", d(*least), d(*mode), d(*most)),
        Law::Uniform { least, most } => format!("uniform {} to {}", d(*least), d(*most)),
        Law::Empirical(values) => format!("{} recorded values, mean {}", values.len(), d(law.mean())),
        Law::Mixture(parts) => {
            parts.iter().map(|(share, law)| format!("{:.1} % {}", share * 100.0, words(law))).collect::<Vec<_>>().join(" + ")
        }
    }
}
