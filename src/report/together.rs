//! What may not be broken over two lines: a number and its unit, a sign and its number, a day and its month.
//!
//! The one home of that rule. Pages and pictures ask it before they break lines; it puts a no-break space (U+00A0) where a line may not end.

/// Stands where a line may not end.
pub const NO_BREAK: char = '\u{a0}';

/// Words that belong to the number before them.
const UNITS: [&str; 14] = ["%", "s", "ms", "m", "min", "h", "d", "pt", "point", "points", "million", "Erlangs", "pence", "FTE"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The text with spaces that may not be broken at.
pub fn together(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = "";
    for (place, word) in text.split(' ').enumerate() {
        if place > 0 {
            out.push(if belongs(before, word) { NO_BREAK } else { ' ' });
        }
        out.push_str(word);
        before = word;
    }
    out
}

/// The text with plain spaces, as it is shown where lines are already broken.
pub fn plain(text: &str) -> String {
    text.replace(NO_BREAK, " ")
}

fn belongs(before: &str, word: &str) -> bool {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '%');
    let number = before.ends_with(|c: char| c.is_ascii_digit());
    let size = |text: &str| text.trim_start_matches(['£', '−', '+', '-']).starts_with(|c: char| c.is_ascii_digit());
    if matches!(before.trim_start_matches('('), "<" | ">" | "<=" | ">=" | "≤" | "≥") {
        return size(word);
    }
    if number && UNITS.contains(&bare) {
        return true;
    }
    // the second part of a duration: `3 m 06 s`
    if matches!(before, "m" | "h" | "d") && bare.len() == 2 && bare.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let day = before.trim_start_matches('(');
    if (1..=2).contains(&day.len()) && day.bytes().all(|b| b.is_ascii_digit()) && MONTHS.contains(&bare) {
        return true;
    }
    MONTHS.contains(&before) && (2..=4).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_units_and_words_stay_free() {
        let cases = [
            ("All at once: 0 %.", "All at once: 0~%."),
            ("3 m 06 s (2 m 59 s – 3 m 13 s)", "3~m~06~s (2~m~59~s – 3~m~13~s)"),
            ("saves £1.820 million in all", "saves £1.820~million in all"),
            ("> 99.99 % and < £5", ">~99.99~% and <~£5"),
            ("by 26 Aug 2013; on 1 Apr 13", "by 26~Aug~2013; on 1~Apr~13"),
            ("7 of 46 areas in 20 replications", "7 of 46 areas in 20 replications"),
            ("+0.4 points, 95 in 100", "+0.4~points, 95 in 100"),
            ("May be, 5 May", "May be, 5~May"),
            ("", ""),
        ];
        for (text, wanted) in cases {
            let found = together(text);
            assert_eq!(found, wanted.replace('~', "\u{a0}"));
            assert_eq!(plain(&found), text);
        }
    }
}
