//! What may not be broken over two lines: a number and its unit, a sign and its number, a day and its month.
//!
//! The one home of that rule. The terminal, pages and pictures ask it before they break lines; it puts a no-break space (U+00A0) where a
//! line may not end.

/// A space at which nothing is broken: it stands where a line may not end.
pub const NO_BREAK: char = '\u{a0}';

/// Words that belong to the number before them.
const UNITS: [&str; 34] = [
    "%",
    "s",
    "m",
    "h",
    "d",
    "min",
    "pt",
    "point",
    "points",
    "thousand",
    "million",
    "billion",
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "call",
    "calls",
    "people",
    "person",
    "WTE",
    "replication",
    "replications",
    "draws",
];

/// Words that belong to the number before them in pages and pictures: what so many callers do, and how many more or fewer.
const DO: [&str; 15] = [
    "is", "are", "give", "gives", "hang", "hangs", "find", "finds", "answer", "answers", "late", "more", "fewer", "callers",
    "targets",
];

/// Signs that belong to the number after them.
const BEFORE: [&str; 6] = ["<", ">", "<=", ">=", "GBP", "±"];

/// Whether the space between two words holds them together.
pub fn holds(before: &str, word: &str) -> bool {
    let bare = word.trim_matches(['(', ')', ',', '.', ';', ':', '?']);
    let number = before.ends_with(|c: char| c.is_ascii_digit());
    let figure = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let of_figure = |word: &str| {
        word.ends_with(|c: char| c.is_ascii_digit() || c == '%') || matches!(word, "s" | "m" | "h" | "d" | "million" | "points")
    };
    (number && (UNITS.contains(&bare) || matches!(bare, "more" | "fewer" | "step" | "steps")))
        || (matches!(before, "more" | "fewer") && matches!(bare, "call" | "calls" | "minutes" | "people"))
        || (matches!(word, "–" | "to") && of_figure(before))
        || (matches!(before, "m" | "h" | "d") && figure(word))
        || (BEFORE.contains(&before.trim_start_matches('(')) && word.starts_with(|c: char| c.is_ascii_digit() || c == '£'))
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The text with spaces that may not be broken at.
pub fn together(text: &str) -> String {
    joined(text, belongs)
}

/// The text with a no-break space between words that hold together by a rule.
pub fn joined(text: &str, hold: impl Fn(&str, &str) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut before = "";
    for (place, word) in text.split(' ').enumerate() {
        if place > 0 {
            out.push(if hold(before, word) { NO_BREAK } else { ' ' });
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

/// Whether two words of a page or a picture hold together; a terminal has no room to keep dates whole as well.
fn belongs(before: &str, word: &str) -> bool {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_punctuation() && c != '%');
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let number = before.ends_with(|c: char| c.is_ascii_digit());
    holds(before, word)
        || (number && DO.contains(&bare))
        || (before == "under" && word.starts_with(|c: char| c.is_ascii_digit()))
        || (digits(before.trim_start_matches('('), 2) && MONTHS.contains(&bare))
        || (MONTHS.contains(&before) && digits(bare, 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_units_and_words_stay_free() {
        let cases = [
            ("All at once: 0 %.", "All at once: 0~%."),
            ("3 m 06 s (2 m 59 s – 3 m 13 s)", "3~m~06~s (2~m~59~s~– 3~m~13~s)"),
            ("saves £1.820 million in all", "saves £1.820~million in all"),
            ("> 99.99 % and < £5", ">~99.99~% and <~£5"),
            ("by 26 Aug 2013; on 1 Apr 13", "by 26~Aug~2013; on 1~Apr~13"),
            ("7 of 46 areas in 20 replications", "7 of 46 areas in 20~replications"),
            ("+0.4 points, 95 in 100", "+0.4~points, 95 in 100"),
            ("moved 1 step; 10.2 more minutes, 45.1 fewer calls", "moved 1~step; 10.2~more~minutes, 45.1~fewer~calls"),
            ("withdraws 92 %, 1 Apr 13", "withdraws 92~%, 1~Apr~13"),
            ("May be, 5 May", "May be, 5~May"),
            ("helped, 38 hang up, 1 is still there", "helped, 38~hang up, 1~is still there"),
            ("3 fewer give up; under 1 answer is late", "3~fewer give up; under~1~answer is late"),
            ("", ""),
        ];
        for (text, wanted) in cases {
            let found = together(text);
            assert_eq!(found, wanted.replace('~', "\u{a0}"));
            assert_eq!(plain(&found), text);
        }
    }
}
