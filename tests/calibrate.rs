//! From records to a model: parameters that are known come back, and the commands do what they say.
#![expect(clippy::unwrap_used, reason = "what cannot be read is a failure")]
#![expect(clippy::print_stdout, reason = "the widths of intervals are shown")]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use helpline::analysis::daily::Estimate;
use helpline::calibrate::bench::{Bench, Setting};
use helpline::calibrate::job::{self, Work};
use helpline::calibrate::start::{self, Start};
use helpline::calibrate::surface::patience_law;
use helpline::experiment::daily::{Task, by_day};
use helpline::random::{Key, Purpose, law::normal_quantile};
use helpline::records::day::{AreaDays, Day};
use helpline::records::sheet::Sheet;
use helpline::records::sitrep;
use helpline::scenario::source::Place;
use jiff::civil::{Date, date};

const SITREP: &str = "scenarios/data/nhs111-sitrep-daily.csv";

/// What is known of the service whose records are made.
struct Truth {
    level: f64,
    follows: f64,
    spread: f64,
    patience: f64,
    days: usize,
}

const TRUTH: Truth = Truth { level: 0.12, follows: 0.4, spread: 0.09, patience: 1500.0, days: 35 };
/// A small area: mean calls by day of the week.
const CALLS: [f64; 7] = [480.0, 450.0, 440.0, 430.0, 470.0, 700.0, 640.0];

/// Records of the service, in the format of the daily situation reports, and read back from it. Staff: level, response to calls, a level
/// with memory 0.8 that makes up half of the variance, noise.
fn records(number: u64) -> AreaDays {
    let first = date(2025, 9, 1); // no bank holiday for months
    let key = Key::root(4242, number);
    let normal = |what: &str, day: usize| normal_quantile(key.part(day as u64).uniform(Purpose::new(what, "")));
    let calls: Vec<f64> = (0..TRUTH.days).map(|d| (CALLS[d % 7] * (0.1 * normal("calls", d)).exp()).round()).collect();
    let half = TRUTH.spread / 2.0_f64.sqrt();
    let mut state = normal("level", 0);
    let mut factors = Vec::new();
    for d in 0..TRUTH.days {
        if d > 0 {
            state = 0.8 * state + 0.6 * normal("level", d);
        }
        let above = (calls[d] / CALLS[d % 7]).ln();
        factors.push((TRUTH.level + TRUTH.follows * above + half * state + half * normal("noise", d)).exp());
    }
    let scenario = start::over(&Start::Plain, "town", first, &calls).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let mean = [CALLS[0], CALLS[1], CALLS[2], CALLS[3], CALLS[4], CALLS[5], CALLS[6], CALLS[6]];
    let bench = Bench::new(scenario.model, &mean).unwrap();
    let law = patience_law(TRUTH.patience, 0.91);
    let make =
        |_: Task| bench.with(&Setting { factors: &factors, calls: &calls, patience: &law, within: Some(key.named("within")) });
    let task = Task { configuration: 0, replication: number };
    // callers of their own: another seed than the fit's
    let days = &by_day(&[task], 777, 1, &make, &AtomicBool::new(false)).unwrap()[0];
    let mut text = String::from("date,received,answered,answered_60s,abandoned,triaged\n");
    for (d, day) in days.iter().enumerate() {
        let date: Date = first.saturating_add(jiff::Span::new().days(d as i64));
        let whole = [day.received, day.answered, day.within, day.abandoned, (day.answered * 0.9).round()];
        let cells: Vec<String> = whole.iter().map(|v| format!("{v:.0}")).collect();
        text.push_str(&format!("{date},{}\n", cells.join(",")));
    }
    let sheet = Sheet::parse(Place::Held("town.csv".into()), &text).unwrap();
    let read = sitrep::from_sheet(sheet, &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
    read.areas[0].clone()
}

/// Which of the 95 % intervals hold the truth, and how wide they are: level, response to calls, spread from day to day, patience.
fn recovered(number: u64, effort: f64) -> [(bool, f64); 4] {
    let area = records(number);
    let work = Work { draws: 0, seed: 1 + number, threads: 2, effort };
    let done = job::calibrate(&area, &Start::Plain, work, &AtomicBool::new(false)).unwrap();
    // the mean over weekdays: each alone is pulled a little towards the others
    let week: Vec<Estimate> = (0..7).map(|k| done.fit.level(k)).collect();
    let level =
        Estimate { value: week.iter().map(|e| e.value).sum::<f64>() / 7.0, se: week.iter().map(|e| e.se).sum::<f64>() / 7.0 };
    let found = [
        (level, TRUTH.level),
        (done.fit.staff.effect(helpline::calibrate::days::CALLS), TRUTH.follows),
        (done.fit.staff.of_spread(helpline::analysis::daily::Spread::total), TRUTH.spread),
        (done.fit.known.log_patience, TRUTH.patience.ln()),
    ];
    found.map(|(e, truth)| ((e.value - truth).abs() <= 1.96 * e.se, 2.0 * 1.96 * e.se))
}

const NAMES: [&str; 4] = ["level of staff (log)", "staff that follow calls", "staff from day to day", "patience (log)"];

fn report(all: &[[(bool, f64); 4]]) -> [usize; 4] {
    std::array::from_fn(|p| {
        let held = all.iter().filter(|r| r[p].0).count();
        let width = all.iter().map(|r| r[p].1).sum::<f64>() / all.len() as f64;
        println!("{}: held in {held} of {}, mean width {width:.3}", NAMES[p], all.len());
        held
    })
}

/// Ten services: of forty intervals thirty at least hold. Were each to hold with chance 0.92, independently, fewer would in one of 1,000
/// such tests (binomial: 0.0008).
#[test]
fn parameters_come_back_from_records_of_a_known_service() {
    let all: Vec<[(bool, f64); 4]> = (0..10).map(|n| recovered(n, 1_500.0)).collect();
    let held = report(&all);
    assert!(held.iter().sum::<usize>() >= 30, "{held:?} of ten each");
}

/// The long form: `cargo test --release --test calibrate -- --ignored --nocapture a_hundred`.
#[test]
#[ignore = "ten minutes"]
fn a_hundred_services_come_back() {
    let all: Vec<[(bool, f64); 4]> = (0..100).map(|n| recovered(n, 6_000.0)).collect();
    let held = report(&all);
    assert!(held.iter().all(|&h| h >= 88), "{held:?} of a hundred each");
}

fn helpline(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_helpline")).args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).replace('\\', "/")
}

/// The published days of Cornwall before the holidays, as a file: four weeks and three days.
fn cornwall(folder: &Path) -> String {
    let text = std::fs::read_to_string("scenarios/data/cornwall-daily.csv").unwrap();
    let file = folder.join("days.csv");
    let days: Vec<&str> = text.lines().take(32).collect();
    std::fs::write(&file, days.join("\n")).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn the_two_commands_follow_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (cornwall(folder.path()), folder.path().join("out"));
    let out = out.to_str().unwrap();
    let done = helpline(&["calibrate", "--data", &data, "--fit-until", "2025-12-17", "--out", out, "--name", "c"]);
    assert!(done.status.success(), "{}", said(&done));
    for file in ["area.toml", "fit.md", "fit.json", "staff.csv", "manifest.json", "figures/fit.png", "area-advisors.csv"] {
        assert!(Path::new(out).join("c").join(file).exists(), "{file}");
    }
    let scenario = format!("{out}/c/area.toml");
    let run = helpline(&["run", &scenario, "-n", "2", "--out", out, "--no-charts"]);
    assert!(run.status.success(), "{}", said(&run));
    let page = |threads| {
        let done = helpline(&[
            "validate",
            &scenario,
            "--data",
            &data,
            "-n",
            "40",
            "--out",
            out,
            "--name",
            "v",
            "--format",
            "csv",
            "--threads",
            threads,
        ]);
        assert!(done.status.success(), "{}", said(&done));
        String::from_utf8(done.stdout).unwrap()
    };
    let days = page("2");
    // seven days: calls as forecast; answered, abandoned and triaged given calls and as forecast
    assert_eq!(days.lines().count(), 1 + 7 * 7);
    assert!(Path::new(out).join("v/figures/validate.png").exists());
    assert_eq!(days, page("1"), "the same on any number of threads");
    // half of the staff serve fewer in time
    let mean = |rows: &str| {
        let values: Vec<f64> = rows
            .lines()
            .filter(|l| l.contains("answered-within-60s,calls"))
            .map(|l| l.split(',').nth(4).unwrap().parse().unwrap())
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let fewer = helpline(&[
        "validate",
        &scenario,
        "--data",
        &data,
        "-n",
        "40",
        "--out",
        out,
        "--format",
        "csv",
        "--set",
        "groups.advisors.headcount=x0.6",
    ]);
    assert!(mean(&String::from_utf8(fewer.stdout).unwrap()) < mean(&days) - 0.2);
}

/// Values of a scenario at dotted paths.
fn values(toml: &str, paths: &[&str]) -> Vec<String> {
    let table: toml::Table = toml.parse().unwrap();
    let value = |path: &&str| {
        let mut keys = path.split('.');
        let first = table.get(keys.next().unwrap()).unwrap().clone();
        keys.fold(first, |at, key| at.get(key).unwrap_or_else(|| panic!("{path}")).clone()).to_string()
    };
    paths.iter().map(value).collect()
}

/// Rows of a CSV without comments.
fn rows(file: &Path) -> Vec<String> {
    std::fs::read_to_string(file).unwrap().lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// The shipped winter of Cornwall says by which command its numbers were found: they are found again.
#[test]
fn the_shipped_scenario_gives_its_own_numbers_again() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let shipped = "scenarios/cornwall-winter.toml";
    let args =
        ["calibrate", shipped, "--data", SITREP, "--area", "cornwall", "--fit-until", "2026-02-22", "--out", out, "--no-charts"];
    let text = std::fs::read_to_string(shipped).unwrap();
    assert!(text.contains(&args[..8].join(" ").replacen("calibrate", "helpline calibrate", 1)), "its head names the command");
    let done = helpline(&args);
    assert!(done.status.success(), "{}", said(&done));
    let written = std::fs::read_to_string(folder.path().join("cornwall/cornwall.toml")).unwrap();
    let paths = [
        "defaults.callers.patience.weibull.mean",
        "defaults.callers.patience.weibull.shape",
        "defaults.callers.hang-up-at-once",
        "groups.advisors.variation.day.cv",
        "groups.advisors.variation.day.memory",
    ];
    assert_eq!(values(&text, &paths), values(&written, &paths));
    let graded = |text: &str| {
        let table: toml::Table = text.parse().unwrap();
        let of = |key: &str| table["sources"][key].as_str().unwrap().to_owned();
        [of("groups.advisors.headcount"), of("groups.advisors.variation"), of("defaults.callers.hang-up-at-once")]
    };
    assert_eq!(graded(&text), graded(&written), "values and standard errors");
    let shipped = rows(Path::new("scenarios/data/cornwall-advisors.csv"));
    assert_eq!(shipped, rows(&folder.path().join("cornwall/cornwall-advisors.csv")));
    // what it takes from the start stands in the one file that is written
    assert_eq!(
        values(&text, &["steps.clinician", "bands", "targets"]),
        values(&written, &["steps.clinician", "bands", "targets"])
    );
    let run = helpline(&[
        "run",
        folder.path().join("cornwall/cornwall.toml").to_str().unwrap(),
        "-n",
        "1",
        "--out",
        out,
        "--no-charts",
    ]);
    assert!(run.status.success(), "{}", said(&run));
}

/// What a start says of who of its people comes is replaced by the heads that are found.
#[test]
fn a_start_with_shifts_and_absence_becomes_heads() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (cornwall(folder.path()), folder.path().to_str().unwrap().to_owned());
    let start = folder.path().join("start.toml");
    std::fs::write(
        &start,
        r#"
title = "Start"
[calendar]
lasts = "7d"
start = 2025-11-24
holidays = "england-and-wales"
[areas.town]
counts = "days.csv#received"
[defaults.callers]
patience = { exponential = { mean = "10m" } }
[steps.desk]
handle = { exponential = { mean = "6m" } }
[groups.people]
serves = ["desk"]
absence = { chance = "5%" }
new-staff = { share = "20%", handle = "+30%", fading-over = "8w" }
shifts.day = { starts = "08:00", lasts = "12h", headcount = 9 }
shifts.night = { starts = "20:00", lasts = "12h", headcount = 4 }
"#,
    )
    .unwrap();
    let done = helpline(&[
        "calibrate",
        start.to_str().unwrap(),
        "--data",
        &data,
        "--fit-until",
        "2025-12-17",
        "--out",
        &out,
        "--no-charts",
    ]);
    assert!(done.status.success(), "{}", said(&done));
    let file = folder.path().join("area/area.toml");
    let table: toml::Table = std::fs::read_to_string(&file).unwrap().parse().unwrap();
    let people = table["groups"]["people"].as_table().unwrap();
    let keys: Vec<&str> = people.keys().map(String::as_str).collect();
    assert_eq!(keys, ["serves", "headcount", "heads-are", "variation"]);
    let run = helpline(&["run", file.to_str().unwrap(), "-n", "1", "--out", &out, "--no-charts"]);
    assert!(run.status.success(), "{}", said(&run));
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let few = folder.path().join("few.csv");
    std::fs::write(&few, "date,received,answered,answered_60s,abandoned\n2026-01-01,9,8,7,1\n2026-01-02,9,8,7,1\n").unwrap();
    let page = |args: &[&str]| {
        let done = helpline(&[args, &["--out", out]].concat());
        assert_eq!(done.status.code(), Some(2), "{}", said(&done));
        said(&done).replace(out, "OUT")
    };
    let few = few.to_str().unwrap();
    let pages = [
        ("no-area", page(&["calibrate", "--data", SITREP])),
        ("unknown-area", page(&["calibrate", "--data", SITREP, "--area", "Cornwell"])),
        ("no-file", page(&["calibrate", "--data", "nowhere.csv"])),
        ("few-days", page(&["calibrate", "--data", few, "--fit-until", "2026-01-02"])),
        ("before-all-days", page(&["calibrate", "--data", few, "--fit-until", "2025-01-02"])),
        ("no-date", page(&["calibrate", "--data", few, "--fit-until", "yesterday"])),
        ("many-areas", page(&["calibrate", "scenarios/england-year.toml", "--data", SITREP, "--area", "cornwall"])),
        ("no-fit", page(&["validate", "scenarios/cornwall-winter.toml", "--data", SITREP])),
    ];
    for (name, page) in pages {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("calibrate/{name}"), page);
        });
    }
}

#[test]
fn a_day_has_its_shares() {
    let day = Day { received: 100, answered: Some(80), answered_60s: Some(60), abandoned: Some(20), triaged: Some(72) };
    assert_eq!((day.service(), day.abandonment(), day.triage()), (Some(0.75), Some(0.2), Some(0.9)));
    assert_eq!(Day { answered: Some(0), ..day }.service(), None);
}
