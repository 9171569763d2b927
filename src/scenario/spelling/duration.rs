//! Durations: `85`, `85 s`, `1m 25s`, `mm:ss`, `h:mm:ss`, `PT1M25S`, with the unit of bare numbers taken from the column's name.

use super::{Wrong, missing, number, plain, trimmed};

/// A column of durations.
#[derive(Clone, Debug, PartialEq)]
pub struct Durations {
    /// Seconds; none where nothing was recorded.
    pub seconds: Vec<Option<f64>>,
    /// How it was read.
    pub note: String,
    /// What could not be read.
    pub wrong: Vec<Wrong>,
}

/// Reads a column; `header` says the unit of bare numbers (`talk_ms`, `Handle (min)`), seconds if it does not.
pub fn column<'a>(header: &str, cells: impl IntoIterator<Item = &'a str>, comma: bool) -> Durations {
    let cells: Vec<&str> = cells.into_iter().map(trimmed).collect();
    let (unit, name) = unit_of(header);
    let (mut seconds, mut wrong, mut bare, mut clock) = (Vec::new(), Vec::new(), 0, 0);
    for (index, cell) in cells.iter().enumerate() {
        if missing(cell) {
            seconds.push(None);
            continue;
        }
        bare += usize::from(number(cell, comma).is_ok());
        clock += usize::from(cell.contains(':'));
        match one(cell, unit, comma) {
            Ok(value) if value >= 0.0 => seconds.push(Some(value)),
            Ok(_) => {
                seconds.push(None);
                wrong.push(Wrong::new(index, format!("`{cell}` is a negative duration"), "expected a duration of zero or more"));
            }
            Err(help) => {
                seconds.push(None);
                wrong.push(Wrong::new(index, format!("`{cell}` is no duration"), help));
            }
        }
    }
    // a spreadsheet's days: all below one, with more digits than anybody writes of seconds
    let long = |cell: &&&str| cell.split_once('.').is_some_and(|(_, digits)| digits.len() >= 5);
    let positive: Vec<&f64> = seconds.iter().flatten().filter(|s| **s > 0.0).collect();
    let days =
        unit <= 1.0 && bare > 0 && positive.iter().all(|s| **s < unit) && cells.iter().filter(long).count() * 2 > positive.len();
    if days && !positive.is_empty() {
        let index = cells.iter().position(|cell| long(&cell)).unwrap_or(0);
        wrong.push(Wrong::new(
            index,
            format!("`{}` looks like a fraction of a day, as spreadsheets keep durations", cells[index]),
            "give the column the format [h]:mm:ss in the spreadsheet and save it again",
        ));
    }
    let note = match (bare, clock) {
        (0, 0) => "durations with their units".to_owned(),
        (0, _) => "durations as mm:ss or h:mm:ss".to_owned(),
        _ => format!("durations in {name}"),
    };
    Durations { seconds, note, wrong }
}

/// Seconds in the unit of bare numbers, and its name.
fn unit_of(header: &str) -> (f64, &'static str) {
    let words = plain(header);
    let last = words.rsplit('_').next().unwrap_or("");
    match last {
        "ms" | "msec" | "millis" | "milliseconds" => (0.001, "milliseconds"),
        "min" | "mins" | "minute" | "minutes" => (60.0, "minutes"),
        "h" | "hr" | "hrs" | "hours" => (3600.0, "hours"),
        _ => (1.0, "seconds"),
    }
}

/// One duration.
fn one(text: &str, unit: f64, comma: bool) -> Result<f64, String> {
    let expected = || "expected seconds, `85 s`, `1m 25s`, `1:25` (mm:ss) or `0:01:25`".to_owned();
    if let Ok(value) = number(text, comma) {
        return Ok(value * unit);
    }
    if text.contains(':') {
        let parts: Vec<&str> = text.split(':').collect();
        let last = parts.len() - 1;
        let mut total = 0.0;
        for (place, part) in parts.iter().enumerate() {
            let digits = part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty();
            let value = if place == last { number(part, comma).ok() } else { digits.then(|| part.parse().ok()).flatten() };
            let value = value.filter(|v| *v >= 0.0 && (place == 0 || *v < 60.0)).ok_or_else(expected)?;
            total = total * 60.0 + value;
        }
        return if (1..=2).contains(&last) { Ok(total) } else { Err(expected()) };
    }
    with_units(text, comma).ok_or_else(expected)
}

/// `1h 2m 3s`, `1 min 25 sec`, `PT1M25S`.
fn with_units(text: &str, comma: bool) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    let mut rest = lower.strip_prefix("pt").unwrap_or(&lower);
    let mut total = None;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))?;
        let value = number(&rest[..digits], comma).ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "ms" | "msec" => 0.001,
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            _ => return None,
        };
        rest = rest[letters..].trim_start_matches([' ', '.', ',']);
        total = Some(total.unwrap_or(0.0) + value * unit);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str, cells: &[&str]) -> Durations {
        column(header, cells.iter().copied(), false)
    }

    #[test]
    fn durations_as_they_are_written() {
        let all = [
            "85",
            "85 s",
            "85s",
            "1m 25s",
            "1 min 25 sec",
            "1:25",
            "01:25",
            "0:01:25",
            "00:01:25.0",
            "PT1M25S",
            "85 secs",
            "85,000 ms",
        ];
        let found = read("wait", &all);
        assert_eq!(found.wrong, vec![]);
        assert!(found.seconds.iter().all(|s| (s.unwrap() - 85.0).abs() < 1e-9), "{found:?}");
        assert_eq!(read("talk", &["90:00"]).seconds, [Some(5400.0)]); // ninety minutes
        assert_eq!(read("talk", &["", "-", "N/A", "0"]).seconds, [None, None, None, Some(0.0)]);
    }

    #[test]
    fn the_name_of_a_column_says_the_unit_of_bare_numbers() {
        assert_eq!(read("talk_ms", &["85000"]).seconds, [Some(85.0)]);
        assert_eq!(read("Handle (min)", &["1.5", "2:30"]).seconds, [Some(90.0), Some(150.0)]);
        assert_eq!(read("handle", &["1,200"]).seconds, [Some(1200.0)]);
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for wrong in ["-5", "1:75", "1:2:3:4", "soon", "5 parsecs", "1::2"] {
            assert_eq!(read("wait", &[wrong]).wrong.len(), 1, "{wrong}");
        }
        // 85 s and 170 s as fractions of a day
        assert_eq!(read("wait", &["0.000983796", "0.001967593"]).wrong.len(), 1);
        assert_eq!(read("wait", &["0.25", "0.5"]).wrong.len(), 0);
    }
}
