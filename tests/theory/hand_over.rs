//! Warm transfer with a hand-over during which both agents are busy.

use helpline::model::{MeasureKind as K, Scope};

use super::exact::held::Held;
use super::harness::{Case, Line, lasting, simulate};

static WARM: Case = Case::new(|| {
    let system = Held {
        arrival: 40.0 / 3600.0,
        first: (1.0 / 180.0, 4),
        places: 6,
        share: 0.5,
        hand_over: 1.0 / 58.0,
        second: (1.0 / 240.0, 2),
    };
    let text = format!(
        "{}[areas.town]\ncalls = \"40/h\"\n[defaults.callers]\nenters = \"triage\"\n\
         [steps.triage]\nqueue = {{ places = 6 }}\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         then = {{ clinician = \"50%\", self-care = \"rest\" }}\n\
         [steps.clinician]\ntransfer = {{ warm = {{ within = \"20h\", hand-over = {{ exponential = {{ mean = \"58s\" }} }} }} }}\n\
         handle = {{ exponential = {{ mean = \"4m\" }} }}\nthen = {{ self-care = \"100%\" }}\n[outcomes]\nself-care = {{}}\n\
         [groups.advisors]\nserves = [\"triage\"]\nheadcount = 4\n[groups.clinicians]\nserves = [\"clinician\"]\nheadcount = 2\n",
        lasting(20)
    );
    let got = simulate(&text, 240);
    let exact = system.solve();
    vec![
        Line::share("warm: engaged", exact.blocked, &got, K::CallsBlocked, K::CallsOffered, Scope::All).catching(0.03),
        Line::of("warm: mean wait for triage", exact.wait, &got, K::MeanWait, Scope::Step(0)),
        Line::of("warm: mean hold", exact.hold, &got, K::MeanWait, Scope::Step(1)),
        Line::of("warm: first agents busy", exact.first_busy, &got, K::Occupancy, Scope::Group(0)),
        Line::of("warm: second agents busy", exact.second_busy, &got, K::Occupancy, Scope::Group(1)),
    ]
});

#[test]
fn a_hand_over_is_a_phase_of_both_agents() {
    WARM.check();
}

pub(crate) static CASES: &[&Case] = &[&WARM];
