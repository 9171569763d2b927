//! `helpline trace`: rows against the calls that `run` writes, order, filters, a closed pipe, what it looks like.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const BUSY: &str = "tests/trace/busy.toml";

fn helpline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_helpline"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

/// What the program prints, and on standard error, with its exit status.
fn says(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = helpline().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn traced(arguments: &[&str]) -> String {
    let (page, problems, code) = says(&[&["trace"], arguments].concat());
    assert_eq!(code, Some(0), "{problems}");
    page
}

/// Rows of a CSV as maps from column to field.
fn rows(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<BTreeMap<&str, &str>> = lines
        .map(|line| line.split(',').collect::<Vec<&str>>())
        .map(|fields| {
            assert_eq!(fields.len(), head.len(), "{fields:?}");
            head.iter().copied().zip(fields).collect()
        })
        .collect();
    assert!(!rows.is_empty());
    rows
}

/// The event by which an attempt with this outcome ends.
fn end_of(outcome: &str) -> &'static str {
    match outcome {
        "gave-up" => "gives up",
        "hung-up" => "hangs up",
        "blocked" => "engaged",
        "not-reached" => "not reached",
        "open" => "still there",
        _ => "ends",
    }
}

/// The calls of a run are found by another observer, part by part and with patience settled late; the trace sees one loop in
/// which each patience is timed. Each attempt that `calls.csv` holds rings and ends in the trace, at the same microseconds.
#[test]
fn each_attempt_rings_and_ends_as_in_the_calls_of_a_run() {
    for (file, settings) in [(BUSY, vec![]), ("scenarios/skills.toml", vec!["--set", "calendar.lasts=1d"])] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().to_str().unwrap();
        let (_, problems, code) =
            says(&[&["run", file, "-n", "1", "--calls", "--no-charts", "--out", out, "--name", "x"][..], &settings].concat());
        assert_eq!(code, Some(0), "{problems}");
        let calls = std::fs::read_to_string(folder.path().join("x/calls.csv")).unwrap();
        let csv = traced(&[&[file, "--format", "csv"][..], &settings].concat());
        let trace = rows(&csv);

        // whoever gets worse and rings again ends no attempt by it: the next one takes its place
        let gone_on: Vec<(&str, &str)> = trace
            .iter()
            .filter(|row| row["event"] == "gets worse" && row["next"].is_empty())
            .map(|row| (row["person"], row["attempt"]))
            .collect();
        let mut rung: Vec<(String, &str, &str)> = trace
            .iter()
            .filter(|row| !gone_on.contains(&(row["person"], row["attempt"])))
            .filter(|row| row["event"].starts_with("rings") || row["event"] == "re-contacts")
            .map(|row| (row["at_s"].to_owned(), row["area"], row["attempt"]))
            .collect();
        let mut ended: Vec<(String, &str)> = trace
            .iter()
            .filter(|row| ["gives up", "hangs up", "engaged", "not reached", "still there", "ends"].contains(&row["event"]))
            .map(|row| (row["at_s"].to_owned(), row["event"]))
            .collect();
        let calls = rows(&calls);
        let mut arrived: Vec<(String, &str, &str)> =
            calls.iter().map(|row| (row["arrived_s"].to_owned(), row["area"], row["attempt"])).collect();
        let mut over: Vec<(String, &str)> = calls.iter().map(|row| (row["ended_s"].to_owned(), end_of(row["outcome"]))).collect();
        for list in [&mut rung, &mut arrived] {
            list.sort();
        }
        for list in [&mut ended, &mut over] {
            list.sort();
        }
        assert_eq!(rung, arrived, "{file}");
        assert_eq!(ended, over, "{file}");
    }
}

#[test]
fn rows_come_in_order_of_time_and_every_kind_of_event_is_described() {
    let csv = traced(&[BUSY, "--format", "csv"]);
    let times: Vec<f64> = rows(&csv).iter().map(|row| row["at_s"].parse().unwrap()).collect();
    assert!(times.is_sorted(), "rows go back in time");
    let seen: std::collections::BTreeSet<&str> = rows(&csv).into_iter().map(|row| row["event"]).collect();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/trace.md")).unwrap();
    let described: std::collections::BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| *"))
        .filter_map(|line| line.split_once("* |"))
        .flat_map(|(events, _)| events.split("*, *"))
        .map(|event| event.replace(", ", " "))
        .collect();
    assert_eq!(seen.iter().map(|s| (*s).to_owned()).collect::<std::collections::BTreeSet<String>>(), described);
}

/// Welfare calls, re-contacts, guests of another provider: whatever happens has a row.
#[test]
fn everything_is_traced_to_its_end() {
    let page = traced(&["scenarios/everything.toml", "--format", "csv"]);
    assert!(page.lines().count() > 200_000, "{}", page.lines().count());
    assert!(page.contains("welfare-call"));
}

#[test]
fn filters_leave_the_rows_they_name_and_change_none() {
    let all = traced(&[BUSY]);
    let some = |arguments: &[&str]| traced(&[&[BUSY], arguments].concat());
    let kept = |keep: &dyn Fn(&str) -> bool| {
        let rows: Vec<&str> = all.lines().enumerate().filter(|(n, line)| *n == 0 || keep(line)).map(|(_, line)| line).collect();
        rows.join("\n") + "\n"
    };
    assert_eq!(some(&["--caller", "town/general#7"]), kept(&|line| line.contains(" town/general#7 ")));
    assert_eq!(some(&["--area", "village"]), kept(&|line| line.contains(" village/")));
    assert_eq!(some(&["--class", "dental"]), kept(&|line| line.contains("/dental#")));
    let from = |line: &str| line.starts_with("day 1 00:1") || line.starts_with("day 1 00:2");
    assert_eq!(some(&["--from", "00:10", "--until", "day 1 00:30"]), kept(&|line| from(line)));
    assert_eq!(some(&["--from", "10m", "--until", "30m"]), kept(&|line| from(line)));
    assert!(some(&["--group", "nurses"]).lines().skip(1).all(|line| line.contains("nurses")));
    assert!(some(&["--step", "clinician"]).lines().skip(1).all(|line| line.contains("clinician")));
    assert_ne!(some(&["--replication", "2"]), all);
    assert_ne!(some(&["--seed", "2"]), all);
}

#[test]
fn a_reader_that_goes_away_ends_the_trace_without_a_fault() {
    let mut child = helpline()
        .args(["trace", "scenarios/desk.toml", "--set", "calendar.lasts=700d"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("time"), "{line}");
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn what_is_not_there_is_named() {
    for (arguments, words) in [
        (["--class", "dentl"], "did you mean `dental`?"),
        (["--area", "twon"], "did you mean `town`?"),
        (["--from", "2025-12-05"], "is no moment of this run, which goes from day 1 00:00 to day 1 01:10"),
        (["--until", "0m"], "--until is not after --from"),
    ] {
        let (_, problems, code) = says(&["trace", BUSY, arguments[0], arguments[1]]);
        assert_eq!(code, Some(2), "{problems}");
        assert!(problems.contains(words), "{problems}");
    }
}

#[test]
fn a_trace_can_be_read() {
    insta::assert_snapshot!("text", traced(&[BUSY, "--from", "00:18", "--until", "00:22"]));
    insta::assert_snapshot!("csv", traced(&[BUSY, "--until", "1m", "--format", "csv"]));
}

/// Who is offered a call-back, told a wait, sent from a closed step or gets worse goes on as the row says.
#[test]
fn what_follows_is_what_the_row_says() {
    let csv = traced(&[BUSY, "--format", "csv"]);
    let rows = rows(&csv);
    let mut seen = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        let next = rows[place + 1..].iter().find(|later| later["person"] == row["person"]);
        let follows: &[&str] = match row["event"] {
            "accepts a call" => &["awaits call", "answered", "no answer"],
            "declines a call" => &["waits", "hears wait"],
            "hears wait" => &["will not wait", "waits"],
            // a message, perhaps hung up in at its own time
            "finds it closed" | "must leave" => &["hears message"],
            "gets worse" if row["next"].is_empty() => &["will ring again", "rings again", "ends"],
            "gets worse" => &["ends"],
            _ => continue,
        };
        *seen.entry(row["event"]).or_insert(0) += 1;
        let next = next.unwrap_or_else(|| panic!("{row:?}"));
        assert!(follows.contains(&next["event"]), "{row:?}\n{next:?}");
        assert_eq!(next["at_s"], row["at_s"], "{row:?}\n{next:?}");
        if row["event"] == "must leave" {
            assert!(row["wait_s"].parse::<f64>().unwrap() >= 0.0 && row["step"] == "dentist", "{row:?}");
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
    // and as many must leave as the row of the step says
    let told: u32 =
        rows.iter().filter(|row| row["event"] == "step closes").map(|row| row["number"].parse::<u32>().unwrap()).sum();
    assert_eq!(told, seen["must leave"]);
}
