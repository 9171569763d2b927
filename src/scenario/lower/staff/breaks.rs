//! `breaks` of a shift: at fixed times after its start, perhaps in turns; or in a window, when it is quiet.

use crate::scenario::lower::ticks;
use crate::scenario::read::View;
use crate::scenario::tree::{Node, Table, Value};
use crate::units::duration;

/// Some people of a shift on a break.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// Ticks after the start of the shift.
    pub after: i64,
    /// Ticks long.
    pub lasts: i64,
    /// First of those who go.
    pub first: i64,
    /// How many go.
    pub away: i64,
    /// Paid like time at the desk.
    pub paid: bool,
}

/// A break that each of a shift takes when it is quiet, ticks after the start of the shift.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    /// From here on.
    pub opens: i64,
    /// At the latest.
    pub closes: i64,
    /// Ticks long.
    pub lasts: i64,
    /// Paid like time at the desk.
    pub paid: bool,
    /// At most so many of the group at once.
    pub at_once: u32,
}

/// Does some shift of a group have a break whose time is found while calls come in? Then its people are told apart.
pub fn chosen_breaks(group: &Table) -> bool {
    let tables = |table: &Table, key: &str| -> Vec<Table> {
        let inner = table.table(key).map_or(&[][..], |inner| &inner.0);
        let tables = inner.iter().filter_map(|(_, node)| if let Value::Table(table) = &node.value { Some(table) } else { None });
        tables.cloned().collect()
    };
    tables(group, "shifts").iter().flat_map(|shift| tables(shift, "breaks")).any(|rest| rest.get("between").is_some())
}

/// Breaks of a shift: at fixed times, and in windows.
pub fn breaks(shift: &View, lasts: Option<f64>, people: Option<u64>) -> (Vec<Turn>, Vec<Chosen>) {
    let mut stretches: Vec<(f64, f64, String)> = Vec::new();
    let (mut found, mut chosen) = (Vec::new(), Vec::new());
    for (name, view) in shift.views("breaks") {
        let windowed = view.table.get("between").is_some();
        let (after, long) =
            (if windowed { between(&view) } else { view.duration("after").map(|a| (a, a)) }, view.duration("lasts"));
        let paid = view.truth("paid", false);
        if view.node("paid").is_none() {
            view.default("paid", "false");
        }
        let (turns, at_once) =
            if windowed { (None, view.whole("at-once", 1, 100_000)) } else { (view.whole("in-turns", 1, 1000), None) };
        if windowed && view.node("at-once").is_none() {
            view.default("at-once", "no limit");
        }
        if !windowed && view.node("in-turns").is_none() {
            view.default("in-turns", "1: all at once");
        }
        if !windowed && view.node("after").is_none() {
            view.missing("after", Some("or between = [\"3h\", \"5h\"]: when it is quiet"));
        }
        if view.node("lasts").is_none() {
            view.missing("lasts", None);
        }
        view.done();
        let (Some((after, latest)), Some(long), Some(people)) = (after, long, people) else { continue };
        let turns = turns.unwrap_or(1).min(people.max(1));
        let end = latest + long * turns as f64;
        if lasts.is_some_and(|lasts| end > lasts) {
            view.problem(None, "overlap", format!("`{}` ends after its shift", view.path), None);
        }
        if let Some((_, _, other)) = stretches.iter().find(|s| s.0 < end && after < s.1) {
            view.problem(None, "overlap", format!("breaks `{name}` and `{other}` overlap"), None);
        }
        stretches.push((after, end, name));
        if windowed {
            let [opens, closes, lasts] = [after, latest, long].map(|seconds| ticks(seconds) as i64);
            chosen.push(Chosen { opens, closes, lasts, paid, at_once: at_once.map_or(u32::MAX, |n| n as u32) });
            continue;
        }
        let mut first = 0;
        for turn in 0..turns {
            let away = (people / turns + u64::from(turn < people % turns)) as i64;
            let (after, lasts) = (ticks(after + long * turn as f64) as i64, ticks(long) as i64);
            found.push(Turn { after, lasts, first, away, paid });
            first += away;
        }
    }
    (found, chosen)
}

/// The two ends of a window, in seconds after the start of the shift.
fn between(view: &View) -> Option<(f64, f64)> {
    let node = view.node("between")?;
    let Value::Array(ends) = &node.value else {
        let message = format!("`{}` is a list of two durations", view.path_of("between"));
        view.problem(
            Some(node.span),
            "wrong-kind",
            message,
            Some("for instance [\"3h\", \"5h\"] after the start of the shift".to_owned()),
        );
        return None;
    };
    let seconds = |end: &Node| match &end.value {
        Value::Text(text) => duration(text).ok(),
        _ => None,
    };
    match ends.iter().map(seconds).collect::<Option<Vec<f64>>>().as_deref() {
        Some(&[opens, closes]) if opens <= closes => Some((opens, closes)),
        Some(&[_, _]) => {
            view.problem(Some(node.span), "out-of-order", format!("`{}` ends before it begins", view.path_of("between")), None);
            None
        }
        _ => {
            let message = format!("`{}` takes two durations", view.path_of("between"));
            view.problem(Some(node.span), "wrong-unit", message, Some("for instance [\"3h\", \"5h\"]".to_owned()));
            None
        }
    }
}
