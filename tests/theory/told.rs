//! What callers are told and offered who would have to wait: call-backs from the queue, announced waits, leaving at once.

use helpline::model::{MeasureKind as K, Rare, Scope::All};

use super::exact::chain::{Chain, expect};
use super::exact::mmc::Patient;
use super::harness::{Case, Line, lasting, simulate};

const SERVICE: f64 = 1.0 / 180.0;

fn per_second(calls: usize) -> f64 {
    calls as f64 / 3600.0
}

fn service(days: usize, calls: usize, agents: usize, callers: &str, queue: &str, more: &str) -> String {
    format!(
        "{}[areas.town]\ncalls = \"{calls}/h\"\n[defaults.callers]\nenters = \"desk\"\n{callers}\n[steps.desk]\n{queue}\n\
         handle = {{ exponential = {{ mean = \"3m\" }} }}\n{more}\n[groups.agents]\nheadcount = {agents}\n",
        lasting(days)
    )
}

/// Agents who take call-backs of the same length only when nobody is on the line. Present on the line, to be called back.
fn with_call_backs(calls: usize, agents: usize, least: usize, accepts: f64, patience: f64) -> (Chain, Vec<(usize, usize)>) {
    let arrival = per_second(calls);
    Chain::explore((0, 0), |&(n, back), out| {
        if n < agents {
            out.push(((n + 1, back), arrival));
        } else if n < agents + 60 {
            let offered = if n + 1 - agents >= least && back < 60 { accepts } else { 0.0 };
            out.push(((n + 1, back), arrival * (1.0 - offered)));
            if offered > 0.0 {
                out.push(((n, back + 1), arrival * offered));
            }
        }
        let done = n.min(agents) as f64 * SERVICE;
        if n == agents && back > 0 {
            out.push(((n, back - 1), done));
        } else if n > 0 {
            out.push(((n - 1, back), done + n.saturating_sub(agents) as f64 * patience));
        }
    })
}

pub(crate) static OFFERED: Case = Case::new(|| {
    let (calls, agents, accepts) = (130, 6, 0.4);
    let (chain, states) = with_call_backs(calls, agents, 3, accepts, 1.0 / 400.0);
    let mass = chain.stationary();
    let waiting = expect(&states, &mass, |s| s.0.saturating_sub(agents) as f64);
    let busy = expect(&states, &mass, |s| s.0.min(agents) as f64);
    let offered = expect(&states, &mass, |s| f64::from(u8::from(s.0 + 1 >= agents + 3)));
    let mut lines = Vec::new();
    // a wait of 90 s is predicted when three times 180 s of work wait before six agents: the same rule in other words
    for rule in ["when-waiting = 3", "when-wait = \"90s\""] {
        let queue = format!("queue = {{ offer = {{ {rule}, accepts = \"40%\", to = \"later\" }} }}");
        let later =
            "[steps.later]\nhandle = { exponential = { mean = \"3m\" } }\n[groups.agents]\nserves = [\"desk\", \"later\"]";
        let text = service(6, calls, agents, "patience = { exponential = { mean = \"400s\" } }", &queue, later);
        let got = simulate(&text.replace("[groups.agents]\nheadcount", "headcount"), 200);
        let name = |what: &str| format!("call-back offered, {}: {what}", rule.replace('"', ""));
        lines.push(Line::share(&name("offered"), offered, &got, K::Rare(Rare::CallBacksOffered), K::CallsOffered, All));
        lines.push(Line::share(&name("call-backs"), offered * accepts, &got, K::CallBacks, K::CallsOffered, All));
        lines.push(Line::of(&name("mean queue on the line"), waiting, &got, K::MeanQueue, All));
        let abandoned = waiting / 400.0 / (per_second(calls) * (1.0 - offered * accepts));
        lines.push(Line::of(&name("abandonment"), abandoned, &got, K::Abandonment, All));
        lines.push(Line::of(&name("occupancy"), busy / agents as f64, &got, K::Occupancy, All));
    }
    lines
});

#[test]
fn call_backs_offered_in_the_queue_agree_with_the_chain() {
    OFFERED.check();
}

/// Birth and death: who finds `n` present leaves at once with probability `leaves(n)`; who waits gives up at rate `patience`.
fn announced(calls: usize, agents: usize, leaves: impl Fn(usize) -> f64, patience: f64) -> [f64; 3] {
    let arrival = per_second(calls);
    let mut chain = Chain::new(121);
    for n in 0..120 {
        let joins = if n < agents { 1.0 } else { (1.0 - leaves(n)).max(1e-12) };
        chain.add(n, n + 1, arrival * joins);
        let quit = (n + 1).saturating_sub(agents) as f64 * patience;
        chain.add(n + 1, n, (n + 1).min(agents) as f64 * SERVICE + quit);
    }
    let states: Vec<usize> = (0..=120).collect();
    let mass = chain.stationary();
    [
        expect(&states, &mass, |&n| n.saturating_sub(agents) as f64) / arrival,
        expect(&states, &mass, |&n| n.min(agents) as f64),
        expect(&states, &mass, |&n| if n < agents { 0.0 } else { leaves(n) }),
    ]
}

pub(crate) static ANNOUNCED: Case = Case::new(|| {
    let (calls, agents) = (130, 6);
    let expected = |n: usize| (n + 1 - agents) as f64 / (agents as f64 * SERVICE);
    let steps = |n: usize| match expected(n) {
        w if w > 180.0 + 1e-6 => 0.6,
        w if w > 60.0 + 1e-6 => 0.2,
        _ => 0.0,
    };
    let cases = [
        (
            "announced wait, shares leave, patience halved",
            "{ balk = { above = [\"1m\", \"3m\"], share = [\"20%\", \"60%\"] }, patience = \"x0.5\" }",
            announced(calls, agents, steps, 2.0 / 300.0),
        ),
        (
            "announced wait, the impatient leave, others stay",
            "{ balk = \"by-patience\", patience = \"none\" }",
            announced(calls, agents, |n| 1.0 - (-expected(n) / 300.0).exp(), 0.0),
        ),
    ];
    let mut lines = Vec::new();
    for (name, announce, [mean_wait, busy, left]) in cases {
        let name = |what: &str| format!("{name}: {what}");
        let queue = format!("queue = {{ announce = {announce} }}");
        let callers = "patience = { exponential = { mean = \"5m\" } }";
        let got =
            simulate(&service(5, calls, agents, callers, &queue, "").replace("headcount", "serves = [\"desk\"]\nheadcount"), 200);
        lines.push(Line::share(
            &name("leave on hearing it"),
            left,
            &got,
            K::Rare(Rare::LeftOnAnnouncement),
            K::CallsOffered,
            All,
        ));
        lines.push(Line::of(&name("mean wait"), mean_wait, &got, K::MeanWait, All));
        lines.push(Line::of(&name("abandonment"), 1.0 - busy * SERVICE / per_second(calls), &got, K::Abandonment, All));
        lines.push(Line::of(&name("occupancy"), busy / agents as f64, &got, K::Occupancy, All));
    }
    lines.extend(last_answered());
    lines
});

/// One agent; nobody joins the queue who hears that the caller answered last had to wait. The chain is (present, whether the
/// caller in talk had waited).
fn last_answered() -> Vec<Line> {
    let calls = 20;
    let arrival = per_second(calls);
    let (chain, states) = Chain::explore((0_usize, false), |&(n, waited), out| {
        if n == 0 {
            out.push(((1, false), arrival));
            return;
        }
        if !waited && n < 60 {
            out.push(((n + 1, waited), arrival));
        }
        // an empty desk forgets: the next caller is answered at once
        out.push(((n - 1, n > 1), SERVICE));
    });
    let mass = chain.stationary();
    let busy = expect(&states, &mass, |s| f64::from(u8::from(s.0 > 0)));
    let waiting = expect(&states, &mass, |s| s.0.saturating_sub(1) as f64);
    let left = expect(&states, &mass, |s| f64::from(u8::from(s.0 > 0 && s.1)));
    let queue = "queue = { announce = { wait = \"last-answered\", balk = { above = [\"0s\"], share = [\"100%\"] } } }";
    let got = simulate(&service(30, calls, 1, "", queue, "").replace("headcount", "serves = [\"desk\"]\nheadcount"), 200);
    let name = |what: &str| format!("wait of the last answered: {what}");
    vec![
        Line::share(&name("leave on hearing it"), left, &got, K::Rare(Rare::LeftOnAnnouncement), K::CallsOffered, All),
        Line::of(&name("mean wait"), waiting / arrival, &got, K::MeanWait, All),
        Line::of(&name("occupancy"), busy, &got, K::Occupancy, All),
    ]
}

#[test]
fn announced_waits_agree_with_birth_and_death_chains() {
    ANNOUNCED.check();
}

pub(crate) static AT_ONCE: Case = Case::new(|| {
    // a Poisson stream of which each call stays away with probability 0.1 is a Poisson stream
    let (calls, agents) = (58, 4);
    let exact = Patient { arrival: per_second(calls) * 0.9, service: SERVICE, servers: agents };
    let got = simulate(
        &service(20, calls, agents, "hang-up-at-once = \"10%\"", "", "").replace("headcount", "serves = [\"desk\"]\nheadcount"),
        300,
    );
    vec![
        Line::share("hang up at once: of offered", 0.1, &got, K::Rare(Rare::HungUpAtOnce), K::CallsOffered, All),
        Line::of("hang up at once: mean wait", exact.mean_wait(), &got, K::MeanWait, All),
    ]
});

#[test]
fn immediate_hang_ups_thin_the_stream() {
    AT_ONCE.check();
}

pub(crate) static CASES: &[&Case] = &[&OFFERED, &ANNOUNCED, &AT_ONCE];
