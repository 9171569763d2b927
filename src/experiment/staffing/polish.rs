//! One person at a time: fewer where there is slack, one from here to there, more where an aim fails.
//!
//! Steps race: all of a batch meet few callers, the better half more, the best as many as the search decides on. Standings of candidates are
//! compared with that of the staffing they come from on the same callers, so that what those callers have in common cancels.

use super::bench::StaffingError;
use super::moves::{Moves, Step};
use super::search::{Asked, Search, Stage};
use crate::model::Staffing;

/// Steps of a race at first.
const FIELD: usize = 24;
/// Up to this many choices, all steps race.
const FEW: usize = 14;
/// Replications of a race at first.
const FIRST: usize = 25;
/// A trade that helps less than this, in standard deviations of a margin, is noise.
const HELPS: f64 = 0.02;
/// A standing below this is far off.
const FAR: f64 = 0.3;
/// Far off, one in so many is added.
const PART: u32 = 30;
/// Beyond so many choices one person is too little to be seen: several are strengthened at once, at first one in so many.
const MANY: usize = 100;
/// Trades in a row without anything saved.
const TRADES: usize = 3;

/// A step that raced: where it leads, how it stands, what it saves.
struct Runner {
    to: Staffing,
    standing: f64,
    saves: f64,
}

impl Search<'_> {
    /// A cheaper staffing from one that reaches its aims, or nearly does.
    pub(super) fn polish(
        &mut self,
        asked: &Asked,
        from: Staffing,
        report: &mut dyn FnMut(Stage),
    ) -> Result<Staffing, StaffingError> {
        let n = self.plan.search;
        let limit = self.bench.spent + self.plan.effort * n;
        let mut at = self.repair(asked, from, report)?;
        self.tune(&at);
        at = self.in_bulk(asked, at, report)?;
        let mut trades = 0;
        while self.bench.spent < limit {
            self.say("one person at a time", report);
            let now = self.standing(asked, &at, n)?;
            let few = at.0.len() <= FEW;
            let field = if few { usize::MAX } else { FIELD };
            let steps: Vec<Step> = self.moves(|m| m.savings(&at)).into_iter().take(field).collect();
            if let Some(to) = self.race_down(asked, &at, now, &steps)? {
                (at, trades) = (to, 0);
                continue;
            }
            if trades >= TRADES {
                break;
            }
            let steps: Vec<Step> = self.moves(|m| m.trades(&at)).into_iter().take(field).collect();
            match self.race_up(asked, &at, now, &steps, HELPS)? {
                Some(to) => (at, trades) = (to, trades + 1),
                None => break,
            }
        }
        Ok(self.best_or(at))
    }

    /// People added, one step after the other, until the aims hold.
    pub(super) fn repair(
        &mut self,
        asked: &Asked,
        from: Staffing,
        report: &mut dyn FnMut(Stage),
    ) -> Result<Staffing, StaffingError> {
        let n = self.plan.search;
        let (mut at, mut times) = (from, 0);
        loop {
            let now = self.standing(asked, &at, n)?;
            if now >= 0.0 {
                return Ok(at);
            }
            self.say("adding people where an aim fails", report);
            let steps = self.moves(|m| m.additions(&at));
            if now < -FAR {
                // far off: several at once, and of many people a part
                let several = steps.iter().take(at.0.len().div_ceil(20)).flatten();
                let whole: Step = several.map(|&(choice, _)| (choice, i64::from(at.0[choice] / PART).max(1))).collect();
                if let Some(to) = self.moves(|m| m.after(&at, &whole)) {
                    at = to;
                    continue;
                }
            }
            match self.one_stronger(asked, &at, now, (steps, times))? {
                Some(to) => (at, times) = (to, times + 1),
                None => return Ok(at), // at the bounds
            }
        }
    }

    /// The staffing with the person more that helps most, by race. Of many choices those that help most by formula all get more, the
    /// first time one in a hundred of the choices, then twice as many each time. None at the bounds.
    fn one_stronger(
        &mut self,
        asked: &Asked,
        at: &Staffing,
        now: f64,
        (steps, times): (Vec<Step>, u32),
    ) -> Result<Option<Staffing>, StaffingError> {
        if at.0.len() > MANY {
            let several = steps.iter().take((at.0.len() / MANY) << times.min(6)).flatten();
            let whole: Step = several.map(|&(choice, _)| (choice, i64::from(at.0[choice] / (2 * PART)).max(1))).collect();
            if let Some(to) = self.moves(|m| m.after(at, &whole)) {
                return Ok(Some(to));
            }
        }
        let steps: Vec<Step> = steps.into_iter().take(FIELD).collect();
        self.race_up(asked, at, now, &steps, f64::NEG_INFINITY)
    }

    /// After a verification failed with these standings: the staffing strengthened for the aim that fell shortest; none at the bounds.
    pub(super) fn strengthened(
        &mut self,
        asked: &Asked,
        from: &Staffing,
        fresh: &[f64],
        report: &mut dyn FnMut(Stage),
    ) -> Result<Option<Staffing>, StaffingError> {
        let n = self.plan.search;
        self.say("strengthening what failed", report);
        self.fill(&[(from.clone(), n)])?;
        let seen = self.standings(asked, from, n);
        // how much better it must look on the callers of the search than it did
        let short: Vec<f64> = fresh.iter().zip(&seen).map(|(fresh, seen)| (seen - fresh).max(0.0)).collect();
        let (mut at, mut times) = (from.clone(), 0);
        loop {
            let now = self.standing(asked, &at, n)?;
            let steps = self.moves(|m| m.additions(&at));
            let Some(to) = self.one_stronger(asked, &at, now, (steps, times))? else { return Ok(None) };
            (at, times) = (to, times + 1);
            self.fill(&[(at.clone(), n)])?;
            let reached = self.standings(asked, &at, n).iter().zip(&short).all(|(standing, short)| standing - short >= 0.0);
            if reached {
                return Ok(Some(at));
            }
        }
    }

    /// Many people at once where there are many choices: as many of the least harmful as the aims bear.
    fn in_bulk(&mut self, asked: &Asked, from: Staffing, report: &mut dyn FnMut(Stage)) -> Result<Staffing, StaffingError> {
        let n = self.plan.search;
        let mut at = from;
        let mut size = at.0.len() / 8;
        while size > 2 {
            self.say("many people at once", report);
            let single = |steps: Vec<Step>| steps.into_iter().filter(|s| s.len() == 1).take(size).flatten().collect::<Step>();
            let whole = single(self.moves(|m| m.savings(&at)));
            // nothing to leave out (any more) is no step
            let to = self.moves(|m| m.after(&at, &whole)).filter(|to| self.desk.problem.cost(to) < self.desk.problem.cost(&at));
            let bears = match &to {
                Some(to) => self.standing(asked, to, (FIRST * 2).min(n))? >= 0.1 && self.standing(asked, to, n)? >= 0.0,
                None => false,
            };
            match to.filter(|_| bears) {
                Some(to) => {
                    at = to;
                    self.tune(&at);
                }
                None => size /= 2,
            }
        }
        Ok(at)
    }

    fn best_or(&self, at: Staffing) -> Staffing {
        match &self.best {
            Some((best, cost, n)) if *n >= self.plan.search && *cost <= self.desk.problem.cost(&at) => best.clone(),
            _ => at,
        }
    }

    pub(super) fn moves<T>(&self, of: impl FnOnce(&Moves) -> T) -> T {
        of(&Moves { problem: &self.desk.problem, grades: &self.grades, prices: &self.prices })
    }

    /// The step that saves most for what it takes of the standing, such that the aims still hold; none if none does.
    fn race_down(&mut self, asked: &Asked, at: &Staffing, now: f64, steps: &[Step]) -> Result<Option<Staffing>, StaffingError> {
        let n = self.plan.search;
        let mut runners = self.runners(at, steps);
        let mut heat = FIRST.min(n);
        while heat < n && runners.len() > 3 {
            self.run(asked, at, now, &mut runners, heat)?;
            // what cannot hold any more is out
            let doubt = 1.0 / (heat as f64).sqrt();
            runners.retain(|r| r.standing >= -doubt);
            by_saving(&mut runners, now);
            runners.truncate((runners.len() / 3).max(3));
            heat = (heat * 3).min(n);
        }
        self.run(asked, at, now, &mut runners, n)?;
        runners.retain(|r| r.standing >= 0.0);
        by_saving(&mut runners, now);
        Ok(runners.into_iter().next().map(|r| r.to))
    }

    /// The step that raises the standing most, by more than `least`; a unit spent, where it costs something.
    pub(super) fn race_up(
        &mut self,
        asked: &Asked,
        at: &Staffing,
        now: f64,
        steps: &[Step],
        least: f64,
    ) -> Result<Option<Staffing>, StaffingError> {
        let n = self.plan.search;
        let mut runners = self.runners(at, steps);
        let mut heat = FIRST.min(n);
        loop {
            self.run(asked, at, now, &mut runners, heat)?;
            let worth = |r: &Runner| {
                let helps = r.standing - now;
                if r.saves < -1e-9 { helps / -r.saves } else { helps }
            };
            runners.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then_with(|| a.to.cmp(&b.to)));
            if heat >= n {
                break;
            }
            runners.truncate((runners.len() / 3).max(2));
            heat = (heat * 3).min(n);
        }
        Ok(runners.into_iter().next().filter(|r| r.standing > now + least).map(|r| r.to))
    }

    fn runners(&self, at: &Staffing, steps: &[Step]) -> Vec<Runner> {
        let runner = |step: &Step| {
            let (to, saves) = self.moves(|m| (m.after(at, step), -m.cost(step)));
            Some(Runner { to: to?, standing: 0.0, saves })
        };
        steps.iter().filter_map(runner).collect()
    }

    /// Standings after so many replications, each carried over from the same callers of where the step began.
    fn run(&mut self, asked: &Asked, at: &Staffing, now: f64, runners: &mut [Runner], heat: usize) -> Result<(), StaffingError> {
        let wanted: Vec<(Staffing, usize)> = runners.iter().map(|r| (r.to.clone(), heat)).collect();
        self.fill(&wanted)?;
        let least = |standings: Vec<f64>| standings.into_iter().fold(f64::INFINITY, f64::min);
        let start = least(self.standings(asked, at, heat));
        for runner in runners {
            let standing = least(self.standings(asked, &runner.to, heat));
            runner.standing = if heat >= self.plan.search { standing } else { standing + now - start };
            if heat >= self.plan.search && standing >= 0.0 {
                self.remember(&runner.to, heat);
            }
        }
        Ok(())
    }
}

/// Those first that save most a unit of standing.
fn by_saving(runners: &mut [Runner], now: f64) {
    let worth = |r: &Runner| r.saves / (now - r.standing).max(0.01);
    runners.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then_with(|| a.to.cmp(&b.to)));
}
