//! What a shell meets: help with examples that can be typed, completions, manual pages, exit statuses, width, colours, plain signs.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use helpline::cli::shell::commands;

fn helpline() -> Command {
    let mut command = Command::cargo_bin("helpline").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["NO_COLOR", "COLUMNS", "LC_ALL", "LC_CTYPE"] {
        command.env_remove(name);
    }
    command.env("LANG", "en_GB.UTF-8");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn ends(arguments: &[&str], code: i32) -> Output {
    let output = helpline().args(arguments).output().unwrap();
    let said = format!("{}\n{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "helpline {}\n{said}", arguments.join(" "));
    output
}

/// Words of a line as a shell would part them: quotes keep spaces.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for letter in line.chars() {
        match letter {
            '"' => (quoted, any) = (!quoted, true),
            ' ' if !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            other => {
                word.push(other);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

/// Every command's examples are understood, name files that are shipped (or the reader's own `my...`), and say what they are for.
#[test]
fn examples_of_the_help_can_be_typed() {
    let mut all = commands();
    all.build();
    let pages: Vec<(String, String)> = std::iter::once(&all)
        .chain(all.get_subcommands().filter(|command| command.get_name() != "help"))
        .map(|command| (command.get_name().to_owned(), command.get_after_help().map(ToString::to_string).unwrap_or_default()))
        .collect();
    for (name, page) in pages {
        let page = page.replace(" \\\n   ", "");
        let examples: Vec<&str> = page.lines().filter_map(|line| line.trim_start().strip_prefix("helpline ")).collect();
        assert!(!examples.is_empty(), "{name} has no examples");
        assert!(page.contains("\n  # "), "{name}: examples say what they are for");
        for example in examples {
            let typed = example.split(" > ").next().unwrap().split(" >> ").next().unwrap();
            let words = words(&format!("helpline {typed}"));
            if let Err(error) = commands().try_get_matches_from(&words) {
                assert!(!error.use_stderr(), "{name}: {example}\n{error}");
            }
            for word in words.iter().filter(|word| word.starts_with("scenarios/")) {
                assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(word).exists(), "{name}: {word} is not there");
            }
            // names within a scenario are only known to one that reads it
            if words.iter().any(|word| word.starts_with("builtin:")) && name == "trace" {
                let said: Vec<&str> = words[1..].iter().map(String::as_str).collect();
                assert!(text(&ends(&said, 0).stdout).lines().count() > 1, "{example}");
            }
            let sets: Vec<String> =
                words.iter().zip(&words[1..]).filter(|(flag, _)| *flag == "--set").map(|(_, value)| value.clone()).collect();
            let shipped = |word: &&String| {
                word.starts_with("builtin:")
                    || (word.starts_with("scenarios/") && word.strip_suffix(".toml").is_some() && !word.contains("rollout-2013"))
            };
            for file in words.iter().filter(shipped) {
                let file = file.strip_prefix("scenarios/").map_or_else(
                    || file.clone(),
                    |rest| Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(rest).display().to_string(),
                );
                if let Err(problems) = helpline::scenario::load(&file, &sets) {
                    panic!("{name}: {example}\n{}", problems.render(false));
                }
            }
        }
    }
}

#[test]
fn help_says_what_the_exit_status_means() {
    let page = text(&ends(&["--help"], 0).stdout);
    for line in ["Exit status:", "  0  done", "  1  ", "  2  ", "  3  ", "unless you say"] {
        assert!(page.contains(line), "{page}");
    }
}

#[test]
fn shells_get_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&ends(&["completions", shell], 0).stdout);
        for known in ["rollout", "replications", "require"] {
            assert!(script.contains(known), "{shell}: {known}");
        }
    }
    // the script of bash is one that bash reads, and completes a command
    let script = ends(&["completions", "bash"], 0).stdout;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("helpline.bash");
    fs::write(&file, script).unwrap();
    let asked = format!(
        "source '{}'; COMP_WORDS=(helpline rol); COMP_CWORD=1; _helpline helpline rol helpline; echo \"${{COMPREPLY[@]}}\"",
        file.display()
    );
    if let Ok(output) = std::process::Command::new("bash").args(["-c", &asked]).output() {
        assert_eq!(text(&output.stdout).trim(), "rollout", "{}", text(&output.stderr));
    }
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let page = text(&ends(&["man"], 0).stdout);
    for part in [".TH helpline 1", ".SH EXAMPLES", ".SH \"EXIT STATUS\"", "helpline\\-rollout"] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let folder = tempfile::tempdir().unwrap();
    ends(&["man", folder.path().to_str().unwrap()], 0);
    let written: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    for command in commands().get_subcommands() {
        assert!(written.contains(&format!("helpline-{}.1", command.get_name())), "{written:?}");
    }
    let run = fs::read_to_string(folder.path().join("helpline-run.1")).unwrap();
    assert!(run.contains(".SH EXAMPLES") && run.contains("my.toml \\-\\-require"), "{run}");
}

const DESK: [&str; 6] = ["run", "builtin:desk", "-n", "200", "--no-charts", "-q"];

#[test]
fn required_is_told_by_the_exit_status_of_every_command_that_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let with = |arguments: &[&'static str], more: &[&str], code: i32| {
        let all: Vec<&str> = arguments.iter().copied().chain(["--out", out]).chain(more.iter().copied()).collect();
        ends(&all, code);
    };
    let (high, low) = ("targets.answered-within-60s.at-least=99.99%", "targets.answered-within-60s.at-least=1%");
    with(&DESK, &["--require", "--set", high], 1);
    with(&DESK, &["--require", "--set", low], 0);
    with(&DESK, &["--set", high], 0);
    // six people at most cannot bear six erlangs
    let staff = ["staff", "builtin:desk", "-n", "40", "--search-replications", "40", "--no-charts", "-q", "--answer", "targets"];
    let target = "targets.answered-within-60s={ at-least = \"90%\", confidence = \"none\" }";
    let few = "staffing.ranges={ \"groups.agents.headcount\" = \"1 .. 6\" }";
    let (day, some) = ("calendar.lasts=1d", "calendar.warm-up=0s");
    with(&staff, &["--require", "--set", target, "--set", day, "--set", some, "--set", few], 1);
    with(&staff, &["--require", "--set", target, "--set", day, "--set", some], 0);
    let small = "tests/shell/price.toml";
    let price = ["price", small, "-n", "120", "--draws", "0", "--staffing", "scaled", "--no-charts", "-q"];
    with(&price, &["--require", "--set", "price-test.offered=£0.01"], 1);
    with(&price, &["--require", "--set", "price-test.offered=£90"], 0);
    with(&price, &["--set", "price-test.offered=£0.01"], 0);
    let rollout = ["rollout", "tests/shell/rollout.toml", "-n", "4", "--no-charts", "-q"];
    with(&rollout, &["--require", "30%"], 0);
    with(&rollout, &["--require", "90%", "--set", "programme.deadline=2012-04-02"], 1);
    with(&rollout, &["--set", "programme.deadline=2012-04-02"], 0);
    with(&rollout, &["--require", "9"], 2);
}

#[test]
fn tables_are_as_wide_as_the_terminal_and_80_columns_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let run = |columns: Option<&str>| {
        let mut command = helpline();
        columns.map(|columns| command.env("COLUMNS", columns));
        let output = command
            .args(["run", "builtin:call-backs", "-n", "3", "--no-charts", "-q", "--out"])
            .arg(folder.path())
            .output()
            .unwrap();
        text(&output.stdout)
    };
    let rule = |page: &str| page.lines().filter(|line| line.starts_with('─')).map(|line| line.chars().count()).max().unwrap();
    assert_eq!(rule(&run(None)), 80);
    assert_eq!(rule(&run(Some("96"))), 96);
    for columns in [60, 72] {
        let page = run(Some(&columns.to_string()));
        for line in page.lines().filter(|line| !line.contains("helpline ") && !line.contains('/')) {
            assert!(line.chars().count() <= columns, "{columns} columns: {line}\n{page}");
        }
    }
}

#[test]
fn a_terminal_without_unicode_gets_ascii_in_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let pages: [&[&str]; 4] = [
        &["run", "tests/shell/price.toml", "-n", "3", "--no-charts", "--progress", "none"],
        &[
            "price",
            "tests/shell/price.toml",
            "-n",
            "20",
            "--draws",
            "0",
            "--staffing",
            "scaled",
            "--no-charts",
            "--progress",
            "none",
        ],
        &[
            "compare",
            "tests/shell/price.toml",
            "--alt",
            "dearer: groups.agents.pay.rate=£20/h",
            "-n",
            "20",
            "--no-charts",
            "--progress",
            "none",
        ],
        &["check", "tests/shell/price.toml", "--explain"],
    ];
    for arguments in pages {
        for (name, value) in [("LC_ALL", "C"), ("LC_ALL", "POSIX"), ("LANG", "en_GB.ISO-8859-1")] {
            let out: &[&str] = if arguments[0] == "check" { &[] } else { &["--out", folder.path().to_str().unwrap()] };
            let output = helpline().env_remove("LANG").env(name, value).args(arguments).args(out).output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
            assert!(output.stdout.is_ascii(), "{value} {arguments:?}:\n{}", text(&output.stdout));
            assert!(output.stderr.is_ascii(), "{value} {arguments:?}:\n{}", text(&output.stderr));
        }
    }
    // money stays legible
    let page = helpline().env("LC_ALL", "C").args(pages[0]).args(["--out", folder.path().to_str().unwrap()]).output().unwrap();
    assert!(text(&page.stdout).contains("GBP "), "{}", text(&page.stdout));
}
