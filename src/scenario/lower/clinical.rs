//! `[bands]` `patience`, `worsens`, `welfare` and `[outcomes]` `validated`, `gave-up.by-band`: safety of people who wait.

use super::callers::patience;
use super::{Laws, Named, find, ticks};
use crate::model::clinical::{Clinical, Validation, Welfare, Worsening};
use crate::model::{Band, Next, Outcome, Split, Step, StepKind, Talk, Tick};
use crate::scenario::problem::list;
use crate::scenario::read::{Reading, View};

/// The word for ringing the service again.
const RINGS_AGAIN: &str = "rings-again";

struct Read<'a> {
    reading: &'a Reading,
    steps: Vec<String>,
    outcomes: Vec<String>,
    bands: Vec<String>,
    groups: &'a [String],
}

/// Reads all of it; steps that it leads to are marked, so that none of them is taken for a first step.
pub fn read(
    root: &View,
    steps: &mut [Step],
    bands: &[Band],
    outcomes: &[Outcome],
    groups: &[String],
    laws: &mut Laws,
    reading: &Reading,
) -> Clinical {
    let names = Read {
        reading,
        steps: steps.iter().map(|s| s.name.clone()).collect(),
        outcomes: outcomes.iter().map(|o| o.name.clone()).collect(),
        bands: bands.iter().map(|b| b.name.clone()).collect(),
        groups,
    };
    let mut found = Clinical {
        validated: vec![None; outcomes.len()],
        worsening: vec![None; bands.len()],
        welfare: vec![None; bands.len()],
        patience: vec![None; bands.len()],
        gave_up: Vec::new(),
    };
    for (band, (_, view)) in root.views("bands").iter().enumerate() {
        found.patience[band] = patience(view, "patience", laws);
        found.worsening[band] = view.view("worsens").and_then(|view| names.worsening(&view, laws));
        found.welfare[band] = view.view("welfare").and_then(|view| names.welfare(&view, &bands[band], bands, steps));
    }
    for (name, view) in root.views("outcomes") {
        let Some(place) = names.outcomes.iter().position(|o| *o == name) else { continue };
        found.validated[place] = view.view("validated").and_then(|view| names.validation(&view, steps));
        if let Some(by_band) = view.view("by-band").filter(|_| name == "gave-up") {
            for (key, _) in &by_band.table.0 {
                find(reading, &names.bands, &key.name, Some(key.span), "band");
            }
            let own = |band: &String| names.outcomes.iter().position(|o| *o == gave_up_as(band)).unwrap_or(place) as u8;
            found.gave_up = names.bands.iter().map(own).collect();
        }
    }
    let validated: Vec<u8> = found.validated.iter().flatten().map(|v| v.at).collect();
    for step in validated.into_iter().chain(found.welfare.iter().flatten().map(|w| w.at)) {
        steps[step as usize].by_call_back = true; // `connect` says of each step how calls come to it
    }
    found
}

/// The outcome of people of a band who give up, where they are told apart.
pub fn gave_up_as(band: &str) -> String {
    format!("gave-up-{band}")
}

impl Read<'_> {
    fn worsening(&self, view: &View, laws: &mut Laws) -> Option<Worsening> {
        needs(
            view,
            &[("chance", "\"5%\""), ("after", "{ exponential = { mean = \"4h\" } }"), ("then", "{ ambulance = \"100%\" }")],
        );
        let chance = view.share("chance");
        let after = view.law("after");
        let mut then = Vec::new();
        let mut cumulative = 0.0;
        for (name, share, span) in view.shares("then").unwrap_or_default() {
            cumulative += share;
            let known: Vec<String> = self.outcomes.iter().cloned().chain([RINGS_AGAIN.to_owned()]).collect();
            let to = find(self.reading, &known, &name, Some(span), "outcome");
            then.push((cumulative, to.filter(|&to| to < self.outcomes.len()).map(|to| to as u8)));
        }
        let stays = view.word("call-back", &[("withdrawn", false), ("stays", true)], 0);
        view.done();
        Some(Worsening { chance: chance?, after: laws.id(after?), then, stays })
    }

    fn welfare(&self, view: &View, own: &Band, bands: &[Band], steps: &[Step]) -> Option<Welfare> {
        needs(view, &[("at", "\"welfare\"")]);
        let overdue = view.duration("overdue").map_or(0, ticks);
        let at = self.step(view, "at", steps);
        let mut raises = Vec::new();
        let mut cumulative = 0.0;
        for (name, share, span) in view.shares("raises").unwrap_or_default() {
            let Some(band) = find(self.reading, &self.bands, &name, Some(span), "band") else { continue };
            if bands[band].due > own.due {
                view.problem(
                    Some(span),
                    "less-urgent",
                    format!("`{}`: `{name}` is due later than `{}`", view.path_of("raises"), own.name),
                    Some("a welfare call leaves people where they are or finds them more urgent".to_owned()),
                );
            }
            cumulative += share;
            raises.push((cumulative, band as u8));
        }
        view.done();
        if own.due >= Tick::MAX / 4 {
            view.problem(None, "missing", format!("band `{}` is never due, so it is never overdue", own.name), None);
        }
        Some(Welfare { overdue, at: at?, raises })
    }

    fn validation(&self, view: &View, steps: &[Step]) -> Option<Validation> {
        needs(view, &[("at", "\"validation\"")]);
        let at = self.step(view, "at", steps);
        let share = view.share("share").unwrap_or(1.0);
        let within = view.duration("within").map_or(Tick::MAX / 4, ticks);
        let not_from = view.texts("not-from").unwrap_or_default();
        let not_from =
            not_from.into_iter().filter_map(|(name, span)| find(self.reading, self.groups, &name, Some(span), "group"));
        let not_from = not_from.map(|group| group as u16).collect();
        view.done();
        let at = at?;
        if !steps[at as usize].clinical {
            view.problem(
                view.table.get("at").map(|n| n.span),
                "not-clinical",
                format!("no clinician is at step `{}`", steps[at as usize].name),
                Some(format!("add clinical = true, or bands, to [steps.{}]", steps[at as usize].name)),
            );
            return None;
        }
        Some(Validation { at, share, within, not_from })
    }

    /// A step where people answer.
    fn step(&self, view: &View, key: &str, steps: &[Step]) -> Option<u8> {
        let (name, span) = view.text(key)?;
        let place = find(self.reading, &self.steps, &name, Some(span), "step")?;
        if steps[place].kind == StepKind::Message {
            view.problem(Some(span), "wrong-kind", format!("step `{name}` is a recorded message; nobody answers there"), None);
            return None;
        }
        Some(place as u8)
    }
}

/// `then = { stands = ... }` means something only where outcomes are looked at.
pub fn stands_only_where_validated(steps: &[Step], clinical: &Clinical, tables: &[Named], reading: &Reading) {
    let validated: Vec<u8> = clinical.validated.iter().flatten().map(|v| v.at).collect();
    for (index, step) in steps.iter().enumerate() {
        let splits = || step.visits.iter().flat_map(|v| &v.talks).flat_map(Talk::splits);
        if !validated.contains(&(index as u8)) && splits().flat_map(Split::shares).any(|(_, next)| next == Next::Stands) {
            let places: Vec<&str> = validated.iter().map(|&v| steps[v as usize].name.as_str()).collect();
            let help = if places.is_empty() {
                format!("name it, for instance [outcomes] ambulance = {{ validated = {{ at = \"{}\" }} }}", step.name)
            } else {
                format!("outcomes are validated at {}", list(places.iter().copied()))
            };
            reading.problem(
                tables[index].span,
                "nothing-to-stand",
                format!("`steps.{}.then` lets an outcome stand, but none is validated there", step.name),
                Some(help),
            );
        }
    }
}

/// Complains of keys that are not there.
fn needs(view: &View, keys: &[(&str, &str)]) {
    for (key, example) in keys {
        if view.node(key).is_none() {
            let message = format!("`{}` is missing", view.path_of(key));
            view.problem(None, "missing", message, Some(format!("for instance {key} = {example}")));
        }
    }
}
