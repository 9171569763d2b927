//! Cost across and service up: what the scales reach, and the lines and words along them.

use super::{Input, known, served};
use crate::report::chart::axis::{Scale, ticks};
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::marks::money_tick;
use crate::report::chart::number::Unit;
use crate::report::chart::palette::{FAINT, INK, QUIET, RULE, SMALL};
use crate::report::chart::{Direction, Estimate};

pub(super) fn costs(input: &Input, span: (f64, f64)) -> Scale {
    let all = input.configurations.iter().flat_map(|one| ends(known(one)).collect::<Vec<_>>()).chain(input.offer);
    let (low, high) = spread(all);
    Scale::new((low, high), span)
}

pub(super) fn services(input: &Input, plot: Area) -> Scale {
    let all = input.configurations.iter().flat_map(|one| ends(served(one)).collect::<Vec<_>>()).chain(input.target);
    let (low, high) = spread(all);
    // a share ends at all and at none; durations and counts at none
    let low = if low < 0.0 && input.unit != Unit::Pounds { 0.0 } else { low };
    let high = if input.unit == Unit::Share { high.min(1.0) } else { high };
    let span = match input.direction {
        Direction::AtLeast => (plot.bottom - 10.0, plot.top + 10.0),
        Direction::AtMost | Direction::Below => (plot.top + 10.0, plot.bottom - 10.0),
    };
    Scale::new((low.min(high), high), span)
}

/// Least and greatest of what is to be shown, with room around it.
fn spread(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return (0.0, 1.0);
    }
    let span = high - low;
    let room = if span > 0.0 { span * 0.1 } else { (high.abs() * 0.1).max(1e-6) };
    (low - room, high + room)
}

fn ends(found: Option<Estimate>) -> impl Iterator<Item = f64> {
    found.into_iter().flat_map(|found| [found.mean, found.low, found.high])
}

pub(super) fn axes(canvas: &mut Canvas, input: &Input, left: Area, plot: Area, across: &Scale, up: &Scale, priced: bool) {
    let style = Style::new(SMALL, QUIET);
    let (values, step) = ticks(input.unit, up.low(), up.high(), 7);
    for value in values {
        let y = up.place(value);
        canvas.line((plot.left, y), (plot.right, y), Pen::new(FAINT, 1.0));
        canvas.label((plot.left - 8.0, y), &input.unit.tick(value, step), style.right());
    }
    if priced {
        let (values, step) = ticks(Unit::Pounds, across.low(), across.high(), 7);
        let mut free = f64::NEG_INFINITY;
        for value in values {
            let x = across.place(value);
            let text = money_tick(value, step);
            let half = style.width(&text) / 2.0;
            canvas.line((x, plot.bottom), (x, plot.bottom + 5.0), Pen::new(RULE, 1.0));
            if x - half > free {
                canvas.text((x, plot.bottom + 19.0), &text, style.centred());
                free = x + half + 10.0;
            }
        }
    }
    canvas.line((plot.left, plot.bottom), (left.right, plot.bottom), Pen::new(RULE, 1.25));
    canvas.line((plot.left, plot.top), (plot.left, plot.bottom), Pen::new(RULE, 1.25));
    let bold = Style::new(SMALL, INK).bold();
    let name = bold.fit(&input.service, plot.width() - 60.0);
    canvas.text((plot.left - 62.0, plot.top - 34.0), &name, bold);
    canvas.text((plot.left - 62.0 + bold.width(&name) + 10.0, plot.top - 34.0), "↑ better", style);
    canvas.text((left.right, plot.bottom + 37.0), "full cost of an answered call (£) →", bold.right());
    canvas.text((plot.left, plot.bottom + 37.0), "← cheaper", style);
}
