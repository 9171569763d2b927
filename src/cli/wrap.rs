//! Where lines are broken: at spaces, never inside a word, and never between a number and its unit. Tables and sentences share the rule,
//! and pages and pictures too: it stands in `report::together`.

use crate::report::together::{NO_BREAK as GLUE, holds, joined};

/// A line in which numbers hold on to their units: `2 m 51 s – 3 m` is broken after the dash, if at all.
fn glued(line: &str) -> String {
    joined(line, holds)
}

/// Columns that the longest part takes which is not to be broken.
pub(super) fn longest(text: &str) -> usize {
    text.lines().flat_map(|line| glued(line).split(' ').map(visible).collect::<Vec<_>>()).max().unwrap_or(0)
}

/// Columns that the longest line takes as it is.
pub(super) fn widest(text: &str) -> usize {
    text.lines().map(visible).max().unwrap_or(0)
}

/// The lines of a text, each broken so that it fits in `width` columns where its words do. A colour ends with its line, and goes on in
/// the next.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.split('\n') {
        broken(line, width, width, &mut found);
    }
    coloured_apart(&mut found);
    found
}

/// One line, the first of `first` columns and those after it of `rest`.
fn broken(line: &str, first: usize, rest: usize, found: &mut Vec<String>) {
    let (mut open, mut column, mut width) = (String::new(), 0, first);
    for (place, word) in glued(line).split(' ').enumerate() {
        let long = visible(word);
        if place > 0 && column > 0 && column + 1 + long > width {
            found.push(std::mem::take(&mut open));
            (column, width) = (0, rest);
        } else if place > 0 {
            open.push(' ');
            column += 1;
        }
        open.push_str(&word.replace(GLUE, " "));
        column += long;
    }
    found.push(open);
}

fn coloured_apart(lines: &mut [String]) {
    let mut on = String::new();
    for line in lines {
        if !on.is_empty() {
            line.insert_str(0, &on);
        }
        if let Some(place) = line.rfind('\u{1b}') {
            let code = &line[place..];
            let code = &code[..code.find('m').map_or(code.len(), |end| end + 1)];
            on = if code == "\u{1b}[0m" { String::new() } else { code.to_owned() };
        }
        if !on.is_empty() {
            line.push_str("\u{1b}[0m");
        }
    }
}

/// A page whose lines of prose fit in `width` columns; what follows a line's first is set in as that is. Where a line begins with a label
/// and two spaces, the rest stands under what is labelled. Of a command that is to be copied, a line that goes on ends with a backslash.
/// Lines of tables stay whole.
pub(super) fn page(text: &str, width: usize) -> String {
    let mut page = String::with_capacity(text.len() + text.len() / 64);
    for line in text.split_inclusive('\n') {
        let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
        if visible(words) <= width {
            page.push_str(words);
        } else if let Some(at) = command(words) {
            copied(words, at, width, &mut page);
        } else {
            match hang(words) {
                Some((start, hang)) => prose(words, start, hang, width, &mut page),
                None => page.push_str(words),
            }
        }
        page.push_str(end);
    }
    page
}

/// Messages about a file whose sentences fit in `width` columns; the lines of the file that they show stay whole.
pub(super) fn problems(text: &str, width: usize) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
        let bare = anstream::adapter::strip_str(words).to_string();
        let note = bare.find("= help: ").filter(|&at| bare[..at].trim().is_empty()).map(|at| at + "= help: ".len());
        match note {
            _ if visible(words) <= width => shown.push_str(words),
            // its colours go with its breaks
            Some(start) => prose(&bare, start, start, width, &mut shown),
            None if bare.starts_with("error[") => shown.push_str(&lines(words, width).join("\n")),
            None => shown.push_str(words),
        }
        shown.push_str(end);
    }
    shown
}

/// Where the text of a line begins, and where the lines after it do; none if it is no prose.
fn hang(line: &str) -> Option<(usize, usize)> {
    /// Labels that are longer are not worth the room below them.
    const LABEL: usize = 16;
    /// Columns by which the rest is set in below a long label.
    const IN: usize = 4;
    let indent = line.len() - line.trim_start().len();
    let words = &line[indent..];
    if words.starts_with(['|', '│', '+', '─']) || !words.contains(' ') {
        return None;
    }
    let Some(gap) = words.find("  ") else {
        let marked = ["! ", "- "].iter().any(|mark| words.starts_with(mark));
        return Some((indent, indent + if marked { 2 } else { 0 }));
    };
    let text = words[gap..].trim_start();
    let start = line.len() - text.len();
    // more than one gap is a row of a table
    let label = visible(&line[indent..indent + gap]);
    (!text.contains("  ")).then(|| (start, if label <= LABEL { visible(&line[..start]) } else { indent + IN }))
}

fn prose(line: &str, start: usize, hang: usize, width: usize, page: &mut String) {
    let mut found = Vec::new();
    broken(&line[start..], width.saturating_sub(visible(&line[..start])), width.saturating_sub(hang), &mut found);
    page.push_str(&line[..start]);
    page.push_str(&found.join(&format!("\n{}", " ".repeat(hang))));
}

/// Where a command to be copied begins in a line.
fn command(line: &str) -> Option<usize> {
    let at = line.find("helpline ")?;
    let before = line[..at].trim();
    (before.is_empty() || matches!(before, "Next:" | "$")).then_some(at)
}

/// A command on several lines that a shell takes as one: broken at spaces outside quotes.
fn copied(line: &str, at: usize, width: usize, page: &mut String) {
    const IN: &str = "    ";
    page.push_str(&line[..at]);
    let mut column = visible(&line[..at]);
    for (place, word) in quoted_words(&line[at..]).into_iter().enumerate() {
        let long = visible(word);
        // room for the backslash
        if place > 0 && column + 1 + long + 2 > width {
            page.push_str(" \\\n");
            page.push_str(IN);
            column = IN.len();
        } else if place > 0 {
            page.push(' ');
            column += 1;
        }
        page.push_str(word);
        column += long;
    }
}

fn quoted_words(line: &str) -> Vec<&str> {
    let (mut words, mut quote, mut start) = (Vec::new(), None, 0);
    for (place, letter) in line.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            (None, ' ') => {
                words.push(&line[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    words.push(&line[start..]);
    words
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
    fn numbers_hold_on_to_their_units() {
        let parts = |text: &str| glued(text).split(' ').map(|part| part.replace(GLUE, "_")).collect::<Vec<_>>();
        assert_eq!(parts("2 m 51 s – 3 m"), ["2_m_51_s_–", "3_m"]);
        assert_eq!(parts("at most 3 %"), ["at", "most", "3_%"]);
        assert_eq!(parts("97.0 – > 99.99 %"), ["97.0_–", ">_99.99_%"]);
        assert_eq!(parts("(90.1 % to 95 %) to that"), ["(90.1_%_to", "95_%)", "to", "that"]);
        assert_eq!(parts("£1.2 million, 0.5 points lower"), ["£1.2_million,", "0.5_points", "lower"]);
        assert_eq!(parts("(< 0.01 to 0.34)"), ["(<_0.01_to", "0.34)"]);
        // whatever the width, no line begins with a unit
        for width in 8..60 {
            for line in lines("saves £1.2 million (95 % of draws, 30 s to 1 m 20 s) in 31 days", width) {
                assert!(!["%", "million", "s ", "m ", "days"].iter().any(|unit| line.starts_with(unit)), "{width}: {line}");
            }
        }
    }

    #[test]
    fn prose_is_broken_and_tables_are_not() {
        assert_eq!(page("  one two three four\n", 11), "  one two\n  three\n  four\n");
        assert_eq!(page("! one two three\n", 9), "! one two\n  three\n");
        for whole in ["Measure   Estimate   Chance", "out/one-long-name", "│ one two three │"] {
            assert_eq!(page(whole, 10), whole);
        }
        // colours take no room
        assert_eq!(page("\u{1b}[1mone two\u{1b}[0m six", 11), "\u{1b}[1mone two\u{1b}[0m six");
    }

    #[test]
    fn what_is_labelled_stands_below_itself() {
        assert_eq!(page("  A  one two three\n", 12), "  A  one two\n     three\n");
        assert_eq!(page("areas.a-town.profile  one two\n", 24), "areas.a-town.profile  one\n    two\n");
    }

    #[test]
    fn a_command_that_is_broken_can_be_copied() {
        let line = "Next: helpline run out/desk/resolved.toml --set 'a = 1' --set \"b c\"\n";
        let shown = page(line, 40);
        assert_eq!(shown, "Next: helpline run \\\n    out/desk/resolved.toml --set \\\n    'a = 1' --set \"b c\"\n");
        assert_eq!(shown.replace(" \\\n    ", " "), line);
        assert!(shown.lines().all(|line| line.len() <= 40));
        assert_eq!(page("ask helpline run twice or thrice\n", 20), "ask helpline run\ntwice or thrice\n");
    }

    #[test]
    fn sentences_about_a_file_are_broken_and_its_lines_are_not() {
        let text = "error[x]: one two three\n --> a.toml:1:1\n  |\n1 | a = \"a line as it is\"\n  |\n  = help: four five six\n";
        let shown = "error[x]: one two\nthree\n --> a.toml:1:1\n  |\n1 | a = \"a line as it is\"\n  |\n  = help: four\n          five six\n";
        assert_eq!(problems(text, 18), shown);
    }

    #[test]
    fn a_colour_ends_with_its_line() {
        assert_eq!(lines("\u{1b}[36mcannot tell\u{1b}[0m now", 8), ["\u{1b}[36mcannot\u{1b}[0m", "\u{1b}[36mtell\u{1b}[0m now"]);
    }
}
