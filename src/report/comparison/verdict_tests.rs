//! The order of a verdict's parts, and that no harm is left out.

use super::{Chance, Judged, Line, harms};
use crate::analysis::Discordant;
use crate::analysis::interval::Estimate;
use crate::analysis::paired::Difference;
use crate::experiment::difference::Comparand;
use crate::report::number::Unit;

fn line(measure: &str, unit: Unit, guard: bool, judged: Judged) -> Line {
    let estimate = Estimate { mean: 0.25, sd: None, interval: None, replications: 20 };
    Line {
        comparand: Comparand { measure: measure.to_owned(), scope: "all".to_owned() },
        words: measure.to_owned(),
        unit,
        good: None,
        target: !guard,
        guard,
        in_verdict: true,
        difference: Some(Difference { base: 0.0, alternative: 0.25, estimate, variance_ratio: None, same: false }),
        margin: 0.0,
        judged,
        more: None,
    }
}

#[test]
fn all_harm_is_said_the_most_urgent_first_and_what_looks_better_last() {
    let worse = |measure| line(measure, Unit::Count, true, Judged::Worse);
    let lines = [
        worse("calls-answered"),
        worse("calls-abandoned"),
        worse("urgent-abandoned"),
        worse("risk-minutes"),
        worse("time-to-clinician-p95"),
        line("wait-p95", Unit::Seconds, false, Judged::Worse),
        line("answered-within-60s", Unit::Share, false, Judged::Better),
        line("cost", Unit::Pounds, false, Judged::Worse),
    ];
    let lines: Vec<&Line> = lines.iter().collect();
    let chance = Chance {
        target: "transfers".to_owned(),
        words: "warm transfers".to_owned(),
        missed: Discordant { replications: 10, base: 1, alternative: 9, ..Discordant::default() },
        interval: None,
        margin: 0.05,
        judged: Judged::Worse,
        more: None,
    };
    let said = harms(&lines, &[chance]).unwrap();
    let order = [
        "the most urgent wait",
        "more urgent people in 1,000 calls give up",
        "urgent people wait",
        "fewer people are served",
        "more calls are given up",
        "wait-p95",
        "the chance of missing warm transfers from",
        ", though it looks better on answered-within-60s",
    ];
    let places: Vec<usize> = order.iter().map(|part| said.find(part).unwrap_or_else(|| panic!("{part}: {said}"))).collect();
    assert!(places.is_sorted() && said.starts_with(order[0]), "{said}");
    assert!(!said.contains("other") && !said.contains("cost"), "{said}");
}

#[test]
fn without_harm_nothing_is_said_of_it() {
    let better = line("answered-within-60s", Unit::Share, false, Judged::Better);
    assert_eq!(harms(&[&better], &[]), None);
}
