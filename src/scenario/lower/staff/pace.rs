//! `pace`: how being busy changes the speed of a group's people.

use crate::model::Pace;
use crate::scenario::lower::ticks;
use crate::scenario::read::View;

/// Reads it; none if not stated or wrong.
pub fn read(group: &View) -> Option<Pace> {
    let view = group.view("pace")?;
    let (above, factor, over) = (view.share("above"), view.factor("handle"), view.duration("over"));
    if view.node("handle").is_none() {
        view.missing("handle", Some("for instance pace = { above = \"80%\", handle = \"+15%\", over = \"1h\" }"));
    }
    for (key, default) in [("above", "0%: from an idle group on"), ("over", "1h")] {
        if view.node(key).is_none() {
            view.default(key, default);
        }
    }
    view.done();
    let out = |key: &str, words: &str| {
        let span = view.table.get(key).map(|node| node.span);
        view.problem(span, "out-of-range", format!("`{}` must be {words}", view.path_of(key)), None);
    };
    let factor = factor?;
    if factor <= 0.0 {
        out("handle", "above zero: people do not work in no time");
        return None;
    }
    let above = above.unwrap_or(0.0);
    if above >= 1.0 {
        out("above", "below 100 %: it is never exceeded");
        return None;
    }
    Some(Pace { above, extra: factor - 1.0, over: ticks(over.unwrap_or(3600.0)) })
}
