//! One step as one source meets it: its keys, read for area, provider, class, group and time.

use super::Flow;
use super::told::announcement;
use crate::model::{Contact, Patience, Talk, Transfer, Visit};
use crate::random::Law;
use crate::scenario::lower::callers::patience;
use crate::scenario::lower::{Named, find, ticks};
use crate::scenario::merge::{Asked, in_case};
use crate::scenario::read::{Reading, View};

/// Priority of calls for which nothing states one.
const UNSTATED_PRIORITY: u8 = 50;

impl Flow<'_> {
    #[expect(clippy::too_many_arguments, clippy::too_many_lines, reason = "the case a step is read for, key by key")]
    pub(super) fn visit(
        &mut self,
        named: &Named,
        tables: &[Named],
        asked: &Asked,
        sets: &[Vec<String>],
        by_group: bool,
        during: bool,
        class_priority: Option<u8>,
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
            closed_to: None,
            offer: None,
            announces: None,
            transfer: Transfer::CallBack,
            bands: Vec::new(),
            contact: Contact { answers: 1.0, attempts: 1, again_after: 0, takes: 0 },
            talks: Vec::new(),
            by_group,
            combinations: if during { sets.len() as u8 } else { 1 },
            priority: UNSTATED_PRIORITY,
        };
        let mut places = None;
        visit.closed_to = self.closed_to(&view, tables);
        // band over class over step
        visit.priority = class_priority.or(view.whole("priority", 1, 99).map(|p| p as u8)).unwrap_or(UNSTATED_PRIORITY);
        if let Some(message) = view.view("message") {
            let lasts = message.law("lasts");
            if message.node("lasts").is_none() {
                message.missing("lasts", Some("for instance lasts = \"25s\""));
            }
            visit.message = self.laws.id(lasts.unwrap_or(Law::Fixed(0.0)));
            visit.hang_up = message.share("hang-up").unwrap_or(0.0);
            message.done();
            let then = self.then(&view, tables);
            if view.node("then").is_none() {
                view.missing("then", Some("a message leads somewhere: then = { assess = \"100%\" }"));
            }
            view.done();
            visit.talks.push(Talk { handle: visit.message, wrap_up: None, then: then?, then_after: Vec::new() });
            return Some((visit, None));
        }
        if let Some(queue) = view.view("queue") {
            places = queue.whole("places", 0, 10_000_000).map(|p| p as u32);
            visit.balk = queue.share("balk").unwrap_or(0.0);
            visit.full_to = queue.text("full-to").and_then(|(name, span)| self.next(&view, tables, &name, span));
            visit.offer = self.offer(&queue, tables);
            visit.announces = announcement(&queue);
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
        view.known(&["handle", "wrap-up", "then", "then-after"]);
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
                view.known(&["queue", "patience", "transfer", "bands", "contact", "priority", "offered-to", "clinical"]);
                view.known(&["open", "closed-to", "at-close"]);
                view.known(&["handle", "wrap-up", "then", "then-after"]);
                view.done();
                visit.talks.push(self.talk(&view, tables)?);
            }
        }
        Some((visit, places))
    }

    fn talk(&mut self, view: &View, tables: &[Named]) -> Option<Talk> {
        let handle = view.law("handle");
        if view.node("handle").is_none() {
            view.missing("handle", Some("for instance handle = { lognormal = { mean = \"7m 30s\", cv = 0.6 } }"));
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
        let wrap_up = wrap_up.filter(|law| law.mean() > 0.0).map(|law| self.laws.id(law));
        Some(Talk { handle: self.laws.id(handle?), wrap_up, then: then?, then_after: self.then_after(view, tables) })
    }
}
