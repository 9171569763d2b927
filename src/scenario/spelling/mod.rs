//! Numbers, durations, dates and times as people and their programs write them in tables.
//!
//! One cell alone does not always say what it means (`03/04/2025`, `1:30`): a column is read as a whole, and what cannot be told is
//! refused with the row, never guessed. Durations are seconds.

use std::borrow::Cow;

mod clock;
pub mod duration;
pub mod moment;
mod number;
mod written;

pub use number::{missing, number, yes_or_no};

/// What separates the columns of a table, and the text without a line that says so (`sep=;`, as spreadsheets write it; its line stays
/// as a blank one). Else the first of comma, semicolon and tab that the heading has outside quotes; a comma if it has none. Where
/// semicolons separate, decimal marks are commas.
pub fn separated(content: &str) -> (Cow<'_, str>, u8) {
    let (first, rest) = content.split_once('\n').unwrap_or((content, ""));
    if let Some(&[mark]) = first.trim_end().strip_prefix("sep=").map(str::as_bytes)
        && matches!(mark, b',' | b';' | b'\t')
    {
        return (format!("\n{rest}").into(), mark);
    }
    let heading = content.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or("");
    let bare: String = heading.split('"').step_by(2).collect();
    (content.into(), *[b',', b';', b'\t'].iter().find(|&&mark| bare.contains(char::from(mark))).unwrap_or(&b','))
}

/// A cell that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Index of the cell in its column, as handed over.
    pub index: usize,
    /// What is wrong, about the text of the cell.
    pub message: String,
    /// What was expected, or what to do.
    pub help: Option<String>,
}

impl Wrong {
    fn new(index: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { index, message: message.into(), help: Some(help.into()) }
    }
}

/// Text without blanks at its ends (no-break spaces too).
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{feff}')
}

/// A name without case, blanks and punctuation: `Calls Answered (60s)` and `calls_answered_60s` are alike.
pub fn plain(name: &str) -> String {
    let mut plain = String::new();
    for c in trimmed(name).chars() {
        if c.is_alphanumeric() {
            plain.extend(c.to_lowercase());
        } else if !plain.ends_with('_') && !plain.is_empty() {
            plain.push('_');
        }
    }
    plain.trim_end_matches('_').to_owned()
}
