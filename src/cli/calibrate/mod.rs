//! `helpline calibrate`: from records to a model.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::console::Console;
use super::observed::{self, Asked, Kind};

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
    let asked = Asked {
        data: &args.data,
        kind: args.format,
        map: &args.map,
        area: args.area.as_deref(),
        fit_until: args.fit_until,
        out: &args.out,
    };
    match observed::calibrate(&asked, console)? {
        Some(code) => Ok(code),
        None => Ok(observed::days(&asked, console)),
    }
}
