//! Numbers as people read them: each in its own unit, none rounded into a falsehood.

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share from 0 to 1, shown as a percentage.
    Share,
    /// A duration in seconds.
    Seconds,
    /// A number of something: calls, people, staff.
    Count,
    /// Pounds sterling.
    Pounds,
}

impl Unit {
    /// A value in this unit.
    pub fn value(self, value: f64) -> String {
        match self {
            Self::Share => share(value),
            Self::Seconds => duration(value),
            Self::Count => count(value),
            Self::Pounds => pounds(value),
        }
    }

    /// Both ends of an interval, the unit once where that reads well.
    pub fn range(self, low: f64, high: f64) -> String {
        let (from, to) = (self.value(low), self.value(high));
        if from == to {
            return from;
        }
        if let (Self::Share, Some(bare)) = (self, from.strip_suffix(" %")) {
            return format!("{bare} – {to}");
        }
        format!("{from} – {to}")
    }

    /// A tick of an axis whose ticks stand `step` apart.
    pub fn tick(self, value: f64, step: f64) -> String {
        match self {
            Self::Share => format!("{} %", fixed(value * 100.0, decimals_for_step(step * 100.0))),
            Self::Seconds if step < 1.0 => format!("{} s", fixed(value, decimals_for_step(step))),
            Self::Seconds => duration(value),
            Self::Count => fixed(value, decimals_for_step(step)),
            Self::Pounds => match fixed(value, decimals_for_step(step)).strip_prefix('−') {
                Some(size) => format!("−£{size}"),
                None => format!("£{}", fixed(value, decimals_for_step(step))),
            },
        }
    }
}

/// Said in place of a number that is not known.
pub const UNKNOWN: &str = "–";

/// A number with thousands separators and this many decimals.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let text = format!("{:.*}", decimals, value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    if value < 0.0 && text.chars().any(|letter| ('1'..='9').contains(&letter)) {
        out.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// A count: whole if it is whole or large, otherwise with one decimal, small ones with two.
pub fn count(value: f64) -> String {
    let size = value.abs();
    if size > 0.0 && size < 0.005 {
        return "< 0.01".to_owned();
    }
    let whole = (value - value.round()).abs() < 1e-9;
    let decimals = match size {
        _ if whole || size >= 99.95 => 0,
        _ if size >= 0.95 => 1,
        _ => 2,
    };
    fixed(value, decimals)
}

/// A number of people: whole from ten on.
pub fn heads(value: f64) -> String {
    if value >= 9.95 { fixed(value, 0) } else { count(value) }
}

/// A share as a percentage with one decimal, two near either end; never 0 or 100 unless it is exactly that.
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    if !percent.is_finite() {
        return UNKNOWN.to_owned();
    }
    if (percent - percent.round()).abs() < 1e-9 {
        return format!("{} %", fixed(percent, 0));
    }
    match percent {
        p if p > 0.0 && p < 0.005 => "< 0.01 %".to_owned(),
        p if (99.995..100.0).contains(&p) => "> 99.99 %".to_owned(),
        p if (p > 0.0 && p < 0.1) || (99.9..100.0).contains(&p) => format!("{} %", fixed(p, 2)),
        p => format!("{} %", fixed(p, 1)),
    }
}

/// A chance from a number of replications: whole per cent; never 0 or 100 unless it is exactly that.
pub fn chance(value: f64) -> String {
    let percent = value * 100.0;
    match percent {
        p if !p.is_finite() => UNKNOWN.to_owned(),
        p if p > 0.0 && p < 0.5 => "< 1 %".to_owned(),
        p if (99.5..100.0).contains(&p) => "> 99 %".to_owned(),
        p => format!("{} %", fixed(p, 0)),
    }
}

/// A duration given in seconds: `4.2 s`, `45 s`, `3 m 20 s`, `1 h 05 m`, `2 d 03 h`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return UNKNOWN.to_owned();
    }
    let sign = if seconds < 0.0 { "−" } else { "" };
    let size = seconds.abs();
    if size > 0.0 && size < 0.05 {
        return format!("< {sign}0.1 s");
    }
    if size < 9.95 {
        let decimals = usize::from((size - size.round()).abs() > 1e-9);
        return format!("{sign}{size:.decimals$} s");
    }
    if size < 59.5 {
        return format!("{sign}{size:.0} s");
    }
    let pair = |in_small: f64, per_large: f64, large: &str, small: &str| {
        let total = in_small.round();
        let (whole, rest) = ((total / per_large).floor(), total % per_large);
        if rest < 0.5 {
            format!("{sign}{} {large}", fixed(whole, 0))
        } else {
            format!("{sign}{} {large} {rest:02.0} {small}", fixed(whole, 0))
        }
    };
    if size < 3599.5 {
        pair(size, 60.0, "m", "s")
    } else if size < 172_770.0 {
        pair(size / 60.0, 60.0, "h", "m")
    } else {
        pair(size / 3600.0, 24.0, "d", "h")
    }
}

/// A sum of money: pence below a thousand pounds, millions in words, small ones to the thousand.
pub fn pounds(value: f64) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    let sign = if value <= -0.005 { "−" } else { "" };
    let size = value.abs();
    match size {
        s if s >= 9_999_500.0 => format!("{sign}£{} million", fixed(s / 1e6, 1)),
        s if s >= 999_500.0 => format!("{sign}£{} million", fixed(s / 1e6, 3)),
        s if s >= 999.995 => format!("{sign}£{}", fixed(s, 0)),
        s => format!("{sign}£{}", fixed(s, 2)),
    }
}

/// A time of day from minutes after midnight.
pub fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

/// "1 call", "2 calls", "1,000 calls".
pub fn plural(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", fixed(number as f64, 0))
}

fn decimals_for_step(step: f64) -> usize {
    let mut decimals = 0;
    let mut scaled = step.abs();
    while decimals < 6 && scaled > 0.0 && (scaled - scaled.round()).abs() > 1e-6 * scaled.max(1.0) {
        scaled *= 10.0;
        decimals += 1;
    }
    decimals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        let cases = [
            (0.0, "0"),
            (0.001, "< 0.01"),
            (0.04, "0.04"),
            (3.44, "3.4"),
            (12.0, "12"),
            (999.6, "1,000"),
            (1234.4, "1,234"),
            (1e6, "1,000,000"),
            (-1234.0, "−1,234"),
            (f64::NAN, "–"),
        ];
        for (value, text) in cases {
            assert_eq!(count(value), text);
        }
    }

    #[test]
    fn shares_never_round_into_certainty() {
        let cases = [
            (0.877, "87.7 %"),
            (1.0, "100 %"),
            (0.0, "0 %"),
            (0.99999, "> 99.99 %"),
            (0.9997, "99.97 %"),
            (0.0001, "0.01 %"),
            (0.00001, "< 0.01 %"),
            (0.9994, "99.94 %"),
            (0.9987, "99.9 %"),
            (0.05, "5 %"),
            (f64::INFINITY, "–"),
        ];
        for (value, text) in cases {
            assert_eq!(share(value), text);
        }
        assert_eq!(chance(0.999), "> 99 %");
        assert_eq!(chance(0.97), "97 %");
        assert_eq!(chance(0.001), "< 1 %");
    }

    #[test]
    fn durations_carry_over() {
        let cases = [
            (0.0, "0 s"),
            (0.01, "< 0.1 s"),
            (4.23, "4.2 s"),
            (9.97, "10 s"),
            (45.0, "45 s"),
            (59.4, "59 s"),
            (59.6, "1 m"),
            (61.0, "1 m 01 s"),
            (200.0, "3 m 20 s"),
            (3599.7, "1 h"),
            (3900.0, "1 h 05 m"),
            (7199.0, "2 h"),
            (360_000.0, "4 d 04 h"),
            (-200.0, "−3 m 20 s"),
            (f64::NAN, "–"),
        ];
        for (value, text) in cases {
            assert_eq!(duration(value), text);
        }
    }

    #[test]
    fn money() {
        assert_eq!(pounds(13.0), "£13.00");
        assert_eq!(pounds(1234.5), "£1,234");
        assert_eq!(pounds(1_271_234.0), "£1.271 million");
        assert_eq!(pounds(-12_345_678.0), "−£12.3 million");
    }

    #[test]
    fn ticks_have_the_decimals_they_need() {
        assert_eq!(Unit::Share.tick(0.85, 0.05), "85 %");
        assert_eq!(Unit::Share.tick(0.025, 0.025), "2.5 %");
        assert_eq!(Unit::Count.tick(0.5, 0.5), "0.5");
        assert_eq!(Unit::Count.tick(1500.0, 500.0), "1,500");
        assert_eq!(Unit::Seconds.tick(300.0, 60.0), "5 m");
        assert_eq!(Unit::Pounds.tick(-2.5, 0.5), "−£2.5");
    }

    #[test]
    fn ranges_say_the_unit_once() {
        assert_eq!(Unit::Share.range(0.871, 0.883), "87.1 – 88.3 %");
        assert_eq!(Unit::Share.range(1.0, 1.0), "100 %");
        assert_eq!(Unit::Seconds.range(58.0, 63.0), "58 s – 1 m 03 s");
    }

    #[test]
    fn clocks_and_plurals() {
        assert_eq!(clock(25 * 60 + 5), "01:05");
        assert_eq!(plural(1, "replication", "replications"), "1 replication");
        assert_eq!(plural(1000, "replication", "replications"), "1,000 replications");
    }
}
