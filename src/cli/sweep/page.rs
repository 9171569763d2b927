//! What `sweep` prints for people: the table, the best, what cannot be told from it, how sure, and what it took.

use std::path::Path;

use anstyle::AnsiColor;

use crate::analysis::select::{Standing, feasible};
use crate::cli::console::Console;
use crate::cli::pictures;
use crate::cli::table::{self, Lines};
use crate::experiment::sweep::{Place, Procedure, Surety, Word};
use crate::model::{Confidence, MeasureKind};
use crate::report::number::{self, Unit};
use crate::report::summary;
use crate::report::sweep::{Sweep, labels, said, word};
use crate::tally::names;

/// Rows shown without `-v`.
const SHOWN: usize = 12;
/// Columns of the table at most: every setting takes one.
const WIDEST: usize = 160;

/// The page of a sweep.
pub(super) struct Page<'a> {
    pub(super) sweep: Sweep<'a>,
    pub(super) console: &'a Console,
    pub(super) folder: &'a Path,
}

impl Page<'_> {
    pub(super) fn text(&self) -> String {
        let places = &self.sweep.outcome.places;
        let mut page = format!("{}\n{}\n\n", self.console.bold(&self.sweep.base.title), self.header());
        for (letter, path) in letters(self.sweep.design.paths.len()).iter().zip(&self.sweep.design.paths) {
            page.push_str(&format!("  {letter} = {path}\n"));
        }
        page.push_str(&format!("\n{}", self.table(false)));
        let hidden = places.len().saturating_sub(self.shown());
        if hidden > 0 {
            page.push_str(&format!("({hidden} more: -v shows them; all are in results.csv)\n"));
        }
        page.push('\n');
        for line in self.findings() {
            page.push_str(&line);
            page.push('\n');
        }
        let written = pictures::written(!self.folder.join("figures").is_dir());
        page.push_str(&format!("\n{written}: {}\n", self.folder.display()));
        if let Some(best) = self.sweep.outcome.best {
            let settings = self.sweep.design.paths.iter().zip(&self.sweep.design.rows[best]);
            let sets: String = settings.map(|(path, value)| format!(" --set '{path}={value}'")).collect();
            page.push_str(&format!("Next: helpline run {}{sets}\n", self.folder.join("resolved.toml").display()));
        }
        page
    }

    pub(super) fn markdown(&self) -> String {
        let findings: String = self.findings().iter().map(|line| format!("- {line}\n")).collect();
        format!("## {}\n\n{}\n\n{}\n{findings}", self.sweep.base.title, self.header(), self.table(true))
    }

    /// What was asked and every configuration, for a page that says the findings at its head.
    pub(super) fn body(&self) -> String {
        format!("{}\n\n### Every configuration, the best first\n\n{}\n", self.header(), self.table(true))
    }

    fn header(&self) -> String {
        let Sweep { base, plan, design, .. } = self.sweep;
        let required: Vec<&str> = plan.required.iter().map(|&t| base.targets[t].name.as_str()).collect();
        let subject =
            if required.is_empty() { "no target required".to_owned() } else { format!("subject to {}", required.join(", ")) };
        let left_out = match design.left_out {
            0 => String::new(),
            n => format!(" ({n} left out, being the same as others)"),
        };
        format!(
            "{}: {}{left_out}, {} {}, {subject}; margin {}; seed {}",
            base.name,
            number::plural(design.rows.len() as u64, "configuration", "configurations"),
            if plan.maximise { "largest" } else { "smallest" },
            names::words(plan.objective, base).to_lowercase(),
            margin(plan.objective.kind, plan.margin),
            plan.seed
        )
    }

    fn shown(&self) -> usize {
        let places = &self.sweep.outcome.places;
        let close = places.iter().filter(|p| matches!(p.word, Word::Best | Word::Same | Word::NotApart)).count();
        if self.console.verbose { places.len() } else { SHOWN.max(close.min(2 * SHOWN)).min(places.len()) }
    }

    fn table(&self, markdown: bool) -> String {
        let mut table = table::empty(self.console, markdown, Lines::BetweenRows, WIDEST);
        let mut head = vec!["Rank".to_owned()];
        let paths = &self.sweep.design.paths;
        head.extend(if markdown { labels(paths) } else { letters(paths.len()) });
        head.push(names::words(self.sweep.plan.objective, self.sweep.base));
        head.extend(["From the best".to_owned(), "Targets hold".to_owned(), "Runs".to_owned(), "Verdict".to_owned()]);
        let columns = head.len();
        table.set_header(head);
        let rows = if markdown { self.sweep.outcome.places.len() } else { self.shown() };
        for place in self.sweep.outcome.places.iter().take(rows) {
            table.add_row(self.row(place, markdown));
        }
        // words that are the answer are not broken
        table::whole(&mut table, [columns - 1]);
        table::figures(&mut table, 1..columns - 1);
        format!("{table}\n")
    }

    fn row(&self, place: &Place, markdown: bool) -> Vec<String> {
        let unit = summary::unit(self.sweep.plan.objective.kind);
        let mut row = vec![place.rank.to_string()];
        row.extend(self.sweep.design.rows[place.configuration].iter().cloned());
        row.push(place.estimates[0].map_or_else(|| "-".to_owned(), |e| unit.value(e.mean)));
        row.push(place.difference.map_or_else(String::new, |d| range(unit, d.interval.low, d.interval.high)));
        let kept = match (place.standing, place.all) {
            (_, None) => "-".to_owned(),
            (standing, Some((chance, _))) => {
                let mark = if standing == Standing::Undecided { " ?" } else { "" };
                format!("{}{mark}", number::chance(chance))
            }
        };
        row.extend([kept, place.replications.to_string()]);
        let colour = match place.word {
            Word::Best => AnsiColor::Green,
            Word::Misses => AnsiColor::Red,
            Word::CannotTell | Word::NotApart | Word::Same => AnsiColor::Yellow,
            Word::Worse | Word::Blank => AnsiColor::White,
        };
        let text = if markdown { said(place.word) } else { word(place.word) };
        row.push(if markdown {
            text.to_owned()
        } else {
            self.console.paint(&text.replace("difference ", "difference\n"), colour)
        });
        row
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let Sweep { base, design, plan, outcome } = self.sweep;
        let unit = summary::unit(plan.objective.kind);
        let mut lines = Vec::new();
        let best = outcome.places.iter().find(|p| p.word == Word::Best);
        if let Some(place) = best {
            let value = place.estimates[0].map_or_else(String::new, |e| format!(": {}", unit.value(e.mean)));
            lines.push(format!("Best: {}{value}.", design.words(place.configuration)));
            let count = |wanted: &[Word]| outcome.places.iter().filter(|p| wanted.contains(&p.word)).count();
            let (close, open) = (count(&[Word::NotApart, Word::Same]), count(&[Word::CannotTell]));
            let plural = |n: usize| number::plural(n as u64, "other configuration", "other configurations");
            lines.push(match close {
                0 => "No other configuration comes so close that it cannot be told from it.".to_owned(),
                1 => format!("{} cannot be told from it, or differs by less than matters.", plural(1)),
                n => format!("{} cannot be told from it, or differ by less than matters.", plural(n)),
            });
            if open > 0 {
                lines.push(format!("Of {} it was not settled whether they keep the targets.", plural(open)));
            }
        }
        lines.push(self.sure());
        if !plan.required.is_empty() && plan.procedure != Procedure::Ocba {
            lines.extend(self.zone());
        }
        if outcome.spent > 0 {
            lines.push(format!(
                "{} to select; as many for each configuration as for the one with most would be {}, {:.1} times that.",
                number::plural(outcome.spent as u64, "replication", "replications"),
                number::count(outcome.equal as f64),
                outcome.equal as f64 / outcome.spent as f64
            ));
        }
        if let Some(fresh) = &outcome.fresh {
            let seen = fresh.estimates[0].map_or_else(
                || "-".to_owned(),
                |e| {
                    let interval = e.interval.map_or_else(String::new, |i| format!(" ({})", unit.range(i.low, i.high)));
                    format!("{}{interval}", unit.value(e.mean))
                },
            );
            let targets: Vec<String> = plan
                .required
                .iter()
                .map(|&t| format!("{} {}", base.targets[t].name, summary::word(fresh.targets[t].verdict)))
                .collect();
            let targets = if targets.is_empty() { String::new() } else { format!("; {}", targets.join(", ")) };
            lines.push(format!(
                "The best again on {} of fresh callers: {seen}{targets}.",
                number::plural(fresh.replications as u64, "replication", "replications")
            ));
        }
        lines.push("Intervals cover simulation error alone: the inputs are taken as stated.".to_owned());
        lines
    }

    fn sure(&self) -> String {
        let plan = self.sweep.plan;
        let margin = margin(plan.objective.kind, plan.margin);
        let among = if plan.required.is_empty() { "" } else { " of those that keep the targets" };
        let how = match plan.procedure {
            Procedure::Kn => "Kim and Nelson, on common callers",
            Procedure::Rinott => "Rinott, on independent callers",
            Procedure::Ocba => "budget allocation, on common callers",
        };
        match self.sweep.outcome.surety {
            Surety::Guaranteed(p) => {
                format!(
                    "Guarantee: the best{among} with at least {}, differences below {margin} aside ({how}).",
                    number::chance(p)
                )
            }
            Surety::Estimated(p) => format!(
                "No guarantee: the best{among} with about {} from what was seen, differences below {margin} aside ({how}).",
                number::chance(p)
            ),
            Surety::NotReached => format!(
                "No guarantee: {} replications of a configuration were not enough; raise --max-replications or --margin ({how}).",
                plan.most
            ),
            Surety::NoneKeeps(p) if p > 0.0 => {
                format!(
                    "No configuration keeps the targets, with at least {} ({how}); those that come nearest are first.",
                    number::chance(p)
                )
            }
            Surety::NoneKeeps(_) => "The objective is blank in every configuration.".to_owned(),
        }
    }

    /// What counts as keeping a target.
    fn zone(&self) -> Option<String> {
        let Sweep { base, plan, .. } = self.sweep;
        let least = |t: &usize| match base.targets[*t].confidence {
            Confidence::Chance(c) => Some(c),
            Confidence::Estimate => None,
        };
        let mut levels: Vec<f64> = plan.required.iter().filter_map(least).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        let words: Vec<String> = levels
            .iter()
            .map(|&c| {
                let (fails, holds) = feasible::tolerated(c);
                format!(
                    "{}: at most {} is missed, at least {} is kept",
                    number::share(c),
                    number::share(fails),
                    number::share(holds)
                )
            })
            .collect();
        (!words.is_empty()).then(|| format!("Chance that a target asks for, {}; between, either.", words.join("; ")))
    }
}

/// Heads of columns of settings, explained above the table: paths are too long for it.
fn letters(n: usize) -> Vec<String> {
    (0..n).map(|i| if n <= 26 { char::from(b'a' + i as u8).to_string() } else { format!("s{}", i + 1) }).collect()
}

/// Both ends of a difference, with their signs; shares in points.
fn range(unit: Unit, low: f64, high: f64) -> String {
    let value = |x: f64| if unit == Unit::Share { number::fixed(x * 100.0, 2) } else { unit.value(x) };
    let signed = |x: f64| if x > 0.0 { format!("+{}", value(x)) } else { value(x) };
    let (low, high) = (signed(low), signed(high));
    let ends = if low == high { low } else { format!("{low} to {high}") };
    if unit == Unit::Share { format!("{ends} pt") } else { ends }
}

fn margin(kind: MeasureKind, value: f64) -> String {
    match summary::unit(kind) {
        Unit::Share => format!("{} points", number::count(value * 100.0)),
        unit => unit.value(value),
    }
}
