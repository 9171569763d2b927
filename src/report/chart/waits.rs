//! How long do people wait? The share still waiting after each time, answered and gave up apart.

use super::axis::{Scale, round_up, ticks};
use super::canvas::{Area, Canvas, Pen, Point, Style};
use super::number::{UNKNOWN, Unit};
use super::page::{sentence, sheet};
use super::palette::{BODY, Colour, FAINT, INK, QUIET, RULE, SMALL, TINY, USUAL_BODY, WHITE, series};
use super::{Drawing, Frame};

/// The least share that is drawn: the tail below it is cut.
const LEAST: f64 = 0.001;
const CENTILES: [&str; 4] = ["50th", "90th", "95th", "99th"];
/// Shares still waiting at these centiles.
const AFTER: [f64; 4] = [0.5, 0.1, 0.05, 0.01];
const GRID: [(f64, &str); 6] = [(1.0, "100 %"), (0.5, "50 %"), (0.1, "10 %"), (0.05, "5 %"), (0.01, "1 %"), (0.001, "0.1 %")];

/// One class of callers, band or step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// Its number in the palette.
    pub colour: usize,
    /// Of those answered: (seconds, share still waiting then), by rising time.
    pub answered: Vec<(f64, f64)>,
    /// The same of those who gave up; empty if nobody did.
    pub gave_up: Vec<(f64, f64)>,
    /// The share of all who gave up.
    pub gave_up_share: Option<f64>,
    /// The 50th, 90th, 95th and 99th centile of the wait of those answered, in seconds: the mean over replications, as everywhere. Written
    /// in the table and drawn as dots, which so lie off a curve of all calls together where replications differ.
    pub centiles: [Option<f64>; 4],
}

/// A target on the wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// When, in seconds.
    pub seconds: f64,
    /// What it is, such as "target: 95 % within 60 s".
    pub label: String,
}

/// What the picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// What each wait is of, such as "wait for a call handler".
    pub wait: String,
    /// The curves, at most seven or so.
    pub curves: Vec<Curve>,
    /// Targets on the wait.
    pub marks: Vec<Mark>,
}

const TABLE: f64 = 330.0;
/// Height of a row of names above the plot.
const ROW: f64 = 17.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let (mut canvas, area) = sheet(frame, USUAL_BODY.max(56.0 * input.curves.len() as f64 + 60.0));
    let drawn: Vec<&Curve> = input.curves.iter().filter(|curve| !all_points(curve).is_empty()).collect();
    if drawn.is_empty() {
        sentence(&mut canvas, area, "No call waited for an answer, so there is no wait to show.");
        return canvas.finish(&frame.title);
    }
    let longest = longest(&drawn, &input.marks);
    let high = round_up(Unit::Seconds, longest * 1.02, 8);
    let (left, right) = (area.left + 60.0, area.right - TABLE - 34.0);
    let across = Scale::new((0.0, high), (left, right));
    let marks = named(&input.marks);
    let rows = stacked(&spans(&marks, &across, right)).into_iter().max().unwrap_or(0);
    let top = area.top + 50.0 + ROW * rows as f64;
    let plot = Area::new(left, top, right, area.bottom - 40.0);
    canvas.text(
        (area.left, area.top + 14.0),
        "share still waiting (by powers of ten; the tail below 0.1 % is cut)",
        Style::new(SMALL, QUIET),
    );
    axes(&mut canvas, plot, &across, &input.wait);
    draw_marks(&mut canvas, plot, &across, &marks);
    let mut lines = Vec::new();
    let dashed: Vec<Vec<Point>> = drawn.iter().map(|curve| path(&curve.gave_up, plot, &across)).collect();
    for (curve, gave_up) in drawn.iter().zip(&dashed) {
        canvas.dashed(gave_up, Pen::new(series(curve.colour), 2.0), 6.0, 4.0);
    }
    for (curve, gave_up) in drawn.iter().zip(dashed) {
        let colour = series(curve.colour);
        let answered = path(&curve.answered, plot, &across);
        canvas.polyline(&answered, Pen::new(colour, 3.0));
        for at in dots(curve, plot, &across) {
            canvas.circle(at, 5.0, WHITE);
            canvas.circle(at, 3.75, colour);
        }
        lines.push((curve.name.as_str(), colour, answered));
        lines.push(("", colour, gave_up));
    }
    let marked: Vec<f64> = marks.iter().map(|(time, _)| across.place(*time)).collect();
    labels(&mut canvas, plot, &lines, &marked);
    table(&mut canvas, Area::new(area.right - TABLE, area.top, area.right, area.bottom), &drawn);
    canvas.finish(&frame.title)
}

/// The points that can be drawn, by rising time.
fn usable(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let good = |(time, share): &(f64, f64)| time.is_finite() && *time >= 0.0 && share.is_finite();
    points.iter().copied().filter(good).collect()
}

fn all_points(curve: &Curve) -> Vec<(f64, f64)> {
    let mut all = usable(&curve.answered);
    all.extend(usable(&curve.gave_up));
    all
}

/// How far the axis must reach: until every curve has fallen below the least share drawn, and a little past every mark.
fn longest(curves: &[&Curve], marks: &[Mark]) -> f64 {
    let mut longest: f64 = 1.0;
    for curve in curves {
        for points in [usable(&curve.answered), usable(&curve.gave_up)] {
            let end = points.iter().position(|(_, share)| *share <= LEAST);
            let seen = end.map_or(points.as_slice(), |end| &points[..=end]);
            longest = seen.iter().map(|(time, _)| *time).fold(longest, f64::max);
        }
        longest = curve.centiles.iter().flatten().copied().filter(|time| time.is_finite()).fold(longest, f64::max);
    }
    let marks = marks.iter().map(|mark| mark.seconds * 1.2);
    marks.filter(|time| time.is_finite()).fold(longest, f64::max)
}

/// Where the centiles of the table stand: each at its own time, and as high as the share that still waits then.
fn dots(curve: &Curve, plot: Area, across: &Scale) -> Vec<Point> {
    let known = curve.centiles.iter().zip(AFTER).filter_map(|(centile, share)| Some(((*centile)?, share)));
    known
        .filter(|(time, _)| (0.0..=across.high()).contains(time))
        .map(|(time, share)| (across.place(time), height(share, plot)))
        .collect()
}

/// Where a share stands, on a scale by powers of ten.
fn height(share: f64, plot: Area) -> f64 {
    let down = share.clamp(LEAST, 1.0).log10() / LEAST.log10();
    plot.top + plot.height() * down
}

/// The curve on the sheet, from all waiting at the start to where it leaves the plot.
fn path(points: &[(f64, f64)], plot: Area, across: &Scale) -> Vec<Point> {
    let points = usable(points);
    let Some(&(first, share)) = points.first() else {
        return Vec::new();
    };
    let mut out = vec![(plot.left, plot.top)];
    if first > 0.0 {
        out.push((across.place(first), height(if share < 1.0 { 1.0 } else { share }, plot)));
    }
    for (time, share) in points {
        let next = (across.place(time), height(share, plot));
        let last = out.last().copied().unwrap_or(next);
        // what is nearer than can be seen only makes the file larger
        if share <= LEAST || (next.0 - last.0).hypot(next.1 - last.1) >= 0.5 {
            out.push(next);
        }
        if share <= LEAST || time >= across.high() {
            break;
        }
    }
    out
}

fn axes(canvas: &mut Canvas, plot: Area, across: &Scale, wait: &str) {
    let style = Style::new(SMALL, QUIET);
    for (share, text) in GRID {
        let y = height(share, plot);
        canvas.line((plot.left, y), (plot.right, y), Pen::new(FAINT, 1.0));
        canvas.label((plot.left - 8.0, y), text, style.right());
    }
    let (times, step) = ticks(Unit::Seconds, 0.0, across.high(), 8);
    for time in times {
        let x = across.place(time);
        canvas.line((x, plot.bottom), (x, plot.bottom + 5.0), Pen::new(RULE, 1.0));
        canvas.text((x, plot.bottom + 19.0), &Unit::Seconds.tick(time, step), style.centred());
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), Pen::new(RULE, 1.25));
    let units = if across.high() >= 3600.0 { "h hours, m minutes" } else { "m minutes, s seconds" };
    let title = style.fit(&format!("{wait} ({units})"), plot.width());
    canvas.text((plot.right, plot.bottom + 36.0), &title, style.right());
}

/// Rows of names above the plot, from the bottom, so that none lies on another; marks come by rising time.
fn stacked(spans: &[(f64, f64)]) -> Vec<usize> {
    let mut rows = vec![0; spans.len()];
    for index in (0..spans.len()).rev() {
        let clash = |row: usize| {
            let later = (index + 1)..spans.len();
            later.into_iter().any(|other| rows[other] >= row && spans[other].0 < spans[index].1)
        };
        rows[index] = (0..spans.len()).find(|row| !clash(*row)).unwrap_or(0);
    }
    rows
}

/// Marks by rising time with their names cut to fit.
fn named(marks: &[Mark]) -> Vec<(f64, String)> {
    let style = Style::new(SMALL, INK).bold();
    let mut named: Vec<(f64, String)> = marks
        .iter()
        .filter(|mark| mark.seconds.is_finite() && mark.seconds >= 0.0)
        .map(|mark| (mark.seconds, style.fit(&mark.label, 420.0)))
        .collect();
    named.sort_by(|one, other| one.0.total_cmp(&other.0));
    named
}

/// Where each name begins and ends.
fn spans(marks: &[(f64, String)], across: &Scale, right: f64) -> Vec<(f64, f64)> {
    let style = Style::new(SMALL, INK).bold();
    let span = |(seconds, name): &(f64, String)| {
        let width = style.width(name);
        let left = (across.place(*seconds) - 4.0).min(right - width);
        (left, left + width + 8.0)
    };
    marks.iter().map(span).collect()
}

fn draw_marks(canvas: &mut Canvas, plot: Area, across: &Scale, marks: &[(f64, String)]) {
    let style = Style::new(SMALL, INK).bold();
    let spans = spans(marks, across, plot.right);
    for (((seconds, name), span), row) in marks.iter().zip(&spans).zip(stacked(&spans)) {
        let y = plot.top - 11.0 - ROW * row as f64;
        let x = across.place(*seconds);
        canvas.dashed(&[(x, y + 4.0), (x, plot.bottom)], Pen::new(INK, 1.25), 2.0, 3.0);
        canvas.text((span.0, y), name, style);
    }
}

/// Writes each name beside its curve where it covers no other and, if it can be, no dashed line and no mark; a curve with no
/// such place is named in the table only. Each curve is followed by that of those who gave up, which has no name.
fn labels(canvas: &mut Canvas, plot: Area, lines: &[(&str, Colour, Vec<Point>)], marked: &[f64]) {
    let mut taken: Vec<Area> = Vec::new();
    for (index, (name, colour, line)) in lines.iter().enumerate() {
        if name.is_empty() {
            continue;
        }
        let own: &[Point] = lines.get(index + 1).map_or(&[], |(_, _, gave_up)| gave_up);
        let style = Style::new(SMALL, colour.for_text()).bold();
        let text = style.fit(name, 190.0);
        let width = style.width(&text);
        let free = (0..60).filter_map(|index| {
            let y = plot.bottom - 14.0 - (plot.height() - 30.0) * f64::from(index) / 59.0;
            let x = crossing(line, y + 7.0).or_else(|| crossing(line, y))? + 7.0;
            let place = Area::new(x, y - 8.0, x + 6.0 + width, y + 7.0);
            let clear = place.right < plot.right
                && !taken.iter().any(|other| other.overlaps(&place))
                && !lines.iter().any(|(name, _, other)| !name.is_empty() && touches(other, place))
                && !touches(own, place);
            clear.then_some(place)
        });
        // the lower half is where curves lie furthest apart
        let cost = |place: &Area| {
            let crossed = marked.iter().filter(|x| place.left < **x && **x < place.right).count();
            let dashed = lines.iter().filter(|(name, _, other)| name.is_empty() && touches(other, *place));
            let covered = crossed as f64 * 1000.0 + dashed.count() as f64 * 400.0;
            (place.middle() - (plot.top + plot.height() * 0.55)).abs() + covered
        };
        let best = free.min_by(|one, other| cost(one).total_cmp(&cost(other)));
        if let Some(place) = best {
            let ground = Area::new(place.left - 1.0, place.top, place.right - 3.0, place.bottom);
            canvas.rect(ground, WHITE.fade(0.85));
            canvas.label((place.left + 1.0, place.middle()), &text, style);
            taken.push(Area::new(place.left - 8.0, place.top - 2.0, place.right + 4.0, place.bottom + 2.0));
        }
    }
}

/// How far right a line crosses a height.
fn crossing(line: &[Point], y: f64) -> Option<f64> {
    let cross = |pair: &[Point]| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let inside = y0.min(y1) <= y && y <= y0.max(y1) && (y1 - y0).abs() > 1e-9;
        inside.then(|| x0 + (x1 - x0) * (y - y0) / (y1 - y0))
    };
    line.windows(2).filter_map(cross).reduce(f64::max)
}

fn touches(line: &[Point], place: Area) -> bool {
    let near = |pair: &[Point]| {
        pair[0].0.min(pair[1].0) < place.right
            && pair[0].0.max(pair[1].0) > place.left
            && pair[0].1.min(pair[1].1) < place.bottom
            && pair[0].1.max(pair[1].1) > place.top
    };
    line.windows(2).filter(|pair| near(pair)).any(|pair| {
        (0..=24).any(|index| {
            let share = f64::from(index) / 24.0;
            let x = pair[0].0 + (pair[1].0 - pair[0].0) * share;
            let y = pair[0].1 + (pair[1].1 - pair[0].1) * share;
            x > place.left && x < place.right && y > place.top && y < place.bottom
        })
    })
}

fn table(canvas: &mut Canvas, area: Area, curves: &[&Curve]) {
    let style = Style::new(SMALL, QUIET);
    let pitch = area.width() / 4.0;
    let x = area.left;
    canvas.line((x, area.top + 10.0), (x + 26.0, area.top + 10.0), Pen::new(INK, 3.0));
    canvas.label((x + 33.0, area.top + 10.0), "answered", style);
    let dashed = [(x + 112.0, area.top + 10.0), (x + 138.0, area.top + 10.0)];
    canvas.dashed(&dashed, Pen::new(INK, 2.0), 6.0, 4.0);
    canvas.label((x + 145.0, area.top + 10.0), "gave up", style);
    canvas.label((x, area.top + 28.0), "(lines: the calls of all replications together)", style);
    let head = area.top + 63.0;
    canvas.circle((x + 5.0, head - 12.0), 3.75, INK);
    canvas.text((x + 15.0, head - 8.0), "centiles of a replication, mean of replications", style);
    for (index, name) in CENTILES.iter().enumerate() {
        let right = x + pitch * (index as f64 + 1.0);
        canvas.text((right, head + 10.0), name, style.right());
    }
    let mut top = head + 18.0;
    let pitch_down = ((area.bottom - top) / curves.len() as f64).min(64.0);
    for curve in curves {
        block(canvas, Area::new(x, top, area.right, top + pitch_down), curve);
        top += pitch_down;
    }
}

fn block(canvas: &mut Canvas, place: Area, curve: &Curve) {
    let colour = series(curve.colour);
    canvas.line((place.left, place.top), (place.right, place.top), Pen::new(FAINT, 1.0));
    let name = Style::new(BODY, colour.for_text()).bold();
    let small = Style::new(TINY, QUIET).right();
    let gave_up = match curve.gave_up_share {
        Some(share) if share.is_finite() => format!("{} gave up", Unit::Share.value(share)),
        _ => String::new(),
    };
    let room = place.width() - small.width(&gave_up) - 10.0;
    canvas.text((place.left, place.top + 20.0), &name.fit(&curve.name, room), name);
    canvas.text((place.right, place.top + 20.0), &gave_up, small);
    let value = Style::new(BODY, INK).right();
    for (index, centile) in curve.centiles.iter().enumerate() {
        let right = place.left + place.width() / 4.0 * (index as f64 + 1.0);
        let text = centile.map_or(UNKNOWN.to_owned(), |seconds| Unit::Seconds.value(seconds));
        canvas.text((right, place.top + 41.0), &text, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_starts_with_everybody_and_stops_at_the_least_share() {
        let plot = Area::new(0.0, 0.0, 100.0, 300.0);
        let across = Scale::new((0.0, 10.0), (0.0, 100.0));
        let line = path(&[(0.0, 0.5), (1.0, 0.1), (2.0, 0.0), (3.0, 0.0)], plot, &across);
        assert_eq!(line[0], (0.0, 0.0));
        assert_eq!(line.len(), 4);
        assert!((line[3].1 - 300.0).abs() < 1e-9);
        assert!(path(&[(f64::NAN, 0.5)], plot, &across).is_empty());
    }

    /// The curve of all calls together falls to a twentieth at 100 s; the mean of the replications' 95th centiles is 40 s. The dot says what
    /// the table says.
    #[test]
    fn dots_stand_where_the_table_says_not_where_the_curve_is() {
        let plot = Area::new(0.0, 0.0, 200.0, 300.0);
        let across = Scale::new((0.0, 200.0), (0.0, 200.0));
        let curve = Curve {
            answered: vec![(0.0, 0.5), (100.0, 0.05), (200.0, 0.001)],
            centiles: [Some(12.0), None, Some(40.0), Some(150.0)],
            ..Curve::default()
        };
        let found = dots(&curve, plot, &across);
        let wanted = [(12.0, height(0.5, plot)), (40.0, height(0.05, plot)), (150.0, height(0.01, plot))];
        assert_eq!(found, wanted);
    }

    #[test]
    fn powers_of_ten_are_evenly_spaced() {
        let plot = Area::new(0.0, 0.0, 100.0, 300.0);
        assert!((height(0.1, plot) - 100.0).abs() < 1e-9);
        assert!((height(0.0, plot) - 300.0).abs() < 1e-9);
    }
}
