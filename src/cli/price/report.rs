//! The report of a price test.

use std::path::Path;

use super::PriceArgs;
use super::cases::Read;
use super::page::Page;
use crate::cli::pictures::Drawn;
use crate::cli::report::{self, RESOLVED, Report};
use crate::price::Verdict;
use crate::price::found::Offer;
use crate::report::board::{Figure, Row};
use crate::report::checklists::Done;
use crate::report::html::Tone;
use crate::report::number::{self, pounds};
use crate::report::price::{Test, words};

/// Writes it.
pub(super) fn write(args: &PriceArgs, read: &Read, test: &Test, pictures: &Drawn, folder: &Path) -> anyhow::Result<()> {
    let Some(first) = test.tried.first() else { return Ok(()) };
    let scenario = &first.case.scenario;
    let console = report::console();
    let n = args.replications as usize;
    let partial = test.tried.iter().any(|tried| tried.found.partial) || test.tried.len() < read.cases.len();
    let tested: Vec<String> =
        first.found.effects.iter().map(|effect| format!("{} ({})", effect.tested.name, words::range(&effect.tested))).collect();
    let others = test.tried[1..].iter().map(|tried| format!("{}: {}", tried.case.name, words::verdict(tried, test.plan)));
    let report = Report {
        kind: "Price test",
        scenario,
        about: report::about(scenario, n, test.seed, partial),
        tone: tone(test),
        verdict: words::verdict(first, test.plan),
        more: others.clone().collect(),
        summary: Vec::new(),
        body: Page::new(test, &console, true).markdown(),
        drawn: String::new(),
        doubts: &test.warnings,
        method: vec![
            words::ways(first.found),
            words::below(first.found),
            "The price at which the books balance on average, and the one that balances them with the confidence asked, are found from the books of each replication with the staffing held.".to_owned(),
        ],
        again: vec![(
            "In this folder, from its own copy of the scenario and its data (other sets of assumptions that it names are read from where they stood):".to_owned(),
            format!("helpline price {RESOLVED} -n {n} --seed {}", test.seed),
        )],
        figures: figures(first),
        rows: test.tried.iter().flat_map(|tried| rows(tried, test.tried.len() > 1)).collect(),
        done: Done {
            command: "price",
            replications: n,
            seed: test.seed,
            alternatives: test.tried[1..].iter().map(|tried| format!("{}: {}", tried.case.name, tried.case.scenario.model.title)).collect(),
            search: Some(format!("The cheapest staffing that meets the targets, and the price that pays for it. {}", words::ways(first.found))),
            sensitivity: (!tested.is_empty()).then(|| format!("Each assumption alone at both ends of its range: {}. figures/tornado.png and the table of report.html.", tested.join("; "))),
            uncertain: first.found.doubt.is_some(),
        },
        pictures,
        first: ["price", "tornado"],
    };
    report.write(folder)
}

/// Of all that is offered under all assumptions: good only where all of it can be delivered.
fn tone(test: &Test) -> Tone {
    let offers = || test.tried.iter().flat_map(|tried| &tried.found.offers);
    let is = |verdict: Verdict| move |offer: &Offer| offer.verdict == verdict;
    if test.tried.iter().all(|tried| tried.found.hopeless) {
        return Tone::Bad;
    }
    match offers().next() {
        None => Tone::Unsure,
        Some(_) if offers().all(is(Verdict::Deliverable)) && !test.tried.iter().any(|tried| tried.found.hopeless) => Tone::Good,
        Some(_) if offers().all(is(Verdict::NotDeliverable)) => Tone::Bad,
        Some(_) if offers().any(is(Verdict::CannotTell)) => Tone::Unsure,
        Some(_) => Tone::Risk,
    }
}

/// Key figures of the first set of assumptions: its cheapest prices, and what a call costs as it is staffed.
fn figures(tried: &crate::report::price::Tried) -> Vec<Figure> {
    let unit = words::unit(tried.case.form);
    let Some(least) = &tried.found.least else { return Vec::new() };
    let sum = |staffed: &crate::price::found::Staffed| pounds(staffed.cheapest.average);
    vec![
        Figure::new(sum(least), format!("{unit}, the cheapest that meets the targets")),
        Figure::new(sum(&tried.found.own), format!("{unit}, as staffed now")),
        Figure::new(number::count(least.calls), "calls paid for, on average"),
    ]
}

fn rows(tried: &crate::report::price::Tried, several: bool) -> Vec<Row> {
    let of = if several { format!("{}: ", tried.case.name) } else { String::new() };
    let unit = words::unit(tried.case.form);
    let mut rows: Vec<Row> = tried
        .found
        .offers
        .iter()
        .map(|offer| Row {
            name: format!("{of}{} {unit}", pounds(offer.price)),
            note: format!(
                "targets {}, breaks even {}",
                number::chance(offer.chances.targets.share()),
                number::chance(offer.chances.balanced.share())
            ),
            value: format!("both {}", number::chance(offer.chances.both.share())),
            word: words::word(offer.verdict).to_owned(),
        })
        .collect();
    if let Some(least) = &tried.found.least {
        rows.push(Row {
            name: format!("{of}cheapest {unit}"),
            note: format!("to break even in {} of replications", words::percent(0.95)),
            value: pounds(least.cheapest.sure.value),
            word: String::new(),
        });
    }
    rows
}
