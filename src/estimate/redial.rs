//! Redials: how many of those who gave up ring again, and after how long. Needs a mark of the caller in the log.
//!
//! A caller who gave up has rung again if the same mark is there within the window. The chance is given by attempt, with Wilson's
//! interval; whoever gave up less than a window before the end of the log is left out of it. Without marks nothing of this can be
//! told: the counts of a log hold redials, and first calls are fewer than received by (chance of ringing again) x (gave up).

use super::Known;
use super::law::{Family, Fitted, fit_all};
use super::patience::share;
use super::times::Times;

/// A call, as far as redialling goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attempt {
    /// Who rang.
    pub person: u32,
    /// When, seconds.
    pub at: f64,
    /// When it was over.
    pub over: f64,
    /// Gave up, or met an engaged line.
    pub in_vain: bool,
}

/// What the log says.
#[derive(Clone, Debug)]
pub struct Redial {
    /// `[attempt]`: chance that whoever gave up at this attempt rings again, for attempts with enough cases.
    pub chance: Vec<Known>,
    /// Attempts in vain that were followed, by attempt.
    pub cases: Vec<usize>,
    /// Law of the time from giving up to ringing again.
    pub after: Option<Fitted>,
    /// Most attempts of one person in a row.
    pub most: usize,
    /// Share of all calls that are first attempts.
    pub first: f64,
    /// Of each call, which attempt it is.
    pub number: Vec<usize>,
}

/// Cases of an attempt below which its chance is not given apart.
const ENOUGH: usize = 30;

/// From attempts in order of time; `window`: within which a call is the same person's next attempt; `end` of the log.
pub fn redial(attempts: &[Attempt], window: f64, end: f64) -> Option<Redial> {
    let mut latest: std::collections::BTreeMap<u32, (usize, usize)> = std::collections::BTreeMap::new();
    let mut number = vec![1usize; attempts.len()];
    let mut again: Vec<Option<f64>> = vec![None; attempts.len()];
    for (index, attempt) in attempts.iter().enumerate() {
        if let Some(&(before, nth)) = latest.get(&attempt.person)
            && attempts[before].in_vain
            && attempt.at - attempts[before].over <= window
        {
            number[index] = nth + 1;
            again[before] = Some(attempt.at - attempts[before].over);
        }
        latest.insert(attempt.person, (index, number[index]));
    }
    let most = number.iter().copied().max()?;
    let (mut tried, mut rang) = (vec![0usize; most], vec![0usize; most]);
    let mut gaps = Vec::new();
    for index in (0..attempts.len()).filter(|&i| attempts[i].in_vain && attempts[i].over + window <= end) {
        tried[number[index] - 1] += 1;
        rang[number[index] - 1] += usize::from(again[index].is_some());
        gaps.extend(again[index].map(|gap| (gap.max(1e-3), true)));
    }
    let chance =
        tried.iter().zip(&rang).take_while(|(tried, _)| **tried >= ENOUGH).map(|(tried, rang)| share(*rang, *tried)).collect();
    let families = [Family::Exponential, Family::Lognormal, Family::Gamma, Family::Weibull];
    let after = fit_all(&families, &Times::new(gaps)).into_iter().next();
    let firsts = number.iter().filter(|n| **n == 1).count();
    Some(Redial { chance, cases: tried, after, most, first: firsts as f64 / attempts.len() as f64, number })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Law, Purpose};

    /// Sixty thousand people, a third of whom give up; of those 60 % ring again at the first, 20 % at the second attempt, and all give
    /// up then. Within 3 errors (false alarm 0.3 % each).
    #[test]
    fn chances_by_attempt_come_back() {
        let key = Key::root(5, 0);
        let law = Law::Lognormal { mean: 600.0, cv: 1.0 };
        let mut attempts = Vec::new();
        for person in 0..60_000u32 {
            let mut at = f64::from(person) * 10.0;
            let own = key.part(u64::from(person));
            for (nth, chance) in [0.6, 0.2, 0.0].into_iter().enumerate() {
                let u = |what: &str| own.part(nth as u64).uniform(Purpose::new(what, ""));
                let in_vain = nth > 0 || u("vain") < 1.0 / 3.0;
                attempts.push(Attempt { person, at, over: at + 30.0, in_vain });
                if !in_vain || u("again") >= chance {
                    break;
                }
                at += 30.0 + law.quantile(u("after"));
            }
        }
        attempts.sort_by(|a, b| a.at.total_cmp(&b.at));
        let found = redial(&attempts, 86_400.0, 600_000.0).unwrap();
        for (known, truth) in found.chance.iter().zip([0.6, 0.2]) {
            assert!((known.value - truth).abs() < 3.0 * known.error, "{known:?} {truth}");
        }
        assert_eq!(found.most, 3);
        let after = found.after.unwrap();
        assert_eq!(after.family, Family::Lognormal);
        assert!((after.law.mean() - 600.0).abs() < 3.0 * after.mean_error);
    }
}
