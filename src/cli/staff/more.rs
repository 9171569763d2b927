//! What an answer of `staff` says beside its targets: what it would take beyond the bounds, what a sum buys, what a contract rewards.

use super::page::{Page, WIDEST};
use super::words::{against, words};
use crate::cli::table::{self, Lines};
use crate::experiment::staffing::budget::Harm;
use crate::experiment::staffing::relief::{Beyond, Relief};
use crate::model::MeasureKind;
use crate::report::staffing::{Answer, More, WEEK, a_month, answered_late, choice_name, cost};
use crate::report::{number, summary};
use crate::tally::names;

impl Page<'_> {
    /// What an answer says beside its targets.
    pub(super) fn more(&self, answer: &Answer) -> String {
        match &answer.more {
            More::Nothing => String::new(),
            More::Beyond(relief) => self.beyond(relief),
            More::Unfinished => "Stopped before it was known what it would take without the bounds.\n".to_owned(),
            More::Sum { sum, harms, counts } => self.sum(answer, *sum, harms, counts),
            More::Surplus { own, meeting, times } => surplus(own, meeting.as_ref(), *times),
        }
    }

    /// What a sum buys: harms with it and without, and the targets that do not hold.
    fn sum(&self, answer: &Answer, sum: f64, harms: &[Harm], counts: &[Harm]) -> String {
        let desk = self.written.desk;
        let mut table = table::empty(self.console, self.markdown, Lines::Around, WIDEST);
        table.set_header(["Harm, the worst first", "As it stands", "With the sum"]);
        for harm in harms {
            let unit = summary::unit(harm.measure.kind);
            let words = names::words(harm.measure, desk.model);
            table.add_row([words, unit.value(harm.base.mean), unit.value(harm.own.mean)]);
        }
        let monthly = |name: &str, own: f64, base: f64| {
            [format!("{name}, a month"), number::heads(a_month(desk, base)), number::heads(a_month(desk, own))]
        };
        for count in counts {
            let name = match count.measure.kind {
                MeasureKind::CallsAbandoned => "Calls given up",
                MeasureKind::UrgentLostPeople => "Urgent people who reached nobody",
                _ => continue,
            };
            table.add_row(monthly(name, count.own.mean, count.base.mean));
        }
        if let Some((own, base)) = answered_late(counts) {
            table.add_row(monthly("Calls answered after more than 60 s", own, base));
        }
        table::figures(&mut table, [1, 2]);
        let missed: Vec<String> = answer
            .found
            .aims
            .iter()
            .zip(&answer.found.verified)
            .filter(|(_, v)| !v.met)
            .map(|(aim, v)| {
                let before = v.base.map_or_else(String::new, |b| format!(", {} as it stands", number::chance(b.1)));
                let chance = v.chance.map_or_else(|| "-".to_owned(), |c| number::chance(c.0));
                format!("{} (chance {chance}{before})", words(aim, self.written))
            })
            .collect();
        let goes = if missed.is_empty() { "none: all hold".to_owned() } else { missed.join("; ") };
        format!(
            "The sum: {}.\n{table}\nTargets that do not hold as surely as asked: {goes}.{}\n",
            cost(desk.counted, sum),
            self.when(answer)
        )
    }

    /// What it would take, where bounds are in the way.
    fn beyond(&self, relief: &Relief) -> String {
        /// Bounds that are named.
        const NAMED: usize = 12;
        let desk = self.written.desk;
        let (found, weeks) = (&relief.found, desk.weeks());
        let mut table = table::empty(self.console, self.markdown, Lines::Around, WIDEST);
        table.set_header(["Bound that must move", "Allowed", "It takes", "More, h a week", "At a cost of"]);
        for one in relief.beyond.iter().take(NAMED) {
            table.add_row([
                choice_name(desk, one.choice),
                one.most.to_string(),
                one.people.to_string(),
                format!("+{}", number::fixed(one.hours / weeks, 1)),
                cost(desk.counted, one.cost),
            ]);
        }
        table::figures(&mut table, [1, 2, 3, 4]);
        let all = |of: fn(&Beyond) -> f64| relief.beyond.iter().map(of).sum::<f64>();
        let shown = match (found.met(), found.verified.is_empty()) {
            (true, _) => "verified on fresh callers",
            (_, true) => "not verified: stopped early",
            _ => "not shown to hold on fresh callers",
        };
        let mut text = format!(
            "What it would take: {} in all, {}; {} of it for people beyond the bounds ({shown}). The cheapest staffing without bounds goes beyond {}:\n",
            cost(desk.counted, found.cost),
            against(desk.counted, found.cost, desk.base_cost()),
            cost(desk.counted, all(|b| b.cost)),
            number::plural(relief.beyond.len() as u64, "of them", "of them"),
        );
        text.push_str(&format!("{table}\n"));
        if relief.beyond.len() > NAMED {
            let rest = number::plural((relief.beyond.len() - NAMED) as u64, "bound", "bounds");
            text.push_str(&format!("... and {rest} more: summary.json has them all.\n"));
        }
        for (index, group) in desk.problem.choices.groups.iter().enumerate() {
            let of_group = desk.problem.of_group(index);
            let own: Vec<&Beyond> = relief.beyond.iter().filter(|b| of_group.contains(&b.choice)).collect();
            let hours: f64 = own.iter().map(|b| b.hours).sum::<f64>() / weeks;
            if hours > 0.0 {
                let people = own.iter().map(|b| b.people - b.most).max().unwrap_or(0);
                text.push_str(&format!(
                    "{}: up to {} more than allowed at a time, {} hours a week in all ({} WTE).\n",
                    desk.model.groups[group.group as usize].name,
                    people,
                    number::fixed(hours, 1),
                    number::fixed(hours / WEEK, 1)
                ));
            }
        }
        if relief.more_part_time {
            text.push_str("Even with no bound on people it takes more part-time people than `part-time-at-most` allows.\n");
        }
        text
    }
}

/// What the contract rewards.
fn surplus(own: &(f64, f64), meeting: Option<&(f64, f64)>, times: Option<f64>) -> String {
    let pounds = |sum: &f64| number::pounds(*sum);
    let mut text = format!("Surplus {}, deductions {}.\n", pounds(&own.0), pounds(&own.1));
    if let Some(meeting) = meeting {
        text.push_str(&format!(
            "The staffing that meets the targets: surplus {}, deductions {}.\n",
            pounds(&meeting.0),
            pounds(&meeting.1)
        ));
        text.push_str(&match times {
            Some(k) if k <= 1.0 => "No staffing that was tried earns more than the one that meets the targets.\n".to_owned(),
            Some(k) => format!(
                "The contract rewards missing them. Deductions would have to be {} times as high for the provider to do best by meeting them (among the staffings tried).\n",
                number::fixed(k, 1)
            ),
            None => "No deduction makes the two agree: cheaper staffings miss the targets and lose no more by deductions.\n".to_owned(),
        });
    }
    text
}
