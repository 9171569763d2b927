//! People who wait for a clinician: patience by urgency, getting worse, welfare calls.

use helpline::model::{Measure, MeasureKind as K, Rare, Scope};

use super::clinical::{outcome, triaged};
use super::exact::held::two_urgencies;
use super::exact::mmc::Impatient;
use super::harness::{Case, Line, simulate};

/// On the line to three clinicians by urgency, each band with a patience of its own.
static BY_BAND: Case = Case::new(|| {
    let text = triaged(
        20,
        60,
        "clinician = \"60%\", self-care = \"rest\"",
        "[routing]\nnext-call = \"priority\"\n\
         [steps.clinician]\nbands = { soon = \"40%\", later = \"rest\" }\ntransfer = \"on-the-line\"\n\
         handle = { exponential = { mean = \"5m\" } }\nthen = { self-care = \"100%\" }\n\
         [bands]\nsoon = { due = \"20m\", priority = 1, patience = { exponential = { mean = \"10m\" } } }\n\
         later = { due = \"1h\", priority = 2, patience = { exponential = { mean = \"4m\" } } }\n\
         [outcomes]\nself-care = { cost = \"£0\" }\n\
         gave-up = { by-band = { soon = { self-care = \"100%\" }, later = { self-care = \"100%\" } } }\n\
         [groups.clinicians]\nserves = [\"clinician\"]\nheadcount = 3\n",
    );
    let got = simulate(&text, 240);
    let arrival = 60.0 / 3600.0 * 0.6;
    let [soon, later] = two_urgencies([0.4 * arrival, 0.6 * arrival], [1.0 / 600.0, 1.0 / 240.0], 1.0 / 300.0, 3);
    vec![
        Line::of("by band: the urgent give up", 0.24 * soon, &got, outcome(&text, "gave-up-soon"), Scope::All).catching(0.05),
        Line::of("by band: the less urgent give up", 0.36 * later, &got, outcome(&text, "gave-up-later"), Scope::All),
    ]
});

/// Everybody would get worse after an exponential time from the end of triage, which is when they join the queue: M/M/3+M.
static WORSE: Case = Case::new(|| {
    let text = triaged(
        20,
        60,
        "clinician = \"60%\", self-care = \"rest\"",
        "[steps.clinician]\nbands = { soon = \"100%\" }\nhandle = { exponential = { mean = \"5m\" } }\nthen = { self-care = \"100%\" }\n\
         [bands]\n\
         soon = { due = \"20m\", worsens = { chance = \"100%\", after = { exponential = { mean = \"8m\" } }, then = { ambulance = \"100%\" } } }\n\
         [outcomes]\nself-care = {}\nambulance = { urgent = true }\n\
         [groups.clinicians]\nserves = [\"clinician\"]\nheadcount = 3\n",
    );
    let got = simulate(&text, 160);
    let queue = Impatient { arrival: 60.0 / 3600.0 * 0.6, service: 1.0 / 300.0, servers: 3, patience: 1.0 / 480.0 };
    let lost = queue.abandonment();
    vec![
        Line::share("worse: while waiting", lost, &got, K::Rare(Rare::Worsened), K::CallBacks, Scope::All),
        Line::of("worse: ambulance", 0.6 * lost, &got, outcome(&text, "ambulance"), Scope::All),
        Line::of("worse: clinicians busy", queue.arrival * (1.0 - lost) * 100.0, &got, K::Occupancy, Scope::Group(1)),
    ]
});

/// Nobody calls back at all, so everybody is asked after once, an hour after they were due: two agents at a known load.
fn welfare(days: usize) -> String {
    triaged(
        days,
        20,
        "clinician = \"50%\", self-care = \"rest\"",
        "[steps.clinician]\nbands = { later = \"100%\" }\nhandle = \"5m\"\nthen = { self-care = \"100%\" }\n\
         [steps.welfare]\nhandle = { exponential = { mean = \"4m\" } }\n\
         [bands]\nsoon = { due = \"20m\", priority = 1 }\n\
         later = { due = \"2h\", priority = 2, welfare = { overdue = \"1h\", at = \"welfare\", raises = { soon = \"30%\", later = \"rest\" } } }\n\
         [outcomes]\nself-care = {}\n\
         [groups.clinicians]\nserves = [\"clinician\"]\nheadcount = 0\n[groups.callers-back]\nserves = [\"welfare\"]\nheadcount = 2\n",
    )
}

static WELFARE: Case = Case::new(|| {
    let got = simulate(&welfare(20), 160);
    let of_all = |name, exact, what, whole| Line::share(name, exact, &got, K::Rare(what), whole, Scope::All);
    vec![
        of_all("welfare: people found more urgent", 0.3, Rare::Raised, K::Rare(Rare::WelfareCalls)),
        // 10 an hour of 4 minutes, for two
        Line::of("welfare: agents busy", 10.0 * 4.0 / 60.0 / 2.0, &got, K::Occupancy, Scope::Group(2)),
    ]
});

/// With the queues run out, one welfare call for each call-back, no more and no less: in every replication.
#[test]
fn everybody_overdue_is_asked_after_once() {
    let got = simulate(&welfare(2), 5);
    let of = |kind| got.values(Measure { kind, scope: Scope::All }).expect("a measure that is kept");
    for (calls, people) in of(K::Rare(Rare::WelfareCalls)).iter().zip(of(K::CallBacks)) {
        assert!(people.numerator > 100.0);
        assert!((calls.numerator - people.numerator).abs() < 0.5, "{} calls, {} people", calls.numerator, people.numerator);
    }
    WELFARE.check();
}

#[test]
fn patience_by_urgency() {
    BY_BAND.check();
}

#[test]
fn people_get_worse_as_in_erlang_a() {
    WORSE.check();
}

pub(crate) static CASES: &[&Case] = &[&BY_BAND, &WORSE, &WELFARE];
