//! Marks that several pictures share: whiskers of intervals, named gaps where a number is not known, names beside points.

use super::Estimate;
use super::axis::{Scale, ticks};
use super::canvas::{Area, Canvas, Pen, Point, Style};
use super::number::{Unit, pounds};
use super::palette::{INK, QUIET, RULE, SMALL, TINY, WHITE};

/// An interval from left to right with caps that reach `half` above and below it; nothing where it is not known.
pub fn whisker(canvas: &mut Canvas, across: &Scale, y: f64, found: Estimate, half: f64, pen: Pen) {
    if found.has_interval() {
        let (from, to) = (across.place(found.low), across.place(found.high));
        canvas.line((from, y), (to, y), pen);
        for end in [from, to] {
            canvas.line((end, y - half), (end, y + half), pen);
        }
    }
}

/// The same from bottom to top.
pub fn whisker_up(canvas: &mut Canvas, up: &Scale, x: f64, found: Estimate, half: f64, pen: Pen) {
    if found.has_interval() {
        let (from, to) = (up.place(found.low), up.place(found.high));
        canvas.line((x, from), (x, to), pen);
        for end in [from, to] {
            canvas.line((x - half, end), (x + half, end), pen);
        }
    }
}

/// A box of dashes where something is not known, with why in it: never an empty place, which would read as zero.
pub fn gap(canvas: &mut Canvas, place: Area, why: &str, size: f64) {
    let Area { left, top, right, bottom } = place;
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    canvas.rect(place, WHITE);
    canvas.dashed(&corners, Pen::new(RULE, 1.0), 4.0, 3.0);
    let style = Style::new(size, QUIET);
    let pitch = size + 2.0;
    let most = ((place.height() - 2.0) / pitch).max(1.0) as usize;
    let lines = style.wrap(why, place.width() - 14.0, most);
    let mut y = place.middle() - pitch * (lines.len() as f64 - 1.0) / 2.0;
    for line in lines {
        canvas.label((left + 7.0, y), &line, style);
        y += pitch;
    }
}

/// Both ends of an interval of money: millions named once, "to" where a sign could be taken for the dash.
pub fn money_range(low: f64, high: f64) -> String {
    let (from, to) = (pounds(low), pounds(high));
    if from == to {
        return from;
    }
    if low < 0.0 {
        let bare = from.strip_suffix(" million").filter(|_| to.ends_with(" million"));
        return format!("{} to {to}", bare.unwrap_or(&from));
    }
    match (from.strip_suffix(" million"), to.strip_prefix('£')) {
        (Some(from), Some(to)) if to.ends_with(" million") => format!("{from} – {to}"),
        _ => format!("{from} – {to}"),
    }
}

/// A tick of an axis of money whose ticks stand `step` apart: pence where that is less than a pound.
pub fn money_tick(value: f64, step: f64) -> String {
    if (0.01..1.0).contains(&step) { pounds(value) } else { Unit::Pounds.tick(value, step) }
}

/// As many ticks, at most `most`, as have room for their words side by side: place and words. Where not even two have, those
/// nearest to zero that do.
pub fn roomy_ticks(across: &Scale, unit: Unit, most: usize, words: impl Fn(f64, f64) -> String) -> Vec<(f64, String)> {
    let style = Style::new(TINY, QUIET);
    let half = |text: &str| style.width(text) / 2.0 + 4.0;
    let placed = |most: usize| {
        let (mut values, step) = ticks(unit, across.low(), across.high(), most);
        values.sort_by(|one, other| one.abs().total_cmp(&other.abs()));
        values.into_iter().map(|value| (across.place(value), words(value, step))).collect::<Vec<_>>()
    };
    let clear = |(x, text): &(f64, String), others: &[(f64, String)]| {
        others.iter().all(|(other, beside)| (x - other).abs() >= half(text) + half(beside))
    };
    let all_clear = |found: &Vec<(f64, String)>| (1..found.len()).all(|index| clear(&found[index], &found[..index]));
    if let Some(found) = (2..=most).rev().map(placed).find(|found| found.len() > 1 && all_clear(found)) {
        return found;
    }
    let mut kept: Vec<(f64, String)> = Vec::new();
    for tick in placed(2) {
        if clear(&tick, &kept) {
            kept.push(tick);
        }
    }
    kept
}

/// Space between the lines of a name.
pub const LEAD: f64 = 2.0;

/// A name over as many lines as the place holds, in bold of the largest size in which it fits; names of files may break at
/// hyphens. What fits in no size is cut with an ellipsis.
pub fn name_lines(name: &str, (width, height): (f64, f64), largest: f64) -> (Vec<String>, Style) {
    let mut size = largest;
    loop {
        let style = Style::new(size, INK).bold();
        let most = ((height / (size + LEAD)) as usize).max(1);
        let (lines, whole) = broken(name, &style, width);
        if whole && lines.len() <= most {
            return (lines, style);
        }
        if size <= TINY - 1.0 {
            let mut kept: Vec<String> = lines.into_iter().take(most).collect();
            if let Some(last) = kept.last_mut() {
                last.push('…');
            }
            return (kept.iter().map(|line| style.fit(line, width)).collect(), style);
        }
        size -= 0.5;
    }
}

/// The height that names ask for in a column of this width: up to `most` lines each, of ordinary size.
pub fn names_height<'a>(names: impl Iterator<Item = &'a str>, width: f64, most: usize) -> f64 {
    let style = Style::new(SMALL, INK).bold();
    let lines = names.map(|name| broken(name, &style, width).0.len()).max().unwrap_or(1);
    lines.min(most) as f64 * (SMALL + LEAD)
}

/// Lines broken at blanks and behind hyphens and underscores, and whether every line fits.
fn broken(name: &str, style: &Style, width: f64) -> (Vec<String>, bool) {
    let mut lines: Vec<String> = vec![String::new()];
    for word in name.split_inclusive([' ', '-', '_', '/']) {
        let longer = lines.last().map_or_else(String::new, |line| format!("{line}{word}"));
        let fits = style.width(longer.trim_end()) <= width;
        match lines.last_mut() {
            Some(line) if fits || line.is_empty() => *line = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    let lines: Vec<String> = lines.iter().map(|line| line.trim().to_owned()).collect();
    let whole = lines.iter().all(|line| style.width(line) <= width);
    (lines, whole)
}

/// Points along a line, close to each other.
fn along((x0, y0): Point, (x1, y1): Point) -> impl Iterator<Item = Point> {
    let steps = ((x1 - x0).hypot(y1 - y0) / 5.0).ceil().clamp(1.0, 400.0) as u32;
    (0..=steps).map(move |step| {
        let share = f64::from(step) / f64::from(steps);
        (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
    })
}

/// The point of an area that is nearest to a place.
pub fn nearest(area: Area, (x, y): Point) -> Point {
    (x.clamp(area.left, area.right), y.clamp(area.top, area.bottom))
}

/// What names beside points must not cover.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Ground that is taken.
    pub areas: Vec<Area>,
    /// Names that stand already: no line to a later one may cross them.
    names: Vec<Area>,
}

impl Taken {
    /// Takes the ground along a line.
    pub fn line(&mut self, from: Point, to: Point, half: f64) {
        self.areas.extend(along(from, to).map(|(x, y)| Area::new(x - half, y - half, x + half, y + half)));
    }

    /// The first free place of those beside a line, above it (true) or below, from its start (0) to its end (1).
    pub fn beside(&mut self, place: impl Fn(f64, bool) -> Area) -> Option<Area> {
        let all = (0..=20).flat_map(|step| [true, false].map(|above| (f64::from(step) / 20.0, above)));
        let mut places = all.map(|(share, above)| place(share, above));
        let found = places.find(|area| !self.areas.iter().any(|other| other.overlaps(area)))?;
        self.take(found);
        Some(found)
    }

    /// The nearest free place inside `plot` for a text of this size by a point, to which a line crosses no other name if that can
    /// be; it is taken from then on.
    pub fn place(&mut self, at: Point, (width, height): (f64, f64), plot: Area, farthest: f64) -> Option<Area> {
        let mut crossing = None;
        let mut distance = 9.0;
        while distance <= farthest {
            for step in 0..24 {
                // to the right first, then around
                let turn = f64::from((step + 1) / 2) / 24.0 * if step % 2 == 0 { 1.0 } else { -1.0 };
                let angle = std::f64::consts::TAU * turn - 0.35;
                let (x, y) = (at.0 + distance * angle.cos(), at.1 + distance * angle.sin());
                let left = x - width * (1.0 - angle.cos()) / 2.0;
                let top = y - height * (1.0 - angle.sin()) / 2.0;
                let area = Area::new(left, top, left + width, top + height);
                let inside = area.left > plot.left && area.right < plot.right && area.top > plot.top && area.bottom < plot.bottom;
                if !inside || self.areas.iter().any(|other| other.overlaps(&area)) {
                    continue;
                }
                if self.reaches(at, area) {
                    self.take(area);
                    return Some(area);
                }
                crossing = crossing.or(Some(area));
            }
            distance += 7.0;
        }
        if let Some(area) = crossing {
            self.take(area);
        }
        crossing
    }

    fn take(&mut self, name: Area) {
        self.areas.push(name);
        self.names.push(name);
    }

    /// Whether a line to a name crosses no other name.
    fn reaches(&self, at: Point, area: Area) -> bool {
        let crossed =
            |(x, y): Point| self.names.iter().any(|name| name.left < x && x < name.right && name.top < y && y < name.bottom);
        !along(at, nearest(area, at)).any(crossed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_ticks_do_not_overlap() {
        let style = Style::new(TINY, QUIET);
        for (low, high, span) in [(0.0, 7e9, 300.0), (-28_000.0, 17_000.0, 900.0), (-1e9, 1e9, 100.0), (0.0, 0.03, 200.0)] {
            let across = Scale::new((low, high), (0.0, span));
            let mut found = roomy_ticks(&across, Unit::Pounds, 12, |value, step| Unit::Pounds.tick(value, step));
            assert!(!found.is_empty());
            found.sort_by(|one, other| one.0.total_cmp(&other.0));
            for pair in found.windows(2) {
                let room = pair[1].0 - pair[0].0;
                assert!(room > f64::midpoint(style.width(&pair[0].1), style.width(&pair[1].1)), "{found:?}");
            }
        }
    }

    #[test]
    fn ranges_of_money_read_well() {
        assert_eq!(money_range(-5.0, 3.0), "−£5.00 to £3.00");
        assert_eq!(money_range(-3e6, -2e6), "−£3.000 to −£2.000 million");
        assert_eq!(money_range(20e6, 30e6), "£20.0 – 30.0 million");
        assert_eq!(money_range(900.0, 1100.0), "£900.00 – £1,100");
        assert_eq!(money_range(1.0, 1.0), "£1.00");
    }

    #[test]
    fn names_fit_their_place() {
        let long = "agency-instead-of-overtime-and-no-bank-staff at week-ends and in the evenings of every month but July";
        for (width, height) in [(180.0, 60.0), (120.0, 15.0), (40.0, 10.0), (300.0, 20.0)] {
            let (lines, style) = name_lines(long, (width, height), 14.0);
            assert!(lines.iter().all(|line| style.width(line) <= width), "{lines:?}");
            assert!(lines.len() as f64 <= (height / (style.size + LEAD)).max(1.0));
        }
        let (lines, style) = name_lines(long, (180.0, 80.0), 14.0);
        assert_eq!(lines.join(" ").replace("- ", "-"), long);
        assert!(style.size < 14.0);
        assert_eq!(name_lines("short", (180.0, 60.0), 14.0).0, ["short"]);
    }

    #[test]
    fn names_of_points_in_one_place_do_not_overlap() {
        let mut taken = Taken::default();
        let plot = Area::new(0.0, 0.0, 600.0, 400.0);
        let mut found: Vec<Area> = Vec::new();
        for _ in 0..12 {
            let place = taken.place((300.0, 200.0), (120.0, 14.0), plot, 300.0).unwrap();
            assert!(found.iter().all(|other| !other.overlaps(&place)));
            found.push(place);
        }
        assert!(taken.place((300.0, 200.0), (700.0, 14.0), plot, 300.0).is_none());
    }
}
