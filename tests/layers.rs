//! Imports point one way. Read from the sources themselves, so that a shortcut between folders fails here, not in review.
#![expect(clippy::unwrap_used, reason = "a source that cannot be read is a failure")]

use std::fs;
use std::path::{Path, PathBuf};

/// The parts of the crate: folders, or a file where one is enough.
const FOLDERS: [&str; 18] = [
    "analysis",
    "calibrate",
    "cli",
    "demand",
    "engine",
    "estimate",
    "experiment",
    "finance",
    "model",
    "plan",
    "price",
    "programme",
    "random",
    "records",
    "report",
    "scenario",
    "tally",
    "units",
];

/// Source files with their path from `src/` and their code, comments and texts in quotes blanked, tests cut off.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    assert!(paths.len() > 50, "the sources were not found");
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    paths.iter().map(|path| (name(path), code(&fs::read_to_string(path).unwrap()))).collect()
}

/// Code alone: no comments, no texts, no unit tests.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or("");
    let without_comments = text.lines().map(|line| {
        let trimmed = line.trim_start();
        if trimmed.starts_with("//") { "" } else { line.split(" // ").next().unwrap_or("") }
    });
    let mut code = String::new();
    for line in without_comments {
        // every second piece between quotes is text; an escaped quote is none
        let plain = line.replace("\\\"", "").replace("'\"'", "");
        code.extend(plain.split('"').step_by(2).map(|piece| format!("{piece} ")));
        code.push('\n');
    }
    code
}

/// Is a path that begins with `name` (`toml::de`, `use toml;`) used?
fn uses(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let own = before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':' || c == '.'));
        let rest = &code[at + name.len()..];
        own && (rest.starts_with("::") || (code[..at].ends_with("use ") && rest.starts_with([';', ' '])))
    })
}

/// Fails with all files that use one of `crates` and are in none of `places` (folders end in `/`).
fn only_in(crates: &[&str], places: &[&str]) {
    let mut strays = Vec::new();
    for (path, code) in sources() {
        let allowed = places.iter().any(|place| if place.ends_with('/') { path.starts_with(place) } else { path == *place });
        strays.extend(crates.iter().filter(|name| !allowed && uses(&code, name)).map(|name| format!("{path} uses {name}")));
    }
    assert!(strays.is_empty(), "allowed only in {}:\n{}", places.join(", "), strays.join("\n"));
}

/// The part of the crate that a file belongs to: `tally` of `tally/names.rs`, `units` of `units.rs`.
fn part(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// Fails with all files of `folder` that import from another folder than `may`.
fn imports(folder: &str, may: &[&str]) {
    let mut strays = Vec::new();
    for (path, code) in sources().into_iter().filter(|(path, _)| part(path) == folder) {
        for other in FOLDERS.iter().filter(|other| **other != folder && !may.contains(other)) {
            let named = code
                .match_indices(&format!("crate::{other}"))
                .any(|(at, found)| !code[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'));
            if named {
                strays.push(format!("{path} imports {other}"));
            }
        }
        assert!(!code.contains("use crate::{"), "{path}: name the folder in `use crate::FOLDER`, so that it can be checked");
    }
    assert!(strays.is_empty(), "{folder} may import {}:\n{}", may.join(", "), strays.join("\n"));
}

#[test]
fn files_of_people_are_read_in_one_folder() {
    only_in(&["toml"], &["scenario/"]);
    only_in(&["annotate_snippets"], &["scenario/"]);
    // result tables are written as CSV too
    only_in(&["csv"], &["scenario/", "records/", "report/tables.rs", "report/workbook.rs"]);
    only_in(&["calamine"], &["scenario/spreadsheet.rs"]);
    only_in(&["rust_xlsxwriter"], &["report/workbook.rs"]);
}

#[test]
fn civil_time_stays_with_the_scenario() {
    // labels of pictures are dates again
    only_in(&["jiff"], &["scenario/", "records/", "calibrate/", "report/figures/days.rs", "report/calibration/", "cli/"]);
}

#[test]
fn threads_are_started_by_experiments_and_commands() {
    only_in(&["rayon"], &["experiment/", "cli/", "report/figures/mod.rs"]);
}

#[test]
fn programmes_are_solved_in_one_file() {
    only_in(&["good_lp"], &["plan/programme.rs"]);
}

#[test]
fn pages_become_markup_in_one_folder() {
    only_in(&["maud"], &["report/html/"]);
}

#[test]
fn pictures_are_drawn_in_one_folder() {
    only_in(&["plotters", "resvg", "dejavu"], &["report/chart/canvas/"]);
}

#[test]
fn the_command_line_is_one_folder() {
    only_in(&["clap", "anyhow", "ctrlc", "indicatif", "comfy_table"], &["cli/"]);
    only_in(&["anstyle", "anstream"], &["cli/"]);
}

#[test]
fn only_commands_print() {
    let words = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "stdout()", "stderr()"];
    let prints = |code: &str| words.iter().any(|word| code.contains(word));
    let strays: Vec<String> = sources().into_iter().filter(|(p, c)| !p.starts_with("cli/") && prints(c)).map(|s| s.0).collect();
    assert!(strays.is_empty(), "print only in cli: {strays:?}");
}

#[test]
fn the_clock_and_the_environment_are_read_by_commands_alone() {
    let words = ["Instant::now", "SystemTime", "env::var", "env::args", "Zoned::now", "Timestamp::now"];
    let reads = |code: &str| words.iter().any(|word| code.contains(word));
    let strays: Vec<String> = sources().into_iter().filter(|(p, c)| !p.starts_with("cli/") && reads(c)).map(|s| s.0).collect();
    assert!(strays.is_empty(), "results must not depend on when and where they were made: {strays:?}");
}

#[test]
fn no_part_is_overlooked() {
    for (path, _) in sources().iter().filter(|(path, _)| !["lib.rs", "main.rs"].contains(&path.as_str())) {
        assert!(FOLDERS.contains(&part(path)), "{path} belongs to no part whose imports are checked");
    }
}

#[test]
fn formulas_and_quantities_stand_alone() {
    imports("analysis", &[]);
    imports("units", &[]);
}

#[test]
fn imports_point_one_way() {
    imports("random", &[]);
    imports("model", &["random"]);
    imports("demand", &["model", "random"]);
    imports("engine", &["model", "random", "demand", "tally"]);
    imports("finance", &["model", "tally"]);
    imports("experiment", &["model", "random", "demand", "engine", "tally", "finance", "analysis", "plan", "programme"]);
    imports("plan", &["model", "analysis"]);
    imports("programme", &["model", "random", "demand", "engine", "tally", "finance", "analysis", "plan"]);
    imports("tally", &["model", "units"]);
    imports("scenario", &["model", "random", "demand", "engine", "tally", "units"]); // bounds of the engine, names of measures
    imports("estimate", &["random", "analysis"]);
    imports("records", &["scenario", "units"]); // pages of what is wrong, nearest names
    imports("calibrate", &["model", "random", "analysis", "estimate", "experiment", "plan", "records", "scenario"]);
    imports("price", &["model", "analysis", "finance", "experiment", "plan", "scenario"]);
    imports(
        "report",
        &[
            "model",
            "random",
            "engine",
            "tally",
            "finance",
            "analysis",
            "experiment",
            "plan",
            "price",
            "programme",
            "scenario",
            "units",
            "records",
            "calibrate",
        ],
    );
}

#[test]
fn the_sieve_itself_works() {
    let text = "use toml::de;\n// jiff::x\nlet a = \"csv::x\"; // rayon::y\n";
    let code = code(text);
    assert!(uses(&code, "toml"));
    for absent in ["jiff", "csv", "rayon", "oml"] {
        assert!(!uses(&code, absent), "{absent}");
    }
}
