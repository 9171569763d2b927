//! Rules for callers that can be checked to the letter: opening hours, patience that goes on, people who ring again.
#![expect(clippy::unwrap_used, reason = "what cannot be read is a failure")]

use std::sync::atomic::AtomicBool;

use helpline::demand::FreshScale;
use helpline::engine::observe::CallRow;
use helpline::engine::{CallLog, Inputs, Workspace, simulate_observed};
use helpline::experiment::{Plan, Results, run};
use helpline::model::{Measure, MeasureKind as K, Model, Rare, Scope};
use helpline::scenario::from_text;
use helpline::tally::Ledger;

fn model(text: &str) -> Model {
    from_text("callers", text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false))).model
}

fn simulate(text: &str) -> Results {
    let plan = Plan { replications: 5, seed: 111, threads: 1, precision: Vec::new(), most: 5 };
    run(&model(text), &plan, &AtomicBool::new(false), &mut |_| {}).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn values(results: &Results, kind: K) -> Vec<f64> {
    let values = results.values(Measure { kind, scope: Scope::All }).unwrap();
    values.iter().map(|r| r.value().unwrap_or(0.0)).collect()
}

/// Every attempt of one replication.
fn calls(text: &str) -> Vec<CallRow> {
    let model = model(text);
    let inputs = Inputs::new(&model, FreshScale::default());
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut log = CallLog::default();
    simulate_observed(&inputs, 111, 0, &mut Workspace::new(&model), &mut ledger, &mut log).unwrap();
    log.rows
}

fn open_for_two_hours(at_close: &str, headcount: u32) -> String {
    format!(
        "[calendar]\nlasts = \"5h\"\nrun-out = \"5h\"\n[periods.day]\nhours = \"00:00-02:00\"\n[areas.town]\ncalls = \"40/h\"\n\
         [steps.desk]\nopen = \"day\"\nclosed-to = \"shut\"\nat-close = {at_close}\nhandle = \"10m\"\n[outcomes]\nshut = {{}}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = {headcount}\n"
    )
}

/// Nobody is there to answer. All who come in the first two hours wait to the close, or ten minutes longer; so the time
/// spent waiting by all differs by ten minutes for each. Who comes later goes elsewhere at once.
#[test]
fn a_step_that_closes_sends_away_those_who_come_and_those_who_wait() {
    let at_once = simulate(&open_for_two_hours("\"clear\"", 0));
    let later = simulate(&open_for_two_hours("{ clear-after = \"10m\" }", 0));
    let offered = values(&later, K::CallsOffered);
    let came_late = values(&later, K::Rare(Rare::Closed));
    assert_eq!(values(&later, K::MaxQueue), offered.iter().zip(&came_late).map(|(all, late)| all - late).collect::<Vec<_>>());
    let (short, long) = (values(&at_once, K::MeanQueue), values(&later, K::MeanQueue));
    for (r, (all, late)) in offered.iter().zip(&came_late).enumerate() {
        let waited = (long[r] - short[r]) * 5.0 * 3600.0;
        assert!((waited - (all - late) * 600.0).abs() < 1e-6 * waited, "{waited} s more for {} calls", all - late);
        assert!(*late > 50.0 && all - late > 40.0, "calls came before and after the close");
    }
    assert!(values(&later, K::CallsAbandoned).iter().chain(&values(&later, K::StillWaiting)).all(|&none| none == 0.0));
}

/// Two agents, 40 calls of 10 minutes an hour: many wait at the close. With `serve` each of them is answered.
#[test]
fn who_waits_at_the_close_is_served() {
    let results = simulate(&open_for_two_hours("\"serve\"", 2));
    let offered = values(&results, K::CallsOffered);
    let late = values(&results, K::Rare(Rare::Closed));
    let answered: Vec<f64> = offered.iter().zip(&late).map(|(all, late)| all - late).collect();
    assert_eq!(values(&results, K::CallsAnswered), answered);
}

/// Nobody answers; after two minutes the caller moves on to a second queue. A patience of three minutes ends after three
/// minutes if it goes on, and three minutes into the second queue if it is new.
#[test]
fn patience_goes_on_in_the_second_queue() {
    let text = |kept: &str| {
        format!(
            "[calendar]\nlasts = \"5h\"\nrun-out = \"1h\"\n[conventions]\nsecond-wait = \"{kept}\"\n[areas.town]\ncalls = \"40/h\"\n\
             [defaults.callers]\npatience = \"3m\"\n[steps.first]\nhandle = \"1m\"\n\
             queue = {{ wait-at-most = \"2m\", then-to = \"second\" }}\n[steps.second]\nhandle = \"1m\"\n\
             [groups.nobody]\nserves = [\"first\", \"second\"]\nheadcount = 0\n"
        )
    };
    for (kept, seconds) in [("kept", 180.0), ("new", 300.0)] {
        let results = simulate(&text(kept));
        assert!(values(&results, K::MeanWait).iter().all(|wait| (wait - seconds).abs() < 1e-6), "{kept}");
        assert_eq!(values(&results, K::CallsAbandoned), values(&results, K::CallsOffered));
    }
}

/// Patience counts over a transfer too: every caller is answered after some wait and then waits in vain, two minutes in all.
#[test]
fn patience_goes_on_after_a_talk() {
    let text = "[calendar]\nlasts = \"5h\"\nrun-out = \"1h\"\n[conventions]\nsecond-wait = \"kept\"\n[areas.town]\ncalls = \"20/h\"\n\
                [defaults.callers]\npatience = \"2m\"\nenters = \"first\"\n[steps.first]\nhandle = \"1m\"\nthen = { second = \"100%\" }\n\
                [steps.second]\nhandle = \"1m\"\n[groups.one]\nserves = [\"first\"]\nheadcount = 1\n\
                [groups.nobody]\nserves = [\"second\"]\nheadcount = 0\n";
    let rows: Vec<_> = calls(text).into_iter().filter_map(|row| Some((row.clone(), row.answered?.0))).collect();
    assert!(rows.iter().any(|&(_, wait)| wait > 0), "somebody waited for the first talk");
    for (row, wait) in rows {
        // wait and talk of a minute and the rest of two minutes
        assert_eq!(row.ended - row.arrived, wait + 60_000_000 + (120_000_000 - wait), "{row:?}");
    }
}

/// People who gave up ring again and are known: while one of them waits, no first-time caller is answered.
#[test]
fn who_rings_again_goes_first() {
    let text = |rule: &str| {
        format!(
            "[calendar]\nlasts = \"6h\"\n[periods.late]\nhours = \"02:00-06:00\"\n[areas.town]\ncalls = \"60/h\"\n\
             [defaults.callers]\npatience = \"20m\"\nredial = {{ chance = \"100%\", after = \"30m\", attempts = 6 }}\n{rule}\n\
             [steps.desk]\nhandle = {{ exponential = {{ mean = \"5m\" }} }}\n[routing]\nnext-call = \"priority\"\n\
             [groups.agents]\nserves = [\"desk\"]\nheadcount = 0\nduring.late.headcount = 8\n"
        )
    };
    // how often somebody who rang less than `calls` times was answered while one who rang as often waited
    let overtaken = |rows: &[CallRow], calls: u8| {
        let answered = |row: &CallRow| row.answered.map(|(wait, _)| row.arrived + wait);
        let again: Vec<_> = rows.iter().filter(|row| row.attempt >= calls).collect();
        let waits = |row: &CallRow, at: u64| row.arrived < at && answered(row).unwrap_or(row.ended) > at;
        let others = rows.iter().filter(|row| row.attempt < calls).filter_map(answered);
        others.map(|at| again.iter().filter(|row| waits(row, at)).count()).sum::<usize>()
    };
    let plain = calls(&text(""));
    for from in [2, 3] {
        let ruled = calls(&text(&format!("repeat = {{ calls = {from}, within = \"1h\", priority = 2 }}")));
        assert_eq!(overtaken(&ruled, from), 0);
        assert!(overtaken(&plain, from) > 20, "without the rule they are overtaken");
        let waited = |row: &&CallRow| row.answered.is_some_and(|(wait, _)| wait > 0);
        let (known, others): (Vec<_>, Vec<_>) = ruled.iter().filter(waited).partition(|row| row.attempt >= from);
        assert!(known.len() > 10 && others.len() > 10, "both wait and are answered");
    }
    // rung again later than the rule looks back
    assert!(overtaken(&calls(&text("repeat = { within = \"45m\", priority = 2 }")), 2) > 20);
}
