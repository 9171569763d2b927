//! What stands on the plot: frontier, target and sum on offer, and the points with their intervals and names.

use super::{Configuration, DOT, Input, colour, frontier, known, served};
use crate::report::chart::axis::Scale;
use crate::report::chart::canvas::{Area, Canvas, Pen, Point, Style};
use crate::report::chart::marks::{Taken, nearest, whisker, whisker_up};
use crate::report::chart::number::pounds;
use crate::report::chart::palette::{INK, QUIET, RULE, SMALL, WHITE};

/// Target and sum on offer with their names, and the frontier; returns its corners.
#[expect(clippy::too_many_arguments, reason = "the two scales and what they are drawn in belong together")]
pub(super) fn marks(
    canvas: &mut Canvas,
    input: &Input,
    left: Area,
    plot: Area,
    across: &Scale,
    up: &Scale,
    taken: &mut Taken,
    priced: bool,
) -> Vec<Point> {
    let bold = Style::new(SMALL, INK).bold();
    let offer = input.offer.filter(|offer| offer.is_finite() && priced);
    let efficient = frontier(&input.configurations, input.direction);
    let points: Vec<Point> = efficient
        .iter()
        .filter_map(|index| {
            let one = &input.configurations[*index];
            Some((across.place(known(one)?.mean), up.place(served(one)?.mean)))
        })
        .collect();
    let mut steps: Vec<Point> = Vec::new();
    for (index, &(x, y)) in points.iter().enumerate() {
        let before = if index == 0 { plot.bottom } else { points[index - 1].1 };
        steps.extend([(x, before), (x, y)]);
    }
    if let Some(&(_, y)) = points.last() {
        steps.push((left.right, y));
    }
    canvas.polyline(&steps, Pen::new(RULE.toward(WHITE, 0.35), 5.0));
    for pair in steps.windows(2) {
        taken.line(pair[0], pair[1], 3.0);
    }
    if let Some(target) = input.target.filter(|target| target.is_finite()) {
        let y = up.place(target);
        canvas.dashed(&[(plot.left, y), (plot.right, y)], Pen::new(INK, 1.25), 6.0, 4.0);
        taken.line((plot.left, y), (plot.right, y), 2.0);
        if let Some(offer) = offer {
            taken.line((across.place(offer), plot.top), (across.place(offer), plot.bottom), 3.0);
        }
        let text = format!("target {} {}", input.direction.words(), input.unit.value(target));
        let width = bold.width(&text);
        let beside = |share: f64, above: bool| {
            let x = plot.left + 8.0 + (left.width() - width - 16.0) * share;
            let top = if above { y - 18.0 } else { y + 4.0 };
            Area::new(x, top, x + width, top + 14.0)
        };
        let place = taken.beside(beside).unwrap_or_else(|| beside(0.0, true));
        put(canvas, place, &text, bold);
    }
    if let Some(offer) = offer {
        let x = across.place(offer);
        canvas.dashed(&[(x, plot.top - 4.0), (x, plot.bottom)], Pen::new(INK, 1.25), 2.0, 3.0);
        taken.line((x, plot.top - 4.0), (x, plot.bottom), 2.0);
        let text = format!("on offer {} a call", pounds(offer));
        let half = bold.width(&text) / 2.0;
        let at = x.min(left.right - half).max(plot.left + half);
        canvas.text((at, plot.top - 8.0), &text, bold.centred());
    }
    steps
}

/// Names the frontier along its longest level stretch, if there is room.
pub(super) fn name_frontier(canvas: &mut Canvas, steps: &[Point], taken: &mut Taken) {
    let text = "efficient frontier";
    let style = Style::new(SMALL, QUIET).bold();
    let width = style.width(text);
    let level = steps.windows(2).filter(|pair| (pair[0].1 - pair[1].1).abs() < 0.5);
    let longest = level.max_by(|one, other| (one[1].0 - one[0].0).total_cmp(&(other[1].0 - other[0].0)));
    let Some(&[(from, y), (to, _)]) = longest.filter(|pair| pair[1].0 - pair[0].0 > width + 24.0) else {
        return;
    };
    let place = taken.beside(|share, above| {
        let x = from + 14.0 + (to - from - width - 20.0) * share;
        let top = if above { y - 20.0 } else { y + 6.0 };
        Area::new(x, top, x + width, top + 14.0)
    });
    if let Some(place) = place {
        put(canvas, place, text, style);
    }
}

fn put(canvas: &mut Canvas, place: Area, text: &str, style: Style) {
    canvas.rect(Area::new(place.left - 2.0, place.top, place.right + 2.0, place.bottom), WHITE.fade(0.8));
    canvas.label((place.left, place.middle()), text, style);
}

pub(super) fn crosses(canvas: &mut Canvas, one: &Configuration, at: Point, across: &Scale, up: &Scale, taken: &mut Taken) {
    let pen = Pen::new(colour(one).toward(WHITE, 0.2), 1.75);
    if let Some(cost) = known(one) {
        whisker(canvas, across, at.1, cost, 4.0, pen);
        if cost.has_interval() {
            taken.line((across.place(cost.low), at.1), (across.place(cost.high), at.1), 3.0);
        }
    }
    if let Some(service) = served(one) {
        whisker_up(canvas, up, at.0, service, 4.0, pen);
        if service.has_interval() {
            taken.line((at.0, up.place(service.low)), (at.0, up.place(service.high)), 3.0);
        }
    }
}

pub(super) fn dot(canvas: &mut Canvas, at: Point, one: &Configuration) {
    if one.base {
        canvas.circle(at, DOT + 4.0, INK);
        canvas.circle(at, DOT + 2.25, WHITE);
    } else {
        canvas.circle(at, DOT + 1.25, WHITE);
    }
    canvas.circle(at, DOT, colour(one));
    if one.base {
        canvas.circle(at, 2.25, WHITE);
    }
}

/// The number of each point, and its name where there is room for it.
pub(super) fn names(canvas: &mut Canvas, input: &Input, places: &[Option<Point>], left: Area, taken: &mut Taken) {
    let style = Style::new(SMALL, INK).bold();
    // the base is named first: it must have its name
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|index| !input.configurations[*index].base);
    for index in order {
        let (Some(at), one) = (places[index], &input.configurations[index]) else {
            continue;
        };
        let number = format!("{}", index + 1);
        let suffix = if one.base { " (base)" } else { "" };
        let ground = if known(one).is_some() { left } else { Area { right: left.right + 6.0, ..left } };
        let full = format!("{number}  {}{suffix}", one.name);
        let cut = format!("{number}  {}{suffix}", style.fit(&one.name, 150.0));
        let short = format!("{number}{suffix}");
        let tries = [(full, 100.0), (cut, 100.0), (short, 500.0)];
        for (text, farthest) in tries {
            let size = (style.width(&text) + 4.0, 15.0);
            if size.0 > 300.0 {
                continue;
            }
            let Some(place) = taken.place(at, size, ground, farthest) else {
                continue;
            };
            let near = nearest(place, at);
            if (near.0 - at.0).hypot(near.1 - at.1) > 22.0 {
                canvas.line(at, near, Pen::new(RULE, 1.0));
                taken.line(at, near, 1.5);
                dot(canvas, at, one);
            }
            put(canvas, Area::new(place.left + 2.0, place.top, place.right - 2.0, place.bottom), &text, style);
            break;
        }
    }
}
