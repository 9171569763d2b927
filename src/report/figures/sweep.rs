//! The picture of a sweep: what it shows, and its finding.

use crate::analysis::select::Standing;
use crate::experiment::sweep::{Place, Word};
use crate::report::chart::sweep::{Input, Row, Stand, draw};
use crate::report::chart::{Drawing, Estimate, Frame};
use crate::report::sweep::{Sweep, labels, said};
use crate::report::{number, summary};
use crate::tally::names;

/// Names of the pictures a sweep may write.
pub const NAMES: [&str; 1] = ["sweep"];
/// Between settings side by side.
const SIDE: &str = " · ";
/// Configurations shown.
const SHOWN: usize = 24;

/// Draws it; `assumed`: inputs that nobody measured.
pub fn drawing(found: &Sweep, finding: String, assumed: Vec<String>) -> Drawing {
    let Sweep { base, plan, outcome, .. } = *found;
    let unit = summary::unit(plan.objective.kind);
    let best = outcome.places.iter().find(|place| place.word == Word::Best).and_then(|place| place.estimates[0]);
    let input = Input {
        objective: names::words(plan.objective, base),
        settings: labels(&found.design.paths).join(SIDE),
        unit,
        margin: best.map(|best| {
            let end = if plan.maximise { best.mean - plan.margin } else { best.mean + plan.margin };
            (best.mean.min(end), best.mean.max(end))
        }),
        rows: outcome.places.iter().take(SHOWN).map(|place| row(found, place)).collect(),
        hidden: outcome.places.len().saturating_sub(SHOWN),
    };
    let frame = Frame {
        title: format!(
            "Which setting is best?  That with the {} {}.",
            if plan.maximise { "largest" } else { "smallest" },
            names::words(plan.objective, base).to_lowercase()
        ),
        finding,
        scenario: base.title.clone(),
        seed: plan.seed,
        replications: outcome.spent as u64,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        intervals: "95 % intervals: simulation error alone".to_owned(),
        assumed,
    };
    draw(&input, &frame)
}

fn row(found: &Sweep, place: &Place) -> Row {
    let unknown = Estimate { mean: f64::NAN, low: f64::NAN, high: f64::NAN };
    let estimate = place.estimates[0].map_or(unknown, |e| {
        let (low, high) = e.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
        Estimate { mean: e.mean, low, high }
    });
    let mark = if place.standing == Standing::Undecided { " ?" } else { "" };
    Row {
        name: found.short(place.configuration),
        values: found.design.rows[place.configuration].join(SIDE),
        estimate,
        holds: place.all.map_or_else(String::new, |(chance, _)| format!("{}{mark}", number::chance(chance))),
        stand: match place.word {
            Word::Best => Stand::Best,
            Word::Misses => Stand::Misses,
            Word::Worse | Word::Blank => Stand::Worse,
            Word::Same | Word::NotApart | Word::CannotTell => Stand::Close,
        },
        word: said(place.word).to_owned(),
    }
}
