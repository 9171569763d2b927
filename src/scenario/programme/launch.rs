//! `[areas.NAME.launch]`: tender, mobilisation, soft launch, gate, ramp.
//!
//! ```text
//! before = "old-line"                                    # a provider with `outside`
//! begins = 2012-04-01
//! tender = { fixed = "26w" }                             # a law; also retender, retender-price = "+20%"
//! mobilise = { lasts = "26w", staffed = "90%", recruits = { a-week = "6%", trained-after = "6w", passes = "90%", leavers-a-year = "36%" } }
//! soft = { share = "33%", lasts = "4w" }
//! gate = { targets = ["answered-within-60s"], over = "2w", again-after = "0d", pressure = "0%" }
//! ramp = "8w"
//! step-ins = ["trust"]
//! ```
//! Or `launch = "live"`: live from the start, whatever `[defaults.areas.launch]` says.

use super::{Dates, days};
use crate::model::Scope;
use crate::model::programme::{Gate, Launch, Mobilise, Pipeline, Soft, Stand};
use crate::random::Law;
use crate::scenario::lower::{Named, find};
use crate::scenario::read::{Reading, View};
use crate::scenario::tree::Value;
use crate::tally::names;

/// Reads an area's launch; none where it has none, or something is wrong.
pub(super) fn read(area: &Named, dates: Dates, stands: &[Stand], reading: &Reading) -> Option<Launch> {
    let view = View::new(&area.table, format!("areas.{}", area.name), area.span, reading);
    // said of an area where the defaults state a launch for all
    if view.table.get("launch").is_some_and(|node| matches!(&node.value, Value::Text(text) if text == "live")) {
        view.text("launch");
        return None;
    }
    let launch = view.view("launch")?;
    let begins = dates.day(&launch, "begins");
    if launch.node("begins").is_none() {
        launch.missing("begins", Some("the date on which the tender begins"));
    }
    let before = before(&launch, dates, stands);
    let tender = law(&launch, "tender", Some(Law::Fixed(0.0)));
    let retender = law(&launch, "retender", tender.clone());
    let retender_price = price(&launch, "retender-price");
    let mobilise = mobilise(&launch);
    let soft = soft(&launch);
    let gate = gate(&launch, dates);
    let ramp = days(&launch, "ramp", Some(0));
    let step_ins = step_ins(&launch, dates, stands);
    launch.done();
    Some(Launch {
        before: before?,
        begins: begins?,
        tender: tender?,
        retender: retender?,
        retender_price: retender_price?,
        mobilise: mobilise?,
        soft: soft?,
        gate: gate?,
        ramp: ramp?,
        step_ins: step_ins?,
    })
}

/// A law of a duration, or what stands in where none is stated.
fn law(view: &View, key: &str, default: Option<Law>) -> Option<Law> {
    if view.node(key).is_some() {
        return view.law(key);
    }
    view.default(key, if key == "retender" { "as `tender`" } else { "0d" });
    default
}

/// A change of the contract's price, as a factor.
pub(super) fn price(view: &View, key: &str) -> Option<f64> {
    if view.node(key).is_some() {
        return view.factor(key);
    }
    view.default(key, "+0%");
    Some(1.0)
}

fn share_or(view: &View, key: &str, default: f64) -> Option<f64> {
    if view.node(key).is_some() {
        return view.share(key);
    }
    view.default(key, format!("{}%", default * 100.0));
    Some(default)
}

/// Who answers what the new line does not.
fn before(launch: &View, dates: Dates, stands: &[Stand]) -> Option<u16> {
    let Some((name, span)) = launch.text("before") else {
        if launch.node("before").is_none() {
            launch.missing(
                "before",
                Some("somebody answers while an area is not live: a provider with outside = { answers = \"90%\" }"),
            );
        }
        return None;
    };
    let place = find(launch.reading, &dates.model.providers, &name, Some(span), "provider")?;
    if stands[place].outside.is_none() {
        let help = format!("[providers.{name}] outside = {{ answers = \"90%\", cost-per-call = \"£20\" }}");
        launch.problem(Some(span), "not-outside", format!("`{name}` is simulated, so it cannot be the line before"), Some(help));
        return None;
    }
    Some(place as u16)
}

fn mobilise(launch: &View) -> Option<Mobilise> {
    let Some(view) = launch.view("mobilise") else {
        if launch.node("mobilise").is_some() {
            return None;
        }
        launch.default("mobilise", "0d, all heads in post");
        return Some(Mobilise { lasts: Law::Fixed(0.0), staffed: 1.0, recruits: None });
    };
    let lasts = law(&view, "lasts", Some(Law::Fixed(0.0)));
    let staffed = share_or(&view, "staffed", 1.0);
    let recruits = if view.node("recruits").is_some() {
        Some(view.view("recruits").and_then(|inner| pipeline(&inner, staffed)))
    } else {
        None
    };
    view.done();
    Some(Mobilise { lasts: lasts?, staffed: staffed?, recruits: recruits.map_or(Some(None), |found| found.map(Some))? })
}

fn pipeline(view: &View, staffed: Option<f64>) -> Option<Pipeline> {
    let a_week = view.share("a-week");
    if view.node("a-week").is_none() {
        view.missing("a-week", Some("recruits that begin a week, as a share of the planned heads, for instance \"6%\""));
    }
    let trained_after = days(view, "trained-after", Some(0));
    let passes = share_or(view, "passes", 1.0);
    let leavers = share_or(view, "leavers-a-year", 0.0);
    view.done();
    let found = Pipeline { a_week: a_week?, trained_after: trained_after?, passes: passes?, leavers: leavers? };
    let wrong = if found.a_week <= 0.0 || found.passes <= 0.0 {
        Some("nobody would ever be in post".to_owned())
    } else if found.leavers >= 1.0 {
        Some("at most 99 % of people can leave in a year".to_owned())
    } else {
        // in balance, those who begin a week make good those who leave it
        let a_week_left = -(-found.leavers).ln_1p() * 7.0 / 365.25;
        let most = if a_week_left > 0.0 { found.a_week * found.passes / a_week_left } else { f64::INFINITY };
        staffed.filter(|&staffed| most < staffed).map(|staffed| {
            format!("leavers outrun recruits: {:.0} % of heads are reached, {:.0} % are asked for", most * 100.0, staffed * 100.0)
        })
    };
    if let Some(wrong) = wrong {
        view.problem(None, "never-staffed", format!("`{}`: {wrong}", view.path), None);
        return None;
    }
    Some(found)
}

fn soft(launch: &View) -> Option<Soft> {
    let Some(view) = launch.view("soft") else {
        if launch.node("soft").is_some() {
            return None;
        }
        launch.default("soft", "no soft launch");
        return Some(Soft { share: 1.0, lasts: 0 });
    };
    let share = view.share("share");
    if view.node("share").is_none() {
        view.missing("share", Some("the share of its calls that the new line takes, for instance \"33%\""));
    }
    let lasts = days(&view, "lasts", None);
    view.done();
    let share = share?;
    if share <= 0.0 {
        let span = view.table.get("share").map(|node| node.span);
        view.problem(span, "out-of-range", format!("`{}` takes no calls, so nothing is tested", view.path), None);
        return None;
    }
    Some(Soft { share, lasts: lasts? })
}

fn gate(launch: &View, dates: Dates) -> Option<Gate> {
    let Some(view) = launch.view("gate") else {
        if launch.node("gate").is_some() {
            return None;
        }
        launch.default("gate", "none: live after the soft launch");
        return Some(Gate { targets: Vec::new(), over: 0, again_after: 0, pressure: 0.0 });
    };
    let model = dates.model;
    let target_names: Vec<String> = model.targets.iter().map(|target| target.name.clone()).collect();
    if view.node("targets").is_none() {
        view.missing("targets", Some("names of [targets] that must hold over the test window"));
    }
    let targets = view.texts("targets").map(|texts| {
        let one = |(text, span): &(String, crate::scenario::source::Span)| {
            let place = find(view.reading, &target_names, text, Some(*span), "target")?;
            let target = &model.targets[place];
            let everywhere = matches!(target.measure.scope, Scope::All);
            if !target.measure.kind.known_by_day() || !everywhere {
                let help =
                    "a gate looks at an area's answered-within, service-level, abandonment, mean-speed-of-answer and mean-wait";
                let said = names::words(target.measure, model);
                let message = format!("a gate cannot look at `{text}` ({said})");
                view.problem(Some(*span), "gate-measure", message, Some(help.to_owned()));
                return None;
            }
            Some(place as u16)
        };
        texts.iter().map(one).collect::<Vec<Option<u16>>>().into_iter().collect::<Option<Vec<u16>>>()
    });
    let over = days(&view, "over", None);
    let again_after = days(&view, "again-after", Some(0));
    let pressure = share_or(&view, "pressure", 0.0);
    view.done();
    let (targets, over) = (targets??, over?);
    if targets.is_empty() || over == 0 {
        let message = format!("`{}` tests nothing", view.path);
        view.problem(
            None,
            "no-test",
            message,
            Some("name targets, and a window of a day or more; without a gate leave it out".to_owned()),
        );
        return None;
    }
    Some(Gate { targets, over, again_after: again_after?, pressure: pressure? })
}

fn step_ins(launch: &View, dates: Dates, stands: &[Stand]) -> Option<Vec<u16>> {
    if launch.node("step-ins").is_none() {
        launch.default("step-ins", "nobody");
        return Some(Vec::new());
    }
    let one = |(name, span): &(String, crate::scenario::source::Span)| {
        let place = find(launch.reading, &dates.model.providers, name, Some(*span), "provider")?;
        if stands[place].steps_in.is_none() {
            let help = format!("[providers.{name}] steps-in = {{ capacity = \"2000/d\", after = \"13w\" }}");
            launch.problem(Some(*span), "no-step-in", format!("`{name}` does not say what it can take over"), Some(help));
            return None;
        }
        Some(place as u16)
    };
    let texts = launch.texts("step-ins")?;
    let found: Vec<Option<u16>> = texts.iter().map(one).collect();
    let twice = (1..texts.len()).find(|&at| texts[..at].iter().any(|before| before.0 == texts[at].0));
    if let Some(at) = twice {
        launch.problem(Some(texts[at].1), "twice", format!("`{}` is asked twice", texts[at].0), None);
        return None;
    }
    found.into_iter().collect()
}
