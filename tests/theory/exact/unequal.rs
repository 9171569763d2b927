//! One line of calls, agents of two groups that are not equally fast, and a rule by which a call chooses among the idle.
//!
//! Units: rates per unit of time; exponential lengths by group; everybody patient. State: the idle agents in the order in
//! which they became idle (each by its group), the busy of each group, calls waiting. A freed agent takes a waiting call, else
//! joins the end of the idle. The line is cut off where asked.

use super::chain::{Chain, expect};

/// By which rule a call takes an idle agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    LongestIdle,
    /// One of this group, if there is one.
    Prefers(u8),
    /// Any with the same chance.
    Random,
    /// One of the group with the smaller share busy, the first of the two if they are even.
    LeastBusy,
}

/// The system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unequal {
    pub(crate) arrival: f64,
    pub(crate) service: [f64; 2],
    pub(crate) servers: [usize; 2],
    pub(crate) room: usize,
}

/// Mean wait, and mean busy of each group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) mean_wait: f64,
    pub(crate) busy: [f64; 2],
}

/// How many of these belong to a group.
fn of_group(agents: &[u8], group: u8) -> usize {
    agents.iter().map(|&g| usize::from(g == group)).sum()
}

impl Unequal {
    /// The idle agents a call may take, by place in the order, with their chances.
    fn chosen(&self, rule: Rule, idle: &[u8]) -> Vec<(usize, f64)> {
        let first_of = |group: u8| idle.iter().position(|&g| g == group);
        let one = |place: Option<usize>| vec![(place.unwrap_or(0), 1.0)];
        match rule {
            Rule::LongestIdle => one(None),
            Rule::Prefers(group) => one(first_of(group)),
            Rule::Random => (0..idle.len()).map(|place| (place, 1.0 / idle.len() as f64)).collect(),
            Rule::LeastBusy => {
                let share = |group: u8| {
                    let free = of_group(idle, group);
                    1.0 - free as f64 / self.servers[usize::from(group)] as f64
                };
                match (first_of(0), first_of(1)) {
                    (Some(first), Some(second)) => one(Some(if share(1) < share(0) { second } else { first })),
                    (first, second) => one(first.or(second)),
                }
            }
        }
    }

    pub(crate) fn answer(&self, rule: Rule) -> Answer {
        let mut all: Vec<u8> = vec![0; self.servers[0]];
        all.extend(vec![1; self.servers[1]]);
        let (chain, states) = Chain::explore((all, 0_usize), |(idle, waiting), out| {
            if idle.is_empty() {
                if *waiting < self.room {
                    out.push(((idle.clone(), waiting + 1), self.arrival));
                }
            } else {
                for (place, chance) in self.chosen(rule, idle) {
                    let mut left = idle.clone();
                    left.remove(place);
                    out.push(((left, 0), self.arrival * chance));
                }
            }
            for group in [0_u8, 1] {
                let busy = self.servers[usize::from(group)] - of_group(idle, group);
                let rate = busy as f64 * self.service[usize::from(group)];
                let mut freed = idle.clone();
                if *waiting == 0 {
                    freed.push(group);
                }
                if busy > 0 {
                    out.push(((freed, waiting.saturating_sub(1)), rate));
                }
            }
        });
        let mass = chain.stationary();
        let cut = expect(&states, &mass, |s| f64::from(u8::from(s.1 == self.room)));
        assert!(cut < 1e-7, "{cut} of the calls cut off: more room is needed");
        let busy = [0_u8, 1]
            .map(|group| self.servers[usize::from(group)] as f64 - expect(&states, &mass, |s| of_group(&s.0, group) as f64));
        Answer { mean_wait: expect(&states, &mass, |s| s.1 as f64) / self.arrival, busy }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mmc::Patient;
    use super::*;

    /// Equally fast groups are one group under every rule (Erlang C); with unequal ones no call vanishes.
    #[test]
    fn equal_groups_are_erlang_c_and_unequal_ones_lose_no_call() {
        let equal = Unequal { arrival: 2.0, service: [1.0; 2], servers: [1, 2], room: 60 };
        let exact = Patient { arrival: 2.0, service: 1.0, servers: 3 }.mean_wait();
        let unequal = Unequal { service: [1.5, 0.7], ..equal };
        for rule in [Rule::LongestIdle, Rule::Prefers(0), Rule::Prefers(1), Rule::Random, Rule::LeastBusy] {
            let answer = equal.answer(rule);
            assert!((answer.mean_wait - exact).abs() < 1e-6, "{rule:?}: {} is not {exact}", answer.mean_wait);
            let answer = unequal.answer(rule);
            let served = answer.busy[0] * 1.5 + answer.busy[1] * 0.7;
            assert!((served - 2.0).abs() < 1e-6, "{rule:?}: {served} served");
        }
    }
}
