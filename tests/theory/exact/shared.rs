//! Three types of call, two groups of agents: one type to each group, and one that both share.
//!
//! Units: rates per unit of time, waits in that unit; every call is answered at the same exponential rate, patience is
//! exponential. Types 0 and 2 are answered by groups 0 and 1; type 1 takes an idle agent of group 0, else an idle agent
//! of group 1, else waits. A freed agent takes the line of its own type first, then the shared one. State: busy in each
//! group and the three lines, cut off where asked; stationary distribution by elimination, answers by Little's law. The
//! calls cut off are at most `LOST` of the arrivals, or the solver refuses.

use super::chain::{Chain, expect};

/// The share of calls that may be cut off.
const LOST: f64 = 1e-7;

/// The system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shared {
    /// By type.
    pub(crate) arrival: [f64; 3],
    pub(crate) service: f64,
    pub(crate) servers: [usize; 2],
    /// Rate of giving up while waiting, by type.
    pub(crate) patience: [f64; 3],
    /// Where each line is cut off.
    pub(crate) room: usize,
}

/// What it gives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// Mean wait over all calls of a type, answered or not.
    pub(crate) mean_wait: [f64; 3],
    /// The share of calls of a type that give up.
    pub(crate) abandonment: [f64; 3],
    /// Mean number busy in each group.
    pub(crate) busy: [f64; 2],
}

impl Shared {
    pub(crate) fn solve(&self) -> Answer {
        type State = (usize, usize, [usize; 3]);
        let [c1, c2] = self.servers;
        let longer = |lines: [usize; 3], kind: usize| {
            let mut lines = lines;
            lines[kind] += usize::from(lines[kind] < self.room);
            lines
        };
        let shorter = |lines: [usize; 3], kind: usize| {
            let mut lines = lines;
            lines[kind] -= 1;
            lines
        };
        let (chain, states) = Chain::explore((0, 0, [0; 3]), |&(n1, n2, lines): &State, out| {
            for (kind, arrival) in self.arrival.into_iter().enumerate() {
                let to = if kind < 2 && n1 < c1 {
                    (n1 + 1, n2, lines)
                } else if kind > 0 && n2 < c2 {
                    (n1, n2 + 1, lines)
                } else {
                    (n1, n2, longer(lines, kind))
                };
                out.push((to, arrival));
                if lines[kind] > 0 {
                    out.push(((n1, n2, shorter(lines, kind)), lines[kind] as f64 * self.patience[kind]));
                }
            }
            for (group, busy) in [n1, n2].into_iter().enumerate().filter(|(_, busy)| *busy > 0) {
                let to = match [2 * group, 1].into_iter().find(|&kind| lines[kind] > 0) {
                    Some(kind) => (n1, n2, shorter(lines, kind)),
                    None if group == 0 => (n1 - 1, n2, lines),
                    None => (n1, n2 - 1, lines),
                };
                out.push((to, busy as f64 * self.service));
            }
        });
        let mass = chain.stationary();
        let mean = |f: &dyn Fn(&State) -> f64| expect(&states, &mass, f);
        let lost = mean(&|s| f64::from(u8::from(s.2.contains(&self.room))));
        assert!(lost < LOST, "{lost} of the calls cut off: more room is needed");
        let mean_wait = [0, 1, 2].map(|kind| mean(&|s| s.2[kind] as f64) / self.arrival[kind]);
        Answer {
            mean_wait,
            abandonment: [0, 1, 2].map(|kind| mean_wait[kind] * self.patience[kind]),
            busy: [mean(&|s| s.0 as f64), mean(&|s| s.1 as f64)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mmc::Impatient;
    use super::super::overflow::Overflow;
    use super::*;

    const SYSTEM: Shared =
        Shared { arrival: [1.0, 0.7, 1.2], service: 1.0, servers: [1, 2], patience: [1.5, 2.0, 1.8], room: 13 };

    /// With hardly any calls of the shared type, each group is M/M/c+M.
    #[test]
    fn without_the_shared_type_each_group_stands_alone() {
        let answer = Shared { arrival: [1.0, 1e-9, 1.2], ..SYSTEM }.solve();
        for (kind, group) in [(0, 0), (2, 1)] {
            let alone = Impatient {
                arrival: SYSTEM.arrival[kind],
                service: 1.0,
                servers: SYSTEM.servers[group],
                patience: SYSTEM.patience[kind],
            };
            assert!((answer.abandonment[kind] - alone.abandonment()).abs() < 1e-7);
        }
    }

    /// With hardly any calls of type 0, types 1 and 2 and the groups are the N-model, solved elsewhere: the shared type has
    /// group 0 to itself and is helped by group 1, which prefers its own.
    #[test]
    fn without_type_0_it_is_the_n_model() {
        let answer = Shared { arrival: [1e-9, 0.7, 1.2], ..SYSTEM }.solve();
        let n =
            Overflow { arrival: [0.7, 1.2], service: 1.0, servers: [1, 2], patience: [2.0, 1.8], room: [13, 13] }.preferring();
        for kind in [0, 1] {
            assert!((answer.mean_wait[kind + 1] - n.mean_wait[kind]).abs() < 1e-7, "{answer:?} {n:?}");
            assert!((answer.busy[kind] - n.busy[kind]).abs() < 1e-7);
        }
    }

    /// Agents are busy with the calls that do not give up.
    #[test]
    fn answered_calls_keep_agents_busy() {
        let answer = SYSTEM.solve();
        let answered: f64 = (0..3).map(|kind| SYSTEM.arrival[kind] * (1.0 - answer.abandonment[kind])).sum();
        assert!((answered - answer.busy.iter().sum::<f64>()).abs() < 1e-6);
    }
}
