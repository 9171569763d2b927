//! The family: staffings by what a late call costs, one price a group; the lowest prices at which all aims hold.
//!
//! First one rung of a ladder of prices for all groups together, by halving; then the formula is tuned by what was seen there, and it is
//! done again; then each group goes down its own ladder while the others stay.

use super::bench::StaffingError;
use super::recipe::{RUNG, late_call};
use super::search::{Asked, Search, Stage};
use crate::model::Staffing;
use crate::plan::staffing::weighed;

/// The lowest and the highest rung: a late call costs as much as a fiftieth of a call, or as ten thousand.
pub(super) const RUNGS: (i32, i32) = (-18, 42);
/// Replications on which the family is judged.
const FIRST: usize = 50;
/// How often the formula is tuned.
const ROUNDS: usize = 2;
/// Where the first search begins, and how far its first step goes.
const BEGIN: (i32, i32) = (8, 5);

/// A staffing, or the one with most people, and the aims that fail even there.
pub(super) type Family = Result<Staffing, (Staffing, Vec<usize>)>;

impl Search<'_> {
    pub(super) fn family(&mut self, asked: &Asked, report: &mut dyn FnMut(Stage)) -> Result<Family, StaffingError> {
        self.say("by formula", report);
        let groups = self.desk.sites.len();
        let n = FIRST.min(self.plan.search);
        let mut rungs = vec![RUNGS.1; groups];
        let mut begin = BEGIN;
        for round in 0..=ROUNDS {
            let Some(rung) = self.lowest(asked, n, |rung| vec![rung; groups], RUNGS, begin)? else {
                return self.with_most(asked, report);
            };
            rungs = vec![rung; groups];
            begin = (rung, 1);
            self.say("by formula, tuned by simulation", report);
            if round < ROUNDS {
                let staffing = self.at(&rungs);
                self.tune(&staffing);
            }
        }
        for _ in 0..usize::from(groups > 1) * 2 {
            for group in 0..groups {
                let high = rungs[group];
                let with = |rung: i32| {
                    let mut all = rungs.clone();
                    all[group] = rung;
                    all
                };
                if let Some(rung) = self.lowest(asked, n, with, (RUNGS.0, high), (high, 1))? {
                    rungs[group] = rung;
                }
                self.say("by formula, tuned by simulation", report);
            }
        }
        self.prices = rungs.iter().enumerate().map(|(group, &rung)| self.price(group, rung)).collect();
        let staffing = self.at(&rungs);
        Ok(Ok(staffing))
    }

    /// The lowest rung within bounds at which all aims hold, taking it that they go on holding above; none if not even the highest does.
    /// From a guess outwards in steps that double, then by halving.
    fn lowest(
        &mut self,
        asked: &Asked,
        n: usize,
        with: impl Fn(i32) -> Vec<i32>,
        (low, high): (i32, i32),
        (guess, step): (i32, i32),
    ) -> Result<Option<i32>, StaffingError> {
        let holds = |search: &mut Self, rung: i32| -> Result<bool, StaffingError> {
            let staffing = search.at(&with(rung));
            Ok(search.standing(asked, &staffing, n)? >= 0.0)
        };
        let (mut fails, mut reaches) = (low - 1, high + 1);
        let (mut at, mut step) = (guess.clamp(low, high), step);
        loop {
            if holds(self, at)? {
                reaches = at;
            } else {
                fails = at;
            }
            if (fails >= low && reaches <= high) || reaches == low {
                break;
            }
            if fails == high {
                return Ok(None);
            }
            at = (if reaches <= high { at - step } else { at + step }).clamp(low, high);
            step *= 2;
        }
        while reaches - fails > 1 {
            let middle = (fails + reaches).div_euclid(2);
            if holds(self, middle)? { reaches = middle } else { fails = middle }
        }
        Ok(Some(reaches))
    }

    /// The staffing of the family on these rungs.
    pub(super) fn at(&mut self, rungs: &[i32]) -> Staffing {
        let stated = self.desk.problem.choices.stated();
        let mut numbers = Vec::with_capacity(stated.0.len());
        for (group, &rung) in rungs.iter().enumerate() {
            if self.desk.sites[group].queues.is_empty() {
                // who only helps others has no calls of its own to be weighed by
                numbers.extend(self.desk.problem.of_group(group).map(|c| stated.0[c]));
            } else {
                let price = self.price(group, rung);
                let (problem, grade) = (&self.desk.problem, &self.grades[group]);
                let found = self.proposed.entry((group, rung)).or_insert_with(|| weighed(problem, grade, group, price));
                numbers.extend(found.iter().copied());
            }
        }
        Staffing(numbers)
    }

    /// What a late call costs on a rung: a multiple of what handling a call costs.
    pub(super) fn price(&self, group: usize, rung: i32) -> f64 {
        late_call(self.desk, group) * RUNG.powi(rung)
    }

    /// As many people as are ever tried: the aims that fail even so. If none does, it is what the search begins with.
    fn with_most(&mut self, asked: &Asked, report: &mut dyn FnMut(Stage)) -> Result<Family, StaffingError> {
        self.say("with as many people as allowed", report);
        let mut staffing = Staffing(self.desk.problem.most.clone());
        if !self.desk.problem.allows(&staffing) {
            // part-time people have a share: the highest rung keeps it
            staffing = self.at(&vec![RUNGS.1; self.desk.sites.len()]);
        }
        let n = FIRST.min(self.plan.search);
        self.fill(&[(staffing.clone(), n)])?;
        let standings = self.standings(asked, &staffing, n);
        let failing: Vec<usize> = (0..standings.len()).filter(|&aim| standings[aim] < 0.0).collect();
        self.prices = (0..self.desk.sites.len()).map(|group| self.price(group, RUNGS.1)).collect();
        Ok(if failing.is_empty() { Ok(staffing) } else { Err((staffing, failing)) })
    }
}
