//! Which lines, sources, groups, queues and bands a scope takes in.

use std::ops::Range;

use super::layout::{Layout, Leg};
use crate::model::clock::LONGEST;
use crate::model::{Measure, Model, Receiver, Scope};

/// Which lines, sources and groups a scope takes in: made once, used for every cell and replication.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Lines on which callers wait to be answered the first time.
    pub(super) first: Vec<usize>,
    /// Lines of people waiting on the line who were answered before.
    pub(super) later: Vec<usize>,
    /// Lines of people to be called back.
    pub(super) call_back: Vec<usize>,
    /// Lines at clinical steps.
    pub(super) clinical: Vec<usize>,
    pub(super) sources: Vec<usize>,
    pub(super) groups: Vec<usize>,
    /// Of these sources, guests of others; and guests elsewhere of these sources: calls taken in and sent on.
    pub(super) guests: Vec<usize>,
    pub(super) away: Vec<usize>,
    pub(super) queues: Vec<usize>,
    pub(super) bands: Vec<usize>,
    /// The scope is a group: answered calls are those it answered.
    pub(super) of_group: bool,
    /// The scope is a step or band: counts are those of its queue, not of the whole service.
    pub(super) part: bool,
}

impl Selection {
    /// What the scopes of measures take in, those of neighbours that have the same scope together.
    pub fn of_each(model: &Model, layout: &Layout, measures: &[Measure]) -> Vec<(Self, Range<usize>)> {
        let mut at = 0;
        let chunks = measures.chunk_by(|a, b| a.scope == b.scope);
        let chunks = chunks.map(|chunk| {
            let place = at..at + chunk.len();
            at = place.end;
            (Self::new(model, layout, chunk[0].scope), place)
        });
        chunks.collect()
    }

    /// What a scope takes in.
    pub fn new(model: &Model, layout: &Layout, scope: Scope) -> Self {
        let source_in = |s: usize| match scope {
            Scope::Area(area) => model.sources[s].area == area,
            Scope::Callers(class) => model.sources[s].class == class,
            Scope::Provider(provider) => model.sources[s].provider == provider,
            _ => true,
        };
        let due_in = |band: u8| match scope {
            Scope::Band(wanted) => band == wanted,
            Scope::DueWithin(limit) => model.bands[band as usize].due <= limit,
            Scope::DueLater(limit) => model.bands[band as usize].due > limit && model.bands[band as usize].due < LONGEST,
            _ => true,
        };
        let by_band = matches!(scope, Scope::Band(_) | Scope::DueWithin(_) | Scope::DueLater(_));
        let mut selection = Selection {
            part: by_band || matches!(scope, Scope::Step(_)),
            of_group: matches!(scope, Scope::Group(_)),
            ..Selection::default()
        };
        for (place_index, place) in layout.places.iter().enumerate() {
            if matches!(scope, Scope::Step(step) if step != place.step) || place.band.map_or(by_band, |b| !due_in(b)) {
                continue;
            }
            for source in (0..model.sources.len()).filter(|&s| source_in(s)) {
                let line = place_index * layout.sources + source;
                match place.leg {
                    Leg::First => selection.first.push(line),
                    Leg::Later => selection.later.push(line),
                    Leg::CallBack => selection.call_back.push(line),
                }
                if model.steps[place.step as usize].clinical {
                    selection.clinical.push(line);
                }
            }
        }
        selection.sources = (0..model.sources.len()).filter(|&s| source_in(s)).collect();
        selection.sent_on(model);
        let serves = |g: usize| match scope {
            Scope::Group(group) => g == group as usize,
            Scope::Step(step) => model.groups[g].serves.iter().flatten().any(|s| model.queues[s.queue as usize].step == step),
            Scope::Area(area) => model.groups[g].provider == model.areas[area as usize].provider,
            Scope::Provider(provider) => model.groups[g].provider == provider,
            _ => true,
        };
        selection.groups = (0..model.groups.len()).filter(|&g| serves(g)).collect();
        let waits = |q: usize| match scope {
            Scope::Step(step) => model.queues[q].step == step,
            _ => true,
        };
        selection.queues = (0..model.queues.len()).filter(|&q| waits(q)).collect();
        selection.bands = (0..model.bands.len()).filter(|&b| due_in(b as u8)).collect();
        selection
    }

    /// The same scope, of some areas alone.
    #[must_use]
    pub fn of_areas(mut self, model: &Model, areas: &[u16]) -> Self {
        let sources = model.sources.len();
        let inside = |source: usize| areas.contains(&model.sources[source].area);
        for lines in [&mut self.first, &mut self.later, &mut self.call_back, &mut self.clinical] {
            lines.retain(|line| inside(line % sources));
        }
        self.sources.retain(|&source| inside(source));
        self.sent_on(model);
        let provider = |group: usize| model.groups[group].provider;
        self.groups.retain(|&group| areas.iter().any(|&a| model.areas[a as usize].provider == provider(group)));
        self
    }

    /// Which sources take calls in, or have them taken in elsewhere.
    fn sent_on(&mut self, model: &Model) {
        let taken = |source: &usize| model.sources[*source].home.is_some();
        let guest = |&source: &usize| match model.sources[source].sends_on.map(|sends| sends.to) {
            Some(Receiver::Guest(guest)) => Some(guest as usize),
            _ => None,
        };
        self.guests = self.sources.iter().copied().filter(taken).collect();
        self.away = self.sources.iter().filter_map(guest).collect();
    }

    /// Lines of people to be called back, where the scope is a step or band.
    pub(super) fn called_back(&self) -> impl Iterator<Item = usize> + '_ {
        if self.part { &self.call_back[..] } else { &[] }.iter().copied()
    }

    /// The lines whose waits a measure of answering is about.
    pub(super) fn line(&self) -> impl Iterator<Item = usize> + '_ {
        self.first.iter().chain(if self.part { &self.later[..] } else { &[] }).copied()
    }
}
