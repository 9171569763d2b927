//! Erlang A: callers who wait until their patience, exponential with mean 1/v, runs out.
//!
//! Rates are a second, times in seconds. Calls arrive at rate l; c busy agents end calls at rate
//! s = c/h in all; with j waiting, calls leave the queue at rate s + j v. B is Erlang B.
//!
//! ```text
//! T(j) = product over i = 1..j of l / (s + i v)      weight of j waiting, to "all busy, none waiting"
//! S(l) = sum over j >= 0 of T(j)
//! p    = 1 / (1/B + S(l) - 1)                        chance of "all busy, none waiting"
//! E(t) = exp(-s t + l (1 - exp(-v t)) / v)
//!
//! P(wait > 0)                    = p S(l)
//! P(offered wait > t)            = p E(t) S(l exp(-v t))
//! P(wait > t)                    = P(offered wait > t) exp(-v t)
//! P(wait > t and answered)       = p E(t) (S(l exp(-v t)) - 1) s / l
//! mean wait                      = p/l sum j T(j)
//! P(abandon)                     = v mean wait
//! mean wait, if answered         = p/l sum T(j) h(j),   h(j) = sum over i = 1..j of s / (s + i v)
//! ```
//!
//! The offered wait is that of a caller with endless patience; its density is p s E(x). The last
//! line counts the wait of those who give up as 0. The sums S - 1 and below are of positive terms, so
//! nothing cancels. They stop where the rest, bounded by a geometric series, is less than 1e-16 of
//! the sum; that takes about as many terms as calls ever wait.
//!
//! Source: Mandelbaum and Zeltyn, "The Palm/Erlang-A queue, with applications to call centers"
//! (2005), and "Call centers with impatient customers", *Queueing Systems* 51 (2005), for the
//! density; S is their incomplete gamma function, as a series; the rest follows by parts.

use super::{Load, NoAnswer, ServiceLevel, erlang_b, positive};

/// One queue of impatient callers in steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangA {
    /// l, calls a second.
    arrivals: f64,
    /// s, calls ended a second when all agents are busy.
    service: f64,
    /// v, a waiting caller's chance of giving up, a second.
    leaving: f64,
    erlangs: f64,
    agents: u32,
    /// ln p; minus infinity if nobody ever waits.
    log_full: f64,
    wait_probability: f64,
    mean_wait: f64,
    /// Seconds waited by answered calls, per call offered.
    answered_wait: f64,
}

impl ErlangA {
    /// `patience_seconds` is the mean patience. There is always a steady state, overload included.
    /// Needs one agent or more.
    pub fn new(load: Load, patience_seconds: f64, agents: u32) -> Result<Self, NoAnswer> {
        load.check()?;
        positive("patience", patience_seconds)?;
        positive("the number of agents", f64::from(agents))?;
        let erlangs = load.erlangs();
        let (arrivals, leaving) = (load.arrivals(), 1.0 / patience_seconds);
        let service = f64::from(agents) / load.handle_seconds;
        let sums = QueueSums::new(arrivals, service, leaving);
        // 1/B - 1, on the scale of the sums; infinite where B underflows: then nobody waits
        let free = (1.0 / erlang_b(erlangs, agents) - 1.0) * (-sums.log_all()).exp();
        let mut queue = Self {
            arrivals,
            service,
            leaving,
            erlangs,
            agents,
            log_full: -sums.log_all() - free.ln_1p(),
            wait_probability: 1.0 / (1.0 + free),
            mean_wait: 0.0,
            answered_wait: 0.0,
        };
        if queue.wait_probability > 0.0 {
            let scale = (queue.log_full + sums.log_scale).exp() / arrivals;
            queue.mean_wait = scale * sums.positions;
            queue.answered_wait = scale * sums.turns;
        }
        Ok(queue)
    }

    /// Chance that a caller waits at all.
    pub fn wait_probability(&self) -> f64 {
        self.wait_probability
    }

    /// Share of callers who give up.
    pub fn abandonment(&self) -> f64 {
        self.leaving * self.mean_wait
    }

    /// Mean wait of all callers, however it ends, in seconds.
    pub fn mean_wait(&self) -> f64 {
        self.mean_wait
    }

    /// Mean wait of the calls answered, in seconds.
    pub fn mean_speed_of_answer(&self) -> f64 {
        self.answered_wait / self.answered()
    }

    /// Mean number of calls waiting.
    pub fn mean_queue(&self) -> f64 {
        self.arrivals * self.mean_wait
    }

    /// Share of the agents' time spent on calls.
    pub fn utilisation(&self) -> f64 {
        self.erlangs * self.answered() / f64::from(self.agents)
    }

    /// Chance that a caller is answered within `seconds`.
    pub fn answered_within(&self, seconds: f64) -> f64 {
        self.answered() - self.answered_after(seconds)
    }

    /// Chance that a caller is answered after more than `seconds`.
    pub fn answered_after(&self, seconds: f64) -> f64 {
        let (log, sums) = self.beyond(seconds);
        if self.arrivals > 0.0 { (log + sums.log_scale).exp() * sums.beyond * self.service / self.arrivals } else { 0.0 }
    }

    /// Chance that a caller still waits after `seconds`.
    pub fn waits_beyond(&self, seconds: f64) -> f64 {
        let (log, sums) = self.beyond(seconds);
        (log + sums.log_all() - self.leaving * seconds).exp()
    }

    /// Chance that a caller gives up after more than `seconds`.
    pub fn abandoned_after(&self, seconds: f64) -> f64 {
        (self.waits_beyond(seconds) - self.answered_after(seconds)).max(0.0)
    }

    /// Share of calls answered within `seconds`, by the definition asked for.
    pub fn service_level(&self, seconds: f64, definition: ServiceLevel) -> f64 {
        let in_time = self.answered_within(seconds);
        let gave_up = self.abandonment() - self.abandoned_after(seconds);
        match definition {
            ServiceLevel::OfAnswered => in_time / self.answered(),
            ServiceLevel::OfOffered => in_time,
            ServiceLevel::ExcludingShortAbandons => in_time / (1.0 - gave_up),
            ServiceLevel::IncludingAbandons => in_time + gave_up,
        }
    }

    /// Least wait that a `share` of answered calls does not exceed, in seconds, to one part in
    /// 10^12.
    ///
    /// # Panics
    /// Unless 0 <= `share` < 1.
    pub fn answered_wait_quantile(&self, share: f64) -> f64 {
        assert!((0.0..1.0).contains(&share), "no wait has a share of {share} within it");
        let late = (1.0 - share) * self.answered();
        if self.answered_after(0.0) <= late {
            return 0.0;
        }
        let (mut short, mut long) = (0.0, 1.0);
        while self.answered_after(long) > late {
            (short, long) = (long, 2.0 * long);
        }
        while long - short > 1e-12 * long {
            let middle = f64::midpoint(short, long);
            if self.answered_after(middle) > late {
                short = middle;
            } else {
                long = middle;
            }
        }
        long
    }

    /// Share of callers answered.
    fn answered(&self) -> f64 {
        1.0 - self.abandonment()
    }

    /// ln(p E(t)), and the sums for arrivals thinned to l exp(-v t).
    fn beyond(&self, seconds: f64) -> (f64, QueueSums) {
        let stayed = (-self.leaving * seconds).exp();
        let left = -(-self.leaving * seconds).exp_m1();
        let log = self.log_full - self.service * seconds + self.arrivals * left / self.leaving;
        (log, QueueSums::new(self.arrivals * stayed, self.service, self.leaving))
    }
}

/// Sums over the states in which calls wait, divided by exp(`log_scale`) since they may pass
/// 10^308.
struct QueueSums {
    log_scale: f64,
    /// Of T(j), j >= 1.
    beyond: f64,
    /// Of j T(j).
    positions: f64,
    /// Of T(j) h(j).
    turns: f64,
}

impl QueueSums {
    const TOO_LARGE: f64 = 1e200;

    fn new(arrivals: f64, service: f64, leaving: f64) -> Self {
        let mut sums = Self { log_scale: 0.0, beyond: 0.0, positions: 0.0, turns: 0.0 };
        let (mut weight, mut turn, mut waiting) = (1.0, 0.0, 0.0);
        loop {
            waiting += 1.0;
            let departures = service + waiting * leaving;
            weight *= arrivals / departures;
            turn += service / departures;
            sums.beyond += weight;
            sums.positions += weight * waiting;
            sums.turns += weight * turn;
            // from here on the terms fall faster than this: sum of (j + k) q^k over k >= 1 bounds
            // the rest
            let q = arrivals / (departures + leaving);
            if q < 1.0 {
                let rest = weight * (waiting * q / (1.0 - q) + q / ((1.0 - q) * (1.0 - q)));
                if rest <= 1e-16 * sums.beyond {
                    return sums;
                }
            }
            if weight > Self::TOO_LARGE {
                weight /= Self::TOO_LARGE;
                sums.beyond /= Self::TOO_LARGE;
                sums.positions /= Self::TOO_LARGE;
                sums.turns /= Self::TOO_LARGE;
                sums.log_scale += Self::TOO_LARGE.ln();
            }
        }
    }

    /// ln S, the state without waiting calls included.
    fn log_all(&self) -> f64 {
        self.log_scale + ((-self.log_scale).exp() + self.beyond).ln()
    }
}

#[cfg(test)]
#[path = "impatient_tests.rs"]
mod tests;
