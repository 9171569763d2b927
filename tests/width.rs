//! Pages at 80 columns, and narrower: no line is wider, no word or number is broken, none is parted from its unit, and what is to be copied
//! can be.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use helpline::cli::shell::commands;

fn shipped() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a command prints at a width, on both outputs, in a folder of its own.
fn page(folder: &Path, arguments: &[&str], columns: usize) -> String {
    let mut command = Command::cargo_bin("helpline").unwrap();
    for name in ["LC_ALL", "LC_CTYPE"] {
        command.env_remove(name);
    }
    command.env("LANG", "en_GB.UTF-8").env("NO_COLOR", "1").env("COLUMNS", columns.to_string());
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, said) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}\n{out}{said}");
    format!("{out}{said}")
}

/// Words without what a layout puts around them, and without times taken, which are others each time.
fn words(page: &str) -> BTreeSet<String> {
    let bare = |word: &str| word.trim_matches(['│', '|', ':', ',', '.', ';', '\\']).to_owned();
    let drawn = |word: &String| word.chars().all(|c| "─═┌┐╞╡└┘│-=+|".contains(c));
    let of_line = |line: &str| -> Vec<String> {
        let times = line.contains("Took ") || (line.starts_with("Tables") && line.ends_with(" s)"));
        let time = |word: &String| times && word.trim_start_matches('(').starts_with(|c: char| c.is_ascii_digit());
        line.split_whitespace().map(bare).filter(|word| !drawn(word) && !time(word)).collect()
    };
    page.lines().flat_map(of_line).collect()
}

/// Signs that belong to the number before them.
const UNITS: [&str; 4] = ["%", "million", "points", "pt"];

/// Words of which there is never one.
const MANY: [&str; 8] = ["replications", "draws", "days", "areas", "calls", "steps", "groups", "targets"];

fn held(folder: &Path, arguments: &[&str], columns: usize) {
    let narrow = page(folder, arguments, columns);
    for line in narrow.lines() {
        // a word that is wider than the page cannot be helped
        let long = line.split_whitespace().any(|word| word.chars().count() + 8 > columns);
        assert!(line.chars().count() <= columns || long, "{columns} columns, {arguments:?}: {line}\n{narrow}");
        let pieces: Vec<&str> = line.split(' ').collect();
        for (place, piece) in pieces.iter().enumerate() {
            let bare = piece.trim_matches(['(', ')', ',', '.', ';', ':', '│', '|']);
            if UNITS.contains(&bare) && place > 0 {
                let before = pieces[..place].iter().rev().find(|piece| !piece.is_empty()).copied().unwrap_or("│");
                assert!(
                    !pieces[place - 1].is_empty() && before != "│",
                    "{columns} columns, {arguments:?}: a number is parted from its unit: {line}\n{narrow}"
                );
            }
            assert!(place > 0 || !UNITS.contains(&bare), "{columns} columns, {arguments:?}: {line}\n{narrow}");
        }
    }
    let one =
        |many: &&[&str]| many[0].trim_start_matches('(') == "1" && MANY.contains(&many[1].trim_end_matches([',', ';', '.', ')']));
    for line in narrow.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert!(words.windows(2).find(one).is_none(), "{arguments:?}: {line}");
    }
    let wide = page(folder, arguments, 400);
    let known = words(&wide);
    let broken: Vec<String> = words(&narrow).into_iter().filter(|word| !known.contains(word)).collect();
    assert!(broken.is_empty(), "{columns} columns, {arguments:?}: broken: {broken:?}\n{narrow}\n{wide}");
}

/// A folder with the scenarios that pages are tried on, so that paths are short.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["price.toml", "rollout.toml"] {
        fs::copy(shipped().join("tests/shell").join(name), folder.path().join(name)).unwrap();
    }
    for place in ["scenarios", "scenarios/data", "scenarios/savings", "scenarios/rollout-2013", "scenarios/calibrated/cornwall"] {
        fs::create_dir_all(folder.path().join(place)).unwrap();
        for entry in fs::read_dir(shipped().join(place)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, folder.path().join(place).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    folder
}

const QUIET: [&str; 2] = ["--progress", "none"];

#[test]
fn pages_of_answers_fit_in_80_columns_without_a_broken_word() {
    let folder = folder();
    let pages: [&[&str]; 12] = [
        &["run", "scenarios/cornwall-winter.toml", "-n", "3", "--no-charts"],
        &["run", "scenarios/call-backs.toml", "-n", "3", "--no-charts"],
        &["run", "price.toml", "-n", "20", "--no-charts", "-v"],
        &["compare", "scenarios/savings/baseline.toml", "scenarios/savings/agency.toml", "-n", "3", "--no-charts"],
        &[
            "compare",
            "scenarios/savings/baseline.toml",
            "scenarios/savings/pooled.toml",
            "-n",
            "3",
            "--uncertain",
            "--draws",
            "6",
            "--no-charts",
        ],
        &["price", "price.toml", "-n", "40", "--draws", "4", "--staffing", "scaled", "--no-charts"],
        &["staff", "price.toml", "-n", "20", "--search-replications", "20", "--no-charts"],
        &["rollout", "scenarios/rollout-2013/as-bid.toml", "-n", "2", "--no-charts"],
        &[
            "compare",
            "scenarios/rollout-2013/as-bid.toml",
            "scenarios/rollout-2013/political-gate.toml",
            "-n",
            "2",
            "--no-charts",
        ],
        &[
            "validate",
            "scenarios/calibrated/cornwall/cornwall.toml",
            "--data",
            "scenarios/data/nhs111-sitrep-daily.csv",
            "--draws",
            "40",
            "--no-charts",
        ],
        &["run", "scenarios/easter-2013.toml", "-n", "1", "--no-charts"],
        &["run", "price.toml", "-n", "1", "--calls", "--no-charts"],
    ];
    for arguments in pages {
        held(folder.path(), &[arguments, &QUIET].concat(), 80);
    }
    held(folder.path(), &["calibrate", "--data", "out/price/calls.csv", "--area", "a-town", "--progress", "none"], 80);
    // narrower still
    for arguments in [pages[2], pages[3], pages[7]] {
        held(folder.path(), &[arguments, &QUIET].concat(), 60);
    }
}

/// The second time a journal answers: pages are read apart.
#[test]
fn a_sweep_fits_and_says_whence_its_replications_are() {
    let folder = folder();
    let sweep = [
        "sweep",
        "price.toml",
        "--grid",
        "groups.agents.headcount=5..8",
        "--minimise",
        "staff-present",
        "--margin",
        "0.5",
        "--progress",
        "none",
        "--set",
        "targets.answered-within-60s.at-least=60%",
    ];
    let first = page(folder.path(), &sweep, 80);
    assert!(!first.contains("journal"), "nothing came from a journal:\n{first}");
    assert!(first.contains("Best: "), "{first}");
    let again = page(folder.path(), &sweep, 80).replace('\n', " ");
    assert!(again.contains("the others came from the journal"), "{again}");
    held(folder.path(), &sweep, 80);
}

#[test]
fn pages_about_inputs_fit_in_80_columns() {
    let folder = folder();
    let pages: [&[&str]; 11] = [
        &["check", "scenarios/cornwall-winter.toml", "--explain"],
        &["check", "scenarios/rollout-2013/as-bid.toml", "--explain"],
        &["check", "scenarios/savings/baseline.toml", "--explain"],
        &["check", "price.toml"],
        &["trace", "scenarios/desk.toml", "--until", "00:30"],
        &["trace", "scenarios/call-backs.toml", "--until", "00:30"],
        &["erlang", "--calls", "120/h", "--handle", "3m", "--target", "90%", "--within", "60s"],
        &["erlang", "--calls", "120/h", "--handle", "3m", "--agents", "8", "--patience", "5m"],
        &["example"],
        &["calibrate", "--data", "scenarios/data/nhs111-sitrep-daily.csv"],
        &["example", "nothing-of-this-name"],
    ];
    for arguments in pages {
        held(folder.path(), arguments, 80);
    }
}

#[test]
fn help_fits_in_80_columns_and_its_examples_are_not_broken() {
    let folder = folder();
    let mut all = commands();
    all.build();
    let names = all.get_subcommands().map(|command| command.get_name().to_owned()).filter(|name| name != "help");
    for name in names {
        let shown = page(folder.path(), &[&name, "--help"], 80);
        for line in shown.lines() {
            assert!(line.chars().count() <= 80, "{name} --help: {line}");
        }
        // each line of the source is a line of the page
        let source = all.find_subcommand(&name).unwrap().get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in source.lines() {
            assert!(shown.lines().any(|found| found == line), "{name} --help: {line}\n{shown}");
        }
    }
}
