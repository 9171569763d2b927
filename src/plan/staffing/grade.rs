//! What heads are worth in each place, by formula: how many calls are late or lost with so many people there.
//!
//! ```text
//! harm = sum over loads of calls x (1 - P(answered in time) + 2 P(gives up))        Erlang A; Erlang C where nobody gives up
//! ```
//! A call that is lost counts three times. Without that, a head in an interval with far too few would seem worth nothing: all calls are late there,
//! with one head more or less.
//! Each place as if it lasted for ever, with the load carried over. A place is *tuned* by what was simulated: its load is multiplied such
//! that the formula gives the late calls seen, so that what the formula leaves out (busy days, redials, help between groups) comes in.

use super::load::{Load, Site};
use crate::analysis::erlang::{ErlangA, ErlangC, Load as Offered, ServiceLevel};

/// How far a place's load may be tuned.
const TUNING: (f64, f64) = (0.2, 5.0);

/// What a lost call counts beyond being late.
const LOST: f64 = 2.0;

/// Calls that count as much as the formula does when a place is tuned.
const PRIOR: f64 = 20.0;

/// Late calls by place and number of people present.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    /// People present of one head: less than 1 where heads are people paid, or some stay away.
    pub presence: f64,
    /// `[place][people present]`.
    late: Vec<Vec<f64>>,
}

impl Grade {
    /// With a factor on each place's load.
    pub fn new(site: &Site, tuning: &[f64], presence: f64) -> Self {
        let late = site.loads.iter().zip(tuning).map(|(loads, &tuned)| {
            let most = loads.iter().map(|l| enough(l.erlangs * tuned)).max().unwrap_or(0);
            (0..=most).map(|people| loads.iter().map(|l| l.calls * harm_share(site, l, tuned, people)).sum()).collect()
        });
        Self { presence, late: late.collect() }
    }

    /// Late calls in a place with so many heads.
    pub fn late(&self, place: usize, heads: f64) -> f64 {
        let table = &self.late[place];
        let people = (heads * self.presence).max(0.0);
        let below = people.floor() as usize;
        let at = |people: usize| table.get(people).or(table.last()).copied().unwrap_or(0.0);
        at(below) + (people - people.floor()) * (at(below + 1) - at(below))
    }

    /// Late calls in all places.
    pub fn all(&self, heads: &[f64]) -> f64 {
        heads.iter().enumerate().map(|(place, &heads)| self.late(place, heads)).sum()
    }

    /// Heads beyond which one more in this place is worth nothing.
    pub fn enough(&self, place: usize) -> u32 {
        (self.late[place].len().saturating_sub(1) as f64 / self.presence.max(1e-3)).ceil() as u32
    }
}

/// People beyond whom nobody is late.
fn enough(erlangs: f64) -> u32 {
    if erlangs <= 0.0 { 0 } else { (erlangs + 6.0 * erlangs.sqrt() + 4.0).ceil() as u32 }
}

/// The share of calls that is late, and what of it is lost once more.
fn harm_share(site: &Site, load: &Load, tuned: f64, people: u32) -> f64 {
    let erlangs = load.erlangs * tuned;
    let lost = match site.patience {
        _ if erlangs <= 1e-9 || load.calls <= 0.0 => 0.0,
        None => 0.0,
        Some(_) if people == 0 => 1.0,
        Some(patience) => ErlangA::new(offered(site, erlangs), patience, people).map_or(1.0, |queue| queue.abandonment()),
    };
    late_share(site, load, tuned, people) + LOST * lost
}

fn offered(site: &Site, erlangs: f64) -> Offered {
    Offered { calls_per_hour: erlangs * 3600.0 / site.handle, handle_seconds: site.handle }
}

/// The share of calls that is late.
fn late_share(site: &Site, load: &Load, tuned: f64, people: u32) -> f64 {
    let erlangs = load.erlangs * tuned;
    if erlangs <= 1e-9 || load.calls <= 0.0 {
        return 0.0;
    }
    // beyond everybody late, more so: the next head is still worth something
    let shortage = 1.0 + 0.5 * ((erlangs - f64::from(people)) / erlangs).max(0.0);
    if people == 0 {
        return shortage;
    }
    let offered = offered(site, erlangs);
    match site.patience {
        Some(patience) => ErlangA::new(offered, patience, people)
            .map_or(shortage, |queue| 1.0 - queue.service_level(site.late_after, ServiceLevel::OfOffered)),
        None => ErlangC::new(offered, people).map_or(shortage, |queue| 1.0 - queue.service_level(site.late_after)),
    }
}

/// The factor on each place's load that explains the late calls seen: `[place]` of (calls, late calls, people present).
pub fn tune(site: &Site, seen: &[(f64, f64, f64)], before: &[f64]) -> Vec<f64> {
    let place = |(place, &(calls, late, present)): (usize, &(f64, f64, f64))| {
        let loads = &site.loads[place];
        let expected: f64 = loads.iter().map(|l| l.calls).sum();
        if calls <= 0.0 || expected <= 0.0 || present < 0.5 {
            return before[place];
        }
        let share = |tuned: f64| {
            let at =
                |people: f64| loads.iter().map(|l| l.calls * late_share(site, l, tuned, people as u32)).sum::<f64>() / expected;
            let below = at(present.floor());
            below + (present - present.floor()) * (at(present.floor() + 1.0) - below)
        };
        let wanted = (late + PRIOR * share(before[place])) / (calls + PRIOR);
        let (mut low, mut high) = TUNING;
        for _ in 0..18 {
            let middle = (low * high).sqrt();
            if share(middle) < wanted { low = middle } else { high = middle }
        }
        (low * high).sqrt()
    };
    seen.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(erlangs: f64) -> Site {
        let load = Load { calls: 100.0, erlangs, hours: 10.0 };
        Site { queues: vec![0], late_after: 20.0, patience: Some(120.0), handle: 300.0, loads: vec![vec![load]] }
    }

    #[test]
    fn another_head_never_makes_more_calls_late() {
        for erlangs in [0.3, 4.0, 80.0] {
            let grade = Grade::new(&site(erlangs), &[1.0], 0.7);
            let late: Vec<f64> = (0..150).map(|heads| grade.late(0, f64::from(heads))).collect();
            assert!(late.windows(2).all(|pair| pair[1] <= pair[0] + 1e-9), "{erlangs}");
            let enough = grade.late(0, f64::from(grade.enough(0)));
            assert!(enough < 0.01, "{erlangs}: {enough}");
        }
    }

    #[test]
    fn tuning_finds_the_load_that_was_there() {
        let truth = site(12.0);
        let seen = [(1e7, 1e7 * late_share(&truth, &truth.loads[0][0], 1.0, 13), 13.0)];
        let found = tune(&site(10.0), &seen, &[1.0]);
        assert!((found[0] - 1.2).abs() < 0.01, "{found:?}");
    }
}
