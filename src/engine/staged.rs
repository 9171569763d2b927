//! A replication in stages: it is taken up to a moment, looked at, and goes on with other takers of calls and other people.
//!
//! ```text
//! new -> [ takes(source, by, share), due(group, heads), run_to(moment), ledger() ] ... -> finish
//! ```
//! Nothing is cleared between stages: whoever waits or talks at the moment goes on. Calls of a source go to whom [`Staged::takes`] named last,
//! a share of them; the rest goes elsewhere (`Rare::SentOn`, counted at the source) and is over for this service. Whether a call is in the share is
//! settled by its key, so a larger share takes the same callers and more. A call that waits stays with whoever took it. Counts are those
//! of the whole run so far (`Layout::of_whole_run`): the difference between two moments is what ended between them.

use super::audit::{Audit, Fault};
use super::calendar::Rank;
use super::observe::{Observer, Unobserved};
use super::simulate::{Inputs, Run};
use super::world::World;
use crate::demand::Arrivals;
use crate::model::{Rare, Tick};
use crate::random::Key;
use crate::tally::Ledger;

/// What was said for the present stage.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// By source: who takes its calls, and which share of them.
    takes: Vec<(u16, f64)>,
    /// By group: people due from each tick on.
    pub(super) due: Vec<Vec<(Tick, u32)>>,
}

/// A replication under way.
#[derive(Clone, Debug)]
pub struct Staged<'i, 'm> {
    inputs: &'i Inputs<'m>,
    world: World,
    ledger: Ledger,
    /// Put back after each stage.
    arrivals: Option<Arrivals>,
    now: Tick,
    next_boundary: Tick,
    audit: Audit,
}

impl<'i, 'm> Staged<'i, 'm> {
    /// At the start of a replication: every source takes its own calls, nobody is due. `inputs`: of [`Inputs::staged`].
    pub fn new(inputs: &'i Inputs<'m>, seed: u64, replication: u64) -> Self {
        let model = inputs.model;
        let root = Key::root(seed, replication);
        let mut world = World::new(model);
        world.stage = Stage {
            takes: (0..model.sources.len()).map(|source| (source as u16, 1.0)).collect(),
            due: vec![Vec::new(); model.groups.len()],
        };
        Self {
            inputs,
            world,
            ledger: Ledger::new(&inputs.layout, model.queues.len(), model.bands.len()),
            arrivals: Some(Arrivals::new(model, &inputs.factors, root, &inputs.parts[0].sources)),
            now: 0,
            next_boundary: 0,
            audit: Audit::default(),
        }
    }

    /// From now on a share of the calls of a source goes on as `by` (the source itself, or a guest of it), the rest elsewhere.
    pub fn takes(&mut self, source: u16, by: u16, share: f64) {
        self.world.stage.takes[source as usize] = (by, share);
    }

    /// People of a group due from each tick on (rising), the next before or at the next moment. Those of earlier stages are forgotten.
    pub fn due(&mut self, group: u16, heads: impl Iterator<Item = (Tick, u32)>) {
        let said = &mut self.world.stage.due[group as usize];
        said.clear();
        said.extend(heads);
        self.world.groups[group as usize].next_change = 0;
    }

    /// Lets everything happen before a tick.
    pub fn run_to(&mut self, until: Tick) {
        let mut nobody = Unobserved;
        let Some(mut run) = self.resume(&mut nobody) else { return };
        run.go(until);
        let Run { arrivals, next_boundary, audit, .. } = run;
        (self.arrivals, self.next_boundary, self.audit) = (Some(arrivals), next_boundary, audit);
        self.now = until;
    }

    /// What has been counted so far.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Lets the rest happen, counts what is left and checks that nothing was lost. Nothing happens after it.
    ///
    /// # Errors
    /// As [`super::simulate()`].
    pub fn finish(&mut self) -> Result<Audit, Fault> {
        self.run_to(self.inputs.model.clock.stop);
        let mut nobody = Unobserved;
        if let Some(run) = self.resume(&mut nobody) {
            self.audit = run.finish();
        }
        self.audit.check(&self.ledger)?;
        Ok(self.audit)
    }

    fn resume<'a>(&'a mut self, nobody: &'a mut Unobserved) -> Option<Run<'a, 'm, Unobserved>> {
        Some(Run {
            inputs: self.inputs,
            model: self.inputs.model,
            part: &self.inputs.parts[0],
            world: &mut self.world,
            ledger: &mut self.ledger,
            arrivals: self.arrivals.take()?,
            now: self.now,
            rank: Rank::Completion,
            next_boundary: self.next_boundary,
            audit: self.audit,
            observer: nobody,
        })
    }
}

impl<O: Observer> Run<'_, '_, O> {
    /// As whose a call of a source goes on now; none if it goes elsewhere, and so is over here.
    #[cold]
    pub(super) fn taker(&mut self, call: u32, source: u16) -> Option<u16> {
        let home = self.model.sources[source as usize].home.unwrap_or(source);
        let (by, share) = self.world.stage.takes[home as usize];
        let state = &mut self.world.calls[call as usize];
        if share >= 1.0 || state.key.uniform(self.inputs.taken) < share {
            state.source = by;
            return Some(by);
        }
        self.ledger.rare.count(state.counted.cells, home, Rare::SentOn);
        self.audit.diverted += 1;
        self.world.dismiss(call);
        None
    }
}
