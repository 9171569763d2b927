//! What `calibrate` prints for people: parameters with standard errors, the scenario against the record, what cannot be told.

use std::path::Path;

use crate::calibrate::job::Calibrated;
use crate::calibrate::written::Written;
use crate::cli::console::Console;
use crate::cli::table::{self, Lines};
use crate::report::calibration::fit;
use crate::report::number;

const WIDEST: usize = 120;

pub(super) struct Page<'a> {
    pub(super) done: &'a Calibrated,
    pub(super) written: &'a Written,
    pub(super) account: &'a [String],
    pub(super) console: &'a Console,
}

impl Page<'_> {
    pub(super) fn text(&self, folder: &Path, next: &str, seconds: f64) -> String {
        let known = &self.done.fit.known;
        let mut page = format!(
            "{}\n{}, {} to {}, fitted through the simulator\n\n",
            self.console.bold(&known.title),
            number::plural(known.days as u64, "day", "days"),
            known.from,
            known.until
        );
        for line in self.account {
            page.push_str(&format!("  {line}\n"));
        }
        let mut table = table::empty(self.console, false, Lines::Around, WIDEST);
        table.set_header(["parameter", "value", "standard error", "grade"]);
        table::figures(&mut table, [1, 2]);
        for row in fit::parameters(self.done, self.written) {
            table.add_row([row.what, row.value, row.error, row.grade.to_owned()]);
        }
        page.push_str(&format!("\n{table}\n\n"));
        let [service, lost] = self.written.overall;
        page.push_str(&format!(
            "The scenario as written, on these days: answered in 60 s {:.1} % (observed {:.1} %), abandoned {:.1} % ({:.1} %).\n",
            service.1 * 100.0,
            service.0 * 100.0,
            lost.1 * 100.0,
            lost.0 * 100.0
        ));
        page.push_str(&format!(
            "Given a day's service, its abandonment is off by {:.2} points.\n\nNot told by these figures:\n",
            known.abandonment_error * 100.0
        ));
        for line in fit::unknown(self.done, self.written) {
            let head = line.split(':').next().unwrap_or("").trim_end_matches('.');
            page.push_str(&format!("  {head}\n"));
        }
        page.push_str(&format!("\nScenario, fit.md, pictures: {} ({seconds:.0} s)\nNext: {next}\n", folder.display()));
        page
    }
}
