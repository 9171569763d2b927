//! The report of programmes compared.

use std::path::Path;

use crate::cli::compare::CompareArgs;
use crate::cli::compare::alternatives::Read;
use crate::cli::compare::report::{again, differs};
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, NOT_DRAWN, Report};
use crate::cli::rollout::page;
use crate::report::board::Row;
use crate::report::checklists::Done;
use crate::report::html::Tone;
use crate::report::number;
use crate::report::rollout::against::Against;
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
            verdict: words::best(self.found).unwrap_or_default(),
            more: self.compared.iter().take(SHOWN).map(differences).collect(),
            summary: Vec::new(),
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
            figures: Vec::new(),
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

/// What differs from the base beyond luck, in a sentence.
fn differences(against: &Against) -> String {
    let apart: Vec<String> = against
        .rows
        .iter()
        .filter(|row| row.interval.is_some_and(|[low, high]| low > 0.0 || high < 0.0))
        .map(|row| (row.name(), row.words()))
        // a difference that rounds to nothing says nothing
        .filter(|(_, words)| words.split('(').next().is_some_and(|difference| difference.contains(|c| ('1'..='9').contains(&c))))
        .map(|(name, words)| format!("{name} {words}"))
        .collect();
    if apart.is_empty() {
        return format!("{} against {}: no difference beyond luck was found.", against.other, against.base);
    }
    format!("{} against {}: {}.", against.other, against.base, apart.join("; "))
}

fn row(one: &Summary) -> Row {
    let half = match &one.complete[1] {
        Some(date) => format!("in half of all cases by {}", words::day(date)),
        None => "in half of all cases not by the end".to_owned(),
    };
    Row {
        name: one.scenario.clone(),
        note: half,
        value: format!("{} in time", number::chance(one.by_deadline.share())),
        word: format!("{} areas late", number::count(one.areas_late)),
    }
}
