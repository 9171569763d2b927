//! Inputs drawn from their ranges, by the program as people use it, against what can be worked out by hand.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

fn helpline(arguments: &[&str], code: i32) -> Output {
    let output = Command::cargo_bin("helpline").unwrap().args(arguments).env("NO_COLOR", "1").output().unwrap();
    let shown = format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "helpline {}\n{shown}", arguments.join(" "));
    output
}

/// A day of a desk with ten agents whose pay is not known, and others at £16 an hour.
const DESK: &str = r#"
[calendar]
lasts = "1d"
[areas.town]
calls = "100/h"
[steps.desk]
handle = { exponential = { mean = "2m" } }
[groups.agents]
serves = ["desk"]
headcount = 10
shrinkage = "0%"
pay = { rate = "£14/h" }
[groups.others]
serves = ["desk"]
headcount = 1
shrinkage = "0%"
pay = { rate = "£16/h" }
[targets]
calls-offered = { at-most = 100000 }
cost = { at-most = "£3744" }
[price-test.ranges]
"groups.agents.pay.rate" = "£10/h .. £20/h"
"areas.town.calls" = "-10% .. +10%"
"#;
const OTHERS: &str = "extends = \"desk.toml\"\n[groups.agents]\nheadcount = 5\n[groups.others]\nheadcount = 6\n";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new(base: &str, alternative: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("desk.toml"), base).unwrap();
        fs::write(folder.path().join("others.toml"), alternative).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn uncertain(&self, command: &str, more: &[&str], code: i32) -> Output {
        let (base, other, out) = (self.path("desk.toml"), self.path("others.toml"), self.path("out"));
        let mut arguments = vec![command, &base];
        if command == "compare" {
            arguments.push(&other);
        }
        arguments.extend(["--uncertain", "-n", "2", "--no-charts", "--progress", "none", "--format", "json", "--out", &out]);
        arguments.extend(more);
        helpline(&arguments, code)
    }

    fn json(&self, command: &str, more: &[&str]) -> Value {
        serde_json::from_slice::<Value>(&self.uncertain(command, more, 0).stdout).unwrap()["uncertain"].take()
    }
}

fn near(value: &Value, expected: f64, within: f64) {
    let found = value.as_f64().unwrap();
    assert!((found - expected).abs() <= within, "{found}, not {expected} within {within}");
}

/// Five agents are 120 hours a day, so the alternative costs 120 (16 - r) more, r uniform from £10 to £20: £120 on average, never the
/// choice without knowing r. It is the cheaper one in 40 % of cases, by 120 (r - 16): worth 120 x 4^2 / 2 / 10 = £96 to know. Pay is
/// the whole doubt and calls are worth nothing. One quantile in each fiftieth of r, so all is within the spacing: no false alarm.
#[test]
fn what_pay_is_worth_to_know_is_the_closed_form() {
    let found = Desk::new(DESK, OTHERS).json("compare", &[]);
    let choice = &found["choices"][0];
    assert_eq!((choice["criterion"].as_str(), choice["best_on_average"].as_str()), (Some("cost"), Some("desk")));
    near(&choice["best"][1]["share"], 0.4, 0.021);
    near(&choice["evpi"], 96.0, 3.0);
    near(&choice["by_input"][0]["evppi"], 96.0, 5.0);
    near(&choice["by_input"][1]["evppi"], 0.0, 1.0);
    assert_eq!(choice["turned_by"].as_str(), Some("groups.agents.pay.rate"));
    near(&choice["best"][1]["share_within_targets"], 0.4, 0.021);
    near(&choice["unsettled"], 0.0, 0.0);
    let thirds = &choice["by_input"][0]["best_by_third"];
    near(&thirds[0][0], 1.0, 0.0);
    near(&thirds[2][1], 1.0, 0.0);
    let cheaper = &found["configurations"][1]["cheaper"][0];
    near(&cheaper["difference"]["mean"], 120.0, 3.0);
    near(&cheaper["share_of_draws"], 0.4, 0.021);
}

/// Cost is 240 r + 384: at most £3744 where r is at most £14, in 40 % of draws. Calls of a day are Poisson with mean 2400 f, f uniform
/// from 0.9 to 1.1: variance of chance 2400, of inputs 480^2 / 12 = 19,200, so inputs make 8/9. Its interval misses once in twenty
/// seeds; this one covers.
#[test]
fn inputs_and_chance_are_told_apart() {
    let found = Desk::new(DESK, OTHERS).json("run", &["--draws", "100"]);
    let targets = found["configurations"][0]["targets"].as_array().unwrap();
    let cost = targets.iter().find(|t| t["target"] == "cost").unwrap();
    near(&cost["probability_met"], 0.4, 0.011);
    assert!(
        cost["low"].as_f64().unwrap() > 0.29 && cost["high"].as_f64().unwrap() < 0.51,
        "one draw is one piece of news: {cost}"
    );
    let measures = found["configurations"][0]["measures"].as_array().unwrap();
    let calls = measures.iter().find(|m| m["measure"] == "calls-offered").unwrap();
    assert!(calls["share_low"].as_f64().unwrap() < 8.0 / 9.0 && calls["share_high"].as_f64().unwrap() > 8.0 / 9.0, "{calls}");
    let sd = 19_200f64.sqrt();
    assert!(calls["sd_of_inputs_low"].as_f64().unwrap() < sd && calls["sd_of_inputs_high"].as_f64().unwrap() > sd, "{calls}");
    near(&calls["by_input"][1]["share"], 8.0 / 9.0, 0.1);
    near(&calls["by_input"][0]["share"], 0.0, 0.03);
    let money = measures.iter().find(|m| m["measure"] == "cost").unwrap();
    near(&money["share_of_inputs"], 1.0, 1e-9);
    near(&money["mean"], 240.0 * 15.0 + 384.0, 1.0);
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

/// The same bytes on any number of threads; another input more moves no other's draws and no caller.
#[test]
fn draws_are_keyed_by_name_and_number() {
    let desk = Desk::new(DESK, OTHERS);
    let draws = || {
        ["draws.csv", "inputs-drawn.csv", "summary.json"]
            .map(|name| fs::read(desk.0.path().join("out/compare").join(name)).unwrap())
    };
    let mut seen = Vec::new();
    for threads in ["1", "3"] {
        desk.uncertain("compare", &["--draws", "13", "--threads", threads], 0);
        seen.push(draws());
    }
    assert!(seen[0] == seen[1], "threads change the draws");
    let one = lines(&desk.0.path().join("out/compare/inputs-drawn.csv"));
    assert_eq!(one.len(), 1 + 13 * 2);
    let more = "price-test.ranges.\"steps.desk.handle\"=\"x1 .. x1.000001\"";
    desk.uncertain("compare", &["--draws", "13", "--set", more], 0);
    let two = lines(&desk.0.path().join("out/compare/inputs-drawn.csv"));
    assert_eq!(two.len(), 1 + 13 * 3);
    assert!(one.iter().all(|line| two.contains(line)), "another input moves the others");
}

/// A value stated by the range would undo what the alternative proposes; a change does not.
#[test]
fn what_would_undo_an_alternative_is_refused() {
    let stated = DESK.replace("\"areas.town.calls\" = \"-10% .. +10%\"", "\"groups.agents.headcount\" = \"8 .. 12\"");
    let refused = Desk::new(&stated, OTHERS).uncertain("compare", &[], 2);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(words.contains("others says otherwise what `groups.agents.headcount` is (5)"), "{words}");
    let changed = stated.replace("8 .. 12", "-2 .. +2");
    Desk::new(&changed, OTHERS).json("compare", &["--draws", "5"]);
}

#[test]
fn without_ranges_there_is_nothing_to_draw() {
    let plain = DESK.split("[price-test.ranges]").next().unwrap();
    let refused = Desk::new(plain, OTHERS).uncertain("run", &[], 2);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(words.contains("gives no input as a range"), "{words}");
}

/// Without the flag ranges change nothing but a line on standard error.
#[test]
fn ranges_that_are_not_drawn_change_nothing() {
    let plain = DESK.split("[price-test.ranges]").next().unwrap();
    let run = |text: &str| {
        let desk = Desk::new(text, OTHERS);
        let (base, out) = (desk.path("desk.toml"), desk.path("out"));
        let output =
            helpline(&["run", &base, "-n", "3", "--no-charts", "--format", "json", "--progress", "none", "--out", &out], 0);
        (output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let ((with, said), (without, silent)) = (run(DESK), run(plain));
    assert!(with == without);
    let note = "2 inputs are also given as a range, and taken as stated: --uncertain draws from the ranges";
    assert!(said.contains(note) && !silent.contains(note), "{said}");
}
