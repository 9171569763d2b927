//! The pictures of a price test: chances over prices, and what moves the cheapest price.

use super::{Test, Tried, words};
use crate::price::Verdict;
use crate::report::chart::price::{curve, tornado};
use crate::report::chart::{Drawing, Estimate, Frame};
use crate::report::number::pounds;

/// Names of the pictures it may write.
pub const NAMES: [&str; 2] = ["price", "tornado"];
/// Sets of assumptions in one picture.
const PANELS: usize = 3;

/// Draws the pictures that apply: name, picture.
pub fn draw(test: &Test) -> Vec<(&'static str, Drawing)> {
    let Some(first) = test.tried.first() else { return Vec::new() };
    let mut drawings = Vec::new();
    if test.tried.iter().any(|tried| !tried.found.curve.is_empty() || tried.found.hopeless) {
        drawings.push(("price", chances(test, first)));
    }
    if test.tried.iter().any(|tried| !tried.found.effects.is_empty()) {
        drawings.push(("tornado", effects(test, first)));
    }
    drawings
}

fn frame(test: &Test, title: &str, finding: String, intervals: &str) -> Frame {
    let first = test.tried.first();
    let scenario = first.map(|tried| &tried.case.scenario);
    let assumed = scenario.map_or_else(Vec::new, |scenario| {
        let judged = scenario.sources.iter().filter(|(_, grade)| grade.starts_with("judged") || grade.starts_with("calibrated"));
        judged
            .map(|(path, _)| path.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" "))
            .collect()
    });
    Frame {
        title: title.to_owned(),
        finding,
        scenario: scenario.map_or_else(String::new, |scenario| scenario.model.title.clone()),
        seed: test.seed,
        replications: test.plan.replications,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        intervals: intervals.to_owned(),
        assumed,
    }
}

fn offered(test: &Test) -> Option<(f64, f64)> {
    Some((*test.plan.offered.first()?, *test.plan.offered.last()?))
}

/// "bid: cannot be delivered".
fn short(tried: &Tried) -> String {
    let said = |verdict: Verdict| match verdict {
        Verdict::Deliverable => "can be delivered",
        Verdict::NotDeliverable => "cannot be delivered",
        Verdict::CannotTell => "cannot be told",
    };
    if tried.found.hopeless {
        return "No number of people keeps all targets.".to_owned();
    }
    let all: Vec<String> =
        tried.found.offers.iter().map(|offer| format!("at {} it {}", pounds(offer.price), said(offer.verdict))).collect();
    let same = tried.found.offers.windows(2).all(|pair| pair[0].verdict == pair[1].verdict);
    let text = match (tried.found.offers.first(), tried.found.offers.last()) {
        (Some(first), Some(last)) if same && last.price > first.price => {
            format!("at {} to {} it {}", pounds(first.price), pounds(last.price), said(first.verdict))
        }
        _ => all.join(", "),
    };
    let chance = tried.found.offers.last().map_or_else(String::new, |offer| {
        format!("; the chance of both at {} is {}", pounds(offer.price), words::chance(&offer.chances.both))
    });
    format!("{}{chance}.", words::capital(&text))
}

fn chances(test: &Test, first: &Tried) -> Drawing {
    let panel = |tried: &Tried| curve::Panel {
        name: if test.tried.len() > 1 {
            format!("{}: {}", tried.case.name, tried.case.scenario.model.title)
        } else {
            tried.case.scenario.model.title.clone()
        },
        verdict: short(tried),
        cheapest: tried.found.least.as_ref().map(|least| {
            let sure = least.cheapest.sure;
            Estimate {
                mean: sure.value,
                low: sure.low.unwrap_or(f64::NAN),
                high: sure.high.filter(|high| high.is_finite()).unwrap_or(f64::NAN),
            }
        }),
        points: tried
            .found
            .curve
            .iter()
            .map(|point| curve::Point {
                price: point.price,
                targets: point.chances.targets.share(),
                balanced: point.chances.balanced.share(),
                both: Estimate {
                    mean: point.chances.both.share(),
                    low: point.chances.both.interval.low,
                    high: point.chances.both.interval.high,
                },
            })
            .collect(),
        gap: if tried.found.hopeless {
            "No number of people keeps all targets with the confidence asked, so no price is enough.".to_owned()
        } else {
            "Stopped before prices were tried.".to_owned()
        },
    };
    let input = curve::Input {
        unit: words::unit(first.case.form).to_owned(),
        offered: offered(test),
        panels: test.tried.iter().take(PANELS).map(panel).collect(),
    };
    let intervals = "95 % intervals: chance alone, assumptions as stated";
    curve::draw(&input, &frame(test, "Can it be delivered at this price?", finding(test), intervals))
}

/// The cheapest price of each set beside what is offered.
fn finding(test: &Test) -> String {
    let unit = test.tried.first().map_or("", |tried| words::unit(tried.case.form));
    let each: Vec<String> = test
        .tried
        .iter()
        .map(|tried| {
            let of = if test.tried.len() > 1 { format!(" ({})", tried.case.name) } else { String::new() };
            let price = match &tried.found.least {
                Some(least) if least.cheapest.sure.value.is_finite() => pounds(least.cheapest.sure.value),
                Some(_) => "none is enough".to_owned(),
                None if tried.found.hopeless => "none is enough".to_owned(),
                None => "not found yet".to_owned(),
            };
            format!("{price}{of}")
        })
        .collect();
    format!("Offered {} {unit}; cheapest deliverable price: {}.", words::offered(test.plan), each.join(", "))
}

fn effects(test: &Test, first: &Tried) -> Drawing {
    let panel = |tried: &Tried| tornado::Panel {
        name: if test.tried.len() > 1 {
            format!("{}: {}", tried.case.name, tried.case.scenario.model.title)
        } else {
            tried.case.scenario.model.title.clone()
        },
        stated: tried.found.effects.first().map_or(f64::NAN, |effect| effect.stated),
        bars: tried
            .found
            .effects
            .iter()
            .map(|effect| tornado::Bar {
                name: effect.tested.name.clone(),
                range: if effect.tested.stated {
                    words::spoken(&effect.tested.range.words)
                } else {
                    format!("{}, usual (assumed)", words::spoken(&effect.tested.range.words))
                },
                values: [words::spoken(&effect.ends[0].value), words::spoken(&effect.ends[1].value)],
                prices: [effect.ends[0].price, effect.ends[1].price],
                breaks: words::spoken(&words::breaks(effect)),
            })
            .collect(),
    };
    let input = tornado::Input {
        unit: words::unit(first.case.form).to_owned(),
        offered: offered(test),
        panels: test.tried.iter().filter(|tried| !tried.found.effects.is_empty()).take(PANELS).map(panel).collect(),
    };
    let most = |tried: &Tried| -> Option<String> {
        let effect = tried.found.effects.first()?;
        let name = if test.tried.len() > 1 { format!("{}: ", tried.case.name) } else { String::new() };
        let ends: Vec<String> = effect.ends.iter().map(|end| end.price.map_or_else(|| "no price".to_owned(), pounds)).collect();
        Some(format!("{name}{} moves it most, {} to {}", effect.tested.name, ends[0], ends[1]))
    };
    let said: Vec<String> = test.tried.iter().filter_map(most).collect();
    let finding = format!("{}.", words::capital(&said.join("; ")));
    let intervals = "one assumption at a time, staffed anew for each value, on common callers";
    tornado::draw(&input, &frame(test, "Which assumption breaks it? Effect of each on the cheapest price", finding, intervals))
}
