//! Numbers, durations, dates and times as people and their programs write them in tables.
//!
//! One cell alone does not always say what it means (`03/04/2025`, `1:30`): a column is read as a whole, and what cannot be told is
//! refused with the row, never guessed. Durations are seconds.

mod clock;
pub mod duration;
pub mod moment;
mod number;
mod written;

pub use number::{missing, number, yes_or_no};

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
