//! Changes of what is inherited: `x1.6`, `+30%`, `-40s`, `+5pt`, one after another in the order of their files.

use super::View;
use super::quantity::Unit;
use crate::random::Law;
use crate::scenario::source::Span;
use crate::scenario::tree::Node;
use crate::scenario::units::Change;

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
