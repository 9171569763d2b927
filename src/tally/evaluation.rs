//! Measures of `docs/measures` from a ledger: numerator and denominator over some cells of time; quantiles over some months.
//!
//! Many measures of a scope rest on the same sums. Each sum is found when the first measure asks for it, and kept.

use std::cell::OnceCell;
use std::ops::Range;

use super::ledger::{Count, Journey, Ledger};
use super::selection::Selection;
use super::{Ratio, WaitHistogram};
use crate::model::clock::{HOUR, SECOND};
use crate::model::{MeasureKind as K, Model, Rare, Tick};

/// The calls that ended on the lines of a scope, and their time in queues.
#[derive(Clone, Copy, Debug, Default)]
struct Ended {
    answered: u64,
    abandoned: u64,
    /// As [`Ledger::waits`]; sums may pass below zero on the way (wrapped), never in all.
    waits: [u64; 3],
}

/// What measures are evaluated on.
#[derive(Debug)]
pub struct Evaluation<'a> {
    model: &'a Model,
    ledger: &'a Ledger,
    selection: &'a Selection,
    cells: &'a [usize],
    ended: OnceCell<Ended>,
    received: OnceCell<u64>,
    agents: OnceCell<[u64; 4]>,
}

impl<'a> Evaluation<'a> {
    /// Of what a scope takes in, over some cells of one replication's ledger.
    pub fn new(model: &'a Model, ledger: &'a Ledger, selection: &'a Selection, cells: &'a [usize]) -> Self {
        let (ended, received, agents) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { model, ledger, selection, cells, ended, received, agents }
    }

    /// Numerator and denominator of a measure over the cells, which last `span` ticks in all.
    #[expect(clippy::too_many_lines, reason = "one key, or one measure, after the other")]
    pub fn ratio(&self, kind: K, span: Tick) -> Ratio {
        let count = |value: u64| Ratio { numerator: value as f64, denominator: 1.0 };
        let ratio = |numerator: u64, denominator: u64| Ratio { numerator: numerator as f64, denominator: denominator as f64 };
        let seconds = |total: u64, n: u64| Ratio { numerator: total as f64 / SECOND as f64, denominator: n as f64 };
        let cells = self.cells;
        let answered = || self.ended().answered;
        let abandoned = || self.ended().abandoned;
        let joined = || {
            if self.selection.part {
                self.lines(self.selection.line(), |c, l| self.ledger.joined_on_the_line(c, l))
            } else {
                self.received() - self.journeys(Journey::HungUp) - self.journeys(Journey::Diverted)
            }
        };
        match kind {
            K::CallsOffered if self.selection.part => count(joined()),
            K::CallsOffered => count(self.received()),
            K::People | K::FirstCalls => count(self.journeys(Journey::People)),
            K::Redials => count(self.journeys(Journey::Redials)),
            K::CallsAnswered if self.selection.of_group => count(self.agents()[3]),
            K::CallsAnswered => count(answered()),
            K::CallsAbandoned => count(abandoned()),
            K::CallsBlocked if self.selection.part => {
                count(self.lines(self.selection.line(), |c, l| self.ledger.get(c, l, Count::Blocked)))
            }
            K::CallsBlocked => count(self.journeys(Journey::Blocked)),
            K::HungUpInMenu => count(self.journeys(Journey::HungUp)),
            K::StillWaiting if self.selection.part => {
                count(self.lines(self.selection.line(), |c, l| self.ledger.get(c, l, Count::Open)))
            }
            K::StillWaiting => count(self.journeys(Journey::StillWaiting)),
            K::AnsweredWithin(t) => ratio(self.answered_within(t), answered()),
            K::ServiceLevel(t) => ratio(self.answered_within(t), answered() + abandoned()),
            K::ServiceLevelExcludingShort(t) => {
                ratio(self.answered_within(t), answered() + abandoned() - self.abandoned_within(t))
            }
            K::ServiceLevelIncludingAbandons(t) => {
                ratio(self.answered_within(t) + self.abandoned_within(t), answered() + abandoned())
            }
            K::Abandonment => ratio(abandoned(), answered() + abandoned()),
            K::AbandonmentOfReceived => ratio(abandoned(), self.received()),
            K::AbandonmentAfter(t) => ratio(abandoned() - self.abandoned_within(t), self.received()),
            K::MeanSpeedOfAnswer => seconds(self.ended().waits[0], answered()),
            K::MeanWait => seconds(self.ended().waits[0] + self.ended().waits[1], answered() + abandoned()),
            K::MeanQueue => {
                let waited = self.ended().waits.into_iter().fold(0, u64::wrapping_add);
                Ratio { numerator: waited as f64, denominator: span as f64 }
            }
            K::MaxQueue => {
                count(self.selection.queues.iter().map(|&q| u64::from(self.ledger.longest_queue[q])).max().unwrap_or(0))
            }
            K::Occupancy => ratio(self.agents()[0], self.agents()[1]),
            K::StaffPresent => Ratio { numerator: self.agents()[1] as f64, denominator: span as f64 },
            K::OvertimeHours => Ratio { numerator: self.agents()[2] as f64 / HOUR as f64, denominator: 1.0 },
            K::ClinicianShare => ratio(self.journeys(Journey::Assessed), self.journeys(Journey::Triaged)),
            K::ClosedByClinician => ratio(self.journeys(Journey::ClosedByClinician), self.journeys(Journey::Assessed)),
            K::WarmTransfer => {
                let lines = || self.selection.later.iter().copied().filter(|l| self.selection.clinical.contains(l));
                let needing = || self.selection.clinical.iter().copied();
                let on_the_line = || {
                    self.selection
                        .first
                        .iter()
                        .chain(&self.selection.later)
                        .copied()
                        .filter(|l| self.selection.clinical.contains(l))
                };
                let joined =
                    self.lines(on_the_line(), |c, l| self.ledger.joined_on_the_line(c, l)) + self.call_backs(Count::Joined);
                let moved = self.lines(needing(), |c, l| self.ledger.get(c, l, Count::Moved));
                ratio(self.lines(lines(), |c, l| self.ledger.get(c, l, Count::Warm)), joined - moved)
            }
            K::CallBacks => count(self.call_backs(Count::Joined)),
            K::CallBackOnTime => ratio(self.call_backs(Count::OnTime), self.call_backs(Count::Due)),
            K::CallBackWithin(t) => {
                let within = self.bucket(t);
                let lines = || self.selection.call_back.iter().copied();
                ratio(self.lines(lines(), |c, l| self.ledger.answered_within(c, l, within)), self.call_backs(Count::Joined))
            }
            K::ClinicianOnTime => {
                let lines = || self.selection.clinical.iter().copied();
                ratio(
                    self.lines(lines(), |c, l| self.ledger.get(c, l, Count::OnTime)),
                    self.lines(lines(), |c, l| self.ledger.get(c, l, Count::Due)),
                )
            }
            K::NotReached => count(self.call_backs(Count::NotReached)),
            K::UrgentLost => {
                let lost = self.journeys(Journey::UrgentLost);
                ratio(lost, lost + self.journeys(Journey::Urgent))
            }
            K::UrgentLostPeople => count(self.journeys(Journey::UrgentLost)),
            K::RiskMinutes => {
                let late: u64 =
                    cells.iter().map(|&c| self.selection.sources.iter().map(|&s| self.ledger.risks(c, s)).sum::<u64>()).sum();
                let offered = self.received();
                Ratio { numerator: late as f64 / (60 * SECOND) as f64 * 1000.0, denominator: offered as f64 }
            }
            K::UrgentAbandoned => {
                let lost = self.journeys(Journey::UrgentAbandoned);
                Ratio { numerator: lost as f64 * 1000.0, denominator: self.received() as f64 }
            }
            K::Rare(what) => count(self.rare(what)),
            K::CallsPerPerson => ratio(self.received(), self.journeys(Journey::People)),
            K::PeopleAnswered => ratio(answered() - self.rare(Rare::RecallsAnswered), self.journeys(Journey::People)),
            K::OutcomeShare(outcome) => {
                let ended = cells
                    .iter()
                    .map(|&c| self.selection.sources.iter().map(|&s| self.ledger.outcomes(c, s, outcome as usize)).sum::<u64>())
                    .sum();
                ratio(ended, self.journeys(Journey::Triaged))
            }
            // quantiles and money are worked out elsewhere
            _ => Ratio::default(),
        }
    }

    fn ended(&self) -> Ended {
        *self.ended.get_or_init(|| {
            let mut sum = Ended::default();
            for line in self.selection.line() {
                for &cell in self.cells {
                    let (answered, abandoned) = self.ledger.ended(cell, line);
                    sum.answered += answered;
                    sum.abandoned += abandoned;
                    for (sum, more) in sum.waits.iter_mut().zip(self.ledger.waits(cell, line)) {
                        *sum = sum.wrapping_add(more);
                    }
                }
            }
            sum
        })
    }

    /// Busy, present, overrun ticks of the groups, and calls they answered.
    fn agents(&self) -> [u64; 4] {
        *self.agents.get_or_init(|| {
            let mut sums = [0; 4];
            for &cell in self.cells {
                for &group in &self.selection.groups {
                    for (sum, more) in sums.iter_mut().zip(self.ledger.agent_time(cell, group)) {
                        *sum += more;
                    }
                }
            }
            sums
        })
    }

    fn received(&self) -> u64 {
        *self.received.get_or_init(|| {
            let taken_in = |sources: &[usize]| self.by_source(sources, |c, s| self.ledger.rare.get(c, s, Rare::TakenIn));
            let received = self.by_source(&self.selection.sources, |c, s| self.ledger.received(c, s));
            received + taken_in(&self.selection.guests) - taken_in(&self.selection.away)
        })
    }

    fn lines(&self, lines: impl Iterator<Item = usize>, f: impl Fn(usize, usize) -> u64) -> u64 {
        lines.map(|line| self.cells.iter().map(|&cell| f(cell, line)).sum::<u64>()).sum()
    }

    fn by_source(&self, sources: &[usize], f: impl Fn(usize, usize) -> u64) -> u64 {
        self.cells.iter().map(|&cell| sources.iter().map(|&source| f(cell, source)).sum::<u64>()).sum()
    }

    fn journeys(&self, what: Journey) -> u64 {
        self.by_source(&self.selection.sources, |c, s| self.ledger.journeys(c, s, what))
    }

    fn rare(&self, what: Rare) -> u64 {
        self.by_source(&self.selection.sources, |c, s| self.ledger.rare.get(c, s, what))
    }

    fn call_backs(&self, what: Count) -> u64 {
        self.lines(self.selection.call_back.iter().copied(), |c, l| self.ledger.get(c, l, what))
    }

    /// Number of buckets that hold waits of at most `t`.
    fn bucket(&self, t: Tick) -> usize {
        self.model.thresholds.iter().position(|&x| x == t).map_or(0, |i| i + 1)
    }

    fn answered_within(&self, t: Tick) -> u64 {
        let buckets = self.bucket(t);
        self.lines(self.selection.line(), |c, l| self.ledger.answered_within(c, l, buckets))
    }

    fn abandoned_within(&self, t: Tick) -> u64 {
        let buckets = self.bucket(t);
        self.lines(self.selection.line(), |c, l| self.ledger.abandoned_within(c, l, buckets))
    }
}

/// Quantiles of waits of what a scope takes in, over some months: each histogram is added up once.
#[derive(Debug)]
pub struct Quantiles<'a> {
    ledger: &'a Ledger,
    selection: &'a Selection,
    months: Range<usize>,
    answered: OnceCell<WaitHistogram>,
    called_back: OnceCell<WaitHistogram>,
    to_clinician: OnceCell<WaitHistogram>,
}

impl<'a> Quantiles<'a> {
    /// Of one replication's ledger.
    pub fn new(ledger: &'a Ledger, selection: &'a Selection, months: Range<usize>) -> Self {
        let [answered, called_back, to_clinician] = [const { OnceCell::new() }; 3];
        Self { ledger, selection, months, answered, called_back, to_clinician }
    }

    /// A quantile, seconds; none unless five waits lie beyond it.
    pub fn quantile(&self, kind: K) -> Option<f64> {
        let (histogram, per_mille) = match kind {
            K::WaitQuantile(q) => {
                let waits = || self.sum(self.selection.line(), |m, line| self.ledger.answered_bins(m, line));
                (self.answered.get_or_init(waits), q)
            }
            K::CallBackWaitQuantile(q) => {
                let lines = self.selection.call_back.iter().copied();
                let waits = || self.sum(lines, |m, line| self.ledger.answered_bins(m, line));
                (self.called_back.get_or_init(waits), q)
            }
            K::TimeToClinicianQuantile(q) => {
                let bands = self.selection.bands.iter().copied();
                let waits = || self.sum(bands, |m, band| self.ledger.clinician_bins(m, band));
                (self.to_clinician.get_or_init(waits), q)
            }
            _ => return None,
        };
        if per_mille == K::MAXIMUM { histogram.longest() } else { histogram.quantile(f64::from(per_mille) / 1000.0) }
    }

    fn sum(&self, parts: impl Iterator<Item = usize>, bins: impl Fn(usize, usize) -> &'a [u32]) -> WaitHistogram {
        let mut sum = WaitHistogram::default();
        for part in parts {
            self.months.clone().map(|month| bins(month, part)).filter(|bins| !bins.is_empty()).for_each(|bins| sum.add(bins));
        }
        sum
    }
}
