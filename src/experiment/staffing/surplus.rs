//! The staffing that leaves a provider the largest surplus under its contract, and the least deduction at which it would meet the targets.
//!
//! The family from hardly anybody to far too many, every group alike and apart, then one person at a time, each by the mean surplus on common
//! callers. If all deductions were k times as high, a staffing's surplus would be its surplus now less (k - 1) x its deductions. The least k
//! at which no staffing that was simulated beats the one that meets the targets is
//!
//! ```text
//! k = largest of  (s + d - s* - d*) / (d - d*)      s surplus, d deductions; * the staffing that meets the targets
//! ```
//! over those with d > d*; none if some other staffing with no more deductions than d* is better all the same.

use super::aims::{Aim, Standard};
use super::bench::StaffingError;
use super::family::RUNGS;
use super::found::Found;
use super::moves::Step;
use super::search::{Asked, Search, Stage};
use crate::analysis::interval::{Estimate, mean_t};
use crate::model::{Confidence, Measure, MeasureKind as K, Scope, Staffing};

/// Replications at first.
const FIRST: usize = 50;
/// Rungs between the staffings of the family that are tried.
const STRIDE: usize = 4;
/// Steps that race.
const FIELD: usize = 16;
/// Rounds of one person at a time.
const ROUNDS: usize = 40;
/// A gain below so many standard errors is noise.
const SURE: f64 = 1.5;

/// What a contract rewards.
#[derive(Clone, Debug)]
pub struct Rewarded {
    /// The staffing of the largest surplus, with the targets on fresh callers.
    pub found: Found,
    /// Its surplus and deductions over the reported part, on those callers.
    pub surplus: Estimate,
    /// Deductions.
    pub deductions: Estimate,
    /// Surplus and deductions of the staffing that meets the targets, if one does.
    pub meeting: Option<(Estimate, Estimate)>,
    /// Deductions must be so many times as high for the two to agree; none if no deduction does it.
    pub times: Option<f64>,
}

impl Search<'_> {
    /// The staffing of the largest surplus; `meeting`: the one that meets the aims.
    ///
    /// # Errors
    /// As [`Search::cheapest`].
    pub fn most_surplus(
        &mut self,
        aims: &[Aim],
        meeting: Option<&Staffing>,
        report: &mut dyn FnMut(Stage),
    ) -> Result<Rewarded, StaffingError> {
        let read: Vec<Aim> = [K::Surplus, K::Deductions].map(money).into();
        let asked = self.ask(&read);
        let judged = self.ask(aims);
        let mut tried: Vec<Staffing> = Vec::new();
        let groups = self.desk.sites.len();
        let mut ladders: Vec<Vec<i32>> = Vec::new();
        for rung in (RUNGS.0..=RUNGS.1).step_by(STRIDE) {
            ladders.push(vec![rung; groups]);
        }
        let n = FIRST.min(self.plan.search);
        let mut at = self.best_rungs(&asked, &ladders, n, &mut tried, report)?;
        for group in 0..if groups > 1 { groups } else { 0 } {
            let with = |rung: i32| at.1.iter().enumerate().map(|(g, &r)| if g == group { rung } else { r }).collect();
            let ladders: Vec<Vec<i32>> = (RUNGS.0..=RUNGS.1).step_by(STRIDE).map(with).collect();
            let found = self.best_rungs(&asked, &ladders, n, &mut tried, report)?;
            if self.surplus(&asked, &found.0, n) > self.surplus(&asked, &at.0, n) {
                at = found;
            }
        }
        self.prices = at.1.iter().enumerate().map(|(group, &rung)| self.price(group, rung)).collect();
        let stated = self.desk.problem.choices.stated();
        let mut best = at.0;
        for other in [Some(stated), meeting.cloned()].into_iter().flatten().filter(|s| self.desk.problem.allows(s)) {
            self.fill(&[(other.clone(), n)])?;
            tried.push(other.clone());
            if self.surplus(&asked, &other, n) > self.surplus(&asked, &best, n) {
                best = other;
            }
        }
        let mut partial = false;
        match self.climb(&asked, best.clone(), &mut tried, report) {
            Ok(found) => best = found,
            Err(StaffingError::Stopped) => partial = true,
            Err(other) => return Err(other),
        }
        self.say("verifying", report);
        let (verified, stream) = self.on_fresh_callers(&judged, &best, 1)?;
        let estimates = |search: &Self, staffing: &Staffing| {
            let of = |aim: usize| {
                let values = search.values_of(&asked, aim, stream, staffing).own;
                mean_t(&values.iter().map(|v| v.numerator).collect::<Vec<f64>>(), 0.95)
            };
            Some((of(0)?, of(1)?))
        };
        let own = estimates(self, &best);
        let mut times = None;
        let mut of_meeting = None;
        if let Some(meeting) = meeting {
            self.bench.fill(stream, &[(Some(meeting.clone()), self.plan.replications)])?;
            of_meeting = estimates(self, meeting);
            times = self.least_times(&asked, meeting, &tried, n)?;
        }
        let nothing = Estimate { mean: f64::NAN, sd: None, interval: None, replications: 0 };
        let (surplus, deductions) = own.unwrap_or((nothing, nothing));
        let found = self.found(&judged, best, verified, Vec::new(), (1, stream, partial));
        Ok(Rewarded { found, surplus, deductions, meeting: of_meeting, times })
    }

    /// The staffing of the largest surplus on some rungs.
    fn best_rungs(
        &mut self,
        asked: &Asked,
        ladders: &[Vec<i32>],
        n: usize,
        tried: &mut Vec<Staffing>,
        report: &mut dyn FnMut(Stage),
    ) -> Result<(Staffing, Vec<i32>), StaffingError> {
        self.say("surplus along the family", report);
        let mut staffings: Vec<(Staffing, Vec<i32>)> = Vec::new();
        for rungs in ladders {
            let staffing = self.at(rungs);
            staffings.push((staffing, rungs.clone()));
        }
        let wanted: Vec<(Staffing, usize)> = staffings.iter().map(|s| (s.0.clone(), n)).collect();
        self.fill(&wanted)?;
        tried.extend(staffings.iter().map(|s| s.0.clone()));
        let best = staffings.into_iter().max_by(|a, b| self.surplus(asked, &a.0, n).total_cmp(&self.surplus(asked, &b.0, n)));
        best.ok_or(StaffingError::Stopped)
    }

    /// One person at a time, as long as the surplus surely grows.
    fn climb(
        &mut self,
        asked: &Asked,
        from: Staffing,
        tried: &mut Vec<Staffing>,
        report: &mut dyn FnMut(Stage),
    ) -> Result<Staffing, StaffingError> {
        let n = self.plan.search;
        let mut at = from;
        for _ in 0..ROUNDS {
            self.say("surplus, one person at a time", report);
            let steps: Vec<Step> = self.moves(|m| {
                let (less, more, swaps) = (m.savings(&at), m.additions(&at), m.trades(&at));
                let each = |steps: Vec<Step>| steps.into_iter().take(FIELD / 2).collect::<Vec<Step>>();
                [each(less), each(more), each(swaps)].concat()
            });
            let mut field: Vec<Staffing> = steps.iter().filter_map(|s| self.moves(|m| m.after(&at, s))).collect();
            let mut heat = 25.min(n);
            loop {
                let wanted: Vec<(Staffing, usize)> = field.iter().chain([&at]).map(|s| (s.clone(), heat)).collect();
                self.fill(&wanted)?;
                field
                    .sort_by(|a, b| self.surplus(asked, b, heat).total_cmp(&self.surplus(asked, a, heat)).then_with(|| a.cmp(b)));
                if heat >= n {
                    break;
                }
                field.truncate((field.len() / 3).max(2));
                heat = (heat * 3).min(n);
            }
            let Some(first) = field.into_iter().next() else { break };
            let gains: Vec<f64> = self
                .of_search(asked, 0, &first, n)
                .iter()
                .zip(self.of_search(asked, 0, &at, n))
                .map(|(a, b)| a.numerator - b.numerator)
                .collect();
            let gain = mean_t(&gains, 0.95);
            let sure = gain.is_some_and(|g| g.mean > SURE * g.sd.unwrap_or(0.0) / (gains.len() as f64).sqrt() && g.mean > 0.0);
            if !sure {
                break;
            }
            tried.push(first.clone());
            at = first;
        }
        tried.push(at.clone());
        Ok(at)
    }

    /// How many times as high all deductions must be.
    fn least_times(
        &mut self,
        asked: &Asked,
        meeting: &Staffing,
        tried: &[Staffing],
        n: usize,
    ) -> Result<Option<f64>, StaffingError> {
        self.bench.fill(0, &[(Some(meeting.clone()), n)])?;
        let of = |search: &Self, staffing: &Staffing, aim: usize| search.mean(asked, aim, staffing, n);
        let (surplus, deductions) = (of(self, meeting, 0), of(self, meeting, 1));
        let mut times: f64 = 1.0;
        for staffing in tried.iter().filter(|s| *s != meeting) {
            let (s, d) = (of(self, staffing, 0), of(self, staffing, 1));
            let ahead = s + d - surplus - deductions;
            if d > deductions + 1e-9 {
                times = times.max(ahead / (d - deductions));
            } else if ahead > 0.0 && s > surplus {
                return Ok(None);
            }
        }
        Ok(Some(times))
    }

    fn surplus(&self, asked: &Asked, staffing: &Staffing, n: usize) -> f64 {
        self.mean(asked, 0, staffing, n)
    }

    fn mean(&self, asked: &Asked, aim: usize, staffing: &Staffing, n: usize) -> f64 {
        let values = self.of_search(asked, aim, staffing, n);
        values.iter().map(|v| v.numerator).sum::<f64>() / values.len().max(1) as f64
    }
}

fn money(kind: K) -> Aim {
    let standard = Standard::NoWorse { allowance: 0.0, small_is_good: kind == K::Deductions };
    let measure = Measure { kind, scope: Scope::All };
    Aim { name: String::new(), measure, standard, months: vec![None], confidence: Confidence::Estimate }
}
