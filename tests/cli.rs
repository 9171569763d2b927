//! The program from outside: what it prints, what it writes, how it ends.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]
#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "the program writes them so")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// The program, in the folder of the crate, told nothing by the environment.
fn helpline() -> Command {
    let mut command = Command::cargo_bin("helpline").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["NO_COLOR", "COLUMNS", "LC_ALL", "LC_CTYPE"] {
        command.env_remove(name);
    }
    command.env("LANG", "en_GB.UTF-8");
    command
}

/// Runs the program and expects an exit status.
fn ends(arguments: &[&str], code: i32) -> Output {
    let output = helpline().args(arguments).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(code),
        "helpline {}\n{}\n{}",
        arguments.join(" "),
        text(&output.stdout),
        text(&output.stderr)
    );
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder for results, and its path as an argument.
fn folder() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    (folder, path)
}

/// All files under a folder: path from it, bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// The mean of a measure over all callers.
fn mean(summary: &Value, measure: &str) -> f64 {
    let rows = summary["measures"].as_array().unwrap();
    let row = rows.iter().find(|row| row["measure"] == measure && row["scope"] == "all").unwrap();
    row["mean"].as_f64().unwrap()
}

/// A desk for a day: the smallest run there is.
const DESK: [&str; 6] = ["run", "scenarios/desk.toml", "--set", "calendar.lasts=1d", "--no-charts", "-q"];
/// Triage, warm transfer and call-backs, for two days.
const CALL_BACKS: [&str; 6] = ["run", "scenarios/call-backs.toml", "--set", "calendar.lasts=1d", "--no-charts", "-q"];

fn with<'a>(base: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    base.iter().chain(more).copied().collect()
}

// ---- what a run writes ----

#[test]
fn a_run_writes_the_contracted_files_and_no_others() {
    let (kept, out) = folder();
    let arguments = ["run", "scenarios/call-backs.toml", "--set", "calendar.lasts=1d", "-n", "3", "--calls", "--out", &out];
    ends(&arguments, 0);
    let written = files(kept.path());
    let names: Vec<&str> = written.keys().map(String::as_str).collect();
    let tables = ["calls.csv", "intervals.csv", "manifest.json", "resolved.toml", "results.csv", "summary.json"];
    let mut expected: Vec<String> = tables.iter().chain(&["checklists.md", "report.html"]).map(|&name| name.to_owned()).collect();
    if cfg!(feature = "charts") {
        let pictures = ["callbacks", "callers", "day", "scorecard", "waits", "week"];
        expected.extend(pictures.map(|name| format!("figures/{name}.png")));
        expected.push("report.png".to_owned());
    }
    let mut expected: Vec<String> = expected.iter().map(|name| format!("call-backs/{name}")).collect();
    expected.sort();
    assert_eq!(names, expected);
    for (name, bytes) in written.iter().filter(|(name, _)| name.ends_with(".png")) {
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n", "{name}");
        assert_eq!(&bytes[bytes.len() - 8..bytes.len() - 4], b"IEND", "{name} is cut off");
        assert!(bytes.len() > 5_000, "{name} is empty");
    }
    let head = |name: &str| text(&written[&format!("call-backs/{name}")]).lines().next().unwrap().to_owned();
    assert_eq!(head("results.csv"), "scenario,replication,measure,scope,value");
    assert_eq!(head("intervals.csv"), "scenario,start,scope,measure,mean,low,high,p10,p90");

    let summary = json(&kept.path().join("call-backs/summary.json"));
    for key in ["scenario", "version", "seed", "replications", "measures", "warnings"] {
        assert!(summary.get(key).is_some(), "summary.json has no {key}");
    }
    assert_eq!(summary["scenario"], "call-backs");
    assert_eq!(summary["seed"], 111);
    assert_eq!(summary["replications"], 3);
    for row in summary["measures"].as_array().unwrap() {
        for key in ["measure", "scope", "mean", "sd", "low", "high", "level", "covers", "basis"] {
            assert!(row.get(key).is_some(), "a measure has no {key}: {row}");
        }
        assert!(!row["measure"].as_str().unwrap().is_empty(), "a measure without a name: {row}");
    }
    let target = summary["measures"].as_array().unwrap().iter().find(|row| row.get("target").is_some()).unwrap();
    assert_eq!(target["target"], ">= 0.9");
    for key in ["probability_met", "verdict"] {
        assert!(target.get(key).is_some(), "a target has no {key}: {target}");
    }

    let manifest = json(&kept.path().join("call-backs/manifest.json"));
    for key in ["version", "command_line", "seed", "scenario_hash", "inputs", "threads", "seconds"] {
        assert!(manifest.get(key).is_some(), "manifest.json has no {key}");
    }
    assert_eq!(manifest["partial"], false);
}

#[test]
fn data_files_are_kept_beside_the_resolved_scenario() {
    let (kept, out) = folder();
    let more = ["-n", "1", "--no-charts", "--set", "calendar.lasts=1d", "--out", &out];
    ends(&with(&["run", "scenarios/night-shift.toml", "-q"], &more), 0);
    let folder = kept.path().join("night-shift");
    let copy = fs::read(folder.join("inputs/hour-of-week.csv")).unwrap();
    assert_eq!(copy, fs::read("scenarios/data/hour-of-week.csv").unwrap());
    assert!(read(&folder.join("resolved.toml")).contains("\"inputs/hour-of-week.csv\""));
}

#[test]
fn without_charts_or_calls_there_are_none_even_of_an_earlier_run() {
    let (kept, out) = folder();
    let desk = ["run", "scenarios/desk.toml", "--set", "calendar.lasts=1d", "-q", "-n", "2", "--out", &out];
    ends(&with(&desk, &["--calls"]), 0);
    assert!(kept.path().join("desk/calls.csv").exists());
    assert_eq!(kept.path().join("desk/figures/waits.png").exists(), cfg!(feature = "charts"));
    ends(&with(&desk, &["--no-charts"]), 0);
    let names: Vec<String> = files(kept.path()).into_keys().collect();
    assert!(names.iter().all(|name| !name.ends_with(".png") && !name.ends_with("calls.csv")), "{names:?}");
}

#[test]
fn one_row_of_calls_for_each_call_of_the_first_replication() {
    let (kept, out) = folder();
    // without new calls after the end, all calls have ended when the run stops
    ends(&with(&DESK, &["-n", "2", "--calls", "--out", &out, "--set", "calendar.run-out=12h"]), 0);
    let rows = read(&kept.path().join("desk/calls.csv")).lines().count() - 1;
    let offered = read(&kept.path().join("desk/results.csv"))
        .lines()
        .find_map(|line| line.strip_prefix("desk,0,calls-offered,all,").map(|value| value.parse::<f64>().unwrap()))
        .unwrap();
    assert!(offered > 1_000.0);
    assert!((rows as f64 - offered).abs() < 0.5, "{rows} rows for {offered} calls");
}

#[test]
fn a_run_can_be_given_a_folder_and_a_name() {
    let (kept, out) = folder();
    let deep = format!("{out}/a/b");
    ends(&with(&DESK, &["-n", "1", "--out", &deep, "--name", "tuesday"]), 0);
    assert!(kept.path().join("a/b/tuesday/summary.json").exists());
}

#[test]
fn scenarios_of_one_run_do_not_overwrite_each_other() {
    let (kept, out) = folder();
    let arguments = ["run", "scenarios/desk.toml", "scenarios/desk.toml", "scenarios/erlang-c.toml"];
    ends(&with(&arguments, &["--set", "calendar.lasts=1d", "-n", "1", "--no-charts", "-q", "--out", &out]), 0);
    assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 3);
}

// ---- what a run prints ----

#[test]
fn people_get_a_table_with_what_was_simulated_and_where_to_look() {
    let (_kept, out) = folder();
    let desk = ["run", "scenarios/desk.toml", "--set", "calendar.lasts=1d", "--no-charts", "-n", "3", "--out", &out];
    let page = text(&ends(&desk, 0).stdout);
    for words in ["One desk", "3 replications", "seed 111", "95 % interval", "Answered within", "Next: helpline"] {
        assert!(page.contains(words), "`{words}` is missing in\n{page}");
    }
    assert!(page.contains(&out), "the folder is missing in\n{page}");
    assert!(!page.contains('\u{1b}'), "colours where there is no terminal");
}

#[test]
fn json_stands_alone_on_standard_output_and_is_the_summary() {
    let (kept, out) = folder();
    let output = ends(&with(&CALL_BACKS, &["-n", "2", "--format", "json", "--out", &out]), 0);
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed, json(&kept.path().join("call-backs/summary.json")));
}

#[test]
fn csv_and_markdown_are_what_they_say() {
    let (_kept, out) = folder();
    let output = ends(&with(&CALL_BACKS, &["-n", "2", "--format", "csv", "--out", &out]), 0);
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    assert_eq!(&reader.headers().unwrap()[1], "measure");
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert!(rows.len() > 10);
    let output = ends(&with(&CALL_BACKS, &["-n", "2", "--format", "md", "--out", &out]), 0);
    let page = text(&output.stdout);
    assert!(page.starts_with("## Triage"), "{page}");
    assert!(page.lines().any(|line| line.starts_with("|--") || line.starts_with("| --")), "{page}");
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let escape = |output: &Output| output.stdout.contains(&0x1b) || output.stderr.contains(&0x1b);
    let (_kept, out) = folder();
    let desk = with(&DESK, &["-n", "2", "--out", &out]);
    assert!(!escape(&ends(&desk, 0)));
    assert!(escape(&ends(&with(&desk, &["--color", "always"]), 0)));
    assert!(!escape(&ends(&with(&desk, &["--color", "never"]), 0)));
    let plain = helpline().env("NO_COLOR", "1").args(&desk).output().unwrap();
    assert!(!escape(&plain));
    // a flag is nearer than the environment
    let asked = helpline().env("NO_COLOR", "1").args(with(&desk, &["--color", "always"])).output().unwrap();
    assert!(escape(&asked));
    let wrong = ["check", "tests/diagnostics/misspelt-key.toml"];
    assert!(!escape(&ends(&wrong, 2)));
    assert!(escape(&ends(&with(&wrong, &["--color", "always"]), 2)));
}

#[test]
fn a_terminal_without_unicode_gets_plain_signs() {
    let (_kept, out) = folder();
    let output = helpline().env("LANG", "C").args(with(&CALL_BACKS, &["-n", "2", "--out", &out])).output().unwrap();
    let page = text(&output.stdout);
    assert!(page.contains("cannot tell") || page.contains("met"), "{page}");
    assert!(!page.contains(['✓', '✗', '─', '═', '│']), "{page}");
}

// ---- settings ----

#[test]
fn a_setting_changes_the_run() {
    let (kept, out) = folder();
    ends(&with(&DESK, &["-n", "2", "--out", &out, "--name", "base"]), 0);
    ends(&with(&DESK, &["-n", "2", "--out", &out, "--name", "more", "--set", "areas.town.calls=x1.2"]), 0);
    ends(&with(&DESK, &["-n", "2", "--out", &out, "--name", "seed", "--seed", "7"]), 0);
    let calls = |name: &str| mean(&json(&kept.path().join(name).join("summary.json")), "calls-offered");
    let ratio = calls("more") / calls("base");
    assert!((ratio - 1.2).abs() < 0.08, "{ratio}");
    assert!((calls("seed") - calls("base")).abs() > 0.4, "another seed gives the same calls");
}

#[test]
fn precision_adds_replications_until_it_is_met() {
    let (kept, out) = folder();
    let replications = |name: &str, width: &str| {
        let wish = format!("answered-within-60s={width}");
        ends(&with(&DESK, &["--precision", &wish, "--out", &out, "--name", name]), 0);
        let summary = json(&kept.path().join(name).join("summary.json"));
        let rows = summary["measures"].as_array().unwrap().clone();
        let row = rows.iter().find(|row| row["measure"] == "answered-within-60s" && row["scope"] == "all").unwrap();
        let half = (row["high"].as_f64().unwrap() - row["low"].as_f64().unwrap()) / 2.0;
        (summary["replications"].as_u64().unwrap(), half)
    };
    let (few, wide) = replications("wide", "4pt");
    let (many, narrow) = replications("narrow", "1pt");
    assert!(few < many, "{few} and {many} replications");
    assert!(wide <= 0.041 && narrow <= 0.0105, "{wide} {narrow}");
    // and no further than allowed
    ends(&with(&DESK, &["--precision", "mean-wait=1ms", "--max-replications", "16", "--out", &out, "--name", "most"]), 0);
    assert_eq!(json(&kept.path().join("most/summary.json"))["replications"], 16);
}

#[test]
fn a_wish_for_precision_that_means_nothing_is_wrong_input() {
    let (kept, out) = folder();
    let wrong = |wish: &str| text(&ends(&with(&DESK, &["--precision", wish, "--out", &out]), 2).stderr);
    assert!(wrong("answred-within-60s=1pt").contains("did you mean `answered-within-60s`?"));
    assert!(wrong("mean-wait").contains("MEASURE=HALF-WIDTH"));
    assert!(wrong("mean-wait=5").contains("half-width"));
    assert!(wrong("answered-within-60s=0pt").contains("half-width"));
    assert!(files(kept.path()).is_empty(), "something was written");
}

// ---- how it ends ----

#[test]
fn required_targets_decide_the_exit_status() {
    let (_kept, out) = folder();
    let target = |bound: &str| format!("targets.answered-within-60s={{ at-least = \"{bound}\" }}");
    let (high, low) = (target("99.99%"), target("1%"));
    ends(&with(&DESK, &["--out", &out, "--set", &high]), 0);
    ends(&with(&DESK, &["--out", &out, "--set", &high, "--require"]), 1);
    ends(&with(&DESK, &["--out", &out, "--set", &low, "--require"]), 0);
    // a handful of replications cannot tell, and what cannot be told is not missed
    ends(&with(&DESK, &["-n", "3", "--out", &out, "--set", &high, "--require"]), 0);
}

#[test]
fn a_wrong_file_is_named_and_nothing_is_written() {
    let (kept, out) = folder();
    let output = ends(&["run", "tests/diagnostics/misspelt-key.toml", "--out", &out], 2);
    assert!(text(&output.stderr).contains("did you mean `headcount`?"));
    assert!(output.stdout.is_empty());
    let output = ends(&["run", "no-such.toml", "--out", &out], 2);
    assert!(text(&output.stderr).contains("no-such.toml does not exist"));
    // one wrong file among several stops all before anything is simulated
    ends(&["run", "scenarios/desk.toml", "no-such.toml", "--out", &out], 2);
    let output = ends(&["run", "builtin:dsk", "--out", &out], 2);
    assert!(text(&output.stderr).contains("did you mean `builtin:desk`?"));
    assert!(files(kept.path()).is_empty(), "something was written");
}

#[test]
fn flags_are_checked() {
    ends(&["run"], 2);
    ends(&["rum"], 2);
    ends(&["run", "scenarios/desk.toml", "-n", "0"], 2);
    ends(&["run", "scenarios/desk.toml", "--format", "yaml"], 2);
    ends(&["--help"], 0);
    ends(&["--version"], 0);
}

#[test]
fn a_folder_that_cannot_be_written_is_found_before_simulating() {
    let (kept, _) = folder();
    let taken = kept.path().join("out");
    fs::write(&taken, b"a file where the folder should be").unwrap();
    // a run that would take far longer than this test
    let output = helpline()
        .args(["run", "scenarios/helpline-week.toml", "-n", "100000", "--no-charts", "--out"])
        .arg(&taken)
        .timeout(std::time::Duration::from_secs(30))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("out"), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
}

// ---- the same bytes ----

/// A service with recorded counts and people who ring again.
fn counts_and_redial(folder: &Path) -> PathBuf {
    let mut counts = String::from("date,received\n");
    for day in 5..8 {
        writeln!(counts, "2026-01-{day:02},{}", 900 + 40 * day).unwrap();
    }
    fs::write(folder.join("daily.csv"), counts).unwrap();
    let scenario = r#"
[calendar]
start = 2026-01-05
lasts = "3d"
[areas.town]
counts = "daily.csv"
[defaults.callers]
patience = { exponential = { mean = "3m" } }
redial = { chance = "60%", after = { exponential = { mean = "10m" } }, attempts = 4 }
[steps.desk]
handle = { lognormal = { mean = "6m", cv = 0.6 } }
[groups.agents]
serves = ["desk"]
headcount = 4
"#;
    let path = folder.join("counts.toml");
    fs::write(&path, scenario).unwrap();
    path
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let (kept, out) = folder();
    let counts = counts_and_redial(kept.path());
    let counts = counts.to_str().unwrap();
    for (scenario, days) in [("scenarios/desk.toml", "1d"), ("scenarios/call-backs.toml", "2d"), (counts, "3d")] {
        let lasts = format!("calendar.lasts={days}");
        let run = |threads: &str| {
            let out = format!("{out}/{threads}");
            let more = ["--out", &out, "--name", "x", "--threads", threads, "-n", "12", "--calls", "-q", "--set", &lasts];
            ends(&with(&["run", scenario], &more), 0);
            let mut written = files(&Path::new(&out).join("x"));
            written.remove("manifest.json").unwrap();
            written
        };
        let one = run("1");
        for threads in ["2", "3"] {
            for (name, bytes) in run(threads) {
                assert!(one[&name] == bytes, "{scenario}: {name} differs between 1 and {threads} threads");
            }
        }
    }
}

/// The results of a scenario and of what it resolves to, without the column of the scenario's name.
fn twice(kept: &Path, scenario: &str, sets: &[&str]) -> [Vec<String>; 2] {
    let out = kept.to_str().unwrap();
    let values = |name: &str| -> Vec<String> {
        let results = read(&kept.join(name).join("results.csv"));
        results.lines().map(|line| line.split_once(',').unwrap().1.to_owned()).collect()
    };
    let base = ["-n", "3", "--no-charts", "-q", "--out", out];
    let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", *set]).collect();
    ends(&with(&with(&["run", scenario, "--name", "first"], &base), &sets), 0);
    let resolved = kept.join("first/resolved.toml");
    ends(&with(&["run", resolved.to_str().unwrap(), "--name", "second"], &base), 0);
    [values("first"), values("second")]
}

#[test]
fn a_resolved_scenario_gives_the_same_results_again() {
    let cases: [(&str, &[&str]); 6] = [
        ("scenarios/desk.toml", &["calendar.lasts=1d"]),
        ("scenarios/desk.toml", &["calendar.lasts=1d", "steps.desk.handle=x1.1", "steps.desk.handle=-10s"]),
        ("scenarios/call-backs.toml", &["calendar.lasts=1d", "steps.triage.then.clinician=40%", "groups.advisors.headcount=+2"]),
        ("scenarios/night-shift.toml", &["areas.town.calls=x1.1", "areas.town.profile=x2"]),
        (
            "scenarios/helpline-week.toml",
            &[
                "calendar.lasts=1d",
                "groups.advisors.headcount=x0.93",
                "groups.clinicians.headcount=+3",
                "steps.advice.handle=+20s",
            ],
        ),
        ("scenarios/skills.toml", &["calendar.lasts=1d", "steps.mental-health-advice.by.generalists.handle=+40%"]),
    ];
    for (scenario, sets) in cases {
        let (kept, _) = folder();
        let [first, second] = twice(kept.path(), scenario, sets);
        assert!(first.len() > 10);
        assert_eq!(first, second, "{scenario} {sets:?}");
    }
    let (kept, _) = folder();
    let counts = counts_and_redial(kept.path());
    let [first, second] = twice(kept.path(), counts.to_str().unwrap(), &["areas.town.counts=x1.1"]);
    assert_eq!(first, second, "counts");
}

// ---- the shipped scenarios ----

fn shipped() -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir("scenarios")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    found.sort();
    assert!(found.len() >= 10, "{found:?}");
    found
}

#[test]
fn shipped_scenarios_have_no_problems() {
    for name in shipped() {
        let page = text(&ends(&["check", &format!("scenarios/{name}.toml")], 0).stdout);
        assert!(page.contains("No problems found"), "{page}");
        let inside = text(&ends(&["check", &format!("builtin:{name}")], 0).stdout);
        let after_first_word = |page: &str| page.split_once(": ").unwrap().1.to_owned();
        assert_eq!(after_first_word(&inside), after_first_word(&page), "the program holds another {name}");
    }
}

#[test]
fn shipped_scenarios_run() {
    for name in shipped().into_iter().filter(|name| name != "england-year") {
        let (kept, out) = folder();
        ends(&["run", &format!("scenarios/{name}.toml"), "-n", "2", "--no-charts", "-q", "--out", &out], 0);
        let summary = json(&kept.path().join(&name).join("summary.json"));
        assert!(mean(&summary, "calls-offered") > 100.0, "{name}");
    }
}

#[test]
fn staff_writes_a_scenario_that_run_reads_and_confirms() {
    let (kept, out) = folder();
    let file = kept.path().join("small.toml");
    let text_of = "[calendar]\nlasts = \"12h\"\ninterval = \"4h\"\n[areas.town]\ncalls = \"20/h\"\n[defaults.callers]\n\
        patience = { exponential = { mean = \"5m\" } }\n[steps.desk]\nhandle = { exponential = { mean = \"4m\" } }\n\
        [groups.agents]\nserves = [\"desk\"]\nheadcount = 2\n[targets]\nservice-level-60s = { at-least = \"70%\" }\n";
    fs::write(&file, text_of).unwrap();
    let small = file.to_str().unwrap();
    let page =
        text(&ends(&["staff", small, "-n", "200", "--search-replications", "50", "--out", &out, "--require", "-q"], 0).stdout);
    assert!(page.contains("For the targets") && page.contains("For no worse"), "{page}");
    let made = kept.path().join("small");
    let summary = json(&made.join("summary.json"));
    assert_eq!(summary["answers"][0]["met"], true);
    assert!(summary["answers"][0]["cost"].as_f64().unwrap() >= summary["answers"][0]["lower_bound"].as_f64().unwrap());
    assert!(made.join("figures/roster.png").exists() && made.join("roster.csv").exists());
    // what is written holds its target when it is run by itself
    let staffed = made.join("staffing.toml");
    ends(&["run", staffed.to_str().unwrap(), "-n", "200", "--require", "--no-charts", "-q", "--out", &out], 0);
    assert!(made.join("staffing.csv").exists());
    ends(&["staff", small, "--budget", "a little", "--out", &out], 2);
    ends(&["staff", small, "--for", "provider", "--out", &out], 2);
}

/// Files of a folder of comparisons.
fn comparisons(folder: &str) -> Vec<String> {
    let files = fs::read_dir(format!("scenarios/{folder}")).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| path.to_str().unwrap().to_owned())
        .collect();
    found.sort();
    found
}

#[test]
fn shipped_comparisons_have_no_problems() {
    let (savings, launch) = (comparisons("savings"), [comparisons("launch-2013"), comparisons("cut-12")].concat());
    assert!(savings.len() >= 7 && launch.len() >= 3, "{savings:?} {launch:?}");
    for file in savings.iter().chain(&launch) {
        let page = text(&ends(&["check", file], 0).stdout);
        assert!(page.contains("No problems found"), "{page}");
    }
}

#[test]
fn the_shipped_savings_are_compared_with_the_file_they_extend() {
    let (_kept, out) = folder();
    let files = comparisons("savings");
    let mut words = vec!["compare"];
    words.extend(files.iter().map(String::as_str));
    words.extend(["-n", "4", "--no-charts", "-q", "--out", &out]);
    let page = text(&ends(&words, 0).stdout);
    assert!(page.contains("Base: baseline, the file that all the others extend"), "{page}");
    for file in files.iter().filter(|file| !file.ends_with("baseline.toml")) {
        let name = Path::new(file).file_stem().unwrap().to_str().unwrap();
        assert!(page.contains(&format!("\n{name}: ")), "no verdict on {name} in\n{page}");
    }
}

/// The published price was £7.00 to £8.50 a call, the published cost about £13: stated inputs, none tuned, put the first inside its
/// range and the second above.
#[test]
fn the_bid_of_2013_costs_what_was_bid_and_the_launch_far_more() {
    let cost_per_call = |name: &str| {
        let (kept, out) = folder();
        ends(&["run", &format!("scenarios/launch-2013/{name}.toml"), "-n", "6", "--no-charts", "-q", "--out", &out], 0);
        mean(&json(&kept.path().join(name).join("summary.json")), "cost-per-call")
    };
    let (bid, actual) = (cost_per_call("bid"), cost_per_call("actual"));
    assert!((7.0..8.5).contains(&bid), "{bid}");
    assert!(actual > 13.0, "{actual}");
}

// ---- the other commands ----

#[test]
fn check_explains_every_number_and_simulates_nothing() {
    let page = text(&ends(&["check", "scenarios/call-backs.toml", "--explain"], 0).stdout);
    for words in ["areas.town.calls = 60/h", "steps.clinician.handle = lognormal, mean 11m", "no source stated", "Erlangs"] {
        assert!(page.contains(words), "`{words}` is missing in\n{page}");
    }
    // a mechanism is named where it is used, and only there
    for (words, count) in
        [("flow     urgency bands: clinician", 1), ("call-back: clinician", 1), ("callers  patience: ", 1), ("balking", 1)]
    {
        assert_eq!(page.matches(words).count(), count, "`{words}` in\n{page}");
    }
    let off = text(&ends(&["check", "scenarios/desk.toml", "--explain"], 0).stdout);
    assert!(off.contains("none: calls come at random") && off.contains("off      recorded counts"), "{off}");
    let page = text(&ends(&["check", "scenarios/cornwall-winter.toml", "--explain"], 0).stdout);
    assert!(page.contains("calibrated: "), "{page}");
    let output = ends(&["check", "scenarios/desk.toml", "tests/diagnostics/several.toml"], 2);
    assert!(text(&output.stdout).contains("No problems found"), "the sound file is still explained");
    assert!(text(&output.stderr).contains("problems found"));
    let output = ends(&["check", "scenarios/desk.toml", "--set", "groups.agents.headcuont=9"], 2);
    assert!(text(&output.stderr).contains("did you mean `headcount`?"), "{}", text(&output.stderr));
}

#[test]
fn an_example_is_listed_written_out_run_and_never_overwritten() {
    let list = text(&ends(&["example"], 0).stdout);
    for name in shipped() {
        assert!(list.contains(&name), "{name} is not listed");
    }
    for name in shipped() {
        let (kept, out) = folder();
        let written = text(&ends(&["example", &name, &out], 0).stdout);
        let file = kept.path().join(format!("{name}.toml"));
        assert!(written.contains(file.to_str().unwrap()), "{written}");
        let before = files(kept.path());
        assert!(text(&ends(&["check", file.to_str().unwrap()], 0).stdout).contains("No problems found"));
        let output = ends(&["example", &name, &out], 3);
        assert!(text(&output.stderr).contains("already there"), "{}", text(&output.stderr));
        assert_eq!(files(kept.path()), before, "something was overwritten");
    }
    let (kept, out) = folder();
    ends(&["example", "skills", &out], 0);
    let file = kept.path().join("skills.toml");
    let more = ["-n", "1", "--no-charts", "-q", "--set", "calendar.lasts=1d", "--out", &out];
    ends(&with(&["run", file.to_str().unwrap()], &more), 0);
    let output = ends(&["example", "skils"], 2);
    assert!(text(&output.stderr).contains("did you mean `skills`?"));
}

#[test]
fn erlang_answers_as_the_textbook_does() {
    let value = |arguments: &[&str], name: &str| -> f64 {
        let output = ends(&with(&with(&["erlang"], arguments), &["--format", "json"]), 0);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        answer[name].as_f64().unwrap_or_else(|| panic!("no `{name}` in {answer}"))
    };
    let c = ["--calls", "180/h", "--handle", "3m", "--agents", "10"];
    assert!((value(&c, "offered load, Erlangs") - 9.0).abs() < 1e-9);
    assert!((value(&c, "chance to wait") - 0.66873).abs() < 5e-6);
    assert!((value(&c, "mean wait") - 120.37).abs() < 5e-3);
    assert!((value(&c, "answered within the time, of offered") - 0.52083).abs() < 5e-6);
    assert!((value(&c, "Erlang B: lost if nobody may wait") - 0.16796).abs() < 5e-6);
    let a = ["--calls", "220/h", "--handle", "3m", "--agents", "10", "--patience", "6m"];
    assert!((value(&a, "chance to wait") - 0.75050).abs() < 5e-6);
    assert!((value(&a, "give up") - 0.14775).abs() < 5e-6);
    assert!((value(&a, "mean wait, all callers") - 53.189).abs() < 5e-4);
    assert!((value(&a, "answered within the time, of answered") - 0.63025).abs() < 5e-6);
    // the reverse: the fewest that do, and one fewer does not
    let goal = ["--calls", "180/h", "--handle", "3m", "--target", "90%", "--within", "30s"];
    let agents = value(&goal, "agents");
    let with_agents = |n: f64| {
        let n = n.to_string();
        value(&["--calls", "180/h", "--handle", "3m", "--within", "30s", "--agents", &n], "answered within the time, of offered")
    };
    assert!(with_agents(agents) >= 0.9 && with_agents(agents - 1.0) < 0.9, "{agents}");
    let page = text(&ends(&with(&["erlang"], &c), 0).stdout);
    assert!(page.contains("66.9 %") || page.contains("66.9%"), "{page}");
}

#[test]
fn erlang_says_what_it_cannot_answer() {
    let wrong = |arguments: &[&str]| text(&ends(&with(&["erlang"], arguments), 2).stderr);
    assert!(wrong(&["--calls", "180", "--handle", "3m", "--agents", "10"]).contains("--calls: no unit"));
    assert!(wrong(&["--calls", "180/h", "--handle", "3", "--agents", "10"]).contains("--handle: no unit"));
    assert!(wrong(&["--calls", "180/h", "--handle", "3m"]).contains("--agents"));
    assert!(wrong(&["--calls", "180/h", "--handle", "3m", "--agents", "10", "--target", "90%"]).contains("--agents"));
    assert!(!wrong(&["--calls", "220/h", "--handle", "3m", "--agents", "10"]).is_empty(), "an overloaded queue has no wait");
    assert!(!wrong(&["--calls", "180/h", "--handle", "3m", "--target", "100%"]).is_empty());
    assert!(!wrong(&["--calls", "180/h", "--handle", "3m", "--target", "150%"]).is_empty());
    assert!(!wrong(&["--calls", "180/h", "--handle", "0s", "--agents", "10"]).is_empty());
    assert!(!wrong(&["--calls", "180/h", "--handle", "3m", "--agents", "10", "--patience", "0s"]).is_empty());
    assert!(!wrong(&["--calls", "180/h", "--handle", "3m", "--agents", "4000000000"]).is_empty());
    ends(&["erlang", "--calls", "180/h"], 2);
}

// ---- comparing ----

/// A desk for a day against two changes of itself.
const COMPARE: [&str; 11] = [
    "compare",
    "scenarios/desk.toml",
    "--set",
    "calendar.lasts=1d",
    "--alt",
    "one more: groups.agents.headcount=+1",
    "--alt",
    "longer: steps.desk.handle=+10s; areas.town.calls=x1.02",
    "--no-charts",
    "-q",
    "-n40",
];

/// The differences of an alternative in a comparison's summary.
fn difference<'a>(summary: &'a Value, alternative: &str, measure: &str) -> &'a Value {
    let of = of_alternative(summary, alternative);
    let rows = of["differences"].as_array().unwrap();
    rows.iter().find(|row| row["measure"] == measure && row["scope"] == "all").unwrap_or_else(|| panic!("no {measure}"))
}

fn of_alternative<'a>(summary: &'a Value, alternative: &str) -> &'a Value {
    let all = summary["alternatives"].as_array().unwrap();
    all.iter().find(|of| of["alternative"] == alternative).unwrap_or_else(|| panic!("no {alternative} in {all:?}"))
}

#[test]
fn a_comparison_writes_the_contracted_files_the_same_on_any_number_of_threads() {
    let (kept, out) = folder();
    let page = text(&ends(&with(&COMPARE, &["--out", &out, "--threads", "1"]), 0).stdout);
    ends(&with(&COMPARE, &["--out", &out, "--threads", "3", "--name", "again"]), 0);
    let (mut first, mut again) = (files(&kept.path().join("compare")), files(&kept.path().join("again")));
    let manifest: Value = serde_json::from_slice(&first.remove("manifest.json").unwrap()).unwrap();
    again.remove("manifest.json");
    assert_eq!(first, again, "threads change the bytes");
    let names: Vec<&str> = first.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "checklists.md",
            "differences.csv",
            "intervals.csv",
            "report.html",
            "results.csv",
            "scenarios/desk/resolved.toml",
            "scenarios/longer/resolved.toml",
            "scenarios/one-more/resolved.toml",
            "summary.json"
        ]
    );
    assert_eq!(manifest["base"]["name"], "desk");
    assert_eq!(manifest["alternatives"][0]["set"][0], "groups.agents.headcount=+1");
    let summary: Value = serde_json::from_slice(&first["summary.json"]).unwrap();
    assert_eq!(summary["base"], "desk");
    assert_eq!(summary["replications"], 40);
    assert_eq!(summary["configurations"].as_array().unwrap().len(), 3);
    assert_eq!(of_alternative(&summary, "one-more")["verdict"], "better");
    assert_eq!(of_alternative(&summary, "longer")["verdict"], "worse");
    let sentence = of_alternative(&summary, "longer")["sentence"].as_str().unwrap();
    assert!(sentence.contains("more people ring than in the base"), "{sentence}");
    // the difference of the means, and an interval that holds it
    let row = difference(&summary, "one-more", "mean-speed-of-answer");
    let value = |key: &str| row[key].as_f64().unwrap();
    assert!((value("difference") - (value("alternative") - value("base"))).abs() < 1e-9);
    assert!(value("low") < value("difference") && value("difference") < value("high") && value("high") < 0.0, "{row}");
    assert!(value("level") > 0.99 && row["simultaneous"] == true);
    let rows = text(&first["results.csv"]);
    for name in ["desk", "one-more", "longer"] {
        let kept = rows.lines().filter(|line| line.starts_with(&format!("{name},")) && line.contains(",mean-wait,all,"));
        assert_eq!(kept.count(), 40, "{name}");
    }
    assert_eq!(rows.matches("scenario,replication").count(), 1, "one head");
    for words in ["Base: desk", "one-more: better", "longer: worse", "cover at once at 95 %", "No cost is stated"] {
        assert!(page.contains(words), "`{words}` is missing in\n{page}");
    }
}

#[test]
fn pictures_of_money_are_drawn_where_money_is_stated_and_removed_without_charts() {
    let (kept, out) = folder();
    let pictures = |of: &str| -> Vec<String> {
        let names = files(&kept.path().join(of)).into_keys().filter(|name| name.starts_with("figures/"));
        names.map(|name| name.replace("figures/", "").replace(".png", "")).collect()
    };
    let expected = |names: &[&str]| -> Vec<String> {
        names.iter().filter(|_| cfg!(feature = "charts")).map(|name| (*name).to_owned()).collect()
    };
    let short = ["--set", "calendar.lasts=1d", "-n", "2", "-q", "--out", &out];
    let desk = ["compare", "scenarios/desk.toml", "--alt", "one more: groups.agents.headcount=+1"];
    ends(&with(&desk, &short), 0);
    assert_eq!(pictures("compare"), expected(&["callers", "compare"]), "no money, no picture of it");
    let paid = ["compare", "scenarios/savings/baseline.toml", "scenarios/savings/agency.toml"];
    ends(&with(&paid, &short), 0);
    assert_eq!(pictures("compare"), expected(&["callers", "compare", "cost", "trade-off"]));
    ends(&with(&desk, &short), 0);
    assert_eq!(pictures("compare"), expected(&["callers", "compare"]), "those of an earlier comparison are removed");
    ends(&with(&desk, &with(&short, &["--no-charts"])), 0);
    assert!(pictures("compare").is_empty());
    let run = ["run", "scenarios/savings/baseline.toml"];
    ends(&with(&run, &short), 0);
    assert_eq!(pictures("baseline").contains(&"cost".to_owned()), cfg!(feature = "charts"));
    ends(&with(&run, &with(&short, &["--no-charts"])), 0);
    assert!(pictures("baseline").is_empty());
}

#[test]
fn the_same_people_ring_whatever_the_staff_even_where_records_hold_redials() {
    let (kept, out) = folder();
    let file = counts_and_redial(kept.path());
    let arguments = ["compare", file.to_str().unwrap(), "--alt", "fewer: groups.agents.headcount=-1", "-n", "8", "-q"];
    ends(&with(&arguments, &["--no-charts", "--out", &out]), 0);
    let summary = json(&kept.path().join("compare/summary.json"));
    let people = difference(&summary, "fewer", "people");
    assert_eq!(people["judged"], "the same", "{people}");
    let redials = difference(&summary, "fewer", "redials");
    assert!(redials["difference"].as_f64().unwrap() > 1.0, "{redials}");
}

#[test]
fn the_base_is_the_file_that_all_others_extend_and_an_identical_one_is_said() {
    let (kept, out) = folder();
    let desk = fs::canonicalize("scenarios/desk.toml").unwrap();
    let heir = |name: &str, more: &str| {
        let path = kept.path().join(format!("{name}.toml"));
        fs::write(&path, format!("extends = '{}'\n{more}", desk.display())).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (more, same) = (heir("more", "[groups.agents]\nheadcount = \"+1\"\n"), heir("same", ""));
    let named = heir("named", "title = \"The same by another name\"\n");
    let arguments = ["compare", &more, &same, &named, "scenarios/desk.toml", "--set", "calendar.lasts=1d", "-n", "5"];
    let page = text(&ends(&with(&arguments, &["--no-charts", "-q", "--out", &out]), 0).stdout);
    assert!(page.contains("Base: desk, the file that all the others extend"), "{page}");
    let summary = json(&kept.path().join("compare/summary.json"));
    for (name, identical) in [("more", false), ("same", true), ("named", true)] {
        assert_eq!(of_alternative(&summary, name)["identical"], identical, "{name}");
    }
    assert!(page.contains("same: identical"), "{page}");
    // without such a file it is the first
    let arguments = ["compare", "scenarios/desk.toml", "scenarios/desk.toml", "--set", "calendar.lasts=1d", "-n", "2"];
    let page = text(&ends(&with(&arguments, &["--no-charts", "-q", "--out", &out]), 0).stdout);
    assert!(page.contains("desk-2: identical"), "{page}");
}

#[test]
fn what_the_same_callers_could_not_meet_is_refused_with_why() {
    let (kept, out) = folder();
    let refused = |alternative: &str| {
        let output = ends(&["compare", "scenarios/desk.toml", "--alt", alternative, "-n", "2", "--out", &out], 2);
        text(&output.stderr)
    };
    let page = refused("shorter: calendar.lasts=2d");
    assert!(page.contains("cannot be compared with desk") && page.contains("lasts 2d"), "{page}");
    assert!(refused("finer: calendar.interval=15m").contains("interval is 15m, the base's 30m"));
    assert!(refused("warm: calendar.warm-up=2d").contains("warm-up lasts 2d"));
    let page = refused("elsewhere: areas.city={ calls = \"10/h\" }");
    assert!(page.contains("it has area city, which the base has not"), "{page}");
    let page = text(&ends(&["compare", "scenarios/desk.toml", "scenarios/skills.toml", "--out", &out], 2).stderr);
    assert!(page.contains("lasts 20d, the base's 10d; its warm-up lasts 1d, the base's 0s"), "{page}");
    assert!(files(kept.path()).is_empty(), "something was written");
}

#[test]
fn a_comparison_that_means_nothing_is_wrong_input() {
    let (kept, out) = folder();
    let wrong = |more: &[&str]| {
        text(&ends(&with(&with(&["compare", "scenarios/desk.toml", "--out", &out], &["-n", "2"]), more), 2).stderr)
    };
    assert!(wrong(&[]).contains("nothing to compare with"));
    assert!(wrong(&["--alt", "no name"]).contains("NAME: PATH=VALUE"));
    assert!(wrong(&["--alt", "x: groups.agents"]).contains("PATH=VALUE"));
    assert!(wrong(&["--alt", "x: groups.agents.headcuont=9"]).contains("did you mean `headcount`?"));
    let alternative = ["--alt", "x: groups.agents.headcount=+1"];
    assert!(wrong(&with(&alternative, &["--margin", "wait-p59=1s"])).contains("no measure called `wait-p59`"));
    assert!(wrong(&with(&alternative, &["--margin", "mean-wait=-1s"])).contains("no size"));
    assert!(wrong(&with(&alternative, &["--precision", "mean-wait=0s"])).contains("no size"));
    assert!(wrong(&with(&alternative, &["--restaff"])).contains("the base has no targets that staffing decides"));
    assert!(wrong(&with(&alternative, &["--restaff", "--uncertain"])).contains("cannot be used with"));
    assert!(wrong(&with(&alternative, &["--uncertain"])).contains("gives no input as a range"));
    assert!(wrong(&with(&alternative, &["--draws", "20"])).contains("--uncertain"));
    assert!(files(kept.path()).is_empty(), "something was written");
}

/// Six and eight Erlangs at a desk with 72 % in 60 s. By Erlang C seven people give 56 and eight 82 %, nine 57 and ten 75 %: so between seven and
/// eight and a half, and between nine and eleven, where heads may differ by part of the day and the target is to be sure in one day.
#[test]
fn restaffed_alternatives_are_compared_at_equal_service() {
    let (kept, out) = folder();
    let args = [
        "compare",
        "scenarios/desk.toml",
        "--alt",
        "longer: steps.desk.handle=4m",
        "--set",
        "targets.answered-within-60s.at-least=72%",
        "--set",
        "calendar.lasts=1d",
        "--set",
        "calendar.interval=4h",
        "--restaff",
        "-n",
        "40",
        "--no-charts",
        "--out",
        &out,
        "--progress",
        "none",
    ];
    let page = text(&ends(&args, 0).stdout);
    let said = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("desk 192 h as it stands, "), "{page}");
    assert!(said.contains("; longer 192 h as it stands, "), "{page}");
    let summary = json(&kept.path().join("compare/summary.json"));
    let hours: Vec<f64> = ["desk", "longer"]
        .iter()
        .map(|name| {
            let toml = std::fs::read_to_string(kept.path().join("compare/scenarios").join(name).join("staffing.csv")).unwrap();
            toml.lines().filter_map(|line| line.rsplit(',').next()?.parse::<f64>().ok()).sum::<f64>() * 4.0
        })
        .collect();
    assert!((168.0..=204.0).contains(&hours[0]), "{hours:?}");
    assert!((216.0..=264.0).contains(&hours[1]), "{hours:?}");
    assert!(summary["base_because"].as_str().unwrap().contains("staffed to the same targets first"));
    let service = |name: &str| {
        let toml = kept.path().join("compare/scenarios").join(name).join("resolved.toml");
        ends(&["run", toml.to_str().unwrap(), "-n", "40", "--no-charts", "--out", &out, "--name", name, "--progress", "none"], 0);
        let run = json(&kept.path().join(name).join("summary.json"));
        let measures = run["measures"].as_array().unwrap().clone();
        measures.iter().find(|m| m["measure"] == "answered-within-60s").unwrap()["mean"].as_f64().unwrap()
    };
    for name in ["desk", "longer"] {
        // verified to hold in 95 % of replications, so in the mean too
        assert!((0.72..0.88).contains(&service(name)), "{name}: {}", service(name));
    }
}

#[test]
fn precision_of_a_comparison_is_that_of_the_differences() {
    let (kept, out) = folder();
    let run = |more: &[&str]| {
        let base: Vec<&str> = COMPARE.iter().copied().filter(|a| *a != "-n40").collect();
        ends(&with(&with(&base, &["--out", &out]), more), 0);
        json(&kept.path().join("compare/summary.json"))
    };
    let summary = run(&["--precision", "mean-speed-of-answer=1.5s"]);
    let half = |alternative: &str| {
        let row = difference(&summary, alternative, "mean-speed-of-answer");
        (row["high"].as_f64().unwrap() - row["low"].as_f64().unwrap()) / 2.0
    };
    assert!(half("one-more") <= 1.5 && half("longer") <= 1.5);
    assert!(summary["replications"].as_u64().unwrap() > 30, "{}", summary["replications"]);
    let summary = run(&["--precision", "mean-speed-of-answer=1ms", "--max-replications", "45"]);
    assert_eq!(summary["replications"], 45);
    // a wide margin: nothing matters
    let margins =
        ["answered-within-60s=50pt", "mean-speed-of-answer=10m", "wait-p95=30m", "calls-answered=100000", "chance=100pt"];
    let margins: Vec<&str> = margins.iter().flat_map(|m| ["--margin", m]).collect();
    let summary = run(&with(&margins, &["-n", "10"]));
    assert_eq!(of_alternative(&summary, "one-more")["verdict"], "no difference that matters");
}

/// A desk whose callers give up, with a target.
fn impatient(folder: &Path, more: &str) -> PathBuf {
    let path = folder.join("impatient.toml");
    let text = format!(
        "[calendar]\nlasts = \"1d\"\n[areas.town]\ncalls = \"120/h\"\n[callers.all]\nshare = \"rest\"\n\
         patience = {{ exponential = {{ mean = \"8m\" }} }}\n[steps.desk]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = 6\n[targets]\nanswered-within-60s = {{ at-least = \"80%\" }}\n{more}"
    );
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn people_who_give_up_come_before_figures_that_look_better_because_of_it() {
    let (kept, out) = folder();
    let file = impatient(kept.path(), "");
    let hasty = "hasty: callers.all.patience={ exponential = { mean = \"1m\" } }";
    let arguments = ["compare", file.to_str().unwrap(), "--alt", hasty, "-n", "40", "--no-charts", "-q", "--out", &out];
    ends(&arguments, 0);
    let summary = json(&kept.path().join("compare/summary.json"));
    let sentence = of_alternative(&summary, "hasty")["sentence"].as_str().unwrap();
    let (harm, better) = sentence.split_once(", though it looks better on ").unwrap_or_else(|| panic!("{sentence}"));
    assert!(harm.contains("fewer people are served") && harm.contains("more calls are given up"), "{sentence}");
    assert!(better.starts_with("answered within 60 s"), "{sentence}");
}

#[test]
fn a_target_against_the_base_is_judged_in_a_comparison_and_left_out_of_a_run() {
    let (kept, out) = folder();
    let file = impatient(kept.path(), "abandonment = { no-worse-than = \"base\", by-more-than = \"1%\" }\n");
    let file = file.to_str().unwrap();
    let arguments = ["compare", file, "--alt", "fewer: groups.agents.headcount=-1", "--alt", "more: groups.agents.headcount=+1"];
    let page = text(&ends(&with(&arguments, &["-n", "80", "--no-charts", "-q", "--out", &out]), 0).stdout);
    assert!(page.contains("no worse than the base, abandonment: missed"), "{page}");
    assert!(page.contains("no worse than the base, abandonment: met"), "{page}");
    let summary = json(&kept.path().join("compare/summary.json"));
    let held = &of_alternative(&summary, "more")["no_worse_than_base"][0];
    assert_eq!(held["verdict"], "met");
    assert!((held["probability_met"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    let page = text(&ends(&["run", file, "-n", "3", "--no-charts", "--out", &out, "-v"], 0).stdout);
    assert!(page.contains("only `compare` has a base to be no worse than: abandonment"), "{page}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_comparison_keeps_what_all_have_finished() {
    use std::process::{Command as Process, Stdio};
    use std::time::{Duration, Instant};

    let (kept, out) = folder();
    let arguments: Vec<&str> = COMPARE.iter().copied().filter(|a| *a != "-n40").collect();
    let mut child = Process::new(env!("CARGO_BIN_EXE_helpline"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(with(&arguments, &["-n", "100000", "--threads", "1", "--out", &out]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while !kept.path().join("compare").exists() && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_secs(3));
    if child.try_wait().unwrap().is_some() {
        return; // too fast to be interrupted: nothing to see
    }
    let sent = Process::new("kill").args(["-INT", &child.id().to_string()]).status();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if !sent.as_ref().is_ok_and(std::process::ExitStatus::success) || began.elapsed() > Duration::from_secs(60) {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the comparison did not stop");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let written = files(&kept.path().join("compare"));
    let summary: Value = serde_json::from_slice(&written["summary.json"]).unwrap();
    assert_eq!(summary["partial"], true);
    assert!(summary["warnings"].to_string().contains("stopped early"), "{}", summary["warnings"]);
    let done = summary["replications"].as_u64().unwrap();
    assert!((1..100_000).contains(&done), "{done}");
    let rows = text(&written["results.csv"]);
    for name in ["desk", "one-more", "longer"] {
        let kept = rows.lines().filter(|line| line.starts_with(&format!("{name},")) && line.contains(",calls-offered,all,"));
        assert_eq!(kept.count() as u64, done, "{name}");
    }
    assert!(written.keys().all(|name| !name.contains(".part-")), "{:?}", written.keys());
}

// ---- being stopped ----

/// Ctrl-C ends a run after the replications under way; what is finished is written whole, and says that it is partial.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_whole_files_marked_partial() {
    use std::process::{Command as Process, Stdio};
    use std::time::{Duration, Instant};

    let (kept, out) = folder();
    let mut child = Process::new(env!("CARGO_BIN_EXE_helpline"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "scenarios/desk.toml", "-n", "100000", "--no-charts", "--threads", "1", "--out", &out])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // the folder is made just before simulating
    let began = Instant::now();
    while !kept.path().join("desk").exists() && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_secs(2));
    if child.try_wait().unwrap().is_some() {
        return; // too fast to be interrupted: nothing to see
    }
    let sent = Process::new("kill").args(["-INT", &child.id().to_string()]).status();
    if !sent.is_ok_and(|status| status.success()) {
        let _ = child.kill();
        let _ = child.wait();
        return;
    }
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > Duration::from_secs(60) {
            let _ = child.kill();
            panic!("the run did not stop");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.code().is_some(), "it was killed, not stopped");
    let written = files(&kept.path().join("desk"));
    let summary: Value = serde_json::from_slice(&written["summary.json"]).unwrap();
    let manifest: Value = serde_json::from_slice(&written["manifest.json"]).unwrap();
    assert_eq!(summary["partial"], true);
    assert_eq!(manifest["partial"], true);
    let done = summary["replications"].as_u64().unwrap();
    assert!((1..100_000).contains(&done), "{done}");
    assert!(summary["warnings"].to_string().contains("stopped early"), "{}", summary["warnings"]);
    assert!(text(&output.stdout).contains("stopped early"), "{}", text(&output.stdout));
    let offered = text(&written["results.csv"]).lines().filter(|line| line.contains(",calls-offered,all,")).count();
    assert_eq!(offered as u64, done, "results.csv has other replications than the summary");
    assert!(written.keys().all(|name| !name.contains(".part-") && !name.contains(".probe")), "{:?}", written.keys());
}

// ---- the documentation ----

/// Commands of README.md's code blocks are understood by the program, and its scenarios load.
#[test]
fn what_the_readme_shows_works() {
    let Ok(readme) = fs::read_to_string("README.md") else { return };
    let mut block: Option<(String, String)> = None;
    for line in readme.lines() {
        match (&mut block, line.trim_start().strip_prefix("```")) {
            (None, Some(kind)) => block = Some((kind.trim().to_owned(), String::new())),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (Some(_), Some(_)) => {
                if let Some((kind, text)) = block.take() {
                    readme_block(&kind, &text);
                }
            }
            (None, None) => {}
        }
    }
}

fn readme_block(kind: &str, text: &str) {
    // a whole service, not a part of one
    let whole = kind == "toml" && ["[calendar]", "[steps.", "[groups."].iter().all(|part| text.contains(part));
    if whole && let Err(problems) = helpline::scenario::from_text("scenarios/readme", text) {
        panic!("README.md shows a scenario with problems:\n{}", problems.render(false));
    }
    for line in text.lines().map(|line| line.trim_start_matches("$ ").trim()) {
        let line = line.split(" #").next().unwrap_or("").trim();
        let arguments = line.strip_prefix("helpline ").or_else(|| Some(line.split_once("cargo run")?.1.split_once(" -- ")?.1));
        let Some(arguments) = arguments else { continue };
        let words: Vec<&str> = arguments.split_whitespace().collect();
        // scenarios of the crate are read; commands on files of the reader's own are only recognised
        let known = |word: &&&str| word.starts_with("builtin:") || (word.ends_with(".toml") && Path::new(word).exists());
        match words.first() {
            Some(&("run" | "check" | "compare")) => {
                for file in words.iter().filter(known) {
                    ends(&["check", file], 0);
                }
            }
            Some(&"erlang") => {
                ends(&words, 0);
            }
            _ => {}
        }
    }
}
