//! What happens to 1,000 callers? The service as drawn from the scenario: ways in at the left, steps from left to right as callers
//! come to them, ends at the right; width by callers. It is also the model diagram of the checklists.
//!
//! Nothing overlaps by construction: every place, and every band of callers that passes a column on its way, has ground of its own there.

mod layout;
mod ways;

use super::canvas::{Area, Canvas, Style};
use super::number::fixed;
use super::page::{sentence, sheet};
use super::palette::{BAD, BODY, Colour, GOOD, INK, PAY, QUIET, RISK, RULE, SMALL, TINY, USUAL_BODY, WHITE};
use super::{Drawing, Frame};
use layout::{Layout, Link, Placed};

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A way in.
    In,
    /// A step.
    Step,
    /// An end: the person was helped.
    Helped,
    /// An end: the person was not.
    Lost,
    /// Neither: still there when the run ended, or shown again elsewhere.
    Open,
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Callers of 1,000 that pass it.
    pub exact: f64,
    /// The same in whole numbers that balance.
    pub number: u64,
    /// Part of them of which something is to be said, and that: "answered late", "ring again".
    pub part: Option<(f64, String)>,
    /// Their number in the service that this one is compared with; none where it is not.
    pub was: Option<u64>,
}

/// Callers who go from a place to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Index of the place they leave.
    pub from: usize,
    /// Index of the place they come to.
    pub to: usize,
    /// Callers of 1,000.
    pub exact: f64,
    /// The same in whole numbers that balance.
    pub number: u64,
    /// Their number in the service that this one is compared with; none where it is not.
    pub was: Option<u64>,
}

/// What the picture shows; flows do not go round.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// Places, in the order of the scenario.
    pub places: Vec<Place>,
    /// Flows.
    pub flows: Vec<Flow>,
    /// What late means, and what was followed.
    pub notes: Vec<String>,
}

/// A number of callers; of those who are there but fewer than one in 1,000, that.
pub fn written(number: u64, exact: f64) -> String {
    if number == 0 && exact > 0.0 { "under 1".to_owned() } else { fixed(number as f64, 0) }
}

/// The room that the names of ends need, with bars and numbers.
fn ends(input: &Input) -> f64 {
    let one = |place: &Place| {
        BAR + 16.0 + NAME.width(&beside(place.number, place.exact, place.was)) + 8.0 + BODY_TEXT.width(&place.name)
    };
    let ends = input.places.iter().filter(|place| !matches!(place.kind, Kind::In | Kind::Step));
    ends.map(one).fold(ENDS.0, f64::max).min(ENDS.1)
}

/// A number beside what it was: "412 (+12)", or as it is where nothing changed.
fn beside(number: u64, exact: f64, was: Option<u64>) -> String {
    let now = written(number, exact);
    let change = was.map_or(0, |was| number as i64 - was as i64);
    match change {
        0 => now,
        more if more > 0 => format!("{now} (+{})", fixed(more as f64, 0)),
        less => format!("{now} (−{})", fixed(-less as f64, 0)),
    }
}

const BAR: f64 = 16.0;
const NAME: Style = Style::new(BODY, INK).bold();
const LINE: f64 = 16.0;
/// Width of the names of ends: as much as they need, between these.
const ENDS: (f64, f64) = (250.0, 380.0);
const BODY_TEXT: Style = Style::new(BODY, INK);
const NOTE: f64 = 17.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let notes = NOTE * input.notes.len() as f64 + 12.0;
    let layout = Layout::new(input, USUAL_BODY - notes, 1120.0);
    let (mut canvas, area) = sheet(frame, layout.height + notes);
    if input.flows.is_empty() {
        sentence(&mut canvas, area, "Nobody rang, so there is nobody to follow.");
        return canvas.finish(&frame.title);
    }
    let origin = (area.left, area.top + 4.0);
    for link in &layout.links {
        ribbon(&mut canvas, origin, input, link);
    }
    for placed in &layout.placed {
        bar(&mut canvas, origin, &layout, input, placed);
    }
    for (flow, at) in &layout.numbers {
        let text = beside(flow.number, flow.exact, flow.was);
        let style =
            if flow.was.is_some_and(|was| was != flow.number) { Style::new(TINY, INK).bold() } else { Style::new(TINY, QUIET) };
        canvas.label((origin.0 + at.0 + BAR + 6.0, origin.1 + at.1), &text, style);
    }
    let style = Style::new(SMALL, QUIET);
    for (row, note) in input.notes.iter().rev().enumerate() {
        canvas.text((area.left, area.bottom - 2.0 - NOTE * row as f64), &style.fit(note, area.width()), style);
    }
    canvas.finish(&frame.title)
}

fn ribbon(canvas: &mut Canvas, origin: (f64, f64), input: &Input, link: &Link) {
    const POINTS: usize = 24;
    let (from, to) = (link.from.0 + BAR, link.to.0);
    let colour = match (input.places[link.towards].kind, link.again) {
        (Kind::Lost, _) => BAD.fade(0.38),
        (_, true) => RISK.fade(0.38),
        (Kind::Open, _) => RULE.fade(0.35),
        _ => GOOD.fade(0.2),
    };
    let edge = |down: f64| -> Vec<(f64, f64)> {
        let point = |step: usize| {
            let t = step as f64 / POINTS as f64;
            let s = t * t * (3.0 - 2.0 * t);
            (origin.0 + from + (to - from) * t, origin.1 + link.from.1 + (link.to.1 - link.from.1) * s + down)
        };
        (0..=POINTS).map(point).collect()
    };
    canvas.band(&edge(0.0), &edge(link.thick), colour);
    if link.through {
        // the band goes on where a place would stand
        let (left, top) = (origin.0 + link.to.0, origin.1 + link.to.1);
        canvas.rect(Area::new(left, top, left + BAR, top + link.thick), colour);
    }
}

fn bar(canvas: &mut Canvas, origin: (f64, f64), layout: &Layout, input: &Input, placed: &Placed) {
    let place = &input.places[placed.place];
    let (left, top) = (origin.0 + placed.at.0, origin.1 + placed.at.1);
    let area = Area::new(left, top, left + BAR, top + placed.tall);
    canvas.rect(area, colour(place.kind));
    if let Some((part, _)) = &place.part
        && *part > 0.0
    {
        let tall = (part * layout.scale).min(placed.tall);
        let shade = if place.kind == Kind::Step { BAD } else { RISK };
        canvas.rect(Area::new(left, area.bottom - tall, area.right, area.bottom), shade);
    }
    let number = beside(place.number, place.exact, place.was);
    let part = place.part.as_ref().map(|(_, words)| words.as_str());
    let small = Style::new(SMALL, INK);
    let shade = Style::new(SMALL, if place.kind == Kind::Step { BAD } else { RISK }.for_text());
    if matches!(place.kind, Kind::In | Kind::Step) {
        let words = [(number.as_str(), small), (part.unwrap_or(""), shade)];
        let lines = layout.name_lines(place);
        let mut y = top - 8.0 - LINE * lines.len() as f64;
        for line in &lines {
            on_white(canvas, (left, y), line, NAME);
            y += LINE;
        }
        let mut x = left;
        for (text, style) in words.into_iter().filter(|w| !w.0.is_empty()) {
            on_white(canvas, (x, y), text, style);
            x += style.width(text) + 8.0;
        }
    } else {
        let x = area.right + 8.0;
        let lines = Layout::end_lines(place);
        let mut y = area.middle() - LINE * (lines as f64 - 1.0) / 2.0;
        let bold = NAME.width(&number);
        canvas.label((x, y), &number, NAME);
        let rest = layout.ends - BAR - 8.0 - bold - 8.0;
        canvas.label((x + bold + 8.0, y), &BODY_TEXT.fit(&place.name, rest), BODY_TEXT);
        if let Some(words) = part {
            y += LINE;
            canvas.label((x, y), &shade.fit(words, layout.ends - BAR - 8.0), shade);
        }
    }
}

/// A text that may cross a band of callers.
fn on_white(canvas: &mut Canvas, at: (f64, f64), text: &str, style: Style) {
    let width = style.width(text);
    canvas.rect(Area::new(at.0 - 1.0, at.1 - style.size * 0.85, at.0 + width + 2.0, at.1 + style.size * 0.28), WHITE.fade(0.72));
    canvas.text(at, text, style);
}

const fn colour(kind: Kind) -> Colour {
    match kind {
        Kind::In | Kind::Step => PAY,
        Kind::Helped => GOOD,
        Kind::Lost => BAD,
        Kind::Open => RULE,
    }
}
