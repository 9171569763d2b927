//! What was seen day by day against what was predicted: a band, its middle, and a dot a day; a panel a measure, one above the other.
//!
//! A dot outside its band is filled in the colour of warning, one inside in ink. Days without figures have no dot.

use crate::report::chart::axis::{Scale, round_down, round_up, ticks};
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::number::Unit;
use crate::report::chart::page::{sentence, sheet};
use crate::report::chart::palette::{BAD, FAINT, GOOD, INK, QUIET, RULE, SMALL};
use crate::report::chart::{Drawing, Frame};

/// What the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Names of days, as many as each panel has; empty ones are not written.
    pub days: Vec<String>,
    /// Weekends, shaded.
    pub weekends: Vec<bool>,
    /// What a dot is.
    pub seen: String,
    /// What the line and the band are.
    pub predicted: String,
    /// The panels, from above.
    pub panels: Vec<Panel>,
}

/// A measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Its name.
    pub name: String,
    /// A word on how well it was predicted.
    pub note: String,
    /// Its unit.
    pub unit: Unit,
    /// Days.
    pub days: Vec<Day>,
}

/// A day of a panel.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Day {
    /// What was seen.
    pub seen: Option<f64>,
    /// The middle of what was predicted.
    pub middle: Option<f64>,
    /// The band.
    pub band: Option<(f64, f64)>,
}

/// Height of a panel with its name, and space between panels.
const PANEL: f64 = 196.0;
const GAP: f64 = 14.0;
/// Room for numbers at the left.
const SCALE: f64 = 62.0;
/// Room for the names of days.
const FOOT: f64 = 26.0;
const LEGEND: f64 = 28.0;
const TICKS: usize = 5;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let panels = input.panels.len().max(1) as f64;
    let (mut canvas, area) = sheet(frame, LEGEND + panels * (PANEL + GAP) + FOOT);
    if input.panels.is_empty() || input.days.is_empty() {
        sentence(&mut canvas, area, "There is no day to show.");
        return canvas.finish(&frame.title);
    }
    legend(&mut canvas, input, area);
    let across = Scale::new((-0.5, input.days.len() as f64 - 0.5), (area.left + SCALE, area.right - 6.0));
    let mut top = area.top + LEGEND;
    for panel in &input.panels {
        let own = Area::new(area.left, top, area.right, top + PANEL);
        one(&mut canvas, input, panel, own, &across);
        top += PANEL + GAP;
    }
    names(&mut canvas, input, &across, top - GAP + 18.0);
    canvas.finish(&frame.title)
}

fn legend(canvas: &mut Canvas, input: &Input, area: Area) {
    let style = Style::new(SMALL, INK);
    let y = area.top + 6.0;
    let mut x = area.left + SCALE;
    canvas.circle((x + 4.0, y), 4.0, INK);
    canvas.label((x + 14.0, y), &input.seen, style);
    x += 14.0 + style.width(&input.seen) + 28.0;
    let outside = input.panels.iter().flat_map(|p| &p.days).any(is_outside);
    if outside {
        canvas.circle((x + 4.0, y), 4.0, BAD);
        canvas.label((x + 14.0, y), "outside the band", style);
        x += 14.0 + style.width("outside the band") + 28.0;
    }
    let banded = input.panels.iter().flat_map(|p| &p.days).any(|d| d.band.is_some());
    if banded {
        canvas.rect(Area::new(x, y - 7.0, x + 26.0, y + 7.0), GOOD.fade(0.20));
    }
    canvas.line((x, y), (x + 26.0, y), Pen::new(GOOD, 2.0));
    canvas.label((x + 33.0, y), &input.predicted, style);
}

fn is_outside(day: &Day) -> bool {
    day.seen.zip(day.band).is_some_and(|(seen, (low, high))| !(low..=high).contains(&seen))
}

fn one(canvas: &mut Canvas, input: &Input, panel: &Panel, area: Area, across: &Scale) {
    let name = Style::new(SMALL + 2.0, INK).bold();
    canvas.text((area.left + SCALE, area.top + 14.0), &panel.name, name);
    let note = Style::new(SMALL, QUIET);
    let left = area.left + SCALE + name.width(&panel.name) + 16.0;
    canvas.text((left, area.top + 14.0), &note.fit(&panel.note, area.right - left), note);
    let plot = Area::new(area.left + SCALE, area.top + 26.0, area.right - 6.0, area.bottom);
    let values = || {
        panel.days.iter().flat_map(|d| {
            let band = d.band.map_or([None; 2], |(low, high)| [Some(low), Some(high)]);
            [d.seen, d.middle].into_iter().chain(band).flatten().filter(|v| v.is_finite())
        })
    };
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        sentence(canvas, plot, "not reported");
        return;
    }
    let low = round_down(panel.unit, low, high, TICKS).max(0.0);
    let high = round_up(panel.unit, high.max(low + 1e-6), TICKS);
    let high = if panel.unit == Unit::Share { high.min(1.0_f64.max(values().fold(0.0, f64::max))) } else { high };
    let up = Scale::new((low, high), (plot.bottom, plot.top));
    for (day, weekend) in input.weekends.iter().enumerate() {
        if *weekend {
            let (from, to) = (across.place(day as f64 - 0.5), across.place(day as f64 + 0.5));
            canvas.rect(Area::new(from, plot.top, to, plot.bottom), FAINT.fade(0.45));
        }
    }
    let (marks, step) = ticks(panel.unit, low, high, TICKS);
    for mark in marks {
        let y = up.place(mark);
        canvas.line((plot.left, y), (plot.right, y), Pen::new(FAINT, 1.0));
        canvas.label((plot.left - 8.0, y), &panel.unit.tick(mark, step), Style::new(SMALL, QUIET).right());
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), Pen::new(RULE, 1.25));
    stretches(panel, |from, days| {
        let place = |index: usize, value: f64| (across.place((from + index) as f64), up.place(value));
        let ends = |pick: &dyn Fn((f64, f64)) -> f64| -> Vec<(f64, f64)> {
            days.iter().enumerate().filter_map(|(i, d)| Some(place(i, pick(d.band?)))).collect()
        };
        let (lower, upper) = (ends(&|b| b.0), ends(&|b| b.1));
        if lower.len() > 1 {
            canvas.band(&upper, &lower, GOOD.fade(0.20));
        }
        let line: Vec<(f64, f64)> = days.iter().enumerate().filter_map(|(i, d)| Some(place(i, d.middle?))).collect();
        if line.len() > 1 {
            canvas.polyline(&line, Pen::new(GOOD, 2.0));
        }
    });
    for (index, day) in panel.days.iter().enumerate() {
        if let Some(seen) = day.seen.filter(|v| v.is_finite()) {
            let colour = if is_outside(day) { BAD } else { INK };
            canvas.circle((across.place(index as f64), up.place(seen)), 3.6, colour);
        }
    }
}

/// Stretches of days that have a middle.
fn stretches(panel: &Panel, mut each: impl FnMut(usize, &[Day])) {
    let mut from = 0;
    while from < panel.days.len() {
        let length = panel.days[from..].iter().take_while(|d| d.middle.is_some()).count();
        if length > 0 {
            each(from, &panel.days[from..from + length]);
        }
        from += length.max(1);
    }
}

/// Names of days, as many as have room.
fn names(canvas: &mut Canvas, input: &Input, across: &Scale, y: f64) {
    let style = Style::new(SMALL, QUIET).centred();
    let mut free = f64::NEG_INFINITY;
    for (day, name) in input.days.iter().enumerate().filter(|d| !d.1.is_empty()) {
        let (x, half) = (across.place(day as f64), style.width(name) / 2.0);
        if x - half > free {
            canvas.text((x, y), name, style);
            free = x + half + 8.0;
        }
    }
}
