//! Which blocks are asked for next, and when to stop: the drivers of [`crate::analysis::select`].

use super::sampler::{BLOCK, Sampler, SweepError};
use super::series::{self, moments};
use super::{Procedure, Selected, Surety, SweepPlan, origin};
use crate::analysis::select::kn::State;
use crate::analysis::select::{Contest, Standing, ocba, rinott};
use crate::model::Model;

/// Selects.
pub(super) fn select(models: &[Model], plan: &SweepPlan, sampler: &mut Sampler) -> Result<Selected, SweepError> {
    let mut search = Search {
        models,
        plan,
        sampler,
        counts: vec![0; models.len()],
        standing: vec![Standing::Undecided; models.len()],
        values: vec![Vec::new(); models.len()],
    };
    let all: Vec<(usize, usize)> = (0..models.len()).map(|i| (i, plan.first)).collect();
    search.reach(&all)?;
    match plan.procedure {
        Procedure::Kn => search.kn(),
        Procedure::Rinott => search.rinott(),
        Procedure::Ocba => search.ocba(),
    }
}

struct Search<'s, 'a> {
    models: &'s [Model],
    plan: &'s SweepPlan,
    sampler: &'s mut Sampler<'a>,
    /// `[configuration]`: replications.
    counts: Vec<usize>,
    standing: Vec<Standing>,
    /// `[configuration]`: the objective, larger better; empty where it is blank.
    values: Vec<Vec<f64>>,
}

impl Search<'_, '_> {
    /// The allowed error is shared by constraints and comparisons; all of it is for the latter without constraints.
    fn errors(&self) -> (f64, f64) {
        let constraints = self.models.iter().map(|m| series::constraints(m, self.plan)).max().unwrap_or(0);
        let alpha = 1.0 - self.plan.confidence;
        if constraints == 0 { (alpha, alpha) } else { (alpha / 2.0 / (self.models.len() * constraints) as f64, alpha / 2.0) }
    }

    /// Brings configurations to so many replications, and looks at what they say.
    fn reach(&mut self, wanted: &[(usize, usize)]) -> Result<(), SweepError> {
        let mut blocks = Vec::new();
        for &(i, n) in wanted {
            let from = origin(self.plan.procedure, i);
            blocks.extend((self.counts[i] / BLOCK..n.div_ceil(BLOCK)).map(|b| (i, from + (b * BLOCK) as u64)));
        }
        self.sampler.fill(&blocks)?;
        let (error, _) = self.errors();
        for &(i, n) in wanted {
            self.counts[i] = self.counts[i].max(n.div_ceil(BLOCK) * BLOCK);
            let rows = self.sampler.rows(i, origin(self.plan.procedure, i), self.counts[i]);
            let measures = self.sampler.measures();
            self.standing[i] = series::standing(&rows, measures, &self.models[i], self.plan, error);
            match series::objective(&rows, measures, self.plan) {
                Some(values) => self.values[i] = values,
                // a blank cannot be the best of anything
                None => self.standing[i] = Standing::Fails,
            }
        }
        Ok(())
    }

    /// The next number of replications of a configuration: a quarter more, at least two blocks, at most all.
    fn next(&self, i: usize) -> usize {
        let n = self.counts[i];
        let step = (n / 4).max(2 * BLOCK).div_ceil(BLOCK) * BLOCK;
        (n + step).min(self.plan.most)
    }

    fn selected(&self, best: Option<usize>, surety: Surety) -> Selected {
        Selected { counts: self.counts.clone(), standing: self.standing.clone(), best, surety }
    }

    /// The best looking of those that may keep their targets.
    fn leader(&self) -> Option<usize> {
        let mean = |i: usize| moments(&self.values[i]).0;
        let known = |i: usize| self.standing[i] == Standing::Holds;
        (0..self.models.len())
            .rev()
            .filter(|&i| self.standing[i] != Standing::Fails)
            .max_by(|&a, &b| known(a).cmp(&known(b)).then(mean(a).total_cmp(&mean(b))))
    }

    fn kn(&mut self) -> Result<Selected, SweepError> {
        let (_, alpha) = self.errors();
        let mut contest = Contest::new(self.models.len(), self.plan.first, self.plan.margin, alpha);
        loop {
            let awake = match contest.advance(&self.values, &self.standing) {
                State::Best(best) => return Ok(self.selected(Some(best), Surety::Guaranteed(self.plan.confidence))),
                State::NoneLeft => return Ok(self.selected(None, Surety::NoneKeeps(self.plan.confidence))),
                State::Awake(awake) => awake,
            };
            // those that slept catch up with the others first
            let level = awake.iter().map(|&i| self.counts[i]).max().unwrap_or(0);
            let behind: Vec<(usize, usize)> =
                awake.iter().filter(|&&i| self.counts[i] < level).map(|&i| (i, self.next(i).min(level))).collect();
            let wanted: Vec<(usize, usize)> = if behind.is_empty() {
                awake.iter().map(|&i| (i, self.next(i))).filter(|&(i, n)| n > self.counts[i]).collect()
            } else {
                behind
            };
            if wanted.is_empty() {
                let leader = self.leader();
                return Ok(self.selected(leader, Surety::NotReached));
            }
            self.reach(&wanted)?;
        }
    }

    fn rinott(&mut self) -> Result<Selected, SweepError> {
        loop {
            let undecided = (0..self.models.len()).filter(|&i| self.standing[i] == Standing::Undecided);
            let wanted: Vec<(usize, usize)> = undecided.map(|i| (i, self.next(i))).filter(|&(i, n)| n > self.counts[i]).collect();
            if wanted.is_empty() {
                break;
            }
            self.reach(&wanted)?;
        }
        let (_, alpha) = self.errors();
        let first = self.plan.first;
        let h = rinott::constant(self.models.len().max(2), first, 1.0 - alpha);
        let mut short = self.standing.contains(&Standing::Undecided);
        let mut wanted = Vec::new();
        for i in (0..self.models.len()).filter(|&i| self.standing[i] == Standing::Holds) {
            let needed = rinott::size(h, moments(&self.values[i][..first]).1, self.plan.margin, first);
            short |= needed > self.plan.most;
            let needed = needed.min(self.plan.most);
            if needed > self.counts[i] {
                wanted.push((i, needed));
            }
        }
        self.reach(&wanted)?;
        let best = self.leader();
        let surety = match best {
            None => Surety::NoneKeeps(self.plan.confidence),
            Some(_) if short => Surety::NotReached,
            Some(_) => Surety::Guaranteed(self.plan.confidence),
        };
        Ok(self.selected(best, surety))
    }

    fn ocba(&mut self) -> Result<Selected, SweepError> {
        loop {
            let open: Vec<usize> = (0..self.models.len()).filter(|&i| !self.values[i].is_empty()).collect();
            let slacks: Vec<Vec<(f64, f64, usize)>> = (0..self.models.len())
                .map(|i| {
                    let rows = self.sampler.rows(i, 0, self.counts[i]);
                    series::slacks(&rows, self.sampler.measures(), &self.models[i], self.plan)
                })
                .collect();
            let systems: Vec<ocba::System> = open
                .iter()
                .map(|&i| {
                    let (mean, sd) = moments(&self.values[i]);
                    ocba::System { mean, sd, constraints: slacks[i].iter().map(|&(gap, sd, _)| (gap, sd)).collect() }
                })
                .collect();
            let Some(place) = ocba::best(&systems) else {
                return Ok(self.selected(None, Surety::NoneKeeps(0.0)));
            };
            let best = open[place];
            let rivals: Vec<(f64, f64)> =
                open.iter().filter(|&&i| i != best).map(|&i| (self.errors_apart(best, i), series::keeps(&slacks[i]))).collect();
            let keeps = series::keeps(&slacks[best]);
            let sure = ocba::estimated(&rivals, keeps);
            if keeps < 0.5 && rivals.iter().map(|r| r.1).sum::<f64>() + keeps <= 1.0 - self.plan.confidence {
                return Ok(self.selected(None, Surety::NoneKeeps(self.plan.confidence)));
            }
            let counts: Vec<usize> = open.iter().map(|&i| self.counts[i] / BLOCK).collect();
            let more = (counts.iter().sum::<usize>() / 10).max(4);
            let given = ocba::increments(&counts, &ocba::shares(&systems), more);
            let wanted: Vec<(usize, usize)> = open
                .iter()
                .zip(given)
                .map(|(&i, blocks)| (i, (self.counts[i] + blocks * BLOCK).min(self.plan.most)))
                .filter(|&(i, n)| n > self.counts[i])
                .collect();
            if sure >= self.plan.confidence || wanted.is_empty() {
                return Ok(self.selected(Some(best), Surety::Estimated(sure)));
            }
            self.reach(&wanted)?;
        }
    }

    /// The difference of two configurations in standard errors, on the callers that both met. A difference below the margin
    /// counts as the margin: which of two such is better does not matter.
    fn errors_apart(&self, best: usize, other: usize) -> f64 {
        let differences: Vec<f64> = self.values[best].iter().zip(&self.values[other]).map(|(a, b)| a - b).collect();
        let (mean, sd) = moments(&differences);
        let error = sd / (differences.len() as f64).sqrt();
        if error > 0.0 { mean.max(self.plan.margin) / error } else { f64::INFINITY }
    }
}
