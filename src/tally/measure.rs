//! Measures of `docs/measures` from a ledger: numerator and denominator over some cells of time.

use super::WaitHistogram;
use super::layout::{Layout, Leg};
use super::ledger::{Count, Journey, Ledger};
use crate::model::clock::{HOUR, LONGEST, SECOND};
use crate::model::{CostKind, Measure, MeasureKind as K, Model, Rare, Receiver, Scope, StepKind, Tick};

/// A ratio of sums. Counts have denominator 1. Nothing to measure: denominator 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    /// Numerator.
    pub numerator: f64,
    /// Denominator.
    pub denominator: f64,
}

impl Ratio {
    /// The value; none if there was nothing to measure.
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0.0).then(|| self.numerator / self.denominator)
    }
}

/// Which lines, sources and groups a scope takes in: made once, used for every cell and replication.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Lines on which callers wait to be answered the first time.
    first: Vec<usize>,
    /// Lines of people waiting on the line who were answered before.
    later: Vec<usize>,
    /// Lines of people to be called back.
    call_back: Vec<usize>,
    /// Lines at clinical steps.
    clinical: Vec<usize>,
    sources: Vec<usize>,
    groups: Vec<usize>,
    /// Of these sources, guests of others; and guests elsewhere of these sources: calls taken in and sent on.
    guests: Vec<usize>,
    away: Vec<usize>,
    queues: Vec<usize>,
    bands: Vec<usize>,
    /// The scope is a group: answered calls are those it answered.
    of_group: bool,
    /// The scope is a step or band: counts are those of its queue, not of the whole service.
    part: bool,
}

impl Selection {
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

/// Does a measure make sense for a scope?
pub fn applies(model: &Model, measure: Measure) -> bool {
    if measure.kind.is_money() {
        return applies_to_money(model, measure);
    }
    let group = matches!(measure.kind, K::Occupancy | K::StaffPresent | K::OvertimeHours);
    let called_back = matches!(
        measure.kind,
        K::CallBacks | K::CallBackOnTime | K::CallBackWithin(_) | K::CallBackWaitQuantile(_) | K::NotReached
    );
    let clinical = matches!(measure.kind, K::ClinicianOnTime | K::WarmTransfer);
    let banded = matches!(measure.kind, K::TimeToClinicianQuantile(_));
    let any_clinical = model.steps.iter().any(|s| s.clinical);
    let live = matches!(
        measure.kind,
        K::CallsOffered
            | K::CallsAnswered
            | K::CallsAbandoned
            | K::AnsweredWithin(_)
            | K::ServiceLevel(_)
            | K::ServiceLevelExcludingShort(_)
            | K::ServiceLevelIncludingAbandons(_)
            | K::Abandonment
            | K::MeanSpeedOfAnswer
            | K::MeanWait
            | K::WaitQuantile(_)
            | K::MeanQueue
            | K::StillWaiting
            | K::CallsBlocked
    );
    let of_callers =
        matches!(measure.scope, Scope::All | Scope::Month(_) | Scope::Area(_) | Scope::Provider(_) | Scope::Callers(_));
    if let K::Rare(what) = measure.kind {
        return what.arises(model) && of_callers;
    }
    if matches!(measure.kind, K::CallsPerPerson | K::PeopleAnswered) {
        return Rare::Recalls.arises(model) && of_callers;
    }
    if called_back && !model.steps.iter().any(|s| s.by_call_back) {
        return false;
    }
    if (clinical || banded || matches!(measure.kind, K::ClinicianShare | K::ClosedByClinician | K::RiskMinutes)) && !any_clinical
    {
        return false;
    }
    if banded && model.bands.is_empty() {
        return false;
    }
    match measure.scope {
        Scope::All => true,
        Scope::Month(_) => measure.kind != K::MaxQueue,
        Scope::Group(_) => group || measure.kind == K::CallsAnswered,
        Scope::Step(step) => {
            let step = &model.steps[step as usize];
            (step.kind == StepKind::Queue)
                && (((live || measure.kind == K::MaxQueue) && (step.first || step.later))
                    || (called_back && step.by_call_back)
                    || (clinical && step.clinical)
                    || matches!(measure.kind, K::MaxQueue | K::StaffPresent | K::Occupancy))
        }
        Scope::Band(_) | Scope::DueWithin(_) | Scope::DueLater(_) => called_back || clinical || banded,
        Scope::Area(_) | Scope::Provider(_) => measure.kind != K::MaxQueue && !banded,
        Scope::Callers(_) => !group && measure.kind != K::MaxQueue && !banded,
    }
}

/// Does a measure of money make sense for a scope, and does the scenario state what it needs?
fn applies_to_money(model: &Model, measure: Measure) -> bool {
    let by_group = matches!(measure.kind, K::PaidHours | K::Utilisation | K::Cost | K::CostOf(_))
        && measure.kind != K::CostOf(CostKind::Overheads);
    let by_caller = measure.kind == K::DownstreamCost;
    let scope = match measure.scope {
        Scope::All | Scope::Provider(_) | Scope::Month(_) => true,
        Scope::Group(_) => by_group,
        Scope::Area(_) | Scope::Callers(_) => by_caller,
        _ => false,
    };
    scope && super::names::not_stated(measure.kind, model).is_none()
}

/// What a measure is evaluated on.
#[derive(Clone, Copy, Debug)]
pub struct Evaluation<'a> {
    /// The model.
    pub model: &'a Model,
    /// Where figures are kept.
    pub layout: &'a Layout,
    /// What one replication remembers.
    pub ledger: &'a Ledger,
    /// What the scope takes in.
    pub selection: &'a Selection,
}

impl Evaluation<'_> {
    /// Numerator and denominator of a measure over cells of time that last `span` ticks in all.
    #[expect(clippy::too_many_lines, reason = "one key, or one measure, after the other")]
    pub fn ratio(&self, kind: K, cells: &[usize], span: Tick) -> Ratio {
        let count = |value: u64| Ratio { numerator: value as f64, denominator: 1.0 };
        let ratio = |numerator: u64, denominator: u64| Ratio { numerator: numerator as f64, denominator: denominator as f64 };
        let seconds = |total: u64, n: u64| Ratio { numerator: total as f64 / SECOND as f64, denominator: n as f64 };
        let all = self.layout.buckets;
        let answered = || self.lines(cells, self.selection.line(), |c, l| self.ledger.answered_within(c, l, all));
        let abandoned = || self.lines(cells, self.selection.line(), |c, l| self.ledger.abandoned_within(c, l, all));
        let joined = || {
            if self.selection.part {
                self.lines(cells, self.selection.line(), |c, l| self.ledger.joined_on_the_line(c, l))
            } else {
                self.received(cells) - self.journeys(cells, Journey::HungUp) - self.journeys(cells, Journey::Diverted)
            }
        };
        match kind {
            K::CallsOffered if self.selection.part => count(joined()),
            K::CallsOffered => count(self.received(cells)),
            K::People | K::FirstCalls => count(self.journeys(cells, Journey::People)),
            K::Redials => count(self.journeys(cells, Journey::Redials)),
            K::CallsAnswered if self.selection.of_group => count(self.agents(cells, 3)),
            K::CallsAnswered => count(answered()),
            K::CallsAbandoned => count(abandoned()),
            K::CallsBlocked if self.selection.part => {
                count(self.lines(cells, self.selection.line(), |c, l| self.ledger.get(c, l, Count::Blocked)))
            }
            K::CallsBlocked => count(self.journeys(cells, Journey::Blocked)),
            K::HungUpInMenu => count(self.journeys(cells, Journey::HungUp)),
            K::StillWaiting if self.selection.part => {
                count(self.lines(cells, self.selection.line(), |c, l| self.ledger.get(c, l, Count::Open)))
            }
            K::StillWaiting => count(self.journeys(cells, Journey::StillWaiting)),
            K::AnsweredWithin(t) => ratio(self.answered_within(cells, t), answered()),
            K::ServiceLevel(t) => ratio(self.answered_within(cells, t), answered() + abandoned()),
            K::ServiceLevelExcludingShort(t) => {
                ratio(self.answered_within(cells, t), answered() + abandoned() - self.abandoned_within(cells, t))
            }
            K::ServiceLevelIncludingAbandons(t) => {
                ratio(self.answered_within(cells, t) + self.abandoned_within(cells, t), answered() + abandoned())
            }
            K::Abandonment => ratio(abandoned(), answered() + abandoned()),
            K::AbandonmentOfReceived => ratio(abandoned(), self.received(cells)),
            K::AbandonmentAfter(t) => ratio(abandoned() - self.abandoned_within(cells, t), self.received(cells)),
            K::MeanSpeedOfAnswer => seconds(self.waits(cells, self.selection.line(), |w| w[0]), answered()),
            K::MeanWait => seconds(self.waits(cells, self.selection.line(), |w| w[0] + w[1]), answered() + abandoned()),
            K::MeanQueue => {
                let lines = self.selection.line();
                Ratio {
                    numerator: self.waits(cells, lines, |w| w[0].wrapping_add(w[1]).wrapping_add(w[2])) as f64,
                    denominator: span as f64,
                }
            }
            K::MaxQueue => {
                count(self.selection.queues.iter().map(|&q| u64::from(self.ledger.longest_queue[q])).max().unwrap_or(0))
            }
            K::Occupancy => ratio(self.agents(cells, 0), self.agents(cells, 1)),
            K::StaffPresent => Ratio { numerator: self.agents(cells, 1) as f64, denominator: span as f64 },
            K::OvertimeHours => Ratio { numerator: self.agents(cells, 2) as f64 / HOUR as f64, denominator: 1.0 },
            K::ClinicianShare => ratio(self.journeys(cells, Journey::Assessed), self.journeys(cells, Journey::Triaged)),
            K::ClosedByClinician => {
                ratio(self.journeys(cells, Journey::ClosedByClinician), self.journeys(cells, Journey::Assessed))
            }
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
                let joined = self.lines(cells, on_the_line(), |c, l| self.ledger.joined_on_the_line(c, l))
                    + self.call_backs(cells, Count::Joined);
                let moved = self.lines(cells, needing(), |c, l| self.ledger.get(c, l, Count::Moved));
                ratio(self.lines(cells, lines(), |c, l| self.ledger.get(c, l, Count::Warm)), joined - moved)
            }
            K::CallBacks => count(self.call_backs(cells, Count::Joined)),
            K::CallBackOnTime => ratio(self.call_backs(cells, Count::OnTime), self.call_backs(cells, Count::Due)),
            K::CallBackWithin(t) => {
                let within = self.bucket(t);
                let lines = || self.selection.call_back.iter().copied();
                ratio(
                    self.lines(cells, lines(), |c, l| self.ledger.answered_within(c, l, within)),
                    self.call_backs(cells, Count::Joined),
                )
            }
            K::ClinicianOnTime => {
                let lines = || self.selection.clinical.iter().copied();
                ratio(
                    self.lines(cells, lines(), |c, l| self.ledger.get(c, l, Count::OnTime)),
                    self.lines(cells, lines(), |c, l| self.ledger.get(c, l, Count::Due)),
                )
            }
            K::NotReached => count(self.call_backs(cells, Count::NotReached)),
            K::UrgentLost => {
                let lost = self.journeys(cells, Journey::UrgentLost);
                ratio(lost, lost + self.journeys(cells, Journey::Urgent))
            }
            K::UrgentLostPeople => count(self.journeys(cells, Journey::UrgentLost)),
            K::RiskMinutes => {
                let late: u64 =
                    cells.iter().map(|&c| self.selection.sources.iter().map(|&s| self.ledger.risks(c, s)).sum::<u64>()).sum();
                let offered = self.received(cells);
                Ratio { numerator: late as f64 / (60 * SECOND) as f64 * 1000.0, denominator: offered as f64 }
            }
            K::UrgentAbandoned => {
                let lost = self.journeys(cells, Journey::UrgentAbandoned);
                Ratio { numerator: lost as f64 * 1000.0, denominator: self.received(cells) as f64 }
            }
            K::Rare(what) => count(self.rare(cells, what)),
            K::CallsPerPerson => ratio(self.received(cells), self.journeys(cells, Journey::People)),
            K::PeopleAnswered => {
                ratio(answered() - self.rare(cells, Rare::RecallsAnswered), self.journeys(cells, Journey::People))
            }
            K::OutcomeShare(outcome) => {
                let ended = cells
                    .iter()
                    .map(|&c| self.selection.sources.iter().map(|&s| self.ledger.outcomes(c, s, outcome as usize)).sum::<u64>())
                    .sum();
                ratio(ended, self.journeys(cells, Journey::Triaged))
            }
            // quantiles and money are worked out elsewhere
            _ => Ratio::default(),
        }
    }

    /// A quantile of waits over some months, seconds; none unless five lie beyond it.
    pub fn quantile(&self, kind: K, months: std::ops::Range<usize>) -> Option<f64> {
        let mut histogram = WaitHistogram::default();
        let per_mille = match kind {
            K::WaitQuantile(q) => {
                for line in self.selection.line() {
                    months.clone().for_each(|m| histogram.add(self.ledger.answered_bins(m, line)));
                }
                q
            }
            K::CallBackWaitQuantile(q) => {
                for &line in &self.selection.call_back {
                    months.clone().for_each(|m| histogram.add(self.ledger.answered_bins(m, line)));
                }
                q
            }
            K::TimeToClinicianQuantile(q) => {
                for &band in &self.selection.bands {
                    months.clone().for_each(|m| histogram.add(self.ledger.clinician_bins(m, band)));
                }
                q
            }
            _ => return None,
        };
        if per_mille == K::MAXIMUM { histogram.longest() } else { histogram.quantile(f64::from(per_mille) / 1000.0) }
    }

    #[expect(clippy::unused_self, reason = "reads as the others do")]
    fn lines(&self, cells: &[usize], lines: impl Iterator<Item = usize>, f: impl Fn(usize, usize) -> u64) -> u64 {
        lines.map(|line| cells.iter().map(|&cell| f(cell, line)).sum::<u64>()).sum()
    }

    fn waits(&self, cells: &[usize], lines: impl Iterator<Item = usize>, f: impl Fn([u64; 3]) -> u64) -> u64 {
        lines.map(|line| cells.iter().map(|&cell| f(self.ledger.waits(cell, line))).sum::<u64>()).sum()
    }

    fn journeys(&self, cells: &[usize], what: Journey) -> u64 {
        cells.iter().map(|&c| self.selection.sources.iter().map(|&s| self.ledger.journeys(c, s, what)).sum::<u64>()).sum()
    }

    fn received(&self, cells: &[usize]) -> u64 {
        let taken_in = |sources: &[usize]| -> u64 {
            cells.iter().map(|&c| sources.iter().map(|&s| self.ledger.rare.get(c, s, Rare::TakenIn)).sum::<u64>()).sum()
        };
        let received = |c: usize| self.selection.sources.iter().map(|&s| self.ledger.received(c, s)).sum::<u64>();
        cells.iter().map(|&c| received(c)).sum::<u64>() + taken_in(&self.selection.guests) - taken_in(&self.selection.away)
    }

    fn rare(&self, cells: &[usize], what: Rare) -> u64 {
        cells.iter().map(|&c| self.selection.sources.iter().map(|&s| self.ledger.rare.get(c, s, what)).sum::<u64>()).sum()
    }

    fn agents(&self, cells: &[usize], what: usize) -> u64 {
        cells.iter().map(|&c| self.selection.groups.iter().map(|&g| self.ledger.agent_time(c, g)[what]).sum::<u64>()).sum()
    }

    fn call_backs(&self, cells: &[usize], what: Count) -> u64 {
        self.lines(cells, self.selection.call_back.iter().copied(), |c, l| self.ledger.get(c, l, what))
    }

    /// Number of buckets that hold waits of at most `t`.
    fn bucket(&self, t: Tick) -> usize {
        self.model.thresholds.iter().position(|&x| x == t).map_or(0, |i| i + 1)
    }

    fn answered_within(&self, cells: &[usize], t: Tick) -> u64 {
        let buckets = self.bucket(t);
        self.lines(cells, self.selection.line(), |c, l| self.ledger.answered_within(c, l, buckets))
    }

    fn abandoned_within(&self, cells: &[usize], t: Tick) -> u64 {
        let buckets = self.bucket(t);
        self.lines(cells, self.selection.line(), |c, l| self.ledger.abandoned_within(c, l, buckets))
    }
}
