//! How many of a group are at work, in one replication, where that differs from plan by a factor of the day.
//!
//! ```text
//! factor of a date   f = exp(s z - s^2 / 2), s^2 = ln(1 + cv^2): lognormal of mean 1
//! z                  = m z of the date before + sqrt(1 - m^2) e,  e normal, keyed by site, group and date; m the memory
//! people             = floor(f x people due + u),  u uniform, keyed by site, group and date: the mean stays
//! ```
//! One `u` a date: a date rounds up or down as a whole, so that a person more is there for all of it or not at all.

use super::attendance::Attendance;
use super::simulate::Inputs;
use crate::model::people::Kept;
use crate::model::{Clock, Group, Tick};
use crate::random::law::normal_quantile;
use crate::random::{Key, Purpose};

/// What draws are for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purposes {
    factor: Purpose,
    rounding: Purpose,
}

impl Default for Purposes {
    fn default() -> Self {
        Self { factor: Purpose::new("factor of the day", "presence"), rounding: Purpose::new("rounding", "presence") }
    }
}

/// Draws who is at work in a group of a replication; `kept` is told how many fewer or more than due.
pub(super) fn draw(inputs: &Inputs, group: &Group, root: Key, attended: &mut Attendance, kept: &mut Kept) {
    let (Some(varies), Some(due)) = (&group.varies, &group.heads) else { return };
    let clock = &inputs.model.clock;
    let key = root.named("presence").named(&varies.site).named(&varies.group);
    attended.heads.clear();
    kept.vacant.clear();
    kept.extra.clear();
    let (mut change, mut planned) = (0, 0);
    for Day { from, to, factor, up } in days(clock, varies.cv, varies.memory, key, inputs.of_presence) {
        let mut at = from;
        while at < to {
            while due.get(change).is_some_and(|d| d.0 <= at) {
                planned = due[change].1;
                change += 1;
            }
            let there = (factor * f64::from(planned) + up).floor() as u32;
            attended.heads.push((at, there));
            kept.vacant.push((at, planned.saturating_sub(there)));
            kept.extra.push((at, there.saturating_sub(planned)));
            at = due.get(change).map_or(to, |d| d.0.min(to));
        }
    }
    for heads in [&mut attended.heads, &mut kept.vacant, &mut kept.extra] {
        heads.dedup_by_key(|h| h.1);
    }
}

/// A day with its factor.
struct Day {
    from: Tick,
    to: Tick,
    factor: f64,
    up: f64,
}

/// All days of the run, the last one until the run stops.
fn days(clock: &Clock, cv: f64, memory: f64, key: Key, purposes: Purposes) -> impl Iterator<Item = Day> + '_ {
    let spread = cv.mul_add(cv, 1.0).ln().sqrt();
    let mut z = None;
    clock.days.iter().enumerate().map(move |(index, day)| {
        let of_date = key.part(clock.identity(day.start));
        let fresh = normal_quantile(of_date.uniform(purposes.factor));
        let now = z.map_or(fresh, |before: f64| memory * before + (1.0 - memory * memory).sqrt() * fresh);
        z = Some(now);
        let to = clock.days.get(index + 1).map_or(clock.stop, |next| next.start);
        let factor = (spread * now - spread * spread / 2.0).exp();
        Day { from: day.start, to, factor, up: of_date.uniform(purposes.rounding) }
    })
}

#[cfg(test)]
mod tests {
    use crate::demand::FreshScale;
    use crate::engine::simulate::Inputs;
    use crate::model::clock::HOUR;
    use crate::random::Key;
    use crate::scenario::from_text;

    use super::super::attendance::Attendance;
    use super::*;

    const DAYS: usize = 700;
    const REPLICATIONS: u64 = 6;

    /// People at work at noon on many days, by replication.
    fn drawn(cv: f64, memory: f64, heads: u32) -> Vec<Vec<f64>> {
        let text = format!(
            "[calendar]\nlasts = \"{DAYS}d\"\n[areas.town]\ncalls = \"1/h\"\n[steps.desk]\nhandle = {{ fixed = \"3m\" }}\n\
             [groups.agents]\nserves = [\"desk\"]\nheadcount = {heads}\nvariation.day = {{ cv = {cv}, memory = {memory} }}\n"
        );
        let scenario = from_text("presence", &text).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let inputs = Inputs::new(&scenario.model, FreshScale::default());
        let at = |heads: &[(Tick, u32)], tick: Tick| heads[heads.partition_point(|h| h.0 <= tick) - 1].1;
        let replication = |replication| {
            let (mut attended, mut kept) = (Attendance::default(), Kept::default());
            draw(&inputs, &scenario.model.groups[0], Key::root(111, replication), &mut attended, &mut kept);
            let noon = |day: &crate::model::clock::Day| {
                let tick = day.start + 12 * HOUR;
                let there = at(&attended.heads, tick);
                // fewer than due, or more, is what the books are told
                assert_eq!(there + at(&kept.vacant, tick), heads + at(&kept.extra, tick));
                f64::from(there)
            };
            scenario.model.clock.days.iter().take(DAYS).map(noon).collect()
        };
        (0..REPLICATIONS).map(replication).collect()
    }

    fn mean(values: impl Iterator<Item = f64>) -> f64 {
        values.sum::<f64>() / (DAYS as f64 * REPLICATIONS as f64)
    }

    #[test]
    fn moments_are_those_of_the_factor() {
        // each day's rounding is uniform: variance = (cv n)^2 + mean of f (1 - f), f the fraction, about 1/6
        let (cv, memory, heads) = (0.2_f64, 0.6_f64, 40.0);
        let found = drawn(cv, memory, 40);
        let middle = mean(found.iter().flatten().copied());
        let variance = mean(found.iter().flatten().map(|f| (f - middle).powi(2)));
        let wanted = (cv * heads).powi(2) + 1.0 / 6.0;
        // the mean of days with memory m has variance v (1 + m) / (1 - m) / days; five of its sd: one false alarm in 1.7 million
        let days = DAYS as f64 * REPLICATIONS as f64;
        assert!((middle - heads).abs() < 5.0 * (wanted * (1.0 + memory) / (1.0 - memory) / days).sqrt(), "{middle}");
        // a variance, a correlation: sd 0.038 of itself and 0.022 by simulating the recursion elsewhere; five of them
        assert!((variance / wanted - 1.0).abs() < 0.19, "{variance} for {wanted}");
        // of lognormal pairs: (exp(s^2 m^lag) - 1) / (exp(s^2) - 1)
        let s2 = cv.mul_add(cv, 1.0).ln();
        for lag in [1, 2, 5] {
            let pairs = found.iter().flat_map(|days| days.windows(lag + 1)).map(|w| (w[0] - middle) * (w[lag] - middle));
            let shared = mean(pairs) * DAYS as f64 / (DAYS - lag) as f64 / variance;
            let wanted = ((s2 * memory.powi(lag as i32)).exp() - 1.0) / (s2.exp() - 1.0);
            assert!((shared - wanted).abs() < 0.11, "lag {lag}: {shared} for {wanted}");
        }
    }

    #[test]
    fn small_numbers_keep_their_mean() {
        // sd of a day below 0.75, of the mean 0.012; five of them
        let middle = mean(drawn(0.3, 0.0, 2).into_iter().flatten());
        assert!((middle - 2.0).abs() < 0.06, "{middle}");
    }

    #[test]
    fn without_spread_people_are_as_due() {
        assert!(drawn(0.0, 0.0, 7).iter().flatten().all(|&there| (there - 7.0).abs() < 0.5));
    }
}
