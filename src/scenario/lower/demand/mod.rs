//! How many calls each source brings, in which cell of time; how demand varies from replication to replication.

pub mod load;
pub mod log;
pub mod variation;

use super::callers::Class;
use super::shocks::Shock;
use super::{Named, Names, no_variation};
use crate::demand::arrivals::{LONGEST_CELL, MOST_IN_CELL, MOST_SOURCES};
use crate::model::clock::SECOND;
use crate::model::{Area, Conventions, Tick, Variation};
use crate::scenario::calendar::Civil;
use crate::scenario::curve::Curve;
use crate::scenario::merge::{Asked, in_case};
use crate::scenario::problem::list;
use crate::scenario::read::{Reading, View};
use crate::scenario::tree::Value;
use load::Load;

/// The ways to say how many calls an area has.
const WAYS: [&str; 4] = ["calls", "counts", "calls-per-1000-a-year", "log"];

/// What the model keeps of an area.
pub fn area(named: &Named, providers: &[String], reading: &Reading) -> Area {
    let view = View::new(&named.table, format!("areas.{}", named.name), named.span, reading);
    let provider = match view.node("provider").map(|n| &n.value) {
        Some(Value::Text(text)) => providers.iter().position(|p| p == text).unwrap_or(0),
        _ => 0,
    };
    Area {
        name: named.name.clone(),
        provider: provider as u16,
        recorded: view.table.get("counts").is_some() || view.table.get("log").is_some(),
        population: view.number("population"),
    }
}

type Demand = (Vec<Vec<f32>>, Vec<Vec<u64>>, Variation);

/// Expected first calls by source and cell, replayed logs by source, and how demand varies.
#[expect(clippy::too_many_arguments, reason = "the parts of a scenario that demand depends on")]
pub fn demand(
    root: &View,
    areas: &[Named],
    classes: &[Class],
    sources: &[(usize, usize)],
    civil: &Civil,
    names: &Names,
    shocks: &[Shock],
    conventions: Conventions,
    reading: &Reading,
) -> Option<Demand> {
    if areas.is_empty() {
        root.problem(
            None,
            "missing",
            "there are no areas",
            Some("somebody must call: [areas.town] with calls = \"120/h\"".to_owned()),
        );
        return None;
    }
    if sources.len() > MOST_SOURCES {
        root.problem(
            None,
            "too-many",
            format!("areas by caller classes make {} sources; at most {MOST_SOURCES}", sources.len()),
            None,
        );
        return None;
    }
    let mut variation = no_variation(areas.len());
    let mut curves: Vec<(usize, Option<usize>, Load)> = Vec::new();
    let mut whole = true;
    for (index, area) in areas.iter().enumerate() {
        names.check(reading, &area.table, "an area", &["for"]);
        variation::read(area, index, &mut variation, conventions, reading);
        if let Some(by_class) = area.table.table("for") {
            for (key, _) in by_class.0.iter().filter(|(key, _)| !has_own(area, &key.name)) {
                let help = format!("state its calls, one of {}", list(WAYS));
                reading.problem(
                    Some(key.span),
                    "no-calls",
                    format!("`areas.{}.for.{}` states no calls of its own", area.name, key.name),
                    Some(help),
                );
            }
        }
        let own: Vec<usize> = (0..classes.len()).filter(|&c| has_own(area, &classes[c].name)).collect();
        let base = in_case(&area.table, &Asked::default());
        if own.len() < classes.len() {
            match Load::read(&View::new(&base, format!("areas.{}", area.name), area.span, reading), area, civil) {
                Some(load) => curves.push((index, None, load)),
                None => whole = false,
            }
        }
        for &class in &own {
            let asked = Asked { class: Some(&classes[class].name), ..Asked::default() };
            let table = in_case(&area.table, &asked);
            let path = format!("areas.{}.for.{}", area.name, classes[class].name);
            match Load::read(&View::new(&table, path, area.span, reading), area, civil) {
                Some(load) => curves.push((index, Some(class), load)),
                None => whole = false,
            }
        }
    }
    if !whole {
        // shares of classes can be wrong all the same
        class_shares(classes, |_| false, reading);
        return None;
    }
    let minutes = grain(civil, curves.iter().map(|c| &c.2));
    let cells = civil.cells(minutes);
    variation.cells = cells.iter().map(|c| c.start).filter(|&c| c < civil.clock.end).collect();
    variation.cells_end = civil.clock.end;
    variation.cell_day = cells.iter().take(variation.cells.len()).map(|c| c.day).collect();
    debug_assert!(Tick::from(minutes) * 60 * SECOND <= LONGEST_CELL);
    let mut expected = vec![Vec::new(); sources.len()];
    let mut replay = vec![Vec::new(); sources.len()];
    let within = &cells[..variation.cells.len()];
    for (area, class, load) in &curves {
        let mut values = load.expected(civil, within, reading, &areas[*area].name)?;
        for shock in shocks {
            for (value, cell) in values.iter_mut().zip(within) {
                *value *= shock.factor(*area, cell.start);
            }
        }
        let takers: Vec<(usize, f64)> = match class {
            Some(class) => vec![(*class, 1.0)],
            None => class_shares(classes, |c| has_own(&areas[*area], &classes[c].name), reading)?,
        };
        for (class, share) in takers {
            let Some(source) = sources.iter().position(|&s| s == (*area, class)) else { continue };
            expected[source] = values.iter().map(|v| (v * share) as f32).collect();
            if values.iter().any(|v| v * share > MOST_IN_CELL) {
                let message =
                    format!("area `{}` would have more than {MOST_IN_CELL} calls in {minutes} minutes", areas[*area].name);
                reading.problem(load.span, "absurd", message, None);
                return None;
            }
        }
        if let Some(log) = load.log() {
            log.replay(*area, *class, classes, sources, civil, reading, &mut replay)?;
        }
    }
    if expected.iter().all(|e| e.iter().all(|&v| v <= 0.0)) && replay.iter().all(Vec::is_empty) {
        root.problem(None, "no-demand", "nobody calls: every area's demand is zero over the horizon", None);
        return None;
    }
    Some((expected, replay, variation))
}

fn has_own(area: &Named, class: &str) -> bool {
    let table = area.table.table("for").and_then(|t| t.table(class));
    table.is_some_and(|t| WAYS.iter().any(|way| t.get(way).is_some()))
}

/// Shares of the classes that have no calls of their own.
fn class_shares(classes: &[Class], own: impl Fn(usize) -> bool, reading: &Reading) -> Option<Vec<(usize, f64)>> {
    let sharing: Vec<usize> = (0..classes.len()).filter(|&c| !own(c)).collect();
    if classes.iter().any(|class| class.unread) {
        return None;
    }
    let stated: f64 = sharing.iter().filter_map(|&c| classes[c].share).sum();
    let rests = sharing.iter().filter(|&&c| classes[c].share.is_none()).count();
    let problem = |message: String| {
        let help = Some("the shares of all [callers.NAME] must sum to 100 %; one may be \"rest\"".to_owned());
        reading.problem(classes[sharing[0]].span, "shares", message, help);
    };
    if rests > 1 {
        problem("more than one caller class is \"rest\"".to_owned());
        return None;
    }
    if (rests == 0 && (stated - 1.0).abs() > 1e-6) || stated > 1.0 + 1e-6 {
        problem(format!("the shares of the caller classes sum to {} %", (stated * 1e6).round() / 1e4));
        return None;
    }
    Some(sharing.iter().map(|&c| (c, classes[c].share.unwrap_or(1.0 - stated))).collect())
}

/// The finest grain of time among the report interval and all curves, minutes; at most an hour.
fn grain<'a>(civil: &Civil, loads: impl Iterator<Item = &'a Load>) -> u16 {
    let mut grain = (civil.clock.interval / (60 * SECOND)) as u16;
    let gcd = |mut a: u16, mut b: u16| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    grain = gcd(grain, 60);
    for load in loads {
        for minute in load.profile.iter().chain(load.timed()).flat_map(Curve::minutes) {
            grain = gcd(grain, minute);
        }
    }
    grain.max(1)
}
