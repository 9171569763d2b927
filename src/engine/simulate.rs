//! One replication: the loop one can read aloud, and what each event does.

use super::attendance;
use super::audit::{Audit, Fault};
use super::calendar::{Rank, moment};
use super::observe::{Observer, Unobserved};
use super::parts::Part;
use super::site::{Ending, Site};
use super::world::World;
use crate::demand::{Arrivals, FactorTables, FreshScale};
use crate::model::{Model, Tick};
use crate::random::{Key, Purpose};
use crate::tally::{Layout, Ledger};

/// Made once a model, shared by all replications.
#[derive(Clone, Debug)]
pub struct Inputs<'m> {
    /// The model.
    pub model: &'m Model,
    /// Where figures are kept.
    pub layout: Layout,
    /// Laws of busy-day factors.
    pub factors: FactorTables,
    /// First calls as a share of recorded ones.
    pub fresh: FreshScale,
    pub(super) sites: Vec<Site<'m>>,
    pub(super) parts: Vec<Part>,
    pub(super) endings: Vec<Ending>,
    pub(super) redial: Purpose,
    pub(super) redial_after: Purpose,
    pub(super) of_people: attendance::Purposes,
}

impl<'m> Inputs<'m> {
    /// Prepares a model.
    pub fn new(model: &'m Model, fresh: FreshScale) -> Self {
        let layout = Layout::new(model);
        Self {
            model,
            sites: Site::all(model, &layout),
            parts: Part::all(model),
            endings: Ending::all(model),
            layout,
            factors: FactorTables::new(model),
            fresh,
            redial: Purpose::new("redial", ""),
            redial_after: Purpose::new("redial after", ""),
            of_people: attendance::Purposes::default(),
        }
    }
}

impl<'m> Inputs<'m> {
    /// A step as callers of a source meet it.
    #[inline]
    pub(super) fn site(&self, step: u8, source: u16) -> &Site<'m> {
        &self.sites[step as usize * self.layout.sources + source as usize]
    }
}

/// Memory of a thread, used again by each replication on it.
#[derive(Clone, Debug)]
pub struct Workspace {
    world: World,
}

impl Workspace {
    /// For a model.
    pub fn new(model: &Model) -> Self {
        Self { world: World::new(model) }
    }
}

/// Simulates one replication into a cleared ledger.
///
/// # Errors
/// A [`Fault`] means that calls or agent time were lost: a mistake of this program, never of the scenario.
pub fn simulate(
    inputs: &Inputs,
    seed: u64,
    replication: u64,
    space: &mut Workspace,
    ledger: &mut Ledger,
) -> Result<Audit, Fault> {
    simulate_observed(inputs, seed, replication, space, ledger, &mut Unobserved)
}

/// The same, with somebody who looks on.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_observed<O: Observer>(
    inputs: &Inputs,
    seed: u64,
    replication: u64,
    space: &mut Workspace,
    ledger: &mut Ledger,
    observer: &mut O,
) -> Result<Audit, Fault> {
    ledger.clear();
    let root = Key::root(seed, replication);
    let mut audit = Audit::default();
    attendance::draw(inputs, root, &mut space.world.attendance, &mut space.world.crews, ledger);
    for part in &inputs.parts {
        space.world.clear();
        let mut run = Run {
            inputs,
            model: inputs.model,
            part,
            world: &mut space.world,
            ledger,
            arrivals: Arrivals::new(inputs.model, &inputs.factors, root, &part.sources),
            now: 0,
            rank: Rank::Completion,
            next_boundary: 0,
            audit,
            observer,
        };
        run.go();
        audit = run.finish();
    }
    audit.check(ledger)?;
    Ok(audit)
}

/// One part of a replication under way.
pub(super) struct Run<'a, 'm, O: Observer> {
    pub(super) inputs: &'a Inputs<'m>,
    pub(super) model: &'m Model,
    pub(super) part: &'a Part,
    pub(super) world: &'a mut World,
    pub(super) ledger: &'a mut Ledger,
    pub(super) arrivals: Arrivals,
    pub(super) now: Tick,
    pub(super) rank: Rank,
    pub(super) next_boundary: Tick,
    pub(super) audit: Audit,
    pub(super) observer: &'a mut O,
}

impl<O: Observer> Run<'_, '_, O> {
    /// Takes the earliest event until the run stops.
    fn go(&mut self) {
        let stop = moment(self.model.clock.stop, Rank::Completion);
        let mut boundary = moment(self.next_boundary, Rank::Boundary);
        let mut arrival = self.next_arrival();
        let mut events = 0;
        loop {
            let completion = self.world.completions.first_moment();
            let timer = self.world.timers.first();
            let earliest = completion.min(timer).min(boundary).min(arrival);
            if earliest >= stop {
                break;
            }
            self.now = earliest >> 2;
            events += 1;
            if earliest == completion {
                self.rank = Rank::Completion;
                self.complete(self.world.completions.first_slot());
            } else if earliest == timer {
                if let Some(timer) = self.world.timers.take() {
                    self.rank = if earliest & 3 == Rank::Patience as u64 { Rank::Patience } else { Rank::Arrival };
                    self.alarm(timer);
                }
            } else if earliest == boundary {
                self.rank = Rank::Boundary;
                self.boundary();
                boundary = moment(self.next_boundary, Rank::Boundary);
            } else {
                self.rank = Rank::Arrival;
                let caller = self.arrivals.take();
                arrival = self.next_arrival();
                self.first_call(caller);
            }
        }
        self.ledger.events += events;
    }

    /// The moment of the next first call.
    #[inline]
    fn next_arrival(&mut self) -> u64 {
        moment(self.arrivals.peek(self.model, &self.inputs.factors, &self.inputs.fresh), Rank::Arrival)
    }
}
