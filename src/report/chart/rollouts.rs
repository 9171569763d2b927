//! Programmes compared: a row each, the chance by date that everywhere is live, with the base's behind it.

use super::axis::Scale;
use super::canvas::{Area, Canvas, Drawing, Pen, Point, Style};
use super::page::{Frame, sentence, sheet};
use super::palette::{FAINT, GOOD, INK, PALE, QUIET, RULE, SMALL, TINY};

/// A programme.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// By day: the chance that everywhere is live.
    pub chance: Vec<f64>,
    /// Words at the right end, a line each.
    pub words: Vec<String>,
}

/// What the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The base first.
    pub rows: Vec<Row>,
    /// Days at which an axis has a tick, with its words.
    pub ticks: Vec<(usize, String)>,
    /// Day of the deadline, and its words.
    pub deadline: (usize, String),
}

const ROW: f64 = 96.0;
const GAP: f64 = 22.0;
const NAME: f64 = 190.0;
const WORDS: f64 = 250.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let (mut canvas, area) = sheet(frame, 40.0 + (ROW + GAP) * input.rows.len() as f64 + 30.0);
    let days = input.rows.iter().map(|row| row.chance.len()).max().unwrap_or(0);
    let Some(base) = input.rows.first().filter(|_| days > 1) else {
        sentence(&mut canvas, area, "There is no programme to roll out.");
        return canvas.finish(&frame.title);
    };
    let across = Scale::new((0.0, days as f64), (area.left + NAME, area.right - WORDS));
    let top = area.top + 34.0;
    let mut last = top;
    for (index, row) in input.rows.iter().enumerate() {
        let y = top + (ROW + GAP) * index as f64;
        let plot = Area::new(area.left + NAME, y, area.right - WORDS, y + ROW);
        one(&mut canvas, row, (index > 0).then_some(base), plot, &across, area);
        last = plot.bottom;
    }
    super::rollout::months(&mut canvas, &input.ticks, Area::new(area.left + NAME, top, area.right - WORDS, last), &across);
    let x = across.place(input.deadline.0 as f64);
    canvas.dashed(&[(x, top - 8.0), (x, last)], Pen::new(INK, 1.5), 6.0, 4.0);
    let style = Style::new(SMALL, INK).bold();
    let words = format!("deadline {}", input.deadline.1);
    let half = style.width(&words) / 2.0;
    let centre = x.clamp(across.place(0.0) + half, (across.place(across.high()) - half).max(across.place(0.0) + half));
    canvas.text((centre, top - 14.0), &words, style.centred());
    canvas.finish(&frame.title)
}

fn one(canvas: &mut Canvas, row: &Row, base: Option<&Row>, plot: Area, across: &Scale, area: Area) {
    let up = Scale::new((0.0, 1.0), (plot.bottom, plot.top));
    canvas.rect(plot, PALE);
    let small = Style::new(TINY, QUIET).right();
    for (share, words) in [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")] {
        let y = up.place(share);
        canvas.line((plot.left, y), (plot.right, y), Pen::new(FAINT, 1.0));
        canvas.label((plot.left - 6.0, y), words, small);
    }
    let name = Style::new(SMALL, INK).bold();
    canvas.label((area.left, plot.top + ROW / 2.0), &name.fit(&row.name, NAME - 52.0), name);
    let line = |chance: &[f64]| -> Vec<Point> {
        chance.iter().enumerate().map(|(day, chance)| (across.place(day as f64), up.place(*chance))).collect()
    };
    if let Some(base) = base {
        canvas.polyline(&line(&base.chance), Pen::new(RULE, 1.5));
        let label = Style::new(TINY, QUIET);
        canvas.label((area.left, plot.top + ROW / 2.0 + 17.0), &label.fit(&format!("grey: {}", base.name), NAME - 52.0), label);
    }
    canvas.polyline(&line(&row.chance), Pen::new(GOOD, 2.5));
    let words = Style::new(SMALL, QUIET);
    for (place, text) in row.words.iter().enumerate() {
        let y = plot.top + ROW / 2.0 + 18.0 * (place as f64 - (row.words.len() as f64 - 1.0) / 2.0);
        canvas.label((plot.right + 14.0, y), &words.fit(text, area.right - plot.right - 14.0), words);
    }
}
