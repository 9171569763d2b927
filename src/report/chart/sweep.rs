//! Which setting is best? A row a configuration: the objective with its interval, the chance that its targets hold, and what is said of it.

use super::Estimate;
use super::axis::{Scale, ticks};
use super::canvas::{Area, Canvas, Drawing, Pen, Style};
use super::marks::whisker;
use super::number::Unit;
use super::page::{Frame, sentence, sheet};
use super::palette::{BAD, Colour, FAINT, GOOD, INK, PALE, QUIET, RULE, SMALL, TINY, UNSURE, WHITE};

/// How a configuration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Selected.
    Best,
    /// Not told from the best, or not settled.
    Close,
    /// Worse than the best.
    Worse,
    /// It misses its targets.
    Misses,
}

/// A configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its settings, each with its name.
    pub name: String,
    /// The same without the names: where names leave no room they stand at the head alone.
    pub values: String,
    /// The objective; not a number where it is blank.
    pub estimate: Estimate,
    /// The chance that all its targets hold, in words; empty where none must.
    pub holds: String,
    /// How it stands.
    pub stand: Stand,
    /// The same in a word.
    pub word: String,
}

/// What the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The objective.
    pub objective: String,
    /// What is set, in the order of the values.
    pub settings: String,
    /// Its unit.
    pub unit: Unit,
    /// From the value of the best to what differs by less than matters.
    pub margin: Option<(f64, f64)>,
    /// The best first.
    pub rows: Vec<Row>,
    /// Configurations that are not shown.
    pub hidden: usize,
}

const ROW: f64 = 26.0;
const HEAD: f64 = 34.0;
const NAME: f64 = 330.0;
const VALUE: f64 = 90.0;
const HOLDS: f64 = 90.0;
const WORD: f64 = 205.0;
/// So many times as far from the best as the middle one: beyond, an arrow.
const FAR: f64 = 6.0;

impl Stand {
    fn colour(self) -> Colour {
        match self {
            Self::Best => GOOD,
            Self::Close => UNSURE,
            Self::Worse => RULE,
            Self::Misses => BAD,
        }
    }
}

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let (mut canvas, area) = sheet(frame, HEAD + ROW * input.rows.len() as f64 + 52.0);
    let Some(across) = scale(input, area.left + NAME, area.right - VALUE - HOLDS - WORD) else {
        sentence(&mut canvas, area, "The objective is blank in every configuration.");
        return canvas.finish(&frame.title);
    };
    let top = area.top + HEAD;
    let bottom = top + ROW * input.rows.len() as f64;
    let plot = Area::new(area.left + NAME, top, area.right - VALUE - HOLDS - WORD, bottom);
    ground(&mut canvas, input, plot, &across);
    let head = Style::new(TINY, QUIET);
    let columns = [plot.right + VALUE, plot.right + VALUE + HOLDS, plot.right + VALUE + HOLDS + 16.0];
    let named = input.rows.iter().all(|row| Style::new(SMALL, INK).bold().width(&row.name) <= NAME - 16.0);
    let settings = if named { "configuration" } else { input.settings.as_str() };
    canvas.text((area.left, top - 12.0), &head.fit(settings, NAME - 16.0), head);
    canvas.text((plot.left, top - 12.0), &head.fit(&input.objective, plot.width()), head);
    if input.rows.iter().any(|row| !row.holds.is_empty()) {
        canvas.text((columns[1], top - 12.0), "targets hold", head.right());
    }
    canvas.text((columns[2], top - 12.0), "verdict", head);
    for (index, row) in input.rows.iter().enumerate() {
        let y = top + ROW * (index as f64 + 0.5);
        let name = Style::new(SMALL, INK);
        let name = if row.stand == Stand::Best { name.bold() } else { name };
        let words = if named { &row.name } else { &row.values };
        canvas.label((area.left, y), &name.fit(words, NAME - 16.0), name);
        one(&mut canvas, input, row, y, columns, &across, plot);
    }
    if input.hidden > 0 {
        let words = format!("{} more configurations: results.csv", input.hidden);
        canvas.text((area.left, bottom + 18.0), &words, head);
    }
    canvas.finish(&frame.title)
}

/// From the least to the greatest that is not far away from all others.
fn scale(input: &Input, from: f64, to: f64) -> Option<Scale> {
    let mut means: Vec<f64> = input.rows.iter().map(|row| row.estimate.mean).filter(|mean| mean.is_finite()).collect();
    let best = *means.first()?;
    means.sort_by(|one, other| (one - best).abs().total_cmp(&(other - best).abs()));
    let middle = (means[means.len() / 2] - best).abs();
    let near = |value: f64| value.is_finite() && (middle == 0.0 || (value - best).abs() <= FAR * middle);
    let ends = input.rows.iter().filter(|row| near(row.estimate.mean)).flat_map(|row| {
        let Estimate { mean, low, high } = row.estimate;
        [mean, low, high]
    });
    let margin = input.margin.into_iter().flat_map(|(low, high)| [low, high]);
    let all: Vec<f64> = ends.chain(margin).filter(|value| value.is_finite()).collect();
    let (low, high) =
        all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    let room = ((high - low) * 0.04).max(high.abs() * 1e-6);
    Some(Scale::new((low - room, high + room), (from, to)))
}

fn ground(canvas: &mut Canvas, input: &Input, plot: Area, across: &Scale) {
    canvas.rect(plot, PALE);
    if let Some((low, high)) = input.margin {
        canvas.rect(Area { left: across.place(low), right: across.place(high), ..plot }, FAINT.toward(RULE, 0.2));
    }
    let small = Style::new(TINY, QUIET).centred();
    let (values, step) = ticks(input.unit, across.low(), across.high(), 5);
    for value in values {
        let x = across.place(value);
        canvas.line((x, plot.top), (x, plot.bottom), Pen::new(WHITE, 1.0));
        canvas.text((x, plot.bottom + 16.0), &input.unit.tick(value, step), small);
    }
    if input.margin.is_some() {
        let open = input.rows.iter().any(|row| row.holds.ends_with('?'));
        let open = if open { "; ?: not settled whether targets hold" } else { "" };
        let words = &format!("grey: differs from the best by less than matters{open}");
        canvas.text((plot.left, plot.bottom + 34.0), words, Style::new(TINY, QUIET));
    }
}

fn one(canvas: &mut Canvas, input: &Input, row: &Row, y: f64, columns: [f64; 3], across: &Scale, plot: Area) {
    let colour = row.stand.colour();
    let best = row.stand == Stand::Best;
    let mean = row.estimate.mean;
    let plain = Style::new(SMALL, INK).right();
    if mean.is_finite() {
        let way = if mean > across.high() { 1.0 } else { -1.0 };
        if mean > across.high() || mean < across.low() {
            let tip = if way > 0.0 { plot.right } else { plot.left };
            canvas.polygon(&[(tip, y), (tip - way * 9.0, y - 6.0), (tip - way * 9.0, y + 6.0)], colour);
        } else {
            whisker(canvas, across, y, row.estimate, 4.0, Pen::new(colour, 2.0));
            canvas.circle((across.place(mean), y), 5.5, WHITE);
            canvas.circle((across.place(mean), y), 4.25, colour);
        }
        canvas.label((columns[0], y), &input.unit.value(mean), plain);
    } else {
        canvas.label((columns[0], y), "blank", Style::new(SMALL, QUIET).right());
    }
    canvas.label((columns[1], y), &row.holds, plain);
    let word = Style::new(SMALL, colour.for_text());
    let word = if best { word.bold() } else { word };
    canvas.label((columns[2], y), &word.fit(&row.word, WORD - 20.0), word);
}
