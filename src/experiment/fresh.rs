//! Recorded counts already hold redials, so first calls are fewer: found by pilot replications.
//!
//! For each area and day, first calls = recorded calls x share, with the share such that first calls and the redials they
//! cause add up to the record: share = 1 - (redials of the day / recorded). Redials depend on the share, hence rounds.

use rayon::prelude::*;

use crate::demand::FreshScale;
use crate::engine::{Fault, Inputs, Workspace, simulate};
use crate::model::Model;
use crate::tally::Ledger;
use crate::tally::layout::Cell;
use crate::tally::ledger::Journey;

/// Pilot replications a round.
const PILOTS: u64 = 16;
/// Rounds: each shrinks the error by about the redial share.
const ROUNDS: usize = 3;
/// Pilots have luck of their own, the same whatever seed the run has.
const SEED: u64 = 0x5049_4C4F_5453;

/// The share of first calls in recorded calls, by area and day; empty where nothing is recorded or nobody redials.
///
/// # Errors
/// A fault of the engine.
pub fn fresh_share(model: &Model) -> Result<FreshScale, Fault> {
    let redials =
        model.sources.iter().any(|s| s.redial.is_some() && model.areas[s.area as usize].recorded && s.replay.is_empty());
    if !redials {
        return Ok(FreshScale::default());
    }
    let days = model.clock.days.len();
    let recorded = recorded(model);
    let mut scale = FreshScale { shares: vec![vec![1.0; days]; model.areas.len()] };
    let mut inputs = Inputs::new(model, FreshScale::default());
    for _ in 0..ROUNDS {
        inputs.fresh = scale.clone();
        let pilots: Result<Vec<Vec<Vec<f64>>>, Fault> = (0..PILOTS)
            .into_par_iter()
            .map(|r| {
                let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
                simulate(&inputs, SEED, r, &mut Workspace::new(model), &mut ledger)?;
                Ok(redials_by_day(&inputs, &ledger))
            })
            .collect();
        let pilots = pilots?;
        for (area, shares) in scale.shares.iter_mut().enumerate().filter(|(a, _)| model.areas[*a].recorded) {
            let first = model.clock.reported_days().start;
            for (day, share) in shares.iter_mut().enumerate() {
                // the warm-up has no figures of its own: it takes the share of the first reported day
                let from = day.max(first);
                let redials = pilots.iter().map(|p| p[area][from]).sum::<f64>() / PILOTS as f64;
                let calls = recorded[area][from];
                if calls > 0.0 {
                    *share = (1.0 - redials / calls).clamp(0.05, 1.0);
                }
            }
        }
    }
    Ok(scale)
}

/// Recorded calls by area and day.
fn recorded(model: &Model) -> Vec<Vec<f64>> {
    let mut calls = vec![vec![0.0; model.clock.days.len()]; model.areas.len()];
    for source in &model.sources {
        for (cell, &expected) in source.expected.iter().enumerate() {
            calls[source.area as usize][model.variation.cell_day[cell] as usize] += f64::from(expected);
        }
    }
    calls
}

fn redials_by_day(inputs: &Inputs, ledger: &Ledger) -> Vec<Vec<f64>> {
    let model = inputs.model;
    let mut redials = vec![vec![0.0; model.clock.days.len()]; model.areas.len()];
    for cell in inputs.layout.whole() {
        let day = match inputs.layout.cells[cell] {
            Cell::Slot(slot) => model.clock.slots[slot as usize].day,
            Cell::Day(day) => day,
            _ => continue,
        };
        for (index, source) in model.sources.iter().enumerate() {
            let again = ledger.received(cell, index) - ledger.journeys(cell, index, Journey::People);
            redials[source.area as usize][day as usize] += again as f64;
        }
    }
    redials
}
