//! The price test against arithmetic that is not ours, and as a person sees it.
#![expect(clippy::unwrap_used, reason = "what cannot be read is a failure")]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use approx::assert_relative_eq;
use helpline::experiment::{self, Plan, Results, Trials};
use helpline::finance::{Form, Line, Terms};
use helpline::model::{Measure, MeasureKind as K, Scope};
use helpline::price::Case;
use helpline::price::cheapest::cheapest;
use helpline::price::curve::curve;
use helpline::price::ladder::{Ladder, labour};
use helpline::price::offer::chances;
use helpline::price::staffing::{Levers, Search, Staffing};
use helpline::scenario::{self, Scenario};

/// A desk of half a day whose staffing is a little more than its target needs, quick to simulate.
const SMALL: &str = r#"
title = "A small desk"
[calendar]
lasts = "12h"
warm-up = "1h"
[areas.town]
calls = "120/h"
population = 20_000
provider = "trust"
[steps.desk]
handle = { exponential = { mean = "3m" } }
[defaults.callers]
patience = { exponential = { mean = "6m" } }
[groups.agents]
provider = "trust"
serves = ["desk"]
headcount = 12
shrinkage = "30%"
pay = { rate = "£15/h", all-in = true }
[providers.trust]
overhead = { of-labour = "30%" }
[contracts.town]
areas = ["town"]
payment = { per-call = { price = "£3.00" } }
[targets]
answered-within-60s = { at-least = "85%" }
[price-test]
offered = "£2.50 .. £3.00"
"#;

fn read(text: &str) -> Scenario {
    scenario::from_text("price", text).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

fn run(scenario: &Scenario, replications: usize) -> Results {
    let plan = Plan { replications, seed: 7, threads: 1, precision: Vec::new(), most: replications };
    experiment::run(&scenario.model, &plan, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

fn lines(results: &Results, form: Form) -> Vec<Line> {
    results.accounts.iter().map(|contracts| contracts[0].line(form).unwrap()).collect()
}

/// The month worked by hand, `docs/hand-worked-month.md`: everything is fixed, so one replication says all.
fn month(payment: &str) -> Scenario {
    let text = std::fs::read_to_string("docs/hand-worked-month.md").unwrap();
    let toml = text.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    read(&toml.replace("payment = { per-call = { price = \"£50.00\", paid-for = \"answered\" } }", payment))
}

const PER_CALL: &str = "payment = { per-call = { price = \"£50.00\", paid-for = \"answered\" } }";

#[test]
fn the_month_worked_by_hand_balances_at_its_cost_over_its_calls_and_deductions() {
    let scenario = month(PER_CALL);
    let results = run(&scenario, 3);
    let contract = &scenario.model.money.contracts[0];
    let (form, stated) = Form::of(contract.payment);
    assert_relative_eq!(stated, 50.0);
    let terms = Terms { gain_share: contract.gain_share, margin: helpline::model::money::Margin::default() };
    // page: cost 40,744.84, 868 calls, 1.2 % of the fee taken off; where the books balance nothing is shared
    let by_hand = 40_744.84 / (868.0 * (1.0 - 0.012));
    let found = cheapest(&terms, &lines(&results, form), 0.95).unwrap();
    assert!((found.average - by_hand).abs() < 0.005, "{} by hand {by_hand}", found.average);
    assert!((found.sure.value - by_hand).abs() < 0.005);
    // to the penny the same in every replication: nothing here is random
    assert!(found.interval.unwrap().half_width() < 1e-9);
    // at the stated price the line says what the books say
    let line = lines(&results, form)[0];
    assert!((terms.left(&line, 50.0) - 1495.97).abs() < 0.005);
    let surplus = results.estimate(Measure { kind: K::Surplus, scope: Scope::All }).unwrap().mean;
    assert_relative_eq!(terms.left(&line, 50.0), surplus, max_relative = 1e-9);
}

#[test]
fn every_form_of_the_month_balances_where_a_pencil_says() {
    // 1.2 % is taken off every fee; May is a twelfth of a year; 868 calls are 10,416 a year
    let cost: f64 = 40_744.84;
    let kept = 1.0 - 0.012;
    let cases = [
        ("payment = { block = { per-year = \"£500k\" } }", cost * 12.0 / kept),
        (
            // floor 900 a month is paid for 868 calls
            "payment = { cost-and-volume = { price = \"£50\", floor = \"10800/y\", cap = \"12000/y\", marginal = \"£1\" } }",
            cost / kept / 900.0,
        ),
        (
            // cap 800 a month: 68 calls at a pound
            "payment = { cost-and-volume = { price = \"£50\", floor = \"1200/y\", cap = \"9600/y\", marginal = \"£1\" } }",
            (cost / kept - 68.0) / 800.0,
        ),
    ];
    for (payment, by_hand) in cases {
        let scenario = month(payment);
        let (form, _) = Form::of(scenario.model.money.contracts[0].payment);
        let found = cheapest(&Terms::default(), &lines(&run(&scenario, 1), form), 0.95).unwrap();
        assert_relative_eq!(found.average, by_hand, max_relative = 1e-6);
    }
}

#[test]
fn the_average_of_a_random_service_is_its_cost_per_call() {
    let scenario = read(SMALL);
    let results = run(&scenario, 40);
    let (form, _) = Form::of(scenario.model.money.contracts[0].payment);
    let found = cheapest(&Terms::default(), &lines(&results, form), 0.95).unwrap();
    let cost = results.estimate(Measure { kind: K::CostPerCall, scope: Scope::All }).unwrap();
    // the measure goes another way: books, then a ratio of sums with its own jackknife
    assert_relative_eq!(found.average, cost.mean, max_relative = 1e-12);
    assert_relative_eq!(found.interval.unwrap().high, cost.interval.unwrap().high, max_relative = 1e-9);
}

fn case(folder: &Path) -> Case {
    let file = folder.join("small.toml");
    std::fs::write(&file, SMALL).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let scenario = scenario::load(&file, &[]).unwrap();
    let (form, _) = Form::of(scenario.model.money.contracts[0].payment);
    let levers = Levers::new(&scenario);
    Case {
        name: "small".to_owned(),
        file,
        sets: Vec::new(),
        scenario,
        contract: 0,
        form,
        terms: Terms::default(),
        levers,
        tested: Vec::new(),
    }
}

#[test]
fn chances_rise_with_the_price_where_the_staffing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let case = case(folder.path());
    let bench = Trials::new(&case.scenario.model, 7, 2).unwrap();
    let stop = AtomicBool::new(false);
    let (model, trials) = case.trials(&bench, &[], &case.levers.stated(), 0..60, &stop).ok().unwrap();
    let mut before = chances(&case, &model, &trials, 0.0);
    assert_eq!((before.balanced.of, before.both.of), (0, 0));
    for step in 1..=80 {
        let now = chances(&case, &model, &trials, 0.05 * f64::from(step));
        assert!(now.balanced.of >= before.balanced.of && now.both.of >= before.both.of);
        assert_eq!(now.targets.of, before.targets.of);
        assert!(now.both.of <= now.targets.of.min(now.balanced.of));
        before = now;
    }
    assert_eq!(before.balanced.of, 60);
}

#[test]
fn the_curve_pays_for_no_less_at_a_higher_price() {
    let folder = tempfile::tempdir().unwrap();
    let case = case(folder.path());
    let bench = Trials::new(&case.scenario.model, 7, 2).unwrap();
    let stop = AtomicBool::new(false);
    let ladder = Ladder::new((&case, &case.levers.stated()), &[]).ok().unwrap();
    let points = curve(&case, &bench, (&ladder, 0.95), &[2.5, 3.0], &(0..20), &stop, &mut |_, _| {}).ok().unwrap();
    assert!(points.len() > 25);
    for pair in points.windows(2) {
        assert!(pair[0].price < pair[1].price);
        assert!(pair[0].factor.unwrap_or(0.0) <= pair[1].factor.unwrap_or(0.0));
    }
    // wherever a price pays for a staffing at all, its books balance as surely as asked
    for point in points.iter().filter(|point| point.factor.is_some()) {
        assert!(point.chances.balanced.of >= 19, "{point:?}");
    }
}

// by hand: 12 heads at £15 / 0.7 for the 11 reported hours; six heads are half of that, and ten are nearer to twelve
#[test]
fn a_ladder_takes_the_nearest_level_times_a_factor() {
    let folder = tempfile::tempdir().unwrap();
    let case = case(folder.path());
    let half = {
        let mut other = self::case(folder.path());
        other.scenario = scenario::load(&case.file, &["groups.agents.headcount=6".to_owned()]).unwrap();
        other.sets = vec!["groups.agents.headcount=6".to_owned()];
        other
    };
    let hours = case.scenario.model.clock.reported_length_days() * 24.0;
    assert_relative_eq!(labour(&case, &case.scenario.model), 12.0 * hours * 15.0 / 0.7, max_relative = 1e-9);
    let bench = Trials::new(&case.scenario.model, 7, 2).unwrap();
    let stop = AtomicBool::new(false);
    let cheaper = [half];
    let ladder = Ladder::new((&case, &case.levers.stated()), &cheaper).ok().unwrap();
    assert_eq!(ladder.searched(), [0.5]);
    for (share, heads) in [(0.5, 6), (7.0 / 12.0, 7), (10.0 / 12.0, 10), (1.0, 12)] {
        let (model, _) = ladder.trials(&bench, share, 0..1, &stop).ok().unwrap();
        assert_eq!(model.groups[0].heads.as_ref().unwrap()[0].1, heads, "{share}");
    }
}

#[test]
fn the_least_staffing_of_a_desk_is_that_of_the_search_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let case = case(folder.path());
    let bench = Trials::new(&case.scenario.model, 7, 2).unwrap();
    let stop = AtomicBool::new(false);
    let search = Search { bench: &bench, case: &case, confidence: 0.9, replications: 0..30, margin: 1.0, stop: &stop };
    let found = search.least(&[], &case.levers.stated()).ok().flatten().unwrap();
    // every whole number of agents tried in turn: the least with which 27 of 30 half-days keep the target
    let held = |agents: u32| {
        let (model, trials) = case.trials(&bench, &[], &Staffing(vec![f64::from(agents) / 12.0]), 0..30, &stop).ok().unwrap();
        trials.iter().filter(|trial| trial.all_held(&model)).count()
    };
    let least = (4..20).find(|&agents| held(agents) >= 27).unwrap();
    // heads are whole, so a factor stands for the number it is rounded to
    assert_eq!((found.0[0] * 12.0).round() as u32, least);
}

fn helpline(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_helpline"))
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("LC_ALL", "C.UTF-8")
        .env("COLUMNS", "120")
        .args(args)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const QUICK: [&str; 8] = ["-n", "40", "--draws", "10", "--progress", "none", "--staffing", "scaled"];

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    let of = |threads: &str| {
        let args = [&["price", "small.toml", "--format", "json", "--no-charts", "--threads", threads], &QUICK[..]].concat();
        let output = helpline(folder.path(), &args);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let one = of("1");
    assert_eq!(one, of("2"));
    assert_eq!(one, of("3"));
    let json: serde_json::Value = serde_json::from_str(&one).unwrap();
    let case = &json["cases"][0];
    let least = case["least_staffing"]["price"]["at_confidence"].as_f64().unwrap();
    // 12 agents are more than the target needs, so the least staffing is cheaper than the one stated
    assert!(least < case["as_staffed"]["price"]["at_confidence"].as_f64().unwrap());
    assert!(case["verdict"].as_str().unwrap().starts_with("At £2.50"), "{}", case["verdict"]);
    let names: Vec<&str> = case["assumptions"].as_array().unwrap().iter().map(|a| a["name"].as_str().unwrap()).collect();
    for name in ["handling time", "volume", "patience", "absence", "overhead", "pay"] {
        assert!(names.contains(&name), "{name} of {names:?}");
    }
}

#[test]
fn a_page_has_its_verdict_tables_files_and_exit_status() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    let cheap = [&["price", "small.toml", "--set", "price-test.offered=£1.50", "--require", "--staffing", "search"], &QUICK[..6]]
        .concat();
    let output = helpline(folder.path(), &cheap);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let page = text(&output.stdout);
    for words in [
        "At £1.50 a call the service cannot be delivered: the cheapest staffing that meets the targets costs £",
        "balance", // the heading may be broken
        "Form of payment",
        "What breaks it",
        "All assumptions drawn at once",
        "per head",
        "floor and",
    ] {
        assert!(page.replace('\n', " ").contains(words), "`{words}` is not in\n{page}");
    }
    for file in
        ["price.json", "price.csv", "summary.json", "resolved.toml", "manifest.json", "figures/price.png", "figures/tornado.png"]
    {
        assert!(folder.path().join("out/small").join(file).is_file(), "{file}");
    }
    assert!(page.contains("Staffed by "), "{page}");
    // the staffing that was searched is a scenario by itself, and so is what less money buys
    assert!(folder.path().join("out/small/staffing/small/of-84/small.toml").is_file());
    let found =
        helpline(folder.path(), &["run", "out/small/staffing/small/small.toml", "-n", "20", "--no-charts", "--name", "again"]);
    assert_eq!(found.status.code(), Some(0), "{}", text(&found.stderr));
    // of 40 replications nothing bounds the 95 % quantile from above: 100 do
    let dear = ["price", "small.toml", "--set", "price-test.offered=£9", "--require", "--no-charts", "-n", "100", "--draws", "0"];
    let dear = [&dear[..], &["--progress", "none", "--staffing", "scaled"]].concat();
    let output = helpline(folder.path(), &dear);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("At £9.00 a call the service can be delivered"));
    assert!(!folder.path().join("out/small/figures/price.png").exists(), "pictures of an earlier run go");
}

// calls are level and heads are not: six in the first half, 18 in the second. Times one factor, the first half sets it, and the second has three
// times as many; the search may lay them level, so half of the labour is enough
#[test]
fn where_heads_lie_wrong_the_search_is_cheaper_and_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("heads.csv"), "when,agents\n00:00,6\n06:00,18\n").unwrap();
    let wrong = SMALL.replace("headcount = 12\n", "headcount = \"heads.csv#agents\"\n");
    std::fs::write(folder.path().join("small.toml"), wrong).unwrap();
    let args = ["price", "small.toml", "--format", "json", "--no-charts", "-n", "40", "--draws", "0", "--progress", "none"];
    let output = helpline(folder.path(), &[&args[..], &["--set", "price-test.usual-ranges=false"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let case = &json["cases"][0];
    let (searched, scaled) = (case["price_by_search"].as_f64().unwrap(), case["price_by_factors"].as_f64().unwrap());
    assert!((0.4..0.65).contains(&(searched / scaled)), "{searched} and {scaled}");
    assert!(case["least_staffing_file"].is_string());
    assert_eq!(case["searched_sums"].as_array().unwrap().len(), 3, "{case}");
    assert_eq!(case["staffed_anew"], "formula as tuned");
}

#[test]
fn rows_and_markdown_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    let of = |format: &str| {
        let output = helpline(folder.path(), &[&["price", "small.toml", "--no-charts", "--format", format], &QUICK[..]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let (rows, page) = (of("csv"), of("md"));
    assert!(rows.starts_with("case,figure,of,value,low,high\n"));
    assert!(rows.lines().all(|line| line.split(',').count() == 6), "{rows}");
    let row = rows.lines().find(|line| line.starts_with("small,price-average,least-staffing,")).unwrap();
    let price: f64 = row.split(',').nth(3).unwrap().parse().unwrap();
    assert!(page.contains(&format!("costs £{price:.2} a call")), "{price} is not in\n{page}");
    assert!(page.contains("| What breaks it"));
}

#[test]
fn what_cannot_be_tested_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let without =
        SMALL.split("[contracts.town]").next().unwrap().to_owned() + "[targets]\nanswered-within-60s = { at-least = \"85%\" }\n";
    std::fs::write(folder.path().join("none.toml"), without).unwrap();
    std::fs::write(folder.path().join("unpaid.toml"), SMALL.replace("pay = { rate", "# pay = { rate")).unwrap();
    for (file, words) in [("none.toml", "has no contract"), ("unpaid.toml", "the cost of agents is not known")] {
        let output = helpline(folder.path(), &["price", file]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
}
