//! Steps, bands, outcomes: what happens to a call, for each source.

mod hours;
mod next;
mod told;
mod visit;

use super::callers::Class;
use super::clinical::gave_up_as;
use super::sending::Sending;
use super::{Laws, Named, Names, routing, ticks};
use crate::model::{Area, Band, Outcome, Queue, Rank, Step, StepKind, Tick, Visit, flow};
use crate::random::Purpose;
use crate::scenario::calendar::Civil;
use crate::scenario::merge::{Asked, variant_names};
use crate::scenario::read::{Reading, View};
use crate::scenario::tree::Value;

/// The most steps a scenario may have.
const MOST_STEPS: usize = 60;

/// `[bands]`.
pub fn bands(root: &View) -> Vec<Band> {
    root.views("bands")
        .into_iter()
        .map(|(name, view)| {
            let due = view.duration("due").map_or(Tick::MAX / 4, ticks);
            if view.node("due").is_none() {
                view.default("due", "no due time");
            }
            let rank = Rank { due: None, ..routing::rank(&view) };
            view.known(&["patience", "worsens", "welfare"]); // read with what keeps people safe
            view.done();
            Band { name, due, rank }
        })
        .collect()
}

/// `[outcomes]`, after those that are always there: four ends without help, and `served` for steps without `then`.
pub fn outcomes(root: &View) -> Vec<Outcome> {
    let plain = |name: &str| Outcome { name: name.to_owned(), urgent: false, closes: false, triaged: true, recall: None };
    let mut found: Vec<Outcome> = ["gave-up", "hung-up", "blocked", "not-reached", "served"].map(plain).into();
    for (name, view) in root.views("outcomes") {
        let truth = |key: &str, default: bool| match view.node(key).map(|n| (&n.value, n.span)) {
            None => default,
            Some((Value::Bool(truth), _)) => *truth,
            Some((_, span)) => {
                view.problem(Some(span), "wrong-kind", format!("`{}` is true or false", view.path_of(key)), None);
                default
            }
        };
        let closes = truth("closed-by-clinician", name == "self-care");
        view.known(&["cost", "then", "recall", "validated"]); // read elsewhere
        if name == "gave-up"
            && let Some(by_band) = view.view("by-band")
        {
            found.extend(by_band.table.0.iter().map(|(band, _)| plain(&gave_up_as(&band.name))));
        }
        let (urgent, triaged) = (truth("urgent", false), truth("triaged", true));
        let outcome = Outcome { urgent, triaged, closes, name: name.clone(), recall: None };
        view.done();
        match found.iter().position(|o| o.name == name) {
            Some(place) => found[place] = outcome,
            None => found.push(outcome),
        }
    }
    found
}

/// Reads the steps of a scenario.
pub struct Flow<'a> {
    /// What is gathered.
    pub reading: &'a Reading,
    /// Names that variants may use.
    pub names: &'a Names,
    /// The calendar.
    pub civil: &'a Civil,
    /// Areas.
    pub areas: &'a [Area],
    /// Classes.
    pub classes: &'a [Class],
    /// Bands.
    pub bands: &'a [Band],
    /// Outcomes.
    pub outcomes: &'a [Outcome],
    /// Laws.
    pub laws: &'a mut Laws,
    /// What providers do for one another.
    pub sending: &'a Sending,
    /// Number of providers.
    pub providers: usize,
}

/// Combinations of the periods that steps tell apart: lists of period names, and when each holds.
pub fn combinations(steps: &[Named], civil: &Civil) -> (Vec<Vec<String>>, Vec<(Tick, u8)>) {
    let mut used: Vec<&str> = Vec::new();
    for step in steps {
        let mut names = Vec::new();
        variant_names(&step.table, &mut names);
        for (word, key) in names {
            if word == "during" && !used.contains(&key.name.as_str()) {
                used.push(&key.name);
            }
        }
    }
    let periods: Vec<_> = civil.periods.iter().filter(|p| used.contains(&p.0.as_str())).collect();
    if periods.is_empty() {
        return (vec![Vec::new()], vec![(0, 0)]);
    }
    let mut moments: Vec<Tick> = periods.iter().flat_map(|p| p.1.iter().flat_map(|s| [s.0, s.1])).collect();
    moments.push(0);
    moments.sort_unstable();
    moments.dedup();
    let mut sets: Vec<Vec<String>> = vec![Vec::new()];
    let mut when: Vec<(Tick, u8)> = Vec::new();
    for at in moments {
        let holding = periods.iter().filter(|p| p.1.iter().any(|s| s.0 <= at && at < s.1)).map(|p| p.0.clone());
        let set: Vec<String> = holding.collect();
        let index = sets.iter().position(|s| *s == set).unwrap_or_else(|| {
            sets.push(set);
            sets.len() - 1
        }) as u8;
        if when.last().is_none_or(|w| w.1 != index) {
            when.push((at, index));
        }
    }
    (sets, when)
}

impl Flow<'_> {
    /// All steps with what each source meets at them, the queues before them, and whether all steps could be read.
    #[expect(clippy::too_many_lines, reason = "one key after the other")]
    pub fn read(&mut self, tables: &[Named], sources: &[(usize, usize)]) -> Option<(Vec<Step>, Vec<Queue>, bool)> {
        if tables.len() > MOST_STEPS {
            self.reading.problem(None, "too-many", format!("{} steps; at most {MOST_STEPS}", tables.len()), None);
            return None;
        }
        self.check_names(tables);
        let mut queues: Vec<Queue> = Vec::new();
        let mut steps = Vec::new();
        let mut whole = !tables.is_empty();
        let (sets, _) = combinations(tables, self.civil);
        for (index, named) in tables.iter().enumerate() {
            self.names.check(self.reading, &named.table, "a step", &["in", "at", "for", "by", "during"]);
            let message = named.table.get("message").is_some();
            let first_queue = queues.len();
            if !message {
                for provider in 0..self.providers {
                    queues.push(Queue {
                        step: index as u8,
                        provider: provider as u16,
                        places: None,
                        standings: Vec::new(),
                        offered_to: Vec::new(),
                        sole_group: None,
                        overflow_after: Vec::new(),
                        overflow_when: None,
                        length_matters: false,
                        predicted: false,
                        always: Vec::new(),
                    });
                }
            }
            let mut visits = Vec::with_capacity(sources.len());
            let mut cache: Vec<((usize, usize, usize), (Visit, Option<u32>))> = Vec::new();
            let mut used = Vec::new();
            variant_names(&named.table, &mut used);
            let varies = |word: &str| used.iter().any(|u| u.0 == word);
            // patience comes with the callers, so their variants count too
            let callers = |word: &str| self.classes.iter().any(|c| c.table.get(word).is_some());
            let (by_area, by_provider) = (varies("in") || callers("in"), varies("at") || callers("at"));
            let by_class = varies("for");
            for (source, &(area, class)) in sources.iter().enumerate() {
                let provider = self.sending.hosts[source].unwrap_or(self.areas[area].provider as usize);
                let class_rank = self.classes[class].model.rank;
                let key = (
                    if by_area { area } else { usize::MAX },
                    if by_provider { provider } else { usize::MAX },
                    if by_class || self.classes.len() > 1 { class } else { usize::MAX },
                );
                let found = cache.iter().find(|c| c.0 == key).map(|c| c.1.clone());
                let (mut visit, places) = match found {
                    Some(known) => known,
                    None => {
                        let asked = Asked {
                            area: Some(&self.names.areas[area]),
                            provider: Some(&self.names.providers[provider]),
                            class: Some(&self.names.classes[class]),
                            ..Asked::default()
                        };
                        let (by, during) = (varies("by"), varies("during"));
                        let Some(read) = self.visit(named, tables, &asked, &sets, by, during, class_rank) else {
                            whole = false;
                            continue;
                        };
                        cache.push((key, read.clone()));
                        read
                    }
                };
                if !message {
                    let keeper = first_queue + self.sending.pools.keeper(provider, &named.name);
                    if keeper == first_queue + provider {
                        queues[keeper].places = places;
                    }
                    visit.queue = keeper as u16;
                }
                visits.push(visit);
            }
            let purpose = |what: &str| Purpose::new(what, &named.name);
            let own = View::new(&named.table, format!("steps.{}", named.name), named.span, self.reading);
            let clinical = own.truth("clinical", false) || visits.iter().any(|v| !v.bands.is_empty());
            steps.push(Step {
                name: named.name.clone(),
                kind: if message { StepKind::Message } else { StepKind::Queue },
                visits,
                hours: hours::hours(named, self.civil, self.reading),
                first: false,
                later: false,
                by_call_back: false,
                clinical,
                draws: flow::StepDraws {
                    handle: purpose("handle"),
                    wrap_up: purpose("wrap-up"),
                    then: purpose("then"),
                    band: purpose("band"),
                    contact: purpose("contact"),
                    balk: purpose("balk"),
                    hang_up: purpose("hang-up"),
                    patience: purpose("patience"),
                    hand_over: purpose("hand-over"),
                    offer: purpose("offer"),
                    announced: purpose("announced"),
                    agent: purpose("agent"),
                },
            });
        }
        Some((steps, queues, whole))
    }

    /// Steps, outcomes and bands share one space of names.
    fn check_names(&self, tables: &[Named]) {
        for step in tables {
            if self.outcomes.iter().any(|o| o.name == step.name) || self.bands.iter().any(|b| b.name == step.name) {
                let message = format!("`{}` names a step and also an outcome or band", step.name);
                self.reading.problem(
                    step.span,
                    "same-name",
                    message,
                    Some("steps, outcomes and bands share one space of names".to_owned()),
                );
            }
        }
    }
}
