//! `queue.offer` and `queue.announce`: what a caller who would have to wait is offered and told.

use super::Flow;
use crate::model::Next;
use crate::model::told::{Announcement, Leaves, Offer, Predicts};
use crate::scenario::lower::{Named, ticks};
use crate::scenario::read::View;
use crate::scenario::tree::Value;
use crate::units;

impl Flow<'_> {
    /// `offer = { when-waiting = 9, accepts = "25%", to = "STEP" }`.
    pub(super) fn offer(&self, queue: &View, tables: &[Named]) -> Option<Offer> {
        let view = queue.view("offer")?;
        let when_waiting = view.whole("when-waiting", 1, 10_000_000).map(|least| least as u32);
        let when_wait = view.duration("when-wait").map(ticks);
        let accepts = view.share("accepts");
        let to = view.text("to");
        if view.node("when-waiting").is_none() && view.node("when-wait").is_none() {
            view.missing("when-waiting", Some("for instance when-waiting = 9, or when-wait = \"10m\""));
        }
        if view.node("accepts").is_none() {
            view.missing("accepts", Some("for instance accepts = \"25%\""));
        }
        if view.node("to").is_none() {
            view.missing("to", Some("the step at which they are called back, for instance to = \"call-back\""));
        }
        view.done();
        let (name, span) = to?;
        let Next::Step(to) = self.next(&view, tables, &name, span)? else {
            let help = "a step with a `handle`, where somebody calls them back".to_owned();
            view.problem(
                Some(span),
                "wrong-kind",
                format!("`{name}` is an outcome; people are called back at a step"),
                Some(help),
            );
            return None;
        };
        if tables[to as usize].table.get("message").is_some() {
            let help = "a step with a `handle`, where somebody calls them back".to_owned();
            view.problem(Some(span), "wrong-kind", format!("`{name}` is a message; nobody calls back there"), Some(help));
            return None;
        }
        Some(Offer { when_waiting, when_wait, accepts: accepts?, to })
    }
}

/// `announce = { wait = "queue-length", balk = ..., patience = "x0.8" }`.
pub(super) fn announcement(queue: &View) -> Option<Announcement> {
    let view = queue.view("announce")?;
    let words = [("queue-length", Predicts::QueueLength), ("last-answered", Predicts::LastAnswered)];
    let predicts = view.word("wait", &words, 0);
    let leaves = leaves(&view);
    let patience = match view.node("patience").map(|node| &node.value) {
        None => Some(1.0),
        Some(Value::Text(text)) if text == "none" => {
            view.text("patience");
            Some(f64::INFINITY)
        }
        Some(_) => view.factor("patience"),
    };
    if view.node("balk").is_none() && view.node("patience").is_none() {
        let help = "state `balk`, `patience` or both".to_owned();
        view.problem(None, "missing", format!("`{}` changes nothing that callers do", view.path), Some(help));
    }
    view.done();
    Some(Announcement { predicts, leaves: leaves?, patience: patience? })
}

/// `balk = "by-patience"`, or `{ above = ["2m", "5m"], share = ["5%", "20%"] }`.
fn leaves(view: &View) -> Option<Leaves> {
    let Some(node) = view.node("balk") else { return Some(Leaves::Nobody) };
    if !matches!(node.value, Value::Table(_)) {
        view.word("balk", &[("by-patience", ())], 0);
        return Some(Leaves::Impatient);
    }
    let inner = view.view("balk")?;
    let list = |key: &str, read: fn(&str) -> Result<f64, String>, example: &str| {
        if inner.node(key).is_none() {
            inner.missing(key, Some(&format!("for instance {example}")));
        }
        let mut values = Vec::new();
        for (text, span) in inner.texts(key)? {
            match read(&text) {
                Ok(value) if value >= 0.0 => values.push(value),
                _ => {
                    let message = format!("`{text}` is not what `{}` takes", inner.path_of(key));
                    inner.problem(Some(span), "wrong-unit", message, Some(format!("for instance {example}")));
                    return None;
                }
            }
        }
        Some(values)
    };
    let above = list("above", units::duration, "above = [\"2m\", \"5m\"]");
    let shares = list("share", units::share, "share = [\"5%\", \"20%\"]");
    inner.done();
    let (above, shares) = (above?, shares?);
    let rising = above.windows(2).all(|pair| pair[0] < pair[1]);
    if above.len() != shares.len() || !rising || shares.iter().any(|&share| share > 1.0) {
        let message = format!("`{}` takes rising waits, and a share of at most 100 % for each", inner.path);
        let help = "for instance { above = [\"2m\", \"5m\"], share = [\"5%\", \"20%\"] }".to_owned();
        inner.problem(None, "out-of-order", message, Some(help));
        return None;
    }
    Some(Leaves::Shares(above.into_iter().map(ticks).zip(shares).collect()))
}
