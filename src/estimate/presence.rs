//! People at work, from who was busy when.
//!
//! While somebody waits whom a group serves, all of its people are busy: the number busy is the number present. While nobody waits it
//! is only a lower bound. For each part of each day:
//!
//! ```text
//! seen     = the number busy for most of the time during which somebody waited
//! at least = the greatest number busy at once
//! ```
//! Over the same part of the week, the mean of what was *seen*; where it never was, the greatest *at least*. Where a log names its agents,
//! whoever answered before and after a moment without a pause of more than an hour is present then, which needs nobody waiting.

use super::Known;

/// A piece of work: from, until, seconds.
pub type Work = (f64, f64);

/// What is known of a part of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Present {
    /// So many were there.
    Seen(f64),
    /// So many at least.
    AtLeast(f64),
}

/// Time that somebody must have waited in a part of the day before it counts as seen, seconds.
const ENOUGH: f64 = 10.0;

/// For each part (from, until; in order, apart): people present. `waiting`: when somebody waited for this group.
pub fn present(work: &[Work], waiting: &[Work], parts: &[(f64, f64)]) -> Vec<Present> {
    // +1 and -1 of busy and of waiting, by time; ends before beginnings
    let mut events: Vec<(f64, i32, i32)> = Vec::with_capacity(2 * (work.len() + waiting.len()));
    for &(from, until) in work.iter().filter(|w| w.1 > w.0) {
        events.extend([(from, 1, 0), (until, -1, 0)]);
    }
    for &(from, until) in waiting.iter().filter(|w| w.1 > w.0) {
        events.extend([(from, 0, 1), (until, 0, -1)]);
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1 + a.2).cmp(&(b.1 + b.2))));
    let (mut next, mut busy, mut waits) = (0, 0i32, 0i32);
    let mut found = Vec::with_capacity(parts.len());
    for &(from, until) in parts {
        while next < events.len() && events[next].0 <= from {
            busy += events[next].1;
            waits += events[next].2;
            next += 1;
        }
        let (mut at, mut most) = (from, busy);
        let mut times: Vec<f64> = Vec::new();
        let mut stay = |busy: i32, waits: i32, time: f64| {
            if waits > 0 && busy >= 0 {
                let place = busy as usize;
                if times.len() <= place {
                    times.resize(place + 1, 0.0);
                }
                times[place] += time;
            }
        };
        while next < events.len() && events[next].0 < until {
            stay(busy, waits, events[next].0 - at);
            at = events[next].0;
            busy += events[next].1;
            waits += events[next].2;
            next += 1;
            // what ends and begins at the same moment is one person's
            if events.get(next).is_none_or(|e| e.0 > at) {
                most = most.max(busy);
            }
        }
        stay(busy, waits, until - at);
        let longest = (0..times.len()).max_by(|a, b| times[*a].total_cmp(&times[*b]));
        found.push(match longest {
            Some(people) if times.iter().sum::<f64>() >= ENOUGH => Present::Seen(people as f64),
            _ => Present::AtLeast(f64::from(most.max(0))),
        });
    }
    found
}

/// The same part of several days, together: people, and were they seen.
pub fn together(days: &[Present]) -> (Known, bool) {
    let seen: Vec<f64> = days.iter().filter_map(|p| if let Present::Seen(n) = p { Some(*n) } else { None }).collect();
    if seen.is_empty() {
        let people = |p: &Present| match p {
            Present::AtLeast(n) | Present::Seen(n) => *n,
        };
        let least = days.iter().map(people).fold(0.0, f64::max);
        return (Known { value: least, error: f64::NAN, low: least, high: f64::INFINITY }, false);
    }
    let n = seen.len() as f64;
    let mean = seen.iter().sum::<f64>() / n;
    let spread = if seen.len() > 1 { (seen.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt() } else { 0.0 };
    (Known::around(mean, spread), true)
}

/// Stretches in which an agent is present: their pieces of work joined over pauses of up to `pause`.
pub fn sessions(work: &mut [Work], pause: f64) -> Vec<Work> {
    work.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut joined: Vec<Work> = Vec::new();
    for &mut (from, until) in work {
        match joined.last_mut() {
            Some(last) if from - last.1 <= pause => last.1 = last.1.max(until),
            _ => joined.push((from, until)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_busy_while_somebody_waits() {
        // two agents; a third call waits from 10 until one is free at 50
        let work = [(0.0, 50.0), (5.0, 80.0), (50.0, 90.0), (3700.0, 3800.0)];
        let found = present(&work, &[(10.0, 50.0)], &[(0.0, 3600.0), (3600.0, 7200.0)]);
        assert_eq!(found, [Present::Seen(2.0), Present::AtLeast(1.0)]);
        // at 50 one call ends and the next begins with the same agent
        assert_eq!(present(&work, &[], &[(0.0, 3600.0)]), [Present::AtLeast(2.0)]);
    }

    #[test]
    fn weeks_are_put_together() {
        let (known, seen) = together(&[Present::Seen(4.0), Present::AtLeast(2.0), Present::Seen(6.0)]);
        assert!(seen && (known.value - 5.0).abs() < 1e-9 && (known.error - 1.0).abs() < 1e-9);
        let (known, seen) = together(&[Present::AtLeast(2.0), Present::AtLeast(3.0)]);
        assert!(!seen && (known.low - 3.0).abs() < 1e-9 && known.high.is_infinite());
    }

    #[test]
    fn pauses_end_a_session() {
        let mut work = [(0.0, 100.0), (5000.0, 5100.0), (300.0, 400.0)];
        assert_eq!(sessions(&mut work, 3600.0), [(0.0, 400.0), (5000.0, 5100.0)]);
    }
}
