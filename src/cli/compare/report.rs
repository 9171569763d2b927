//! The report of a comparison.

use super::CompareArgs;
use super::alternatives::Read;
use super::page::Page;
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, Report};
use crate::cli::uncertain;
use crate::report::board::Row;
use crate::report::checklists::Done;
use crate::report::comparison::{Alternative, WORDS, interval_text, signed};
use crate::report::html::Tone;
use crate::scenario::Scenario;

/// Writes it.
pub(super) fn write(
    args: &CompareArgs,
    page: &Page,
    doubts: &[String],
    pictures: &Drawn,
    doubt: Option<&uncertain::Found>,
) -> anyhow::Result<()> {
    let console = report::console();
    let drawn = doubt.map_or_else(String::new, |found| uncertain::markdown(found, &console));
    let base = &page.read[0].scenario;
    let all = &page.found.alternatives;
    let (n, seed) = (page.found.replications, args.common.seed);
    let report = Report {
        kind: "Comparison",
        scenario: base,
        about: format!("Base {}; the same callers meet all", report::about(base, n, seed, page.compared.partial)),
        tone: tone(all),
        verdict: verdict(all, &base.model.name),
        more: more(all),
        body: Page { console: &console, ..*page }.markdown(),
        doubts,
        method: vec![
            "Common callers: each configuration meets the same callers, so a difference is of the configurations and not of luck. Differences are alternative less base, in pairs of replications.".to_owned(),
            "The intervals of all statements of the verdict hold at once with 95 % (Bonferroni).".to_owned(),
        ],
        again: vec![again(args, n)],
        rows: all.iter().map(row).collect(),
        done: Done {
            command: "compare",
            replications: n,
            seed,
            alternatives: page.read[1..].iter().map(|one| differs(base, one)).collect(),
            uncertain: !drawn.is_empty(),
            ..Done::default()
        },
        drawn,
        pictures,
        first: ["compare", "trade-off"],
    };
    report.write(page.folder)
}

/// How to make it again.
pub(super) fn again(args: &CompareArgs, replications: usize) -> (String, String) {
    let mut command = format!("helpline compare {}", args.files.join(" "));
    for (flag, values) in [("--alt", &args.alt), ("--set", &args.set), ("--margin", &args.margin)] {
        command.extend(values.iter().map(|value| format!(" {flag} \"{value}\"")));
    }
    command.push_str(&format!(" -n {replications} --seed {}", args.common.seed));
    ("The same comparison, in the folder in which it was made:".to_owned(), command)
}

/// So many things that change alike are said one by one.
const ALIKE: usize = 3;

/// An alternative with what it changes; what many things of a kind change alike is said once: `areas.*.launch.ramp`.
pub(super) fn differs(base: &Scenario, one: &Read) -> String {
    let changed: Vec<(String, String, String)> = one
        .scenario
        .inputs
        .iter()
        .filter(|(path, input)| base.inputs.get(*path).is_none_or(|before| before.value != input.value))
        .map(|(path, input)| {
            let to = match base.inputs.get(path) {
                Some(before) => format!("{} (base: {})", input.value, before.value),
                None => input.value.clone(),
            };
            let parts: Vec<&str> = path.splitn(3, '.').collect();
            let alike = if let [kind, _, key] = parts[..] { format!("{kind}.*.{key}") } else { path.clone() };
            (path.clone(), alike, to)
        })
        .collect();
    let mut said: Vec<String> = Vec::new();
    for (path, alike, to) in &changed {
        let times = changed.iter().filter(|other| (&other.1, &other.2) == (alike, to)).count();
        let text = if times > ALIKE { format!("{alike} = {to}, {times} times") } else { format!("{path} = {to}") };
        if !said.contains(&text) {
            said.push(text);
        }
    }
    let says = if said.is_empty() { "states the same values".to_owned() } else { said.join("; ") };
    format!("{} ({}): {says}", one.scenario.model.name, one.scenario.model.title)
}

fn tone(all: &[Alternative]) -> Tone {
    let any = |word: &str| all.iter().any(|a| a.verdict.word == word);
    match () {
        () if any("better") => Tone::Good,
        () if any("trade-off") => Tone::Risk,
        () if any("worse") => Tone::Bad,
        () => Tone::Unsure,
    }
}

fn verdict(all: &[Alternative], base: &str) -> String {
    if let [one] = all {
        return match one.verdict.word {
            word @ ("better" | "worse") => format!("{} is {word} than {base}.", one.name),
            "trade-off" => format!("{} is a trade-off against {base}.", one.name),
            word => format!("{} against {base}: {word}.", one.name),
        };
    }
    let of = |word: &str| -> Option<String> {
        let names: Vec<&str> = all.iter().filter(|a| a.verdict.word == word).map(|a| a.name.as_str()).collect();
        (!names.is_empty()).then(|| format!("{word}: {}", names.join(", ")))
    };
    format!("Against {base} – {}.", WORDS.iter().filter_map(|word| of(word)).collect::<Vec<_>>().join("; "))
}

/// What is said of the best: all of it where there is one, else what is said first.
fn more(all: &[Alternative]) -> Vec<String> {
    const SHOWN: usize = 3;
    let place = |a: &&Alternative| WORDS.iter().position(|word| *word == a.verdict.word);
    let mut order: Vec<&Alternative> = all.iter().collect();
    order.sort_by_key(place);
    let first = |a: &Alternative| a.verdict.sentence.split("; ").next().unwrap_or_default().to_owned();
    let whole = |a: &Alternative| if all.len() == 1 { a.verdict.sentence.clone() } else { first(a) };
    order.iter().take(SHOWN).map(|a| format!("{}: {}.", a.name, whole(a))).collect()
}

fn row(alternative: &Alternative) -> Row {
    let line = alternative.lines.iter().find(|line| line.in_verdict && line.difference.is_some());
    let (value, note) = line.map_or_else(Default::default, |line| {
        let found = line.difference.map(|d| d.estimate);
        let interval = interval_text(line.unit, found.and_then(|e| e.interval));
        (found.map_or_else(String::new, |e| signed(line.unit, e.mean)), format!("{}, {interval}", line.comparand.measure))
    });
    Row { name: alternative.name.clone(), note, value, word: alternative.verdict.word.to_owned() }
}
