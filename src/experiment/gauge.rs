//! What is read off a ledger after a replication: measures, and whether targets held, period by period.

use super::results::is_quantile;
use super::sheet::span;
use crate::model::{Measure, Model, Scope, Tick};
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
pub(super) struct Gauge {
    /// The measures read, in order.
    pub(super) measures: Vec<Measure>,
    selections: Vec<Selection>,
    targets: Vec<Selection>,
    /// The horizon, then each month.
    windows: Vec<Window>,
}

impl Gauge {
    pub(super) fn new(model: &Model, layout: &Layout, measures: Vec<Measure>) -> Self {
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
        }
    }

    fn window(&self, scope: Scope) -> &Window {
        match scope {
            Scope::Month(month) => &self.windows[month as usize + 1],
            _ => &self.windows[0],
        }
    }

    /// The value of each measure; a quantile has denominator 1, or 0 where blank.
    pub(super) fn values(&self, model: &Model, layout: &Layout, ledger: &Ledger) -> Vec<Ratio> {
        let read = |(measure, selection): (&Measure, &Selection)| {
            evaluate(model, layout, ledger, *measure, selection, self.window(measure.scope))
        };
        self.measures.iter().zip(&self.selections).map(read).collect()
    }

    /// `[target]`: did it hold over its own period (the horizon, or the month it names), then in every month? None where nothing
    /// was measured.
    pub(super) fn held(&self, model: &Model, layout: &Layout, ledger: &Ledger) -> Vec<Vec<Option<bool>>> {
        let periods = |(target, selection): (&crate::model::Target, &Selection)| {
            let held = |window: &Window| {
                evaluate(model, layout, ledger, target.measure, selection, window).value().map(|v| target.bound.holds(v))
            };
            std::iter::once(self.window(target.measure.scope)).chain(&self.windows[1..]).map(held).collect()
        };
        model.targets.iter().zip(&self.targets).map(periods).collect()
    }
}

fn evaluate(model: &Model, layout: &Layout, ledger: &Ledger, measure: Measure, selection: &Selection, window: &Window) -> Ratio {
    let evaluation = Evaluation { model, layout, ledger, selection };
    if is_quantile(measure.kind) {
        let value = evaluation.quantile(measure.kind, window.months.clone());
        return Ratio { numerator: value.unwrap_or(0.0), denominator: f64::from(u8::from(value.is_some())) };
    }
    evaluation.ratio(measure.kind, &window.cells, window.span)
}
