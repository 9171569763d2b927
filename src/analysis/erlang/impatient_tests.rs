//! Erlang A against a published example, a dense solve of the birth-and-death chain, and the
//! waiting time followed in time by the differential equations of one caller's place in the queue.

use super::*;
use approx::{assert_abs_diff_eq, assert_relative_eq};

/// Load, patience, agents: light, balanced, overloaded, one agent, patience far longer than
/// handling.
const CASES: [(f64, f64, f64, u32); 5] = [
    (100.0, 180.0, 120.0, 7),
    (200.0, 180.0, 60.0, 10),
    (200.0, 180.0, 90.0, 5),
    (30.0, 100.0, 300.0, 1),
    (120.0, 200.0, 1500.0, 7),
];

fn queue(case: (f64, f64, f64, u32)) -> ErlangA {
    ErlangA::new(Load { calls_per_hour: case.0, handle_seconds: case.1 }, case.2, case.3).unwrap()
}

/// Steady state of the chain cut at `states` calls, by Gaussian elimination on the whole generator
/// with one balance equation replaced by "probabilities add to 1".
fn dense(case: (f64, f64, f64, u32), states: usize) -> Vec<f64> {
    let (arrivals, agents) = (case.0 / 3600.0, case.3 as usize);
    let mut rows = vec![vec![0.0; states + 1]; states];
    for n in 0..states {
        let down = n.min(agents) as f64 / case.1 + n.saturating_sub(agents) as f64 / case.2;
        if n > 0 {
            rows[n - 1][n] += down;
            rows[n][n] -= down;
        }
        if n + 1 < states {
            rows[n + 1][n] += arrivals;
            rows[n][n] -= arrivals;
        }
    }
    rows[states - 1] = vec![1.0; states + 1];
    for column in 0..states {
        let pivot = (column..states).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs())).unwrap();
        rows.swap(column, pivot);
        let lead = rows[column].clone();
        for row in rows.iter_mut().skip(column + 1) {
            let factor = row[column] / lead[column];
            if factor.abs() > 0.0 {
                row.iter_mut().zip(&lead).skip(column).for_each(|(cell, top)| *cell -= factor * top);
            }
        }
    }
    let mut solution = vec![0.0; states];
    for row in (0..states).rev() {
        let known: f64 = (row + 1..states).map(|column| rows[row][column] * solution[column]).sum();
        solution[row] = (rows[row][states] - known) / rows[row][row];
    }
    solution
}

/// One caller's place in the queue, followed in time (Runge-Kutta, fourth order). Each place
/// passes the caller on at `service` + place x `leaving` (place 0: answered), and the caller gives
/// up at `leaving`. Returns, at `seconds`, the chances to have been answered and to have given up,
/// and the seconds waited so far by the answered.
fn followed(case: (f64, f64, f64, u32), steady: &[f64], seconds: f64, steps: usize) -> (f64, f64, f64) {
    let (service, leaving) = (f64::from(case.3) / case.1, 1.0 / case.2);
    let agents = case.3 as usize;
    let places = steady.len() - agents;
    // places, then answered, given up, answered x time
    let mut state: Vec<f64> = steady[agents..].to_vec();
    state.extend([steady[..agents].iter().sum::<f64>(), 0.0, 0.0]);
    let slope = |time: f64, at: &[f64]| -> Vec<f64> {
        let mut change = vec![0.0; places + 3];
        for place in 0..places {
            let on = (service + place as f64 * leaving) * at[place];
            let gone = leaving * at[place];
            change[place] -= on + gone;
            change[places + 1] += gone;
            if place > 0 {
                change[place - 1] += on;
            } else {
                change[places] += on;
                change[places + 2] += on * time;
            }
        }
        change
    };
    let step = seconds / steps as f64;
    let along = |from: &[f64], by: &[f64], size: f64| -> Vec<f64> { from.iter().zip(by).map(|(a, b)| a + size * b).collect() };
    for index in 0..steps {
        let time = step * index as f64;
        let first = slope(time, &state);
        let second = slope(time + step / 2.0, &along(&state, &first, step / 2.0));
        let third = slope(time + step / 2.0, &along(&state, &second, step / 2.0));
        let fourth = slope(time + step, &along(&state, &third, step));
        for (cell, value) in state.iter_mut().enumerate() {
            *value += step / 6.0 * (first[cell] + 2.0 * second[cell] + 2.0 * third[cell] + fourth[cell]);
        }
    }
    (state[places], state[places + 1], state[places + 2])
}

// Mandelbaum and Zeltyn, "The Palm/Erlang-A queue" (2005): 48 calls a minute of 1 minute, 50
// agents, patience 2 minutes: 3.1 % abandon, mean wait 3.7 s, 90th percentile 12.5 s, mean queue
// 3, agents busy 93 %; the mean wait of patient callers: 20.8 s
#[test]
fn a_published_example_agrees() {
    let load = Load { calls_per_hour: 2880.0, handle_seconds: 60.0 };
    let queue = ErlangA::new(load, 120.0, 50).unwrap();
    assert_abs_diff_eq!(queue.abandonment(), 0.031, epsilon = 0.0005);
    assert_abs_diff_eq!(queue.mean_wait(), 3.7, epsilon = 0.05);
    assert_abs_diff_eq!(queue.mean_queue(), 3.0, epsilon = 0.05);
    assert_abs_diff_eq!(queue.utilisation(), 0.93, epsilon = 0.005);
    assert_abs_diff_eq!(queue.waits_beyond(12.5), 0.1, epsilon = 0.001);
    assert_abs_diff_eq!(super::super::ErlangC::new(load, 50).unwrap().mean_wait(), 20.8, epsilon = 0.05);
}

#[test]
fn states_agree_with_a_dense_solve_of_the_chain() {
    for case in CASES {
        let steady = dense(case, 150);
        let theory = queue(case);
        let agents = case.3 as usize;
        let waiting: f64 = steady.iter().enumerate().map(|(n, p)| n.saturating_sub(agents) as f64 * p).sum();
        let busy: f64 = steady.iter().enumerate().map(|(n, p)| n.min(agents) as f64 * p).sum();
        let answered = busy / case.1 / (case.0 / 3600.0);
        assert_relative_eq!(theory.wait_probability(), steady[agents..].iter().sum::<f64>(), max_relative = 1e-10);
        assert_relative_eq!(theory.mean_queue(), waiting, max_relative = 1e-10);
        assert_relative_eq!(theory.utilisation(), busy / agents as f64, max_relative = 1e-10);
        assert_relative_eq!(theory.abandonment(), 1.0 - answered, max_relative = 1e-9);
    }
}

#[test]
fn waits_agree_with_one_caller_followed_through_the_queue() {
    for case in CASES {
        let steady = dense(case, 150);
        let theory = queue(case);
        for seconds in [0.5, 20.0, 60.0, 180.0] {
            let (answered, gave_up, _) = followed(case, &steady, seconds, 1000);
            assert_relative_eq!(theory.answered_within(seconds), answered, max_relative = 1e-9);
            assert_relative_eq!(theory.abandonment() - theory.abandoned_after(seconds), gave_up, max_relative = 1e-8);
            assert_relative_eq!(theory.waits_beyond(seconds), 1.0 - answered - gave_up, max_relative = 1e-8);
            let of = |definition| theory.service_level(seconds, definition);
            assert_relative_eq!(of(ServiceLevel::OfOffered), answered, max_relative = 1e-9);
            assert_relative_eq!(of(ServiceLevel::ExcludingShortAbandons), answered / (1.0 - gave_up), max_relative = 1e-9);
            assert_relative_eq!(of(ServiceLevel::IncludingAbandons), answered + gave_up, max_relative = 1e-9);
        }
        let (answered, gave_up, waited) = followed(case, &steady, 6000.0, 12_000);
        assert_relative_eq!(theory.abandonment(), gave_up, max_relative = 1e-8);
        assert_relative_eq!(theory.mean_speed_of_answer(), waited / answered, max_relative = 1e-7);
        let in_time = theory.answered_within(60.0) / answered;
        assert_relative_eq!(theory.service_level(60.0, ServiceLevel::OfAnswered), in_time, max_relative = 1e-8);
    }
}

#[test]
fn the_quantile_undoes_the_share_answered_in_time() {
    for case in CASES {
        let theory = queue(case);
        let wait = theory.answered_wait_quantile(0.95);
        assert_relative_eq!(theory.service_level(wait, ServiceLevel::OfAnswered), 0.95, max_relative = 1e-10);
        assert_relative_eq!(theory.answered_wait_quantile(0.0), 0.0);
    }
}

// patience of a century leaves Erlang C, and with patience 1/v = h the number in the system is
// Poisson of mean a whatever c
#[test]
fn limits_agree_with_erlang_c_and_with_endless_agents() {
    let load = Load { calls_per_hour: 200.0, handle_seconds: 180.0 };
    let (patient, endless) = (ErlangA::new(load, 3.0e9, 12).unwrap(), super::super::ErlangC::new(load, 12).unwrap());
    assert_relative_eq!(patient.wait_probability(), endless.wait_probability(), max_relative = 1e-5);
    assert_relative_eq!(patient.mean_wait(), endless.mean_wait(), max_relative = 1e-5);
    assert_relative_eq!(patient.service_level(30.0, ServiceLevel::OfOffered), endless.service_level(30.0), max_relative = 1e-5);
    for (calls_per_hour, agents) in [(200.0, 12), (2.0e4, 700), (2.0e6, 100_000), (2.0e6, 30_000)] {
        let load = Load { calls_per_hour, ..load };
        let queue = ErlangA::new(load, 180.0, agents).unwrap();
        let below = statrs::function::gamma::gamma_ur(f64::from(agents), load.erlangs()); // P(Poisson(a) < c)
        assert_abs_diff_eq!(queue.wait_probability(), 1.0 - below, epsilon = 1e-9);
    }
}

#[test]
fn far_overload_and_an_empty_line_stay_finite() {
    // a fluid: 100,000 erlangs, half the agents: half give up, all waiting ln 2 x patience
    let fluid = ErlangA::new(Load { calls_per_hour: 2.0e6, handle_seconds: 180.0 }, 600.0, 50_000).unwrap();
    assert_relative_eq!(fluid.abandonment(), 0.5, max_relative = 1e-9);
    assert_relative_eq!(fluid.mean_speed_of_answer(), 600.0 * 2.0_f64.ln(), max_relative = 1e-4);
    assert_relative_eq!(fluid.answered_wait_quantile(0.5), 600.0 * 2.0_f64.ln(), max_relative = 1e-3);
    assert!(fluid.answered_within(300.0) < 1e-9);
    let idle = ErlangA::new(Load { calls_per_hour: 0.0, handle_seconds: 180.0 }, 600.0, 1).unwrap();
    assert_relative_eq!(idle.service_level(0.0, ServiceLevel::OfOffered), 1.0);
    assert_relative_eq!(idle.abandonment(), 0.0);
    let plenty = ErlangA::new(Load { calls_per_hour: 200.0, handle_seconds: 180.0 }, 600.0, 2000).unwrap();
    assert_relative_eq!(plenty.wait_probability(), 0.0);
    assert_relative_eq!(plenty.service_level(0.0, ServiceLevel::ExcludingShortAbandons), 1.0);
    assert!(ErlangA::new(Load { calls_per_hour: 1.0, handle_seconds: 1.0 }, 600.0, 0).is_err());
    assert!(ErlangA::new(Load { calls_per_hour: 1.0, handle_seconds: 1.0 }, 0.0, 1).is_err());
}
