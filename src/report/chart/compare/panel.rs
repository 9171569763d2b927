//! One panel: a measure, with a row an alternative.

use super::scale::{axis, scale, signed};
use super::{Alternative, Difference, Good, HEAD, Judged, Measure, Verdict, margin};
use crate::report::chart::Estimate;
use crate::report::chart::axis::Scale;
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::marks::{gap, whisker};
use crate::report::chart::number::Unit;
use crate::report::chart::palette::{BODY, INK, OTHERS, PALE, PALE_GOOD, PAY, QUIET, SMALL, TINY, WHITE};

/// From this height on the interval is written too.
const ROOMY: f64 = 54.0;

pub(super) fn panel(canvas: &mut Canvas, place: Area, measure: &Measure, height: f64, alternatives: &[Alternative]) {
    head(canvas, place, measure);
    let top = place.top + HEAD;
    let across = scale(measure, (place.left + 6.0, place.right - 6.0));
    let grid = axis(canvas, &across, measure.unit, Area::new(place.left, top, place.right, place.bottom));
    let same = Difference { estimate: Estimate::exact(0.0), judged: Judged::Same, split: None };
    for (index, alternative) in alternatives.iter().enumerate() {
        let row = Area::new(place.left, top + height * index as f64, place.right, top + height * (index as f64 + 1.0));
        let found = measure.differences.get(index).copied().flatten().filter(|found| found.estimate.mean.is_finite());
        let found = if alternative.verdict == Verdict::Identical { Some(same) } else { found };
        let Some(found) = found else {
            let why = if measure.gap.is_empty() { "not known".to_owned() } else { format!("not known: {}", measure.gap) };
            gap(canvas, Area::new(row.left + 4.0, row.top + 5.0, row.right - 4.0, row.bottom - 5.0), &why, TINY);
            continue;
        };
        let track = track(canvas, row, &across, measure, &grid);
        cell(canvas, row, track, &across, measure.unit, found);
    }
}

/// The ground of a row's marks: the good side, what does not matter, grid and zero. The words below stay clear of it.
fn track(canvas: &mut Canvas, row: Area, across: &Scale, measure: &Measure, grid: &[f64]) -> Area {
    let height = if row.height() >= ROOMY { row.height() - 42.0 } else { row.height() - 24.0 };
    let track = Area::new(row.left, row.top + 4.0, row.right, row.top + 4.0 + height.min(40.0));
    canvas.rect(track, PALE);
    let zero = across.place(0.0);
    match measure.good {
        Some(Good::Less) => canvas.rect(Area { right: zero, ..track }, PALE_GOOD),
        Some(Good::More) => canvas.rect(Area { left: zero, ..track }, PALE_GOOD),
        None => {}
    }
    if measure.margin > 0.0 && measure.margin.is_finite() {
        let (left, right) = (across.place(-measure.margin), across.place(measure.margin));
        canvas.rect(Area { left, right, ..track }, margin());
    }
    for x in grid {
        canvas.line((*x, track.top), (*x, track.bottom), Pen::new(WHITE, 1.0));
    }
    canvas.line((zero, track.top - 2.0), (zero, track.bottom + 2.0), Pen::new(INK, 1.25));
    track
}

fn head(canvas: &mut Canvas, place: Area, measure: &Measure) {
    let bold = Style::new(BODY - 0.5, INK).bold();
    let quiet = Style::new(TINY, QUIET);
    let lines = bold.wrap(&measure.name, place.width(), 3);
    let first = place.top + 43.0 - 15.0 * (lines.len() as f64 - 1.0);
    for (index, line) in lines.iter().enumerate() {
        canvas.text((place.left, first + 15.0 * index as f64), line, bold);
    }
    let mut said = Vec::new();
    if let Some(base) = measure.base.filter(|base| base.is_finite()) {
        said.push(format!("base {}", measure.unit.value(base)));
    }
    match measure.good {
        Some(Good::Less) => said.push("less is better".to_owned()),
        Some(Good::More) => said.push("more is better".to_owned()),
        None => {}
    }
    canvas.text((place.left, place.top + 58.0), &quiet.fit(&said.join("  ·  "), place.width()), quiet);
    if measure.differences.iter().flatten().any(|found| found.split.is_some()) {
        let mut left = place.left;
        for (name, colour) in [("provider", PAY), ("others", OTHERS)] {
            canvas.rect(Area::new(left, place.top + 65.0, left + 9.0, place.top + 74.0), colour);
            canvas.label((left + 13.0, place.top + 69.5), name, quiet);
            left += 13.0 + quiet.width(name) + 14.0;
        }
        canvas.circle((left + 4.0, place.top + 69.5), 4.0, INK);
        canvas.label((left + 13.0, place.top + 69.5), "together", quiet);
    }
}

fn cell(canvas: &mut Canvas, row: Area, track: Area, across: &Scale, unit: Unit, found: Difference) {
    let colour = found.judged.colour();
    let y = track.middle();
    let zero = across.place(0.0);
    if let Some(split) = found.split {
        let thick = (track.height() * 0.25).clamp(3.0, 7.0);
        for (amount, colour, up) in [(split.provider, PAY, true), (split.others, OTHERS, false)] {
            let at = across.place(amount);
            let (top, bottom) = if up { (y - thick - 2.5, y - 2.5) } else { (y + 2.5, y + 2.5 + thick) };
            canvas.rect(Area::new(zero.min(at), top, zero.max(at), bottom), colour.toward(WHITE, 0.25));
        }
    }
    let mean = found.estimate.mean;
    let beyond = |value: f64, way: f64| value.is_finite() && if way < 0.0 { value < across.low() } else { value > across.high() };
    let inner = Estimate { mean, low: found.estimate.low.max(across.low()), high: found.estimate.high.min(across.high()) };
    whisker(
        canvas,
        across,
        y,
        if found.estimate.has_interval() { inner } else { Estimate::exact(mean) },
        4.0,
        Pen::new(colour, 2.5),
    );
    for (value, way) in [(found.estimate.low.min(mean), -1.0), (found.estimate.high.max(mean), 1.0)] {
        if beyond(value, way) {
            let tip = if way < 0.0 { row.left } else { row.right };
            canvas.polygon(&[(tip, y), (tip - way * 9.0, y - 6.0), (tip - way * 9.0, y + 6.0)], colour);
        }
    }
    if !beyond(mean, -1.0) && !beyond(mean, 1.0) {
        let x = across.place(mean);
        canvas.circle((x, y), 5.5, WHITE);
        canvas.circle((x, y), 4.25, colour);
    }
    words(canvas, row, track, unit, found);
}

/// The verdict in a word, the difference, and where there is room its interval.
fn words(canvas: &mut Canvas, row: Area, track: Area, unit: Unit, found: Difference) {
    let bold = Style::new(SMALL, found.judged.colour().for_text()).bold();
    let plain = Style::new(SMALL, INK);
    let tiny = Style::new(TINY - 0.5, QUIET);
    let points = if unit == Unit::Share { " points" } else { "" };
    let y = track.bottom + 10.0;
    let left = row.left + 2.0;
    let word = found.judged.word();
    let value = format!("{}{points}", signed(unit, found.estimate.mean));
    canvas.label((left, y), word, bold);
    if found.judged != Judged::Same {
        let room = row.width() - bold.width(word) - 20.0;
        canvas.label((left + bold.width(word) + 8.0, y), &plain.fit(&value, room), plain);
    }
    if row.height() >= ROOMY && found.estimate.has_interval() {
        let text = format!("{} to {}{points}", signed(unit, found.estimate.low), signed(unit, found.estimate.high));
        canvas.label((left, y + 14.0), &tiny.fit(&text, row.width() - 10.0), tiny);
    }
}
