//! What one queue gives by Erlang A, for any heads and load: worked out on a grid once, read off between its points.
//!
//! ```text
//! columns: agents 1, 2, ... 24, then 8 % more each;   rows: s = (R - c) / sqrt(c), every quarter from -8 to 8 (R erlangs, c agents)
//! beyond: fewer than -8: nobody waits; more than 8: a fluid, answered c/R after patience x ln(R/c)
//! ```
//! Parts of a person (0.9 of the heads in post) lie between columns at the same s. `tests` hold it against the formulas themselves.

use crate::analysis::erlang::{ErlangA, Load};
use crate::model::MeasureKind as K;
use crate::model::clock::SECOND;
use crate::programme::service::MEASURES;

/// Answered, late, then numerator and denominator of each measure; all per call offered.
pub(super) type Given = [f64; 2 + 2 * MEASURES];

const STEP: f64 = 0.25;
const REACH: f64 = 8.0;
const ROWS: usize = 65;
/// Columns one by one up to this number of agents.
const DENSE: u32 = 24;

/// The answers of a queue with one mean handling time and one mean patience.
#[derive(Clone, Debug)]
pub(super) struct Surface {
    handle: f64,
    patience: f64,
    in_time: f64,
    asked: Vec<K>,
    agents: Vec<f64>,
    /// `[column][row]`.
    points: Vec<Vec<Given>>,
}

/// What the measures are made of, per call offered.
struct Facts<'f> {
    answered: f64,
    wait: f64,
    /// Of those answered, counted 0 for the others.
    answered_wait: f64,
    within: &'f dyn Fn(f64) -> f64,
    abandoned_after: &'f dyn Fn(f64) -> f64,
}

impl Surface {
    /// For loads of up to `most` agents.
    pub(super) fn new(handle: f64, patience: f64, in_time: f64, asked: &[K], most: f64) -> Self {
        let mut agents: Vec<u32> = (1..=DENSE.min(most.ceil().max(2.0) as u32)).collect();
        while agents.last().is_some_and(|&last| f64::from(last) < most) {
            let last = agents.last().copied().unwrap_or(1);
            agents.push((f64::from(last) * 1.08).ceil() as u32);
        }
        let mut surface = Self { handle, patience, in_time, asked: asked.to_vec(), agents: Vec::new(), points: Vec::new() };
        for agents in agents {
            let column = (0..ROWS).map(|row| {
                let c = f64::from(agents);
                let erlangs = c + (row as f64 * STEP - REACH) * c.sqrt();
                surface.exactly(agents, erlangs)
            });
            let column: Vec<Given> = column.collect();
            surface.points.push(column);
            surface.agents.push(f64::from(agents));
        }
        surface
    }

    pub(super) fn is_of(&self, handle: f64, patience: f64) -> bool {
        self.handle.to_bits() == handle.to_bits() && self.patience.to_bits() == patience.to_bits()
    }

    /// By the formula itself.
    pub(super) fn exactly(&self, agents: u32, erlangs: f64) -> Given {
        if erlangs <= 0.0 {
            return self.at_once();
        }
        let load = Load { calls_per_hour: erlangs * 3600.0 / self.handle, handle_seconds: self.handle };
        let Ok(queue) = ErlangA::new(load, self.patience, agents) else { return self.fluid(f64::from(agents), erlangs) };
        let answered = 1.0 - queue.abandonment();
        self.given(&Facts {
            answered,
            wait: queue.mean_wait(),
            answered_wait: queue.mean_speed_of_answer() * answered,
            within: &|t| queue.answered_within(t),
            abandoned_after: &|t| queue.abandoned_after(t),
        })
    }

    /// With heads that need not be whole.
    pub(super) fn at(&self, heads: f64, erlangs: f64) -> Given {
        if heads < 1.0 {
            // one person for a part of the time, nobody for the rest
            let (some, none) = (self.between(1.0, erlangs), self.nobody());
            return std::array::from_fn(|i| heads.max(0.0) * some[i] + (1.0 - heads.max(0.0)) * none[i]);
        }
        self.between(heads, erlangs)
    }

    fn between(&self, heads: f64, erlangs: f64) -> Given {
        let s = (erlangs - heads) / heads.sqrt();
        if s <= -REACH || erlangs <= 0.0 {
            return self.at_once();
        }
        if s >= REACH || heads > self.agents[self.agents.len() - 1] {
            return self.fluid(heads, erlangs);
        }
        let right = self.agents.partition_point(|&c| c < heads).min(self.agents.len() - 1);
        let left = right.saturating_sub(1);
        let width = self.agents[right] - self.agents[left];
        let across = if width > 0.0 { ((heads - self.agents[left]) / width).clamp(0.0, 1.0) } else { 0.0 };
        let place = (s + REACH) / STEP;
        let row = (place as usize).min(ROWS - 2);
        let down = place - row as f64;
        let read = |column: usize, i: usize| {
            let column = &self.points[column];
            column[row][i] * (1.0 - down) + column[row + 1][i] * down
        };
        std::array::from_fn(|i| read(left, i) * (1.0 - across) + read(right, i) * across)
    }

    fn at_once(&self) -> Given {
        self.given(&Facts { answered: 1.0, wait: 0.0, answered_wait: 0.0, within: &|_| 1.0, abandoned_after: &|_| 0.0 })
    }

    fn nobody(&self) -> Given {
        let patience = self.patience;
        let after = move |t: f64| (-t / patience).exp();
        self.given(&Facts { answered: 0.0, wait: patience, answered_wait: 0.0, within: &|_| 0.0, abandoned_after: &after })
    }

    fn fluid(&self, heads: f64, erlangs: f64) -> Given {
        let answered = (heads / erlangs).min(1.0);
        let waits = -answered.ln() * self.patience;
        let patience = self.patience;
        let after = move |t: f64| if t < waits { (-t / patience).exp() - answered } else { 0.0 };
        self.given(&Facts {
            answered,
            wait: patience * (1.0 - answered),
            answered_wait: waits * answered,
            within: &|t| if waits <= t { answered } else { 0.0 },
            abandoned_after: &after,
        })
    }

    fn given(&self, facts: &Facts) -> Given {
        let mut given = [0.0; 2 + 2 * MEASURES];
        given[0] = facts.answered;
        given[1] = (facts.answered - (facts.within)(self.in_time)).max(0.0);
        for (place, &kind) in self.asked.iter().enumerate() {
            let seconds = |t: u64| t as f64 / SECOND as f64;
            let [numerator, denominator] = match kind {
                K::AnsweredWithin(t) => [(facts.within)(seconds(t)), facts.answered],
                K::ServiceLevel(t) => [(facts.within)(seconds(t)), 1.0],
                K::Abandonment => [1.0 - facts.answered, 1.0],
                K::AbandonmentAfter(t) => [(facts.abandoned_after)(seconds(t)), 1.0],
                K::MeanSpeedOfAnswer => [facts.answered_wait, facts.answered],
                K::MeanWait => [facts.wait, 1.0],
                // gates look at no others: the scenario is read so
                _ => [0.0, 0.0],
            };
            given[2 + 2 * place] = numerator;
            given[3 + 2 * place] = denominator;
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Between the points of the grid, against Erlang A itself: whole agents off the columns, loads off the rows.
    #[test]
    fn between_its_points_it_agrees_with_the_formula() {
        let kinds = [K::AnsweredWithin(60 * SECOND), K::Abandonment, K::AbandonmentAfter(30 * SECOND)];
        let surface = Surface::new(643.0, 1680.0, 60.0, &kinds, 700.0);
        let mut worst: [f64; 3] = [0.0; 3];
        for agents in [1, 2, 5, 17, 29, 57, 113, 241, 467, 641] {
            for per_mille in [300, 550, 700, 803, 871, 911, 937, 971, 1013, 1057, 1139, 1301] {
                let erlangs = f64::from(agents) * f64::from(per_mille) / 1000.0;
                let (read, exact) = (surface.at(f64::from(agents), erlangs), surface.exactly(agents, erlangs));
                for place in 0..3 {
                    let of = |given: &Given| given[2 + 2 * place] / given[3 + 2 * place];
                    worst[place] = worst[place].max((of(&read) - of(&exact)).abs());
                }
            }
        }
        assert!(worst[0] < 0.006 && worst[1] < 0.002 && worst[2] < 0.002, "{worst:?}");
    }

    #[test]
    fn fewer_people_never_answer_more() {
        let surface = Surface::new(643.0, 1680.0, 60.0, &[], 300.0);
        for erlangs in [0.3, 4.0, 60.0, 220.0] {
            let answered: Vec<f64> = (0..600).map(|half| surface.at(f64::from(half) * 0.5, erlangs)[0]).collect();
            assert!(answered.windows(2).all(|pair| pair[1] >= pair[0] - 2e-4), "at {erlangs} erlangs");
        }
    }
}
