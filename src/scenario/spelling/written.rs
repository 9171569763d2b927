//! One date and time as written, before the column says which number is the day.

use jiff::civil::{Date, Time};

use super::trimmed;

/// A date as far as one cell tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Day {
    /// Told.
    Known(Date),
    /// Two numbers, either of which may be the day.
    Either {
        /// Written first.
        first: i8,
        /// Written second.
        second: i8,
        /// Year.
        year: i16,
    },
}

/// How a cell says when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Written {
    /// By a calendar and perhaps a clock.
    Civil {
        /// The date.
        day: Day,
        /// Seconds after midnight (86,400 for `24:00`), if a time is given.
        second: Option<f64>,
        /// Seconds east of Greenwich, if the cell says it.
        offset: Option<i32>,
    },
    /// Seconds since 1970 in universal time.
    Unix(f64),
    /// Days since 30 December 1899, by the clock on the wall.
    Serial(f64),
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// Reads a cell.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(text: &str) -> Result<Written, String> {
    let text = trimmed(text);
    let expected = || "expected a date and time such as `2025-11-24 07:30:12` or `24/11/2025 07:30`".to_owned();
    match bare_number(text) {
        Number::Told(written) => return Ok(written),
        Number::Other => return Err(expected()),
        Number::None => {}
    }
    let words = words(text);
    let (mut second, mut offset, mut afternoon, mut dates) = (None, None, None, Vec::new());
    for (place, word) in words.iter().enumerate() {
        if word.contains(':') && second.is_none() && !word.starts_with(['+', '-']) {
            let (clock, zone) = split_offset(word);
            second = Some(time_of_day(clock).ok_or_else(expected)?);
            if let Some(zone) = zone {
                offset = Some(offset_of(zone).ok_or_else(expected)?);
            }
        } else if let Some(half) = half_of_day(word) {
            afternoon = Some(half);
        } else if let Some(zone) = (place > 0).then(|| offset_of(word)).flatten() {
            offset = Some(zone);
        } else if word.starts_with('[') && word.ends_with(']') && offset.is_some() {
            // the name of a zone beside its offset
        } else {
            dates.push(word.as_str());
        }
    }
    if let Some(half) = afternoon {
        let clock = second.ok_or_else(expected)?;
        second = Some(with_half(clock, half).ok_or_else(expected)?);
    }
    let day = day(&dates).ok_or_else(expected)?;
    Ok(Written::Civil { day, second, offset })
}

/// What a number alone says.
enum Number {
    /// A moment.
    Told(Written),
    /// None.
    Other,
    /// It is no number alone.
    None,
}

/// A number alone: compact dates, seconds since 1970, a spreadsheet's days.
fn bare_number(text: &str) -> Number {
    let Some(value) = text.parse::<f64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'.')) else {
        return Number::None;
    };
    told(text, value).map_or(Number::Other, Number::Told)
}

fn told(text: &str, value: f64) -> Option<Written> {
    let whole = !text.contains('.');
    if whole && (text.len() == 8 || text.len() == 14) {
        let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        let date = Date::new(number(0..4)?, number(4..6)? as i8, number(6..8)? as i8).ok()?;
        let second = if text.len() == 14 {
            let (h, m, s) = (number(8..10)?, number(10..12)?, number(12..14)?);
            if h > 23 || m > 59 || s > 59 {
                return None;
            }
            Some(f64::from(h) * 3600.0 + f64::from(m) * 60.0 + f64::from(s))
        } else {
            None
        };
        return Some(Written::Civil { day: Day::Known(date), second, offset: None });
    }
    match value {
        v if (946_684_800.0..4_102_444_800.0).contains(&v) => Some(Written::Unix(v)),
        v if whole && (946_684_800_000.0..4_102_444_800_000.0).contains(&v) => Some(Written::Unix(v / 1000.0)),
        v if (30_000.0..80_000.0).contains(&v) => Some(Written::Serial(v)),
        _ => None,
    }
}

/// Words of a cell: `2025-11-24T07:30:12Z`, `Mon 24 Nov 2025, 7:30 pm`; the name of a weekday is dropped.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let between = digit(i.checked_sub(1)) && digit(Some(i + 1));
        let bracket = c == '[';
        if c == ',' || c == '\u{a0}' || c.is_whitespace() || ((c == 'T' || c == 't') && between) {
            spaced.push(' ');
        } else {
            if bracket {
                spaced.push(' ');
            }
            spaced.push(c);
        }
    }
    let weekday = |word: &str| {
        let word = word.to_ascii_lowercase();
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        word.len() >= 3 && names.iter().any(|name| name.starts_with(&word)) || word == "thurs" || word == "tues"
    };
    spaced.split_whitespace().filter(|word| !weekday(word)).map(str::to_owned).collect()
}

/// A clock and what stands behind it: `07:30:12+01:00`, `07:30Z`.
fn split_offset(word: &str) -> (&str, Option<&str>) {
    if let Some(at) = word.find(['+', '-']) {
        return (&word[..at], Some(&word[at..]));
    }
    match word.find(['Z', 'z']) {
        Some(at) => (&word[..at], Some(&word[at..])),
        None => (word, None),
    }
}

/// Seconds east of Greenwich.
fn offset_of(word: &str) -> Option<i32> {
    match word.to_ascii_uppercase().as_str() {
        "Z" | "UTC" | "GMT" => return Some(0),
        "BST" => return Some(3600),
        _ => {}
    }
    let (sign, digits) = match word.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let plain = digits.replace(':', "");
    let number: i32 = plain.parse().ok().filter(|_| plain.bytes().all(|b| b.is_ascii_digit()))?;
    let (hours, minutes) = match plain.len() {
        1 | 2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// `am`, `pm`: is it the afternoon?
fn half_of_day(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().replace('.', "").as_str() {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

fn with_half(second: f64, afternoon: bool) -> Option<f64> {
    let hour = (second / 3600.0).floor();
    if !(1.0..13.0).contains(&hour) {
        return None;
    }
    let twelve = hour >= 12.0;
    Some(
        second
            + if afternoon && !twelve {
                43_200.0
            } else if !afternoon && twelve {
                -43_200.0
            } else {
                0.0
            },
    )
}

/// Seconds after midnight: `7:30`, `07:30:12.5`, `7:30pm`, `24:00`.
pub(super) fn time_of_day(text: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    let (clock, half) = match lower.strip_suffix("am") {
        Some(clock) => (clock, Some(false)),
        None => lower.strip_suffix("pm").map_or((lower.as_str(), None), |clock| (clock, Some(true))),
    };
    let mut parts = clock.trim().split(':');
    let whole = |part: &str| part.parse::<u32>().ok().filter(|_| (1..=2).contains(&part.len()));
    let (hour, minute) = (whole(parts.next()?)?, whole(parts.next()?)?);
    let second = match parts.next() {
        Some(part) => {
            part.replace(',', ".").parse::<f64>().ok().filter(|s| part.starts_with(|c: char| c.is_ascii_digit()) && *s < 60.0)?
        }
        None => 0.0,
    };
    let total = f64::from(hour) * 3600.0 + f64::from(minute) * 60.0 + second;
    if parts.next().is_some() || minute > 59 || hour > 24 || (hour == 24 && total > 86_400.0) {
        return None;
    }
    match half {
        Some(half) => with_half(total, half),
        None => Some(total),
    }
}

/// The date of its words.
fn day(words: &[&str]) -> Option<Day> {
    match words {
        [one] => numeric(one).or_else(|| {
            let parts: Vec<&str> = one.split(['-', '/', '.']).collect();
            named(&parts)
        }),
        [a, b, c] => named(&[a, b, c]),
        _ => None,
    }
}

/// Years of two digits are of this century.
fn year_of(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))?;
    match text.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

fn numeric(text: &str) -> Option<Day> {
    let separator = text.chars().find(|c| ['-', '/', '.'].contains(c))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [a, b, c] = parts[..] else { return None };
    let digits = |part: &str, most: usize| {
        part.parse::<i8>().ok().filter(|_| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    if a.len() == 4 {
        return Some(Day::Known(Date::new(year_of(a)?, digits(b, 2)?, digits(c, 2)?).ok()?));
    }
    let (first, second, year) = (digits(a, 2)?, digits(b, 2)?, year_of(c)?);
    match (first > 12, second > 12) {
        (true, false) => Date::new(year, second, first).ok().map(Day::Known),
        (false, true) => Date::new(year, first, second).ok().map(Day::Known),
        (false, false) => {
            Date::new(year, first, second).and(Date::new(year, second, first)).ok().map(|_| Day::Either { first, second, year })
        }
        (true, true) => None,
    }
}

/// `24 Nov 2025`, `Nov 24 2025`, `24-Nov-25`.
fn named(parts: &[&str]) -> Option<Day> {
    let [a, b, c] = parts[..] else { return None };
    let month = |word: &str| {
        let word = word.trim_end_matches('.').to_ascii_lowercase();
        let word = if word == "sept" { "sep" } else { word.as_str() };
        let place = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
        Some(place as i8 + 1)
    };
    let number = |word: &str| {
        let word = word.to_ascii_lowercase();
        let word = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(&word);
        word.parse::<i8>().ok()
    };
    let ((Some(day), Some(month), ..) | (.., Some(month), Some(day))) = (number(a), month(b), month(a), number(b)) else {
        return None;
    };
    Date::new(year_of(c)?, month, day).ok().map(Day::Known)
}

/// A month alone: `2015-04`, `Apr 2015`, `IUCADC-MONTHLY-APR-2023`, `April 2024 to March 2025` is none. Its first day.
pub(super) fn month(text: &str) -> Option<Date> {
    let parts: Vec<&str> = trimmed(text).split(['-', '/', ' ', '_']).filter(|p| !p.is_empty()).collect();
    let (&last, before) = parts.split_last()?;
    let &one = before.last()?;
    if one.len() == 4 && year_of(one).is_some() && last.len() <= 2 && before.len() == 1 {
        return Date::new(year_of(one)?, last.parse().ok()?, 1).ok();
    }
    if before.iter().filter(|word| word.bytes().any(|b| b.is_ascii_digit())).count() > 0 {
        // a day before the month is a date, not a month
        let whole = before.len() == 1 && one.len() <= 2 && last.len() == 4;
        return if whole { Date::new(year_of(last)?, one.parse().ok()?, 1).ok() } else { None };
    }
    match named(&["1", one, last]) {
        Some(Day::Known(date)) => Some(date),
        _ => None,
    }
}

/// A civil time of so many seconds after midnight.
pub(super) fn clock(second: f64) -> Option<Time> {
    let nanos = (second * 1e9).round() as i64;
    let (whole, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    Time::new((whole / 3600) as i8, (whole / 60 % 60) as i8, (whole % 60) as i8, rest as i32).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn civil(text: &str) -> (Date, Option<f64>, Option<i32>) {
        match read(text) {
            Ok(Written::Civil { day: Day::Known(date), second, offset }) => (date, second, offset),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn dates_and_times_as_they_are_written() {
        let day = date(2025, 11, 24);
        let at = Some(7.0 * 3600.0 + 30.0 * 60.0 + 12.0);
        for text in [
            "2025-11-24 07:30:12",
            "2025-11-24T07:30:12",
            "2025/11/24 7:30:12",
            "24/11/2025 07:30:12",
            "24-11-2025 07:30:12 AM",
            "24.11.25 7:30:12am",
            "11/24/2025 7:30:12 a.m.",
            "24 Nov 2025 07:30:12",
            "24-Nov-25 07:30:12",
            "Mon 24 November 2025, 07:30:12",
            "November 24th, 2025 07:30:12",
            "20251124073012",
            "07:30:12 24/11/2025",
        ] {
            assert_eq!(civil(text), (day, at, None), "{text}");
        }
        assert_eq!(civil("24/11/2025"), (day, None, None));
        assert_eq!(civil("20251124"), (day, None, None));
        assert_eq!(civil("24/11/2025 12:00 AM").1, Some(0.0));
        assert_eq!(civil("24/11/2025 12:15 PM").1, Some(44_100.0));
        assert_eq!(civil("24/11/2025 24:00").1, Some(86_400.0));
    }

    #[test]
    fn offsets_from_greenwich() {
        for (text, offset) in [
            ("Z", 0),
            ("+01:00", 3600),
            ("+0100", 3600),
            (" +01", 3600),
            ("-05:30", -19_800),
            (" GMT", 0),
            (" BST", 3600),
            ("+01:00[Europe/London]", 3600),
        ] {
            assert_eq!(civil(&format!("2025-07-01T07:30{text}")).2, Some(offset), "{text}");
        }
        assert_eq!(read("1764012612"), Ok(Written::Unix(1_764_012_612.0)));
        assert_eq!(read("45985.5"), Ok(Written::Serial(45985.5)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2025-13-01",
            "31/02/2025",
            "25/25/2025",
            "soon",
            "7:30",
            "2025-11-24 25:00",
            "2025-11-24 07:61",
            "13:00 PM 24/11/2025",
            "12",
            "24 Foo 2025",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(matches!(read("03/04/2025"), Ok(Written::Civil { day: Day::Either { first: 3, second: 4, year: 2025 }, .. })));
    }

    #[test]
    fn months_alone() {
        let april = Some(date(2023, 4, 1));
        for text in ["2023-04", "IUCADC-MONTHLY-APR-2023", "Apr-23", "April 2023", "04/2023"] {
            assert_eq!(month(text), april, "{text}");
        }
        for text in ["2023", "April", "2023-13", "12 April 2023", "", "2024-25"] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
