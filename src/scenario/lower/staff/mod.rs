//! Providers and groups: who serves which step, and where.

pub mod breaks;
pub mod headcount;
pub mod pace;
pub mod people;
pub mod roster;
pub mod shifts;
pub mod varies;

use std::collections::BTreeMap;

use super::sending::Sending;
use super::shocks::{self, Shock};
use super::shrinkage::{self, HeadsAre};
use super::{Laws, Named, Names, ticks};
use crate::engine::calendar::MOST_BUSY;
use crate::model::{Group, Overflow, PaidTime, Queue, Serve, ShiftEnd, Step, StepKind, Tick};
use crate::scenario::calendar::Civil;
use crate::scenario::merge::{Asked, in_case};
use crate::scenario::problem::{list, nearest};
use crate::scenario::read::{Input, Reading, View};
use crate::scenario::source::Span;
use crate::scenario::tree::{Node, Table, Value};

/// Providers in the order in which the file names them; one without a name if it names none.
pub fn providers(root: &View, areas: &[Named], groups: &[Named]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    root.known(&["providers"]);
    for (kind, things) in [("areas", areas), ("groups", groups)] {
        for named in things {
            View::new(&named.table, format!("{kind}.{}", named.name), named.span, root.reading).text("provider");
        }
    }
    for named in areas.iter().chain(groups) {
        if let Some((name, _)) = provider_of(&named.table)
            && !found.iter().any(|f| f == name)
        {
            found.push(name.to_owned());
        }
    }
    // one that is declared alone: what it costs is read, and its areas must name it
    for (key, _) in root.table.table("providers").map_or(&[][..], |declared| &declared.0) {
        if !found.contains(&key.name) {
            found.push(key.name.clone());
        }
    }
    if found.is_empty() {
        found.push(String::new());
    }
    found
}

/// The provider that a table of an area or group names, and where.
pub fn provider_of(table: &Table) -> Option<(&str, Span)> {
    match table.get("provider") {
        Some(node) => match &node.value {
            Value::Text(text) => Some((text, node.span)),
            _ => None,
        },
        None => None,
    }
}

/// Doubts a provider that only a group names: it gets no calls, so its people are paid for nothing, and its name may be misspelt.
pub fn providers_get_calls(root: &View, groups: &[Named], reading: &Reading) {
    let mut named: Vec<&str> = Vec::new();
    for (key, node) in &root.table.0 {
        if let Value::Table(table) = &node.value
            && key.name != "groups"
        {
            table.texts(&mut named);
        }
    }
    named.extend(root.table.table("providers").map_or(&[][..], |declared| &declared.0).iter().map(|(key, _)| key.name.as_str()));
    for group in groups {
        let Some((provider, _)) = provider_of(&group.table).filter(|(provider, _)| !named.contains(provider)) else { continue };
        let near = nearest(provider, named.iter().copied()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        reading.warn(format!(
            "no calls go to `{provider}`, the provider of groups.{}: its people are paid for nothing{near}",
            group.name
        ));
    }
}

/// All groups of the model: one of each file's group at its provider, or at every provider.
#[expect(clippy::too_many_arguments, reason = "the parts of a scenario that groups depend on")]
pub fn groups(
    templates: &[Named],
    providers: &[String],
    civil: &Civil,
    names: &Names,
    steps: &[Step],
    queues: &mut [Queue],
    sending: &Sending,
    shocks: &[Shock],
    laws: &mut Laws,
    reading: &Reading,
) -> Vec<Group> {
    let mut groups = Vec::new();
    for (template, named) in templates.iter().enumerate() {
        names.check(reading, &named.table, "a group", &["at", "during"]);
        let own = provider_of(&named.table).and_then(|(name, _)| providers.iter().position(|p| p == name));
        let simulated = (0..providers.len()).filter(|&p| sending.simulated(p));
        let at: Vec<usize> = own.map_or_else(|| simulated.collect(), |p| vec![p]);
        let several = at.len() > 1;
        for provider in at {
            let place = Place { template, provider, named, several, providers, civil, steps, queues, sending, shocks, reading };
            if let Some(group) = place.group(laws) {
                groups.push(group);
            }
        }
    }
    let most = |group: &Group| group.heads.iter().flatten().map(|&(_, n)| u64::from(n)).max().unwrap_or(0);
    let all: u64 = groups.iter().map(most).sum();
    if let Some(largest) = groups.iter().max_by_key(|g| most(g)).filter(|_| all > MOST_BUSY as u64) {
        let named = &templates[largest.template as usize];
        let span = named.table.get("headcount").map(|n| n.span).or(named.span);
        reading.problem(span, "absurd", format!("{all} people at once are more than this program can hold ({MOST_BUSY})"), None);
    }
    groups
}

/// A group of the file at one provider.
struct Place<'a> {
    template: usize,
    provider: usize,
    named: &'a Named,
    several: bool,
    providers: &'a [String],
    civil: &'a Civil,
    steps: &'a [Step],
    queues: &'a [Queue],
    sending: &'a Sending,
    shocks: &'a [Shock],
    reading: &'a Reading,
}

impl Place<'_> {
    #[expect(clippy::too_many_lines, reason = "one key after the other")]
    fn group(&self, laws: &mut Laws) -> Option<Group> {
        let provider = &self.providers[self.provider];
        let asked = Asked { provider: Some(provider), ..Asked::default() };
        let table = in_case(&self.named.table, &asked);
        let view = View::new(&table, format!("groups.{}", self.named.name), self.named.span, self.reading);
        view.known(&["provider", "during", "pay", "recruits", "keep-free"]);
        let serves = self.serves(&view);
        let at_shift_end =
            view.word("at-shift-end", &[("finish-call", ShiftEnd::FinishCall), ("hand-back", ShiftEnd::HandBack)], 0);
        let heads_are = shrinkage::heads_are(&view);
        let shrinkage = shrinkage::read(&view, heads_are);
        let asked = people::Asked::read(&view, heads_are, laws);
        let mut breaks = Vec::new();
        let mut duties = None;
        let stated: Vec<&str> = ["headcount", "shifts", "roster"].into_iter().filter(|k| view.node(k).is_some()).collect();
        let heads = match stated[..] {
            [] => {
                view.problem(
                    None,
                    "missing",
                    format!("`{}` says nothing of how many people there are", view.path),
                    Some("for instance headcount = 8, a CSV, shifts, or a roster".to_owned()),
                );
                None
            }
            ["headcount"] => self.headcount(&view),
            ["shifts"] => shifts::read(&view, self.civil, asked.is_some()).map(|found| {
                breaks = found.paid_breaks;
                duties = found.roll;
                Some(found.heads)
            }),
            ["roster"] => roster::read(&view, self.civil).map(|found| {
                breaks = found.paid_breaks;
                duties = found.roll;
                Some(found.heads)
            }),
            _ => {
                let both = stated.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
                view.problem(None, "two-ways", format!("`{}` has both {both}", view.path), Some("keep one of them".to_owned()));
                None
            }
        };
        if matches!(stated[..], ["shifts" | "roster"])
            && let Some(during) = self.named.table.get("during")
        {
            view.problem(
                Some(during.span),
                "useless-variant",
                format!(
                    "`{}.during` changes a headcount, but this group has {}",
                    view.path,
                    if stated == ["shifts"] { "shifts" } else { "a roster" }
                ),
                None,
            );
        }
        // after the end the last moment's staff stay
        let end = self.civil.clock.end;
        let heads = heads.map(|h| h.map(|h| h.into_iter().filter(|h| h.0 < end).collect::<Vec<_>>()));
        breaks.retain(|b: &(Tick, u32)| b.0 < end);
        let mut paid = PaidTime { shrinkage, breaks, people: None, before_losses: None };
        let heads = match (heads, shrinkage) {
            (Some(Some(people)), Some(share)) if heads_are == HeadsAre::Paid => {
                let days: Vec<Tick> = self.civil.clock.days.iter().map(|d| d.start).collect();
                let due = shrinkage::due(&people, share, &days, end);
                let total = |heads: &[(Tick, u32)]| {
                    headcount::hours(&heads.iter().map(|&(at, people)| (at, f64::from(people))).collect::<Vec<_>>(), end)
                };
                self.reading.warn(format!(
                    "{}: of {:.0} paid hours {:.0} are due at a desk ({:.0} before rounding to whole people)",
                    view.path,
                    total(&people),
                    total(&due),
                    total(&people) * (1.0 - share)
                ));
                paid.people = Some(people);
                Some(Some(due))
            }
            (heads, _) => heads,
        };
        view.text("site");
        let owns = roster::persons(&view, duties.as_ref(), self.civil);
        let pace = pace::read(&view);
        let varies = varies::read(&view, &self.named.name, provider, asked.is_some());
        let lost: Vec<(Tick, Tick)> = self.shocks.iter().filter_map(|shock| shock.loses(self.named)).collect();
        let heads = heads.map(|heads| self.losses(&view, heads, &lost, &mut paid));
        let people = asked.and_then(|asked| {
            // people due of people paid: nobody knows which of a shift are at their desks, so they are the heads of the day
            if let Some(roll) = duties.as_ref().filter(|roll| paid.people.is_some() && roll.hangs_on_persons()) {
                let (what, key) = if roll.named { ("persons by name", "roster") } else { ("breaks when it is quiet", "shifts") };
                let message = format!(
                    "`{}`: with `heads-are = \"paid\"` nobody knows which people are at their desks, so there are no {what}",
                    view.path
                );
                let span = view.table.get(key).map(|node| node.span);
                view.problem(span, "two-ways", message, Some("state the people due (`heads-are = \"due\"`)".to_owned()));
                return None;
            }
            let roll = duties.filter(|_| paid.people.is_none());
            let heads = paid.before_losses.as_ref().or(heads.as_ref()?.as_ref());
            let surges = self.shocks.iter().filter_map(|shock| shock.keeps_away(self.template)).collect();
            asked.people(&view, heads, roll, &self.civil.clock, &self.named.name, provider, surges, &lost, owns)
        });
        view.done();
        let name = if self.several { format!("{}@{provider}", self.named.name) } else { self.named.name.clone() };
        let serves = serves?;
        let sole_queue = match serves[..] {
            [ref tier] if tier.len() == 1 && tier[0].overflow.is_none() => Some(tier[0].queue),
            _ => None,
        };
        let serves = Some(serves);
        Some(Group {
            sole_queue,
            name,
            template: self.template as u16,
            provider: self.provider as u16,
            serves: serves?,
            heads: heads?,
            keep_free: None,
            at_shift_end,
            paid,
            people,
            pace,
            varies,
        })
    }

    /// Heads without the people whom shocks take away; they are paid all the same.
    fn losses(
        &self,
        view: &View,
        heads: Option<Vec<(Tick, u32)>>,
        lost: &[(Tick, Tick)],
        paid: &mut PaidTime,
    ) -> Option<Vec<(Tick, u32)>> {
        if lost.is_empty() {
            return heads;
        }
        let Some(heads) = heads else {
            let message = format!("`{}` is unlimited: its people cannot be lost", view.path);
            view.problem(None, "unlimited", message, Some("state a headcount or shifts".to_owned()));
            return None;
        };
        let end = self.civil.clock.end;
        let left = shocks::without(&heads, lost).into_iter().filter(|h| h.0 < end).collect();
        paid.before_losses = Some(heads);
        Some(left)
    }

    fn serves(&self, view: &View) -> Option<Vec<Vec<Serve>>> {
        let Some(node) = view.node("serves") else {
            view.missing("serves", Some("for instance serves = [\"assess\"]"));
            view.known(&["overflow"]);
            return None;
        };
        let tiers: Vec<Vec<&Node>> = match &node.value {
            Value::Array(items) => items
                .iter()
                .map(|item| match &item.value {
                    Value::Array(equal) => equal.iter().collect(),
                    _ => vec![item],
                })
                .collect(),
            _ => vec![vec![node]],
        };
        let queue_steps: Vec<&Step> = self.steps.iter().filter(|s| s.kind == StepKind::Queue).collect();
        let mut failed = tiers.is_empty();
        let mut step_of = |item: &Node| -> Option<usize> {
            let Value::Text(name) = &item.value else {
                view.problem(Some(item.span), "wrong-kind", format!("`{}` is a list of steps", view.path_of("serves")), None);
                failed = true;
                return None;
            };
            let found = self.steps.iter().position(|s| s.name == *name && s.kind == StepKind::Queue);
            if found.is_none() {
                failed = true;
                let names = || queue_steps.iter().map(|s| s.name.as_str());
                let help = nearest(name, names())
                    .map_or_else(|| format!("there are: {}", list(names())), |n| format!("did you mean `{n}`?"));
                let message = if self.steps.iter().any(|s| s.name == *name) {
                    format!("`{name}` is a recorded message: nobody serves it")
                } else {
                    format!("there is no step called `{name}`")
                };
                view.problem(Some(item.span), "unknown-name", message, Some(help));
            }
            found
        };
        let tiers: Vec<Vec<usize>> = tiers.iter().map(|tier| tier.iter().filter_map(|item| step_of(item)).collect()).collect();
        let overflow = self.overflow(view, &tiers);
        if failed {
            return None;
        }
        let words = tiers
            .iter()
            .map(|t| t.iter().map(|&s| self.steps[s].name.as_str()).collect::<Vec<_>>().join(" = "))
            .collect::<Vec<_>>()
            .join(", then ");
        self.reading
            .inputs
            .borrow_mut()
            .insert(view.path_of("serves"), Input { value: words, default: false, span: Some(node.span) });
        let serve = |&step: &usize| -> Option<Serve> {
            let keeper = self.sending.pools.keeper(self.provider, &self.steps[step].name);
            let queue = self.queues.iter().position(|q| q.step as usize == step && q.provider as usize == keeper)?;
            Some(Serve { queue: queue as u16, overflow: overflow.get(&step).copied() })
        };
        Some(tiers.iter().map(|tier| tier.iter().filter_map(serve).collect()).collect())
    }

    fn overflow(&self, view: &View, tiers: &[Vec<usize>]) -> BTreeMap<usize, Overflow> {
        let mut found = BTreeMap::new();
        for (name, inner) in view.views("overflow") {
            let after = inner.duration("after");
            let waiting = inner.whole("when-waiting", 1, 1_000_000);
            let predicted = inner.duration("when-predicted");
            inner.done();
            let Some(step) = self.steps.iter().position(|s| s.name == name).filter(|s| tiers.iter().flatten().any(|t| t == s))
            else {
                let served = || tiers.iter().flatten().map(|&s| self.steps[s].name.as_str());
                let help = nearest(&name, served())
                    .map_or_else(|| format!("it serves: {}", list(served())), |near| format!("did you mean `{near}`?"));
                inner.problem(None, "unknown-name", format!("`{}` does not serve a step called `{name}`", view.path), Some(help));
                continue;
            };
            match (after, waiting, predicted) {
                (Some(after), None, None) => {
                    found.insert(step, Overflow::After(ticks(after)));
                }
                (None, Some(waiting), None) => {
                    found.insert(step, Overflow::WhenWaiting(waiting as u32));
                }
                (None, None, Some(predicted)) => {
                    found.insert(step, Overflow::WhenPredicted(ticks(predicted)));
                }
                _ => inner.problem(
                    None,
                    "two-ways",
                    format!("`{}` takes one of `after`, `when-waiting` and `when-predicted`", inner.path),
                    None,
                ),
            }
        }
        found
    }
}
