//! A search over a scenario in a text.

use std::sync::atomic::AtomicBool;

use helpline::experiment::staffing::{Aim, Desk, Found, Plan, Search, aims};
use helpline::model::Staffing;
use helpline::scenario::staffing::Template;

/// A scenario that must be sound.
pub(crate) fn template(text: &str) -> Template {
    Template::from_text("test", text).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// The search on the scenario's own targets.
pub(crate) fn staff(template: &Template, plan: Plan, start: Option<&Staffing>) -> Found {
    let (aims, _) = aims::published(&template.base.model, false);
    staff_for(template, &aims, plan, start)
}

/// The search on some aims.
pub(crate) fn staff_for(template: &Template, aims: &[Aim], plan: Plan, start: Option<&Staffing>) -> Found {
    let lower = |s: &Staffing| template.scenario(s, "staffing.csv").map(|s| s.model).map_err(|p| p.render(false));
    let desk = Desk::new(&template.base.model, template.choices.clone());
    let never = AtomicBool::new(false);
    let mut search = Search::new(&desk, &lower, plan, (&never, &never)).unwrap();
    search.cheapest(aims, start, &mut |_| {}).unwrap()
}
