//! The report of a comparison.

use std::collections::BTreeSet;

use super::CompareArgs;
use super::alternatives::Read;
use super::page::Page;
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, Report};
use crate::cli::uncertain;
use crate::report::board::{Figure, Row};
use crate::report::checklists::Done;
use crate::report::comparison::{Alternative, Chance, Judged, Line, WORDS, interval_text, signed, within};
use crate::report::html::{Block, Table, Tone};
use crate::report::number::Unit;
use crate::scenario::Scenario;

/// Alternatives of a verdict that are named in the headline; more of them are counted.
const NAMED: usize = 2;
/// Measures of a cell that are named.
const LISTED: usize = 4;

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
    let names = Names::new(page.read);
    let (n, seed) = (page.found.replications, args.common.seed);
    let report = Report {
        kind: "Comparison",
        scenario: base,
        about: format!("Base {}; the same callers meet all", report::about(base, n, seed, page.compared.partial)),
        tone: tone(all),
        verdict: verdict(all, &names),
        more: more(all, &names),
        summary: summary(all, &names),
        body: Page { console: &console, ..*page }.markdown(),
        doubts,
        method: vec![
            "Common callers: each configuration meets the same callers, so a difference is of the configurations and not of luck. Differences are alternative less base, in pairs of replications.".to_owned(),
            "The intervals of all statements of the verdict hold at once with 95 % (Bonferroni).".to_owned(),
        ],
        again: vec![again(args, n)],
        rows: all.iter().map(|one| row(one, &names)).collect(),
        figures: figures(all),
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

/// How configurations are called: by their titles, or by their names where titles do not tell them apart.
struct Names<'a> {
    read: &'a [Read],
    titled: bool,
}

impl<'a> Names<'a> {
    fn new(read: &'a [Read]) -> Self {
        let titles: BTreeSet<&str> = read.iter().map(|one| one.scenario.model.title.as_str()).collect();
        Self { read, titled: titles.len() == read.len() }
    }

    fn base(&self) -> &str {
        let model = &self.read[0].scenario.model;
        if self.titled { &model.title } else { &model.name }
    }

    fn of<'b>(&'b self, one: &'b Alternative) -> &'b str {
        let title =
            self.read[1..].iter().find(|read| read.scenario.model.name == one.name).map(|read| &read.scenario.model.title);
        title.filter(|_| self.titled).map_or(one.name.as_str(), String::as_str)
    }
}

fn verdict(all: &[Alternative], names: &Names) -> String {
    let base = names.base();
    if let [one] = all {
        let name = names.of(one);
        return match one.verdict.word {
            word @ ("better" | "worse") => format!("{name} is {word} than {base}."),
            "trade-off" => format!("{name} is a trade-off against {base}."),
            word => format!("{name} against {base}: {word}."),
        };
    }
    let best = WORDS.iter().find(|word| all.iter().any(|a| a.verdict.word == **word));
    let of = |word: &&str| -> Option<String> {
        let named: Vec<&str> = all.iter().filter(|a| a.verdict.word == *word).map(|a| names.of(a)).collect();
        let n = named.len();
        let said = match (*word, n) {
            (_, 0) => return None,
            ("trade-off", 1) => "1 is a trade-off".to_owned(),
            ("trade-off", n) => format!("{n} are trade-offs"),
            ("cannot tell", n) => format!("of {n} it cannot be told"),
            ("no difference that matters", n) => format!("{n} make no difference that matters"),
            (word, 1) => format!("1 is {word}"),
            (word, n) => format!("{n} are {word}"),
        };
        let who = if best == Some(word) && n <= NAMED { format!(" ({})", named.join("; ")) } else { String::new() };
        Some(format!("{said}{who}"))
    };
    let found = WORDS.iter().filter_map(of).collect::<Vec<_>>().join(", ");
    format!("Of {} alternatives {found}.", all.len())
}

/// What is said of the best: all of it where there is one, else what is said first, and what cannot be told.
fn more(all: &[Alternative], names: &Names) -> Vec<String> {
    const SHOWN: usize = 2;
    let place = |a: &&Alternative| WORDS.iter().position(|word| *word == a.verdict.word);
    let mut order: Vec<&Alternative> = all.iter().collect();
    order.sort_by_key(place);
    let first = |a: &Alternative| {
        let open = |part: &&str| part.starts_with("cannot tell");
        let parts: Vec<&str> = a.verdict.sentence.split("; ").collect();
        let rest = parts.iter().skip(1).filter(|part| open(part));
        parts.iter().take(1).chain(rest).map(|part| shortened(part)).collect::<Vec<_>>().join("; ")
    };
    let whole = |a: &Alternative| if all.len() == 1 { a.verdict.sentence.clone() } else { first(a) };
    order.iter().take(SHOWN).map(|a| format!("{}: {}.", names.of(a), whole(a))).collect()
}

/// A list of what cannot be told by its first two items; all else as it is.
fn shortened(part: &str) -> String {
    const SHOWN: usize = 2;
    let items: Vec<&str> = part.split(", ").collect();
    if !part.starts_with("cannot tell: ") || items.len() <= SHOWN {
        return part.to_owned();
    }
    format!("{} and more", items[..SHOWN].join(", "))
}

/// The line by which an alternative is known: its money, or its first.
fn leading(alternative: &Alternative) -> Option<(&Line, String, String)> {
    let line = alternative.lines.iter().find(|line| line.in_verdict && line.difference.is_some())?;
    let found = line.difference?.estimate;
    Some((line, signed(line.unit, found.mean), interval_text(line.unit, found.interval, line.margin)))
}

/// What of it is better, worse, and cannot be told, money apart.
fn judged(alternative: &Alternative, wanted: Judged) -> Vec<String> {
    let lines = alternative.lines.iter().filter(|l| l.in_verdict && l.judged == wanted && l.unit != Unit::Pounds);
    let chances = alternative.chances.iter().filter(|c| c.judged == wanted);
    let alone = |c: &Chance| alternative.chances.iter().filter(|other| other.words == c.words).count() == 1;
    let missed = |c: &Chance| if alone(c) { within(&c.words) } else { format!("{} (target {})", within(&c.words), c.target) };
    lines.map(|l| l.words.clone()).chain(chances.map(|c| format!("chance of missing {}", missed(c)))).collect()
}

fn row(alternative: &Alternative, names: &Names) -> Row {
    let (value, note) = leading(alternative)
        .map_or_else(Default::default, |(line, value, interval)| (value, format!("{}, {interval}", line.words.to_lowercase())));
    let open = judged(alternative, Judged::CannotTell).len();
    let open = if open > 0 { format!("; {open} not told") } else { String::new() };
    let name = names.of(alternative).to_owned();
    Row { name, note: format!("{note}{open}"), value, word: alternative.verdict.word.to_owned() }
}

/// All alternatives in one table.
fn summary(all: &[Alternative], names: &Names) -> Vec<Block> {
    let list = |items: Vec<String>| {
        let more = items.len().saturating_sub(LISTED);
        let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
        format!("{}{rest}", items[..items.len() - more].join("; "))
    };
    let measure = all.iter().find_map(leading).map_or("Difference", |(line, ..)| line.words.as_str());
    let rows = all.iter().map(|one| {
        let money = leading(one).map_or_else(String::new, |(line, value, interval)| {
            let what = if line.words == measure { String::new() } else { format!("{}: ", line.words) };
            format!("{what}{value} ({interval})")
        });
        vec![
            if names.of(one) == one.name { one.name.clone() } else { format!("{}: {}", one.name, names.of(one)) },
            one.verdict.word.to_owned(),
            money,
            list(judged(one, Judged::Better)),
            list(judged(one, Judged::Worse)),
            list(judged(one, Judged::CannotTell)),
        ]
    });
    vec![
        Block::Table(Table {
            caption: match (names.base(), &names.read[0].scenario.model.name) {
                (title, name) if title == name => format!("Each alternative against {title}"),
                (title, name) => format!("Each alternative against {name}: {title}; pictures call all by their short names"),
            },
            head: ["Alternative", "Verdict", measure, "Better", "Worse", "Cannot tell"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        }),
        Block::Text("Every figure of each alternative stands below the pictures.".to_owned()),
    ]
}

/// What the base comes to: money first, then its targets.
fn figures(all: &[Alternative]) -> Vec<Figure> {
    let Some(one) = all.iter().find(|a| !a.identical) else { return Vec::new() };
    let lines = one.lines.iter().filter(|line| line.in_verdict && (line.target || line.unit == Unit::Pounds));
    let mut found: Vec<(&Line, f64)> = lines.filter_map(|line| Some((line, line.difference?.base))).collect();
    // one of money is enough
    let money = found.iter().position(|(line, _)| line.unit == Unit::Pounds);
    let mut place = 0..;
    found.retain(|(line, _)| place.next() == money || line.unit != Unit::Pounds);
    found.iter().take(4).map(|(line, base)| Figure::new(line.unit.value(*base), format!("base: {}", line.words))).collect()
}
