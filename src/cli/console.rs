//! Printing: answers on standard output, all else on standard error. A closed pipe is no failure.
#![expect(clippy::print_stderr, reason = "this is the one place that prints")]

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use super::{ColorChoice, plain, wrap};
use crate::scenario::Problems;

/// Doubts that are always shown.
const FIRST_DOUBTS: usize = 3;
/// Columns of what is no terminal.
const COLUMNS: usize = 80;
/// Columns below which nothing is broken further.
const LEAST: usize = 40;

/// The terminal, or what stands in for it.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    /// Standard output may be coloured.
    pub colour: bool,
    /// Standard error may be coloured.
    pub colour_errors: bool,
    /// Only answers.
    pub quiet: bool,
    /// More than usual.
    pub verbose: bool,
    /// The terminal understands Unicode.
    pub unicode: bool,
    columns: Option<usize>,
}

impl Console {
    /// From the flags and the environment.
    pub fn new(colour: ColorChoice, quiet: bool, verbose: bool) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let on = |terminal: bool| match colour {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !plain,
        };
        // nothing is said where nobody asked for a language: containers, and Windows, whose console is written to in Unicode
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|k| std::env::var(k).ok().filter(|v| !v.is_empty()));
        let unicode = locale.is_none_or(|l| l.to_lowercase().contains("utf"));
        let stated = std::env::var("COLUMNS").ok().and_then(|c| c.trim().parse().ok()).filter(|&c| c > 0);
        let columns = stated.or_else(|| terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0.into()));
        Self {
            colour: on(std::io::stdout().is_terminal()),
            colour_errors: on(std::io::stderr().is_terminal()),
            quiet,
            verbose,
            unicode,
            columns,
        }
    }

    /// A console that paints nothing and knows every sign, for texts that go into files and documents.
    #[must_use]
    pub fn for_files(&self) -> Self {
        Self { colour: false, colour_errors: false, unicode: true, ..*self }
    }

    /// Prints an answer for people: prose as wide as the terminal, signs that it knows.
    pub fn page(&self, text: &str) {
        self.answer(&self.fitted(text));
    }

    /// A text as wide as the terminal, in signs that it knows.
    fn fitted(&self, text: &str) -> String {
        // signs are chosen before lines are broken: some take more room than others
        let text = self.signs(text);
        self.columns.map_or_else(|| text.to_string(), |width| wrap::page(&text, width.max(LEAST)))
    }

    /// A text in signs that the terminal knows.
    pub fn signs<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        if self.unicode { text.into() } else { plain::ascii(text) }
    }

    /// Prints an answer as it is.
    pub fn answer(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Says something beside the answer.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            eprintln!("{}", self.fitted(text));
        }
    }

    /// Doubts for the foot of a page, the first few unless all are asked for; nothing where only answers are.
    pub fn doubts(&self, doubts: &[String]) -> String {
        let mut text = String::new();
        if doubts.is_empty() || self.quiet {
            return text;
        }
        text.push('\n');
        let limit = if self.verbose { usize::MAX } else { FIRST_DOUBTS };
        for doubt in doubts.iter().take(limit) {
            text.push_str(&format!("{} {doubt}\n", self.paint("!", AnsiColor::Yellow)));
        }
        if doubts.len() > limit {
            text.push_str(&format!("  ({} more: -v shows them)\n", doubts.len() - limit));
        }
        text
    }

    /// Says the first doubts beside an answer that has no place for them.
    pub fn say_doubts(&self, doubts: &[String]) {
        for doubt in doubts.iter().take(FIRST_DOUBTS) {
            self.say(&format!("! {doubt}"));
        }
    }

    /// Shows what is wrong with a scenario.
    pub fn problems(&self, problems: &Problems) {
        let text = problems.render(self.colour_errors);
        eprint!("{}", self.columns.map_or_else(|| text.clone(), |width| wrap::problems(&text, width.max(LEAST))));
    }

    /// Shows a failure with its causes.
    pub fn failure(&self, error: &anyhow::Error) {
        eprintln!("{}", self.fitted(&format!("{}: {error:#}", self.styled_error("error"))));
    }

    fn styled_error(&self, text: &str) -> String {
        if self.colour_errors { paint(text, AnsiColor::Red, true) } else { text.to_owned() }
    }

    /// Text in a colour, where colours are on.
    pub fn paint(&self, text: &str, colour: AnsiColor) -> String {
        if self.colour { paint(text, colour, false) } else { text.to_owned() }
    }

    /// Bold text, where colours are on.
    pub fn bold(&self, text: &str) -> String {
        if self.colour { format!("{}{text}{}", Style::new().bold(), anstyle::Reset) } else { text.to_owned() }
    }

    /// Columns as `COLUMNS` says, or of the terminal; none where there is none.
    pub fn stated_width(&self) -> Option<usize> {
        self.columns.map(|columns| columns.max(LEAST))
    }

    /// Columns to fill: as `COLUMNS` says, or of the terminal, or 80 where there is none.
    pub fn width(&self) -> usize {
        self.columns.unwrap_or(COLUMNS)
    }
}

fn paint(text: &str, colour: AnsiColor, bold: bool) -> String {
    let style = Style::new().fg_color(Some(colour.into()));
    let style = if bold { style.bold() } else { style };
    format!("{style}{text}{}", anstyle::Reset)
}
