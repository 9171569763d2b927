//! Roll-outs side by side: each against the first, replication by replication on the same luck.

use serde::Serialize;

use super::scale::Scale;
use super::{LEVEL, Summary};
use crate::analysis::discordant::Discordant;
use crate::analysis::interval::Interval;
use crate::analysis::paired::mean_difference;
use crate::report::number::{self, fixed};

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
            mean("areas late", Unit::Count, |e| e.late),
            mean("calls served badly", Unit::Count, |e| e.badly),
            mean("new line: answered in time", Unit::Share, |e| e.in_time),
            mean("new line: not answered", Unit::Share, |e| e.unanswered),
            mean("paid by the areas", Unit::Pounds, |e| e.paid),
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
