//! Changes of what is inherited: `x1.6`, `+30%`, `-40s`, `+5pt`, one after another in the order of their files.

use super::View;
use super::quantity::Unit;
use crate::random::Law;
use crate::scenario::source::Span;
use crate::scenario::tree::Node;
use crate::units::{Change, number};

/// A longer mean, in seconds, is a slip: four years.
const LONGEST_MEAN: f64 = 4.0 * 31_557_600.0;

impl View<'_> {
    /// A value in its unit after the changes of its node.
    pub(super) fn changed(&self, key: &str, node: &Node, value: f64, unit: Unit) -> Option<f64> {
        node.changes.iter().try_fold(value, |value, (change, span)| self.changed_once(key, value, change, *span, unit))
    }

    fn changed_once(&self, key: &str, value: f64, change: &Change, span: Span, unit: Unit) -> Option<f64> {
        match change {
            Change::Times(factor) => Some(value * factor),
            Change::Points(points) if unit == Unit::Share => Some(value + points),
            Change::Points(_) => {
                self.problem(
                    Some(span),
                    "wrong-unit",
                    format!("`{}` is no share, so points cannot be added", self.path_of(key)),
                    None,
                );
                None
            }
            Change::Plus(sign, text) => match unit.parse(text) {
                Ok(amount) => Some(value + sign * amount),
                Err(expected) => {
                    self.problem(
                        Some(span),
                        "wrong-unit",
                        format!("`{}` cannot be changed by \"{text}\"", self.path_of(key)),
                        Some(expected),
                    );
                    None
                }
            },
        }
    }

    /// A law after the changes of its node, which change its mean and keep its shape.
    pub(super) fn changed_law(&self, key: &str, node: &Node, law: Law) -> Option<Law> {
        let before = law.mean();
        let mean = self.changed(key, node, before, Unit::Duration)?;
        if mean < 0.0 {
            self.problem(
                self.last_word(key),
                "negative",
                format!("`{}` has a mean of {mean} s after its changes", self.path_of(key)),
                None,
            );
            return None;
        }
        if mean > LONGEST_MEAN {
            let message = format!("`{}` has a mean of {:.0} years", self.path_of(key), mean / 31_557_600.0);
            self.problem(self.last_word(key), "absurd", message, Some("no run lasts longer than two years".to_owned()));
            return None;
        }
        Some(if node.changes.is_empty() || before <= 0.0 { law } else { law.scaled(mean / before) })
    }

    /// Rows of a curve after its changes, in the unit of its file. A row that would fall below 0 is held at 0, with a warning; a curve
    /// that would do so in all its rows is a slip, and a problem.
    pub fn change_rows<'r>(&self, key: &str, changes: &[(Change, Span)], rows: impl Iterator<Item = &'r mut f64>) {
        let Some((_, last)) = changes.last() else { return };
        let steps: Vec<(f64, f64)> = changes.iter().filter_map(|(change, span)| self.step(key, change, *span)).collect();
        let (mut all, mut below) = (0, 0);
        for row in rows {
            let mut fell = false;
            for (factor, amount) in &steps {
                let changed = *row * factor + amount;
                fell |= changed < 0.0;
                *row = changed.max(0.0);
            }
            all += 1;
            below += usize::from(fell);
        }
        let path = self.path_of(key);
        if below == all && all > 0 {
            let message = format!("`{path}` falls below 0 with its changes");
            self.problem(Some(*last), "negative", message, Some("expected a change that leaves 0 or more".to_owned()));
        } else if below > 0 {
            self.reading.warn(format!("{path}: {below} of {all} rows would fall below 0 with the change and are held at 0"));
        }
    }

    /// A change of a row as a factor and then an amount.
    fn step(&self, key: &str, change: &Change, span: Span) -> Option<(f64, f64)> {
        let path = self.path_of(key);
        match change {
            Change::Times(factor) => Some((*factor, 0.0)),
            Change::Plus(sign, text) => match number(text) {
                Ok(amount) => Some((1.0, sign * amount)),
                Err(_) => {
                    let help = "for instance \"-2\" or \"x0.9\"".to_owned();
                    self.problem(Some(span), "wrong-unit", format!("`{path}` cannot be changed by \"{text}\""), Some(help));
                    None
                }
            },
            Change::Points(_) => {
                let message = format!("`{path}` is no share, so points cannot be added");
                self.problem(Some(span), "wrong-unit", message, None);
                None
            }
        }
    }

    /// Reports a change of a value that nobody states.
    pub(super) fn nothing_to_change(&self, key: &str, node: &Node) {
        self.problem(
            Some(node.span),
            "nothing-to-change",
            format!("`{}` is given as a change, but there is nothing that it changes", self.path_of(key)),
            Some("a leading sign or x changes an inherited value; leave it out to state the value itself".to_owned()),
        );
    }

    /// Where a value got what it is: its last change, or itself.
    pub(super) fn last_word(&self, key: &str) -> Option<Span> {
        self.table.get(key).map(|node| node.changes.last().map_or(node.span, |change| change.1))
    }
}
