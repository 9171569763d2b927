//! Calls that are sent on to another provider, and providers that share a queue.

use helpline::model::{MeasureKind as K, Rare, Scope};

use super::exact::mmc::Patient;
use super::exact::mmcg::{Patience, System};
use super::harness::{Case, Line, lasting, simulate};

const STEP: &str = "[steps.desk]\nhandle = { exponential = { mean = \"3m\" } }\n";

/// One in five of the north's calls goes south at once: thinned and joined Poisson streams are Poisson, so each provider is
/// M/M/c with what it keeps or gets.
pub(crate) static SHARE: Case = Case::new(|| {
    let text = format!(
        "{}{STEP}[areas.uplands]\nprovider = \"north\"\ncalls = \"60/h\"\n[areas.lowlands]\nprovider = \"south\"\ncalls = \"30/h\"\n\
         [providers.north]\nsends-on = {{ to = \"south\", share = \"20%\" }}\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 4\n\
         [groups.agents.at.south]\nheadcount = 3\n",
        lasting(30)
    );
    let got = simulate(&text, 200);
    let provider = |name: &str, index: u16, calls: f64, servers: usize| {
        let exact = Patient { arrival: calls / 3600.0, service: 1.0 / 180.0, servers }.mean_wait();
        Line::of(&format!("a fifth sent on: mean wait, {name}"), exact, &got, K::MeanWait, Scope::Provider(index))
    };
    let north = Scope::Area(0);
    vec![
        Line::share("a fifth sent on: share", 0.2, &got, K::Rare(Rare::SentOn), K::CallsOffered, north),
        provider("north", 0, 48.0, 4),
        provider("south", 1, 42.0, 3),
    ]
});

/// Whoever has waited 90 s goes to a provider outside: for the queue, patience that ends after 90 s.
pub(crate) static AFTER: Case = Case::new(|| {
    let text = format!(
        "{}{STEP}[areas.uplands]\nprovider = \"north\"\ncalls = \"100/h\"\n\
         [providers.north]\nsends-on = {{ to = \"national\", after = \"90s\" }}\n[providers.national]\noutside = {{ answers = \"80%\" }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = 5\n",
        lasting(20)
    );
    let got = simulate(&text, 200);
    let system = System { arrival: 100.0 / 3600.0, service: 1.0 / 180.0, servers: 5, patience: Patience::Fixed(90.0) };
    let exact = system.solve(60.0);
    let queue = system.arrival * exact.mean_wait;
    vec![
        Line::share("sent on after 90 s: share", exact.abandonment, &got, K::Rare(Rare::SentOn), K::CallsOffered, Scope::All),
        Line::of("sent on after 90 s: mean queue", queue, &got, K::MeanQueue, Scope::All),
        Line::of("sent on after 90 s: speed of answer", exact.answered_wait, &got, K::MeanSpeedOfAnswer, Scope::All),
    ]
});

#[test]
fn calls_sent_on_agree_with_theory() {
    SHARE.check();
    AFTER.check();
}

pub(crate) static CASES: &[&Case] = &[&SHARE, &AFTER];
