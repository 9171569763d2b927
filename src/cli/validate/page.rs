//! What `validate` prints for people.

use std::path::Path;

use crate::calibrate::Fit;
use crate::calibrate::job::Validation;
use crate::cli::console::Console;
use crate::cli::table::{self, Lines};
use crate::report::calibration::validation::{HEADS, findings, rows};
use crate::report::number;

const WIDEST: usize = 150;

pub(super) struct Page<'a> {
    pub(super) found: &'a Validation,
    pub(super) fit: &'a Fit,
    pub(super) title: &'a str,
    pub(super) console: &'a Console,
}

impl Page<'_> {
    pub(super) fn text(&self, folder: &Path, seconds: f64) -> String {
        let mut page = format!("{}\n{}\n\n{}\n\n", self.console.bold(self.title), self.header(), self.table(false));
        for line in findings(self.found) {
            page.push_str(&format!("{line}\n"));
        }
        page.push_str(&format!("\n{}\n\nTables and picture: {} ({seconds:.0} s)\n", KEY, folder.display()));
        page
    }

    pub(super) fn markdown(&self) -> String {
        let found: String = findings(self.found).iter().map(|line| format!("- {line}\n")).collect();
        format!("## {}\n\n{}\n\n{}\n{found}\n{KEY}\n", self.title, self.header(), self.table(true))
    }

    fn header(&self) -> String {
        let known = &self.fit.known;
        format!(
            "{} from {}, predicted from {}, {} to {}; {}",
            days(self.found.days as u64),
            self.found.from,
            days(known.days as u64),
            known.from,
            known.until,
            number::plural(self.found.draws as u64, "draw", "draws")
        )
    }

    fn table(&self, markdown: bool) -> String {
        let mut table = table::empty(self.console, markdown, Lines::Around, WIDEST);
        table.set_header(HEADS);
        table::figures(&mut table, 2..HEADS.len());
        for row in rows(self.found) {
            table.add_row(row);
        }
        table.to_string()
    }
}

fn days(days: u64) -> String {
    number::plural(days, "day", "days")
}

/// How the table is read.
const KEY: &str = "told: what the prediction knows of the day. seen: the mean of what was observed. off by: mean absolute error of the median, beside those \
     of two naive forecasts (the day a week ago, as observed; the mean of the weekday over the fit) and of a regression on weekday and calls \
     (on calls). in band, width: the 95 % band, which holds chance and doubt about parameters. Shares in %, errors in points.";
