//! Quantities with their unit: durations, rates, shares, numbers, and laws of durations.

use super::View;
use crate::random::Law;
use crate::scenario::laws;
use crate::scenario::source::Span;
use crate::scenario::tree::{Node, Value};
use crate::units::{self, Change};

/// The unit a number is to be read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Duration,
    Rate,
    Share,
    Number,
    Pounds(units::Per),
}

impl Unit {
    pub(super) fn parse(self, text: &str) -> Result<f64, String> {
        match self {
            Unit::Duration => units::duration(text),
            Unit::Rate => units::rate(text),
            Unit::Share => units::share(text),
            Unit::Number => units::number(text),
            Unit::Pounds(per) => units::pounds(text, per),
        }
    }

    /// How a change that makes it smaller is written, of a number in this unit.
    fn less(self, words: &str) -> String {
        match self {
            Unit::Duration => format!("{words}s"),
            Unit::Rate => format!("{words}/h"),
            Unit::Share => format!("{words}pt"),
            Unit::Number => words.to_owned(),
            Unit::Pounds(per) => {
                let per = if per == units::Per::Hour { "/h" } else { "" };
                format!("-£{}{per}", words.trim_start_matches('-').trim_start())
            }
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Unit::Duration => "expected a duration with its unit, for instance \"7m 30s\"",
            Unit::Rate => "expected calls per time, for instance \"120/h\"",
            Unit::Share => "expected a share, for instance \"85%\"",
            Unit::Number => "expected a number",
            Unit::Pounds(units::Per::Sum) => "expected a sum of money, for instance \"£8.00\" or \"£500k\"",
            Unit::Pounds(units::Per::Hour) => "expected pounds an hour, for instance \"£14.62/h\"",
            Unit::Pounds(units::Per::Year) => "expected pounds a year, for instance \"£250k\" or \"£24,071/y\"",
        }
    }
}

impl View<'_> {
    fn quantity(&self, key: &str, unit: Unit) -> Option<f64> {
        let node = self.node(key)?;
        let value = self.quantity_of(key, node, unit)?;
        let words = self.reading.texts.borrow().words(node.span).trim_matches('"').to_owned();
        let shown = if node.changes.is_empty() || matches!(node.value, Value::Nothing) {
            words
        } else {
            format!("{words}, changed to {}", show(value, unit))
        };
        self.reading.note(self.path_of(key), shown, false, Some(node.span));
        Some(value)
    }

    fn quantity_of(&self, key: &str, node: &Node, unit: Unit) -> Option<f64> {
        let value = match &node.value {
            Value::Text(text) => match unit.parse(text) {
                Ok(value) => value,
                Err(expected) => {
                    self.problem(
                        Some(node.span),
                        "wrong-unit",
                        format!("`{}` cannot be \"{text}\"", self.path_of(key)),
                        Some(expected),
                    );
                    return None;
                }
            },
            Value::Integer(n) if unit == Unit::Number => *n as f64,
            Value::Float(x) if unit == Unit::Number && x.is_finite() => *x,
            Value::Integer(_) | Value::Float(_) => {
                let words = self.reading.texts.borrow().words(node.span).to_owned();
                self.problem(
                    Some(node.span),
                    "no-unit",
                    format!("`{}` = {words} has no unit", self.path_of(key)),
                    Some(format!("{}{}", unit.expected(), node.unquoted(&unit.less(&words)))),
                );
                return None;
            }
            Value::Nothing => {
                self.nothing_to_change(key, node);
                return None;
            }
            _ => {
                self.wrong_kind(key, node, unit.expected());
                return None;
            }
        };
        self.changed(key, node, value, unit)
    }

    /// A duration, seconds, not negative.
    pub fn duration(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Duration)?;
        self.at_least_zero(key, value, "a duration")
    }

    /// Calls an hour, not negative.
    pub fn rate(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Rate)?;
        self.at_least_zero(key, value, "a rate")
    }

    /// A number, not negative.
    pub fn number(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Number)?;
        self.at_least_zero(key, value, "this number")
    }

    /// Pounds, not negative.
    pub fn pounds(&self, key: &str, per: units::Per) -> Option<f64> {
        let value = self.pounds_of_any_sign(key, per)?;
        self.at_least_zero(key, value, "a price, pay or cost")
    }

    /// Pounds; a surplus may be a loss.
    pub fn pounds_of_any_sign(&self, key: &str, per: units::Per) -> Option<f64> {
        self.quantity(key, Unit::Pounds(per))
    }

    /// True or false.
    pub fn truth(&self, key: &str, default: bool) -> bool {
        match self.node(key).map(|n| (&n.value, n.span)) {
            None => default,
            Some((Value::Bool(truth), span)) => {
                self.reading.note(self.path_of(key), truth.to_string(), false, Some(span));
                *truth
            }
            Some((_, span)) => {
                self.problem(Some(span), "wrong-kind", format!("`{}` is true or false", self.path_of(key)), None);
                default
            }
        }
    }

    /// A whole number between two bounds.
    pub fn whole(&self, key: &str, least: u64, most: u64) -> Option<u64> {
        let value = self.number(key)?;
        if value.fract() != 0.0 || value < least as f64 || value > most as f64 {
            let words = self.reading.texts.borrow().words(self.table.get(key)?.span).to_owned();
            self.problem(
                Some(self.table.get(key)?.span),
                "out-of-range",
                format!("`{}` cannot be {words}", self.path_of(key)),
                Some(format!("expected a whole number from {least} to {most}")),
            );
            return None;
        }
        Some(value as u64)
    }

    /// A share that may be above 1, not negative.
    pub fn ratio(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Share)?;
        self.at_least_zero(key, value, "this share")
    }

    /// A share between 0 and 1.
    pub fn share(&self, key: &str) -> Option<f64> {
        let value = self.quantity(key, Unit::Share)?;
        if !(-1e-9..=1.0 + 1e-9).contains(&value) {
            let percent = (value * 1e6).round() / 1e4;
            self.problem(
                self.last_word(key),
                "out-of-range",
                format!("`{}` is {percent} %, outside 0 % to 100 %", self.path_of(key)),
                None,
            );
            return None;
        }
        Some(value.clamp(0.0, 1.0))
    }

    /// A factor: `x1.6` or a plain number.
    pub fn factor(&self, key: &str) -> Option<f64> {
        let node = self.node(key)?;
        let mut factor = match &node.value {
            Value::Integer(n) => *n as f64,
            Value::Float(x) => *x,
            Value::Nothing => 1.0,
            _ => {
                self.wrong_kind(key, node, "expected a factor or a change, for instance \"x1.6\" or \"+20%\"");
                return None;
            }
        };
        for (change, span) in &node.changes {
            match change {
                Change::Times(by) => factor *= by,
                _ => {
                    self.problem(
                        Some(*span),
                        "wrong-unit",
                        format!("`{}` takes a factor", self.path_of(key)),
                        Some("for instance \"x1.6\" or \"+20%\"".to_owned()),
                    );
                    return None;
                }
            }
        }
        let words = self.reading.texts.borrow().words(node.span).trim_matches('"').to_owned();
        self.reading.note(self.path_of(key), words, false, Some(node.span));
        self.at_least_zero(key, factor, "a factor")
    }

    fn at_least_zero(&self, key: &str, value: f64, what: &str) -> Option<f64> {
        if value < 0.0 {
            let message = format!("`{}`: {what} cannot be negative (it is {value})", self.path_of(key));
            let node = self.table.get(key).filter(|node| node.changes.is_empty() && node.bare_negative());
            let help =
                node.map(|node| format!("a change is written in quotes: \"{}\"", self.reading.texts.borrow().words(node.span)));
            self.problem(self.last_word(key), "negative", message, help);
            return None;
        }
        Some(value)
    }

    /// Shares by name that sum to 1; one may be `rest`.
    pub fn shares(&self, key: &str) -> Option<Vec<(String, f64, Span)>> {
        let view = self.view(key)?;
        let mut shares: Vec<(String, Option<f64>, Span)> = Vec::new();
        let mut failed = false;
        for (name, node) in &view.table.0 {
            if matches!(&node.value, Value::Text(text) if text == "rest") && node.changes.is_empty() {
                view.node(&name.name);
                shares.push((name.name.clone(), None, name.span));
                continue;
            }
            match view.share(&name.name) {
                Some(share) => shares.push((name.name.clone(), Some(share), name.span)),
                None => failed = true,
            }
        }
        if failed {
            return None;
        }
        let stated: f64 = shares.iter().filter_map(|s| s.1).sum();
        let rests = shares.iter().filter(|s| s.1.is_none()).count();
        let span = self.table.get(key).map(|n| n.span);
        let percent = format!("{:.4}", stated * 100.0);
        let percent = percent.trim_end_matches('0').trim_end_matches('.').to_owned();
        if rests > 1 {
            self.problem(span, "shares", format!("`{}` has more than one \"rest\"", view.path), None);
            return None;
        }
        if rests == 0 && (stated - 1.0).abs() > 1e-6 {
            let help = "shares must sum to 100 %; one of them may be \"rest\"".to_owned();
            self.problem(span, "shares", format!("the shares of `{}` sum to {percent} %", view.path), Some(help));
            return None;
        }
        if stated > 1.0 + 1e-6 {
            self.problem(span, "shares", format!("the shares of `{}` sum to {percent} %, which leaves no rest", view.path), None);
            return None;
        }
        let rest = (1.0 - stated).max(0.0);
        let words =
            shares.iter().map(|(n, s, _)| format!("{n} {}", show(s.unwrap_or(rest), Unit::Share))).collect::<Vec<_>>().join(", ");
        self.reading.note(view.path.clone(), words, false, span);
        Some(shares.into_iter().map(|(name, share, span)| (name, share.unwrap_or(rest), span)).collect())
    }

    /// A law of a duration; a plain duration is a fixed one.
    pub fn law(&self, key: &str) -> Option<Law> {
        let node = self.node(key)?;
        let law = match &node.value {
            Value::Text(text) => match units::duration(text) {
                Ok(value) => Law::Fixed(value),
                Err(expected) => {
                    self.problem(
                        Some(node.span),
                        "wrong-unit",
                        format!("`{}` cannot be \"{text}\"", self.path_of(key)),
                        Some(format!("{expected}, or a law, for instance {{ lognormal = {{ mean = \"7m 30s\", cv = 0.6 }} }}")),
                    );
                    return None;
                }
            },
            Value::Table(table) => laws::read(&View::new(table, self.path_of(key), Some(node.span), self.reading))?,
            Value::Nothing => {
                self.nothing_to_change(key, node);
                return None;
            }
            Value::Integer(_) | Value::Float(_) => {
                let message = format!("`{}` = {} has no unit", self.path_of(key), self.reading.texts.borrow().words(node.span));
                let help = "expected a duration such as \"7m 30s\", or a law, for instance { exponential = { mean = \"3m\" } }";
                self.problem(Some(node.span), "no-unit", message, Some(help.to_owned()));
                return None;
            }
            _ => {
                self.wrong_kind(key, node, "expected a duration or a law, for instance { exponential = { mean = \"3m\" } }");
                return None;
            }
        };
        let law = self.changed_law(key, node, law)?;
        self.reading.note(self.path_of(key), laws::words(&law), false, Some(node.span));
        Some(law)
    }
}

fn show(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Duration => units::duration_text(value),
        Unit::Rate => format!("{value:.3}/h"),
        Unit::Share => format!("{}%", (value * 1e6).round() / 1e4),
        Unit::Number => format!("{value}"),
        Unit::Pounds(units::Per::Sum | units::Per::Year) => format!("£{value}"),
        Unit::Pounds(units::Per::Hour) => format!("£{value}/h"),
    }
}
