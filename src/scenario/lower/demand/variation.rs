//! `[areas.NAME.variation]`: factors of demand that differ from replication to replication.

use crate::model::{Conventions, Factor, Variation};
use crate::scenario::lower::Named;
use crate::scenario::read::{Reading, View};

/// Reads the variation of an area, the one of that `index`, into `variation`.
pub fn read(area: &Named, index: usize, variation: &mut Variation, conventions: Conventions, reading: &Reading) {
    let view = View::new(&area.table, format!("areas.{}", area.name), area.span, reading);
    let Some(inner) = view.view("variation") else {
        view.default("variation", "none beyond chance");
        return;
    };
    let recorded = area.table.get("counts").is_some() || area.table.get("log").is_some();
    let factor = |key: &str| -> Option<Factor> {
        let view = inner.view(key)?;
        let cv = view.number("cv");
        if view.node("cv").is_none() {
            view.missing("cv", None);
        }
        if cv.is_some_and(|cv| cv > 3.0) {
            view.problem(
                None,
                "absurd",
                format!("`{}` above 3 is no busy-day factor", view.path_of("cv")),
                Some("cv is a pure number, for instance 0.05".to_owned()),
            );
        }
        let memory = match key {
            "day" => view.number("memory"),
            "within" => view.duration("memory").map(|s| s / 3600.0),
            _ => None,
        };
        let between = if key == "day" { view.number("between-areas") } else { None };
        for (name, value) in [("memory", memory.filter(|_| key == "day")), ("between-areas", between)] {
            if value.is_some_and(|v| v > 1.0) {
                view.problem(None, "out-of-range", format!("`{}` is a correlation, 0 to 1", view.path_of(name)), None);
            }
        }
        view.done();
        Some(Factor { cv: cv?, memory: memory.unwrap_or(0.0), between_areas: between.unwrap_or(0.0) })
    };
    let (day, within, level) = (factor("day"), factor("within"), factor("level"));
    inner.done();
    variation.within[index] = within;
    if recorded {
        // recorded days already are as busy as they were
        if day.is_some() || level.is_some() {
            reading.warn(format!("area {}: recorded days already vary, so its day and level factors are not used", area.name));
        }
        if !conventions.counts_are_means && within.is_some() {
            reading
                .warn(format!("area {}: exact counts are placed by the profile, without the factor within the day", area.name));
        }
    } else {
        variation.day[index] = day;
        variation.level[index] = level;
    }
}
