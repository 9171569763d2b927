//! Two groups of which one helps the other: staffing each for its own line is wrong, and what trying all finds is found.

use helpline::analysis::erlang::{Goal, Load, least_agents};
use helpline::experiment::staffing::Plan;

use super::exact::overflow::Overflow;
use super::harness::{staff, template};

/// Calls an hour of each type; 3 minutes each; patience of 4 minutes.
const CALLS: [f64; 2] = [45.0, 30.0];
/// The largest share of each type that may give up.
const LIMIT: f64 = 0.05;

/// Shares that give up.
fn exact(heads: [u32; 2]) -> [f64; 2] {
    let system = Overflow {
        arrival: CALLS.map(|c| c / 3600.0),
        service: 1.0 / 180.0,
        servers: heads.map(|h| h as usize),
        patience: [1.0 / 240.0; 2],
        room: [18, 16],
    };
    system.preferring().abandonment
}

// The optimum by the stationary chain of all 36 staffings of 1 to 6 each. Any staffing of as few heads that keeps both limits, with what
// 400 replications of a week tell apart (0.1 points) to spare, is right.
#[test]
fn the_optimum_where_one_group_helps_the_other_is_found() {
    let keeps = |heads: [u32; 2], slack: f64| exact(heads).iter().all(|&share| share <= LIMIT - slack);
    let all = || (1..=6_u32).flat_map(|a| (1..=6_u32).map(move |b| [a, b]));
    let least = |slack: f64| all().filter(|&h| keeps(h, slack)).map(|h| h[0] + h[1]).min().unwrap();
    let optimum = least(0.0);
    let alone: u32 = CALLS
        .iter()
        .map(|&calls_per_hour| {
            let load = Load { calls_per_hour, handle_seconds: 180.0 };
            least_agents(load, Some(240.0), Goal::Abandonment { share: LIMIT }).unwrap()
        })
        .sum();
    assert!(alone > optimum, "each for its own line: {alone} heads, together {optimum}");
    let share = 100.0 * CALLS[0] / (CALLS[0] + CALLS[1]);
    let template = template(&format!(
        "[calendar]\nlasts = \"7d\"\nwarm-up = \"4h\"\n[areas.town]\ncalls = \"{}/h\"\n[callers.one]\nshare = \"{share}%\"\nenters = \"type1\"\n\
         patience = {{ exponential = {{ mean = \"4m\" }} }}\n[callers.two]\nshare = \"rest\"\nenters = \"type2\"\n\
         patience = {{ exponential = {{ mean = \"4m\" }} }}\n[steps.type1]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         [steps.type2]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n[groups.first]\nserves = [\"type1\"]\nheadcount = 4\n\
         [groups.second]\nserves = [\"type2\", \"type1\"]\nheadcount = 4\n[staffing]\nrepeats = \"always\"\n\
         [targets]\none = {{ measure = \"abandonment\", of = \"callers:one\", at-most = \"5%\", confidence = \"none\" }}\n\
         two = {{ measure = \"abandonment\", of = \"callers:two\", at-most = \"5%\", confidence = \"none\" }}\n",
        CALLS[0] + CALLS[1]
    ));
    let found = staff(&template, Plan { replications: 400, search: 200, ..Plan::default() }, None);
    let heads: [u32; 2] = found.staffing.0.clone().try_into().unwrap();
    assert!(found.met(), "{heads:?} is not verified");
    assert!(keeps(heads, 0.0), "{heads:?} gives {:?}", exact(heads));
    assert!(heads.iter().sum::<u32>() <= least(0.001), "{heads:?} where {} do: {:?}", least(0.001), exact(heads));
}
