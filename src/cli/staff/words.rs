//! Sentences and cells of the pages of `staff`: what an answer costs and changes, what was wanted, and with which chance it holds.

use crate::experiment::staffing::aims::Standard;
use crate::experiment::staffing::{Aim, Desk, Verified};
use crate::finance::Counted;
use crate::model::{Bound, Confidence};
use crate::report::price::words::capital;
use crate::report::staffing::{Answer, GroupHours, cost, hours};
use crate::report::{number, summary};
use crate::tally::names;

use super::write::Written;

/// What it costs beside the scenario as it stands, over what time, and with which hours.
pub(super) fn sentence(desk: &Desk, answer: &Answer) -> String {
    let (own, base) = (answer.found.cost, desk.base_cost());
    let dearer = match own - base {
        more if more.abs() < 1e-6 * base.max(1.0) => {
            format!("costs the same over {}: {}", period(desk), cost(desk.counted, own))
        }
        _ => format!(
            "costs {} over {}: {} against {} as it stands",
            against(desk.counted, own, base),
            period(desk),
            cost(desk.counted, own),
            cost(desk.counted, base)
        ),
    };
    let changes = changes(&hours(desk, desk.model), &hours(desk, &answer.model));
    format!("{} {dearer}; {changes}.", subject(answer))
}

pub(super) fn interval(minutes: u16) -> String {
    match minutes {
        30 => "half-hour".to_owned(),
        60 => "hour".to_owned(),
        minutes => crate::units::duration_text(f64::from(minutes) * 60.0),
    }
}

/// A cost against that of the scenario as it stands: "£3,264 (5.3 %) more".
pub(super) fn against(counted: Counted, now: f64, base: f64) -> String {
    let more = now - base;
    let size = cost(counted, more.abs());
    let share = if base > 0.0 { format!(" ({})", number::share(more.abs() / base)) } else { String::new() };
    match more {
        m if m.abs() < 1e-6 * base.max(1.0) => "the same".to_owned(),
        m if m > 0.0 => format!("{size}{share} more"),
        _ => format!("{size}{share} less"),
    }
}

/// What it is that costs so much.
fn subject(answer: &Answer) -> String {
    let found = &answer.found;
    let (does, wants) = match answer.key {
        "targets" => ("Meeting the targets", "does not meet all targets"),
        "no-worse" => ("Being no worse than it is", "is not shown to be no worse than it is"),
        "provider" => return format!("The staffing of {}", answer.title),
        _ => return capital(&answer.title),
    };
    let early = if found.partial { ", stopped early" } else { "" };
    if !found.hopeless.is_empty() {
        return format!("The staffing with as many people as are allowed{early}, which {wants},");
    }
    match (found.verified.is_empty(), found.met()) {
        (true, _) => {
            format!("The best staffing found so far for {}{early}{}", answer.title, if found.partial { "," } else { "" })
        }
        (false, true) => format!("{does}{early}{}", if found.partial { "," } else { "" }),
        (false, false) => format!("The nearest staffing found{early}, which {wants},"),
    }
}

/// The reported part as a length: "the 7 days".
fn period(desk: &Desk) -> String {
    let days = desk.model.clock.reported_length_days();
    match days {
        d if d < 0.95 => format!("the {}", number::duration(d * 86_400.0)),
        d if d < 1.5 => "the day".to_owned(),
        d => format!("the {}", number::plural(d.round() as u64, "day", "days")),
    }
}

/// Hours of each group against those of the scenario as it stands: "698 more paid hours of advisors, 334 fewer of clinicians".
fn changes(now: &[GroupHours], then: &[GroupHours]) -> String {
    /// Groups that are named.
    const NAMED: usize = 4;
    let paid = now.iter().chain(then).all(|group| group.paid.is_some());
    let of = |group: &GroupHours| group.paid.filter(|_| paid).unwrap_or(group.desk).round();
    let mut all: Vec<(&str, f64)> =
        now.iter().zip(then).map(|(now, then)| (then.name.as_str(), of(then) - of(now))).filter(|c| c.1.abs() >= 1.0).collect();
    let unit = if paid { "paid hours" } else { "hours at desks" };
    if all.is_empty() {
        return format!("as many {unit} of each group");
    }
    all.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()).then_with(|| one.0.cmp(other.0)));
    let rest = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    let mut said: Vec<String> = Vec::new();
    for (name, more) in all {
        let way = if more > 0.0 { "more" } else { "fewer" };
        let what = if said.is_empty() { format!("{unit} ") } else { String::new() };
        said.push(format!("{} {way} {what}of {name}", number::fixed(more.abs(), 0)));
    }
    if rest > 0 {
        said.push(format!("and {} changed", number::plural(rest as u64, "other group", "other groups")));
    }
    said.join(", ")
}

pub(super) fn words(aim: &Aim, written: &Written) -> String {
    names::words(aim.measure, written.desk.model)
}

/// What is wanted, and how surely.
pub(super) fn wanted(aim: &Aim) -> String {
    let sure = match aim.confidence {
        Confidence::Chance(c) => format!(" in {} of replications", number::share(c)),
        Confidence::Estimate => ", in the long run".to_owned(),
    };
    format!("{}{sure}", standard(aim))
}

/// What is wanted.
pub(super) fn standard(aim: &Aim) -> String {
    let unit = summary::unit(aim.measure.kind);
    match aim.standard {
        Standard::Bound(Bound::AtMost(x)) => format!("at most {}", unit.value(x)),
        Standard::Bound(Bound::AtLeast(x)) => format!("at least {}", unit.value(x)),
        Standard::Bound(Bound::Below(x)) => format!("below {}", unit.value(x)),
        Standard::NoWorse { allowance, .. } if allowance > 0.0 => {
            format!("no worse by more than {}", crate::report::comparison::size(unit, allowance))
        }
        Standard::NoWorse { .. } => "no worse".to_owned(),
    }
}

pub(super) fn chance(verified: &Verified) -> String {
    verified.chance.map_or_else(
        || "-".to_owned(),
        |(share, interval)| {
            format!("{} ({} to {})", number::share(share), number::share(interval.low), number::share(interval.high))
        },
    )
}
