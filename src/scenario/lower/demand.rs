//! How many calls each source brings, in which cell of time: rates, recorded counts, replayed logs, profiles, shocks.

use jiff::civil::Date;

use super::callers::Class;
use super::{Named, Names, find, no_variation, ticks};
use crate::demand::arrivals::{LONGEST_CELL, MOST_IN_CELL, MOST_SOURCES};
use crate::model::clock::{HOUR, SECOND};
use crate::model::{Area, Conventions, Factor, Slot, Tick, Variation};
use crate::scenario::calendar::Civil;
use crate::scenario::csv_table::{self, Curve, When};
use crate::scenario::merge::{Asked, in_case};
use crate::scenario::problem::list;
use crate::scenario::read::{Reading, View};
use crate::scenario::source::Span;
use crate::scenario::tree::{Table, Value};
use crate::scenario::units::Change;

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
        read_variation(area, index, &mut variation, conventions, reading);
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
    let shocks = shocks(root, areas, civil, reading);
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
        for (shock_areas, factor) in &shocks {
            if shock_areas.contains(area) {
                for (value, cell) in values.iter_mut().zip(within) {
                    *value *= factor(cell.start);
                }
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
        load.replay(*area, *class, classes, sources, civil, reading, &mut replay)?;
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

/// How many calls, and how they lie over the day.
#[derive(Debug)]
struct Load {
    /// Where the calls are stated.
    span: Option<Span>,
    way: Way,
    profile: Option<Curve>,
}

#[derive(Debug)]
enum Way {
    /// Calls an hour on average.
    Rate(f64),
    /// Recorded counts by day, or by interval where rows have times.
    Counts(Curve),
    /// Recorded arrivals: date, seconds after midnight, class, line.
    Log(Vec<(Date, u32, Option<String>, Span)>),
}

impl Load {
    fn read(view: &View, area: &Named, civil: &Civil) -> Option<Load> {
        view.known(&["variation", "provider", "population", "for"]);
        let stated: Vec<&str> = WAYS.into_iter().filter(|way| view.node(way).is_some()).collect();
        let span = stated.first().and_then(|way| view.table.get(way)).map(|n| n.span);
        let profile = curve(view, "profile", &[area.name.as_str(), "calls"]);
        let profile_failed = profile.is_none() && view.node("profile").is_some();
        if profile.is_none() && !profile_failed {
            view.default("profile", "constant rate");
        }
        if profile_failed {
            view.done();
            return None;
        }
        let way = match stated[..] {
            [] => {
                view.problem(
                    None,
                    "missing",
                    format!("`{}` does not say how many calls come", view.path),
                    Some("for instance calls = \"620/d\", or counts = \"daily.csv\"".to_owned()),
                );
                None
            }
            ["calls"] => view.rate("calls").map(Way::Rate),
            ["calls-per-1000-a-year"] => {
                let per = view.number("calls-per-1000-a-year");
                let people = view.number("population");
                if view.node("population").is_none() {
                    view.problem(
                        None,
                        "missing",
                        format!("`{}` is missing", view.path_of("population")),
                        Some("calls-per-1000-a-year needs the population".to_owned()),
                    );
                }
                per.zip(people).map(|(per, people)| Way::Rate(per * people / 1000.0 / (365.25 * 24.0)))
            }
            ["counts"] => {
                let counts = curve(view, "counts", &[area.name.as_str(), "received", "calls"]);
                counts.and_then(|curve| {
                    if civil.dates.first().is_none_or(Option::is_none) {
                        view.problem(
                            span,
                            "no-dates",
                            format!("`{}` has dates, but `calendar.start` is not stated", view.path_of("counts")),
                            None,
                        );
                        return None;
                    }
                    if curve.is_dated() {
                        return Some(Way::Counts(curve));
                    }
                    view.problem(
                        span,
                        "csv-when",
                        format!("`{}` needs a date in each row", view.path_of("counts")),
                        Some("for a shape without dates use `profile`".to_owned()),
                    );
                    None
                })
            }
            ["log"] => log(view),
            _ => {
                view.problem(
                    None,
                    "two-ways",
                    format!("`{}` states its calls in several ways: {}", view.path, stated.join(", ")),
                    Some("keep one of them".to_owned()),
                );
                None
            }
        };
        view.done();
        Some(Load { span, way: way?, profile })
    }

    fn timed(&self) -> Option<&Curve> {
        match &self.way {
            Way::Counts(curve) if curve.timed => Some(curve),
            _ => None,
        }
    }

    /// Expected first calls in each cell.
    fn expected(&self, civil: &Civil, cells: &[Slot], reading: &Reading, area: &str) -> Option<Vec<f64>> {
        let end = civil.clock.end;
        let length = |i: usize| (cells.get(i + 1).map_or(end, |c| c.start).min(end) - cells[i].start) as f64 / HOUR as f64;
        let shape = |cell: &Slot| match &self.profile {
            None => 1.0,
            Some(profile) => {
                let day = &civil.clock.days[cell.day as usize];
                profile.at(civil.dates[cell.day as usize], day.weekday, day.holiday, cell.minute)
            }
        };
        match &self.way {
            Way::Log(_) => Some(vec![0.0; cells.len()]),
            Way::Rate(rate) => {
                let mean = self.mean_of_week(civil, cells);
                Some((0..cells.len()).map(|i| rate * length(i) * shape(&cells[i]) / mean).collect())
            }
            Way::Counts(curve) if curve.timed => {
                let step = f64::from(timed_step(curve)) / 60.0;
                let (first, last) = curve.dates()?;
                let mut missing = Vec::new();
                let mut value = |i: usize| {
                    let day = &civil.clock.days[cells[i].day as usize];
                    let date = civil.dates[cells[i].day as usize]?;
                    // the warm-up takes the same weekday of the first week
                    let known = if cells[i].start < civil.clock.start { near_date(date, first) } else { date };
                    if (known < first || known > last) && missing.last() != Some(&date.to_string()) {
                        missing.push(date.to_string());
                    }
                    Some(curve.at(Some(known), day.weekday, day.holiday, cells[i].minute) * length(i) / step)
                };
                let values: Option<Vec<f64>> = (0..cells.len()).map(&mut value).collect();
                missing_days(&missing, area, self.span, reading).then_some(values)?
            }
            Way::Counts(curve) => {
                let mut values = vec![0.0; cells.len()];
                let mut from = 0;
                let mut missing = Vec::new();
                while from < cells.len() {
                    let day = cells[from].day;
                    let to = from + cells[from..].iter().take_while(|c| c.day == day).count();
                    let date = civil.dates[day as usize]?;
                    let count = curve.on(date).or_else(|| {
                        // the warm-up takes the same weekday of the first week
                        let later = date.checked_add(jiff::Span::new().days(7)).ok()?;
                        (civil.clock.days[day as usize].start < civil.clock.start).then(|| curve.on(later)).flatten()
                    });
                    match count {
                        None => missing.push(date.to_string()),
                        Some(count) => {
                            let total: f64 = (from..to).map(|i| shape(&cells[i]) * length(i)).sum();
                            for i in from..to {
                                values[i] = if total > 0.0 { count * shape(&cells[i]) * length(i) / total } else { 0.0 };
                            }
                        }
                    }
                    from = to;
                }
                missing_days(&missing, area, self.span, reading).then_some(values)
            }
        }
    }

    /// Mean of the profile over an ordinary week (holidays apart), or over the horizon where it has dates.
    fn mean_of_week(&self, civil: &Civil, cells: &[Slot]) -> f64 {
        let Some(profile) = &self.profile else { return 1.0 };
        if profile.is_dated() {
            let values = cells.iter().map(|c| profile.at(civil.dates[c.day as usize], 0, false, c.minute));
            return values.sum::<f64>() / cells.len().max(1) as f64;
        }
        let total: f64 =
            (0..7u8).flat_map(|d| (0..1440u16).map(move |m| (d, m))).map(|(d, m)| profile.at(None, d, false, m)).sum();
        total / (7.0 * 1440.0)
    }

    #[expect(clippy::too_many_arguments, reason = "what a replayed log is laid out against")]
    fn replay(
        &self,
        area: usize,
        class: Option<usize>,
        classes: &[Class],
        sources: &[(usize, usize)],
        civil: &Civil,
        reading: &Reading,
        replay: &mut [Vec<u64>],
    ) -> Option<()> {
        let Way::Log(rows) = &self.way else { return Some(()) };
        let shares = class_shares(classes, |_| false, reading)?;
        for (index, (date, second, of, span)) in rows.iter().enumerate() {
            let class = match (class, of) {
                (Some(class), _) => class,
                (None, Some(name)) => {
                    let names: Vec<String> = classes.iter().map(|c| c.name.clone()).collect();
                    find(reading, &names, name, Some(*span), "caller class")?
                }
                (None, None) => {
                    // without a column `class`, each row is given a class once, by the shares and its number
                    let key = crate::random::Key::root(0, index as u64);
                    let mut u = key.uniform(crate::random::Purpose::new("class of row", ""));
                    shares
                        .iter()
                        .find(|(_, share)| {
                            u -= share;
                            u < 0.0
                        })
                        .or(shares.last())?
                        .0
                }
            };
            match civil.tick_of(*date, *second) {
                Ok(Some(tick)) if tick < civil.clock.end => {
                    if let Some(source) = sources.iter().position(|&s| s == (area, class)) {
                        replay[source].push(tick);
                    }
                }
                Ok(_) => {}
                Err(reason) => {
                    reading.problem(Some(*span), "no-such-time", reason, None);
                    return None;
                }
            }
        }
        for times in replay.iter_mut() {
            times.sort_unstable();
        }
        Some(())
    }
}

/// Reports days without a count. True if there are none.
fn missing_days(missing: &[String], area: &str, span: Option<Span>, reading: &Reading) -> bool {
    if !missing.is_empty() {
        let shown = missing.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if missing.len() > 5 { format!(" and {} more", missing.len() - 5) } else { String::new() };
        let help = Some("every day of the horizon needs a count".to_owned());
        reading.problem(span, "missing-days", format!("the counts of area `{area}` have no row for {shown}{more}"), help);
    }
    missing.is_empty()
}

/// The same weekday of the first recorded week, for days before it.
fn near_date(date: Date, first: Date) -> Date {
    let mut date = date;
    while date < first {
        let Ok(later) = date.checked_add(jiff::Span::new().days(7)) else { break };
        date = later;
    }
    date
}

fn timed_step(curve: &Curve) -> u16 {
    let minutes = curve.minutes();
    minutes.windows(2).map(|w| w[1] - w[0]).min().unwrap_or(1440)
}

/// A CSV curve with its changes.
fn curve(view: &View, key: &str, names: &[&str]) -> Option<Curve> {
    let node = view.node(key)?;
    let (table, column) = csv_table::file(view, key)?;
    let column = table.column(view, key, column.as_deref(), names)?;
    let mut rows = table.numbers(view.reading, column)?;
    for (change, span) in &node.changes {
        match change {
            Change::Times(factor) => rows.iter_mut().for_each(|r| r.1 *= factor),
            Change::Plus(sign, text) => match crate::scenario::units::number(text) {
                Ok(amount) => rows.iter_mut().for_each(|r| r.1 = (r.1 + sign * amount).max(0.0)),
                Err(e) => view.problem(
                    Some(*span),
                    "wrong-unit",
                    format!("`{}` cannot be changed by \"{text}\"", view.path_of(key)),
                    Some(e),
                ),
            },
            Change::Points(_) => view.problem(Some(*span), "wrong-unit", format!("`{}` is no share", view.path_of(key)), None),
        }
    }
    view.reading.inputs.borrow_mut().insert(
        view.path_of(key),
        crate::scenario::read::Input {
            value: format!(
                "{}{}",
                view.reading.texts.borrow().words(node.span).trim_matches('"'),
                if node.changes.is_empty() { "" } else { " (changed)" }
            ),
            default: false,
            span: Some(node.span),
        },
    );
    Some(Curve::new(rows))
}

fn log(view: &View) -> Option<Way> {
    let (table, column) = csv_table::file(view, "log")?;
    let class_column = table.columns.iter().skip(1).position(|c| Some(c) == column.as_ref() || c == "class");
    let mut rows = Vec::new();
    for (when, cells, line) in &table.rows {
        let span = table.line(view.reading, *line);
        let When::Dated(date, Some(second)) = when else {
            view.problem(
                Some(span),
                "csv-when",
                format!("{}, line {line}: a replayed call needs a date and a time", table.place.display()),
                Some("for instance `2025-12-05 07:30:12`".to_owned()),
            );
            return None;
        };
        rows.push((*date, *second, class_column.map(|c| cells[c].clone()).filter(|c| !c.is_empty()), span));
    }
    Some(Way::Log(rows))
}

fn read_variation(area: &Named, index: usize, variation: &mut Variation, conventions: Conventions, reading: &Reading) {
    let view = View::new(&area.table, format!("areas.{}", area.name), area.span, reading);
    let Some(inner) = view.view("variation") else {
        view.default("variation", "none beyond chance");
        return;
    };
    let recorded = area.table.get("counts").is_some() || area.table.get("log").is_some();
    let factor = |key: &str, memory_is_time: bool| -> Option<Factor> {
        let view = inner.view(key)?;
        let cv = view.number("cv");
        if view.node("cv").is_none() {
            view.problem(None, "missing", format!("`{}` is missing", view.path_of("cv")), None);
        }
        if cv.is_some_and(|cv| cv > 3.0) {
            view.problem(
                None,
                "absurd",
                format!("`{}` above 3 is no busy-day factor", view.path_of("cv")),
                Some("cv is a pure number, for instance 0.05".to_owned()),
            );
        }
        let memory = if memory_is_time { view.duration("memory").map(|s| s / 3600.0) } else { view.number("memory") };
        let between = view.number("between-areas");
        for (name, value) in [("memory", if memory_is_time { None } else { memory }), ("between-areas", between)] {
            if value.is_some_and(|v| v > 1.0) {
                view.problem(None, "out-of-range", format!("`{}` is a correlation, 0 to 1", view.path_of(name)), None);
            }
        }
        view.done();
        Some(Factor { cv: cv?, memory: memory.unwrap_or(0.0), between_areas: between.unwrap_or(0.0) })
    };
    let (day, within, level) = (factor("day", false), factor("within", true), factor("level", false));
    inner.done();
    variation.within[index] = within;
    if recorded {
        // recorded days already are as busy as they were
        if day.is_some() || level.is_some() {
            reading.warn(format!("area {}: recorded days already vary, so its day and level factors are not used", area.name));
        }
        if !conventions.counts_are_means && within.is_some() {
            reading
                .warn(format!("area {}: exact counts are placed by the profile, without the factor within the day", area.name));
        }
    } else {
        variation.day[index] = day;
        variation.level[index] = level;
    }
}

type Shock<'a> = (Vec<usize>, Box<dyn Fn(Tick) -> f64 + 'a>);

/// `[shocks.NAME]`: demand multiplied from a date to a date, rising and falling over `ramp`.
fn shocks<'a>(root: &View, areas: &[Named], civil: &Civil, reading: &Reading) -> Vec<Shock<'a>> {
    let mut found: Vec<Shock> = Vec::new();
    for (_, view) in root.views("shocks") {
        let moment = |key: &str| -> Option<Tick> {
            let (date, span) = view.date(key)?;
            let day = date.date?;
            let civil_date = Date::new(day.year as i16, day.month as i8, day.day as i8).ok()?;
            let second = date.time.map_or(0, |t| u32::from(t.hour) * 3600 + u32::from(t.minute) * 60);
            match civil.tick_of(civil_date, second) {
                Ok(tick) => Some(tick.unwrap_or(0)),
                Err(reason) => {
                    reading.problem(Some(span), "no-such-time", reason, None);
                    None
                }
            }
        };
        let (from, until) = (moment("from"), moment("until"));
        for key in ["from", "until", "demand"] {
            if view.node(key).is_none() {
                view.problem(None, "missing", format!("`{}` is missing", view.path_of(key)), None);
            }
        }
        let factor = view.factor("demand");
        let ramp = view.duration("ramp").map_or(0, ticks);
        let named: Vec<String> = areas.iter().map(|a| a.name.clone()).collect();
        let hit: Vec<usize> = match view.texts("areas") {
            None => (0..areas.len()).collect(),
            Some(wanted) => wanted.iter().filter_map(|(name, span)| find(reading, &named, name, Some(*span), "area")).collect(),
        };
        view.done();
        let (Some(from), Some(until)) = (from, until) else { continue };
        if from >= until && (from, until) != (0, 0) {
            let span = view.table.get("until").map(|n| n.span);
            view.problem(span, "out-of-order", format!("`{}` ends before it begins", view.path), None);
            continue;
        }
        let Some(factor) = factor else { continue };
        found.push((
            hit,
            Box::new(move |tick: Tick| {
                if tick < from || tick >= until {
                    return 1.0;
                }
                let edge = (tick - from).min(until - tick) as f64;
                let weight = if ramp == 0 { 1.0 } else { (edge / ramp as f64).min(1.0) };
                1.0 + (factor - 1.0) * weight
            }),
        ));
    }
    found
}

/// The table of an area, for those who look at its provider.
pub fn provider_of(table: &Table) -> Option<(&str, Span)> {
    match table.get("provider") {
        Some(node) => match &node.value {
            Value::Text(text) => Some((text, node.span)),
            _ => None,
        },
        None => None,
    }
}
