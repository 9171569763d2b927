//! People who ring again after a finished episode: a network of one desk and pauses of any law, in product form (Jackson
//! 1963; the pauses by Baskett and others 1975). The desk is an M/M/c queue at the rate that solves the traffic equation.

use helpline::model::{MeasureKind as K, Rare, Scope::All};

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
        let arrival = calls as f64 / 3600.0 * calls_each;
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

#[test]
fn re_contacts_agree_with_a_product_form_network() {
    RECALL.check();
}

pub(crate) static CASES: &[&Case] = &[&RECALL];
