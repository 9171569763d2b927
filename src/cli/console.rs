//! Printing: answers on standard output, all else on standard error. A closed pipe is no failure.
#![expect(clippy::print_stderr, reason = "this is the one place that prints")]

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};

use super::ColorChoice;
use crate::scenario::Problems;

/// Doubts that are always shown.
const FIRST_DOUBTS: usize = 3;

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
    /// Standard output understands Unicode.
    pub unicode: bool,
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
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|k| std::env::var(k).ok().filter(|v| !v.is_empty()));
        let unicode = locale.is_none_or(|l| l.to_lowercase().contains("utf") || cfg!(windows));
        Self {
            colour: on(std::io::stdout().is_terminal()),
            colour_errors: on(std::io::stderr().is_terminal()),
            quiet,
            verbose,
            unicode,
        }
    }

    /// Prints an answer.
    pub fn answer(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Says something beside the answer.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            eprintln!("{text}");
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
        eprint!("{}", problems.render(self.colour_errors));
    }

    /// Shows a failure with its causes.
    pub fn failure(&self, error: &anyhow::Error) {
        eprintln!("{}: {error:#}", self.styled_error("error"));
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

    /// Columns of the terminal; 100 when it is none.
    pub fn width(&self) -> usize {
        std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or(100)
    }
}

fn paint(text: &str, colour: AnsiColor, bold: bool) -> String {
    let style = Style::new().fg_color(Some(colour.into()));
    let style = if bold { style.bold() } else { style };
    format!("{style}{text}{}", anstyle::Reset)
}
