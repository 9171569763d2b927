//! Roll-outs side by side: each against the first, replication by replication on the same luck.

use serde::Serialize;

use super::scale::Scale;
use super::{LEVEL, Summary};
use crate::analysis::discordant::Discordant;
use crate::analysis::interval::Interval;
use crate::analysis::paired::mean_difference;
use crate::report::number::{self, fixed};

/// Figures of which it is said what is bought with what.
const LATE: &str = "areas late";
const BADLY: &str = "calls served badly";
const PAID: &str = "paid by the areas";

/// What a replication gave, for differences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Each {
    /// Everywhere is live on the day of the deadline.
    pub by_deadline: bool,
    /// Everywhere is live on the last day.
    pub by_end: bool,
    /// Areas not live on the day of the deadline.
    pub late: f64,
    /// Calls served badly.
    pub badly: f64,
    /// Paid by all areas.
    pub paid: f64,
    /// Of the calls that the new line answered, in time.
    pub in_time: f64,
    /// Of the calls offered to it, not answered.
    pub unanswered: f64,
}

/// The unit of a difference.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A chance; differences in points.
    Chance,
    /// A share; differences in points.
    Share,
    /// A number.
    Count,
    /// Pounds.
    Pounds,
}

/// A figure of both, and the other less the base.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Row {
    /// What.
    pub what: &'static str,
    /// Unit.
    pub unit: Unit,
    /// Of the base.
    pub base: f64,
    /// Of the other.
    pub other: f64,
    /// Paired difference.
    pub difference: f64,
    /// Its interval at 95 %; none where too few replications bound nothing.
    pub interval: Option<[f64; 2]>,
}

/// One roll-out against another.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct Against {
    /// The base.
    pub base: String,
    /// The other.
    pub other: String,
    /// Replications that both have.
    pub replications: usize,
    /// Figures.
    pub rows: Vec<Row>,
}

impl Against {
    /// A figure's row, where it differs beyond luck.
    pub fn differing(&self, what: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.what == what && row.differs())
    }

    /// What is bought with what, where money and areas or people differ in opposite ways: "strict-gate saves £11.83 million
    /// against as-bid, but has 26.6 areas late in place of 13.5".
    pub fn trade(&self) -> Option<String> {
        let money = self.differing(PAID)?;
        let opposite = |what: &str| self.differing(what).filter(|row| (row.difference > 0.0) != (money.difference > 0.0));
        let (row, better) = [LATE, BADLY].into_iter().find_map(opposite).map(|row| (row, row.difference < 0.0))?;
        let (own, base) = (number::count(row.other), number::count(row.base));
        let (name, than, size) = (&self.other, &self.base, money.size(money.difference));
        Some(if better {
            format!("{name} costs {size} more than {than} and has {own} {} in place of {base}.", row.what)
        } else {
            format!("{name} saves {size} against {than}, but has {own} {} in place of {base}.", row.what)
        })
    }

    /// The difference of money, beyond luck.
    pub fn paid(&self) -> Option<&Row> {
        self.differing(PAID)
    }
}

/// The other less the base.
pub fn against(base: &Summary, other: &Summary) -> Against {
    let n = base.each.len().min(other.each.len());
    let (one, two) = (&base.each[..n], &other.each[..n]);
    let ends = |interval: Interval| [interval.low, interval.high];
    let chance = |what: &'static str, of: fn(&Each) -> bool| {
        let counts = Discordant::count(one.iter().zip(two).map(|(a, b)| (Some(of(a)), Some(of(b)))));
        let share = |times: usize| times as f64 / n.max(1) as f64;
        Row {
            what,
            unit: Unit::Chance,
            base: share(counts.base),
            other: share(counts.alternative),
            difference: counts.difference().unwrap_or(0.0),
            interval: counts.interval(LEVEL).map(ends),
        }
    };
    let mean = |what: &'static str, unit: Unit, of: fn(&Each) -> f64| {
        let (a, b): (Vec<f64>, Vec<f64>) = (one.iter().map(of).collect(), two.iter().map(of).collect());
        let found = mean_difference(&a, &b, LEVEL);
        Row {
            what,
            unit,
            base: found.as_ref().map_or(f64::NAN, |d| d.base),
            other: found.as_ref().map_or(f64::NAN, |d| d.alternative),
            difference: found.as_ref().map_or(f64::NAN, |d| d.estimate.mean),
            interval: found
                .and_then(|d| d.estimate.interval)
                .map(|found| ends(if unit == Unit::Share { found.possible(-1.0, 1.0) } else { found })),
        }
    };
    Against {
        base: base.scenario.clone(),
        other: other.scenario.clone(),
        replications: n,
        rows: vec![
            chance("everywhere live at the deadline", |e| e.by_deadline),
            chance("everywhere live on the last day", |e| e.by_end),
            mean(LATE, Unit::Count, |e| e.late),
            mean(BADLY, Unit::Count, |e| e.badly),
            mean("new line: answered in time", Unit::Share, |e| e.in_time),
            mean("new line: not answered", Unit::Share, |e| e.unanswered),
            mean(PAID, Unit::Pounds, |e| e.paid),
        ],
    }
}

/// `differences.csv`: a figure of an alternative a row.
pub fn differences(compared: &[Against]) -> Vec<u8> {
    let number = |value: f64| if value.is_finite() { format!("{value}") } else { String::new() };
    let rows = compared.iter().flat_map(|against| {
        against.rows.iter().map(move |row| {
            let [low, high] = row.interval.map_or([String::new(), String::new()], |ends| ends.map(number));
            let unit = match row.unit {
                Unit::Chance => "chance",
                Unit::Share => "share",
                Unit::Count => "count",
                Unit::Pounds => "pounds",
            };
            vec![
                against.base.clone(),
                against.other.clone(),
                row.what.to_owned(),
                unit.to_owned(),
                number(row.base),
                number(row.other),
                number(row.difference),
                low,
                high,
            ]
        })
    });
    let head = ["base", "alternative", "figure", "unit", "of_base", "of_alternative", "difference", "low", "high"];
    crate::report::tables::rows(&head, rows)
}

impl Row {
    /// A value in its unit.
    pub fn value(&self, value: f64) -> String {
        match self.unit {
            Unit::Chance => number::chance(value),
            Unit::Share => format!("{} %", fixed(value * 100.0, 2)),
            Unit::Count => number::count(value),
            Unit::Pounds => self.scale().value(value),
        }
    }

    /// What, with the unit that its figures share.
    pub fn name(&self) -> String {
        if self.unit == Unit::Pounds { format!("{}, {}", self.what, self.scale().unit) } else { self.what.to_owned() }
    }

    fn scale(&self) -> Scale {
        Scale::of([self.base, self.other])
    }

    /// It differs beyond luck, and does not round to nothing.
    pub fn differs(&self) -> bool {
        self.interval.is_some_and(|[low, high]| low > 0.0 || high < 0.0)
            && self.size(self.difference).contains(|c| ('1'..='9').contains(&c))
    }

    /// The size of a difference with its unit.
    pub fn size(&self, value: f64) -> String {
        match self.unit {
            Unit::Chance => format!("{} points", fixed(value.abs() * 100.0, 0)),
            Unit::Share => format!("{} points", fixed(value.abs() * 100.0, 2)),
            Unit::Count => number::count(value.abs()),
            Unit::Pounds => number::pounds(value.abs()),
        }
    }

    /// The difference as a clause of a sentence: "44,518 fewer calls served badly (33,233 to 55,802)".
    pub fn clause(&self) -> String {
        let more = self.difference > 0.0;
        let size = self.size(self.difference);
        let said = match (self.unit, more) {
            (Unit::Chance | Unit::Share, true) => format!("{} {size} higher", self.what),
            (Unit::Chance | Unit::Share, false) => format!("{} {size} lower", self.what),
            (Unit::Pounds, false) => format!("{size} less {}", self.what),
            (Unit::Count, false) => format!("{size} fewer {}", self.what),
            (_, true) => format!("{size} more {}", self.what),
        };
        let range = self.interval.map_or_else(String::new, |[low, high]| {
            let ends = if more { [low, high] } else { [-high, -low] };
            let [low, high] = ends.map(|end| match self.unit {
                Unit::Pounds => number::pounds(end),
                _ => self.size(end).trim_end_matches(" points").to_owned(),
            });
            let low = low.strip_suffix(" million").filter(|_| high.ends_with(" million")).unwrap_or(&low);
            format!(" ({low} to {high})")
        });
        format!("{said}{range}")
    }

    /// The difference with its interval.
    pub fn words(&self) -> String {
        let signed = |value: f64| {
            let size = match self.unit {
                Unit::Chance => fixed(value.abs() * 100.0, 0),
                Unit::Share => fixed(value.abs() * 100.0, 2),
                Unit::Count => number::count(value.abs()),
                Unit::Pounds => self.scale().value(value.abs()),
            };
            let sign = if value > 0.0 {
                "+"
            } else if value < 0.0 {
                "−"
            } else {
                ""
            };
            format!("{sign}{size}")
        };
        let unit = if matches!(self.unit, Unit::Chance | Unit::Share) { " points" } else { "" };
        match self.interval {
            Some([low, high]) => format!("{}{unit} ({} to {})", signed(self.difference), signed(low), signed(high)),
            None => format!("{}{unit}", signed(self.difference)),
        }
    }
}
