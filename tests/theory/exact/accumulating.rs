//! Mean waits where the importance of a waiting call grows with its wait, nobody interrupted.
//!
//! Units: rates per unit of time. A call of class i that has waited w has importance grows(i) * w, and the highest is
//! answered. With R the mean time until an agent frees, as seen on arrival, s(i) the use of agents by class i and s their sum:
//! wait(p) (1 - sum over i with grows(i) > grows(p) of s(i) (1 - grows(p) / grows(i)))
//!     = R / (1 - s) - sum over i with grows(i) < grows(p) of s(i) wait(i) (1 - grows(i) / grows(p)).
//!
//! - one agent, lengths by class: R = sum of arrival(j) E[S(j)^2] / 2
//! - c agents, one exponential law of length: R = C / (c service), C Erlang's.
//!
//! Source: Kleinrock, A delay dependent queue discipline (1964); the accumulating priority queue of Stanford, Taylor and
//! Ziedins (2014) has the same means.

use super::mg1::Length;
use super::mmc::Patient;

fn kleinrock(rest: f64, usages: &[f64], grows: &[f64]) -> Vec<f64> {
    let used: f64 = usages.iter().sum();
    assert!(used < 1.0, "unstable");
    let mut order: Vec<usize> = (0..usages.len()).collect();
    order.sort_by(|&a, &b| grows[a].total_cmp(&grows[b]));
    let mut waits = vec![0.0; usages.len()];
    for &p in &order {
        let (mut overtakes, mut overtaken) = (0.0, 0.0);
        for i in 0..usages.len() {
            if grows[i] < grows[p] {
                overtakes += usages[i] * waits[i] * (1.0 - grows[i] / grows[p]);
            } else if grows[i] > grows[p] {
                overtaken += usages[i] * (1.0 - grows[p] / grows[i]);
            }
        }
        waits[p] = (rest / (1.0 - used) - overtakes) / (1.0 - overtaken);
    }
    waits
}

/// Mean wait of each class (arrival, growth), c agents, same exponential length for all.
pub(crate) fn mmc_waits(classes: &[(f64, f64)], service: f64, servers: usize) -> Vec<f64> {
    let all = Patient { arrival: classes.iter().map(|c| c.0).sum(), service, servers };
    let rate = servers as f64 * service;
    let usages: Vec<f64> = classes.iter().map(|c| c.0 / rate).collect();
    kleinrock(all.wait_probability() / rate, &usages, &classes.iter().map(|c| c.1).collect::<Vec<_>>())
}

/// Mean wait of each class (arrival, length, growth), one agent.
pub(crate) fn mg1_waits(classes: &[(f64, Length, f64)]) -> Vec<f64> {
    let rest = classes.iter().map(|(a, length, _)| a * length.second_moment() / 2.0).sum();
    let usages: Vec<f64> = classes.iter().map(|(a, length, _)| a * length.mean()).collect();
    kleinrock(rest, &usages, &classes.iter().map(|c| c.2).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::super::priority;
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    /// Growth that is the same for all is first come first answered; growth of another order of magnitude is strict
    /// priority; in between the waits weighted by usage are conserved, with three classes too.
    #[test]
    fn growth_lies_between_first_come_and_strict_priority() {
        let all = Patient { arrival: 1.6, service: 1.0, servers: 2 };
        for wait in mmc_waits(&[(0.9, 3.0), (0.7, 3.0)], 1.0, 2) {
            close(wait, all.mean_wait(), 1e-12);
        }
        let strict = priority::mmc_waits(&[0.9, 0.7], 1.0, 2);
        for (wait, strict) in mmc_waits(&[(0.9, 1e12), (0.7, 1.0)], 1.0, 2).into_iter().zip(strict) {
            close(wait, strict, 1e-9);
        }
        let classes = [
            (0.2, Length::Fixed(1.0), 1.0),
            (0.1, Length::Gamma { shape: 2.0, scale: 1.0 }, 5.0),
            (0.3, Length::Exponential { mean: 1.0 }, 2.0),
        ];
        let waits = mg1_waits(&classes);
        let (rest, used) = (0.2 / 2.0 + 0.1 * 6.0 / 2.0 + 0.3 * 2.0 / 2.0, 0.2 + 0.2 + 0.3);
        close(0.2 * waits[0] + 0.2 * waits[1] + 0.3 * waits[2], used * rest / (1.0 - used), 1e-12);
    }
}
