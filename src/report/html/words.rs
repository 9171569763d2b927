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

fn kept(text: &str) -> String {
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
        assert_eq!(
            toned("cannot tell (assumed)").into_string(),
            "<span class=\"tone unsure\"><span aria-hidden=\"true\">? </span>cannot tell (assumed)</span>"
        );
    }
}
