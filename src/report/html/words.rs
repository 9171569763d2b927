//! Words to markup: what may not be broken stays on one line, `code` is set as such, judgements have their sign and colour.

use maud::{Markup, html};

use super::Tone;
use crate::report::together::together;

/// Between a sign and a currency a browser would break a line.
const JOINER: &str = "\u{2060}";

/// Text in which nothing is broken that belongs together, with code where it stands between backticks.
pub(super) fn inline(text: &str) -> Markup {
    let pieces: Vec<&str> = text.split('`').collect();
    // an odd backtick is one that somebody wrote in a name
    if pieces.len().is_multiple_of(2) {
        return html! { (kept(text)) };
    }
    html! {
        @for (place, piece) in pieces.iter().enumerate() {
            @if place % 2 == 1 { code { (piece) } } @else { (kept(piece)) }
        }
    }
}

/// Letters up to which a word with a hyphen stays whole: of longer ones the narrowest phone may have no line.
const WHOLE: usize = 14;

/// The same in large type, where a name such as "as-bid" is not broken at its hyphen either.
pub(super) fn headline(text: &str) -> Markup {
    if text.contains('`') {
        return inline(text);
    }
    html! {
        @for (place, word) in kept(text).split(' ').enumerate() {
            @if place > 0 { " " }
            @if word.trim_matches('-').contains('-') && word.chars().count() <= WHOLE { span.whole { (word) } } @else { (word) }
        }
    }
}

/// Text with what belongs together held by spaces and signs at which no line ends.
pub(super) fn kept(text: &str) -> String {
    together(text).replace("−£", &format!("−{JOINER}£")).replace("+£", &format!("+{JOINER}£"))
}

/// A judgement gets its sign and colour; all else is text.
pub(super) fn toned(cell: &str) -> Markup {
    match Tone::of(cell) {
        Some(tone) => {
            let word = cell.trim_start_matches(['✓', '✗', '!', '?', '+', ' ']);
            let word = word.strip_prefix("x ").unwrap_or(word);
            html! { span class=(format!("tone {}", tone_class(tone))) { span aria-hidden="true" { (tone.sign()) " " } (word) } }
        }
        None => inline(cell),
    }
}

pub(super) fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Risk => "risk",
        Tone::Unsure => "unsure",
        Tone::Same => "same",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_code_and_numbers_are_not_broken() {
        assert_eq!(
            inline("run `helpline <x>` in 3 m 06 s").into_string(),
            "run <code>helpline &lt;x&gt;</code> in 3\u{a0}m\u{a0}06\u{a0}s"
        );
        assert_eq!(inline("a ` in a name").into_string(), "a ` in a name");
        assert_eq!(inline("from −£3 to +£4").into_string(), "from −\u{2060}£3\u{a0}to +\u{2060}£4");
        assert_eq!(headline("By as-bid, 3 m - so").into_string(), "By <span class=\"whole\">as-bid,</span> 3\u{a0}m - so");
        assert_eq!(
            toned("cannot tell (assumed)").into_string(),
            "<span class=\"tone unsure\"><span aria-hidden=\"true\">? </span>cannot tell (assumed)</span>"
        );
    }
}
