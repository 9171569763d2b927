//! The search: family, polish, verification.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::aims::Aim;
use super::bench::{Bench, Candidate, Lower, StaffingError};
use super::desk::Desk;
use super::found::{Effort, Found};
use super::judge::{Test, Values, Verified};
use crate::model::Staffing;
use crate::plan::staffing::bound::{Bound, bound, by_formula};
use crate::plan::staffing::{Grade, grade};
use crate::tally::Ratio;

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// Threads; 0 for all cores.
    pub threads: usize,
    /// Replications of a verification.
    pub replications: usize,
    /// Replications on which the search decides.
    pub search: usize,
    /// Error of all verifications together.
    pub alpha: f64,
    /// The most verifications.
    pub attempts: u32,
    /// Replications that polishing may take, as a multiple of `search`.
    pub effort: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self { seed: 111, threads: 0, replications: 400, search: 200, alpha: 0.05, attempts: 8, effort: 80 }
    }
}

/// Where a search stands, for those who wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// What is being done.
    pub what: &'static str,
    /// Replications so far.
    pub spent: usize,
    /// Cost of the best that seems to reach its aims.
    pub best: Option<f64>,
}

/// A search under way. Several may follow each other: what was simulated is kept.
pub struct Search<'a> {
    pub(super) desk: &'a Desk<'a>,
    /// The candidates.
    pub bench: Bench<'a>,
    pub(super) plan: Plan,
    /// By group.
    pub(super) grades: Vec<Grade>,
    pub(super) tuning: Vec<Vec<f64>>,
    pub(super) presence: Vec<f64>,
    /// By group: the price of a late call in the family.
    pub(super) prices: Vec<f64>,
    hurry: &'a AtomicBool,
    next_stream: u64,
    verifying: usize,
    /// The cheapest that seemed to reach the aims of the search under way; its cost; on how many replications.
    pub(super) best: Option<(Staffing, f64, usize)>,
    /// What the formula proposes by group and rung, until it is tuned anew.
    pub(super) proposed: BTreeMap<(usize, i32), Vec<u32>>,
}

/// Where the aims of a search are read.
pub(super) struct Asked<'s> {
    pub(super) aims: &'s [Aim],
    /// `[aim][period]`: a reading.
    readings: Vec<Vec<usize>>,
}

impl<'a> Search<'a> {
    /// Before anything is tried. `stop` ends it at once; `hurry` ends the search and leaves the verification.
    ///
    /// # Errors
    /// Threads that cannot be started, a fault of the engine.
    pub fn new(
        desk: &'a Desk<'a>,
        lower: &'a Lower<'a>,
        plan: Plan,
        (stop, hurry): (&'a AtomicBool, &'a AtomicBool),
    ) -> Result<Self, StaffingError> {
        let bench = Bench::new(desk.model, (&desk.problem, &desk.sites), lower, (plan.seed, plan.threads), stop)?;
        let places = desk.problem.hours.len();
        let groups = desk.sites.len();
        let tuning = vec![vec![1.0; places]; groups];
        let presence: Vec<f64> = (0..groups).map(|g| presence_stated(desk, g)).collect();
        let grades = (0..groups).map(|g| Grade::new(&desk.sites[g], &tuning[g], presence[g])).collect();
        Ok(Self {
            desk,
            bench,
            plan,
            grades,
            tuning,
            presence,
            prices: vec![1.0; groups],
            hurry,
            next_stream: 1,
            verifying: 0,
            best: None,
            proposed: BTreeMap::new(),
        })
    }

    /// The cheapest staffing that reaches the aims. `start`: from there, instead of from the family.
    ///
    /// # Errors
    /// A fault, a staffing that is no scenario, or that it was stopped before anything was found.
    pub fn cheapest(
        &mut self,
        aims: &[Aim],
        start: Option<&Staffing>,
        report: &mut dyn FnMut(Stage),
    ) -> Result<Found, StaffingError> {
        self.best = None;
        let asked = self.ask(aims);
        match self.look(&asked, start, report) {
            Ok((staffing, hopeless)) => self.verified(&asked, staffing, hopeless, report),
            Err(StaffingError::Stopped) => {
                let staffing = self.best.clone().map(|b| b.0).ok_or(StaffingError::Stopped)?;
                self.verified(&asked, staffing, Vec::new(), report).map(|found| Found { partial: true, ..found })
            }
            Err(other) => Err(other),
        }
    }

    /// The cheapest staffing that seems to reach the aims on the callers of the search, not verified; or the aims that no number of people
    /// reaches.
    ///
    /// # Errors
    /// As [`Search::cheapest`].
    pub fn seeming(
        &mut self,
        aims: &[Aim],
        report: &mut dyn FnMut(Stage),
    ) -> Result<Result<Staffing, Vec<usize>>, StaffingError> {
        self.best = None;
        let asked = self.ask(aims);
        match self.look(&asked, None, report) {
            Ok((staffing, hopeless)) => Ok(if hopeless.is_empty() { Ok(staffing) } else { Err(hopeless) }),
            Err(StaffingError::Stopped) => self.best.clone().map(|best| Ok(best.0)).ok_or(StaffingError::Stopped),
            Err(other) => Err(other),
        }
    }

    fn look(
        &mut self,
        asked: &Asked,
        start: Option<&Staffing>,
        report: &mut dyn FnMut(Stage),
    ) -> Result<(Staffing, Vec<usize>), StaffingError> {
        let from = match start {
            Some(staffing) => self.repair(asked, staffing.clone(), report)?,
            None => match self.family(asked, report)? {
                Ok(staffing) => self.or_as_it_stands(asked, staffing)?,
                Err(hopeless) => return Ok(hopeless),
            },
        };
        Ok((self.polish(asked, from, report)?, Vec::new()))
    }

    /// What the scenario has, if that reaches the aims for less.
    fn or_as_it_stands(&mut self, asked: &Asked, staffing: Staffing) -> Result<Staffing, StaffingError> {
        let stated = self.desk.problem.choices.stated();
        let cheaper = self.desk.problem.allows(&stated) && self.desk.problem.cost(&stated) < self.desk.problem.cost(&staffing);
        let reaches = cheaper && self.standing(asked, &stated, self.plan.search)? >= 0.0;
        Ok(if reaches { stated } else { staffing })
    }

    /// Notes what must be read for these aims.
    pub(super) fn ask<'s>(&mut self, aims: &'s [Aim]) -> Asked<'s> {
        let readings = aims.iter().map(|aim| aim.months.iter().map(|&m| self.bench.reading(aim.measure, m)).collect()).collect();
        Asked { aims, readings }
    }

    /// The test that the next verification will be.
    pub(super) fn test(&self, attempt: u32) -> Test {
        Test { replications: self.plan.replications, alpha: self.plan.alpha, attempt }
    }

    /// Simulates candidates of the search, unless time presses.
    pub(super) fn fill(&mut self, wanted: &[(Staffing, usize)]) -> Result<(), StaffingError> {
        if self.hurry.load(Ordering::Relaxed) {
            return Err(StaffingError::Stopped);
        }
        let mut all: Vec<(Candidate, usize)> = wanted.iter().map(|(s, n)| (Some(s.clone()), *n)).collect();
        // as it stands, on the same callers: what is no worse, and what there was to measure
        all.push((None, wanted.iter().map(|w| w.1).max().unwrap_or(0)));
        self.bench.fill(0, &all)
    }

    /// Values of an aim in its periods, of the first `n` replications of a stream.
    fn values(&self, asked: &Asked, aim: usize, stream: u64, candidate: &Candidate, n: usize) -> Vec<Values> {
        let of = |&reading: &usize| Values {
            own: self.bench.values(stream, candidate, reading, n),
            base: self.bench.values(stream, &None, reading, n),
        };
        asked.readings[aim].iter().map(of).collect()
    }

    /// Values of an aim's first period in the first `n` replications of the search.
    pub(super) fn of_search(&self, asked: &Asked, aim: usize, staffing: &Staffing, n: usize) -> Vec<Ratio> {
        self.bench.values(0, &Some(staffing.clone()), asked.readings[aim][0], n)
    }

    /// Values of an aim's first period in all replications of a stream, and those of the scenario as it stands.
    pub(super) fn values_of(&self, asked: &Asked, aim: usize, stream: u64, staffing: &Staffing) -> Values {
        let reading = asked.readings[aim][0];
        Values {
            own: self.bench.values(stream, &Some(staffing.clone()), reading, usize::MAX),
            base: self.bench.values(stream, &None, reading, usize::MAX),
        }
    }

    /// The standing of each aim on the first `n` replications of the search, which must be there.
    pub(super) fn standings(&self, asked: &Asked, staffing: &Staffing, n: usize) -> Vec<f64> {
        let candidate = Some(staffing.clone());
        let test = self.test(1);
        (0..asked.aims.len()).map(|aim| test.standing(&asked.aims[aim], &self.values(asked, aim, 0, &candidate, n))).collect()
    }

    /// The least standing of all aims, simulated if need be. What seems to reach them is remembered.
    pub(super) fn standing(&mut self, asked: &Asked, staffing: &Staffing, n: usize) -> Result<f64, StaffingError> {
        self.fill(&[(staffing.clone(), n)])?;
        let least = self.standings(asked, staffing, n).into_iter().fold(f64::INFINITY, f64::min);
        if least >= 0.0 {
            self.remember(staffing, n);
        }
        Ok(least)
    }

    /// A staffing that seems to reach its aims on `n` replications: the best is the cheapest of those seen on most.
    pub(super) fn remember(&mut self, staffing: &Staffing, n: usize) {
        let cost = self.desk.problem.cost(staffing);
        if self.best.as_ref().is_none_or(|(_, best, seen)| n > *seen || (n == *seen && cost < *best)) {
            self.best = Some((staffing.clone(), cost, n));
        }
    }

    /// Says where the search stands.
    pub(super) fn say(&self, what: &'static str, report: &mut dyn FnMut(Stage)) {
        report(Stage { what, spent: self.bench.spent, best: self.best.as_ref().map(|b| b.1) });
    }

    /// Tunes the formula by what was seen of a staffing.
    pub(super) fn tune(&mut self, staffing: &Staffing) {
        let Some(seen) = self.bench.seen(0, &Some(staffing.clone())) else { return };
        let detail = seen.detail.clone();
        self.proposed.clear();
        for (group, site) in self.desk.sites.iter().enumerate() {
            let hours = &self.desk.problem.hours;
            let present = detail.present(self.desk.problem.choices.groups[group].group, hours);
            let heads = self.desk.problem.heads(staffing, group);
            let all = |of: &[f64]| of.iter().zip(hours).map(|(n, h)| n * h).sum::<f64>();
            if all(&heads) > 0.0 && all(&present) > 0.0 {
                self.presence[group] = all(&present) / all(&heads);
            }
            let late = detail.late(&site.queues);
            let n = detail.replications as f64;
            let seen: Vec<(f64, f64, f64)> = late
                .iter()
                .zip(&heads)
                .map(|(&(calls, late), heads)| (calls * n, late * n, heads * self.presence[group]))
                .collect();
            self.tuning[group] = grade::tune(site, &seen, &self.tuning[group]);
            self.grades[group] = Grade::new(site, &self.tuning[group], self.presence[group]);
        }
    }

    /// Verifies, and repairs what fails, on fresh callers each time.
    fn verified(
        &mut self,
        asked: &Asked,
        mut staffing: Staffing,
        hopeless: Vec<usize>,
        report: &mut dyn FnMut(Stage),
    ) -> Result<Found, StaffingError> {
        let mut attempt = 1;
        let mut partial = false;
        loop {
            self.say("verifying", report);
            let found = self.on_fresh_callers(asked, &staffing, attempt);
            let (verified, stream) = match found {
                Ok(found) => found,
                Err(StaffingError::Stopped) => (Vec::new(), 0),
                Err(other) => return Err(other),
            };
            partial |= verified.is_empty();
            let met = verified.iter().all(|v| v.met);
            if met || !hopeless.is_empty() || attempt >= self.plan.attempts || verified.is_empty() {
                return Ok(self.found(asked, staffing, verified, hopeless, (attempt, stream, partial)));
            }
            attempt += 1;
            let standings: Vec<f64> = verified.iter().map(|v| v.standing).collect();
            match self.strengthened(asked, &staffing, &standings, report) {
                Ok(Some(more)) => staffing = more,
                Ok(None) => return Ok(self.found(asked, staffing, verified, hopeless, (attempt - 1, stream, partial))),
                Err(StaffingError::Stopped) => {
                    return Ok(self.found(asked, staffing, verified, hopeless, (attempt - 1, stream, true)));
                }
                Err(other) => return Err(other),
            }
        }
    }

    pub(super) fn on_fresh_callers(
        &mut self,
        asked: &Asked,
        staffing: &Staffing,
        attempt: u32,
    ) -> Result<(Vec<Verified>, u64), StaffingError> {
        let stream = self.next_stream;
        self.next_stream += 1;
        let n = self.plan.replications;
        let candidate = Some(staffing.clone());
        let before = self.bench.spent;
        self.bench.fill(stream, &[(candidate.clone(), n), (None, n)])?;
        self.verifying += self.bench.spent - before;
        let test = self.test(attempt);
        let verify = |aim: usize| test.verify(&asked.aims[aim], &self.values(asked, aim, stream, &candidate, n));
        Ok(((0..asked.aims.len()).map(verify).collect(), stream))
    }

    pub(super) fn found(
        &mut self,
        asked: &Asked,
        staffing: Staffing,
        verified: Vec<Verified>,
        hopeless: Vec<usize>,
        (attempts, stream, partial): (u32, u64, bool),
    ) -> Found {
        let desk = self.desk;
        let seen = self.bench.seen(stream, &Some(staffing.clone())).cloned().unwrap_or_default();
        let (candidates, equal_shares) = self.bench.equal_shares();
        let lost: (f64, f64) = desk
            .sites
            .iter()
            .filter(|s| s.patience.is_some())
            .map(|site| seen.detail.late(&site.queues))
            .fold((0.0, 0.0), |sum, places| places.iter().fold(sum, |sum, place| (sum.0 + place.0, sum.1 + place.1)));
        // those answered late are not lost: the bound may only be lower for it
        let lost = if lost.0 > 0.0 { lost.1 / lost.0 } else { 0.0 };
        let heads = |group: usize| desk.problem.heads(&staffing, group);
        let has_calls = desk.sites.iter().all(|site| !site.queues.is_empty());
        let parts = (0..desk.sites.len()).map(|g| by_formula(&desk.problem, &self.grades[g], g, &heads(g)));
        let formula = if has_calls { parts.sum::<Option<f64>>() } else { None };
        let bound = Bound { formula, ..bound(desk.model, &desk.problem, &desk.sites, &self.grades, lost) };
        Found {
            cost: if seen.cost > 0.0 { seen.cost } else { desk.problem.cost(&staffing) },
            bound,
            detail: seen.detail,
            aims: asked.aims.to_vec(),
            verified,
            attempts,
            replications: self.plan.replications,
            partial,
            hopeless,
            effort: Effort { replications: self.bench.spent, verifying: self.verifying, candidates, equal_shares },
            staffing,
        }
    }
}

/// People present of one head, as the scenario states it: shrinkage of people paid, absence by person.
fn presence_stated(desk: &Desk, group: usize) -> f64 {
    let of = &desk.model.groups[desk.problem.choices.groups[group].group as usize];
    let at_desk = if of.paid.people.is_some() { 1.0 - of.paid.shrinkage.unwrap_or(0.0) } else { 1.0 };
    let absent = of.people.as_ref().and_then(|p| p.absence.as_ref()).map_or(0.0, |a| a.chance);
    at_desk * (1.0 - absent)
}
