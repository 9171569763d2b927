//! Quantities as people write them: `7m 30s`, `120/h`, `85%`, `£8.00`, `07:30`. One parser a unit; errors say what was expected.

/// Seconds of a duration: `7m 30s`, `1h 30m`, `90s`, `91d`, `13w`, `500ms`.
///
/// # Errors
/// What is wrong with it, and an example.
pub fn duration(text: &str) -> Result<f64, String> {
    let expected = "expected a duration with its unit, for instance \"7m 30s\", \"90s\", \"1h 30m\" or \"2d\"";
    let mut total = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(expected.to_owned());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).unwrap_or(rest.len());
        let Ok(number) = rest[..digits].replace('_', "").parse::<f64>() else {
            return Err(expected.to_owned());
        };
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "ms" => 0.001,
            "s" | "sec" | "second" | "seconds" => 1.0,
            "m" | "min" | "minute" | "minutes" => 60.0,
            "h" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86_400.0,
            "w" | "week" | "weeks" => 604_800.0,
            "" => return Err(format!("no unit: {expected}")),
            other => return Err(format!("`{other}` is no unit of time: {expected}")),
        };
        total += number * unit;
        rest = rest[letters..].trim_start();
    }
    Ok(total)
}

/// Calls an hour of a rate: `120/h`, `2/min`, `620/d`, `100000/w`, `19M/y`.
///
/// # Errors
/// What is wrong with it, and an example.
pub fn rate(text: &str) -> Result<f64, String> {
    let expected = "expected calls per time, for instance \"120/h\", \"620/d\" or \"2/min\"";
    let Some((number, unit)) = text.split_once('/') else {
        return Err(format!("no unit: {expected}"));
    };
    let number = self::number(number).map_err(|_| expected.to_owned())?;
    let hours = match unit.trim() {
        "s" => 1.0 / 3600.0,
        "m" | "min" => 1.0 / 60.0,
        "h" | "hour" => 1.0,
        "d" | "day" => 24.0,
        "w" | "week" => 168.0,
        "y" | "a" | "year" => 8766.0,
        other => return Err(format!("`{other}` is no unit of time: {expected}")),
    };
    Ok(number / hours)
}

/// A share 0 to 1 from `85%` (or points of a share, `5pt`).
///
/// # Errors
/// What is wrong with it, and an example.
pub fn share(text: &str) -> Result<f64, String> {
    let expected = "expected a share, for instance \"85%\"";
    let Some(number) = text.trim().strip_suffix('%') else {
        return Err(format!("no % sign: {expected}"));
    };
    self::number(number).map(|n| n / 100.0).map_err(|_| expected.to_owned())
}

/// A plain number, with `_` or `,` between thousands and `k` or `M` behind.
///
/// # Errors
/// That it is none.
pub fn number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let (digits, factor) = match text.as_bytes().last() {
        Some(b'k') => (&text[..text.len() - 1], 1e3),
        Some(b'M') => (&text[..text.len() - 1], 1e6),
        _ => (text, 1.0),
    };
    let plain: String = digits.chars().filter(|&c| c != '_' && c != ',').collect();
    match plain.trim().parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value * factor),
        _ => Err("expected a number".to_owned()),
    }
}

/// What a sum of money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A sum as it stands: `£8.00`, `£500k`.
    Sum,
    /// `£14.62/h`.
    Hour,
    /// `£24,071/y`; the `/y` may be left out where the key says that a year is meant.
    Year,
}

/// Pounds of a sum of money: `£8.00`, `£250k`, `£1.2M`, `£14.62/h`. A negative sum is written `£-50k`.
///
/// # Errors
/// What is wrong with it, and an example.
pub fn pounds(text: &str, per: Per) -> Result<f64, String> {
    let expected = match per {
        Per::Sum => "expected a sum of money, for instance \"£8.00\" or \"£500k\"",
        Per::Hour => "expected pounds an hour, for instance \"£14.62/h\"",
        Per::Year => "expected pounds a year, for instance \"£250k\" or \"£24,071/y\"",
    };
    // keyboards and consoles without the sign
    let Some(rest) = text.trim().strip_prefix('£').or_else(|| text.trim().strip_prefix("GBP")) else {
        return Err(format!("no £ sign: {expected}"));
    };
    let (sum, unit) = rest.split_once('/').map_or((rest, ""), |(sum, unit)| (sum, unit.trim()));
    let fits = match per {
        Per::Sum => unit.is_empty(),
        Per::Hour => matches!(unit, "h" | "hour"),
        Per::Year => matches!(unit, "" | "y" | "a" | "year"),
    };
    match self::number(sum) {
        Ok(value) if fits => Ok(value),
        _ => Err(expected.to_owned()),
    }
}

/// Minutes after midnight of a time of day: `07:30`; `24:00` is the end of the day.
///
/// # Errors
/// What is wrong with it, and an example.
pub fn time_of_day(text: &str) -> Result<u16, String> {
    let expected = || "expected a time of day, for instance \"07:30\"".to_owned();
    let mut parts = text.trim().split(':');
    let (Some(hours), Some(minutes), seconds, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(expected());
    };
    if minutes.len() != 2 || hours.is_empty() || hours.len() > 2 || seconds.is_some_and(|s| s != "00") {
        return Err(expected());
    }
    let hours: u16 = hours.parse().map_err(|_| expected())?;
    let minutes: u16 = minutes.parse().map_err(|_| expected())?;
    if hours > 24 || minutes > 59 || (hours == 24 && minutes > 0) {
        return Err(expected());
    }
    Ok(hours * 60 + minutes)
}

/// Monday 0 to Sunday 6, from `Mon`, `monday` or the like.
pub fn weekday(text: &str) -> Option<u8> {
    let lower = text.trim().to_lowercase();
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    names.iter().position(|name| lower.len() >= 3 && name.starts_with(&lower)).map(|i| i as u8)
}

/// A change of the value it would replace.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// `x1.6`, `+30%`, `-10%`: multiplied.
    Times(f64),
    /// `+5pt`: points of a share (0 to 1).
    Points(f64),
    /// `-40s`, `-2`, `+20/d`: added, in the unit of what it changes; sign and the quantity's text.
    Plus(f64, String),
}

/// Reads a change; none if the text is not one.
pub fn change(text: &str) -> Option<Change> {
    let text = text.trim();
    if let Some(factor) = text.strip_prefix('x') {
        return factor.starts_with(|c: char| c.is_ascii_digit() || c == '.').then(|| number(factor).ok().map(Change::Times))?;
    }
    let sign = match text.as_bytes().first() {
        Some(b'+') => 1.0,
        Some(b'-') => -1.0,
        _ => return None,
    };
    let rest = text[1..].trim_start();
    let amount = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '£') || rest.starts_with("GBP");
    if !amount || rest.contains("..") {
        return None;
    }
    if let Some(points) = rest.strip_suffix("pt") {
        return number(points).ok().map(|p| Change::Points(sign * p / 100.0));
    }
    if let Some(percent) = rest.strip_suffix('%') {
        return number(percent).ok().map(|p| Change::Times(1.0 + sign * p / 100.0));
    }
    Some(Change::Plus(sign, rest.to_owned()))
}

/// A duration in words: `7m 30s`.
pub fn duration_text(seconds: f64) -> String {
    let mut rest = (seconds * 10.0).round() / 10.0;
    let mut words = Vec::new();
    for (unit, length) in [("d", 86_400.0), ("h", 3600.0), ("m", 60.0)] {
        let count = (rest / length).floor();
        if count > 0.0 {
            words.push(format!("{count}{unit}"));
            rest -= count * length;
        }
    }
    let rest = (rest * 10.0).round() / 10.0;
    if rest > 0.0 || words.is_empty() {
        words.push(format!("{rest}s"));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn quantities_carry_their_unit() {
        assert_relative_eq!(duration("7m 30s").unwrap(), 450.0);
        assert_relative_eq!(duration("1h30m").unwrap(), 5400.0);
        assert_relative_eq!(duration("91d").unwrap(), 91.0 * 86_400.0);
        assert!(duration("450").unwrap_err().starts_with("no unit"));
        assert!(duration("5 fortnights").is_err());
        assert_relative_eq!(rate("120/h").unwrap(), 120.0);
        assert_relative_eq!(rate("1_200/d").unwrap(), 50.0);
        assert!(rate("120").is_err());
        assert_relative_eq!(share("85%").unwrap(), 0.85);
        assert!(share("0.85").is_err());
        assert_relative_eq!(pounds("£8.00", Per::Sum).unwrap(), 8.0);
        assert_relative_eq!(pounds("£250k", Per::Year).unwrap(), 250_000.0);
        assert_relative_eq!(pounds("£24,071/y", Per::Year).unwrap(), 24_071.0);
        assert_relative_eq!(pounds("£14.62/h", Per::Hour).unwrap(), 14.62);
        assert_relative_eq!(pounds("£-50k", Per::Sum).unwrap(), -50_000.0);
        assert_relative_eq!(pounds("GBP 14.62/h", Per::Hour).unwrap(), 14.62);
        assert!(pounds("8.00", Per::Sum).is_err());
        assert!(pounds("£14.62", Per::Hour).is_err());
        assert!(pounds("£8.00/h", Per::Sum).is_err());
        assert_eq!(time_of_day("07:30"), Ok(450));
        assert_eq!(time_of_day("24:00"), Ok(1440));
        assert!(time_of_day("7.30").is_err());
        assert_eq!(weekday("Thu"), Some(3));
    }

    #[test]
    fn a_sign_or_an_x_makes_a_change() {
        assert_eq!(change("x0.88"), Some(Change::Times(0.88)));
        assert_eq!(change("+30%"), Some(Change::Times(1.3)));
        assert_eq!(change("+5pt"), Some(Change::Points(0.05)));
        assert_eq!(change("-40s"), Some(Change::Plus(-1.0, "40s".to_owned())));
        assert_eq!(change("-£0.50"), Some(Change::Plus(-1.0, "£0.50".to_owned())));
        assert_eq!(change("xylophone"), None);
        assert_eq!(change("7m"), None);
        assert_eq!(change("-10% .. +60%"), None);
    }

    #[test]
    fn a_duration_in_words_reads_back() {
        for seconds in [0.0, 12.5, 90.0, 3600.0, 93_784.0] {
            assert_relative_eq!(duration(&duration_text(seconds)).unwrap(), seconds);
        }
    }
}
