//! Can it be delivered at this price? Price across, chance up, at the staffing that each price pays for; a panel a set of assumptions.
//!
//! All panels have one scale of prices, so that they can be compared. The offered price is a band (or a line), the cheapest deliverable
//! one a dashed line with its interval.

use crate::report::chart::axis::Scale;
use crate::report::chart::canvas::{Area, Canvas, Pen, Point as Place, Style};
use crate::report::chart::marks::{money_tick, roomy_ticks};
use crate::report::chart::number::{Unit, pounds};
use crate::report::chart::page::{sentence, sheet};
use crate::report::chart::palette::{BAD, FAINT, GOOD, INCOME, INK, PALE, QUIET, RULE, SMALL, TINY, USUAL_BODY};
use crate::report::chart::{Drawing, Estimate, Frame};

/// What the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// What a price is for: "a call".
    pub unit: String,
    /// The least and the most on offer.
    pub offered: Option<(f64, f64)>,
    /// Sets of assumptions.
    pub panels: Vec<Panel>,
}

/// A set of assumptions.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Its name.
    pub name: String,
    /// What is said of it, short.
    pub verdict: String,
    /// The cheapest deliverable price with its interval; none if there is none.
    pub cheapest: Option<Estimate>,
    /// Rising in price.
    pub points: Vec<Point>,
    /// Why there are no points; may be empty.
    pub gap: String,
}

/// Chances at a price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The price.
    pub price: f64,
    /// All targets hold.
    pub targets: f64,
    /// The books balance.
    pub balanced: f64,
    /// Both, with its interval.
    pub both: Estimate,
}

/// Space between panels, and left of each for its scale.
const GAP: f64 = 36.0;
const SCALE: f64 = 52.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let (mut canvas, area) = sheet(frame, USUAL_BODY);
    let prices = || {
        let points = input.panels.iter().flat_map(|panel| panel.points.iter().map(|point| point.price));
        let ends = input.panels.iter().filter_map(|panel| panel.cheapest).flat_map(|c| [c.mean, c.low, c.high]);
        let offered = input.offered.iter().flat_map(|(low, high)| [*low, *high]);
        points.chain(ends).chain(offered).filter(|price| price.is_finite())
    };
    let (low, high) = prices().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p), high.max(p)));
    if input.panels.is_empty() || low > high {
        sentence(&mut canvas, area, "There is no price to show: no chances were found.");
        return canvas.finish(&frame.title);
    }
    let count = input.panels.len() as f64;
    let width = (area.width() - GAP * (count - 1.0)) / count;
    legend(&mut canvas, area);
    for (place, panel) in input.panels.iter().enumerate() {
        let left = area.left + (width + GAP) * place as f64;
        let own = Area::new(left, area.top + 26.0, left + width, area.bottom);
        one(&mut canvas, input, panel, own, (low, high));
    }
    canvas.finish(&frame.title)
}

/// What the lines mean, above all panels.
fn legend(canvas: &mut Canvas, area: Area) {
    let style = Style::new(SMALL, INK);
    let mut x = area.left;
    let y = area.top + 8.0;
    for (colour, width, words) in
        [(GOOD, 2.5, "all targets met"), (INCOME, 2.5, "provider breaks even"), (INK, 3.5, "both, with its 95 % interval")]
    {
        canvas.line((x, y), (x + 26.0, y), Pen::new(colour, width));
        canvas.label((x + 33.0, y), words, style);
        x += 33.0 + style.width(words) + 30.0;
    }
}

fn one(canvas: &mut Canvas, input: &Input, panel: &Panel, area: Area, (low, high): (f64, f64)) {
    let name = Style::new(SMALL + 2.0, INK).bold();
    canvas.text((area.left, area.top + 14.0), &name.fit(&panel.name, area.width()), name);
    let quiet = Style::new(SMALL, QUIET);
    let lines = quiet.wrap(&panel.verdict, area.width(), 2);
    for (place, line) in lines.iter().enumerate() {
        canvas.text((area.left, area.top + 32.0 + 15.0 * place as f64), line, quiet);
    }
    let plot = Area::new(area.left + SCALE, area.top + 88.0, area.right - 4.0, area.bottom - 42.0);
    let room = 0.02 * (high - low).max(0.01);
    let across = Scale::new((low - room, high + room), (plot.left, plot.right));
    let up = Scale::new((0.0, 1.0), (plot.bottom, plot.top));
    if let Some((from, to)) = input.offered {
        let (left, right) = (across.place(from), across.place(to));
        canvas.rect(Area::new(left - 1.5, plot.top, right + 1.5, plot.bottom), BAD.fade(0.14));
    }
    if let Some(cheapest) = panel.cheapest.filter(Estimate::has_interval) {
        let (left, right) = (across.place(cheapest.low), across.place(cheapest.high));
        canvas.rect(Area::new(left, plot.top, right, plot.bottom), PALE.toward(RULE, 0.25));
    }
    for step in 0..=4 {
        let share = f64::from(step) / 4.0;
        let y = up.place(share);
        canvas.line((plot.left, y), (plot.right, y), Pen::new(FAINT, 1.0));
        canvas.label((plot.left - 8.0, y), &format!("{:.0} %", share * 100.0), Style::new(SMALL, QUIET).right());
    }
    for (x, text) in roomy_ticks(&across, Unit::Pounds, 7, money_tick) {
        canvas.line((x, plot.bottom), (x, plot.bottom + 5.0), Pen::new(RULE, 1.0));
        canvas.text((x, plot.bottom + 19.0), &text, Style::new(SMALL, QUIET).centred());
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), Pen::new(RULE, 1.25));
    canvas.line((plot.left, plot.top), (plot.left, plot.bottom), Pen::new(RULE, 1.25));
    let axis = format!("price {} (£) →", input.unit);
    canvas.text((plot.right, plot.bottom + 37.0), &axis, Style::new(SMALL, INK).bold().right());
    if panel.points.is_empty() {
        sentence(canvas, plot, &panel.gap);
    }
    lines_of(canvas, panel, &across, &up);
    marks(canvas, input, panel, plot, &across);
}

fn lines_of(canvas: &mut Canvas, panel: &Panel, across: &Scale, up: &Scale) {
    let at = |of: &dyn Fn(&Point) -> f64| -> Vec<Place> {
        panel.points.iter().map(|point| (across.place(point.price), up.place(of(point)))).collect()
    };
    canvas.band(&at(&|p| p.both.high), &at(&|p| p.both.low), RULE.fade(0.25));
    canvas.polyline(&at(&|p| p.balanced), Pen::new(INCOME, 2.5));
    canvas.polyline(&at(&|p| p.targets), Pen::new(GOOD, 2.5));
    canvas.polyline(&at(&|p| p.both.mean), Pen::new(INK, 3.0));
}

/// The offered and the cheapest price, named above the plot; the two names give way to each other.
fn marks(canvas: &mut Canvas, input: &Input, panel: &Panel, plot: Area, across: &Scale) {
    let style = Style::new(TINY + 0.5, INK);
    let mut taken: Option<Area> = None;
    let mut name = |canvas: &mut Canvas, x: f64, text: &str, style: Style| {
        let half = style.width(text) / 2.0;
        let centre = x.clamp(plot.left + half - SCALE + 8.0, plot.right - half);
        let mut area = Area::new(centre - half - 4.0, plot.top - 17.0, centre + half + 4.0, plot.top - 3.0);
        if taken.is_some_and(|other| other.overlaps(&area)) {
            area = Area { top: area.top - 14.0, bottom: area.bottom - 14.0, ..area };
        }
        canvas.text((centre, area.bottom - 3.0), text, style.centred());
        taken = Some(area);
    };
    if let Some(cheapest) = panel.cheapest.filter(|cheapest| cheapest.mean.is_finite()) {
        let x = across.place(cheapest.mean);
        canvas.dashed(&[(x, plot.top - 2.0), (x, plot.bottom)], Pen::new(INK, 1.5), 6.0, 4.0);
        name(canvas, x, &format!("cheapest {}", pounds(cheapest.mean)), style.bold());
    }
    if let Some((low, high)) = input.offered {
        let text =
            if high > low { format!("offered {} to {}", pounds(low), pounds(high)) } else { format!("offered {}", pounds(low)) };
        let (left, right) = (across.place(low), across.place(high));
        for x in [left, right] {
            canvas.line((x, plot.top), (x, plot.bottom), Pen::new(BAD, 1.25));
        }
        name(canvas, f64::midpoint(left, right), &text, Style { colour: BAD.for_text(), ..style }.bold());
    }
}
