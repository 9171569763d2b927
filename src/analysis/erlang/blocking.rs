//! Erlang B: the share of calls turned away when nobody may wait.
//!
//! With a erlangs and c agents:
//!
//! ```text
//! B(0) = 1,  B(c) = a B(c - 1) / (c + a B(c - 1))
//! ```
//!
//! Every term is positive, so nothing cancels: it is exact to nine digits and more at 100,000
//! agents. Source: Cooper, *Introduction to Queueing Theory*, 2nd ed., chapter 3.

/// Share of calls that find all `agents` busy and leave, of `erlangs` of work offered, at least 0.
pub fn erlang_b(erlangs: f64, agents: u32) -> f64 {
    (1..=agents).fold(1.0, |blocked, agent| {
        let busy = erlangs * blocked;
        busy / (f64::from(agent) + busy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn small_systems_agree_with_fractions_by_hand() {
        assert_relative_eq!(erlang_b(1.0, 1), 0.5, max_relative = 1e-15);
        assert_relative_eq!(erlang_b(2.0, 2), 0.4, max_relative = 1e-15); // 2 / (1 + 2 + 2)
        assert_relative_eq!(erlang_b(2.0, 3), 4.0 / 19.0, max_relative = 1e-15); // 8/6 in 19/3
        assert_relative_eq!(erlang_b(7.0, 0), 1.0);
        assert_relative_eq!(erlang_b(0.0, 5), 0.0);
    }

    // printed tables of traffic for 1 % blocking: 10 lines 4.46 erlangs, 20 lines 12.0, 50 lines
    // 37.9, 100 lines 84.1
    #[test]
    fn published_tables_for_one_percent_agree() {
        for (lines, erlangs, unit) in [(10, 4.46, 0.01), (20, 12.0, 0.1), (50, 37.9, 0.1), (100, 84.1, 0.1)] {
            assert!(erlang_b(erlangs - unit, lines) < 0.01 && erlang_b(erlangs + unit, lines) > 0.01, "{lines}");
        }
    }

    // 1/B(n, n) = 1 + Q(n), Q(n) ~ sqrt(pi n / 2) - 1/3 + sqrt(pi / (2 n)) / 12 - 4 / (135 n)
    // (Knuth, The Art of Computer Programming, section 1.2.11.3): the next term is of order n^-1.5
    #[test]
    fn a_hundred_thousand_agents_agree_with_ramanujans_series() {
        use std::f64::consts::PI;
        for agents in [1000_u32, 100_000] {
            let n = f64::from(agents);
            let series = 2.0 / 3.0 + (PI * n / 2.0).sqrt() + (PI / (2.0 * n)).sqrt() / 12.0 - 4.0 / (135.0 * n);
            assert_relative_eq!(1.0 / erlang_b(n, agents), series, max_relative = 1e-7 * 1000.0 / n);
        }
    }
}
