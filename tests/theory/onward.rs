//! Triage, and then a call-back by other staff: two queues in a row.

use helpline::model::{MeasureKind as K, Scope::All};

use super::exact::callback::Tandem;
use super::harness::{Case, Line, SECOND, lasting, simulate};

pub(crate) static TANDEM: Case = Case::new(|| {
    let system = Tandem { arrival: 60.0 / 3600.0, triage: (1.0 / 180.0, 5), share: 0.6, callback: (1.0 / 300.0, 4) };
    let text = format!(
        "{}run-out = \"6h\"\n[areas.town]\ncalls = \"60/h\"\n[defaults.callers]\nenters = \"triage\"\n\
         [steps.triage]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\nthen = {{ clinician = \"60%\", self-care = \"rest\" }}\n\
         [steps.clinician]\ntransfer = \"call-back\"\nbands = {{ soon = \"100%\" }}\n\
         handle = {{ exponential = {{ mean = \"5m\" }} }}\nthen = {{ self-care = \"100%\" }}\n\
         [bands]\nsoon = {{ due = \"5m\" }}\n[outcomes]\nself-care = {{}}\n\
         [groups.advisors]\nserves = [\"triage\"]\nheadcount = 5\n[groups.clinicians]\nserves = [\"clinician\"]\nheadcount = 4\n\
         [targets]\nearly = {{ measure = \"call-back-within-2m\", at-least = \"50%\" }}\n",
        lasting(40)
    );
    let got = simulate(&text, 260);
    let [triage, _] = system.mean_waits();
    // the time within which a share of people are with a clinician, by halving
    let quantile = |share: f64| {
        let (mut low, mut high) = (0.0, 1e5);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            *(if system.started_within_of_arrival(middle) < share { &mut low } else { &mut high }) = middle;
        }
        // quantiles are read at a bin's upper end: on average half a bin too large
        low + 0.05 * (low / 12.8).log2().floor().exp2().max(1.0)
    };
    let [first, second] = system.queues();
    vec![
        Line::of("tandem: mean wait for triage", triage, &got, K::MeanWait, All),
        Line::of(
            "tandem: occupancy of triage",
            first.arrival / first.service / 5.0,
            &got,
            K::Occupancy,
            helpline::model::Scope::Group(0),
        ),
        Line::of(
            "tandem: occupancy of call-backs",
            second.arrival / second.service / 4.0,
            &got,
            K::Occupancy,
            helpline::model::Scope::Group(1),
        ),
        Line::of("tandem: called back within 2 min", system.started_within(120.0), &got, K::CallBackWithin(120 * SECOND), All),
        Line::of("tandem: called back when due", system.started_within(300.0), &got, K::CallBackOnTime, All),
        Line::of("tandem: time to clinician, p50", quantile(0.5), &got, K::TimeToClinicianQuantile(500), All),
        Line::of("tandem: time to clinician, p95", quantile(0.95), &got, K::TimeToClinicianQuantile(950), All),
        Line::of("tandem: assessed by a clinician", 0.6, &got, K::ClinicianShare, All),
    ]
});

#[test]
fn triage_and_call_back_agree_with_jackson() {
    TANDEM.check();
}

pub(crate) static CASES: &[&Case] = &[&TANDEM];
