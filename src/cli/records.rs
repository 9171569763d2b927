//! Records named on the command line: which file, how it is read, which area of it.

use clap::Args;

use crate::records::day::{AreaDays, DayRecords};
use crate::records::sheet::Sheet;
use crate::records::sitrep;
use crate::scenario::problem::{Problem, Problems, list};
use crate::scenario::source::Texts;

/// Where the records are.
#[derive(Clone, Debug, Args)]
pub(super) struct RecordArgs {
    /// File of records, or builtin:data/NAME
    #[arg(long, value_name = "FILE")]
    pub(super) data: String,
    /// Which column holds a figure: figure=column, or figure=column-column for a difference (repeatable)
    #[arg(long, value_name = "FIGURE=COLUMN")]
    pub(super) map: Vec<String>,
    /// Which area of the records: its name, published name or code, or how one of them begins
    #[arg(long, value_name = "NAME")]
    pub(super) area: Option<String>,
}

/// A problem of the command line.
pub(super) fn problem(code: &'static str, message: String) -> Problems {
    Problems::new(vec![Problem { span: None, code, message, help: None }], Texts::default())
}

impl RecordArgs {
    /// Reads the file.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn read(&self) -> Result<DayRecords, Problems> {
        let sheet = Sheet::read(&self.data)?;
        sitrep::from_sheet(sheet, &self.map)
    }

    /// The area asked for, or `usual`, or the only one.
    ///
    /// # Errors
    /// That there is no such area, or that there are several and none was asked for.
    pub(super) fn one<'r>(&self, records: &'r DayRecords, usual: Option<&str>) -> Result<&'r AreaDays, Problems> {
        match (self.area.as_deref().or(usual), &records.areas[..]) {
            (Some(asked), _) => records.area(asked).map_err(|said| problem("area", said)),
            (None, [only]) => Ok(only),
            (None, many) => {
                let names = list(many.iter().map(|a| a.name.as_str()));
                Err(problem("area", format!("{} has {} areas: say --area NAME ({names})", self.data, many.len())))
            }
        }
    }
}

/// A date of the command line.
pub(super) fn date(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| format!("`{text}` is no date; expected one like 2026-01-25"))
}
