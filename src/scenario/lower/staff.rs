//! Providers, groups, headcounts, shifts.

use std::collections::BTreeMap;

use super::demand::provider_of;
use super::shrinkage::{self, HeadsAre};
use super::{Named, Names, ticks};
use crate::engine::calendar::MOST_BUSY;
use crate::model::clock::SECOND;
use crate::model::{Group, Overflow, PaidTime, Queue, Serve, ShiftEnd, Step, StepKind, Tick};
use crate::scenario::calendar::{Civil, On};
use crate::scenario::csv_table::{self, Curve};
use crate::scenario::merge::{Asked, in_case};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::{Input, Reading, View};
use crate::scenario::source::Span;
use crate::scenario::tree::{Node, Value};
use crate::scenario::units::{Change, number, time_of_day};

/// Providers in the order in which the file names them; one without a name if it names none.
pub fn providers(root: &View, areas: &[Named], groups: &[Named]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    root.known(&["providers"]);
    for (kind, things) in [("areas", areas), ("groups", groups)] {
        for named in things {
            View::new(&named.table, format!("{kind}.{}", named.name), named.span, root.reading).text("provider");
        }
    }
    for named in areas.iter().chain(groups) {
        if let Some((name, _)) = provider_of(&named.table)
            && !found.iter().any(|f| f == name)
        {
            found.push(name.to_owned());
        }
    }
    // one that is declared alone: what it costs is read, and its areas must name it
    for (key, _) in root.table.table("providers").map_or(&[][..], |declared| &declared.0) {
        if !found.contains(&key.name) {
            found.push(key.name.clone());
        }
    }
    if found.is_empty() {
        found.push(String::new());
    }
    found
}

/// All groups of the model: one of each file's group at its provider, or at every provider.
pub fn groups(
    templates: &[Named],
    providers: &[String],
    civil: &Civil,
    names: &Names,
    steps: &[Step],
    queues: &mut [Queue],
    reading: &Reading,
) -> Vec<Group> {
    let mut groups = Vec::new();
    for (template, named) in templates.iter().enumerate() {
        names.check(reading, &named.table, "a group", &["at", "during"]);
        let own = provider_of(&named.table).and_then(|(name, _)| providers.iter().position(|p| p == name));
        let at: Vec<usize> = own.map_or_else(|| (0..providers.len()).collect(), |p| vec![p]);
        let several = at.len() > 1;
        for provider in at {
            let place = Place { template, provider, named, several, providers, civil, steps, queues, reading };
            if let Some(group) = place.group() {
                groups.push(group);
            }
        }
    }
    let most = |group: &Group| group.heads.iter().flatten().map(|&(_, n)| u64::from(n)).max().unwrap_or(0);
    let all: u64 = groups.iter().map(most).sum();
    if let Some(largest) = groups.iter().max_by_key(|g| most(g)).filter(|_| all > MOST_BUSY as u64) {
        let named = &templates[largest.template as usize];
        let span = named.table.get("headcount").map(|n| n.span).or(named.span);
        reading.problem(span, "absurd", format!("{all} people at once are more than this program can hold ({MOST_BUSY})"), None);
    }
    groups
}

struct Place<'a> {
    template: usize,
    provider: usize,
    named: &'a Named,
    several: bool,
    providers: &'a [String],
    civil: &'a Civil,
    steps: &'a [Step],
    queues: &'a [Queue],
    reading: &'a Reading,
}

impl Place<'_> {
    fn group(&self) -> Option<Group> {
        let provider = &self.providers[self.provider];
        let asked = Asked { provider: Some(provider), ..Asked::default() };
        let table = in_case(&self.named.table, &asked);
        let view = View::new(&table, format!("groups.{}", self.named.name), self.named.span, self.reading);
        view.known(&["provider", "during", "pay", "recruits"]);
        let serves = self.serves(&view);
        let at_shift_end =
            view.word("at-shift-end", &[("finish-call", ShiftEnd::FinishCall), ("hand-back", ShiftEnd::HandBack)], 0);
        let heads_are = shrinkage::heads_are(&view);
        let shrinkage = shrinkage::read(&view, heads_are);
        let mut breaks = Vec::new();
        let stated: Vec<&str> = ["headcount", "shifts"].into_iter().filter(|k| view.node(k).is_some()).collect();
        let heads = match stated[..] {
            [] => {
                view.problem(
                    None,
                    "missing",
                    format!("`{}` says nothing of how many people there are", view.path),
                    Some("for instance headcount = 8, a CSV, or shifts".to_owned()),
                );
                None
            }
            ["headcount"] => self.headcount(&view),
            ["shifts"] => shifts(&view, self.civil).map(|(heads, paid_breaks)| {
                breaks = paid_breaks;
                Some(heads)
            }),
            _ => {
                view.problem(
                    None,
                    "two-ways",
                    format!("`{}` has both `headcount` and `shifts`", view.path),
                    Some("keep one of them".to_owned()),
                );
                None
            }
        };
        if stated[..] == ["shifts"]
            && let Some(during) = self.named.table.get("during")
        {
            view.problem(
                Some(during.span),
                "useless-variant",
                format!("`{}.during` changes a headcount, but this group has shifts", view.path),
                None,
            );
        }
        // after the end the last moment's staff stay
        let end = self.civil.clock.end;
        let heads = heads.map(|h| h.map(|h| h.into_iter().filter(|h| h.0 < end).collect::<Vec<_>>()));
        breaks.retain(|b: &(Tick, u32)| b.0 < end);
        let mut paid = PaidTime { shrinkage, breaks, people: None };
        let heads = match (heads, shrinkage) {
            (Some(Some(people)), Some(share)) if heads_are == HeadsAre::Paid => {
                let days: Vec<Tick> = self.civil.clock.days.iter().map(|d| d.start).collect();
                let due = shrinkage::due(&people, share, &days, end);
                let total = |heads: &[(Tick, u32)]| {
                    hours(&heads.iter().map(|&(at, people)| (at, f64::from(people))).collect::<Vec<_>>(), end)
                };
                self.reading.warn(format!(
                    "{}: of {:.0} paid hours {:.0} are due at a desk ({:.0} before rounding to whole people)",
                    view.path,
                    total(&people),
                    total(&due),
                    total(&people) * (1.0 - share)
                ));
                paid.people = Some(people);
                Some(Some(due))
            }
            (heads, _) => heads,
        };
        view.done();
        let name = if self.several { format!("{}@{provider}", self.named.name) } else { self.named.name.clone() };
        let serves = serves?;
        let sole_queue = match serves[..] {
            [ref tier] if tier.len() == 1 && tier[0].overflow.is_none() => Some(tier[0].queue),
            _ => None,
        };
        let serves = Some(serves);
        Some(Group {
            sole_queue,
            name,
            template: self.template as u16,
            provider: self.provider as u16,
            serves: serves?,
            heads: heads?,
            at_shift_end,
            paid,
        })
    }

    fn serves(&self, view: &View) -> Option<Vec<Vec<Serve>>> {
        let Some(node) = view.node("serves") else {
            view.problem(
                None,
                "missing",
                format!("`{}` is missing", view.path_of("serves")),
                Some("for instance serves = [\"assess\"]".to_owned()),
            );
            return None;
        };
        let tiers: Vec<Vec<&Node>> = match &node.value {
            Value::Array(items) => items
                .iter()
                .map(|item| match &item.value {
                    Value::Array(equal) => equal.iter().collect(),
                    _ => vec![item],
                })
                .collect(),
            _ => vec![vec![node]],
        };
        let queue_steps: Vec<&Step> = self.steps.iter().filter(|s| s.kind == StepKind::Queue).collect();
        let mut failed = tiers.is_empty();
        let mut step_of = |item: &Node| -> Option<usize> {
            let Value::Text(name) = &item.value else {
                view.problem(Some(item.span), "wrong-kind", format!("`{}` is a list of steps", view.path_of("serves")), None);
                failed = true;
                return None;
            };
            let found = self.steps.iter().position(|s| s.name == *name && s.kind == StepKind::Queue);
            if found.is_none() {
                failed = true;
                let names = || queue_steps.iter().map(|s| s.name.as_str());
                let help = nearest(name, names())
                    .map_or_else(|| format!("there are: {}", list(names())), |n| format!("did you mean `{n}`?"));
                let message = if self.steps.iter().any(|s| s.name == *name) {
                    format!("`{name}` is a recorded message: nobody serves it")
                } else {
                    format!("there is no step called `{name}`")
                };
                view.problem(Some(item.span), "unknown-name", message, Some(help));
            }
            found
        };
        let tiers: Vec<Vec<usize>> = tiers.iter().map(|tier| tier.iter().filter_map(|item| step_of(item)).collect()).collect();
        let overflow = self.overflow(view, &tiers);
        if failed {
            return None;
        }
        let words = tiers
            .iter()
            .map(|t| t.iter().map(|&s| self.steps[s].name.as_str()).collect::<Vec<_>>().join(" = "))
            .collect::<Vec<_>>()
            .join(", then ");
        self.reading
            .inputs
            .borrow_mut()
            .insert(view.path_of("serves"), Input { value: words, default: false, span: Some(node.span) });
        let serve = |&step: &usize| -> Option<Serve> {
            let queue = self.queues.iter().position(|q| q.step as usize == step && q.provider as usize == self.provider)?;
            Some(Serve { queue: queue as u16, overflow: overflow.get(&step).copied() })
        };
        Some(tiers.iter().map(|tier| tier.iter().filter_map(serve).collect()).collect())
    }

    fn overflow(&self, view: &View, tiers: &[Vec<usize>]) -> BTreeMap<usize, Overflow> {
        let mut found = BTreeMap::new();
        for (name, inner) in view.views("overflow") {
            let after = inner.duration("after");
            let waiting = inner.whole("when-waiting", 1, 1_000_000);
            inner.done();
            let Some(step) = self.steps.iter().position(|s| s.name == name).filter(|s| tiers.iter().flatten().any(|t| t == s))
            else {
                let served = || tiers.iter().flatten().map(|&s| self.steps[s].name.as_str());
                let help = nearest(&name, served())
                    .map_or_else(|| format!("it serves: {}", list(served())), |near| format!("did you mean `{near}`?"));
                inner.problem(None, "unknown-name", format!("`{}` does not serve a step called `{name}`", view.path), Some(help));
                continue;
            };
            match (after, waiting) {
                (Some(after), None) => {
                    found.insert(step, Overflow::After(ticks(after)));
                }
                (None, Some(waiting)) => {
                    found.insert(step, Overflow::WhenWaiting(waiting as u32));
                }
                _ => inner.problem(None, "two-ways", format!("`{}` takes one of `after` and `when-waiting`", inner.path), None),
            }
        }
        found
    }

    /// People due over time; `Some(None)` for unlimited.
    #[expect(clippy::option_option, reason = "nothing readable; unlimited; people over time")]
    fn headcount(&self, view: &View) -> Option<Option<Vec<(Tick, u32)>>> {
        let node = view.node("headcount")?;
        let note = |value: String| {
            self.reading
                .inputs
                .borrow_mut()
                .insert(view.path_of("headcount"), Input { value, default: false, span: Some(node.span) });
        };
        let base = match &node.value {
            Value::Text(text) if text == "unlimited" => {
                note("unlimited".to_owned());
                return Some(None);
            }
            Value::Text(text) if text.contains(['.', '/', '\\']) => {
                let (table, column) = csv_table::file(view, "headcount")?;
                let provider = self.providers[self.provider].as_str();
                let column = table.column(view, "headcount", column.as_deref(), &[&self.named.name, provider])?;
                let rows = table.numbers(self.reading, column)?;
                note(format!(
                    "{}, column `{}`{}",
                    table.place.display(),
                    table.columns[column + 1],
                    if node.changes.is_empty() { "" } else { " (changed)" }
                ));
                let curve = Curve::new(rows);
                let minutes = curve.minutes();
                self.over_time(view, node, &minutes, &|day, minute| {
                    let d = &self.civil.clock.days[day];
                    curve.at(self.civil.dates[day], d.weekday, d.holiday, minute)
                })
            }
            Value::Integer(n) if *n >= 0 => {
                note(format!("{n}"));
                self.over_time(view, node, &[0], &|_, _| *n as f64)
            }
            Value::Nothing => {
                view.problem(
                    Some(node.span),
                    "nothing-to-change",
                    format!("`{}` is given as a change, but there is nothing that it changes", view.path_of("headcount")),
                    None,
                );
                return None;
            }
            _ => {
                view.problem(
                    Some(node.span),
                    "wrong-kind",
                    format!("`{}` takes whole people", view.path_of("headcount")),
                    Some("a number such as 8, \"unlimited\" or the name of a CSV".to_owned()),
                );
                return None;
            }
        };
        base.map(Some)
    }

    /// A headcount by local time with its changes and its variants by period, as ticks and people.
    fn over_time(
        &self,
        view: &View,
        node: &Node,
        minutes: &[u16],
        heads: &dyn Fn(usize, u16) -> f64,
    ) -> Option<Vec<(Tick, u32)>> {
        let clock = &self.civil.clock;
        let mut moments: Vec<(Tick, usize, u16)> = Vec::new();
        for day in 0..clock.days.len() {
            for &minute in minutes {
                moments.push((self.civil.at(day, minute), day, minute));
            }
            moments.push((clock.days[day].start, day, 0));
        }
        moments.sort_unstable();
        moments.dedup_by_key(|m| m.0);
        moments.retain(|m| m.0 < clock.stop);
        let mut values: Vec<(Tick, f64)> = moments.iter().map(|&(at, day, minute)| (at, heads(day, minute))).collect();
        if let Some(first) = values.first_mut() {
            first.0 = 0;
        }
        if !node.changes.is_empty() {
            let before = hours(&values, clock.stop);
            change_heads(&mut values, &node.changes, view);
            round_by_day(&mut values, &clock.days.iter().map(|d| d.start).collect::<Vec<_>>(), clock.stop);
            let after = hours(&values, clock.stop);
            self.reading.warn(format!(
                "{}: the change makes {:.0} agent-hours of {:.0} ({:+.0})",
                view.path_of("headcount"),
                after,
                before,
                after - before
            ));
        }
        self.by_period(view, &mut values);
        let mut found: Vec<(Tick, u32)> = Vec::with_capacity(values.len());
        for (at, value) in values {
            if value > MOST_BUSY as f64 {
                let message =
                    format!("`{}`: {value} people are more than this program can hold ({MOST_BUSY})", view.path_of("headcount"));
                view.problem(Some(node.span), "absurd", message, None);
                return None;
            }
            if value.fract() != 0.0 {
                view.problem(
                    Some(node.span),
                    "not-whole",
                    format!("`{}`: {value} people at {}", view.path_of("headcount"), self.civil.label(at)),
                    Some("heads are whole numbers; a share of a person cannot answer a call".to_owned()),
                );
                return None;
            }
            if found.last().is_none_or(|&(_, people)| people != value as u32) {
                found.push((at, value as u32));
            }
        }
        Some(found)
    }

    /// `[groups.X.during.PERIOD] headcount`: another number, or a change, while the period holds.
    fn by_period(&self, view: &View, values: &mut Vec<(Tick, f64)>) {
        let Some(during) = self.named.table.table("during") else { return };
        for (key, node) in &during.0 {
            let Value::Table(table) = &node.value else { continue };
            let Some((_, stretches)) = self.civil.periods.iter().find(|p| p.0 == key.name) else { continue };
            let inner = View::new(table, format!("{}.during.{}", view.path, key.name), Some(key.span), self.reading);
            let Some(head) = inner.node("headcount") else {
                inner.done();
                continue;
            };
            inner.done();
            for &(from, to) in stretches {
                let value_at = |tick: Tick| values.iter().rev().find(|v| v.0 <= tick).map_or(0.0, |v| v.1);
                let after = value_at(to);
                let mut inside: Vec<(Tick, f64)> = vec![(from, value_at(from))];
                inside.extend(values.iter().filter(|v| v.0 > from && v.0 < to));
                if let Value::Integer(n) = head.value {
                    for value in &mut inside {
                        value.1 = n as f64;
                    }
                }
                change_heads(&mut inside, &head.changes, &inner);
                for value in &mut inside {
                    value.1 = value.1.round();
                }
                values.retain(|v| v.0 < from || v.0 >= to);
                values.extend(inside);
                if to < self.civil.clock.stop && !values.iter().any(|v| v.0 == to) {
                    values.push((to, after));
                }
                values.sort_by_key(|v| v.0);
            }
        }
    }
}

fn hours(values: &[(Tick, f64)], stop: Tick) -> f64 {
    let ends = values.iter().skip(1).map(|v| v.0).chain([stop]);
    values.iter().zip(ends).map(|(v, end)| v.1 * (end - v.0) as f64 / (3600 * SECOND) as f64).sum()
}

fn change_heads(values: &mut [(Tick, f64)], changes: &[(Change, Span)], view: &View) {
    for (change, span) in changes {
        match change {
            Change::Times(factor) => values.iter_mut().for_each(|v| v.1 *= factor),
            Change::Plus(sign, text) => match number(text) {
                Ok(amount) => values.iter_mut().for_each(|v| v.1 = (v.1 + sign * amount).max(0.0)),
                Err(_) => view.problem(
                    Some(*span),
                    "wrong-unit",
                    format!("`{}` cannot be changed by \"{text}\"", view.path_of("headcount")),
                    Some("for instance \"-2\" or \"x0.9\"".to_owned()),
                ),
            },
            Change::Points(_) => {
                view.problem(Some(*span), "wrong-unit", format!("`{}` is no share", view.path_of("headcount")), None);
            }
        }
    }
}

/// Rounds heads to whole people so that each day keeps its hours, as nearly as whole people can.
pub(super) fn round_by_day(values: &mut [(Tick, f64)], days: &[Tick], stop: Tick) {
    let ends: Vec<Tick> = values.iter().skip(1).map(|v| v.0).chain([stop]).collect();
    let mut owed = 0.0; // agent-ticks promised and not yet given on this day
    let mut day = 0;
    for (value, end) in values.iter_mut().zip(ends) {
        let today = days.partition_point(|&d| d <= value.0);
        if today != day {
            day = today;
            owed = 0.0;
        }
        let length = (end - value.0) as f64;
        let whole = (value.1 + owed / length).round().max(0.0);
        owed += (value.1 - whole) * length;
        value.1 = whole;
    }
}

/// People over time, and people on a paid break over time.
type HeadsAndBreaks = (Vec<(Tick, u32)>, Vec<(Tick, u32)>);

/// People due from shifts: heads of each shift from its start for its length, less those on a break; and those on a paid one.
fn shifts(view: &View, civil: &Civil) -> Option<HeadsAndBreaks> {
    let clock = &civil.clock;
    let mut changes: BTreeMap<Tick, i64> = BTreeMap::new();
    let mut on_paid_break: BTreeMap<Tick, i64> = BTreeMap::new();
    let problems = view.reading.problems.borrow().len();
    let add = |changes: &mut BTreeMap<Tick, i64>, from: i64, to: i64, people: i64| {
        let clip = |t: i64| t.clamp(0, clock.stop as i64).unsigned_abs();
        let (from, to) = (clip(from), clip(to));
        if from < to {
            *changes.entry(from).or_default() += people;
            *changes.entry(to).or_default() -= people;
        }
    };
    for (_, shift) in view.views("shifts") {
        let starts = shift.text("starts");
        let lasts = shift.duration("lasts");
        let on = On::read(&shift);
        let people = shift.whole("headcount", 0, 100_000);
        for key in ["starts", "lasts", "headcount"] {
            if shift.node(key).is_none() {
                shift.problem(None, "missing", format!("`{}` is missing", shift.path_of(key)), None);
            }
        }
        let start = starts.and_then(|(text, span)| match time_of_day(&text) {
            Ok(minute) if minute < 1440 => Some(minute),
            _ => {
                shift.problem(
                    Some(span),
                    "wrong-unit",
                    format!("`{text}` is no time of day"),
                    Some("for instance \"07:30\"".to_owned()),
                );
                None
            }
        });
        if lasts.is_some_and(|l| l > 86_400.0) {
            let message = format!("`{}` lasts longer than a day: it would overlap itself", shift.path);
            shift.problem(shift.table.get("lasts").map(|n| n.span), "overlap", message, None);
        }
        if lasts == Some(0.0) {
            shift.problem(
                shift.table.get("lasts").map(|n| n.span),
                "out-of-range",
                format!("`{}` must be above zero", shift.path_of("lasts")),
                None,
            );
        }
        let breaks = breaks(&shift, lasts, people);
        shift.done();
        let (Some(start), Some(lasts), Some(people)) = (start, lasts, people) else { continue };
        // a shift belongs to the day on which it starts; one that began on the day before the run may still last
        let first = clock.days.first().map(|d| crate::model::Day { weekday: (d.weekday + 6) % 7, holiday: false, ..d.clone() });
        let before = first.iter().map(|d| (d.clone(), civil.at(0, start) as i64 - 86_400 * SECOND as i64));
        let days = clock.days.iter().enumerate().map(|(i, d)| (d.clone(), civil.at(i, start) as i64));
        for (_, from) in before.chain(days).filter(|(day, _)| on.holds(day)) {
            let length = ticks(lasts) as i64;
            add(&mut changes, from, from + length, people as i64);
            for &(after, lasts, away, paid) in &breaks {
                add(&mut changes, from + after, from + after + lasts, -away);
                if paid {
                    add(&mut on_paid_break, from + after, from + after + lasts, away);
                }
            }
        }
    }
    if view.reading.problems.borrow().len() > problems {
        return None;
    }
    changes.entry(0).or_default();
    Some((over_time(changes), over_time(on_paid_break)))
}

/// Changes added up.
fn over_time(changes: BTreeMap<Tick, i64>) -> Vec<(Tick, u32)> {
    let mut heads = Vec::new();
    let mut people = 0;
    for (at, change) in changes {
        people += change;
        heads.push((at, people.max(0) as u32));
    }
    heads.dedup_by_key(|h| h.1);
    heads
}

/// Breaks of a shift: ticks after its start, ticks long, people away, paid.
fn breaks(shift: &View, lasts: Option<f64>, people: Option<u64>) -> Vec<(i64, i64, i64, bool)> {
    let mut stretches: Vec<(f64, f64, String)> = Vec::new();
    let mut found = Vec::new();
    for (name, view) in shift.views("breaks") {
        let (after, long) = (view.duration("after"), view.duration("lasts"));
        let paid = view.truth("paid", false);
        if view.node("paid").is_none() {
            view.default("paid", "false");
        }
        let turns = view.whole("in-turns", 1, 1000);
        if turns.is_none() && view.node("in-turns").is_none() {
            view.default("in-turns", "1: all at once");
        }
        for key in ["after", "lasts"] {
            if view.node(key).is_none() {
                view.problem(None, "missing", format!("`{}` is missing", view.path_of(key)), None);
            }
        }
        view.done();
        let (Some(after), Some(long), Some(people)) = (after, long, people) else { continue };
        let turns = turns.unwrap_or(1).min(people.max(1));
        let end = after + long * turns as f64;
        if lasts.is_some_and(|lasts| end > lasts) {
            view.problem(None, "overlap", format!("`{}` ends after its shift", view.path), None);
        }
        if let Some((_, _, other)) = stretches.iter().find(|s| s.0 < end && after < s.1) {
            view.problem(None, "overlap", format!("breaks `{name}` and `{other}` overlap"), None);
        }
        stretches.push((after, end, name));
        for turn in 0..turns {
            let away = people / turns + u64::from(turn < people % turns);
            found.push((ticks(after + long * turn as f64) as i64, ticks(long) as i64, away as i64, paid));
        }
    }
    found
}
