//! `[pay]`: grades, premium windows, on-costs, overtime; written out, or a named scheme with what is written laid over it.
//!
//! A scheme is a file in the same words (`scenarios/data/agenda-for-change-*.toml`), with its sources at its head.
//! Hourly pay = yearly pay / (52.143 weeks x hours a week). The threshold of national insurance is spread over the same hours.

use super::premium::{self, Window};
use crate::model::Tick;
use crate::model::money::{OnCosts, WEEKS_A_YEAR};
use crate::scenario::calendar::Civil;
use crate::scenario::merge::with_defaults;
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::{Reading, View};
use crate::scenario::source::{Place, Span};
use crate::scenario::tree::{Table, parse};
use crate::units::Per;

/// The schemes that can be named.
const SCHEMES: [(&str, &str); 2] = [
    ("agenda-for-change-2013-14", include_str!("../../../../scenarios/data/agenda-for-change-2013-14.toml")),
    ("agenda-for-change-2024-25", include_str!("../../../../scenarios/data/agenda-for-change-2024-25.toml")),
];

/// Where in its range a grade is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The least.
    Bottom,
    /// The mean of least and most.
    Mid,
    /// The most.
    Top,
}

/// The words of a point.
pub const POINTS: [(&str, Point); 3] = [("bottom", Point::Bottom), ("mid", Point::Mid), ("top", Point::Top)];

/// A grade.
#[derive(Clone, Debug)]
pub struct Grade {
    /// Its name.
    pub name: String,
    /// Least and most, pounds an hour.
    pub range: (f64, f64),
    /// Premiums of its own, by window.
    pub plus: Vec<Option<f64>>,
}

impl Grade {
    /// Pounds an hour at a point.
    pub fn hourly(&self, point: Point) -> f64 {
        match point {
            Point::Bottom => self.range.0,
            Point::Mid => f64::midpoint(self.range.0, self.range.1),
            Point::Top => self.range.1,
        }
    }
}

/// `[pay]`, read.
#[derive(Clone, Debug)]
pub struct PayTable {
    /// Grades.
    pub grades: Vec<Grade>,
    /// Premium windows.
    pub windows: Vec<Window>,
    /// When they hold.
    pub stretches: Vec<(Tick, Tick, u8)>,
    /// On-costs.
    pub on_costs: OnCosts,
    /// On-costs are stated (perhaps as none).
    pub on_costs_stated: bool,
    /// On top of basic pay for overtime: ordinary days, holidays; none if not stated.
    pub overtime: Option<[f64; 2]>,
    /// Full-time hours a week.
    pub hours_a_week: f64,
    /// All rates and grades times this.
    pub level: f64,
    /// The point at which grades are taken.
    pub point: Point,
    /// A scheme is named that there is not: its grades are not known.
    pub scheme_unknown: bool,
}

/// Reads `[pay]`.
pub fn read(root: &View, civil: &Civil, reading: &Reading) -> PayTable {
    let own = root.view("pay");
    let span = own.as_ref().and_then(|v| v.span);
    let mut table = own.as_ref().map(|v| v.table.clone()).unwrap_or_default();
    let mut scheme_text = None;
    let mut scheme_unknown = false;
    if let Some((name, place)) = own.as_ref().and_then(|v| v.text("scheme")) {
        let names = || SCHEMES.iter().map(|s| s.0);
        if let Some((_, text)) = SCHEMES.iter().find(|s| s.0 == name) {
            let (scheme, index) = scheme(&name, text, reading);
            scheme_text = Some(index);
            table = with_defaults(&table, Some(&scheme));
        } else {
            scheme_unknown = true;
            let help = nearest(&name, names())
                .map_or_else(|| format!("there are: {}", list(names())), |n| format!("did you mean `{n}`?"));
            reading.problem(Some(place), "unknown-scheme", format!("there is no pay scheme called `{name}`"), Some(help));
        }
    }
    table.remove("scheme");
    let view = View::new(&table, "pay", span, reading);
    view.known(&["scheme"]);
    let found = PayTable { scheme_unknown, ..PayTable::new(&view, civil) };
    view.done();
    // what the scheme says is the program's, not the person's
    for input in reading.inputs.borrow_mut().values_mut() {
        input.default |= scheme_text.is_some() && input.span.map(|s| s.text) == scheme_text;
    }
    found
}

fn scheme(name: &str, text: &str, reading: &Reading) -> (Table, u32) {
    let index = reading.texts.borrow_mut().add(Place::Builtin(format!("{name}.toml")), text.to_owned());
    (parse(&reading.texts.borrow(), index, &mut Vec::new()), index)
}

impl PayTable {
    fn new(view: &View, civil: &Civil) -> Self {
        let hours_a_week = view.number("hours-a-week");
        if view.node("hours-a-week").is_none() && !view.table.0.is_empty() {
            view.default("hours-a-week", "37.5");
        }
        let hours_a_week = hours_a_week.filter(|&h| h > 0.0).unwrap_or(37.5);
        let a_year = WEEKS_A_YEAR * hours_a_week;
        let windows = premium::read(view);
        let stretches = premium::stretches(view, &windows, civil);
        let grades = grades(view, &windows, a_year);
        let point = if grades.is_empty() {
            view.known(&["point"]);
            Point::Mid
        } else {
            view.word("point", &POINTS, 1)
        };
        let on_costs = view.view("on-costs");
        let on_costs_stated = on_costs.is_some();
        Self {
            on_costs: on_costs.map(|v| read_on_costs(&v, a_year)).unwrap_or_default(),
            on_costs_stated,
            overtime: view.view("overtime").map(|v| read_overtime(&v)),
            grades,
            windows,
            stretches,
            hours_a_week,
            level: view.factor("level").unwrap_or(1.0),
            point,
            scheme_unknown: false,
        }
    }
}

fn grades(view: &View, windows: &[Window], a_year: f64) -> Vec<Grade> {
    let mut found = Vec::new();
    for (name, grade) in view.views("grades") {
        let rate = grade.pounds("rate", Per::Hour);
        let (from, to) = (grade.pounds("from", Per::Year), grade.pounds("to", Per::Year));
        let plus = plus(&grade, windows);
        grade.done();
        let stated = |key: &str| grade.table.get(key).is_some();
        let range = match (rate, from, to) {
            (Some(rate), None, None) => (rate, rate),
            (None, Some(from), Some(to)) if from <= to => (from / a_year, to / a_year),
            (None, Some(_), Some(_)) => {
                let message = format!("`{}` begins above its end", grade.path);
                grade.problem(None, "out-of-range", message, None);
                continue;
            }
            // wrong values are named already
            _ if stated("rate") != (stated("from") && stated("to")) => continue,
            _ => {
                grade.problem(
                    None,
                    "missing",
                    format!("`{}` needs a pay", grade.path),
                    Some("either rate = \"£14.62/h\", or from and to a year: from = \"£24,071\", to = \"£25,674\"".to_owned()),
                );
                continue;
            }
        };
        found.push(Grade { name, range, plus });
    }
    found
}

/// `plus = { night = "35%" }`: premiums by window.
pub fn plus(view: &View, windows: &[Window]) -> Vec<Option<f64>> {
    let mut found = vec![None; windows.len()];
    let Some(shares) = view.view("plus") else { return found };
    for (key, _) in &shares.table.0 {
        let share = shares.share(&key.name);
        let names: Vec<String> = windows.iter().map(|w| w.name.clone()).collect();
        if let Some(place) = crate::scenario::lower::find(view.reading, &names, &key.name, Some(key.span), "premium window") {
            found[place] = share;
        }
    }
    found
}

fn read_on_costs(view: &View, a_year: f64) -> OnCosts {
    let pension = view.share("pension").unwrap_or(0.0);
    let levy = view.share("apprenticeship-levy").unwrap_or(0.0);
    let (mut insurance, mut threshold) = (0.0, 0.0);
    if let Some(inner) = view.view("national-insurance") {
        insurance = inner.share("rate").unwrap_or(0.0);
        threshold = inner.pounds("above", Per::Year).unwrap_or(0.0) / a_year;
        for key in ["rate", "above"] {
            if inner.node(key).is_none() {
                inner.missing(key, None);
            }
        }
        inner.done();
    }
    view.done();
    OnCosts { pension, insurance, threshold, levy }
}

fn read_overtime(view: &View) -> [f64; 2] {
    let plus = view.share("plus");
    let on_holidays = view.share("on-holidays");
    if view.node("plus").is_none() {
        view.missing("plus", Some("for instance plus = \"50%\""));
    }
    if view.node("on-holidays").is_none() {
        view.default("on-holidays", "as on other days");
    }
    view.done();
    let plus = plus.unwrap_or(0.0);
    [plus, on_holidays.unwrap_or(plus)]
}

/// The place of a problem about something that may not be there.
pub fn span_of(view: &View, key: &str) -> Option<Span> {
    view.table.get(key).map(|node| node.span).or(view.span)
}
