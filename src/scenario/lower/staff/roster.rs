//! `roster`: a CSV that names persons, and when each is due.
//!
//! The first column says when a duty begins: `07:00` (every day), `Mon 07:00`, `2025-12-05 07:00`. Then `person`; `until`, a time of
//! day, of the next day where it is not later; and, where they are wanted, `breaks` and `paid-breaks`: stretches such as
//! `11:00-11:30`, separated by spaces. All by the clock on the wall, so a night in which clocks go back is an hour longer.
//!
//! `people.NAME` says what holds of one person alone.

use std::collections::BTreeMap;

use super::breaks::Turn;
use super::people::Roll;
use super::shifts::{Found, Heads};
use crate::model::clock::{HOUR, SECOND};
use crate::model::people::Person;
use crate::scenario::calendar::Civil;
use crate::scenario::csv_table::{self, CsvTable, When};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::{View, good_name};
use crate::scenario::source::Span;
use crate::units::time_of_day;

const DAY: i64 = 24 * HOUR as i64;

/// A row of the roster.
struct Row {
    when: When,
    person: String,
    /// Minutes after midnight of the day on which the duty begins.
    from: i64,
    until: i64,
    /// Breaks: from, until, paid.
    breaks: Vec<(i64, i64, bool)>,
    line: u64,
    span: Span,
}

/// People due by the roster of a group.
pub fn read(view: &View, civil: &Civil) -> Option<Found> {
    let (table, column) = csv_table::file(view, "roster")?;
    let known = ["person", "until", "breaks", "paid-breaks"];
    let problem = |span, code, message: String, help: Option<String>| view.problem(span, code, message, help);
    let key = view.table.get("roster").map(|node| node.span);
    if column.is_some() {
        problem(key, "csv-column", format!("`{}` is a whole file, not a column of it", view.path_of("roster")), None);
        return None;
    }
    for name in table.columns.iter().skip(1).filter(|name| !known.contains(&name.as_str())) {
        let near =
            nearest(name, known).map_or_else(|| format!("known: {}", list(known)), |near| format!("did you mean `{near}`?"));
        let message = format!("{} has a column `{name}`, which a roster does not have", table.place.display());
        problem(Some(table.line(view.reading, 1)), "csv-column", message, Some(near));
    }
    let column = |name: &str| table.columns.iter().skip(1).position(|c| c == name);
    let (person, until) = (column("person"), column("until"));
    for (name, found) in [("person", person), ("until", until)] {
        if found.is_none() {
            let message = format!("{} has no column `{name}`", table.place.display());
            problem(
                Some(table.line(view.reading, 1)),
                "csv-column",
                message,
                Some("a roster says when, person, until".to_owned()),
            );
        }
    }
    let reader =
        Reader { view, table: &table, person: person?, until: until?, breaks: [column("breaks"), column("paid-breaks")] };
    if let Some(recruits) = view.table.table("recruits").filter(|recruits| recruits.get("employed").is_some()) {
        let message =
            format!("`{}` names everybody who is there, so `recruits.employed` cannot say how many are", view.path_of("roster"));
        let help = Some("leave `employed` out, or state shifts without names".to_owned());
        problem(recruits.get("employed").map(|node| node.span), "two-ways", message, help);
    }
    let rows: Vec<Option<Row>> = table.rows.iter().map(|(when, cells, line)| reader.row(when, cells, *line)).collect();
    let rows: Vec<Row> = rows.into_iter().collect::<Option<_>>()?;
    let names = rows.iter().map(|row| row.person.as_str()).collect::<std::collections::BTreeSet<_>>();
    view.reading.note(
        view.path_of("roster"),
        format!("{}: {} people, {} rows", table.place.display(), names.len(), rows.len()),
        false,
        key,
    );
    reader.due(rows, civil)
}

struct Reader<'a> {
    view: &'a View<'a>,
    table: &'a CsvTable,
    person: usize,
    until: usize,
    breaks: [Option<usize>; 2],
}

impl Reader<'_> {
    fn row(&self, when: &When, cells: &[String], line: u64) -> Option<Row> {
        let span = self.table.line(self.view.reading, line);
        let wrong = |code, what: String, help: &str| {
            let message = format!("{}, line {line}: {what}", self.table.place.display());
            self.view.problem(Some(span), code, message, Some(help.to_owned()));
        };
        let from = match when {
            When::Daily(minute) | When::Weekly(_, minute) => i64::from(*minute),
            When::Dated(_, Some(second)) => i64::from(*second) / 60,
            _ => {
                wrong(
                    "csv-when",
                    "a duty needs the time at which it begins".to_owned(),
                    "for instance `Mon 07:00` or `2025-12-05 07:00`",
                );
                return None;
            }
        };
        let person = cells[self.person].clone();
        if !good_name(&person) {
            wrong("bad-name", format!("`{person}` cannot be a name"), "names are lower-case letters, digits and hyphens");
            return None;
        }
        let Ok(until) = time_of_day(&cells[self.until]) else {
            wrong("wrong-unit", format!("`{}` is no time of day", cells[self.until]), "for instance `15:00`");
            return None;
        };
        let after = |minute: i64, than: i64| if minute > than { minute } else { minute + 1440 };
        let until = after(i64::from(until), from);
        let mut breaks = Vec::new();
        for (paid, column) in [(false, self.breaks[0]), (true, self.breaks[1])] {
            for words in column.map_or("", |column| cells[column].as_str()).split_whitespace() {
                let ends = words.split_once('-').and_then(|(a, b)| Some((time_of_day(a).ok()?, time_of_day(b).ok()?)));
                let Some((begins, ends)) = ends else {
                    wrong("wrong-unit", format!("`{words}` is no stretch of the day"), "for instance `11:00-11:30`");
                    return None;
                };
                let begins = after(i64::from(begins), from - 1);
                let ends = after(i64::from(ends), begins);
                if ends > until || breaks.iter().any(|&(a, b, _)| begins < b && a < ends) {
                    wrong(
                        "overlap",
                        format!("break `{words}` is not inside the duty, or lies over another"),
                        "breaks lie within the duty, one after the other",
                    );
                    return None;
                }
                breaks.push((begins, ends, paid));
            }
        }
        Some(Row { when: when.clone(), person, from, until, breaks, line, span })
    }

    fn due(&self, rows: Vec<Row>, civil: &Civil) -> Option<Found> {
        let clock = &civil.clock;
        let days = clock.days.len() as i64;
        // the tick of a local minute of a day, also of days beside the run
        let at = |day: i64, minute: i64| -> i64 {
            let (day, minute) = (day + minute.div_euclid(1440), minute.rem_euclid(1440) as u16);
            let inside = day.clamp(0, days - 1);
            civil.at(inside as usize, minute) as i64 + (day - inside) * DAY
        };
        let (mut heads, mut paid_breaks) = (Heads::default(), Heads::default());
        let mut roll = Roll::default();
        roll.named = true;
        let mut of_person: BTreeMap<String, Vec<(i64, i64, u64)>> = BTreeMap::new();
        let dated = rows.iter().any(|row| matches!(row.when, When::Dated(..)));
        if dated && !clock.dated {
            let message = format!("{} has dates, but the calendar has none", self.table.place.display());
            self.view.problem(Some(rows.first()?.span), "csv-when", message, Some("state `start` in [calendar]".to_owned()));
            return None;
        }
        for row in &rows {
            // a duty that began on the day before the run may still last
            for day in -1..days {
                let known =
                    civil.dates[day.max(0) as usize].map(|date| if day < 0 { date.yesterday().unwrap_or(date) } else { date });
                let weekday = (i64::from(clock.days[day.max(0) as usize].weekday) + if day < 0 { 6 } else { 0 }) % 7;
                let due = match row.when {
                    When::Weekly(of, _) => i64::from(of) == weekday,
                    When::Dated(of, _) => known == Some(of),
                    _ => true,
                };
                let (from, until) = (at(day, row.from), at(day, row.until));
                if !due || until <= 0 {
                    continue;
                }
                of_person.entry(row.person.clone()).or_default().push((from, until, row.line));
                heads.add(clock, from, until, 1);
                let turn = |&(begins, ends, paid): &(i64, i64, bool)| {
                    let (begins, ends) = (at(day, begins), at(day, ends));
                    Turn { after: begins - from, lasts: ends - begins, first: 0, away: 1, paid }
                };
                let turns: Vec<Turn> = row.breaks.iter().map(turn).collect();
                for turn in &turns {
                    heads.add(clock, from + turn.after, from + turn.after + turn.lasts, -1);
                    if turn.paid {
                        paid_breaks.add(clock, from + turn.after, from + turn.after + turn.lasts, 1);
                    }
                }
                roll.shift(clock, &row.person, at(day, 0), (from, until), 1, (&turns, &[]));
            }
        }
        for (person, mut duties) in of_person {
            duties.sort_unstable();
            if let Some(pair) = duties.windows(2).find(|pair| pair[1].0 < pair[0].1) {
                let message = format!(
                    "{}, lines {} and {}: `{person}` is due twice at once",
                    self.table.place.display(),
                    pair[0].2,
                    pair[1].2
                );
                let span = self.table.line(self.view.reading, pair[1].2);
                self.view.problem(Some(span), "overlap", message, None);
                return None;
            }
        }
        Some(Found { heads: heads.over_time(), paid_breaks: paid_breaks.over_time(), roll: Some(roll) })
    }
}

/// What a group says of a person alone.
#[derive(Clone, Debug)]
pub struct Own {
    /// The person.
    pub name: String,
    /// What.
    pub person: Person,
}

/// Reads `people.NAME` of a group.
pub fn persons(group: &View, roll: Option<&Roll>, civil: &Civil) -> Vec<Own> {
    let mut found = Vec::new();
    for (name, view) in group.views("people") {
        let (pace, absence) = (view.factor("handle"), view.share("absence"));
        let began = view.date("new-since");
        view.done();
        let Some(roll) = roll.filter(|roll| roll.named) else {
            if group.table.get("roster").is_none() {
                view.problem(None, "useless", format!("`{}` names a person, but the group has no `roster`", view.path), None);
            }
            continue;
        };
        if !roll.persons().any(|person| person == name) {
            let help = nearest(&name, roll.persons()).map(|near| format!("did you mean `{near}`?"));
            view.problem(None, "unknown-name", format!("nobody called `{name}` is in the roster of `{}`", group.path), help);
        }
        for (key, needs, why) in
            [("absence", "absence", "which days are good and bad"), ("new-since", "new-staff", "how new starters work")]
        {
            if let Some(node) = view.table.get(key).filter(|_| group.table.get(needs).is_none()) {
                let message = format!("`{}` needs `{}`, which says {why}", view.path_of(key), group.path_of(needs));
                view.problem(Some(node.span), "missing", message, None);
            }
        }
        if let Some(node) = view.table.get("handle").filter(|_| pace.is_some_and(|pace| pace <= 0.0)) {
            view.problem(Some(node.span), "out-of-range", format!("`{}` must be above zero", view.path_of("handle")), None);
        }
        let began = began.and_then(|(moment, span)| {
            let first = civil.dates.first().copied().flatten();
            let days = first.zip(moment.date).and_then(|(first, date)| {
                let date = jiff::civil::Date::new(date.year as i16, date.month as i8, date.day as i8).ok()?;
                first.until(date).ok().map(|span| i64::from(span.get_days()))
            });
            if days.is_none() {
                let help = Some("a calendar with dates, and a date in it or before it".to_owned());
                view.problem(
                    Some(span),
                    "wrong-unit",
                    format!("`{}` is no date of this calendar", view.path_of("new-since")),
                    help,
                );
            }
            let start = civil.clock.days.first().map_or(0, |day| day.start as i64);
            days.map(|days| start + days * 24 * 3600 * SECOND as i64)
        });
        found.push(Own { name, person: Person { pace: pace.unwrap_or(1.0), absence, began } });
    }
    found
}
