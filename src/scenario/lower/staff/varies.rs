//! `variation`: how many of a group are at work against plan, from day to day.

use crate::model::Varies;
use crate::scenario::read::View;
use crate::scenario::tree::Value;

/// Reads it; none if not stated or wrong. `apart`: the group asks for something that hangs on persons.
pub fn read(group: &View, name: &str, site: &str, apart: bool) -> Option<Varies> {
    let variation = group.view("variation")?;
    let day = variation.view("day");
    if variation.node("day").is_none() {
        variation.missing("day", Some("for instance variation = { day = { cv = 0.1, memory = 0.6 } }"));
    }
    variation.done();
    let view = day?;
    let (cv, memory) = (view.number("cv"), view.number("memory"));
    if view.node("cv").is_none() {
        view.missing("cv", Some("a pure number: 0.1 is a tenth more or fewer on an ordinary day"));
    }
    if view.node("memory").is_none() {
        view.default("memory", "0: each day by itself");
    }
    view.done();
    let out = |key: &str, words: &str| {
        let span = view.table.get(key).map(|node| node.span);
        view.problem(span, "out-of-range", format!("`{}` {words}", view.path_of(key)), None);
    };
    if cv.is_some_and(|cv| cv > 1.0) {
        out("cv", "above 1 is no variation of staff from day to day: it is a pure number, for instance 0.1");
        return None;
    }
    if memory.is_some_and(|memory| memory > 1.0) {
        out("memory", "is a correlation with the day before, 0 to 1");
        return None;
    }
    let span = group.table.get("variation").map(|node| node.span);
    let headcount = group.table.get("headcount").map(|node| &node.value);
    let against = |what: &str| format!("`{}` varies the number of people at work, but {what}", variation.path);
    if matches!(headcount, Some(Value::Text(text)) if text == "unlimited") {
        group.problem(span, "two-ways", against("this group is unlimited"), Some("state a headcount or shifts".to_owned()));
        return None;
    }
    if apart {
        let message = against(
            "this group says who of its people comes (absence, lateness, new-staff, a roster, breaks when it is quiet, recruits with employed)",
        );
        group.problem(span, "two-ways", message, Some("keep one of the two: absence is in what varies".to_owned()));
        return None;
    }
    Some(Varies { group: name.to_owned(), site: site.to_owned(), cv: cv?, memory: memory.unwrap_or(0.0) })
}
