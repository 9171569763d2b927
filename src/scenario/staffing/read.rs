//! `[staffing]`: which groups, how heads repeat, bounds, families of shifts; and what the scenario has now.

use super::families::{self, Made};
use super::pattern::pattern;
use crate::model::clock::SECOND;
use crate::model::{Choice, Choices, ChosenGroup, Group, Model, Pattern, Repeats, Tick, What};
use crate::scenario::calendar::Civil;
use crate::scenario::lower::named;
use crate::scenario::lower::staff::shifts;
use crate::scenario::problem::{list, nearest};
use crate::scenario::range::{Ends, Form};
use crate::scenario::read::{Reading, View};
use crate::scenario::tree::{Key, Node, Table, Value};

/// People on a shift for whom its breaks are worked out: many turns divide it.
const MANY: u32 = 60;

/// Reports what is wrong with `[staffing]`.
pub(in crate::scenario) fn check(root: &Table, reading: &Reading, model: &Model, civil: &Civil) {
    if root.get("staffing").is_some() {
        read(root, reading, model, civil);
    }
}

/// What may be chosen.
pub(in crate::scenario) fn read(root: &Table, reading: &Reading, model: &Model, civil: &Civil) -> Choices {
    let empty = Table::default();
    let whole = View::new(root, "", None, reading);
    let templates = named(&whole, "groups");
    let view = whole.view("staffing").unwrap_or_else(|| View::new(&empty, "staffing", None, reading));
    let names: Vec<&str> = templates.iter().map(|t| t.name.as_str()).collect();
    families::check(&view, &names);
    let families = view.table.table("shifts").cloned().unwrap_or_default();
    let pattern = the_pattern(&view, model, civil);
    let part_time_at_most = view.share("part-time-at-most");
    let wanted = wanted(&view, &names);
    let mut choices = Choices { pattern, groups: Vec::new(), all: Vec::new(), fixed: Vec::new(), part_time_at_most };
    for (index, group) in model.groups.iter().enumerate() {
        let template = &templates[group.template as usize];
        let made = families::made(&families, &template.name);
        let unlimited = group.heads.is_none() && made.is_empty();
        let asked = wanted.as_ref().map(|wanted| wanted.iter().find(|w| w.0 == template.name));
        match asked {
            Some(None) => continue,
            Some(Some((name, span))) if unlimited => {
                let message = format!("group `{name}` is unlimited: there is nothing to choose");
                view.problem(Some(*span), "unlimited", message, Some("state a headcount or shifts".to_owned()));
                continue;
            }
            None if unlimited => continue,
            _ => {}
        }
        let several = model.groups.iter().filter(|g| g.template == group.template).count() > 1;
        let own = template.table.table("shifts").filter(|_| template.table.get("shifts").is_some());
        let by_shift = own.is_some() || !made.is_empty();
        choices.groups.push(ChosenGroup {
            name: template.name.clone(),
            group: index as u16,
            at: several.then(|| model.providers[group.provider as usize].clone()),
            by_shift,
        });
        let place = choices.groups.len() - 1;
        if by_shift {
            choices.fixed.push(Vec::new());
            on_shifts(&mut choices, place, own, &made, civil);
        } else {
            in_places(&mut choices, place, group, model);
        }
    }
    ranges(&view, &mut choices);
    view.done();
    if choices.all.is_empty() && view.span.is_some() {
        view.problem(None, "nothing-to-choose", "no group has a headcount or shifts: there is nothing to choose", None);
    }
    choices
}

/// `groups`: the groups that may change; all if not stated.
fn wanted(view: &View, names: &[&str]) -> Option<Vec<(String, crate::scenario::source::Span)>> {
    let texts = view.texts("groups")?;
    for (name, span) in texts.iter().filter(|t| !names.contains(&t.0.as_str())) {
        let help = nearest(name, names.iter().copied())
            .map_or_else(|| format!("there are: {}", list(names.iter().copied())), |near| format!("did you mean `{near}`?"));
        view.problem(Some(*span), "unknown-name", format!("there is no group called `{name}`"), Some(help));
    }
    Some(texts)
}

/// `repeats` and `interval`.
fn the_pattern(view: &View, model: &Model, civil: &Civil) -> Pattern {
    let words = [("week", Repeats::Week), ("day", Repeats::Day), ("never", Repeats::Never), ("always", Repeats::Always)];
    let short = model.clock.reported_length_days() <= 1.0;
    let mut repeats = view.word("repeats", &words, usize::from(short));
    if repeats == Repeats::Never && !model.clock.dated {
        let span = view.table.get("repeats").map(|n| n.span);
        let help = Some("state the calendar's `start`, or say \"week\"".to_owned());
        view.problem(span, "no-dates", "heads by date need dates, and this scenario has none", help);
        repeats = Repeats::Week;
    }
    let report = (model.clock.interval / (60 * SECOND)).clamp(1, 1440) as u16;
    let stated = view.duration("interval").map(|seconds| (seconds / 60.0) as u16);
    let interval = stated.unwrap_or(report);
    if stated.is_none() {
        view.default("interval", format!("{report}m: the report interval"));
    }
    if interval == 0 || !interval.is_multiple_of(report) || !1440_u16.is_multiple_of(interval) {
        let span = view.table.get("interval").map(|n| n.span);
        let help = format!("a multiple of the report interval ({report}m) that divides a day");
        view.problem(span, "out-of-range", format!("heads cannot change every {interval} minutes"), Some(help));
        return pattern(civil, repeats, report);
    }
    pattern(civil, repeats, interval)
}

/// A group with heads by place.
fn in_places(choices: &mut Choices, place: usize, group: &Group, model: &Model) {
    let clock = &model.clock;
    let stated = group.paid.people.as_ref().or(group.paid.before_losses.as_ref()).or(group.heads.as_ref());
    let stated = stated.map_or(&[][..], Vec::as_slice);
    let mut slots: Vec<Vec<usize>> = vec![Vec::new(); choices.pattern.places.len()];
    for (slot, &of) in choices.pattern.of_slot.iter().enumerate() {
        slots[of as usize].push(slot);
    }
    let mut fixed = Vec::new();
    for (index, slots) in slots.iter().enumerate() {
        let reported = |slot: &&usize| (clock.first_slot..clock.last_slot).contains(*slot);
        let shown: Vec<usize> = slots.iter().filter(reported).copied().collect();
        let of = if shown.is_empty() { slots } else { &shown };
        let (mut time, mut work) = (0, 0.0);
        for &slot in of {
            let (from, to) = (clock.slots[slot].start, clock.slot_end(slot));
            time += to - from;
            work += mean_heads(stated, from, to) * (to - from) as f64;
        }
        let heads = if time > 0 { (work / time as f64).round() as u32 } else { 0 };
        fixed.push(heads);
        if !shown.is_empty() {
            choices.all.push(Choice {
                group: place as u16,
                what: What::Place(index as u32),
                least: 0,
                most: None,
                stated: heads,
                part_time: false,
                heads: one_in(slots, model),
                breaks: Vec::new(),
                per: 1,
            });
        }
    }
    choices.fixed.push(fixed);
}

/// One head in these slots, none elsewhere.
fn one_in(slots: &[usize], model: &Model) -> Vec<(Tick, u32)> {
    let mut heads: Vec<(Tick, u32)> = vec![(0, 0)];
    for &slot in slots {
        let (from, to) = (model.clock.slots[slot].start, model.clock.slot_end(slot));
        if heads.last().is_some_and(|h| h.0 == from) {
            heads.pop();
        }
        if heads.last().is_none_or(|h| h.1 != 1) {
            heads.push((from, 1));
        }
        heads.push((to, 0));
    }
    heads
}

fn mean_heads(heads: &[(Tick, u32)], from: Tick, to: Tick) -> f64 {
    let first = heads.partition_point(|h| h.0 <= from).saturating_sub(1);
    let mut sum = 0.0;
    for (index, &(start, people)) in heads.iter().enumerate().skip(first).take_while(|(_, h)| h.0 < to) {
        let end = heads.get(index + 1).map_or(Tick::MAX, |h| h.0);
        sum += f64::from(people) * (end.min(to).saturating_sub(start.max(from))) as f64;
    }
    sum / (to - from).max(1) as f64
}

/// A group with shifts: its own, then those of its families.
fn on_shifts(choices: &mut Choices, place: usize, own: Option<&Table>, made: &[Made], civil: &Civil) {
    let mut possible: Vec<(String, Table, u32, (u32, Option<u32>), bool)> = Vec::new();
    for (key, node) in own.map_or(&[][..], |own| &own.0) {
        if let Value::Table(shift) = &node.value {
            let stated = match shift.get("headcount").map(|n| &n.value) {
                Some(Value::Integer(n)) => u32::try_from(*n).unwrap_or(0),
                _ => 0,
            };
            let family = made.iter().find(|m| m.name == key.name);
            possible.push((
                key.name.clone(),
                shift.clone(),
                stated,
                family.map_or((0, None), |m| m.bounds),
                family.is_some_and(|m| m.part_time),
            ));
        }
    }
    for made in made.iter().filter(|m| own.is_none_or(|own| own.get(&m.name).is_none())) {
        possible.push((made.name.clone(), made.shift.clone(), 0, made.bounds, made.part_time));
    }
    let apart = Reading::default();
    for (name, shift, stated, (least, most), part_time) in possible {
        let (heads, breaks) = cover(&name, &shift, civil, &apart).unwrap_or_default();
        choices.all.push(Choice {
            group: place as u16,
            what: What::Shift(name),
            least,
            most,
            stated,
            part_time,
            heads,
            breaks,
            per: MANY,
        });
    }
}

type OverTime = Vec<(Tick, u32)>;

/// Many people on one shift, over time: at their desks, and on a paid break. What is wrong with it is reported when it is used.
fn cover(name: &str, shift: &Table, civil: &Civil, apart: &Reading) -> Option<(OverTime, OverTime)> {
    let mut shift = shift.clone();
    let span = crate::scenario::source::Span { text: 0, start: 0, end: 0 };
    let key = |name: &str| Key { name: name.to_owned(), span };
    let node = |value: Value| Node { value, span, changes: Vec::new() };
    shift.set(key("headcount"), node(Value::Integer(i64::from(MANY))));
    let shifts = Table(vec![(key(name), node(Value::Table(shift)))]);
    let group = Table(vec![(key("shifts"), node(Value::Table(shifts)))]);
    let found = shifts::read(&View::new(&group, "", None, apart), civil, false);
    apart.problems.borrow_mut().clear();
    found.map(|found| (found.heads, found.paid_breaks))
}

/// `[staffing.ranges]`: bounds, by the path of a scenario value.
fn ranges(view: &View, choices: &mut Choices) {
    let Some(ranges) = view.view("ranges") else { return };
    let mut paths: Vec<String> = Vec::new();
    for choice in &choices.all {
        let group = &choices.groups[choice.group as usize].name;
        let path = match &choice.what {
            What::Place(_) => format!("groups.{group}.headcount"),
            What::Shift(shift) => format!("groups.{group}.shifts.{shift}.headcount"),
        };
        paths.push(path);
    }
    for (key, node) in &ranges.table.0 {
        ranges.known(&[&key.name]);
        let Value::Text(text) = &node.value else {
            let help = Some("for instance \"2 .. 12\"".to_owned());
            ranges.problem(Some(node.span), "wrong-kind", format!("`{}` is a range in quotes", key.name), help);
            continue;
        };
        let ends = text.split_once("..").ok_or_else(|| format!("`{text}` is no range")).and_then(|(a, b)| Ends::read(a, b));
        let whole =
            |ends: &Ends| ends.scale.whole && ends.scale.form == Form::Stated && ends.low >= 0.0 && ends.high <= 100_000.0;
        let ends = match ends {
            Ok(ends) if whole(&ends) => ends,
            other => {
                let message = other.err().unwrap_or_else(|| format!("`{text}` is no range of whole people"));
                ranges.problem(Some(node.span), "range", message, Some("for instance \"2 .. 12\"".to_owned()));
                continue;
            }
        };
        let mut found = false;
        for (choice, path) in choices.all.iter_mut().zip(&paths) {
            if *path == key.name {
                (choice.least, choice.most) = (ends.low as u32, Some(ends.high as u32));
                found = true;
            }
        }
        if !found {
            let help = nearest(&key.name, paths.iter().map(String::as_str)).map_or_else(
                || "the path of a chosen headcount, for instance groups.advisors.shifts.early.headcount".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            ranges.problem(
                Some(key.span),
                "unknown-path",
                format!("`{}` is no headcount that may be chosen", key.name),
                Some(help),
            );
        }
    }
    ranges.done();
}
