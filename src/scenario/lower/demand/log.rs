//! Recorded arrivals, replayed call by call.

use jiff::civil::Date;

use super::class_shares;
use crate::random::{Key, Purpose};
use crate::scenario::calendar::Civil;
use crate::scenario::csv_table::{self, When};
use crate::scenario::lower::callers::Class;
use crate::scenario::lower::find;
use crate::scenario::read::{Reading, View};
use crate::scenario::source::Span;

/// A recorded arrival.
#[derive(Debug)]
struct Row {
    date: Date,
    /// Seconds after midnight, local time.
    second: u32,
    /// The class of the caller, where the file says it.
    class: Option<String>,
    /// The line of the file.
    span: Span,
}

/// Recorded arrivals in the order of their file.
#[derive(Debug)]
pub struct Log(Vec<Row>);

impl Log {
    /// Reads the file that `log` names.
    pub fn read(view: &View) -> Option<Self> {
        let (table, column) = csv_table::file(view, "log")?;
        let class_column = table.columns.iter().skip(1).position(|c| Some(c) == column.as_ref() || c == "class");
        let mut rows = Vec::new();
        for (when, cells, line) in &table.rows {
            let span = table.line(view.reading, *line);
            let When::Dated(date, Some(second)) = when else {
                view.problem(
                    Some(span),
                    "csv-when",
                    format!("{}, line {line}: a replayed call needs a date and a time", table.place.display()),
                    Some("for instance `2025-12-05 07:30:12`".to_owned()),
                );
                return None;
            };
            let class = class_column.map(|c| cells[c].clone()).filter(|c| !c.is_empty());
            rows.push(Row { date: *date, second: *second, class, span });
        }
        Some(Self(rows))
    }

    /// Adds the calls to the `replay` of their sources, as ticks in order.
    #[expect(clippy::too_many_arguments, reason = "what a replayed log is laid out against")]
    pub fn replay(
        &self,
        area: usize,
        class: Option<usize>,
        classes: &[Class],
        sources: &[(usize, usize)],
        civil: &Civil,
        reading: &Reading,
        replay: &mut [Vec<u64>],
    ) -> Option<()> {
        let shares = class_shares(classes, |_| false, reading)?;
        for (index, Row { date, second, class: of, span }) in self.0.iter().enumerate() {
            let class = match (class, of) {
                (Some(class), _) => class,
                (None, Some(name)) => {
                    let names: Vec<String> = classes.iter().map(|c| c.name.clone()).collect();
                    find(reading, &names, name, Some(*span), "caller class")?
                }
                (None, None) => {
                    // without a column `class`, each row is given a class once, by the shares and its number
                    let key = Key::root(0, index as u64);
                    let mut u = key.uniform(Purpose::new("class of row", ""));
                    shares
                        .iter()
                        .find(|(_, share)| {
                            u -= share;
                            u < 0.0
                        })
                        .or(shares.last())?
                        .0
                }
            };
            match civil.tick_of(*date, *second) {
                Ok(Some(tick)) if tick < civil.clock.end => {
                    if let Some(source) = sources.iter().position(|&s| s == (area, class)) {
                        replay[source].push(tick);
                    }
                }
                Ok(_) => {}
                Err(reason) => {
                    reading.problem(Some(*span), "no-such-time", reason, None);
                    return None;
                }
            }
        }
        for times in replay.iter_mut() {
            times.sort_unstable();
        }
        Some(())
    }
}
