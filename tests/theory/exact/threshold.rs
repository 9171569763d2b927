//! One line of calls, a group that always answers and one that helps only while enough wait.
//!
//! Units: rates per unit of time; one exponential law of length and of patience for all. A call takes an idle agent of the first
//! group; else it joins the line, and if then at least `from` wait, an idle helper takes the first in line. A freed helper
//! takes a call only while at least `from` wait. State: (busy of the first group, busy helpers, waiting), cut off where asked.

use super::chain::{Chain, expect};

/// The system; index 0 is the group that always answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Threshold {
    pub(crate) arrival: f64,
    pub(crate) service: f64,
    pub(crate) servers: [usize; 2],
    pub(crate) from: usize,
    pub(crate) patience: f64,
    pub(crate) room: usize,
}

/// Over all calls; busy by group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) mean_wait: f64,
    pub(crate) busy: [f64; 2],
}

impl Threshold {
    pub(crate) fn answer(&self) -> Answer {
        let [c1, c2] = self.servers;
        let (chain, states) = Chain::explore((0_usize, 0_usize, 0_usize), |&(n1, n2, q), out| {
            if n1 < c1 {
                out.push(((n1 + 1, n2, q), self.arrival));
            } else if n2 < c2 && q + 1 >= self.from {
                out.push(((n1, n2 + 1, q), self.arrival));
            } else if q < self.room {
                out.push(((n1, n2, q + 1), self.arrival));
            }
            if n1 > 0 {
                let to = if q > 0 { (n1, n2, q - 1) } else { (n1 - 1, n2, 0) };
                out.push((to, n1 as f64 * self.service));
            }
            if n2 > 0 {
                let to = if q >= self.from { (n1, n2, q - 1) } else { (n1, n2 - 1, q) };
                out.push((to, n2 as f64 * self.service));
            }
            if q > 0 {
                out.push(((n1, n2, q - 1), q as f64 * self.patience));
            }
        });
        let mass = chain.stationary();
        let cut = expect(&states, &mass, |s| f64::from(u8::from(s.2 == self.room)));
        assert!(cut < 1e-7, "{cut} of the calls cut off: more room is needed");
        let busy = [expect(&states, &mass, |s| s.0 as f64), expect(&states, &mass, |s| s.1 as f64)];
        Answer { mean_wait: expect(&states, &mass, |s| s.2 as f64) / self.arrival, busy }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mmc::Impatient;
    use super::*;

    /// Help from the first that waits on is one large group; help never is the small group alone (Erlang A).
    #[test]
    fn help_at_once_is_one_group_and_help_never_is_none() {
        let system = Threshold { arrival: 3.0, service: 1.0, servers: [2, 2], from: 1, patience: 0.5, room: 40 };
        let exact = |servers| Impatient { arrival: 3.0, service: 1.0, servers, patience: 0.5 }.mean_wait();
        let wait = |from| Threshold { from, ..system }.answer().mean_wait;
        assert!((wait(1) - exact(4)).abs() < 1e-9, "{} is not {}", wait(1), exact(4));
        assert!((wait(1000) - exact(2)).abs() < 1e-6, "{} is not {}", wait(1000), exact(2));
    }
}
