//! What was observed of a service: published statistics and logs, read into plain tables, with an account of every row.
//!
//! A reader takes all rows or says of each why not: nothing is dropped silently. What is wrong is shown all at once, with row and
//! column.
//!
//! | file | what it reads |
//! |---|---|
//! | `sheet`, `columns` | CSV with places of cells; which column is what. How people write numbers and moments: `scenario::spelling` |
//! | `day`, `sitrep`, `national` | an area by day: NHS England's daily situation reports, the national series |
//! | `period`, `mds`, `adc` | an area by month: Minimum Data Set 2015-16, IUC ADC in its long and wide layouts |
//! | `log`, `intervals` | a row a call, a row an interval |

pub mod adc;
mod columns;
pub mod day;
pub mod intervals;
pub mod log;
pub mod mds;
pub mod national;
pub mod period;
pub mod sheet;
pub mod sitrep;

/// What became of the rows and columns of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The file as named.
    pub file: String,
    /// Rows below the heading.
    pub rows: usize,
    /// Rows that are in what was read.
    pub used: usize,
    /// Which column was taken for what: (figure, column).
    pub columns: Vec<(String, String)>,
    /// Columns that nothing was taken from.
    pub unused_columns: Vec<String>,
    /// Rows left out, by reason: (reason, how many, lines of the first few).
    pub left_out: Vec<(String, usize, Vec<u64>)>,
    /// What a reader should know beside it, in sentences.
    pub notes: Vec<String>,
}

impl Account {
    /// Leaves a row out for a reason.
    pub fn leave_out(&mut self, reason: &str, line: u64) {
        const SHOWN: usize = 3;
        match self.left_out.iter_mut().find(|(known, ..)| known == reason) {
            Some((_, count, lines)) => {
                *count += 1;
                if lines.len() < SHOWN {
                    lines.push(line);
                }
            }
            None => self.left_out.push((reason.to_owned(), 1, vec![line])),
        }
    }

    /// It in sentences, the notes last.
    pub fn sentences(&self) -> Vec<String> {
        let mut said = vec![format!("{}: {} of {} rows used", self.file, self.used, self.rows)];
        for (reason, count, lines) in &self.left_out {
            let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
            let more = if lines.len() < *count { ", ..." } else { "" };
            let rows = if *count == 1 { "row" } else { "rows" };
            said.push(format!("{count} {rows} not used: {reason} (line {}{more})", lines.join(", ")));
        }
        if !self.unused_columns.is_empty() {
            said.push(format!("columns not used: {}", self.unused_columns.join(", ")));
        }
        said.extend(self.notes.iter().cloned());
        said
    }
}
