//! The report of programmes compared.

use std::path::Path;

use crate::cli::compare::CompareArgs;
use crate::cli::compare::alternatives::Read;
use crate::cli::compare::report::{again, differs};
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, NOT_DRAWN, Report};
use crate::cli::rollout::page;
use crate::report::board::{Figure, Row};
use crate::report::checklists::Done;
use crate::report::html::{Block, Table, Tone};
use crate::report::number;
use crate::report::rollout::against::{self, Against, Unit};
use crate::report::rollout::{Summary, words};

/// Programmes of which the head of the page says what differs; all are in the tables.
const SHOWN: usize = 3;
/// Chances from which on a programme is as good as certain, and down to which it is hopeless.
const SURE: [f64; 2] = [0.05, 0.95];

/// What is told.
pub(super) struct Told<'a> {
    pub(super) args: &'a CompareArgs,
    pub(super) read: &'a [Read],
    /// The base first.
    pub(super) found: &'a [&'a Summary],
    pub(super) compared: &'a [Against],
    pub(super) because: &'a str,
    pub(super) partial: bool,
    pub(super) doubts: &'a [String],
}

impl Told<'_> {
    /// Writes page, board page and checklists.
    pub(super) fn write(&self, pictures: &Drawn, folder: &Path) -> anyhow::Result<()> {
        let console = report::console();
        let base = &self.read[0].scenario;
        let summary = self.found[0];
        let (n, seed) = (summary.replications, summary.seed);
        let body = [page::together(self.found, self.because, &console, true), page::side_by_side(self.compared, &console, true)];
        let (what, mut command) = again(self.args, n);
        if summary.detail != "reduced" {
            command.push_str(&format!(" --detail {}", summary.detail));
        }
        let report = Report {
            kind: "Comparison of programmes",
            scenario: base,
            about: format!("Base {}; the same luck meets all", report::about(base, n, seed, self.partial)),
            tone: self.tone(),
            verdict: self.verdict(),
            more: self.compared.iter().take(SHOWN).map(|one| differences(one, self.found)).collect(),
            summary: called(self.found),
            body: body.concat(),
            drawn: NOT_DRAWN.to_owned(),
            doubts: self.doubts,
            method: vec![
                "The same luck meets each programme: tenders, recruits, busy days and callers are the same, so a difference is of the \
                 programmes. Differences are alternative less base, in pairs of replications; each interval holds with 95 % by itself."
                    .to_owned(),
                format!("Calls are carried in {} detail: docs/rollout.md of the project says how.", summary.detail),
            ],
            again: vec![(what, command)],
            rows: self.found.iter().map(|one| row(one)).collect(),
            figures: figures(self.found, self.compared),
            done: Done {
                command: "compare",
                replications: n,
                seed,
                alternatives: self.read[1..].iter().map(|one| differs(base, one)).collect(),
                search: Some("Each programme followed to its end on the same luck, beside the same programme as planned.".to_owned()),
                ..Done::default()
            },
            pictures,
            first: ["rollouts", ""],
        };
        report.write(folder)
    }

    /// Whether the deadline is met, and the largest trade. Where nobody meets it, who has the fewest areas late stands with the picture.
    fn verdict(&self) -> String {
        let best = words::best(self.found).unwrap_or_default();
        match (trade(self.compared), best.split_once("; ")) {
            (Some(trade), Some((first, _))) => format!("{first}; {trade}"),
            (Some(trade), None) => format!("{best} {trade}"),
            (None, _) => best,
        }
    }

    /// By the programme that meets the deadline most often.
    fn tone(&self) -> Tone {
        let share = self.found.iter().map(|one| one.by_deadline.share()).fold(0.0, f64::max);
        match () {
            () if share >= SURE[1] => Tone::Good,
            () if share <= SURE[0] => Tone::Bad,
            () => Tone::Risk,
        }
    }
}

/// What differs from the base beyond luck, in a sentence, money first; shares stand in the tables.
fn differences(against: &Against, titles: &[&Summary]) -> String {
    let mut apart: Vec<&against::Row> = against.rows.iter().filter(|row| row.unit != Unit::Share && row.differs()).collect();
    apart.sort_by_key(|row| row.unit != Unit::Pounds);
    let title = titles.iter().find(|one| one.scenario == against.other).map(|one| one.title.as_str());
    let name = match title.filter(|title| *title != against.other) {
        Some(title) => format!("{} ({title})", against.other),
        None => against.other.clone(),
    };
    if apart.is_empty() {
        return format!("{name}: no difference from {} beyond luck was found.", against.base);
    }
    let said: Vec<String> = apart.iter().map(|row| row.clause()).collect();
    format!("{name}: {}.", said.join(", "))
}

/// The trade that is largest in money, for the headline; none where no programme buys one with the other.
fn trade(compared: &[Against]) -> Option<String> {
    let size = |one: &Against| one.paid().map_or(0.0, |row| row.difference.abs());
    // late areas are what a programme is about: a saving that makes areas late comes before what money buys
    let mut all: Vec<(&Against, String)> = compared.iter().filter_map(|one| Some((one, one.trade()?))).collect();
    all.sort_by(|one, other| {
        let saves = |pair: &(&Against, String)| pair.0.paid().is_some_and(|row| row.difference < 0.0);
        saves(other).cmp(&saves(one)).then(size(other.0).total_cmp(&size(one.0)))
    });
    all.into_iter().next().map(|(_, words)| words)
}

/// What the base costs and does, and what the others save or cost.
fn figures(found: &[&Summary], compared: &[Against]) -> Vec<Figure> {
    /// Figures of others that have room.
    const OTHERS: usize = 2;
    let Some(base) = found.first() else { return Vec::new() };
    let name = &base.scenario;
    let mut all = Vec::new();
    if base.paid[0] > 0.0 {
        all.push(Figure::new(number::pounds(base.paid[0]), format!("paid by the areas, {name}")));
    }
    all.push(Figure::new(number::count(base.badly.round()), format!("calls served badly, {name}")));
    let mut others: Vec<(&Against, f64)> = compared.iter().filter_map(|one| Some((one, one.paid()?.difference))).collect();
    others.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
    all.extend(others.iter().take(OTHERS).map(|(one, more)| {
        let way = if *more > 0.0 { "more" } else { "less" };
        Figure::new(number::pounds(more.abs()), format!("{way} with {}", one.other))
    }));
    all
}

/// Names, by which pictures and tables call programmes, beside their titles.
fn called(found: &[&Summary]) -> Vec<Block> {
    let rows = found.iter().map(|one| vec![one.scenario.clone(), one.title.clone()]);
    let table = Table {
        caption: "Programmes compared".to_owned(),
        head: ["Name", "Title"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    vec![Block::Table(table)]
}

fn row(one: &Summary) -> Row {
    let half = match &one.complete[1] {
        Some(date) => format!("in half, for good by {}", words::day(date)),
        None => "in half, not for good by the end".to_owned(),
    };
    Row {
        name: one.scenario.clone(),
        note: half,
        value: format!("{} in time", number::chance(one.by_deadline.share())),
        word: format!("{} areas late", number::count(one.areas_late)),
    }
}
