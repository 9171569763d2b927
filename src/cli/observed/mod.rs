//! Records that are no daily situation reports: a log of calls becomes a scenario; of the others a page says what they say.

mod figures;
mod log;

use std::path::Path;

use clap::ValueEnum;
use jiff::civil::Date;

use super::WRONG_INPUT;
use super::console::Console;
use crate::records::sheet::Sheet;
use crate::records::{adc, intervals, log as calls, mds, national, sitrep};

/// What kind of records a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Told by its columns
    Auto,
    /// NHS England's daily situation reports: an area and day a row
    Sitrep,
    /// NHS 111 Minimum Data Set 2015-16: an area and month a row
    Mds,
    /// IUC ADC, long or wide
    Adc,
    /// Calls received in England by day
    National,
    /// A call a row
    Log,
    /// An interval a row
    Intervals,
}

/// What is asked of records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// The file.
    pub(super) data: &'a str,
    /// What it is said to be.
    pub(super) kind: Kind,
    /// Which column is what.
    pub(super) map: &'a [String],
    /// Which area; of a log, what the service is called.
    pub(super) area: Option<&'a str>,
    /// The last day that is fitted.
    pub(super) fit_until: Option<Date>,
    /// Folder of results.
    pub(super) out: &'a Path,
    /// Folder inside it, unless it bears the area's name.
    pub(super) name: Option<&'a str>,
}

/// Calibrates from such records. None: they are daily situation reports.
///
/// # Errors
/// That something outside the program failed.
pub(super) fn calibrate(asked: &Asked, console: &Console) -> anyhow::Result<Option<u8>> {
    let sheet = match Sheet::read(asked.data) {
        Ok(sheet) => sheet,
        Err(problems) => {
            console.problems(&problems);
            return Ok(Some(WRONG_INPUT));
        }
    };
    let kind = if asked.kind == Kind::Auto { found(&sheet, asked.map) } else { asked.kind };
    if let Some(flag) = unused(asked, kind) {
        console.failure(&anyhow::anyhow!("{flag} has no meaning for records of this kind ({kind:?})"));
        return Ok(Some(WRONG_INPUT));
    }
    let read = match kind {
        Kind::Log => match calls::from_sheet(sheet, asked.map) {
            Ok(log) => return log::calibrate(asked, &log, console).map(Some),
            Err(problems) => Err(problems),
        },
        Kind::Intervals => intervals::from_sheet(sheet, asked.map).map(|table| Ok(figures::intervals(&table))),
        Kind::Mds => mds::from_sheet(sheet).map(|records| figures::months(&records, asked.area)),
        Kind::Adc => adc::from_sheet(sheet).map(|records| figures::months(&records, asked.area)),
        Kind::National => national::from_sheet(sheet).map(|records| figures::days(&records, asked.area)),
        Kind::Sitrep => return Ok(None),
        Kind::Auto => {
            console.failure(&anyhow::anyhow!(
                "{}: its columns ({}) are those of no records that are known; say what they are with --format, and its columns with --map",
                asked.data,
                sheet.columns.join(", ")
            ));
            return Ok(Some(WRONG_INPUT));
        }
    };
    match read {
        Ok(Ok(page)) => {
            console.page(&page);
            Ok(Some(0))
        }
        Ok(Err(message)) => {
            console.failure(&anyhow::anyhow!(message));
            Ok(Some(WRONG_INPUT))
        }
        Err(problems) => {
            console.problems(&problems);
            Ok(Some(WRONG_INPUT))
        }
    }
}

/// A flag that was given and would do nothing.
fn unused(asked: &Asked, kind: Kind) -> Option<&'static str> {
    let fixed = matches!(kind, Kind::Mds | Kind::Adc | Kind::National);
    if fixed && !asked.map.is_empty() {
        return Some("--map");
    }
    ((fixed || kind == Kind::Intervals) && asked.fit_until.is_some()).then_some("--fit-until")
}

/// What a sheet's columns are those of.
fn found(sheet: &Sheet, map: &[String]) -> Kind {
    let maps = |figure: &str| map.iter().any(|entry| entry.split('=').next().is_some_and(|name| name.trim() == figure));
    if mds::fits(sheet) {
        Kind::Mds
    } else if adc::fits_long(sheet) || adc::fits_wide(sheet) {
        Kind::Adc
    } else if sitrep::fits(sheet) || maps("received") {
        Kind::Sitrep
    } else if national::fits(sheet) {
        Kind::National
    } else if maps("arrived") {
        Kind::Log
    } else if intervals::fits(sheet) || maps("offered") {
        Kind::Intervals
    } else if calls::fits(sheet) {
        Kind::Log
    } else {
        Kind::Auto
    }
}
