//! The pictures of a comparison: which option is better and is it real, what each pound buys, where the money goes.

mod cost;
mod trade_off;

use super::{Alternative, Chance, Comparison, Configuration, Judged, Line, WORDS};
use crate::experiment::difference::{PARTS_OF_TOTAL, TOTAL_COST};
use crate::experiment::{Comparand, Flows, Results};
use crate::report::chart::{self, Drawing, Estimate, Frame, compare};
use crate::report::figures::changed::changed;
use crate::report::figures::{self, frame};
use crate::report::money;
use crate::report::number::Unit;
use crate::scenario::Scenario;
use crate::tally::direction::Good;

/// Names of the pictures a comparison may write.
pub const NAMES: [&str; 4] = ["compare", "trade-off", "cost", "callers"];

/// Panels of the picture of differences.
const PANELS: usize = 8;
/// Measures of service that are shown before others.
const FOREMOST: [&str; 2] = ["answered-within-60s", "abandonment"];

/// Draws the pictures that apply: name, picture. `base`: the scenario of the first configuration.
pub fn draw(base: &Scenario, configurations: &[Configuration], found: &Comparison) -> Vec<(&'static str, Drawing)> {
    let simulated: Vec<(&Configuration, &Results)> = configurations.iter().filter_map(|c| Some((c, c.results?))).collect();
    let Some(&(_, results)) = simulated.first() else { return Vec::new() };
    let pictures = Pictures { base, results, configurations, simulated, found };
    let mut drawings = vec![("compare", pictures.differences())];
    drawings.extend(pictures.trade_off().map(|picture| ("trade-off", picture)));
    drawings.extend(pictures.cost().map(|picture| ("cost", picture)));
    drawings
}

/// The base and the alternative whose callers are followed: the one of the best verdict, of several the first.
pub fn followed<'c>(configurations: &'c [Configuration<'c>], found: &Comparison) -> Option<[&'c Configuration<'c>; 2]> {
    let place = |one: &&Alternative| WORDS.iter().position(|word| *word == one.verdict.word);
    let best = found.alternatives.iter().filter(|one| !one.identical).min_by_key(place)?;
    let simulated = |name: &str| configurations.iter().find(|one| one.name == name && one.results.is_some());
    Some([configurations.first()?, simulated(&best.name)?])
}

/// What becomes of 1,000 callers of the base where they meet the alternative; none where the ways of the two cannot be laid together.
pub fn callers(base: &Scenario, [one, other]: [&Configuration; 2], [was, now]: [&Flows; 2]) -> Option<Drawing> {
    let (was, now) = (figures::callers::callers(one.model, was), figures::callers::callers(other.model, now));
    let found = changed((&was, one.name), (&now, other.name))?;
    let title = format!("What changes for 1,000 callers?  {} against {}", other.name, one.name);
    let intervals = "numbers are of 1,000 who ring for the first time".to_owned();
    let frame = Frame { intervals, ..frame(base, one.results?, &title, found.finding) };
    Some(chart::callers::draw(&found.input, &frame))
}

struct Pictures<'a> {
    base: &'a Scenario,
    results: &'a Results,
    configurations: &'a [Configuration<'a>],
    simulated: Vec<(&'a Configuration<'a>, &'a Results)>,
    found: &'a Comparison,
}

impl Pictures<'_> {
    fn frame(&self, title: &str, finding: String, intervals: String) -> Frame {
        Frame { intervals, ..frame(self.base, self.results, title, finding) }
    }

    // ---- which option is better, and is it real? ----

    fn differences(&self) -> Drawing {
        let alternatives = self.found.alternatives.iter();
        let input = compare::Input {
            base: self.base.model.name.clone(),
            alternatives: alternatives
                .map(|one| compare::Alternative { name: one.name.clone(), verdict: verdict(one.verdict.word) })
                .collect(),
            measures: self.measures(),
        };
        let alone = if self.found.money { "chance alone, pay and prices as stated" } else { "simulation error alone" };
        let intervals = format!("intervals cover all at once at 95 %: {alone}");
        compare::draw(&input, &self.frame("Which option is better, and is it real?", self.finding(), intervals))
    }

    /// At most eight: money, then service, then chances of missing targets. Beside what everybody asks for first, those that
    /// show what made each alternative's verdict, then those that differ, then the others.
    fn measures(&self) -> Vec<compare::Measure> {
        let Some(model) = self.found.alternatives.iter().find(|one| !one.identical) else { return Vec::new() };
        let own = |measure: &str| model.lines.iter().find(|l| l.in_verdict && l.comparand == Comparand::whole(measure));
        let cost = own(TOTAL_COST).or_else(|| own(PARTS_OF_TOTAL[0])).or_else(|| own(PARTS_OF_TOTAL[1]));
        let mut lines: Vec<&Line> = cost.into_iter().chain(own("surplus")).collect();
        let foremost = FOREMOST.iter().filter_map(|name| own(name));
        lines.extend(foremost);
        let mut certain = lines.len();
        let rest = model.lines.iter().filter(|l| l.in_verdict && l.unit != Unit::Pounds);
        let rest: Vec<&Line> = rest.filter(|l| !lines.iter().any(|other| other.comparand == l.comparand)).collect();
        lines.extend(rest);
        let mut panels: Vec<compare::Measure> = lines.into_iter().map(|line| self.measure(line)).collect();
        panels.extend((0..model.chances.len()).map(|index| self.chance(index, &model.chances)));
        // of chances the one that most often is decided has its place
        let decided = |panel: &compare::Measure| {
            let judged = panel.differences.iter().flatten().map(|found| found.judged);
            judged.filter(|judged| matches!(judged, compare::Judged::Better | compare::Judged::Worse)).count()
        };
        let of_chances = panels.len() - model.chances.len()..panels.len();
        if let Some(chance) = of_chances.rev().max_by_key(|&at| decided(&panels[at])).filter(|&at| decided(&panels[at]) > 0) {
            let chance = panels.remove(chance);
            panels.insert(certain, chance);
            certain += 1;
        }
        let mut chosen = chosen(&panels, certain);
        chosen.sort_unstable();
        let mut place = 0;
        panels.retain(|_| {
            place += 1;
            chosen.contains(&(place - 1))
        });
        panels
    }

    fn measure(&self, like: &Line) -> compare::Measure {
        let line = |place: usize, comparand: &Comparand| {
            self.found.alternatives[place].lines.iter().find(|l| l.in_verdict && l.comparand == *comparand)
        };
        let mean = |place: usize, name: &str| Some(line(place, &Comparand::whole(name))?.difference?.estimate.mean);
        let difference = |place: usize| {
            let line = line(place, &like.comparand)?;
            let (found, judged) = (line.difference?, judged(line.judged)?);
            let estimate = ends(found.estimate.mean, found.estimate.interval);
            let split = (like.comparand.measure == TOTAL_COST).then(|| {
                let [provider, others] = PARTS_OF_TOTAL.map(|name| mean(place, name));
                Some(compare::Split { provider: provider?, others: others? })
            });
            let split = split.flatten();
            Some(compare::Difference { estimate: if found.same { Estimate::exact(0.0) } else { estimate }, judged, split })
        };
        let places = 0..self.found.alternatives.len();
        let name = if like.comparand.measure == TOTAL_COST { "Total cost: the provider's and others'" } else { &like.words };
        compare::Measure {
            name: name.to_owned(),
            unit: like.unit,
            good: like.good.map(good),
            base: like.difference.map(|d| d.base),
            margin: like.margin,
            differences: places.map(difference).collect(),
            gap: if like.unit == Unit::Pounds { self.gap() } else { String::new() },
        }
    }

    fn chance(&self, index: usize, like: &[Chance]) -> compare::Measure {
        let chance = &like[index];
        let alone = like.iter().filter(|other| other.words == chance.words).count() == 1;
        let difference = |place: usize| {
            let found = self.found.alternatives[place].chances.iter().find(|other| other.target == chance.target)?;
            let estimate = ends(found.missed.difference()?, found.interval);
            Some(compare::Difference { estimate, judged: judged(found.judged)?, split: None })
        };
        let replications = chance.missed.replications;
        compare::Measure {
            name: format!("Chance of missing: {}", if alone { &chance.words } else { &chance.target }),
            unit: Unit::Share,
            good: Some(compare::Good::Less),
            base: (replications > 0).then(|| chance.missed.base as f64 / replications as f64),
            margin: chance.margin,
            differences: (0..self.found.alternatives.len()).map(difference).collect(),
            gap: String::new(),
        }
    }

    /// Why some cost is not known.
    fn gap(&self) -> String {
        let mut all: Vec<String> = self.simulated.iter().flat_map(|(one, _)| money::blanks(one.model)).collect();
        all.dedup();
        all.join("; ")
    }

    /// Of one alternative what it comes to; of several who is better, and how many are what.
    fn finding(&self) -> String {
        let all = &self.found.alternatives;
        if let [only] = &all[..] {
            let first = without_intervals(only.verdict.sentence.split("; ").next().unwrap_or_default());
            let word = match only.verdict.word {
                "better" => "is better",
                "worse" => "is worse",
                "trade-off" => "is a trade-off",
                "cannot tell" => "cannot be told from the base",
                "identical" => return format!("{} states the same service as the base.", only.name),
                _ => return format!("{} makes no difference that matters.", only.name),
            };
            return format!("{} {word}: {first}.", only.name);
        }
        let of = |word: &str| all.iter().filter(|one| one.verdict.word == word).map(|one| one.name.as_str()).collect::<Vec<_>>();
        let better = match &of("better")[..] {
            [] => format!("None of {} alternatives is better in some way and worse in none", all.len()),
            [one] => format!("Only {one} of {} alternatives is better in some way and worse in none", all.len()),
            [some @ .., last] if some.len() < 3 => {
                format!("Better in some way and worse in none: {} and {last}", some.join(", "))
            }
            some => format!("{} of {} alternatives are better in some way and worse in none", some.len(), all.len()),
        };
        let mut rest = Vec::new();
        for (word, one, many) in [
            ("trade-off", "is a trade-off", "are trade-offs"),
            ("worse", "is worse", "are worse"),
            ("no difference that matters", "makes no difference that matters", "make no difference that matters"),
            ("cannot tell", "cannot be told", "cannot be told"),
            ("identical", "is identical to the base", "are identical to the base"),
        ] {
            match &of(word)[..] {
                [] => {}
                [name] => rest.push(format!("{name} {one}")),
                some => rest.push(format!("{} {many}", some.len())),
            }
        }
        if rest.is_empty() { format!("{better}.") } else { format!("{better}; {}.", rest.join(", ")) }
    }
}

/// Places of the panels that are shown: the first `certain`, and of the others those that together show most reasons.
fn chosen(panels: &[compare::Measure], certain: usize) -> Vec<usize> {
    use compare::Judged::{Better, Same, Worse};
    let word = |panel: usize, one: usize| panels[panel].differences.get(one).copied().flatten().map(|found| found.judged);
    let alternatives = panels.iter().map(|panel| panel.differences.len()).max().unwrap_or(0);
    let mut chosen: Vec<usize> = (0..certain.min(panels.len()).min(PANELS)).collect();
    while chosen.len() < PANELS.min(panels.len()) {
        let shown = |one: usize, judged| chosen.iter().any(|&panel| word(panel, one) == Some(judged));
        let worth = |panel: usize| {
            let new = |judged| (0..alternatives).filter(|&one| word(panel, one) == Some(judged) && !shown(one, judged)).count();
            let differs = (0..alternatives).any(|one| word(panel, one).is_some_and(|judged| judged != Same));
            (new(Worse), new(Better), differs)
        };
        let left = (0..panels.len()).filter(|panel| !chosen.contains(panel));
        // the first of the best: of equals the last would win
        let Some(next) = left.rev().max_by_key(|&panel| worth(panel)) else { break };
        chosen.push(next);
    }
    chosen
}

/// A sentence without the intervals in it.
fn without_intervals(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(" (") {
        let Some((inside, after)) = inside.split_once(')') else { break };
        kept.push_str(before);
        if !(inside.contains(" to ") || inside == "in every replication") {
            kept.push_str(&format!(" ({inside})"));
        }
        rest = after;
    }
    kept + rest
}

fn ends(mean: f64, interval: Option<crate::analysis::Interval>) -> Estimate {
    let (low, high) = interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
    Estimate { mean, low, high }
}

const fn good(good: Good) -> compare::Good {
    match good {
        Good::Less => compare::Good::Less,
        Good::More => compare::Good::More,
    }
}

/// None of what was not measured.
const fn judged(judged: Judged) -> Option<compare::Judged> {
    Some(match judged {
        Judged::Better => compare::Judged::Better,
        Judged::Worse => compare::Judged::Worse,
        Judged::More => compare::Judged::More,
        Judged::Less => compare::Judged::Less,
        Judged::NoMatter => compare::Judged::NoMatter,
        Judged::Same => compare::Judged::Same,
        Judged::CannotTell => compare::Judged::CannotTell,
        Judged::Blank => return None,
    })
}

fn verdict(word: &str) -> compare::Verdict {
    match word {
        "better" => compare::Verdict::Better,
        "worse" => compare::Verdict::Worse,
        "trade-off" => compare::Verdict::TradeOff,
        "identical" => compare::Verdict::Identical,
        "no difference that matters" => compare::Verdict::NoMatter,
        _ => compare::Verdict::CannotTell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(judged: &[compare::Judged]) -> compare::Measure {
        let difference =
            |judged: &compare::Judged| Some(compare::Difference { estimate: Estimate::exact(1.0), judged: *judged, split: None });
        compare::Measure {
            name: String::new(),
            unit: Unit::Count,
            good: None,
            base: None,
            margin: 0.0,
            differences: judged.iter().map(difference).collect(),
            gap: String::new(),
        }
    }

    #[test]
    fn the_panels_show_why_each_verdict_is_what_it_is() {
        use compare::Judged::{Better, NoMatter, Same, Worse};
        let mut panels = vec![panel(&[Better, NoMatter])];
        panels.extend((0..9).map(|_| panel(&[Same, Same])));
        panels.push(panel(&[NoMatter, NoMatter]));
        panels.push(panel(&[NoMatter, Worse]));
        let found = chosen(&panels, 1);
        assert_eq!(found, [0, 11, 10, 1, 2, 3, 4, 5]);
        assert_eq!(chosen(&panels[..2], 1), [0, 1]);
    }

    #[test]
    fn a_heading_has_no_intervals() {
        let text = "saves £3 (£2 to £4): wait-p95 (band p1) 3 s shorter (in every replication) and so on";
        assert_eq!(without_intervals(text), "saves £3: wait-p95 (band p1) 3 s shorter and so on");
    }
}
