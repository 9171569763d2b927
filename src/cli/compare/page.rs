//! What a comparison prints: the base, a verdict for each alternative, and its differences.

use std::path::Path;

use anstyle::AnsiColor;

use super::alternatives::Read;
use crate::analysis::Interval;
use crate::cli::console::Console;
use crate::cli::pictures;
use crate::cli::table::{self, Lines};
use crate::experiment::{Comparand, Compared};
use crate::report::comparison::{Alternative, Chance, Comparison, Judged, interval_text, signed, within, word};
use crate::report::number;

/// Columns of its tables at most: lines longer than that are hard to follow.
const WIDEST: usize = 130;

/// How many times as many replications, beyond which the two are as good as the same callers with the same luck.
const AS_GOOD_AS_ALL: f64 = 1_000.0;

/// Judgement on a chance of which no replication says that it differs.
const NEVER: &str = "never differs";

/// What each day hands to the next.
const HANDED_ON: &str = "redials-from-earlier-days";

/// The page a person sees.
pub(super) struct Page<'a> {
    pub(super) read: &'a [Read],
    pub(super) because: &'a str,
    pub(super) compared: &'a Compared,
    pub(super) found: &'a Comparison,
    pub(super) margins: &'a str,
    pub(super) folder: &'a Path,
    pub(super) no_charts: bool,
    pub(super) console: &'a Console,
}

impl Page<'_> {
    pub(super) fn text(&self, drawn: &str, doubts: &[String], simulated: f64, total: f64) -> String {
        let mut page = format!("{}\n{}\n\n", self.console.bold(&self.base().scenario.model.title), self.header());
        for alternative in &self.found.alternatives {
            let name = self.console.bold(&alternative.name);
            let verdict = self.coloured(alternative.verdict.word);
            let title = self.titled(alternative).map_or_else(String::new, |title| format!("  {title}\n"));
            page.push_str(&format!("{name}: {verdict}\n{title}  {}.\n", alternative.verdict.sentence));
        }
        for alternative in self.found.alternatives.iter().filter(|a| !a.identical) {
            page.push_str(&format!("\n{}\n{}", self.console.bold(&self.called(alternative)), self.table(alternative, false)));
        }
        page.push_str(&self.after_shocks(false));
        page.push_str(&self.footer());
        page.push_str(drawn);
        page.push_str(&self.console.doubts(doubts));
        let calls: u64 = self.compared.results.iter().map(|r| r.calls).sum();
        page.push_str(&format!(
            "\n{}: {}\nTook {total:.1} s, {simulated:.1} s of it for {} calls.\n",
            pictures::written(self.no_charts),
            self.folder.display(),
            number::count(calls as f64)
        ));
        page
    }

    pub(super) fn markdown(&self) -> String {
        let mut page = format!("## {}\n\n{}\n", self.base().scenario.model.title, self.header());
        for alternative in &self.found.alternatives {
            page.push_str(&format!(
                "\n### {}: {}\n\n{}.\n",
                self.called(alternative),
                alternative.verdict.word,
                alternative.verdict.sentence
            ));
            if !alternative.identical {
                page.push_str(&format!("\n{}", self.table(alternative, true)));
            }
        }
        page.push_str(&format!("{}\n{}", self.after_shocks(true), self.footer()));
        page
    }

    /// Recovery from shocks that tell configurations apart, and what their days hand on; nothing where none does.
    fn after_shocks(&self, markdown: bool) -> String {
        let with = |found: &&Alternative| !found.shocks.is_empty();
        let mut text = String::new();
        for alternative in self.found.alternatives.iter().filter(with) {
            let mut table = table::empty(self.console, markdown, Lines::Around, WIDEST);
            table.set_header(["Shock", "Where", "Recovers in the run", "Half by", "Interval of that", "Nine in ten by"]);
            for shock in alternative.shocks.iter().filter(|shock| !shock.idle) {
                table.add_row(shock.row());
            }
            table::figures(&mut table, 2..=5);
            let (base, name) = (&self.base().scenario.model.name, &alternative.name);
            let title =
                format!("After shocks, {name} against {base}: from the end of each until waits are as without it for a day");
            let title = if markdown { format!("### {title}\n") } else { self.console.bold(&title) };
            text.push_str(&format!("\n{title}\n{table}\n"));
            text.push_str("Each interval is that of the median, at 95 % on its own.\n");
            if alternative.shocks.iter().any(|shock| shock.idle) {
                text.push_str("Left out: steps at which nine replications in ten are as without the shock at once.\n");
            }
            let handed = alternative.lines.iter().find(|l| l.comparand == Comparand::whole(HANDED_ON));
            if let Some((d, unit)) = handed.and_then(|line| Some((line.difference?, line.unit))) {
                let gap = if markdown { "\n" } else { "" };
                let (of_base, own) = (unit.value(d.base), unit.value(d.alternative));
                text.push_str(&format!(
                    "{gap}Redials that a day hands to the next, in all: {of_base} in {base}, {own} in {name}.\n"
                ));
            }
        }
        text
    }

    /// Its title, where that says more than its name and than the title of the base.
    fn titled(&self, alternative: &Alternative) -> Option<&str> {
        let letters = |text: &str| text.to_lowercase().replace([' ', '-'], "");
        let titled = self.read.iter().find(|read| read.scenario.model.name == alternative.name);
        let title = titled.map(|read| read.scenario.model.title.as_str());
        title.filter(|title| *title != self.base().scenario.model.title && letters(title) != letters(&alternative.name))
    }

    /// Its name, by which pictures call it, and its title.
    fn called(&self, alternative: &Alternative) -> String {
        match self.titled(alternative) {
            Some(title) => format!("{} ({title})", alternative.name),
            None => alternative.name.clone(),
        }
    }

    fn base(&self) -> &Read {
        &self.read[0]
    }

    fn header(&self) -> String {
        let (model, civil) = (&self.base().scenario.model, &self.base().scenario.civil);
        let days = model.clock.reported_length_days();
        let length =
            if days >= 1.0 { number::plural(days.round() as u64, "day", "days") } else { number::duration(days * 86_400.0) };
        let from = if model.clock.dated { format!(" from {}", &civil.label(model.clock.start)[..10]) } else { String::new() };
        let partial = if self.compared.partial { " (stopped early)" } else { "" };
        format!(
            "Base: {}, {}. {length}{from}, {}{partial} of each, seed {}; the same callers meet all.",
            model.name,
            self.because,
            number::plural(self.found.replications as u64, "replication", "replications"),
            self.compared.results.first().map_or(0, |r| r.seed)
        )
    }

    fn footer(&self) -> String {
        let mut text = format!(
            "Differences are alternative less base. All intervals shown cover at once at 95 % ({}); they cover simulation error alone.\n",
            number::plural(self.found.statements as u64, "statement", "statements")
        );
        if self.found.money {
            text.push_str("An interval on a cost is chance alone: pay and prices are taken as stated.\n");
        } else {
            text.push_str("No cost is stated (of everybody), so none is compared.\n");
        }
        text.push_str(&format!("Does not matter below: {}.\n", self.margins));
        text.push_str("Better or worse: the interval leaves out 0 and reaches beyond what does not matter, even where the difference itself is smaller.\n");
        text.push_str("Common callers: how many times as many replications independent callers would need; below 1 they hurt.\n");
        if self.found.alternatives.iter().flat_map(|a| &a.chances).any(Chance::never_differs) {
            text.push_str(&format!(
                "{}: in no replication is the target missed by one of the two alone; how far apart the chances can still be, {} cannot say closer.\n",
                capital(NEVER),
                number::plural(self.found.replications as u64, "replication", "replications")
            ));
        }
        text
    }

    fn coloured(&self, word: &str) -> String {
        let colour = match word {
            "better" => AnsiColor::Green,
            "worse" => AnsiColor::Red,
            "trade-off" => AnsiColor::Yellow,
            _ => AnsiColor::Cyan,
        };
        self.console.paint(word, colour)
    }

    fn table(&self, alternative: &Alternative, markdown: bool) -> String {
        let mut table = table::empty(self.console, markdown, Lines::Around, WIDEST);
        table.set_header(["Measure", "Base", "Alternative", "Difference", "Interval", "Common callers", "Judgement"]);
        for line in alternative.lines.iter().filter(|l| l.in_verdict) {
            let Some(d) = line.difference else {
                let blank = String::new;
                table.add_row([line.words.clone(), blank(), blank(), blank(), blank(), blank(), self.judgement(line.judged)]);
                continue;
            };
            table.add_row([
                line.words.clone(),
                line.unit.value(d.base),
                line.unit.value(d.alternative),
                if d.same { "0".to_owned() } else { signed(line.unit, d.estimate.mean) },
                interval_text(line.unit, d.estimate.interval, line.margin),
                d.variance_ratio.map_or_else(String::new, times),
                self.judgement(line.judged),
            ]);
        }
        for chance in &alternative.chances {
            let n = chance.missed.replications.max(1) as f64;
            let difference = chance.missed.difference().unwrap_or(0.0);
            table.add_row([
                format!("Chance of missing {}", within(&chance.words)),
                number::chance(chance.missed.base as f64 / n),
                number::chance(chance.missed.alternative as f64 / n),
                if difference.abs() > 0.0 { signed(number::Unit::Share, difference) } else { "0".to_owned() },
                chance.interval.map_or_else(String::new, |interval| of_chance(chance, interval)),
                String::new(),
                if chance.never_differs() { NEVER.to_owned() } else { self.judgement(chance.judged) },
            ]);
        }
        table::figures(&mut table, 1..=5);
        format!("{table}\n")
    }

    fn judgement(&self, judged: Judged) -> String {
        let colour = match judged {
            Judged::Better => AnsiColor::Green,
            Judged::Worse => AnsiColor::Red,
            Judged::CannotTell => AnsiColor::Cyan,
            _ => return word(judged).to_owned(),
        };
        self.console.paint(word(judged), colour)
    }
}

/// How many times as many replications independent callers would need.
fn times(ratio: f64) -> String {
    if ratio >= AS_GOOD_AS_ALL {
        return format!("over x{}", number::fixed(AS_GOOD_AS_ALL, 0));
    }
    format!("x{}", number::fixed(ratio, usize::from(ratio < 9.95)))
}

/// The interval of a difference of two chances; where no replication differs it is as wide on both sides.
fn of_chance(chance: &Chance, interval: Interval) -> String {
    if chance.never_differs() {
        return format!("within ±{}", signed(number::Unit::Share, interval.high).trim_start_matches('+'));
    }
    interval_text(number::Unit::Share, Some(interval), chance.margin)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
