//! `helpline calibrate`: from records to a model.

mod log;
mod observed;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::WRONG_INPUT;
use super::console::Console;
use crate::records::sheet::Sheet;
use crate::records::{adc, intervals, log as calls, mds, national, sitrep};

/// What kind of records a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
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

/// Flags of `calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// The records, as CSV
    #[arg(long, value_name = "FILE")]
    data: String,
    /// What they are
    #[arg(long, value_enum, default_value_t = Kind::Auto)]
    format: Kind,
    /// Which column is what, for instance arrived="Call Start"; also dates=day-first, zone=UTC (repeatable)
    #[arg(long, value_name = "NAME=COLUMN")]
    map: Vec<String>,
    /// The area to take from records of several; of a log, what the service is called
    #[arg(long)]
    area: Option<String>,
    /// The last day that is fitted
    #[arg(long, value_name = "DATE")]
    fit_until: Option<Date>,
    /// Folder of results
    #[arg(long, default_value = "out")]
    out: PathBuf,
}

/// Reads records and writes the model that they say.
///
/// # Errors
/// That something outside the program failed.
pub fn calibrate(args: &CalibrateArgs, console: &Console) -> anyhow::Result<u8> {
    let sheet = match Sheet::read(&args.data) {
        Ok(sheet) => sheet,
        Err(problems) => {
            console.problems(&problems);
            return Ok(WRONG_INPUT);
        }
    };
    let kind = if args.format == Kind::Auto { found(&sheet, &args.map) } else { args.format };
    if let Some(flag) = unused(args, kind) {
        console.failure(&anyhow::anyhow!("{flag} has no meaning for records of this kind ({kind:?})"));
        return Ok(WRONG_INPUT);
    }
    let read = match kind {
        Kind::Log => match calls::from_sheet(sheet, &args.map) {
            Ok(log) => return log::calibrate(args, &log, console),
            Err(problems) => Err(problems),
        },
        Kind::Intervals => intervals::from_sheet(sheet, &args.map).map(|table| observed::intervals(&table)),
        Kind::Mds => mds::from_sheet(sheet).map(|records| observed::months(&records, args.area.as_deref())),
        Kind::Adc => adc::from_sheet(sheet).map(|records| observed::months(&records, args.area.as_deref())),
        Kind::National => national::from_sheet(sheet).map(|records| observed::days(&records, args.area.as_deref())),
        Kind::Sitrep => sitrep::from_sheet(sheet, &args.map).map(|records| observed::days(&records, args.area.as_deref())),
        Kind::Auto => {
            console.failure(&anyhow::anyhow!(
                "{}: its columns ({}) are those of no records that are known; say what they are with --format, and its columns with --map",
                args.data,
                sheet.columns.join(", ")
            ));
            return Ok(WRONG_INPUT);
        }
    };
    match read {
        Ok(Ok(page)) => {
            console.answer(&page);
            Ok(0)
        }
        Ok(Err(message)) => {
            console.failure(&anyhow::anyhow!(message));
            Ok(WRONG_INPUT)
        }
        Err(problems) => {
            console.problems(&problems);
            Ok(WRONG_INPUT)
        }
    }
}

/// A flag that was given and would do nothing.
fn unused(args: &CalibrateArgs, kind: Kind) -> Option<&'static str> {
    let fixed = matches!(kind, Kind::Mds | Kind::Adc | Kind::National);
    if fixed && !args.map.is_empty() {
        return Some("--map");
    }
    (kind != Kind::Log && kind != Kind::Auto && args.fit_until.is_some()).then_some("--fit-until")
}

/// What a sheet's columns are those of.
fn found(sheet: &Sheet, map: &[String]) -> Kind {
    let maps = |figure: &str| map.iter().any(|entry| entry.split('=').next().is_some_and(|name| name.trim() == figure));
    if mds::fits(sheet) {
        Kind::Mds
    } else if adc::fits_long(sheet) || adc::fits_wide(sheet) {
        Kind::Adc
    } else if sitrep::fits(sheet) {
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
