//! Measures by interval over replications: sums for intervals, a small histogram for the 10-90 % spread.
//! Memory does not grow with replications.

use std::ops::Range;

use rayon::prelude::*;

use crate::analysis::interval::{Interval, student};
use crate::model::clock::SECOND;
use crate::model::{Measure, MeasureKind, Model, Scope, Tick};
use crate::tally::layout::Cell;
use crate::tally::measure::applies;
use crate::tally::names::{Unit, unit};
use crate::tally::{Evaluation, Layout, Ledger, Ratio, Selection};

/// What is kept by interval.
pub const KINDS: [MeasureKind; 10] = [
    MeasureKind::CallsOffered,
    MeasureKind::CallsAnswered,
    MeasureKind::CallsAbandoned,
    MeasureKind::AnsweredWithin(60 * SECOND),
    MeasureKind::Abandonment,
    MeasureKind::MeanSpeedOfAnswer,
    MeasureKind::MeanWait,
    MeasureKind::MeanQueue,
    MeasureKind::StaffPresent,
    MeasureKind::Occupancy,
];

const BINS: usize = 24;
/// Most accumulators; beyond, only the whole service and its steps are kept by interval.
const MOST: usize = 600_000;

/// Sums over replications of one measure in one cell.
#[derive(Clone, Debug)]
pub struct Accumulator {
    n: u32,
    sums: [f64; 5],
    least: f32,
    most: f32,
    low: f32,
    width: f32,
    seen: u32,
    whole: bool,
    bins: [u16; BINS],
}

impl Accumulator {
    fn new(kind: MeasureKind) -> Self {
        let width = match unit(kind) {
            Unit::Share => 0.01,
            Unit::Seconds | Unit::Count | Unit::Pounds => 0.25,
        };
        Self {
            n: 0,
            sums: [0.0; 5],
            least: f32::INFINITY,
            most: f32::NEG_INFINITY,
            low: 0.0,
            width,
            seen: 0,
            whole: crate::experiment::results::is_count(kind),
            bins: [0; BINS],
        }
    }

    fn add(&mut self, ratio: Ratio) {
        let Ratio { numerator: x, denominator: y } = ratio;
        self.n += 1;
        for (sum, value) in self.sums.iter_mut().zip([x, y, x * x, y * y, x * y]) {
            *sum += value;
        }
        if let Some(value) = ratio.value() {
            self.place(value as f32);
        }
    }

    fn place(&mut self, value: f32) {
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        if self.seen == 0 {
            self.low = (value / self.width).floor() * self.width;
        }
        while value < self.low {
            self.low -= BINS as f32 * self.width;
            self.width *= 2.0;
            let mut wider = [0; BINS];
            for (i, count) in self.bins.iter().enumerate() {
                wider[usize::midpoint(BINS, i)] += count;
            }
            self.bins = wider;
        }
        while value >= self.low + BINS as f32 * self.width {
            self.width *= 2.0;
            let mut wider = [0; BINS];
            for (i, count) in self.bins.iter().enumerate() {
                wider[i / 2] += count;
            }
            self.bins = wider;
        }
        let bin = (((value - self.low) / self.width) as usize).min(BINS - 1);
        self.bins[bin] = self.bins[bin].saturating_add(1);
        self.seen += 1;
    }

    /// Summed numerator over summed denominator.
    pub fn mean(&self) -> Option<f64> {
        (self.sums[1] > 0.0).then(|| self.sums[0] / self.sums[1])
    }

    /// Summed numerator and denominator.
    pub fn sums(&self) -> Ratio {
        Ratio { numerator: self.sums[0], denominator: self.sums[1] }
    }

    /// The interval of the mean: the ratio linearised, Student t; shares in log-odds.
    /// `t`: Student's quantile for the replications there were and the level ([`Sheet::student`]).
    pub fn interval(&self, kind: MeasureKind, t: f64, level: f64) -> Option<Interval> {
        let n = f64::from(self.n);
        let ratio = self.mean()?;
        if self.n < 2 {
            return None;
        }
        let [_, y, xx, yy, xy] = self.sums;
        let squares = (xx - 2.0 * ratio * xy + ratio * ratio * yy).max(0.0);
        let error = (squares * n / (n - 1.0)).sqrt() / y;
        if unit(kind) == Unit::Share && ratio > 0.0 && ratio < 1.0 {
            let odds = (ratio / (1.0 - ratio)).ln();
            let half = t * error / (ratio * (1.0 - ratio));
            let back = |z: f64| 1.0 / (1.0 + (-z).exp());
            return Some(Interval { low: back(odds - half), high: back(odds + half), level });
        }
        (error > 0.0).then_some(Interval { low: ratio - t * error, high: ratio + t * error, level })
    }

    /// The value that a share of replications does not exceed, interpolated in its bin (a 24th of the range or finer).
    pub fn spread(&self, share: f64) -> Option<f64> {
        if self.seen == 0 {
            return None;
        }
        let rank = share * f64::from(self.seen);
        let mut below = 0.0;
        for (i, &count) in self.bins.iter().enumerate() {
            let count = f64::from(count);
            if count > 0.0 && below + count >= rank {
                let into = if self.whole && self.width <= 0.25 { 0.0 } else { ((rank - below) / count).clamp(0.0, 1.0) };
                let value = f64::from(self.low) + (i as f64 + into) * f64::from(self.width);
                // a bin may begin below every value in it, and end above
                return Some(value.clamp(f64::from(self.least), f64::from(self.most)));
            }
            below += count;
        }
        None
    }
}

/// Measures by cell of time and scope.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Measures kept in each cell.
    pub measures: Vec<Measure>,
    /// What measures take in, by runs of the same scope.
    selections: Vec<(Selection, Range<usize>)>,
    /// Cells kept, by index in the layout.
    pub cells: Vec<usize>,
    spans: Vec<Tick>,
    /// `[cell][measure]`.
    rows: Vec<Accumulator>,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(model: &Model, layout: &Layout) -> Self {
        let cells: Vec<usize> = (0..layout.cells.len() - 1).collect();
        let mut scopes = vec![Scope::All];
        let queues = model.steps.iter().filter(|s| s.first || s.later || s.by_call_back).count();
        if queues > 1 {
            scopes.extend((0..model.steps.len()).map(|s| Scope::Step(s as u8)));
        }
        let steps = scopes.len();
        scopes.extend((0..model.groups.len()).map(|g| Scope::Group(g as u16)));
        if model.areas.len() > 1 {
            scopes.extend((0..model.areas.len()).map(|a| Scope::Area(a as u16)));
        }
        if model.classes.len() > 1 {
            scopes.extend((0..model.classes.len()).map(|c| Scope::Callers(c as u16)));
        }
        if scopes.len() * KINDS.len() * cells.len() > MOST {
            scopes.truncate(steps);
        }
        let measures: Vec<Measure> = scopes
            .iter()
            .flat_map(|&scope| KINDS.iter().map(move |&kind| Measure { kind, scope }))
            .filter(|&m| applies(model, m))
            .collect();
        let selections = Selection::of_each(model, layout, &measures);
        let spans = cells.iter().map(|&c| span(model, layout, c)).collect();
        let rows = cells.iter().flat_map(|_| measures.iter().map(|m| Accumulator::new(m.kind))).collect();
        Self { measures, selections, cells, spans, rows }
    }

    /// Adds replications in order; cells in parallel.
    pub fn add(&mut self, model: &Model, ledgers: &[&Ledger]) {
        let width = self.measures.len();
        let (measures, selections, cells, spans) = (&self.measures, &self.selections, &self.cells, &self.spans);
        self.rows.par_chunks_mut(width.max(1)).enumerate().with_min_len(64).for_each(|(row, accumulators)| {
            for ledger in ledgers {
                for (selection, place) in selections {
                    let evaluation = Evaluation::new(model, ledger, selection, &cells[row..=row]);
                    for (accumulator, measure) in accumulators[place.clone()].iter_mut().zip(&measures[place.clone()]) {
                        accumulator.add(evaluation.ratio(measure.kind, spans[row]));
                    }
                }
            }
        });
    }

    /// The accumulators of a row, in the order of [`Sheet::measures`].
    pub fn row(&self, row: usize) -> &[Accumulator] {
        let width = self.measures.len();
        &self.rows[row * width..(row + 1) * width]
    }

    /// Student's quantile for the replications folded in; `None` below two.
    pub fn student(&self, level: f64) -> Option<f64> {
        let n = self.rows.first()?.n as usize;
        (n > 1).then(|| student(n - 1, level))
    }

    /// The accumulator of a measure in a row.
    pub fn find(&self, row: usize, measure: Measure) -> Option<&Accumulator> {
        let place = self.measures.iter().position(|m| *m == measure)?;
        self.row(row).get(place)
    }
}

/// How long a cell lasts in all, ticks.
pub fn span(model: &Model, layout: &Layout, cell: usize) -> Tick {
    let clock = &model.clock;
    let length = |slot: usize| clock.slot_end(slot).min(clock.end).saturating_sub(clock.slots[slot].start);
    match layout.cells[cell] {
        Cell::Slot(slot) => length(slot as usize),
        Cell::Outside => 0,
        _ => (clock.first_slot..clock.last_slot).filter(|&s| layout.cells_of_slot[s].contains(&(cell as u32))).map(length).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_near_the_exact_quantiles() {
        let mut accumulator = Accumulator::new(MeasureKind::MeanWait);
        let key = crate::random::Key::root(3, 0);
        let mut values: Vec<f64> =
            (0..500).map(|i| 40.0 - 100.0 * key.part(i).uniform(crate::random::Purpose::new("x", "")).ln()).collect();
        for &value in &values {
            accumulator.add(Ratio { numerator: value, denominator: 1.0 });
        }
        values.sort_by(f64::total_cmp);
        let range = values[499] - values[0];
        for share in [0.1, 0.5, 0.9] {
            let exact = values[(share * 500.0) as usize];
            assert!((accumulator.spread(share).unwrap() - exact).abs() < range / 12.0);
        }
    }

    #[test]
    fn the_spread_is_never_below_the_least_value() {
        let mut accumulator = Accumulator::new(MeasureKind::MeanSpeedOfAnswer);
        for value in [3.0, 900.0, 1.0, 2.0, 2.5, 1.5] {
            accumulator.add(Ratio { numerator: value, denominator: 1.0 });
        }
        assert!(accumulator.spread(0.1).unwrap() >= 1.0);
    }

    #[test]
    fn the_spread_is_never_beyond_what_was_seen() {
        let mut accumulator = Accumulator::new(MeasureKind::AnsweredWithin(60 * SECOND));
        for value in [0.5, 1.0, 1.0, 0.75, 1.0, 1.0, 1.0, 1.0] {
            accumulator.add(Ratio { numerator: value, denominator: 1.0 });
        }
        assert_eq!(accumulator.spread(0.9), Some(1.0));
        for always in [0.0, 1.0] {
            let mut accumulator = Accumulator::new(MeasureKind::Abandonment);
            for _ in 0..100 {
                accumulator.add(Ratio { numerator: always, denominator: 1.0 });
            }
            assert_eq!([0.1, 0.9].map(|share| accumulator.spread(share)), [Some(always); 2]);
        }
    }

    #[test]
    fn the_interval_of_a_count_is_students() {
        let mut accumulator = Accumulator::new(MeasureKind::CallsOffered);
        let values = [10.0, 12.0, 9.0, 14.0];
        for value in values {
            accumulator.add(Ratio { numerator: value, denominator: 1.0 });
        }
        let t = student(3, 0.95);
        let ours = accumulator.interval(MeasureKind::CallsOffered, t, 0.95).unwrap();
        let theirs = crate::analysis::interval::mean_t(&values, 0.95).unwrap().interval.unwrap();
        assert!((ours.low - theirs.low).abs() < 1e-9 && (ours.high - theirs.high).abs() < 1e-9);
    }
}
