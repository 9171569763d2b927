//! `[shocks.NAME]`: demand multiplied for a while.

use jiff::civil::Date;

use crate::model::Tick;
use crate::scenario::calendar::Civil;
use crate::scenario::lower::{Named, find, ticks};
use crate::scenario::read::{Reading, View};

/// Areas by index, and the factor of their demand at a tick.
pub type Shock<'a> = (Vec<usize>, Box<dyn Fn(Tick) -> f64 + 'a>);

/// `[shocks.NAME]`: demand multiplied from a date to a date, rising and falling over `ramp`.
pub fn read<'a>(root: &View, areas: &[Named], civil: &Civil, reading: &Reading) -> Vec<Shock<'a>> {
    let mut found: Vec<Shock> = Vec::new();
    for (_, view) in root.views("shocks") {
        let moment = |key: &str| -> Option<Tick> {
            let (date, span) = view.date(key)?;
            let day = date.date?;
            let civil_date = Date::new(day.year as i16, day.month as i8, day.day as i8).ok()?;
            let second = date.time.map_or(0, |t| u32::from(t.hour) * 3600 + u32::from(t.minute) * 60);
            match civil.tick_of(civil_date, second) {
                Ok(tick) => Some(tick.unwrap_or(0)),
                Err(reason) => {
                    reading.problem(Some(span), "no-such-time", reason, None);
                    None
                }
            }
        };
        let (from, until) = (moment("from"), moment("until"));
        for key in ["from", "until", "demand"] {
            if view.node(key).is_none() {
                view.missing(key, None);
            }
        }
        let factor = view.factor("demand");
        let ramp = view.duration("ramp").map_or(0, ticks);
        let named: Vec<String> = areas.iter().map(|a| a.name.clone()).collect();
        let hit: Vec<usize> = match view.texts("areas") {
            None => (0..areas.len()).collect(),
            Some(wanted) => wanted.iter().filter_map(|(name, span)| find(reading, &named, name, Some(*span), "area")).collect(),
        };
        view.done();
        let (Some(from), Some(until)) = (from, until) else { continue };
        if from >= until && (from, until) != (0, 0) {
            let span = view.table.get("until").map(|n| n.span);
            view.problem(span, "out-of-order", format!("`{}` ends before it begins", view.path), None);
            continue;
        }
        let Some(factor) = factor else { continue };
        found.push((
            hit,
            Box::new(move |tick: Tick| {
                if tick < from || tick >= until {
                    return 1.0;
                }
                let edge = (tick - from).min(until - tick) as f64;
                let weight = if ramp == 0 { 1.0 } else { (edge / ramp as f64).min(1.0) };
                1.0 + (factor - 1.0) * weight
            }),
        ));
    }
    found
}
