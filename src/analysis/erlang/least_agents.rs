//! How many agents a goal takes, by Erlang C (patient callers) or Erlang A (impatient ones).
//!
//! Another agent makes none of these measures worse (checked by a test over loads and patiences, not
//! proved for all), so the least number is bracketed by doubling from the work offered, then halved
//! down to one: about 2 log2(agents) evaluations, each of as many steps as there are agents.

use super::{ErlangA, ErlangC, Load, MOST_AGENTS, NoAnswer, ServiceLevel, positive, positive_or_zero};

/// What the agents are to achieve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// At least `share` (0 to 1) answered within `seconds`.
    ServiceLevel {
        /// Least share, below 1.
        share: f64,
        /// Within this wait.
        seconds: f64,
        /// A share of which calls.
        definition: ServiceLevel,
    },
    /// Mean wait of all callers at most `seconds`.
    MeanWait {
        /// Longest mean, above 0.
        seconds: f64,
    },
    /// Mean wait of the calls answered at most `seconds`.
    MeanSpeedOfAnswer {
        /// Longest mean, above 0.
        seconds: f64,
    },
    /// At most `share` (0 to 1) give up. Patient callers never do.
    Abandonment {
        /// Greatest share, above 0.
        share: f64,
    },
}

impl Goal {
    fn check(self) -> Result<(), NoAnswer> {
        match self {
            Goal::ServiceLevel { share, seconds, .. } => {
                positive_or_zero("a share of calls", share)?;
                positive_or_zero("a wait", seconds)?;
                if share < 1.0 { Ok(()) } else { Err(NoAnswer::OutOfReach) }
            }
            Goal::MeanWait { seconds } | Goal::MeanSpeedOfAnswer { seconds } => positive("a mean wait", seconds),
            Goal::Abandonment { share } => positive("a share of calls", share),
        }
    }

    fn met_by_patient(self, queue: &ErlangC) -> bool {
        match self {
            Goal::ServiceLevel { share, seconds, .. } => queue.service_level(seconds) >= share,
            Goal::MeanWait { seconds } | Goal::MeanSpeedOfAnswer { seconds } => queue.mean_wait() <= seconds,
            Goal::Abandonment { .. } => true,
        }
    }

    fn met_by_impatient(self, queue: &ErlangA) -> bool {
        match self {
            Goal::ServiceLevel { share, seconds, definition } => queue.service_level(seconds, definition) >= share,
            Goal::MeanWait { seconds } => queue.mean_wait() <= seconds,
            Goal::MeanSpeedOfAnswer { seconds } => queue.mean_speed_of_answer() <= seconds,
            Goal::Abandonment { share } => queue.abandonment() <= share,
        }
    }
}

/// Fewest agents that reach the goal in steady state. `patience_seconds` is the mean patience;
/// without it callers wait for ever (Erlang C). No calls take no agents; any calls take one at
/// least.
pub fn least_agents(load: Load, patience_seconds: Option<f64>, goal: Goal) -> Result<u32, NoAnswer> {
    load.check()?;
    goal.check()?;
    if let Some(patience) = patience_seconds {
        positive("patience", patience)?;
    }
    if load.calls_per_hour <= 0.0 {
        return Ok(0);
    }
    if load.erlangs() >= f64::from(MOST_AGENTS) {
        return Err(NoAnswer::OutOfReach);
    }
    let reached = |agents: u32| match patience_seconds {
        None => ErlangC::new(load, agents).is_ok_and(|queue| goal.met_by_patient(&queue)),
        Some(patience) => ErlangA::new(load, patience, agents).is_ok_and(|queue| goal.met_by_impatient(&queue)),
    };
    let (mut too_few, mut enough, mut step) = (0, load.erlangs() as u32 + 1, 1);
    while !reached(enough) {
        if enough >= MOST_AGENTS {
            return Err(NoAnswer::OutOfReach);
        }
        (too_few, enough, step) = (enough, (enough + step).min(MOST_AGENTS), step * 2);
    }
    while enough - too_few > 1 {
        let middle = u32::midpoint(too_few, enough);
        if reached(middle) {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    Ok(enough)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOAD: Load = Load { calls_per_hour: 200.0, handle_seconds: 180.0 };
    const EIGHTY_IN_TWENTY: Goal = Goal::ServiceLevel { share: 0.8, seconds: 20.0, definition: ServiceLevel::OfOffered };

    // Call Centre Helper's worked example (see patient.rs): 14 agents for 80 % within 20 s
    #[test]
    fn a_published_worked_example_agrees() {
        assert_eq!(least_agents(LOAD, None, EIGHTY_IN_TWENTY), Ok(14));
    }

    #[test]
    fn the_least_is_enough_and_one_fewer_is_not_counting_up_from_one() {
        let goals = [
            EIGHTY_IN_TWENTY,
            Goal::ServiceLevel { share: 0.95, seconds: 60.0, definition: ServiceLevel::OfAnswered },
            Goal::ServiceLevel { share: 0.95, seconds: 60.0, definition: ServiceLevel::ExcludingShortAbandons },
            Goal::ServiceLevel { share: 0.9, seconds: 60.0, definition: ServiceLevel::IncludingAbandons },
            Goal::MeanWait { seconds: 20.0 },
            Goal::MeanSpeedOfAnswer { seconds: 20.0 },
            Goal::Abandonment { share: 0.03 },
        ];
        for calls_per_hour in [0.1, 5.0, 200.0, 2345.0] {
            let load = Load { calls_per_hour, ..LOAD };
            for goal in goals {
                let counted = (1..1000).find(|&agents| goal.met_by_impatient(&ErlangA::new(load, 240.0, agents).unwrap()));
                assert_eq!(least_agents(load, Some(240.0), goal).ok(), counted, "{load:?} {goal:?}");
                let counted = (1..1000).find(|&agents| ErlangC::new(load, agents).is_ok_and(|queue| goal.met_by_patient(&queue)));
                assert_eq!(least_agents(load, None, goal).ok(), counted, "{load:?} {goal:?}");
            }
        }
    }

    // what the search rests on
    #[test]
    fn another_agent_never_makes_a_measure_worse() {
        for patience in [5.0, 60.0, 240.0, 3000.0] {
            let queues: Vec<ErlangA> = (1..40).map(|agents| ErlangA::new(LOAD, patience, agents).unwrap()).collect();
            for pair in queues.windows(2) {
                let (fewer, more) = (&pair[0], &pair[1]);
                assert!(more.mean_wait() <= fewer.mean_wait());
                assert!(more.mean_speed_of_answer() <= fewer.mean_speed_of_answer());
                for seconds in [0.0, 20.0, 60.0, 600.0] {
                    for definition in [
                        ServiceLevel::OfAnswered,
                        ServiceLevel::OfOffered,
                        ServiceLevel::ExcludingShortAbandons,
                        ServiceLevel::IncludingAbandons,
                    ] {
                        let gain = more.service_level(seconds, definition) - fewer.service_level(seconds, definition);
                        assert!(gain > -1e-12, "{patience} {seconds} {definition:?} {gain}");
                    }
                }
            }
        }
    }

    // square-root staffing: by Halfin and Whitt's limit half of callers wait at a + b sqrt(a)
    // agents, where b solves 1 / (1 + b Phi(b) / phi(b)) = 0.5: b = 0.5061 (SciPy: brentq(lambda
    // b: b * norm.cdf(b) / norm.pdf(b) - 1, .1, 1))
    #[test]
    fn a_hundred_thousand_erlangs_take_the_square_root_more() {
        let load = Load { calls_per_hour: 2.0e6, handle_seconds: 180.0 };
        let goal = Goal::ServiceLevel { share: 0.5, seconds: 0.0, definition: ServiceLevel::OfOffered };
        let agents = f64::from(least_agents(load, None, goal).unwrap());
        let beta = (agents - 100_000.0) / 100_000.0_f64.sqrt();
        assert!((beta - 0.5061).abs() < 0.01, "{beta}");
    }

    #[test]
    fn no_calls_take_nobody_and_certainty_is_out_of_reach() {
        assert_eq!(least_agents(Load { calls_per_hour: 0.0, ..LOAD }, None, EIGHTY_IN_TWENTY), Ok(0));
        let certain = Goal::ServiceLevel { share: 1.0, seconds: 20.0, definition: ServiceLevel::OfOffered };
        assert_eq!(least_agents(LOAD, None, certain), Err(NoAnswer::OutOfReach));
        assert_eq!(least_agents(Load { calls_per_hour: 1e9, ..LOAD }, None, EIGHTY_IN_TWENTY), Err(NoAnswer::OutOfReach));
        assert!(least_agents(LOAD, Some(-1.0), EIGHTY_IN_TWENTY).is_err());
        assert!(least_agents(LOAD, Some(60.0), Goal::Abandonment { share: 0.0 }).is_err());
    }
}
