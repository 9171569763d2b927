//! M/G/1: one agent, Poisson arrivals, calls of any length.
//!
//! Units: `arrival` per unit of time, durations in that unit. Mean wait =
//! arrival E[S^2] / (2 (1 - arrival E[S])). Source: Pollaczek (1930),
//! Khinchine (1932). Moments of each law in closed form, from the usual tables.

/// How long a call takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Length {
    Exponential {
        mean: f64,
    },
    /// `mu` and `sigma` are those of the logarithm.
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Fixed(f64),
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
}

impl Length {
    /// A lognormal of the given mean and standard deviation.
    pub(crate) fn lognormal(mean: f64, sd: f64) -> Self {
        let variance = (1.0 + (sd / mean).powi(2)).ln();
        Self::Lognormal { mu: mean.ln() - variance / 2.0, sigma: variance.sqrt() }
    }

    /// E[S].
    pub(crate) fn mean(&self) -> f64 {
        match *self {
            Self::Exponential { mean } => mean,
            Self::Lognormal { mu, sigma } => (mu + sigma * sigma / 2.0).exp(),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Fixed(length) => length,
            Self::Uniform { low, high } => f64::midpoint(low, high),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
        }
    }

    /// E[S^2].
    pub(crate) fn second_moment(&self) -> f64 {
        match *self {
            Self::Exponential { mean } => 2.0 * mean * mean,
            Self::Lognormal { mu, sigma } => (2.0 * (mu + sigma * sigma)).exp(),
            Self::Gamma { shape, scale } => shape * (shape + 1.0) * scale * scale,
            Self::Fixed(length) => length * length,
            Self::Uniform { low, high } => (low * low + low * high + high * high) / 3.0,
            Self::Triangular { low, mode, high } => {
                let squares = low * low + mode * mode + high * high;
                (squares + low * mode + mode * high + low * high) / 6.0
            }
        }
    }
}

/// Pollaczek and Khinchine's mean wait before the call is answered.
pub(crate) fn mean_wait(arrival: f64, length: Length) -> f64 {
    let busy = arrival * length.mean();
    assert!(busy < 1.0, "unstable");
    arrival * length.second_moment() / (2.0 * (1.0 - busy))
}

#[cfg(test)]
mod tests {
    use super::super::chain::{Chain, expect};
    use super::super::quadrature::integrate;
    use super::*;
    use statrs::distribution::{Continuous, Gamma, LogNormal, Triangular};

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    /// Moments against the integrals of an independent density.
    #[test]
    fn moments_agree_with_the_densities() {
        let check = |length: Length, density: &dyn Fn(f64) -> f64, to: f64, break_at: f64| {
            let moment = |k: i32| {
                let f = |x: f64| x.powi(k) * density(x);
                integrate(f, 0.0, break_at, 400) + integrate(f, break_at, to, 4000)
            };
            close(length.mean(), moment(1), 1e-8);
            close(length.second_moment(), moment(2), 1e-7);
        };
        let law = Gamma::new(2.5, 1.0 / 0.7).unwrap();
        check(Length::Gamma { shape: 2.5, scale: 0.7 }, &|x| law.pdf(x), 60.0, 1.0);
        let law = LogNormal::new(0.2, 0.6).unwrap();
        check(Length::Lognormal { mu: 0.2, sigma: 0.6 }, &|x| law.pdf(x), 120.0, 1.0);
        let law = Triangular::new(1.0, 4.0, 1.5).unwrap();
        let density = |x: f64| if x < 1.0 { 0.0 } else { law.pdf(x) };
        let moment = |k: i32| {
            let f = |x: f64| x.powi(k) * density(x);
            integrate(f, 1.0, 1.5, 4) + integrate(f, 1.5, 4.0, 4)
        };
        let length = Length::Triangular { low: 1.0, mode: 1.5, high: 4.0 };
        close(length.mean(), moment(1), 1e-12);
        close(length.second_moment(), moment(2), 1e-12);
        let length = Length::Uniform { low: 1.0, high: 4.0 };
        close(length.second_moment(), integrate(|x| x * x / 3.0, 1.0, 4.0, 1), 1e-12);
        let length = Length::lognormal(300.0, 200.0);
        close(length.mean(), 300.0, 1e-9);
        close(length.second_moment(), 300.0 * 300.0 + 200.0 * 200.0, 1e-6);
    }

    /// M/M/1 waits r / (1 - r) services and M/D/1 half that (textbook); M/E3/1
    /// against the stationary chain of its phases, and Little's law.
    #[test]
    fn mean_waits_agree_with_textbook_cases_and_with_phases() {
        close(mean_wait(0.8, Length::Exponential { mean: 1.0 }), 4.0, 1e-12);
        close(mean_wait(0.8, Length::Fixed(1.0)), 2.0, 1e-12);
        // phases left in the system, three to a call of mean 1
        let (chain, states) = Chain::explore(0_usize, |&left, out| {
            if left + 3 <= 900 {
                out.push((left + 3, 0.8));
            }
            if left > 0 {
                out.push((left - 1, 3.0));
            }
        });
        let mass = chain.stationary();
        let waiting = expect(&states, &mass, |&left| left.div_ceil(3).saturating_sub(1) as f64);
        let formula = mean_wait(0.8, Length::Gamma { shape: 3.0, scale: 1.0 / 3.0 });
        close(waiting / 0.8, formula, 1e-9);
    }
}
