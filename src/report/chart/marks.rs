//! Marks that several pictures share: whiskers of intervals, named gaps where a number is not known, names beside points.

use super::Estimate;
use super::axis::Scale;
use super::canvas::{Area, Canvas, Pen, Point, Style};
use super::palette::{QUIET, RULE};

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
    canvas.dashed(&corners, Pen::new(RULE, 1.0), 4.0, 3.0);
    let style = Style::new(size, QUIET);
    canvas.label((left + 7.0, place.middle()), &style.fit(why, place.width() - 14.0), style);
}

/// What names beside points must not cover.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Ground that is taken.
    pub areas: Vec<Area>,
}

impl Taken {
    /// Takes the ground along a line.
    pub fn line(&mut self, (x0, y0): Point, (x1, y1): Point, half: f64) {
        let steps = ((x1 - x0).hypot(y1 - y0) / 6.0).ceil().clamp(1.0, 400.0) as u32;
        for step in 0..=steps {
            let share = f64::from(step) / f64::from(steps);
            let (x, y) = (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share);
            self.areas.push(Area::new(x - half, y - half, x + half, y + half));
        }
    }

    /// The first free place of those beside a line, above it (true) or below, from its start (0) to its end (1); where none is
    /// free, the first.
    pub fn along(&mut self, place: impl Fn(f64, bool) -> Area) -> Area {
        let all = (0..=20).flat_map(|step| [true, false].map(|above| (f64::from(step) / 20.0, above)));
        let free = all.map(|(share, above)| place(share, above)).find(|area| !self.areas.iter().any(|other| other.overlaps(area)));
        let found = free.unwrap_or_else(|| place(0.0, true));
        self.areas.push(found);
        found
    }

    /// The nearest free place inside `plot` for a text of this size by a point; it is taken from then on.
    pub fn place(&mut self, at: Point, (width, height): (f64, f64), plot: Area, farthest: f64) -> Option<Area> {
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
                if inside && !self.areas.iter().any(|other| other.overlaps(&area)) {
                    self.areas.push(area);
                    return Some(area);
                }
            }
            distance += 7.0;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
