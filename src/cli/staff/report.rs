//! The report of a staffing.

use super::page::Page;
use super::words::{chance, sentence, standard, wanted, words};
use super::write::Written;
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, Report};
use crate::experiment::staffing::aims::Standard;
use crate::experiment::staffing::{Aim, Verified};
use crate::model::{Bound, Confidence, Model};
use crate::report::board::{Figure, Row};
use crate::report::checklists::Done;
use crate::report::html::Tone;
use crate::report::staffing::{Answer, GroupHours, cost, hours};
use crate::report::{number, summary};

/// Writes it.
pub(super) fn write(written: &Written, pictures: &Drawn) -> anyhow::Result<()> {
    let Some(first) = written.answers.first() else { return Ok(()) };
    let console = report::console();
    let page = Page { written, console: &console, markdown: true };
    let (args, scenario) = (written.args, &written.template.base);
    let found = &first.found;
    let doubts = written.warnings();
    let sets: String = args.set.iter().map(|set| format!(" --set \"{set}\"")).collect();
    let others = written.answers[1..].iter().map(|answer| sentence(written.desk, answer));
    let verified = !found.verified.is_empty();
    let met = found.verified.iter().filter(|verified| verified.met).count();
    let kept = verified
        .then(|| format!("{met} of {} targets shown to hold on callers that the search had not met.", found.verified.len()));
    let unsure = if verified { "" } else { "Not verified: whether it meets the targets is not known. " };
    let report = Report {
        kind: "Staffing",
        scenario,
        about: report::about(scenario, found.replications, args.common.seed, found.partial),
        tone: tone(first),
        verdict: format!("{unsure}{}", sentence(written.desk, first)),
        more: today(written, first).into_iter().chain(kept).chain(others).collect(),
        summary: Vec::new(),
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
        figures: figures(written, first),
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

/// Whether the staffing of today meets the targets, as far as it was simulated.
fn today(written: &Written, answer: &Answer) -> Option<String> {
    const NAMED: usize = 3;
    let held = |(aim, verified): &(&Aim, &Verified)| {
        let (estimate, share) = verified.base?;
        Some(match (aim.confidence, aim.standard) {
            (Confidence::Chance(wanted), _) => share >= wanted,
            (Confidence::Estimate, Standard::Bound(Bound::AtMost(x))) => estimate.mean <= x,
            (Confidence::Estimate, Standard::Bound(Bound::AtLeast(x))) => estimate.mean >= x,
            (Confidence::Estimate, Standard::Bound(Bound::Below(x))) => estimate.mean < x,
            (Confidence::Estimate, Standard::NoWorse { .. }) => true,
        })
    };
    let own = |(aim, _): &(&Aim, &Verified)| matches!(aim.standard, Standard::Bound(_));
    let all: Vec<(&Aim, bool)> = answer
        .found
        .aims
        .iter()
        .zip(&answer.found.verified)
        .filter(own)
        .filter_map(|pair| Some((pair.0, held(&pair)?)))
        .collect();
    let short: Vec<String> = all.iter().filter(|(_, held)| !held).map(|(aim, _)| words(aim, written)).collect();
    let count = all.len();
    Some(match (count, short.len()) {
        (0, _) => return None,
        (1, 0) => "Today's staffing meets the target.".to_owned(),
        (1, _) => format!("Today's staffing does not meet the target: {}.", short.join("; ")),
        (_, 0) => format!("Today's staffing meets all {count} targets."),
        (_, missed) => {
            let more = if missed > NAMED { format!("; and {} more", missed - NAMED) } else { String::new() };
            format!(
                "Today's staffing meets {} of {count} targets, not: {}{more}.",
                count - missed,
                short[..missed.min(NAMED)].join("; ")
            )
        }
    })
}

/// What is wanted, in a line of the board page.
fn briefly(aim: &Aim) -> String {
    match aim.confidence {
        Confidence::Chance(c) => format!("{}, {} sure", standard(aim), number::share(c)),
        Confidence::Estimate => format!("{}, long run", standard(aim)),
    }
}

/// What it costs beside today.
fn figures(written: &Written, answer: &Answer) -> Vec<Figure> {
    let desk = written.desk;
    let (base, own) = (desk.base_cost(), answer.found.cost);
    let change = number::share((own - base).abs() / base.max(1e-9));
    let way = if own > base { "more than today" } else { "less than today" };
    let people = |model: &Model| number::fixed(hours(desk, model).iter().map(|g| g.whole_time).sum(), 1);
    vec![
        Figure::new(cost(desk.counted, own), "with this staffing"),
        Figure::new(cost(desk.counted, base), "as it stands"),
        Figure::new(if (own - base).abs() < 1e-6 * base.max(1.0) { "the same".to_owned() } else { change }, way),
        Figure::new(people(&answer.model), format!("whole-time staff, {} as it stands", people(desk.model))),
    ]
}

fn rows(written: &Written, answer: &Answer) -> Vec<Row> {
    let of = |(aim, verified): (&Aim, &Verified)| {
        let unit = summary::unit(aim.measure.kind);
        let base = verified.base.map_or_else(String::new, |b| format!("; {} now", unit.value(b.0.mean)));
        Row {
            name: words(aim, written),
            note: format!("{}{base}", briefly(aim)),
            value: verified.estimate.map_or_else(|| chance(verified), |e| unit.value(e.mean)),
            word: if verified.met { "met" } else { "not shown" }.to_owned(),
        }
    };
    if !answer.found.verified.is_empty() {
        return answer.found.aims.iter().zip(&answer.found.verified).map(of).collect();
    }
    // what was looked for, and the people by group
    let aims = answer.found.aims.iter().map(|aim| Row {
        name: words(aim, written),
        note: format!("{}; not verified", wanted(aim)),
        value: String::new(),
        word: "cannot tell".to_owned(),
    });
    let desk = written.desk;
    let week = |group: &GroupHours| number::fixed(group.paid.unwrap_or(group.desk) / desk.weeks(), 0);
    let (now, then) = (hours(desk, desk.model), hours(desk, &answer.model));
    let groups = now.iter().zip(&then).map(|(now, then)| Row {
        name: then.name.clone(),
        note: format!("{} h a week as it stands", week(now)),
        value: format!("{} h a week", week(then)),
        word: String::new(),
    });
    aims.chain(groups).collect()
}
