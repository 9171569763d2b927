//! The report of a staffing.

use super::page::{Page, chance, wanted, words};
use super::write::Written;
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, Report};
use crate::report::board::Row;
use crate::report::checklists::Done;
use crate::report::html::Tone;
use crate::report::price::words::capital;
use crate::report::staffing::Answer;
use crate::report::summary;

/// Writes it.
pub(super) fn write(written: &Written, pictures: &Drawn) -> anyhow::Result<()> {
    let Some(first) = written.answers.first() else { return Ok(()) };
    let console = report::console();
    let page = Page { written, console: &console, markdown: true };
    let (args, scenario) = (written.args, &written.template.base);
    let found = &first.found;
    let doubts = written.warnings();
    let sets: String = args.set.iter().map(|set| format!(" --set \"{set}\"")).collect();
    let others = written.answers[1..].iter().map(|answer| format!("For {}: {}", answer.title, page.sentence(answer)));
    let kept = if found.verified.is_empty() {
        "not verified".to_owned()
    } else {
        let met = found.verified.iter().filter(|verified| verified.met).count();
        format!("{met} of {} targets shown to hold on callers that the search had not met", found.verified.len())
    };
    let report = Report {
        kind: "Staffing",
        scenario,
        about: report::about(scenario, found.replications, args.common.seed, found.partial),
        tone: tone(first),
        verdict: capital(&format!("for {}: {}", first.title, page.sentence(first))),
        more: std::iter::once(format!("{}.", capital(&kept))).chain(others).collect(),
        body: page.body(),
        drawn: String::new(),
        doubts: &doubts,
        method: vec![
            "A staffing is proposed by formula and search on callers of the search, then verified on callers that the search has not met, at a level that allows for the number of attempts.".to_owned(),
        ],
        again: vec![
            ("The same search, in the folder in which it was made:".to_owned(), format!("helpline staff {}{sets} --seed {}", args.file, args.common.seed)),
            ("A run with the staffing found, in this folder:".to_owned(), format!("helpline run {}", first.file)),
        ],
        rows: rows(written, first),
        done: Done {
            command: "staff",
            replications: found.replications,
            seed: args.common.seed,
            search: Some("The cheapest staffing that reaches the targets: proposed by formula, improved by search, verified on fresh callers.".to_owned()),
            ..Done::default()
        },
        pictures,
        first: ["roster", ""],
    };
    report.write(written.folder)
}

fn tone(answer: &Answer) -> Tone {
    match () {
        () if answer.found.verified.is_empty() => Tone::Unsure,
        () if answer.found.met() => Tone::Good,
        () => Tone::Bad,
    }
}

fn rows(written: &Written, answer: &Answer) -> Vec<Row> {
    let of = |(aim, verified): (&crate::experiment::staffing::Aim, &crate::experiment::staffing::Verified)| {
        let unit = summary::unit(aim.measure.kind);
        let base = verified.base.map_or_else(String::new, |b| format!("; {} as it stands", unit.value(b.0.mean)));
        Row {
            name: words(aim, written),
            note: format!("{}{base}", wanted(aim)),
            value: verified.estimate.map_or_else(|| chance(verified), |e| unit.value(e.mean)),
            word: if verified.met { "met" } else { "not shown" }.to_owned(),
        }
    };
    answer.found.aims.iter().zip(&answer.found.verified).map(of).collect()
}
