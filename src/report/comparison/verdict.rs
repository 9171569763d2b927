//! The verdict on an alternative: one sentence, harm to people first, that to the most urgent before all, and all of it named; then money,
//! then what is better, then what cannot be told.

use super::{Alternative, Chance, Judged, Line, Relative};
use crate::analysis::Interval;
use crate::analysis::proportion;
use crate::experiment::difference::TOTAL_COST;
use crate::model::Model;
use crate::report::number::{self, Unit};
use crate::report::summary;
use crate::tally::direction::Good;

/// Names shown before "and n others".
const SHOWN: usize = 4;

/// What an alternative comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// In a word: better, worse, trade-off, no difference that matters, cannot tell, identical.
    pub word: &'static str,
    /// In a sentence.
    pub sentence: String,
}

/// A judgement in a word.
pub fn word(judged: Judged) -> &'static str {
    match judged {
        Judged::Better => "better",
        Judged::Worse => "worse",
        Judged::More => "more",
        Judged::Less => "less",
        Judged::NoMatter => "no difference that matters",
        Judged::Same => "the same",
        Judged::CannotTell => "cannot tell",
        Judged::Blank => "not measured",
    }
}

/// A difference as people read it: points for shares.
pub(super) fn amount(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => {
            let points = value * 100.0;
            number::fixed(points, if points.abs() < 0.095 { 2 } else { 1 })
        }
        Unit::Seconds | Unit::Count | Unit::Pounds => unit.value(value),
    }
}

/// The size of a difference with its unit.
pub fn size(unit: Unit, value: f64) -> String {
    signed(unit, value).trim_start_matches('+').to_owned()
}

/// An end of an interval, with so many digits that it does not round onto the margin, by which it is judged.
pub(super) fn end(unit: Unit, value: f64, margin: f64) -> String {
    let text = amount(unit, value);
    if unit != Unit::Share || (value.abs() - margin).abs() < 1e-9 || amount(unit, value.abs()) != amount(unit, margin) {
        return text;
    }
    let with = |digits: usize| [value.abs(), margin].map(|share| number::fixed(share * 100.0, digits));
    let digits = (2..4).find(|&digits| with(digits)[0] != with(digits)[1]).unwrap_or(4);
    number::fixed(value * 100.0, digits)
}

/// An interval of a difference that is judged by a margin, both ends with their signs.
pub fn interval_text(unit: Unit, interval: Option<Interval>, margin: f64) -> String {
    interval.map_or_else(String::new, |i| {
        let points = if unit == Unit::Share { " points" } else { "" };
        let [low, high] = [i.low, i.high].map(|value| {
            let sign = if value > 0.0 { "+" } else { "" };
            format!("{sign}{}{points}", end(unit, value, margin))
        });
        let low = low.strip_suffix(" points").unwrap_or(&low);
        format!("{low} to {high}")
    })
}

/// A difference with its unit and sign.
pub fn signed(unit: Unit, value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    let points = if unit == Unit::Share { " points" } else { "" };
    format!("{sign}{}{points}", amount(unit, value))
}

/// Both ends of an interval, sizes only: nearer end first.
fn sizes(line: &Line, interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |i| {
        let (low, high) = if i.high <= 0.0 { (-i.high, -i.low) } else { (i.low, i.high) };
        let (low, high) = (end(line.unit, low, line.margin), end(line.unit, high, line.margin));
        if low == high { " (in every replication)".to_owned() } else { format!(" ({low} to {high})") }
    })
}

/// A measure's words within a sentence: a comma in them would not read in a list, so what follows it stands in brackets.
pub fn within(words: &str) -> String {
    let mut letters = words.chars();
    let lower =
        |first: char| if words.chars().nth(1).is_some_and(char::is_uppercase) { first } else { first.to_ascii_lowercase() };
    let words: String = letters.next().map(lower).into_iter().chain(letters).collect();
    match words.split_once(", ") {
        Some((name, rest)) => format!("{name} ({rest})"),
        None => words,
    }
}

fn named(line: &Line) -> String {
    within(&line.words)
}

/// All of them, none behind a number.
fn all(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn listed(items: &[String]) -> String {
    let shown = &items[..items.len().min(SHOWN)];
    match items.len() {
        n if n <= SHOWN => all(shown),
        n => format!("{} and {}", shown.join(", "), number::plural((n - SHOWN) as u64, "other", "others")),
    }
}

/// The verdict on an alternative, its lines and chances judged; `most`: replications beyond which no guess is made.
pub(super) fn verdict(alternative: &Alternative, base: &Model, most: usize) -> Verdict {
    if alternative.identical {
        let sentence = "identical to the base: it states the same service, so it was not simulated".to_owned();
        return Verdict { word: "identical", sentence };
    }
    let people = alternative.lines.iter().find(|l| l.comparand.measure == "people" && l.comparand.scope == "all");
    let people = people.filter(|l| l.judged != Judged::Same);
    // where other numbers of people ring, more of them answered is no merit and fewer no harm
    let counts = |l: &Line| people.is_none() || l.comparand.measure != "calls-answered";
    let lines: Vec<&Line> = alternative.lines.iter().filter(|l| l.in_verdict && counts(l)).collect();
    let chances = &alternative.chances;
    let of = |judged: Judged| lines.iter().filter(move |l| l.judged == judged);
    let missed = |verdict| alternative.relative.iter().filter(move |r| r.verdict == verdict);
    let improved = of(Judged::Better).next().is_some() || chances.iter().any(|c| c.judged == Judged::Better);
    let harmed = of(Judged::Worse).next().is_some()
        || chances.iter().any(|c| c.judged == Judged::Worse)
        || missed(proportion::Verdict::Missed).next().is_some();
    let unsure = of(Judged::CannotTell).next().is_some() || chances.iter().any(|c| c.judged == Judged::CannotTell);
    let same = lines.iter().all(|l| matches!(l.judged, Judged::Same | Judged::Blank))
        && chances.iter().all(|c| c.missed.alternative_alone + c.missed.base_alone == 0);
    let word = match (improved, harmed, unsure) {
        (true, true, _) => "trade-off",
        (true, false, _) => "better",
        (false, true, _) => "worse",
        (false, false, true) => "cannot tell",
        (false, false, false) => "no difference that matters",
    };
    let mut parts: Vec<String> = Vec::new();
    if same {
        let all = lines.first().and_then(|l| l.difference).map_or(0, |d| d.estimate.replications);
        let all = number::plural(all as u64, "replication", "replications");
        parts.push(format!("what is compared is the same in each of {all}"));
    } else if word == "no difference that matters" {
        parts.push(word.to_owned());
    } else {
        parts.extend(harms(&lines, chances));
        parts.extend(missed(proportion::Verdict::Missed).map(no_worse));
        parts.extend(money(&lines, base, most));
        parts.extend(targets(&lines, chances));
        parts.extend(undecided(&lines, chances, most));
    }
    if let Some((line, d)) = people.and_then(|l| Some((l, l.difference?))) {
        let way = if d.estimate.mean > 0.0 { "more" } else { "fewer" };
        parts.push(format!("{} {way} people ring than in the base", amount(line.unit, d.estimate.mean.abs())));
    }
    // one that is missed is harm, and stands where harm does
    parts.extend(alternative.relative.iter().filter(|r| r.verdict != proportion::Verdict::Missed).map(no_worse));
    Verdict { word, sentence: parts.join("; ") }
}

/// How a target held against the base came out.
fn no_worse(relative: &Relative) -> String {
    let chance = relative.chance.map_or_else(String::new, |(chance, _)| format!(" (chance {})", number::chance(chance)));
    format!("no worse than the base, {}: {}{chance}", relative.name, summary::word(relative.verdict))
}

/// Guards by whom they are about, the most urgent first.
fn urgency(measure: &str) -> usize {
    const ORDER: [&str; 6] =
        ["urgent-lost-people", super::URGENT_WAIT, "urgent-abandoned", "risk-minutes", "calls-answered", "calls-abandoned"];
    ORDER.iter().position(|known| *known == measure).unwrap_or(ORDER.len())
}

/// All harm to people: that which no better figure may hide first, and the figures that look better in spite of it.
fn harms(lines: &[&Line], chances: &[Chance]) -> Option<String> {
    let mut guards: Vec<&Line> = lines.iter().copied().filter(|l| l.guard && l.judged == Judged::Worse).collect();
    guards.sort_by_key(|l| urgency(&l.comparand.measure));
    let mut said: Vec<String> = guards.iter().map(|l| harm(l)).collect();
    said.extend(changes(lines, chances, Judged::Worse));
    let moved = moved(chances, Judged::Worse);
    if !moved.is_empty() {
        said.push(format!("the chance of missing {}", all(&moved)));
    }
    let mut better: Vec<String> =
        lines.iter().filter(|l| l.target && !l.guard && l.judged == Judged::Better).map(|l| named(l)).collect();
    better.extend(chances.iter().filter(|c| c.judged == Judged::Better).map(|c| within(&c.words)));
    better.sort();
    better.dedup();
    let though = if guards.is_empty() || better.is_empty() {
        String::new()
    } else {
        format!(", though it looks better on {}", listed(&better))
    };
    (!said.is_empty()).then(|| format!("{}{though}", all(&said)))
}

/// Harm in words.
fn harm(line: &Line) -> String {
    let (size, range) = line
        .difference
        .map_or((String::new(), String::new()), |d| (amount(line.unit, d.estimate.mean.abs()), sizes(line, d.estimate.interval)));
    match line.comparand.measure.as_str() {
        "calls-answered" => format!("{size} fewer people are served{range}"),
        "calls-abandoned" => format!("{size} more calls are given up{range}"),
        "urgent-lost-people" => format!("{size} more urgent people reach nobody{range}"),
        "urgent-abandoned" => format!("{size} more urgent people in 1,000 calls give up{range}"),
        "risk-minutes" => format!("urgent people wait {size} more minutes beyond due in 1,000 calls{range}"),
        _ => format!("the most urgent wait {size} longer for a clinician (95th centile){range}"),
    }
}

/// What it saves or costs: in all where what falls on others is stated too, else the provider's cost, else the surplus.
fn money(lines: &[&Line], base: &Model, most: usize) -> Vec<String> {
    let pounds = |name: &str| {
        lines.iter().copied().find(|l| l.comparand.measure == name && l.comparand.scope == "all" && l.difference.is_some())
    };
    let days = base.clock.reported_length_days();
    let over = match days {
        d if d < 1.0 => format!("over {}", number::duration(d * 86_400.0)),
        d => format!("over the {}", number::plural(d.round() as u64, "day", "days")),
    };
    let (total, cost, others) = (pounds(TOTAL_COST), pounds("cost"), pounds("downstream-cost"));
    let mut parts = Vec::new();
    if lines.iter().any(|l| l.comparand.measure == "cost" && l.judged == Judged::Blank) {
        parts.push("its cost is not stated, so none is compared".to_owned());
    }
    if let (Some(line), Some(d)) = (total.or(cost), total.or(cost).and_then(|l| l.difference)) {
        let whole = if total.is_some() { " in all" } else { "" };
        let size = amount(line.unit, d.estimate.mean.abs());
        let range = sizes(line, d.estimate.interval);
        let mut part = match line.judged {
            Judged::Better => format!("saves {size}{whole} {over}{range}"),
            Judged::Worse => format!("costs {size} more{whole} {over}{range}"),
            Judged::Same => format!("costs the same{whole}"),
            Judged::NoMatter => format!("no difference in cost{whole} that matters"),
            _ => format!("cannot tell whether it saves{whole}{}: {}", between(line), needed(line.more, most)),
        };
        if let (Some(_), Some(cost), Some(others)) = (total, cost, others) {
            let side = |line: &Line, whose: &str| {
                let mean = line.difference.map_or(0.0, |d| d.estimate.mean);
                let way = if mean > 0.0 { "more" } else { "less" };
                format!("{} {way} for {whose}", amount(line.unit, mean.abs()))
            };
            part.push_str(&format!(": {}, {}", side(cost, "the provider"), side(others, "others")));
        }
        parts.push(part);
    }
    if let Some((line, d)) = pounds("surplus").and_then(|l| Some((l, l.difference?))) {
        let size = amount(line.unit, d.estimate.mean.abs());
        match line.judged {
            Judged::Better => parts.push(format!("the surplus is {size} greater{}", sizes(line, d.estimate.interval))),
            Judged::Worse => parts.push(format!("the surplus is {size} smaller{}", sizes(line, d.estimate.interval))),
            _ => {}
        }
    }
    parts
}

/// An interval that holds zero.
fn between(line: &Line) -> String {
    line.difference
        .and_then(|d| d.estimate.interval)
        .map_or_else(String::new, |i| format!(" ({} to {})", signed(line.unit, i.low), signed(line.unit, i.high)))
}

/// About how many replications would tell.
fn needed(more: Option<usize>, most: usize) -> String {
    more.map_or_else(
        || format!("more than {} more replications", number::count(most as f64)),
        |n| format!("about {} more", number::plural(rounded(n), "replication", "replications")),
    )
}

/// Two digits are more than such a guess knows.
fn rounded(n: usize) -> u64 {
    let scale = 10_u64.pow((n.max(1).ilog10()).saturating_sub(1));
    (n as u64).div_ceil(scale) * scale
}

/// Chances of missing targets that are judged so, from and to.
fn moved(chances: &[Chance], judged: Judged) -> Vec<String> {
    let of = chances.iter().filter(|c| c.judged == judged);
    of.map(|c| {
        let n = c.missed.replications.max(1) as f64;
        let shown = |count: usize| number::chance(count as f64 / n);
        format!("{} from {} to {}", within(&c.words), shown(c.missed.base), shown(c.missed.alternative))
    })
    .collect()
}

/// Changes of measures that are judged so and that no chance told; harm that guards tell is said in words of its own, money too.
fn changes(lines: &[&Line], chances: &[Chance], judged: Judged) -> Vec<String> {
    let decided = |judged: Judged| matches!(judged, Judged::Better | Judged::Worse);
    let told = |l: &Line| chances.iter().any(|c| decided(c.judged) && c.words == l.words);
    lines
        .iter()
        .filter(|l| l.judged == judged && !(l.guard && judged == Judged::Worse))
        .filter(|l| l.unit != Unit::Pounds && !told(l))
        .filter_map(|l| {
            let d = l.difference?;
            let way = match (l.unit, d.estimate.mean > 0.0) {
                (Unit::Share, true) => " points higher",
                (Unit::Share, false) => " points lower",
                (Unit::Seconds, true) => " longer",
                (Unit::Seconds, false) => " shorter",
                (_, true) => " more",
                (_, false) => " fewer",
            };
            Some(format!("{} {}{way}{}", named(l), amount(l.unit, d.estimate.mean.abs()), sizes(l, d.estimate.interval)))
        })
        .collect()
}

/// What is better: chances of missing targets, and measures whose chance has not changed.
fn targets(lines: &[&Line], chances: &[Chance]) -> Vec<String> {
    let mut parts = Vec::new();
    let moved = moved(chances, Judged::Better);
    if !moved.is_empty() {
        parts.push(format!("the chance of missing {}", listed(&moved)));
    }
    let changed = changes(lines, chances, Judged::Better);
    if !changed.is_empty() {
        parts.push(listed(&changed));
    }
    let settled = |c: &Chance| !matches!(c.judged, Judged::Better | Judged::Worse | Judged::CannotTell);
    if !chances.is_empty() && chances.iter().all(settled) {
        parts.push("no target's chance of being missed changes by what matters".to_owned());
    }
    parts
}

/// What more replications would tell.
fn undecided(lines: &[&Line], chances: &[Chance], most: usize) -> Option<String> {
    let open = |judged: Judged| judged == Judged::CannotTell;
    let named = lines.iter().filter(|l| open(l.judged) && l.unit != Unit::Pounds).map(|l| (named(l), l.more));
    let chances = chances.iter().filter(|c| open(c.judged)).map(|c| {
        let n = c.missed.replications.max(1) as f64;
        let shown = |count: usize| number::chance(count as f64 / n);
        (
            format!("the chance of missing {} ({} and {})", within(&c.words), shown(c.missed.base), shown(c.missed.alternative)),
            c.more,
        )
    });
    let all: Vec<(String, Option<usize>)> = chances.chain(named).collect();
    if all.is_empty() {
        return None;
    }
    let largest = all.iter().map(|(_, more)| *more).collect::<Option<Vec<usize>>>().and_then(|more| more.into_iter().max());
    let names: Vec<String> = all.into_iter().map(|(name, _)| name).collect();
    Some(format!("cannot tell: {} ({})", listed(&names), needed(largest, most)))
}

/// The good way, for words.
pub(super) fn way(good: Option<Good>) -> &'static str {
    match good {
        Some(Good::Less) => "less is better",
        Some(Good::More) => "more is better",
        None => "",
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
