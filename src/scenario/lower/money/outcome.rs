//! `[outcomes.NAME]` `cost`: what an episode that ends so costs the system afterwards, or `then`: what such people do next.
//!
//! `gave-up = { then = { emergency-department = "20%", self-care = "rest" } }` costs the mean of those. Expected costs need no
//! draw: nothing of this changes what is simulated.

use crate::model::Model;
use crate::scenario::lower::clinical::gave_up_as;
use crate::scenario::lower::find;
use crate::scenario::read::{Reading, View};
use crate::units::Per;

/// Pounds an episode, by outcome of the model.
pub fn read(root: &View, model: &Model, reading: &Reading) -> Vec<Option<f64>> {
    let names: Vec<String> = model.outcomes.iter().map(|o| o.name.clone()).collect();
    let mut found = vec![None; names.len()];
    let views = root.views("outcomes");
    for (name, view) in &views {
        let cost = view.pounds("cost", Per::Sum);
        if let Some(place) = names.iter().position(|n| n == name) {
            found[place] = cost;
        }
    }
    let stated = found.clone();
    for (name, view) in &views {
        if view.table.get("then").is_some() && view.table.get("cost").is_some() {
            view.problem(
                None,
                "two-ways",
                format!("`{}` has both a `cost` and a `then`", view.path),
                Some("`then` says what follows, and so what it costs; keep one of them".to_owned()),
            );
            continue;
        }
        let mut mean = |view: &View, key: &str, of: &str| {
            let Some(shares) = view.shares(key) else { return };
            let mut sum = Some(0.0);
            for (next, share, span) in shares {
                let Some(place) = find(reading, &names, &next, Some(span), "outcome") else { continue };
                if stated[place].is_none() && share > 0.0 {
                    reading.problem(
                        Some(span),
                        "missing",
                        format!("`outcomes.{next}` states no cost, so that of `{name}` is not known"),
                        Some(format!("for instance {next} = {{ cost = \"£90\" }}")),
                    );
                }
                sum = sum.zip(stated[place]).map(|(sum, cost)| sum + share * cost);
            }
            if let Some(place) = names.iter().position(|n| n == of) {
                found[place] = sum;
            }
        };
        mean(view, "then", name);
        if let Some(by_band) = view.view("by-band").filter(|_| name == "gave-up") {
            for (band, _) in &by_band.table.0 {
                mean(&by_band, &band.name, &gave_up_as(&band.name));
            }
        }
    }
    found
}
