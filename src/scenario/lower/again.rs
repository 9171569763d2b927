//! `repeat` of a class: how people are treated who ring again within some time.

use super::ticks;
use crate::model::{Repeat, Step};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::View;

/// `repeat = { calls = 3, within = "4d", enters = "STEP", priority = 1 }`.
pub fn repeat(callers: &View, steps: &[Step]) -> Option<Repeat> {
    let view = callers.view("repeat")?;
    let calls = view.whole("calls", 2, 100);
    if view.node("calls").is_none() {
        view.default("calls", "2");
    }
    let within = view.duration("within");
    if view.node("within").is_none() {
        view.missing("within", Some("for instance within = \"4h\""));
    }
    let priority = view.whole("priority", 1, 99).map(|priority| priority as u8);
    let enters = view.text("enters").and_then(|(name, span)| {
        let found = steps.iter().position(|step| step.name == name);
        if found.is_none() {
            let names = || steps.iter().map(|step| step.name.as_str());
            let help = nearest(&name, names())
                .map_or_else(|| format!("there are: {}", list(names())), |near| format!("did you mean `{near}`?"));
            view.problem(Some(span), "unknown-name", format!("there is no step called `{name}`"), Some(help));
        }
        found.map(|step| step as u8)
    });
    if view.node("priority").is_none() && view.node("enters").is_none() {
        let help = Some("state `priority`, `enters` or both".to_owned());
        view.problem(None, "missing", format!("`{}` does nothing for people who ring again", view.path), help);
    }
    view.done();
    Some(Repeat { calls: calls.unwrap_or(2) as u8, within: ticks(within?), enters, priority })
}
