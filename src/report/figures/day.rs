//! The picture of an ordinary day and the worst: how does a day unfold?

use super::{ALL, Pictures};
use crate::experiment::sheet::Accumulator;
use crate::model::clock::SECOND;
use crate::model::{Measure, MeasureKind, Scope};
use crate::plan::requirement::Rule;
use crate::report::chart::{Drawing, Estimate, Unit, day, palette};
use crate::report::number;
use crate::tally::layout::Cell;

impl Pictures<'_> {
    pub(super) fn day(&self) -> Drawing {
        let days = self.by_day();
        let offered = Measure { kind: MeasureKind::CallsOffered, scope: ALL };
        let calls = |rows: &[usize]| -> f64 { rows.iter().filter_map(|&r| self.results.sheet.find(r, offered)?.mean()).sum() };
        let mut ordinary: Vec<(f64, usize)> = days
            .iter()
            .enumerate()
            .filter(|(_, (day, _))| {
                if self.results.layout.coarse {
                    *day < 5
                } else {
                    self.model.clock.days[*day].weekday < 5 && !self.model.clock.days[*day].holiday
                }
            })
            .map(|(i, (_, rows))| (calls(rows), i))
            .collect();
        ordinary.sort_by(|a, b| a.0.total_cmp(&b.0));
        let usual = ordinary.get(ordinary.len() / 2).map(|o| o.1).or((!days.is_empty()).then_some(0));
        let worst = days
            .iter()
            .enumerate()
            .filter_map(|(i, (_, rows))| self.pooled(rows.iter().copied()).map(|p| (i, p)))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let (Some(usual), Some((worst, worst_share))) = (usual, worst) else {
            return day::draw(
                &day::Input { days: vec![], start_minute: 0, slot_minutes: 30, panels: vec![] },
                &self.frame("How does a day unfold?", "Nobody called.".to_owned()),
            );
        };
        let mut chosen = vec![usual];
        let mut titles = vec![format!(
            "{}, an ordinary {}",
            self.day_label(days[usual].0),
            if self.model.clock.dated { "weekday" } else { "day" }
        )];
        if days.len() == 1 {
            // of one day nothing is picked
            titles = vec![self.day_label(days[usual].0)];
        } else if worst == usual {
            titles = vec![format!("{}, an ordinary day and the worst", self.day_label(days[usual].0))];
        } else {
            chosen.push(worst);
            titles.push(format!("{}, the worst day (picked after looking)", self.day_label(days[worst].0)));
        }
        let rows: Vec<Vec<Option<usize>>> = chosen.iter().map(|&i| self.grid(&days[i].1)).collect();
        let (line, panel) = (
            |name: &str, colour, dashed, steps, days| day::Line { name: name.to_owned(), colour, dashed, steps, days },
            |title: String, unit, lines| day::Panel { title, unit, lines, mark: None },
        );
        let series = |kind: MeasureKind, scope: Scope| -> Vec<Vec<Option<Estimate>>> {
            rows.iter().map(|day| day.iter().map(|row| self.spread((*row)?, Measure { kind, scope })).collect()).collect()
        };
        let steps: Vec<usize> = (0..self.model.steps.len()).filter(|&s| self.model.steps[s].first).collect();
        let mut panels = vec![panel(
            "Calls offered in each interval".to_owned(),
            Unit::Count,
            vec![line("calls", palette::series(0), false, true, series(MeasureKind::CallsOffered, ALL))],
        )];
        let kept = self.results.sheet.measures.iter().any(|m| m.scope != ALL);
        for &step in steps.iter().take(1) {
            let scope = if kept
                && self
                    .results
                    .sheet
                    .measures
                    .contains(&Measure { kind: MeasureKind::StaffPresent, scope: Scope::Step(step as u8) })
            {
                Scope::Step(step as u8)
            } else {
                ALL
            };
            let needed: Vec<Vec<Option<Estimate>>> =
                rows.iter().map(|day| day.iter().map(|row| (*row).and_then(|r| self.needed(r, step))).collect()).collect();
            let rule = self.requirement.rule.words();
            let title = format!("People present for {} against needed (Erlang, {rule})", self.model.steps[step].name);
            panels.push(panel(
                title,
                Unit::Count,
                vec![
                    line("present", palette::series(1), false, true, series(MeasureKind::StaffPresent, scope)),
                    line("needed", palette::INK, true, true, needed),
                ],
            ));
        }
        panels.push(panel(
            "Mean wait of the calls of each interval".to_owned(),
            Unit::Seconds,
            vec![line("wait", palette::series(2), false, false, series(MeasureKind::MeanWait, ALL))],
        ));
        panels.push(panel(
            "Callers waiting, on average".to_owned(),
            Unit::Count,
            vec![line("waiting", palette::series(3), false, false, series(MeasureKind::MeanQueue, ALL))],
        ));
        let slot = (self.model.clock.interval / (60 * SECOND)) as u32;
        let finding = self.day_finding(&days[worst].1, self.day_label(days[worst].0), worst_share, steps.first().copied());
        day::draw(
            &day::Input { days: titles, start_minute: 0, slot_minutes: slot, panels },
            &self.frame("How does a day unfold?", finding),
        )
    }

    /// Rows of a day by interval of the clock from midnight; a gap where there is none.
    fn grid(&self, rows: &[usize]) -> Vec<Option<usize>> {
        let slot = (self.model.clock.interval / (60 * SECOND)) as u32;
        let mut grid = vec![None; (1440 / slot.max(1)) as usize];
        for &row in rows {
            if let Some(place) = grid.get_mut((self.minute(row) / slot.max(1)) as usize) {
                *place = Some(row);
            }
        }
        grid
    }

    fn spread(&self, row: usize, measure: Measure) -> Option<Estimate> {
        let found = self.results.sheet.find(row, measure)?;
        // an interval of the week stands for all weeks: calls are shown as a mean of them
        let cell = self.results.sheet.cells[row];
        let weeks = match (self.results.layout.cells[cell], measure.kind) {
            (Cell::Week(..), MeasureKind::CallsOffered) => self.slots_of(cell).len().max(1) as f64,
            _ => 1.0,
        };
        let mean = found.mean()? / weeks;
        let replications = self.results.replications > 1;
        let (low, high) =
            if replications { (found.spread(0.1)? / weeks, found.spread(0.9)? / weeks) } else { (f64::NAN, f64::NAN) };
        Some(Estimate { mean, low, high })
    }

    /// Reported slots that a cell stands for.
    fn slots_of(&self, cell: usize) -> Vec<usize> {
        let reported = self.model.clock.first_slot..self.model.clock.last_slot;
        reported.filter(|&s| self.results.layout.cells_of_slot[s].contains(&(cell as u32))).collect()
    }

    fn needed(&self, row: usize, step: usize) -> Option<Estimate> {
        let people = |slot: usize| -> f64 {
            let queues = (0..self.model.queues.len()).filter(|&q| self.model.queues[q].step as usize == step);
            queues.map(|q| f64::from(self.requirement.needs[q][slot].people)).sum()
        };
        let first = self.model.clock.first_slot;
        match self.results.layout.cells[self.results.sheet.cells[row]] {
            Cell::Slot(slot) => Some(Estimate::exact(people(slot as usize - first))),
            Cell::Week(..) => {
                let slots = self.slots_of(self.results.sheet.cells[row]);
                let total: f64 = slots.iter().map(|&s| people(s - first)).sum();
                (!slots.is_empty()).then(|| Estimate::exact(total / slots.len() as f64))
            }
            _ => None,
        }
    }

    fn day_finding(&self, rows: &[usize], label: String, share: f64, step: Option<usize>) -> String {
        let mean = |row: usize, kind, scope| self.results.sheet.find(row, Measure { kind, scope }).and_then(Accumulator::mean);
        let asked: Vec<Asked> = rows
            .iter()
            .filter_map(|&row| {
                let found = |kind| mean(row, kind, ALL);
                Some(Asked { row, calls: found(MeasureKind::CallsOffered)?, wait: found(MeasureKind::MeanWait)? })
            })
            .collect();
        let Some(Asked { row, wait, .. }) = longest(&asked).filter(|found| found.wait >= 1.0) else {
            return format!("Even on {label} hardly anybody waits.");
        };
        let scope = step.map_or(ALL, |s| Scope::Step(s as u8));
        let present = mean(row, MeasureKind::StaffPresent, scope).or_else(|| mean(row, MeasureKind::StaffPresent, ALL));
        let needed = step.and_then(|s| self.needed(row, s)).map(|e| e.mean);
        let staff = match (present, needed) {
            (Some(present), Some(needed)) => staff(present, needed, self.requirement.rule),
            _ => String::new(),
        };
        format!(
            "On {label}, {} are answered within 60 s; at {} they wait {} on average{staff}.",
            number::share(share),
            number::clock(self.minute(row)),
            number::duration(wait)
        )
    }
}

/// An interval in which people call.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Asked {
    row: usize,
    calls: f64,
    wait: f64,
}

/// The interval with the longest wait of those with at least half as many calls as the intervals of the day have on average. Just after a
/// desk closes, or where one call in many replications came over from before, a few long waits make a mean that says nothing of the day.
fn longest(asked: &[Asked]) -> Option<Asked> {
    let usual = asked.iter().map(|found| found.calls).sum::<f64>() / asked.len().max(1) as f64;
    let enough = asked.iter().copied().filter(|found| found.calls >= 1.0 && found.calls * 2.0 >= usual);
    enough.max_by(|one, other| one.wait.total_cmp(&other.wait))
}

/// Who is there, and who ought to be; nothing where the rule needs nobody.
fn staff(present: f64, needed: f64, rule: Rule) -> String {
    if needed <= 0.0 {
        return String::new();
    }
    let present = number::plural(present.round().max(0.0) as u64, "person", "people");
    let assumed =
        if rule.stated { String::new() } else { format!(" for {} in {:.0} s, assumed", number::share(rule.share), rule.seconds) };
    format!(", with {present} present and {} needed{assumed}", number::heads(needed))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Easter 2013: a hundred wait a little in the evening, one or two calls half an hour when the desk has closed.
    #[test]
    fn the_longest_wait_is_of_an_interval_in_which_people_call() {
        let asked: Vec<Asked> = [(0, 20.0, 200.0), (1, 1.2, 1663.0), (2, 0.1, 1800.0), (3, 120.0, 320.0), (4, 11.0, 400.0)]
            .map(|(row, calls, wait)| Asked { row, calls, wait })
            .to_vec();
        assert_eq!(longest(&asked).map(|found| found.row), Some(3));
        assert_eq!(longest(&asked[..3]).map(|found| found.row), Some(0));
        assert_eq!(longest(&[]), None);
    }

    #[test]
    fn one_is_a_person_and_nobody_is_not_needed() {
        let rule = |stated| Rule { share: 0.9, seconds: 60.0, stated };
        assert_eq!(staff(1.2, 2.0, rule(true)), ", with 1 person present and 2 needed");
        assert_eq!(staff(9.0, 12.0, rule(false)), ", with 9 people present and 12 needed for 90 % in 60 s, assumed");
        assert_eq!(staff(2.0, 0.0, rule(true)), "");
    }
}
