//! What a run prints: the target table with all that belongs to it, as text and as Markdown; or tidy rows.

use std::path::Path;

use anstyle::AnsiColor;

use super::RunArgs;
use crate::analysis::proportion::Verdict;
use crate::cli::console::Console;
use crate::cli::pictures;
use crate::cli::table::{self, Lines};
use crate::experiment::Results;
use crate::model::clock::SECOND;
use crate::model::{Basis, Bound, Measure, MeasureKind, Scope};
use crate::report::summary::{self, Summary};
use crate::report::{money, number};
use crate::scenario::Scenario;
use crate::tally::names;
use crate::units;

/// Columns of its tables at most: lines longer than that are hard to follow.
const WIDEST: usize = 120;

/// The page a person sees.
pub(super) struct Page<'a> {
    pub(super) args: &'a RunArgs,
    pub(super) file: &'a str,
    pub(super) scenario: &'a Scenario,
    pub(super) results: &'a Results,
    pub(super) warnings: &'a [String],
    pub(super) folder: &'a Path,
    pub(super) console: &'a Console,
}

impl Page<'_> {
    pub(super) fn text(&self, doubt: &str, simulated: f64, total: f64) -> String {
        let model = &self.scenario.model;
        let mut page = format!("{}\n{}\n\n", self.console.bold(&model.title), self.header());
        page.push_str(&self.table(false));
        if let Some((chance, interval)) = self.results.all_targets().filter(|_| model.targets.len() > 1) {
            page.push_str(&format!(
                "All targets at once: {} of replications ({} to {}).\n",
                number::chance(chance),
                number::chance(interval.low),
                number::chance(interval.high)
            ));
        }
        let legend = summary::legend(model, self.results);
        if !legend.is_empty() {
            page.push_str(&format!("{legend}\n"));
        }
        page.push_str(&self.money(false));
        page.push_str("Intervals are 95 % and cover simulation error alone: the inputs are taken as stated.\n");
        page.push_str(doubt);
        page.push_str(&self.console.doubts(self.warnings));
        let what = pictures::written(self.args.no_charts);
        page.push_str(&format!(
            "\n{what}: {}\nTook {total:.1} s, {simulated:.1} s of it for {} calls.\n",
            self.folder.display(),
            number::count(self.results.calls as f64)
        ));
        page.push_str(&format!("Next: helpline check {} --explain\n", self.file));
        page
    }

    fn header(&self) -> String {
        let model = &self.scenario.model;
        let clock = &model.clock;
        let days = clock.reported_length_days();
        let length =
            if days >= 1.0 { number::plural(days.round() as u64, "day", "days") } else { units::duration_text(days * 86_400.0) };
        let from = if clock.dated { format!(" from {}", &self.scenario.civil.label(clock.start)[..10]) } else { String::new() };
        let partial = if self.results.partial { " (stopped early)" } else { "" };
        format!(
            "{}: {length}{from}, {}{partial}, seed {}",
            model.name,
            number::plural(self.results.replications as u64, "replication", "replications"),
            self.results.seed
        )
    }

    fn rows(&self) -> Vec<[String; 6]> {
        let model = &self.scenario.model;
        let judged = summary::judged(model, self.results);
        let mut rows = Vec::new();
        for (target, judged) in model.targets.iter().zip(&judged) {
            let words = names::words(target.measure, model);
            let name = target.official.as_ref().map_or_else(|| words.clone(), |o| format!("{words}\n{o}"));
            let (estimate, interval) = self.estimate(target.measure);
            let unit = summary::unit(target.measure.kind);
            let bound = match target.bound {
                Bound::AtMost(x) => format!("at most {}", unit.value(x)),
                Bound::AtLeast(x) => format!("at least {}", unit.value(x)),
                Bound::Below(x) => format!("below {}", unit.value(x)),
            };
            let chance = judged.chance.map_or_else(|| "-".to_owned(), |c| number::chance(c.0));
            let basis = match target.basis {
                Basis::Simulated => "",
                Basis::Assumed => "\n(assumed)",
                Basis::Fitted => "\n(fitted)",
            };
            rows.push([name, estimate, interval, bound, chance, format!("{}{basis}", self.verdict(judged.verdict))]);
        }
        let limit = 60 * SECOND;
        let more = [
            MeasureKind::AnsweredWithin(limit),
            MeasureKind::Abandonment,
            MeasureKind::MeanSpeedOfAnswer,
            MeasureKind::WaitQuantile(950),
            MeasureKind::Occupancy,
            MeasureKind::CallsOffered,
        ];
        for kind in more {
            let measure = Measure { kind, scope: Scope::All };
            let idle = kind == MeasureKind::Abandonment && !model.callers_may_leave();
            if idle || model.targets.iter().any(|t| t.measure == measure) {
                continue;
            }
            let (estimate, interval) = self.estimate(measure);
            let words = names::words(measure, model);
            let name = names::official(measure).map_or_else(|| words.clone(), |o| format!("{words}\n{o}"));
            rows.push([name, estimate, interval, String::new(), String::new(), String::new()]);
        }
        rows
    }

    fn verdict(&self, verdict: Verdict) -> String {
        let (symbol, plain, colour) = match verdict {
            Verdict::Met => ("✓", "+", AnsiColor::Green),
            Verdict::Missed => ("✗", "x", AnsiColor::Red),
            Verdict::AtRisk => ("!", "!", AnsiColor::Yellow),
            Verdict::CannotTell => ("?", "?", AnsiColor::Cyan),
        };
        let symbol = if self.console.unicode { symbol } else { plain };
        self.console.paint(&format!("{symbol} {}", summary::word(verdict)), colour)
    }

    fn estimate(&self, measure: Measure) -> (String, String) {
        let unit = summary::unit(measure.kind);
        let Some(found) = self.results.estimate(measure) else { return ("-".to_owned(), String::new()) };
        let interval = found.interval.map_or_else(String::new, |i| unit.range(i.low, i.high));
        (unit.value(found.mean), interval)
    }

    fn table(&self, markdown: bool) -> String {
        let mut table = table::empty(self.console, markdown, Lines::BetweenRows, WIDEST);
        table.set_header(["Measure", "Estimate", "95 % interval", "Target", "Chance", "Verdict"]);
        for row in self.rows() {
            // a basis in brackets follows without a comma
            table.add_row(row.map(|cell| if markdown { cell.replace("\n(", " (").replace('\n', ", ") } else { cell }));
        }
        table::figures(&mut table, [1, 2, 4]);
        table::whole(&mut table, [5]);
        format!("{table}\n")
    }

    /// The table of money; nothing where the scenario states none.
    fn money(&self, markdown: bool) -> String {
        let lines = money::lines(&self.scenario.model, self.results);
        if lines.is_empty() {
            return String::new();
        }
        let mut table = table::empty(self.console, markdown, Lines::BetweenRows, WIDEST);
        table.set_header(["Money over the horizon", "Estimate", "95 % interval", "Of it"]);
        for line in lines {
            table.add_row([line.name, line.estimate, line.interval, line.note]);
        }
        table::figures(&mut table, [1, 2]);
        format!("\n{table}\n")
    }

    pub(super) fn markdown(&self) -> String {
        let (table, money) = (self.table(true), self.money(true));
        format!("## {}\n\n{}\n\n{table}{money}", self.scenario.model.title, self.header())
    }
}

/// The summary as rows of CSV.
pub(super) fn csv_rows(summary: &Summary) -> String {
    let mut text = String::from("scenario,measure,scope,mean,sd,low,high,level,basis,target,probability_met,verdict\n");
    let number = |v: Option<f64>| v.map_or_else(String::new, |v| v.to_string());
    for row in &summary.measures {
        text.push_str(&format!(
            "{},{},{},{},{},{},{},{},{},{},{},{}\n",
            summary.scenario,
            row.measure,
            row.scope,
            number(row.mean),
            number(row.sd),
            number(row.low),
            number(row.high),
            row.level,
            row.basis,
            row.target.as_deref().unwrap_or(""),
            number(row.probability_met),
            row.verdict.unwrap_or("")
        ));
    }
    text
}
