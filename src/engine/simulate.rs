//! One replication: the loop one can read aloud, and what each event does.

use super::attendance;
use super::audit::{Audit, Fault};
use super::calendar::{Rank, moment};
use super::observe::{Observer, Unobserved, What};
use super::parts::Part;
use super::presence;
use super::site::{Ending, Site};
use super::watch;
use super::world::{NOBODY, World};
use super::{again, lines, opening, recall, told};
use crate::demand::{Arrivals, FactorTables, FreshScale};
use crate::model::{Model, Rare, Tick};
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
    /// Some outcome is looked at before it stands.
    pub(super) validates: bool,
    /// Some band has welfare calls.
    pub(super) has_welfare: bool,
    pub(super) draws: watch::Draws,
    /// Some rule looks at a predicted wait.
    pub(super) predicts: bool,
    /// Some provider's lines are limited.
    pub(super) limited_lines: bool,
    /// Every patience is an event of its own.
    pub(super) time_every_patience: bool,
    /// Something may happen to some callers before their first step: lines, a change of mind, a rule for those who ring again.
    pub(super) rules_at_the_door: bool,
    /// Some people ring again after a finished episode.
    pub(super) recalls: bool,
    /// Redials that one day hands to a later one are counted.
    pub(super) days_hand_on: bool,
    /// Something looks back at calls that were answered.
    pub(super) notes_answers: bool,
    /// Some step closes.
    pub(super) closes: bool,
    /// Patience goes on from wait to wait of a call.
    pub(super) patience_goes_on: bool,
    pub(super) patience: Purpose,
    pub(super) at_once: Purpose,
    pub(super) recall: Purpose,
    pub(super) recall_after: Purpose,
    /// Some provider sends calls on.
    pub(super) sends_on: bool,
    pub(super) sent_on: Purpose,
    pub(super) answered_outside: Purpose,
    pub(super) redial: Purpose,
    pub(super) redial_after: Purpose,
    pub(super) of_people: attendance::Purposes,
    /// Who takes calls is said while the run goes on.
    pub(super) handed_out: bool,
    pub(super) taken: Purpose,
    pub(super) of_presence: presence::Purposes,
}

impl<'m> Inputs<'m> {
    /// Prepares a model.
    pub fn new(model: &'m Model, fresh: FreshScale) -> Self {
        Self::kept_by(model, fresh, Layout::new(model))
    }

    /// Prepares a model for a run in stages: figures of the whole run, all parts in one loop.
    pub fn staged(model: &'m Model, fresh: FreshScale) -> Self {
        let inputs = Self::kept_by(model, fresh, Layout::of_whole_run(model)).in_order_of_time();
        Self { handed_out: true, rules_at_the_door: true, ..inputs }
    }

    fn kept_by(model: &'m Model, fresh: FreshScale, layout: Layout) -> Self {
        Self {
            model,
            sites: Site::all(model, &layout),
            parts: Part::all(model),
            endings: Ending::all(model),
            sends_on: model.sources.iter().any(|source| source.sends_on.is_some()),
            sent_on: Purpose::new("sent on", ""),
            answered_outside: Purpose::new("answered outside", ""),
            predicts: model.queues.iter().any(|queue| queue.predicted),
            layout,
            factors: FactorTables::new(model),
            fresh,
            validates: model.clinical.validates(),
            has_welfare: model.clinical.has_welfare(),
            draws: watch::Draws::new(),
            limited_lines: lines::limited(model),
            time_every_patience: model.conventions.time_every_patience || lines::limited(model),
            rules_at_the_door: lines::limited(model) || again::known(model) || model.sources.iter().any(|s| s.at_once > 0.0),
            recalls: recall::happens(model),
            days_hand_on: Rare::RedialsFromEarlierDays.arises(model),
            notes_answers: told::keeps_last_wait(model) || recall::happens(model) || !model.conventions.second_wait_is_new,
            closes: opening::closes(model),
            patience_goes_on: !model.conventions.second_wait_is_new,
            patience: Purpose::new("patience", ""),
            at_once: Purpose::new("hang up at once", ""),
            recall: Purpose::new("recall", ""),
            recall_after: Purpose::new("recall after", ""),
            redial: Purpose::new("redial", ""),
            redial_after: Purpose::new("redial after", ""),
            of_people: attendance::Purposes::default(),
            handed_out: false,
            taken: Purpose::new("taken", ""),
            of_presence: presence::Purposes::default(),
        }
    }
}

impl Inputs<'_> {
    /// All parts of the service in one loop: the same figures, and events in order of time across parts.
    #[must_use]
    pub fn in_order_of_time(mut self) -> Self {
        self.parts = vec![Part::whole(self.model)];
        self
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
        run.go(inputs.model.clock.stop);
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
    /// Takes the earliest event, all before a tick.
    pub(super) fn go(&mut self, until: Tick) {
        let stop = moment(until, Rank::Completion);
        let mut boundary = moment(self.next_boundary, Rank::Boundary);
        let mut arrival = self.next_arrival();
        let mut events = 0;
        loop {
            let completion = self.world.completions.first_moment();
            let timer = self.world.timers.first();
            let earliest = completion.min(timer).min(boundary).min(arrival);
            if earliest >= stop || (O::TRACES && self.observer.enough()) {
                break;
            }
            self.now = earliest >> 2;
            events += 1;
            if earliest == completion {
                self.rank = Rank::Completion;
                self.complete(self.world.completions.first_slot());
            } else if earliest == timer {
                if let Some(timer) = self.world.timers.take() {
                    self.rank = match earliest & 3 {
                        1 => Rank::Patience,
                        2 => Rank::Boundary,
                        _ => Rank::Arrival,
                    };
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

    /// Tells who looks on of an event to a call ([`NOBODY`]: about staff); nothing where nobody traces.
    #[inline]
    pub(super) fn saw(&mut self, call: u32, what: What) {
        if O::TRACES {
            let call = (call != NOBODY).then(|| (call, &self.world.calls[call as usize]));
            self.observer.saw(self.now, call, what);
        }
    }

    /// The moment of the next first call.
    #[inline]
    fn next_arrival(&mut self) -> u64 {
        moment(self.arrivals.peek(self.model, &self.inputs.factors, &self.inputs.fresh), Rank::Arrival)
    }
}
