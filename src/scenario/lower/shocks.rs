//! `[shocks.NAME]`: a stretch of time in which demand, handling or staff are not as usual.
//!
//! Demand is multiplied where it is worked out ([`Shock::factor`]). A shock is also a period by its name, so that `during.NAME`
//! applies to steps and groups; its own `handle` is laid under each step as `during.NAME.handle`. People who are `lost` are
//! taken out of the heads of their groups ([`without`]). `absence` multiplies the chance of those who are due from a moment in
//! it ([`Shock::keeps_away`]); what `lines` says is laid over those of the providers in `lines.rs`.

use jiff::civil::Date;

use super::lines::LinesOf;
use super::{Named, find, ticks};
use crate::model::Tick;
use crate::model::people::Surge;
use crate::model::shock::Shock as Kept;
use crate::scenario::calendar::Civil;
use crate::scenario::problem::list;
use crate::scenario::read::View;
use crate::scenario::tree::{Key, Node, Table, Value};

/// What shocks may change.
const KEYS: [&str; 5] = ["demand", "handle", "absence", "lines", "lost"];

/// A shock as the file states it.
#[derive(Clone, Debug)]
pub struct Shock {
    name: String,
    from: Tick,
    until: Tick,
    /// Factor of demand, and the time over which it rises and falls.
    demand: Option<(f64, Tick)>,
    /// The areas, by index, whose demand it multiplies.
    areas: Vec<usize>,
    handle: Option<(Key, Node)>,
    /// Steps whose handling it changes.
    steps: Vec<usize>,
    /// Factor of the chance of absence.
    absence: Option<f64>,
    /// Groups, by index, whose absence it multiplies.
    groups: Vec<usize>,
    /// Lines of providers while it lasts.
    lines: Vec<LinesOf>,
    /// Groups and sites that are lost.
    lost: Vec<String>,
}

impl Shock {
    /// All shocks of a scenario.
    pub fn read(root: &View, areas: &[Named], steps: &[Named], groups: &[Named], civil: &Civil) -> Vec<Shock> {
        let mut found = Vec::new();
        for (name, view) in root.views("shocks") {
            let (from, until) = (moment(&view, "from", civil), moment(&view, "until", civil));
            for key in ["from", "until"] {
                if view.node(key).is_none() {
                    view.missing(key, None);
                }
            }
            if KEYS.iter().all(|key| view.node(key).is_none()) {
                let help = Some(format!("state {}", list(KEYS)));
                view.problem(None, "missing", format!("`{}` changes nothing", view.path), help);
            }
            let factor = view.factor("demand");
            let ramp = view.duration("ramp").map_or(0, ticks);
            let areas = chosen(&view, "areas", areas, "area", |_| true);
            let talks = |step: &Named| step.table.get("handle").is_some();
            let steps = chosen(&view, "steps", steps, "step with a `handle`", talks);
            let absence = view.factor("absence");
            let absent = chosen(&view, "groups", groups, "group with an `absence`", may_be_absent);
            if absence.is_some() && absent.is_empty() && view.node("groups").is_none() {
                view.problem(
                    view.table.get("absence").map(|node| node.span),
                    "useless",
                    format!("`{}` multiplies a chance that no group has", view.path_of("absence")),
                    Some("for instance [groups.nurses] absence = { chance = \"6%\" }".to_owned()),
                );
            }
            let lines = LinesOf::read(&view);
            let lost = lost(&view, groups);
            let handle = view.table.0.iter().find(|(key, _)| key.name == "handle").cloned();
            view.known(&["handle"]);
            view.done();
            if civil.periods.iter().any(|period| period.0 == name) {
                let message = format!("`{}` has the name of a period", view.path);
                view.problem(view.span, "two-ways", message, Some("a shock is a period by its name; choose another".to_owned()));
            }
            let (Some(from), Some(until)) = (from, until) else { continue };
            if from >= until && (from, until) != (0, 0) {
                let span = view.table.get("until").map(|n| n.span);
                view.problem(span, "out-of-order", format!("`{}` ends before it begins", view.path), None);
                continue;
            }
            let demand = factor.map(|f| (f, ramp));
            found.push(Shock { name, from, until, demand, areas, handle, steps, absence, groups: absent, lines, lost });
        }
        found
    }

    /// What demand from an area is multiplied by at a tick.
    pub fn factor(&self, area: usize, tick: Tick) -> f64 {
        let Some((factor, ramp)) = self.demand.filter(|_| self.areas.contains(&area)) else { return 1.0 };
        if tick < self.from || tick >= self.until {
            return 1.0;
        }
        let edge = (tick - self.from).min(self.until - tick) as f64;
        let weight = if ramp == 0 { 1.0 } else { (edge / ramp as f64).min(1.0) };
        1.0 + (factor - 1.0) * weight
    }

    /// Makes the shock a period by its name, and lays its `handle` under the steps.
    pub fn apply(&self, civil: &mut Civil, steps: &mut [Named]) {
        if self.from < self.until {
            civil.periods.push((self.name.clone(), vec![(self.from, self.until)]));
        }
        let (Some((key, handle)), true) = (&self.handle, self.from < self.until) else { return };
        for &step in &self.steps {
            let table = &mut steps[step].table;
            let named = |name: &str| Key { name: name.to_owned(), span: key.span };
            within(table, named("during"), |during| {
                within(during, named(&self.name), |shock| {
                    if shock.get("handle").is_none() {
                        shock.set(key.clone(), handle.clone());
                    }
                });
            });
        }
    }

    /// The stretch in which a group's people are lost, if they are.
    pub fn loses(&self, group: &Named) -> Option<(Tick, Tick)> {
        let named = |name: &String| *name == group.name || site(group) == Some(name);
        (self.from < self.until && self.lost.iter().any(named)).then_some((self.from, self.until))
    }

    /// What the chance of absence is multiplied by in a group of the file, and for whom.
    pub fn keeps_away(&self, group: usize) -> Option<Surge> {
        let factor = self.absence.filter(|_| self.from < self.until && self.groups.contains(&group))?;
        Some(Surge { from: self.from, until: self.until, factor })
    }

    /// What it says of lines, and its stretch.
    pub fn lines(&self) -> (&[LinesOf], Tick, Tick) {
        (&self.lines, self.from, self.until)
    }

    /// What the model keeps.
    pub fn kept(&self) -> Kept {
        Kept {
            name: self.name.clone(),
            lasts: (self.from, self.until),
            demand: self.demand.is_some(),
            handle: self.handle.is_some(),
            absence: self.absence.is_some(),
            lines: !self.lines.is_empty(),
            lost: self.lost.clone(),
        }
    }
}

/// Heads with nobody in some stretches.
pub fn without(heads: &[(Tick, u32)], lost: &[(Tick, Tick)]) -> Vec<(Tick, u32)> {
    let mut moments: Vec<Tick> = heads.iter().map(|h| h.0).chain(lost.iter().flat_map(|s| [s.0, s.1])).collect();
    moments.sort_unstable();
    moments.dedup();
    let people = |at: Tick| {
        let here = heads.partition_point(|h| h.0 <= at).checked_sub(1).map_or(0, |place| heads[place].1);
        if lost.iter().any(|s| s.0 <= at && at < s.1) { 0 } else { here }
    };
    moments.into_iter().map(|at| (at, people(at))).collect()
}

fn moment(view: &View, key: &str, civil: &Civil) -> Option<Tick> {
    let (date, span) = view.date(key)?;
    let day = date.date?;
    let civil_date = Date::new(day.year as i16, day.month as i8, day.day as i8).ok()?;
    let second = date.time.map_or(0, |t| u32::from(t.hour) * 3600 + u32::from(t.minute) * 60);
    match civil.tick_of(civil_date, second) {
        Ok(tick) => Some(tick.unwrap_or(0)),
        Err(reason) => {
            view.problem(Some(span), "no-such-time", reason, None);
            None
        }
    }
}

/// The things that a list names, by index; all that may be named without one.
fn chosen(view: &View, key: &str, things: &[Named], what: &str, may: fn(&Named) -> bool) -> Vec<usize> {
    match view.texts(key) {
        None => (0..things.len()).filter(|&thing| may(&things[thing])).collect(),
        Some(wanted) => {
            let known: Vec<&Named> = things.iter().filter(|thing| may(thing)).collect();
            let names: Vec<String> = known.iter().map(|thing| thing.name.clone()).collect();
            let found = wanted.iter().filter_map(|(name, span)| find(view.reading, &names, name, Some(*span), what));
            found.filter_map(|place| things.iter().position(|thing| thing.name == names[place])).collect()
        }
    }
}

/// A group of the file with absence, everywhere or at one provider.
fn may_be_absent(group: &Named) -> bool {
    let at = group.table.table("at").into_iter().flat_map(|at| &at.0);
    let somewhere = at.filter_map(|(_, node)| match &node.value {
        Value::Table(table) => table.get("absence"),
        _ => None,
    });
    group.table.get("absence").is_some() || somewhere.count() > 0
}

/// The groups and sites that `lost` names.
fn lost(view: &View, groups: &[Named]) -> Vec<String> {
    let Some(wanted) = view.texts("lost") else { return Vec::new() };
    let mut names: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
    for site in groups.iter().filter_map(site) {
        if !names.contains(site) {
            names.push(site.clone());
        }
    }
    let found = wanted.iter().filter_map(|(name, span)| find(view.reading, &names, name, Some(*span), "group or site"));
    found.map(|place| names[place].clone()).collect()
}

/// The site that a group belongs to.
fn site(group: &Named) -> Option<&String> {
    match &group.table.get("site")?.value {
        Value::Text(site) => Some(site),
        _ => None,
    }
}

/// Works on a table within a table, made if it is not there.
fn within(table: &mut Table, key: Key, work: impl FnOnce(&mut Table)) {
    let span = key.span;
    let mut inner = match table.remove(&key.name).map(|node| node.value) {
        Some(Value::Table(inner)) => inner,
        _ => Table::default(), // what is no table is reported where it is read as written
    };
    work(&mut inner);
    table.set(key, Node { value: Value::Table(inner), span, changes: Vec::new() });
}
