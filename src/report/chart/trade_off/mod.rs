//! What does each pound buy? Cost of a call across, service up, one point a configuration, intervals both ways.
//!
//! Up is always better. The efficient frontier joins the configurations that no other beats on both: at no lower price is more
//! to be had. It goes by the estimates, in steps, since nothing between two configurations was simulated.

mod axes;
mod list;
mod points;

use super::canvas::{Area, Point, Style};
use super::marks::Taken;
use super::number::Unit;
use super::page::{sentence, sheet};
use super::palette::{Colour, PALE, QUIET, RULE, TINY, USUAL_BODY, WHITE};
use super::scorecard::Verdict;
use super::{Direction, Drawing, Estimate, Frame};
use axes::{axes, costs, services};
use list::{Entry, list};
use points::{crosses, dot, marks, name_frontier, names};

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
