//! Poisson arrivals, exponential calls, identical agents: without limit, with a
//! limited number of lines, and with exponential patience.
//!
//! Units: `arrival`, `service` and `patience` are rates per unit of time (the
//! mean call lasts `1 / service`); waits are in that unit. With a = arrival /
//! service and c agents:
//!
//! - M/M/c: C = B / (1 - (a/c)(1 - B)), B by the Erlang B recursion
//!   B(j) = a B(j-1) / (j + a B(j-1)); mean wait C / (c service - arrival);
//!   P(W > t) = C exp(-(c service - arrival) t). Source: Erlang (1917).
//! - M/M/c/K: birth and death up to K calls present; an accepted call that finds
//!   c + k calls waits a sum of k + 1 exponentials of rate c service.
//! - M/M/c+M: birth and death with death rate c service + k patience; a call
//!   with k ahead of it moves up at rate c service + k patience and gives up at
//!   rate patience. Source: Palm (1957); Garnett, Mandelbaum and Reiman (2002).

use super::chain::Chain;

/// M/M/c, stable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patient {
    pub(crate) arrival: f64,
    pub(crate) service: f64,
    pub(crate) servers: usize,
}

/// Erlang B: the probability of all `servers` busy with load `a` and no queue.
pub(crate) fn erlang_b(load: f64, servers: usize) -> f64 {
    (1..=servers).fold(1.0, |b, j| load * b / (j as f64 + load * b))
}

impl Patient {
    /// Erlang C: the probability of having to wait.
    pub(crate) fn wait_probability(&self) -> f64 {
        let load = self.arrival / self.service;
        let use_of_agents = load / self.servers as f64;
        assert!(use_of_agents < 1.0, "unstable");
        let b = erlang_b(load, self.servers);
        b / (1.0 - use_of_agents * (1.0 - b))
    }

    fn spare(&self) -> f64 {
        self.servers as f64 * self.service - self.arrival
    }

    /// Mean wait over all calls.
    pub(crate) fn mean_wait(&self) -> f64 {
        self.wait_probability() / self.spare()
    }

    /// P(W <= t).
    pub(crate) fn answered_within(&self, t: f64) -> f64 {
        1.0 - self.wait_probability() * (-self.spare() * t).exp()
    }

    /// The smallest t with P(W <= t) >= p.
    pub(crate) fn wait_quantile(&self, p: f64) -> f64 {
        f64::max(0.0, (self.wait_probability() / (1.0 - p)).ln() / self.spare())
    }
}

/// M/M/c/K: `places` calls at most, counting those being answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limited {
    pub(crate) arrival: f64,
    pub(crate) service: f64,
    pub(crate) servers: usize,
    pub(crate) places: usize,
}

impl Limited {
    /// P(n calls present), n = 0..=places.
    pub(crate) fn present(&self) -> Vec<f64> {
        let mut mass = vec![1.0];
        for n in 1..=self.places {
            let busy = n.min(self.servers) as f64;
            mass.push(mass[n - 1] * self.arrival / (busy * self.service));
        }
        let total: f64 = mass.iter().sum();
        mass.iter().map(|m| m / total).collect()
    }

    /// The probability of being turned away.
    pub(crate) fn blocking(&self) -> f64 {
        self.present()[self.places]
    }

    /// Mean wait of the calls taken in.
    pub(crate) fn mean_wait(&self) -> f64 {
        let mass = self.present();
        let waiting: f64 = (self.servers..=self.places).map(|n| (n - self.servers) as f64 * mass[n]).sum();
        waiting / (self.arrival * (1.0 - mass[self.places]))
    }

    /// P(W <= t) of the calls taken in.
    pub(crate) fn answered_within(&self, t: f64) -> f64 {
        let mass = self.present();
        let steps = self.servers as f64 * self.service * t;
        // P(at most k departures by t), k rising
        let (mut term, mut few) = ((-steps).exp(), (-steps).exp());
        let mut late = 0.0;
        for (k, m) in mass[self.servers..self.places].iter().enumerate() {
            late += m * few;
            term *= steps / (k + 1) as f64;
            few += term;
        }
        1.0 - late / (1.0 - mass[self.places])
    }
}

/// M/M/c+M: `patience` is the rate of giving up while waiting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Impatient {
    pub(crate) arrival: f64,
    pub(crate) service: f64,
    pub(crate) servers: usize,
    pub(crate) patience: f64,
}

impl Impatient {
    /// P(n calls present), as far as it is not negligible.
    pub(crate) fn present(&self) -> Vec<f64> {
        assert!(self.patience > 0.0);
        let mut mass = vec![1.0];
        let mut most = 1.0;
        for n in 1.. {
            let (busy, waiting) = (n.min(self.servers), n.saturating_sub(self.servers));
            let leave = busy as f64 * self.service + waiting as f64 * self.patience;
            let next = mass[n - 1] * self.arrival / leave;
            mass.push(next);
            most = f64::max(most, next);
            if n > self.servers && next < 1e-18 * most {
                break;
            }
        }
        let total: f64 = mass.iter().sum();
        assert!(total.is_finite(), "too large a load");
        mass.iter().map(|m| m / total).collect()
    }

    /// Mean number waiting.
    pub(crate) fn waiting(&self) -> f64 {
        let mass = self.present();
        let waits = mass.iter().enumerate().skip(self.servers);
        waits.map(|(n, m)| (n - self.servers) as f64 * m).sum()
    }

    /// The share of calls that give up.
    pub(crate) fn abandonment(&self) -> f64 {
        self.patience * self.waiting() / self.arrival
    }

    /// Mean wait over all calls, answered or not.
    pub(crate) fn mean_wait(&self) -> f64 {
        self.waiting() / self.arrival
    }

    /// The share of agents' time spent on calls.
    pub(crate) fn occupancy(&self) -> f64 {
        self.arrival * (1.0 - self.abandonment()) / (self.servers as f64 * self.service)
    }

    /// P(answered, and within t), over all calls.
    pub(crate) fn answered_within(&self, t: f64) -> f64 {
        let mass = self.present();
        let places = mass.len() - self.servers;
        // places ahead 0.. and, last, answered
        let chain = self.tagged(places);
        let mut answered = vec![0.0; places + 1];
        answered[places] = 1.0;
        let ahead = chain.backward(&answered, t).end;
        let at_once: f64 = mass[..self.servers].iter().sum();
        let after: f64 = mass[self.servers..].iter().zip(&ahead).map(|(m, h)| m * h).sum();
        at_once + after
    }

    fn tagged(&self, places: usize) -> Chain {
        let mut chain = Chain::new(places + 1);
        for k in 0..places {
            let up = self.servers as f64 * self.service + k as f64 * self.patience;
            chain.add(k, k.checked_sub(1).unwrap_or(places), up);
            chain.kill(k, self.patience);
        }
        chain
    }

    /// Mean wait of the calls that are answered, those answered at once included.
    pub(crate) fn answered_wait(&self) -> f64 {
        let mass = self.present();
        let (mut answered, mut wait) = (0.0, 0.0);
        // of a call with k ahead: P(answered) and E[wait; answered]
        let (mut p, mut w) = (1.0, 0.0);
        for (n, m) in mass.iter().enumerate() {
            if n >= self.servers {
                let k = (n - self.servers) as f64;
                let up = self.servers as f64 * self.service + k * self.patience;
                let any = up + self.patience;
                w = up / any * (w + p / any);
                p *= up / any;
            }
            answered += m * p;
            wait += m * w;
        }
        wait / answered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    /// Two agents half used wait with probability 1/3 (by hand). Tables of
    /// Erlang B give 0.0184 for 5 erlangs and 10 lines. The widely reprinted
    /// worked example of Erlang C, 360 calls in 30 minutes of 4 minutes each
    /// and 55 agents: 23.9 % wait, 8.2 seconds on average.
    #[test]
    fn erlang_agrees_with_published_examples() {
        let half = Patient { arrival: 1.0, service: 1.0, servers: 2 };
        close(half.wait_probability(), 1.0 / 3.0, 1e-14);
        close(erlang_b(5.0, 10), 0.0184, 5e-5);
        let centre = Patient { arrival: 0.2, service: 1.0 / 240.0, servers: 55 };
        close(centre.wait_probability(), 0.239, 5e-4);
        close(centre.mean_wait(), 8.2, 0.05);
        // 1 - 0.239 exp(-(55 - 48) 15 / 240), by hand
        close(centre.answered_within(15.0), 0.846, 5e-4);
        close(centre.answered_within(centre.wait_quantile(0.9)), 0.9, 1e-12);
        close(centre.wait_quantile(0.5), 0.0, 0.0);
    }

    /// Gans, Koole and Mandelbaum, Telephone Call Centers (M&SOM 5, 2003),
    /// comparing the two models: 48 calls a minute, 50 agents, one-minute calls. Patient
    /// callers: mean wait 20.8 s. Patience of two minutes: 3.1 % abandon,
    /// mean wait 3.7 s, three waiting, agents 93 % used.
    #[test]
    fn patience_agrees_with_the_published_comparison() {
        let c = Patient { arrival: 48.0, service: 1.0, servers: 50 };
        close(c.mean_wait() * 60.0, 20.8, 0.05);
        close(c.wait_quantile(0.9) * 60.0, 58.1, 0.05);
        let a = Impatient { arrival: 48.0, service: 1.0, servers: 50, patience: 0.5 };
        close(a.abandonment(), 0.031, 5e-4);
        close(a.mean_wait() * 60.0, 3.7, 0.05);
        close(a.waiting(), 3.0, 0.5);
        close(a.occupancy(), 0.93, 5e-3);
    }

    /// Against the stationary distribution of the same chain by elimination,
    /// and the limits: no queue is Erlang B, a long queue is Erlang C.
    #[test]
    fn limited_places_agree_with_the_chain_and_its_limits() {
        let l = Limited { arrival: 2.5, service: 1.0, servers: 3, places: 7 };
        let (chain, states) = Chain::explore(0_usize, |&n, out| {
            if n < 7 {
                out.push((n + 1, 2.5));
            }
            if n > 0 {
                out.push((n - 1, n.min(3) as f64));
            }
        });
        let mass = chain.stationary();
        for (n, m) in states.iter().zip(&mass) {
            close(l.present()[*n], *m, 1e-14);
        }
        close(Limited { places: 3, ..l }.blocking(), erlang_b(2.5, 3), 1e-14);
        let long = Limited { places: 400, ..l };
        let patient = Patient { arrival: 2.5, service: 1.0, servers: 3 };
        close(long.mean_wait(), patient.mean_wait(), 1e-10);
        close(long.answered_within(0.7), patient.answered_within(0.7), 1e-10);
        // the mean is the integral of the tail
        let mean = super::super::quadrature::integrate(|t| 1.0 - l.answered_within(t), 0.0, 40.0, 80);
        close(l.mean_wait(), mean, 1e-10);
    }

    /// Little's law, patience that equals service (then the number present is
    /// Poisson), and Erlang C as patience grows; the answered wait against the
    /// integral of its tail.
    #[test]
    fn patience_agrees_with_its_special_cases() {
        let same = Impatient { arrival: 4.0, service: 1.0, servers: 3, patience: 1.0 };
        let mut poisson = (-4.0_f64).exp();
        for (n, m) in same.present().iter().enumerate().take(20) {
            close(*m, poisson, 1e-14);
            poisson *= 4.0 / (n + 1) as f64;
        }
        let busy: f64 = same.present().iter().enumerate().map(|(n, m)| n.min(3) as f64 * m).sum();
        close(same.occupancy(), busy / 3.0, 1e-13);
        close(same.answered_within(60.0), 1.0 - same.abandonment(), 1e-12);
        let answered = 1.0 - same.abandonment();
        let tail = |t| 1.0 - same.answered_within(t) / answered;
        let mean = super::super::quadrature::integrate(tail, 0.0, 20.0, 30);
        close(same.answered_wait(), mean, 1e-9);

        let nearly = Impatient { arrival: 2.5, service: 1.0, servers: 3, patience: 1e-7 };
        let patient = Patient { arrival: 2.5, service: 1.0, servers: 3 };
        close(nearly.mean_wait(), patient.mean_wait(), 1e-5);
        close(nearly.answered_within(1.0), patient.answered_within(1.0), 1e-6);
    }
}
