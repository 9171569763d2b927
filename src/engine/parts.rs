//! Parts of a service that never meet: areas, queues and groups between which no call and no agent passes,
//! and which share no lines.
//!
//! Each provider with queues and staff of its own is such a part. A replication simulates one part after the other, each
//! over the whole run: what a part has in hand then stays in the processor's nearest memory, and its trees are small.
//! Draws are keyed by identity and busy days by date and name, so the figures are those of one loop over all of them.

use crate::model::{Model, StepKind};

/// A part of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// Where its calls come from.
    pub sources: Vec<u16>,
    /// Who answers them.
    pub groups: Vec<u16>,
}

impl Part {
    /// The parts of a model, in the order of their first queues; at least one.
    pub(super) fn all(model: &Model) -> Vec<Self> {
        let queues_of_source = |source: usize| -> Vec<usize> {
            let provider = model.areas[model.sources[source].area as usize].provider;
            if model.lines[provider as usize].is_some() {
                // all callers of a provider share its lines
                return (0..model.queues.len()).filter(|&queue| model.queues[queue].provider == provider).collect();
            }
            let queues = model.steps.iter().filter(|step| step.kind == StepKind::Queue);
            queues.map(|step| step.visits[source].queue as usize).collect()
        };
        let queues_of_group = |group: usize| -> Vec<usize> {
            model.groups[group].serves.iter().flatten().map(|serve| serve.queue as usize).collect()
        };
        // queues that share callers or agents bear the number of the first of them
        let mut first: Vec<usize> = (0..model.queues.len()).collect();
        let mut join = |queues: &[usize]| {
            let Some(least) = queues.iter().map(|&queue| first[queue]).min() else { return };
            let joined: Vec<usize> = queues.iter().map(|&queue| first[queue]).collect();
            first.iter_mut().filter(|number| joined.contains(number)).for_each(|number| *number = least);
        };
        (0..model.sources.len()).for_each(|source| join(&queues_of_source(source)));
        (0..model.groups.len()).for_each(|group| join(&queues_of_group(group)));

        let mut numbers = first.clone();
        numbers.sort_unstable();
        numbers.dedup();
        let mut parts = vec![Self::default(); numbers.len().max(1)];
        // whoever has no queue at all goes with the first part
        let part_of = |queues: &[usize]| queues.first().and_then(|&queue| numbers.binary_search(&first[queue]).ok()).unwrap_or(0);
        for source in 0..model.sources.len() {
            parts[part_of(&queues_of_source(source))].sources.push(source as u16);
        }
        for group in 0..model.groups.len() {
            parts[part_of(&queues_of_group(group))].groups.push(group as u16);
        }
        parts.retain(|part| *part != Self::default());
        if parts.is_empty() { vec![Self::default()] } else { parts }
    }
}
