//! One queue in steady state: the least agents of Erlang C and Erlang A, from a start 10 % off.

use helpline::analysis::erlang::{Goal, Load, ServiceLevel, least_agents};
use helpline::experiment::staffing::Plan;
use helpline::model::Staffing;

use super::harness::{staff, template};

/// Seconds of a call.
const HANDLE: f64 = 300.0;

struct Case {
    erlangs: f64,
    patience: Option<f64>,
    target: &'static str,
    goal: Goal,
}

/// Loads from 1 to 500 Erlangs, patient and impatient callers, three targets.
fn cases() -> Vec<Case> {
    let level = |share, seconds| Goal::ServiceLevel { share, seconds, definition: ServiceLevel::OfOffered };
    let mut cases = Vec::new();
    for erlangs in [1.0, 5.0, 20.0, 100.0, 500.0] {
        for patience in [None, Some(240.0)] {
            for (target, goal) in [
                ("service-level-20s = { at-least = \"80%\", confidence = \"none\" }", level(0.8, 20.0)),
                ("service-level-60s = { at-least = \"95%\", confidence = \"none\" }", level(0.95, 60.0)),
                ("mean-wait = { at-most = \"10s\", confidence = \"none\" }", Goal::MeanWait { seconds: 10.0 }),
            ] {
                cases.push(Case { erlangs, patience, target, goal });
            }
            if patience.is_some() {
                let target = "abandonment = { at-most = \"3%\", confidence = \"none\" }";
                cases.push(Case { erlangs, patience, target, goal: Goal::Abandonment { share: 0.03 } });
            }
        }
    }
    cases
}

fn text(case: &Case) -> String {
    let law = |p: f64| format!("[defaults.callers]\npatience = {{ exponential = {{ mean = \"{p}s\" }} }}\n");
    let patience = case.patience.map_or_else(String::new, law);
    let days = if case.erlangs < 50.0 { 7 } else { 1 };
    format!(
        "[calendar]\nlasts = \"{days}d\"\nwarm-up = \"4h\"\n[areas.town]\ncalls = \"{}/h\"\n{patience}\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"{HANDLE}s\" }} }}\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 1\n\
         [staffing]\nrepeats = \"always\"\n[targets]\n{}\n",
        case.erlangs * 3600.0 / HANDLE,
        case.target,
    )
}

/// What the formula says of the target's own value with so many agents is near its limit: one agent more or less lies inside the resolution.
/// The staffing found must be the least by the formula, or one off it.
fn check(case: &Case, start: f64) {
    let load = Load { calls_per_hour: case.erlangs * 3600.0 / HANDLE, handle_seconds: HANDLE };
    let least = least_agents(load, case.patience, case.goal).unwrap();
    let template = template(&text(case));
    let from = Staffing(vec![(f64::from(least) * start).round() as u32]);
    let plan = Plan { replications: 100, search: 50, ..Plan::default() };
    let found = staff(&template, plan, Some(&from));
    let agents = found.staffing.0[0];
    let (erlangs, target) = (case.erlangs, case.target);
    assert!(found.met(), "{erlangs} Erlangs, {target}: {agents} agents not verified");
    assert!(agents.abs_diff(least) <= 1, "{erlangs} Erlangs, {target}, from {start}: {agents} agents, by formula {least}");
    assert!(agents >= least || found.verified[0].met, "{erlangs}");
    println!("{erlangs} {:?} {target}: {agents} formula {least} spent {}", case.patience, found.effort.replications);
}

#[test]
fn the_least_agents_of_steady_queues_are_found_from_either_side() {
    for case in cases().iter().filter(|c| c.erlangs < 150.0) {
        check(case, 0.9);
        check(case, 1.1);
    }
}
