//! `[providers.NAME]` `sends-on` and `outside`: calls that another provider takes in.

use super::pools::Pools;
use super::{Named, find, staff, ticks};
use crate::model::{Area, Group, Outcome, Queue, Receiver, SendsOn, Source, Step, StepKind, Tick};
use crate::scenario::read::View;
use crate::scenario::source::Span;

/// What a provider sends on, as read.
#[derive(Clone, Debug)]
struct Rule {
    to: usize,
    share: f64,
    after: Option<Tick>,
    span: Option<Span>,
}

/// Who sends calls on, and who is outside.
#[derive(Clone, Debug)]
pub struct Sending {
    /// By provider.
    rules: Vec<Option<Rule>>,
    /// By provider: not simulated, answers this share of the calls it gets.
    outside: Vec<Option<f64>>,
    /// Providers that answer one another's calls.
    pub pools: Pools,
    /// By source: the provider that has taken the callers in; empty before [`Sending::guests`].
    pub hosts: Vec<Option<usize>>,
}

/// The outcome of calls that a provider outside has answered.
const ANSWERED: &str = "answered-elsewhere";

impl Sending {
    /// Reads all providers; adds the outcome of calls that are answered outside, if there are any.
    pub fn read(root: &View, areas: &[Named], providers: &[String], steps: &[Named], outcomes: &mut Vec<Outcome>) -> Self {
        let mut found = Self {
            rules: vec![None; providers.len()],
            outside: vec![None; providers.len()],
            pools: Pools::default(),
            hosts: Vec::new(),
        };
        for (name, view) in root.views("providers") {
            let Some(provider) = providers.iter().position(|p| *p == name) else { continue };
            found.outside[provider] = view.view("outside").map(|outside| {
                let answers = outside.share("answers");
                if outside.node("answers").is_none() {
                    outside.default("answers", "100%");
                }
                outside.known(&["cost-per-call"]); // read with the programme
                outside.done();
                answers.unwrap_or(1.0)
            });
            found.rules[provider] = view.view("sends-on").and_then(|inner| rule(&inner, providers));
        }
        let outside: Vec<bool> = found.outside.iter().map(Option::is_some).collect();
        let steps: Vec<String> = steps.iter().map(|step| step.name.clone()).collect();
        found.pools = Pools::read(root, providers, &outside, &steps);
        for (provider, rule) in found.rules.iter().enumerate() {
            let Some(rule) = rule else { continue };
            let wrong = if rule.to == provider {
                Some("a provider cannot send calls on to itself".to_owned())
            } else if found.outside[provider].is_some() {
                Some(format!("`{}` is outside, so it sends nothing on", providers[provider]))
            } else {
                None
            };
            if let Some(wrong) = wrong {
                root.problem(rule.span, "sends-on", wrong, None);
            }
        }
        for area in areas {
            if let Some((name, span)) = staff::provider_of(&area.table)
                && providers.iter().zip(&found.outside).any(|(p, outside)| p == name && outside.is_some())
            {
                let help = Some("it can only take in what others send on".to_owned());
                root.problem(Some(span), "outside", format!("`{name}` is outside: it answers no area's calls"), help);
            }
        }
        let used = found.rules.iter().flatten().any(|rule| found.outside[rule.to].is_some());
        if used && !outcomes.iter().any(|outcome| outcome.name == ANSWERED) {
            outcomes.push(Outcome { name: ANSWERED.to_owned(), urgent: false, closes: false, triaged: false, recall: None });
        }
        found
    }

    /// Is a provider simulated?
    pub fn simulated(&self, provider: usize) -> bool {
        self.outside[provider].is_none()
    }

    /// Adds a source of guests for each source whose provider sends calls on to one that is simulated.
    pub fn guests(&mut self, sources: &mut Vec<(usize, usize)>, areas: &[Area]) {
        self.hosts = vec![None; sources.len()];
        for (area, class) in sources.clone() {
            if let Some(rule) = &self.rules[areas[area].provider as usize]
                && self.simulated(rule.to)
            {
                sources.push((area, class));
                self.hosts.push(Some(rule.to));
            }
        }
    }

    /// At steps that their host does not serve, guests wait at home.
    pub fn send_home(&self, steps: &mut [Step], sources: &[(usize, usize)], groups: &[Group]) {
        let served = |queue: u16| groups.iter().any(|g| g.serves.iter().flatten().any(|s| s.queue == queue));
        for step in steps.iter_mut().filter(|step| step.kind == StepKind::Queue) {
            for guest in (0..sources.len()).filter(|&source| self.hosts[source].is_some()) {
                let home = sources.iter().position(|s| *s == sources[guest]).unwrap_or(guest);
                if step.visits.len() == sources.len() && !served(step.visits[guest].queue) {
                    step.visits[guest].queue = step.visits[home].queue;
                }
            }
        }
    }

    /// Ties homes and guests together; a provider that serves nothing of what it is sent is an error.
    pub fn connect(&self, sources: &mut [Source], steps: &[Step], queues: &[Queue], outcomes: &[Outcome], root: &View) {
        let outcome = outcomes.iter().position(|o| o.name == ANSWERED).unwrap_or(0) as u8;
        for source in 0..sources.len() {
            if let Some(host) = self.hosts[source] {
                let own = |s: &Source| (s.area, s.class);
                let home = sources.iter().position(|s| own(s) == own(&sources[source])).unwrap_or(source);
                sources[source].provider = host as u16;
                sources[source].home = Some(home as u16);
                continue;
            }
            let Some(rule) = &self.rules[sources[source].provider as usize] else { continue };
            let guest = (0..sources.len()).find(|&s| {
                self.hosts[s].is_some() && (sources[s].area, sources[s].class) == (sources[source].area, sources[source].class)
            });
            let to = match (self.outside[rule.to], guest) {
                (Some(answers), _) => Receiver::Outside { answers, outcome },
                (None, Some(guest)) => Receiver::Guest(guest as u16),
                (None, None) => continue,
            };
            if let Receiver::Guest(guest) = to {
                let takes = |step: &Step| {
                    step.first
                        && step
                            .visits
                            .get(guest as usize)
                            .is_some_and(|v| queues[v.queue as usize].provider as usize == self.pools.keeper(rule.to, &step.name))
                };
                if !steps.iter().any(takes) {
                    let message = "nobody there serves a step at which these calls wait first".to_owned();
                    let known = root.reading.problems.borrow().iter().any(|p| p.span == rule.span && p.code == "nobody-serves");
                    if !known {
                        root.problem(
                            rule.span,
                            "nobody-serves",
                            message,
                            Some("give it a group that serves the step".to_owned()),
                        );
                    }
                }
            }
            sources[source].sends_on = Some(SendsOn { share: rule.share, after: rule.after, to });
        }
    }
}

fn rule(inner: &View, providers: &[String]) -> Option<Rule> {
    let to = inner.text("to");
    let (share, after) = (inner.share("share"), inner.duration("after"));
    if inner.node("to").is_none() {
        inner.missing("to", Some("name a provider, for instance to = \"national\""));
    }
    if inner.node("share").is_none() && inner.node("after").is_none() {
        let help = "for instance share = \"3%\", or after = \"10m\"".to_owned();
        inner.problem(
            None,
            "missing",
            format!("`{}` says neither which `share` nor `after` how long a wait", inner.path),
            Some(help),
        );
    }
    inner.done();
    let (name, span) = to?;
    let to = find(inner.reading, providers, &name, Some(span), "provider")?;
    Some(Rule { to, share: share.unwrap_or(0.0), after: after.map(ticks), span: inner.span })
}
