//! The best service that a sum buys: harms in order, urgent people first.
//!
//! Two staffings are compared harm by harm on the same callers:
//!
//! ```text
//! 1  urgent people lost or late    1 - (1 - share of urgent people lost) x share of clinicians' work begun on time
//! 2  people who give up
//! 3  the mean wait
//! ```
//! Lost and late are one harm: if only those were counted who reach somebody, the fewer got through, the better a service would look. A
//! harm decides where the paired difference is beyond two standard errors and matters (0.2 points; 0.1 points; a hundredth); otherwise the
//! next one does. First the family at all mixes of groups that the sum pays for, then what is left of the sum is spent where it helps most, then
//! one from here to there.

use super::aims::{Aim, Standard, pooled};
use super::bench::StaffingError;
use super::family::RUNGS;
use super::found::Found;
use super::moves::Step;
use super::search::{Asked, Search, Stage};
use crate::analysis::interval::Estimate;
use crate::experiment::results::estimate;
use crate::model::{Confidence, Measure, MeasureKind as K, Model, Scope, Staffing};
use crate::tally::Ratio;
use crate::tally::measure::applies;

/// Replications on which staffings are compared at first.
const FIRST: usize = 50;
/// Rungs by which one group is above the others in the mixes that are tried.
const MIXES: [i32; 5] = [0, -6, 6, -12, 12];
/// Steps that race.
const FIELD: usize = 16;
/// Rounds of one person at a time.
const ROUNDS: usize = 30;

/// A harm or count, with the sum and as it stands.
#[derive(Clone, Debug)]
pub struct Harm {
    /// What is measured.
    pub measure: Measure,
    /// With the staffing.
    pub own: Estimate,
    /// As it stands, on the same callers.
    pub base: Estimate,
}

/// What a sum buys.
#[derive(Clone, Debug)]
pub struct Bought {
    /// The staffing, with the targets on fresh callers. Nothing is repaired: some may be missed.
    pub found: Found,
    /// Harms in order.
    pub harms: Vec<Harm>,
    /// Counts over the reported part: calls given up, answered, answered within 60 s, urgent people lost.
    pub counts: Vec<Harm>,
}

/// The harms of a model, the worst first.
pub fn harms(model: &Model) -> Vec<Measure> {
    let urgent = model.outcomes.iter().any(|o| o.urgent);
    let all = [
        (K::UrgentLost, urgent),
        (K::RiskMinutes, urgent),
        (K::ClinicianOnTime, true),
        (K::Abandonment, model.callers_may_leave()),
        (K::MeanWait, true),
    ];
    let measure = |kind: K| Measure { kind, scope: Scope::All };
    all.into_iter().filter(|a| a.1).map(|a| measure(a.0)).filter(|&m| applies(model, m)).collect()
}

fn counts(model: &Model) -> Vec<Measure> {
    let urgent = model.outcomes.iter().any(|o| o.urgent);
    let within = K::AnsweredWithin(60 * crate::model::clock::SECOND);
    let kinds = [K::CallsAbandoned, K::CallsAnswered, within].into_iter().chain(urgent.then_some(K::UrgentLostPeople));
    kinds.map(|kind| Measure { kind, scope: Scope::All }).collect()
}

impl Search<'_> {
    /// The best service that a sum buys, in the unit of costs; `aims`: what it is judged by afterwards. None if not even the least that is
    /// allowed can be paid.
    ///
    /// # Errors
    /// As [`Search::cheapest`].
    pub fn best_for(&mut self, sum: f64, aims: &[Aim], report: &mut dyn FnMut(Stage)) -> Result<Option<Bought>, StaffingError> {
        let model = self.desk.model;
        let order: Vec<Aim> = harms(model).into_iter().map(harm_as_aim).collect();
        let counted: Vec<Aim> = counts(model).into_iter().map(harm_as_aim).collect();
        let asked_counts = self.ask(&counted);
        let asked = self.ask(&order);
        let judged = self.ask(aims);
        let Some(mut at) = self.best_mix(&asked, sum, report)? else { return Ok(None) };
        let mut partial = false;
        match self.within(&asked, sum, at.clone(), report) {
            Ok(found) => at = found,
            Err(StaffingError::Stopped) => partial = true,
            Err(other) => return Err(other),
        }
        self.say("verifying", report);
        let (verified, stream) = self.on_fresh_callers(&judged, &at, 1)?;
        let read = |search: &Self, asked: &Asked, aim: usize| -> Option<Harm> {
            let values = search.values_of(asked, aim, stream, &at);
            let kind = asked.aims[aim].measure.kind;
            Some(Harm {
                measure: asked.aims[aim].measure,
                own: estimate(kind, &values.own)?,
                base: estimate(kind, &values.base)?,
            })
        };
        let harms = (0..order.len()).filter_map(|aim| read(self, &asked, aim)).collect();
        let counts = (0..counted.len()).filter_map(|aim| read(self, &asked_counts, aim)).collect();
        let found = self.found(&judged, at.clone(), verified, Vec::new(), (1, stream, partial));
        Ok(Some(Bought { found, harms, counts }))
    }

    /// For each of some sums the staffing that comes nearest to some aims: of mixes of groups in the family and of the staffing that reaches them,
    /// cut alike, what is left being spent where it helps most. Not one person at a time, not verified. Sums that pay for nothing are left out.
    ///
    /// # Errors
    /// As [`Search::cheapest`].
    pub fn nearest_for(
        &mut self,
        sums: &[f64],
        (aims, reaching): (&[Aim], &Staffing),
        report: &mut dyn FnMut(Stage),
    ) -> Result<Vec<(f64, Staffing)>, StaffingError> {
        let asked = self.ask(aims);
        let n = FIRST.min(self.plan.search);
        let mut found = Vec::new();
        for &sum in sums {
            self.say("mixes that the sum pays for", report);
            let mut candidates: Vec<Staffing> = self.cut_alike(reaching, sum).into_iter().collect();
            for mix in self.mixes() {
                if let Some((staffing, _)) = self.highest(&mix, sum) {
                    candidates.push(self.spent(sum, &staffing));
                }
            }
            let wanted: Vec<(Staffing, usize)> = candidates.iter().map(|c| (c.clone(), n)).collect();
            self.fill(&wanted)?;
            let nearest = candidates
                .into_iter()
                .map(|c| (self.nearness(&asked, &c, n), c))
                .reduce(|best, c| if c.0 > best.0 { c } else { best });
            found.extend(nearest.map(|(_, staffing)| (sum, staffing)));
        }
        Ok(found)
    }

    /// All numbers of a staffing times the part of its cost that a sum is, rounded down, within the bounds; none if that is too much still.
    fn cut_alike(&self, from: &Staffing, sum: f64) -> Option<Staffing> {
        let problem = &self.desk.problem;
        let part = sum / problem.cost(from).max(1e-9);
        let cut = |(people, choice): (&u32, &crate::model::Choice)| ((f64::from(*people) * part) as u32).max(choice.least);
        let cut = Staffing(from.0.iter().zip(&problem.choices.all).map(cut).collect());
        (problem.allows(&cut) && problem.cost(&cut) <= sum).then(|| self.spent(sum, &cut))
    }

    /// How near a staffing comes to aims: the least, over them, of the mean margin as a share of the bound (of what may be missed, for a share that
    /// must be high). Comparable where standings are not: they end where hardly any replication holds.
    fn nearness(&self, asked: &Asked, staffing: &Staffing, n: usize) -> f64 {
        let of = |aim: usize| {
            let stated = &asked.aims[aim];
            let scale = match stated.standard {
                Standard::Bound(bound) if !bound.small_is_good() && bound.limit() <= 1.0 => (1.0 - bound.limit()).max(0.01),
                Standard::Bound(bound) => bound.limit().abs().max(1e-9),
                Standard::NoWorse { allowance, .. } => allowance.abs().max(0.01),
            };
            let margins = stated.margins(&self.of_search(asked, aim, staffing, n), &[]);
            if margins.is_empty() { f64::NEG_INFINITY } else { margins.iter().sum::<f64>() / margins.len() as f64 / scale }
        };
        (0..asked.aims.len()).map(of).fold(f64::INFINITY, f64::min)
    }

    /// Mixes of rungs: all groups alike, and each but the first by so many above or below it.
    fn mixes(&self) -> Vec<Vec<i32>> {
        let groups = self.desk.sites.len();
        let mut mixes: Vec<Vec<i32>> = vec![vec![0; groups]];
        for group in 1..groups {
            mixes.extend(MIXES[1..].iter().map(|&by| (0..groups).map(|g| if g == group { by } else { 0 }).collect::<Vec<i32>>()));
        }
        mixes
    }

    /// The best mix of groups in the family that the sum pays for.
    fn best_mix(&mut self, asked: &Asked, sum: f64, report: &mut dyn FnMut(Stage)) -> Result<Option<Staffing>, StaffingError> {
        let groups = self.desk.sites.len();
        let mut best: Option<(Staffing, Vec<i32>)> = None;
        for round in 0..2 {
            self.say("mixes that the sum pays for", report);
            let mixes = self.mixes();
            let mut candidates: Vec<(Staffing, Vec<i32>)> = Vec::new();
            for mix in mixes {
                if let Some(found) = self.highest(&mix, sum)
                    && !candidates.iter().any(|c| c.0 == found.0)
                {
                    candidates.push(found);
                }
            }
            candidates.extend(best.take());
            let stated = self.desk.problem.choices.stated();
            if self.desk.problem.allows(&stated) && self.desk.problem.cost(&stated) <= sum {
                candidates.push((stated, vec![0; groups]));
            }
            let n = FIRST.min(self.plan.search);
            let wanted: Vec<(Staffing, usize)> = candidates.iter().map(|c| (c.0.clone(), n)).collect();
            self.fill(&wanted)?;
            for candidate in candidates {
                let better = best.as_ref().is_none_or(|b| self.less_harm(asked, &candidate.0, &b.0, n));
                if better {
                    best = Some(candidate);
                }
            }
            let Some((staffing, rungs)) = &best else { return Ok(None) };
            let (staffing, rungs) = (staffing.clone(), rungs.clone());
            if round == 0 {
                self.tune(&staffing);
            }
            self.prices = rungs.iter().enumerate().map(|(group, &rung)| self.price(group, rung)).collect();
        }
        Ok(best.map(|b| b.0))
    }

    /// The highest rung of a mix that the sum pays for.
    fn highest(&mut self, mix: &[i32], sum: f64) -> Option<(Staffing, Vec<i32>)> {
        let rungs = |rung: i32| mix.iter().map(|by| (rung + by).clamp(RUNGS.0, RUNGS.1)).collect::<Vec<i32>>();
        let (mut pays, mut beyond) = (RUNGS.0 - 1, RUNGS.1 + 1);
        let mut found = None;
        while beyond - pays > 1 {
            let middle = (pays + beyond).div_euclid(2);
            let staffing = self.at(&rungs(middle));
            if self.desk.problem.cost(&staffing) <= sum {
                (pays, found) = (middle, Some((staffing, rungs(middle))));
            } else {
                beyond = middle;
            }
        }
        found
    }

    /// What is left of the sum, then one from here to there within it.
    fn within(
        &mut self,
        asked: &Asked,
        sum: f64,
        from: Staffing,
        report: &mut dyn FnMut(Stage),
    ) -> Result<Staffing, StaffingError> {
        let n = self.plan.search;
        let mut at = self.spent(sum, &from);
        for _ in 0..ROUNDS {
            self.say("one person at a time within the sum", report);
            let room = sum - self.desk.problem.cost(&at);
            let steps: Vec<Step> = self.moves(|m| m.swaps_within(&at, room)).into_iter().take(FIELD).collect();
            let mut field: Vec<Staffing> = steps.iter().filter_map(|s| self.moves(|m| m.after(&at, s))).collect();
            let mut heat = 25.min(n);
            loop {
                let wanted: Vec<(Staffing, usize)> = field.iter().chain([&at]).map(|s| (s.clone(), heat)).collect();
                self.fill(&wanted)?;
                // the best first, by insertion: the order of harms is no number
                let mut sorted: Vec<Staffing> = Vec::new();
                for candidate in field {
                    let place = sorted.iter().position(|s| self.less_harm(asked, &candidate, s, heat)).unwrap_or(sorted.len());
                    sorted.insert(place, candidate);
                }
                field = sorted;
                if heat >= n {
                    break;
                }
                field.truncate((field.len() / 3).max(2));
                heat = (heat * 3).min(n);
            }
            match field.into_iter().next().filter(|c| self.less_harm(asked, c, &at, n)) {
                Some(better) => at = self.spent(sum, &better),
                None => break,
            }
        }
        Ok(at)
    }

    /// One staffing does less harm than another, on the first `n` callers of the search.
    fn less_harm(&self, asked: &Asked, one: &Staffing, other: &Staffing, n: usize) -> bool {
        let values = |kind: K, of: &Staffing| {
            let aim = asked.aims.iter().position(|aim| aim.measure.kind == kind)?;
            Some(self.of_search(asked, aim, of, n))
        };
        let urgent = |of: &Staffing| urgent_harm(values(K::UrgentLost, of), values(K::ClinicianOnTime, of));
        let single = |kind: K, of: &Staffing| values(kind, of).unwrap_or_default();
        let (matters, of_wait) = ([0.002, 0.001], pooled(&single(K::MeanWait, other)).unwrap_or(0.0).abs() * 0.01);
        let levels = [
            (urgent(one), urgent(other), matters[0]),
            (single(K::Abandonment, one), single(K::Abandonment, other), matters[1]),
            (single(K::MeanWait, one), single(K::MeanWait, other), of_wait),
        ];
        for (own, theirs, matters) in levels {
            let margins = harm_as_aim(Measure { kind: K::MeanWait, scope: Scope::All }).margins(&own, &theirs);
            let k = margins.len() as f64;
            let mean = margins.iter().sum::<f64>() / k.max(1.0);
            let sd = (margins.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (k - 1.0).max(1.0)).sqrt();
            if mean.abs() > 2.0 * sd / k.max(1.0).sqrt() && mean.abs() > matters {
                return mean > 0.0;
            }
        }
        false
    }

    /// What is left of a sum, spent one person after another where the formula says it helps most.
    fn spent(&self, sum: f64, from: &Staffing) -> Staffing {
        let mut at = from.clone();
        loop {
            let room = sum - self.desk.problem.cost(&at);
            let next = self.moves(|m| {
                let heads = m.heads(&at);
                let helps = |s: &Step| m.cost(s) <= room + 1e-9 && m.harm(&at, &heads, s) < 0.0;
                m.additions(&at).into_iter().find(helps).and_then(|step| m.after(&at, &step))
            });
            match next {
                Some(next) => at = next,
                None => return at,
            }
        }
    }
}

/// Urgent people lost or late, by replication; nothing where neither is measured.
fn urgent_harm(lost: Option<Vec<Ratio>>, on_time: Option<Vec<Ratio>>) -> Vec<Ratio> {
    let n = lost.as_ref().or(on_time.as_ref()).map_or(0, Vec::len);
    let value = |of: &Option<Vec<Ratio>>, index: usize| of.as_ref().and_then(|v| v[index].value());
    let harm = |index: usize| {
        let (lost, on_time) = (value(&lost, index).unwrap_or(0.0), value(&on_time, index).unwrap_or(1.0));
        Ratio { numerator: 1.0 - (1.0 - lost) * on_time, denominator: 1.0 }
    };
    (0..n).map(harm).collect()
}

/// A harm as something to be compared: long run, no worse.
fn harm_as_aim(measure: Measure) -> Aim {
    let small_is_good = !matches!(measure.kind, K::ClinicianOnTime | K::CallsAnswered | K::AnsweredWithin(_));
    let standard = Standard::NoWorse { allowance: 0.0, small_is_good };
    Aim { name: String::new(), measure, standard, months: vec![None], confidence: Confidence::Estimate }
}

#[cfg(test)]
mod tests {
    use super::*;

    // by hand: 10 % lost, 80 % on time: 1 - 0.9 x 0.8 = 0.28; nobody urgent is told apart: 1 - 0.8
    #[test]
    fn lost_and_late_are_one_harm() {
        let ratio = |v: f64| vec![Ratio { numerator: v, denominator: 1.0 }];
        let both = urgent_harm(Some(ratio(0.1)), Some(ratio(0.8)));
        assert!((both[0].numerator - 0.28).abs() < 1e-12);
        assert!((urgent_harm(None, Some(ratio(0.8)))[0].numerator - 0.2).abs() < 1e-12);
        assert!(urgent_harm(None, None).is_empty());
    }
}
