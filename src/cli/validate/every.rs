//! `validate --every-area`: every area of the records calibrated on its first days and validated on the rest, in one table.

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::{ValidateArgs, failed, stop};
use crate::calibrate::job::{self, Failure};
use crate::calibrate::start::Start;
use crate::cli::Format;
use crate::cli::calibrate::{last_of_fit, part};
use crate::cli::console::Console;
use crate::cli::progress::Shown;
use crate::cli::table::{self, Lines};
use crate::cli::workbook;
use crate::experiment::Progress;
use crate::records::day::DayRecords;
use crate::report::calibration::areas::{self, AreaRow};
use crate::report::files;

const WIDEST: usize = 200;

pub(super) fn every(args: &ValidateArgs, records: &DayRecords, console: &Console, began: Instant) -> anyhow::Result<u8> {
    let folder = args.common.out.join(args.name.as_deref().unwrap_or("every-area"));
    files::prepare(&folder)?;
    let stop = stop::flag();
    let mut shown = Shown::new(args.common.progress, console, "every area", "areas");
    let start = args.file.as_ref().map_or(Start::Plain, |file| Start::File(file.clone(), args.set.clone()));
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    for (place, area) in records.areas.iter().enumerate() {
        shown.update(Progress { done: place, planned: records.areas.len(), half_width: None });
        let one = || -> Result<AreaRow, Failure> {
            let first = part(area, last_of_fit(area, args.fit_until), &args.records.data)?;
            let done = job::calibrate(&first, &start, args.work(), &stop)?;
            let from = args.from.unwrap_or_else(|| done.fit.until.tomorrow().unwrap_or(done.fit.until));
            let until = args.until.unwrap_or(area.last());
            let validation = job::validate(&done.fit, area, (from, until), &start, false, args.work(), &stop)?;
            let calls: Vec<f64> = area.days.iter().flatten().map(|d| f64::from(d.received)).collect();
            Ok(AreaRow {
                area: area.name.clone(),
                title: area.title.clone(),
                calls: calls.iter().sum::<f64>() / calls.len() as f64,
                validation,
            })
        };
        let found = one();
        if stop.load(Ordering::Relaxed) {
            anyhow::bail!("stopped after {place} of {} areas; nothing was written", records.areas.len());
        }
        match found {
            Ok(row) => rows.push(row),
            // an area that cannot be fitted is named, not left out in silence
            Err(Failure::Records(said)) => failures.push(format!("{}: {said}", area.name)),
            Err(other) => return failed(other, console),
        }
    }
    shown.done();
    if rows.is_empty() {
        return failed(Failure::Records(failures.join("\n")), console);
    }
    let notes: Vec<String> =
        areas::findings(&rows).into_iter().chain(failures.iter().map(|f| format!("not fitted: {f}"))).collect();
    let list: String = notes.iter().map(|note| format!("- {note}\n")).collect();
    let markdown = format!("{}\n{list}", areas::markdown(&rows));
    files::write(&folder.join("areas.md"), markdown.as_bytes())?;
    files::write(&folder.join("areas.csv"), areas::csv(&rows).as_bytes())?;
    super::write_manifest(args, &folder, began)?;
    workbook::clear(&folder, "validate", args.common.format)?;
    match args.common.format {
        Format::Table => {
            let mut table = table::empty(console, false, Lines::Around, WIDEST);
            table.set_header(areas::HEADS);
            table::figures(&mut table, 1..areas::HEADS.len());
            table.add_rows(areas::table(&rows));
            let seconds = began.elapsed().as_secs_f64();
            console.page(&format!("{table}\n\n{list}\nTables: {} ({seconds:.0} s)\n", folder.display()));
        }
        Format::Md => console.answer(&markdown),
        Format::Csv => console.answer(&areas::csv(&rows)),
        Format::Xlsx => workbook::answer(&folder, "validate", ("areas", areas::csv(&rows).as_bytes()), &[], console)?,
        Format::Json => {
            let all: serde_json::Map<_, _> = rows
                .iter()
                .map(|r| Ok((r.area.clone(), serde_json::to_value(&r.validation)?)))
                .collect::<Result<_, serde_json::Error>>()?;
            console.answer(&format!("{}\n", serde_json::to_string_pretty(&all)?));
        }
    }
    Ok(0)
}
