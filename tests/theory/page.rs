//! Every comparison on one page of the documentation, written by a command and never typed.
//!
//! `cargo test --release --test theory page -- --ignored` writes `docs/verification.md`; the other test here fails when the page
//! is not what would be written. Figures on it are those of the default seed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use statrs::distribution::{Binomial, ContinuousCDF, Discrete, Normal};

use super::harness::{Case, LIMIT, Line};
use super::{
    absence, breaks, changing, classes, clinical, demand, engaged, groups, hand_over, learning, lengths, line, mixing, onward,
    outcomes, pace, recalling, redialling, rules, sending, shocks, told, turnover, waiting,
};

/// Chance with which all lines agree if the program is right.
const TOGETHER: f64 = 0.999;

/// A part of the page: title, what its lines are held against, cases.
type Part = (&'static str, &'static str, &'static [&'static Case]);

fn parts() -> Vec<Part> {
    vec![
        (
            "One line before identical agents",
            "Erlang B and C, birth and death chains, Erlang A (Palm), M/M/c+G (Baccelli and Hebuterne; Zeltyn and Mandelbaum 2005).",
            line::CASES,
        ),
        ("Length of calls, wrap-up", "Pollaczek and Khinchine; a chain in which wrap-up is a phase of its own.", lengths::CASES),
        ("Urgent calls first", "Cobham's priorities (1954); a chain for several agents.", classes::CASES),
        ("A day that changes, and the ends of shifts", "Kolmogorov's equations, by uniformisation.", changing::CASES),
        (
            "Shocks",
            "Kolmogorov's equations, by uniformisation; birth and death with nobody there for half an hour.",
            shocks::CASES,
        ),
        (
            "Days busier than foreseen",
            "Moments of Poisson counts with gamma factors (Mehler's formula); Erlang A mixed over the factor.",
            &[],
        ),
        ("Redials", "The chain of line and orbit; the fixed point where people ring again after long.", redialling::CASES),
        ("Limited lines", "Chains of a line with engaged tones and people who ring again after them.", engaged::CASES),
        (
            "Re-contacts",
            "A network of one desk and pauses of any law, in product form (Jackson 1963; Baskett and others 1975).",
            recalling::CASES,
        ),
        ("What callers are told", "Chains of call-backs from the queue, announced waits, leaving at once.", told::CASES),
        (
            "Several groups",
            "Chains of the N-model (own line first; longest wait first, after Adan and Weiss 2014) and of three types before two groups.",
            groups::CASES,
        ),
        (
            "Rules of routing",
            "Accumulating priority (Kleinrock 1964), Cobham for c-mu, chains for agents kept free, help by predicted wait, unequal agents; Campbell's sums for due times before a desk that opens late.",
            rules::CASES,
        ),
        (
            "Calls sent on",
            "Erlang C for thinned and joined streams; M/M/c+G with patience that ends at the limit.",
            sending::CASES,
        ),
        (
            "Who comes to work",
            "Transient chains mixed over a beta-binomial number of people; the covariance of groups that share a day; lateness.",
            absence::CASES,
        ),
        ("Who answers", "A loss chain of people of two speeds; handling that fades to its usual length.", learning::CASES),
        ("Breaks when it is quiet", "A loss line of one agent, in closed form.", breaks::CASES),
        ("Speed that depends on how busy people are", "A loss chain of calls of two speeds.", pace::CASES),
        ("Recruits and leavers", "Renewal of posts.", turnover::CASES),
        ("Triage and call-back", "Jackson's network of two queues.", onward::CASES),
        ("Warm transfer with a hand-over", "A chain in which both agents are busy during the hand-over.", hand_over::CASES),
        (
            "Clinical measures and second looks",
            "Closed forms of people who come to clinicians as a Poisson stream.",
            clinical::CASES,
        ),
        (
            "People who wait for a clinician",
            "Chains with patience by urgency, people who get worse, welfare calls; the infinite server.",
            waiting::CASES,
        ),
        ("Where episodes end", "Chances multiplied along the way, loops included.", outcomes::CASES),
    ]
}

/// Lines of a part: cases of two files stand under demand.
fn lines_of(part: &Part) -> Vec<&'static Line> {
    let both = [demand::CASES, mixing::CASES];
    let cases: Vec<&'static Case> = if part.2.is_empty() { both.concat() } else { part.2.to_vec() };
    cases.into_iter().flat_map(Case::lines).collect()
}

/// The least k with P(X > k) <= chance, X being binomial.
fn at_most(n: usize, p: f64, chance: f64) -> usize {
    let law = Binomial::new(p, n as u64).expect("a law");
    let mut below = 0.0;
    (0..=n)
        .find(|&k| {
            below += law.pmf(k as u64);
            1.0 - below <= chance
        })
        .unwrap_or(n)
}

fn page() -> String {
    let parts: Vec<(Part, Vec<&Line>)> = parts().into_iter().map(|part| (part, lines_of(&part))).collect();
    let all: Vec<&Line> = parts.iter().flat_map(|(_, lines)| lines.iter().copied()).collect();
    let n = all.len();
    let a_line = 1.0 - TOGETHER.powf(1.0 / n as f64);
    let standard = Normal::standard();
    let limit = standard.inverse_cdf(1.0 - a_line / 2.0);
    let furthest = all.iter().map(|line| line.z().abs()).fold(0.0, f64::max);
    let outside = all.iter().filter(|line| line.z().abs() > 1.96).count();
    let spread = (all.iter().map(|line| line.z().powi(2)).sum::<f64>() / n as f64).sqrt();
    let precise = all.iter().filter(|line| line.why.is_none()).count();
    let verdict = if furthest <= limit { "**All lines agree.**" } else { "**Not all lines agree.**" };

    // were the errors too large or too small throughout, the z would not be of size 1; they are not independent, so the
    // band is wide (their own scatter would be 0.06 were they independent)
    assert!((0.6..1.5).contains(&spread), "root mean square of z: {spread}");
    // false alarm 1 in 1000 were lines independent
    assert!(outside <= at_most(n, 0.05, 0.001), "{outside} of {n} lines outside their own 95 %");
    assert!(furthest <= limit, "|z| {furthest} is beyond {limit}");

    let mut text = format!(
        "# Verification: simulated against exact\n\n\
         <!-- Written by `cargo test --release --test theory page -- --ignored`; a test holds it against what would be written. -->\n\n\
         Each line sets what the simulator gave against an exact answer that does not come from it. The exact solvers stand in\n\
         `tests/theory/exact`, use none of the program's code, and have tests of their own. The default seed; none was chosen: a line that\n\
         failed was a mistake that was found. Times are in seconds. [Further verification](verification-further.md): procedures of\n\
         selection, conservation, sums worked by hand, the cover of intervals.\n\n\
         {verdict} {n} lines agree together at {:.1} %: each at {:.5} %, which allows {limit:.2} standard errors; the furthest is {furthest:.2} off.\n\
         Tests fail at {LIMIT} already.\n\n\
         - Outside their own 95 % interval: **{outside}** lines. Chance brings {:.1} on average, and no more than {} in 99 pages of 100 (were lines\n  \
           independent: those of a case share its callers).\n\
         - Root mean square of z, the distance in standard errors: {spread:.2}; chance alone gives 1.\n\
         - {precise} lines have a half-width (95 %) of at most 1 % of the exact value, so that none passes by being vague. The others:\n",
        TOGETHER * 100.0,
        (1.0 - a_line) * 100.0,
        0.05 * n as f64,
        at_most(n, 0.05, 0.01),
    );
    let mut wide: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in all.iter().filter(|line| line.why.is_some()) {
        wide.entry(line.why.unwrap_or_default()).or_default().push(line);
    }
    for (why, lines) in wide {
        let widest = lines.iter().map(|line| line.half_width() / line.exact.abs()).fold(0.0, f64::max);
        text.push_str(&format!("  - {} lines, {:.1} % at most: {why}.\n", lines.len(), 100.0 * widest));
    }
    for ((title, against, _), lines) in parts {
        text.push_str(&format!("\n## {title}\n\nAgainst: {against}\n\n| case | exact | simulated | ± 95 % | of exact | z |\n|---|---:|---:|---:|---:|---:|\n"));
        for line in lines {
            let Line { name, exact, simulated, .. } = line;
            let (half, relative) = (line.half_width(), 100.0 * line.half_width() / exact.abs());
            text.push_str(&format!("| {name} | {exact:.5} | {simulated:.5} | {half:.5} | {relative:.2} % | {:.2} |\n", line.z()));
        }
    }
    text
}

fn place() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/verification.md"))
}

#[test]
#[ignore = "it writes a file"]
fn write_the_page() {
    std::fs::write(place(), page()).expect("the page");
}

/// Cases have tests of their own; here, that the page says what they say.
#[test]
fn the_page_stands_as_written() {
    let stands = std::fs::read_to_string(place()).expect("the page").replace("\r\n", "\n");
    let written = page();
    let differing: Vec<String> = written
        .lines()
        .zip(stands.lines())
        .filter(|(now, then)| now != then)
        .take(5)
        .map(|(now, then)| format!("  now:  {now}\n  page: {then}"))
        .collect();
    assert!(written == stands, "docs/verification.md is not what the tests give; write it anew:\n{}", differing.join("\n"));
}
