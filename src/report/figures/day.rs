//! The picture of an ordinary day and the worst: how does a day unfold?

use super::{ALL, Pictures};
use crate::experiment::sheet::Accumulator;
use crate::model::clock::SECOND;
use crate::model::{Measure, MeasureKind, Scope};
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
        if worst == usual {
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
        let wait = Measure { kind: MeasureKind::MeanWait, scope: ALL };
        // a wait of a call or two that came over from before says nothing
        let calls = Measure { kind: MeasureKind::CallsOffered, scope: ALL };
        let mean = |row: usize, measure| self.results.sheet.find(row, measure).and_then(Accumulator::mean);
        let asked = |row: &usize| mean(*row, calls).is_some_and(|calls| calls >= 1.0);
        let longest =
            rows.iter().copied().filter(asked).filter_map(|r| Some((r, mean(r, wait)?))).max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((row, wait)) = longest.filter(|l| l.1 >= 1.0) else {
            return format!("Even on {label} hardly anybody waits.");
        };
        let present = Measure { kind: MeasureKind::StaffPresent, scope: step.map_or(ALL, |s| Scope::Step(s as u8)) };
        let present = self
            .results
            .sheet
            .find(row, present)
            .or_else(|| self.results.sheet.find(row, Measure { scope: ALL, ..present }))
            .and_then(Accumulator::mean);
        let needed = step.and_then(|s| self.needed(row, s)).map(|e| e.mean);
        let staff = match (present, needed) {
            (Some(present), Some(needed)) => {
                format!(", with {} people present and {} needed", number::heads(present.round()), number::heads(needed))
            }
            _ => String::new(),
        };
        format!(
            "On {label} {} are answered within 60 s; at {} they wait {} on average{staff}.",
            number::share(share),
            number::clock(self.minute(row)),
            number::duration(wait)
        )
    }
}
