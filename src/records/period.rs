//! What was observed of an area over months: plain figures by name, none where nothing was reported.
//!
//! | figure | what | MDS 2015-16 | IUC ADC |
//! |---|---|---|---|
//! | `received` | calls received or offered, redials included | `offered` | A01 |
//! | `answered` | answered by a person | `answered` | A03 |
//! | `answered_60s` | of those, in 60 s | `answered_60s` | B01 |
//! | `abandoned` | abandoned while waiting | after 30 s or more | B02, any wait |
//! | `abandoned_30s`, `abandoned_60s`, `abandoned_later` | of those, in 30 s; in over 30 to 60 s; later | | B03, B04, B05 |
//! | `answer_seconds` | sum of waits until answered, seconds | | B06 |
//! | `answer_95th` | 95th centile of these waits, seconds | | B07 |
//! | `triaged` | triaged | `triaged` | C01 |
//! | `clinician` | passed to, or assessed by, a clinician | `to_clinical_advisor` | D01 |
//! | `warm` | of those, transferred on the line | `warm_transferred` | |
//! | `warm_wait` | mean wait for such a transfer, seconds | `avg_warm_transfer_s` | |
//! | `call_back` | offered a call-back | `callback_offered` | |
//! | `call_back_10m` | of those, called in 10 minutes | `callback_within_10min` | |
//! | `urgent` | needing a clinician in 20 minutes | | D13 |
//! | `urgent_met` | of those, met | | D14 |
//! | `dispositions` | final dispositions | | E01 |
//! | `ambulance`, `emergency_department`, `primary_care`, `dental`, `self_care` | some of them | `disp_*` | E02, E04, ... |
//! | `booked` | appointments booked | | G01 |
//! | `handler_minutes`, `clinician_minutes` | staff time | where plausible | |
//! | `population` | people | `population` | |

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Account;
use super::sheet::Sheet;

/// Figures of some months.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Its first day; none where the file does not say.
    pub first: Option<Date>,
    /// Months that it holds.
    pub months: u8,
    /// Figures by the names above.
    pub figures: BTreeMap<&'static str, f64>,
}

impl Period {
    /// A figure.
    pub fn get(&self, figure: &str) -> Option<f64> {
        self.figures.get(figure).copied()
    }

    /// One figure over another.
    pub fn ratio(&self, part: &str, whole: &str) -> Option<f64> {
        let whole = self.get(whole).filter(|w| *w > 0.0)?;
        Some(self.get(part)? / whole)
    }

    /// Calls neither answered nor abandoned.
    pub fn rest(&self) -> Option<f64> {
        Some(self.get("received")? - self.get("answered")? - self.get("abandoned")?)
    }
}

/// An area over its periods, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaPeriods {
    /// Its name as the scenario language writes names.
    pub name: String,
    /// Its name as published.
    pub title: String,
    /// The publisher's code.
    pub code: Option<String>,
    /// Its periods.
    pub periods: Vec<Period>,
}

/// Areas over their periods, with what became of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodRecords {
    /// The areas, in order of their names.
    pub areas: Vec<AreaPeriods>,
    /// What became of rows and columns.
    pub account: Account,
}

/// Where a figure stands: row and column.
pub(super) type At = BTreeMap<&'static str, (usize, usize)>;

/// Figures that hold others: part, whole.
const PARTS: [(&str, &str); 13] = [
    ("answered", "received"),
    ("answered_60s", "answered"),
    ("abandoned", "received"),
    ("abandoned_30s", "abandoned"),
    ("abandoned_60s", "abandoned"),
    ("abandoned_later", "abandoned"),
    ("warm", "clinician"),
    ("call_back_10m", "call_back"),
    ("urgent_met", "urgent"),
    ("ambulance", "dispositions"),
    ("emergency_department", "dispositions"),
    ("primary_care", "dispositions"),
    ("self_care", "dispositions"),
];

/// Published figures are revised one by one: by so much of received may answered + abandoned be too many.
const SLACK: f64 = 0.005;

/// A column that seems to hold answered + abandoned.
#[derive(Debug, Default)]
pub(super) struct Sums {
    like: Vec<(usize, usize)>,
    seen: usize,
    small: usize,
    others: Vec<(usize, usize, String)>,
}

/// Names impossible figures of a period. `sums` gathers where answered + abandoned is more than received.
pub(super) fn check(sheet: &mut Sheet, figures: &BTreeMap<&'static str, f64>, at: &At, sums: &mut Sums) {
    let get = |figure: &str| figures.get(figure).copied();
    let mut broken = false;
    for (part, whole) in PARTS {
        if let (Some(a), Some(b), Some(&(row, column))) = (get(part), get(whole), at.get(part))
            && a > b
        {
            broken |= whole == "received" || whole == "answered";
            sheet.cell("impossible", row, column, format!("{part}, {a}, is more than {whole}, {b}"), None);
        }
    }
    sums.seen += 1;
    if let (false, Some(received), Some(answered), Some(abandoned), Some(&(row, column))) =
        (broken, get("received"), get("answered"), get("abandoned"), at.get("abandoned"))
        && answered + abandoned > received
    {
        if answered + abandoned <= received * (1.0 + SLACK) {
            sums.small += 1;
            return;
        }
        if abandoned >= answered {
            sums.like.push((row, column));
        }
        let said = format!("answered and abandoned, {answered} and {abandoned}, are more than received, {received}");
        sums.others.push((row, column, said));
    }
}

/// Says of the gathered rows that the column changed its meaning, if it did; else says them one by one. What is to be noted.
pub(super) fn say_sums(sheet: &mut Sheet, sums: Sums) -> Option<String> {
    let note = (sums.small > 0).then(|| {
        let (count, are) = (sums.small, if sums.small == 1 { "period" } else { "periods" });
        format!("in {count} area-{are} answered and abandoned are up to 0.5 % more than received: used as published")
    });
    let changed = sums.like.len() >= 3 && sums.like.len() * 10 >= sums.others.len() * 9;
    for (row, column, said) in sums.others {
        if !changed || !sums.like.contains(&(row, column)) {
            sheet.cell("impossible", row, column, said, None);
        }
    }
    if let (true, Some(&(row, column))) = (changed, sums.like.first()) {
        let said = format!(
            "in {} of {} places it is at least answered and at most received: it seems to hold answered + abandoned",
            sums.like.len(),
            sums.seen
        );
        sheet.cell("meaning", row, column, said, Some("take answered off it in those rows, or leave them out".to_owned()));
    }
    note
}

/// What was neither answered nor abandoned, in a sentence.
pub(super) fn rest(areas: &[AreaPeriods]) -> Option<String> {
    let all = areas.iter().filter(|area| area.name != "england").flat_map(|area| &area.periods);
    let (mut rest, mut received) = (0.0, 0.0);
    for period in all {
        if let (Some(left), Some(all)) = (period.rest(), period.get("received")) {
            rest += left;
            received += all;
        }
    }
    (rest > 0.0).then(|| {
        format!(
            "{rest} of {received} calls received ({:.1} %) were neither answered nor abandoned: they ended in the recorded message, \
             before they counted as abandoned, or were not queued",
            rest / received * 100.0
        )
    })
}
