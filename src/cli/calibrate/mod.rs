//! `helpline calibrate`: from records to a scenario, a page on the fit, and pictures.

mod page;

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;
use jiff::civil::Date;

use super::console::Console;
use super::manifest;
use super::observed::{self, Asked, Kind};
use super::progress::Shown;
use super::records::{RecordArgs, date, problem};
use super::{ProgressStyle, WRONG_INPUT, stop};
use crate::calibrate::job::{self, Calibrated, Failure, Work};
use crate::calibrate::start::Start;
use crate::calibrate::written::{self, Written};
use crate::experiment::Progress;
use crate::records::day::{AreaDays, DayRecords, between};
use crate::report::calibration::fit;
use crate::report::files;

/// Flags of `calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// Scenario to start from, or builtin:NAME: its flow, handling times, hours of the day and pay; a plain service if not given
    #[arg(value_name = "FILE")]
    file: Option<String>,
    /// Change a value of it: dotted path = value, or a change such as x0.9 or +60s (repeatable)
    #[arg(long, value_name = "PATH=VALUE", requires = "file")]
    set: Vec<String>,
    #[command(flatten)]
    records: RecordArgs,
    /// Last day of the fit; by default the last 28 days of nine weeks or more are kept for `validate`, of less the last quarter
    #[arg(long, value_name = "DATE", value_parser = date)]
    fit_until: Option<Date>,
    /// What the records are
    #[arg(long, value_enum, default_value_t = Kind::Auto)]
    format: Kind,
    /// Seed of all randomness
    #[arg(long, default_value_t = 111)]
    seed: u64,
    /// Threads; 0 for all cores
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// How progress is shown
    #[arg(long, value_enum, default_value_t = ProgressStyle::Auto)]
    progress: ProgressStyle,
    /// Folder of results
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// Folder inside it; the area's name if not given
    #[arg(long)]
    name: Option<String>,
    /// Draw no pictures
    #[arg(long)]
    no_charts: bool,
}

/// Days that are kept for `validate` where records are long enough.
const KEPT: usize = 28;

/// The last day of a fit, unless it is told.
pub(super) fn last_of_fit(area: &AreaDays, told: Option<Date>) -> Date {
    told.unwrap_or_else(|| {
        let days = area.days.len();
        let kept = if days >= 63 { KEPT } else { days / 4 };
        area.date(days - 1 - kept.min(days - 1))
    })
}

/// The days of an area up to a date.
pub(super) fn part(area: &AreaDays, until: Date, data: &str) -> Result<AreaDays, Failure> {
    area.part(area.first, until).ok_or_else(|| Failure::Records(format!("{data}: {} has no figures up to {until}", area.title)))
}

/// Calibrates an area.
///
/// # Errors
/// That something outside the program failed.
pub fn calibrate(args: &CalibrateArgs, console: &Console) -> anyhow::Result<u8> {
    let began = Instant::now();
    let asked = Asked {
        data: &args.records.data,
        kind: args.format,
        map: &args.records.map,
        area: args.records.area.as_deref(),
        fit_until: args.fit_until,
        out: &args.out,
        name: args.name.as_deref(),
    };
    if let Some(code) = observed::calibrate(&asked, console)? {
        return Ok(code);
    }
    let records = match args.records.read() {
        Ok(records) => records,
        Err(problems) => {
            console.problems(&problems);
            return Ok(WRONG_INPUT);
        }
    };
    match one(args, &records, console, began) {
        Ok(()) => Ok(0),
        Err(Stopped::Failure(Failure::Scenario(problems))) => {
            console.problems(&problems);
            Ok(WRONG_INPUT)
        }
        Err(Stopped::Failure(Failure::Records(said))) => {
            console.problems(&problem("records", said));
            Ok(WRONG_INPUT)
        }
        Err(Stopped::Failure(Failure::Run(error))) => Err(error.into()),
        Err(Stopped::Outside(error)) => Err(error),
    }
}

enum Stopped {
    Failure(Failure),
    Outside(anyhow::Error),
}

impl<T: Into<Failure>> From<T> for Stopped {
    fn from(failure: T) -> Self {
        Self::Failure(failure.into())
    }
}

fn one(args: &CalibrateArgs, records: &DayRecords, console: &Console, began: Instant) -> Result<(), Stopped> {
    let outside = |error: anyhow::Error| Stopped::Outside(error);
    let start = args.file.as_ref().map_or(Start::Plain, |file| Start::File(file.clone(), args.set.clone()));
    let whole = args.records.one(records, None)?;
    let until = last_of_fit(whole, args.fit_until);
    let area = part(whole, until, &args.records.data)?;
    let folder = args.out.join(args.name.as_deref().unwrap_or(&area.name));
    files::prepare(&folder).map_err(|e| outside(e.into()))?;
    let work = Work { draws: 0, seed: args.seed, threads: args.threads, effort: job::EFFORT };
    let stop = stop::flag();
    let mut shown = Shown::new(args.progress, console, &area.name, "stages");
    let mut stage = |done| shown.update(Progress { done, planned: 3, half_width: None });
    stage(0);
    let mut done = job::calibrate(&area, &start, work, &stop)?;
    let others: Vec<&AreaDays> = records.areas.iter().filter(|other| other.name != area.name).collect();
    done.fit.known.between_areas = job::between_areas(&done, &area, &others);
    stage(1);
    let written = written::write(&done, &area, &start, &args.records.data, work, &stop)?;
    done.fit.known.written_hours = written.due;
    stage(2);
    if stop.load(Ordering::Relaxed) {
        return Err(outside(anyhow::anyhow!("stopped before the fit was done; nothing was written")));
    }
    let file = folder.join(format!("{}.toml", area.name));
    let next = if until < whole.last() {
        format!("helpline validate {} --data {}{}", file.display(), args.records.data, mapped(&args.records))
    } else {
        format!("helpline run {}", file.display())
    };
    let mut account = records.account.sentences();
    let kept = between(until, whole.last().max(until));
    if kept > 0 {
        account.push(match kept {
            1 => format!("1 day after {until} was not looked at: it is kept for `validate`"),
            kept => format!("{kept} days after {until} were not looked at: they are kept for `validate`"),
        });
    }
    let page = fit::page(&done, &written, &account, &next);
    let json = format!("{}\n", serde_json::to_string_pretty(&done.fit.known).map_err(|e| outside(e.into()))?);
    let paper = Paper { page: &page, json: &json, folder: &folder, file: &file };
    write(args, &area, &done, &written, &paper, began).map_err(outside)?;
    stage(3);
    shown.done();
    let said = page::Page { done: &done, written: &written, account: &account, console };
    console.page(&said.text(&folder, &next, began.elapsed().as_secs_f64()));
    Ok(())
}

/// Mappings of columns, as they must be given again.
fn mapped(records: &RecordArgs) -> String {
    records.map.iter().map(|m| format!(" --map {m}")).collect()
}

struct Paper<'a> {
    page: &'a str,
    json: &'a str,
    folder: &'a Path,
    file: &'a PathBuf,
}

fn write(
    args: &CalibrateArgs,
    area: &AreaDays,
    done: &Calibrated,
    written: &Written,
    paper: &Paper,
    began: Instant,
) -> anyhow::Result<()> {
    let folder = paper.folder;
    files::write(paper.file, written.toml.as_bytes())?;
    for (name, text) in &written.files {
        files::write(&folder.join(name), text.as_bytes())?;
    }
    files::write(&folder.join("fit.md"), paper.page.as_bytes())?;
    files::write(&folder.join("fit.json"), paper.json.as_bytes())?;
    files::write(&folder.join("staff.csv"), fit::staff(done).as_bytes())?;
    pictures(args, area, done, folder)?;
    let value = serde_json::json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "scenario": args.file,
        "scenario_hash": manifest::hash(&written.toml),
        "data": args.records.data,
        "data_hash": manifest::hash(&crate::scenario::source::Place::Disk((&args.records.data).into()).read().unwrap_or_default()),
        "area": done.fit.known.area,
        "from": done.fit.known.from,
        "until": done.fit.known.until,
        "seed": args.seed,
        "threads": manifest::threads(args.threads),
        "seconds": (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    });
    files::write(&folder.join("manifest.json"), format!("{value:#}\n").as_bytes())?;
    Ok(())
}

#[cfg(feature = "charts")]
fn pictures(args: &CalibrateArgs, area: &AreaDays, done: &Calibrated, folder: &Path) -> anyhow::Result<()> {
    use crate::report::calibration::pictures;
    let drawings = if args.no_charts { Vec::new() } else { vec![("fit", pictures::fit(done, area, args.seed))] };
    super::pictures::write(folder, &pictures::FIT, drawings, args.threads).map(drop)
}

#[cfg(not(feature = "charts"))]
fn pictures(_: &CalibrateArgs, _: &AreaDays, _: &Calibrated, _: &Path) -> anyhow::Result<()> {
    Ok(())
}
