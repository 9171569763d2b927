//! Ranges as people write them, `60s..4m`, `-10% .. +60%`, `£7 .. £8.50`: the one reader of `--latin` and `[price-test.ranges]`.
//!
//! Every end is a number with what stands around it: a form (stated; `x`: multiplied; a sign: added, or with `%` a change in
//! proportion), a `£`, a unit. All numbers of a range have the same, so that a value between the ends is written as they are
//! and read by whoever reads the path it is for. Durations of different units meet in seconds. A zero fits any sign.

use crate::random::{Key, Purpose};
use crate::units;

/// What a number of a range does to the value that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Takes its place.
    Stated,
    /// Multiplies it: `x1.2`.
    Times,
    /// Is added to it, or in per cent changes it in proportion: `+60s`, `-10%`.
    Added,
}

/// A number as written.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    form: Form,
    pound: bool,
    number: f64,
    unit: String,
    whole: bool,
    any_form: bool,
}

/// What the numbers of a range have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// What they do.
    pub form: Form,
    pound: bool,
    unit: String,
    /// Whole numbers without a unit: only whole numbers lie between them.
    pub whole: bool,
}

/// What an end of a range is.
const EXPECTED: &str = "each end of a range is a number with its unit";

impl End {
    /// Reads one number.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let digit = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '£');
        let (form, sign, rest) = match text.as_bytes().first()? {
            b'x' if digit(&text[1..]) => (Form::Times, 1.0, &text[1..]),
            b'+' if digit(text[1..].trim_start()) => (Form::Added, 1.0, text[1..].trim_start()),
            b'-' if digit(text[1..].trim_start()) => (Form::Added, -1.0, text[1..].trim_start()),
            _ => (Form::Stated, 1.0, text),
        };
        let (pound, rest) = rest.strip_prefix('£').map_or((false, rest), |rest| (true, rest));
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_' | ','))).unwrap_or(rest.len());
        let plain = rest[..digits].replace(['_', ','], "");
        let number = plain.parse::<f64>().ok().filter(|n| n.is_finite())?;
        let (mut number, mut unit) = (sign * number, rest[digits..].trim().to_owned());
        if unit.contains(|c: char| c.is_ascii_digit()) {
            number = sign * units::duration(rest).ok()?; // 7m 30s
            "s".clone_into(&mut unit);
        }
        let whole = unit.is_empty() && !pound && form != Form::Times && !plain.contains('.');
        Some(Self { form, pound, number, unit, whole, any_form: false })
    }

    /// The same, whatever form the others have: a spread has no sign.
    #[must_use]
    pub fn of_any_form(mut self) -> Self {
        self.any_form = true;
        self
    }

    /// A bare number.
    pub fn bare(number: f64, whole: bool) -> Self {
        Self { form: Form::Stated, pound: false, number, unit: String::new(), whole, any_form: false }
    }
}

impl Scale {
    /// The scale that these have in common, and the numbers on it.
    ///
    /// # Errors
    /// What they have not in common.
    pub fn of(mut ends: Vec<End>) -> Result<(Self, Vec<f64>), String> {
        if let Some(form) = ends.iter().filter(|e| !e.any_form).map(|e| e.form).find(|f| *f != Form::Stated) {
            let zero = |e: &End| form == Form::Added && e.form == Form::Stated && e.number.abs() <= 0.0;
            for end in ends.iter_mut().filter(|e| e.any_form || zero(e)) {
                end.form = form;
            }
        }
        let Some(first) = ends.first().cloned() else { return Err(EXPECTED.to_owned()) };
        if let Some(other) = ends.iter().find(|e| e.form != first.form) {
            let what = |form: Form| match form {
                Form::Stated => "states the value itself",
                Form::Times => "multiplies it",
                Form::Added => "changes it by a sign",
            };
            return Err(format!("one number {}, another {}: all of a range do the same", what(first.form), what(other.form)));
        }
        if let Some(other) = ends.iter().find(|e| (e.pound, &e.unit) != (first.pound, &first.unit)) {
            let (a, b) = (first.words(), other.words());
            let seconds = |end: &End| units::duration(&format!("1{}", end.unit)).ok().filter(|_| !end.pound);
            let Some(lengths) = ends.iter().map(seconds).collect::<Option<Vec<f64>>>() else {
                return Err(format!("both ends of a range have the same unit, not `{a}` and `{b}`"));
            };
            for (end, length) in ends.iter_mut().zip(lengths) {
                (end.number, end.unit) = (end.number * length, "s".to_owned());
            }
        }
        let whole = ends.iter().all(|e| e.whole);
        let scale = Self { form: first.form, pound: first.pound, unit: ends[0].unit.clone(), whole };
        Ok((scale, ends.iter().map(|e| e.number).collect()))
    }

    /// A number with what belongs around it.
    pub fn text(&self, number: &str) -> String {
        let pound = if self.pound { "£" } else { "" };
        let (sign, size) = match (self.form, number.strip_prefix('-')) {
            (Form::Stated, _) => ("", number),
            (Form::Times, _) => ("x", number),
            (Form::Added, Some(size)) => ("-", size),
            (Form::Added, None) => ("+", number),
        };
        format!("{sign}{pound}{size}{}", self.unit)
    }
}

impl End {
    fn words(&self) -> String {
        if self.pound { format!("£ {}", self.unit).trim().to_owned() } else { self.unit.clone() }
    }
}

/// A range: `LOW..HIGH`.
#[derive(Clone, Debug, PartialEq)]
pub struct Ends {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// What the numbers are in.
    pub scale: Scale,
}

impl Ends {
    /// Reads both ends.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(low: &str, high: &str) -> Result<Self, String> {
        let end = |text: &str| End::read(text).ok_or_else(|| format!("`{}`: {EXPECTED}", text.trim()));
        let (scale, numbers) = Scale::of(vec![end(low)?, end(high)?])?;
        let (low, high) = (numbers[0], numbers[1]);
        if low >= high {
            return Err("the lower end of a range comes first".to_owned());
        }
        Ok(Self { low, high, scale })
    }

    /// The value at a share of the range.
    pub fn at(&self, share: f64) -> f64 {
        if self.scale.whole {
            // every whole number with the same chance
            return (self.low + (share * (self.high - self.low + 1.0)).floor()).min(self.high);
        }
        self.low + share * (self.high - self.low)
    }

    /// The value at a share of the range as written, rounded as far as it stays in its one of `parts` equal parts.
    pub fn value(&self, share: f64, parts: usize) -> String {
        if self.scale.whole {
            return self.scale.text(&format!("{}", self.at(share)));
        }
        let part = |share: f64| (share * parts as f64).floor();
        let rounded = |decimals: usize| format!("{:.decimals$}", self.at(share));
        let stays = |text: &String| {
            text.parse::<f64>().is_ok_and(|x| (part((x - self.low) / (self.high - self.low)) - part(share)).abs() < 0.5)
        };
        // to a thousandth of the range, in whole digits
        let decimals = (3.0 - (self.high - self.low).log10().floor()).clamp(0.0, 9.0) as usize;
        let text = (decimals..12).map(rounded).find(stays).unwrap_or_else(|| rounded(12));
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        self.scale.text(text)
    }
}

/// One number from each of n equal parts of 0 to 1, in a random order (a column of a Latin hypercube).
pub fn strata(n: usize, key: Key) -> Vec<f64> {
    let (place, order) = (Purpose::new("place", ""), Purpose::new("order", ""));
    let mut parts: Vec<usize> = (0..n).collect();
    parts.sort_by_key(|&part| (key.part(part as u64).bits(order), part));
    parts.iter().map(|&part| (part as f64 + key.part(part as u64).uniform(place)) / n as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(range: &str, share: f64) -> String {
        let (low, high) = range.split_once("..").unwrap();
        Ends::read(low, high).unwrap_or_else(|error| panic!("{range}: {error}")).value(share, 10)
    }

    #[test]
    fn a_value_between_is_written_as_the_ends_are() {
        assert_eq!(value("4m..6m", 0.25), "4.5m");
        assert_eq!(value("-10% .. +60%", 0.5), "+25%");
        assert_eq!(value("-10% .. +60%", 0.0), "-10%");
        assert_eq!(value("0% .. +15%", 0.2), "+3%");
        assert_eq!(value("x0.8 .. x1.2", 0.25), "x0.9");
        assert_eq!(value("£7 .. £8.50", 0.5), "£7.75");
        assert_eq!(value("-£1 .. +£3", 0.5), "+£1");
        assert_eq!(value("£14/h .. £15/h", 0.5), "£14.5/h");
        assert_eq!(value("90s .. 7m 30s", 0.5), "270s");
        assert_eq!(value("28% .. 36%", 0.5), "32%");
        assert_eq!(value("8 .. 12", 0.99), "12");
        assert_eq!(value("-2 .. +2", 0.5), "+0");
        assert_eq!(value("8.0 .. 12", 0.5), "10");
        assert_eq!(value("£1,000k .. £1,400k", 0.5), "£1200k");
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for wrong in ["5..", "a..b", "1m..3%", "6m..4m", "5..5", "-10%..5m", "-1.5..1.5", "x1..+20%", "£5..8", "+1%..+2pt"] {
            let (low, high) = wrong.split_once("..").unwrap();
            assert!(Ends::read(low, high).is_err(), "{wrong}");
        }
    }
}
