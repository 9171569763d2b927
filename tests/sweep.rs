//! `helpline sweep` from outside: what survives a kill, what depends on threads, what it selects, what it refuses.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

fn helpline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_helpline"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("LANG", "en_GB.UTF-8");
    for name in ["NO_COLOR", "COLUMNS", "LC_ALL", "LC_CTYPE"] {
        command.env_remove(name);
    }
    command
}

fn ends(arguments: &[&str], code: i32) -> Output {
    let output = helpline().arg("sweep").args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{}\n{}", text(&output.stdout), text(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\\', "/")
}

/// The files of a sweep, by name; the lock is empty and says nothing, the manifest says how long it took.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file());
    let name = |p: &Path| p.file_name().unwrap().to_str().unwrap().to_owned();
    entries
        .filter(|p| !p.ends_with("journal.lock") && !p.ends_with("manifest.json"))
        .map(|p| (name(&p), fs::read(&p).unwrap()))
        .collect()
}

fn with<'a>(base: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    base.iter().chain(more).copied().collect()
}

/// A dozen desks: smallest mean wait, nothing required; some of them close together.
const DESKS: [&str; 12] = [
    "scenarios/desk.toml",
    "--set",
    "calendar.lasts=4d",
    "--grid",
    "groups.agents.headcount=7..9",
    "--latin",
    "4",
    "areas.town.calls=118/h..122/h",
    "--minimise=mean-wait",
    "--margin=1s",
    "--subject-to=none",
    "--recheck=20",
];

// ---- being killed ----

/// Killed again and again, with no chance to tidy up, the same command ends with the bytes of an uninterrupted one, and simulates
/// nothing twice that was finished.
#[test]
fn a_killed_sweep_goes_on_where_it_was() {
    let (whole, broken) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (whole_out, broken_out) = (whole.path().to_str().unwrap(), broken.path().to_str().unwrap());
    let uninterrupted = ends(&with(&DESKS, &["--threads=1", "--out", whole_out]), 0);
    let expected = files(&whole.path().join("sweep/desk"));
    let total = text(&expected["journal.txt"]).lines().count();

    let journal = broken.path().join("sweep/desk/journal.txt");
    let lines = || fs::read_to_string(&journal).map_or(0, |text| text.matches('\n').count());
    let mut kills = 0;
    for wanted in [2, total / 4, total / 2, total * 3 / 4] {
        let mut child = helpline()
            .arg("sweep")
            .args(with(&DESKS, &["--threads=1", "-q", "--out", broken_out]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while lines() < wanted && child.try_wait().unwrap().is_none() && began.elapsed() < Duration::from_secs(120) {
            std::thread::sleep(Duration::from_millis(2));
        }
        kills += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(lines() >= wanted.min(total), "finished blocks were lost");
    }
    assert!(kills >= 2, "it was never killed while it worked");
    // a line half-written when the power went
    let kept = lines();
    let mut bytes = fs::read(&journal).unwrap();
    bytes.extend(b"3\t0\t1.5/1");
    fs::write(&journal, bytes).unwrap();

    let resumed = ends(&with(&DESKS, &["--threads=2", "--out", broken_out]), 0);
    let found = files(&broken.path().join("sweep/desk"));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, bytes) in &expected {
        assert!(found[name] == *bytes, "{name} differs from that of an uninterrupted sweep");
    }
    let printed = |output: &Output, out: &str| text(&output.stdout).replace(&out.replace('\\', "/"), "OUT");
    assert_eq!(printed(&resumed, broken_out), printed(&uninterrupted, whole_out));
    let again = (total - kept) * 5;
    assert!(text(&resumed.stderr).contains(&format!("; {again} of")), "{again}: {}", text(&resumed.stderr));

    // and once more: nothing is simulated, the same is printed, no byte changes
    let idle = ends(&with(&DESKS, &["--out", broken_out]), 0);
    assert!(text(&idle.stderr).contains("; 0 of"), "{}", text(&idle.stderr));
    assert_eq!(text(&idle.stdout), text(&resumed.stdout));
    assert!(files(&broken.path().join("sweep/desk")) == expected);

    // another seed is another sweep
    let refused = text(&ends(&with(&DESKS, &["--seed=112", "--out", broken_out]), 2).stderr);
    assert!(refused.contains("seed 111 there, 112 here") && refused.contains("--restart"), "{refused}");
    let refused = text(&ends(&with(&DESKS, &["--set=areas.town.calls=119/h", "--out", broken_out]), 2).stderr);
    assert!(refused.contains("scenario") && !refused.contains("seed"), "{refused}");
    assert!(files(&broken.path().join("sweep/desk")) == expected, "a refused sweep changed something");
}

#[test]
fn a_sweep_gives_the_same_bytes_on_any_number_of_threads() {
    for select in ["kn", "ocba", "rinott"] {
        let mut all = Vec::new();
        for threads in ["1", "2", "5"] {
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().to_str().unwrap();
            let arguments = ["--select", select, "--threads", threads, "--max-replications=60", "--out", out, "--format=csv"];
            let output = ends(&with(&DESKS, &arguments), 0);
            let found = files(&folder.path().join("sweep/desk"));
            assert!(output.stdout == found["results.csv"], "csv on the terminal is the file");
            all.push(found);
        }
        assert!(all[0] == all[1] && all[0] == all[2], "{select}");
    }
}

// ---- what it selects ----

/// The fewest agents of an M/M/c queue that answer 90 % within 20 s: Erlang C's answer, from the command beside.
/// The chance that selection goes wrong is at most 5 % for a seed chosen anew.
#[test]
fn the_fewest_agents_are_those_of_erlang() {
    let erlang = ["erlang", "--calls=120/h", "--handle=3m", "--target=90%", "--within=20s", "--format=csv"];
    let answer = text(&helpline().args(erlang).output().unwrap().stdout);
    let agents: u32 = answer.lines().find_map(|l| l.strip_prefix("\"agents\",")).unwrap().parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for select in ["kn", "rinott"] {
        let arguments = [
            "scenarios/erlang-c.toml",
            "--set=areas.town.calls=120/h",
            "--set=steps.desk.handle={ exponential = { mean = \"3m\" } }",
            "--set=calendar.lasts=10d",
            "--set=targets={ \"service-level-20s\" = { at-least = \"90%\", confidence = \"none\" } }",
            "--grid=groups.agents.headcount=7..12",
            "--minimise=staff-present",
            "--margin=0.5",
            "--format=json",
            "--recheck=0",
            "--name",
            select,
            "--select",
            select,
            "--out",
            folder.path().to_str().unwrap(),
        ];
        let summary: Value = serde_json::from_slice(&ends(&arguments, 0).stdout).unwrap();
        assert_eq!(summary["selection"], "guaranteed", "{select}");
        let best = &summary["configurations"][0];
        assert_eq!(best["verdict"], "best");
        assert_eq!(best["settings"]["groups.agents.headcount"], agents.to_string(), "{select}: {best:#}");
        for place in summary["configurations"].as_array().unwrap() {
            let headcount: u32 = place["settings"]["groups.agents.headcount"].as_str().unwrap().parse().unwrap();
            let word = place["verdict"].as_str().unwrap();
            assert_eq!(word == "misses targets", headcount < agents, "{select}: {headcount} {word}");
        }
    }
}

#[test]
fn the_tidy_table_has_a_row_for_everything() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "scenarios/skills.toml",
        "--set=calendar.lasts=2d",
        "--grid=groups.generalists.overflow.mental-health-advice.after=1m,3m",
        "--maximise=answered-within-60s@callers:mental-health",
        "--margin=5pt",
        "--show=mean-wait",
        "--subject-to=answered-within-60s",
        "--max-replications=20",
        "--recheck=5",
        "--format=csv",
        "--out",
        folder.path().to_str().unwrap(),
    ];
    let table = text(&ends(&arguments, 0).stdout);
    let head = table.lines().next().unwrap();
    assert!(
        head.starts_with("scenario,configuration,groups.generalists.overflow.mental-health-advice.after,measure,scope,mean,"),
        "{head}"
    );
    for (part, rows) in [
        (",answered-within-60s,callers:mental-health,", 2),
        (",answered-within-60s,all,", 2),
        (",all-required-targets,all,", 2),
        (",mean-wait,all,", 2),
        (",>= 0.9,yes,", 2),
    ] {
        let found = table.lines().filter(|l| l.contains(part) && l.contains(",selection,")).count();
        assert_eq!(found, rows, "{part}\n{table}");
    }
}

// ---- what it refuses ----

/// What stands on standard error for a wrong command line.
fn refused(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = ends(&with(arguments, &["--out", folder.path().to_str().unwrap()]), 2);
    assert!(output.stdout.is_empty());
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "something was written");
    text(&output.stderr)
}

macro_rules! refusals {
    ($($test:ident: $arguments:expr,)*) => {
        $(
            #[test]
            fn $test() {
                insta::with_settings!({ omit_expression => true }, {
                    insta::assert_snapshot!(stringify!($test), refused(&$arguments));
                });
            }
        )*
    };
}

refusals! {
    all_that_is_wrong_with_the_flags: [
        "tests/diagnostics/service.toml", "--grid", "groups.nurses.headcount", "--grid", "areas.town.calls=100/h,,100/h,120/h,100/h",
        "--grid", "areas.town.calls=90/h", "--grid", "=5", "--grid", "groups.nurses.headcount=9..8", "--latin", "many", "a=1..2", "b",
        "c=5s..9%", "d=9..5", "--minimise", "mean-wiat", "--margin", "2s", "--subject-to", "waits", "--confidence", "100",
        "--show", "mean-wait@step:desk", "--max-replications", "7",
    ],
    values_that_the_scenario_refuses: [
        "tests/diagnostics/service.toml", "--grid", "groups.nurse.headcount=8,9", "--grid", "areas.town.calls=100,110/h",
        "--minimise", "mean-wait", "--margin", "2s",
    ],
    values_that_only_together_are_wrong: [
        "tests/diagnostics/service.toml", "--grid", "steps.assess.then.advised=60%,70%", "--minimise", "mean-wait", "--margin", "2s",
        "--subject-to", "none",
    ],
    far_too_many: [
        "tests/diagnostics/service.toml", "--grid", "groups.nurses.headcount=1..50", "--grid", "areas.town.calls=1/h,2/h,3/h,4/h,5/h",
        "--latin", "20", "steps.assess.handle=4m..5m", "--minimise", "mean-wait", "--margin", "2s",
    ],
    a_margin_of_another_unit: [
        "tests/diagnostics/service.toml", "--grid", "groups.nurses.headcount=8,9", "--maximise", "answered-within-60s", "--margin", "2s",
    ],
    another_calendar: [
        "tests/diagnostics/service.toml", "--grid", "calendar.lasts=1d,2d", "--minimise", "mean-wait", "--margin", "2s",
    ],
    nothing_to_try: ["tests/diagnostics/service.toml", "--minimise", "mean-wait", "--margin", "2s"],
    a_scenario_that_is_wrong_itself: [
        "tests/diagnostics/misspelt-key.toml", "--grid", "groups.nurses.headcount=8,8", "--minimise", "mean-wait", "--margin", "2s",
    ],
}
