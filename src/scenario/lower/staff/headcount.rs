//! `headcount`: people due over local time, with changes and variants by period.

use super::Place;
use crate::engine::calendar::MOST_BUSY;
use crate::model::Tick;
use crate::model::clock::SECOND;
use crate::scenario::csv_table;
use crate::scenario::curve::Curve;
use crate::scenario::read::{Input, View};
use crate::scenario::tree::{Node, Value};

impl Place<'_> {
    /// People due over time; `Some(None)` for unlimited.
    #[expect(clippy::option_option, reason = "nothing readable; unlimited; people over time")]
    pub(super) fn headcount(&self, view: &View) -> Option<Option<Vec<(Tick, u32)>>> {
        let node = view.node("headcount")?;
        let note = |value: String| {
            self.reading
                .inputs
                .borrow_mut()
                .insert(view.path_of("headcount"), Input { value, default: false, span: Some(node.span) });
        };
        let words = |node: &Node| self.reading.texts.borrow().words(node.span).to_owned();
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
                    Some(format!("a number such as 8, \"unlimited\" or the name of a CSV{}", node.unquoted(&words(node)))),
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
            view.change_rows("headcount", &node.changes, values.iter_mut().map(|v| &mut v.1));
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
        let words = |node: &Node| self.reading.texts.borrow().words(node.span).to_owned();
        for (key, node) in &during.0 {
            let Value::Table(table) = &node.value else { continue };
            let Some((_, stretches)) = self.civil.periods.iter().find(|p| p.0 == key.name) else { continue };
            let inner = View::new(table, format!("{}.during.{}", view.path, key.name), Some(key.span), self.reading);
            let Some(head) = inner.node("headcount") else {
                inner.done();
                continue;
            };
            inner.done();
            let another = match head.value {
                Value::Integer(n) if n >= 0 => Some(n as f64),
                Value::Nothing => None,
                _ => {
                    let message = format!("`{}` takes whole people", inner.path_of("headcount"));
                    let help =
                        format!("a number such as 8, or a change such as \"-2\" or \"x0.9\"{}", head.unquoted(&words(head)));
                    inner.problem(Some(head.span), "wrong-kind", message, Some(help));
                    continue;
                }
            };
            for &(from, to) in stretches {
                let value_at = |tick: Tick| values.iter().rev().find(|v| v.0 <= tick).map_or(0.0, |v| v.1);
                let after = value_at(to);
                let mut inside: Vec<(Tick, f64)> = vec![(from, value_at(from))];
                inside.extend(values.iter().filter(|v| v.0 > from && v.0 < to));
                if let Some(people) = another {
                    for value in &mut inside {
                        value.1 = people;
                    }
                }
                inner.change_rows("headcount", &head.changes, inside.iter_mut().map(|v| &mut v.1));
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

/// Agent-hours of people over ticks.
pub fn hours(values: &[(Tick, f64)], stop: Tick) -> f64 {
    let ends = values.iter().skip(1).map(|v| v.0).chain([stop]);
    values.iter().zip(ends).map(|(v, end)| v.1 * (end - v.0) as f64 / (3600 * SECOND) as f64).sum()
}

/// Rounds heads to whole people so that each day keeps its hours, as nearly as whole people can.
pub fn round_by_day(values: &mut [(Tick, f64)], days: &[Tick], stop: Tick) {
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
