//! Pages for terminals that are narrow, or that know no letters beyond ASCII.

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

/// Breaks lines of prose at spaces so that they fit in `width` columns; what follows a line's first is set in as that is. Lines with
/// columns (two spaces between words), rules and commands to copy stay whole.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut page = String::with_capacity(text.len() + text.len() / 64);
    for line in text.split_inclusive('\n') {
        let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
        if visible(words) <= width || !is_prose(words) {
            page.push_str(words);
        } else {
            broken(words, width, &mut page);
        }
        page.push_str(end);
    }
    page
}

/// Sentences, not a table or a command.
fn is_prose(line: &str) -> bool {
    let words = line.trim_start();
    !words.contains("  ") && !words.contains("helpline ") && !words.starts_with('|') && words.contains(' ')
}

fn broken(line: &str, width: usize, page: &mut String) {
    let indent = line.len() - line.trim_start().len();
    let marked = line.trim_start().starts_with("! ") || line.trim_start().starts_with("- ");
    let hang = " ".repeat(indent + if marked { 2 } else { 0 });
    page.push_str(&line[..indent]);
    let mut column = indent;
    for (place, word) in line[indent..].split(' ').enumerate() {
        let long = visible(word);
        if place > 0 && column + 1 + long > width {
            page.push('\n');
            page.push_str(&hang);
            column = hang.len();
        } else if place > 0 {
            page.push(' ');
            column += 1;
        }
        page.push_str(word);
        column += long;
    }
}

/// Columns that a text takes, without what only colours it.
pub(super) fn visible(text: &str) -> usize {
    let mut columns = 0;
    let mut colour = false;
    for letter in text.chars() {
        match (colour, letter) {
            (false, '\u{1b}') => colour = true,
            (true, 'm') => colour = false,
            (true, _) => {}
            (false, _) => columns += 1,
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_the_program_become_ascii_and_names_stay() {
        assert_eq!(ascii("✓ met: £8.00 ± 5 – 6"), "+ met: GBP 8.00 +/- 5 - 6");
        assert_eq!(ascii("Café"), "Café");
    }

    #[test]
    fn prose_is_broken_and_tables_and_commands_are_not() {
        assert_eq!(wrapped("  one two three four\n", 11), "  one two\n  three\n  four\n");
        assert_eq!(wrapped("! one two three\n", 9), "! one two\n  three\n");
        for whole in ["Measure   Estimate   Chance", "Next: helpline check a-long-name.toml --explain", "out/one-long-name"] {
            assert_eq!(wrapped(whole, 10), whole);
        }
        // colours take no room
        assert_eq!(wrapped("\u{1b}[1mone two\u{1b}[0m six", 11), "\u{1b}[1mone two\u{1b}[0m six");
    }
}
