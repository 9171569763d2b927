//! A roll-out in sentences.

use super::{Chance, Date, Summary};
use crate::report::number::{self, fixed, plural};

/// "83 % (76 to 88 %)".
pub fn chance(found: &Chance) -> String {
    let whole = |share: f64| fixed(share * 100.0, 0);
    format!("{} ({} to {} %)", number::chance(found.share()), whole(found.low), whole(found.high))
}

/// `1 Apr 2013` of `2013-04-01`.
pub fn day(date: &Date) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts: Vec<&str> = date.date.split('-').collect();
    let month = parts.get(1).and_then(|m| m.parse::<usize>().ok()).and_then(|m| MONTHS.get(m.wrapping_sub(1)));
    match (parts.as_slice(), month) {
        ([year, _, day], Some(month)) => format!("{} {month} {year}", day.trim_start_matches('0')),
        _ => date.date.clone(),
    }
}

/// A date with a year of two digits, or that there is none.
pub fn short_or_never(date: Option<&Date>) -> String {
    let Some(date) = date else { return "not by end".to_owned() };
    let long = day(date);
    match long.rsplit_once(' ') {
        Some((day, year)) if year.len() == 4 => format!("{day} {}", &year[2..]),
        _ => long,
    }
}

/// Why a chance by date may fall.
pub const FALLS: &str = "A chance can fall from one date to the next: where a provider withdraws, its areas are not live again until \
                         another has taken them over.";

/// What the columns of areas mean, which look at other days.
pub fn late_or_for_good(deadline: &Date) -> String {
    format!(
        "Live for good: from the day on which it is live without a break until the end, so after its last change of provider. Late on the \
         day: not live on {}, whether or not it goes back later.",
        day(deadline)
    )
}

/// The verdict, in one sentence.
pub fn verdict(found: &Summary) -> String {
    let deadline = day(&found.deadline);
    let areas = found.areas.len();
    let by = &found.by_deadline;
    let mut text = if by.times == 0 {
        format!(
            "In none of {} is it live everywhere by {deadline}",
            plural(found.replications as u64, "replication", "replications")
        )
    } else if by.times == by.of {
        format!(
            "It is live everywhere by {deadline} in all of {}",
            plural(found.replications as u64, "replication", "replications")
        )
    } else {
        format!("The chance that everywhere is live by {deadline} is {}", chance(by))
    };
    if found.areas_late > 0.0 {
        text.push_str(&format!(
            "; on that day {} of {} are not live, with {} of the people",
            number::count(found.areas_late),
            plural(areas as u64, "area", "areas"),
            number::share(found.people_late)
        ));
    }
    text.push('.');
    if found.by_end != found.by_deadline || by.times < by.of {
        text.push_str(&match &found.complete[1] {
            Some(date) => format!(" In half of all cases it is complete for good by {}", day(date)),
            None => " In more than half of all cases it is not complete by the end".to_owned(),
        });
        text.push_str(&format!("; by {} the chance is {}.", day(&found.last), chance(&found.by_end)));
    }
    text
}

/// What lateness came from, over all areas: "withdrawal 58 %, staff 22 %"; the most frequent, at most so many.
pub fn reasons(found: &Summary, most: usize) -> Option<String> {
    let mut sums: Vec<(&str, usize)> = Vec::new();
    for (why, times) in found.areas.iter().flat_map(|area| &area.waits_for) {
        match sums.iter_mut().find(|sum| sum.0 == *why) {
            Some(sum) => sum.1 += times,
            None => sums.push((why, *times)),
        }
    }
    sums.sort_by_key(|sum| std::cmp::Reverse(sum.1));
    let all: usize = sums.iter().map(|sum| sum.1).sum();
    let one = |(why, times): &(&str, usize)| format!("{why} {}", number::chance(*times as f64 / all as f64));
    (all > 0).then(|| sums.iter().take(most).map(one).collect::<Vec<_>>().join(", "))
}

/// Gates and what luck had to do with them.
pub fn gates(found: &Summary) -> Option<String> {
    let gates = &found.gates;
    if gates.judged == 0 {
        return None;
    }
    let each = |number: usize| number::count(number as f64 / found.replications as f64);
    let mut text = format!(
        "Gates, a replication: {} windows judged, in {} all targets held; {} held by luck of the window (they would not at expected calls), {} failed by bad luck",
        each(gates.judged),
        each(gates.held),
        each(gates.held_by_luck),
        each(gates.failed_by_luck)
    );
    if gates.pressed + gates.on_the_day > 0 {
        text.push_str(&format!("; {} passed under pressure of the deadline", each(gates.pressed + gates.on_the_day)));
    }
    text.push('.');
    Some(text)
}

/// People served badly meanwhile.
pub fn badly(found: &Summary) -> String {
    format!(
        "Served badly, a replication: {} of {} calls ({}). The line before did not answer {}, the new line did not answer {} and answered {} after more than {}. As planned: {}.",
        number::count(found.badly.round()),
        number::count(found.calls.round()),
        number::share(found.badly / found.calls.max(1e-9)),
        number::count(found.badly_by[0].round()),
        number::count(found.badly_by[1].round()),
        number::count(found.badly_by[2].round()),
        number::duration(found.in_time),
        number::count(found.badly_planned.round())
    )
}

/// What it costs those who pay; nothing where no money is stated.
pub fn paid(found: &Summary) -> Option<String> {
    let [mean, spread] = found.paid;
    (mean > 0.0 || found.paid_planned > 0.0).then(|| {
        let more = mean - found.paid_planned;
        let than = if more < 0.0 { "less" } else { "more" };
        format!(
            "Paid by the areas, a replication: {} (standard deviation {}), {} {than} than planned ({}).",
            number::pounds(mean),
            number::pounds(spread),
            number::pounds(more.abs()),
            number::pounds(found.paid_planned)
        )
    })
}

/// Who meets the deadline most often, or else who has the fewest areas late.
pub fn best(found: &[&Summary]) -> Option<String> {
    let base = found.first()?;
    let deadline = day(&base.deadline);
    let most = found.iter().max_by_key(|one| one.by_deadline.times)?;
    if most.by_deadline.times == 0 {
        let fewest = found.iter().min_by(|a, b| a.areas_late.total_cmp(&b.areas_late))?;
        let than = if fewest.scenario == base.scenario {
            String::new()
        } else {
            format!("; {} {}", base.scenario, number::count(base.areas_late))
        };
        return Some(format!(
            "No programme is live everywhere by {deadline}; {} has the fewest areas late ({}{than}).",
            fewest.scenario,
            number::count(fewest.areas_late)
        ));
    }
    let best = found.iter().filter(|one| one.by_deadline.times == most.by_deadline.times).map(|one| one.scenario.as_str());
    let best: Vec<&str> = best.collect();
    let chance = number::chance(most.by_deadline.share());
    Some(if best.len() == found.len() {
        format!("All programmes are live everywhere by {deadline} with the same chance: {chance}.")
    } else {
        format!("Live everywhere by {deadline}: most often {}, with a chance of {chance}.", best.join(" and "))
    })
}
