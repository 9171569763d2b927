//! People who ring again after a finished episode: a network of one desk and pauses of any law, in product form (Jackson
//! 1963; the pauses by Baskett and others 1975). The desk is an M/M/c queue at the rate that solves the traffic equation.

use helpline::model::Scope::{All, Step};
use helpline::model::{MeasureKind as K, Rare};

use super::exact::mmc::Patient;
use super::harness::{Case, Line, lasting, simulate};

pub(crate) static RECALL: Case = Case::new(|| {
    let (calls, agents, days) = (40, 4, 20);
    let again = 0.6 * 0.3 + 0.4 * 0.1;
    let cases = [("re-contacts without limit", "", 1.0 / (1.0 - again)), ("one re-contact at most", ", times = 1", 1.0 + again)];
    let mut lines = Vec::new();
    for (name, times, calls_each) in cases {
        let text = format!(
            "{}[areas.town]\ncalls = \"{calls}/h\"\n[steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
             then = {{ home = \"60%\", sent = \"rest\" }}\n[outcomes]\n\
             home.recall = {{ chance = \"30%\", after = {{ lognormal = {{ mean = \"40m\", cv = 1.0 }} }}{times} }}\n\
             sent.recall = {{ chance = \"10%\", after = \"1h\"{times} }}\n\
             [groups.agents]\nserves = [\"desk\"]\nheadcount = {agents}\n",
            lasting(days)
        );
        let arrival = f64::from(calls) / 3600.0 * calls_each;
        let exact = Patient { arrival, service: 1.0 / 180.0, servers: agents };
        let got = simulate(&text, 300);
        let name = |what: &str| format!("{name}: {what}");
        lines.push(Line::of(&name("offered"), arrival * days as f64 * 86_400.0, &got, K::CallsOffered, All));
        lines.push(Line::of(&name("calls a person"), calls_each, &got, K::CallsPerPerson, All));
        let repeats = 1.0 - 1.0 / calls_each;
        lines.push(Line::share(&name("re-contacts of offered"), repeats, &got, K::Rare(Rare::Recalls), K::CallsOffered, All));
        lines.push(Line::of(&name("mean wait"), exact.mean_wait(), &got, K::MeanWait, All));
        lines.push(Line::of(&name("occupancy"), arrival * 180.0 / agents as f64, &got, K::Occupancy, All));
    }
    lines
});

pub(crate) static KNOWN: Case = Case::new(|| {
    // who rings again within eight hours goes straight to another desk: two M/M/c queues, the second at the rate of re-contacts
    let (calls, days) = (40, 20);
    let text = format!(
        "{}[areas.town]\ncalls = \"{calls}/h\"\n[defaults.callers]\nenters = \"desk\"\n\
         repeat = {{ within = \"8h\", enters = \"second\" }}\n[steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         then = {{ home = \"100%\" }}\n[steps.second]\nhandle = {{ exponential = {{ mean = \"150s\" }} }}\n[outcomes]\n\
         home.recall = {{ chance = \"30%\", after = {{ uniform = {{ least = \"5m\", most = \"90m\" }} }} }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = 3\n[groups.others]\nserves = [\"second\"]\nheadcount = 1\n",
        lasting(days)
    );
    let per_second = |calls: f64| calls / 3600.0;
    let first = Patient { arrival: per_second(40.0), service: 1.0 / 180.0, servers: 3 };
    let second = Patient { arrival: per_second(12.0), service: 1.0 / 150.0, servers: 1 };
    let got = simulate(&text, 300);
    vec![
        Line::share("known when ringing again: of people", 0.3, &got, K::Rare(Rare::KnownAgain), K::People, All),
        Line::of("known when ringing again: mean wait, first desk", first.mean_wait(), &got, K::MeanWait, Step(0)),
        Line::of("known when ringing again: mean wait, second desk", second.mean_wait(), &got, K::MeanWait, Step(1)),
    ]
});

#[test]
fn people_known_again_go_to_their_own_desk() {
    KNOWN.check();
}

#[test]
fn re_contacts_agree_with_a_product_form_network() {
    RECALL.check();
}

pub(crate) static CASES: &[&Case] = &[&RECALL, &KNOWN];
