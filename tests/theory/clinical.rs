//! Clinical measures and second looks against closed forms: triage by unlimited staff, so that people come to the clinicians
//! as a Poisson stream.

use helpline::model::{MeasureKind as K, Rare, Scope::All};

use super::exact::mmc::{Impatient, Patient, erlang_b};
use super::exact::mmcg::{Patience, System};
use super::harness::{Case, Line, lasting, scenario, simulate};

/// Calls come, are triaged by anybody; then what the case says.
pub(crate) fn triaged(days: usize, calls: u32, then: &str, rest: &str) -> String {
    format!(
        "{}run-out = \"8h\"\n[areas.town]\ncalls = \"{calls}/h\"\n[defaults.callers]\nenters = \"triage\"\n\
         [steps.triage]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\nthen = {{ {then} }}\n\
         [groups.advisors]\nserves = [\"triage\"]\nheadcount = \"unlimited\"\n{rest}",
        lasting(days)
    )
}

/// The share of an outcome among triaged calls.
pub(crate) fn outcome(text: &str, name: &str) -> K {
    let model = scenario(text).model;
    K::OutcomeShare(model.outcomes.iter().position(|o| o.name == name).expect("an outcome") as u8)
}

/// Four clinicians; a warm transfer only if one is free at once, else a call-back in order of arrival: M/M/4, whose wait
/// exceeds t with chance C e^(-st). Those who waited 5 minutes, the due time, end in an ambulance more often.
static CLINICIAN: Case = Case::new(|| {
    let text = triaged(
        20,
        60,
        "clinician = \"50%\", self-care = \"rest\"",
        "[steps.clinician]\nbands = { soon = \"100%\" }\ntransfer = { warm = { within = \"0s\" } }\n\
         handle = { exponential = { mean = \"6m\" } }\nthen = { ambulance = \"10%\", self-care = \"rest\" }\n\
         then-after = { 5m = { ambulance = \"40%\", self-care = \"rest\" } }\n\
         [bands]\nsoon = { due = \"5m\" }\n[outcomes]\nambulance = { urgent = true }\nself-care = {}\n\
         [groups.clinicians]\nserves = [\"clinician\"]\nheadcount = 4\n",
    );
    let got = simulate(&text, 480);
    let queue = Patient { arrival: 30.0 / 3600.0, service: 1.0 / 360.0, servers: 4 };
    let spare = 4.0 / 360.0 - 30.0 / 3600.0;
    let late = 1.0 - queue.answered_within(300.0);
    let ambulance = 0.1 + 0.3 * late;
    vec![
        Line::of("clinician: warm transfer", 1.0 - queue.wait_probability(), &got, K::WarmTransfer, All),
        Line::of("clinician: in time", 1.0 - late, &got, K::ClinicianOnTime, All),
        Line::of("clinician: closed by advice", 1.0 - ambulance, &got, K::ClosedByClinician, All),
        Line::of("clinician: ambulance after a wait", 0.5 * ambulance, &got, outcome(&text, "ambulance"), All),
        // 1,000 calls, half of whom need a clinician; lateness beyond the due time is exponential with rate `spare`
        Line::of("clinician: risk minutes", 1000.0 * 0.5 * 0.4 * late / spare / 60.0, &got, K::RiskMinutes, All).catching(0.04),
    ]
});

/// Half of the outcomes of those who served at triage: five nurses first, doctors without limit when all are busy (Erlang B).
static BY_GROUP: Case = Case::new(|| {
    let text = format!(
        "{}[areas.town]\ncalls = \"60/h\"\n[steps.assess]\nhandle = {{ exponential = {{ mean = \"4m\" }} }}\n\
         offered-to = [\"nurses\", \"doctors\"]\nthen = {{ ambulance = \"20%\", self-care = \"rest\" }}\n\
         [steps.assess.by.doctors]\nthen = {{ ambulance = \"5%\", self-care = \"rest\" }}\n\
         [outcomes]\nambulance = {{}}\nself-care = {{}}\n\
         [groups.nurses]\nserves = [\"assess\"]\nheadcount = 5\n[groups.doctors]\nserves = [\"assess\"]\nheadcount = \"unlimited\"\n",
        lasting(20)
    );
    let got = simulate(&text, 120);
    let doctors = erlang_b(4.0, 5);
    vec![Line::of("by group: ambulance", 0.2 - 0.15 * doctors, &got, outcome(&text, "ambulance"), All)]
});

/// Erlang A at the first step: whoever gives up would have met the same shares as everybody else.
static GAVE_UP: Case = Case::new(|| {
    let text = format!(
        "{}[areas.town]\ncalls = \"60/h\"\n[defaults.callers]\nenters = \"triage\"\n\
         patience = {{ exponential = {{ mean = \"2m\" }} }}\n\
         [steps.triage]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\nthen = {{ clinician = \"40%\", self-care = \"rest\" }}\n\
         [steps.clinician]\nbands = {{ soon = \"30%\", later = \"rest\" }}\nhandle = \"3m\"\n\
         contact = {{ answers = \"60%\", attempts = 2, again-after = \"10m\" }}\n\
         then = {{ ambulance = \"50%\", self-care = \"rest\" }}\n\
         [bands]\nsoon = {{ due = \"20m\" }}\nlater = {{ due = \"1h\" }}\n\
         [outcomes]\nambulance = {{ urgent = true, cost = \"£400\" }}\nself-care = {{ cost = \"£0\" }}\n\
         gave-up = {{ cost = \"£0\", by-band = {{ soon = {{ ambulance = \"50%\", self-care = \"rest\" }} }} }}\n\
         [groups.advisors]\nserves = [\"triage\"]\nheadcount = 3\n\
         [groups.clinicians]\nserves = [\"clinician\"]\nheadcount = \"unlimited\"\n",
        lasting(20)
    );
    let got = simulate(&text, 240);
    let queue = Impatient { arrival: 1.0 / 60.0, service: 1.0 / 180.0, servers: 3, patience: 1.0 / 120.0 };
    let lost = queue.abandonment();
    // of the answered, an ambulance for 0.4 x 0.5 if the clinician reaches the person: not so for 0.4 x 0.4 of them
    let reached = 1.0 - 0.4 * 0.4;
    let urgent = 0.4 * 0.5;
    vec![
        Line::of("gave up: of those due soon", lost / (1.0 - lost) * 0.4 * 0.3, &got, outcome(&text, "gave-up-soon"), All)
            .catching(0.04),
        Line::of("gave up: urgent people lost", lost / (lost + (1.0 - lost) * reached), &got, K::UrgentLost, All).catching(0.03),
        Line::of("gave up: urgent, of 1,000 calls", 1000.0 * lost * urgent, &got, K::UrgentAbandoned, All).catching(0.03),
        Line::share("gave up: not reached by call-back", 0.16, &got, K::NotReached, K::CallBacks, All).catching(0.03),
    ]
});

/// Ambulances are looked at by three clinicians and stand after 6 minutes in the queue: M/M/3 with patience of 6 minutes.
static VALIDATED: Case = Case::new(|| {
    let text = triaged(
        20,
        60,
        "ambulance = \"60%\", self-care = \"rest\"",
        "[steps.validation]\nclinical = true\ntransfer = \"call-back\"\nhandle = { exponential = { mean = \"6m\" } }\n\
         then = { stands = \"55%\", self-care = \"rest\" }\n\
         [outcomes]\nambulance = { validated = { at = \"validation\", share = \"80%\", within = \"6m\" } }\nself-care = {}\n\
         [groups.clinicians]\nserves = [\"validation\"]\nheadcount = 3\n",
    );
    let got = simulate(&text, 160);
    let arrival = 60.0 / 3600.0 * 0.6 * 0.8;
    let queue = System { arrival, service: 1.0 / 360.0, servers: 3, patience: Patience::Fixed(360.0) }.solve(360.0);
    let unseen = queue.abandonment;
    let stood = unseen + (1.0 - unseen) * 0.55;
    let of_all = |name, exact, what| Line::share(name, exact, &got, K::Rare(what), K::Rare(Rare::ForValidation), All);
    vec![
        of_all("validated: stood unseen", unseen, Rare::Unvalidated).catching(0.03),
        of_all("validated: confirmed", (1.0 - unseen) * 0.55, Rare::Confirmed),
        of_all("validated: changed", (1.0 - unseen) * 0.45, Rare::Changed),
        Line::of("validated: ambulances", 0.6 * (0.2 + 0.8 * stood), &got, outcome(&text, "ambulance"), All),
        Line::of(
            "validated: clinicians busy",
            arrival * (1.0 - unseen) * 360.0 / 3.0,
            &got,
            K::Occupancy,
            helpline::model::Scope::Group(1),
        ),
    ]
});

#[test]
fn measures_of_a_clinician_queue() {
    CLINICIAN.check();
}

#[test]
fn outcomes_depend_on_who_assessed() {
    BY_GROUP.check();
}

#[test]
fn urgent_people_who_give_up() {
    GAVE_UP.check();
}

#[test]
fn outcomes_stand_after_a_second_look_or_unseen() {
    VALIDATED.check();
}

pub(crate) static CASES: &[&Case] = &[&CLINICIAN, &BY_GROUP, &GAVE_UP, &VALIDATED];
