//! The legend of the map of days: what is shown, the bar of colours, what gaps and marks mean, and the worst day.

use super::super::Direction;
use super::super::axis::ticks;
use super::super::canvas::{Area, Canvas, Pen, Style};
use super::super::palette::{BODY, FAINT, INK, PALE, QUIET, RULE, SMALL, WHITE};
use super::{BEND, Kind, Map, Row, SIDE, boxed, hatch, value};

impl Map<'_> {
    /// The whole of it, at the right of the map.
    pub(super) fn side(&self, canvas: &mut Canvas, area: Area) {
        let left = area.right - SIDE;
        let quiet = Style::new(SMALL, QUIET);
        let mut y = self.plot.top + 4.0;
        for line in Style::new(BODY, INK).bold().wrap(&self.input.measure, SIDE, 3) {
            canvas.text((left, y), &line, Style::new(BODY, INK).bold());
            y += 18.0;
        }
        let bar = Area::new(left, y + 6.0, area.right, y + 196.0);
        y = if self.input.stated { self.colours(canvas, bar) } else { self.shades(canvas, bar) };
        let empty = Area::new(left, y, left + 22.0, y + 13.0);
        canvas.rect(empty, PALE);
        hatch(canvas, empty);
        canvas.label((left + 30.0, y + 6.5), "no calls", quiet);
        let short = |row: &Row| row.cells.len() < self.slots as usize;
        if self.input.rows.iter().any(short) {
            y += 21.0;
            let gap = Area::new(left, y, left + 22.0, y + 13.0);
            canvas.outline(gap, Pen::new(FAINT, 1.0));
            canvas.label((left + 30.0, y + 6.5), self.absent(), quiet);
        }
        let kinds = [(Kind::Weekend, "weekend", RULE.toward(WHITE, 0.35)), (Kind::Holiday, "public holiday", INK)];
        for (kind, text, colour) in kinds {
            if self.input.rows.iter().any(|row| row.kind == kind) {
                y += 21.0;
                canvas.rect(Area::new(left + 8.0, y, left + 14.0, y + 13.0), colour);
                canvas.label((left + 30.0, y + 6.5), text, quiet);
            }
        }
        self.worst(canvas, left, y + 44.0);
    }

    /// What a gap in a row stands for.
    fn absent(&self) -> &'static str {
        let (rows, slots) = (&self.input.rows, self.slots as usize);
        let short = |row: &Row| row.cells.len() < slots;
        let ends = |row: Option<&Row>, begins: bool| {
            row.filter(|row| short(row)).is_some_and(|row| {
                let slot = 1440 / self.slots.max(1);
                if begins {
                    row.cells.first().is_none_or(|cell| cell.minute > 0)
                } else {
                    row.cells.last().is_none_or(|cell| cell.minute + slot < 1440)
                }
            })
        };
        let last = rows.len().saturating_sub(1);
        let others = rows.iter().enumerate().any(|(index, row)| {
            let inside = row.cells.windows(2).any(|pair| pair[1].minute > pair[0].minute + 1440 / self.slots.max(1));
            short(row) && (inside || (index > 0 && ends(Some(row), true)) || (index < last && ends(Some(row), false)))
        });
        match (ends(rows.first(), true), ends(rows.last(), false), others) {
            (_, _, true) => "closed, or clock change",
            (true, true, _) => "before or after the run",
            (true, false, _) => "before the run begins",
            _ => "after the end",
        }
    }

    /// The bar of colours; returns where it ends.
    fn colours(&self, canvas: &mut Canvas, place: Area) -> f64 {
        let (good, bad) = self.ends();
        let bar = Area::new(place.left, place.top, place.left + 22.0, place.bottom - 24.0);
        let turn = bar.top + bar.height() * 0.34;
        let target = self.input.target;
        let under = |found: f64| {
            let share = ((found - target) / (bad - target)).clamp(0.0, 1.0);
            turn + (bar.bottom - turn) * share.powf(BEND)
        };
        for step in 0..(bar.height() * 2.0) as u32 {
            let y = bar.top + f64::from(step) / 2.0;
            let found = if y < turn {
                target + (good - target) * (turn - y) / (turn - bar.top)
            } else {
                let share = ((y - turn) / (bar.bottom - turn)).max(1e-6);
                target + (bad - target) * share.powf(1.0 / BEND)
            };
            canvas.rect(Area::new(bar.left, y, bar.right, y + 0.5), self.colour(found));
        }
        let (style, strong) = (Style::new(SMALL, QUIET), Style::new(SMALL, INK).bold());
        let unit = self.input.unit;
        let more = match self.input.direction {
            Direction::AtLeast if bad > 0.0 => " or less",
            _ => "",
        };
        let mut marks = vec![
            (bar.top, unit.value(good), style),
            (turn, format!("{} target", unit.value(target)), strong),
            (bar.bottom, format!("{}{more}", unit.value(bad)), style),
        ];
        let (between, step) = ticks(unit, target.min(bad), target.max(bad), 6);
        for found in between {
            let y = under(found);
            if marks.iter().all(|(other, ..)| (other - y).abs() > 15.0) {
                marks.push((y, unit.tick(found, step), style));
            }
        }
        for (y, text, style) in marks {
            canvas.line((bar.right, y), (bar.right + 5.0, y), Pen::new(INK, 1.0));
            canvas.label((bar.right + 9.0, y), &text, style);
        }
        place.bottom
    }

    /// The bar of shades where no target is stated; returns where it ends.
    fn shades(&self, canvas: &mut Canvas, place: Area) -> f64 {
        let (good, bad) = self.ends();
        let style = Style::new(SMALL, QUIET);
        canvas.text((place.left, place.top + 8.0), "no target is stated:", style);
        canvas.text((place.left, place.top + 23.0), "the darker, the worse", style);
        let bar = Area::new(place.left, place.top + 36.0, place.left + 22.0, place.bottom - 24.0);
        let down = |found: f64| bar.top + bar.height() * (found - good) / (bad - good);
        for step in 0..(bar.height() * 2.0) as u32 {
            let y = bar.top + f64::from(step) / 2.0;
            let found = good + (bad - good) * (y - bar.top) / bar.height();
            canvas.rect(Area::new(bar.left, y, bar.right, y + 0.5), self.colour(found));
        }
        let (between, step) = ticks(self.input.unit, good.min(bad), good.max(bad), 6);
        for found in between {
            let y = down(found);
            canvas.line((bar.right, y), (bar.right + 5.0, y), Pen::new(INK, 1.0));
            canvas.label((bar.right + 9.0, y), &self.input.unit.tick(found, step), style);
        }
        place.bottom
    }

    fn worst(&self, canvas: &mut Canvas, left: f64, top: f64) {
        let Some(row) = self.input.worst.and_then(|index| self.input.rows.get(index)) else {
            return;
        };
        let style = Style::new(BODY, INK).bold();
        boxed(canvas, Area::new(left, top - 11.0, left + 22.0, top + 1.0));
        canvas.text((left + 30.0, top), "worst day", style);
        canvas.text((left, top + 20.0), &style.fit(&row.label, SIDE), Style::new(BODY, INK));
        let quiet = Style::new(SMALL, QUIET);
        if let Some(found) = value(row.total) {
            let text = format!("{} over the day", self.input.unit.value(found));
            canvas.text((left, top + 39.0), &text, Style::new(BODY, INK));
        }
        canvas.text((left, top + 57.0), "(picked after looking)", quiet);
    }
}
