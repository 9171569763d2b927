//! Where calls go after a talk: shares, the step or outcome of a name, and how they are handed over.

use super::Flow;
use crate::model::{Else, Next, Split, Tick, Transfer, flow};
use crate::scenario::lower::{Named, ticks};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::View;
use crate::scenario::source::Span;
use crate::scenario::tree::Value;

impl Flow<'_> {
    /// Shares of where calls go; without them, they end as `served`.
    pub(super) fn then(&mut self, view: &View, tables: &[Named]) -> Option<Split> {
        if view.node("then").is_none() {
            view.default("then", "the episode ends");
            return Some(Split(vec![(1.0, Next::Outcome(flow::SERVED))]));
        }
        self.split(view, "then", tables)
    }

    fn split(&self, view: &View, key: &str, tables: &[Named]) -> Option<Split> {
        let mut cumulative = 0.0;
        let mut split = Vec::new();
        for (name, share, span) in view.shares(key)? {
            let next = self.next(view, tables, &name, span)?;
            cumulative += share;
            split.push((cumulative, next));
        }
        if let Some(last) = split.last_mut() {
            last.0 = 1.0;
        }
        Some(Split(split))
    }

    /// `then-after = { 2h = { ... } }`: other shares for those who have waited longer.
    pub(super) fn then_after(&self, view: &View, tables: &[Named]) -> Vec<(Tick, Split)> {
        let Some(after) = view.view("then-after") else { return Vec::new() };
        let mut found = Vec::new();
        for (wait, _) in &after.table.0 {
            match crate::units::duration(&wait.name) {
                Ok(seconds) => {
                    if let Some(split) = self.split(&after, &wait.name, tables) {
                        found.push((ticks(seconds), split));
                    }
                }
                Err(expected) => {
                    after.known(&[&wait.name]);
                    after.problem(
                        Some(wait.span),
                        "wrong-unit",
                        format!("`{}` is no wait", after.path_of(&wait.name)),
                        Some(format!("{expected}, as in then-after.2h = {{ self-care = \"100%\" }}")),
                    );
                }
            }
        }
        after.done();
        found.sort_by_key(|&(wait, _)| wait);
        found
    }

    pub(super) fn next(&self, view: &View, tables: &[Named], name: &str, span: Span) -> Option<Next> {
        if let Some(step) = tables.iter().position(|t| t.name == name) {
            return Some(Next::Step(step as u8));
        }
        if name == "stands" {
            return Some(Next::Stands);
        }
        if let Some(outcome) = self.outcomes.iter().position(|o| o.name == name) {
            return Some(Next::Outcome(outcome as u8));
        }
        let names = || tables.iter().map(|t| t.name.as_str()).chain(self.outcomes.iter().map(|o| o.name.as_str()));
        let help = nearest(name, names()).map_or_else(
            || format!("declare it as [outcomes.{name}] or [steps.{name}]; there are: {}", list(names())),
            |near| format!("did you mean `{near}`? Otherwise declare [outcomes.{name}]"),
        );
        view.problem(Some(span), "unknown-name", format!("there is no step or outcome called `{name}`"), Some(help));
        None
    }

    pub(super) fn transfer(&mut self, view: &View, tables: &[Named]) -> Transfer {
        let Some(node) = view.node("transfer") else {
            if view.table.get("bands").is_some() {
                view.default("transfer", "call-back");
                return Transfer::CallBack;
            }
            return Transfer::OnTheLine;
        };
        let words = [("on-the-line", Transfer::OnTheLine), ("call-back", Transfer::CallBack)];
        if !matches!(node.value, Value::Table(_)) {
            return view.word("transfer", &words, 0);
        }
        let Some(outer) = view.view("transfer") else { return Transfer::OnTheLine };
        let Some(warm) = outer.view("warm") else {
            outer.done();
            outer.problem(
                None,
                "missing",
                format!(
                    "`{}` is \"on-the-line\", \"call-back\" or {{ warm = {{ within = \"30s\", else = \"call-back\" }} }}",
                    outer.path
                ),
                None,
            );
            return Transfer::OnTheLine;
        };
        outer.done();
        let within = warm.duration("within");
        if warm.node("within").is_none() {
            warm.missing("within", Some("for instance within = \"30s\""));
        }
        let otherwise = match warm.text("else") {
            None => {
                if warm.node("else").is_none() {
                    warm.default("else", "call-back");
                }
                Else::CallBack
            }
            Some((text, _)) if text == "call-back" => Else::CallBack,
            Some((text, _)) if text == "on-the-line" => Else::OnTheLine,
            Some((text, span)) => self.next(&warm, tables, &text, span).map_or(Else::CallBack, Else::To),
        };
        let hand_over = warm.law("hand-over").filter(|law| law.mean() > 0.0).map(|law| self.laws.id(law));
        warm.done();
        Transfer::Warm { within: ticks(within.unwrap_or(0.0)), otherwise, hand_over }
    }
}
