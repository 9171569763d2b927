//! Two groups in a row with a warm transfer: the first agent holds the caller until a colleague is free, and both are busy
//! during a hand-over; and people of two urgencies who give up at rates of their own.
//!
//! Chain of the first: n waiting for the first group (at most `places`), a talking, h held, x handing over, t talking with
//! the second group; a + h + x agents of the first are busy, x + t of the second. All times exponential. A hand-over is a
//! phase of both agents. Chain of the second: b busy, i and j waiting; the more urgent are taken first.

use super::chain::Chain;

/// Rates; `share` of the first talks need the second group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub(crate) arrival: f64,
    pub(crate) first: (f64, usize),
    pub(crate) places: usize,
    pub(crate) share: f64,
    pub(crate) hand_over: f64,
    pub(crate) second: (f64, usize),
}

/// What the long run looks like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) blocked: f64,
    /// Mean wait of those let in, for the first group.
    pub(crate) wait: f64,
    /// Mean time held, of those who need the second group.
    pub(crate) hold: f64,
    pub(crate) first_busy: f64,
    pub(crate) second_busy: f64,
}

impl Held {
    pub(crate) fn solve(&self) -> Seen {
        let (rate, agents) = self.first;
        let (rate_2, agents_2) = self.second;
        // a place that gets free in the first group goes to whoever waits there
        let freed = |n: usize, a: usize| if n > 0 { (n - 1, a + 1) } else { (0, a) };
        let (chain, states) = Chain::explore((0, 0, 0, 0, 0), |&(n, a, h, x, t): &(usize, usize, usize, usize, usize), to| {
            if a + h + x < agents {
                to.push(((n, a + 1, h, x, t), self.arrival));
            } else if n < self.places {
                to.push(((n + 1, a, h, x, t), self.arrival));
            }
            if a > 0 {
                let (m, b) = freed(n, a - 1);
                to.push(((m, b, h, x, t), a as f64 * rate * (1.0 - self.share)));
                let (h, x) = if x + t < agents_2 { (h, x + 1) } else { (h + 1, x) };
                to.push(((n, a - 1, h, x, t), a as f64 * rate * self.share));
            }
            if x > 0 {
                let (m, b) = freed(n, a);
                to.push(((m, b, h, x - 1, t + 1), x as f64 * self.hand_over));
            }
            if t > 0 {
                let (h, x) = if h > 0 { (h - 1, x + 1) } else { (h, x) };
                to.push(((n, a, h, x, t - 1), t as f64 * rate_2));
            }
        });
        let long_run = chain.stationary();
        let mean = |f: &dyn Fn(&(usize, usize, usize, usize, usize)) -> f64| -> f64 {
            states.iter().zip(&long_run).map(|(state, p)| f(state) * p).sum()
        };
        let blocked = mean(&|&(n, a, h, x, _)| f64::from(u8::from(n == self.places && a + h + x == agents)));
        let taken = self.arrival * (1.0 - blocked);
        Seen {
            blocked,
            wait: mean(&|s| s.0 as f64) / taken,
            hold: mean(&|s| s.2 as f64) / (taken * self.share),
            first_busy: mean(&|s| (s.1 + s.2 + s.3) as f64) / agents as f64,
            second_busy: mean(&|s| (s.3 + s.4) as f64) / agents_2 as f64,
        }
    }
}

/// Share that gives up of each of two urgencies, the first served first: `arrival` and `patience` are rates of each.
pub(crate) fn two_urgencies(arrival: [f64; 2], patience: [f64; 2], service: f64, agents: usize) -> [f64; 2] {
    let most = 40; // beyond it there is nothing to speak of
    let (chain, states) = Chain::explore((0, 0, 0), |&(b, i, j): &(usize, usize, usize), to| {
        if b < agents {
            to.push(((b + 1, i, j), arrival[0] + arrival[1]));
        } else {
            if i < most {
                to.push(((b, i + 1, j), arrival[0]));
            }
            if j < most {
                to.push(((b, i, j + 1), arrival[1]));
            }
        }
        if b > 0 {
            let next = if i > 0 {
                (b, i - 1, j)
            } else if j > 0 {
                (b, 0, j - 1)
            } else {
                (b - 1, 0, 0)
            };
            to.push((next, b as f64 * service));
        }
        if i > 0 {
            to.push(((b, i - 1, j), i as f64 * patience[0]));
        }
        if j > 0 {
            to.push(((b, i, j - 1), j as f64 * patience[1]));
        }
    });
    let long_run = chain.stationary();
    let waiting = |which: fn(&(usize, usize, usize)) -> usize| -> f64 {
        states.iter().zip(&long_run).map(|(state, p)| which(state) as f64 * p).sum()
    };
    [waiting(|s| s.1) * patience[0] / arrival[0], waiting(|s| s.2) * patience[1] / arrival[1]]
}

#[cfg(test)]
mod tests {
    use super::super::mmc::{Impatient, Limited};
    use super::*;

    /// Without need of the second group this is M/M/c/K; calls kept (Little's law of the second group) with it.
    #[test]
    fn limits_and_conservation() {
        let alone = Held { arrival: 1.0, first: (0.5, 3), places: 4, share: 0.0, hand_over: 1.0, second: (1.0, 1) }.solve();
        let plain = Limited { arrival: 1.0, service: 0.5, servers: 3, places: 7 };
        assert!((alone.blocked - plain.blocking()).abs() < 1e-9);
        assert!((alone.wait - plain.mean_wait()).abs() < 1e-9);
        let both = Held { share: 0.4, arrival: 1.0, first: (0.5, 3), places: 4, hand_over: 2.0, second: (1.0, 2) };
        let seen = both.solve();
        let needing = both.arrival * (1.0 - seen.blocked) * both.share;
        assert!((seen.second_busy * 2.0 - needing * (0.5 + 1.0)).abs() < 1e-9);
        let first = both.arrival * (1.0 - seen.blocked) * 2.0 + needing * (seen.hold + 0.5);
        assert!((seen.first_busy * 3.0 - first).abs() < 1e-9);
    }

    /// With one patience for both, all together are M/M/c+M.
    #[test]
    fn one_patience_is_erlang_a() {
        let [first, second] = two_urgencies([0.6, 1.4], [0.5, 0.5], 0.5, 4);
        let all = Impatient { arrival: 2.0, service: 0.5, servers: 4, patience: 0.5 };
        assert!((0.3 * first + 0.7 * second - all.abandonment()).abs() < 1e-6);
        assert!(first < second);
    }
}
