//! Two kinds of call and two groups of agents, one of which helps the other.
//!
//! Units: rates per unit of time, waits in that unit; every call is answered at
//! the same exponential rate, patience is exponential (rate 0: patient).
//!
//! `preferring`: a call of type 1 takes an idle agent of group 1, else an idle
//! agent of group 2, else waits in line 1. A call of type 2 takes an idle agent
//! of group 2, else waits in line 2. A freed agent of group 1 takes line 1; a
//! freed agent of group 2 takes line 2 first, then line 1. State: (busy in
//! group 1, busy in group 2, line 1, line 2), lines cut off where asked.
//!
//! `longest_wait`: the same arrivals, but a freed agent of group 2 takes
//! whichever call has waited longest. Same patience for both types. State:
//! (busy 1, busy 2, m, u): in order of arrival, the first m waiting calls are
//! known to be of type 2, having been passed over by group 1, and the u behind
//! have not been looked at, so each is of type 1 with probability arrival 1 /
//! (arrival 1 + arrival 2) independently. A freed agent of group 1 looks along
//! the u until the first of type 1. Source for the state: Adan and Weiss, A
//! skill based parallel service system under FCFS-ALIS (2014).
//!
//! Stationary distributions by elimination; answers by Little's law. The calls
//! cut off are at most `LOST` of the arrivals, or the solver refuses.

use super::chain::{Chain, expect};

/// The share of calls that may be cut off.
const LOST: f64 = 1e-7;

/// The system; index 0 is type and group 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overflow {
    pub(crate) arrival: [f64; 2],
    pub(crate) service: f64,
    pub(crate) servers: [usize; 2],
    /// Rate of giving up while waiting.
    pub(crate) patience: [f64; 2],
    /// Where each line is cut off.
    pub(crate) room: [usize; 2],
}

/// By type of call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// Mean wait over all calls of the type, answered or not.
    pub(crate) mean_wait: [f64; 2],
    /// The share of calls of the type that give up.
    pub(crate) abandonment: [f64; 2],
    /// Of the answered calls of type 1, the share answered by group 2.
    pub(crate) helped: f64,
    /// Mean number busy in each group.
    pub(crate) busy: [f64; 2],
}

impl Overflow {
    fn answer(&self, lines: [f64; 2], busy: [f64; 2], helped: f64, lost: f64) -> Answer {
        assert!(lost < LOST, "{lost} of the calls cut off: more room is needed");
        let mean_wait = [0, 1].map(|i| lines[i] / self.arrival[i]);
        let abandonment = [0, 1].map(|i| mean_wait[i] * self.patience[i]);
        let answered = self.arrival[0] * (1.0 - abandonment[0]);
        Answer { mean_wait, abandonment, helped: helped / answered, busy }
    }

    /// Group 2 prefers its own calls.
    pub(crate) fn preferring(&self) -> Answer {
        type State = (usize, usize, usize, usize);
        let [c1, c2] = self.servers;
        let [a1, a2] = self.arrival;
        let (chain, states) = Chain::explore((0, 0, 0, 0), |&(n1, n2, q1, q2): &State, out| {
            if n1 < c1 {
                out.push(((n1 + 1, n2, q1, q2), a1));
            } else if n2 < c2 {
                out.push(((n1, n2 + 1, q1, q2), a1));
            } else if q1 < self.room[0] {
                out.push(((n1, n2, q1 + 1, q2), a1));
            }
            if n2 < c2 {
                out.push(((n1, n2 + 1, q1, q2), a2));
            } else if q2 < self.room[1] {
                out.push(((n1, n2, q1, q2 + 1), a2));
            }
            let (done1, done2) = (n1 as f64 * self.service, n2 as f64 * self.service);
            if q1 > 0 {
                out.push(((n1, n2, q1 - 1, q2), done1 + q1 as f64 * self.patience[0]));
            } else if n1 > 0 {
                out.push(((n1 - 1, n2, q1, q2), done1));
            }
            if q2 > 0 {
                out.push(((n1, n2, q1, q2 - 1), done2 + q2 as f64 * self.patience[1]));
            } else if q1 > 0 {
                out.push(((n1, n2, q1 - 1, q2), done2));
            } else if n2 > 0 {
                out.push(((n1, n2 - 1, q1, q2), done2));
            }
        });
        let mass = chain.stationary();
        let mean = |f: &dyn Fn(&State) -> f64| expect(&states, &mass, f);
        let yes = |b: bool| f64::from(u8::from(b));
        let lost = mean(&|s| yes(s.2 == self.room[0] || s.3 == self.room[1]));
        let helped = mean(&|&(n1, n2, q1, q2)| {
            let arriving = yes(n1 == c1 && n2 < c2) * a1;
            arriving + yes(q1 > 0 && q2 == 0) * n2 as f64 * self.service
        });
        let busy = [mean(&|s| s.0 as f64), mean(&|s| s.1 as f64)];
        let lines = [mean(&|s| s.2 as f64), mean(&|s| s.3 as f64)];
        self.answer(lines, busy, helped, lost)
    }

    /// Group 2 takes the call that has waited longest.
    pub(crate) fn longest_wait(&self) -> Answer {
        type State = (usize, usize, usize, usize);
        let [c1, c2] = self.servers;
        let [a1, a2] = self.arrival;
        let theta = self.patience[0];
        assert!((theta - self.patience[1]).abs() < 1e-12, "one patience for both types");
        let (first, second) = (a1 / (a1 + a2), a2 / (a1 + a2));
        let (chain, states) = Chain::explore((0, 0, 0, 0), |&(n1, n2, m, u): &State, out| {
            let full = (n1 == c1, n2 == c2);
            match full {
                (false, _) => out.push(((n1 + 1, n2, m, u), a1)),
                (true, false) => out.push(((n1, n2 + 1, m, u), a1)),
                (true, true) if u < self.room[0] => out.push(((n1, n2, m, u + 1), a1 + a2)),
                _ => {}
            }
            match full {
                (_, false) => out.push(((n1, n2 + 1, m, u), a2)),
                (false, true) if m < self.room[1] => out.push(((n1, n2, m + 1, u), a2)),
                _ => {}
            }
            // passing calls over can only overfill the known line if cut off
            let keep = |m: usize| m.min(self.room[1]);
            let done1 = n1 as f64 * self.service;
            let mut chance = 1.0;
            for passed in 0..u {
                let to = (n1, n2, keep(m + passed), u - passed - 1);
                out.push((to, done1 * chance * first));
                chance *= second;
            }
            if n1 > 0 {
                out.push(((n1 - 1, n2, keep(m + u), 0), done1 * chance));
            }
            let done2 = n2 as f64 * self.service;
            if m > 0 {
                out.push(((n1, n2, m - 1, u), done2 + m as f64 * theta));
            } else if u > 0 {
                out.push(((n1, n2, m, u - 1), done2));
            } else if n2 > 0 {
                out.push(((n1, n2 - 1, m, u), done2));
            }
            if u > 0 {
                out.push(((n1, n2, m, u - 1), u as f64 * theta));
            }
        });
        let mass = chain.stationary();
        let mean = |f: &dyn Fn(&State) -> f64| expect(&states, &mass, f);
        let yes = |b: bool| f64::from(u8::from(b));
        let lost = mean(&|s| yes(s.2 == self.room[1] || s.3 == self.room[0]));
        let helped = mean(&|&(n1, n2, m, u)| {
            let arriving = yes(n1 == c1 && n2 < c2) * a1;
            arriving + yes(m == 0 && u > 0) * n2 as f64 * self.service * first
        });
        let busy = [mean(&|s| s.0 as f64), mean(&|s| s.1 as f64)];
        let (known, unseen) = (mean(&|s| s.2 as f64), mean(&|s| s.3 as f64));
        self.answer([first * unseen, known + second * unseen], busy, helped, lost)
    }
}

#[cfg(test)]
mod tests {
    use super::super::mmc::{Impatient, Patient};
    use super::super::priority::mmc_waits;
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    const SYSTEM: Overflow =
        Overflow { arrival: [1.6, 0.9], service: 1.0, servers: [2, 1], patience: [0.6, 0.6], room: [22, 22] };

    /// No agents in group 1 and group 2 alone is a priority queue; almost no
    /// calls of type 2 and both groups are one.
    #[test]
    fn the_limits_are_known_queues() {
        let one = Overflow { arrival: [0.5, 0.7], servers: [0, 2], patience: [0.0, 0.0], room: [70, 40], ..SYSTEM };
        let waits = mmc_waits(&[0.7, 0.5], 1.0, 2);
        let got = one.preferring();
        close(got.mean_wait[1], waits[0], 1e-6);
        close(got.mean_wait[0], waits[1], 1e-5);
        close(got.helped, 1.0, 1e-6);
        let fcfs = Overflow { room: [70, 40], ..one }.longest_wait();
        let all = Patient { arrival: 1.2, service: 1.0, servers: 2 };
        close(fcfs.mean_wait[0], all.mean_wait(), 1e-6);
        close(fcfs.mean_wait[1], all.mean_wait(), 1e-6);

        let pooled = Overflow { arrival: [1.6, 1e-9], ..SYSTEM };
        let m = Impatient { arrival: 1.6, service: 1.0, servers: 3, patience: 0.6 };
        for got in [pooled.preferring(), pooled.longest_wait()] {
            close(got.mean_wait[0], m.mean_wait(), 1e-8);
        }
    }

    /// Answered calls are what keeps the agents busy; the pooled total is that
    /// of neither policy but both conserve their own flow.
    #[test]
    fn flow_is_conserved() {
        for got in [SYSTEM.preferring(), SYSTEM.longest_wait()] {
            let answered: f64 = [0, 1].map(|i| SYSTEM.arrival[i] * (1.0 - got.abandonment[i])).iter().sum();
            close(got.busy[0] + got.busy[1], answered, 1e-7);
            // group 1 answers only type 1
            let own = SYSTEM.arrival[0] * (1.0 - got.abandonment[0]) * (1.0 - got.helped);
            close(got.busy[0], own, 1e-7);
        }
    }

    /// Both policies again with the line kept as it stands, every waiting call
    /// with its type in order of arrival (patience keeps it short).
    #[test]
    fn the_states_agree_with_the_whole_line_in_order() {
        let short = Overflow { arrival: [0.9, 0.5], servers: [1, 1], patience: [1.5, 1.5], ..SYSTEM };
        for (longest, got) in [(false, short.preferring()), (true, short.longest_wait())] {
            let (chain, states) = whole_line(&short, longest);
            let mass = chain.stationary();
            for i in [0, 1] {
                let line = expect(&states, &mass, |(_, _, line)| {
                    let kinds = line.iter().map(|kind| usize::from(*kind) - 1);
                    kinds.filter(|kind| *kind == i).count() as f64
                });
                close(got.mean_wait[i], line / short.arrival[i], 2e-6);
            }
            let busy = expect(&states, &mass, |s| s.0 as f64);
            close(got.busy[0], busy, 2e-6);
        }
    }

    type Line = (usize, usize, Vec<u8>);

    fn whole_line(system: &Overflow, longest: bool) -> (Chain, Vec<Line>) {
        let [c1, c2] = system.servers;
        Chain::explore((0, 0, Vec::new()), |(n1, n2, line): &Line, out| {
            let (n1, n2) = (*n1, *n2);
            let with = |kind: u8| {
                let mut line = line.clone();
                line.push(kind);
                line
            };
            let without = |at: usize| {
                let mut line = line.clone();
                line.remove(at);
                line
            };
            for (kind, arrival) in [(1_u8, system.arrival[0]), (2, system.arrival[1])] {
                let to = if kind == 1 && n1 < c1 {
                    (n1 + 1, n2, line.clone())
                } else if n2 < c2 {
                    (n1, n2 + 1, line.clone())
                } else if line.len() < 9 {
                    (n1, n2, with(kind))
                } else {
                    continue;
                };
                out.push((to, arrival));
            }
            for (at, kind) in line.iter().enumerate() {
                out.push(((n1, n2, without(at)), system.patience[usize::from(*kind) - 1]));
            }
            if n1 > 0 {
                let to = match line.iter().position(|k| *k == 1) {
                    Some(at) => (n1, n2, without(at)),
                    None => (n1 - 1, n2, line.clone()),
                };
                out.push((to, n1 as f64 * system.service));
            }
            if n2 > 0 {
                let own = line.iter().position(|k| *k == 2).filter(|_| !longest);
                let to = match own.or(if line.is_empty() { None } else { Some(0) }) {
                    Some(at) => (n1, n2, without(at)),
                    None => (n1, n2 - 1, line.clone()),
                };
                out.push((to, n2 as f64 * system.service));
            }
        })
    }
}
