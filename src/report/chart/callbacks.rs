//! Are urgent people called back in time? One row a band.

use super::axis::Scale;
use super::canvas::{Area, Canvas, Pen, Point, Style};
use super::number::{Unit, duration, heads, plural};
use super::page::{sentence, sheet};
use super::palette::{BAD, BODY, FAINT, GOOD, INK, PALE_GOOD, QUIET, RULE, SMALL, TINY, UNSURE, USUAL_BODY, WHITE};
use super::{Drawing, Estimate, Frame};

/// One band of urgency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// Within how many seconds people are to be called back.
    pub due: f64,
    /// How many people were due, in the period that `Input::period` names.
    pub people: f64,
    /// The share called back in time.
    pub in_time: Option<Estimate>,
    /// The least share that will do.
    pub target: Option<f64>,
    /// People called back late, in the same period.
    pub late: Option<Estimate>,
    /// The 95th centile of the wait, in seconds.
    pub p95: Option<f64>,
    /// (Seconds, share still waiting for the call then), by rising time.
    pub tail: Vec<(f64, f64)>,
}

/// What the picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// The bands, most urgent first.
    pub bands: Vec<Band>,
    /// What people are counted over, such as "a month" or "in the 91 days simulated".
    pub period: String,
}

const HEAD: f64 = 26.0;
const FOOT: f64 = 38.0;
const LEAST_ROW: f64 = 74.0;
const MOST_ROW: f64 = 190.0;
const NAME: (f64, f64) = (40.0, 262.0);
const SHARE: (f64, f64) = (282.0, 520.0);
const TAIL: (f64, f64) = (598.0, 930.0);
const LATE: (f64, f64) = (966.0, 1160.0);

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let rows = input.bands.len().max(1) as f64;
    let wanted = ((USUAL_BODY - HEAD - FOOT) / rows).clamp(LEAST_ROW, MOST_ROW);
    let (mut canvas, area) = sheet(frame, HEAD + FOOT + wanted * input.bands.len() as f64);
    if input.bands.is_empty() {
        sentence(&mut canvas, area, "Nobody was to be called back: the scenario has no call-back, or none fell due.");
        return canvas.finish(&frame.title);
    }
    let style = Style::new(SMALL, QUIET);
    let y = area.top + 12.0;
    canvas.text((NAME.0, y), "band", style);
    canvas.text((SHARE.0, y), "called back in time", style);
    canvas.text((TAIL.0 - 44.0, y), "share still waiting for the call", style);
    canvas.text((LATE.0, y), "people called back late", style);
    let height = ((area.height() - HEAD - FOOT) / input.bands.len() as f64).min(MOST_ROW);
    let reach = reach(&input.bands);
    let mut top = area.top + HEAD;
    for band in &input.bands {
        let place = Area::new(area.left, top, area.right, top + height);
        canvas.line((area.left, top), (area.right, top), Pen::new(FAINT, 1.0));
        name(&mut canvas, place, band, &input.period);
        if band.people > 0.0 || band.in_time.is_some() {
            share(&mut canvas, place, band);
            tail(&mut canvas, place, band, reach);
            people(&mut canvas, place, band, &input.period);
        } else {
            canvas.label((SHARE.0, place.middle()), "nobody fell due", style);
        }
        top += height;
    }
    times(&mut canvas, top, reach);
    canvas.finish(&frame.title)
}

fn name(canvas: &mut Canvas, place: Area, band: &Band, period: &str) {
    let width = NAME.1 - NAME.0;
    let bold = Style::new(BODY + 1.0, INK).bold();
    let plain = Style::new(SMALL, INK);
    let quiet = Style::new(TINY, QUIET);
    let y = place.middle();
    let most = if place.height() > 92.0 { 2 } else { 1 };
    let lines = bold.wrap(&band.name, width, most);
    for (line, up) in lines.iter().rev().zip([19.0, 37.0]) {
        canvas.label((NAME.0, y - up), line, bold);
    }
    let due = format!("due within {}", duration(band.due));
    canvas.label((NAME.0, y), &plain.fit(&due, width), plain);
    let whole = (band.people - 1.0).abs() < 1e-9;
    let people = if whole { plural(1, "person", "people") } else { format!("{} people", heads(band.people)) };
    canvas.label((NAME.0, y + 18.0), &quiet.fit(&format!("{people} {period}"), width), quiet);
}

fn share(canvas: &mut Canvas, place: Area, band: &Band) {
    let Some(found) = band.in_time.filter(|found| found.mean.is_finite()) else {
        return;
    };
    let scale = Scale::new((0.0, 1.0), SHARE);
    let y = place.middle() + 9.0;
    let bar = Area::new(SHARE.0, y - 7.0, SHARE.1, y + 7.0);
    canvas.rect(bar, FAINT.toward(WHITE, 0.35));
    // where the interval crosses the target nothing is claimed
    let (low, high) = if found.has_interval() { (found.low, found.high) } else { (found.mean, found.mean) };
    let colour = match band.target {
        Some(target) if low >= target => GOOD,
        Some(target) if high < target => BAD,
        Some(_) => UNSURE,
        None => RULE,
    };
    canvas.rect(Area::new(bar.left, bar.top, scale.place(found.mean), bar.bottom), colour);
    if found.has_interval() {
        let (from, to) = (scale.place(found.low), scale.place(found.high));
        let pen = Pen::new(INK, 1.5);
        canvas.line((from, y), (to, y), pen);
        for end in [from, to] {
            canvas.line((end, y - 5.0), (end, y + 5.0), pen);
        }
    }
    let bold = Style::new(BODY + 4.0, INK).bold();
    let small = Style::new(TINY, QUIET);
    let value = Unit::Share.value(found.mean);
    canvas.text((SHARE.0, y - 15.0), &value, bold);
    if found.has_interval() {
        let range = format!("({})", Unit::Share.range(found.low, found.high));
        canvas.text((SHARE.0 + bold.width(&value) + 8.0, y - 15.0), &range, small);
    }
    if let Some(target) = band.target {
        let x = scale.place(target);
        canvas.line((x, bar.top - 4.0), (x, bar.bottom + 4.0), Pen::new(INK, 2.0));
        let text = format!("target {}", Unit::Share.value(target));
        let half = small.width(&text) / 2.0;
        let x = x.min(SHARE.1 - half).max(SHARE.0 + half);
        canvas.text((x, bar.bottom + 17.0), &text, small.centred());
    }
}

/// How many times its due time the tails are drawn to.
fn reach(bands: &[Band]) -> f64 {
    let mut most: f64 = 1.5;
    for band in bands.iter().filter(|band| band.due > 0.0) {
        let end = band.tail.iter().find(|(_, share)| *share <= 0.01);
        let end = end.or(band.tail.last()).map_or(0.0, |(time, _)| time / band.due);
        if end.is_finite() {
            most = most.max(end);
        }
    }
    [2.0, 3.0, 4.0, 6.0, 8.0].into_iter().find(|reach| most <= *reach).unwrap_or(8.0)
}

fn tail(canvas: &mut Canvas, place: Area, band: &Band, reach: f64) {
    let plot = Area::new(TAIL.0, place.top + 20.0, TAIL.1, place.bottom - 8.0);
    let across = Scale::new((0.0, reach), (plot.left, plot.right));
    let down = Scale::new((0.0, 1.0), (plot.bottom, plot.top));
    let small = Style::new(TINY, QUIET).right();
    for (level, text) in [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")] {
        let y = down.place(level);
        canvas.line((plot.left, y), (plot.right, y), Pen::new(FAINT, 1.0));
        canvas.label((plot.left - 7.0, y), text, small);
    }
    let due = across.place(1.0);
    let good = |(time, share): &&(f64, f64)| time.is_finite() && share.is_finite() && *time >= 0.0;
    let mut line: Vec<Point> = Vec::new();
    if band.due > 0.0 && !band.tail.is_empty() {
        line.push((plot.left, plot.top));
        for (time, share) in band.tail.iter().filter(good) {
            line.push((across.place(time / band.due), down.place(*share)));
            if time / band.due > reach {
                break;
            }
        }
    }
    for (late, colour) in [(false, PALE_GOOD), (true, BAD.fade(0.35))] {
        let part = side(&line, due, late);
        let floor: Vec<Point> = part.iter().map(|(x, _)| (*x, plot.bottom)).collect();
        canvas.band(&part, &floor, colour);
    }
    canvas.polyline(&line, Pen::new(INK, 2.0));
    canvas.line((due, plot.top - 4.0), (due, plot.bottom), Pen::new(INK, 1.5));
    let style = Style::new(TINY, INK);
    canvas.text((due + 5.0, plot.top - 5.0), "due", style);
    if let Some(p95) = band.p95.filter(|found| found.is_finite()) {
        let text = style.fit(&format!("95 % within {}", duration(p95)), plot.right - due - 36.0);
        canvas.text((plot.right, plot.top - 5.0), &text, style.right());
    }
}

/// The part of a line on one side of a place, cut there exactly.
fn side(line: &[Point], at: f64, after: bool) -> Vec<Point> {
    let inside = |x: f64| if after { x >= at } else { x <= at };
    let mut out = Vec::new();
    for pair in line.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if inside(x0) {
            out.push((x0, y0));
        }
        if inside(x0) != inside(x1) {
            out.push((at, y0 + (y1 - y0) * (at - x0) / (x1 - x0)));
        }
    }
    out.extend(line.last().filter(|(x, _)| inside(*x)));
    out
}

fn people(canvas: &mut Canvas, place: Area, band: &Band, period: &str) {
    let Some(late) = band.late.filter(|found| found.mean.is_finite()) else {
        return;
    };
    let colour = if late.mean > 0.0 { BAD.for_text() } else { INK };
    let big = Style::new(24.0, colour).bold();
    let small = Style::new(TINY, QUIET);
    let y = place.middle();
    canvas.label((LATE.0, y - 6.0), &heads(late.mean), big);
    let range = if late.has_interval() { format!("({} – {}) ", heads(late.low), heads(late.high)) } else { String::new() };
    let said = small.wrap(&format!("{range}{period}"), LATE.1 - LATE.0, 2);
    for (line, down) in said.iter().zip([17.0, 31.0]) {
        canvas.label((LATE.0, y + down), line, small);
    }
}

fn times(canvas: &mut Canvas, top: f64, reach: f64) {
    let style = Style::new(SMALL, QUIET).centred();
    let across = Scale::new((0.0, reach), TAIL);
    canvas.line((TAIL.0, top), (TAIL.1, top), Pen::new(RULE, 1.0));
    let step = if reach > 4.0 { 2 } else { 1 };
    for times in (0..=reach as u32).step_by(step) {
        let x = across.place(f64::from(times));
        canvas.line((x, top), (x, top + 4.0), Pen::new(RULE, 1.0));
        let text = if times == 0 { "0".to_owned() } else { format!("{times} ×") };
        canvas.text((x, top + 18.0), &text, style);
    }
    canvas.text((f64::midpoint(TAIL.0, TAIL.1), top + 34.0), "time since the end of triage, in multiples of the due time", style);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_the_due_time() {
        let line = [(0.0, 0.0), (10.0, 10.0), (20.0, 10.0)];
        assert_eq!(side(&line, 5.0, false), vec![(0.0, 0.0), (5.0, 5.0)]);
        assert_eq!(side(&line, 5.0, true), vec![(5.0, 5.0), (10.0, 10.0), (20.0, 10.0)]);
        assert!(side(&[], 5.0, true).is_empty());
    }

    #[test]
    fn the_reach_is_bounded() {
        let band = |time: f64| Band { due: 60.0, tail: vec![(time, 0.5)], ..Band::default() };
        assert!((reach(&[]) - 2.0).abs() < 1e-12);
        assert!((reach(&[band(1e9)]) - 8.0).abs() < 1e-12);
        assert!((reach(&[band(150.0)]) - 3.0).abs() < 1e-12);
    }
}
