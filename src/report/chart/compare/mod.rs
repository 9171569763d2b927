//! Which option is better, and is it real? A panel a measure: differences from the base with their intervals, and a word each.
//!
//! Alternative less base throughout, each panel in its own unit (shares in percentage points).

mod panel;
mod scale;
mod words;

use super::canvas::{Area, Canvas, Pen, Style};
use super::marks::{LEAD, name_lines, names_height};
use super::number::Unit;
use super::page::{sentence, sheet};
use super::palette::{BODY, Colour, FAINT, QUIET, RULE, SMALL, TINY, USUAL_BODY};
use super::{Drawing, Estimate, Frame};
use panel::panel;
pub use words::{Judged, Verdict};

/// An alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Its name.
    pub name: String,
    /// What it comes to.
    pub verdict: Verdict,
}

/// Which way of a measure is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// The less the better.
    Less,
    /// The more the better.
    More,
}

/// Who gains and who pays, where a difference is the sum of both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// The provider's part, in the measure's unit.
    pub provider: f64,
    /// What falls on others.
    pub others: f64,
}

/// The difference of one alternative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Alternative less base, with its simultaneous interval; in the measure's unit, shares from -1 to 1.
    pub estimate: Estimate,
    /// What is said of it.
    pub judged: Judged,
    /// Its two parts, if it has them.
    pub split: Option<Split>,
}

/// A measure: one panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name in plain words: "Saving net of what others pay" belongs to the cost in all.
    pub name: String,
    /// The unit of the differences.
    pub unit: Unit,
    /// Its good way, if it has one.
    pub good: Option<Good>,
    /// The base's value.
    pub base: Option<f64>,
    /// A smaller difference does not matter; zero if none is stated.
    pub margin: f64,
    /// One an alternative, in their order; none where it is not known.
    pub differences: Vec<Option<Difference>>,
    /// Why those are not known: "no pay is stated for nurses"; may be empty.
    pub gap: String,
}

/// What the picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// The base's name.
    pub base: String,
    /// The alternatives, in the order in which they are shown.
    pub alternatives: Vec<Alternative>,
    /// The measures, most important first.
    pub measures: Vec<Measure>,
}

const NAME: (f64, f64) = (40.0, 228.0);
const GUTTER: f64 = 22.0;
const HEAD: f64 = 82.0;
const AXIS: f64 = 30.0;
/// Panels beside each other; more stand in a second band below.
const ABREAST: usize = 4;
/// Beside each other where alternatives are so few that panels would stand in an empty sheet.
const FEW: usize = 2;
const LEAST_ROW: f64 = 42.0;
const MOST_ROW: f64 = 104.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    if input.alternatives.is_empty() || input.measures.is_empty() {
        let (mut canvas, area) = sheet(frame, USUAL_BODY);
        sentence(&mut canvas, area, "There is nothing to compare: no alternative, or no measure that both have.");
        return canvas.finish(&frame.title);
    }
    let most = if input.alternatives.len() <= FEW { FEW } else { ABREAST };
    let bands = input.measures.len().div_ceil(most);
    let abreast = input.measures.len().div_ceil(bands);
    let rows = input.alternatives.len() as f64;
    let one = USUAL_BODY / bands as f64 - HEAD - AXIS;
    let names_height = names_height(input.alternatives.iter().map(|one| one.name.as_str()), NAME.1 - NAME.0, 3);
    let wanted = (one / rows).clamp(LEAST_ROW.max(names_height + 19.0), MOST_ROW);
    let (mut canvas, area) = sheet(frame, (HEAD + AXIS + wanted * rows) * bands as f64);
    let height = ((area.height() / bands as f64 - HEAD - AXIS) / rows).min(MOST_ROW);
    let width = (area.right - NAME.1 - GUTTER * abreast as f64) / abreast as f64;
    let mut top = area.top;
    for measures in input.measures.chunks(abreast) {
        let bottom = top + HEAD + height * rows;
        names(&mut canvas, input, top, height);
        for (index, measure) in measures.iter().enumerate() {
            let left = NAME.1 + GUTTER + (width + GUTTER) * index as f64;
            panel(&mut canvas, Area::new(left, top, left + width, bottom), measure, height, &input.alternatives);
        }
        top = bottom + AXIS;
    }
    canvas.finish(&frame.title)
}

/// The colour of what is smaller than matters.
fn margin() -> Colour {
    FAINT.toward(RULE, 0.2)
}

fn names(canvas: &mut Canvas, input: &Input, top: f64, height: f64) {
    let quiet = Style::new(SMALL, QUIET);
    let width = NAME.1 - NAME.0;
    for (index, line) in quiet.wrap(&format!("alternative less the base, {}", input.base), width, 3).iter().enumerate() {
        canvas.text((NAME.0, top + 13.0 + 15.0 * index as f64), line, quiet);
    }
    if input.measures.iter().any(|one| one.margin > 0.0 && one.margin.is_finite()) {
        let y = top + HEAD - 12.0;
        canvas.rect(Area::new(NAME.0, y - 5.0, NAME.0 + 14.0, y + 5.0), margin());
        let tiny = Style::new(TINY, QUIET);
        canvas.label((NAME.0 + 19.0, y), &tiny.fit("smaller than matters", width - 19.0), tiny);
    }
    let mut top = top + HEAD;
    for alternative in &input.alternatives {
        canvas.line((NAME.0, top), (canvas.width() - NAME.0, top), Pen::new(FAINT, 1.0));
        let (lines, style) = name_lines(&alternative.name, (width, height - 19.0), BODY - 0.5);
        let pitch = style.size + LEAD;
        let mut y = top + (height - pitch * lines.len() as f64 - 14.0) / 2.0 + pitch / 2.0;
        for line in &lines {
            canvas.label((NAME.0, y), line, style);
            y += pitch;
        }
        let (symbol, word) = alternative.verdict.words();
        let mark = Style::new(TINY, alternative.verdict.colour().for_text()).bold();
        canvas.label((NAME.0, y + 1.0), symbol, mark);
        canvas.label((NAME.0 + 14.0, y + 1.0), &mark.fit(word, width - 14.0), mark);
        top += height;
    }
}
