//! Routing that must come to the same by two ways, and calls between providers that must all be accounted for.
#![expect(clippy::unwrap_used, reason = "what cannot be read is a failure")]
#![expect(clippy::float_cmp, reason = "counts are whole numbers")]

use std::sync::atomic::AtomicBool;

use helpline::demand::FreshScale;
use helpline::engine::observe::What;
use helpline::engine::world::Call;
use helpline::engine::{Inputs, Observer, Workspace, simulate_observed};
use helpline::experiment::{Plan, Results, run};
use helpline::model::Tick;
use helpline::model::{Measure, MeasureKind as K, Rare, Scope};
use helpline::scenario::from_text;
use helpline::tally::{Ledger, Ratio};

const REPLICATIONS: usize = 3;

fn simulate(text: &str) -> Results {
    let scenario = from_text("routing", text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)));
    let plan = Plan { replications: REPLICATIONS, seed: 111, threads: 1, precision: Vec::new(), most: REPLICATIONS };
    // `run` checks in every replication that no call and no agent time is lost
    run(&scenario.model, &plan, &AtomicBool::new(false), &mut |_| {}).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Measures of the whole service, but for those of calls between providers.
fn of_whole(results: &Results) -> Vec<(K, Vec<Ratio>)> {
    let between = |kind| matches!(kind, K::Rare(_));
    let all = results.measures.iter().zip(&results.sample);
    let mine = all.filter(|(m, _)| m.scope == Scope::All && !between(m.kind));
    mine.map(|(m, values)| (m.kind, values.clone())).collect()
}

fn values(results: &Results, kind: K, scope: Scope) -> Vec<f64> {
    results.values(Measure { kind, scope }).unwrap().iter().map(|r| r.value().unwrap_or(0.0)).collect()
}

const DESK: &str = "[calendar]\nlasts = \"2d\"\nwarm-up = \"2h\"\n[defaults.callers]\npatience = { exponential = { mean = \"4m\" } }\n\
                    redial = { chance = \"40%\", after = { exponential = { mean = \"5m\" } }, attempts = 3 }\n\
                    [steps.desk]\nhandle = { lognormal = { mean = \"3m\", cv = 0.7 } }\n";

/// Being worth a head start of ten minutes at the common growth of one a minute is being due ten minutes earlier.
#[test]
fn a_head_start_in_score_is_an_earlier_due_time() {
    let classes = |urgent: &str, other: &str, rule: &str| {
        let text = format!(
            "{DESK}[areas.town]\ncalls = \"100/h\"\n[callers.urgent]\nshare = \"30%\"\n{urgent}\n[callers.other]\nshare = \"rest\"\n\
             {other}\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 4\n[routing]\nnext-call = \"{rule}\"\n"
        );
        of_whole(&simulate(&text))
    };
    let score = classes("score = { base = 10, per-minute = 1 }", "score = { per-minute = 1 }", "score");
    let due = classes("due = \"1m\"", "due = \"11m\"", "earliest-due");
    assert_eq!(score, due);
    assert_ne!(score, classes("due = \"1m\"", "due = \"2m\"", "earliest-due"));
}

/// Two providers that share a queue are one provider with both areas and both groups.
#[test]
fn providers_that_share_a_queue_are_one() {
    let text = |north: &str, south: &str, pools: &str| {
        format!(
            "{DESK}[areas.uplands]\nprovider = \"{north}\"\ncalls = \"50/h\"\n[areas.lowlands]\nprovider = \"{south}\"\n\
             calls = \"40/h\"\n[groups.highlanders]\nprovider = \"{north}\"\nserves = [\"desk\"]\nheadcount = 2\n\
             [groups.lowlanders]\nprovider = \"{south}\"\nserves = [\"desk\"]\nheadcount = 3\n{pools}"
        )
    };
    let pooled = simulate(&text("north", "south", "[pools.all]\nproviders = [\"north\", \"south\"]\n"));
    let one = simulate(&text("north", "north", ""));
    assert_eq!(of_whole(&pooled), of_whole(&one));
    let apart = simulate(&text("north", "south", ""));
    assert_ne!(of_whole(&pooled), of_whole(&apart));
    // nobody belongs to the part of anybody else: calls by area are those of the provider
    assert_eq!(values(&pooled, K::CallsOffered, Scope::Area(1)), values(&pooled, K::CallsOffered, Scope::Provider(1)));
}

/// A provider that sends everything on to another might as well not be there.
#[test]
fn sending_everything_on_is_being_answered_there() {
    let text = |provider: &str, sends: &str| {
        format!(
            "{DESK}then = {{ nurse = \"30%\", done = \"rest\" }}\n[steps.nurse]\nhandle = {{ fixed = \"5m\" }}\ntransfer = \"call-back\"\n\
             then = {{ done = \"100%\" }}\n[outcomes]\ndone = {{}}\n\
             [areas.uplands]\nprovider = \"{provider}\"\ncalls = \"40/h\"\n[areas.lowlands]\nprovider = \"south\"\n\
             calls = \"40/h\"\n[groups.southerners]\nprovider = \"south\"\nserves = [\"desk\", \"nurse\"]\nheadcount = 6\n\
             [groups.northerners]\nprovider = \"north\"\nserves = [\"desk\", \"nurse\"]\nheadcount = 1\n{sends}"
        )
    };
    let sent = simulate(&text("north", "[providers.north]\nsends-on = { to = \"south\", share = \"100%\" }\n"));
    let there = simulate(&text("south", ""));
    assert_eq!(of_whole(&sent), of_whole(&there));
}

/// What each provider is offered, kept and taken in together, is answered, lost or still there at that provider.
#[test]
fn every_call_between_providers_is_accounted_for() {
    let text = format!(
        "{DESK}queue = {{ places = 12 }}\n[areas.uplands]\nprovider = \"north\"\ncalls = \"60/h\"\n[areas.lowlands]\nprovider = \"south\"\n\
         calls = \"40/h\"\n[areas.isles]\nprovider = \"west\"\ncalls = \"20/h\"\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 2\n\
         [providers.north]\nsends-on = {{ to = \"south\", share = \"10%\", after = \"2m\" }}\n\
         [providers.south]\nlines = 9\nsends-on = {{ to = \"north\", after = \"4m\" }}\n\
         [providers.west]\nsends-on = {{ to = \"beyond\", share = \"50%\" }}\n[providers.beyond]\noutside = {{ answers = \"70%\" }}\n"
    );
    let results = simulate(&text);
    let of = |kind, scope| values(&results, kind, scope);
    for provider in [0, 1] {
        let scope = Scope::Provider(provider);
        let parts = [K::CallsAnswered, K::CallsAbandoned, K::CallsBlocked, K::StillWaiting].map(|kind| of(kind, scope));
        for (r, offered) in of(K::CallsOffered, scope).into_iter().enumerate() {
            let ended: f64 = parts.iter().map(|part| part[r]).sum();
            assert_eq!(ended, offered, "provider {provider}: {parts:?}");
        }
    }
    let (sent, taken) = (K::Rare(Rare::SentOn), K::Rare(Rare::TakenIn));
    for r in 0..REPLICATIONS {
        let to_south = of(sent, Scope::Provider(0))[r];
        assert!(to_south > 0.0);
        assert_eq!(to_south, of(taken, Scope::Provider(1))[r]);
        assert_eq!(of(sent, Scope::Provider(1))[r], of(taken, Scope::Provider(0))[r]);
        // sent outside: offered here, and neither answered nor given up here
        let west = Scope::Provider(2);
        let here: f64 =
            [K::CallsAnswered, K::CallsAbandoned, K::CallsBlocked, K::StillWaiting].map(|kind| of(kind, west)[r]).iter().sum();
        assert_eq!(here + of(sent, west)[r], of(K::CallsOffered, west)[r]);
        let whole = of(K::CallsOffered, Scope::All)[r];
        let providers: f64 = (0..3).map(|p| of(K::CallsOffered, Scope::Provider(p))[r]).sum();
        assert_eq!(whole, providers);
    }
}

/// A person who is sent on gives up when the patience of the first queue would have ended: moving to a queue that nobody
/// serves in time changes nothing for anybody.
#[test]
fn patience_goes_along() {
    let text = |sends: &str| {
        format!(
            "{DESK}[areas.uplands]\nprovider = \"north\"\ncalls = \"60/h\"\n[areas.lowlands]\nprovider = \"south\"\ncalls = \"1/h\"\n\
             [groups.northerners]\nprovider = \"north\"\nserves = [\"desk\"]\nheadcount = 0\n\
             [groups.southerners]\nprovider = \"south\"\nserves = [\"desk\"]\nheadcount = 0\n{sends}"
        )
    };
    let stay = simulate(&text(""));
    let sent = simulate(&text("[providers.north]\nsends-on = { to = \"south\", after = \"1m\" }\n"));
    for kind in [K::CallsAbandoned, K::MeanWait, K::Redials, K::MeanQueue] {
        assert_eq!(values(&stay, kind, Scope::All), values(&sent, kind, Scope::All), "{kind:?}");
    }
}

/// Contact attempts: minute, and minute at which the person first rang.
#[derive(Debug, Default)]
struct Attempts(Vec<(u64, u64)>);

impl Observer for Attempts {
    const TO_THE_END: bool = false;
    const TRACES: bool = true;
    fn saw(&mut self, at: Tick, call: Option<(u32, &Call)>, what: What) {
        if let (What::NoAnswer { .. }, Some((_, call))) = (what, call) {
            self.0.push((at / 60_000_000, call.first / 60_000_000));
        }
    }
    fn answered(&mut self, _call: u32, _answer: helpline::engine::observe::Answer) {}
    fn ended(&mut self, _call: u32, _state: &Call, _outcome: u8, _at: Tick) {}
}

/// Three people ring at minutes 0 (later), 29 and 31 (soon) and nobody picks up when called back; one nurse, whose attempts take 100 minutes, two
/// attempts each, 5 minutes apart; soon is due within 60 minutes, later within 120, and then a welfare call raises later to soon.
///
/// By hand (triage 1 minute): 1 the first is tried; 101 the second, due at 90; 106 the first waits again; 121 overdue, 122 raised, now
/// due at 61, so before the third, due at 92; 201 the first once more; 301 the third; the second waits since 206, due at 90, before the
/// third: so 301 the second, 401 the third, and again at 506. By its wait alone (since 106) the first would come behind the third.
#[test]
fn who_is_raised_is_due_as_those_of_the_new_band() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.csv");
    std::fs::write(&log, "when,class\n2026-01-05 00:00:00,later\n2026-01-05 00:29:00,soon\n2026-01-05 00:31:00,soon\n").unwrap();
    let text = format!(
        "[calendar]\nstart = 2026-01-05\nlasts = \"1d\"\nrun-out = \"2h\"\n[areas.town]\nlog = '{}'\n\
         [callers.later]\nshare = \"50%\"\nenters = \"triage\"\n[callers.soon]\nshare = \"rest\"\nenters = \"triage\"\n\
         [steps.triage]\nhandle = {{ fixed = \"1m\" }}\nthen = {{ nurse = \"100%\" }}\n\
         [steps.nurse]\ntransfer = \"call-back\"\nhandle = {{ fixed = \"1m\" }}\nthen = {{ home = \"100%\" }}\nbands = {{ later = \"100%\" }}\n\
         contact = {{ answers = \"0%\", attempts = 2, again-after = \"5m\", unanswered-takes = \"100m\" }}\n\
         [steps.nurse.for.soon]\nbands = {{ soon = \"100%\" }}\n\
         [steps.welfare]\nhandle = {{ fixed = \"1m\" }}\n[outcomes]\nhome = {{}}\n\
         [bands]\nsoon = {{ due = \"1h\" }}\nlater = {{ due = \"2h\", welfare = {{ at = \"welfare\", raises = {{ soon = \"100%\" }} }} }}\n\
         [groups.desk]\nserves = [\"triage\", \"welfare\"]\nheadcount = 3\n[groups.nurses]\nserves = [\"nurse\"]\nheadcount = 1\n\
         [routing]\nnext-call = \"earliest-due\"\n",
        log.display()
    );
    let model = from_text("raised", &text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false))).model;
    let inputs = Inputs::new(&model, FreshScale::default());
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut seen = Attempts::default();
    simulate_observed(&inputs, 111, 0, &mut Workspace::new(&model), &mut ledger, &mut seen).unwrap();
    assert_eq!(seen.0, [(1, 0), (101, 29), (201, 0), (301, 29), (401, 31), (506, 31)]);
}

/// Waits that callers are told, seconds.
#[derive(Debug, Default)]
struct Heard(Vec<f64>);

impl Observer for Heard {
    const TO_THE_END: bool = false;
    const TRACES: bool = true;
    fn saw(&mut self, _at: Tick, _call: Option<(u32, &Call)>, what: What) {
        if let What::Told { wait } = what {
            self.0.push(wait as f64 / 1e6);
        }
    }
    fn answered(&mut self, _call: u32, _answer: helpline::engine::observe::Answer) {}
    fn ended(&mut self, _call: u32, _state: &Call, _outcome: u8, _at: Tick) {}
}

/// One agent talks with the first caller; two brief ones ring meanwhile. By hand: those ahead take as long as calls here do on average,
/// (10 + 2 + 2)/3 minutes = 280 s, so the second caller hears 280 s and the third 560 s; not 120 and 240, as their own talks would say.
#[test]
fn what_callers_hear_is_the_prediction_of_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.csv");
    std::fs::write(&log, "when,class\n2026-01-05 00:00:00,long\n2026-01-05 00:01:00,brief\n2026-01-05 00:02:00,brief\n").unwrap();
    let text = format!(
        "[calendar]\nstart = 2026-01-05\nlasts = \"1d\"\n[areas.town]\nlog = '{}'\n\
         [callers.long]\nshare = \"50%\"\n[callers.brief]\nshare = \"rest\"\n\
         [steps.desk]\nqueue = {{ announce = {{ patience = \"x0.5\" }} }}\nhandle = {{ fixed = \"10m\" }}\n\
         [steps.desk.for.brief]\nhandle = {{ fixed = \"2m\" }}\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 1\n",
        log.display()
    );
    let model = from_text("heard", &text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false))).model;
    let inputs = Inputs::new(&model, FreshScale::default());
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut heard = Heard::default();
    simulate_observed(&inputs, 111, 0, &mut Workspace::new(&model), &mut ledger, &mut heard).unwrap();
    assert_eq!(heard.0.len(), 2);
    assert!((heard.0[0] - 280.0).abs() < 1e-3 && (heard.0[1] - 560.0).abs() < 1e-3, "{:?}", heard.0);
}
