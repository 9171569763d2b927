//! Programmes for the tests of roll-outs: what those made by hand have in common, and programmes of chance.

use std::fmt::Write;

use helpline::random::{Key, Purpose};
use helpline::scenario::{self, Scenario};

/// One contract of `first` for these areas at £8 a call, a target of this share in 60 s, one line before. `more` goes to the end.
pub(crate) fn contracted(areas: &[&str], within_60s: &str, more: &str) -> String {
    format!(
        r#"
[contracts.all]
areas = {areas:?}
provider = "first"
payment = {{ per-call = {{ price = "£8", paid-for = "answered" }} }}
[targets]
answered-within-60s = {{ at-least = "{within_60s}" }}
[providers.old-line]
outside = {{ answers = "90%", cost-per-call = "£20" }}
{more}
"#
    )
}

/// A programme from its text.
pub(crate) fn loaded(text: &str) -> Scenario {
    scenario::from_text("programme", text).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// A programme of chance: areas, providers, step-ins, laws and rules drawn from a key.
pub(crate) fn anything(key: Key) -> String {
    let draw = |what: &str| key.uniform(Purpose::new(what, ""));
    let number = |what: &str, most: usize| (draw(what) * most as f64) as usize;
    let (areas, providers) = (1 + number("areas", 6), 1 + number("providers", 3));
    let mut text = String::from(
        "[calendar]\nstart = 2012-09-01\nlasts = \"400d\"\ntime-zone = \"Europe/London\"\ninterval = \"1h\"\n[defaults.callers]\n\
         patience = { exponential = { mean = \"20m\" } }\n[steps.assess]\nhandle = { exponential = { mean = \"10m\" } }\n\
         [targets]\nanswered-within-60s = { at-least = \"90%\" }\nabandonment = { at-most = \"5%\" }\n[programme]\ndeadline = 2013-04-01\n\
         [providers.old-line]\noutside = { answers = \"90%\", cost-per-call = \"£20\" }\n",
    );
    for provider in 0..providers {
        let heads = 1 + number(&format!("heads {provider}"), 9);
        let _ = write!(
            text,
            "[groups.advisors-{provider}]\nprovider = \"p{provider}\"\nserves = [\"assess\"]\nheadcount = {heads}\npay = {{ rate = \"£15/h\" }}\n\
             [providers.p{provider}]\nreserve = \"£{}k\"\noverhead = {{ per-year = \"£{}k\" }}\n",
            number(&format!("reserve {provider}"), 200),
            number(&format!("overhead {provider}"), 300),
        );
        if draw(&format!("withdraws {provider}")) < 0.6 {
            text.push_str("withdraws = { reserve-spent = { notice = \"30d\" } }\n");
        }
        if draw(&format!("steps in {provider}")) < 0.5 {
            text.push_str("steps-in = { capacity = \"300/d\", after = \"50d\", price = \"+30%\", staffed = \"90%\" }\n");
        }
    }
    for area in 0..areas {
        let of = |what: &str| draw(&format!("{what} {area}"));
        let provider = number(&format!("provider {area}"), providers);
        let payment = ["per-call = { price = \"£9\" }", "block = { per-year = \"£400k\" }", "per-call = { price = \"£14\" }"]
            [number(&format!("pay {area}"), 3)];
        let step_ins: Vec<String> = (0..providers)
            .filter(|p| text.contains(&format!("[providers.p{p}]")) && steps_in(&text, *p))
            .map(|p| format!("\"p{p}\""))
            .collect();
        let recruits = if of("recruits") < 0.5 {
            ", staffed = \"80%\", recruits = { a-week = \"12%\", trained-after = \"5w\", passes = \"90%\", leavers-a-year = \"30%\" }"
        } else {
            ""
        };
        let again = if of("again") < 0.5 { ", again-after = \"10d\"" } else { "" };
        let _ = write!(
            text,
            "[areas.a{area}]\ncalls = \"{}/d\"\nprovider = \"p{provider}\"\nvariation = {{ day = {{ cv = 0.15, memory = 0.3 }} }}\n[areas.a{area}.launch]\nbefore = \"old-line\"\n\
             begins = 2012-09-15\ntender = {{ uniform = {{ least = \"2w\", most = \"12w\" }} }}\nmobilise = {{ lasts = {{ exponential = {{ mean = \"6w\" }} }}{recruits} }}\n\
             soft = {{ share = \"30%\", lasts = \"3w\" }}\ngate = {{ targets = [\"answered-within-60s\", \"abandonment\"], over = \"9d\", pressure = \"30%\"{again} }}\n\
             ramp = \"20d\"\nstep-ins = [{}]\n[contracts.c{area}]\nareas = [\"a{area}\"]\nprovider = \"p{provider}\"\npayment = {{ {payment} }}\n",
            20 + number(&format!("calls {area}"), 300),
            step_ins.join(", "),
        );
    }
    text
}

fn steps_in(text: &str, provider: usize) -> bool {
    let own = text.split(&format!("[providers.p{provider}]")).nth(1).unwrap_or("");
    own.split('[').next().is_some_and(|own| own.contains("steps-in"))
}
