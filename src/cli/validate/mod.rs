//! `helpline validate`: days that a fit has not seen, predicted and compared with the record.

mod every;
mod page;

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;
use jiff::civil::Date;

use super::console::Console;
use super::flags::CommonArgs;
use super::manifest;
use super::progress::Shown;
use super::records::{RecordArgs, date, problem};
use super::{Format, WRONG_INPUT, stop, workbook};
use crate::calibrate::job::{self, Failure, Validation, Work};
use crate::calibrate::start::Start;
use crate::calibrate::{Fit, Known};
use crate::records::day::DayRecords;
use crate::report::calibration::validation;
use crate::report::files;

/// Flags of `validate`.
#[derive(Debug, Args)]
pub struct ValidateArgs {
    /// Scenario that `calibrate` wrote, with its fit.json beside it
    #[arg(value_name = "SCENARIO", required_unless_present = "every_area")]
    file: Option<String>,
    /// Change a value of it: dotted path = value, or a change such as x0.9 or +60s (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    records: RecordArgs,
    /// First day that is predicted; the day after the fit if not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// Last day that is predicted; the last of the records if not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
    /// Calibrate every area of the records and validate it: one table
    #[arg(long, conflicts_with = "area")]
    every_area: bool,
    /// With --every-area: last day of the fits; as for `calibrate` if not given
    #[arg(long, value_name = "DATE", value_parser = date, requires = "every_area")]
    fit_until: Option<Date>,
    /// Draws: each takes parameters of its own and simulates the days once
    #[arg(short = 'n', long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(40..=100_000))]
    draws: u64,
    #[command(flatten)]
    common: CommonArgs,
    /// Folder inside it; the area's name if not given
    #[arg(long)]
    name: Option<String>,
    /// Draw no pictures
    #[arg(long)]
    no_charts: bool,
}

impl ValidateArgs {
    fn work(&self) -> Work {
        Work { draws: self.draws as usize, seed: self.common.seed, threads: self.common.threads, effort: job::EFFORT }
    }
}

/// Validates.
///
/// # Errors
/// That something outside the program failed.
pub fn validate(args: &ValidateArgs, console: &Console) -> anyhow::Result<u8> {
    let began = Instant::now();
    let records = match args.records.read() {
        Ok(records) => records,
        Err(problems) => {
            console.problems(&problems);
            return Ok(WRONG_INPUT);
        }
    };
    if args.every_area {
        return every::every(args, &records, console, began);
    }
    let file = args.file.clone().unwrap_or_default();
    let fit = match read_fit(&file) {
        Ok(fit) => fit,
        Err(said) => {
            console.problems(&problem("fit", said));
            return Ok(WRONG_INPUT);
        }
    };
    match one(args, &file, &fit, &records, console) {
        Ok((title, found)) => {
            let folder = args.common.out.join(args.name.as_deref().unwrap_or(&fit.known.area));
            if found.draws == 0 {
                anyhow::bail!("stopped before anything was predicted; nothing was written");
            }
            let json = format!("{}\n", serde_json::to_string_pretty(&found)?);
            files::prepare(&folder)?;
            files::write(&folder.join("validate.json"), json.as_bytes())?;
            files::write(&folder.join("validate.csv"), validation::by_day(&found).as_bytes())?;
            pictures(args, &found, &title, &folder)?;
            write_manifest(args, &folder, began)?;
            let page = page::Page { found: &found, fit: &fit, title: &title, console };
            workbook::clear(&folder, "validate", args.common.format)?;
            match args.common.format {
                Format::Table => console.page(&page.text(&folder, began.elapsed().as_secs_f64())),
                Format::Md => console.answer(&page.markdown()),
                Format::Json => console.answer(&json),
                Format::Csv => console.answer(&validation::by_day(&found)),
                Format::Xlsx => {
                    workbook::answer(&folder, "validate", ("days", validation::by_day(&found).as_bytes()), &[], console)?;
                }
            }
            Ok(0)
        }
        Err(failure) => failed(failure, console),
    }
}

/// Says why there is no prediction.
fn failed(failure: Failure, console: &Console) -> anyhow::Result<u8> {
    match failure {
        Failure::Scenario(problems) => console.problems(&problems),
        Failure::Records(said) => console.problems(&problem("records", said)),
        Failure::Run(error) => return Err(error.into()),
    }
    Ok(WRONG_INPUT)
}

/// The fit beside a scenario.
fn read_fit(file: &str) -> Result<Fit, String> {
    let path = Path::new(file).parent().unwrap_or(Path::new("")).join("fit.json");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        format!("{file} has no fit beside it ({}: {error}); `helpline calibrate` writes both", path.display())
    })?;
    let known: Known = serde_json::from_str(&text).map_err(|error| format!("{} is no fit: {error}", path.display()))?;
    Fit::new(known).ok_or_else(|| format!("{} is no fit: its days cannot be solved", path.display()))
}

fn one(
    args: &ValidateArgs,
    file: &str,
    fit: &Fit,
    records: &DayRecords,
    console: &Console,
) -> Result<(String, Validation), Failure> {
    let area = args.records.one(records, Some(&fit.known.area))?;
    let start = Start::File(file.to_owned(), args.set.clone());
    let from = args.from.unwrap_or_else(|| fit.until.tomorrow().unwrap_or(fit.until));
    let stop = stop::flag();
    let shown = Shown::new(args.common.progress, console, &area.name, "predictions");
    let found = job::validate(fit, area, (from, args.until.unwrap_or(area.last())), &start, true, args.work(), &stop)?;
    shown.done();
    Ok((fit.known.title.clone(), if stop.load(Ordering::Relaxed) { Validation { draws: 0, ..found } } else { found }))
}

fn write_manifest(args: &ValidateArgs, folder: &Path, began: Instant) -> anyhow::Result<()> {
    let data = crate::scenario::source::Place::Disk(PathBuf::from(&args.records.data)).read().unwrap_or_default();
    let value = serde_json::json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "scenario": args.file,
        "data": args.records.data,
        "data_hash": manifest::hash(&data),
        "seed": args.common.seed,
        "draws": args.draws,
        "threads": manifest::threads(args.common.threads),
        "seconds": (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    });
    // beside the one that `calibrate` left
    files::write(&folder.join("validate-manifest.json"), format!("{value:#}\n").as_bytes())?;
    Ok(())
}

#[cfg(feature = "charts")]
fn pictures(args: &ValidateArgs, found: &Validation, title: &str, folder: &Path) -> anyhow::Result<()> {
    use crate::report::calibration::pictures;
    let drawing = pictures::validation(found, title, args.common.seed).filter(|_| !args.no_charts);
    let drawings: Vec<_> = drawing.map(|d| ("validate", d)).into_iter().collect();
    super::pictures::write(folder, &pictures::VALIDATE, drawings, args.common.threads).map(drop)
}

#[cfg(not(feature = "charts"))]
fn pictures(_: &ValidateArgs, _: &Validation, _: &str, _: &Path) -> anyhow::Result<()> {
    Ok(())
}
