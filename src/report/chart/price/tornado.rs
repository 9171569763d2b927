//! Which assumption breaks it? One bar an assumption: the cheapest price at both ends of the range tested, widest first; a panel a set
//! of assumptions.
//!
//! The bar begins at the cheapest price as stated: what makes it dearer is drawn to the right, what makes it cheaper to the left. Each end
//! bears the value that it stands for. Where no staffing keeps the targets the bar runs to the edge and says so.

use crate::report::chart::axis::Scale;
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::marks::{money_tick, name_lines, roomy_ticks};
use crate::report::chart::number::{Unit, pounds};
use crate::report::chart::page::{sentence, sheet};
use crate::report::chart::palette::{BAD, FAINT, GOOD, INK, QUIET, RULE, SMALL, TINY};
use crate::report::chart::{Drawing, Frame};

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
    /// The cheapest price as stated.
    pub stated: f64,
    /// Widest first.
    pub bars: Vec<Bar>,
}

/// An assumption.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// The range tested, and whose it is.
    pub range: String,
    /// The values at both ends.
    pub values: [String; 2],
    /// The cheapest price there; none where no staffing keeps the targets.
    pub prices: [Option<f64>; 2],
    /// Where the offered price stops being enough.
    pub breaks: String,
}

const ROW: f64 = 36.0;
const HEAD: f64 = 44.0;
const FOOT: f64 = 46.0;
const NAMES: f64 = 232.0;
const BREAKS: f64 = 190.0;
/// Room beside the bars for the words at their ends.
const WORDS: f64 = 104.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let height = |panel: &Panel| HEAD + ROW * panel.bars.len() as f64 + FOOT;
    let body: f64 = input.panels.iter().map(height).sum();
    let (mut canvas, area) = sheet(frame, body.max(330.0));
    let known = || {
        let bars = input.panels.iter().flat_map(|panel| panel.bars.iter().flat_map(|bar| bar.prices.iter().copied().flatten()));
        let stated = input.panels.iter().map(|panel| panel.stated);
        let offered = input.offered.iter().flat_map(|(low, high)| [*low, *high]);
        bars.chain(stated).chain(offered).filter(|price| price.is_finite())
    };
    let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p), high.max(p)));
    if input.panels.iter().all(|panel| panel.bars.is_empty()) || low > high {
        sentence(&mut canvas, area, "No assumption was varied, or no price is enough as stated.");
        return canvas.finish(&frame.title);
    }
    let mut top = area.top;
    for panel in &input.panels {
        let own = Area::new(area.left, top, area.right, top + height(panel));
        one(&mut canvas, input, panel, own, (low, high));
        top = own.bottom;
    }
    canvas.finish(&frame.title)
}

fn one(canvas: &mut Canvas, input: &Input, panel: &Panel, area: Area, (low, high): (f64, f64)) {
    let plot = Area::new(area.left + NAMES, area.top + HEAD, area.right - BREAKS, area.bottom - FOOT);
    let room = 0.01 * (high - low).max(0.01);
    let across = Scale::new((low - room, high + room), (plot.left + WORDS, plot.right - WORDS));
    let bold = Style::new(SMALL + 2.0, INK).bold();
    canvas.text((area.left, area.top + 16.0), &bold.fit(&panel.name, NAMES + 300.0), bold);
    if let Some((from, to)) = input.offered {
        let (left, right) = (across.place(from), across.place(to));
        canvas.rect(Area::new(left - 1.5, plot.top - 4.0, right + 1.5, plot.bottom), BAD.fade(0.14));
    }
    for (x, text) in roomy_ticks(&across, Unit::Pounds, 9, money_tick) {
        canvas.line((x, plot.top), (x, plot.bottom), Pen::new(FAINT, 1.0));
        canvas.text((x, plot.bottom + 16.0), &text, Style::new(SMALL, QUIET).centred());
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), Pen::new(RULE, 1.25));
    let axis = format!("cheapest price {} (£) →", input.unit);
    canvas.text((plot.right, plot.bottom + 33.0), &axis, Style::new(TINY, QUIET).right());
    heads(canvas, input, panel, (area, plot), &across);
    for (place, bar) in panel.bars.iter().enumerate() {
        let y = plot.top + ROW * (place as f64 + 0.5);
        row(canvas, panel, bar, y, (area, plot), &across);
    }
    let x = across.place(panel.stated);
    canvas.line((x, plot.top - 4.0), (x, plot.bottom), Pen::new(INK, 1.5));
}

/// Names of the marks above the plot, and the heading of the last column.
fn heads(canvas: &mut Canvas, input: &Input, panel: &Panel, (area, plot): (Area, Area), across: &Scale) {
    let style = Style::new(TINY + 0.5, INK).bold();
    let (stated, x) = (format!("as stated {}", pounds(panel.stated)), across.place(panel.stated));
    let mut right_of = true;
    if let Some((low, high)) = input.offered {
        let text =
            if high > low { format!("offered {} to {}", pounds(low), pounds(high)) } else { format!("offered {}", pounds(low)) };
        let own = Style { colour: BAD.for_text(), ..style };
        let middle = f64::midpoint(across.place(low), across.place(high));
        let before = middle <= x;
        // the two names part at the point between the marks
        let at = if before { across.place(high).min(x - 6.0) } else { across.place(low).max(x + 6.0) };
        canvas.text((at, plot.top - 9.0), &text, if before { own.right() } else { own });
        right_of = before;
    }
    canvas.text((if right_of { x } else { x - 4.0 }, plot.top - 9.0), &stated, if right_of { style } else { style.right() });
    let price = input.offered.map_or_else(String::new, |(_, high)| format!(" {}", pounds(high)));
    canvas.text((area.right - BREAKS + 14.0, plot.top - 9.0), &format!("the offered{price} is"), Style::new(TINY + 0.5, QUIET));
}

fn row(canvas: &mut Canvas, panel: &Panel, bar: &Bar, y: f64, (area, plot): (Area, Area), across: &Scale) {
    let quiet = Style::new(TINY, QUIET);
    let (lines, style) = name_lines(&bar.name, (NAMES - 20.0, 17.0), SMALL + 1.0);
    canvas.text((area.left, y - 3.0), lines.first().map_or("", String::as_str), style);
    canvas.text((area.left, y + 12.0), &quiet.fit(&bar.range, NAMES - 20.0), quiet);
    canvas.line((area.left, y + ROW / 2.0), (area.right, y + ROW / 2.0), Pen::new(FAINT, 1.0));
    let stated = across.place(panel.stated);
    // one end a side: both on one side are drawn over each other, the nearer on top
    let mut ends: Vec<(f64, f64, String)> = Vec::new();
    for (value, price) in bar.values.iter().zip(bar.prices) {
        match price {
            Some(price) => ends.push((price, across.place(price), format!("{value}: {}", pounds(price)))),
            None => ends.push((f64::INFINITY, plot.right - WORDS, format!("{value}: none"))),
        }
    }
    ends.sort_by(|a, b| (b.1 - stated).abs().total_cmp(&(a.1 - stated).abs()));
    for (price, x, _) in &ends {
        let colour = if *price > panel.stated { BAD } else { GOOD };
        let (left, right) = (stated.min(*x), stated.max(*x));
        canvas.rect(Area::new(left, y - 9.0, right, y + 9.0), colour.toward(crate::report::chart::palette::WHITE, 0.15));
    }
    let same_side = ends.len() == 2 && (ends[0].1 >= stated) == (ends[1].1 >= stated);
    let words = Style::new(TINY, INK);
    for (place, (_, x, text)) in ends.iter().enumerate() {
        // of two on one side the nearer is named on the other
        let rightwards = if same_side && place == 1 { ends[0].1 < stated } else { *x >= stated };
        let at = if same_side && place == 1 { stated } else { *x };
        let text = words.fit(text, WORDS + 60.0);
        if rightwards {
            canvas.label((at + 5.0, y), &text, words);
        } else {
            canvas.label((at - 5.0, y), &text, words.right());
        }
    }
    let lines = quiet.wrap(&bar.breaks, BREAKS - 14.0, 2);
    for (place, line) in lines.iter().enumerate() {
        let lift = if lines.len() > 1 { -6.5 + 13.0 * place as f64 } else { 0.0 };
        canvas.label((area.right - BREAKS + 14.0, y + lift), line, quiet);
    }
}
