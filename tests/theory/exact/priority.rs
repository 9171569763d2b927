//! Classes of calls in order of importance, none interrupted once answered.
//!
//! Units: rates per unit of time. Class 0 is answered first; within a class,
//! first come first answered. With s(i) the use of agents by classes 0..=i and
//! R the mean time until an agent frees seen by a call that must wait (times
//! the probability that it must):
//! wait(i) = R / ((1 - s(i-1)) (1 - s(i))).
//!
//! - one agent, lengths by class: R = sum of arrival(j) E[S(j)^2] / 2.
//!   Source: Cobham, Priority assignment in waiting line problems (1954).
//! - c agents, one exponential law of length: R = C / (c service), C Erlang's.
//!   Source: Cobham (1954); Kella and Yechiali (1985).

use super::mg1::Length;
use super::mmc::Patient;

fn cobham(rest: f64, usages: &[f64]) -> Vec<f64> {
    let mut used = 0.0;
    let each = usages.iter().map(|usage| {
        let before = used;
        used += usage;
        assert!(used < 1.0, "unstable");
        rest / ((1.0 - before) * (1.0 - used))
    });
    each.collect()
}

/// Mean wait of each class, c agents, same exponential length for all.
pub(crate) fn mmc_waits(arrivals: &[f64], service: f64, servers: usize) -> Vec<f64> {
    let arrival = arrivals.iter().sum();
    let all = Patient { arrival, service, servers };
    let rate = servers as f64 * service;
    let usages: Vec<f64> = arrivals.iter().map(|a| a / rate).collect();
    cobham(all.wait_probability() / rate, &usages)
}

/// Mean wait of each class, one agent, each class with its own length.
pub(crate) fn mg1_waits(classes: &[(f64, Length)]) -> Vec<f64> {
    let rest = classes.iter().map(|(a, length)| a * length.second_moment() / 2.0).sum();
    let usages: Vec<f64> = classes.iter().map(|(a, length)| a * length.mean()).collect();
    cobham(rest, &usages)
}

#[cfg(test)]
mod tests {
    use super::super::chain::{Chain, expect};
    use super::super::mg1::mean_wait;
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    /// Against the chain (busy, first class waiting, second class waiting).
    #[test]
    fn two_classes_and_many_agents_agree_with_the_chain() {
        let (a, b, c, room) = (0.9, 0.7, 2_usize, 110_usize);
        let (chain, states) = Chain::explore((0_usize, 0_usize, 0_usize), |&(n, q1, q2), out| {
            if n < c {
                out.push(((n + 1, 0, 0), a + b));
            } else {
                if q1 < 45 {
                    out.push(((n, q1 + 1, q2), a));
                }
                if q2 < room {
                    out.push(((n, q1, q2 + 1), b));
                }
            }
            let freed = match (q1, q2) {
                (0, 0) if n == 0 => return,
                (0, 0) => (n - 1, 0, 0),
                (0, _) => (n, 0, q2 - 1),
                _ => (n, q1 - 1, q2),
            };
            out.push((freed, n as f64));
        });
        let mass = chain.stationary();
        let waits = mmc_waits(&[a, b], 1.0, c);
        close(expect(&states, &mass, |s| s.1 as f64) / a, waits[0], 1e-8);
        close(expect(&states, &mass, |s| s.2 as f64) / b, waits[1], 1e-6);
        let all = Patient { arrival: a + b, service: 1.0, servers: c };
        close((a * waits[0] + b * waits[1]) / (a + b), all.mean_wait(), 1e-12);
    }

    /// One agent, exponential lengths of different means, against the chain
    /// (class in service, waiting of each class); and the conservation law:
    /// the waits weighted by usage add up to those of first come first answered.
    #[test]
    fn one_agent_with_lengths_by_class_agrees_with_the_chain() {
        let (a, b) = (0.3, 0.2);
        let service = [1.0, 0.5];
        let (chain, states) = Chain::explore((0_usize, 0_usize, 0_usize), |&(on, q1, q2), out| {
            if on == 0 {
                out.push(((1, 0, 0), a));
                out.push(((2, 0, 0), b));
                return;
            }
            if q1 < 40 {
                out.push(((on, q1 + 1, q2), a));
            }
            if q2 < 90 {
                out.push(((on, q1, q2 + 1), b));
            }
            let freed = match (q1, q2) {
                (0, 0) => (0, 0, 0),
                (0, _) => (2, 0, q2 - 1),
                _ => (1, q1 - 1, q2),
            };
            out.push((freed, service[on - 1]));
        });
        let mass = chain.stationary();
        let lengths = [1.0, 2.0].map(|mean| Length::Exponential { mean });
        let waits = mg1_waits(&[(a, lengths[0]), (b, lengths[1])]);
        close(expect(&states, &mass, |s| s.1 as f64) / a, waits[0], 1e-8);
        close(expect(&states, &mass, |s| s.2 as f64) / b, waits[1], 1e-6);
        // conservation, with lengths that are not exponential
        let classes = [(0.3, Length::Fixed(1.0)), (0.2, Length::Gamma { shape: 2.0, scale: 1.0 })];
        let waits = mg1_waits(&classes);
        let rest = 0.3 / 2.0 + 0.2 * 6.0 / 2.0;
        let used = 0.3 + 0.4;
        close(0.3 * waits[0] + 0.4 * waits[1], used * rest / (1.0 - used), 1e-12);
        // and one class is Pollaczek and Khinchine
        close(mg1_waits(&classes[1..])[0], mean_wait(0.2, classes[1].1), 1e-12);
    }
}
