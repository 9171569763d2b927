//! Bounds that keep a target out of reach: which must move, to what, by a closed form.

use std::sync::atomic::AtomicBool;

use helpline::analysis::erlang::{Goal, Load, ServiceLevel, least_agents};
use helpline::experiment::staffing::relief::{Relief, relief};
use helpline::experiment::staffing::{Desk, Plan, aims};
use helpline::model::Staffing;

use super::harness::{staff, template};

/// Calls an hour of each type; 5 minutes each, nobody gives up.
const CALLS: [f64; 2] = [60.0, 150.0];

/// With at most so many people for each type, and more targets.
fn text(most: [u32; 2], more: &str) -> String {
    let share = 100.0 * CALLS[0] / (CALLS[0] + CALLS[1]);
    let own = |name: &str, most: u32| format!("\"groups.{name}.headcount\" = \"1 .. {most}\"\n");
    let target = |name: &str| {
        format!(
            "{name} = {{ measure = \"service-level-20s\", of = \"callers:{name}\", at-least = \"80%\", confidence = \"none\" }}\n"
        )
    };
    let step = "handle = { exponential = { mean = \"5m\" } }";
    format!(
        "[calendar]\nlasts = \"4d\"\nwarm-up = \"4h\"\n[areas.town]\ncalls = \"{}/h\"\n[callers.quiet]\nshare = \"{share}%\"\nenters = \"first\"\n\
         [callers.busy]\nshare = \"rest\"\nenters = \"second\"\n[steps.first]\n{step}\n[steps.second]\n{step}\n\
         [groups.few]\nserves = [\"first\"]\nheadcount = 1\n[groups.many]\nserves = [\"second\"]\nheadcount = 1\n\
         [staffing]\nrepeats = \"always\"\n[staffing.ranges]\n{}{}[targets]\n{}{}{more}",
        CALLS[0] + CALLS[1],
        own("few", most[0]),
        own("many", most[1]),
        target("quiet"),
        target("busy"),
    )
}

fn least(calls_per_hour: f64) -> u32 {
    let goal = Goal::ServiceLevel { share: 0.8, seconds: 20.0, definition: ServiceLevel::OfOffered };
    least_agents(Load { calls_per_hour, handle_seconds: 300.0 }, None, goal).unwrap()
}

fn lifted(text: &str) -> Option<Relief> {
    let template = template(text);
    let plan = Plan { replications: 100, search: 50, ..Plan::default() };
    let found = staff(&template, plan, None);
    assert!(!found.hopeless.is_empty(), "the bounds are in the way");
    let lower = |s: &Staffing| template.scenario(s, "staffing.csv").map(|s| s.model).map_err(|p| p.render(false));
    let desk = Desk::new(&template.base.model, template.choices.clone());
    let (aims, _) = aims::published(&template.base.model, false);
    let never = AtomicBool::new(false);
    relief(&desk, &lower, (plan, &aims), (&never, &never), &mut |_| {}).unwrap()
}

// two Erlang C queues: of one the bound is two people too low, of the other it is high enough
#[test]
fn the_bound_that_must_move_is_named_with_the_number_of_the_formula() {
    let (quiet, busy) = (least(CALLS[0]), least(CALLS[1]));
    let found = lifted(&text([quiet + 3, busy - 2], "")).unwrap();
    assert!(found.found.met() && !found.more_part_time);
    assert_eq!(found.found.staffing.0, [quiet, busy]);
    let named: Vec<(usize, u32, u32)> = found.beyond.iter().map(|b| (b.choice, b.most, b.people)).collect();
    assert_eq!(named, [(1, busy - 2, busy)]);
    // two people for four days, at desks: no pay and no shrinkage are stated
    assert!(
        (found.beyond[0].hours - 2.0 * 96.0).abs() < 1e-6 && (found.beyond[0].cost - 192.0).abs() < 1e-6,
        "{:?}",
        found.beyond
    );
}

// more people make nobody busier: without bounds it is out of reach too
#[test]
fn where_people_do_not_help_no_bound_is_blamed() {
    let target = "worked-hard = { measure = \"occupancy\", at-least = \"99.9%\", confidence = \"none\" }\n";
    assert!(lifted(&text([9, 30], target)).is_none());
}
