//! A flow in whole numbers: rounded so that what comes to a place still leaves it.
//!
//! Rounding each number by itself breaks balance: 10.4 + 10.4 come in, 20.8 go out, and 10 + 10 stand before 21. A flow with whole totals at
//! every place is a circulation, and a circulation between whole bounds has a whole solution; so each number can be taken up or down, never
//! further, without any place losing balance. Found by pushing along cycles of numbers that are not whole yet, the shorter way, until one is;
//! each push makes at least one number whole.

/// Closer than this to a whole number is whole.
const WHOLE: f64 = 1e-7;

/// An arc of a circulation: from a place to a place, with what flows.
pub type Arc = (usize, usize, f64);

/// The flows in whole numbers, each rounded up or down, balanced wherever they were balanced. `arcs` is a circulation: at every place as
/// much comes as leaves (close what has sources and sinks by arcs back from the one to the other).
pub fn whole(arcs: &[Arc]) -> Vec<u64> {
    let mut flow: Vec<f64> = arcs.iter().map(|arc| arc.2.max(0.0)).collect();
    let open = |x: f64| (x - x.round()).abs() > WHOLE;
    // a push makes one number whole, so there are no more pushes than numbers
    for _ in 0..arcs.len() {
        let Some(cycle) = cycle(arcs, &flow, &open) else { break };
        let room = |up: bool| {
            let of = |&(arc, along): &(usize, bool)| {
                let x: f64 = flow[arc];
                if along == up { x.ceil() - x } else { x - x.floor() }
            };
            cycle.iter().map(of).fold(f64::INFINITY, f64::min)
        };
        let (more, less) = (room(true), room(false));
        let push = if more <= less { more } else { -less };
        for &(arc, along) in &cycle {
            flow[arc] += if along { push } else { -push };
            if !open(flow[arc]) {
                flow[arc] = flow[arc].round();
            }
        }
    }
    flow.iter().map(|x| x.round() as u64).collect()
}

/// A cycle of arcs that are not whole, taken in either direction: the arcs, and whether each is taken along its direction.
fn cycle(arcs: &[Arc], flow: &[f64], open: &dyn Fn(f64) -> bool) -> Option<Vec<(usize, bool)>> {
    let start = arcs.iter().enumerate().find(|(arc, _)| open(flow[*arc]))?.0;
    let mut path = vec![(start, true)];
    let mut seen = vec![arcs[start].0];
    let mut at = arcs[start].1;
    loop {
        if let Some(from) = seen.iter().position(|&place| place == at) {
            return Some(path[from..].to_vec());
        }
        seen.push(at);
        let last = path.last().map(|step| step.0);
        let next = arcs
            .iter()
            .enumerate()
            .find(|&(arc, &(from, to, _))| Some(arc) != last && open(flow[arc]) && (from == at || to == at));
        // a place with one number that is not whole was not balanced: leave it to plain rounding
        let (arc, &(from, to, _)) = next?;
        path.push((arc, from == at));
        at = if from == at { to } else { from };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn balance(arcs: &[Arc], flow: &[f64]) -> Vec<f64> {
        let places = arcs.iter().map(|arc| arc.0.max(arc.1) + 1).max().unwrap_or(0);
        let mut balance = vec![0.0; places];
        for (arc, x) in arcs.iter().zip(flow) {
            balance[arc.1] += x;
            balance[arc.0] -= x;
        }
        balance
    }

    #[test]
    fn two_halves_are_one() {
        let arcs = [(0, 1, 0.5), (0, 2, 0.5), (1, 3, 0.5), (2, 3, 0.5), (3, 0, 1.0)];
        let found = whole(&arcs);
        assert_eq!(found[0] + found[1], 1);
        assert_eq!(found[4], 1);
    }

    proptest! {
        /// Sums of loops of any size are circulations: every number is then rounded up or down, and every place is in balance.
        #[test]
        fn any_circulation_stays_in_balance(loops in prop::collection::vec((prop::collection::vec(0_usize..8, 2..6), 0.0..40.0_f64), 1..20)) {
            let mut arcs: Vec<Arc> = Vec::new();
            for (places, size) in &loops {
                for (place, &from) in places.iter().enumerate() {
                    let to = places[(place + 1) % places.len()];
                    match arcs.iter_mut().find(|arc| (arc.0, arc.1) == (from, to)) {
                        Some(arc) => arc.2 += size,
                        None => arcs.push((from, to, *size)),
                    }
                }
            }
            arcs.retain(|arc| arc.0 != arc.1);
            let found = whole(&arcs);
            for (arc, &n) in arcs.iter().zip(&found) {
                prop_assert!((n as f64 - arc.2).abs() < 1.0, "{arc:?} became {n}");
            }
            let flow: Vec<f64> = found.iter().map(|&n| n as f64).collect();
            for left in balance(&arcs, &flow) {
                prop_assert!(left.abs() < 0.5, "{left}");
            }
        }
    }
}
