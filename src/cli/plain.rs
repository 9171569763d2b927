//! Pages for terminals that know no letters beyond ASCII.

use std::borrow::Cow;

/// The program's own signs in ASCII, for terminals without Unicode. Letters of names that the user gave stay as they are.
pub(super) fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '£' => plain.push_str("GBP "),
            '✓' | '↑' => plain.push('+'),
            '✗' | '×' => plain.push('x'),
            '−' | '–' | '—' | '↓' => plain.push('-'),
            '±' => plain.push_str("+/-"),
            '²' => plain.push_str("^2"),
            '√' => plain.push_str("root "),
            '≤' => plain.push_str("<="),
            '≥' => plain.push_str(">="),
            '·' => plain.push('*'),
            '…' => plain.push_str("..."),
            '’' | '‘' => plain.push('\''),
            '“' | '”' => plain.push('"'),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => plain.push(' '),
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_the_program_become_ascii_and_names_stay() {
        assert_eq!(ascii("✓ met: £8.00 ± 5 – 6"), "+ met: GBP 8.00 +/- 5 - 6");
        assert_eq!(ascii("Café"), "Café");
    }
}
