//! The time that calls which arrived in a cell spent in queues, however they left them and whether they have left them or not.
//!
//! The waits of the measures are those of calls that were answered or gave up: after a shock from which a service does not
//! recover, those who wait to the end of the run would be missing. Here each stay in a queue counts, to the end of the run if
//! need be. A call that goes on to another queue is a stay in each.

use super::{Layout, Ledger, Selection};
use crate::model::clock::SECOND;
use crate::model::{Model, Scope};

/// The stays in queues of a scope.
#[derive(Clone, Debug)]
pub struct Waited {
    selection: Selection,
}

impl Waited {
    /// Of the whole service, or an area or class: waits on the line for the first person to answer. Of a step: all waits there,
    /// those to be called back too.
    pub fn new(model: &Model, layout: &Layout, scope: Scope) -> Self {
        Self { selection: Selection::new(model, layout, scope) }
    }

    /// Mean time in a queue of those who arrived in a cell, seconds; none if nobody joined one.
    pub fn mean(&self, ledger: &Ledger, cell: usize) -> Option<f64> {
        let (mut stays, mut ticks) = (0, 0_u64);
        for line in self.selection.line() {
            stays += ledger.joined_on_the_line(cell, line);
            ticks = ledger.waits(cell, line).into_iter().fold(ticks, u64::wrapping_add);
        }
        for line in self.selection.called_back() {
            stays += ledger.get(cell, line, super::ledger::Count::Joined);
            ticks = ledger.waits(cell, line).into_iter().fold(ticks, u64::wrapping_add);
        }
        (stays > 0).then(|| ticks as f64 / SECOND as f64 / stays as f64)
    }
}
