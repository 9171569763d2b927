//! The calls of an area over time: a rate or recorded counts, laid over the day by a profile.

use jiff::civil::Date;

use super::WAYS;
use super::log::Log;
use crate::model::Slot;
use crate::model::clock::HOUR;
use crate::scenario::calendar::Civil;
use crate::scenario::csv_table;
use crate::scenario::curve::Curve;
use crate::scenario::lower::Named;
use crate::scenario::read::{Input, Reading, View};
use crate::scenario::source::Span;

/// How many calls, and how they lie over the day.
#[derive(Debug)]
pub struct Load {
    /// Where the calls are stated.
    pub span: Option<Span>,
    way: Way,
    /// Calls by time of day, in proportion.
    pub profile: Option<Curve>,
    /// The power to which its values are raised: 1 as given, 0 flat.
    swing: f64,
}

#[derive(Debug)]
enum Way {
    /// Calls an hour on average.
    Rate(f64),
    /// Recorded counts by day, or by interval where rows have times.
    Counts(Curve),
    /// Recorded arrivals.
    Log(Log),
}

impl Load {
    /// Reads the calls of an area, or of one class there.
    pub fn read(view: &View, area: &Named, civil: &Civil) -> Option<Load> {
        view.known(&["variation", "provider", "population", "for", "launch"]);
        let stated: Vec<&str> = WAYS.into_iter().filter(|way| view.node(way).is_some()).collect();
        let span = stated.first().and_then(|way| view.table.get(way)).map(|n| n.span);
        let profile = curve(view, "profile", &[area.name.as_str(), "calls"]);
        let profile_failed = profile.is_none() && view.node("profile").is_some();
        if profile.is_none() && !profile_failed {
            view.default("profile", "constant rate");
        }
        if profile_failed {
            view.done();
            return None;
        }
        let swing = view.factor("swing").unwrap_or(1.0);
        if profile.is_none() && view.node("swing").is_some() {
            view.reading.warn(format!("`{}` has no effect: there is no profile", view.path_of("swing")));
        }
        let way = match stated[..] {
            [] => {
                view.problem(
                    None,
                    "missing",
                    format!("`{}` does not say how many calls come", view.path),
                    Some("for instance calls = \"620/d\", or counts = \"daily.csv\"".to_owned()),
                );
                None
            }
            ["calls"] => view.rate("calls").map(Way::Rate),
            ["calls-per-1000-a-year"] => {
                let per = view.number("calls-per-1000-a-year");
                let people = view.number("population");
                if view.node("population").is_none() {
                    view.missing("population", Some("calls-per-1000-a-year needs the population"));
                }
                per.zip(people).map(|(per, people)| Way::Rate(per * people / 1000.0 / (365.25 * 24.0)))
            }
            ["counts"] => {
                let counts = curve(view, "counts", &[area.name.as_str(), "received", "calls"]);
                counts.and_then(|curve| {
                    if civil.dates.first().is_none_or(Option::is_none) {
                        view.problem(
                            span,
                            "no-dates",
                            format!("`{}` has dates, but `calendar.start` is not stated", view.path_of("counts")),
                            None,
                        );
                        return None;
                    }
                    if curve.is_dated() {
                        return Some(Way::Counts(curve));
                    }
                    view.problem(
                        span,
                        "csv-when",
                        format!("`{}` needs a date in each row", view.path_of("counts")),
                        Some("for a shape without dates use `profile`".to_owned()),
                    );
                    None
                })
            }
            ["log"] => Log::read(view).map(Way::Log),
            _ => {
                view.problem(
                    None,
                    "two-ways",
                    format!("`{}` states its calls in several ways: {}", view.path, stated.join(", ")),
                    Some("keep one of them".to_owned()),
                );
                None
            }
        };
        view.done();
        Some(Load { span, way: way?, profile, swing })
    }

    /// Recorded counts by interval, where there are any.
    pub fn timed(&self) -> Option<&Curve> {
        match &self.way {
            Way::Counts(curve) if curve.timed => Some(curve),
            _ => None,
        }
    }

    /// Expected first calls in each cell.
    pub fn expected(&self, civil: &Civil, cells: &[Slot], reading: &Reading, area: &str) -> Option<Vec<f64>> {
        let end = civil.clock.end;
        let length = |i: usize| (cells.get(i + 1).map_or(end, |c| c.start).min(end) - cells[i].start) as f64 / HOUR as f64;
        let shape = |cell: &Slot| match &self.profile {
            None => 1.0,
            Some(profile) => {
                let day = &civil.clock.days[cell.day as usize];
                self.swung(profile.at(civil.dates[cell.day as usize], day.weekday, day.holiday, cell.minute))
            }
        };
        match &self.way {
            Way::Log(_) => Some(vec![0.0; cells.len()]),
            Way::Rate(rate) => {
                let mean = self.mean_of_week(civil, cells);
                Some((0..cells.len()).map(|i| rate * length(i) * shape(&cells[i]) / mean).collect())
            }
            Way::Counts(curve) if curve.timed => {
                let step = f64::from(timed_step(curve)) / 60.0;
                let (first, last) = curve.dates()?;
                let mut missing = Vec::new();
                let mut value = |i: usize| {
                    let day = &civil.clock.days[cells[i].day as usize];
                    let date = civil.dates[cells[i].day as usize]?;
                    let known = if cells[i].start < civil.clock.start {
                        // the warm-up takes the same weekday of the first week, or the first day where the horizon is shorter
                        Some(near_date(date, first)).filter(|&near| near <= last).unwrap_or(first)
                    } else {
                        date
                    };
                    if (known < first || known > last) && missing.last() != Some(&date.to_string()) {
                        missing.push(date.to_string());
                    }
                    Some(curve.at(Some(known), day.weekday, day.holiday, cells[i].minute) * length(i) / step)
                };
                let values: Option<Vec<f64>> = (0..cells.len()).map(&mut value).collect();
                missing_days(&missing, area, self.span, reading).then_some(values)?
            }
            Way::Counts(curve) => {
                let mut values = vec![0.0; cells.len()];
                let mut from = 0;
                let mut missing = Vec::new();
                let begins =
                    civil.clock.days.iter().position(|day| day.start >= civil.clock.start).and_then(|day| civil.dates[day]);
                while from < cells.len() {
                    let day = cells[from].day;
                    let to = from + cells[from..].iter().take_while(|c| c.day == day).count();
                    let date = civil.dates[day as usize]?;
                    let count = curve.on(date).or_else(|| {
                        // the warm-up takes the same weekday of the first week, or the first day where the horizon is shorter
                        let warming = civil.clock.days[day as usize].start < civil.clock.start;
                        let later = date.checked_add(jiff::Span::new().days(7)).ok()?;
                        warming.then(|| curve.on(later).or_else(|| curve.on(begins?))).flatten()
                    });
                    match count {
                        None => missing.push(date.to_string()),
                        Some(count) => {
                            let total: f64 = (from..to).map(|i| shape(&cells[i]) * length(i)).sum();
                            for i in from..to {
                                values[i] = if total > 0.0 { count * shape(&cells[i]) * length(i) / total } else { 0.0 };
                            }
                        }
                    }
                    from = to;
                }
                missing_days(&missing, area, self.span, reading).then_some(values)
            }
        }
    }

    /// A value of the profile, with wider or narrower swings.
    fn swung(&self, value: f64) -> f64 {
        if (self.swing - 1.0).abs() > 0.0 { value.powf(self.swing) } else { value }
    }

    /// The recorded arrivals, where there are any.
    pub fn log(&self) -> Option<&Log> {
        match &self.way {
            Way::Log(log) => Some(log),
            _ => None,
        }
    }

    /// Mean of the profile over an ordinary week (holidays apart), or over the horizon where it has dates.
    fn mean_of_week(&self, civil: &Civil, cells: &[Slot]) -> f64 {
        let Some(profile) = &self.profile else { return 1.0 };
        if profile.is_dated() {
            let values = cells.iter().map(|c| self.swung(profile.at(civil.dates[c.day as usize], 0, false, c.minute)));
            return values.sum::<f64>() / cells.len().max(1) as f64;
        }
        let total: f64 = (0..7u8)
            .flat_map(|d| (0..1440u16).map(move |m| (d, m)))
            .map(|(d, m)| self.swung(profile.at(None, d, false, m)))
            .sum();
        total / (7.0 * 1440.0)
    }
}

/// Reports days without a count. True if there are none.
fn missing_days(missing: &[String], area: &str, span: Option<Span>, reading: &Reading) -> bool {
    if !missing.is_empty() {
        let shown = missing.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if missing.len() > 5 { format!(" and {} more", missing.len() - 5) } else { String::new() };
        let help = Some("every day of the horizon needs a count".to_owned());
        reading.problem(span, "missing-days", format!("the counts of area `{area}` have no row for {shown}{more}"), help);
    }
    missing.is_empty()
}

/// The same weekday of the first recorded week, for days before it.
fn near_date(date: Date, first: Date) -> Date {
    let mut date = date;
    while date < first {
        let Ok(later) = date.checked_add(jiff::Span::new().days(7)) else { break };
        date = later;
    }
    date
}

fn timed_step(curve: &Curve) -> u16 {
    let minutes = curve.minutes();
    minutes.windows(2).map(|w| w[1] - w[0]).min().unwrap_or(1440)
}

/// A CSV curve with its changes.
fn curve(view: &View, key: &str, names: &[&str]) -> Option<Curve> {
    let node = view.node(key)?;
    let (table, column) = csv_table::file(view, key)?;
    let column = table.column(view, key, column.as_deref(), names)?;
    let mut rows = table.numbers(view.reading, column)?;
    view.change_rows(key, &node.changes, rows.iter_mut().map(|r| &mut r.1));
    view.reading.inputs.borrow_mut().insert(
        view.path_of(key),
        Input {
            value: format!(
                "{}{}",
                view.reading.texts.borrow().words(node.span).trim_matches('"'),
                if node.changes.is_empty() { "" } else { " (changed)" }
            ),
            default: false,
            span: Some(node.span),
        },
    );
    Some(Curve::new(rows))
}
