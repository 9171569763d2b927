//! M/PH/c+M: talk and then work after the call, both exponential; callers give up.
//!
//! Units: rates per unit of time. State: (agents who talk, agents in wrap-up, callers waiting); callers wait only while every
//! agent is busy. The line is cut off where asked; what is cut off is at most `LOST`, or the solver refuses.

use super::chain::{Chain, expect};

const LOST: f64 = 1e-9;

/// The system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phases {
    pub(crate) arrival: f64,
    /// Rate at which a talk ends.
    pub(crate) talk: f64,
    /// Rate at which wrap-up ends.
    pub(crate) wrap_up: f64,
    pub(crate) servers: usize,
    /// Rate of giving up while waiting.
    pub(crate) patience: f64,
    pub(crate) room: usize,
}

impl Phases {
    /// Mean number waiting, and of agents who talk or are in wrap-up.
    pub(crate) fn solve(&self) -> (f64, f64) {
        let (chain, states) = Chain::explore((0, 0, 0), |&(talk, wrap, line): &(usize, usize, usize), out| {
            if talk + wrap < self.servers {
                out.push(((talk + 1, wrap, line), self.arrival));
            } else if line < self.room {
                out.push(((talk, wrap, line + 1), self.arrival));
            }
            if talk > 0 {
                out.push(((talk - 1, wrap + 1, line), talk as f64 * self.talk));
            }
            if wrap > 0 {
                let to = if line > 0 { (talk + 1, wrap - 1, line - 1) } else { (talk, wrap - 1, line) };
                out.push((to, wrap as f64 * self.wrap_up));
            }
            if line > 0 {
                out.push(((talk, wrap, line - 1), line as f64 * self.patience));
            }
        });
        let mass = chain.stationary();
        let lost = expect(&states, &mass, |s| f64::from(u8::from(s.2 == self.room)));
        assert!(lost < LOST, "{lost} cut off");
        (expect(&states, &mass, |s| s.2 as f64), expect(&states, &mass, |s| (s.0 + s.1) as f64))
    }
}

/// Wrap-up that takes no time leaves M/M/c+M.
#[test]
fn without_wrap_up_it_is_erlang_a() {
    let system = Phases { arrival: 3.0, talk: 1.0, wrap_up: 1e7, servers: 3, patience: 0.8, room: 60 };
    let (waiting, busy) = system.solve();
    let plain = super::mmc::Impatient { arrival: 3.0, service: 1.0, servers: 3, patience: 0.8 };
    assert!((waiting - plain.waiting()).abs() < 1e-5, "{waiting} {}", plain.waiting());
    assert!((busy - 3.0 * plain.occupancy()).abs() < 1e-5);
}
