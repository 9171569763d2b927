//! Steps, bands, outcomes: what happens to a call, for each source.

use super::callers::{Class, patience};
use super::sending::Sending;
use super::{Laws, Named, Names, find, routing, ticks};
use crate::model::{
    Area, Band, Contact, Else, Next, Outcome, Patience, Queue, Rank, Split, Step, StepKind, Talk, Tick, Transfer, Visit, flow,
};
use crate::random::{Law, Purpose};
use crate::scenario::calendar::Civil;
use crate::scenario::merge::{Asked, in_case, variant_names};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::{Reading, View};
use crate::scenario::source::Span;
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
            view.done();
            Band { name, due, rank }
        })
        .collect()
}

/// `[outcomes]`, after those that are always there: four ends without help, and `served` for steps without `then`.
pub fn outcomes(root: &View) -> Vec<Outcome> {
    let plain = |name: &str| Outcome { name: name.to_owned(), urgent: false, closes: false, triaged: true };
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
        view.known(&["cost", "then"]); // read with the money
        let outcome = Outcome { urgent: truth("urgent", false), triaged: truth("triaged", true), closes, name: name.clone() };
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
            let clinical = visits.iter().any(|v| !v.bands.is_empty())
                || named.table.get("clinical").is_some_and(|n| matches!(n.value, Value::Bool(true)));
            steps.push(Step {
                name: named.name.clone(),
                kind: if message { StepKind::Message } else { StepKind::Queue },
                visits,
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

    #[expect(clippy::too_many_arguments, clippy::too_many_lines, reason = "the case a step is read for, key by key")]
    fn visit(
        &mut self,
        named: &Named,
        tables: &[Named],
        asked: &Asked,
        sets: &[Vec<String>],
        by_group: bool,
        during: bool,
        class_rank: Rank,
    ) -> Option<(Visit, Option<u32>)> {
        let table = in_case(&named.table, asked);
        let view = View::new(&table, format!("steps.{}", named.name), named.span, self.reading);
        view.known(&["offered-to", "clinical"]);
        let mut visit = Visit {
            queue: 0,
            message: 0,
            hang_up: 0.0,
            balk: 0.0,
            patience: Patience::Endless,
            wait_at_most: None,
            full_to: None,
            transfer: Transfer::CallBack,
            bands: Vec::new(),
            contact: Contact { answers: 1.0, attempts: 1, again_after: 0, takes: 0 },
            talks: Vec::new(),
            by_group,
            combinations: if during { sets.len() as u8 } else { 1 },
            rank: Rank::default(),
        };
        let mut places = None;
        // band over class over step
        visit.rank = class_rank.over(routing::rank(&view));
        if let Some(message) = view.view("message") {
            let lasts = message.law("lasts");
            if message.node("lasts").is_none() {
                message.problem(
                    None,
                    "missing",
                    format!("`{}` is missing", message.path_of("lasts")),
                    Some("for instance lasts = \"25s\"".to_owned()),
                );
            }
            visit.message = self.laws.id(lasts.unwrap_or(Law::Fixed(0.0)));
            visit.hang_up = message.share("hang-up").unwrap_or(0.0);
            message.done();
            let then = self.then(&view, tables);
            if view.node("then").is_none() {
                view.problem(
                    None,
                    "missing",
                    format!("`{}` is missing", view.path_of("then")),
                    Some("a message leads somewhere: then = { assess = \"100%\" }".to_owned()),
                );
            }
            view.done();
            visit.talks.push(Talk { handle: visit.message, wrap_up: None, then: then?, mean: 0.0 });
            return Some((visit, None));
        }
        if let Some(queue) = view.view("queue") {
            places = queue.whole("places", 0, 10_000_000).map(|p| p as u32);
            visit.balk = queue.share("balk").unwrap_or(0.0);
            visit.full_to = queue.text("full-to").and_then(|(name, span)| self.next(&view, tables, &name, span));
            let limit = queue.duration("wait-at-most");
            let then_to = queue.text("then-to").and_then(|(name, span)| self.next(&view, tables, &name, span));
            match (limit, then_to) {
                (Some(limit), Some(next)) => visit.wait_at_most = Some((ticks(limit), next)),
                (None, None) => {}
                _ if queue.node("wait-at-most").is_none() || queue.node("then-to").is_none() => {
                    queue.problem(None, "missing", format!("`{}` needs both `wait-at-most` and `then-to`", queue.path), None);
                }
                _ => {}
            }
            queue.done();
        }
        if let Some(own) = patience(&view, "patience", self.laws) {
            visit.patience = own;
        } else if view.node("patience").is_none() {
            let defaults = asked.class.and_then(|name| self.classes.iter().find(|c| c.name == name));
            visit.patience = defaults.map_or(Patience::Endless, |class| {
                let case = in_case(&class.table, &Asked { area: asked.area, provider: asked.provider, ..Asked::default() });
                let silent = Reading::default();
                *silent.texts.borrow_mut() = self.reading.texts.borrow().clone();
                patience(&View::new(&case, "", None, &silent), "patience", self.laws).unwrap_or(Patience::Endless)
            });
        }
        visit.transfer = self.transfer(&view, tables);
        if view.node("bands").is_some() {
            let shares = view.shares("bands");
            let names: Vec<String> = self.bands.iter().map(|b| b.name.clone()).collect();
            let mut cumulative = 0.0;
            for (name, share, span) in shares.unwrap_or_default() {
                if let Some(band) = find(self.reading, &names, &name, Some(span), "band") {
                    cumulative += share;
                    visit.bands.push((cumulative, band as u8));
                }
            }
        }
        if let Some(contact) = view.view("contact") {
            visit.contact.answers = contact.share("answers").unwrap_or(1.0);
            visit.contact.attempts = contact.whole("attempts", 1, 100).unwrap_or(1) as u8;
            visit.contact.again_after = contact.duration("again-after").map_or(ticks(900.0), ticks).max(1);
            if contact.node("again-after").is_none() {
                contact.default("again-after", "15m");
            }
            visit.contact.takes = contact.duration("unanswered-takes").map_or(0, ticks);
            if contact.node("unanswered-takes").is_none() {
                contact.default("unanswered-takes", "0s");
            }
            contact.done();
        }
        view.known(&["handle", "wrap-up", "then"]);
        let own = self.talk(&view, tables);
        view.done();
        let own = own?;
        if !by_group && !during {
            visit.talks.push(own);
            return Some((visit, places));
        }
        let groups: Vec<Option<&str>> =
            if by_group { self.names.groups.iter().map(|g| Some(g.as_str())).collect() } else { vec![None] };
        for group in groups {
            for set in if during { sets } else { &sets[..1] } {
                let case = Asked { group, during: set, ..*asked };
                let table = in_case(&named.table, &case);
                let path = group.map_or_else(|| format!("steps.{}", named.name), |g| format!("steps.{}.by.{g}", named.name));
                let view = View::new(&table, path, named.span, self.reading);
                view.known(&["queue", "patience", "transfer", "bands", "contact", "priority", "score", "due", "offered-to", "clinical"]);
                view.known(&["handle", "wrap-up", "then"]);
                view.done();
                visit.talks.push(self.talk(&view, tables)?);
            }
        }
        Some((visit, places))
    }

    fn talk(&mut self, view: &View, tables: &[Named]) -> Option<Talk> {
        let handle = view.law("handle");
        if view.node("handle").is_none() {
            view.problem(
                None,
                "missing",
                format!("`{}` is missing", view.path_of("handle")),
                Some("for instance handle = { lognormal = { mean = \"7m 30s\", cv = 0.6 } }".to_owned()),
            );
        }
        let wrap_up = view.law("wrap-up");
        let then = self.then(view, tables);
        if let Some(law) = &handle
            && law.mean() > 7.0 * 86_400.0
        {
            view.problem(
                view.table.get("handle").map(|n| n.span),
                "absurd",
                format!("`{}` lasts {:.0} days on average", view.path_of("handle"), law.mean() / 86_400.0),
                Some("expected at most a week; a bare m means minutes".to_owned()),
            );
        }
        let wrap_up = wrap_up.filter(|law| law.mean() > 0.0);
        let handle = handle?;
        let mean = handle.mean() + wrap_up.as_ref().map_or(0.0, Law::mean);
        let wrap_up = wrap_up.map(|law| self.laws.id(law));
        Some(Talk { handle: self.laws.id(handle), wrap_up, then: then?, mean })
    }

    /// Shares of where calls go; without them, they end as `served`.
    fn then(&mut self, view: &View, tables: &[Named]) -> Option<Split> {
        if view.node("then").is_none() {
            view.default("then", "the episode ends");
            return Some(Split(vec![(1.0, Next::Outcome(flow::SERVED))]));
        }
        let mut cumulative = 0.0;
        let mut split = Vec::new();
        for (name, share, span) in view.shares("then")? {
            let next = self.next(view, tables, &name, span)?;
            cumulative += share;
            split.push((cumulative, next));
        }
        if let Some(last) = split.last_mut() {
            last.0 = 1.0;
        }
        Some(Split(split))
    }

    fn next(&self, view: &View, tables: &[Named], name: &str, span: Span) -> Option<Next> {
        if let Some(step) = tables.iter().position(|t| t.name == name) {
            return Some(Next::Step(step as u8));
        }
        if let Some(outcome) = self.outcomes.iter().position(|o| o.name == name) {
            return Some(Next::Outcome(outcome as u8));
        }
        let names = || tables.iter().map(|t| t.name.as_str()).chain(self.outcomes.iter().map(|o| o.name.as_str()));
        let help = nearest(name, names()).map_or_else(
            || format!("declare it as [outcomes.{name}] or [steps.{name}]; there are: {}", list(names())),
            |near| format!("did you mean `{near}`? Otherwise declare [outcomes.{name}]"),
        );
        view.problem(Some(span), "unknown-name", format!("there is no step or outcome called `{name}`"), Some(help));
        None
    }

    fn transfer(&self, view: &View, tables: &[Named]) -> Transfer {
        let Some(node) = view.node("transfer") else {
            if view.table.get("bands").is_some() {
                view.default("transfer", "call-back");
                return Transfer::CallBack;
            }
            return Transfer::OnTheLine;
        };
        let words = [("on-the-line", Transfer::OnTheLine), ("call-back", Transfer::CallBack)];
        if !matches!(node.value, Value::Table(_)) {
            return view.word("transfer", &words, 0);
        }
        let Some(outer) = view.view("transfer") else { return Transfer::OnTheLine };
        let Some(warm) = outer.view("warm") else {
            outer.done();
            outer.problem(
                None,
                "missing",
                format!(
                    "`{}` is \"on-the-line\", \"call-back\" or {{ warm = {{ within = \"30s\", else = \"call-back\" }} }}",
                    outer.path
                ),
                None,
            );
            return Transfer::OnTheLine;
        };
        outer.done();
        let within = warm.duration("within");
        if warm.node("within").is_none() {
            warm.problem(
                None,
                "missing",
                format!("`{}` is missing", warm.path_of("within")),
                Some("for instance within = \"30s\"".to_owned()),
            );
        }
        let otherwise = match warm.text("else") {
            None => {
                if warm.node("else").is_none() {
                    warm.default("else", "call-back");
                }
                Else::CallBack
            }
            Some((text, _)) if text == "call-back" => Else::CallBack,
            Some((text, _)) if text == "on-the-line" => Else::OnTheLine,
            Some((text, span)) => self.next(&warm, tables, &text, span).map_or(Else::CallBack, Else::To),
        };
        warm.done();
        Transfer::Warm { within: ticks(within.unwrap_or(0.0)), otherwise }
    }
}
