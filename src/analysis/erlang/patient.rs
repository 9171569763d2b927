//! Erlang C: callers who wait for ever. Times in seconds.
//!
//! With a erlangs, c agents, mean handling time h, and B being Erlang B:
//!
//! ```text
//! P(wait > 0) = C = B / (1 - (a/c)(1 - B))
//! P(wait > t) = C exp(-(c - a) t / h)
//! mean wait   = C h / (c - a)
//! ```
//!
//! Source: Cooper, *Introduction to Queueing Theory*, 2nd ed., chapter 3.

use super::{Load, NoAnswer, erlang_b};

/// One queue of patient callers in steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangC {
    /// Calls a second.
    arrivals: f64,
    erlangs: f64,
    agents: u32,
    wait_probability: f64,
    /// Waiting calls leave the queue this much faster than they join it, a second: (c - a) / h.
    clearance: f64,
}

impl ErlangC {
    /// `Overloaded` unless there are more agents than erlangs.
    pub fn new(load: Load, agents: u32) -> Result<Self, NoAnswer> {
        load.check()?;
        let erlangs = load.erlangs();
        let spare = f64::from(agents) - erlangs;
        if spare <= 0.0 {
            return Err(NoAnswer::Overloaded { erlangs, agents });
        }
        let blocked = erlang_b(erlangs, agents);
        Ok(Self {
            arrivals: load.arrivals(),
            erlangs,
            agents,
            wait_probability: blocked / (1.0 - erlangs / f64::from(agents) * (1.0 - blocked)),
            clearance: spare / load.handle_seconds,
        })
    }

    /// Chance that a caller waits at all.
    pub fn wait_probability(&self) -> f64 {
        self.wait_probability
    }

    /// Mean wait of all callers, those answered at once included, in seconds.
    pub fn mean_wait(&self) -> f64 {
        self.wait_probability / self.clearance
    }

    /// Mean number of calls waiting.
    pub fn mean_queue(&self) -> f64 {
        self.arrivals * self.mean_wait()
    }

    /// Share of calls answered within `seconds`. As all are answered, every definition agrees.
    pub fn service_level(&self, seconds: f64) -> f64 {
        1.0 - self.wait_probability * (-self.clearance * seconds).exp()
    }

    /// Least wait that a `share` of callers does not exceed, in seconds.
    ///
    /// # Panics
    /// Unless 0 <= `share` < 1.
    pub fn wait_quantile(&self, share: f64) -> f64 {
        assert!((0.0..1.0).contains(&share), "no wait has a share of {share} within it");
        ((self.wait_probability / (1.0 - share)).ln() / self.clearance).max(0.0)
    }

    /// Share of the agents' time spent on calls.
    pub fn utilisation(&self) -> f64 {
        self.erlangs / f64::from(self.agents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::{assert_abs_diff_eq, assert_relative_eq};

    const LOAD: Load = Load { calls_per_hour: 200.0, handle_seconds: 180.0 };

    // Call Centre Helper, "Erlang C Formula - Made Simple With an Easy Worked Example": 100 calls
    // in half an hour of 180 s, 14 agents: 17.4 % wait, 88.8 % within 20 s, mean wait 7.8 s,
    // occupancy 71.4 %
    #[test]
    fn a_published_worked_example_agrees() {
        let queue = ErlangC::new(LOAD, 14).unwrap();
        assert_abs_diff_eq!(queue.wait_probability(), 0.174, epsilon = 0.0005);
        assert_abs_diff_eq!(queue.service_level(20.0), 0.888, epsilon = 0.0005);
        assert_abs_diff_eq!(queue.mean_wait(), 7.8, epsilon = 0.05);
        assert_abs_diff_eq!(queue.utilisation(), 0.714, epsilon = 0.0005);
    }

    // one agent: the chance of waiting is the utilisation r, the mean wait r h / (1 - r)
    #[test]
    fn one_agent_agrees_with_the_single_server_queue() {
        let queue = ErlangC::new(Load { calls_per_hour: 15.0, handle_seconds: 180.0 }, 1).unwrap();
        assert_relative_eq!(queue.wait_probability(), 0.75, max_relative = 1e-14);
        assert_relative_eq!(queue.mean_wait(), 540.0, max_relative = 1e-14);
        assert_relative_eq!(queue.mean_queue(), 2.25, max_relative = 1e-14);
    }

    // sums the chain's states one by one: the wait of one who finds c + j calls is a sum of j + 1
    // exponential times, beyond t with the chance that at most j of a Poisson stream of rate c/h
    // come in t
    #[test]
    fn waits_agree_with_the_chain_summed_state_by_state() {
        let (rate, seconds) = (13.0 / 180.0, 45.0_f64);
        let (mut weight, mut all, mut waits, mut late, mut queue) = (1.0, 0.0, 0.0, 0.0, 0.0);
        let (mut term, mut at_most) = ((-rate * seconds).exp(), 0.0);
        for state in 0_u32..2000 {
            all += weight;
            if state >= 13 {
                let ahead = f64::from(state - 13);
                at_most += term;
                term *= rate * seconds / (ahead + 1.0);
                waits += weight;
                late += weight * at_most;
                queue += weight * ahead;
            }
            weight *= 10.0 / f64::from((state + 1).min(13));
        }
        let theory = ErlangC::new(LOAD, 13).unwrap();
        assert_relative_eq!(theory.wait_probability(), waits / all, max_relative = 1e-12);
        assert_relative_eq!(theory.service_level(seconds), 1.0 - late / all, max_relative = 1e-12);
        assert_relative_eq!(theory.mean_queue(), queue / all, max_relative = 1e-12);
    }

    #[test]
    fn the_quantile_undoes_the_service_level() {
        let queue = ErlangC::new(LOAD, 12).unwrap();
        assert_relative_eq!(queue.service_level(queue.wait_quantile(0.9)), 0.9, max_relative = 1e-12);
        assert_relative_eq!(queue.wait_quantile(0.3), 0.0);
    }

    #[test]
    fn as_much_work_as_agents_has_no_steady_state() {
        assert_eq!(ErlangC::new(LOAD, 10), Err(NoAnswer::Overloaded { erlangs: 10.0, agents: 10 }));
        assert!(ErlangC::new(Load { calls_per_hour: f64::NAN, ..LOAD }, 10).is_err());
        assert!(ErlangC::new(Load { handle_seconds: 0.0, ..LOAD }, 10).is_err());
        let silent = ErlangC::new(Load { calls_per_hour: 0.0, ..LOAD }, 1).unwrap();
        assert_relative_eq!(silent.service_level(0.0), 1.0);
    }
}
