//! Where episodes end: shares by multiplying chances along the way, a loop included.

use helpline::model::{MeasureKind as K, Scope::All};

use super::harness::{Case, Line, simulate};

pub(crate) static SHARES: Case = Case::new(|| {
    // triage passes half on to a clinician who calls back (two attempts, each picked up with chance 0.6) and sends 10 %
    // back to triage: the chance x of an ambulance from triage solves x = 0.1 + 0.5 r (0.2 + 0.1 x), r = 1 - 0.4^2
    let text = "[calendar]\nlasts = \"6d\"\nrun-out = \"12h\"\n[areas.town]\ncalls = \"60/h\"\n[defaults.callers]\nenters = \"triage\"\n\
                [steps.triage]\nhandle = { exponential = { mean = \"3m\" } }\n\
                then = { clinician = \"50%\", ambulance = \"10%\", self-care = \"rest\" }\n\
                [steps.clinician]\ntransfer = \"call-back\"\ncontact = { answers = \"60%\", attempts = 2, again-after = \"5m\" }\n\
                handle = { exponential = { mean = \"5m\" } }\n\
                then = { ambulance = \"20%\", triage = \"10%\", self-care = \"rest\" }\n[outcomes]\nambulance = {}\nself-care = {}\n\
                [groups.advisors]\nserves = [\"triage\"]\nheadcount = \"unlimited\"\n\
                [groups.clinicians]\nserves = [\"clinician\"]\nheadcount = \"unlimited\"\n";
    let got = simulate(text, 100);
    let reached = 1.0 - 0.4 * 0.4;
    let ambulance = (0.1 + 0.5 * reached * 0.2) / (1.0 - 0.5 * reached * 0.1);
    let self_care = (0.4 + 0.5 * reached * 0.7) / (1.0 - 0.5 * reached * 0.1);
    let outcome = |name: &str| {
        let model = super::harness::scenario(text).model;
        K::OutcomeShare(model.outcomes.iter().position(|o| o.name == name).expect("an outcome") as u8)
    };
    vec![
        Line::of("outcomes: ambulance", ambulance, &got, outcome("ambulance"), All),
        Line::of("outcomes: self-care", self_care, &got, outcome("self-care"), All),
    ]
});

#[test]
fn outcomes_have_the_shares_that_the_way_gives_them() {
    SHARES.check();
}

pub(crate) static CASES: &[&Case] = &[&SHARES];
