//! What does each pound buy? Cost of a call across, service up, one point a configuration, intervals both ways.
//!
//! Up is always better. The efficient frontier joins the configurations that no other beats on both: at no lower price is more
//! to be had. It goes by the estimates, in steps, since nothing between two configurations was simulated.

use super::axis::{Scale, ticks};
use super::canvas::{Area, Canvas, Pen, Point, Style};
use super::marks::{LEAD, Taken, money_tick, name_lines, nearest, whisker, whisker_up};
use super::number::{Unit, chance, pounds};
use super::page::{sentence, sheet};
use super::palette::{Colour, FAINT, INK, PALE, QUIET, RULE, SMALL, TINY, USUAL_BODY, WHITE};
use super::scorecard::Verdict;
use super::{Direction, Drawing, Estimate, Frame};

/// A configuration: one point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configuration {
    /// Its name.
    pub name: String,
    /// Whether it is the base: what there is today.
    pub base: bool,
    /// Full cost of an answered call, pounds; none if it is not known.
    pub cost: Option<Estimate>,
    /// Why the cost is not known: "no pay is stated for nurses"; may be empty.
    pub gap: String,
    /// The service, in the unit of the picture.
    pub service: Option<Estimate>,
    /// The chance that some target is missed, with its Wilson interval; none if there are no targets.
    pub breach: Option<Estimate>,
}

/// What the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The measure of service in plain words: "answered within 60 s".
    pub service: String,
    /// Its unit.
    pub unit: Unit,
    /// Which way is good.
    pub direction: Direction,
    /// Its target, if it has one.
    pub target: Option<f64>,
    /// The sum on offer for a call, pounds.
    pub offer: Option<f64>,
    /// The configurations, the base first.
    pub configurations: Vec<Configuration>,
}

/// Chances of a breach up to this, and from the other on, are as good as settled: the default confidence of targets.
const SETTLED: (f64, f64) = (0.05, 0.95);
const LIST: f64 = 348.0;
const DOT: f64 = 7.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let efficient = frontier(&input.configurations, input.direction);
    let entries: Vec<Entry> =
        input.configurations.iter().enumerate().map(|(index, one)| Entry::new(one, input, efficient.contains(&index))).collect();
    let listed: f64 = entries.iter().map(Entry::height).sum();
    let (mut canvas, area) = sheet(frame, USUAL_BODY.max(listed + 118.0));
    let service = |one: &Configuration| one.service.filter(|found| found.mean.is_finite());
    if !input.configurations.iter().any(|one| service(one).is_some()) {
        sentence(&mut canvas, area, "There is nothing to weigh: the service of no configuration could be estimated.");
        return canvas.finish(&frame.title);
    }
    let unknown = input.configurations.iter().any(|one| known(one).is_none() && service(one).is_some());
    let priced = input.configurations.iter().any(|one| known(one).is_some() && service(one).is_some());
    let strip = if unknown { 128.0 } else { 0.0 };
    let plot = Area::new(area.left + 62.0, area.top + 48.0, area.right - LIST - 34.0, area.bottom - 44.0);
    let left = Area { right: plot.right - strip, ..plot };
    let across = costs(input, (left.left + 22.0, left.right - 22.0));
    let up = services(input, plot);
    axes(&mut canvas, input, left, plot, &across, &up, priced);
    if unknown {
        let strip = Area { left: left.right + 10.0, ..plot };
        canvas.rect(strip, PALE);
        let style = Style::new(TINY, QUIET).centred();
        canvas.text((strip.centre(), plot.bottom + 17.0), "cost not known", style);
    }
    if !priced {
        let text = "The cost of a call is not known for any of these, so nothing can be said of what a pound buys.";
        let place = Area { right: left.right - 150.0, ..left };
        let (x, y) = (place.width() * 0.36, 62.0);
        let clear = Area::new(place.centre() - x, place.middle() - y, place.centre() + x, place.middle() + y);
        canvas.rect(clear, WHITE);
        sentence(&mut canvas, place, text);
    }
    let mut taken = Taken::default();
    let steps = marks(&mut canvas, input, left, plot, &across, &up, &mut taken, priced);
    let place = |one: &Configuration| -> Option<Point> {
        let y = up.place(service(one)?.mean);
        Some((known(one).map_or(left.right + 26.0, |cost| across.place(cost.mean)), y))
    };
    let places: Vec<Option<Point>> = input.configurations.iter().map(place).collect();
    for (one, at) in input.configurations.iter().zip(&places) {
        if let Some(at) = at {
            crosses(&mut canvas, one, *at, &across, &up, &mut taken);
        }
    }
    for (one, at) in input.configurations.iter().zip(&places) {
        if let Some(at) = at {
            dot(&mut canvas, *at, one);
            taken.areas.push(Area::new(at.0 - DOT - 2.0, at.1 - DOT - 2.0, at.0 + DOT + 2.0, at.1 + DOT + 2.0));
        }
    }
    names(&mut canvas, input, &places, left, &mut taken);
    name_frontier(&mut canvas, &steps, &mut taken);
    list(&mut canvas, Area::new(area.right - LIST, area.top, area.right, area.bottom), input, &entries);
    canvas.finish(&frame.title)
}

fn known(one: &Configuration) -> Option<Estimate> {
    one.cost.filter(|found| found.mean.is_finite())
}

fn served(one: &Configuration) -> Option<Estimate> {
    one.service.filter(|found| found.mean.is_finite())
}

/// An entry of the list: its name and what is said of it, in lines.
struct Entry {
    name: (Vec<String>, Style),
    said: Vec<String>,
}

impl Entry {
    fn new(one: &Configuration, input: &Input, efficient: bool) -> Self {
        let room = LIST - 30.0;
        let name = name_lines(&one.name, (room, 3.0 * (SMALL + 0.5 + LEAD)), SMALL + 0.5);
        let said = Style::new(TINY, QUIET).wrap(&said(one, input, efficient), room, 2);
        Self { name, said }
    }

    fn height(&self) -> f64 {
        15.0 * self.name.0.len() as f64 + 14.0 * self.said.len() as f64 + 9.0
    }
}

/// What is said of the chance of a breach: across a limit nothing.
fn judged(breach: Option<Estimate>) -> Option<Verdict> {
    let found = breach.filter(|found| found.mean.is_finite())?;
    let (low, high) = if found.has_interval() { (found.low, found.high) } else { (found.mean, found.mean) };
    Some(match () {
        () if high <= SETTLED.0 => Verdict::Met,
        () if low >= SETTLED.1 => Verdict::Missed,
        () if low > SETTLED.0 && high < SETTLED.1 => Verdict::AtRisk,
        () => Verdict::CannotTell,
    })
}

fn colour(one: &Configuration) -> Colour {
    judged(one.breach).map_or(RULE, Verdict::colour)
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

fn costs(input: &Input, span: (f64, f64)) -> Scale {
    let all = input.configurations.iter().flat_map(|one| ends(known(one)).collect::<Vec<_>>()).chain(input.offer);
    let (low, high) = spread(all);
    Scale::new((low, high), span)
}

fn services(input: &Input, plot: Area) -> Scale {
    let all = input.configurations.iter().flat_map(|one| ends(served(one)).collect::<Vec<_>>()).chain(input.target);
    let (low, high) = spread(all);
    // a share ends at all and at none; durations and counts at none
    let low = if low < 0.0 && input.unit != Unit::Pounds { 0.0 } else { low };
    let high = if input.unit == Unit::Share { high.min(1.0) } else { high };
    let span = match input.direction {
        Direction::AtLeast => (plot.bottom - 10.0, plot.top + 10.0),
        Direction::AtMost => (plot.top + 10.0, plot.bottom - 10.0),
    };
    Scale::new((low.min(high), high), span)
}

fn axes(canvas: &mut Canvas, input: &Input, left: Area, plot: Area, across: &Scale, up: &Scale, priced: bool) {
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

/// Places in the list of those that none beats on both, cheapest first.
pub fn frontier(configurations: &[Configuration], direction: Direction) -> Vec<usize> {
    let mut order: Vec<(usize, f64, f64)> = configurations
        .iter()
        .enumerate()
        .filter_map(|(index, one)| {
            let service = served(one)?.mean;
            let good = if direction == Direction::AtLeast { service } else { -service };
            Some((index, known(one)?.mean, good))
        })
        .collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1).then(other.2.total_cmp(&one.2)));
    let mut best = f64::NEG_INFINITY;
    order.retain(|(_, _, good)| {
        let better = *good > best;
        best = best.max(*good);
        better
    });
    // one alone beats nobody
    let compared = configurations.iter().filter(|one| known(one).is_some() && served(one).is_some()).count() > 1;
    order.into_iter().filter(|_| compared).map(|(index, _, _)| index).collect()
}

/// Target and sum on offer with their names, and the frontier; returns its corners.
#[expect(clippy::too_many_arguments, reason = "the two scales and what they are drawn in belong together")]
fn marks(
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
fn name_frontier(canvas: &mut Canvas, steps: &[Point], taken: &mut Taken) {
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

fn crosses(canvas: &mut Canvas, one: &Configuration, at: Point, across: &Scale, up: &Scale, taken: &mut Taken) {
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

fn dot(canvas: &mut Canvas, at: Point, one: &Configuration) {
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
fn names(canvas: &mut Canvas, input: &Input, places: &[Option<Point>], left: Area, taken: &mut Taken) {
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

/// Every configuration by its number, with what it costs, gives and risks.
fn list(canvas: &mut Canvas, place: Area, input: &Input, entries: &[Entry]) {
    let small = Style::new(TINY, QUIET);
    let mut x = place.left;
    let mut y = place.top + 8.0;
    canvas.text((x, y + 4.0), "chance that some target is missed", Style::new(SMALL, QUIET));
    y += 22.0;
    for (verdict, words) in [(Verdict::Met, "at most 5 %"), (Verdict::AtRisk, "between"), (Verdict::Missed, "at least 95 %")] {
        canvas.circle((x + 5.0, y), 5.0, verdict.colour());
        canvas.label((x + 14.0, y), words, small);
        x += 14.0 + small.width(words) + 16.0;
    }
    let (mut x, mut y) = (place.left, y + 18.0);
    for (colour, words) in [(Verdict::CannotTell.colour(), "cannot tell yet"), (RULE, "no targets")] {
        canvas.circle((x + 5.0, y), 5.0, colour);
        canvas.label((x + 14.0, y), words, small);
        x += 14.0 + small.width(words) + 16.0;
    }
    canvas.circle((x + 6.0, y), 6.5, INK);
    canvas.circle((x + 6.0, y), 5.0, WHITE);
    canvas.circle((x + 6.0, y), 2.5, RULE);
    canvas.label((x + 16.0, y), "base", small);
    y += 16.0;
    let spare = (place.bottom - y - entries.iter().map(Entry::height).sum::<f64>()) / entries.len().max(1) as f64;
    let spare = spare.clamp(0.0, 12.0);
    for (index, (one, entry)) in input.configurations.iter().zip(entries).enumerate() {
        canvas.line((place.left, y), (place.right, y), Pen::new(FAINT, 1.0));
        let bold = Style::new(SMALL + 0.5, INK).bold();
        let mut line = y + 12.0 + spare / 2.0;
        canvas.label((place.left + 18.0, line), &format!("{}", index + 1), bold.right());
        for text in &entry.name.0 {
            canvas.label((place.left + 28.0, line), text, entry.name.1);
            line += 15.0;
        }
        canvas.circle((place.left + 11.0, line), 5.0, colour(one));
        for text in &entry.said {
            canvas.label((place.left + 28.0, line), text, small);
            line += 14.0;
        }
        y += entry.height() + spare;
    }
}

/// "£13.10 a call · 91 % · misses 12 % · efficient".
fn said(one: &Configuration, input: &Input, efficient: bool) -> String {
    let cost = match (known(one), one.gap.is_empty()) {
        (Some(cost), _) => format!("{} a call", pounds(cost.mean)),
        (None, true) => "cost not known".to_owned(),
        (None, false) => format!("cost not known: {}", one.gap),
    };
    let mut parts = vec![served(one).map_or_else(|| "service not known".to_owned(), |found| input.unit.value(found.mean))];
    parts.extend(one.breach.filter(|found| found.mean.is_finite()).map(|found| format!("misses {}", chance(found.mean))));
    // a long reason comes last, where it may be cut
    if known(one).is_some() {
        parts.insert(0, cost);
        if efficient {
            parts.push("efficient".to_owned());
        }
    } else {
        parts.push(cost);
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(cost: f64, service: f64) -> Configuration {
        Configuration { cost: Some(Estimate::exact(cost)), service: Some(Estimate::exact(service)), ..Configuration::default() }
    }

    #[test]
    fn the_frontier_holds_those_that_none_beats_on_both() {
        let all = [point(3.0, 0.9), point(1.0, 0.5), point(2.0, 0.4), point(2.5, 0.9), point(9.0, 0.99)];
        assert_eq!(frontier(&all, Direction::AtLeast), vec![1, 3, 4]);
        assert_eq!(frontier(&all, Direction::AtMost), vec![1, 2]);
        let blank = [Configuration { service: Some(Estimate::exact(1.0)), ..Configuration::default() }];
        assert!(frontier(&blank, Direction::AtLeast).is_empty());
        assert!(frontier(&all[..1], Direction::AtLeast).is_empty());
    }

    #[test]
    fn a_breach_across_a_limit_is_not_judged() {
        let found = |low: f64, high: f64| judged(Some(Estimate { mean: f64::midpoint(low, high), low, high }));
        assert_eq!(found(0.0, 0.04), Some(Verdict::Met));
        assert_eq!(found(0.0, 0.2), Some(Verdict::CannotTell));
        assert_eq!(found(0.2, 0.4), Some(Verdict::AtRisk));
        assert_eq!(found(0.96, 1.0), Some(Verdict::Missed));
        assert_eq!(judged(None), None);
    }
}
