//! When does it fail? A map of days by half-hours; its legend is in `legend`.

mod legend;

use super::canvas::{Area, Canvas, Pen, Style};
use super::number::{Unit, clock};
use super::page::{sentence, sheet};
use super::palette::{
    Colour, DEEP_BAD, DEEP_GOOD, DEEP_PLAIN, FAINT, INK, MID_BAD, PALE, PALE_BAD, PALE_GOOD, PALE_PLAIN, QUIET, RULE, SMALL,
    TINY, USUAL_BODY, WHITE,
};
use super::{Direction, Drawing, Frame};

/// What kind of day a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Neither of the others.
    #[default]
    Weekday,
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday,
}

/// One interval of one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// When it begins by the clock on the wall, in minutes after midnight; the hour that comes twice in autumn comes twice.
    pub minute: u32,
    /// The value; none if there were no calls.
    pub value: Option<f64>,
}

/// One day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its name, such as "Mon 2 Dec".
    pub label: String,
    /// The month or whatever else groups the rows; a line is drawn where it changes.
    pub group: String,
    /// Named even if there is no room to name every row: the first day of a week.
    pub major: bool,
    /// What kind of day it is.
    pub kind: Kind,
    /// Its intervals.
    pub cells: Vec<Cell>,
    /// The value of the whole day.
    pub total: Option<f64>,
}

/// What the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// What is shown, such as "share answered within 60 s".
    pub measure: String,
    /// The unit of the values.
    pub unit: Unit,
    /// Which side of the target is good.
    pub direction: Direction,
    /// Where good and bad part.
    pub target: f64,
    /// Somebody stated the target; otherwise nothing parts good from bad, and shades only say more or less.
    pub stated: bool,
    /// Minutes of an interval.
    pub slot_minutes: u32,
    /// The days, in order.
    pub rows: Vec<Row>,
    /// Which row is the worst, picked after looking.
    pub worst: Option<usize>,
}

const NAMES: f64 = 96.0;
const LEAST_ROW: f64 = 5.5;
const MOST_ROW: f64 = 72.0;
const SIDE: f64 = 190.0;
/// Misses near the target are told apart more finely than those far from it.
const BEND: f64 = 0.6;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let rows = input.rows.len() as f64;
    let wanted = (MOST_ROW * rows + 40.0)
        .clamp(if input.worst.is_some() { 400.0 } else { 320.0 }, USUAL_BODY)
        .max(LEAST_ROW * rows + 36.0);
    let (mut canvas, area) = sheet(frame, wanted);
    let seen = |row: &Row| row.cells.iter().any(|cell| value(cell.value).is_some());
    if !input.rows.iter().any(seen) {
        sentence(&mut canvas, area, "There were no calls in the days simulated, so there is nothing to map.");
        return canvas.finish(&frame.title);
    }
    let map = Map::new(input, area);
    map.hours(&mut canvas);
    for (index, row) in input.rows.iter().enumerate() {
        map.row(&mut canvas, index, row);
    }
    map.groups(&mut canvas);
    map.names(&mut canvas);
    map.side(&mut canvas, area);
    canvas.finish(&frame.title)
}

fn value(found: Option<f64>) -> Option<f64> {
    found.filter(|number| number.is_finite())
}

/// The map's measures.
struct Map<'a> {
    input: &'a Input,
    plot: Area,
    total: (f64, f64),
    height: f64,
    slots: u32,
    worst_value: f64,
}

impl<'a> Map<'a> {
    fn new(input: &'a Input, area: Area) -> Self {
        let right = area.right - SIDE - 30.0;
        let top = area.top + 24.0;
        let rows = input.rows.len() as f64;
        let height = snap((area.bottom - 8.0 - top) / rows).clamp(LEAST_ROW - 0.5, MOST_ROW);
        let total = (right - 56.0, right);
        let plot = Area::new(area.left + NAMES, snap(top), right - 64.0, snap(top) + height * rows);
        let slot = input.slot_minutes.clamp(1, 1440);
        let cells = input.rows.iter().flat_map(|row| &row.cells);
        let bad = |one: f64, other: f64| match input.direction {
            Direction::AtLeast => one.min(other),
            Direction::AtMost | Direction::Below => one.max(other),
        };
        let worst_value = cells.filter_map(|cell| value(cell.value)).fold(input.target, bad);
        Self { input, plot, total, height, slots: 1440_u32.div_ceil(slot), worst_value }
    }

    /// The far ends of the colours: the good one and the bad one.
    fn ends(&self) -> (f64, f64) {
        match (self.input.direction, self.input.unit) {
            (Direction::AtLeast, Unit::Share) => {
                let bad: f64 = if self.worst_value < 0.5 { 0.0 } else { 0.5 };
                (1.0, bad.min(self.input.target))
            }
            (Direction::AtMost | Direction::Below, Unit::Share) => (0.0, self.worst_value.max(self.input.target * 2.0).min(1.0)),
            (Direction::AtMost | Direction::Below, _) => (0.0, self.worst_value.max(self.input.target * 2.0)),
            (Direction::AtLeast, _) => (self.input.target * 2.0, 0.0),
        }
    }

    fn colour(&self, found: f64) -> Colour {
        let (good, bad) = self.ends();
        if !self.input.stated {
            return PALE_PLAIN.toward(DEEP_PLAIN, (found - good) / (bad - good));
        }
        let target = self.input.target;
        let part = |end: f64| {
            if (end - target).abs() > 1e-12 { (found - target) / (end - target) } else { 1.0 }
        };
        if self.input.direction.holds(found, target) {
            return PALE_GOOD.toward(DEEP_GOOD, part(good));
        }
        let depth = part(bad).clamp(0.0, 1.0).powf(BEND);
        if depth < 0.5 { PALE_BAD.toward(MID_BAD, depth * 2.0) } else { MID_BAD.toward(DEEP_BAD, depth * 2.0 - 1.0) }
    }

    fn top(&self, index: usize) -> f64 {
        self.plot.top + self.height * index as f64
    }

    fn across(&self, minute: u32) -> f64 {
        let share = f64::from(minute.min(1440)) / 1440.0;
        snap(self.plot.left + self.plot.width() * share)
    }

    fn hours(&self, canvas: &mut Canvas) {
        let style = Style::new(SMALL, QUIET);
        for hour in (0..=24).step_by(3) {
            let x = self.across(hour * 60);
            let text = if hour == 24 { "24:00".to_owned() } else { clock(hour * 60) };
            let half = style.width(&text) / 2.0;
            let middle = x.min(self.plot.right - half + 6.0);
            canvas.text((middle, self.plot.top - 9.0), &text, style.centred());
            canvas.line((x, self.plot.top - 5.0), (x, self.plot.top), Pen::new(RULE, 1.0));
        }
        let middle = f64::midpoint(self.total.0, self.total.1);
        canvas.text((middle, self.plot.top - 9.0), "all day", style.centred());
    }

    fn row(&self, canvas: &mut Canvas, index: usize, row: &Row) {
        let gap = if self.height > 8.0 { 0.5 } else { 0.0 };
        let (top, bottom) = (self.top(index), self.top(index) + self.height - gap);
        let colour = match row.kind {
            Kind::Weekday => None,
            Kind::Weekend => Some(RULE.toward(WHITE, 0.35)),
            Kind::Holiday => Some(INK),
        };
        if let Some(colour) = colour {
            canvas.rect(Area::new(self.plot.left - 9.0, top, self.plot.left - 3.0, bottom), colour);
        }
        let slot = 1440 / self.slots.max(1);
        let mut empty: Vec<(f64, f64)> = Vec::new();
        for (place, cell) in row.cells.iter().enumerate() {
            let (mut left, mut right) = (self.across(cell.minute), self.across(cell.minute + slot));
            // the hour that comes twice shares the room of one
            let same = |other: &&Cell| other.minute == cell.minute;
            let before = row.cells[..place].iter().filter(same).count();
            let times = row.cells.iter().filter(same).count();
            if times > 1 {
                let edge = |index: usize| snap(left + (right - left) * index as f64 / times as f64);
                (left, right) = (edge(before), edge(before + 1));
            }
            match value(cell.value) {
                Some(found) => canvas.rect(Area::new(left, top, right, bottom), self.colour(found)),
                None => match empty.last_mut() {
                    Some(run) if (run.1 - left).abs() < 0.01 => run.1 = right,
                    _ => empty.push((left, right)),
                },
            }
        }
        for (left, right) in empty {
            let place = Area::new(left, top, right, bottom);
            canvas.rect(place, PALE);
            hatch(canvas, place);
        }
        if let Some(found) = value(row.total) {
            canvas.rect(Area::new(self.total.0, top, self.total.1, bottom), self.colour(found));
            if self.height >= 15.0 {
                let ground = self.colour(found);
                let light = u32::from(ground.red) * 3 + u32::from(ground.green) * 6 + u32::from(ground.blue) > 1350;
                let style = Style::new(TINY, if light { INK } else { WHITE }).centred();
                let text = style.fit(&self.input.unit.value(found), self.total.1 - self.total.0);
                canvas.label((f64::midpoint(self.total.0, self.total.1), f64::midpoint(top, bottom)), &text, style);
            }
        }
    }

    fn groups(&self, canvas: &mut Canvas) {
        for (index, pair) in self.input.rows.windows(2).enumerate() {
            if pair[0].group != pair[1].group {
                let y = self.top(index + 1);
                canvas.line((self.plot.left - 9.0, y), (self.total.1, y), Pen::new(INK, 1.25));
            }
        }
        if let Some(worst) = self.input.worst.filter(|index| *index < self.input.rows.len()) {
            let top = self.top(worst);
            let place = Area::new(self.plot.left - 1.0, top - 1.0, self.total.1 + 1.0, top + self.height + 0.5);
            boxed(canvas, place);
        }
    }

    /// Names all rows if there is room, otherwise the major ones, dropping those that would touch.
    fn names(&self, canvas: &mut Canvas) {
        let style = Style::new(if self.height >= 15.0 { SMALL } else { TINY }, INK).right();
        let all = self.height >= 13.0;
        let named = self.input.rows.iter().any(|row| row.major);
        let mut free = f64::NEG_INFINITY;
        for (index, row) in self.input.rows.iter().enumerate() {
            let y = self.top(index) + self.height / 2.0;
            if y - free >= 12.5 && (all || row.major || !named) {
                let text = style.fit(&row.label, NAMES - 14.0);
                canvas.label((self.plot.left - 14.0, y), &text, style);
                free = y;
            }
        }
    }
}

/// A box that is seen on pale and on dark cells: a dark line with a white one outside it, so that a row of a few pixels stays seen within.
fn boxed(canvas: &mut Canvas, place: Area) {
    let outer = Area::new(place.left - 1.75, place.top - 1.75, place.right + 1.75, place.bottom + 1.75);
    canvas.outline(outer, Pen::new(WHITE, 1.5));
    canvas.outline(place, Pen::new(INK, 2.0));
}

/// To half a layout pixel, so that neighbouring cells share an edge in the PNG.
fn snap(length: f64) -> f64 {
    (length * 2.0).floor() / 2.0
}

/// Slanted lines over a cell without calls.
fn hatch(canvas: &mut Canvas, area: Area) {
    let height = area.height();
    let mut x = (area.left / 7.0).floor() * 7.0 - height;
    while x < area.right {
        let (from, to) = (x.max(area.left), (x + height).min(area.right));
        if to - from > 0.5 {
            let pen = Pen::new(FAINT.toward(RULE, 0.35), 0.75);
            canvas.line((from, area.bottom - (from - x)), (to, area.bottom - (to - x)), pen);
        }
        x += 7.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(direction: Direction, unit: Unit, target: f64) -> Input {
        Input {
            measure: String::new(),
            unit,
            direction,
            target,
            stated: true,
            slot_minutes: 30,
            rows: vec![Row { cells: vec![Cell { minute: 0, value: Some(0.2) }], ..Row::default() }],
            worst: None,
        }
    }

    #[test]
    fn good_is_blue_and_bad_is_red_either_way() {
        let area = Area::new(0.0, 0.0, 1000.0, 500.0);
        let share = input(Direction::AtLeast, Unit::Share, 0.95);
        let map = Map::new(&share, area);
        assert_eq!(map.colour(1.0), DEEP_GOOD);
        assert_eq!(map.colour(0.95), PALE_GOOD);
        assert_eq!(map.colour(0.0), DEEP_BAD);
        let wait = input(Direction::AtMost, Unit::Seconds, 20.0);
        let map = Map::new(&wait, area);
        assert_eq!(map.colour(0.0), DEEP_GOOD);
        assert_eq!(map.colour(1e9), DEEP_BAD);
    }

    #[test]
    fn without_a_target_nothing_is_good_or_bad() {
        let plain = Input { stated: false, ..input(Direction::AtLeast, Unit::Share, 0.95) };
        let map = Map::new(&plain, Area::new(0.0, 0.0, 1000.0, 500.0));
        assert_eq!((map.colour(1.0), map.colour(0.0)), (PALE_PLAIN, DEEP_PLAIN));
        // nothing turns at the value that would have been the target
        let (above, below) = (map.colour(0.951), map.colour(0.949));
        assert!(above.red.abs_diff(below.red) <= 1 && above.blue.abs_diff(below.blue) <= 1, "{above:?} {below:?}");
    }

    #[test]
    fn a_target_at_the_very_end_divides_by_nothing() {
        let all = input(Direction::AtLeast, Unit::Share, 1.0);
        let map = Map::new(&all, Area::new(0.0, 0.0, 1000.0, 500.0));
        assert_eq!(map.colour(1.0), DEEP_GOOD);
        assert!(map.colour(0.5) != DEEP_GOOD);
    }
}
