//! Estimates from a log.

use jiff::civil::Date;

use crate::estimate::Known;
use crate::estimate::arrivals::{self, Counts, Level, Shape};
use crate::estimate::law::{Family, Fitted, fit_all};
use crate::estimate::patience::{self, Patience};
use crate::estimate::presence::{self, Present};
use crate::estimate::redial::{self, Attempt, Redial};
use crate::estimate::times::Times;
use crate::estimate::variation::{self, Variation};
use crate::records::log::{Call, CallLog, Fate};

/// Parts of a day.
pub(super) const PARTS: usize = 48;
/// Seconds of a part.
pub(super) const PART: f64 = 1800.0;
/// A call within this time of one in vain, by the same caller, is the next attempt.
const REDIAL_WINDOW: f64 = 86_400.0;
/// A pause of an agent longer than this is an absence.
const PAUSE: f64 = 3600.0;
/// Share of a queue's or a group's answers from which on the group serves the queue.
const SERVES: f64 = 0.01;

/// What is found of a queue.
#[derive(Clone, Debug)]
pub struct QueueFit {
    /// Its name in the log.
    pub name: String,
    /// First attempts.
    pub calls: usize,
    /// Laws of the talk, the best first.
    pub talk: Vec<Fitted>,
    /// The observed mean talk, with its error; none where ends are unseen or nothing is known.
    pub mean_talk: Option<Known>,
    /// Talks.
    pub talks: usize,
    /// Laws of the work after a call, the best first.
    pub wrap_up: Vec<Fitted>,
    /// Its observed mean, zeros included.
    pub mean_wrap_up: Option<Known>,
    /// Patience.
    pub patience: Option<Patience>,
}

/// What is found of a group.
#[derive(Clone, Debug)]
pub struct GroupFit {
    /// Its name in the log.
    pub name: String,
    /// Indices of the queues that it serves, the most often answered first.
    pub serves: Vec<usize>,
    /// `[weekday * 48 + part]`: people, and were they seen (else at least so many).
    pub people: Vec<(Known, bool)>,
    /// Told from the agents' own marks.
    pub by_agents: bool,
}

/// All that a log says.
#[derive(Clone, Debug)]
pub struct LogFit {
    /// First attempts by day and part.
    pub counts: Counts,
    /// Level and weekdays.
    pub level: Level,
    /// Shape within the day.
    pub shape: Shape,
    /// Beyond chance.
    pub variation: Option<Variation>,
    /// Redials; none where callers are not known.
    pub redial: Option<Redial>,
    /// Share of first attempts that hang up before they come to a queue.
    pub hang_up: Option<Known>,
    /// Queues.
    pub queues: Vec<QueueFit>,
    /// Groups.
    pub groups: Vec<GroupFit>,
    /// Share of calls that met an engaged line.
    pub blocked: f64,
    /// Days left out of level and shape, in words.
    pub left_out: Vec<String>,
}

/// Fits a log; `holiday`: days that are not ordinary.
///
/// # Errors
/// What is missing for any model.
pub fn fit(log: &CallLog, holiday: &dyn Fn(Date) -> bool) -> Result<LogFit, String> {
    let end = log.calls.iter().map(|call| call.work().map_or(call.at, |work| work.1.max(call.at))).fold(0.0, f64::max);
    let redial = if log.knows_persons { redial::redial(&attempts(log), REDIAL_WINDOW, end) } else { None };
    let first = |index: usize| redial.as_ref().is_none_or(|redial| redial.number[index] == 1);
    let (counts, left_out) = counts(log, &first, holiday);
    if counts.ordinary_days().is_empty() {
        return Err("no whole day that is no holiday is in the log: a level of calls cannot be told".to_owned());
    }
    let shape = arrivals::shape(&counts).ok_or("the log has no calls on ordinary days")?;
    let variation = variation::variation(&counts, Some(&shape));
    let level = arrivals::level(&counts, variation.as_ref().map_or(0.0, |v| v.day.value)).ok_or("the log has no ordinary day")?;
    let queues: Vec<QueueFit> = (0..log.queues.len()).map(|queue| queue_fit(log, queue, &first)).collect();
    if queues.iter().all(|queue| queue.talk.is_empty()) {
        return Err("the log does not say how long people talked: map `talk`, or `answered` and `ended`".to_owned());
    }
    let firsts: Vec<&Call> = log.calls.iter().enumerate().filter(|(index, _)| first(*index)).map(|c| c.1).collect();
    let hung = firsts.iter().filter(|call| call.fate == Fate::HungUp).count();
    let blocked = log.calls.iter().filter(|call| call.fate == Fate::Blocked).count();
    Ok(LogFit {
        hang_up: (hung > 0).then(|| patience::share(hung, firsts.len())),
        blocked: blocked as f64 / log.calls.len().max(1) as f64,
        groups: (0..log.groups.len()).map(|group| group_fit(log, group)).collect(),
        counts,
        level,
        shape,
        variation,
        redial,
        queues,
        left_out,
    })
}

fn attempts(log: &CallLog) -> Vec<Attempt> {
    let mut unknown = u32::MAX;
    let one = |call: &Call| {
        let waited = call.before_queue + call.wait.unwrap_or(0.0);
        // whoever has no mark is taken for somebody else each time
        let person = call.person.unwrap_or_else(|| {
            unknown -= 1;
            unknown
        });
        Attempt { person, at: call.at, over: call.at + waited, in_vain: matches!(call.fate, Fate::Abandoned | Fate::Blocked) }
    };
    log.calls.iter().map(one).collect()
}

/// First attempts by day and part; days that are not ordinary, in words.
fn counts(log: &CallLog, first: &dyn Fn(usize) -> bool, holiday: &dyn Fn(Date) -> bool) -> (Counts, Vec<String>) {
    let mut counts = Counts {
        parts: vec![vec![0.0; PARTS]; log.days.len()],
        weekday: log.days.iter().map(|day| day.weekday).collect(),
        ordinary: vec![true; log.days.len()],
    };
    for (_, call) in log.calls.iter().enumerate().filter(|(index, _)| first(*index)) {
        counts.parts[call.day as usize][((call.second / PART) as usize).min(PARTS - 1)] += 1.0;
    }
    let mut left_out = Vec::new();
    for (day, of) in log.days.iter().enumerate() {
        if let Some(date) = of.date.filter(|date| holiday(*date)) {
            counts.ordinary[day] = false;
            left_out.push(format!("{date} is a holiday"));
        }
    }
    // the log may begin and end in the middle of a day: parts in which other days have calls, and this one is not observed
    let (Some(begin), Some(end)) = (log.calls.first(), log.calls.last()) else { return (counts, left_out) };
    let typical = |parts: std::ops::Range<usize>, but: usize| {
        let others: Vec<usize> = (0..log.days.len()).filter(|&d| d != but && counts.ordinary[d]).collect();
        let sum: f64 = others.iter().map(|&d| counts.parts[d][parts.clone()].iter().sum::<f64>()).sum();
        if others.is_empty() { 0.0 } else { sum / others.len() as f64 }
    };
    let from = (begin.second / PART) as usize;
    let until = ((end.second / PART) as usize + 1).min(PARTS);
    let cut = [(begin.day as usize, 0..from, "begins"), (end.day as usize, until..PARTS, "ends")];
    let cut: Vec<(usize, &str)> =
        cut.into_iter().filter(|(day, parts, _)| typical(parts.clone(), *day) >= 5.0).map(|c| (c.0, c.2)).collect();
    for (day, words) in cut {
        counts.ordinary[day] = false;
        left_out.push(format!("the log {words} in the middle of its {} day", if words == "begins" { "first" } else { "last" }));
    }
    (counts, left_out)
}

fn queue_fit(log: &CallLog, queue: usize, first: &dyn Fn(usize) -> bool) -> QueueFit {
    let own = || log.calls.iter().enumerate().filter(move |(_, call)| call.queue as usize == queue);
    let families = [Family::Exponential, Family::Lognormal, Family::Gamma, Family::Weibull, Family::TwoLognormals];
    let talks: Vec<(f64, bool)> = own().filter_map(|(_, call)| Some((call.talk?, !call.talk_open))).collect();
    let least = talks.iter().map(|t| t.0).filter(|t| *t > 0.0).fold(f64::INFINITY, f64::min);
    // a talk of no whole second was one all the same
    let positive = Times::new(talks.iter().map(|&(t, seen)| (if t > 0.0 { t } else { least / 2.0 }, seen)));
    let wraps: Vec<f64> = own().filter_map(|(_, call)| call.wrap_up).collect();
    let some = wraps.iter().any(|w| *w > 0.0);
    let waits = own().filter_map(|(_, call)| match call.fate {
        Fate::Answered | Fate::Open => Some((call.wait?, false)),
        Fate::Abandoned => Some((call.wait?, true)),
        _ => None,
    });
    let seen: Vec<f64> = talks.iter().map(|t| t.0).collect();
    QueueFit {
        name: log.queues[queue].clone(),
        calls: own().filter(|(index, _)| first(*index)).count(),
        mean_talk: talks.iter().all(|t| t.1).then(|| mean(&seen)).flatten(),
        talks: talks.len(),
        talk: fit_all(&families, &positive),
        mean_wrap_up: some.then(|| mean(&wraps)).flatten(),
        wrap_up: if some { fit_all(&families[..4], &Times::new(wraps.iter().map(|w| (*w, true)))) } else { Vec::new() },
        patience: patience::patience(waits, if log.own { 0.0 } else { 0.5 }),
    }
}

fn mean(values: &[f64]) -> Option<Known> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (values.len() > 1 && mean > 0.0).then(|| Known::around(mean, (variance / n).sqrt()))
}

fn group_fit(log: &CallLog, group: usize) -> GroupFit {
    let answered = |call: &&Call| call.group.is_some_and(|g| g as usize == group);
    let mut by_queue = vec![0usize; log.queues.len()];
    log.calls.iter().filter(answered).for_each(|call| by_queue[call.queue as usize] += 1);
    let total: usize = by_queue.iter().sum();
    let of_queue = |queue: usize| log.calls.iter().filter(|call| call.queue as usize == queue && call.group.is_some()).count();
    let mut serves: Vec<usize> = (0..by_queue.len())
        .filter(|&queue| by_queue[queue] as f64 >= SERVES * (total.min(of_queue(queue)) as f64) && by_queue[queue] > 0)
        .collect();
    serves.sort_by_key(|&queue| std::cmp::Reverse(by_queue[queue]));
    let work: Vec<(f64, f64)> = log.calls.iter().filter(answered).filter_map(Call::work).collect();
    let waits = |call: &Call| {
        serves.contains(&(call.queue as usize)) && matches!(call.fate, Fate::Answered | Fate::Abandoned | Fate::Open)
    };
    let waiting: Vec<(f64, f64)> = log
        .calls
        .iter()
        .filter(|call| waits(call))
        .filter_map(|call| Some((call.at + call.before_queue, call.at + call.before_queue + call.wait?)))
        .collect();
    let starts = midnights(log);
    let parts: Vec<(f64, f64)> = starts
        .iter()
        .flat_map(|start| (0..PARTS).map(move |part| (start + part as f64 * PART, start + (part + 1) as f64 * PART)))
        .collect();
    let by_agents = log.calls.iter().filter(answered).all(|call| call.agent.is_some()) && total > 0;
    let found = if by_agents { by_agents_present(log, group, &parts) } else { presence::present(&work, &waiting, &parts) };
    let mut together: Vec<Vec<Present>> = vec![Vec::new(); 7 * PARTS];
    for (day, of) in log.days.iter().enumerate() {
        for part in 0..PARTS {
            together[of.weekday as usize * PARTS + part].push(found[day * PARTS + part]);
        }
    }
    // a weekday that the log does not hold is like the other days
    let any: Vec<Vec<Present>> =
        (0..PARTS).map(|part| (0..7).flat_map(|day| together[day * PARTS + part].clone()).collect()).collect();
    let people = together
        .iter()
        .enumerate()
        .map(|(place, days)| presence::together(if days.is_empty() { &any[place % PARTS] } else { days }));
    GroupFit { name: log.groups[group].clone(), people: people.collect(), serves, by_agents }
}

/// People present by the marks of agents: the mean over each part of how many are in a session.
fn by_agents_present(log: &CallLog, group: usize, parts: &[(f64, f64)]) -> Vec<Present> {
    let mut work: std::collections::BTreeMap<u32, Vec<(f64, f64)>> = std::collections::BTreeMap::new();
    for call in log.calls.iter().filter(|call| call.group.is_some_and(|g| g as usize == group)) {
        if let (Some(agent), Some(piece)) = (call.agent, call.work()) {
            work.entry(agent).or_default().push(piece);
        }
    }
    let mut time = vec![0.0; parts.len()];
    for pieces in work.values_mut() {
        for (from, until) in presence::sessions(pieces, PAUSE) {
            let first = parts.partition_point(|part| part.1 <= from);
            for (place, part) in parts.iter().enumerate().skip(first).take_while(|(_, part)| part.0 < until) {
                time[place] += (until.min(part.1) - from.max(part.0)).max(0.0);
            }
        }
    }
    time.iter().zip(parts).map(|(time, part)| Present::Seen(time / (part.1 - part.0))).collect()
}

/// The beginning of each day in the log's seconds, from the calls of the day.
fn midnights(log: &CallLog) -> Vec<f64> {
    let mut starts: Vec<Option<f64>> = vec![None; log.days.len()];
    for call in &log.calls {
        starts[call.day as usize].get_or_insert(call.at - call.second);
    }
    let known = starts.iter().position(Option::is_some).unwrap_or(0);
    let base = starts.get(known).copied().flatten().unwrap_or(0.0) - known as f64 * 86_400.0;
    let mut last = base - 86_400.0;
    starts
        .into_iter()
        .map(|start| {
            last = start.unwrap_or(last + 86_400.0);
            last
        })
        .collect()
}
