//! Shrinkage: the share of paid hours that people are not due at their desks, and what the heads of a file count.
//!
//! ```text
//! paid hours = hours due / (1 - shrinkage)          heads-are = "due" or "present"
//! people due = people paid x (1 - shrinkage)        heads-are = "paid"; whole people, each day's hours kept
//! ```

use super::Tick;
use super::staff::headcount::round_by_day;
use crate::scenario::read::View;
use crate::scenario::tree::Value;

/// What the heads of a group count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadsAre {
    /// People due at their desks.
    Due,
    /// People at their desks, absence already out.
    Present,
    /// People paid, shrinkage still in.
    Paid,
}

/// Reads `heads-are`.
pub fn heads_are(view: &View) -> HeadsAre {
    view.word("heads-are", &[("due", HeadsAre::Due), ("present", HeadsAre::Present), ("paid", HeadsAre::Paid)], 0)
}

/// Reads `shrinkage`: one share, or named parts that add up. None if not stated or wrong.
pub fn read(view: &View, heads_are: HeadsAre) -> Option<f64> {
    let Some(node) = view.node("shrinkage") else {
        if heads_are == HeadsAre::Paid {
            view.problem(
                view.table.get("heads-are").map(|n| n.span),
                "missing",
                format!("`{}` is missing: people due are those paid less shrinkage", view.path_of("shrinkage")),
                Some("for instance shrinkage = { leave = \"14%\", training = \"5%\", sickness = \"6%\" }".to_owned()),
            );
        }
        return None;
    };
    let share = match &node.value {
        Value::Table(table) => {
            let parts = view.view("shrinkage")?;
            let mut sum = 0.0;
            for (key, _) in &table.0 {
                sum += parts.share(&key.name)?;
            }
            sum
        }
        _ => view.share("shrinkage")?,
    };
    if share > 0.9 {
        let percent = (share * 1e6).round() / 1e4;
        view.problem(
            Some(node.span),
            "out-of-range",
            format!("`{}` adds up to {percent} % of paid hours", view.path_of("shrinkage")),
            Some("at most 90 %: somebody must be at a desk".to_owned()),
        );
        return None;
    }
    Some(share)
}

/// People due of people paid.
pub fn due(paid: &[(Tick, u32)], shrinkage: f64, days: &[Tick], stop: Tick) -> Vec<(Tick, u32)> {
    let mut values: Vec<(Tick, f64)> = Vec::new();
    let mut starts: Vec<Tick> = paid.iter().map(|p| p.0).chain(days.iter().copied()).filter(|&t| t < stop).collect();
    starts.sort_unstable();
    starts.dedup();
    for at in starts {
        let place = paid.partition_point(|p| p.0 <= at);
        let people = place.checked_sub(1).map_or(0, |i| paid[i].1);
        values.push((at, f64::from(people) * (1.0 - shrinkage)));
    }
    round_by_day(&mut values, days, stop);
    let mut found: Vec<(Tick, u32)> = values.into_iter().map(|(at, people)| (at, people as u32)).collect();
    found.dedup_by_key(|f| f.1);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::clock::HOUR;

    /// 10 people paid from 8 to 18 h and 4 at other times, 25 % shrinkage: 7.5 and 3 people due.
    #[test]
    fn people_due_keep_the_hours_of_the_day_as_nearly_as_whole_people_can() {
        let paid = [(0, 4), (8 * HOUR, 10), (13 * HOUR, 10), (18 * HOUR, 4)];
        let due = due(&paid, 0.25, &[0], 24 * HOUR);
        let ends = due.iter().skip(1).map(|d| d.0).chain([24 * HOUR]);
        let hours: f64 = due.iter().zip(ends).map(|(d, end)| f64::from(d.1) * (end - d.0) as f64 / HOUR as f64).sum();
        assert!((hours - 0.75 * (14.0 * 4.0 + 10.0 * 10.0)).abs() <= 2.5, "{hours}");
    }
}
