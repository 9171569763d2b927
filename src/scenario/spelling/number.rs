//! Numbers: thousands commas, blanks, what stands for "no figure".

use super::trimmed;

/// Nothing was recorded: blank, or one of the usual marks.
pub fn missing(text: &str) -> bool {
    let text = trimmed(text);
    let marks =
        ["-", "--", "n/a", "na", "nan", "null", "none", "*", ".", "..", ":", "not reported", "#n/a", "\u{2013}", "\u{2014}"];
    text.is_empty() || marks.iter().any(|mark| text.eq_ignore_ascii_case(mark))
}

/// A number; `comma`: the decimal mark is a comma (tables separated by semicolons). Thousands may be set apart by commas
/// (points, where the decimal mark is a comma), blanks or apostrophes, in groups of three.
///
/// # Errors
/// What was expected.
pub fn number(text: &str, comma: bool) -> Result<f64, String> {
    let text = trimmed(text);
    let expected = || "expected a number, such as 1234 or 1,234".to_owned();
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (decimal, thousands) = if comma { (',', '.') } else { ('.', ',') };
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'e' || b == b'E' || b == b'-' || b == b'+');
    if !comma && plain && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return digits.parse::<f64>().map(|value| sign * value).map_err(|_| expected());
    }
    let (whole, fraction) = digits.split_once(decimal).map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let separator = |c: char| c == thousands || c == ' ' || c == '\u{a0}' || c == '\u{202f}' || c == '\'' || c == '\u{2019}';
    let groups: Vec<&str> = whole.split(separator).collect();
    let sound = groups.iter().enumerate().all(|(i, group)| {
        let length = if groups.len() == 1 {
            !group.is_empty()
        } else if i == 0 {
            (1..=3).contains(&group.len())
        } else {
            group.len() == 3
        };
        length && group.bytes().all(|b| b.is_ascii_digit())
    });
    let fraction_sound = fraction.is_none_or(|f| f.bytes().all(|b| b.is_ascii_digit()));
    if !sound || !fraction_sound {
        return Err(expected());
    }
    format!("{}.{}", groups.concat(), fraction.filter(|f| !f.is_empty()).unwrap_or("0"))
        .parse::<f64>()
        .map(|value| sign * value)
        .map_err(|_| expected())
}

/// Yes or no.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match trimmed(text).to_ascii_lowercase().as_str() {
        "1" | "y" | "yes" | "true" | "t" => Some(true),
        "0" | "n" | "no" | "false" | "f" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_written() {
        let read = |text: &str| number(text, false).ok();
        assert_eq!(read("1,234,567"), Some(1_234_567.0));
        assert_eq!(read(" 35,693\u{a0}"), Some(35_693.0));
        assert_eq!(read("1 234.5"), Some(1234.5));
        assert_eq!(read("1'234"), Some(1234.0));
        assert_eq!(read("487251.0"), Some(487_251.0));
        assert_eq!(read("-12"), Some(-12.0));
        assert_eq!(read("\u{2212}12"), Some(-12.0));
        assert_eq!(read("1.5e3"), Some(1500.0));
        for wrong in ["", "12,34", "1,2345", "12a", "1.2.3", ",5", "--3", "£5", "12%"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(number("1.234,5", true), Ok(1234.5));
        assert_eq!(number("12,25", true), Ok(12.25));
        assert_eq!(number("12,25,1", true).ok(), None);
    }

    #[test]
    fn marks_of_nothing_are_no_numbers() {
        for mark in ["", "  ", "-", "N/A", "null", "*", "\u{2013}"] {
            assert!(missing(mark), "{mark}");
        }
        assert!(!missing("0"));
    }
}
