//! M/M/c with patience, where some who give up call again.
//!
//! Model: first calls are Poisson; waiting calls give up at an exponential rate;
//! one who gives up calls again with probability `again`, after an exponential
//! time, either for ever or up to a number of attempts. First come first
//! answered. Units: rates per unit of time, waits in that unit.
//!
//! Without a limit on attempts all waiting calls are alike, and the chain is
//! (present, to call again). With a limit, who gives up matters, so the chain
//! keeps the attempt number of every waiting call in order of arrival, and the
//! number about to make each further attempt; that is for short lines only.
//! Stationary distribution of the chain; flows by Little's law. The line and the
//! number to call again are cut off, and the solver refuses to answer when the
//! calls cut off are more than `LOST` of the attempts. Source of the model:
//! Falin and Templeton, Retrial Queues (1997).

use super::chain::{Chain, expect};

/// The share of attempts that may be cut off.
const LOST: f64 = 1e-6;

/// The system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Redial {
    pub(crate) arrival: f64,
    pub(crate) service: f64,
    pub(crate) servers: usize,
    /// Rate of giving up while waiting.
    pub(crate) patience: f64,
    /// Probability of calling again after giving up.
    pub(crate) again: f64,
    /// Rate of calling again.
    pub(crate) retry: f64,
    /// Where the line is cut off.
    pub(crate) room: usize,
    /// Where the number to call again is cut off (with a limit: for each attempt).
    pub(crate) orbit: usize,
}

/// What the chain gives.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Attempts per unit of time, first calls included.
    pub(crate) offered: f64,
    /// The share of attempts that give up.
    pub(crate) abandonment: f64,
    /// The share of first, second, ... attempts that give up (without a limit,
    /// of first attempts only).
    pub(crate) by_attempt: Vec<f64>,
    /// Mean wait over all attempts, answered or not.
    pub(crate) mean_wait: f64,
    /// The share of callers answered in the end.
    pub(crate) answered: f64,
}

impl Redial {
    /// No limit on attempts.
    pub(crate) fn unlimited(&self) -> Answer {
        let full = self.servers + self.room;
        let (chain, states) = Chain::explore((0_usize, 0_usize), |&(n, o), out| {
            let retry = o as f64 * self.retry;
            if n < full {
                out.push(((n + 1, o), self.arrival));
                if o > 0 {
                    out.push(((n + 1, o - 1), retry));
                }
            }
            if n == 0 {
                return;
            }
            out.push(((n - 1, o), n.min(self.servers) as f64 * self.service));
            let quit = n.saturating_sub(self.servers) as f64 * self.patience;
            let back = if o < self.orbit { self.again } else { 0.0 };
            out.push(((n - 1, o), quit * (1.0 - back)));
            out.push(((n - 1, (o + 1).min(self.orbit)), quit * back));
        });
        let mass = chain.stationary();
        let ahead = |n: usize| n.checked_sub(self.servers);
        let waiting = expect(&states, &mass, |s| ahead(s.0).unwrap_or(0) as f64);
        let busy = expect(&states, &mass, |s| s.0.min(self.servers) as f64);
        let edge = expect(&states, &mass, |s| f64::from(u8::from(s.0 == full || s.1 == self.orbit)));
        let to_come = expect(&states, &mass, |s| s.1 as f64);
        let mut stays = vec![1.0];
        for k in 0..=self.room {
            let up = self.servers as f64 * self.service + k as f64 * self.patience;
            stays.push(stays[k] * up / (up + self.patience));
        }
        let first = expect(&states, &mass, |s| ahead(s.0).map_or(0.0, |k| 1.0 - stays[k + 1]));
        let offered = self.arrival + self.retry * to_come;
        self.answer(offered, waiting, busy, edge, vec![first])
    }

    /// At most `attempts` calls by each caller.
    pub(crate) fn limited(&self, attempts: usize) -> Answer {
        type State = (usize, Vec<u8>, Vec<u8>);
        let start: State = (0, Vec::new(), vec![0; attempts - 1]);
        let join = |state: &State, attempt: usize| -> Option<State> {
            let mut to = state.clone();
            if to.0 < self.servers {
                to.0 += 1;
            } else if to.1.len() < self.room {
                to.1.push(attempt as u8);
            } else {
                return None;
            }
            Some(to)
        };
        let (chain, states) = Chain::explore(start, |state: &State, out| {
            out.extend(join(state, 0).map(|to| (to, self.arrival)));
            for (i, o) in state.2.iter().enumerate().filter(|(_, o)| **o > 0) {
                if let Some(mut to) = join(state, i + 1) {
                    to.2[i] -= 1;
                    out.push((to, f64::from(*o) * self.retry));
                }
            }
            let (n, line, orbit) = state;
            for (at, &attempt) in line.iter().enumerate() {
                let mut gone = state.clone();
                gone.1.remove(at);
                let i = usize::from(attempt);
                let room = orbit.get(i).is_some_and(|o| usize::from(*o) < self.orbit);
                let back = if room { self.again } else { 0.0 };
                out.push((gone.clone(), self.patience * (1.0 - back)));
                if room {
                    gone.2[i] += 1;
                    out.push((gone, self.patience * back));
                }
            }
            if *n > 0 {
                let mut done = state.clone();
                if line.is_empty() {
                    done.0 -= 1;
                } else {
                    done.1.remove(0);
                }
                out.push((done, *n as f64 * self.service));
            }
        });
        let mass = chain.stationary();
        let waiting = expect(&states, &mass, |s| s.1.len() as f64);
        let busy = expect(&states, &mass, |s| s.0 as f64);
        let edge = expect(&states, &mass, |s| {
            let cut = s.1.len() == self.room || s.2.iter().any(|o| usize::from(*o) == self.orbit);
            f64::from(u8::from(cut))
        });
        let mut rates = vec![self.arrival];
        for i in 0..attempts - 1 {
            rates.push(self.retry * expect(&states, &mass, |s| f64::from(s.2[i])));
        }
        let of_attempt = |i: usize| {
            let line = expect(&states, &mass, |s| s.1.iter().filter(|a| usize::from(**a) == i).count() as f64);
            self.patience * line / rates[i]
        };
        let by_attempt = (0..attempts).map(of_attempt).collect();
        self.answer(rates.iter().sum(), waiting, busy, edge, by_attempt)
    }

    fn answer(&self, offered: f64, waiting: f64, busy: f64, edge: f64, by: Vec<f64>) -> Answer {
        assert!(edge < LOST, "{edge} of the attempts cut off: more room is needed");
        Answer {
            offered,
            abandonment: self.patience * waiting / offered,
            by_attempt: by,
            mean_wait: waiting / offered,
            answered: busy * self.service / self.arrival,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mmc::Impatient;
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    const SYSTEM: Redial =
        Redial { arrival: 1.4, service: 1.0, servers: 2, patience: 0.8, again: 0.7, retry: 0.5, room: 20, orbit: 25 };

    /// Nobody calling again, or one attempt only, is M/M/c+M.
    #[test]
    fn without_redial_it_is_the_queue_with_patience() {
        let m = Impatient { arrival: 1.4, service: 1.0, servers: 2, patience: 0.8 };
        let none = Redial { again: 0.0, ..SYSTEM }.unlimited();
        let once = Redial { room: 10, ..SYSTEM }.limited(1);
        for (got, by) in [(none, 1e-10), (once, 1e-6)] {
            close(got.abandonment, m.abandonment(), by);
            close(got.by_attempt[0], m.abandonment(), by);
            close(got.mean_wait, m.mean_wait(), by);
            close(got.offered, 1.4, 1e-12);
            close(got.answered, 1.0 - m.abandonment(), by);
        }
    }

    /// Flows: every caller is answered or lost after giving up for good.
    #[test]
    fn every_caller_is_accounted_for() {
        let got = SYSTEM.unlimited();
        let quits = got.offered * got.abandonment;
        close(got.offered, SYSTEM.arrival + SYSTEM.again * quits, 1e-7);
        close(got.answered * SYSTEM.arrival, SYSTEM.arrival - (1.0 - SYSTEM.again) * quits, 1e-7);
        assert!(got.by_attempt[0] < got.abandonment);
        let small = Redial { arrival: 0.5, servers: 1, patience: 1.5, room: 7, orbit: 7, again: 0.5, ..SYSTEM };
        let got = small.limited(2);
        let second = small.arrival * got.by_attempt[0] * small.again;
        close(got.offered, small.arrival + second, 1e-6);
        let lost = small.arrival * got.by_attempt[0] * 0.5 + second * got.by_attempt[1];
        close(got.answered * small.arrival, small.arrival - lost, 1e-6);
    }

    /// Three attempts where a fourth hardly ever happens is no limit.
    #[test]
    fn a_limit_hardly_reached_is_no_limit() {
        let rare = Redial { arrival: 0.4, servers: 1, patience: 1.5, again: 0.25, retry: 0.8, room: 6, orbit: 6, ..SYSTEM };
        let three = rare.limited(3);
        let free = Redial { room: 20, orbit: 20, ..rare }.unlimited();
        // a fourth attempt: arrival x the three chances of giving up and calling again
        let fourth: f64 = three.by_attempt.iter().map(|a| a * 0.25).product::<f64>() * 0.4;
        let second = 0.4 * 0.25 * three.by_attempt[0];
        assert!(second > 50.0 * fourth, "{second} {fourth}");
        close(three.offered, free.offered, 3.0 * fourth + 2e-6);
        close(three.by_attempt[0], free.by_attempt[0], 3.0 * fourth + 2e-6);
        close(three.abandonment, free.abandonment, 3.0 * fourth + 2e-6);
    }

    /// Calling again only after very long, repeats are as good as fresh calls:
    /// M/M/c+M at the offered rate that reproduces itself.
    #[test]
    fn late_redials_are_like_fresh_calls() {
        let m = |arrival| Impatient { arrival, service: 1.0, servers: 2, patience: 0.8 };
        let mut offered = 1.4;
        for _ in 0..200 {
            offered = 1.4 + 0.7 * offered * m(offered).abandonment();
        }
        let error = |retry: f64, orbit: usize| {
            let got = Redial { retry, orbit, ..SYSTEM }.unlimited();
            (got.abandonment - m(offered).abandonment()).abs()
        };
        let (late, later) = (error(0.04, 60), error(0.02, 90));
        assert!(late < 3e-3 && later < 0.6 * late, "{late} {later}");
    }
}
