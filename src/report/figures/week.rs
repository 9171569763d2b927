//! The picture of all days by time of day: when does it fail?

use super::days::short_date;
use super::{ALL, Pictures};
use crate::experiment::sheet::Accumulator;
use crate::model::clock::SECOND;
use crate::model::{Bound, Measure, MeasureKind};
use crate::report::chart::{Direction, Drawing, Unit, week};
use crate::report::number;

impl Pictures<'_> {
    /// The target that a heat map is coloured around, and whether it is stated: where it is not, nothing is coloured as good or bad.
    fn answer_target(&self) -> (f64, bool) {
        let limit = 60 * SECOND;
        let found =
            self.model.targets.iter().find(|t| t.measure == Measure { kind: MeasureKind::AnsweredWithin(limit), scope: ALL });
        found.map_or((0.95, false), |t| match t.bound {
            Bound::AtLeast(share) => (share, true),
            _ => (0.95, false),
        })
    }

    pub(super) fn week(&self) -> Drawing {
        let days = self.by_day();
        let (target, stated) = self.answer_target();
        let measure = Measure { kind: MeasureKind::AnsweredWithin(60 * SECOND), scope: ALL };
        let mut rows = Vec::new();
        for (day, indices) in &days {
            let cells = indices
                .iter()
                .map(|&row| week::Cell {
                    minute: self.minute(row),
                    value: self.results.sheet.find(row, measure).and_then(Accumulator::mean),
                })
                .collect();
            let (label, group, kind, major) = if self.results.layout.coarse {
                let kind = if *day >= 5 { week::Kind::Weekend } else { week::Kind::Weekday };
                (self.day_label(*day), String::new(), kind, true)
            } else {
                let d = &self.model.clock.days[*day];
                let kind = match (d.holiday, d.weekday >= 5) {
                    (true, _) => week::Kind::Holiday,
                    (_, true) if self.model.clock.dated => week::Kind::Weekend,
                    _ => week::Kind::Weekday,
                };
                let (label, month) = if self.model.clock.dated { short_date(&d.label) } else { (d.label.clone(), String::new()) };
                (label, month, kind, d.weekday == 0 || !self.model.clock.dated)
            };
            rows.push(week::Row { label, group, major, kind, cells, total: self.pooled(indices.iter().copied()) });
        }
        let worst = rows
            .iter()
            .enumerate()
            .filter_map(|(i, r)| r.total.map(|t| (i, t)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(i, _)| i);
        let missed = rows.iter().filter(|r| r.total.is_some_and(|t| t < target)).count();
        let finding = worst.map_or_else(
            || "Nobody called.".to_owned(),
            |worst| {
                let share = rows[worst].total.map_or_else(String::new, number::share);
                let day = self.day_label(days[worst].0);
                if rows.len() == 1 {
                    only_day(&day, &share, stated.then_some((target, missed > 0)))
                } else if stated {
                    let (n, limit) = (rows.len(), number::share(target));
                    format!("The worst day is {day}: {share} answered within 60 s. {missed} of {n} days are below {limit}.")
                } else {
                    format!("The worst day is {day}: {share} answered within 60 s; no target is stated for it.")
                }
            },
        );
        let input = week::Input {
            measure: "answered within 60 s".to_owned(),
            unit: Unit::Share,
            direction: Direction::AtLeast,
            target,
            stated,
            slot_minutes: (self.model.clock.interval / (60 * SECOND)) as u32,
            // of one day nothing is picked
            worst: worst.filter(|_| rows.len() > 1),
            rows,
        };
        week::draw(&input, &self.frame("When does it fail?", finding))
    }
}

/// What is said of a run of one day: the target, and whether it is missed, where one is stated.
fn only_day(day: &str, share: &str, target: Option<(f64, bool)>) -> String {
    match target {
        Some((limit, missed)) => {
            let side = if missed { "below" } else { "at or above" };
            format!("On {day}, {share} are answered within 60 s, {side} the target of {}.", number::share(limit))
        }
        None => format!("On {day}, {share} are answered within 60 s; no target is stated for it."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_is_not_the_worst() {
        assert_eq!(only_day("day 1", "81 %", None), "On day 1, 81 % are answered within 60 s; no target is stated for it.");
        assert!(only_day("day 1", "81 %", Some((0.9, true))).ends_with("below the target of 90 %."));
    }
}
