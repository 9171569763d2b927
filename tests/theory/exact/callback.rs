//! Triage, and then a call-back by other staff for some: two queues in a row.
//!
//! Model: Poisson calls, exponential triage by c1 agents, first come first
//! answered and patient; with probability `share` a call-back follows, given in
//! order by c2 other agents in exponential time. Units: rates per unit of time.
//!
//! Formulas: what leaves M/M/c is Poisson (Burke 1956), so the call-back queue
//! is M/M/c2 with arrivals `share` x arrival (Jackson 1957): waits by Erlang C.
//! The time spent in triage is independent of the wait for the call-back
//! (Burke 1969; Reich 1957), so the time from the first call to the start of
//! the call-back is a sum of three independent parts: wait (0 or exponential),
//! triage (exponential), wait (0 or exponential), taken as phases of a chain.

use super::chain::Chain;
use super::mmc::Patient;

/// The two queues.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tandem {
    pub(crate) arrival: f64,
    /// Rate of triage, and agents in it.
    pub(crate) triage: (f64, usize),
    /// Probability that triage is followed by a call-back.
    pub(crate) share: f64,
    /// Rate of call-backs, and agents on them.
    pub(crate) callback: (f64, usize),
}

impl Tandem {
    /// The queues, each by itself.
    pub(crate) fn queues(&self) -> [Patient; 2] {
        let of = |arrival, (service, servers)| Patient { arrival, service, servers };
        [of(self.arrival, self.triage), of(self.arrival * self.share, self.callback)]
    }

    /// Mean waits: for triage, and from its end to the start of the call-back.
    pub(crate) fn mean_waits(&self) -> [f64; 2] {
        self.queues().map(|queue| queue.mean_wait())
    }

    /// P(call-back starts within `due` of the end of triage).
    pub(crate) fn started_within(&self, due: f64) -> f64 {
        self.queues()[1].answered_within(due)
    }

    /// P(call-back starts within `due` of the first call), of those called back.
    pub(crate) fn started_within_of_arrival(&self, due: f64) -> f64 {
        let waits = self.queues().map(|queue| {
            let spare = queue.servers as f64 * queue.service - queue.arrival;
            (queue.wait_probability(), spare)
        });
        let [(wait1, spare1), (wait2, spare2)] = waits;
        // waiting for triage, in triage, waiting for the call-back
        let mut chain = Chain::new(3);
        chain.add(0, 1, spare1);
        chain.add(1, 2, self.triage.0 * wait2);
        chain.kill(1, self.triage.0 * (1.0 - wait2));
        chain.kill(2, spare2);
        let still: f64 = chain.forward(&[wait1, 1.0 - wait1, 0.0], due).end.iter().sum();
        1.0 - still
    }
}

#[cfg(test)]
mod tests {
    use super::super::chain::expect;
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    const SYSTEM: Tandem = Tandem { arrival: 1.0, triage: (1.0, 2), share: 0.6, callback: (0.8, 2) };

    const ROOM: usize = 26;

    /// Mean numbers waiting in the chain of both queues, by Little's law.
    #[test]
    fn mean_waits_agree_with_the_joint_chain() {
        let (chain, states) = joint();
        let mass = chain.stationary();
        let waits = SYSTEM.mean_waits();
        let line = |n: usize| n.saturating_sub(2) as f64;
        close(expect(&states, &mass, |s| line(s.0)), waits[0], 1e-5);
        close(expect(&states, &mass, |s| line(s.1)) / 0.6, waits[1], 1e-5);
        // the wait has the tail it should: its integral is its mean
        let late = super::super::quadrature::integrate(|t| 1.0 - SYSTEM.started_within(t), 0.0, 60.0, 60);
        close(late, waits[1], 1e-9);
        let whole = |t| 1.0 - SYSTEM.started_within_of_arrival(t);
        let late = super::super::quadrature::integrate(whole, 0.0, 60.0, 60);
        close(late, waits[0] + 1.0 + waits[1], 1e-9);
    }

    fn joint() -> (Chain, Vec<(usize, usize)>) {
        Chain::explore((0_usize, 0_usize), |&(n, m), out| {
            if n < ROOM {
                out.push(((n + 1, m), 1.0));
            }
            if n > 0 {
                let done = n.min(2) as f64;
                out.push(((n - 1, (m + 1).min(ROOM)), 0.6 * done));
                out.push(((n - 1, m), 0.4 * done));
            }
            if m > 0 {
                out.push(((n, m - 1), 0.8 * m.min(2) as f64));
            }
        })
    }

    /// A tagged call followed through both queues, calls behind it included
    /// since with two agents they may overtake: no independence assumed.
    #[test]
    fn the_whole_time_agrees_with_a_tagged_call() {
        // (stage, x, y, m): 0 source; 1 waiting with x ahead and y behind;
        // 2 in triage with x others there; 3 x call-backs to start first; 4 started
        type State = (u8, usize, usize, usize);
        let enter = |n: usize, m: usize| -> State { if n < 2 { (2, n, 0, m) } else { (1, n - 2, 0, m) } };
        let called_back = |m: usize| -> State { if m < 2 { (4, 0, 0, 0) } else { (3, m - 2, 0, 0) } };
        let (joint_chain, joint_states) = joint();
        let joint_mass = joint_chain.stationary();
        let (chain, states) = Chain::explore((0, 0, 0, 0), |&(stage, x, y, m): &State, out| {
            let other_ends = 0.8 * m.min(2) as f64;
            match stage {
                0 => out.extend(joint_states.iter().map(|&(n, m)| (enter(n, m), 1.0))),
                1 => {
                    if x + y < ROOM {
                        out.push(((1, x, y + 1, m), 1.0));
                    }
                    let to = |m| {
                        if x > 0 { (1, x - 1, y, m) } else { (2, y + 1, 0, m) }
                    };
                    out.push((to((m + 1).min(ROOM)), 0.6 * 2.0));
                    out.push((to(m), 0.4 * 2.0));
                    if m > 0 {
                        out.push(((1, x, y, m - 1), other_ends));
                    }
                }
                2 => {
                    if x < ROOM {
                        out.push(((2, x + 1, 0, m), 1.0));
                    }
                    if x > 0 {
                        out.push(((2, x - 1, 0, (m + 1).min(ROOM)), 0.6));
                        out.push(((2, x - 1, 0, m), 0.4));
                    }
                    if m > 0 {
                        out.push(((2, x, 0, m - 1), other_ends));
                    }
                    out.push((called_back(m), 1.0));
                }
                3 => {
                    let to = if x > 0 { (3, x - 1, 0, 0) } else { (4, 0, 0, 0) };
                    out.push((to, 1.6));
                }
                _ => {}
            }
        });
        let started: Vec<f64> = states.iter().map(|s| f64::from(u8::from(s.0 == 4))).collect();
        for due in [0.5, 1.5, 4.0] {
            let ahead = chain.backward(&started, due).end;
            let exact: f64 = joint_states
                .iter()
                .zip(&joint_mass)
                .map(|(&(n, m), mass)| {
                    let at = states.iter().position(|s| *s == enter(n, m)).unwrap();
                    mass * ahead[at]
                })
                .sum();
            close(SYSTEM.started_within_of_arrival(due), exact, 1e-5);
        }
    }
}
