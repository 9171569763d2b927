//! What is read off a ledger after a replication: measures, and whether targets held, period by period.

use super::results::is_quantile;
use super::sheet::span;
use crate::finance::{Books, Finance};
use crate::model::{Measure, Model, Scope, Target, Tick};
use crate::tally::layout::Layout;
use crate::tally::measure::{Evaluation, Selection};
use crate::tally::{Ledger, Ratio};

/// Cells and months of a period.
#[derive(Debug)]
struct Window {
    cells: Vec<usize>,
    months: std::ops::Range<usize>,
    span: Tick,
}

/// Made once a model and list of measures, used after every replication.
#[derive(Debug)]
pub(super) struct Gauge<'m> {
    /// The measures read, in order.
    pub(super) measures: Vec<Measure>,
    selections: Vec<Selection>,
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
            selections: measures.iter().map(|m| Selection::new(model, layout, m.scope)).collect(),
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
        layout: &Layout,
        ledger: &Ledger,
        books: Option<&Books>,
    ) -> (Vec<Ratio>, Vec<Vec<Option<bool>>>) {
        let sums = self.sums(ledger);
        let read = |measure: Measure, selection: &Selection, window: usize| {
            self.one(model, layout, (ledger, &sums), books, (measure, selection, window))
        };
        let values = self.measures.iter().zip(&self.selections).map(|(m, selection)| read(*m, selection, window(m.scope)));
        let periods = |(target, selection): (&Target, &Selection)| {
            let held = |window| read(target.measure, selection, window).value().map(|v| target.bound.holds(v));
            std::iter::once(window(target.measure.scope)).chain(1..self.windows.len()).map(held).collect()
        };
        (values.collect(), model.targets.iter().zip(&self.targets).map(periods).collect())
    }

    /// Measures, by index, each over the window of its own scope (`None`) or one of months (from 1; 0 the horizon).
    pub(super) fn at(&self, model: &Model, layout: &Layout, ledger: &Ledger, wanted: &[(usize, Option<usize>)]) -> Vec<Ratio> {
        let sums = self.sums(ledger);
        let money = wanted.iter().any(|w| self.measures[w.0].kind.is_money());
        let books = if money { self.books(ledger) } else { None };
        let one = |&(index, month): &(usize, Option<usize>)| {
            let measure = self.measures[index];
            let place = month.unwrap_or_else(|| window(measure.scope));
            self.one(model, layout, (ledger, &sums), books.as_ref(), (measure, &self.selections[index], place))
        };
        wanted.iter().map(one).collect()
    }

    /// A ledger of each window.
    fn sums(&self, ledger: &Ledger) -> Vec<Ledger> {
        self.windows.iter().map(|window| ledger.summed(&window.cells)).collect()
    }

    /// One measure over one window.
    fn one(
        &self,
        model: &Model,
        layout: &Layout,
        (ledger, sums): (&Ledger, &[Ledger]),
        books: Option<&Books>,
        (measure, selection, window): (Measure, &Selection, usize),
    ) -> Ratio {
        if measure.kind.is_money() {
            return books.map_or_else(Ratio::default, |books| books.ratio(measure, self.windows[window].months.clone()));
        }
        if is_quantile(measure.kind) {
            let evaluation = Evaluation { model, layout, ledger, selection };
            let value = evaluation.quantile(measure.kind, self.windows[window].months.clone());
            return Ratio { numerator: value.unwrap_or(0.0), denominator: f64::from(u8::from(value.is_some())) };
        }
        Evaluation { model, layout, ledger: &sums[window], selection }.ratio(measure.kind, &[0], self.windows[window].span)
    }
}

/// The window of a scope: the horizon, or a month.
fn window(scope: Scope) -> usize {
    match scope {
        Scope::Month(month) => month as usize + 1,
        _ => 0,
    }
}
