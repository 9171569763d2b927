//! c agents behind a limited number of lines, with a recorded message in front and people who ring again when engaged.
//!
//! Model: first calls are Poisson; each call takes a line from the message (exponential length, or none) to the end of
//! its talk; callers are patient. Who finds every line taken rings again with probability `again` after an exponential
//! time, for ever. The chain is (in the message, at the desk, to ring again). Units: rates per unit of time.
//!
//! Stationary distribution of the chain; the number to ring again is cut off where it does not matter. Source: Falin and
//! Templeton, Retrial Queues (1997).

use super::chain::{Chain, expect};

/// The system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retrial {
    pub(crate) arrival: f64,
    pub(crate) service: f64,
    pub(crate) servers: usize,
    pub(crate) lines: usize,
    /// Rate at which messages end; none without a message.
    pub(crate) message: Option<f64>,
    /// Probability of ringing again when engaged.
    pub(crate) again: f64,
    /// Rate of ringing again.
    pub(crate) retry: f64,
    /// Where the number to ring again is cut off.
    pub(crate) orbit: usize,
}

/// What the chain gives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// Attempts per unit of time.
    pub(crate) offered: f64,
    /// The share of attempts that find every line taken.
    pub(crate) engaged: f64,
    /// Mean number waiting for an agent.
    pub(crate) waiting: f64,
    /// Mean number of agents in talks.
    pub(crate) busy: f64,
    /// Mean number to ring again.
    pub(crate) to_come: f64,
}

impl Retrial {
    pub(crate) fn solve(&self) -> Answer {
        let (chain, states) = Chain::explore((0_usize, 0_usize, 0_usize), |&(message, desk, orbit), out| {
            let joined = |orbit| if self.message.is_some() { (message + 1, desk, orbit) } else { (message, desk + 1, orbit) };
            let retry = orbit as f64 * self.retry;
            if message + desk < self.lines {
                out.push((joined(orbit), self.arrival));
                if orbit > 0 {
                    out.push((joined(orbit - 1), retry));
                }
            } else {
                if orbit < self.orbit && self.again > 0.0 {
                    out.push(((message, desk, orbit + 1), self.arrival * self.again));
                }
                if orbit > 0 && self.again < 1.0 {
                    out.push(((message, desk, orbit - 1), retry * (1.0 - self.again)));
                }
            }
            if let Some(rate) = self.message
                && message > 0
            {
                out.push(((message - 1, desk + 1, orbit), message as f64 * rate));
            }
            if desk > 0 {
                out.push(((message, desk - 1, orbit), desk.min(self.servers) as f64 * self.service));
            }
        });
        let mass = chain.stationary();
        let edge = expect(&states, &mass, |s| f64::from(u8::from(self.again > 0.0 && s.2 == self.orbit)));
        assert!(edge < 1e-7, "the orbit is cut off at a likely length: {edge}");
        let to_come = expect(&states, &mass, |s| s.2 as f64);
        let offered = self.arrival + self.retry * to_come;
        let engaged =
            expect(&states, &mass, |s| if s.0 + s.1 == self.lines { self.arrival + s.2 as f64 * self.retry } else { 0.0 });
        Answer {
            offered,
            engaged: engaged / offered,
            waiting: expect(&states, &mass, |s| s.1.saturating_sub(self.servers) as f64),
            busy: expect(&states, &mass, |s| s.1.min(self.servers) as f64),
            to_come,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-7 * b.abs(), "{a} is not {b}");
    }

    /// One line and one agent, ringing again until answered: the agent is busy for the load rho, and on average
    /// rho (lambda + rho nu) / ((1 - rho) nu) people are to ring again (Falin and Templeton, section 1.2, nu the rate of each).
    #[test]
    fn one_line_has_the_closed_form_of_the_main_model() {
        let (arrival, retry) = (0.5, 0.7);
        let system = Retrial { arrival, service: 1.0, servers: 1, lines: 1, message: None, again: 1.0, retry, orbit: 120 };
        let answer = system.solve();
        close(answer.busy, 0.5);
        close(answer.to_come, 0.5 * (arrival + 0.5 * retry) / (0.5 * retry));
    }

    /// Nobody rings again, no more lines than agents: Erlang's loss formula, 5 erlangs and 10 lines (0.0184 in tables).
    #[test]
    fn without_redials_it_is_erlangs_loss_system() {
        let system =
            Retrial { arrival: 5.0, service: 1.0, servers: 10, lines: 10, message: None, again: 0.0, retry: 1.0, orbit: 0 };
        assert!((system.solve().engaged - 0.018_385).abs() < 1e-6);
    }
}
