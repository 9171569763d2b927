//! `outcomes.NAME.recall`: people who ring again after a finished episode.

use super::Laws;
use crate::model::{Outcome, Recall, flow};
use crate::scenario::read::View;

/// Reads `recall` of each outcome.
pub fn recalls(root: &View, outcomes: &mut [Outcome], laws: &mut Laws) {
    for (name, outer) in root.views("outcomes") {
        let Some(view) = outer.view("recall") else { continue };
        let Some(place) = outcomes.iter().position(|outcome| outcome.name == name) else { continue };
        if [flow::GAVE_UP, flow::HUNG_UP, flow::BLOCKED].map(usize::from).contains(&place) {
            let help = "ringing again without having been helped is `redial` of the callers".to_owned();
            view.problem(
                None,
                "wrong-place",
                format!("`{}`: nobody was helped in an episode that ends so", view.path),
                Some(help),
            );
        }
        let (chance, after) = (view.share("chance"), view.law("after"));
        let times = view.whole("times", 1, 255);
        for (key, example) in [("chance", "chance = \"8%\""), ("after", "after = { exponential = { mean = \"2d\" } }")] {
            if view.node(key).is_none() {
                view.missing(key, Some(&format!("for instance {example}")));
            }
        }
        if view.node("times").is_none() {
            view.default("times", "no limit");
        }
        view.done();
        outcomes[place].recall = chance.zip(after).map(|(chance, after)| Recall {
            chance,
            after: laws.id(after),
            times: times.map_or(u8::MAX, |times| times as u8),
        });
    }
}
