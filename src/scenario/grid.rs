//! Configurations of a sweep: every combination of some settings (`--grid`), or a Latin hypercube over ranges (`--latin`).
//!
//! ```text
//! --grid groups.nurses.headcount=8,9,10          these values; 8..10 is short for them
//! --latin 20 steps.desk.handle=4m..6m            20 values, one in each twentieth of the range
//! ```
//! A setting is the assignment of a dotted path, exactly as with `--set`. With several ranges each of N points has one value from
//! each of the N equal parts of every range, in an order that the seed decides (`McKay`, Beckman and Conover, *Technometrics* 21
//! (1979)). With both flags every point of the one meets every point of the other.

use super::problem::{Problem, Problems};
use super::range::{Ends, strata};
use super::source::{Place, Span, Texts};
use super::{Scenario, load};
use crate::model::Model;
use crate::random::Key;

/// The most configurations of a sweep.
pub const MOST: usize = 1000;

/// Settings to be tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Design {
    /// Dotted paths.
    pub paths: Vec<String>,
    /// `[configuration][path]`: values, as they would stand after `--set PATH=`.
    pub rows: Vec<Vec<String>>,
    /// Points of a hypercube that rounding made the same as another one, left out.
    pub left_out: usize,
}

impl Design {
    /// A configuration in words: `groups.nurses.headcount=9 steps.desk.handle=4m`.
    pub fn words(&self, configuration: usize) -> String {
        let settings = self.paths.iter().zip(&self.rows[configuration]);
        settings.map(|(path, value)| format!("{path}={value}")).collect::<Vec<_>>().join(" ")
    }
}

/// What is wrong with flags, as it is found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) texts: Texts,
    pub(super) problems: Vec<Problem>,
}

impl Found {
    fn text(&mut self, flag: &'static str, text: &str) -> u32 {
        self.texts.add(Place::Flag(flag), text.to_owned())
    }

    fn problem(&mut self, text: u32, part: std::ops::Range<usize>, code: &'static str, message: String, help: &str) {
        let span = Span { text, start: part.start as u32, end: part.end.max(part.start + 1) as u32 };
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.problems.push(Problem { span: Some(span), code, message, help });
    }
}

const GRID: &str = "for instance --grid groups.nurses.headcount=8,9,10";
const LATIN: &str = "for instance --latin 20 steps.desk.handle=4m..6m";

/// Reads the flags. `latin`: the number of points, then ranges; empty without.
///
/// # Errors
/// All that is wrong with them.
pub fn design(grids: &[String], latin: &[String], seed: u64) -> Result<Design, Problems> {
    let mut found = Found::default();
    let mut axes: Vec<(String, Vec<String>)> = Vec::new();
    for grid in grids {
        let text = found.text("--grid", grid);
        if let Some((path, values)) = axis(grid, text, &mut found) {
            once(&path, axes.iter().map(|a| a.0.as_str()), text, &mut found);
            axes.push((path, values));
        }
    }
    let mut hypercube = (Vec::new(), Vec::new());
    if let Some((points, ranges)) = latin.split_first() {
        hypercube = read_latin(points, ranges, &axes, seed, &mut found);
    }
    let (ranged, points) = hypercube;
    let combinations = axes.iter().map(|a| a.1.len()).try_fold(points.len().max(1), usize::checked_mul);
    if combinations.is_none_or(|n| n > MOST) {
        let text = found.text(if grids.is_empty() { "--latin" } else { "--grid" }, &grids.join(" "));
        let many = combinations.map_or_else(|| "far too many".to_owned(), |n| n.to_string());
        found.problem(
            text,
            0..grids.join(" ").len(),
            "too-many",
            format!("{many} configurations; a sweep has at most {MOST}"),
            "fewer values of each setting, or --latin N over their ranges",
        );
    }
    if axes.is_empty() && ranged.is_empty() && found.problems.is_empty() {
        found.problems.push(Problem {
            span: None,
            code: "no-settings",
            message: "a sweep needs settings to try".to_owned(),
            help: Some(GRID.to_owned()),
        });
    }
    if !found.problems.is_empty() {
        return Err(Problems::new(found.problems, found.texts));
    }
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    for (_, values) in &axes {
        rows = rows.iter().flat_map(|row| values.iter().map(|v| [row.clone(), vec![v.clone()]].concat())).collect();
    }
    if !points.is_empty() {
        rows = rows.iter().flat_map(|row| points.iter().map(|point| [row.clone(), point.clone()].concat())).collect();
    }
    let all = rows.len();
    let mut kept: Vec<Vec<String>> = Vec::new();
    for row in rows {
        if !kept.contains(&row) {
            kept.push(row);
        }
    }
    let left_out = all - kept.len();
    Ok(Design { paths: axes.into_iter().map(|a| a.0).chain(ranged).collect(), rows: kept, left_out })
}

/// A path may be set once.
fn once<'a>(path: &str, mut others: impl Iterator<Item = &'a str>, text: u32, found: &mut Found) {
    if others.any(|other| other == path) {
        found.problem(text, 0..path.len(), "twice", format!("`{path}` is swept twice"), "give all its values at once");
    }
}

/// `PATH=A,B,C`.
fn axis(grid: &str, text: u32, found: &mut Found) -> Option<(String, Vec<String>)> {
    let Some((path, list)) = grid.split_once('=').filter(|(path, _)| !path.trim().is_empty()) else {
        found.problem(text, 0..grid.len(), "grid-form", "`--grid` takes PATH=A,B,C".to_owned(), GRID);
        return None;
    };
    let start = path.len() + 1;
    let mut values: Vec<String> = Vec::new();
    for part in parts(list) {
        let value = list[part.clone()].trim();
        let at = start + part.start..start + part.end;
        if value.is_empty() {
            found.problem(text, at, "grid-form", "a value is missing between commas".to_owned(), GRID);
            continue;
        }
        let more = match whole_range(value) {
            None => vec![value.to_owned()],
            Some((low, high)) if low <= high && high - low < MOST as i64 => (low..=high).map(|n| n.to_string()).collect(),
            Some((low, high)) => {
                let message = if low > high {
                    format!("the range {low}..{high} is empty")
                } else {
                    format!("the range {low}..{high} has more than {MOST} values")
                };
                found.problem(text, at, "grid-form", message, "the lower end first, for instance 8..12");
                continue;
            }
        };
        for value in more {
            if values.contains(&value) {
                found.problem(text, at.clone(), "twice", format!("the value {value} is there twice"), "");
            } else {
                values.push(value);
            }
        }
    }
    Some((path.trim().to_owned(), values))
}

/// The parts of a list between commas that stand in no bracket and no quotes.
fn parts(list: &str) -> Vec<std::ops::Range<usize>> {
    let (mut parts, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0usize, false);
    for (at, c) in list.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                parts.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(from..list.len());
    parts
}

/// `8..12`.
fn whole_range(value: &str) -> Option<(i64, i64)> {
    let (low, high) = value.split_once("..")?;
    Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
}

/// Paths and points of a hypercube.
fn read_latin(
    points: &str,
    ranges: &[String],
    axes: &[(String, Vec<String>)],
    seed: u64,
    found: &mut Found,
) -> (Vec<String>, Vec<Vec<String>>) {
    let text = found.text("--latin", points);
    let count = points.trim().parse::<usize>().ok().filter(|n| (2..=MOST).contains(n));
    if count.is_none() {
        let message = format!("`--latin` takes a number of points first, from 2 to {MOST}, not `{points}`");
        found.problem(text, 0..points.len(), "latin-form", message, LATIN);
    }
    let count = count.unwrap_or(2);
    let mut paths: Vec<String> = Vec::new();
    let mut columns: Vec<Vec<String>> = Vec::new();
    for range in ranges {
        let text = found.text("--latin", range);
        let read = range.split_once('=').and_then(|(path, ends)| Some((path.trim(), ends.split_once("..")?)));
        let Some((path, (low, high))) = read.filter(|r| !r.0.is_empty()) else {
            found.problem(
                text,
                0..range.len(),
                "latin-form",
                "`--latin` takes PATH=LOW..HIGH after the number".to_owned(),
                LATIN,
            );
            continue;
        };
        once(path, axes.iter().map(|a| a.0.as_str()).chain(paths.iter().map(String::as_str)), text, found);
        let start = range.find('=').map_or(0, |at| at + 1);
        match Ends::read(low, high) {
            Ok(ends) => {
                let key = Key::root(seed, 0).named("latin").named(path);
                columns.push(strata(count, key).into_iter().map(|share| ends.value(share, count)).collect());
                paths.push(path.to_owned());
            }
            Err(message) => found.problem(text, start..range.len(), "latin-form", message, LATIN),
        }
    }
    if ranges.is_empty() {
        found.problem(text, 0..points.len(), "latin-form", "`--latin` takes PATH=LOW..HIGH after the number".to_owned(), LATIN);
    }
    let rows = (0..count).map(|i| columns.iter().map(|column| column[i].clone()).collect()).collect();
    (paths, rows)
}

/// Reads the scenario as it is and with each configuration over it.
///
/// # Errors
/// All problems, each once; or that a configuration has other areas, another calendar or other targets.
pub fn configurations(file: &str, sets: &[String], design: &Design) -> Result<(Scenario, Vec<Model>), Problems> {
    let base = load(file, sets)?;
    let mut models = Vec::new();
    let mut found = Found::default();
    for (number, row) in design.rows.iter().enumerate() {
        let settings = design.paths.iter().zip(row).map(|(path, value)| format!("{path}={value}"));
        let sets: Vec<String> = sets.iter().cloned().chain(settings).collect();
        match load(file, &sets) {
            Ok(scenario) => {
                if let Some(message) = apart(&base.model, &scenario.model) {
                    let words = design.words(number);
                    if !found.problems.iter().any(|p| p.message == message) {
                        let text = found.text("--grid", &words);
                        let help = "the same callers must be able to meet every configuration";
                        found.problem(text, 0..words.len(), "not-comparable", message, help);
                    }
                }
                models.push(scenario.model);
            }
            Err(problems) => merge(&mut found, problems, &design.words(number)),
        }
    }
    if found.problems.is_empty() { Ok((base, models)) } else { Err(Problems::new(found.problems, found.texts)) }
}

/// Adds problems that were not there yet, with their texts.
pub(super) fn merge(found: &mut Found, problems: Problems, words: &str) {
    let mut added: Vec<(u32, u32)> = Vec::new();
    for mut problem in problems.list {
        if found.problems.iter().any(|p| p.code == problem.code && p.message == problem.message) {
            continue;
        }
        if let Some(span) = &mut problem.span {
            let text = problems.texts.get(span.text);
            if text.place != Place::CommandLine && !words.is_empty() {
                // the file is sound by itself: say with what it is not
                let with = format!("with {words}");
                problem.help = Some(problem.help.map_or_else(|| with.clone(), |help| format!("{help}; {with}")));
            }
            let known = added.iter().find(|a| a.0 == span.text).map(|a| a.1);
            let index = known.unwrap_or_else(|| found.texts.add(text.place.clone(), text.content.clone()));
            added.push((span.text, index));
            span.text = index;
        }
        found.problems.push(problem);
    }
}

/// Why a configuration cannot be compared with the scenario as it is; none if it can.
fn apart(base: &Model, other: &Model) -> Option<String> {
    let areas = |m: &Model| m.areas.iter().map(|a| a.name.clone()).collect::<Vec<_>>();
    let (a, b) = (&base.clock, &other.clock);
    let targets = |m: &Model| m.targets.iter().map(|t| t.name.clone()).collect::<Vec<_>>();
    let what = match () {
        () if areas(base) != areas(other) => "other areas",
        () if (a.start, a.end, a.stop, a.days.len(), a.origin) != (b.start, b.end, b.stop, b.days.len(), b.origin) => {
            "another calendar"
        }
        () if targets(base) != targets(other) => "other targets",
        () => return None,
    };
    Some(format!("a configuration has {what} than the scenario as it is"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(list: &[&str]) -> Vec<String> {
        list.iter().map(|s| (*s).to_owned()).collect()
    }

    #[test]
    fn a_grid_is_every_combination_in_order() {
        let design = design(&strings(&["a.b=1..3", "c={ x = 1, y = 2 },\"p,q\""]), &[], 1).unwrap();
        assert_eq!(design.paths, ["a.b", "c"]);
        assert_eq!(design.rows.len(), 6);
        assert_eq!(design.rows[1], ["1", "\"p,q\""]);
        assert_eq!(design.words(2), "a.b=2 c={ x = 1, y = 2 }");
    }

    #[test]
    fn a_hypercube_has_one_value_in_each_part_of_every_range() {
        let design = design(&[], &strings(&["20", "a=60s..240s", "b=-1.5..+1.5"]), 7).unwrap();
        assert_eq!((design.rows.len(), design.left_out), (20, 0));
        for (column, (low, width)) in [(60.0, 9.0), (-1.5, 0.15)].into_iter().enumerate() {
            let mut parts: Vec<usize> = design
                .rows
                .iter()
                .map(|row| (row[column].trim_end_matches('s').parse::<f64>().unwrap() - low) / width)
                .map(|x| x.floor() as usize)
                .collect();
            assert_ne!(parts, (0..20).collect::<Vec<_>>(), "the order is random");
            parts.sort_unstable();
            assert_eq!(parts, (0..20).collect::<Vec<_>>());
        }
        assert_ne!(design, super::design(&[], &strings(&["20", "a=60s..240s", "b=-1.5..+1.5"]), 8).unwrap());
    }

    #[test]
    fn whole_ends_give_whole_numbers_and_no_two_alike() {
        let design = design(&[], &strings(&["40", "a=8..12"]), 7).unwrap();
        let mut values: Vec<&str> = design.rows.iter().map(|row| row[0].as_str()).collect();
        values.sort_by_key(|v| v.parse::<u32>().unwrap());
        assert_eq!(values, ["8", "9", "10", "11", "12"]);
        assert_eq!(design.left_out, 35);
    }

    #[test]
    fn both_flags_meet() {
        let design = design(&strings(&["g=1,2"]), &strings(&["3", "a=0..100"]), 7).unwrap();
        assert_eq!((design.paths.len(), design.rows.len()), (2, 6));
        assert_eq!(design.rows[0][1], design.rows[3][1]);
    }
}
