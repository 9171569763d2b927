//! When is it all live? Areas as lanes, coloured by where they stand on most days; below, the chance by date that everywhere is live.

use super::axis::Scale;
use super::canvas::{Area, Canvas, Drawing, Pen, Point, Style};
use super::page::{Frame, sentence, sheet};
use super::palette::{
    BAD, Colour, EXTRA_STAFF, FAINT, GOOD, INCOME, INK, ON_COSTS, OTHERS, PALE, QUIET, RISK, RULE, SMALL, TINY,
};

/// What a stretch of a lane means, in the order of [`NAMES`].
pub const KINDS: usize = 7;
/// Names of the kinds, as the key shows them.
pub const NAMES: [&str; KINDS] =
    ["not begun", "tender", "mobilising", "testing", "withdrawn", "live", "live with another provider"];

/// An area.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// By day: the kind it most often is.
    pub days: Vec<usize>,
    /// Words at the right end.
    pub words: String,
}

/// What the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Areas, in the order in which they are drawn.
    pub lanes: Vec<Lane>,
    /// By day: the chance that everywhere is live.
    pub chance: Vec<f64>,
    /// Half-width of the band around it by day: lower and upper ends.
    pub band: Vec<(f64, f64)>,
    /// Days at which an axis has a tick, with its words.
    pub ticks: Vec<(usize, String)>,
    /// Day of the deadline, and its words.
    pub deadline: (usize, String),
    /// What stands over the words at the right end.
    pub words_are: String,
}

const LANE: f64 = 17.0;
const NAME: f64 = 250.0;
const WORDS_WIDTH: f64 = 190.0;
const CURVE: f64 = 190.0;

fn colour(kind: usize) -> Colour {
    [FAINT, ON_COSTS, EXTRA_STAFF, RISK, BAD, GOOD, INCOME].get(kind).copied().unwrap_or(OTHERS)
}

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let body = 30.0 + 22.0 + LANE * input.lanes.len() as f64 + 46.0 + CURVE + 30.0;
    let (mut canvas, area) = sheet(frame, body);
    let days = input.chance.len();
    if input.lanes.is_empty() || days < 2 {
        sentence(&mut canvas, area, "There is no area to roll out.");
        return canvas.finish(&frame.title);
    }
    let (left, right) = (area.left + NAME, area.right - WORDS_WIDTH);
    let across = Scale::new((0.0, days as f64), (left, right));
    key(&mut canvas, area);
    let top = area.top + 52.0;
    canvas.text((right + 12.0, top - 7.0), &input.words_are, Style::new(TINY, QUIET));
    for (index, lane) in input.lanes.iter().enumerate() {
        one(&mut canvas, lane, top + LANE * index as f64, &across, area);
    }
    let bottom = top + LANE * input.lanes.len() as f64;
    let plot = Area::new(left, bottom + 46.0, right, (area.bottom - 30.0).min(bottom + 46.0 + CURVE));
    curve(&mut canvas, input, plot, &across, area);
    deadline(&mut canvas, input, (top, plot.bottom), bottom, &across);
    canvas.finish(&frame.title)
}

/// The colours and their names, in one row.
fn key(canvas: &mut Canvas, area: Area) {
    let style = Style::new(SMALL, INK);
    let mut x = area.left;
    for (kind, name) in NAMES.iter().enumerate() {
        canvas.rect(Area::new(x, area.top + 4.0, x + 22.0, area.top + 16.0), colour(kind));
        canvas.label((x + 28.0, area.top + 10.0), name, style);
        x += 28.0 + style.width(name) + 24.0;
    }
}

fn one(canvas: &mut Canvas, lane: &Lane, y: f64, across: &Scale, area: Area) {
    let name = Style::new(SMALL, INK).right();
    let left = across.place(0.0);
    canvas.label((left - 10.0, y + LANE / 2.0), &name.fit(&lane.name, NAME - 12.0), name);
    let mut from = 0;
    for day in 1..=lane.days.len() {
        if day == lane.days.len() || lane.days[day] != lane.days[from] {
            let place = Area::new(across.place(from as f64), y + 2.0, across.place(day as f64), y + LANE - 2.0);
            canvas.rect(place, colour(lane.days[from]));
            from = day;
        }
    }
    let words = Style::new(TINY, QUIET);
    let right = across.place(across.high());
    canvas.label((right + 12.0, y + LANE / 2.0), &words.fit(&lane.words, area.right - right - 12.0), words);
}

fn curve(canvas: &mut Canvas, input: &Input, plot: Area, across: &Scale, area: Area) {
    let up = Scale::new((0.0, 1.0), (plot.bottom, plot.top));
    let small = Style::new(SMALL, QUIET);
    canvas.rect(plot, PALE);
    for quarter in 0..=4_u32 {
        let share = f64::from(quarter) / 4.0;
        let y = up.place(share);
        canvas.line((plot.left, y), (plot.right, y), Pen::new(FAINT, 1.0));
        canvas.label((plot.left - 8.0, y), &format!("{} %", quarter * 25), small.right());
    }
    let title = Style::new(SMALL, INK).bold();
    for (line, text) in ["Chance that", "everywhere is live"].iter().enumerate() {
        canvas.text((area.left, plot.top + 14.0 + 17.0 * line as f64), text, title);
    }
    let at = |day: usize, value: f64| -> Point { (across.place(day as f64), up.place(value)) };
    let upper: Vec<Point> = input.band.iter().enumerate().map(|(day, band)| at(day, band.1)).collect();
    let lower: Vec<Point> = input.band.iter().enumerate().map(|(day, band)| at(day, band.0)).collect();
    canvas.band(&upper, &lower, GOOD.fade(0.2));
    let line: Vec<Point> = input.chance.iter().enumerate().map(|(day, chance)| at(day, *chance)).collect();
    canvas.polyline(&line, Pen::new(GOOD, 2.5));
    months(canvas, &input.ticks, plot, across);
    if let Some(last) = input.chance.last() {
        let words = format!("{} on the last day", super::number::chance(*last));
        let y = up.place(*last).clamp(plot.top + 8.0, plot.bottom - 8.0);
        canvas.label((plot.right + 12.0, y), &words, Style::new(SMALL, GOOD.for_text()).bold());
    }
}

/// The axis of days under a plot: every so many months, so that the words have room and the steps are even.
pub(super) fn months(canvas: &mut Canvas, ticks: &[(usize, String)], plot: Area, across: &Scale) {
    let small = Style::new(SMALL, QUIET);
    let widest = ticks.iter().map(|tick| small.width(&tick.1)).fold(0.0, f64::max) + 14.0;
    let month = plot.width() / ticks.len().max(1) as f64;
    let every = [1, 2, 3, 6, 12, 24].into_iter().find(|&every| month * f64::from(every) >= widest).unwrap_or(48) as usize;
    for (day, words) in ticks.iter().step_by(every) {
        let x = across.place(*day as f64);
        canvas.line((x, plot.bottom), (x, plot.bottom + 5.0), Pen::new(RULE, 1.0));
        canvas.text((x, plot.bottom + 19.0), words, small.centred());
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), Pen::new(RULE, 1.25));
}

/// The deadline over lanes and curve, named between them.
fn deadline(canvas: &mut Canvas, input: &Input, (top, bottom): (f64, f64), between: f64, across: &Scale) {
    let x = across.place(input.deadline.0 as f64);
    canvas.dashed(&[(x, top - 4.0), (x, bottom)], Pen::new(INK, 1.5), 6.0, 4.0);
    let style = Style::new(SMALL, INK).bold();
    let chance = input.chance.get(input.deadline.0).copied().unwrap_or(0.0);
    let words = format!("deadline {}: {}", input.deadline.1, super::number::chance(chance));
    let half = style.width(&words) / 2.0;
    let centre = x.clamp(across.place(0.0) + half, across.place(across.high()) - half);
    canvas.rect(Area::new(centre - half - 5.0, between + 12.0, centre + half + 5.0, between + 34.0), super::palette::WHITE);
    canvas.text((centre, between + 28.0), &words, style.centred());
}
