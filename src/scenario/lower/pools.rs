//! `[pools.NAME]`: providers whose calls wait in one queue at some steps, so that whoever of them is free next answers next.

use super::find;
use crate::scenario::read::View;

/// Providers that answer one another's calls.
#[derive(Clone, Debug, Default)]
pub struct Pools(Vec<Pool>);

#[derive(Clone, Debug)]
struct Pool {
    /// Members; the first keeps the queue.
    members: Vec<usize>,
    /// At these steps; at all where people wait, if none is named.
    steps: Option<Vec<String>>,
}

impl Pools {
    /// Reads `[pools]`; `outside`: providers that are not simulated.
    pub fn read(root: &View, providers: &[String], outside: &[bool], steps: &[String]) -> Self {
        let mut pools: Vec<Pool> = Vec::new();
        for (_, view) in root.views("pools") {
            let mut members = Vec::new();
            for (name, span) in view.texts("providers").unwrap_or_default() {
                let Some(provider) = find(view.reading, providers, &name, Some(span), "provider") else { continue };
                if outside[provider] {
                    view.problem(Some(span), "outside", format!("`{name}` is outside: it shares no queue"), None);
                } else if !members.contains(&provider) {
                    members.push(provider);
                }
            }
            if view.node("providers").is_none() {
                view.missing("providers", Some("for instance providers = [\"north\", \"south\"]"));
            }
            let named = view.texts("steps").map(|names| {
                let known =
                    names.into_iter().filter(|(name, span)| find(view.reading, steps, name, Some(*span), "step").is_some());
                known.map(|(name, _)| name).collect::<Vec<_>>()
            });
            if named.is_none() {
                view.default("steps", "all where people wait");
            }
            view.done();
            let pool = Pool { members, steps: named };
            let shares = |other: &&Pool| {
                let both = pool.members.iter().any(|m| other.members.contains(m));
                both && steps.iter().any(|step| pool.covers(step) && other.covers(step))
            };
            if pools.iter().any(|other| shares(&other)) {
                let message = format!("a provider of `{}` already shares a queue with others at one of these steps", view.path);
                view.problem(None, "two-ways", message, None);
            }
            pools.push(pool);
        }
        Self(pools)
    }

    /// The provider whose queue holds the calls of a provider at a step.
    pub fn keeper(&self, provider: usize, step: &str) -> usize {
        let pool = self.0.iter().find(|pool| pool.members.contains(&provider) && pool.covers(step));
        pool.map_or(provider, |pool| pool.members[0])
    }
}

impl Pool {
    fn covers(&self, step: &str) -> bool {
        self.steps.as_ref().is_none_or(|steps| steps.iter().any(|s| s == step))
    }
}
