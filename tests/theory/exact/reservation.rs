//! Two types of call and one group that keeps agents free for the first type.
//!
//! Units: rates per unit of time. All calls have the same exponential length and patience (rates; patience 0: patient). A call
//! of type 1 takes any idle agent, one of type 2 only if more than `kept` are idle. A freed agent takes type 1 first, and type 2
//! only if with him more than `kept` are at hand. State: (busy, line 1, line 2), lines cut off where asked. Stationary
//! distribution by elimination, waits by Little's law; the share of calls cut off must be below `LOST`.

use super::chain::{Chain, expect};

const LOST: f64 = 1e-7;

/// The system; index 0 is type 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reserved {
    pub(crate) arrival: [f64; 2],
    pub(crate) service: f64,
    pub(crate) servers: usize,
    pub(crate) kept: usize,
    pub(crate) patience: f64,
    pub(crate) room: [usize; 2],
}

/// Mean wait and share that gives up of each type, and the mean number busy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) mean_wait: [f64; 2],
    pub(crate) abandonment: [f64; 2],
    pub(crate) busy: f64,
}

impl Reserved {
    pub(crate) fn answer(&self) -> Answer {
        let (c, open) = (self.servers, self.servers - self.kept);
        let (chain, states) = Chain::explore((0_usize, 0_usize, 0_usize), |&(n, q1, q2), out| {
            if n < c {
                out.push(((n + 1, q1, q2), self.arrival[0]));
            } else if q1 < self.room[0] {
                out.push(((n, q1 + 1, q2), self.arrival[0]));
            }
            if n < open {
                out.push(((n + 1, q1, q2), self.arrival[1]));
            } else if q2 < self.room[1] {
                out.push(((n, q1, q2 + 1), self.arrival[1]));
            }
            if n > 0 {
                let freed = if q1 > 0 {
                    (n, q1 - 1, q2)
                } else if q2 > 0 && n <= open {
                    (n, q1, q2 - 1)
                } else {
                    (n - 1, q1, q2)
                };
                out.push((freed, n as f64 * self.service));
            }
            if q1 > 0 {
                out.push(((n, q1 - 1, q2), q1 as f64 * self.patience));
            }
            if q2 > 0 {
                out.push(((n, q1, q2 - 1), q2 as f64 * self.patience));
            }
        });
        let mass = chain.stationary();
        let cut = expect(&states, &mass, |s| f64::from(u8::from(s.1 == self.room[0] || s.2 == self.room[1])));
        assert!(cut < LOST, "{cut} of the calls cut off: more room is needed");
        let lines = [expect(&states, &mass, |s| s.1 as f64), expect(&states, &mass, |s| s.2 as f64)];
        let mean_wait = [0, 1].map(|i| lines[i] / self.arrival[i]);
        Answer {
            mean_wait,
            abandonment: mean_wait.map(|wait| wait * self.patience),
            busy: expect(&states, &mass, |s| s.0 as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::priority;
    use super::*;

    /// Keeping nobody is strict priority (Cobham); keeping somebody lets no calls vanish: use = answered x length.
    #[test]
    fn keeping_nobody_free_is_strict_priority() {
        let system = Reserved { arrival: [0.9, 0.5], service: 1.0, servers: 2, kept: 0, patience: 0.0, room: [40, 80] };
        for (wait, strict) in system.answer().mean_wait.into_iter().zip(priority::mmc_waits(&[0.9, 0.5], 1.0, 2)) {
            assert!((wait - strict).abs() < 1e-5, "{wait} is not {strict}");
        }
        let kept = Reserved { kept: 1, servers: 3, patience: 0.5, ..system };
        let answer = kept.answer();
        let answered: f64 = [0, 1].map(|i| kept.arrival[i] * (1.0 - answer.abandonment[i])).iter().sum();
        assert!((answered - answer.busy).abs() < 1e-9, "{answered} answered, {} busy", answer.busy);
    }
}
