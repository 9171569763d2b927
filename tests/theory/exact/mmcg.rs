//! M/M/c+G: calls of exponential length, patience of any law.
//!
//! Units: rates per unit of time, waits and patience in that unit. With G the
//! survival of patience, H(x) the integral of G over [0, x], and n agents:
//!
//! - weight v(x) = arrival exp(arrival H(x) - n service x) of an offered wait x
//!   against weight E = 1 / B(n - 1) of no wait (B: Erlang B), both divided by
//!   E + the integral of v;
//! - abandonment: the integral of v (1 - G); mean wait over all: of v H;
//!   answered within t: no wait, or the integral of v G over [0, t];
//!   answered wait: of x v G, over the answered.
//!
//! Source: Baccelli and Hebuterne, On queues with impatient customers (1981);
//! Zeltyn and Mandelbaum, Call centers with impatient customers (Queueing
//! Systems 51, 2005). Integrals are numerical, on panels that
//! shrink towards the points where the law is not smooth.

use statrs::distribution::{ContinuousCDF, LogNormal};

use super::mmc::erlang_b;
use super::quadrature::nodes;

/// How long callers wait before they give up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Patience {
    Exponential {
        mean: f64,
    },
    Uniform {
        low: f64,
        high: f64,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    Fixed(f64),
    /// Recorded values, rising, with straight lines between them.
    Table(&'static [f64]),
    /// `mu` and `sigma` are those of the logarithm.
    Lognormal {
        mu: f64,
        sigma: f64,
    },
}

impl Patience {
    /// P(patience > x).
    pub(crate) fn survival(&self, x: f64) -> f64 {
        match *self {
            Self::Exponential { mean } => (-x / mean).exp(),
            Self::Uniform { low, high } => ((high - x) / (high - low)).clamp(0.0, 1.0),
            Self::Weibull { shape, scale } => (-(x / scale).powf(shape)).exp(),
            Self::Fixed(at) => f64::from(u8::from(x < at)),
            Self::Table(values) => {
                let place = values.partition_point(|&value| value <= x);
                if place == 0 || place == values.len() {
                    return f64::from(u8::from(place == 0));
                }
                let (low, high) = (values[place - 1], values[place]);
                let below = (place - 1) as f64 + (x - low) / (high - low);
                1.0 - below / (values.len() - 1) as f64
            }
            Self::Lognormal { mu, sigma } => LogNormal::new(mu, sigma).expect("a lognormal law").sf(x),
        }
    }

    /// A length over which the law changes, where that may be short.
    fn spread(&self) -> f64 {
        match *self {
            Self::Weibull { shape, scale } => scale / shape,
            Self::Lognormal { mu, sigma } => sigma * mu.exp(),
            _ => f64::INFINITY,
        }
    }

    /// Where the law is not smooth.
    fn kinks(&self) -> Vec<f64> {
        match *self {
            Self::Uniform { low, high } => vec![low, high],
            Self::Fixed(at) => vec![at],
            Self::Table(values) => values.to_vec(),
            _ => Vec::new(),
        }
    }
}

/// M/M/c with patience of a given law.
#[derive(Debug, Clone, Copy)]
pub(crate) struct System {
    pub(crate) arrival: f64,
    pub(crate) service: f64,
    pub(crate) servers: usize,
    pub(crate) patience: Patience,
}

/// What the integrals give.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// P(an offered wait above zero).
    pub(crate) wait_probability: f64,
    /// The share of calls that give up.
    pub(crate) abandonment: f64,
    /// Mean wait over all calls, answered or not.
    pub(crate) mean_wait: f64,
    /// Mean wait of the answered.
    pub(crate) answered_wait: f64,
    /// P(answered, and within t), over all calls.
    pub(crate) answered_within: f64,
}

impl System {
    /// The answers, with `answered_within` for the given t.
    pub(crate) fn solve(&self, t: f64) -> Answer {
        let drain = self.servers as f64 * self.service;
        let mut breaks = vec![0.0, t];
        breaks.extend(self.patience.kinks());
        breaks.retain(|x| *x >= 0.0);
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        let widest = (0.2 / drain).min(self.patience.spread() / 4.0);
        let mut sums = Sums::default();
        for (i, &start) in breaks.iter().enumerate() {
            let end = breaks.get(i + 1).copied().unwrap_or(f64::INFINITY);
            let (mut x, mut width) = (start, widest * 1e-9);
            while x < end && !sums.done {
                // away from the break behind, and ever closer to the one ahead
                let to_end = (end - x) / 2.0;
                let mut next = x + width.min(f64::max(to_end, widest * 1e-9));
                if next > end {
                    next = end;
                }
                self.panel(x, next, end <= t, drain, &mut sums);
                x = next;
                width = (width * 2.0).min(widest);
            }
        }
        let none = 1.0 / erlang_b(self.arrival / self.service, self.servers - 1);
        let all = none + sums.weight;
        let answered = none + sums.answered;
        Answer {
            wait_probability: sums.weight / all,
            abandonment: sums.abandoned / all,
            mean_wait: sums.wait / all,
            answered_wait: sums.answered_wait / answered,
            answered_within: (none + sums.within) / all,
        }
    }

    fn panel(&self, from: f64, to: f64, within: bool, drain: f64, sums: &mut Sums) {
        let part = |from: f64, to: f64| -> f64 {
            let terms = nodes(from, to);
            terms.iter().map(|(x, w)| w * self.patience.survival(*x)).sum()
        };
        for (x, w) in nodes(from, to) {
            let stay = self.patience.survival(x);
            let h = sums.h + part(from, x);
            let v = w * self.arrival * (self.arrival * h - drain * x).exp();
            sums.weight += v;
            sums.abandoned += v * (1.0 - stay);
            sums.wait += v * h;
            sums.answered += v * stay;
            sums.answered_wait += v * stay * x;
            if within {
                sums.within += v * stay;
            }
        }
        sums.h += part(from, to);
        let edge = (self.arrival * sums.h - drain * to).exp() * self.arrival / drain;
        let falling = self.arrival * self.patience.survival(to) < 0.999 * drain;
        sums.done = falling && edge * (1.0 + sums.h + to) < 1e-16 * sums.weight.min(sums.wait);
    }
}

/// The integrals so far.
#[derive(Debug, Default)]
struct Sums {
    h: f64,
    weight: f64,
    abandoned: f64,
    wait: f64,
    answered: f64,
    answered_wait: f64,
    within: f64,
    done: bool,
}

#[cfg(test)]
mod tests {
    use super::super::mmc::{Impatient, Patient};
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    /// Exponential patience against the chain of M/M/c+M.
    #[test]
    fn exponential_patience_agrees_with_the_chain() {
        for (arrival, servers, mean) in [(4.0, 3, 1.0), (2.0, 3, 2.5), (48.0, 50, 2.0)] {
            let patience = Patience::Exponential { mean };
            let g = System { arrival, service: 1.0, servers, patience }.solve(0.3);
            let m = Impatient { arrival, service: 1.0, servers, patience: 1.0 / mean };
            close(g.abandonment, m.abandonment(), 1e-10);
            close(g.mean_wait, m.mean_wait(), 1e-10);
            close(g.answered_within, m.answered_within(0.3), 1e-10);
            close(g.answered_wait, m.answered_wait(), 1e-10);
            let below: f64 = m.present()[..servers].iter().sum();
            close(g.wait_probability, 1.0 - below, 1e-10);
        }
        // shape 1 is exponential, by another branch
        let patience = Patience::Weibull { shape: 1.0, scale: 2.5 };
        let w = System { arrival: 2.0, service: 1.0, servers: 3, patience }.solve(0.3);
        let m = Impatient { arrival: 2.0, service: 1.0, servers: 3, patience: 0.4 };
        close(w.abandonment, m.abandonment(), 1e-10);
    }

    fn one_agent(arrival: f64, patience: Patience) -> Answer {
        let system = System { arrival, service: 1.0, servers: 1, patience };
        system.solve(0.5)
    }

    /// M/M/1 with fixed patience d, in closed form: with arrival rate r and
    /// service rate 1, v(x) = r e^{(r-1)x} before d and r e^{rd - x} after, E = 1.
    #[test]
    fn fixed_patience_agrees_with_the_closed_form_for_one_agent() {
        let (rate, fixed): (f64, f64) = (1.3, 0.8);
        let got = one_agent(rate, Patience::Fixed(fixed));
        let before = |t: f64| rate / (rate - 1.0) * (((rate - 1.0) * t).exp() - 1.0);
        let after = rate * ((rate - 1.0) * fixed).exp();
        let all = 1.0 + before(fixed) + after;
        close(got.abandonment, after / all, 1e-10);
        close(got.answered_within, (1.0 + before(0.5)) / all, 1e-10);
        close(got.wait_probability, (before(fixed) + after) / all, 1e-10);
    }

    /// Patience too long to matter is M/M/c; none at all is loss, Erlang B.
    #[test]
    fn fixed_patience_has_the_limits_it_should() {
        let of = |fixed| System { arrival: 2.5, service: 1.0, servers: 3, patience: Patience::Fixed(fixed) };
        let long = of(400.0).solve(0.5);
        let patient = Patient { arrival: 2.5, service: 1.0, servers: 3 };
        close(long.mean_wait, patient.mean_wait(), 1e-9);
        close(long.answered_within, patient.answered_within(0.5), 1e-9);
        close(of(1e-12).solve(0.5).abandonment, erlang_b(2.5, 3), 1e-8);
    }

    /// Medians and quartiles of the laws, by hand from their definitions.
    #[test]
    fn survival_is_that_of_the_law() {
        let shape = Patience::Weibull { shape: 0.6, scale: 1.5 };
        close(shape.survival(1.5 * 2.0_f64.ln().powf(1.0 / 0.6)), 0.5, 1e-12);
        let log = Patience::Lognormal { mu: 0.1, sigma: 0.9 };
        close(log.survival(0.1_f64.exp()), 0.5, 1e-12);
        // upper quartile of the normal law: 0.67449
        close(log.survival((0.1 + 0.9 * 0.674_489_75_f64).exp()), 0.25, 1e-8);
        let flat = Patience::Uniform { low: 1.0, high: 3.0 };
        close(flat.survival(1.5), 0.75, 1e-12);
    }

    /// What every law must satisfy, since answered calls are what keeps agents
    /// busy: abandonment = (1 + (arrival - n service) J) / (E + arrival J), with
    /// J found from P(wait) (Zeltyn and Mandelbaum 2005), and not by an
    /// integral of 1 - G as in the solver.
    #[test]
    fn every_law_satisfies_the_flow_balance() {
        let laws = [
            Patience::Uniform { low: 0.2, high: 3.0 },
            Patience::Weibull { shape: 0.6, scale: 1.5 },
            Patience::Weibull { shape: 2.5, scale: 1.5 },
            Patience::Lognormal { mu: 0.1, sigma: 0.9 },
            Patience::Fixed(1.1),
        ];
        for patience in laws {
            let (arrival, servers) = (3.4, 3);
            let g = System { arrival, service: 1.0, servers, patience }.solve(1.0);
            let e = 1.0 / erlang_b(arrival, servers - 1);
            let j = g.wait_probability / (1.0 - g.wait_probability) * e / arrival;
            let other = (1.0 + (arrival - servers as f64) * j) / (e + arrival * j);
            close(g.abandonment, other, 1e-9);
            let late = System { arrival, service: 1.0, servers, patience }.solve(50.0);
            close(late.answered_within, 1.0 - g.abandonment, 1e-9);
        }
    }

    /// Uniform patience on [0, b], one agent: H(x) = x - x^2 / (2b), integrated
    /// without shrinking panels, by the midpoint rule with many steps.
    #[test]
    fn uniform_patience_agrees_with_a_plain_sum() {
        let (rate, high) = (1.2, 2.0);
        let got = one_agent(rate, Patience::Uniform { low: 0.0, high });
        let h = |x: f64| {
            let x = x.min(high);
            x - x * x / (2.0 * high)
        };
        let step = 1e-4;
        let (mut all, mut wait) = (1.0, 0.0);
        for i in 0..500_000_usize {
            let at = (i as f64 + 0.5) * step;
            let weight = rate * (rate * h(at) - at).exp() * step;
            all += weight;
            wait += weight * h(at);
        }
        close(got.mean_wait, wait / all, 1e-7);
        close(got.wait_probability, (all - 1.0) / all, 1e-7);
    }
}
