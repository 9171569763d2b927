//! Which column of a log or table is what: by its usual names, or as `--map` says.
//!
//! `--map FIGURE=COLUMN`, and three that say how to read: `dates=day-first` or `month-first`, `zone=ZONE` (in which times without
//! their distance from Greenwich are written) and `home=ZONE` (by whose clock the service works).

use jiff::tz::TimeZone;

use super::sheet::Sheet;
use crate::scenario::problem::{list, nearest};
use crate::scenario::spelling::moment::{How, Order};
use crate::scenario::spelling::plain;

/// A figure of a reader: its name, and names of columns by which it is found.
pub(super) type Figure = (&'static str, &'static [&'static str]);

/// Columns found: in the order of the figures.
#[derive(Debug)]
pub(super) struct Found {
    /// For each figure its column.
    pub(super) columns: Vec<Option<usize>>,
    /// For a figure of two columns (`Date+Time`), the second.
    pub(super) second: Vec<Option<usize>>,
    /// How moments are written.
    pub(super) how: How,
}

/// Finds the columns of `figures`; mappings that make no sense are problems of the sheet.
pub(super) fn find(sheet: &mut Sheet, figures: &[Figure], map: &[String]) -> Found {
    let names: Vec<String> = sheet.columns.iter().map(|c| plain(c)).collect();
    let by_name = |figure: &Figure| figure.1.iter().find_map(|name| names.iter().position(|column| column == name));
    let mut found =
        Found { columns: figures.iter().map(by_name).collect(), second: vec![None; figures.len()], how: How::london() };
    // one column is one figure: the first of them
    for place in 0..figures.len() {
        if found.columns[..place].iter().any(|c| c.is_some() && *c == found.columns[place]) {
            found.columns[place] = None;
        }
    }
    let mut home_said = false;
    for entry in map {
        let Some((figure, column)) = entry.split_once('=') else {
            sheet.about(
                "map",
                format!("--map {entry}: expected FIGURE=COLUMN"),
                Some(format!("figures: {}", list(figures.iter().map(|f| f.0)))),
            );
            continue;
        };
        let (figure, column) = (figure.trim(), column.trim());
        match figure {
            "dates" => match column {
                "day-first" => found.how.order = Some(Order::DayFirst),
                "month-first" => found.how.order = Some(Order::MonthFirst),
                _ => sheet.about("map", format!("--map {entry}: expected day-first or month-first"), None),
            },
            "zone" | "home" => match TimeZone::get(column) {
                Ok(zone) if figure == "zone" => found.how.written_in = zone,
                Ok(zone) => {
                    home_said = true;
                    found.how.home = zone;
                }
                Err(_) => sheet.about(
                    "map",
                    format!("--map {entry}: there is no time zone `{column}`"),
                    Some("for instance Europe/London or UTC".to_owned()),
                ),
            },
            _ => named(sheet, figures, figure, column, entry, &mut found),
        }
    }
    let zone_said = map.iter().any(|entry| entry.starts_with("zone="));
    if home_said && !zone_said {
        found.how.written_in = found.how.home.clone();
    }
    found
}

fn named(sheet: &mut Sheet, figures: &[Figure], figure: &str, column: &str, entry: &str, found: &mut Found) {
    let Some(place) = figures.iter().position(|f| f.0 == figure) else {
        let all = figures.iter().map(|f| f.0);
        let help = nearest(figure, all.clone())
            .map_or_else(|| format!("figures: {}", list(all)), |near| format!("did you mean `{near}`?"));
        sheet.about("map", format!("--map {entry}: there is no figure `{figure}`"), Some(help));
        return;
    };
    let flag = format!("--map {entry}");
    let both = column.split_once('+').filter(|_| !sheet.columns.iter().any(|c| c == column));
    let (first, second) = match both {
        Some((first, second)) => (sheet.named(first.trim(), &flag), sheet.named(second.trim(), &flag)),
        None => (sheet.named(column, &flag), None),
    };
    // what the person says goes over what was found by name
    for other in 0..figures.len() {
        if found.columns[other].is_some() && found.columns[other] == first {
            found.columns[other] = None;
        }
    }
    found.columns[place] = first;
    found.second[place] = second;
}

impl Found {
    /// The cell of a figure; both parts, a blank between them, where it has two.
    pub(super) fn cells(&self, sheet: &Sheet, place: usize) -> Option<Vec<String>> {
        let first = self.columns[place]?;
        let cell = |row: &super::sheet::Row| match self.second[place] {
            Some(second) => format!("{} {}", row.cells[first], row.cells[second]).trim().to_owned(),
            None => row.cells[first].clone(),
        };
        Some(sheet.rows.iter().map(cell).collect())
    }

    /// The account of columns: taken, and not.
    pub(super) fn account(&self, sheet: &Sheet, figures: &[Figure]) -> super::Account {
        let name = |column: usize| sheet.columns[column].clone();
        let taken = |column: &usize| self.columns.contains(&Some(*column)) || self.second.contains(&Some(*column));
        super::Account {
            file: sheet.name.clone(),
            rows: sheet.rows.len(),
            columns: figures
                .iter()
                .enumerate()
                .filter_map(|(place, figure)| {
                    let first = name(self.columns[place]?);
                    Some((
                        figure.0.to_owned(),
                        self.second[place].map_or(first.clone(), |second| format!("{first} and {}", name(second))),
                    ))
                })
                .collect(),
            unused_columns: (0..sheet.columns.len()).filter(|c| !taken(c)).map(name).collect(),
            ..super::Account::default()
        }
    }

    /// A figure that a reader cannot do without.
    pub(super) fn need(&self, sheet: &mut Sheet, figures: &[Figure], place: usize) -> Option<usize> {
        if self.columns[place].is_none() {
            let (figure, names) = figures[place];
            let columns = sheet.columns.clone();
            let near = names.iter().find_map(|name| nearest(name, columns.iter().map(String::as_str)));
            let help = format!("name it: --map {figure}={}", near.unwrap_or("COLUMN"));
            let message = format!("{} has no column of `{figure}` (looked for {})", sheet.name, list(names.iter().copied()));
            sheet.push("csv-column", Some(sheet.heading()), message, Some(help));
        }
        self.columns[place]
    }
}
