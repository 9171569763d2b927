//! A finite continuous-time Markov chain: rates, long run, and course in time.
//!
//! Model: states `0..n`, a rate from state to state, and optionally a rate at
//! which a state is left for good (a killed chain: what remains is the
//! probability of not having been killed). Units: rates per unit of time.
//!
//! Formulas. Long run: elimination of states without subtractions (Grassmann,
//! Taksar and Heyman, Operations Research 33, 1985), inside the band that a
//! breadth-first ordering leaves; above a size limit, symmetric Gauss-Seidel
//! sweeps of the balance equations until they hold. Course in time:
//! uniformisation (Jensen 1953): with L at least every exit rate and
//! P = I + Q/L, exp(Qt) = sum over k of Poisson(k; Lt) P^k, and the integral
//! of exp(Qu) over [0, t] = (1/L) sum over k of Pr(Poisson(Lt) > k) P^k.

use std::collections::{BTreeMap, VecDeque};

/// Rates between states, by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chain {
    rows: Vec<Vec<(usize, f64)>>,
    exit: Vec<f64>,
}

/// What uniformisation gives over a stretch of time.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    /// At the end of the stretch.
    pub(crate) end: Vec<f64>,
    /// Integrated over the stretch.
    pub(crate) integral: Vec<f64>,
}

impl Chain {
    /// A chain with `states` states and no transitions yet.
    pub(crate) fn new(states: usize) -> Self {
        Self { rows: vec![Vec::new(); states], exit: vec![0.0; states] }
    }

    /// How many states there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds to the rate from one state to another; loops and zeros change nothing.
    pub(crate) fn add(&mut self, from: usize, to: usize, rate: f64) {
        assert!(rate >= 0.0 && rate.is_finite(), "rate {rate}");
        if from == to || rate <= 0.0 {
            return;
        }
        self.exit[from] += rate;
        let row = &mut self.rows[from];
        match row.iter_mut().find(|(state, _)| *state == to) {
            Some((_, total)) => *total += rate,
            None => row.push((to, rate)),
        }
    }

    /// Adds to the rate at which `from` is left for good.
    pub(crate) fn kill(&mut self, from: usize, rate: f64) {
        assert!(rate >= 0.0 && rate.is_finite(), "rate {rate}");
        self.exit[from] += rate;
    }

    /// Lets `to` grow at this rate while in `from`, without leaving it: going
    /// backward, a state `to` of value 1 makes this a reward per unit of time.
    pub(crate) fn earn(&mut self, from: usize, to: usize, rate: f64) {
        self.rows[from].push((to, rate));
    }

    /// Every state reachable from `start`, and the chain between them: `next`
    /// pushes the transitions of a state. The start is state 0.
    pub(crate) fn explore<S: Clone + Ord>(start: S, mut next: impl FnMut(&S, &mut Vec<(S, f64)>)) -> (Self, Vec<S>) {
        let mut index = BTreeMap::from([(start.clone(), 0)]);
        let mut states = vec![start];
        let mut chain = Self::new(1);
        let mut found = Vec::new();
        let mut at = 0;
        while at < states.len() {
            next(&states[at].clone(), &mut found);
            for (state, rate) in found.drain(..) {
                if rate <= 0.0 {
                    continue;
                }
                let to = *index.entry(state).or_insert_with_key(|state| {
                    states.push(state.clone());
                    chain.rows.push(Vec::new());
                    chain.exit.push(0.0);
                    states.len() - 1
                });
                chain.add(at, to, rate);
            }
            at += 1;
        }
        (chain, states)
    }

    /// The long-run distribution; the chain must have one that every state leads to.
    pub(crate) fn stationary(&self) -> Vec<f64> {
        let order = self.breadth_first();
        let band = self.band(&order);
        let (n, b) = (self.len() as f64, band as f64);
        if n * b * b <= 4e9 && n * (2.0 * b + 1.0) <= 3e7 { self.eliminate(&order, band) } else { self.sweep() }
    }

    /// States by breadth first from state 0, ignoring the direction of transitions.
    fn breadth_first(&self) -> Vec<usize> {
        let mut near = vec![Vec::new(); self.len()];
        for (from, row) in self.rows.iter().enumerate() {
            for &(to, _) in row {
                near[from].push(to);
                near[to].push(from);
            }
        }
        let mut seen = vec![false; self.len()];
        let mut order = Vec::with_capacity(self.len());
        let mut next = VecDeque::from([0]);
        seen[0] = true;
        while let Some(state) = next.pop_front() {
            order.push(state);
            for &other in &near[state] {
                if !seen[other] {
                    seen[other] = true;
                    next.push_back(other);
                }
            }
        }
        assert_eq!(order.len(), self.len(), "the chain falls into parts");
        order
    }

    fn band(&self, order: &[usize]) -> usize {
        let place = invert(order);
        let pairs = self.rows.iter().enumerate();
        pairs
            .flat_map(|(from, row)| row.iter().map(move |(to, _)| (from, *to)))
            .map(|(from, to)| place[from].abs_diff(place[to]))
            .max()
            .unwrap_or(0)
    }

    /// Grassmann-Taksar-Heyman elimination inside a band.
    fn eliminate(&self, order: &[usize], band: usize) -> Vec<f64> {
        let n = self.len();
        let place = invert(order);
        let width = 2 * band + 1;
        let mut q = vec![0.0; n * width];
        // entry (i, j) of the reordered generator
        let cell = |i: usize, j: usize| i * width + j + band - i;
        for (from, row) in self.rows.iter().enumerate() {
            for &(to, rate) in row {
                q[cell(place[from], place[to])] = rate;
            }
        }
        let mut down = vec![0.0; band];
        for k in (1..n).rev() {
            let low = k.saturating_sub(band);
            let row = cell(k, low)..cell(k, k);
            let leave: f64 = q[row.clone()].iter().sum();
            assert!(leave > 0.0, "state {} leads nowhere", order[k]);
            let down = &mut down[..k - low];
            down.copy_from_slice(&q[row]);
            for i in low..k {
                let share = q[cell(i, k)] / leave;
                q[cell(i, k)] = share;
                if share > 0.0 {
                    let start = cell(i, low);
                    let into = &mut q[start..start + (k - low)];
                    for (entry, rate) in into.iter_mut().zip(down.iter()) {
                        *entry += share * rate;
                    }
                }
            }
        }
        let mut mass = vec![0.0; n];
        mass[0] = 1.0;
        for k in 1..n {
            let low = k.saturating_sub(band);
            mass[k] = (low..k).map(|i| mass[i] * q[cell(i, k)]).sum();
        }
        let total: f64 = mass.iter().sum();
        (0..n).map(|state| mass[place[state]] / total).collect()
    }

    /// Symmetric Gauss-Seidel sweeps of the balance equations.
    fn sweep(&self) -> Vec<f64> {
        let n = self.len();
        let mut into = vec![Vec::new(); n];
        for (from, row) in self.rows.iter().enumerate() {
            for &(to, rate) in row {
                into[to].push((from, rate));
            }
        }
        let mut mass = vec![1.0 / n as f64; n];
        for _ in 0..20_000 {
            for state in (0..n).chain((0..n).rev()) {
                let flow: f64 = into[state].iter().map(|&(i, rate)| mass[i] * rate).sum();
                mass[state] = flow / self.exit[state];
            }
            let total: f64 = mass.iter().sum();
            for m in &mut mass {
                *m /= total;
            }
            let (mut off, mut flow) = (0.0, 0.0);
            for state in 0..n {
                let arrive: f64 = into[state].iter().map(|&(i, rate)| mass[i] * rate).sum();
                let leave = mass[state] * self.exit[state];
                off += (arrive - leave).abs();
                flow += leave;
            }
            if off <= 1e-13 * flow {
                return mass;
            }
        }
        panic!("the balance equations did not settle");
    }

    /// From a distribution: where it is after `time`, and the expected time in each state.
    pub(crate) fn forward(&self, start: &[f64], time: f64) -> Course {
        self.uniformise(start, time, |rate, now, then| {
            then.copy_from_slice(now);
            for (from, row) in self.rows.iter().enumerate() {
                let mass = now[from] / rate;
                if mass > 0.0 {
                    then[from] -= mass * self.exit[from];
                    for &(to, r) in row {
                        then[to] += mass * r;
                    }
                }
            }
        })
    }

    /// For each starting state: the expected value of `f` after `time`, and the
    /// expected integral of `f` along the way.
    pub(crate) fn backward(&self, f: &[f64], time: f64) -> Course {
        self.uniformise(f, time, |rate, now, then| {
            for (from, row) in self.rows.iter().enumerate() {
                let gain: f64 = row.iter().map(|&(to, r)| r * now[to]).sum();
                then[from] = now[from] + (gain - self.exit[from] * now[from]) / rate;
            }
        })
    }

    fn uniformise(&self, start: &[f64], time: f64, step: impl Fn(f64, &[f64], &mut [f64])) -> Course {
        assert_eq!(start.len(), self.len());
        assert!(time >= 0.0);
        let rate = self.exit.iter().copied().fold(0.0, f64::max);
        if time <= 0.0 {
            return Course { end: start.to_vec(), integral: vec![0.0; start.len()] };
        }
        // a chain that never moves may still earn
        let rate = if rate > 0.0 { rate } else { 1.0 / time };
        let (first, weights) = poisson(rate * time);
        let mut end = vec![0.0; start.len()];
        let mut integral = vec![0.0; start.len()];
        let mut now = start.to_vec();
        let mut then = now.clone();
        let mut beyond = 1.0;
        for k in 0..first + weights.len() {
            let weight = if k < first { 0.0 } else { weights[k - first] };
            beyond = f64::max(0.0, beyond - weight);
            for ((v, end), integral) in now.iter().zip(&mut end).zip(&mut integral) {
                *end += weight * v;
                *integral += beyond / rate * v;
            }
            step(rate, &now, &mut then);
            std::mem::swap(&mut now, &mut then);
        }
        Course { end, integral }
    }
}

/// Poisson probabilities of `first, first + 1, ...` where they are not negligible.
fn poisson(mean: f64) -> (usize, Vec<f64>) {
    let mode = mean.floor() as usize;
    let mut below = Vec::new();
    let mut weight = 1.0;
    let mut k = mode;
    while k > 0 && weight > 1e-17 {
        weight *= k as f64 / mean;
        k -= 1;
        below.push(weight);
    }
    let mut weights: Vec<f64> = below.into_iter().rev().collect();
    weights.push(1.0);
    let (mut weight, mut up) = (1.0, mode);
    while weight > 1e-17 {
        up += 1;
        weight *= mean / up as f64;
        weights.push(weight);
    }
    let total: f64 = weights.iter().sum();
    for w in &mut weights {
        *w /= total;
    }
    (k, weights)
}

fn invert(order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; order.len()];
    for (at, &state) in order.iter().enumerate() {
        place[state] = at;
    }
    place
}

/// The sum of `f(state) * mass(state)`.
pub(crate) fn expect<S>(states: &[S], mass: &[f64], f: impl Fn(&S) -> f64) -> f64 {
    states.iter().zip(mass).map(|(state, m)| m * f(state)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M/M/2/6: the product form of a birth-death chain.
    #[test]
    fn elimination_and_sweeps_give_the_birth_death_product_form() {
        let (chain, states) = Chain::explore(0_usize, |&n, out| {
            if n < 6 {
                out.push((n + 1, 1.5));
            }
            if n > 0 {
                out.push((n - 1, n.min(2) as f64));
            }
        });
        let mut product = vec![1.0];
        for n in 1..7_usize {
            product.push(product[n - 1] * 1.5 / n.min(2) as f64);
        }
        let total: f64 = product.iter().sum();
        for mass in [chain.stationary(), chain.sweep()] {
            for (n, m) in states.iter().zip(&mass) {
                assert!((m - product[*n] / total).abs() < 1e-12);
            }
        }
    }

    /// Two dimensions, where the band and its fill matter: two independent
    /// queues have the product of their distributions.
    #[test]
    fn two_independent_queues_have_the_product_distribution() {
        let (chain, states) = Chain::explore((0_usize, 0_usize), |&(a, b), out| {
            if a < 9 {
                out.push(((a + 1, b), 0.7));
            }
            if b < 12 {
                out.push(((a, b + 1), 1.1));
            }
            if a > 0 {
                out.push(((a - 1, b), 1.0));
            }
            if b > 0 {
                out.push(((a, b - 1), 1.3));
            }
        });
        let geometric = |r: f64, room: i32, n: usize| r.powf(n as f64) * (1.0 - r) / (1.0 - r.powi(room + 1));
        for mass in [chain.stationary(), chain.sweep()] {
            for (&(a, b), m) in states.iter().zip(&mass) {
                let product = geometric(0.7, 9, a) * geometric(1.1 / 1.3, 12, b);
                assert!((m - product).abs() < 1e-11, "{m} {product}");
            }
        }
    }

    /// Two states with rates a, b: p(t) = b/(a+b) + a/(a+b) exp(-(a+b)t), by hand;
    /// a large rate times time as well as a small one.
    #[test]
    fn the_two_state_chain_follows_its_closed_form() {
        for (a, b, t) in [(0.4, 0.9, 1.7), (40.0, 90.0, 17.0), (1e-3, 2e-3, 0.5)] {
            let mut chain = Chain::new(2);
            chain.add(0, 1, a);
            chain.add(1, 0, b);
            let s = a + b;
            let stay = b / s + a / s * (-s * t).exp();
            let time = b / s * t + a / (s * s) * (1.0 - (-s * t).exp());
            let ahead = chain.forward(&[1.0, 0.0], t);
            assert!((ahead.end[0] - stay).abs() < 1e-12);
            assert!((ahead.integral[0] - time).abs() < 1e-11 * (1.0 + t));
            let back = chain.backward(&[1.0, 0.0], t);
            assert!((back.end[0] - stay).abs() < 1e-12);
            assert!((back.integral[0] - time).abs() < 1e-11 * (1.0 + t));
        }
    }

    /// Two phases in a row and then killed: the Erlang survival (1 + rt) exp(-rt).
    #[test]
    fn a_killed_chain_survives_as_its_phases_say() {
        let mut chain = Chain::new(2);
        chain.add(0, 1, 2.0);
        chain.kill(1, 2.0);
        let alive: f64 = chain.forward(&[1.0, 0.0], 1.5).end.iter().sum();
        assert!((alive - 4.0 * (-3.0_f64).exp()).abs() < 1e-13);
        let mean = chain.backward(&[1.0, 1.0], 60.0).integral[0];
        assert!((mean - 1.0).abs() < 1e-12);
        // a reward of 3 per unit of time in the second phase, mean 1/2
        let mut paid = Chain::new(3);
        paid.add(0, 1, 2.0);
        paid.kill(1, 2.0);
        paid.earn(1, 2, 3.0);
        let value = paid.backward(&[0.0, 0.0, 1.0], 60.0).end[0];
        assert!((value - 1.5).abs() < 1e-12);
        let mut still = Chain::new(2);
        still.earn(0, 1, 3.0);
        let value = still.backward(&[0.0, 1.0], 2.0).end[0];
        assert!((value - 6.0).abs() < 1e-12);
        let alone = expect(&[3.0, 4.0], &[0.25, 0.75], |v| *v);
        assert!((alone - 3.75).abs() < 1e-12);
    }
}
