//! From results to pictures: what each picture shows, and the finding it leads with.

use super::chart::{self, ChartError, Direction, Drawing, Estimate, Frame, callbacks, day, palette, scorecard, waits, week};
use super::number::{self, Unit};
use super::summary::judged;
use crate::analysis::interval::mean_t;
use crate::analysis::proportion::Verdict;
use crate::experiment::Results;
use crate::experiment::results::LEVEL;
use crate::model::clock::{LONGEST, SECOND};
use crate::model::{Basis, Bound, Measure, MeasureKind, Model, Scope, Target};
use crate::plan::Requirement;
use crate::scenario::Scenario;
use crate::tally::layout::Cell;
use crate::tally::{Leg, WaitHistogram, names};

/// Names of the pictures a run may write.
pub const NAMES: [&str; 5] = ["scorecard", "waits", "week", "day", "callbacks"];

/// Draws the pictures that apply: name, picture.
pub fn draw(scenario: &Scenario, requirement: &Requirement, results: &Results) -> Vec<(&'static str, Drawing)> {
    let pictures = Pictures { scenario, model: &scenario.model, requirement, results };
    let mut found = vec![
        ("scorecard", pictures.scorecard()),
        ("waits", pictures.waits()),
        ("week", pictures.week()),
        ("day", pictures.day()),
    ];
    if scenario.model.steps.iter().any(|s| s.by_call_back && s.clinical) && !scenario.model.bands.is_empty() {
        found.push(("callbacks", pictures.callbacks()));
    }
    found
}

/// Turns pictures into PNG files, in parallel.
///
/// # Errors
/// That a picture could not be drawn.
pub fn pngs(drawings: &[(&'static str, Drawing)]) -> Result<Vec<(&'static str, Vec<u8>)>, ChartError> {
    use rayon::prelude::*;
    drawings.par_iter().map(|(name, drawing)| Ok((*name, drawing.png()?))).collect()
}

struct Pictures<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    requirement: &'a Requirement,
    results: &'a Results,
}

const ALL: Scope = Scope::All;

impl Pictures<'_> {
    fn frame(&self, title: &str, finding: String) -> Frame {
        let judged: Vec<String> = self
            .scenario
            .sources
            .iter()
            .filter(|(_, grade)| grade.starts_with("judged") || grade.starts_with("calibrated"))
            .map(|(path, _)| path.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" "))
            .collect();
        let assumed =
            if self.scenario.sources.is_empty() { vec!["all inputs: no sources are stated".to_owned()] } else { judged };
        Frame {
            title: title.to_owned(),
            finding,
            scenario: self.model.title.clone(),
            seed: self.results.seed,
            replications: self.results.replications as u64,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            intervals: "95 % intervals: simulation error alone".to_owned(),
            assumed,
        }
    }

    fn estimate(&self, kind: MeasureKind, scope: Scope) -> Option<Estimate> {
        let found = self.results.estimate(Measure { kind, scope })?;
        let (low, high) = found.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
        Some(Estimate { mean: found.mean, low, high })
    }

    // ---- does it meet the targets? ----

    fn scorecard(&self) -> Drawing {
        let judged = judged(self.model, self.results);
        let mut rows: Vec<scorecard::Row> = self.model.targets.iter().zip(&judged).map(|(t, j)| self.target_row(t, j)).collect();
        let shown = |measure: Measure| self.model.targets.iter().any(|t| t.measure == measure);
        let limit = 60 * SECOND;
        for kind in [
            MeasureKind::AnsweredWithin(limit),
            MeasureKind::Abandonment,
            MeasureKind::MeanSpeedOfAnswer,
            MeasureKind::WaitQuantile(950),
            MeasureKind::Occupancy,
        ] {
            let measure = Measure { kind, scope: ALL };
            let idle = kind == MeasureKind::Abandonment && !self.model.callers_may_leave();
            if rows.len() < 12 && !shown(measure) && !idle {
                rows.push(scorecard::Row {
                    name: names::words(measure, self.model),
                    official: names::official(measure).unwrap_or_default(),
                    unit: unit(kind),
                    estimate: self.estimate(kind, ALL),
                    target: None,
                    basis: scorecard::Basis::Simulated,
                });
            }
        }
        let count = |verdict: Verdict| judged.iter().filter(|j| j.verdict == verdict).count();
        let n = judged.len();
        let finding = if n == 0 {
            let answered = self.estimate(MeasureKind::AnsweredWithin(limit), ALL);
            format!(
                "No targets are stated; {} of answered calls are answered within 60 s.",
                answered.map_or_else(|| "none".to_owned(), |e| number::share(e.mean))
            )
        } else {
            let mut words = vec![format!("Meets {} of {n} targets", count(Verdict::Met))];
            for (verdict, word) in
                [(Verdict::Missed, "misses"), (Verdict::AtRisk, "at risk"), (Verdict::CannotTell, "cannot tell")]
            {
                let names: Vec<&str> = self
                    .model
                    .targets
                    .iter()
                    .zip(&judged)
                    .filter(|(_, j)| j.verdict == verdict)
                    .map(|(t, _)| t.name.as_str())
                    .collect();
                match names[..] {
                    [] => {}
                    [name] => words.push(format!("{word}: {name}")),
                    _ => words.push(format!("{word} {}", names.len())),
                }
            }
            let all = self.results.all_targets().map(|a| format!(". All at once: {}", number::chance(a.0))).unwrap_or_default();
            format!("{}{all}.", words.join(", "))
        };
        let all =
            (n > 1).then(|| self.results.all_targets()).flatten().map(|(p, i)| Estimate { mean: p, low: i.low, high: i.high });
        scorecard::draw(&scorecard::Input { rows, all }, &self.frame("Does it meet the targets?", finding))
    }

    fn target_row(&self, target: &Target, judged: &crate::experiment::Judged) -> scorecard::Row {
        let direction = if target.bound.small_is_good() { Direction::AtMost } else { Direction::AtLeast };
        let months = if self.model.clock.months.iter().any(|m| m.whole) {
            judged.months.iter().map(|m| verdict(m.2)).collect()
        } else {
            Vec::new()
        };
        scorecard::Row {
            name: names::words(target.measure, self.model),
            official: target.official.clone().unwrap_or_default(),
            unit: unit(target.measure.kind),
            estimate: self.estimate(target.measure.kind, target.measure.scope),
            target: Some(scorecard::Target {
                direction,
                value: target.bound.limit(),
                chance: judged.chance.map(|(p, i)| Estimate { mean: p, low: i.low, high: i.high }),
                months,
                verdict: Some(verdict(judged.verdict)),
            }),
            basis: match target.basis {
                Basis::Simulated => scorecard::Basis::Simulated,
                Basis::Assumed => scorecard::Basis::Assumed,
                Basis::Fitted => scorecard::Basis::Fitted,
            },
        }
    }

    // ---- how long do people wait? ----

    fn waits(&self) -> Drawing {
        let layout = &self.results.layout;
        let several = self.model.classes.len() > 1;
        let mut curves = Vec::new();
        let groups = if several { self.model.classes.len() } else { 1 };
        for class in 0..groups {
            let (mut answered, mut abandoned) = (WaitHistogram::default(), WaitHistogram::default());
            for index in (0..layout.places.len()).filter(|&p| layout.places[p].leg == Leg::First) {
                for source in (0..layout.sources).filter(|&s| !several || self.model.sources[s].class as usize == class) {
                    answered.merge(&self.results.answered[index * layout.sources + source]);
                    abandoned.merge(&self.results.abandoned[index * layout.sources + source]);
                }
            }
            let total = answered.total() + abandoned.total();
            if total == 0 {
                continue;
            }
            let curve = |h: &WaitHistogram| if h.total() > 0 { h.survival() } else { Vec::new() };
            let name = if several { self.model.classes[class].name.clone() } else { "All callers".to_owned() };
            curves.push(waits::Curve {
                name,
                colour: class,
                answered: curve(&answered),
                gave_up: curve(&abandoned),
                gave_up_share: Some(abandoned.total() as f64 / total as f64),
                centiles: [0.5, 0.9, 0.95, 0.99].map(|p| answered.quantile(p)),
            });
        }
        let marks = self.marks();
        let lost = self.estimate(MeasureKind::Abandonment, ALL).map_or(0.0, |e| e.mean);
        let at_once = curves.first().and_then(|c| c.answered.first()).filter(|p| p.0 <= 0.0).map(|p| 1.0 - p.1);
        let p95 = self.estimate(MeasureKind::WaitQuantile(950), ALL).map(|e| number::duration(e.mean));
        let first = match at_once {
            Some(share) if !several => format!("{} of answered calls are answered at once", number::share(share)),
            _ => "Of answered calls".to_owned(),
        };
        let tail = p95.map_or_else(String::new, |p| format!(", 95 in 100 within {p}"));
        let finding = format!("{first}{tail}; {} give up.", number::share(lost));
        waits::draw(
            &waits::Input { wait: "time waited on the line".to_owned(), curves, marks },
            &self.frame("How long do people wait?", finding),
        )
    }

    /// Times at which some target looks.
    fn marks(&self) -> Vec<waits::Mark> {
        let mut marks = Vec::new();
        for target in &self.model.targets {
            let seconds = match target.measure {
                Measure { kind: MeasureKind::AnsweredWithin(t) | MeasureKind::ServiceLevel(t), scope: Scope::All } => {
                    t as f64 / SECOND as f64
                }
                Measure { kind: MeasureKind::WaitQuantile(_), scope: Scope::All } => target.bound.limit(),
                _ => continue,
            };
            if !marks.iter().any(|m: &waits::Mark| (m.seconds - seconds).abs() < 0.5) {
                marks.push(waits::Mark { seconds, label: number::duration(seconds) });
            }
        }
        if marks.is_empty() {
            marks.push(waits::Mark { seconds: 60.0, label: "60 s".to_owned() });
        }
        marks
    }

    // ---- when does it fail? ----

    /// The target that a heat map is coloured around, and its measure.
    fn answer_target(&self) -> (f64, bool) {
        let limit = 60 * SECOND;
        let found =
            self.model.targets.iter().find(|t| t.measure == Measure { kind: MeasureKind::AnsweredWithin(limit), scope: ALL });
        found.map_or((0.95, false), |t| match t.bound {
            Bound::AtLeast(share) => (share, true),
            _ => (0.95, false),
        })
    }

    /// Answered within 60 s over some rows of the sheet, pooled.
    fn pooled(&self, rows: impl Iterator<Item = usize>) -> Option<f64> {
        let measure = Measure { kind: MeasureKind::AnsweredWithin(60 * SECOND), scope: ALL };
        let (mut numerator, mut denominator) = (0.0, 0.0);
        for row in rows {
            let sums = self.results.sheet.find(row, measure)?.sums();
            numerator += sums.numerator;
            denominator += sums.denominator;
        }
        (denominator > 0.0).then(|| numerator / denominator)
    }

    /// Rows of the sheet by day: day index (or weekday where only the week is kept), rows.
    fn by_day(&self) -> Vec<(usize, Vec<usize>)> {
        let sheet = &self.results.sheet;
        let mut days: Vec<(usize, Vec<usize>)> = Vec::new();
        for (row, &cell) in sheet.cells.iter().enumerate() {
            let day = match self.results.layout.cells[cell] {
                Cell::Slot(slot) => self.model.clock.slots[slot as usize].day as usize,
                Cell::Week(weekday, _) => weekday as usize,
                _ => continue,
            };
            match days.iter_mut().find(|d| d.0 == day) {
                Some(found) => found.1.push(row),
                None => days.push((day, vec![row])),
            }
        }
        days
    }

    fn minute(&self, row: usize) -> u32 {
        match self.results.layout.cells[self.results.sheet.cells[row]] {
            Cell::Slot(slot) => u32::from(self.model.clock.slots[slot as usize].minute),
            Cell::Week(_, minute) => u32::from(minute),
            _ => 0,
        }
    }

    fn day_label(&self, day: usize) -> String {
        if self.results.layout.coarse {
            return ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"][day % 7].to_owned();
        }
        long_date(&self.model.clock.days[day].label)
    }

    fn week(&self) -> Drawing {
        let days = self.by_day();
        let (target, stated) = self.answer_target();
        let measure = Measure { kind: MeasureKind::AnsweredWithin(60 * SECOND), scope: ALL };
        let mut rows = Vec::new();
        for (day, indices) in &days {
            let cells = indices
                .iter()
                .map(|&row| week::Cell {
                    minute: self.minute(row),
                    value: self.results.sheet.find(row, measure).and_then(super::super::experiment::sheet::Accumulator::mean),
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
                if stated {
                    let (n, limit) = (rows.len(), number::share(target));
                    format!("The worst day is {day}: {share} answered within 60 s. {missed} of {n} days are below {limit}.")
                } else {
                    format!("The worst day is {day}: {share} answered within 60 s.")
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
            rows,
            worst,
        };
        week::draw(&input, &self.frame("When does it fail?", finding))
    }

    // ---- how does a day unfold? ----

    fn day(&self) -> Drawing {
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
        let longest =
            rows.iter().filter_map(|&r| Some((r, self.results.sheet.find(r, wait)?.mean()?))).max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((row, wait)) = longest.filter(|l| l.1 >= 1.0) else {
            return format!("Even on {label} hardly anybody waits.");
        };
        let present = Measure { kind: MeasureKind::StaffPresent, scope: step.map_or(ALL, |s| Scope::Step(s as u8)) };
        let present = self
            .results
            .sheet
            .find(row, present)
            .or_else(|| self.results.sheet.find(row, Measure { scope: ALL, ..present }))
            .and_then(super::super::experiment::sheet::Accumulator::mean);
        let needed = step.and_then(|s| self.needed(row, s)).map(|e| e.mean);
        let staff = match (present, needed) {
            (Some(present), Some(needed)) => {
                format!(", with {} people present and {} needed", number::heads(present), number::heads(needed))
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

    // ---- are urgent people called back in time? ----

    fn callbacks(&self) -> Drawing {
        let layout = &self.results.layout;
        let mut bands = Vec::new();
        for (index, band) in self.model.bands.iter().enumerate().filter(|(_, b)| b.due < LONGEST) {
            let scope = Scope::Band(index as u8);
            let mut waits = WaitHistogram::default();
            for (place_index, place) in layout.places.iter().enumerate() {
                if place.leg == Leg::CallBack && place.band == Some(index as u8) {
                    for source in 0..layout.sources {
                        waits.merge(&self.results.answered[place_index * layout.sources + source]);
                    }
                }
            }
            let on_time = Measure { kind: MeasureKind::CallBackOnTime, scope };
            let late: Vec<f64> =
                self.results.values(on_time).unwrap_or_default().iter().map(|r| r.denominator - r.numerator).collect();
            let late = mean_t(&late, LEVEL).map(|e| {
                let (low, high) = e.interval.map_or((f64::NAN, f64::NAN), |i| (i.low.max(0.0), i.high));
                Estimate { mean: e.mean, low, high }
            });
            let target = self.model.targets.iter().find_map(|t| match (t.measure.kind, t.measure.scope, t.bound) {
                (MeasureKind::CallBackOnTime | MeasureKind::ClinicianOnTime, s, Bound::AtLeast(share)) if s == scope => {
                    Some(share)
                }
                (MeasureKind::CallBackOnTime | MeasureKind::ClinicianOnTime, Scope::DueWithin(limit), Bound::AtLeast(share))
                    if band.due <= limit =>
                {
                    Some(share)
                }
                (MeasureKind::CallBackOnTime | MeasureKind::ClinicianOnTime, Scope::DueLater(limit), Bound::AtLeast(share))
                    if band.due > limit =>
                {
                    Some(share)
                }
                _ => None,
            });
            bands.push(callbacks::Band {
                name: band.name.clone(),
                due: band.due as f64 / SECOND as f64,
                people: self.estimate(MeasureKind::CallBacks, scope).map_or(0.0, |e| e.mean),
                in_time: self.estimate(MeasureKind::CallBackOnTime, scope),
                target,
                late,
                p95: self.estimate(MeasureKind::CallBackWaitQuantile(950), scope).map(|e| e.mean),
                tail: if waits.total() > 0 { waits.survival() } else { Vec::new() },
            });
        }
        let worst = bands.iter().filter_map(|b| b.in_time.map(|e| (b, e.mean))).min_by(|a, b| a.1.total_cmp(&b.1));
        let finding = worst.map_or_else(
            || "Nobody needed a call-back.".to_owned(),
            |(band, share)| {
                let late = band.late.map_or(0.0, |l| l.mean);
                if late < 0.5 {
                    "Practically everybody is called back in time.".to_owned()
                } else {
                    format!(
                        "Of band {}, due within {}, {} are called back in time; about {} people are late.",
                        band.name,
                        number::duration(band.due),
                        number::share(share),
                        number::count(late.round())
                    )
                }
            },
        );
        let days = self.model.clock.reported_length_days();
        let period = if days >= 1.0 {
            format!("in the {} simulated", number::plural(days.round() as u64, "day", "days"))
        } else {
            "in the run".to_owned()
        };
        callbacks::draw(&callbacks::Input { bands, period }, &self.frame("Are urgent people called back in time?", finding))
    }
}

fn verdict(verdict: Verdict) -> scorecard::Verdict {
    match verdict {
        Verdict::Met => scorecard::Verdict::Met,
        Verdict::Missed => scorecard::Verdict::Missed,
        Verdict::AtRisk => scorecard::Verdict::AtRisk,
        Verdict::CannotTell => scorecard::Verdict::CannotTell,
    }
}

/// The unit of a measure, for pictures.
pub fn unit(kind: MeasureKind) -> chart::Unit {
    match names::unit(kind) {
        names::Unit::Share => Unit::Share,
        names::Unit::Seconds => Unit::Seconds,
        names::Unit::Count => Unit::Count,
        names::Unit::Pounds => Unit::Pounds,
    }
}

/// `Sat 27`, `Dec 2025` of `2025-12-27`.
fn short_date(label: &str) -> (String, String) {
    label.parse::<jiff::civil::Date>().map_or_else(
        |_| (label.to_owned(), String::new()),
        |d| (d.strftime("%a %-d %b").to_string(), d.strftime("%b %Y").to_string()),
    )
}

/// `Sat 27 Dec 2025` of `2025-12-27`.
fn long_date(label: &str) -> String {
    label.parse::<jiff::civil::Date>().map_or_else(|_| label.to_owned(), |d| d.strftime("%a %-d %b %Y").to_string())
}
