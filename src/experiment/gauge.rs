//! What is read off a ledger after a replication: measures, and whether targets held, period by period.

use std::ops::Range;

use super::results::is_quantile;
use super::sheet::span;
use crate::finance::{Books, Finance};
use crate::model::{Measure, Model, Scope, Target, Tick};
use crate::tally::layout::Layout;
use crate::tally::{Evaluation, Ledger, Quantiles, Ratio, Selection};

/// Cells and months of a period.
#[derive(Debug)]
struct Window {
    cells: Vec<usize>,
    months: Range<usize>,
    span: Tick,
}

/// Made once a model and list of measures, used after every replication.
#[derive(Debug)]
pub(super) struct Gauge<'m> {
    /// The measures read, in order.
    pub(super) measures: Vec<Measure>,
    /// What they take in, by runs of the same scope.
    selections: Vec<(Selection, Range<usize>)>,
    targets: Vec<Selection>,
    /// The horizon, then each month.
    windows: Vec<Window>,
    /// None where the scenario states no money.
    finance: Option<Finance<'m>>,
}

impl<'m> Gauge<'m> {
    pub(super) fn new(model: &'m Model, layout: &Layout, measures: Vec<Measure>) -> Self {
        let window = |cells: Vec<usize>, months| {
            let span = cells.iter().map(|&c| span(model, layout, c)).sum();
            Window { cells, months, span }
        };
        let mut windows = vec![window(layout.whole().collect(), 0..layout.months)];
        for month in 0..model.clock.months.len() {
            windows.push(window(layout.month(model, month as u16).collect(), month..month + 1));
        }
        Self {
            selections: Selection::of_each(model, layout, &measures),
            targets: model.targets.iter().map(|t| Selection::new(model, layout, t.measure.scope)).collect(),
            measures,
            windows,
            finance: Finance::new(model, layout),
        }
    }

    /// The providers' books of a replication, if the scenario states any money.
    pub(super) fn books(&self, ledger: &Ledger) -> Option<Books<'_, 'm>> {
        self.finance.as_ref().map(|finance| finance.books(ledger))
    }

    /// The value of each measure (a quantile has denominator 1, or 0 where blank), and by target: did it hold over its own
    /// period (the horizon, or the month it names), then in every month? None where nothing was measured.
    pub(super) fn read(
        &self,
        model: &Model,
        ledger: &Ledger,
        books: Option<&Books<'_, 'm>>,
    ) -> (Vec<Ratio>, Vec<Vec<Option<bool>>>) {
        let sums = self.sums(ledger);
        let mut values = Vec::with_capacity(self.measures.len());
        for (selection, place) in &self.selections {
            let measures = &self.measures[place.clone()];
            let read = self.reader(model, (ledger, &sums), books, selection, window(measures[0].scope));
            values.extend(measures.iter().map(|&measure| read.value(measure)));
        }
        let periods = |(target, selection): (&Target, &Selection)| {
            let read = |window| self.reader(model, (ledger, &sums), books, selection, window);
            let held = |window| read(window).value(target.measure).value().map(|v| target.bound.holds(v));
            std::iter::once(window(target.measure.scope)).chain(1..self.windows.len()).map(held).collect()
        };
        (values, model.targets.iter().zip(&self.targets).map(periods).collect())
    }

    /// Measures, by index, each over the window of its own scope (`None`) or one of months (from 1; 0 the horizon).
    pub(super) fn at(&self, model: &Model, ledger: &Ledger, wanted: &[(usize, Option<usize>)]) -> Vec<Ratio> {
        let sums = self.sums(ledger);
        let money = wanted.iter().any(|w| self.measures[w.0].kind.is_money());
        let books = if money { self.books(ledger) } else { None };
        let one = |&(index, month): &(usize, Option<usize>)| {
            let measure = self.measures[index];
            let scope = self.selections.iter().find(|(_, place)| place.contains(&index));
            let place = month.unwrap_or_else(|| window(measure.scope));
            scope.map_or_else(Ratio::default, |(selection, _)| {
                self.reader(model, (ledger, &sums), books.as_ref(), selection, place).value(measure)
            })
        };
        wanted.iter().map(one).collect()
    }

    /// A ledger of each window.
    fn sums(&self, ledger: &Ledger) -> Vec<Ledger> {
        self.windows.iter().map(|window| ledger.summed(&window.cells)).collect()
    }

    /// Of a scope over a window; `ledgers`: the replication's, and its sums by window.
    fn reader<'a, 'f>(
        &'a self,
        model: &'a Model,
        ledgers: (&'a Ledger, &'a [Ledger]),
        books: Option<&'a Books<'f, 'm>>,
        selection: &'a Selection,
        window: usize,
    ) -> Reader<'a, 'f, 'm> {
        let (ledger, sums) = ledgers;
        Reader {
            evaluation: Evaluation::new(model, &sums[window], selection, &[0]),
            quantiles: Quantiles::new(ledger, selection, self.windows[window].months.clone()),
            window: &self.windows[window],
            books,
        }
    }
}

/// Reads the measures of a scope over a window.
#[derive(Debug)]
struct Reader<'a, 'f, 'm> {
    evaluation: Evaluation<'a>,
    quantiles: Quantiles<'a>,
    window: &'a Window,
    books: Option<&'a Books<'f, 'm>>,
}

impl Reader<'_, '_, '_> {
    fn value(&self, measure: Measure) -> Ratio {
        if measure.kind.is_money() {
            let months = || self.window.months.clone();
            return self.books.map_or_else(Ratio::default, |books| books.ratio(measure, months()));
        }
        if is_quantile(measure.kind) {
            let value = self.quantiles.quantile(measure.kind);
            return Ratio { numerator: value.unwrap_or(0.0), denominator: f64::from(u8::from(value.is_some())) };
        }
        self.evaluation.ratio(measure.kind, self.window.span)
    }
}

/// The window of a scope: the horizon, or a month.
fn window(scope: Scope) -> usize {
    match scope {
        Scope::Month(month) => month as usize + 1,
        _ => 0,
    }
}
